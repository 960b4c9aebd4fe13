//! What Alternative is told about a payment, in the order that never asks the payer twice (rule P15).

use std::collections::BTreeMap;

use ledger::alternative::{LinkState, PaymentReport};
use ledger::books;

use super::returns::gone_back;
use super::view::{PaymentView, told};
use crate::awaited::Awaited;
use crate::happened::{Question, Reported};
use crate::hold::HoldDraft;
use crate::intent::{Action, Intent, Lane};
use crate::link::{PartState, PaymentFinding, PaymentLink, PaymentPart};
use crate::plan::{Plan, Standing};
use crate::ports::PaymentLineDraft;
use crate::reason::HoldReason;
use crate::record::RecordRef;
use crate::said::InvoiceName;

/// Adds the report, where Alternative does not know the present state yet.
pub(super) fn plan_report(
    view: &PaymentView,
    before: &PaymentLink,
    shares: &BTreeMap<books::CustomerId, Vec<PaymentLineDraft>>,
    plan: &mut Plan,
) {
    let mends = |intent: &Intent| {
        matches!(intent.action, Action::ApplyPayment { .. } | Action::RemovePayment { beside: Some(_), .. })
    };
    if plan.intents.iter().any(mends) {
        return; // What was told stands until it pays again, and is there once (rules P6, P11).
    }
    let Some((report, why)) = report(view, shares, plan) else { return };
    let known = view.link.reported.as_ref().or(view.payment.reported.as_ref());
    let is_this =
        |known: &PaymentReport| known.state == report.state && known.qbo_payments == report.qbo_payments;
    // Another computer's word that it is recorded stays that computer's: told again it would count as this one's, which
    // knows nothing of what a person decided there.
    let elsewhere = view.payment.reported.as_ref().filter(|known| known.state == LinkState::Recorded);
    // A report on its way may have arrived, and another be wanted since: then what was told before proves nothing.
    let unsure = view.reporting || view.link.unanswered;
    let is_ours = unsure && view.link.reported.as_ref().is_some_and(is_this);
    let is_gone = is_told_of_gone(view);
    if !is_ours && !is_gone && (known.is_some_and(is_this) || elsewhere.is_some_and(is_this)) {
        return;
    }
    let (report, why) = if report.state == LinkState::Recorded && is_gone {
        // Taken off as a whole, so that its invoices' new versions can go first.
        (PaymentReport { state: LinkState::Held, ..report }, Reported::InvoiceBehind)
    } else if report.state == LinkState::Recorded {
        let found = |customer: &books::CustomerId| {
            let known = before.part(customer).map(|part| &part.state);
            known != view.link.part(customer).map(|part| &part.state)
        };
        let unread = shares.iter().filter(|(customer, _)| found(customer)).flat_map(|(_, lines)| lines);
        // Found in QuickBooks just now, perhaps without the invoices it pays: they are read before anything is told.
        let unread: Vec<_> = unread.map(|line| line.invoice.clone()).collect();
        plan.wanted.extend(unread.iter().map(RecordRef::books_invoice));
        if !plan.wanted.is_empty() {
            plan.wait(Awaited::InvoicesReadAgain(unread), None);
            return;
        }
        let Some(told) = after_its_invoices(view, report, why, shares, plan) else { return };
        told
    } else {
        (report, why)
    };
    let is_this =
        |known: &PaymentReport| known.state == report.state && known.qbo_payments == report.qbo_payments;
    if !is_ours && !is_gone && known.is_some_and(is_this) {
        return;
    }
    plan.intents.push(Intent {
        subject: view.subject(),
        lane: Lane::Money,
        action: Action::ReportPayment { payment: view.payment.id.clone(), report, why: Some(why) },
        after: Vec::new(),
    });
}

/// Another computer told of another Payment than the one that stands for it here, and that is gone from QuickBooks.
fn is_told_of_gone(view: &PaymentView) -> bool {
    let others = view.link.told_otherwise(view.payment.reported.as_ref());
    let gone = |id: &books::PaymentId| view.recorded.get(id).is_some_and(|(seen, gone)| *gone || seen.voided);
    others.into_iter().any(|id| gone(id) || view.link.never_seen.contains(id))
}

/// The invoices' new versions go first: until Alternative took them it takes the payment off by itself. Where one does not
/// come, the payment is `held` with its QuickBooks id, so that every other computer knows of it. `None` = wait.
fn after_its_invoices(
    view: &PaymentView,
    report: PaymentReport,
    why: Reported,
    shares: &BTreeMap<books::CustomerId, Vec<PaymentLineDraft>>,
    plan: &mut Plan,
) -> Option<(PaymentReport, Reported)> {
    let paid = shares.values().flatten().map(|line| &view.invoices[&line.invoice]);
    let behind: Vec<_> = paid.filter(|paid| paid.standing != Standing::Taken).collect();
    let Some(first) = behind.first() else { return Some((report, why)) };
    let invoice = || Awaited::InvoiceSent(InvoiceName::of(&first.invoice));
    plan.wait(first.braked.map_or_else(invoice, Awaited::ArchivesDecided), None);
    let comes = behind.iter().any(|paid| paid.standing == Standing::Coming);
    (!comes).then_some((PaymentReport { state: LinkState::Held, ..report }, Reported::InvoiceBehind))
}

