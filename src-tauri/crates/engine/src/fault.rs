//! What can go wrong on the way to either service, in terms of what to do about it.
//!
//! The clients translate answers into a [`Fault`]; the engine decides only on [`FaultKind`], and people read
//! [`Evidence`] under *Details*. The important line runs between faults that are **definite** (the service refused,
//! nothing was written) and those that leave the **outcome unknown** (it may have been written; look before trying
//! again, rule P6).

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use crate::said::Said;

/// Which of the two services.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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

/// What went wrong, by what it means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// No connection could be made; nothing was sent.
    Offline,
    /// The certificate of whoever answered is not trusted on this computer; nothing was sent.
    Untrusted,
    /// The request was sent and no usable answer came: whether it took effect is unknown.
    Unanswered,
    /// The service asked to slow down (rule F6); nothing was done.
    Throttled {
        /// How long it said to wait, if it said.
        wait_seconds: Option<u64>,
    },
    /// The service has trouble of its own (5xx, code 10000). For a write the outcome is unknown.
    Unavailable,
    /// Unreadable answer (not JSON, cut off, HTML, wrong types). For a write the outcome is unknown.
    Unreadable,
    /// The QuickBooks sign-in has ended: `invalid_grant`, 120, or 3100/3200 after one refresh (rule N5).
    SignInEnded,
    /// Alternative no longer accepts the API key.
    KeyRefused,
    /// The QuickBooks subscription is not active (6190).
    SubscriptionLapsed,
    /// The record does not exist any more (code 610 on a direct read; 404 for an Alternative record).
    NotFound,
    /// The record moved meanwhile (5010, `stale_version`): read again, plan again, never force (rule F4).
    Stale,
    /// The same version was received with another body (`version_conflict`, rule F4).
    VersionConflict,
    /// The books are closed at that date (6210, rule D7).
    PeriodClosed,
    /// The payment is on a deposit and frozen (6540).
    Deposited,
    /// A referenced account or record is inactive or gone (2500).
    InvalidReference,
    /// The number or name is already used (6140, 6240).
    Duplicate,
    /// A payment on the invoice is being processed (`payment_in_progress`, rule I11).
    PaymentInProgress,
    /// Another integration owns the record (rule N7).
    OwnedElsewhere,
    /// Another company is bound (`already_connected`).
    AlreadyConnected,
    /// Alternative's own QuickBooks link is active (`other_link_active`, rule N8).
    OtherLinkActive,
    /// No company is connected on Alternative's side (`not_connected`).
    NotConnected,
    /// The event cursor is older than the kept events (410).
    CursorExpired,
    /// The server does not offer this call (404 on the route).
    NotOffered,
    /// Refused for another reason, for good (400, 422 …); nothing was written.
    Refused,
    /// The secret store did not give or take a secret.
    Vault,
    /// The tokens could not be kept or read.
    SignInMissing,
}

/// What people find under *Details*: never a secret.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// HTTP status.
    pub status: Option<u16>,
    /// The service's own code (`6210`, `stale_version`).
    pub code: Option<String>,
    /// The service's own words.
    pub message: Option<String>,
    /// `intuit_tid`, for Intuit's support.
    pub trace: Option<String>,
    /// Method and path of the request.
    pub request: Option<String>,
}

/// An answer that does not fit the question; stands in [`Evidence::message`] for *Details*.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Misanswer {
    /// Another record than the one asked for (rule F8).
    #[error("asked for {asked}, answered with {came}")]
    OtherRecord { asked: String, came: String },
    /// A record that nobody asked for (rule F8).
    #[error("{0} was not asked for")]
    NotAskedFor(String),
    /// Another number of answers than of questions.
    #[error("{asked} looks, {came} answers")]
    OtherCount { asked: usize, came: usize },
    /// An invoice that is there, without a PDF.
    #[error("QuickBooks has no PDF of it")]
    NoPdf,
    /// Something else than a PDF.
    #[error("QuickBooks' answer is not a PDF")]
    NotAPdf,
}

/// A failed call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{}: {kind:?}{}", .side.name(), .evidence.message.as_deref().map(|text| format!(" ({text})")).unwrap_or_default())]
pub struct Fault {
    /// Which service.
    pub side: Side,
    /// What it means.
    pub kind: FaultKind,
    /// What it said.
    pub evidence: Evidence,
}

impl Fault {
    /// What it said, else what it is.
    pub(crate) fn said(&self) -> Said {
        self.evidence.message.as_deref().map_or_else(|| Said::new(self.to_string()), Said::from)
    }

    /// A fault without evidence.
    pub fn new(side: Side, kind: FaultKind) -> Self {
        Self { side, kind, evidence: Evidence::default() }
    }

    /// With its evidence.
    #[must_use]
    pub fn with(mut self, evidence: Evidence) -> Self {
        self.evidence = evidence;
        self
    }

    /// Logs what it means and its codes. The service's own words stay out: they may hold names.
    pub(crate) fn log(&self) {
        let Evidence { status, code, trace, request: _, message: _ } = &self.evidence;
        tracing::warn!(side = ?self.side, kind = ?self.kind, status, code, trace, "service_failed");
    }

    /// With the service's (or our) words.
    #[must_use]
    pub fn saying(mut self, message: impl Into<String>) -> Self {
        self.evidence.message = Some(message.into());
        self
    }
}

