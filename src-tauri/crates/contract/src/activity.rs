//! Activity, and the chain of reasons behind one record.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use crate::happened::Happened;
use crate::known::{Known, Named};
use crate::status::SyncCategory;

/// Kind of a journal entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// A read that changed something.
    Read,
    /// What the plan wants.
    Decided,
    /// An attempt went out.
    Attempt,
    /// It was written.
    Written,
    /// It was already there.
    Found,
    /// It did not work.
    Failed,
    /// A decision is needed.
    Held,
    /// A decision is no longer needed.
    Withdrawn,
    /// The user decided or pressed a button.
    Person,
    /// A connection began, ended, paused or resumed.
    Connection,
    /// A listed difference with its explanation.
    Drift,
}

/// One entry of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ActivityEntry {
    /// Rises by one within a company.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// Its kind.
    pub kind: EntryKind,
    /// What it is about, as `kind:id`.
    pub record: Option<String>,
    /// Row of the board.
    pub item: Option<SyncCategory>,
    /// What happened.
    pub happened: Happened,
    /// The same in one sentence, for readers without a catalogue of their own.
    #[ts(skip)]
    pub text: String,
    /// Before and after, request, answer, reason; null when there is nothing to add.
    #[ts(type = "unknown")]
    pub details: Value,
}

/// Which entries.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ActivityRequest {
    /// Which company.
    pub company: String,
    /// Only after this number, oldest first; without it the newest come first.
    pub since: Option<u64>,
    /// Only about this record, as `kind:id`.
    pub record: Option<String>,
    /// At most.
    pub limit: u32,
}

/// What is known of an explained record in one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Fact {
    /// What.
    pub known: Known,
    /// The record was deleted there.
    pub deleted: bool,
    /// Where, for readers without a catalogue of their own: `QuickBooks`, `Alternative` or `Companion`.
    #[ts(skip)]
    pub place: String,
    /// What is known, in one line, for the same readers.
    #[ts(skip)]
    pub text: String,
}

/// Why something is as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Explanation {
    /// The record, as `kind:id`.
    pub record: String,
    /// What people call it.
    pub named: Named,
    /// The same in words, for readers without a catalogue of their own.
    #[ts(skip)]
    pub label: String,
    /// Its current state.
    pub now: Vec<Fact>,
    /// What led here, oldest first.
    pub chain: Vec<ActivityEntry>,
}