/// The Payments that Alternative was told of, where it thinks that they are all in QuickBooks, although a person left out
/// one that is there no more, or pays less than another computer was seen to have told: with its id every other computer asks
/// instead of recording it again, and the payer is asked for nothing more.
fn left_out(
    view: &PaymentView,
    shares: &BTreeMap<books::CustomerId, Vec<PaymentLineDraft>>,
) -> Option<Vec<books::PaymentId>> {
    let told = view.payment.reported.as_ref().or(view.link.reported.as_ref());
    let told = told.filter(|told| told.state == LinkState::Recorded)?;
    let mut left = view.link.parts.iter().filter(|part| part.state == PartState::LeftOut).peekable();
    left.peek()?;
    let gone = |id: &books::PaymentId| view.recorded.get(id).is_some_and(|(seen, gone)| *gone || seen.voided);
    let less = |line: &PaymentLineDraft| view.invoices[&line.invoice].applied < line.amount;
    let mut lines =
        left.filter(|part| part.seen_whole).filter_map(|part| shares.get(&part.customer)).flatten();
    (told.qbo_payments.iter().any(gone) || lines.any(less)).then(|| told.qbo_payments.clone())
}

/// P8: what went back and a person handled counts for nothing any more, though its Payment stays in QuickBooks.
fn is_handled(view: &PaymentView, part: &PaymentPart) -> bool {
    let PartState::Recorded { amount, .. } = &part.state else { return false };
    let gone = gone_back(view, *amount);
    !view.payment.status.is_live() && gone.is_positive() && part.still_open(gone).is_zero()
}

/// The present state, `None` while there is nothing to tell.
fn report(
    view: &PaymentView,
    shares: &BTreeMap<books::CustomerId, Vec<PaymentLineDraft>>,
    plan: &Plan,
) -> Option<(PaymentReport, Reported)> {
    let told_as = |state, qbo_payments, why| Some((PaymentReport { qbo_payments, state, detail: None }, why));
    let parts = shares.keys().map(|customer| view.link.part(customer));
    let handled = |part: &PaymentPart| is_handled(view, part);
    let recorded: Vec<books::PaymentId> = parts
        .clone()
        .flatten()
        .filter(|part| !handled(part))
        .filter_map(|part| match &part.state {
            PartState::Recorded { payment, .. } => Some(payment.clone()),
            // Still told, so that no other computer records it without asking (rule P9).
            PartState::Open => match &part.finding {
                Some(PaymentFinding::Vanished { payment }) => Some(payment.clone()),
                _ => None,
            },
            _ => None,
        })
        .collect();
    // What was given back of a payment that stands is asked about, and changes nothing about what is recorded.
    let asked = |hold: &&HoldDraft| {
        !(view.payment.status.is_live()
            && matches!(hold.reason, HoldReason::Refunded { .. } | HoldReason::EntryRefused { .. }))
    };
    if let Some(hold) = plan.holds.iter().find(asked) {
        return told_as(LinkState::Held, recorded, Reported::Held(Question::of(hold)));
    }
    let vanished = |part: &PaymentPart| matches!(part.finding, Some(PaymentFinding::Vanished { .. }));
    if parts.clone().flatten().any(|part| part.state == PartState::Open && vanished(part)) {
        return None; // Nobody is asked about it at present, and it is not in QuickBooks.
    }
    if recorded.len() == shares.len() {
        if !view.payment.status.is_live() {
            return None; // It went back and is about to be taken out: what Alternative was told of it stands until then.
        }
        return told_as(LinkState::Recorded, recorded, Reported::Recorded);
    }
    let removed: Vec<books::PaymentId> = parts
        .flatten()
        .filter_map(|part| match &part.state {
            PartState::Removed { payment } => Some(payment.clone()),
            PartState::Recorded { payment, .. } if handled(part) => Some(payment.clone()),
            _ => None,
        })
        .collect();
    let told = told(view);
    let left_out = left_out(view, shares);
    if !view.payment.status.is_live()
        && recorded.is_empty()
        && (told == Some(LinkState::Held) || left_out.is_some())
    {
        return told_as(LinkState::Removed, removed, Reported::Ended);
    }
    if let Some(ids) = left_out {
        return told_as(LinkState::Held, ids, Reported::LeftOut);
    }
    if !removed.is_empty() && recorded.is_empty() && told.is_some() {
        let by_hand = view.link.parts.iter().any(handled);
        let why = if by_hand { Reported::HandledByHand } else { Reported::Removed };
        return told_as(LinkState::Removed, removed, why);
    }
    None
}
