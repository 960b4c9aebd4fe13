//! What the companion keeps for itself, where it could not be read.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A document that a company has once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// Records that are still to be read.
    Wanted,
    /// Payments that were matched by hand.
    Matched,
    /// What Alternative could not show yet.
    Aside,
    /// Entities whose change data is refused.
    Blind,
    /// Payments and payouts from before syncing started.
    Earlier,
    /// Archives that are counted.
    Archives,
    /// Invoices in currencies that are not sent.
    Foreign,
    /// The progress of reading everything.
    Import,
    /// The time of the last complete check of QuickBooks.
    GoodPoint,
    /// The place in Alternative's list of events.
    Feed,
    /// The progress of the sign-in to QuickBooks.
    SignIn,
    /// The progress of the setup.
    Walk,
    /// The result of the last sync.
    Pass,
    /// The progress of the daily comparison.
    Comparison,
    /// The difference between QuickBooks' clock and this computer's.
    Clock,
}

/// How what it held is found again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Repair {
    /// Both services are read again in full.
    ReadAgain,
    /// Everything is read again from the beginning.
    BeginAgain,
    /// Payments that were matched by hand are taken from the decisions.
    Matched,
    /// What is recorded from before syncing started is taken from the decisions.
    Earlier,
    /// What was in progress has to be started again.
    Redo,
}
