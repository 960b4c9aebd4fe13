//! What can be filtered and sorted by, and how values compare.

use std::cmp::Ordering;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use ledger::Currency;
use rust_decimal::Decimal;

use super::parser::{Condition, Operator};
use crate::api::quickbooks::fault::Fault;
use crate::api::quickbooks::names::{own_name, qualified_name};
use crate::state::books::Books;
use crate::state::books::entity::Entity;
use crate::state::books::place::Place;
use crate::state::books::record::Record;

/// A value that compares.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    Absent,
    Id(u64),
    Number(Decimal),
    /// In lower case: texts compare without case.
    Text(String),
    Day(Date),
    /// Milliseconds since 1970.
    Instant(i64),
    Flag(bool),
}

/// How a property's values are written in a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Id,
    Reference,
    Number,
    Text,
    Day,
    Instant,
    Flag,
}

const EVERYWHERE: &[(&str, Kind)] =
    &[("Id", Kind::Id), ("MetaData.CreateTime", Kind::Instant), ("MetaData.LastUpdatedTime", Kind::Instant)];
const LISTS: &[(&str, Kind)] = &[("Active", Kind::Flag), ("FullyQualifiedName", Kind::Text)];

type Columns = &'static [(&'static str, Kind)];

fn own(entity: Entity) -> Columns {
    if entity.is_transaction() { of_transaction(entity) } else { of_entry(entity) }
}

fn of_entry(entity: Entity) -> Columns {
    match entity {
        Entity::Account => &[
            ("Name", Kind::Text),
            ("AccountType", Kind::Text),
            ("AccountSubType", Kind::Text),
            ("Classification", Kind::Text),
            ("AcctNum", Kind::Text),
            ("Description", Kind::Text),
            ("SubAccount", Kind::Flag),
            ("CurrentBalance", Kind::Number),
        ],
        Entity::Customer | Entity::Vendor | Entity::Employee => &[
            ("DisplayName", Kind::Text),
            ("GivenName", Kind::Text),
            ("MiddleName", Kind::Text),
            ("FamilyName", Kind::Text),
            ("CompanyName", Kind::Text),
            ("PrintOnCheckName", Kind::Text),
            ("PrimaryEmailAddr", Kind::Text),
            ("Balance", Kind::Number),
            ("Job", Kind::Flag),
            ("ParentRef", Kind::Reference),
        ],
        Entity::Item => &[
            ("Name", Kind::Text),
            ("Type", Kind::Text),
            ("Sku", Kind::Text),
            ("Description", Kind::Text),
            ("UnitPrice", Kind::Number),
        ],
        Entity::Term | Entity::Class | Entity::Department | Entity::PaymentMethod => &[("Name", Kind::Text)],
        Entity::CompanyCurrency => &[("Name", Kind::Text), ("Code", Kind::Text)],
        Entity::TaxCode | Entity::TaxRate => &[("Name", Kind::Text), ("Description", Kind::Text)],
        Entity::TaxAgency => &[("DisplayName", Kind::Text)],
        Entity::ExchangeRate => &[("SourceCurrencyCode", Kind::Text), ("AsOfDate", Kind::Text)],
        Entity::TimeActivity => &[("TxnDate", Kind::Text), ("NameOf", Kind::Text)],
        Entity::Attachable => &[
            ("FileName", Kind::Text),
            ("ContentType", Kind::Text),
            ("Note", Kind::Text),
            ("Category", Kind::Text),
            ("AttachableRef.EntityRef.Type", Kind::Text),
            ("AttachableRef.EntityRef.value", Kind::Text),
        ],
        Entity::CompanyInfo => &[("CompanyName", Kind::Text)],
        _ => &[],
    }
}

fn of_transaction(entity: Entity) -> Columns {
    match entity {
        Entity::Bill => &[
            ("VendorRef", Kind::Reference),
            ("DocNumber", Kind::Text),
            ("TxnDate", Kind::Day),
            ("DueDate", Kind::Day),
            ("Balance", Kind::Number),
            ("TotalAmt", Kind::Number),
        ],
        Entity::Estimate | Entity::SalesReceipt | Entity::RefundReceipt => &[
            ("CustomerRef", Kind::Reference),
            ("DocNumber", Kind::Text),
            ("TxnDate", Kind::Day),
            ("TotalAmt", Kind::Number),
        ],
        Entity::Transfer => &[("TxnDate", Kind::Day), ("Amount", Kind::Number)],
        Entity::Invoice => &[
            ("CustomerRef", Kind::Reference),
            ("DocNumber", Kind::Text),
            ("TxnDate", Kind::Day),
            ("DueDate", Kind::Day),
            ("Balance", Kind::Number),
            ("TotalAmt", Kind::Number),
        ],
        Entity::CreditMemo => &[
            ("CustomerRef", Kind::Reference),
            ("DocNumber", Kind::Text),
            ("TxnDate", Kind::Day),
            ("Balance", Kind::Number),
            ("TotalAmt", Kind::Number),
        ],
        Entity::Payment => &[
            ("CustomerRef", Kind::Reference),
            ("ProjectRef", Kind::Reference),
            ("TotalAmt", Kind::Number),
            ("PaymentRefNum", Kind::Text),
            ("TxnDate", Kind::Day),
        ],
        Entity::Deposit | Entity::JournalEntry => {
            &[("DocNumber", Kind::Text), ("TxnDate", Kind::Day), ("TotalAmt", Kind::Number)]
        }
        _ => &[],
    }
}

