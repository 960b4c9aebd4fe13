//! Asks about accounts that cannot be used any more, and lets go what waited for them (rule D9).

use jiff::Timestamp;
use ledger::CompanyId;

use crate::plan::{AccountPurpose, UnusableAccounts, chosen_accounts, plan_account, unusable_accounts};
use crate::planning::hold_changes;
use crate::ports::{Change, ChangeSet, HoldQuery, Store, StoreFault};
use crate::settings::Settings;
use crate::subject::Subject;
use crate::waiting::WAITS_MAX;

/// Those of the chosen accounts that cannot be used, as last read.
pub(crate) async fn unusable(store: &dyn Store, settings: &Settings) -> Result<UnusableAccounts, StoreFault> {
    let chosen = chosen_accounts(&settings.preferences);
    if chosen.is_empty() {
        return Ok(UnusableAccounts::new());
    }
    Ok(unusable_accounts(&settings.preferences, &store.records(&settings.company, &chosen).await?))
}

/// Settles one account: the question is raised, told by what waits now, or withdrawn, and then what waited goes on.
pub(crate) async fn settle(
    store: &dyn Store,
    company: &CompanyId,
    settings: &Settings,
    now: Timestamp,
    purpose: AccountPurpose,
) -> Result<ChangeSet, StoreFault> {
    let subject = Subject::Account(purpose);
    let waits = store.waits(company, WAITS_MAX).await?;
    let waits: Vec<_> = waits.into_iter().filter(|(_, wait)| wait.on.account() == Some(purpose)).collect();
    let unusable = unusable(store, settings).await?;
    let draft = unusable
        .get(&purpose)
        .and_then(|account| plan_account(purpose, account, &waits, settings.home_currency()));
    let known = store.holds(company, &HoldQuery::Subjects(vec![subject.clone()])).await?;
    let mut changes = hold_changes(now, &subject, draft.as_slice(), &known);
    if !unusable.contains_key(&purpose) {
        changes.extend(waits.into_iter().map(|(subject, _)| Change::Dirty(subject)));
    }
    Ok(changes)
}
