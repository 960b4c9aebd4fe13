//! A store in which only some subjects are to be planned: what a preview of a part of the company is asked of.

use async_trait::async_trait;
use engine::hold::Hold;
use engine::item::Item;
use engine::journal::Entry;
use engine::link::Link;
use engine::outbox::{OutboxItem, OutboxState};
use engine::plan::Wait;
use engine::ports::{
    Change, Dirty, HoldQuery, JournalQuery, ListQuery, OutboxQuery, Store, StoreFault, TallyRow, TieRow,
    TieTotals,
};
use engine::record::{Mirrored, RecordKind, RecordRef};
use engine::settings::Settings;
use engine::subject::Subject;
use jiff::Timestamp;
use ledger::CompanyId;

/// All of a store, with the marks of these subjects only.
pub(super) struct Part<'a> {
    /// Everything.
    pub(super) store: &'a dyn Store,
    /// What is to be planned.
    pub(super) marks: Vec<Dirty>,
}

#[async_trait]
impl Store for Part<'_> {
    async fn write(&self, company: &CompanyId, changes: Vec<Change>) -> Result<(), StoreFault> {
        self.store.write(company, changes).await
    }

    async fn companies(&self) -> Result<Vec<Settings>, StoreFault> {
        self.store.companies().await
    }

    async fn settings(&self, company: &CompanyId) -> Result<Option<Settings>, StoreFault> {
        self.store.settings(company).await
    }

    async fn records(
        &self,
        company: &CompanyId,
        references: &[RecordRef],
    ) -> Result<Vec<Mirrored>, StoreFault> {
        self.store.records(company, references).await
    }

    async fn raw(&self, company: &CompanyId, reference: &RecordRef) -> Result<Option<String>, StoreFault> {
        self.store.raw(company, reference).await
    }

    async fn naming(
        &self,
        company: &CompanyId,
        targets: &[RecordRef],
        kind: RecordKind,
    ) -> Result<Vec<RecordRef>, StoreFault> {
        self.store.naming(company, targets, kind).await
    }

    async fn ids(
        &self,
        company: &CompanyId,
        kind: RecordKind,
        read_before: Option<Timestamp>,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<String>, StoreFault> {
        self.store.ids(company, kind, read_before, after, limit).await
    }

    async fn list(&self, company: &CompanyId, query: &ListQuery) -> Result<Vec<Mirrored>, StoreFault> {
        self.store.list(company, query).await
    }

    async fn count(&self, company: &CompanyId, kind: RecordKind) -> Result<u64, StoreFault> {
        self.store.count(company, kind).await
    }

    async fn links(
        &self,
        company: &CompanyId,
        subjects: &[Subject],
    ) -> Result<Vec<(Subject, Link)>, StoreFault> {
        self.store.links(company, subjects).await
    }

    async fn dirty(&self, _company: &CompanyId, limit: u32) -> Result<Vec<Dirty>, StoreFault> {
        Ok(self.marks.iter().take(limit as usize).cloned().collect())
    }

    async fn outbox(&self, company: &CompanyId, query: &OutboxQuery) -> Result<Vec<OutboxItem>, StoreFault> {
        self.store.outbox(company, query).await
    }

    async fn outbox_counts(&self, company: &CompanyId) -> Result<Vec<(Item, OutboxState, u64)>, StoreFault> {
        self.store.outbox_counts(company).await
    }

    async fn holds(&self, company: &CompanyId, query: &HoldQuery) -> Result<Vec<Hold>, StoreFault> {
        self.store.holds(company, query).await
    }

    async fn waits(&self, company: &CompanyId, limit: u32) -> Result<Vec<(Subject, Wait)>, StoreFault> {
        self.store.waits(company, limit).await
    }

    async fn cursor(&self, company: &CompanyId, name: &str) -> Result<Option<String>, StoreFault> {
        self.store.cursor(company, name).await
    }

    async fn journal(&self, company: &CompanyId, query: &JournalQuery) -> Result<Vec<Entry>, StoreFault> {
        self.store.journal(company, query).await
    }

    async fn verify_journal(&self, company: &CompanyId) -> Result<Option<u64>, StoreFault> {
        self.store.verify_journal(company).await
    }

    async fn tie(&self, company: &CompanyId) -> Result<TieTotals, StoreFault> {
        self.store.tie(company).await
    }

    async fn apart(&self, company: &CompanyId, limit: u32) -> Result<Vec<TieRow>, StoreFault> {
        self.store.apart(company, limit).await
    }

    async fn tallies(&self, company: &CompanyId, since: Timestamp) -> Result<Vec<TallyRow>, StoreFault> {
        self.store.tallies(company, since).await
    }

    async fn requests(&self, company: &CompanyId, month: &str) -> Result<(u64, u64), StoreFault> {
        self.store.requests(company, month).await
    }

    async fn installation(&self, fresh: [u8; 16]) -> Result<String, StoreFault> {
        self.store.installation(fresh).await
    }
}
