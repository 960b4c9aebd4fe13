//! The last look before a payment is recorded, as a pure function of what was just read (rules P5, P6).

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::Date;
use ledger::{MinorUnits, books};

use crate::link::PaymentFinding;
use crate::plan::is_ours;
use crate::ports::{PaymentDraft, PaymentLineDraft};
use crate::reference::PAYMENT_REFERENCE_PREFIX;

/// How far from the payment's date a hand-keyed one is still taken for the same (rule P5).
pub(crate) const LOOK_ALIKE_DAYS: i64 = 7;

/// What was read just before writing.
pub(crate) struct Seen<'a> {
    /// Payments with our reference.
    pub(crate) by_reference: &'a [books::Payment],
    /// The customer's payments around the date.
    pub(crate) of_customer: &'a [books::Payment],
    /// The invoices to be paid; a missing one is gone with evidence.
    pub(crate) invoices: &'a BTreeMap<books::InvoiceId, books::Invoice>,
    /// A Payment that was recorded for this, as Alternative was told, and is no more (rule P9).
    pub(crate) vanished: Option<&'a books::PaymentId>,
    /// External Payments that people matched to other payments of Alternative.
    pub(crate) matched: &'a BTreeSet<books::PaymentId>,
    /// Not all payments could be read that may be this one.
    pub(crate) unsure: Option<&'a PaymentFinding>,
}

/// What follows from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Check {
    /// It is recorded already: this Payment is ours.
    Found(Box<books::Payment>),
    /// A person decides.
    Hold(PaymentFinding),
    /// An invoice belongs to another customer now: plan again.
    Moved,
    /// Record exactly this.
    Go(PaymentDraft),
}

/// Rules P5, P6 and P9.
pub(crate) fn check(
    draft: &PaymentDraft,
    keep_as_credit: bool,
    not_a_look_alike: bool,
    seen: &Seen<'_>,
) -> Check {
    let ours = seen
        .by_reference
        .iter()
        .chain(seen.of_customer)
        .find(|payment| payment.customer != draft.customer || is_ours(payment, &draft.reference));
    if let Some(payment) = ours {
        return Check::Found(Box::new(payment.clone()));
    }
    if let Some(payment) = seen.vanished {
        return Check::Hold(PaymentFinding::Vanished { payment: payment.clone() });
    }
    let look_alike = seen.of_customer.iter().find(|payment| is_look_alike(payment, draft, seen.matched));
    let mut lines = Vec::new();
    for line in &draft.lines {
        let invoice = seen.invoices.get(&line.invoice);
        if invoice.is_some_and(|invoice| !invoice.voided && invoice.customer != draft.customer) {
            return Check::Moved;
        }
        let owed =
            invoice.filter(|invoice| !invoice.voided).map_or(MinorUnits::ZERO, |invoice| invoice.balance);
        if !keep_as_credit && let Some(finding) = stands_in_the_way(line, invoice, look_alike) {
            return Check::Hold(finding);
        }
        let amount = line.amount.min(owed);
        if amount.is_positive() {
            lines.push(PaymentLineDraft { invoice: line.invoice.clone(), amount });
        }
    }
    match (look_alike, seen.unsure) {
        (Some(payment), _) if !not_a_look_alike && !keep_as_credit => {
            Check::Hold(PaymentFinding::LookAlike { payment: payment.id.clone(), date: payment.date })
        }
        // One of them may be this payment, or ours.
        (_, Some(unsure)) if !not_a_look_alike || may_be_ours(unsure) => Check::Hold(unsure.clone()),
        _ => Check::Go(PaymentDraft { lines, ..draft.clone() }),
    }
}

fn may_be_ours(finding: &PaymentFinding) -> bool {
    matches!(finding, PaymentFinding::Unsure { ours: true, .. })
}

fn stands_in_the_way(
    line: &PaymentLineDraft,
    invoice: Option<&books::Invoice>,
    look_alike: Option<&books::Payment>,
) -> Option<PaymentFinding> {
    match invoice {
        None => Some(PaymentFinding::InvoiceGone { invoice: line.invoice.clone(), voided: false }),
        Some(invoice) if invoice.voided => {
            Some(PaymentFinding::InvoiceGone { invoice: line.invoice.clone(), voided: true })
        }
        Some(invoice) if invoice.balance < line.amount => Some(PaymentFinding::BalanceTooSmall {
            invoice: line.invoice.clone(),
            balance: invoice.balance,
            share: line.amount,
            look_alike: look_alike.map(|payment| payment.id.clone()),
        }),
        Some(_) => None,
    }
}

/// An external payment of the same amount within 7 days that nobody matched to another payment of Alternative.
fn is_look_alike(
    payment: &books::Payment,
    draft: &PaymentDraft,
    matched: &BTreeSet<books::PaymentId>,
) -> bool {
    let external =
        !payment.reference.as_deref().is_some_and(|text| text.starts_with(PAYMENT_REFERENCE_PREFIX));
    external
        && !payment.voided
        && payment.customer == draft.customer
        && payment.total == draft.total
        && !matched.contains(&payment.id)
        && around(draft.date).is_some_and(|(from, to)| from <= payment.date && payment.date <= to)
}

/// The days around a date that are looked at.
pub(crate) fn around(date: Date) -> Option<(Date, Date)> {
    Some((date.checked_sub(LOOK_ALIKE_DAYS.days()).ok()?, date.checked_add(LOOK_ALIKE_DAYS.days()).ok()?))
}
