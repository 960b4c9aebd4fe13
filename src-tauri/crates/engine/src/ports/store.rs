//! The store: mirror, links, outbox, holds, journal and documents of every company, changed in whole transactions.

use async_trait::async_trait;
use jiff::Timestamp;
use ledger::{CompanyId, MinorUnits, books};
use serde::{Deserialize, Serialize};

use crate::awaited::Wait;
use crate::category::SyncCategory;
use crate::documents::Damage;
use crate::hold::Hold;
use crate::intent::Slot;
use crate::journal::Entry;
use crate::link::Link;
use crate::outbox::{OutboxItem, OutboxState};
use crate::ports::ChangeSet;
use crate::record::{Mirrored, RecordKind, RecordRef};
use crate::settings::Settings;
use crate::subject::Subject;

/// Why the store did not do it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreFault {
    /// No room left on the disk; syncing pauses, nothing is lost.
    #[error("the disk is full")]
    Full,
    /// The file, its directory or its disk may not be written; syncing pauses, nothing is lost.
    #[error("the database may not be written")]
    ReadOnly,
    /// The file is damaged.
    #[error("the database is damaged: {0}")]
    Damaged(String),
    /// One of the company's documents cannot be read; nothing else is wrong.
    #[error("the database is sound, but one of its documents is damaged: {0}")]
    Document(Box<Damage>),
    /// Somebody else changed it meanwhile; nothing was written.
    #[error("something else changed this at the same time")]
    Moved,
    /// Written by a newer companion.
    #[error("the database was written by a newer version (schema {found}, this one knows {known})")]
    Newer {
        /// The file's number.
        found: i64,
        /// Ours.
        known: i64,
    },
    /// Another companion process has it open for writing.
    #[error("another companion is using this data directory")]
    InUse,
    /// Other users of the computer can open its directory, which is not the companion's to make private.
    #[error("other users can open the directory {0}")]
    Shared(String),
    /// Anything else.
    #[error("the database did not answer: {0}")]
    Other(String),
}

/// A mark that a subject must be planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dirty {
    /// The subject.
    pub subject: Subject,
    /// Rises with each mark: a clean only counts for the stamp it saw.
    pub stamp: i64,
}

/// Which intents of the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutboxQuery {
    /// Of these subjects, in any state.
    Subjects(Vec<Subject>),
    /// In these slots, in any state.
    Slots(Vec<Slot>),
    /// To be done now: `Ready`, `Sent` or `Waiting`, `not_before` reached, by lane, then planned first.
    Due {
        /// Now.
        now: Timestamp,
        /// At most.
        limit: u32,
    },
    /// Not done yet, soonest first.
    Open {
        /// At most.
        limit: u32,
    },
}

/// Which holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HoldQuery {
    /// Open ones, oldest first.
    Open,
    /// Of these subjects, in any state.
    Subjects(Vec<Subject>),
    /// One by id.
    Id(String),
}

/// Which journal entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JournalQuery {
    /// Only entries after this number, oldest first; without it the newest come first.
    pub after: Option<u64>,
    /// Only of this subject.
    pub subject: Option<Subject>,
    /// Only about this record.
    pub record: Option<RecordRef>,
    /// At most.
    pub limit: u32,
}

/// Which mirrored records, newest first by [`Record::listed_at`](crate::record::Record::listed_at), then by id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListQuery {
    /// Kind.
    pub kind: RecordKind,
    /// Listed at or after this (`YYYY-MM-DD` or RFC 3339, compared as text).
    pub since: Option<String>,
    /// Skip so many.
    pub offset: u64,
    /// At most.
    pub limit: u32,
}

/// The tie-out of one open linked invoice (rule I4's equation).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TieRow {
    /// Its id in QuickBooks.
    pub invoice: books::InvoiceId,
    /// QuickBooks' balance.
    pub quickbooks: MinorUnits,
    /// Alternative's outstanding.
    pub alternative: MinorUnits,
    /// What live payments not yet recorded explain of the difference.
    pub clearing: MinorUnits,
    /// What a listed drift or an open hold explains of the difference.
    pub drift: MinorUnits,
}

impl TieRow {
    /// What nothing explains: zero means that it ties.
    pub fn difference(&self) -> MinorUnits {
        let exact = i128::from(self.quickbooks.0)
            - i128::from(self.alternative.0)
            - i128::from(self.clearing.0)
            - i128::from(self.drift.0);
        // Absurd amounts stay apart: a sum that does not fit is never taken for zero.
        MinorUnits(i64::try_from(exact).unwrap_or(if exact.is_negative() { i64::MIN } else { i64::MAX }))
    }
}

/// Sums over all tie-out rows, kept up to date by the store so that they cost nothing to read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TieTotals {
    /// Rows.
    pub invoices: u64,
    /// Rows that do not tie.
    pub apart: u64,
    /// Sum of QuickBooks' balances.
    pub quickbooks: MinorUnits,
    /// Sum of Alternative's outstanding.
    pub alternative: MinorUnits,
    /// Explained by payments on their way.
    pub clearing: MinorUnits,
    /// Explained by drift.
    pub drift: MinorUnits,
}

