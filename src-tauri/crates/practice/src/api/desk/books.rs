//! What the practice desk offers of the books: short rows, newest first.

use std::collections::BTreeSet;

use ledger::{Currency, MinorUnits};
use serde_json::{Map, Value, json};

use super::list::ROWS_MAX;
use super::words::money;
use crate::state::books::Books;
use crate::state::books::account_kind::AccountKind;
use crate::state::books::entity::Entity;
use crate::state::books::record::{Record, Sale, SaleDetail, Sold};

fn dollars(minor: MinorUnits) -> String {
    money(minor.to_major(Currency::USD))
}

fn name(books: &Books, customer: u64) -> &str {
    books.customer(customer).map(|row| &*row.display_name).unwrap_or_default()
}

/// The first item sold: what an edited invoice's one line is for.
fn first_item(sale: &Sale) -> Option<u64> {
    sale.lines.iter().find_map(|line| match &line.detail {
        SaleDetail::Sale { sold: Sold::Item(item), .. } => Some(*item),
        SaleDetail::Bundle { lines, .. } => lines.iter().find_map(|line| match &line.detail {
            SaleDetail::Sale { sold: Sold::Item(item), .. } => Some(*item),
            _ => None,
        }),
        _ => None,
    })
}

fn newest(books: &Books, entity: Entity) -> impl Iterator<Item = (u64, &Record)> {
    let record = move |id: &u64| books.record((entity, *id)).map(|record| (*id, &**record));
    books.ids(entity).iter().rev().filter_map(record)
}

fn invoices(books: &Books, find: &str) -> Value {
    newest(books, Entity::Invoice)
        .filter_map(|(id, record)| if let Record::Invoice(sale) = record { Some((id, sale)) } else { None })
        .filter(|(_, sale)| {
            find.is_empty()
                || sale.number.as_deref().unwrap_or_default().to_lowercase().contains(find)
                || name(books, sale.customer).to_lowercase().contains(find)
        })
        .take(ROWS_MAX)
        .map(|(id, sale)| {
            let number = sale.number.as_deref().unwrap_or("no number");
            let open = match (sale.voided, sale.open()) {
                (true, _) => "voided".to_owned(),
                (false, open) if open.is_zero() => "paid".to_owned(),
                (false, open) => format!("{} open", dollars(open)),
            };
            let due = sale.due.map(|due| format!(" · due {due}")).unwrap_or_default();
            json!({"value": id.to_string(), "number": number, "token": sale.meta.version.to_string(),
                   "customer": sale.customer.to_string(), "item": first_item(sale).map(|item| item.to_string()),
                   "text": format!("{number} · {} · {open}{due}", name(books, sale.customer))})
        })
        .collect()
}

fn customers(books: &Books, find: &str) -> Value {
    newest(books, Entity::Customer)
        .filter_map(|(id, _)| books.customer(id).map(|row| (id, row)))
        .filter(|(_, row)| find.is_empty() || row.display_name.to_lowercase().contains(find))
        .take(ROWS_MAX)
        .map(|(id, row)| {
            let inactive = if row.active { "" } else { " · inactive" };
            json!({"value": id.to_string(), "token": row.meta.version.to_string(),
                   "status": if row.active { "active" } else { "inactive" }, "name": row.display_name,
                   "text": format!("{}{inactive}", row.display_name)})
        })
        .collect()
}

fn items(books: &Books) -> Value {
    newest(books, Entity::Item)
        .filter_map(|(id, _)| books.item(id).map(|item| (id, item)))
        .filter(|(_, item)| item.active && item.income.is_some())
        .take(ROWS_MAX)
        .map(|(id, item)| json!({"value": id.to_string(), "text": item.name}))
        .collect()
}

/// Where the money of a payment or deposit can lie: banks, and Undeposited Funds.
fn money_accounts(books: &Books) -> Value {
    newest(books, Entity::Account)
        .filter_map(|(id, _)| books.account(id).map(|account| (id, account)))
        .filter(|(id, account)| {
            account.active && (account.kind == AccountKind::Bank || *id == books.fixed().undeposited)
        })
        .take(ROWS_MAX)
        .map(|(id, account)| json!({"value": id.to_string(), "name": account.name, "text": account.name}))
        .collect()
}

fn credits(books: &Books) -> Value {
    newest(books, Entity::CreditMemo)
        .filter_map(|(id, record)| {
            if let Record::CreditMemo(sale) = record { Some((id, sale)) } else { None }
        })
        .filter(|(_, sale)| !sale.voided && sale.open().is_positive())
        .take(ROWS_MAX)
        .map(|(id, sale)| {
            let number = sale.number.as_deref().unwrap_or("no number");
            json!({"value": id.to_string(), "number": number, "customer": sale.customer.to_string(),
                   "text": format!("{number} · {} · {} left", name(books, sale.customer), dollars(sale.open()))})
        })
        .collect()
}

fn payments(books: &Books, recorded: &BTreeSet<String>) -> Value {
    newest(books, Entity::Payment)
        .filter_map(|(id, _)| books.payment(id).map(|payment| (id, payment)))
        .take(ROWS_MAX)
        .map(|(id, payment)| {
            let whose = if recorded.contains(&id.to_string()) { " · by the companion" } else { "" };
            let state = match (payment.voided, payment.deposit) {
                (true, _) => " · voided",
                (false, Some(_)) => " · deposited",
                (false, None) => "",
            };
            json!({"value": id.to_string(), "token": payment.meta.version.to_string(),
                   "text": format!("{} · {} · {}{whose}{state}", payment.date, name(books, payment.customer),
                                   dollars(payment.total))})
        })
        .collect()
}

fn deposits(books: &Books, recorded: &BTreeSet<String>) -> Value {
    newest(books, Entity::Deposit)
        .filter_map(|(id, record)| if let Record::Deposit(row) = record { Some((id, row)) } else { None })
        .take(ROWS_MAX)
        .map(|(id, deposit)| {
            let whose = if recorded.contains(&format!("deposit {id}")) { " · by the companion" } else { "" };
            json!({"value": id.to_string(), "token": deposit.meta.version.to_string(),
                   "text": format!("{} · {} · {} payments{whose}", deposit.date, dollars(deposit.total()),
                                   deposit.linked().count())})
        })
        .collect()
}

/// Adds the lists of the books. `recorded` names what the companion made: ids of payments, and `deposit {id}`.
pub fn lists(
    books: &Books,
    [find_invoice, find_customer]: &[String; 2],
    recorded: &BTreeSet<String>,
    lists: &mut Map<String, Value>,
) {
    lists.insert("invoices".into(), invoices(books, find_invoice));
    lists.insert("customers".into(), customers(books, find_customer));
    lists.insert("items".into(), items(books));
    lists.insert("money_accounts".into(), money_accounts(books));
    lists.insert("credits".into(), credits(books));
    lists.insert("book_payments".into(), payments(books, recorded));
    lists.insert("deposits".into(), deposits(books, recorded));
}
