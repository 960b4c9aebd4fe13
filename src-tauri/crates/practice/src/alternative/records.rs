//! What the platform keeps. Rows are small on purpose: a million invoices must fit in memory.

use jiff::Timestamp;
use jiff::civil::Date;
use ledger::{Currency, Minor};
use serde::{Deserialize, Serialize};

use super::ids::Kind;

/// Who owns a customer or an invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// It follows QuickBooks.
    Quickbooks,
    /// It follows another integration, a PSA for example.
    OtherIntegration,
    /// It was made here.
    Alternative,
}

/// Who archived a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ArchivedBy {
    /// An archive call of the integration contract.
    Companion,
    /// Any other way.
    Person,
}

/// Why an archive call archived a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ArchiveReason {
    /// Inactive, deleted or gone in QuickBooks.
    Deleted,
    /// A customer merged into another one.
    Merged,
    /// An invoice voided in QuickBooks.
    Voided,
    /// An invoice settled outside the platform.
    SettledElsewhere,
}

/// The archive mark of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archive {
    /// Who did it first.
    pub by: ArchivedBy,
    /// The last reason an archive call gave.
    pub reason: Option<ArchiveReason>,
}

/// SyncToken and mapping revision, compared in that order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Pair {
    /// QuickBooks SyncToken.
    pub version: i64,
    /// Raised when the companion maps the same version anew.
    pub mapping_revision: i64,
}

/// First half of the SHA-256 of a canonical body: enough to tell two bodies apart.
pub type Digest = [u8; 16];

/// The QuickBooks record a row stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// Number of the company, see [`Company`].
    pub company: u64,
    /// Id in that company.
    pub qbo_id: Box<str>,
    /// The pair of the last upsert taken.
    pub pair: Pair,
    /// The body of that upsert; none when the row never was upserted.
    pub body: Option<Digest>,
}

/// A QuickBooks company that was connected at least once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Company {
    /// Its realm id.
    pub realm_id: String,
    /// Its name as last told.
    pub name: String,
}

/// A postal address; empty text where nothing is known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_field_names, reason = "`street_address` is the field's own name")]
pub struct Address {
    pub street_address: Box<str>,
    pub sub_premise: Box<str>,
    pub city: Box<str>,
    pub state: Box<str>,
    pub postal_code: Box<str>,
    pub country: Box<str>,
}

/// A customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    pub name: Box<str>,
    pub legal_name: Box<str>,
    /// Empty = cannot be invited.
    pub email: Box<str>,
    pub phone: Option<Box<str>>,
    pub ein: Box<str>,
    /// Unique for the partner when not empty.
    pub external_id: Box<str>,
    /// The id another integration gave it; empty when none did.
    pub other_integration_id: Box<str>,
    pub address: Address,
    /// QuickBooks' Active flag, for display.
    pub active: bool,
    pub owner: Owner,
    pub archived: Option<Archive>,
    pub mapping: Option<Mapping>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// A person who may sign in for a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    pub customer: u64,
    pub email: Box<str>,
    pub first_name: Box<str>,
    pub last_name: Box<str>,
}

/// One line of an invoice in the documented view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub description: Box<str>,
    /// Amount of one unit.
    pub amount: Minor,
    /// Units; always 1 on an invoice that came from QuickBooks.
    pub quantity: i64,
}

impl Line {
    /// What the line comes to.
    pub fn total(&self) -> Minor {
        Minor(self.amount.0.saturating_mul(self.quantity))
    }
}

/// An invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoice {
    pub customer: u64,
    /// A label, not unique.
    pub number: Option<Box<str>>,
    pub memo: Option<Box<str>>,
    pub currency: Currency,
    pub issue_date: Date,
    pub due_date: Date,
    pub lines: Box<[Line]>,
    pub sub_total: Minor,
    pub total: Minor,
    /// What QuickBooks says is open; the total for an invoice that exists here only.
    pub balance: Minor,
    /// False = the payer sees it but cannot pay it here.
    pub payable: bool,
    pub exclude_from_autopay: bool,
    /// Set by hand in the dashboard; the next upsert taken clears it.
    pub marked_paid: bool,
    pub owner: Owner,
    pub archived: Option<Archive>,
    pub mapping: Option<Mapping>,
    /// Customer, currency, lines and totals of the last upsert; none after an edit here.
    pub amounts: Option<Digest>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// An uploaded PDF.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pdf {
    #[serde(with = "base64_bytes")]
    pub bytes: Vec<u8>,
    /// `sha-256=:…:` of the bytes.
    pub content_digest: String,
    pub updated_at: Timestamp,
}

/// How a payer paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    StandardAch,
    Card,
}

impl Method {
    /// The name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::StandardAch => "standard_ach",
            Self::Card => "card",
        }
    }
}

/// Where a payment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentStatus {
    Processing,
    Succeeded,
    Failed,
    /// In full; a partial refund stays `Succeeded`.
    Refunded,
    ChargedBack,
}

impl PaymentStatus {
    /// The name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Processing => "processing",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Refunded => "refunded",
            Self::ChargedBack => "charged_back",
        }
    }
}

/// A payment fee.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fee {
    pub amount: Minor,
    /// True = a surcharge on top, no concern of the partner's.
    pub covered_by_customer: bool,
}

/// What a payment pays of one invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allocation {
    pub invoice: u64,
    pub amount: Minor,
}

/// Where a payment or payout stands in QuickBooks, as the companion last said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkState {
    Recorded,
    Held,
    Removed,
}

/// The link of a payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentLink {
    pub qbo_payment_ids: Vec<String>,
    pub state: LinkState,
    pub detail: Option<String>,
    pub updated_at: Timestamp,
}

