//! From QuickBooks' JSON to the ledger's records. Pure: text in, record or flaw out.

mod account;
mod address;
mod company;
mod customer;
mod deposit;
mod invoice;
mod journal_entry;
mod payment;

use engine::ports::{Entity, Gone, Unreadable};
use engine::record::{Read, Record, RecordKind, RecordRef};
use jiff::Timestamp;
use ledger::Currency;
use serde::Deserialize;

pub(crate) use company::{closed_until, company};
pub(crate) use journal_entry::journal_entry;

use crate::field::{FieldError, MetaData, Text};

/// The entities whose records are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Customer,
    Invoice,
    Payment,
    Deposit,
    Account,
}

impl Kind {
    const ALL: [Self; 5] = [Self::Customer, Self::Invoice, Self::Payment, Self::Deposit, Self::Account];

    /// QuickBooks' name of the entity.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Customer => "Customer",
            Self::Invoice => "Invoice",
            Self::Payment => "Payment",
            Self::Deposit => "Deposit",
            Self::Account => "Account",
        }
    }

    /// List entities are made inactive, transactions are deleted.
    pub(crate) fn is_list(self) -> bool {
        matches!(self, Self::Customer | Self::Account)
    }

    /// The kind of a key in an answer.
    pub(crate) fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(key))
    }

    /// `None` for the company itself.
    pub(crate) fn of_entity(entity: Entity) -> Option<Self> {
        match entity {
            Entity::Customer => Some(Self::Customer),
            Entity::Invoice => Some(Self::Invoice),
            Entity::Payment => Some(Self::Payment),
            Entity::Deposit => Some(Self::Deposit),
            Entity::Account => Some(Self::Account),
            Entity::Company => None,
        }
    }

    /// `None` for records of the other side.
    pub(crate) fn of_record(kind: RecordKind) -> Option<Self> {
        match kind {
            RecordKind::BooksCustomer => Some(Self::Customer),
            RecordKind::BooksInvoice => Some(Self::Invoice),
            RecordKind::BooksPayment => Some(Self::Payment),
            RecordKind::BooksDeposit => Some(Self::Deposit),
            RecordKind::BooksAccount => Some(Self::Account),
            RecordKind::AlternativeCustomer
            | RecordKind::AlternativeInvoice
            | RecordKind::AlternativePayment
            | RecordKind::AlternativePayout => None,
        }
    }

    fn record_kind(self) -> RecordKind {
        match self {
            Self::Customer => RecordKind::BooksCustomer,
            Self::Invoice => RecordKind::BooksInvoice,
            Self::Payment => RecordKind::BooksPayment,
            Self::Deposit => RecordKind::BooksDeposit,
            Self::Account => RecordKind::BooksAccount,
        }
    }
}

/// One row of an answer.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "nearly every row is a live record, taken apart at once")]
pub(crate) enum Row {
    Live(Read<Record>),
    Gone(Gone),
    Unreadable(Unreadable),
}

/// What every row has, dead or alive.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Head {
    id: Text,
    #[serde(rename = "status")]
    status: Text,
    meta_data: Option<MetaData>,
}

/// When the record of a row was created, if it tells.
pub(crate) fn created_at(raw: &str) -> Option<Timestamp> {
    let head = serde_json::from_str::<Head>(raw).ok()?;
    head.meta_data?.create_time.instant("MetaData.CreateTime").ok()
}

