//! What the next pass would do.

use jiff::Timestamp;
use jiff::civil::Date;
use ledger::Money;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::awaited::Awaited;
use crate::happened::Task;
use crate::hold::Choice;
use crate::reason::{Reason, Rule};
use crate::status::{Sum, SyncCategory};

/// How many writes of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Planned {
    /// Which row of the board.
    pub item: SyncCategory,
    /// How many.
    pub count: u64,
}

/// A decision that would be needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlannedHold {
    /// Rule that would stop.
    pub rule: Rule,
    /// What would stop.
    pub reason: Reason,
    /// The record, as `kind:id`.
    pub record: String,
    /// Whose record it is, where that is known.
    pub customer: Option<String>,
    /// What happened, for readers without a catalogue of their own.
    #[ts(skip)]
    pub title: String,
    /// Why.
    #[ts(skip)]
    pub cause: String,
    /// What it means if nothing is decided.
    #[ts(skip)]
    pub consequence: String,
    /// The choices.
    pub choices: Vec<Choice>,
    /// Money at stake.
    #[ts(type = "Money | null")]
    pub amount: Option<Money>,
}

/// A payment or payout from before syncing started: recorded only if selected (rule P17).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EarlierRow {
    /// The record, as `kind:id`.
    pub record: String,
    /// How much.
    #[ts(type = "Money")]
    pub amount: Money,
    /// When it was collected or paid out.
    pub at: Timestamp,
}

/// A quiet line of a preview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", content = "facts", rename_all = "snake_case")]
pub enum PlanNotice {
    /// The books are closed; nothing is recorded on or before that day (rule D7).
    BooksClosed {
        /// The closing date.
        closed: Date,
    },
    /// Create Deposits is off (rule D1).
    DepositsOff,
}

/// A preview: nothing of it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PreviewView {
    /// Which company.
    pub company: String,
    /// Syncing was started before: this is the next sync, not the first.
    pub started: bool,
    /// Records read so far.
    pub read: u64,
    /// How many writes, row by row.
    pub planned: Vec<Planned>,
    /// Open invoices that would be sent, with their balances.
    pub open_invoices: Sum,
    /// Paid ones dated from this day on are synced too (rule I14).
    pub paid_since: Date,
    /// Paid invoices that would be sent, with their totals.
    pub paid_invoices: Sum,
    /// Payments that would be recorded in QuickBooks.
    pub payments: Sum,
    /// Deposits that would be recorded in QuickBooks.
    pub deposits: Sum,
    /// Payments and deposits together.
    pub recorded: Sum,
    /// Some of the writes, in the order they would go.
    pub tasks: Vec<Task>,
    /// The same in words, for readers without a catalogue of their own.
    #[ts(skip)]
    pub examples: Vec<String>,
    /// Decisions that would be needed.
    pub holds: Vec<PlannedHold>,
    /// What would be pending and recorded automatically later.
    pub awaited: Vec<Awaited>,
    /// The same in words, for readers without a catalogue of their own.
    #[ts(skip)]
    pub waits: Vec<String>,
    /// From before syncing started.
    pub earlier: Vec<EarlierRow>,
    /// Quiet lines: the closing date above all.
    pub notices: Vec<PlanNotice>,
    /// The same in words, for readers without a catalogue of their own.
    #[ts(skip)]
    pub notes: Vec<String>,
}
