//! What Alternative is told about a payment, in the order that never asks the payer twice (rule P15).

use std::collections::BTreeMap;

use ledger::alternative::{LinkState, PaymentReport};
use ledger::books;

use crate::intent::{Action, Intent, Lane};
use crate::link::{PartState, PaymentFinding, PaymentLink, PaymentPart};
use crate::plan::payment::{PaymentView, is_recorded, told};
use crate::plan::{Plan, Standing};
use crate::ports::PaymentLineDraft;
use crate::record::RecordRef;

/// Adds the report, where Alternative does not know the present state yet.
pub(super) fn plan_report(
    view: &PaymentView,
    before: &PaymentLink,
    shares: &BTreeMap<books::CustomerId, Vec<PaymentLineDraft>>,
    plan: &mut Plan,
) {
    let Some(report) = report(view, shares, plan) else { return };
    let known = view.link.reported.as_ref().or(view.payment.reported.as_ref());
    if known.is_some_and(|known| known.state == report.state && known.qbo_payments == report.qbo_payments) {
        return;
    }
    let report = if report.state == LinkState::Recorded {
        let found = |customer: &books::CustomerId| !before.part(customer).is_some_and(is_recorded);
        let unread = shares.iter().filter(|(customer, _)| found(customer)).flat_map(|(_, lines)| lines);
        // Found in QuickBooks just now, perhaps without the invoices it pays: they are read before anything is told.
        plan.wanted.extend(unread.map(|line| RecordRef::books_invoice(&line.invoice)));
        if !plan.wanted.is_empty() {
            plan.wait("Waiting until its invoices were read again from QuickBooks", None);
            return;
        }
        let Some(report) = after_its_invoices(view, report, shares, plan) else { return };
        report
    } else {
        report
    };
    if known.is_some_and(|known| known.state == report.state && known.qbo_payments == report.qbo_payments) {
        return;
    }
    plan.intents.push(Intent {
        subject: view.subject(),
        lane: Lane::Money,
        action: Action::ReportPayment { payment: view.payment.id.clone(), report },
        reason: "P15: Alternative knows where its payment stands".to_owned(),
        after: Vec::new(),
    });
}

/// The invoices' new versions go first: until Alternative took them it takes the payment off by itself. Where one does not
/// come, the payment is `held` with its QuickBooks id, so that every other computer knows of it. `None` = wait.
fn after_its_invoices(
    view: &PaymentView,
    report: PaymentReport,
    shares: &BTreeMap<books::CustomerId, Vec<PaymentLineDraft>>,
    plan: &mut Plan,
) -> Option<PaymentReport> {
    let paid = shares.values().flatten().map(|line| &view.invoices[&line.invoice]);
    let behind: Vec<_> = paid.filter(|paid| paid.standing != Standing::Taken).collect();
    let Some(first) = behind.first() else { return Some(report) };
    let label = first.invoice.label();
    plan.wait(format!("Waiting until Alternative has invoice {label} as it is now"), None);
    let comes = behind.iter().any(|paid| paid.standing == Standing::Coming);
    (!comes).then_some(PaymentReport { state: LinkState::Held, detail: None, ..report })
}

/// The present state, `None` while there is nothing to tell.
fn report(
    view: &PaymentView,
    shares: &BTreeMap<books::CustomerId, Vec<PaymentLineDraft>>,
    plan: &Plan,
) -> Option<PaymentReport> {
    let parts = shares.keys().map(|customer| view.link.part(customer));
    // P8: what went back and a person handled counts for nothing any more, though its Payment stays in QuickBooks.
    let handled = |part: &PaymentPart| !view.payment.status.is_live() && part.allowance.return_handled;
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
    if let Some(hold) = plan.holds.first() {
        return Some(PaymentReport {
            qbo_payments: recorded,
            state: LinkState::Held,
            detail: Some(hold.title.clone()),
        });
    }
    if recorded.len() == shares.len() {
        let detail = Some("Recorded in QuickBooks".to_owned());
        return Some(PaymentReport { qbo_payments: recorded, state: LinkState::Recorded, detail });
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
    if told == Some(LinkState::Held) && recorded.is_empty() && !view.payment.status.is_live() {
        let detail = Some("It ended before it was recorded in QuickBooks".to_owned());
        return Some(PaymentReport { qbo_payments: removed, state: LinkState::Removed, detail });
    }
    let was_told = told.is_some();
    if !removed.is_empty() && recorded.is_empty() && was_told {
        let by_hand = view.link.parts.iter().any(handled);
        let words = if by_hand {
            "It went back and was handled by hand"
        } else {
            "Taken out of QuickBooks because it failed"
        };
        let detail = Some(words.to_owned());
        return Some(PaymentReport { qbo_payments: removed, state: LinkState::Removed, detail });
    }
    None
}
