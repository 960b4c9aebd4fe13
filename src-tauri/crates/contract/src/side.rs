//! The two services, and what keeps the companion from one of them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// QuickBooks Online.
    Quickbooks,
    /// Alternative Payments.
    Alternative,
}

impl Side {
    /// The name people know.
    pub fn name(self) -> &'static str {
        match self {
            Self::Quickbooks => "QuickBooks",
            Self::Alternative => "Alternative",
        }
    }
}

/// Why a service is not synced with until the user does something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Closed {
    /// The sign-in to QuickBooks has ended (rule N5).
    SignInEnded,
    /// Alternative refuses the API key.
    KeyRefused,
    /// The QuickBooks subscription is not active.
    SubscriptionLapsed,
    /// Alternative's own QuickBooks link is active (rule N8).
    OtherLinkActive,
    /// Alternative is bound to another QuickBooks company.
    AlreadyConnected,
    /// The link was disconnected in Alternative.
    Disconnected,
}
