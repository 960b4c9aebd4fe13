//! Linked records with both sides' values next to each other.

use jiff::Timestamp;
use jiff::civil::Date;
use ledger::Currency;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::note::RowNote;

/// State of a pair of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RowState {
    /// QuickBooks and Alternative agree.
    InStep,
    /// Something about it is on its way.
    Working,
    /// Pending; recorded automatically later.
    Waiting,
    /// It needs a decision.
    Held,
    /// They differ, and the note says why that is left as it is.
    Differs,
    /// Archived in Alternative.
    Archived,
    /// Exists in Alternative only; never written to QuickBooks (rules C6, I9, P12).
    AlternativeOnly,
    /// In QuickBooks, not sent: out of scope, or not yet.
    NotSent,
    /// A payment or payout that is in QuickBooks.
    Recorded,
    /// Came to nothing: failed, canceled, refunded before it was recorded, or removed from QuickBooks.
    Removed,
    /// Left to the bookkeeper on purpose (rules D1, D2, P17), or by a decision.
    LeftOut,
}

impl RowState {
    /// All of them, for filters.
    pub const ALL: [Self; 11] = [
        Self::InStep,
        Self::Working,
        Self::Waiting,
        Self::Held,
        Self::Differs,
        Self::Archived,
        Self::AlternativeOnly,
        Self::NotSent,
        Self::Recorded,
        Self::Removed,
        Self::LeftOut,
    ];

    /// Its text in JSON and on the command line.
    pub fn code(self) -> &'static str {
        match self {
            Self::InStep => "in_step",
            Self::Working => "working",
            Self::Waiting => "waiting",
            Self::Held => "held",
            Self::Differs => "differs",
            Self::Archived => "archived",
            Self::AlternativeOnly => "alternative_only",
            Self::NotSent => "not_sent",
            Self::Recorded => "recorded",
            Self::Removed => "removed",
            Self::LeftOut => "left_out",
        }
    }
}

/// Which rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RowsRequest {
    /// Which company.
    pub company: String,
    /// Dated on or after this day (customers: changed since).
    pub since: Option<Date>,
    /// Only in this state.
    pub state: Option<RowState>,
}

/// An invoice in QuickBooks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct QuickbooksInvoice {
    /// Id.
    pub id: String,
    /// `SyncToken`
    pub version: u64,
    /// Total.
    pub total_minor: i64,
    /// Balance, in minor units.
    pub balance_minor: i64,
    /// Due date.
    pub due: Option<Date>,
    /// Voided.
    pub voided: bool,
    /// Deleted.
    pub gone: bool,
}

/// An invoice in Alternative.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AlternativeInvoice {
    /// Id.
    pub id: String,
    /// Alternative's word for its status.
    pub status: String,
    /// Total.
    pub total_minor: i64,
    /// Balance that the payer is still asked for, in minor units.
    pub outstanding_minor: Option<i64>,
    /// Archived.
    pub archived: bool,
}

/// An invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct InvoiceRow {
    /// Number, else id.
    pub number: String,
    /// Customer's name.
    pub customer: Option<String>,
    /// Accounting date.
    pub issued: Option<Date>,
    /// Currency of all its amounts.
    #[ts(type = "Currency")]
    pub currency: Currency,
    /// In QuickBooks.
    pub quickbooks: Option<QuickbooksInvoice>,
    /// In Alternative.
    pub alternative: Option<AlternativeInvoice>,
    /// QuickBooks' PDF was copied.
    pub pdf: bool,
    /// State of the pair.
    pub state: RowState,
    /// Why.
    pub why: Option<RowNote>,
    /// The same in words, for readers without a catalogue of their own.
    #[ts(skip)]
    pub note: Option<String>,
}

/// A customer in one of the services.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CustomerSide {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Email address.
    pub email: Option<String>,
    /// Active (QuickBooks), or not archived (Alternative).
    pub active: bool,
}

