//! `accounts`, `preferences`.

use contract::Problem;
use contract::reason::AccountPurpose;
use contract::setup::{AccountRow, ChosenAccount, PreferencesView, RecordWhen, Setting};
use ledger::CompanyId;
use service::{Host, accounts as list, preferences as show, set_preferences};

use super::pair;
use crate::args::{Preferences, Purpose};
use crate::exit::Exit;
use crate::output::Output;
use crate::text::amount::full;
use crate::text::status::time;
use crate::text::table::{Align, table};

pub async fn accounts(
    host: &Host,
    company: &CompanyId,
    purpose: Purpose,
    output: Output,
) -> Result<Exit, Problem> {
    let purpose = match purpose {
        Purpose::Deposits => AccountPurpose::Deposits,
        Purpose::Fees => AccountPurpose::Fees,
        Purpose::Payments => AccountPurpose::Payments,
    };
    output.result(&list(host, company, purpose).await?, |rows| accounts_text(rows));
    Ok(Exit::Fine)
}

fn accounts_text(accounts: &[AccountRow]) -> String {
    let rows: Vec<_> = accounts
        .iter()
        .map(|account| {
            let mark = match (account.chosen, account.suggested) {
                (true, true) => "chosen, looks like the payout bank",
                (true, false) => "chosen",
                (false, true) => "suggested: looks like the payout bank",
                (false, false) => "",
            };
            vec![
                account.id.clone(),
                account.name.clone(),
                account.kind.clone().unwrap_or_default(),
                account.last4.clone().unwrap_or_default(),
                full(account.balance_minor, account.currency),
                mark.to_owned(),
            ]
        })
        .collect();
    let columns = [
        ("Id", Align::Left),
        ("Bank account", Align::Left),
        ("Type", Align::Left),
        ("Ends in", Align::Left),
        ("Balance", Align::Right),
        ("", Align::Left),
    ];
    table(&columns, &rows, "QuickBooks has no active bank account.")
}

pub async fn preferences(
    host: &Host,
    company: &CompanyId,
    change: Option<&Preferences>,
    output: Output,
) -> Result<Exit, Problem> {
    let view = match change {
        None => show(host, company).await?,
        Some(Preferences::Set { pairs }) => {
            let mut set = Vec::new();
            for text in pairs {
                let (key, value) = pair(text)?;
                set.push(Setting { key, value });
            }
            set_preferences(host, company, &set).await?
        }
    };
    output.result(&view, preferences_text);
    Ok(Exit::Fine)
}

fn preferences_text(view: &PreferencesView) -> String {
    let account = |account: &Option<ChosenAccount>, none: &str| match account {
        Some(ChosenAccount { id, name: Some(name) }) => format!("{name} ({id})"),
        Some(ChosenAccount { id, name: None }) => id.clone(),
        None => none.to_owned(),
    };
    let deposits = match (view.create_deposits, view.deposits_since) {
        (true, Some(since)) => format!("on, for payouts paid since {}", time(since)),
        (true, None) => "on".to_owned(),
        (false, _) => "off".to_owned(),
    };
    let when = match view.record_when {
        RecordWhen::Processing => "processing: as soon as Alternative reports it",
        RecordWhen::Succeeded => "succeeded: once it is captured",
    };
    let start = view.start_date.map_or_else(|| "90 days before the start".to_owned(), |day| day.to_string());
    let mut lines = vec![
        format!("create_deposits  {deposits}"),
        format!("deposit_account  {}", account(&view.deposit_account, "none")),
        format!("payment_account  {}", account(&view.payment_account, "Undeposited Funds")),
        format!("fee_account      {}", account(&view.fee_account, "found or created when it is needed")),
        format!("record_when      {when}"),
        format!("start_date       {start}"),
    ];
    lines.extend(view.notes.iter().cloned());
    lines.join("\n")
}
