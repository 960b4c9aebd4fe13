//! The ports as the engine uses them: an answer that is about another record than was asked for is no answer (rule F8).
//!
//! The clients compare too; here it is done once more, so that no client can forget it.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use ledger::alternative::{ArchiveReason, Integration, PaymentReport, PayoutReport};
use ledger::{RealmId, alternative, books};

use crate::budget::Budget;
use crate::fault::{Fault, FaultKind, Misanswer, Side};
use crate::paired::{Pairs, Rival, is_archived};
use crate::ports::{
    AccountDraft, ApplyDraft, Books, Changes, Clock, CustomerBody, DepositDraft, Entity, EventPage,
    Installation, InvoiceBody, JournalEntryDraft, Look, Page, PageFilter, PageRead, PaymentDraft,
    PlatformPage, Processor, Unreadable, Version, Written,
};
use crate::record::{Read, Record, RecordKind, RecordRef};
use crate::subject::Subject;
use crate::voids::Voids;

/// The answer, if it is about what was asked for.
async fn compared(
    side: Side,
    asked: &RecordRef,
    answer: impl Future<Output = Result<Read<Record>, Fault>>,
) -> Result<Read<Record>, Fault> {
    let read = answer.await?;
    if read.record.answers(asked) {
        return Ok(read);
    }
    let other = Misanswer::OtherRecord { asked: asked.id.clone(), came: read.record.reference().id };
    Err(Fault::new(side, FaultKind::Unreadable).saying(other.to_string()))
}

/// The record that a side showed last.
struct LastRead {
    clock: Arc<dyn Clock>,
    record: Mutex<Option<(RecordRef, Timestamp)>>,
}

impl LastRead {
    fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, record: Mutex::new(None) }
    }

    fn note(&self, read: &Result<Read<Record>, Fault>) {
        if let Ok(read) = read {
            *self.record.lock().unwrap_or_else(PoisonError::into_inner) =
                Some((read.record.reference(), self.clock.now()));
        }
    }

    /// The record that can be asked for again to see whether the side is well.
    fn lately(&self) -> Option<RecordRef> {
        let known = self.record.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let (record, at) = known?;
        (self.clock.now().duration_since(at) < PROBE_AGE).then_some(record)
    }
}

/// A record that was read longer ago proves nothing.
const PROBE_AGE: SignedDuration = SignedDuration::from_hours(1);

/// QuickBooks, compared; its invoices say whether they are voids by what is kept of them here (rule I7).
pub(crate) struct CheckedBooks {
    source: Arc<dyn Books>,
    voids: Voids,
    last: LastRead,
    budget: Arc<Budget>,
}

impl CheckedBooks {
    pub(crate) fn new(
        source: Arc<dyn Books>,
        voids: Voids,
        clock: Arc<dyn Clock>,
        budget: Arc<Budget>,
    ) -> Self {
        Self { source, voids, last: LastRead::new(clock), budget }
    }

    /// The service, for one request.
    fn asked(&self) -> &dyn Books {
        self.budget.spend();
        self.source.as_ref()
    }
}

#[async_trait]
impl Books for CheckedBooks {
    async fn company(&self) -> Result<books::Company, Fault> {
        self.asked().company().await
    }

    async fn page(&self, page: &Page) -> Result<PageRead, Fault> {
        let mut answer = self.asked().page(page).await?;
        self.voids.tell(&mut answer.records).await;
        Ok(answer)
    }

    async fn count(&self, entity: Entity, filter: &PageFilter, ids: &[String]) -> Result<u64, Fault> {
        self.asked().count(entity, filter, ids).await
    }

    async fn changes(&self, entities: &[Entity], since: Timestamp) -> Result<Changes, Fault> {
        let mut answer = self.asked().changes(entities, since).await?;
        self.voids.tell(&mut answer.records).await;
        Ok(answer)
    }

    async fn look(&self, looks: &[Look]) -> Result<Vec<PageRead>, Fault> {
        let mut pages = self.asked().look(looks).await?;
        if pages.len() != looks.len() {
            let other = Misanswer::OtherCount { asked: looks.len(), came: pages.len() };
            return Err(Fault::new(Side::Quickbooks, FaultKind::Unreadable).saying(other.to_string()));
        }
        for (look, page) in looks.iter().zip(&mut pages) {
            let (asked, others) = std::mem::take(&mut page.records)
                .into_iter()
                .partition(|read| look.is_answered_by(&read.record));
            page.records = asked;
            self.voids.tell(&mut page.records).await;
            page.unreadable.extend(others.into_iter().map(|read: Read<Record>| Unreadable {
                reference: None,
                why: Misanswer::NotAskedFor(read.record.reference().id).to_string(),
                definite: true,
            }));
        }
        Ok(pages)
    }

    async fn read(&self, reference: &RecordRef) -> Result<Read<Record>, Fault> {
        let mut read = compared(Side::Quickbooks, reference, self.asked().read(reference)).await;
        if let Ok(read) = &mut read {
            self.voids.tell(std::slice::from_mut(read)).await;
        }
        self.last.note(&read);
        read
    }

