//! Alternative Payments as the engine sees it. Nothing here charges, refunds or pays out (rule P14).

use async_trait::async_trait;
use jiff::Timestamp;
use jiff::civil::Date;
use ledger::books::Address;
use ledger::{
    Currency, MinorUnits, RealmId, alternative,
    alternative::{ArchiveReason, Integration, PaymentReport, PayoutReport},
    books,
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::fault::Fault;
use crate::record::{Read, Record, RecordRef};

/// The version pair of the integration contract, compared in this order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Version {
    /// QuickBooks' `SyncToken`.
    pub version: u64,
    /// Raised when the same version is sent with another body.
    pub mapping_revision: u64,
}

/// A customer as sent (rule C1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerBody {
    /// Display name, without " (deleted)".
    pub display_name: String,
    /// Company name.
    pub company_name: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// Phone.
    pub phone: Option<String>,
    /// Billing address.
    pub billing_address: Option<Address>,
    /// QuickBooks' `Active`, for display.
    pub active: bool,
}

/// A line as sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceLineBody {
    /// What it is for.
    pub description: String,
    /// Total of the line.
    pub amount: MinorUnits,
    /// For display.
    #[serde(with = "rust_decimal::serde::str_option", default)]
    pub quantity: Option<Decimal>,
    /// For display.
    #[serde(with = "rust_decimal::serde::str_option", default)]
    pub unit_price: Option<Decimal>,
}

/// An invoice as sent (rules I1 to I4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceBody {
    /// Whose, by QuickBooks id.
    pub customer: books::CustomerId,
    /// Number.
    pub number: Option<String>,
    /// Currency.
    pub currency: Currency,
    /// Accounting date.
    pub issued: Date,
    /// Due date.
    pub due: Option<Date>,
    /// Lines without tax.
    pub lines: Vec<InvoiceLineBody>,
    /// Tax.
    pub tax: MinorUnits,
    /// Total.
    pub total: MinorUnits,
    /// Open balance in QuickBooks.
    pub balance: MinorUnits,
    /// Memo.
    pub memo: Option<String>,
}

/// Which companion speaks, for information.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Installation {
    /// Opaque id of this installation.
    pub id: String,
    /// What people call this computer.
    pub name: String,
}

/// One event of the feed; its data only hints (read the entity before acting).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Stable across redeliveries.
    pub id: String,
    /// `payment_succeeded`, `invoice_updated`, …
    pub topic: String,
    /// The record it is about; `None` = of a kind that no rule looks at.
    pub entity: Option<RecordRef>,
    /// It tells that a payout was paid.
    pub pays_out: bool,
    /// When Alternative says that it happened.
    pub occurred_at: Timestamp,
    /// `data.payment_id` where present.
    pub payment: Option<alternative::PaymentId>,
    /// `data.qbo_invoice_id` where present.
    pub qbo_invoice: Option<books::InvoiceId>,
}

/// One page of the feed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EventPage {
    /// Oldest first.
    pub events: Vec<Event>,
    /// Continue after this.
    pub end_cursor: Option<String>,
    /// More is there now, as the page says.
    pub more: bool,
}

