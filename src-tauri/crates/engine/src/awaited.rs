//! What comes by itself, and whose coming it is.

use jiff::Timestamp;
use jiff::civil::Date;
use ledger::{Money, alternative, books};
use serde::{Deserialize, Serialize};

use crate::fault::Fault;
use crate::plan::{AccountPurpose, ArchiveKind};
use crate::record::{RecordKind, RecordRef};
use crate::said::{InvoiceName, Said};
use crate::subject::Subject;

/// Something that will come by itself; shown as Waiting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wait {
    /// For what; version 0.1.0 kept a sentence.
    #[serde(default)]
    pub on: Awaited,
    /// Money that waits.
    pub amount: Option<Money>,
}

/// What a subject waits for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Awaited {
    /// Kept by version 0.1.0; the next planning says what it is.
    #[default]
    Unworded,
    /// An invoice's customer was not read yet.
    Customer(books::CustomerId),
    /// Alternative did not take an invoice's customer.
    CustomerTaken(books::CustomerId),
    /// A payment of an invoice is being processed; its change or archive follows (rule I11).
    PaymentSettled {
        /// The invoice.
        invoice: InvoiceName,
        /// The payment.
        payment: alternative::PaymentId,
        /// It is archived then, rather than changed.
        archives: bool,
    },
    /// Alternative is told about a payment before its invoice changes (rule P15).
    Report(alternative::PaymentId),
    /// The invoices of a payment were not read yet (rule P13).
    Invoices(Vec<books::InvoiceId>),
    /// The invoices of a payment are read again before it is reported (rule P15).
    InvoicesReadAgain(Vec<books::InvoiceId>),
    /// The payment is being processed (rule P2).
    Capture,
    /// Alternative gives the payment a state that this version does not know.
    KnownState,
    /// The account that payments are recorded to is not known.
    PaymentAccount,
    /// The books are closed until this day, and a person waits for them to be opened (rule D7).
    OpenBooks(Date),
    /// The invoice goes to Alternative first (rule P13).
    InvoiceLinked(InvoiceName),
    /// Alternative gets the invoice's present state first (rule P15).
    InvoiceSent(InvoiceName),
    /// A payment of QuickBooks is read.
    BooksPayment(books::PaymentId),
    /// The payout's arrival.
    Arrival(Date),
    /// A bank account for deposits is chosen.
    BankAccount,
    /// The fee account is found or made (rule D10).
    FeeAccount,
    /// A person picks another account for this (rule D9).
    Account(AccountPurpose),
    /// A person waits until the payout's total is explained (rule D3).
    Explained {
        /// What payments and fees come to.
        explained: Money,
        /// What nothing explains; signed.
        missing: Money,
    },
    /// A deposit that was added from the bank feed counts the payout's money, and these payments of ours count it too, until
    /// they are deposited or it is undone (rule D14).
    CountedTwice {
        /// The deposit.
        deposit: books::DepositId,
        /// The payments in QuickBooks.
        payments: Vec<books::PaymentId>,
    },
    /// A payment of the payout is read.
    PaymentRead(Option<alternative::PaymentId>),
    /// A payment of the payout is recorded.
    PaymentRecorded(alternative::PaymentId),
    /// A payment of the payout needs a decision.
    PaymentDecided(alternative::PaymentId),
    /// A person decides whether so many are archived (rule I16).
    ArchivesDecided(ArchiveKind),
    /// A deposit of QuickBooks is read.
    Deposit(books::DepositId),
    /// A record can be read again (rule F8).
    Readable {
        /// Which kind, which says the side too.
        kind: RecordKind,
        /// Under which name or number it was known, else its id.
        label: Said,
        /// Since when it could not be read.
        since: Timestamp,
    },
}

impl Awaited {
    /// The account that it waits for (rule D9).
    pub fn account(&self) -> Option<AccountPurpose> {
        match self {
            Self::Account(purpose) => Some(*purpose),
            _ => None,
        }
    }

    /// Whose change ends the wait; empty where only a setting, a read or a day does (rule P18).
    pub fn subjects(&self) -> Vec<Subject> {
        match self {
            Self::Customer(customer) | Self::CustomerTaken(customer) => {
                vec![Subject::Customer(customer.clone())]
            }
            Self::PaymentSettled { payment, .. }
            | Self::Report(payment)
            | Self::PaymentRead(Some(payment))
            | Self::PaymentRecorded(payment)
            | Self::PaymentDecided(payment) => vec![Subject::Payment(payment.clone())],
            Self::Invoices(invoices) | Self::InvoicesReadAgain(invoices) => {
                invoices.iter().cloned().map(Subject::Invoice).collect()
            }
            Self::InvoiceLinked(invoice) | Self::InvoiceSent(invoice) => {
                vec![Subject::Invoice(invoice.id.clone())]
            }
            Self::ArchivesDecided(kind) => vec![Subject::Brake(*kind)],
            Self::Unworded
            | Self::Capture
            | Self::KnownState
            | Self::PaymentAccount
            | Self::OpenBooks(_)
            | Self::BooksPayment(_)
            | Self::Arrival(_)
            | Self::BankAccount
            | Self::FeeAccount
            | Self::Explained { .. }
            | Self::CountedTwice { .. }
            | Self::Account(_)
            | Self::PaymentRead(None)
            | Self::Deposit(_)
            | Self::Readable { .. } => Vec::new(),
        }
    }
}

/// Why a write in the outbox was put off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PutOff {
    /// The service failed.
    Fault(Box<Fault>),
    /// QuickBooks answered with a record that is deleted.
    AnsweredDeleted(RecordRef),
}
