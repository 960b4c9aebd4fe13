//! The one line that says how a company stands, and the quiet lines under it, with everything their sentences need.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::awaited::Awaited;
use crate::document::DocumentKind;
use crate::problem::Problem;
use crate::side::{Closed, Side};
use crate::status::Sum;

/// What open decisions are about, where they are all about the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// Payments.
    Payment,
    /// Payouts.
    Payout,
    /// Invoices.
    Invoice,
    /// Records of several kinds.
    Record,
}

/// How a company stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", content = "facts", rename_all = "snake_case")]
pub enum Summary {
    /// Disconnected on this computer.
    Disconnected {
        /// The company's name in QuickBooks.
        company: String,
    },
    /// Alternative was not connected yet.
    AlternativeMissing,
    /// QuickBooks was not connected yet.
    QuickbooksMissing,
    /// A service is not synced with until the user does something.
    Closed {
        /// Why.
        closed: Closed,
        /// The company's name in QuickBooks.
        company: String,
        /// Payments that are recorded after that.
        payments: Sum,
    },
    /// Nothing can be saved on this computer; what is shown is the last state that was.
    NotSaved {
        /// The data directory or its disk may not be written; else the disk is full.
        read_only: bool,
    },
    /// The keychain does not give the secret.
    KeychainLocked,
    /// A service does not respond.
    Silent {
        /// Which.
        side: Side,
        /// It cannot be reached from this computer.
        offline: bool,
        /// Since when.
        since: Option<Timestamp>,
    },
    /// Nothing can be sent to a service, because the certificate that comes in its name is not trusted here.
    Untrusted {
        /// Which.
        side: Side,
        /// Since when.
        since: Option<Timestamp>,
    },
    /// The user has to decide.
    NeedsDecision {
        /// On what.
        subject: Subject,
        /// How many, and the money at stake.
        decisions: Sum,
    },
    /// Connected, and nothing is written before *Start syncing*.
    ReadyToStart {
        /// The company's name in QuickBooks.
        company: String,
    },
    /// Everything is being read.
    Reading {
        /// The company's name in QuickBooks.
        company: String,
        /// Records so far.
        read: u64,
    },
    /// QuickBooks and Alternative are being compared.
    Comparing,
    /// Changes are being written.
    Sending {
        /// How many.
        changes: u64,
    },
    /// QuickBooks and Alternative agree (rule F5).
    Agrees {
        /// End of the last complete pass.
        at: Option<Timestamp>,
    },
    /// Paused by the user.
    Paused,
    /// A service asked to slow down (rule F6).
    SlowedDown {
        /// Which.
        side: Side,
        /// When syncing resumes.
        until: Timestamp,
    },
    /// Not everything was read yet.
    NotRead {
        /// The company's name in QuickBooks.
        company: String,
    },
    /// Changes are written in the next sync.
    ChangesPending {
        /// How many, where that is known.
        changes: Option<u64>,
    },
    /// QuickBooks and Alternative were not compared yet.
    NotCompared,
    /// QuickBooks and Alternative were compared too long ago to say that everything agrees (rule F5).
    LastCompared {
        /// When.
        at: Timestamp,
    },
    /// Open invoices differ, and the next check compares them again.
    InvoicesDiffer {
        /// How many.
        invoices: u64,
    },
    /// Records wait for something that comes automatically.
    Pending {
        /// How many, and how much money.
        records: Sum,
        /// For what the one with the most money waits.
        first: Option<Awaited>,
    },
}

/// A quiet line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", content = "facts", rename_all = "snake_case")]
pub enum Notice {
    /// A document of the companion cannot be read; the next sync repairs it.
    Unreadable {
        /// Which.
        document: DocumentKind,
    },
    /// A service asked to slow down (rule F6).
    SlowedDown {
        /// Which.
        side: Side,
        /// When syncing resumes.
        until: Timestamp,
    },
    /// A service that failed is tried again.
    TryingAgain {
        /// Which.
        side: Side,
        /// When.
        at: Timestamp,
    },
    /// The new sign-in could not be saved in the keychain.
    SignInNotSaved {
        /// What the keychain said.
        said: String,
    },
    /// This computer's clock is days off (rule F9).
    ClockOff {
        /// Days by which it is ahead of QuickBooks'; less than zero: behind.
        days: i64,
    },
    /// The phone number of the sign-in is not verified; syncing is not affected.
    PhoneNotVerified,
    /// The practice company.
    Practice,
    /// The loop that syncs has stopped.
    Stopped {
        /// Why.
        problem: Box<Problem>,
    },
    /// The practice services are starting; what is shown is as the last run left it.
    PracticeStarting,
    /// The practice services have stopped; a sync restarts them.
    PracticeStopped,
}
