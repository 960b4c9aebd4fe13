//! Alternative's client under injected faults, with guards taken away.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use engine::fault::Fault;
use engine::ports::{CustomerBody, EventPage, Installation, InvoiceBody, PlatformPage, Processor, Version};
use engine::record::{Read, Record};
use jiff::Timestamp;
use ledger::alternative::{ArchiveReason, Integration, PaymentReport, PayoutReport};
use ledger::{RealmId, alternative, books};

use super::{InjectedFaults, Watch};
use crate::guard::Guard;

/// Alternative's client as one computer's engine gets it.
pub struct SimProcessor {
    inner: Arc<dyn Processor>,
    faults: Arc<InjectedFaults>,
    watch: Arc<Watch>,
    without: Option<Guard>,
    held_back: Mutex<Vec<(books::InvoiceId, Version, InvoiceBody)>>,
    /// Payments as they were last read, to be mistaken for each other.
    payments: Mutex<BTreeMap<alternative::PaymentId, alternative::Payment>>,
    /// Invoices that asked for something until they were archived, and when.
    archived: Mutex<Vec<(Timestamp, String)>>,
    /// The version of each invoice (QuickBooks id) that Alternative showed this computer last.
    shown: Mutex<BTreeMap<String, u64>>,
}

impl SimProcessor {
    /// Over this client.
    pub fn new(
        inner: Arc<dyn Processor>,
        faults: Arc<InjectedFaults>,
        watch: Arc<Watch>,
        without: Option<Guard>,
    ) -> Self {
        let (held_back, payments, archived, shown) = Default::default();
        Self { inner, faults, watch, without, held_back, payments, archived, shown }
    }

    /// Invoices that asked for something until they were archived, and when.
    pub fn archived(&self) -> Vec<(Timestamp, String)> {
        self.archived.lock().unwrap().clone()
    }

    fn note(&self, record: &Record) {
        if let Record::AlternativeInvoice(alternative::Invoice { qbo_id: Some(id), version, .. }) = record {
            self.shown.lock().unwrap().insert(id.to_string(), *version);
        }
    }

    /// Whether a payment was live, or was not read by itself yet, when this computer read it last.
    fn thought_live(&self, id: &str) -> bool {
        self.payments.lock().unwrap().get(&id.into()).is_none_or(|payment| payment.status.is_live())
    }

    /// Without the order of P15: what was held back goes out now, after the report.
    async fn let_go(&self) {
        let held = std::mem::take(&mut *self.held_back.lock().unwrap());
        for (id, version, body) in held {
            let _answer = self.inner.put_invoice(&id, version, &body).await;
        }
    }

    /// Without the order of P15: the new version of an invoice that Alternative has is held back until something was
    /// reported; the companion is told that it was taken.
    async fn hold_back(
        &self,
        id: &books::InvoiceId,
        version: Version,
        body: &InvoiceBody,
    ) -> Option<Read<Record>> {
        if self.without != Some(Guard::LinkOrder) {
            return None;
        }
        let mut read = self.inner.invoice(id).await.ok()?;
        let Record::AlternativeInvoice(invoice) = &mut read.record else { return None };
        invoice.version = version.version;
        invoice.mapping_revision = version.mapping_revision;
        invoice.total = body.total;
        invoice.outstanding = Some(body.balance);
        self.held_back.lock().unwrap().push((id.clone(), version, body.clone()));
        Some(read)
    }
}

#[async_trait]
impl Processor for SimProcessor {
    async fn integration(&self) -> Result<Integration, Fault> {
        self.faults.call(self.inner.integration()).await
    }

    async fn connect(
        &self,
        realm: &RealmId,
        company_name: &str,
        installation: &Installation,
    ) -> Result<Integration, Fault> {
        self.faults.call(self.inner.connect(realm, company_name, installation)).await
    }

    async fn disconnect(&self) -> Result<Integration, Fault> {
        self.faults.call(self.inner.disconnect()).await
    }

    async fn events(&self, after: Option<&str>, limit: u32, wait_seconds: u32) -> Result<EventPage, Fault> {
        self.let_go().await;
        self.faults.call(self.inner.events(after, limit, wait_seconds)).await
    }

    async fn customers(&self, after: Option<&str>) -> Result<PlatformPage, Fault> {
        self.faults.call(self.inner.customers(after)).await
    }

    async fn invoices(&self, after: Option<&str>) -> Result<PlatformPage, Fault> {
        let page = self.faults.call(self.inner.invoices(after)).await?;
        page.records.iter().for_each(|read| self.note(&read.record));
        Ok(page)
    }

    async fn all_customers(&self, after: Option<&str>) -> Result<PlatformPage, Fault> {
        self.faults.call(self.inner.all_customers(after)).await
    }

    async fn all_invoices(&self, after: Option<&str>) -> Result<PlatformPage, Fault> {
        self.faults.call(self.inner.all_invoices(after)).await
    }

