//! QuickBooks' client under injected faults, with guards taken away.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use engine::fault::{Fault, FaultKind, Side};
use engine::ports::{
    AccountDraft, ApplyDraft, Books, Changes, Clock, DepositDraft, Entity, JournalEntryDraft, Look, Page,
    PageFilter, PageRead, PaymentDraft, Written,
};
use engine::record::{Read, Record, RecordKind, RecordRef};
use jiff::Timestamp;
use jiff::civil::Date;
use ledger::books;
use support::PracticeClock;

use super::{InjectedFaults, Watch};
use crate::guard::Guard;

/// A create that is still on its way.
#[derive(Clone)]
enum Late {
    Payment(PaymentDraft, String),
    Deposit(DepositDraft, String),
    Account(AccountDraft, String),
    Entry(JournalEntryDraft, String),
}

/// A create that is still on its way, and whether its day was open when it was sent.
#[derive(Clone)]
struct Sent {
    what: Late,
    open: bool,
}

impl Late {
    fn day(&self) -> Option<Date> {
        match self {
            Self::Payment(draft, _) => Some(draft.date),
            Self::Entry(draft, _) => Some(draft.date),
            Self::Deposit(draft, _) => Some(draft.date),
            Self::Account(..) => None,
        }
    }
}

/// The time between a look for a Payment of ours and its create, and what people key in it.
#[derive(Default)]
struct Window {
    /// The reference that was looked for last, until its Payment is created or something else is asked.
    looked_for: Option<String>,
    /// Its create is on its way.
    creating: bool,
    /// Payments that were keyed since the look. That nobody could meet them is so only if the create follows.
    keyed: Vec<String>,
    /// Payments that nobody could meet before ours was written.
    unmet: BTreeSet<String>,
}

/// QuickBooks' client as one computer's engine gets it.
pub struct SimBooks {
    inner: Arc<dyn Books>,
    faults: Arc<InjectedFaults>,
    clock: PracticeClock,
    watch: Arc<Watch>,
    without: Option<Guard>,
    first_seen: Mutex<BTreeMap<RecordRef, Read<Record>>>,
    late: Mutex<Vec<(u32, Sent)>>,
    /// The closing date when it was asked for last.
    closed: Mutex<Option<Date>>,
    window: Mutex<Window>,
    keys: AtomicU64,
}

impl SimBooks {
    /// Over this client.
    pub fn new(
        inner: Arc<dyn Books>,
        faults: Arc<InjectedFaults>,
        clock: PracticeClock,
        (watch, without): (Arc<Watch>, Option<Guard>),
    ) -> Self {
        Self {
            inner,
            faults,
            clock,
            watch,
            without,
            first_seen: Mutex::default(),
            late: Mutex::default(),
            closed: Mutex::default(),
            window: Mutex::default(),
            keys: AtomicU64::new(0),
        }
    }

    /// What is still on its way arrives when `calls` more calls have been made.
    async fn arrive(&self, calls: u32) {
        let due: Vec<Sent> = {
            let mut late = self.late.lock().unwrap();
            let due = late.iter().filter(|(left, _)| *left <= calls).map(|(_, late)| late.clone()).collect();
            late.retain(|(left, _)| *left > calls);
            late.iter_mut().for_each(|(left, _)| *left -= calls);
            due
        };
        for late in due {
            let (before, open) = (self.watch.violations(), late.open);
            // Nobody reads these answers: their sender gave up long ago.
            match late.what {
                Late::Payment(draft, key) => drop(self.inner.create_payment(&draft, &key).await),
                Late::Deposit(draft, key) => drop(self.inner.create_deposit(&draft, &key).await),
                Late::Account(draft, key) => drop(self.inner.create_account(&draft, &key).await),
                Late::Entry(draft, key) => drop(self.inner.create_journal_entry(&draft, &key).await),
            }
            if open {
                self.watch.forgive_closed_books(before);
            }
            self.watch.note();
        }
    }

    /// Everything that is still on its way arrives now.
    pub async fn arrive_all(&self) {
        self.arrive(u32::MAX).await;
    }

    /// Payments keyed by hand that nobody could meet before ours was written.
    pub fn unmet(&self) -> BTreeSet<String> {
        self.window.lock().unwrap().unmet.clone()
    }