/// A customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CustomerRow {
    /// Name.
    pub name: String,
    /// In QuickBooks.
    pub quickbooks: Option<CustomerSide>,
    /// In Alternative.
    pub alternative: Option<CustomerSide>,
    /// State of the pair.
    pub state: RowState,
    /// Why.
    pub why: Option<RowNote>,
    /// The same in words, for readers without a catalogue of their own.
    #[ts(skip)]
    pub note: Option<String>,
}

/// What a payment pays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PaidInvoice {
    /// Number, else id.
    pub number: String,
    /// QuickBooks id; nothing for an invoice that Alternative alone has.
    pub quickbooks: Option<String>,
    /// Its share.
    pub minor: i64,
}

/// A payment's record in QuickBooks; one per customer (rule P4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RecordedPayment {
    /// Id.
    pub id: String,
    /// `PaymentRefNum`
    pub reference: Option<String>,
    /// Its amount in QuickBooks, as last read.
    pub minor: i64,
    /// Its date.
    pub date: Option<Date>,
    /// Written by a companion.
    pub ours: bool,
    /// The deposit it is on.
    pub deposit: Option<String>,
    /// Deleted or voided in QuickBooks.
    pub gone: bool,
}

/// A payment that Alternative processed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PaymentRow {
    /// Id in Alternative.
    pub id: String,
    /// Who the invoices it pays are for, as QuickBooks names them; more than one where it pays several customers'.
    pub customers: Vec<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// `card`, `standard_ach`, …
    pub method: Option<String>,
    /// Its status in Alternative.
    pub status: String,
    /// Paid, but not captured yet (rule P2).
    pub clearing: bool,
    /// Currency of all its amounts.
    #[ts(type = "Currency")]
    pub currency: Currency,
    /// What it pays: the sum of its allocations.
    pub minor: i64,
    /// What the payer paid, a surcharge included.
    pub total_minor: i64,
    /// What it pays.
    pub pays: Vec<PaidInvoice>,
    /// In QuickBooks.
    pub quickbooks: Vec<RecordedPayment>,
    /// The payout it is in.
    pub payout: Option<String>,
    /// State of the pair.
    pub state: RowState,
    /// Why.
    pub why: Option<RowNote>,
    /// The same in words, for readers without a catalogue of their own.
    #[ts(skip)]
    pub note: Option<String>,
}

/// A line of a payout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PayoutLine {
    /// `payment`, `fee`, `refund`, `chargeback`, `adjustment` or `unknown`.
    pub kind: String,
    /// The payment it belongs to.
    pub payment: Option<String>,
    /// Signed amount.
    pub minor: i64,
    /// Alternative's own words.
    pub description: String,
}

/// A payout's deposit in QuickBooks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RecordedDeposit {
    /// Id.
    pub id: String,
    /// Name of its bank account, else its id.
    pub account: Option<String>,
    /// Its date.
    pub date: Option<Date>,
    /// Its total in QuickBooks, as last read.
    pub minor: i64,
    /// Deleted in QuickBooks.
    pub gone: bool,
}

/// A payout as a statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PayoutRow {
    /// Id in Alternative.
    pub id: String,
    /// Its status in Alternative.
    pub status: String,
    /// When it reaches the bank.
    pub arrival: Date,
    /// Currency of all its amounts.
    #[ts(type = "Currency")]
    pub currency: Currency,
    /// Payments in it.
    pub payments_minor: i64,
    /// Fees in it, negative.
    pub fees_minor: i64,
    /// Everything else in it.
    pub other_minor: i64,
    /// What reaches the bank: the expected bank line.
    pub total_minor: i64,
    /// What its lines leave unexplained; zero when it ties to the cent.
    pub missing_minor: i64,
    /// Its lines.
    pub lines: Vec<PayoutLine>,
    /// In QuickBooks.
    pub deposit: Option<RecordedDeposit>,
    /// State of the pair.
    pub state: RowState,
    /// Why.
    pub why: Option<RowNote>,
    /// The same in words, for readers without a catalogue of their own.
    #[ts(skip)]
    pub note: Option<String>,
}