/// Understands one row. It never fails: a row that makes no sense is an [`Unreadable`] and decides nothing.
/// `answered_at` stands in where a deleted row does not tell its time.
pub(crate) fn row(kind: Kind, raw: &str, home: Currency, answered_at: Option<Timestamp>) -> Row {
    let head = serde_json::from_str::<Head>(raw).unwrap_or_default();
    let reference = head.id.get().map(|id| RecordRef::new(kind.record_kind(), id));
    if head.status.is("Deleted") {
        let told = head.meta_data.and_then(|meta| meta.last_updated_time.instant("time").ok());
        return match (reference, told.or(answered_at)) {
            (Some(reference), Some(at)) => Row::Gone(Gone { reference, at }),
            (reference, _) => {
                let why = format!("a deleted {} without an id or a time", kind.name());
                Row::Unreadable(Unreadable { reference, why, definite: true })
            }
        };
    }
    match record(kind, raw, home) {
        Ok(record) => Row::Live(Read { record, raw: raw.to_owned() }),
        Err(FieldError(why)) => Row::Unreadable(Unreadable { reference, why, definite: true }),
    }
}

fn record(kind: Kind, raw: &str, home: Currency) -> Result<Record, FieldError> {
    Ok(match kind {
        Kind::Customer => Record::BooksCustomer(customer::read(raw)?),
        Kind::Invoice => Record::BooksInvoice(invoice::read(raw, home)?),
        Kind::Payment => Record::BooksPayment(payment::read(raw, home)?),
        Kind::Deposit => Record::BooksDeposit(deposit::read(raw, home)?),
        Kind::Account => Record::BooksAccount(account::read(raw, home)?),
    })
}

/// Reads the wire form; what is wrong with it in serde's words, without its content.
fn wire<'a, T: Deserialize<'a>>(raw: &'a str) -> Result<T, FieldError> {
    serde_json::from_str(raw).map_err(|error| FieldError(format!("not understood: {error}")))
}

/// A sample record with some of its fields changed, as text.
#[cfg(test)]
fn changed(mut sample: serde_json::Value, change: serde_json::Value) -> String {
    if let serde_json::Value::Object(change) = change {
        for (field, value) in change {
            sample[field] = value;
        }
    }
    sample.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(kind: Kind, raw: &str) -> Row {
        row(kind, raw, Currency::USD, None)
    }

    #[test]
    fn a_deleted_row_is_evidence() {
        let raw = r#"{"domain":"QBO","status":"Deleted","Id":"149","MetaData":{"LastUpdatedTime":"2026-11-19T16:30:02-08:00"}}"#;
        let Row::Gone(gone) = read(Kind::Payment, raw) else { panic!("not gone") };
        assert_eq!(gone.reference, RecordRef::new(RecordKind::BooksPayment, "149"));
        assert_eq!(gone.at.to_string(), "2026-11-20T00:30:02Z");
    }

    #[test]
    fn a_deleted_row_without_a_time_takes_that_of_the_answer() {
        let raw = r#"{"status":"Deleted","Id":149}"#;
        assert!(matches!(read(Kind::Payment, raw), Row::Unreadable(_)));
        let at = "2026-11-20T00:00:00Z".parse().unwrap();
        assert!(matches!(row(Kind::Payment, raw, Currency::USD, Some(at)), Row::Gone(gone) if gone.at == at));
    }

    #[test]
    fn an_unreadable_row_keeps_its_id_when_that_is_legible() {
        let Row::Unreadable(flawed) = read(Kind::Invoice, r#"{"Id":"145","SyncToken":"0","TotalAmt":[1]}"#)
        else {
            panic!("readable")
        };
        assert_eq!(flawed.reference, Some(RecordRef::new(RecordKind::BooksInvoice, "145")));
        for nonsense in ["null", "17", "[]", "\"x\"", "{}", "{\"Id\":{}}"] {
            assert!(
                matches!(read(Kind::Invoice, nonsense), Row::Unreadable(Unreadable { reference: None, .. })),
                "{nonsense}"
            );
        }
    }

    #[test]
    fn the_raw_text_is_kept_as_it_came() {
        let raw = r#"{ "Id":"94","SyncToken":"0", "Name":"MyJobs", "MetaData":{"LastUpdatedTime":"2014-12-31T09:29:05-08:00"},"CurrentBalance":0.10 }"#;
        assert!(matches!(read(Kind::Account, raw), Row::Live(read) if read.raw == raw));
    }
}
