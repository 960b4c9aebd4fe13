//! Marks what waits, so that it is planned again after something changed that everything shares: a preference, the
//! closing date, the fee account.

use jiff::Timestamp;
use ledger::books::Company;
use ledger::{CompanyId, alternative};
use serde_json::json;

use crate::happened::Happened;
use crate::journal::{EntryDraft, EntryKind};
use crate::ports::{Change, ChangeSet, HoldQuery, Store, StoreFault};
use crate::record::RecordKind;
use crate::settings::Patch;
use crate::subject::Subject;

/// Waits that are woken at once; more than that are met by their own changes.
pub(crate) const WAITS_MAX: u32 = 10_000;

/// QuickBooks says something else about the company, its closing date above all: kept, told, and looked at by all that waits.
pub(crate) async fn company_changed(
    store: &dyn Store,
    company: &CompanyId,
    at: Timestamp,
    before: &Company,
    after: Company,
) -> Result<ChangeSet, StoreFault> {
    let entry = EntryDraft::new(at, EntryKind::Read, Happened::CompanyChanged)
        .with(json!({ "before": before, "after": after }));
    let mut changes = mark_waiting(store, company).await?;
    changes.push(Change::Journal(Box::new(entry)));
    changes.push(Change::Patch(Patch::Company(Box::new(after))));
    Ok(changes)
}

/// Marks all open holds, everything that waits, and all payouts.
pub(crate) async fn mark_waiting(store: &dyn Store, company: &CompanyId) -> Result<ChangeSet, StoreFault> {
    let mut subjects: std::collections::BTreeSet<_> =
        store.holds(company, &HoldQuery::Open).await?.into_iter().map(|hold| hold.draft.subject).collect();
    subjects.extend(store.waits(company, WAITS_MAX).await?.into_iter().map(|(subject, _)| subject));
    let payouts = store.ids(company, RecordKind::AlternativePayout, None, None, WAITS_MAX).await?;
    subjects.extend(payouts.into_iter().map(|payout| Subject::Payout(alternative::PayoutId::new(payout))));
    Ok(subjects.into_iter().map(Change::Dirty).collect())
}
