//! Currencies: one until the preferences switch several on, and then each name and transaction has its own.

use serde_json::{Value, json};

use super::draft::{Context, Draft};
use super::fault::Fault;
use super::fields::Fields;
use super::wire::reference;
use crate::state::books::Books;
use crate::state::books::entity::Entity;
use crate::state::books::kept::Kept;
use crate::state::books::rates::{HOME, foreign};
use crate::state::books::record::{Deposit, DepositLine, NOBODY};
use crate::switches::Switch;

/// Currencies with the names that answers show.
const NAMES: &[(&str, &str)] = &[
    ("USD", "United States Dollar"),
    ("CAD", "Canadian Dollar"),
    ("EUR", "Euro"),
    ("GBP", "British Pound Sterling"),
    ("AUD", "Australian Dollar"),
];

/// A currency as a reference with its name.
pub fn named(code: &str) -> Value {
    let name = NAMES.iter().find(|(known, _)| *known == code).map(|(_, name)| *name);
    reference(code, name)
}

/// `CurrencyPrefs.MultiCurrencyEnabled`.
pub fn several(books: &Books) -> bool {
    let preferences = books.record((Entity::Preferences, 1));
    let prefs = preferences.and_then(|record| record.kept().value("CurrencyPrefs"));
    prefs.is_some_and(|prefs| prefs["MultiCurrencyEnabled"] == json!(true))
}

/// The code of a list entry's currency.
fn of_entry(books: &Books, entity: Entity, id: u64) -> String {
    books.record((entity, id)).and_then(|record| foreign(record)).unwrap_or_else(|| HOME.to_owned())
}

/// The currency of an account.
pub fn of_account(books: &Books, account: u64) -> String {
    of_entry(books, Entity::Account, account)
}

/// The currency of a customer and of all that customer's transactions.
pub fn of_customer(books: &Books, customer: u64) -> String {
    of_entry(books, Entity::Customer, customer)
}

fn read(fields: Fields<'_>) -> Result<Option<String>, Fault> {
    let Some(code) = fields.reference("CurrencyRef")? else { return Ok(None) };
    let code = code.trim().to_ascii_uppercase();
    if code.len() == 3 && code.bytes().all(|letter| letter.is_ascii_uppercase()) {
        Ok(Some(code))
    } else {
        Err(Fault::reference("CurrencyRef", &code))
    }
}

fn off(code: &str) -> Fault {
    Fault::business(format!(
        "Multi Currency should be enabled to perform this operation. Currency {code} is not the home currency."
    ))
}

fn keep(kept: &mut Kept, code: &str) {
    if code == HOME {
        kept.remove("CurrencyRef");
    } else {
        kept.set("CurrencyRef", &json!({"value": code}));
    }
}

/// The currency of an account, customer or vendor: set when it is made, never changed.
pub fn of_list(books: &Books, fields: Fields<'_>, old: Option<&Kept>, kept: &mut Kept) -> Result<(), Fault> {
    let sent = read(fields)?;
    let before = old.map(|old| {
        let code = old.value("CurrencyRef").and_then(|value| Some(value["value"].as_str()?.to_owned()));
        code.unwrap_or_else(|| HOME.to_owned())
    });
    match (sent, before) {
        (Some(sent), Some(before)) if sent != before => {
            Err(Fault::business("The currency cannot be changed once it is set."))
        }
        (_, Some(before)) => {
            keep(kept, &before);
            Ok(())
        }
        (Some(sent), None) if sent != HOME && !several(books) => Err(off(&sent)),
        (sent, None) => {
            keep(kept, sent.as_deref().unwrap_or(HOME));
            Ok(())
        }
    }
}

/// The currency of a transaction, which is its customer's or vendor's. Required as soon as there are several, or
/// taken from the name (switch `currency-missing`).
pub fn of_transaction(
    books: &Books,
    context: &Context,
    fields: Fields<'_>,
    party: Option<(Entity, u64)>,
    old: Option<&Kept>,
    kept: &mut Kept,
) -> Result<(), Fault> {
    let sent = read(fields)?;
    if !several(books) {
        return match sent {
            Some(code) if code != HOME => Err(off(&code)),
            _ => Ok(()),
        };
    }
    let names = party.filter(|(_, id)| *id != NOBODY).map(|(entity, id)| of_entry(books, entity, id));
    let before = old.and_then(|old| old.value("CurrencyRef")?["value"].as_str().map(str::to_owned));
    let code = match (sent, old) {
        (Some(sent), _) => sent,
        (None, Some(_)) => before.unwrap_or_else(|| HOME.to_owned()),
        (None, None) if context.switches.is(Switch::CurrencyMissing, "customers-currency") => {
            names.clone().unwrap_or_else(|| HOME.to_owned())
        }
        (None, None) => return Err(Fault::missing("CurrencyRef")),
    };
    if names.is_some_and(|names| names != code) {
        return Err(Fault::business(format!(
            "The currency of the transaction, {code}, is not that of the name."
        )));
    }
    keep(kept, &code);
    Ok(())
}

/// The currency of a deposit is that of the transactions on it. A bank account of another currency is refused or taken
/// at the rate sent (switch `deposit-other-currency`).
pub fn of_deposit(
    books: &Books,
    draft: &Draft<'_, Deposit>,
    account: u64,
    lines: &[DepositLine],
    kept: &mut Kept,
) -> Result<(), Fault> {
    let before = draft.old.map(|old| &old.kept);
    of_transaction(books, draft.context, draft.fields, None, before, kept)?;
    if !several(books) {
        return Ok(());
    }
    let own = kept.value("CurrencyRef").and_then(|value| Some(value["value"].as_str()?.to_owned()));
    let own = own.unwrap_or_else(|| HOME.to_owned());
    for line in lines {
        if let DepositLine::Linked { entity, id, .. } = line
            && of_entry(books, *entity, *id) != own
        {
            return Err(Fault::business(format!("{} {id} is in another currency.", entity.name())));
        }
    }
    let bank = of_account(books, account);
    if bank != own && draft.context.switches.is(Switch::DepositOtherCurrency, "refuse") {
        return Err(Fault::business(format!("The bank account is in {bank}, the deposit in {own}.")));
    }
    Ok(())
}
