//! What went wrong, for people and for programs.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a program may act on; a variant exists only when some reader does something else for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The request is invalid: unknown company, choice, key, or value.
    Usage,
    /// QuickBooks must be signed in to (again).
    SignInNeeded,
    /// Alternative does not accept the API key.
    KeyRefused,
    /// The system keychain is locked or missing.
    Keychain,
    /// Another company was signed in to than the bound one (rule N3).
    WrongCompany,
    /// Alternative's own QuickBooks link is active (rule N8).
    OtherLinkActive,
    /// Alternative is bound to another QuickBooks company.
    AlreadyConnected,
    /// The step before is missing: no Alternative key yet, or no QuickBooks company yet.
    NotConnected,
    /// This Alternative server offers its documented calls only.
    NotOffered,
    /// The user refused or stopped it.
    Cancelled,
    /// There was no response in time.
    TimedOut,
    /// Another companion syncs this data directory already.
    InUse,
    /// Practice and real companies must not share a data directory.
    PracticeMix,
    /// A service did not respond.
    Unreachable,
    /// A service refused for good.
    Refused,
    /// The disk is full.
    DiskFull,
    /// The data directory or its disk may not be written.
    ReadOnly,
    /// The database is damaged; a new one can be made in its place.
    Damaged,
    /// The database cannot be opened or does not answer.
    Database,
    /// The database was written by a newer companion.
    NewerDatabase,
    /// Anything else.
    Failed,
}

/// A next step that every user interface has in its own form: a page, a button, a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Enter Alternative's API key.
    ConnectAlternative,
    /// Sign in to QuickBooks.
    ConnectQuickbooks,
    /// Work without a keychain until the program ends.
    KeepUntilQuit,
    /// Show the bank accounts.
    Accounts,
    /// Show the open decisions.
    Holds,
    /// Show the status.
    Status,
}

/// What went wrong: what happened and what it means, what to do, and the codes for *Details*.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[error("{message}")]
pub struct Problem {
    /// For programs.
    pub code: Code,
    /// What happened, and what it means for the books.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
    /// Where to do it.
    pub step: Option<Step>,
    /// Codes, ids and the services' own words; never a secret.
    pub details: BTreeMap<String, String>,
}

impl Problem {
    /// A problem without hint and details.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: None, step: None, details: BTreeMap::new() }
    }

    /// With what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// With where to do it.
    #[must_use]
    pub fn step(mut self, step: Step) -> Self {
        self.step = Some(step);
        self
    }

    /// With one more detail; an absent value adds nothing.
    #[must_use]
    pub fn detail(mut self, name: &str, value: Option<impl Into<String>>) -> Self {
        if let Some(value) = value {
            self.details.insert(name.to_owned(), value.into());
        }
        self
    }
}
