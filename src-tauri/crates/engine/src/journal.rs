//! The journal: append-only, one chain a company, each entry carrying the hash of the one before.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::category::SyncCategory;
use crate::happened::Happened;
use crate::record::RecordRef;
use crate::said::Said;
use crate::subject::Subject;

/// What an entry tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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
    /// It was found written already.
    Found,
    /// It did not work.
    Failed,
    /// A hold was raised.
    Held,
    /// A hold went away by itself.
    Withdrawn,
    /// A person decided or pressed a button.
    #[serde(rename = "person")]
    UserAction,
    /// A connection began, ended, paused or resumed.
    Connection,
    /// A listed difference with its explanation.
    Drift,
}

/// An entry before it is chained.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct EntryDraft {
    /// When it happened, by our clock.
    pub at: Timestamp,
    /// What it tells.
    pub kind: EntryKind,
    /// What it is about.
    pub subject: Option<Subject>,
    /// The mirrored record it is about.
    pub record: Option<RecordRef>,
    /// Row of the guide's table.
    pub item: Option<SyncCategory>,
    /// What happened.
    pub happened: Happened,
    /// Before and after, request, answer: never a secret.
    pub details: Value,
}

impl EntryDraft {
    /// An entry about nothing in particular.
    pub fn new(at: Timestamp, kind: EntryKind, happened: Happened) -> Self {
        Self { at, kind, subject: None, record: None, item: None, happened, details: Value::Null }
    }

    /// About a subject.
    #[must_use]
    pub fn about(mut self, subject: &Subject) -> Self {
        self.subject = Some(subject.clone());
        self
    }

    /// About a mirrored record.
    #[must_use]
    pub fn on(mut self, record: RecordRef) -> Self {
        self.record = Some(record);
        self
    }

    /// In a row of the guide's table.
    #[must_use]
    pub fn in_item(mut self, item: SyncCategory) -> Self {
        self.item = Some(item);
        self
    }

    /// With details.
    #[must_use]
    pub fn with(mut self, details: Value) -> Self {
        self.details = details;
        self
    }
}

/// A draft in any form that was ever stored: version 0.1.0 kept a sentence.
#[derive(Deserialize)]
struct Stored {
    at: Timestamp,
    kind: EntryKind,
    subject: Option<Subject>,
    record: Option<RecordRef>,
    item: Option<SyncCategory>,
    happened: Option<Happened>,
    text: Option<Said>,
    details: Value,
}

/// A stored entry that says nothing.
#[derive(Debug, thiserror::Error)]
#[error("an entry has neither a happening nor a text")]
struct SaysNothing;

impl TryFrom<Stored> for EntryDraft {
    type Error = SaysNothing;

    fn try_from(stored: Stored) -> Result<Self, SaysNothing> {
        let Stored { at, kind, subject, record, item, happened, text, details } = stored;
        let happened = happened.or_else(|| text.map(Happened::Sentence)).ok_or(SaysNothing)?;
        Ok(Self { at, kind, subject, record, item, happened, details })
    }
}

/// An entry in the chain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Rises by one within a company, from 1.
    pub seq: u64,
    /// What it says.
    pub draft: EntryDraft,
    /// Hash of the entry before, empty for the first.
    pub previous: String,
    /// [`chain_hash`] of this one.
    pub hash: String,
}

/// Hash of an entry: SHA-256 over the hash before, the number and the entry's JSON.
pub fn chain_hash(previous: &str, seq: u64, draft_json: &str) -> String {
    crate::reference::sha256_hex(format!("{previous}\n{seq}\n{draft_json}").as_bytes())
}