    async fn create_payment(
        &self,
        draft: &PaymentDraft,
        request_id: &str,
    ) -> Result<Written<books::PaymentId>, Fault> {
        self.asked().create_payment(draft, request_id).await
    }

    async fn apply_payment(
        &self,
        draft: &ApplyDraft,
        request_id: &str,
    ) -> Result<Written<books::PaymentId>, Fault> {
        self.asked().apply_payment(draft, request_id).await
    }

    async fn delete_payment(
        &self,
        id: &books::PaymentId,
        version: u64,
        request_id: &str,
    ) -> Result<Written<books::PaymentId>, Fault> {
        self.asked().delete_payment(id, version, request_id).await
    }

    async fn delete_deposit(
        &self,
        id: &books::DepositId,
        version: u64,
        request_id: &str,
    ) -> Result<Written<books::DepositId>, Fault> {
        self.asked().delete_deposit(id, version, request_id).await
    }

    async fn create_deposit(
        &self,
        draft: &DepositDraft,
        request_id: &str,
    ) -> Result<Written<books::DepositId>, Fault> {
        self.asked().create_deposit(draft, request_id).await
    }

    async fn journal_entries(&self, number: &str) -> Result<Vec<books::JournalEntry>, Fault> {
        let entries = self.asked().journal_entries(number).await?;
        Ok(entries.into_iter().filter(|entry| entry.number.as_deref() == Some(number)).collect())
    }

    async fn create_journal_entry(
        &self,
        draft: &JournalEntryDraft,
        request_id: &str,
    ) -> Result<Written<books::JournalEntryId>, Fault> {
        self.asked().create_journal_entry(draft, request_id).await
    }

    async fn create_account(
        &self,
        draft: &AccountDraft,
        request_id: &str,
    ) -> Result<Written<books::AccountId>, Fault> {
        self.asked().create_account(draft, request_id).await
    }

    async fn invoice_pdf(&self, id: &books::InvoiceId) -> Result<Vec<u8>, Fault> {
        self.asked().invoice_pdf(id).await
    }

    async fn probe(&self) -> Option<bool> {
        let record = self.last.lately()?;
        Some(compared(Side::Quickbooks, &record, self.asked().read(&record)).await.is_ok())
    }

    fn take_request_counts(&self) -> (u64, u64) {
        self.source.take_request_counts()
    }
}

/// Alternative, compared.
pub(crate) struct CheckedProcessor {
    source: Arc<dyn Processor>,
    pairs: Pairs,
    last: LastRead,
    budget: Arc<Budget>,
}

impl CheckedProcessor {
    pub(crate) fn new(
        source: Arc<dyn Processor>,
        pairs: Pairs,
        clock: Arc<dyn Clock>,
        budget: Arc<Budget>,
    ) -> Self {
        Self { source, pairs, last: LastRead::new(clock), budget }
    }

    /// The service, for one request.
    fn asked(&self) -> &dyn Processor {
        self.budget.spend();
        self.source.as_ref()
    }

    /// The answer about a record of QuickBooks, if it is about that one, and under the id of Alternative that stands for it.
    async fn paired(
        &self,
        asked: RecordRef,
        answer: impl Future<Output = Result<Read<Record>, Fault>>,
    ) -> Result<Read<Record>, Fault> {
        let read = compared(Side::Alternative, &asked, answer).await?;
        // A store that fails says so when the record is kept.
        let Ok(Some(rival)) = self.pairs.rival(&read.record).await else { return Ok(read) };
        let came = read.record.reference();
        let stands = match &rival {
            Rival::Whose(Subject::Customer(id)) => {
                self.asked().customer(id).await.map(|its| its.record.reference() == came)
            }
            Rival::Whose(Subject::Invoice(id)) => {
                self.asked().invoice(id).await.map(|its| its.record.reference() == came)
            }
            Rival::Whose(_) => Ok(false),
            Rival::Other(other) if other.kind == RecordKind::AlternativeCustomer => {
                self.customer_by_id(&other.id.as_str().into()).await.map(|other| !is_archived(&other.record))
            }
            Rival::Other(other) => {
                self.invoice_by_id(&other.id.as_str().into()).await.map(|other| !is_archived(&other.record))
            }
        };
        match stands {
            Ok(false) => Ok(read),
            Err(fault) if fault.kind == FaultKind::NotFound => Ok(read),
            Ok(true) => {
                let other = Misanswer::OtherRecord { asked: asked.id, came: came.id };
                Err(Fault::new(Side::Alternative, FaultKind::Unreadable).saying(other.to_string()))
            }
            Err(fault) => Err(fault),
        }
    }
}

#[async_trait]
impl Processor for CheckedProcessor {
    async fn integration(&self) -> Result<Integration, Fault> {
        self.asked().integration().await
    }

    async fn connect(
        &self,
        realm: &RealmId,
        company_name: &str,
        installation: &Installation,
    ) -> Result<Integration, Fault> {
        self.asked().connect(realm, company_name, installation).await
    }

    async fn disconnect(&self) -> Result<Integration, Fault> {
        self.asked().disconnect().await
    }