/// What the engine does after a fault of a **write**.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterFault {
    /// Nothing was sent or done: try the same again later; the whole side waits.
    PauseSide,
    /// It may have taken effect: look for it before trying the same key again (rule P6).
    LookFirst,
    /// The record moved: read it again and plan again (rule F4).
    ReadAgain,
    /// The record is not there: read it again; planning knows what that means.
    Gone,
    /// It comes by itself: wait for the payment to end, for the company to be connected.
    Wait,
    /// Only a person can help with this one record.
    Park,
    /// The side is closed until a person signs in, enters a key or renews.
    CloseSide,
}

/// What a failed read is about (rule F8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blame {
    /// The record that was asked for: it is set aside, and everything else goes on.
    Record,
    /// One or the other. Where several records fail so, and one that was read well lately fails too, it is the side.
    Doubt,
    /// The whole side.
    Side,
}

impl FaultKind {
    /// Whom a read that failed so speaks of. A refusal that names a record's content is never about the side.
    pub fn blame(&self) -> Blame {
        match self {
            Self::Offline
            | Self::Untrusted
            | Self::Throttled { .. }
            | Self::Vault
            | Self::SignInEnded
            | Self::SignInMissing
            | Self::KeyRefused
            | Self::SubscriptionLapsed
            | Self::AlreadyConnected
            | Self::OtherLinkActive
            | Self::NotConnected => Blame::Side,
            Self::Unanswered | Self::Unavailable => Blame::Doubt,
            Self::Unreadable
            | Self::NotFound
            | Self::Stale
            | Self::VersionConflict
            | Self::PeriodClosed
            | Self::Deposited
            | Self::InvalidReference
            | Self::Duplicate
            | Self::PaymentInProgress
            | Self::OwnedElsewhere
            | Self::CursorExpired
            | Self::NotOffered
            | Self::Refused => Blame::Record,
        }
    }

    /// The engine's whole reaction table for writes; the snapshot test shows it.
    pub fn after_write(&self) -> AfterFault {
        match self {
            Self::Offline | Self::Untrusted | Self::Throttled { .. } | Self::Vault => AfterFault::PauseSide,
            Self::Unanswered | Self::Unavailable | Self::Unreadable => AfterFault::LookFirst,
            Self::Stale | Self::VersionConflict => AfterFault::ReadAgain,
            Self::NotFound => AfterFault::Gone,
            Self::PaymentInProgress => AfterFault::Wait,
            Self::SignInEnded
            | Self::SignInMissing
            | Self::KeyRefused
            | Self::SubscriptionLapsed
            | Self::AlreadyConnected
            | Self::OtherLinkActive
            | Self::NotConnected => AfterFault::CloseSide,
            Self::PeriodClosed
            | Self::Deposited
            | Self::InvalidReference
            | Self::Duplicate
            | Self::OwnedElsewhere
            | Self::CursorExpired
            | Self::NotOffered
            | Self::Refused => AfterFault::Park,
        }
    }

    /// Whether a write that met this certainly did not take effect, so that a new generation may be used.
    pub fn is_definite(&self) -> bool {
        !matches!(self.after_write(), AfterFault::LookFirst)
    }

    /// How long the whole side waits after this fault met `failures` times in a row (rule F6: what it says, else 60 s).
    pub fn pause(&self, failures: u32) -> SignedDuration {
        match self {
            Self::Throttled { wait_seconds } => {
                let seconds = wait_seconds.unwrap_or(60).clamp(1, 3600);
                SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(60))
            }
            _ => SignedDuration::from_secs(2_i64.saturating_pow(failures.clamp(1, 8)).min(300)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    /// One of every kind, and a match over the same names: while a kind is missing here, this does not compile.
    macro_rules! kinds {
        ($($name:ident $({ $field:ident: $value:expr })?),+ $(,)?) => {
            fn one_of_every_kind() -> Vec<FaultKind> {
                vec![$(FaultKind::$name $({ $field: $value })?),+]
            }

            fn is_listed(kind: &FaultKind) -> bool {
                match kind { $(FaultKind::$name { .. })|+ => true }
            }
        };
    }

    kinds![
        Offline,
        Untrusted,
        Unanswered,
        Throttled { wait_seconds: Some(12) },
        Unavailable,
        Unreadable,
        SignInEnded,
        KeyRefused,
        SubscriptionLapsed,
        NotFound,
        Stale,
        VersionConflict,
        PeriodClosed,
        Deposited,
        InvalidReference,
        Duplicate,
        PaymentInProgress,
        OwnedElsewhere,
        AlreadyConnected,
        OtherLinkActive,
        NotConnected,
        CursorExpired,
        NotOffered,
        Refused,
        Vault,
        SignInMissing,
    ];

    #[test]
    fn what_follows_from_a_failed_write() {
        let mut table = String::from("fault | then | outcome | pause after 1, 3, 20 in a row\n");
        let without_a_time = FaultKind::Throttled { wait_seconds: None };
        for kind in one_of_every_kind().into_iter().chain([without_a_time]) {
            assert!(is_listed(&kind));
            let pauses_side = kind.after_write() == AfterFault::PauseSide;
            assert!(!pauses_side || crate::side::stops_side(&kind), "{kind:?} is not met again and again");
            let outcome = if kind.is_definite() { "known" } else { "unknown" };
            let pauses = [1, 3, 20].map(|failures| format!("{}s", kind.pause(failures).as_secs())).join(", ");
            writeln!(table, "{kind:?} | {:?} | {outcome} | {pauses}", kind.after_write()).unwrap();
        }
        insta::assert_snapshot!(table);
    }
}
