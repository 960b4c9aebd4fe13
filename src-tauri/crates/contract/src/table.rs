//! Forms for long lists: invoices column by column, activity page by page, a payout as a statement, search.

use jiff::Timestamp;
use jiff::civil::Date;
use ledger::{Currency, Money};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::change::{Change, FieldChange};
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

/// A link of the chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChainLink {
    /// When.
    pub at: Timestamp,
    /// Its kind.
    pub stage: Stage,
    /// In words.
    pub text: String,
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