    async fn events(&self, after: Option<&str>, limit: u32, wait_seconds: u32) -> Result<EventPage, Fault> {
        self.asked().events(after, limit, wait_seconds).await
    }

    async fn customers(&self, after: Option<&str>) -> Result<PlatformPage, Fault> {
        self.asked().customers(after).await
    }

    async fn invoices(&self, after: Option<&str>) -> Result<PlatformPage, Fault> {
        self.asked().invoices(after).await
    }

    async fn all_customers(&self, after: Option<&str>) -> Result<PlatformPage, Fault> {
        self.asked().all_customers(after).await
    }

    async fn all_invoices(&self, after: Option<&str>) -> Result<PlatformPage, Fault> {
        self.asked().all_invoices(after).await
    }

    async fn payments(&self, from: Option<Timestamp>, after: Option<&str>) -> Result<PlatformPage, Fault> {
        self.asked().payments(from, after).await
    }

    async fn payouts(&self, from: Option<Timestamp>, after: Option<&str>) -> Result<PlatformPage, Fault> {
        self.asked().payouts(from, after).await
    }

    async fn customer(&self, id: &books::CustomerId) -> Result<Read<Record>, Fault> {
        self.paired(RecordRef::books_customer(id), self.asked().customer(id)).await
    }

    async fn invoice(&self, id: &books::InvoiceId) -> Result<Read<Record>, Fault> {
        self.paired(RecordRef::books_invoice(id), self.asked().invoice(id)).await
    }

    async fn customer_by_id(&self, id: &alternative::CustomerId) -> Result<Read<Record>, Fault> {
        compared(Side::Alternative, &RecordRef::alternative_customer(id), self.asked().customer_by_id(id))
            .await
    }

    async fn invoice_by_id(&self, id: &alternative::InvoiceId) -> Result<Read<Record>, Fault> {
        compared(Side::Alternative, &RecordRef::alternative_invoice(id), self.asked().invoice_by_id(id)).await
    }

    async fn payment(&self, id: &alternative::PaymentId) -> Result<Read<Record>, Fault> {
        let asked = RecordRef::alternative_payment(id);
        let read = compared(Side::Alternative, &asked, self.asked().payment(id)).await;
        self.last.note(&read);
        read
    }

    async fn payout(&self, id: &alternative::PayoutId) -> Result<Read<Record>, Fault> {
        let asked = RecordRef::alternative_payout(id);
        let read = compared(Side::Alternative, &asked, self.asked().payout(id)).await;
        self.last.note(&read);
        read
    }

    async fn put_customer(
        &self,
        id: &books::CustomerId,
        version: Version,
        body: &CustomerBody,
    ) -> Result<Read<Record>, Fault> {
        self.paired(RecordRef::books_customer(id), self.asked().put_customer(id, version, body)).await
    }

    async fn archive_customer(
        &self,
        id: &books::CustomerId,
        reason: ArchiveReason,
    ) -> Result<Read<Record>, Fault> {
        self.paired(RecordRef::books_customer(id), self.asked().archive_customer(id, reason)).await
    }

    async fn restore_customer(&self, id: &books::CustomerId) -> Result<Read<Record>, Fault> {
        self.paired(RecordRef::books_customer(id), self.asked().restore_customer(id)).await
    }

    async fn put_invoice(
        &self,
        id: &books::InvoiceId,
        version: Version,
        body: &InvoiceBody,
    ) -> Result<Read<Record>, Fault> {
        self.paired(RecordRef::books_invoice(id), self.asked().put_invoice(id, version, body)).await
    }

    async fn archive_invoice(
        &self,
        id: &books::InvoiceId,
        reason: ArchiveReason,
    ) -> Result<Read<Record>, Fault> {
        self.paired(RecordRef::books_invoice(id), self.asked().archive_invoice(id, reason)).await
    }

    async fn restore_invoice(&self, id: &books::InvoiceId) -> Result<Read<Record>, Fault> {
        self.paired(RecordRef::books_invoice(id), self.asked().restore_invoice(id)).await
    }

    async fn put_pdf(&self, id: &books::InvoiceId, pdf: &[u8]) -> Result<(), Fault> {
        self.asked().put_pdf(id, pdf).await
    }

    async fn report_payment(&self, id: &alternative::PaymentId, report: &PaymentReport) -> Result<(), Fault> {
        self.asked().report_payment(id, report).await
    }

    async fn report_payout(&self, id: &alternative::PayoutId, report: &PayoutReport) -> Result<(), Fault> {
        self.asked().report_payout(id, report).await
    }

    async fn probe(&self) -> Option<bool> {
        let record = self.last.lately()?;
        let read = match record.kind {
            RecordKind::AlternativePayment => self.asked().payment(&record.id.as_str().into()).await,
            RecordKind::AlternativePayout => self.asked().payout(&record.id.as_str().into()).await,
            _ => return None,
        };
        Some(read.is_ok())
    }

    fn take_request_counts(&self) -> (u64, u64) {
        self.source.take_request_counts()
    }
}
