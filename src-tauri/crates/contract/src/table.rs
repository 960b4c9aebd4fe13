//! Forms for long lists: invoices column by column, activity page by page, a payout as a statement, search.

use jiff::Timestamp;
use jiff::civil::Date;
use ledger::{Currency, Money};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::change::{Change, FieldChange};
use crate::happened::{Happened, Noun};
use crate::note::RowNote;
use crate::rows::{PayoutRow, RowState};
use crate::side::Side;
use crate::status::{State, SyncCategory};

/// Which invoices.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct InvoiceTableRequest {
    /// Which company.
    pub company: String,
    /// Only these, as `invoice:ID`; empty: all.
    pub records: Vec<String>,
}

/// Invoices, newest first, column by column: a hundred thousand of them fit into one answer. All columns have the same
/// length.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct InvoiceTable {
    /// The record, as `invoice:ID`.
    pub records: Vec<String>,
    /// Number, else id.
    pub numbers: Vec<String>,
    /// Place in `customer_names`.
    pub customers: Vec<u32>,
    /// Names of the customers, each once; the first is empty: not known.
    pub customer_names: Vec<String>,
    /// Accounting date.
    pub issued: Vec<Option<Date>>,
    /// Due date.
    pub due: Vec<Option<Date>>,
    /// Currency of its amounts.
    #[ts(type = "Currency[]")]
    pub currencies: Vec<Currency>,
    /// Total in QuickBooks, else in Alternative.
    pub totals: Vec<i64>,
    /// Balance in QuickBooks.
    pub quickbooks: Vec<Option<i64>>,
    /// Balance in Alternative.
    pub alternative: Vec<Option<i64>>,
    /// State of the pair.
    pub states: Vec<RowState>,
    /// Why; nothing: nothing to say.
    pub notes: Vec<Option<RowNote>>,
    /// QuickBooks' PDF was copied.
    pub pdfs: Vec<bool>,
}

/// Which way a change went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Into Alternative.
    ToAlternative,
    /// Into QuickBooks.
    ToQuickbooks,
}

/// Which changes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ActivityPageRequest {
    /// Which company.
    pub company: String,
    /// Number, customer or amount.
    pub text: Option<String>,
    /// Only this item.
    pub item: Option<SyncCategory>,
    /// Only this way.
    pub direction: Option<Direction>,
    /// Only in this state.
    pub state: Option<State>,
    /// Not before this time.
    pub since: Option<Timestamp>,
    /// Only before this number: the next page.
    pub before: Option<u64>,
    /// At most.
    pub limit: u32,
}

/// A change, or a decision, in one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ActivityRow {
    /// Number of its newest journal entry; rises within a company.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// Row of the board.
    pub item: Option<SyncCategory>,
    /// Which way; nothing: nothing was written.
    pub direction: Option<Direction>,
    /// What it changes.
    pub change: Change,
    /// The same in one sentence, for readers without a catalogue of their own.
    #[ts(skip)]
    pub text: String,
    /// The record, as `kind:id`; it opens the chain.
    pub record: Option<String>,
    /// How much.
    #[ts(type = "Money | null")]
    pub amount: Option<Money>,
    /// Its state.
    pub state: State,
    /// It needs a decision: not written.
    pub held: bool,
}

/// A page of changes, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ActivityPage {
    /// The rows.
    pub rows: Vec<ActivityRow>,
    /// There are older ones.
    pub more: bool,
    /// Changes today, in the company's time zone.
    pub today: u64,
}

/// Which change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChainRequest {
    /// Which company.
    pub company: String,
    /// [`ActivityRow::seq`]
    pub seq: u64,
}

/// Kind of a link of the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// What was read.
    Read,
    /// What was decided, and why.
    Decided,
    /// The user decided.
    Person,
    /// What was written, by which request.
    Written,
    /// It was already there, or read back.
    Checked,
    /// It did not work.
    Failed,
    /// A decision is needed: nothing was written.
    Held,
}

/// Why the rules want a write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", content = "facts", rename_all = "snake_case")]
pub enum WriteReason {
    /// A customer in QuickBooks appears in Alternative (rule C1).
    CustomerAppears,
    /// A customer was made inactive in QuickBooks (rule C3).
    MadeInactive,
    /// Invoices in Alternative follow QuickBooks (rule I1).
    InvoiceFollows,
    /// An invoice was deleted in QuickBooks (rule I6).
    Deleted,
    /// An invoice was voided in QuickBooks (rule I7).
    Voided,
    /// A person had it restored (rules C4, C7, I10).
    Restored,
    /// Alternative shows the PDF of QuickBooks (rule I13).
    PdfShown,
    /// Alternative collected a payment (rule P1).
    Collected,
    /// A payment failed before any payout (rule P7).
    FailedBeforePayout,
    /// Alternative shows a status in QuickBooks (rule P15).
    StatusShown,
    /// A payout was paid and Create Deposits is on (rule D3).
    PaidOut,
    /// Fees of payouts need their account (rule D10).
    FeesNeedAccount,
    /// As version 0.1.0 kept it: one sentence without its full stop.
    Sentence {
        /// It.
        said: String,
    },
}

/// How a payment stood when it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PaymentStanding {
    /// Paid, not captured yet.
    Clearing,
    /// Captured.
    Captured,
    /// It failed.
    Failed,
    /// It was refunded.
    Refunded,
    /// It was charged back.
    ChargedBack,
}

