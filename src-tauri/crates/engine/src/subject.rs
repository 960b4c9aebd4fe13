//! What is planned as one: the four things that the two sides share.

use std::fmt;
use std::str::FromStr;

use ledger::{alternative, books};
use serde::{Deserialize, Serialize};

use crate::plan::{AccountPurpose, ArchiveKind};
use crate::record::{Record, RecordKind, RecordRef};

/// One thing that both sides are kept in step about. Planning looks at one subject at a time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Subject {
    /// A QuickBooks customer and its mirror in Alternative.
    Customer(books::CustomerId),
    /// A QuickBooks invoice and its mirror in Alternative.
    Invoice(books::InvoiceId),
    /// A payment that Alternative processed and its Payments in QuickBooks.
    Payment(alternative::PaymentId),
    /// An Alternative payout and its Deposit in QuickBooks.
    Payout(alternative::PayoutId),
    /// Payments and payouts made before the first start, taken together (rule P17).
    BeforeStart,
    /// Archives of a kind, taken together (rule I16).
    Brake(ArchiveKind),
    /// Invoices in currencies that are not sent, taken together (rule I17).
    Currencies,
    /// All that waits for a chosen account which cannot be used (rule D9).
    Account(AccountPurpose),
    /// A record that could not be read (rule F8).
    Unread(RecordRef),
}

impl Subject {
    /// The subject that a record of this name belongs to by itself, as far as the name tells: what a customer or invoice of
    /// Alternative belongs to is known from the record only.
    pub fn of(reference: &RecordRef) -> Option<Self> {
        let id = reference.id.as_str();
        match reference.kind {
            RecordKind::BooksCustomer => Some(Self::Customer(id.into())),
            RecordKind::BooksInvoice => Some(Self::Invoice(id.into())),
            RecordKind::AlternativePayment => Some(Self::Payment(id.into())),
            RecordKind::AlternativePayout => Some(Self::Payout(id.into())),
            _ => None,
        }
    }
}

impl Subject {
    /// The subject that a record belongs to by itself.
    pub fn of_record(record: &Record) -> Option<Self> {
        match record {
            Record::AlternativeCustomer(it) => it.qbo_id.clone().map(Self::Customer),
            Record::AlternativeInvoice(it) => it.qbo_id.clone().map(Self::Invoice),
            _ => Self::of(&record.reference()),
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Customer(id) => write!(f, "customer:{id}"),
            Self::Invoice(id) => write!(f, "invoice:{id}"),
            Self::Payment(id) => write!(f, "payment:{id}"),
            Self::Payout(id) => write!(f, "payout:{id}"),
            Self::BeforeStart => f.write_str("before_start:all"),
            Self::Brake(kind) => write!(f, "brake:{kind}"),
            Self::Currencies => f.write_str("currencies:all"),
            Self::Account(purpose) => write!(f, "account:{purpose}"),
            Self::Unread(record) => write!(f, "unread:{}:{}", record.kind.code(), record.id),
        }
    }
}

/// The text names no subject; it should look like `invoice:145`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not customer:ID, invoice:ID, payment:ID or payout:ID")]
pub struct NoSubject(pub String);

impl FromStr for Subject {
    type Err = NoSubject;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let no_subject = || NoSubject(text.to_owned());
        let (kind, id) = text.split_once(':').ok_or_else(no_subject)?;
        if id.is_empty() {
            return Err(no_subject());
        }
        match kind {
            "customer" => Ok(Self::Customer(id.into())),
            "invoice" => Ok(Self::Invoice(id.into())),
            "payment" => Ok(Self::Payment(id.into())),
            "payout" => Ok(Self::Payout(id.into())),
            "before_start" => Ok(Self::BeforeStart),
            "currencies" => Ok(Self::Currencies),
            "brake" => id.parse().map(Self::Brake).map_err(|()| no_subject()),
            "account" => id.parse().map(Self::Account).map_err(|()| no_subject()),
            "unread" => {
                let (kind, id) = id.split_once(':').ok_or_else(no_subject)?;
                let kind = RecordKind::from_code(kind).ok_or_else(no_subject)?;
                Ok(Self::Unread(RecordRef::new(kind, id)))
            }
            _ => Err(no_subject()),
        }
    }
}

impl TryFrom<String> for Subject {
    type Error = NoSubject;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Subject> for String {
    fn from(subject: Subject) -> Self {
        subject.to_string()
    }
}
