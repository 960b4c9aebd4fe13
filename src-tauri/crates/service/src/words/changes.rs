//! Changes in one line, in plain words: what Activity is searched by, for readers without a catalogue of their own.

use contract::change::{About, ArchivedAs, Change, Field, FieldChange, FieldValue};
use jiff::civil::Date;
use ledger::Money;

use super::{holds, journal};

/// One line without a full stop.
pub(crate) fn change(change: &Change) -> String {
    match change {
        Change::Customer { name, new, fields } => customer(name, *new, fields),
        Change::CustomerArchived { name } => format!("Customer {name} made inactive, archived"),
        Change::Invoice { number, customer, new, fields } => {
            invoice(number, customer.as_deref(), *new, fields)
        }
        Change::InvoiceArchived { number, customer, archived } => match archived {
            ArchivedAs::Voided => format!("Invoice {number} voided in QuickBooks, archived in Alternative"),
            ArchivedAs::Deleted => format!("Invoice {number} deleted in QuickBooks, archived in Alternative"),
            ArchivedAs::Unknown => {
                let what = with_owner(format!("Invoice {number}"), customer.as_deref());
                format!("{what}, archived in Alternative")
            }
        },
        Change::CustomerRestored { name } => format!("Customer {name}, restored in Alternative"),
        Change::InvoiceRestored { number, customer } => {
            let what = with_owner(format!("Invoice {number}"), customer.as_deref());
            format!("{what}, restored in Alternative")
        }
        Change::Pdf { number, customer } => {
            with_owner(format!("PDF of invoice {number}"), customer.as_deref())
        }
        Change::Payment { customer, invoices, partial, removed } => {
            let what = if *partial { "Partial payment" } else { "Payment" };
            let by = customer.as_ref().map(|name| format!(" by {name}")).unwrap_or_default();
            let label = if invoices.len() > 1 { "invoices" } else { "invoice" };
            let of = match invoices.join(", ").as_str() {
                "" => String::new(),
                numbers => format!(", {label} {numbers}"),
            };
            let end = if *removed { ", removed from QuickBooks" } else { "" };
            format!("{what}{by}{of}{end}")
        }
        Change::Deposit { deposit, payout: id, arrival } => {
            let what = deposit.as_ref().map_or_else(|| "Deposit".to_owned(), |id| format!("Deposit {id}"));
            format!("{what} for {}", payout(id, *arrival))
        }
        Change::Held { question, customer } => {
            holds::hold(&question.reason, question.amount, customer.as_deref()).title
        }
        Change::Person { happened, about: what } => format!("{}, {}", journal::entry(happened), about(what)),
        Change::Other { happened } => journal::entry(happened),
    }
}

fn with_owner(what: String, owner: Option<&str>) -> String {
    match owner {
        Some(owner) => format!("{what}, {owner}"),
        None => what,
    }
}

fn customer(name: &str, new: bool, fields: &[FieldChange]) -> String {
    if new {
        return format!("Customer {name}, new");
    }
    let fields: Vec<_> = fields.iter().map(|it| field(&it.field)).collect();
    match fields.join(", ").as_str() {
        "" => format!("Customer {name}"),
        fields => format!("Customer {name}: new {fields}"),
    }
}

fn invoice(number: &str, owner: Option<&str>, new: bool, fields: &[FieldChange]) -> String {
    if new {
        let of = owner.map(|owner| format!(" for {owner}")).unwrap_or_default();
        return format!("Invoice {number}{of}, new");
    }
    let headline = with_owner(format!("Invoice {number}"), owner);
    let fields: Vec<_> = fields.iter().map(before_after).collect();
    match fields.join("; ").as_str() {
        "" => headline,
        fields => format!("{headline}: {fields}"),
    }
}

fn about(about: &About) -> String {
    match about {
        About::Customer { name } => name.clone(),
        About::Invoice { number, customer } => with_owner(format!("invoice {number}"), customer.as_deref()),
        About::Payment { invoices, customer } => {
            with_owner(format!("payment of invoice {}", invoices.join(", ")), customer.as_deref())
        }
        About::Payout { payout: id, arrival } => payout(id, *arrival),
    }
}

/// `the payout of Aug 3`
fn payout(id: &str, arrival: Option<Date>) -> String {
    arrival.map_or_else(|| format!("payout {id}"), |date| format!("the payout of {}", day(date)))
}

/// `due Aug 28, was Aug 14`
pub(crate) fn before_after(change: &FieldChange) -> String {
    let name = field(&change.field);
    match (&change.before, &change.after) {
        (Some(before), Some(after)) => format!("{name} {}, was {}", value(after), value(before)),
        (None, Some(after)) => format!("{name} {}", value(after)),
        (Some(before), None) => format!("no {name}, was {}", value(before)),
        (None, None) => name,
    }
}

fn field(field: &Field) -> String {
    let name = match field {
        Field::Number => "number",
        Field::Date => "date",
        Field::Due => "due",
        Field::Lines => "lines",
        Field::Tax => "tax",
        Field::Total => "total",
        Field::Owes => "balance",
        Field::Memo => "memo",
        Field::Name => "name",
        Field::CompanyName => "company name",
        Field::Email => "email address",
        Field::Phone => "phone number",
        Field::Address => "address",
        Field::Active => "active",
        Field::Archived => "archived",
        Field::Pdf => "PDF",
        Field::Account => "account",
        Field::Pays => "paid invoices",
        Field::Amount => "amount",
        Field::Deposit { deposit } => return format!("deposit {deposit}"),
        Field::BalanceOf { invoice } => return format!("balance of invoice {invoice}"),
        Field::StatusOf { invoice } => return format!("status of invoice {invoice}"),
    };
    name.to_owned()
}

fn value(value: &FieldValue) -> String {
    match value {
        FieldValue::Text { text } => text.clone(),
        FieldValue::Amount { amount } => bare(*amount),
        FieldValue::Day { day: date } => day(*date),
        FieldValue::Lines { count: 1 } => "1 line".to_owned(),
        FieldValue::Lines { count } => format!("{count} lines"),
        FieldValue::Changed => "changed".to_owned(),
        FieldValue::Flag { is: true } => "yes".to_owned(),
        FieldValue::Flag { is: false } => "no".to_owned(),
        FieldValue::Size { bytes } => format!("{} KB", bytes.div_ceil(1_024)),
        FieldValue::Paid { is: true } => "Paid".to_owned(),
        FieldValue::Paid { is: false } => "Open".to_owned(),
    }
}

/// An amount without its currency, as in a column.
pub(crate) fn bare(amount: Money) -> String {
    let text = amount.to_string();
    let code = format!(" {}", amount.currency);
    text.strip_suffix(&code).unwrap_or(&text).to_owned()
}

/// `Aug 14`
fn day(date: Date) -> String {
    date.strftime("%b %-d").to_string()
}
