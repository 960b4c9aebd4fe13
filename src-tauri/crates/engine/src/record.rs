//! Records of both sides under one roof: what the mirror keeps, how it is named, and which records touch which.

use jiff::Timestamp;
use ledger::{alternative, books};
use serde::{Deserialize, Serialize};

use crate::fault::Side;
use crate::note;

/// The kinds of record that are mirrored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordKind {
    /// QuickBooks customer.
    BooksCustomer,
    /// QuickBooks invoice.
    BooksInvoice,
    /// QuickBooks payment.
    BooksPayment,
    /// QuickBooks deposit.
    BooksDeposit,
    /// QuickBooks account.
    BooksAccount,
    /// Alternative customer.
    AlternativeCustomer,
    /// Alternative invoice.
    AlternativeInvoice,
    /// Alternative payment.
    AlternativePayment,
    /// Alternative payout.
    AlternativePayout,
}

impl RecordKind {
    /// All kinds.
    pub const ALL: [Self; 9] = [
        Self::BooksCustomer,
        Self::BooksInvoice,
        Self::BooksPayment,
        Self::BooksDeposit,
        Self::BooksAccount,
        Self::AlternativeCustomer,
        Self::AlternativeInvoice,
        Self::AlternativePayment,
        Self::AlternativePayout,
    ];

    /// Stable short text for storage.
    pub fn code(self) -> &'static str {
        match self {
            Self::BooksCustomer => "q_customer",
            Self::BooksInvoice => "q_invoice",
            Self::BooksPayment => "q_payment",
            Self::BooksDeposit => "q_deposit",
            Self::BooksAccount => "q_account",
            Self::AlternativeCustomer => "a_customer",
            Self::AlternativeInvoice => "a_invoice",
            Self::AlternativePayment => "a_payment",
            Self::AlternativePayout => "a_payout",
        }
    }

    /// From the stored text.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The side it lives on.
    pub fn side(self) -> Side {
        match self {
            Self::BooksCustomer
            | Self::BooksInvoice
            | Self::BooksPayment
            | Self::BooksDeposit
            | Self::BooksAccount => Side::Quickbooks,
            Self::AlternativeCustomer
            | Self::AlternativeInvoice
            | Self::AlternativePayment
            | Self::AlternativePayout => Side::Alternative,
        }
    }
}

/// Names one mirrored record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RecordRef {
    /// Kind of the record, which says its side too.
    pub kind: RecordKind,
    /// Its id on its side.
    pub id: String,
}

impl RecordRef {
    /// Names a record.
    pub fn new(kind: RecordKind, id: impl Into<String>) -> Self {
        Self { kind, id: id.into() }
    }
    /// A QuickBooks customer.
    pub fn books_customer(id: &books::CustomerId) -> Self {
        Self::new(RecordKind::BooksCustomer, id.as_str())
    }
    /// A QuickBooks invoice.
    pub fn books_invoice(id: &books::InvoiceId) -> Self {
        Self::new(RecordKind::BooksInvoice, id.as_str())
    }
    /// A QuickBooks payment.
    pub fn books_payment(id: &books::PaymentId) -> Self {
        Self::new(RecordKind::BooksPayment, id.as_str())
    }
    /// A QuickBooks deposit.
    pub fn books_deposit(id: &books::DepositId) -> Self {
        Self::new(RecordKind::BooksDeposit, id.as_str())
    }
    /// A QuickBooks account.
    pub fn books_account(id: &books::AccountId) -> Self {
        Self::new(RecordKind::BooksAccount, id.as_str())
    }
    /// An Alternative customer.
    pub fn alternative_customer(id: &alternative::CustomerId) -> Self {
        Self::new(RecordKind::AlternativeCustomer, id.as_str())
    }
    /// An Alternative invoice.
    pub fn alternative_invoice(id: &alternative::InvoiceId) -> Self {
        Self::new(RecordKind::AlternativeInvoice, id.as_str())
    }
    /// An Alternative payment.
    pub fn alternative_payment(id: &alternative::PaymentId) -> Self {
        Self::new(RecordKind::AlternativePayment, id.as_str())
    }
    /// An Alternative payout.
    pub fn alternative_payout(id: &alternative::PayoutId) -> Self {
        Self::new(RecordKind::AlternativePayout, id.as_str())
    }
}

