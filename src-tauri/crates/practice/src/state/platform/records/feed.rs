//! Events, who is told of them, and hosted checkouts.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::state::platform::ids::Kind;

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

    /// The name on the wire.
    pub fn name(self) -> String {
        let name = serde_json::to_value(self).ok();
        name.and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
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
    /// Switched off by the platform after deliveries failed for good.
    #[serde(default)]
    pub switched_off: bool,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// What has become of a delivery.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryStatus {
    /// It will be tried, or tried again.
    #[default]
    Pending,
    /// The endpoint answered with a 2xx.
    Delivered,
    /// Its retries are used up, or nobody is there to have it.
    Failed,
}

/// One event owed to one subscription.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    pub subscription: u64,
    pub event: u64,
    pub topic: Topic,
    pub at: Timestamp,
    #[serde(default)]
    pub status: DeliveryStatus,
    /// When it is tried next.
    #[serde(default)]
    pub next: Timestamp,
    /// Attempts so far.
    #[serde(default)]
    pub tries: u32,
    /// Automatic retries used since it was made or retried by hand.
    #[serde(default)]
    pub retries: u32,
    /// The last status answered, or why there was no answer.
    #[serde(default)]
    pub answer: Option<String>,
    /// Faults have had their chance.
    #[serde(default)]
    pub released: bool,
    /// How often it is sent once more although it was acknowledged.
    #[serde(default)]
    pub again: u32,
    /// It goes after the others that are due.
    #[serde(default)]
    pub reordered: bool,
}

impl Delivery {
    /// A delivery to be tried at once.
    pub fn new(subscription: u64, event: u64, topic: Topic, at: Timestamp) -> Self {
        Self {
            subscription,
            event,
            topic,
            at,
            status: DeliveryStatus::Pending,
            next: at,
            tries: 0,
            retries: 0,
            answer: None,
            released: false,
            again: 0,
            reordered: false,
        }
    }
}

/// A one-off hosted checkout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentRequest {
    /// Decimal text as sent.
    pub amount: String,
    pub reference_id: String,
    pub redirect_url: String,
}