    async fn payments(
        &self,
        created_from: Option<Timestamp>,
        after: Option<&str>,
    ) -> Result<PlatformPage, Fault> {
        self.faults.call(self.inner.payments(created_from, after)).await
    }

    async fn payouts(
        &self,
        created_from: Option<Timestamp>,
        after: Option<&str>,
    ) -> Result<PlatformPage, Fault> {
        self.faults.call(self.inner.payouts(created_from, after)).await
    }

    async fn customer(&self, id: &books::CustomerId) -> Result<Read<Record>, Fault> {
        self.faults.call(self.inner.customer(id)).await
    }

    async fn invoice(&self, id: &books::InvoiceId) -> Result<Read<Record>, Fault> {
        let read = self.faults.call(self.inner.invoice(id)).await?;
        self.note(&read.record);
        Ok(read)
    }

    async fn customer_by_id(&self, id: &alternative::CustomerId) -> Result<Read<Record>, Fault> {
        self.faults.call(self.inner.customer_by_id(id)).await
    }

    async fn invoice_by_id(&self, id: &alternative::InvoiceId) -> Result<Read<Record>, Fault> {
        self.faults.call(self.inner.invoice_by_id(id)).await
    }

    async fn payment(&self, id: &alternative::PaymentId) -> Result<Read<Record>, Fault> {
        let mut read = self.faults.call(self.inner.payment(id)).await?;
        let Record::AlternativePayment(payment) = &mut read.record else { return Ok(read) };
        let mut seen = self.payments.lock().unwrap();
        let other = seen.values().find(|seen| seen.id != *id).cloned();
        let Some(other) = other.filter(|_| self.faults.lies()) else {
            seen.insert(id.clone(), payment.clone());
            return Ok(read);
        };
        *payment = other;
        if self.without == Some(Guard::IdsCompared) {
            payment.id = id.clone();
        }
        Ok(read)
    }

    async fn payout(&self, id: &alternative::PayoutId) -> Result<Read<Record>, Fault> {
        self.faults.call(self.inner.payout(id)).await
    }

    async fn put_customer(
        &self,
        id: &books::CustomerId,
        version: Version,
        body: &CustomerBody,
    ) -> Result<Read<Record>, Fault> {
        self.faults.call(self.inner.put_customer(id, version, body)).await
    }

    async fn archive_customer(
        &self,
        id: &books::CustomerId,
        reason: ArchiveReason,
    ) -> Result<Read<Record>, Fault> {
        self.faults.call(self.inner.archive_customer(id, reason)).await
    }

    async fn restore_customer(&self, id: &books::CustomerId) -> Result<Read<Record>, Fault> {
        self.faults.call(self.inner.restore_customer(id)).await
    }

    async fn put_invoice(
        &self,
        id: &books::InvoiceId,
        version: Version,
        body: &InvoiceBody,
    ) -> Result<Read<Record>, Fault> {
        if let Some(read) = self.hold_back(id, version, body).await {
            return Ok(read);
        }
        let watched = async {
            let (violations, before) = (self.watch.violations(), self.watch.asked());
            let read = self.inner.put_invoice(id, version, body).await;
            self.watch.look_sent(id.as_str(), (violations, &before), &|payment| self.thought_live(payment));
            read
        };
        let read = self.faults.call(watched).await?;
        self.note(&read.record);
        Ok(read)
    }

    async fn archive_invoice(
        &self,
        id: &books::InvoiceId,
        reason: ArchiveReason,
    ) -> Result<Read<Record>, Fault> {
        let noted = async {
            let asked = self.watch.asked().get(id.as_str()).is_some_and(|asked| asked.is_something());
            let read = self.inner.archive_invoice(id, reason).await;
            if asked && read.is_ok() {
                self.archived.lock().unwrap().push((self.watch.now(), id.to_string()));
            }
            read
        };
        self.faults.call(noted).await
    }

    async fn restore_invoice(&self, id: &books::InvoiceId) -> Result<Read<Record>, Fault> {
        self.faults.call(self.inner.restore_invoice(id)).await
    }

    async fn put_pdf(&self, id: &books::InvoiceId, pdf: &[u8]) -> Result<(), Fault> {
        self.faults.call(self.inner.put_pdf(id, pdf)).await
    }

    async fn report_payment(&self, id: &alternative::PaymentId, report: &PaymentReport) -> Result<(), Fault> {
        let watched = async {
            let shown = self.shown.lock().unwrap().clone();
            let before = self.watch.before_a_report(&shown);
            let reported = self.inner.report_payment(id, report).await;
            self.watch.look_reported(id.as_str(), &before, &|payment| self.thought_live(payment));
            reported
        };
        let reported = self.faults.call(watched).await;
        self.let_go().await;
        reported
    }

    async fn report_payout(&self, id: &alternative::PayoutId, report: &PayoutReport) -> Result<(), Fault> {
        self.faults.call(self.inner.report_payout(id, report)).await
    }

    fn take_request_counts(&self) -> (u64, u64) {
        self.inner.take_request_counts()
    }
}