/// A record of either side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Record {
    /// QuickBooks customer.
    BooksCustomer(books::Customer),
    /// QuickBooks invoice.
    BooksInvoice(books::Invoice),
    /// QuickBooks payment.
    BooksPayment(books::Payment),
    /// QuickBooks deposit.
    BooksDeposit(books::Deposit),
    /// QuickBooks account.
    BooksAccount(books::Account),
    /// Alternative customer.
    AlternativeCustomer(alternative::Customer),
    /// Alternative invoice.
    AlternativeInvoice(alternative::Invoice),
    /// Alternative payment.
    AlternativePayment(alternative::Payment),
    /// Alternative payout.
    AlternativePayout(alternative::Payout),
}

impl Record {
    /// Its name.
    pub fn reference(&self) -> RecordRef {
        match self {
            Self::BooksCustomer(it) => RecordRef::books_customer(&it.id),
            Self::BooksInvoice(it) => RecordRef::books_invoice(&it.id),
            Self::BooksPayment(it) => RecordRef::books_payment(&it.id),
            Self::BooksDeposit(it) => RecordRef::books_deposit(&it.id),
            Self::BooksAccount(it) => RecordRef::new(RecordKind::BooksAccount, it.id.as_str()),
            Self::AlternativeCustomer(it) => RecordRef::alternative_customer(&it.id),
            Self::AlternativeInvoice(it) => RecordRef::alternative_invoice(&it.id),
            Self::AlternativePayment(it) => RecordRef::alternative_payment(&it.id),
            Self::AlternativePayout(it) => RecordRef::alternative_payout(&it.id),
        }
    }

    /// Whether this is the record that was asked for: under its own id, or, on Alternative's side, under the QuickBooks id
    /// that it follows. An answer about another record is never taken (rule F8).
    pub fn answers(&self, asked: &RecordRef) -> bool {
        let followed = match self {
            Self::AlternativeCustomer(it) => it.qbo_id.as_ref().map(RecordRef::books_customer),
            Self::AlternativeInvoice(it) => it.qbo_id.as_ref().map(RecordRef::books_invoice),
            _ => None,
        };
        self.reference() == *asked || followed.as_ref() == Some(asked)
    }

    /// Its version where its side has one: a lower one never replaces a higher one in the mirror.
    pub fn version(&self) -> u64 {
        match self {
            Self::BooksCustomer(it) => it.version,
            Self::BooksInvoice(it) => it.version,
            Self::BooksPayment(it) => it.version,
            Self::BooksDeposit(it) => it.version,
            Self::BooksAccount(it) => it.version,
            Self::AlternativeCustomer(_)
            | Self::AlternativeInvoice(_)
            | Self::AlternativePayment(_)
            | Self::AlternativePayout(_) => 0,
        }
    }

    /// When QuickBooks changed it last.
    pub(crate) fn updated_at(&self) -> Option<Timestamp> {
        match self {
            Self::BooksCustomer(it) => Some(it.updated_at),
            Self::BooksInvoice(it) => Some(it.updated_at),
            Self::BooksPayment(it) => Some(it.updated_at),
            Self::BooksDeposit(it) => Some(it.updated_at),
            Self::BooksAccount(it) => Some(it.updated_at),
            Self::AlternativeCustomer(_)
            | Self::AlternativeInvoice(_)
            | Self::AlternativePayment(_)
            | Self::AlternativePayout(_) => None,
        }
    }

