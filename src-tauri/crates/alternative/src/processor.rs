//! The engine's calls, one by one.

use std::time::Duration;

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use engine::fault::Fault;
use engine::ports::{CustomerBody, EventPage, Installation, InvoiceBody, PlatformPage, Processor, Version};
use engine::record::{Read, Record, RecordRef};
use jiff::Timestamp;
use ledger::alternative::{ArchiveReason, Integration, PaymentReport, PayoutReport};
use ledger::{RealmId, alternative, books};
use sha2::{Digest, Sha256};
use transport::{HeaderName, Method};

use crate::client::{Alternative, LINK, PDF_TIMEOUT, refused_here, unreadable};
use crate::faults::Route;
use crate::wire::{
    Archive, Connect, CustomerUpsert, InvoiceUpsert, PaymentLinkPut, PayoutLinkPut, customer, event_page,
    invoice, payment, payout,
};

/// The longest a long-poll may be asked to wait, and the most events a page.
const WAIT_SECONDS_MAX: u32 = 25;
const EVENTS_MAX: u32 = 100;
/// How much longer than the asked wait an answer may take.
const WAIT_GRACE: Duration = Duration::from_secs(30);

/// A route below the link's.
fn below<'a>(kind: &'a str, id: &'a str) -> [&'a str; 4] {
    [LINK[0], LINK[1], kind, id]
}

/// A call on a record below the link's route.
fn action<'a>(kind: &'a str, id: &'a str, action: &'a str) -> [&'a str; 5] {
    [LINK[0], LINK[1], kind, id, action]
}

impl Alternative {
    async fn mapped_page(
        &self,
        kind: &str,
        created_from: Option<Timestamp>,
        after: Option<&str>,
        decode: crate::wire::Decode,
    ) -> Result<PlatformPage, Fault> {
        let from = created_from.map(|instant| instant.to_string());
        let query: Vec<_> = from.iter().map(|from| ("created_at_start", from.as_str())).collect();
        self.read_page(&[LINK[0], LINK[1], kind], &query, after, kind, decode).await
    }
}

#[async_trait]
impl Processor for Alternative {
    async fn integration(&self) -> Result<Integration, Fault> {
        self.read_state(Route::Link, self.request(Method::GET, &LINK)?).await
    }

    async fn connect(
        &self,
        realm: &RealmId,
        company_name: &str,
        installation: &Installation,
    ) -> Result<Integration, Fault> {
        let body = Connect::new(realm, company_name, installation);
        self.read_state(Route::Other, self.request_with(Method::PUT, &LINK, &body)?).await
    }

    async fn disconnect(&self) -> Result<Integration, Fault> {
        self.read_state(Route::Other, self.request(Method::DELETE, &LINK)?).await
    }

    async fn events(&self, after: Option<&str>, limit: u32, wait_seconds: u32) -> Result<EventPage, Fault> {
        let wait_seconds = wait_seconds.min(WAIT_SECONDS_MAX);
        let mut request = self.request(Method::GET, &[LINK[0], LINK[1], "events"])?;
        request.timeout = WAIT_GRACE + Duration::from_secs(wait_seconds.into());
        {
            let mut query = request.url.query_pairs_mut();
            query.append_pair("limit", &limit.clamp(1, EVENTS_MAX).to_string());
            if wait_seconds > 0 {
                query.append_pair("wait_seconds", &wait_seconds.to_string());
            }
            if let Some(after) = after {
                query.append_pair("after", after);
            }
        }
        let summary = request.summary();
        let answer = self.send(Route::Other, request).await?;
        event_page(&answer.body).map_err(|error| unreadable(&answer, summary, &error))
    }

    async fn customers(&self, after: Option<&str>) -> Result<PlatformPage, Fault> {
        self.mapped_page("customers", None, after, customer).await
    }

    async fn invoices(&self, after: Option<&str>) -> Result<PlatformPage, Fault> {
        self.mapped_page("invoices", None, after, invoice).await
    }

    async fn all_customers(&self, after: Option<&str>) -> Result<PlatformPage, Fault> {
        self.read_page(&["customers"], &[], after, "customers", customer).await
    }

    async fn all_invoices(&self, after: Option<&str>) -> Result<PlatformPage, Fault> {
        self.read_page(&["invoices"], &[], after, "invoices", invoice).await
    }

    async fn payments(&self, from: Option<Timestamp>, after: Option<&str>) -> Result<PlatformPage, Fault> {
        self.mapped_page("payments", from, after, payment).await
    }

    async fn payouts(&self, from: Option<Timestamp>, after: Option<&str>) -> Result<PlatformPage, Fault> {
        self.mapped_page("payouts", from, after, payout).await
    }