/// What a link tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", content = "facts", rename_all = "snake_case")]
pub enum LinkFacts {
    /// What an entry of the journal reports. Here, and in all that follow, an invoice is its number and a customer its
    /// name where they are known, also where an entry has their ids.
    Entry {
        /// It.
        happened: Happened,
    },
    /// A payment in Alternative.
    Paid {
        /// How much.
        #[ts(type = "Money")]
        amount: Money,
        /// Who paid.
        customer: Option<String>,
        /// How.
        by: Option<PaidBy>,
        /// Numbers of the invoices it pays.
        invoices: Vec<String>,
        /// How it stood then.
        standing: Option<PaymentStanding>,
    },
    /// The rules want a write.
    Wanted {
        /// Which.
        happened: Happened,
        /// Why.
        why: Option<WriteReason>,
    },
    /// It was sent, and there is no response yet.
    Unanswered {
        /// What.
        happened: Happened,
    },
    /// QuickBooks has a payment of ours.
    Recorded {
        /// Its id.
        payment: String,
        /// Our reference on it.
        reference: String,
    },
    /// What was written was read again in QuickBooks (rule P6).
    ReadAgain {
        /// A payment or a deposit.
        record: Noun,
        /// Its id.
        id: String,
        /// It is no longer there, as it should be.
        gone: bool,
    },
    /// It did not work.
    NotDone {
        /// What.
        happened: Happened,
        /// The service's words.
        said: Option<String>,
    },
    /// Nothing was written, because a decision is needed.
    Held {
        /// On what.
        happened: Happened,
        /// Why, as version 0.1.0 kept it: whole sentences.
        cause: Option<String>,
    },
}

/// A link of the chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChainLink {
    /// When.
    pub at: Timestamp,
    /// Its kind.
    pub stage: Stage,
    /// What it tells.
    pub told: LinkFacts,
    /// Request, record id or reference, for *Copy*.
    pub id: Option<String>,
}

/// What led to a change, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Chain {
    /// The record, as `kind:id`.
    pub record: Option<String>,
    /// The links.
    pub links: Vec<ChainLink>,
    /// Where the values below changed.
    pub place: Option<Side>,
    /// Before and after.
    pub changes: Vec<FieldChange>,
}

/// Which payout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PayoutRequest {
    /// Which company.
    pub company: String,
    /// Its id.
    pub id: String,
}

/// How a payment was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", content = "facts", rename_all = "snake_case")]
pub enum Method {
    /// From a bank account.
    BankDebit,
    /// By card.
    Card,
    /// In another way.
    Other {
        /// Alternative's own word for it.
        said: String,
    },
}

/// How a payment was made, and who bears its fee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PaidBy {
    /// How.
    pub method: Method,
    /// The payer bears the fee.
    pub fee_passed_on: bool,
}

/// A line of a statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StatementLine {
    /// `payment`, `fee`, `refund`, `chargeback`, `adjustment` or `unknown`.
    pub kind: String,
    /// Whose payment.
    pub customer: Option<String>,
    /// Numbers of the invoices it pays.
    pub invoices: Vec<String>,
    /// How it was paid; for payments only.
    pub method: Option<PaidBy>,
    /// Alternative's own words.
    pub description: String,
    /// Signed amount.
    pub minor: i64,
}

/// A payout as a statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Statement {
    /// The payout.
    pub payout: PayoutRow,
    /// Its lines: payments first, then fees, then everything else.
    pub lines: Vec<StatementLine>,
    /// Name of the bank account it is paid into, with its last four digits.
    pub account: Option<String>,
    /// Name of the account of absorbed fees.
    pub fee_account: Option<String>,
}

/// What to search for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SearchRequest {
    /// Which company.
    pub company: String,
    /// Number, name, amount or id.
    pub text: String,
}

/// A record that was found, with what it is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", content = "facts", rename_all = "snake_case")]
pub enum Found {
    /// An invoice.
    Invoice {
        /// Its number, else its id.
        number: String,
        /// Whose it is.
        customer: Option<String>,
    },
    /// A customer.
    Customer {
        /// Its name.
        name: String,
        /// Its email address.
        email: Option<String>,
    },
    /// A payment.
    Payment {
        /// Its id in Alternative.
        payment: String,
        /// Who paid.
        payer: Option<String>,
        /// Numbers of the invoices it pays.
        invoices: Vec<String>,
    },
    /// A payout.
    Payout {
        /// Its id in Alternative.
        payout: String,
        /// When it reaches the bank.
        arrival: Date,
        /// Its deposit in QuickBooks.
        deposit: Option<String>,
    },
    /// A payment in QuickBooks that belongs to no payment in Alternative: it was entered by hand.
    BooksPayment {
        /// Its id in QuickBooks.
        payment: String,
        /// Its reference, where it has one.
        reference: Option<String>,
        /// Who paid.
        customer: Option<String>,
        /// Its date.
        date: Option<Date>,
    },
}

/// A record that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Hit {
    /// What it is.
    pub found: Found,
    /// The record, as `kind:id`.
    pub record: String,
    /// How much.
    #[ts(type = "Money | null")]
    pub amount: Option<Money>,
    /// Its state.
    pub state: RowState,
}

/// What was found: at most some of each kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SearchResult {
    /// The best of each kind.
    pub hits: Vec<Hit>,
    /// How many invoices match in all.
    pub invoices: u64,
}
