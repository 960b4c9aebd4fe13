//! Customers: QuickBooks is the source, Alternative follows (rules C1 to C5, C7, C9).

use ledger::alternative::{ArchiveReason, ArchivedBy, Owner};
use ledger::{alternative, books};

use crate::awaited::Awaited;
use crate::facts;
use crate::hold::HoldDraft;
use crate::intent::{Action, Intent, Lane};
use crate::link::{CustomerLink, Refusal, Sent};
use crate::link_patch::{CustomerPatch, LinkPatch};
use crate::plan::{ArchiveKind, Plan, Vanished};
use crate::ports::CustomerBody;
use crate::reason::HoldReason;
use crate::reference::fingerprint;
use crate::said::Said;
use crate::subject::Subject;

/// What planning a customer looks at.
#[derive(Debug, Clone)]
pub struct CustomerView {
    /// QuickBooks' customer as last seen.
    pub customer: books::Customer,
    /// Gone from QuickBooks with evidence (customers normally go inactive instead).
    pub gone: bool,
    /// Its mirror in Alternative, found by QuickBooks id only (rule C9).
    pub mirror: Option<alternative::Customer>,
    /// Its link.
    pub link: CustomerLink,
    /// An invoice in scope names it although it is inactive (rule C1).
    pub needed: bool,
    /// A write of it is in the outbox: Alternative may have it, although no answer said so.
    pub underway: bool,
    /// The one that it was merged into: its invoices went there (rule C5).
    pub merged: Option<books::CustomerId>,
    /// Its archive waits for a person, or would (rule I16).
    pub braked: Option<ArchiveKind>,
}

/// Rules C1 to C3.
pub fn plan_customer(view: &CustomerView) -> Plan {
    let mut plan = Plan::default();
    let exists = view.mirror.is_some() || view.link.alternative.is_some();
    if view.mirror.as_ref().is_some_and(|mirror| mirror.owner == Owner::OtherIntegration) {
        return plan; // N7: read-only here.
    }
    if let Some(mirror) = view.mirror.as_ref().filter(|mirror| mirror.archived) {
        return plan_archived(view, mirror);
    }
    let live = view.customer.active && !view.gone;
    settle_restored(view, live, &mut plan);
    let may_exist = exists || view.underway;
    if !live && !may_exist && !view.needed {
        return plan;
    }
    let body = body_of(&view.customer);
    let known = view.link.sent.as_ref().is_some_and(|sent| sent.body == body && !is_overtaken(view, sent));
    if let Some(refusal) =
        view.link.refused.as_ref().filter(|refusal| refusal.fingerprint == facts::of_customer(&body))
    {
        plan.holds.push(refused_hold(view, refusal));
        return plan;
    }
    let upsert =
        Action::UpsertCustomer { customer: view.customer.id.clone(), version: view.customer.version, body };
    let slot = upsert.slot();
    // F4: what was refused by version is not forced; QuickBooks' next version is sent again.
    let conflicts = view.link.conflict == Some(view.customer.version);
    let sends = !known && !conflicts && (live || (view.needed && !exists));
    if sends {
        plan.intents.push(intent(view, upsert));
    }
    if !live {
        let reason = if view.merged.is_some() { ArchiveReason::Merged } else { ArchiveReason::Deleted };
        let archive = Action::ArchiveCustomer { customer: view.customer.id.clone(), reason };
        let mut step = intent(view, archive);
        if sends {
            step.after.push(slot);
        }
        plan.intents.push(step);
        // I16: one that comes inactive was never asked for anything, and the loser of a merge is not missing (rule C5).
        if may_exist && view.merged.is_none() {
            plan.vanished = Some(Vanished { label: Said::new(view.customer.name.as_str()), amount: None });
            if let Some(kind) = view.braked {
                plan.wait(Awaited::ArchivesDecided(kind), None);
            }
        }
    }
    plan
}

/// It is not archived (any more), whoever restored it: what was decided about its archive is over, so that the next archive is
/// asked about anew.
fn settle_restored(view: &CustomerView, live: bool, plan: &mut Plan) {
    let link = &view.link;
    let decided = link.archived.is_some() || link.left_archived.is_some() || link.restoring;
    if live && view.mirror.is_some() && decided {
        plan.patches.push(LinkPatch::Customer(CustomerPatch::Restored));
    }
}

/// An archive is undone only by a person, and never by an upsert (rules C4, C7).
fn plan_archived(view: &CustomerView, mirror: &alternative::Customer) -> Plan {
    let mut plan = Plan::default();
    let link = &view.link;
    if !view.customer.active || view.gone {
        if link.left_archived.is_some() || link.restoring {
            plan.patches.push(LinkPatch::Customer(CustomerPatch::Inactive));
        }
        return plan;
    }
    if link.restoring {
        plan.intents.push(intent(view, Action::RestoreCustomer { customer: view.customer.id.clone() }));
        return plan;
    }
    let body = body_of(&view.customer);
    let newer = view.customer.version > mirror.version;
    // Another computer may have archived what is not read here yet: only a later version is active again.
    let again = newer && is_ours(mirror.archived_by, link.archived);
    let changed = match link.sent.as_ref().filter(|sent| sent.version.version >= mirror.version) {
        Some(sent) => sent.body != body && link.conflict != Some(view.customer.version),
        None => newer,
    };
    let facts = facts::of_customer(&body);
    if (again || changed) && link.left_archived.as_ref() != Some(&facts) {
        let name = Said::new(view.customer.name.as_str());
        let reason = HoldReason::CustomerArchived { name, again };
        let subject = Subject::Customer(view.customer.id.clone());
        plan.holds.push(HoldDraft { subject, part: None, fingerprint: facts, amount: None, reason });
    }
    plan
}

/// Whether a companion archived it. Where Alternative does not say who did, what was done from here tells.
pub(super) fn is_ours(by: Option<ArchivedBy>, archived: Option<ArchiveReason>) -> bool {
    by.map_or(archived.is_some(), |by| by == ArchivedBy::Companion)
}

/// Alternative shows a later version than the one of the last body that it is known here to have taken: the answer to a
/// write never came, or another computer sent it. What it holds is not known, so that the same body is sent once more.
fn is_overtaken(view: &CustomerView, sent: &Sent<CustomerBody>) -> bool {
    let shown = view.mirror.as_ref().map(|mirror| mirror.version);
    shown.is_some_and(|shown| sent.version.version < shown && shown <= view.customer.version)
}

fn intent(view: &CustomerView, action: Action) -> Intent {
    let subject = Subject::Customer(view.customer.id.clone());
    Intent { subject, lane: Lane::Changes, action, after: Vec::new() }
}

/// The customer as Alternative gets it (rule C1).
fn body_of(customer: &books::Customer) -> CustomerBody {
    CustomerBody {
        display_name: customer.name.clone(),
        company_name: customer.company_name.clone(),
        email: customer.email.clone(),
        phone: customer.phone.clone(),
        billing_address: customer.billing_address.clone(),
        active: customer.active,
    }
}

fn refused_hold(view: &CustomerView, refusal: &Refusal) -> HoldDraft {
    HoldDraft {
        subject: Subject::Customer(view.customer.id.clone()),
        part: None,
        fingerprint: fingerprint(&(&refusal.message, view.customer.version)),
        amount: None,
        reason: HoldReason::CustomerRefused {
            said: Said::new(refusal.message.as_str()),
            code: refusal.code.as_deref().map(Said::from),
        },
    }
}
