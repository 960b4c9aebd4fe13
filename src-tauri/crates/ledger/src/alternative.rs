//! Records of Alternative Payments as the companion understands them (integration contract).

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::opaque_id;
use crate::{Currency, MinorUnits, RealmId, books};

opaque_id! {
    /// The id of a customer in Alternative Payments.
    CustomerId
}
opaque_id! {
    /// The id of an invoice in Alternative Payments.
    InvoiceId
}
opaque_id! {
    /// The id of a payment in Alternative Payments.
    PaymentId
}
opaque_id! {
    /// The id of a payout in Alternative Payments.
    PayoutId
}

/// State of the QuickBooks link on Alternative's side (`GET /integrations/quickbooks`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Integration {
    /// The bound QuickBooks company; `None` while disconnected.
    pub realm: Option<RealmId>,
    /// Name of the bound company.
    pub company_name: Option<String>,
    /// What the server offers.
    pub capabilities: Vec<String>,
    /// Bank account that receives payouts.
    pub payout_bank: Option<PayoutBank>,
    /// Alternative's own built-in QuickBooks link is active (rule N8).
    pub other_link: bool,
    /// IANA name of the partner account's time zone.
    pub time_zone: Option<String>,
    /// The partner account's currency.
    pub home_currency: Option<Currency>,
}

/// The bank account payouts go to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutBank {
    /// Its name.
    pub name: String,
    /// Last four digits of its number.
    pub last4: String,
}

/// Whom a record follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// It follows QuickBooks.
    Quickbooks,
    /// It follows another integration, a PSA for example (rule N7).
    OtherIntegration,
    /// It was made in Alternative.
    Alternative,
}

/// Who archived a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ArchivedBy {
    /// A companion, by the integration contract.
    Companion,
    /// A person in the dashboard.
    Person,
}

/// Why a record is archived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ArchiveReason {
    /// Deleted or made inactive in QuickBooks.
    Deleted,
    /// Voided in QuickBooks.
    Voided,
    /// Merged into another customer in QuickBooks.
    Merged,
    /// Settled elsewhere.
    SettledElsewhere,
}

/// A customer in Alternative.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    /// Id in Alternative.
    pub id: CustomerId,
    /// QuickBooks id of the mapping; `None` = Alternative only (rule C6).
    pub qbo_id: Option<books::CustomerId>,
    /// Version last taken.
    pub version: u64,
    /// Mapping revision last taken.
    pub mapping_revision: u64,
    /// Whom it follows.
    pub owner: Owner,
    /// Display name.
    pub name: String,
    /// E-mail.
    pub email: Option<String>,
    /// Archived.
    pub archived: bool,
    /// Who archived it.
    pub archived_by: Option<ArchivedBy>,
    /// Why it was archived; nothing while it is not, or where Alternative does not say.
    pub archive_reason: Option<ArchiveReason>,
}

/// A line of an invoice in Alternative, as far as the payer sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceLine {
    /// What for.
    pub description: String,
    /// How much.
    pub amount: MinorUnits,
}

/// An invoice in Alternative.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoice {
    /// Id in Alternative.
    pub id: InvoiceId,
    /// QuickBooks id of the mapping; `None` = Alternative only (rule I9).
    pub qbo_id: Option<books::InvoiceId>,
    /// Customer in Alternative.
    pub customer: Option<CustomerId>,
    /// Version last taken.
    pub version: u64,
    /// Mapping revision last taken.
    pub mapping_revision: u64,
    /// Whom it follows.
    pub owner: Owner,
    /// Number, a label.
    pub number: Option<String>,
    /// UPCOMING, OVERDUE, RECEIVED, PAID, ARCHIVED, or one we do not know yet.
    pub status: String,
    /// Its currency.
    pub currency: Currency,
    /// Total.
    pub total: MinorUnits,
    /// What the payer is still asked for (rule I4); `None` where the server does not tell.
    pub outstanding: Option<MinorUnits>,
    /// Due date; `None` where the server does not tell, or did not when it was stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// Its lines, in order; `None` as above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lines: Option<Vec<InvoiceLine>>,
    /// Archived.
    pub archived: bool,
    /// Who archived it.
    pub archived_by: Option<ArchivedBy>,
    /// Why it was archived; nothing while it is not, or where Alternative does not say.
    pub archive_reason: Option<ArchiveReason>,
}

impl Invoice {
    /// What people call it: its number, else the start of its id.
    pub fn label(&self) -> &str {
        self.number.as_deref().unwrap_or_else(|| self.id.as_str().get(..8).unwrap_or(self.id.as_str()))
    }
}

/// Where a payment stands in Alternative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentStatus {
    /// Taken, not yet captured.
    Processing,
    /// Captured.
    Succeeded,
    /// Refused by the bank.
    Failed,
    /// Given back in full.
    Refunded,
    /// Taken back by the payer's bank.
    ChargedBack,
    /// A status this version does not know: nothing is decided on it.
    Unknown,
}

