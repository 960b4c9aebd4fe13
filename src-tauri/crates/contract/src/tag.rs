//! What the user interface holds and when to fetch it again: reads *provide* tags, writes and the engine *invalidate*
//! them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::activity::ActivityEntry;
use crate::status::Status;

/// A kind of what can be held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Tag {
    /// The status snapshot.
    Status,
    /// The Needs-you inbox.
    Holds,
    /// The journal.
    Activity,
    /// Invoices.
    Invoices,
    /// Customers.
    Customers,
    /// Payments.
    Payments,
    /// Payouts.
    Payouts,
    /// Accounts that can be chosen.
    Accounts,
    /// Preferences.
    Preferences,
    /// Which companies there are, and how they are connected.
    Companies,
    /// The current step of a company's walk.
    Walk,
    /// Money on its way to the bank.
    Transit,
    /// Appearance, start at login, tray, notifications.
    Window,
}

/// What the host sends without being asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The status changed; the latest wins, at most four per second.
    Status(Box<Status>),
    /// A new journal entry of a company.
    Activity {
        /// Whose.
        company: String,
        /// The entry; its number rises.
        entry: Box<ActivityEntry>,
    },
    /// What is held under these tags is out of date.
    Invalidated {
        /// Whose.
        company: String,
        /// Which.
        tags: Vec<Tag>,
        /// Only these records, as `kind:id`; empty when any may have changed.
        records: Vec<String>,
    },
    /// A link, a notification or the tray asks for a page of the window.
    Open {
        /// Whose page; nothing: that of the company that is shown.
        company: Option<String>,
        /// The page as in the address of the window, without `#/`: `overview`, `needs-you/HOLD`, `payouts/ID`.
        page: String,
    },
}
