//! A Payment of ours that pays less of its invoices than was recorded: whether it may pay them again (rule P11).

use ledger::{MinorUnits, books};

use super::view::{PaymentView, bears_our_sign};
use crate::intent::{Action, Intent, Lane};
use crate::link::{PartState, PaymentPart};
use crate::plan::PlanContext;
use crate::ports::PaymentLineDraft;

/// Whether a Payment may be applied to these invoices, each up to so much: it is on no deposit, it has that much credit, and
/// each invoice, by how much it is applied to it already, has that much open.
pub(crate) fn may_pay_again<'a>(
    seen: &books::Payment,
    lines: &[PaymentLineDraft],
    invoice: impl Fn(&books::InvoiceId) -> Option<&'a books::Invoice>,
) -> bool {
    let missing = |line: &PaymentLineDraft| line.amount - seen.applied_to(&line.invoice);
    let is_open = |line: &PaymentLineDraft| {
        invoice(&line.invoice).is_some_and(|invoice| {
            !invoice.voided && invoice.customer == seen.customer && invoice.balance >= missing(line)
        })
    };
    let sum: MinorUnits = lines.iter().map(missing).sum();
    seen.deposit.is_none() && !seen.voided && sum <= seen.unapplied() && lines.iter().all(is_open)
}

/// What a part's Payment is to pay of the invoices that it pays too little of; nothing while it cannot pay them again.
pub(super) fn lines(
    context: &PlanContext<'_>,
    view: &PaymentView,
    part: &PaymentPart,
    lines: &[PaymentLineDraft],
) -> Vec<PaymentLineDraft> {
    let PartState::Recorded { payment, ours: true, .. } = &part.state else { return Vec::new() };
    let Some((seen, false)) = view.recorded.get(payment) else { return Vec::new() };
    let closed = context.settings.closed_until().is_some_and(|closed| seen.date <= closed);
    if closed || !bears_our_sign(seen, &view.payment.id, &part.customer) {
        return Vec::new();
    }
    let short = |line: &&PaymentLineDraft| {
        seen.applied_to(&line.invoice) < line.amount && !part.handled.contains(&line.invoice)
    };
    let short: Vec<_> = lines.iter().filter(short).cloned().collect();
    let invoice =
        |id: &books::InvoiceId| view.invoices.get(id).filter(|paid| !paid.gone).map(|paid| &paid.invoice);
    if may_pay_again(seen, &short, invoice) { short } else { Vec::new() }
}

/// Whether what a person wanted is still to be done, and can be.
pub(super) fn is_under_way(
    context: &PlanContext<'_>,
    view: &PaymentView,
    part: &PaymentPart,
    lines: &[PaymentLineDraft],
) -> bool {
    view.payment.status.is_live() && !self::lines(context, view, part, lines).is_empty()
}

/// The write that makes it pay them again.
pub(super) fn intent(
    view: &PaymentView,
    part: &PaymentPart,
    payment: &books::PaymentId,
    lines: Vec<PaymentLineDraft>,
) -> Intent {
    Intent {
        subject: view.subject(),
        lane: Lane::Money,
        action: Action::ApplyPayment {
            payment: view.payment.id.clone(),
            customer: part.customer.clone(),
            books_payment: payment.clone(),
            lines,
        },
        after: Vec::new(),
    }
}
