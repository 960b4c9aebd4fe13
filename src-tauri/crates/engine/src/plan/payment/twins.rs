//! Two Payments that bear our reference, both alive (rule P6): the one that was made first is ours, and the other one is taken
//! out by whoever wrote it, or asked about.

use ledger::books;

use super::parts::ours;
use super::view::{PaymentView, in_order};
use crate::intent::{Action, Intent, Lane};
use crate::link::PaymentPart;
use crate::plan::PlanContext;

/// The first that is there beside a part's own, and that nobody lets stand.
pub(super) fn first<'a>(
    view: &'a PaymentView,
    part: &PaymentPart,
    payment: &books::PaymentId,
) -> Option<&'a books::Payment> {
    let others = ours(view, &part.customer).filter(|it| it.id != *payment && !part.beside.contains(&it.id));
    others.min_by_key(|it| in_order(&it.id))
}

/// The write that takes it out, where it was written here, is on no deposit, and its books are open.
pub(super) fn removal(
    context: &PlanContext<'_>,
    view: &PaymentView,
    part: &PaymentPart,
    (payment, twin): (&books::PaymentId, &books::Payment),
) -> Option<Intent> {
    let closed = context.settings.closed_until().is_some_and(|closed| twin.date <= closed);
    let later = in_order(payment) < in_order(&twin.id);
    let may_go = part.wrote.contains(&twin.id) && twin.deposit.is_none() && !closed && later;
    (may_go && part.finding.is_none()).then(|| Intent {
        subject: view.subject(),
        lane: Lane::Money,
        action: Action::RemovePayment {
            payment: view.payment.id.clone(),
            customer: part.customer.clone(),
            books_payment: twin.id.clone(),
            beside: Some(payment.clone()),
        },
        after: Vec::new(),
    })
}
