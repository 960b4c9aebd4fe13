//! The engine's port, faults sorted out.

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

use crate::sqlite::SqliteStore;

#[async_trait]
impl Store for SqliteStore {
    async fn write(&self, company: &CompanyId, changes: ChangeSet) -> Result<(), StoreFault> {
        self.noted(self.apply(company, changes).await)
    }

    async fn companies(&self) -> Result<Vec<Settings>, StoreFault> {
        self.read_companies().await.map_err(|error| self.fault(error))
    }

    async fn settings(&self, company: &CompanyId) -> Result<Option<Settings>, StoreFault> {
        self.read_settings(company).await.map_err(|error| self.fault(error))
    }

    async fn records(
        &self,
        company: &CompanyId,
        references: &[RecordRef],
    ) -> Result<Vec<Mirrored>, StoreFault> {
        self.read_records(company, references).await.map_err(|error| self.fault(error))
    }

    async fn raw(&self, company: &CompanyId, reference: &RecordRef) -> Result<Option<String>, StoreFault> {
        self.read_raw(company, reference).await.map_err(|error| self.fault(error))
    }

    async fn naming(
        &self,
        company: &CompanyId,
        targets: &[RecordRef],
        kind: RecordKind,
    ) -> Result<Vec<RecordRef>, StoreFault> {
        self.read_naming(company, targets, kind).await.map_err(|error| self.fault(error))
    }

    async fn ids(
        &self,
        company: &CompanyId,
        kind: RecordKind,
        read_before: Option<Timestamp>,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<String>, StoreFault> {
        self.read_ids(company, kind, read_before, after, limit).await.map_err(|error| self.fault(error))
    }

    async fn list(&self, company: &CompanyId, query: &ListQuery) -> Result<Vec<Mirrored>, StoreFault> {
        self.read_list(company, query).await.map_err(|error| self.fault(error))
    }

    async fn count(&self, company: &CompanyId, kind: RecordKind) -> Result<u64, StoreFault> {
        self.read_count(company, kind).await.map_err(|error| self.fault(error))
    }

    async fn unarchived_customers(&self, company: &CompanyId) -> Result<u64, StoreFault> {
        self.read_unarchived_customers(company).await.map_err(|error| self.fault(error))
    }

    async fn links(
        &self,
        company: &CompanyId,
        subjects: &[Subject],
    ) -> Result<Vec<(Subject, Link)>, StoreFault> {
        self.read_links(company, subjects).await.map_err(|error| self.fault(error))
    }

    async fn linked(&self, company: &CompanyId, targets: &[RecordRef]) -> Result<Vec<Subject>, StoreFault> {
        self.read_linked(company, targets).await.map_err(|error| self.fault(error))
    }

    async fn dirty(&self, company: &CompanyId, limit: u32) -> Result<Vec<Dirty>, StoreFault> {
        self.read_dirty(company, limit).await.map_err(|error| self.fault(error))
    }

    async fn outbox(&self, company: &CompanyId, query: &OutboxQuery) -> Result<Vec<OutboxItem>, StoreFault> {
        self.read_outbox(company, query).await.map_err(|error| self.fault(error))
    }

    async fn outbox_counts(
        &self,
        company: &CompanyId,
    ) -> Result<Vec<(SyncCategory, OutboxState, u64)>, StoreFault> {
        self.read_outbox_counts(company).await.map_err(|error| self.fault(error))
    }

    async fn holds(&self, company: &CompanyId, query: &HoldQuery) -> Result<Vec<Hold>, StoreFault> {
        self.read_holds(company, query).await.map_err(|error| self.fault(error))
    }

    async fn waits(&self, company: &CompanyId, limit: u32) -> Result<Vec<(Subject, Wait)>, StoreFault> {
        self.read_waits(company, limit).await.map_err(|error| self.fault(error))
    }

    async fn cursor(&self, company: &CompanyId, name: &str) -> Result<Option<String>, StoreFault> {
        self.read_cursor(company, name).await.map_err(|error| self.fault(error))
    }

    async fn journal(&self, company: &CompanyId, query: &JournalQuery) -> Result<Vec<Entry>, StoreFault> {
        self.read_journal(company, query).await.map_err(|error| self.fault(error))
    }

    async fn verify_journal(&self, company: &CompanyId) -> Result<Option<u64>, StoreFault> {
        self.walk_journal(company).await.map_err(|error| self.fault(error))
    }

    async fn tie(&self, company: &CompanyId) -> Result<TieTotals, StoreFault> {
        self.read_tie(company).await.map_err(|error| self.fault(error))
    }

    async fn tied(&self, company: &CompanyId, limit: u32) -> Result<Vec<books::InvoiceId>, StoreFault> {
        self.read_tied(company, limit).await.map_err(|error| self.fault(error))
    }

    async fn differing_ties(&self, company: &CompanyId, limit: u32) -> Result<Vec<TieRow>, StoreFault> {
        self.read_differing_ties(company, limit).await.map_err(|error| self.fault(error))
    }

    async fn tallies(&self, company: &CompanyId, since: Timestamp) -> Result<Vec<TallyRow>, StoreFault> {
        self.read_tallies(company, since).await.map_err(|error| self.fault(error))
    }

    async fn requests(&self, company: &CompanyId, month: &str) -> Result<(u64, u64), StoreFault> {
        self.read_requests(company, month).await.map_err(|error| self.fault(error))
    }

    async fn installation(&self, fresh: [u8; 16]) -> Result<String, StoreFault> {
        self.read_installation(fresh).await.map_err(|error| self.fault(error))
    }
}