/// A property that can be filtered and sorted by.
#[derive(Debug, Clone, Copy)]
pub struct Property {
    pub name: &'static str,
    pub kind: Kind,
}

/// Finds a property in any letter case.
pub fn find(entity: Entity, name: &str) -> Result<Property, Fault> {
    let lists: &[(&str, Kind)] = if entity.is_list() { LISTS } else { &[] };
    let known = EVERYWHERE.iter().chain(lists).chain(own(entity));
    if let Some((name, kind)) = known.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
        return Ok(Property { name, kind: *kind });
    }
    let top = name.split('.').next().unwrap_or(name);
    Err(Fault::query_invalid(if entity.knows(top) {
        format!("property '{name}' is not queryable")
    } else {
        format!("Property {name} not found for Entity {}", entity.name())
    }))
}

/// How many parts a record has that are looked at one by one: an attachment's links; everything else is one.
pub fn parts(record: &Record) -> usize {
    match record {
        Record::Attachable(attachable) => attachable.attached.len().max(1),
        _ => 1,
    }
}

/// A record's value of a property, of its first part.
pub fn value(books: &Books, place: Place, record: &Record, property: Property) -> Value {
    value_of_part(books, place, record, property, 0)
}

/// The same of any part.
pub fn value_of_part(books: &Books, place: Place, record: &Record, property: Property, part: usize) -> Value {
    let text = |text: Option<&str>| text.map_or(Value::Absent, |text| Value::Text(text.to_lowercase()));
    let money = |minor: ledger::MinorUnits| Value::Number(minor.to_major(Currency::USD));
    match (property.name, record) {
        ("Id", _) => Value::Id(place.1),
        ("MetaData.CreateTime", _) => Value::Instant(record.meta().created),
        ("MetaData.LastUpdatedTime", _) => Value::Instant(record.meta().updated),
        ("Active", _) => Value::Flag(record.is_active()),
        ("FullyQualifiedName", _) => Value::Text(qualified_name(books, place.0, place.1).to_lowercase()),
        ("Name" | "DisplayName", _) => text(own_name(record).as_deref()),
        ("CustomerRef", _) => record.customer().map_or(Value::Absent, Value::Id),
        ("DocNumber", _) => text(record.number()),
        ("TxnDate", _) => record.date().map_or(Value::Absent, Value::Day),
        ("DueDate", Record::Invoice(sale)) => sale.due.map_or(Value::Absent, Value::Day),
        ("Balance", Record::Invoice(sale) | Record::CreditMemo(sale)) => money(sale.open()),
        ("Balance", Record::Customer(_)) => money(books.receivable(place.1)),
        ("Balance" | "TotalAmt", Record::Bill(bill)) => money(bill.total()),
        ("Balance", Record::Vendor(_)) => money(books.payable(place.1)),
        ("Balance", _) => Value::Number(Decimal::ZERO),
        ("DueDate", Record::Bill(bill)) => Value::Day(bill.due),
        ("VendorRef", Record::Bill(bill)) => Value::Id(bill.vendor),
        ("Amount", Record::Transfer(transfer)) => money(transfer.amount),
        ("TotalAmt", Record::Payment(payment)) => money(payment.total),
        ("TotalAmt", Record::Deposit(deposit)) => money(deposit.total()),
        ("TotalAmt", Record::JournalEntry(entry)) => {
            money(entry.lines.iter().map(|line| line.debit).filter(|debit| debit.is_positive()).sum())
        }
        ("TotalAmt", other) => other.sale().map_or(Value::Absent, |sale| money(sale.total)),
        ("PaymentRefNum", Record::Payment(payment)) => text(payment.reference.as_deref()),
        ("AccountType", Record::Account(account)) => text(Some(account.kind.name())),
        ("AccountSubType", Record::Account(account)) => text(Some(&account.subtype)),
        ("Classification", Record::Account(account)) => text(Some(account.kind.classification())),
        ("AcctNum", Record::Account(account)) => text(account.number.as_deref()),
        ("SubAccount", Record::Account(account)) => Value::Flag(account.parent.is_some()),
        ("CurrentBalance", Record::Account(_)) => money(books.balance(place.1)),
        ("Job", Record::Customer(customer)) => Value::Flag(customer.parent.is_some()),
        ("ParentRef", Record::Customer(customer)) => customer.parent.map_or(Value::Absent, Value::Id),
        ("PrimaryEmailAddr", Record::Customer(customer)) => text(customer.email.as_deref()),
        ("Type", Record::Item(item)) => text(Some(&item.kind)),
        ("AttachableRef.EntityRef.Type", Record::Attachable(attachable)) => {
            text(attachable.attached.get(part).map(|row| &*row.kind))
        }
        ("AttachableRef.EntityRef.value", Record::Attachable(attachable)) => {
            text(attachable.attached.get(part).map(|row| &*row.id))
        }
        ("Sku", Record::Item(item)) => text(item.sku.as_deref()),
        ("UnitPrice", Record::Item(item)) => item.price.map_or(Value::Absent, Value::Number),
        (name, _) => kept(record, name),
    }
}

