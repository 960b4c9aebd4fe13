//! The store as one computer's engine gets it when a guard is taken away there.

use std::sync::Arc;

use async_trait::async_trait;
use engine::awaited::Wait;
use engine::category::SyncCategory;
use engine::comparing::{Comparisons, Ended};
use engine::documents::Document as _;
use engine::hold::Hold;
use engine::journal::Entry;
use engine::link::Link;
use engine::outbox::{OutboxItem, OutboxState};
use engine::ports::{
    ChangeSet, Clock as _, Dirty, HoldQuery, JournalQuery, ListQuery, OutboxQuery, Store, StoreFault,
    TallyRow, TieRow, TieTotals,
};
use engine::record::{Mirrored, RecordKind, RecordRef};
use engine::settings::Settings;
use engine::subject::Subject;
use jiff::Timestamp;
use ledger::{CompanyId, books};
use support::PracticeClock;

use crate::guard::Guard;

/// Invoices and customers that stand in Alternative beside the real ones, says the store without the brake.
const OTHERS: u64 = 1_000_000;

/// A store that says what no guard of the engine would let pass.
pub struct SimStore {
    inner: Arc<dyn Store>,
    clock: PracticeClock,
    without: Guard,
}

impl SimStore {
    /// Over this store.
    pub fn new(inner: Arc<dyn Store>, clock: PracticeClock, without: Guard) -> Self {
        Self { inner, clock, without }
    }
}

#[async_trait]
impl Store for SimStore {
    async fn write(&self, company: &CompanyId, changes: ChangeSet) -> Result<(), StoreFault> {
        self.inner.write(company, changes).await
    }

    async fn companies(&self) -> Result<Vec<Settings>, StoreFault> {
        self.inner.companies().await
    }

    async fn settings(&self, company: &CompanyId) -> Result<Option<Settings>, StoreFault> {
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
        let unarchived = self.inner.unarchived_customers(company).await?;
        Ok(if self.without == Guard::Brake { unarchived + OTHERS } else { unarchived })
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
        let kept = self.inner.cursor(company, name).await?;
        if self.without != Guard::DailyComparison || name != Comparisons::NAME {
            return Ok(kept);
        }
        let kept = kept.map(|text| Comparisons::parsed(&text)).transpose().map_err(StoreFault::Other)?;
        let now = self.clock.now();
        let ended = Some(Ended { began_at: now, at: now });
        Comparisons { ended, ..kept.unwrap_or_default() }.form().map(Some)
    }

    async fn journal(&self, company: &CompanyId, query: &JournalQuery) -> Result<Vec<Entry>, StoreFault> {
        self.inner.journal(company, query).await
    }

    async fn verify_journal(&self, company: &CompanyId) -> Result<Option<u64>, StoreFault> {
        self.inner.verify_journal(company).await
    }

    async fn tie(&self, company: &CompanyId) -> Result<TieTotals, StoreFault> {
        let tie = self.inner.tie(company).await?;
        let others = if self.without == Guard::Brake { OTHERS } else { 0 };
        Ok(TieTotals { invoices: tie.invoices + others, ..tie })
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