impl EventPage {
    /// Whether the place behind this page is another than the one it was asked for by.
    pub(crate) fn moves_on_from(&self, after: Option<&str>) -> bool {
        self.end_cursor.is_some() && self.end_cursor.as_deref() != after
    }
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlatformPage {
    /// Readable records.
    pub records: Vec<Read<Record>>,
    /// What is wrong with the others.
    pub unreadable: Vec<String>,
    /// Continue after this.
    pub end_cursor: Option<String>,
    /// More is there, as the page says. It may not say where, or lead back: no list is trusted to end (rule F9).
    pub more: bool,
}

/// Alternative Payments, one partner account. Writes answer with the record as it stands afterwards.
#[async_trait]
pub trait Processor: Send + Sync {
    /// State of the link; [`NotOffered`](crate::fault::FaultKind::NotOffered) on a server with documented calls only.
    async fn integration(&self) -> Result<Integration, Fault>;
    /// Binds the QuickBooks company (rule N2).
    async fn connect(
        &self,
        realm: &RealmId,
        company_name: &str,
        installation: &Installation,
    ) -> Result<Integration, Fault>;
    /// Unbinds it (rule N6).
    async fn disconnect(&self) -> Result<Integration, Fault>;
    /// The event feed; `wait_seconds` above 0 makes it the doorbell.
    async fn events(&self, after: Option<&str>, limit: u32, wait_seconds: u32) -> Result<EventPage, Fault>;
    /// Customers with a QuickBooks id, oldest first, archived ones too.
    async fn customers(&self, after: Option<&str>) -> Result<PlatformPage, Fault>;
    /// Invoices with a QuickBooks id, oldest first, archived ones too.
    async fn invoices(&self, after: Option<&str>) -> Result<PlatformPage, Fault>;
    /// All customers of the documented list, those that exist in Alternative only among them (rule C6).
    async fn all_customers(&self, after: Option<&str>) -> Result<PlatformPage, Fault>;
    /// All invoices of the documented list, those that exist in Alternative only among them (rule I9).
    async fn all_invoices(&self, after: Option<&str>) -> Result<PlatformPage, Fault>;
    /// Payments of every status, oldest first.
    async fn payments(
        &self,
        created_from: Option<Timestamp>,
        after: Option<&str>,
    ) -> Result<PlatformPage, Fault>;
    /// Payouts of every status, oldest first.
    async fn payouts(
        &self,
        created_from: Option<Timestamp>,
        after: Option<&str>,
    ) -> Result<PlatformPage, Fault>;
    /// One customer by QuickBooks id.
    async fn customer(&self, id: &books::CustomerId) -> Result<Read<Record>, Fault>;
    /// One invoice by QuickBooks id.
    async fn invoice(&self, id: &books::InvoiceId) -> Result<Read<Record>, Fault>;
    /// One customer by Alternative id (documented call).
    async fn customer_by_id(&self, id: &alternative::CustomerId) -> Result<Read<Record>, Fault>;
    /// One invoice by Alternative id (documented call).
    async fn invoice_by_id(&self, id: &alternative::InvoiceId) -> Result<Read<Record>, Fault>;
    /// One payment with its allocations.
    async fn payment(&self, id: &alternative::PaymentId) -> Result<Read<Record>, Fault>;
    /// One payout with its lines.
    async fn payout(&self, id: &alternative::PayoutId) -> Result<Read<Record>, Fault>;
    /// Creates or replaces a customer (rules C1, C2).
    async fn put_customer(
        &self,
        id: &books::CustomerId,
        version: Version,
        body: &CustomerBody,
    ) -> Result<Read<Record>, Fault>;
    /// Archives a customer (rule C3).
    async fn archive_customer(
        &self,
        id: &books::CustomerId,
        reason: ArchiveReason,
    ) -> Result<Read<Record>, Fault>;
    /// Undoes an archive, only on a person's decision (rules C4, C7).
    async fn restore_customer(&self, id: &books::CustomerId) -> Result<Read<Record>, Fault>;
    /// Creates or replaces an invoice (rules I1, I2).
    async fn put_invoice(
        &self,
        id: &books::InvoiceId,
        version: Version,
        body: &InvoiceBody,
    ) -> Result<Read<Record>, Fault>;
    /// Archives an invoice (rules I6, I7).
    async fn archive_invoice(
        &self,
        id: &books::InvoiceId,
        reason: ArchiveReason,
    ) -> Result<Read<Record>, Fault>;
    /// Undoes an archive, only on a person's decision (rule I10).
    async fn restore_invoice(&self, id: &books::InvoiceId) -> Result<Read<Record>, Fault>;
    /// Uploads the PDF of an invoice (rule I13); the digest header is made from the bytes.
    async fn put_pdf(&self, id: &books::InvoiceId, pdf: &[u8]) -> Result<(), Fault>;
    /// Reports where a payment stands in QuickBooks (rule P15).
    async fn report_payment(&self, id: &alternative::PaymentId, report: &PaymentReport) -> Result<(), Fault>;
    /// Reports where a payout stands in QuickBooks.
    async fn report_payout(&self, id: &alternative::PayoutId, report: &PayoutReport) -> Result<(), Fault>;
    /// Whether a record that was read well within the hour can be read again now; nothing where there is none, or where
    /// nobody keeps account of it (rule F8).
    async fn probe(&self) -> Option<bool> {
        None
    }
    /// How many requests went out since the last time this was asked: reads and writes.
    fn take_request_counts(&self) -> (u64, u64);
}
