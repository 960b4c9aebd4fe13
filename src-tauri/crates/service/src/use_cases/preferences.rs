//! What people choose, and the rules between the choices (rules D1, D2, D12, P2, I14).

use contract::problem::Step;
use contract::setup::{ChosenAccount, PreferencesView, RecordWhen as When, Setting};
use contract::{Code, Problem};
use engine::happened::Happened;
use engine::journal::{EntryDraft, EntryKind};
use engine::settings::{Preferences, RecordWhen, Settings};
use ledger::books::{Account, AccountKind};
use ledger::{CompanyId, books};
use serde_json::{Value, json};

use crate::host::Host;
use crate::use_cases::accounts::{known, suggested};
use crate::words;

/// Shows what is chosen.
pub async fn preferences(host: &Host, company: &CompanyId) -> Result<PreferencesView, Problem> {
    let settings = host.settings(company).await?;
    let accounts = names(host, &settings).await;
    Ok(view(&settings, &accounts))
}

/// Changes what is chosen: all of it or, when a rule speaks against it, nothing.
pub async fn set_preferences(
    host: &Host,
    company: &CompanyId,
    set: &[Setting],
) -> Result<PreferencesView, Problem> {
    let known_then = host.connected(company).await?;
    let needs_accounts = set.iter().any(|one| one.key.ends_with("_account") && !one.value.is_empty());
    let accounts =
        if needs_accounts { known(host, &known_then).await? } else { names(host, &known_then).await };
    // Reading the accounts took its time, and another process may have written meanwhile.
    let mut settings = host.settings(company).await?;
    let before = settings.preferences.clone();
    let mut after = before.clone();
    for one in set {
        apply(&mut after, one, &accounts)?;
    }
    check(&after, &accounts)?;
    // D2: it takes effect now, for payouts paid from now on; on again is a new beginning.
    if after.create_deposits != before.create_deposits {
        after.deposits_since = after.create_deposits.then(|| host.now());
    }
    settings.preferences = after.clone();
    if after != before {
        let reads_more = after.start_date != before.start_date;
        keep(host, &settings, &before, reads_more).await?;
    }
    Ok(view(&settings, &accounts))
}

async fn keep(
    host: &Host,
    settings: &Settings,
    before: &Preferences,
    reads_more: bool,
) -> Result<(), Problem> {
    let company = settings.company.clone();
    let entry = EntryDraft::new(host.now(), EntryKind::UserAction, Happened::PreferencesChanged)
        .with(json!({ "before": told(before), "after": told(&settings.preferences) }));
    let (actions, patches) = (host.user_actions(&company), settings.preferences.since(before));
    let kept = if reads_more {
        actions.patch_and_read(host.now(), patches, entry).await
    } else {
        actions.patch(patches, entry).await
    };
    kept.map_err(|fault| words::from_store(&fault))
}

fn told(preferences: &Preferences) -> Value {
    json!(preferences)
}

fn apply(preferences: &mut Preferences, one: &Setting, accounts: &[Account]) -> Result<(), Problem> {
    let value = one.value.trim();
    let chosen = |kinds: &[AccountKind]| match value {
        "" => Ok(None),
        named => account(accounts, named, kinds).map(Some),
    };
    match one.key.as_str() {
        "create_deposits" => preferences.create_deposits = switch(&one.key, value)?,
        "deposit_account" => preferences.deposit_account = chosen(&[AccountKind::Bank])?.map(|it| it.id),
        "payment_account" => {
            let account = chosen(&[AccountKind::Bank, AccountKind::UndepositedFunds])?;
            // Undeposited Funds is the default, not a choice of its own (rule D12).
            preferences.payment_account =
                account.filter(|it| it.kind != AccountKind::UndepositedFunds).map(|it| it.id);
        }
        "fee_account" => preferences.fee_account = chosen(&[AccountKind::Expense])?.map(|it| it.id),
        "record_when" => {
            preferences.record_when = match value {
                "" | "processing" => RecordWhen::Processing,
                "succeeded" => RecordWhen::Succeeded,
                _ => return Err(not_a(&one.key, value, "processing or succeeded")),
            }
        }
        "start_date" => {
            preferences.start_date = match value {
                "" => None,
                day => Some(day.parse().map_err(|_| not_a(&one.key, day, "a day, such as 2026-01-31"))?),
            }
        }
        other => {
            return Err(Problem::new(Code::Usage, format!("There is no preference `{other}`.")).hint(
                "Use create_deposits, deposit_account, payment_account, fee_account, record_when, or start_date.",
            ));
        }
    }
    Ok(())
}

