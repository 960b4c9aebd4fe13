//! Lets archives go, or holds them while a person is asked (rule I16).

use jiff::Timestamp;
use ledger::CompanyId;

use crate::documents::{self, Edit};
use crate::outbox::{OutboxItem, OutboxState};
use crate::plan::{ArchiveKind, ArchiveLedger, may_be_many, plan_brake};
use crate::planning::hold_changes;
use crate::ports::{Change, ChangeSet, HoldQuery, OutboxQuery, Store, StoreFault};
use crate::record::{RecordKind, RecordRef};
use crate::subject::Subject;

/// Settles the archives of a kind. All that are planned are in the ledger by then: they are put in front of the brake when
/// they are planned, and only this lets them go.
pub(crate) async fn settle(
    store: &dyn Store,
    company: &CompanyId,
    now: Timestamp,
    kind: ArchiveKind,
) -> Result<ChangeSet, StoreFault> {
    let ledger: ArchiveLedger = documents::read(store, company).await?;
    let unarchived = match kind {
        _ if !may_be_many(kind, &ledger, now) => 0,
        // What waits to be archived has nothing to tie any more.
        ArchiveKind::Invoices => store.tie(company).await?.invoices,
        ArchiveKind::Customers => {
            let waiting = ledger.waiting(kind).count() as u64;
            store.unarchived_customers(company).await?.saturating_sub(waiting)
        }
    };
    let draft = plan_brake(kind, &ledger, now, unarchived);
    let (on, was_on) = (draft.is_some(), ledger.on.contains(&kind));
    let subject = Subject::Brake(kind);
    let known = store.holds(company, &HoldQuery::Subjects(vec![subject.clone()])).await?;
    let mut changes = hold_changes(now, &subject, draft.as_slice(), &known);

    let planned = ledger.planned.keys().filter(|subject| ArchiveKind::of(subject) == Some(kind));
    let planned: Vec<_> = planned.cloned().collect();
    let mut moved = Vec::new();
    for item in store.outbox(company, &OutboxQuery::Subjects(planned)).await? {
        if !item.intent.action.archives() {
            continue;
        }
        let waits = on && !ledger.let_through.contains(&item.intent.subject);
        let state = match item.state {
            OutboxState::Held if !waits => OutboxState::Ready,
            OutboxState::Ready | OutboxState::Waiting if waits => OutboxState::Held,
            // They are told that they wait for a person from now on, and not only to be planned.
            OutboxState::Held if !was_on => OutboxState::Held,
            _ => continue,
        };
        moved.push(item.intent.subject.clone());
        let not_before = item.not_before.max(now);
        changes.push(Change::Outbox(Box::new(OutboxItem { state, not_before, ..item })));
    }
    if on != was_on {
        changes.push(Change::edit(Edit::Brake(kind, on)));
    }
    if on || was_on {
        changes.extend(paying(store, company, &moved).await?.into_iter().map(Change::Dirty));
        changes.extend(moved.into_iter().map(Change::Dirty));
    }
    Ok(changes)
}

/// Payments whose report waits for the archive of one of these.
pub(crate) async fn paying(
    store: &dyn Store,
    company: &CompanyId,
    subjects: &[Subject],
) -> Result<Vec<Subject>, StoreFault> {
    let invoices = subjects.iter().filter_map(|subject| match subject {
        Subject::Invoice(id) => Some(RecordRef::books_invoice(id)),
        _ => None,
    });
    let invoices: Vec<_> = invoices.collect();
    if invoices.is_empty() {
        return Ok(Vec::new());
    }
    let paying = store.naming(company, &invoices, RecordKind::AlternativePayment).await?;
    Ok(paying.iter().filter_map(Subject::of).collect())
}