impl PaymentStatus {
    /// Money is on its way or here: it counts against what the payer owes (rule I4). A status this version does not know
    /// counts as processing.
    pub fn is_live(self) -> bool {
        matches!(self, Self::Processing | Self::Succeeded | Self::Unknown)
    }
}

/// The share of a payment that goes to one invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allocation {
    /// Invoice in Alternative.
    pub invoice: InvoiceId,
    /// The same invoice in QuickBooks; `None` = the invoice exists in Alternative only (rule P12).
    pub qbo_invoice: Option<books::InvoiceId>,
    /// In minor units of the record's currency.
    pub amount: MinorUnits,
}

/// How a payment or payout stands in QuickBooks, as told to Alternative (rule P15).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkState {
    /// In QuickBooks.
    Recorded,
    /// Waits for a person.
    Held,
    /// Was recorded, is gone from QuickBooks.
    Removed,
}

/// The link of a payment as Alternative keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentReport {
    /// QuickBooks Payments, one a customer.
    pub qbo_payments: Vec<books::PaymentId>,
    /// State.
    pub state: LinkState,
    /// One plain sentence for the dashboard.
    pub detail: Option<String>,
}

/// The link of a payout as Alternative keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutReport {
    /// QuickBooks Deposit.
    pub qbo_deposit: Option<books::DepositId>,
    /// State.
    pub state: LinkState,
    /// One plain sentence for the dashboard.
    pub detail: Option<String>,
}

/// A payment that Alternative processed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// Id in Alternative.
    pub id: PaymentId,
    /// Customer in Alternative.
    pub customer: Option<CustomerId>,
    /// `standard_ach`, `card`, …
    pub method: Option<String>,
    /// Where it stands.
    pub status: PaymentStatus,
    /// What it pays: the sum of its allocations; a surcharge is not in it.
    pub sub_total: MinorUnits,
    /// What the payer paid.
    pub total: MinorUnits,
    /// How much of `sub_total` was given back.
    pub refunded: MinorUnits,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// What it pays.
    pub allocations: Vec<Allocation>,
    /// The payout it is in.
    pub payout: Option<PayoutId>,
    /// Why it failed.
    pub failure_reason: Option<String>,
    /// The link as last reported by a companion.
    pub reported: Option<PaymentReport>,
    /// When that was reported, as far as Alternative tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported_at: Option<Timestamp>,
}

/// What a line of a payout is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayoutLineKind {
    /// A payment's `sub_total`.
    Payment,
    /// A fee the partner absorbs; negative.
    Fee,
    /// Money given back to a payer.
    Refund,
    /// Money taken back by a payer's bank.
    Chargeback,
    /// Anything else the platform names.
    Adjustment,
    /// A kind this version does not know.
    Unknown,
}

/// A line of a payout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutLine {
    /// The payment it belongs to.
    pub payment: Option<PaymentId>,
    /// Why the money is on the payout: a payment, a fee, a refund, an adjustment.
    pub kind: PayoutLineKind,
    /// Signed; money taken away is negative.
    pub amount: MinorUnits,
    /// Customer in Alternative.
    pub customer: Option<CustomerId>,
    /// Alternative's own words.
    pub description: String,
}

/// Where a payout stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayoutStatus {
    /// On its way (creating, scheduled, processing, approved …).
    Pending,
    /// Paid to the bank.
    Succeeded,
    /// Did not reach the bank.
    Failed,
    /// Called off.
    Canceled,
    /// A status this version does not know.
    Unknown,
}

/// A payout: money on its way to the partner's bank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payout {
    /// Id in Alternative.
    pub id: PayoutId,
    /// Where it stands.
    pub status: PayoutStatus,
    /// Its currency.
    pub currency: Currency,
    /// When it reaches the bank.
    pub arrival: Date,
    /// When it was made.
    pub created_at: Timestamp,
    /// What reaches the bank.
    pub total: MinorUnits,
    /// Its lines.
    pub lines: Vec<PayoutLine>,
    /// The link as last reported by a companion.
    pub reported: Option<PayoutReport>,
}

impl Payment {
    /// What of it was given back: all of it when it is refunded as a whole, whatever amount comes with that (rule P8).
    pub fn given_back(&self) -> MinorUnits {
        let whole = self.status == PaymentStatus::Refunded && self.refunded.is_zero();
        if whole { self.sub_total } else { self.refunded }
    }
}

impl Payout {
    /// Whether its lines come to its total, to the cent (rule D3).
    pub fn adds_up(&self) -> bool {
        self.lines.iter().map(|line| line.amount).sum::<MinorUnits>() == self.total
    }
}