fn switch(key: &str, value: &str) -> Result<bool, Problem> {
    match value {
        "on" | "true" | "yes" => Ok(true),
        "" | "off" | "false" | "no" => Ok(false),
        _ => Err(not_a(key, value, "on or off")),
    }
}

fn not_a(key: &str, value: &str, wanted: &str) -> Problem {
    Problem::new(Code::Usage, format!("`{value}` is not valid for {key}.")).hint(format!("Use {wanted}."))
}

/// An active account by id, or by its exact name.
fn account(accounts: &[Account], named: &str, kinds: &[AccountKind]) -> Result<Account, Problem> {
    let by_id = accounts.iter().find(|account| account.id.as_str() == named);
    let by_name = || accounts.iter().find(|account| account.name == named && account.active);
    let Some(found) = by_id.or_else(by_name) else {
        return Err(Problem::new(Code::Usage, format!("There is no account `{named}` in QuickBooks."))
            .hint("Enter its ID or exact name.")
            .step(Step::Accounts));
    };
    if !found.active {
        return Err(Problem::new(
            Code::Usage,
            format!("The account '{}' was made inactive in QuickBooks.", found.name),
        )
        .hint("Choose another, or make it active in QuickBooks."));
    }
    if !kinds.contains(&found.kind) {
        let wanted =
            if kinds.contains(&AccountKind::Expense) { "an expense account" } else { "a bank account" };
        return Err(Problem::new(Code::Usage, format!("'{}' is not {wanted}.", found.name))
            .hint("Choose another account.")
            .step(Step::Accounts));
    }
    Ok(found.clone())
}

/// D2, D12.
fn check(preferences: &Preferences, accounts: &[Account]) -> Result<(), Problem> {
    if !preferences.create_deposits {
        return Ok(());
    }
    if preferences.deposit_account.is_none() {
        return Err(Problem::new(
            Code::Usage,
            "Create Deposits needs a bank account first, so nothing was changed.",
        )
        .hint("Set deposit_account at the same time.")
        .step(Step::Accounts));
    }
    if let Some(account) = &preferences.payment_account {
        let name = name_of(accounts, account).unwrap_or_else(|| account.to_string());
        return Err(Problem::new(
            Code::Usage,
            format!("Payments are recorded straight to '{name}'. With Create Deposits on, the same money would be counted twice, so nothing was changed."),
        )
        .hint("Set payments back to Undeposited Funds at the same time, with an empty payment_account."));
    }
    Ok(())
}

fn name_of(accounts: &[Account], id: &books::AccountId) -> Option<String> {
    accounts.iter().find(|account| account.id == *id).map(|account| account.name.clone())
}

/// The accounts for their names only: where they cannot be read, ids have to do.
async fn names(host: &Host, settings: &Settings) -> Vec<Account> {
    let preferences = &settings.preferences;
    let any = [&preferences.deposit_account, &preferences.payment_account, &preferences.fee_account];
    if !settings.is_connected() || any.iter().all(|id| id.is_none()) {
        return Vec::new();
    }
    known(host, settings).await.unwrap_or_default()
}

