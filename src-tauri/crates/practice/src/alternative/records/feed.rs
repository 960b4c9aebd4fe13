//! Events, who is told of them, and hosted checkouts.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::super::ids::Kind;

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
            Self::PayoutScheduled | Self::PayoutProcessing | Self::PayoutPaid | Self::PayoutFailed => {
                Kind::Payout
            }
            Self::CustomerCreated | Self::CustomerUpdated | Self::CustomerArchived => Kind::Customer,
            Self::PaymentSucceeded
            | Self::PaymentFailed
            | Self::PaymentRefunded
            | Self::PaymentChargeback => Kind::Payment,
            Self::InvoiceCreated | Self::InvoiceUpdated | Self::InvoicePaid | Self::InvoiceArchived => {
                Kind::Invoice
            }
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