    async fn customer(&self, id: &books::CustomerId) -> Result<Read<Record>, Fault> {
        self.read_record(&below("customers", id.as_str()), &RecordRef::books_customer(id), customer).await
    }

    async fn invoice(&self, id: &books::InvoiceId) -> Result<Read<Record>, Fault> {
        self.read_record(&below("invoices", id.as_str()), &RecordRef::books_invoice(id), invoice).await
    }

    async fn customer_by_id(&self, id: &alternative::CustomerId) -> Result<Read<Record>, Fault> {
        self.read_record(&["customers", id.as_str()], &RecordRef::alternative_customer(id), customer).await
    }

    async fn invoice_by_id(&self, id: &alternative::InvoiceId) -> Result<Read<Record>, Fault> {
        self.read_record(&["invoices", id.as_str()], &RecordRef::alternative_invoice(id), invoice).await
    }

    async fn payment(&self, id: &alternative::PaymentId) -> Result<Read<Record>, Fault> {
        self.read_record(&below("payments", id.as_str()), &RecordRef::alternative_payment(id), payment).await
    }

    async fn payout(&self, id: &alternative::PayoutId) -> Result<Read<Record>, Fault> {
        self.read_record(&below("payouts", id.as_str()), &RecordRef::alternative_payout(id), payout).await
    }

    async fn put_customer(
        &self,
        id: &books::CustomerId,
        version: Version,
        body: &CustomerBody,
    ) -> Result<Read<Record>, Fault> {
        let route = below("customers", id.as_str());
        let request = self.request_with(Method::PUT, &route, &CustomerUpsert::new(version, body))?;
        self.write_record(request, &route, &RecordRef::books_customer(id), customer).await
    }

    async fn archive_customer(
        &self,
        id: &books::CustomerId,
        reason: ArchiveReason,
    ) -> Result<Read<Record>, Fault> {
        let route = action("customers", id.as_str(), "archive");
        let request = self.request_with(Method::POST, &route, &Archive::new(reason))?;
        self.write_record(request, &route[..4], &RecordRef::books_customer(id), customer).await
    }

    async fn restore_customer(&self, id: &books::CustomerId) -> Result<Read<Record>, Fault> {
        let route = action("customers", id.as_str(), "restore");
        let request = self.request(Method::POST, &route)?;
        self.write_record(request, &route[..4], &RecordRef::books_customer(id), customer).await
    }

    async fn put_invoice(
        &self,
        id: &books::InvoiceId,
        version: Version,
        body: &InvoiceBody,
    ) -> Result<Read<Record>, Fault> {
        let route = below("invoices", id.as_str());
        let request = self.request_with(Method::PUT, &route, &InvoiceUpsert::new(version, body))?;
        self.write_record(request, &route, &RecordRef::books_invoice(id), invoice).await
    }

    async fn archive_invoice(
        &self,
        id: &books::InvoiceId,
        reason: ArchiveReason,
    ) -> Result<Read<Record>, Fault> {
        let route = action("invoices", id.as_str(), "archive");
        let request = self.request_with(Method::POST, &route, &Archive::new(reason))?;
        self.write_record(request, &route[..4], &RecordRef::books_invoice(id), invoice).await
    }

    async fn restore_invoice(&self, id: &books::InvoiceId) -> Result<Read<Record>, Fault> {
        let route = action("invoices", id.as_str(), "restore");
        let request = self.request(Method::POST, &route)?;
        self.write_record(request, &route[..4], &RecordRef::books_invoice(id), invoice).await
    }

    async fn put_pdf(&self, id: &books::InvoiceId, pdf: &[u8]) -> Result<(), Fault> {
        let digest = format!("sha-256=:{}:", STANDARD.encode(Sha256::digest(pdf)));
        let mut request = self
            .request(Method::PUT, &action("invoices", id.as_str(), "pdf"))?
            .with(HeaderName::from_static("content-type"), "application/pdf")
            .with_text(HeaderName::from_static("content-digest"), &digest)
            .map_err(|error| refused_here(&error.to_string()))?;
        request.body = pdf.to_vec();
        request.timeout = PDF_TIMEOUT;
        self.write(request).await
    }

    async fn report_payment(&self, id: &alternative::PaymentId, report: &PaymentReport) -> Result<(), Fault> {
        let route = action("payments", id.as_str(), "link");
        let request = self.request_with(Method::PUT, &route, &PaymentLinkPut::new(report))?;
        self.write(request).await
    }

    async fn report_payout(&self, id: &alternative::PayoutId, report: &PayoutReport) -> Result<(), Fault> {
        let route = action("payouts", id.as_str(), "link");
        let request = self.request_with(Method::PUT, &route, &PayoutLinkPut::new(report))?;
        self.write(request).await
    }

    fn take_request_counts(&self) -> (u64, u64) {
        self.counter.take()
    }
}