fn view(settings: &Settings, accounts: &[Account]) -> PreferencesView {
    let preferences = &settings.preferences;
    let chosen = |id: &Option<books::AccountId>| {
        id.as_ref().map(|id| ChosenAccount { id: id.to_string(), name: name_of(accounts, id) })
    };
    PreferencesView {
        company: settings.company.to_string(),
        create_deposits: preferences.create_deposits,
        deposits_since: preferences.deposits_since,
        deposit_account: chosen(&preferences.deposit_account),
        payment_account: chosen(&preferences.payment_account),
        fee_account: chosen(&preferences.fee_account),
        record_when: match preferences.record_when {
            RecordWhen::Processing => When::Processing,
            RecordWhen::Succeeded => When::Succeeded,
        },
        start_date: preferences.start_date,
        notes: notes(settings, accounts),
    }
}

/// D11: another choice is allowed, with a quiet warning.
fn notes(settings: &Settings, accounts: &[Account]) -> Vec<String> {
    let bank = settings.alternative.as_ref().and_then(|access| access.payout_bank.as_ref());
    let (Some(bank), Some(chosen)) = (bank, &settings.preferences.deposit_account) else {
        return Vec::new();
    };
    let banks: Vec<_> = accounts
        .iter()
        .filter(|account| account.kind == AccountKind::Bank && account.active)
        .cloned()
        .collect();
    match suggested(&banks, bank).filter(|suggested| suggested != chosen) {
        Some(other) => vec![format!(
            "Payouts go to {} ending in {}, which looks like '{}'.",
            bank.name,
            bank.last4,
            name_of(accounts, &other).unwrap_or_else(|| other.to_string())
        )],
        None => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use ledger::{Currency, MinorUnits};

    use super::*;

    fn accounts() -> Vec<Account> {
        let of = |id: &str, name: &str, kind, active| Account {
            id: id.into(),
            version: 0,
            name: name.to_owned(),
            number: None,
            kind,
            subtype: None,
            currency: Currency::USD,
            balance: MinorUnits(0),
            active,
            updated_at: Timestamp::UNIX_EPOCH,
        };
        vec![
            of("35", "Checking", AccountKind::Bank, true),
            of("36", "Old Savings", AccountKind::Bank, false),
            of("4", "Undeposited Funds", AccountKind::UndepositedFunds, true),
            of("60", "Bank Fees", AccountKind::Expense, true),
        ]
    }

    fn set(pairs: &[(&str, &str)]) -> Result<Preferences, Problem> {
        let mut preferences = Preferences::default();
        for (key, value) in pairs {
            let one = Setting { key: (*key).to_owned(), value: (*value).to_owned() };
            apply(&mut preferences, &one, &accounts())?;
        }
        check(&preferences, &accounts()).map(|()| preferences)
    }

    #[test]
    fn d2_deposits_need_a_bank_account() {
        let refused = set(&[("create_deposits", "on")]).unwrap_err();
        insta::assert_snapshot!(refused.message, @"Create Deposits needs a bank account first, so nothing was changed.");
        let on = set(&[("create_deposits", "on"), ("deposit_account", "Checking")]).unwrap();
        assert_eq!(on.deposit_account, Some("35".into()));
    }

    #[test]
    fn d12_money_is_not_counted_twice() {
        let refused = set(&[("create_deposits", "on"), ("deposit_account", "35"), ("payment_account", "35")])
            .unwrap_err();
        insta::assert_snapshot!(refused.message, @"Payments are recorded straight to 'Checking'. With Create Deposits on, the same money would be counted twice, so nothing was changed.");
        let undeposited = [("create_deposits", "on"), ("deposit_account", "35"), ("payment_account", "4")];
        assert_eq!(set(&undeposited).unwrap().payment_account, None);
    }

    #[test]
    fn accounts_are_named_by_id_or_exactly() {
        for (key, value) in [
            ("deposit_account", "checking"),
            ("deposit_account", "Old Savings"),
            ("deposit_account", "36"),
            ("deposit_account", "Bank Fees"),
            ("fee_account", "Checking"),
            ("record_when", "later"),
            ("start_date", "soon"),
            ("create_deposits", "maybe"),
            ("color", "blue"),
        ] {
            assert_eq!(set(&[(key, value)]).unwrap_err().code, Code::Usage, "{key}={value}");
        }
        assert_eq!(set(&[("fee_account", "Bank Fees")]).unwrap().fee_account, Some("60".into()));
    }
}