fn kept(record: &Record, name: &str) -> Value {
    match record.kept().value(name) {
        Some(serde_json::Value::String(text)) => Value::Text(text.to_lowercase()),
        _ => Value::Absent,
    }
}

/// A condition ready to be asked of records.
#[derive(Debug, Clone)]
pub struct Test {
    pub property: Property,
    pub operator: Operator,
    pub values: Vec<Value>,
}

impl Test {
    /// Reads a condition's values as what the property holds.
    pub fn new(entity: Entity, condition: &Condition, today: Date) -> Result<Self, Fault> {
        let property = find(entity, &condition.property)?;
        let operator = condition.operator;
        if property.kind == Kind::Id && !matches!(operator, Operator::Equal | Operator::In) {
            return Err(Fault::query_invalid("property 'Id' supports only the operators = and IN"));
        }
        let read = |text: &String| literal(entity, property, operator, text, today);
        Ok(Self { property, operator, values: condition.values.iter().map(read).collect::<Result<_, _>>()? })
    }

    /// Whether a value passes.
    pub fn passes(&self, value: &Value) -> bool {
        let first = self.values.first().unwrap_or(&Value::Absent);
        let compared = |wanted: fn(Ordering) -> bool| *value != Value::Absent && wanted(value.cmp(first));
        match self.operator {
            Operator::Equal => value == first,
            Operator::Unequal => value != first,
            Operator::Less => compared(Ordering::is_lt),
            Operator::LessOrEqual => compared(Ordering::is_le),
            Operator::Greater => compared(Ordering::is_gt),
            Operator::GreaterOrEqual => compared(Ordering::is_ge),
            Operator::In => self.values.contains(value),
            Operator::Like => match (value, first) {
                (Value::Text(text), Value::Text(pattern)) => like(text, pattern),
                _ => false,
            },
        }
    }
}

fn literal(
    entity: Entity,
    property: Property,
    operator: Operator,
    text: &str,
    today: Date,
) -> Result<Value, Fault> {
    let bad = || Fault::query_invalid(format!("Invalid value '{text}' for property '{}'", property.name));
    if text.trim().is_empty() {
        return Ok(Value::Absent);
    }
    if operator == Operator::Like {
        return Ok(Value::Text(text.to_lowercase()));
    }
    Ok(match property.kind {
        Kind::Id => Value::Id(entity.id_of(text).ok_or_else(bad)?),
        // A reference that is no number is simply nobody's.
        Kind::Reference => Value::Id(text.trim().parse().unwrap_or(u64::MAX)),
        Kind::Number => Value::Number(text.trim().parse().map_err(|_| bad())?),
        Kind::Text => Value::Text(text.to_lowercase()),
        Kind::Day if text == "current_date" => Value::Day(today),
        Kind::Day => Value::Day(text.get(..10).unwrap_or(text).parse().map_err(|_| bad())?),
        Kind::Instant => Value::Instant(instant(text).ok_or_else(bad)?),
        Kind::Flag => Value::Flag(text.trim().to_lowercase().parse().map_err(|_| bad())?),
    })
}

/// An instant; without an offset it is the data center's time.
pub fn instant(text: &str) -> Option<i64> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at.as_millisecond());
    }
    let zone = TimeZone::get("America/Los_Angeles").unwrap_or(TimeZone::UTC);
    let local = text
        .parse::<DateTime>()
        .ok()
        .or_else(|| Some(text.parse::<Date>().ok()?.to_datetime(jiff::civil::Time::midnight())))?;
    Some(local.to_zoned(zone).ok()?.timestamp().as_millisecond())
}

/// `%` stands for any run of letters.
fn like(text: &str, pattern: &str) -> bool {
    let mut parts = pattern.split('%');
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_stands_for_any_run() {
        for (text, pattern, fits) in [
            ("kate whelan", "kate%", true),
            ("kate whelan", "%whelan", true),
            ("kate whelan", "%te wh%", true),
            ("kate whelan", "kate", false),
            ("kate whelan", "%x%", false),
            ("kate", "kate", true),
            ("aa", "a%a%a", false),
        ] {
            assert_eq!(like(text, pattern), fits, "{text} like {pattern}");
        }
    }
}