    /// Number, reference or name by which people search for it.
    pub fn label(&self) -> String {
        match self {
            Self::BooksCustomer(it) => it.name.clone(),
            Self::BooksInvoice(it) => it.label().to_owned(),
            Self::BooksPayment(it) => it.reference.clone().unwrap_or_else(|| it.id.to_string()),
            Self::BooksDeposit(it) => it.id.to_string(),
            Self::BooksAccount(it) => it.name.clone(),
            Self::AlternativeCustomer(it) => it.name.clone(),
            Self::AlternativeInvoice(it) => it.label().to_owned(),
            Self::AlternativePayment(it) => it.id.to_string(),
            Self::AlternativePayout(it) => it.id.to_string(),
        }
    }

    /// Business date or instant it is listed by, newest first, as `YYYY-MM-DD` or RFC 3339.
    pub fn listed_at(&self) -> String {
        match self {
            Self::BooksCustomer(it) => it.updated_at.to_string(),
            Self::BooksInvoice(it) => it.issued.to_string(),
            Self::BooksPayment(it) => it.date.to_string(),
            Self::BooksDeposit(it) => it.date.to_string(),
            Self::BooksAccount(it) => it.updated_at.to_string(),
            Self::AlternativeCustomer(_) | Self::AlternativeInvoice(_) => String::new(),
            Self::AlternativePayment(it) => it.created_at.to_string(),
            Self::AlternativePayout(it) => it.arrival.to_string(),
        }
    }

    /// The records this one names: kept as edges, so that the neighborhood of a change is found without scanning.
    pub fn touches(&self) -> Vec<RecordRef> {
        match self {
            Self::BooksCustomer(it) => it.parent.iter().map(RecordRef::books_customer).collect(),
            Self::BooksInvoice(it) => vec![RecordRef::books_customer(&it.customer)],
            Self::BooksPayment(it) => {
                let invoices = it.applied.iter().filter_map(books::Applied::invoice);
                let mut touched: Vec<_> =
                    invoices.map(|invoice| RecordRef::books_invoice(&invoice)).collect();
                touched.push(RecordRef::books_customer(&it.customer));
                touched.extend(it.deposit.iter().map(RecordRef::books_deposit));
                // Ours names what it was made for, which it may pay nothing of any more (rule P6).
                let made_for = it.note.as_deref().and_then(note::payment_in);
                touched.extend(made_for.as_ref().map(RecordRef::alternative_payment));
                touched
            }
            Self::BooksDeposit(it) => {
                let payments = it.lines.iter().filter_map(|line| line.payment.as_ref());
                // Ours names its payout, which may have no payment that leads to it (rule D3).
                let payout = it.note.as_deref().and_then(note::payout_in);
                let payout = payout.as_ref().map(RecordRef::alternative_payout);
                payments.map(RecordRef::books_payment).chain(payout).collect()
            }
            Self::BooksAccount(_) => Vec::new(),
            Self::AlternativeCustomer(it) => it.qbo_id.iter().map(RecordRef::books_customer).collect(),
            Self::AlternativeInvoice(it) => it.qbo_id.iter().map(RecordRef::books_invoice).collect(),
            Self::AlternativePayment(it) => {
                let mut touched = Vec::new();
                for allocation in &it.allocations {
                    touched.push(RecordRef::alternative_invoice(&allocation.invoice));
                    touched.extend(allocation.qbo_invoice.iter().map(RecordRef::books_invoice));
                }
                touched.extend(it.payout.iter().map(RecordRef::alternative_payout));
                // What a computer said that it became.
                let told = it.reported.iter().flat_map(|report| &report.qbo_payments);
                touched.extend(told.map(RecordRef::books_payment));
                touched
            }
            Self::AlternativePayout(it) => it
                .lines
                .iter()
                .filter_map(|line| line.payment.as_ref())
                .map(RecordRef::alternative_payment)
                .collect(),
        }
    }
}

/// A record as the mirror holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mirrored {
    /// What it looked like.
    pub record: Record,
    /// When it was read.
    pub read_at: Timestamp,
    /// Gone, with evidence (deleted in change data, or code 610 on a direct read); the last look is kept.
    pub gone_at: Option<Timestamp>,
}

/// A record as read, with the raw answer beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read<T> {
    /// Normalized.
    pub record: T,
    /// The service's own JSON for it.
    pub raw: String,
}
