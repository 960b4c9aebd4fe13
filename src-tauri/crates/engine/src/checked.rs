//! The ports as the engine uses them: an answer that is about another record than was asked for is no answer (rule F8).
//!
//! The clients compare too; here it is done once more, so that no client can forget it.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use ledger::alternative::{ArchiveReason, Integration, PaymentReport, PayoutReport};
use ledger::{RealmId, alternative, books};

use crate::fault::{Fault, FaultKind, Misanswer, Side};
use crate::ports::{
    AccountDraft, Books, Changes, CustomerBody, DepositDraft, Entity, EventPage, Installation, InvoiceBody,
    Look, Page, PageRead, PaymentDraft, PlatformPage, Processor, Unreadable, Version, Written,
};
use crate::record::{Read, Record, RecordRef};

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

/// QuickBooks, compared.
pub(crate) struct CheckedBooks(pub(crate) Arc<dyn Books>);

#[async_trait]
impl Books for CheckedBooks {
    async fn company(&self) -> Result<books::Company, Fault> {
        self.0.company().await
    }

    async fn page(&self, page: &Page) -> Result<PageRead, Fault> {
        self.0.page(page).await
    }

    async fn changes(&self, entities: &[Entity], since: Timestamp) -> Result<Changes, Fault> {
        self.0.changes(entities, since).await
    }

    async fn look(&self, looks: &[Look]) -> Result<Vec<PageRead>, Fault> {
        let mut pages = self.0.look(looks).await?;
        if pages.len() != looks.len() {
            let other = Misanswer::OtherCount { asked: looks.len(), came: pages.len() };
            return Err(Fault::new(Side::Quickbooks, FaultKind::Unreadable).saying(other.to_string()));
        }
        for (look, page) in looks.iter().zip(&mut pages) {
            let (asked, others) = std::mem::take(&mut page.records)
                .into_iter()
                .partition(|read| look.is_answered_by(&read.record));
            page.records = asked;
            page.unreadable.extend(others.into_iter().map(|read: Read<Record>| Unreadable {
                reference: None,
                why: Misanswer::NotAskedFor(read.record.reference().id).to_string(),
            }));
        }
        Ok(pages)
    }

    async fn read(&self, reference: &RecordRef) -> Result<Read<Record>, Fault> {
        compared(Side::Quickbooks, reference, self.0.read(reference)).await
    }

    async fn create_payment(
        &self,
        draft: &PaymentDraft,
        request_id: &str,
    ) -> Result<Written<books::PaymentId>, Fault> {
        self.0.create_payment(draft, request_id).await
    }

    async fn delete_payment(
        &self,
        id: &books::PaymentId,
        version: u64,
        request_id: &str,
    ) -> Result<Written<books::PaymentId>, Fault> {
        self.0.delete_payment(id, version, request_id).await
    }

    async fn create_deposit(
        &self,
        draft: &DepositDraft,
        request_id: &str,
    ) -> Result<Written<books::DepositId>, Fault> {
        self.0.create_deposit(draft, request_id).await
    }

    async fn create_account(
        &self,
        draft: &AccountDraft,
        request_id: &str,
    ) -> Result<Written<books::AccountId>, Fault> {
        self.0.create_account(draft, request_id).await
    }

    async fn invoice_pdf(&self, id: &books::InvoiceId) -> Result<Vec<u8>, Fault> {
        self.0.invoice_pdf(id).await
    }

    fn take_request_counts(&self) -> (u64, u64) {
        self.0.take_request_counts()
    }
}

/// Alternative, compared.
pub(crate) struct CheckedProcessor(pub(crate) Arc<dyn Processor>);

#[async_trait]
impl Processor for CheckedProcessor {
    async fn integration(&self) -> Result<Integration, Fault> {
        self.0.integration().await
    }

    async fn connect(
        &self,
        realm: &RealmId,
        company_name: &str,
        installation: &Installation,
    ) -> Result<Integration, Fault> {
        self.0.connect(realm, company_name, installation).await
    }

    async fn disconnect(&self) -> Result<Integration, Fault> {
        self.0.disconnect().await
    }

    async fn events(&self, after: Option<&str>, limit: u32, wait_seconds: u32) -> Result<EventPage, Fault> {
        self.0.events(after, limit, wait_seconds).await
    }

    async fn customers(&self, after: Option<&str>) -> Result<PlatformPage, Fault> {
        self.0.customers(after).await
    }