    /// A person keyed this Payment for the one with that reference: where ours was looked for already, or is on its way, it is
    /// met by nobody.
    pub fn keyed(&self, reference: &str, keyed: &str) {
        let is_late = |(_, sent): &(u32, Sent)| matches!(&sent.what, Late::Payment(draft, _) if draft.reference == reference);
        let late = self.late.lock().unwrap().iter().any(is_late);
        let mut window = self.window.lock().unwrap();
        let looked = self.faults.is_visited() && window.looked_for.as_deref() == Some(reference);
        if late || looked && window.creating {
            window.unmet.insert(keyed.to_owned());
        } else if looked {
            window.keyed.push(keyed.to_owned());
        }
    }

    fn looks_for(&self, reference: Option<&str>) {
        let mut window = self.window.lock().unwrap();
        window.looked_for = reference.map(str::to_owned);
        window.creating = false;
        window.keyed.clear();
    }

    /// The create of what was looked for goes out.
    fn creates(&self, reference: &str) {
        let mut window = self.window.lock().unwrap();
        if window.looked_for.as_deref() == Some(reference) {
            window.creating = true;
            let keyed = std::mem::take(&mut window.keyed);
            window.unmet.extend(keyed);
        }
    }

    /// What a write changed in the books is noted before its answer may get lost.
    async fn noted<T>(&self, write: impl Future<Output = T>) -> T {
        let answer = write.await;
        self.watch.note();
        answer
    }

    fn key(&self, key: &str) -> String {
        if self.without == Some(Guard::RequestId) {
            return format!("{key}-{}", self.keys.fetch_add(1, Ordering::Relaxed));
        }
        key.to_owned()
    }

    fn sends_late(&self, late: Late) -> bool {
        if !self.faults.is_late() {
            return false;
        }
        // Open when the look before it asked: as with a create that arrives at once, nobody closes books in an instant.
        let closed = *self.closed.lock().unwrap();
        let open = late.day().zip(closed).is_none_or(|(day, closed)| day > closed);
        self.late.lock().unwrap().push((3, Sent { what: late, open }));
        true
    }

    /// A read of ours is kept as it was when it was first seen.
    fn as_first_seen(&self, read: Read<Record>) -> Read<Record> {
        let reference = read.record.reference();
        let frozen = match self.without {
            Some(Guard::SyncTokenReread) => reference.kind == RecordKind::BooksPayment,
            _ => false,
        };
        if !frozen {
            return read;
        }
        self.first_seen.lock().unwrap().entry(reference).or_insert(read).clone()
    }
}

fn unanswered() -> Fault {
    Fault::new(Side::Quickbooks, FaultKind::Unanswered)
}

#[async_trait]
impl Books for SimBooks {
    async fn company(&self) -> Result<books::Company, Fault> {
        let company = self.faults.call(self.inner.company()).await?;
        if self.without == Some(Guard::ClosingDate) {
            return Ok(books::Company { closed_until: None, ..company });
        }
        Ok(company)
    }

    async fn page(&self, page: &Page) -> Result<PageRead, Fault> {
        self.faults.call(self.inner.page(page)).await
    }

    async fn count(&self, entity: Entity, filter: &PageFilter, ids: &[String]) -> Result<u64, Fault> {
        self.faults.call(self.inner.count(entity, filter, ids)).await
    }

    async fn changes(&self, entities: &[Entity], since: Timestamp) -> Result<Changes, Fault> {
        self.looks_for(None);
        self.arrive(1).await;
        self.faults.call(self.inner.changes(entities, since)).await
    }

    async fn look(&self, looks: &[Look]) -> Result<Vec<PageRead>, Fault> {
        self.looks_for(None);
        let looked = async {
            let pages = self.inner.look(looks).await;
            if looks.contains(&Look::ClosingDate) && pages.is_ok() {
                *self.closed.lock().unwrap() = self.watch.closing_date();
            }
            let reference = looks.iter().find_map(|look| match look {
                Look::PaymentsByReference(reference) => Some(reference.as_str()),
                _ => None,
            });
            self.looks_for(reference.filter(|_| pages.is_ok()));
            pages
        };
        let mut pages = match self.faults.call(looked).await {
            Err(_) if self.without == Some(Guard::FailedReadIsNoEvidence) => {
                return Ok(looks.iter().map(|_| PageRead::default()).collect());
            }
            pages => pages?,
        };
        self.arrive(1).await;
        if self.without == Some(Guard::LookBeforeWrite) {
            for (look, page) in looks.iter().zip(&mut pages) {
                if matches!(
                    look,
                    Look::PaymentsByReference(_)
                        | Look::PaymentsOfCustomer { .. }
                        | Look::PaymentsOfFamily { .. }
                ) {
                    *page = PageRead::default();
                }
            }
        }
        for page in &mut pages {
            if self.without == Some(Guard::ClosingDate) {
                page.closed_until = None;
            }
            page.records =
                std::mem::take(&mut page.records).into_iter().map(|read| self.as_first_seen(read)).collect();
        }
        Ok(pages)
    }

