//! Payments and payouts.

use jiff::Timestamp;
use jiff::civil::Date;
use ledger::{Currency, MinorUnits};
use serde::{Deserialize, Serialize};

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
    pub amount: MinorUnits,
    /// True = a surcharge on top, no concern of the partner's.
    pub covered_by_customer: bool,
}

/// What a payment pays of one invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allocation {
    pub invoice: u64,
    pub amount: MinorUnits,
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
    /// What of its shares was left as the customer's credit when it was reported as recorded.
    #[serde(default)]
    pub credit: Vec<Allocation>,
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
    pub refunded: MinorUnits,
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
    pub fn sub_total(&self) -> MinorUnits {
        self.allocations.iter().map(|allocation| allocation.amount).sum()
    }

    /// What the payer was charged.
    pub fn total(&self) -> MinorUnits {
        let surcharge =
            self.fee.filter(|fee| fee.covered_by_customer).map_or(MinorUnits::ZERO, |fee| fee.amount);
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
    pub amount: MinorUnits,
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
    pub amount: MinorUnits,
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
    pub fn total(&self) -> MinorUnits {
        self.lines.iter().map(|line| line.amount).sum()
    }

    /// The sum of the lines of one kind.
    pub fn sum_of(&self, kind: LineKind) -> MinorUnits {
        self.lines.iter().filter(|line| line.kind == kind).map(|line| line.amount).sum()
    }
}