/// One counted hour of a row of the board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TallyRow {
    /// Row of the board.
    pub item: SyncCategory,
    /// Start of the hour.
    pub hour: Timestamp,
    /// Number of writes.
    pub count: u64,
    /// The last one in that hour.
    pub last: Timestamp,
}

/// Keeps everything but secrets. Rows of different companies never meet (rule N1).
#[async_trait]
pub trait Store: Send + Sync {
    /// Applies all changes in one transaction, durable when this returns.
    async fn write(&self, company: &CompanyId, changes: ChangeSet) -> Result<(), StoreFault>;
    /// All companies of this installation, by id.
    async fn companies(&self) -> Result<Vec<Settings>, StoreFault>;
    /// One company's settings.
    async fn settings(&self, company: &CompanyId) -> Result<Option<Settings>, StoreFault>;
    /// Mirrored records; missing ones are left out.
    async fn records(
        &self,
        company: &CompanyId,
        references: &[RecordRef],
    ) -> Result<Vec<Mirrored>, StoreFault>;
    /// The raw answer kept beside a record.
    async fn raw(&self, company: &CompanyId, reference: &RecordRef) -> Result<Option<String>, StoreFault>;
    /// Records of a kind that name one of these (edges backwards), by id.
    async fn naming(
        &self,
        company: &CompanyId,
        targets: &[RecordRef],
        kind: RecordKind,
    ) -> Result<Vec<RecordRef>, StoreFault>;
    /// Ids of live mirrored records of a kind after this id, in id order (text), at most `limit`; with `read_before` only
    /// those last read before that instant (what a full comparison did not meet, rule F3).
    async fn ids(
        &self,
        company: &CompanyId,
        kind: RecordKind,
        read_before: Option<Timestamp>,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<String>, StoreFault>;
    /// A page of mirrored records.
    async fn list(&self, company: &CompanyId, query: &ListQuery) -> Result<Vec<Mirrored>, StoreFault>;
    /// How many live mirrored records of a kind there are.
    async fn count(&self, company: &CompanyId, kind: RecordKind) -> Result<u64, StoreFault>;
    /// How many customers stand in Alternative and are not archived.
    async fn unarchived_customers(&self, company: &CompanyId) -> Result<u64, StoreFault>;
    /// Links; missing ones are left out.
    async fn links(
        &self,
        company: &CompanyId,
        subjects: &[Subject],
    ) -> Result<Vec<(Subject, Link)>, StoreFault>;
    /// Subjects whose links name one of these, by their text.
    async fn linked(&self, company: &CompanyId, targets: &[RecordRef]) -> Result<Vec<Subject>, StoreFault>;
    /// Subjects to be planned, oldest mark first.
    async fn dirty(&self, company: &CompanyId, limit: u32) -> Result<Vec<Dirty>, StoreFault>;
    /// Intents.
    async fn outbox(&self, company: &CompanyId, query: &OutboxQuery) -> Result<Vec<OutboxItem>, StoreFault>;
    /// How many intents are in each state, by row of the board.
    async fn outbox_counts(
        &self,
        company: &CompanyId,
    ) -> Result<Vec<(SyncCategory, OutboxState, u64)>, StoreFault>;
    /// Holds.
    async fn holds(&self, company: &CompanyId, query: &HoldQuery) -> Result<Vec<Hold>, StoreFault>;
    /// What waits by itself, by subject, at most `limit`.
    async fn waits(&self, company: &CompanyId, limit: u32) -> Result<Vec<(Subject, Wait)>, StoreFault>;
    /// The stored text of a document, for [`read`](crate::documents::read).
    async fn cursor(&self, company: &CompanyId, name: &str) -> Result<Option<String>, StoreFault>;
    /// Journal entries.
    async fn journal(&self, company: &CompanyId, query: &JournalQuery) -> Result<Vec<Entry>, StoreFault>;
    /// Walks the whole chain; the number of the first entry that does not fit, if any.
    async fn verify_journal(&self, company: &CompanyId) -> Result<Option<u64>, StoreFault>;
    /// Sums of the tie-out.
    async fn tie(&self, company: &CompanyId) -> Result<TieTotals, StoreFault>;
    /// Invoices with a tie-out row, which are open on either side, by id, at most `limit`.
    async fn tied(&self, company: &CompanyId, limit: u32) -> Result<Vec<books::InvoiceId>, StoreFault>;
    /// Rows that do not tie, at most `limit`.
    async fn differing_ties(&self, company: &CompanyId, limit: u32) -> Result<Vec<TieRow>, StoreFault>;
    /// Hourly counts since then.
    async fn tallies(&self, company: &CompanyId, since: Timestamp) -> Result<Vec<TallyRow>, StoreFault>;
    /// Requests counted in a month (`YYYY-MM`): reads, writes.
    async fn requests(&self, company: &CompanyId, month: &str) -> Result<(u64, u64), StoreFault>;
    /// Opaque id of this installation, made by the store on first use from these bytes.
    async fn installation(&self, fresh: [u8; 16]) -> Result<String, StoreFault>;
}