    async fn read(&self, reference: &RecordRef) -> Result<Read<Record>, Fault> {
        match self.faults.call(self.inner.read(reference)).await {
            Err(fault) if self.without == Some(Guard::FailedReadIsNoEvidence) => {
                Err(Fault { kind: FaultKind::NotFound, ..fault })
            }
            read => read.map(|read| self.as_first_seen(read)),
        }
    }

    async fn create_payment(
        &self,
        draft: &PaymentDraft,
        request_id: &str,
    ) -> Result<Written<books::PaymentId>, Fault> {
        let key = self.key(request_id);
        self.creates(&draft.reference);
        if self.sends_late(Late::Payment(draft.clone(), key.clone())) {
            return Err(unanswered());
        }
        self.faults.let_rival_work(self.clock.now()).await;
        let created = async {
            let created = self.noted(self.inner.create_payment(draft, &key)).await;
            self.looks_for(None);
            created
        };
        self.faults.call(created).await
    }

    async fn apply_payment(
        &self,
        draft: &ApplyDraft,
        request_id: &str,
    ) -> Result<Written<books::PaymentId>, Fault> {
        self.looks_for(None);
        let key = self.key(request_id);
        self.faults.call(self.noted(self.inner.apply_payment(draft, &key))).await
    }

    async fn delete_payment(
        &self,
        id: &books::PaymentId,
        version: u64,
        request_id: &str,
    ) -> Result<Written<books::PaymentId>, Fault> {
        self.looks_for(None);
        let key = self.key(request_id);
        self.faults.call(self.noted(self.inner.delete_payment(id, version, &key))).await
    }

    async fn delete_deposit(
        &self,
        id: &books::DepositId,
        version: u64,
        request_id: &str,
    ) -> Result<Written<books::DepositId>, Fault> {
        self.looks_for(None);
        let key = self.key(request_id);
        self.faults.call(self.noted(self.inner.delete_deposit(id, version, &key))).await
    }

    async fn create_deposit(
        &self,
        draft: &DepositDraft,
        request_id: &str,
    ) -> Result<Written<books::DepositId>, Fault> {
        self.looks_for(None);
        let key = self.key(request_id);
        if self.sends_late(Late::Deposit(draft.clone(), key.clone())) {
            return Err(unanswered());
        }
        self.faults.let_rival_work(self.clock.now()).await;
        self.faults.call(self.inner.create_deposit(draft, &key)).await
    }

    async fn journal_entries(&self, number: &str) -> Result<Vec<books::JournalEntry>, Fault> {
        self.faults.call(self.inner.journal_entries(number)).await
    }

    async fn create_journal_entry(
        &self,
        draft: &JournalEntryDraft,
        request_id: &str,
    ) -> Result<Written<books::JournalEntryId>, Fault> {
        self.looks_for(None);
        let key = self.key(request_id);
        if self.sends_late(Late::Entry(draft.clone(), key.clone())) {
            return Err(unanswered());
        }
        self.faults.call(self.inner.create_journal_entry(draft, &key)).await
    }

    async fn create_account(
        &self,
        draft: &AccountDraft,
        request_id: &str,
    ) -> Result<Written<books::AccountId>, Fault> {
        let key = self.key(request_id);
        if self.sends_late(Late::Account(draft.clone(), key.clone())) {
            return Err(unanswered());
        }
        self.faults.call(self.inner.create_account(draft, &key)).await
    }

    async fn invoice_pdf(&self, id: &books::InvoiceId) -> Result<Vec<u8>, Fault> {
        self.faults.call(self.inner.invoice_pdf(id)).await
    }

    fn take_request_counts(&self) -> (u64, u64) {
        self.inner.take_request_counts()
    }
}