    async fn invoices(&self, after: Option<&str>) -> Result<PlatformPage, Fault> {
        self.0.invoices(after).await
    }

    async fn all_customers(&self, after: Option<&str>) -> Result<PlatformPage, Fault> {
        self.0.all_customers(after).await
    }

    async fn all_invoices(&self, after: Option<&str>) -> Result<PlatformPage, Fault> {
        self.0.all_invoices(after).await
    }

    async fn payments(&self, from: Option<Timestamp>, after: Option<&str>) -> Result<PlatformPage, Fault> {
        self.0.payments(from, after).await
    }

    async fn payouts(&self, from: Option<Timestamp>, after: Option<&str>) -> Result<PlatformPage, Fault> {
        self.0.payouts(from, after).await
    }

    async fn customer(&self, id: &books::CustomerId) -> Result<Read<Record>, Fault> {
        compared(Side::Alternative, &RecordRef::books_customer(id), self.0.customer(id)).await
    }

    async fn invoice(&self, id: &books::InvoiceId) -> Result<Read<Record>, Fault> {
        compared(Side::Alternative, &RecordRef::books_invoice(id), self.0.invoice(id)).await
    }

    async fn customer_by_id(&self, id: &alternative::CustomerId) -> Result<Read<Record>, Fault> {
        compared(Side::Alternative, &RecordRef::alternative_customer(id), self.0.customer_by_id(id)).await
    }

    async fn invoice_by_id(&self, id: &alternative::InvoiceId) -> Result<Read<Record>, Fault> {
        compared(Side::Alternative, &RecordRef::alternative_invoice(id), self.0.invoice_by_id(id)).await
    }

    async fn payment(&self, id: &alternative::PaymentId) -> Result<Read<Record>, Fault> {
        compared(Side::Alternative, &RecordRef::alternative_payment(id), self.0.payment(id)).await
    }

    async fn payout(&self, id: &alternative::PayoutId) -> Result<Read<Record>, Fault> {
        compared(Side::Alternative, &RecordRef::alternative_payout(id), self.0.payout(id)).await
    }

    async fn put_customer(
        &self,
        id: &books::CustomerId,
        version: Version,
        body: &CustomerBody,
    ) -> Result<Read<Record>, Fault> {
        compared(Side::Alternative, &RecordRef::books_customer(id), self.0.put_customer(id, version, body))
            .await
    }

    async fn archive_customer(
        &self,
        id: &books::CustomerId,
        reason: ArchiveReason,
    ) -> Result<Read<Record>, Fault> {
        compared(Side::Alternative, &RecordRef::books_customer(id), self.0.archive_customer(id, reason)).await
    }

    async fn restore_customer(&self, id: &books::CustomerId) -> Result<Read<Record>, Fault> {
        compared(Side::Alternative, &RecordRef::books_customer(id), self.0.restore_customer(id)).await
    }

    async fn put_invoice(
        &self,
        id: &books::InvoiceId,
        version: Version,
        body: &InvoiceBody,
    ) -> Result<Read<Record>, Fault> {
        compared(Side::Alternative, &RecordRef::books_invoice(id), self.0.put_invoice(id, version, body))
            .await
    }

    async fn archive_invoice(
        &self,
        id: &books::InvoiceId,
        reason: ArchiveReason,
    ) -> Result<Read<Record>, Fault> {
        compared(Side::Alternative, &RecordRef::books_invoice(id), self.0.archive_invoice(id, reason)).await
    }

    async fn restore_invoice(&self, id: &books::InvoiceId) -> Result<Read<Record>, Fault> {
        compared(Side::Alternative, &RecordRef::books_invoice(id), self.0.restore_invoice(id)).await
    }

    async fn put_pdf(&self, id: &books::InvoiceId, pdf: &[u8]) -> Result<(), Fault> {
        self.0.put_pdf(id, pdf).await
    }

    async fn report_payment(&self, id: &alternative::PaymentId, report: &PaymentReport) -> Result<(), Fault> {
        self.0.report_payment(id, report).await
    }

    async fn report_payout(&self, id: &alternative::PayoutId, report: &PayoutReport) -> Result<(), Fault> {
        self.0.report_payout(id, report).await
    }

    fn take_request_counts(&self) -> (u64, u64) {
        self.0.take_request_counts()
    }
}
