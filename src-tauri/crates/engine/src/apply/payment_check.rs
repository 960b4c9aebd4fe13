//! The last look before a payment is recorded, as a pure function of what was just read (rules P5, P6, P9).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use ledger::{MinorUnits, alternative, books};

use crate::link::PaymentFinding;
use crate::note;
use crate::plan::{in_order, is_ours};
use crate::ports::{PaymentDraft, PaymentLineDraft};

/// How far from the payment's date a hand-keyed one is still taken for the same (rule P5).
pub(crate) const LOOK_ALIKE_DAYS: i64 = 7;

/// What was read just before writing.
pub(crate) struct Seen<'a> {
    /// Alternative's payment.
    pub(crate) payment: &'a alternative::PaymentId,
    /// Payments with our reference, whatever became of them.
    pub(crate) by_reference: &'a [books::Payment],
    /// Those of ours that were recorded before an invoice changed hands.
    pub(crate) before_a_move: &'a [books::Payment],
    /// The customer's payments around the date.
    pub(crate) of_customer: &'a [books::Payment],
    /// Payments of that amount of the customers that this one is a job of, and of its jobs.
    pub(crate) of_family: &'a [books::Payment],
    /// The invoices to be paid; a missing one is gone with evidence.
    pub(crate) invoices: &'a BTreeMap<books::InvoiceId, books::Invoice>,
    /// A Payment that was recorded for this and is no more (rule P9).
    pub(crate) vanished: Option<&'a books::PaymentId>,
    /// Payments that stand for other payments of Alternative, by a person's word or by their reference or note.
    pub(crate) matched: &'a BTreeSet<books::PaymentId>,
    /// When the payment was made.
    pub(crate) made_at: Option<Timestamp>,
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
    if let Some(payment) = ours(draft, seen) {
        return Check::Found(Box::new(payment.clone()));
    }
    if let Some(payment) = seen.vanished {
        return Check::Hold(PaymentFinding::Vanished { payment: payment.clone() });
    }
    let mut entered = seen.of_customer.iter().chain(seen.of_family);
    let look_alike = entered.find(|payment| is_look_alike(payment, draft, seen));
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

/// P6: ours is what has the whole reference of exactly this payment and customer, or the note of it under the same amount.
fn ours<'a>(draft: &PaymentDraft, seen: &Seen<'a>) -> Option<&'a books::Payment> {
    let by_reference = seen.by_reference.iter().chain(seen.of_customer);
    // Of several the one with the smallest id, so that every computer takes the same.
    let by_reference =
        by_reference.filter(|it| is_ours(it, &draft.reference)).min_by_key(|it| in_order(&it.id));
    let named = |it: &&books::Payment| it.note.as_deref().and_then(note::payment_in);
    let by_note = |it: &&books::Payment| {
        !it.voided && it.total == draft.total && named(it).as_ref() == Some(seen.payment)
    };
    let found = by_reference.or_else(|| seen.before_a_move.first());
    found.or_else(|| seen.of_customer.iter().find(by_note))
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

/// A payment of the same amount within 7 days that stands for no other payment of Alternative, unless it cannot be this one.
fn is_look_alike(payment: &books::Payment, draft: &PaymentDraft, seen: &Seen<'_>) -> bool {
    let near = around(draft.date).is_some_and(|(from, to)| from <= payment.date && payment.date <= to);
    near && !payment.voided
        && payment.total == draft.total
        && !seen.matched.contains(&payment.id)
        && !pays_something_else(payment, draft, seen.made_at)
}

/// Entered before the payment was made, and wholly applied to other invoices. What was entered later may be this one all the
/// same: QuickBooks applies what is entered to the oldest open invoice.
fn pays_something_else(payment: &books::Payment, draft: &PaymentDraft, made_at: Option<Timestamp>) -> bool {
    // Services tell times to the second: within one nothing says which came first.
    let before = |(entered, made): (Timestamp, Timestamp)| entered.as_second() < made.as_second();
    let other = |applied: &books::Applied| {
        applied.invoice().is_some_and(|paid| draft.lines.iter().all(|line| line.invoice != paid))
    };
    payment.created_at.zip(made_at).is_some_and(before)
        && payment.unapplied().is_zero()
        && payment.applied.iter().all(other)
}

/// The days around a date that are looked at.
pub(crate) fn around(date: Date) -> Option<(Date, Date)> {
    Some((date.checked_sub(LOOK_ALIKE_DAYS.days()).ok()?, date.checked_add(LOOK_ALIKE_DAYS.days()).ok()?))
}
