//! A store whose calls end before anything else happens, so that a run depends on its seed alone.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

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

/// Waits for the inner store, which works on a thread of its own, instead of letting other futures run meanwhile: what
/// several of them do at once would otherwise come in an order that the machine decides.
pub struct SteadyStore {
    inner: Arc<dyn Store>,
}

impl SteadyStore {
    /// Over this store.
    pub fn new(inner: Arc<dyn Store>) -> Self {
        Self { inner }
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

fn complete<T>(work: impl Future<Output = T>) -> T {
    // A budget that runs out would make the future wait for a turn that never comes while this thread is parked.
    let mut work = pin!(tokio::task::unconstrained(work));
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    loop {
        match work.as_mut().poll(&mut context) {
            Poll::Ready(done) => return done,
            Poll::Pending => thread::park(),
        }
    }
}

#[async_trait]
impl Store for SteadyStore {
    async fn write(&self, company: &CompanyId, changes: ChangeSet) -> Result<(), StoreFault> {
        complete(self.inner.write(company, changes))
    }

    async fn companies(&self) -> Result<Vec<Settings>, StoreFault> {
        complete(self.inner.companies())
    }

    async fn settings(&self, company: &CompanyId) -> Result<Option<Settings>, StoreFault> {
        complete(self.inner.settings(company))
    }

    async fn records(
        &self,
        company: &CompanyId,
        references: &[RecordRef],
    ) -> Result<Vec<Mirrored>, StoreFault> {
        complete(self.inner.records(company, references))
    }

    async fn raw(&self, company: &CompanyId, reference: &RecordRef) -> Result<Option<String>, StoreFault> {
        complete(self.inner.raw(company, reference))
    }

    async fn naming(
        &self,
        company: &CompanyId,
        targets: &[RecordRef],
        kind: RecordKind,
    ) -> Result<Vec<RecordRef>, StoreFault> {
        complete(self.inner.naming(company, targets, kind))
    }

    async fn ids(
        &self,
        company: &CompanyId,
        kind: RecordKind,
        read_before: Option<Timestamp>,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<String>, StoreFault> {
        complete(self.inner.ids(company, kind, read_before, after, limit))
    }

    async fn list(&self, company: &CompanyId, query: &ListQuery) -> Result<Vec<Mirrored>, StoreFault> {
        complete(self.inner.list(company, query))
    }

    async fn count(&self, company: &CompanyId, kind: RecordKind) -> Result<u64, StoreFault> {
        complete(self.inner.count(company, kind))
    }

    async fn unarchived_customers(&self, company: &CompanyId) -> Result<u64, StoreFault> {
        complete(self.inner.unarchived_customers(company))
    }

    async fn links(
        &self,
        company: &CompanyId,
        subjects: &[Subject],
    ) -> Result<Vec<(Subject, Link)>, StoreFault> {
        complete(self.inner.links(company, subjects))
    }

    async fn linked(&self, company: &CompanyId, targets: &[RecordRef]) -> Result<Vec<Subject>, StoreFault> {
        complete(self.inner.linked(company, targets))
    }

    async fn dirty(&self, company: &CompanyId, limit: u32) -> Result<Vec<Dirty>, StoreFault> {
        complete(self.inner.dirty(company, limit))
    }

    async fn outbox(&self, company: &CompanyId, query: &OutboxQuery) -> Result<Vec<OutboxItem>, StoreFault> {
        complete(self.inner.outbox(company, query))
    }

    async fn outbox_counts(
        &self,
        company: &CompanyId,
    ) -> Result<Vec<(SyncCategory, OutboxState, u64)>, StoreFault> {
        complete(self.inner.outbox_counts(company))
    }

    async fn holds(&self, company: &CompanyId, query: &HoldQuery) -> Result<Vec<Hold>, StoreFault> {
        complete(self.inner.holds(company, query))
    }

    async fn waits(&self, company: &CompanyId, limit: u32) -> Result<Vec<(Subject, Wait)>, StoreFault> {
        complete(self.inner.waits(company, limit))
    }

    async fn cursor(&self, company: &CompanyId, name: &str) -> Result<Option<String>, StoreFault> {
        complete(self.inner.cursor(company, name))
    }

    async fn journal(&self, company: &CompanyId, query: &JournalQuery) -> Result<Vec<Entry>, StoreFault> {
        complete(self.inner.journal(company, query))
    }

    async fn verify_journal(&self, company: &CompanyId) -> Result<Option<u64>, StoreFault> {
        complete(self.inner.verify_journal(company))
    }

    async fn tie(&self, company: &CompanyId) -> Result<TieTotals, StoreFault> {
        complete(self.inner.tie(company))
    }

    async fn tied(&self, company: &CompanyId, limit: u32) -> Result<Vec<books::InvoiceId>, StoreFault> {
        complete(self.inner.tied(company, limit))
    }

    async fn differing_ties(&self, company: &CompanyId, limit: u32) -> Result<Vec<TieRow>, StoreFault> {
        complete(self.inner.differing_ties(company, limit))
    }

    async fn tallies(&self, company: &CompanyId, since: Timestamp) -> Result<Vec<TallyRow>, StoreFault> {
        complete(self.inner.tallies(company, since))
    }

    async fn requests(&self, company: &CompanyId, month: &str) -> Result<(u64, u64), StoreFault> {
        complete(self.inner.requests(company, month))
    }

    async fn installation(&self, fresh: [u8; 16]) -> Result<String, StoreFault> {
        complete(self.inner.installation(fresh))
    }
}
