//! The walk of a first connection: every step can be left and resumed, also after a restart.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::preview::PreviewView;
use crate::problem::Problem;
use crate::setup::{AlternativeConnected, QuickbooksConnected};
use crate::side::Side;

/// A step of the walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WalkStep {
    /// A real company, or the practice company.
    Welcome,
    /// Alternative's API key.
    Alternative,
    /// The sign-in to QuickBooks.
    ConnectQuickbooks,
    /// Is this the right company?
    Confirm,
    /// How payouts reach the books.
    BankAccount,
    /// Off by default (rule D1).
    CreateDeposits,
    /// The preview of the first sync, and *Start syncing*.
    Preview,
    /// Syncing was started.
    Done,
}

/// State of the sign-in to QuickBooks. The companion does not see QuickBooks' pages: it reports only what it knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SignIn {
    /// Not started, or canceled.
    Idle,
    /// The page is being prepared.
    Preparing,
    /// The page may be open in the browser; the response is awaited.
    PageOpened {
        /// Address of the page; it works once.
        address: String,
        /// When it was opened.
        at: Timestamp,
        /// Until when a response is accepted.
        until: Timestamp,
    },
    /// QuickBooks responded; the company and the user are being read.
    Answered {
        /// When.
        at: Timestamp,
    },
    /// Connected.
    Connected,
    /// It failed, in words with the next step.
    Ended(Problem),
}

/// State of the preview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PreviewState {
    /// Not started, or canceled.
    Idle,
    /// QuickBooks and Alternative are being read.
    Reading(Reading),
    /// Read and planned.
    Ready(Box<PreviewView>),
    /// It failed.
    Ended(Problem),
}

/// What is read of the two services, in the order of the first read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", content = "facts", rename_all = "snake_case")]
pub enum ReadingStep {
    /// The company's settings and its accounts.
    Company,
    /// Customers of a service.
    Customers {
        /// Which.
        side: Side,
    },
    /// Invoices of a service.
    Invoices {
        /// Which.
        side: Side,
    },
    /// Open invoices in QuickBooks.
    OpenInvoices,
    /// Payments of a service.
    Payments {
        /// Which.
        side: Side,
    },
    /// Payouts.
    Payouts,
    /// Everything was read; what the first sync will do is worked out.
    Planning,
    /// A service is tried again, because it kept us from reading on.
    Retrying {
        /// Which.
        side: Side,
        /// How.
        setback: Setback,
        /// When.
        at: Timestamp,
    },
}

/// What a service that is tried again did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Setback {
    /// It asked to slow down (rule F6).
    SlowDown,
    /// It cannot be reached from this computer.
    Offline,
    /// Its certificate is not trusted.
    Untrusted,
    /// It did not respond.
    NoResponse,
}

/// Progress of reading.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Reading {
    /// Records read so far.
    pub read: u64,
    /// How many there will be, where the services said so.
    pub total: Option<u64>,
    /// What is being read now; nothing: it has just begun.
    pub step: Option<ReadingStep>,
    /// When it began.
    pub since: Option<Timestamp>,
}

/// The current step of a company's walk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Walk {
    /// Which company.
    pub company: String,
    /// Practice services, no real books.
    pub practice: bool,
    /// The step to show.
    pub step: WalkStep,
    /// The last step that can be shown: all before it are done.
    pub reached: WalkStep,
    /// The key that was accepted.
    pub alternative: Option<AlternativeConnected>,
    /// Id of the practice services' key, filled in for the reader; its secret stays with the host.
    pub practice_client_id: Option<String>,
    /// QuickBooks' keys are known: those of the sign-in before, or the practice services'.
    pub has_quickbooks_keys: bool,
    /// The sign-in.
    pub sign_in: SignIn,
    /// The company that was signed in to.
    pub quickbooks: Option<QuickbooksConnected>,
    /// The preview.
    pub preview: PreviewState,
}

/// Goes to a step that was reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WalkRequest {
    /// Which company.
    pub company: String,
    /// Where to.
    pub step: WalkStep,
}

/// An API key to be checked and kept.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AlternativeKeyRequest {
    /// Which company.
    pub company: String,
    /// Base address of the API; Alternative's own where it is left out.
    pub api: Option<String>,
    /// Id of the key.
    pub client_id: String,
    /// Its secret; left out for the practice services, whose key the host has.
    pub client_secret: Option<String>,
}

/// Development keys of an Intuit app, and the addresses they are for.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct QuickbooksKeys {
    /// Base address of the API; QuickBooks' own where it is left out.
    pub api: Option<String>,
    /// Address of the discovery document; Intuit's own where it is left out.
    pub discovery: Option<String>,
    /// Client id.
    pub client_id: String,
    /// Client secret.
    pub client_secret: String,
}

/// Opens the sign-in page.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SignInRequest {
    /// Which company.
    pub company: String,
    /// Keys; left out where they are known.
    pub keys: Option<QuickbooksKeys>,
}

/// *Start syncing*.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StartRequest {
    /// Which company.
    pub company: String,
    /// Payments and payouts from before syncing started that were selected, as `kind:id` (rule P17).
    pub earlier: Vec<String>,
}
