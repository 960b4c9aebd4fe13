//! A store that dies at a chosen write: before it, or right after it became durable and before anybody was told.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use engine::awaited::Wait;
use engine::category::SyncCategory;
use engine::hold::Hold;
use engine::journal::Entry;
use engine::link::Link;
use engine::outbox::{OutboxItem, OutboxState};
use engine::ports::{
    ChangeSet, Dirty, HoldQuery, JournalQuery, ListQuery, OutboxQuery, Store, StoreFault, TallyRow, TieRow,
    TieTotals,
};
use engine::record::{Mirrored, RecordKind, RecordRef};
use engine::settings::Settings;
use engine::subject::Subject;
use jiff::Timestamp;
use ledger::{CompanyId, books};

/// When the process dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Death {
    /// Before the write reached the disk.
    BeforeWrite(usize),
    /// After the write reached the disk.
    AfterWrite(usize),
}

/// A store whose process dies at the given write; from then on nothing works any more.
pub struct DyingStore {
    inner: Arc<dyn Store>,
    death: Option<Death>,
    writes: AtomicUsize,
}

impl DyingStore {
    /// Over this store; without a death it only counts.
    pub fn new(inner: Arc<dyn Store>, death: Option<Death>) -> Self {
        Self { inner, death, writes: AtomicUsize::new(0) }
    }

    /// Writes so far.
    pub fn writes(&self) -> usize {
        self.writes.load(Ordering::Relaxed)
    }

    /// Whether it died.
    pub fn is_dead(&self) -> bool {
        match self.death {
            None => false,
            Some(Death::BeforeWrite(at) | Death::AfterWrite(at)) => self.writes() > at,
        }
    }

    fn alive(&self) -> Result<(), StoreFault> {
        if self.is_dead() { Err(StoreFault::Other("the process died".to_owned())) } else { Ok(()) }
    }
}

#[async_trait]
impl Store for DyingStore {
    async fn write(&self, company: &CompanyId, changes: ChangeSet) -> Result<(), StoreFault> {
        self.alive()?;
        let number = self.writes.fetch_add(1, Ordering::Relaxed);
        if self.death == Some(Death::BeforeWrite(number)) {
            return Err(StoreFault::Other("the process died".to_owned()));
        }
        self.inner.write(company, changes).await?;
        if self.death == Some(Death::AfterWrite(number)) {
            return Err(StoreFault::Other("the process died".to_owned()));
        }
        Ok(())
    }

    async fn companies(&self) -> Result<Vec<Settings>, StoreFault> {
        self.inner.companies().await
    }

    async fn settings(&self, company: &CompanyId) -> Result<Option<Settings>, StoreFault> {
        self.alive()?;
        self.inner.settings(company).await
    }

    async fn records(
        &self,
        company: &CompanyId,
        references: &[RecordRef],
    ) -> Result<Vec<Mirrored>, StoreFault> {
        self.inner.records(company, references).await
    }

    async fn raw(&self, company: &CompanyId, reference: &RecordRef) -> Result<Option<String>, StoreFault> {
        self.inner.raw(company, reference).await
    }

    async fn naming(
        &self,
        company: &CompanyId,
        targets: &[RecordRef],
        kind: RecordKind,
    ) -> Result<Vec<RecordRef>, StoreFault> {
        self.inner.naming(company, targets, kind).await
    }

    async fn ids(
        &self,
        company: &CompanyId,
        kind: RecordKind,
        read_before: Option<Timestamp>,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<String>, StoreFault> {
        self.inner.ids(company, kind, read_before, after, limit).await
    }

    async fn list(&self, company: &CompanyId, query: &ListQuery) -> Result<Vec<Mirrored>, StoreFault> {
        self.inner.list(company, query).await
    }

    async fn count(&self, company: &CompanyId, kind: RecordKind) -> Result<u64, StoreFault> {
        self.inner.count(company, kind).await
    }

    async fn unarchived_customers(&self, company: &CompanyId) -> Result<u64, StoreFault> {
        self.inner.unarchived_customers(company).await
    }

    async fn links(
        &self,
        company: &CompanyId,
        subjects: &[Subject],
    ) -> Result<Vec<(Subject, Link)>, StoreFault> {
        self.inner.links(company, subjects).await
    }

    async fn linked(&self, company: &CompanyId, targets: &[RecordRef]) -> Result<Vec<Subject>, StoreFault> {
        self.inner.linked(company, targets).await
    }

    async fn dirty(&self, company: &CompanyId, limit: u32) -> Result<Vec<Dirty>, StoreFault> {
        self.inner.dirty(company, limit).await
    }

    async fn outbox(&self, company: &CompanyId, query: &OutboxQuery) -> Result<Vec<OutboxItem>, StoreFault> {
        self.inner.outbox(company, query).await
    }

    async fn outbox_counts(
        &self,
        company: &CompanyId,
    ) -> Result<Vec<(SyncCategory, OutboxState, u64)>, StoreFault> {
        self.inner.outbox_counts(company).await
    }

    async fn holds(&self, company: &CompanyId, query: &HoldQuery) -> Result<Vec<Hold>, StoreFault> {
        self.inner.holds(company, query).await
    }

    async fn waits(&self, company: &CompanyId, limit: u32) -> Result<Vec<(Subject, Wait)>, StoreFault> {
        self.inner.waits(company, limit).await
    }

    async fn cursor(&self, company: &CompanyId, name: &str) -> Result<Option<String>, StoreFault> {
        self.alive()?;
        self.inner.cursor(company, name).await
    }

    async fn journal(&self, company: &CompanyId, query: &JournalQuery) -> Result<Vec<Entry>, StoreFault> {
        self.inner.journal(company, query).await
    }

    async fn verify_journal(&self, company: &CompanyId) -> Result<Option<u64>, StoreFault> {
        self.inner.verify_journal(company).await
    }

    async fn tie(&self, company: &CompanyId) -> Result<TieTotals, StoreFault> {
        self.inner.tie(company).await
    }

    async fn tied(&self, company: &CompanyId, limit: u32) -> Result<Vec<books::InvoiceId>, StoreFault> {
        self.inner.tied(company, limit).await
    }

    async fn differing_ties(&self, company: &CompanyId, limit: u32) -> Result<Vec<TieRow>, StoreFault> {
        self.inner.differing_ties(company, limit).await
    }

    async fn tallies(&self, company: &CompanyId, since: Timestamp) -> Result<Vec<TallyRow>, StoreFault> {
        self.inner.tallies(company, since).await
    }

    async fn requests(&self, company: &CompanyId, month: &str) -> Result<(u64, u64), StoreFault> {
        self.inner.requests(company, month).await
    }

    async fn installation(&self, fresh: [u8; 16]) -> Result<String, StoreFault> {
        self.inner.installation(fresh).await
    }
}