/// A payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// Customer of the first invoice it pays.
    pub customer: u64,
    pub method: Method,
    pub status: PaymentStatus,
    pub currency: Currency,
    /// Sum to the amount paid without surcharge.
    pub allocations: Box<[Allocation]>,
    pub fee: Option<Fee>,
    /// How much was given back on request of the partner.
    pub refunded: Minor,
    /// The payout it is in; none again when that payout fails.
    pub payout: Option<u64>,
    pub failure_reason: Option<Box<str>>,
    /// Money to take off a later payout.
    pub returns: Vec<Return>,
    pub link: Option<PaymentLink>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl Payment {
    /// The amount paid, without a surcharge.
    pub fn sub_total(&self) -> Minor {
        self.allocations.iter().map(|allocation| allocation.amount).sum()
    }

    /// What the payer was charged.
    pub fn total(&self) -> Minor {
        let surcharge = self.fee.filter(|fee| fee.covered_by_customer).map_or(Minor::ZERO, |fee| fee.amount);
        self.sub_total() + surcharge
    }

    /// Whether its allocations lower what the payer is asked for.
    pub fn is_live(&self) -> bool {
        matches!(self.status, PaymentStatus::Processing | PaymentStatus::Succeeded)
    }

    /// Whether QuickBooks holds it, by the companion's word.
    pub fn is_recorded(&self) -> bool {
        self.link.as_ref().is_some_and(|link| link.state == LinkState::Recorded)
    }
}

/// Money that goes back and is taken off a payout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Return {
    /// `Refund`, `Chargeback` or `Adjustment`.
    pub kind: LineKind,
    /// Above zero.
    pub amount: Minor,
    pub description: Box<str>,
    /// The payout that took it off.
    pub payout: Option<u64>,
}

/// Kind of a payout line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    Payment,
    Fee,
    Refund,
    Chargeback,
    Adjustment,
}

/// One line of a payout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutLine {
    pub payment: Option<u64>,
    pub kind: LineKind,
    /// Signed; money taken away is negative.
    pub amount: Minor,
    pub customer: Option<u64>,
    pub description: Box<str>,
}

/// Where a payout stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayoutStatus {
    Scheduled,
    Processing,
    Succeeded,
    Failed,
}

impl PayoutStatus {
    /// The name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::Processing => "processing",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
        }
    }
}

/// The link of a payout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutLink {
    pub qbo_deposit_id: Option<String>,
    pub state: LinkState,
    pub detail: Option<String>,
    pub updated_at: Timestamp,
}

/// A payout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payout {
    pub status: PayoutStatus,
    pub currency: Currency,
    pub arrival_date: Date,
    pub lines: Box<[PayoutLine]>,
    pub link: Option<PayoutLink>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl Payout {
    /// What reaches the bank: the sum of all lines.
    pub fn total(&self) -> Minor {
        self.lines.iter().map(|line| line.amount).sum()
    }

    /// The sum of the lines of one kind.
    pub fn sum_of(&self, kind: LineKind) -> Minor {
        self.lines.iter().filter(|line| line.kind == kind).map(|line| line.amount).sum()
    }
}

/// What happened, by the documented names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    PayoutScheduled,
    PayoutProcessing,
    PayoutPaid,
    PayoutFailed,
    CustomerCreated,
    CustomerUpdated,
    CustomerArchived,
    PaymentSucceeded,
    PaymentFailed,
    PaymentRefunded,
    PaymentChargeback,
    InvoiceCreated,
    InvoiceUpdated,
    InvoicePaid,
    InvoiceArchived,
    PaymentMethodAdded,
    PaymentMethodDeleted,
    DefaultPaymentMethodChanged,
}

impl Topic {
    /// The topic of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        serde_json::from_value(serde_json::Value::String(name.to_owned())).ok()
    }

    /// What the topic's `entity_id` names.
    pub fn entity(self) -> Kind {
        match self {
            Self::PayoutScheduled | Self::PayoutProcessing | Self::PayoutPaid | Self::PayoutFailed => Kind::Payout,
            Self::CustomerCreated | Self::CustomerUpdated | Self::CustomerArchived => Kind::Customer,
            Self::PaymentSucceeded | Self::PaymentFailed | Self::PaymentRefunded | Self::PaymentChargeback => {
                Kind::Payment
            }
            Self::InvoiceCreated | Self::InvoiceUpdated | Self::InvoicePaid | Self::InvoiceArchived => Kind::Invoice,
            Self::PaymentMethodAdded | Self::PaymentMethodDeleted | Self::DefaultPaymentMethodChanged => {
                Kind::PaymentMethod
            }
        }
    }
}

/// One event of the feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    pub topic: Topic,
    /// Number of the row, its kind follows from the topic.
    pub entity: u64,
    pub at: Timestamp,
    /// The payment that caused it, where one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<u64>,
    /// QuickBooks id of the invoice or customer in the company connected then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qbo_id: Option<Box<str>>,
}

/// A webhook subscription.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    pub endpoint_url: String,
    pub topic: Topic,
    /// Kept because deliveries carry it; shown with its last four characters only.
    pub secret_key: Option<String>,
    /// Deleted: kept so that its id is never given out again.
    pub removed: bool,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// One event owed to one subscription.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    pub subscription: u64,
    pub event: u64,
    pub topic: Topic,
    pub at: Timestamp,
}

/// A one-off hosted checkout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentRequest {
    /// Decimal text as sent.
    pub amount: String,
    pub reference_id: String,
    pub redirect_url: String,
}

mod base64_bytes {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        STANDARD.decode(text).map_err(D::Error::custom)
    }
}
