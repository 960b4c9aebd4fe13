//! Invoices that are archived in Alternative and in force in QuickBooks (rule I10).

use ledger::alternative;

use super::InvoiceView;
use super::body::body_of;
use crate::facts;
use crate::hold::HoldDraft;
use crate::intent::{Action, Lane};
use crate::link_patch::{InvoicePatch, LinkPatch};
use crate::plan::Plan;
use crate::plan::customer::is_ours;
use crate::ports::InvoiceBody;
use crate::reason::HoldReason;
use crate::said::InvoiceName;

/// It is not archived (any more), whoever restored it: what was decided about its archive is over, so that the next archive is
/// asked about anew.
pub(super) fn settle_restored(view: &InvoiceView, plan: &mut Plan) {
    let link = &view.link;
    let decided = link.archived.is_some() || link.left_archived.is_some() || link.restoring;
    if decided && view.mirror.as_ref().is_some_and(|mirror| !mirror.archived) {
        plan.patches.push(LinkPatch::Invoice(InvoicePatch::Restored));
    }
}

/// An archive is undone only by a person: nothing is sent, and what changed since is asked about.
pub(super) fn plan_archived(view: &InvoiceView, mirror: &alternative::Invoice) -> Plan {
    let mut plan = Plan::default();
    if view.link.restoring {
        let action = Action::RestoreInvoice { invoice: view.invoice.id.clone() };
        plan.intents.push(view.intent(Lane::Changes, action));
        return plan;
    }
    let now = body_of(&view.invoice);
    // Nothing is open: there is nothing that payers could be asked for again.
    if !now.balance.is_positive() {
        return plan;
    }
    // Another computer may have archived what is not read here yet: only a later version is in force again.
    let again = view.invoice.version > mirror.version && is_ours(mirror.archived_by, view.link.archived);
    let asks = match &view.link.left_archived {
        Some(left) => left.content != facts::of_content(&now) || now.balance > left.balance,
        None => again || is_changed(view, mirror, &now),
    };
    if asks {
        let (subject, invoice) = (view.subject(), InvoiceName::of(&view.invoice));
        plan.holds.push(HoldDraft {
            subject,
            part: None,
            fingerprint: facts::of_content(&now),
            amount: Some(now.balance.of(now.currency)),
            reason: HoldReason::InvoiceArchived { invoice, again },
        });
    }
    plan
}

/// Whether it differs from what Alternative has of it. Less to pay is no change that anybody would restore it for.
fn is_changed(view: &InvoiceView, mirror: &alternative::Invoice, now: &InvoiceBody) -> bool {
    let link = &view.link;
    let Some(sent) = link.sent.as_ref().filter(|sent| sent.version.version >= mirror.version) else {
        // It was sent by another computer, or before this database was made.
        return view.invoice.version > mirror.version && super::differs(view, mirror, now);
    };
    let kept_out = link.kept_out.as_ref() == Some(&facts::of_terms(now));
    if kept_out || link.conflict == Some(view.invoice.version) {
        return false;
    }
    facts::of_content(now) != facts::of_content(&sent.body) || now.balance > sent.body.balance
}
