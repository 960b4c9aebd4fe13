//! The status snapshot: what the Overview shows. The latest wins.

use jiff::Timestamp;
use ledger::Currency;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::summary::{Notice, Summary};

/// The status, as one of four states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The last tie-out agreed and nothing waits (rule F5).
    Done,
    /// Something is being read or written.
    Working,
    /// Something is pending and will be recorded automatically.
    Waiting,
    /// The user has to decide or to sign in.
    NeedsYou,
}

/// The state of the connections, apart from the four states of syncing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Connection {
    /// QuickBooks and Alternative respond.
    Ok,
    /// QuickBooks' sign-in has ended, Alternative's key is refused, or one of them was never given.
    SignInEnded,
    /// A service does not respond.
    Offline,
    /// Paused by the user, or stopped until the other link is disconnected.
    Paused,
}

/// State of one service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SideState {
    /// Not connected yet, or disconnected.
    NotConnected,
    /// It responds.
    Ok,
    /// It asked to slow down (rule F6).
    SlowedDown,
    /// It does not respond.
    Offline,
    /// The certificate that comes in its name is not trusted on this computer.
    Untrusted,
    /// The sign-in (QuickBooks) has ended, rule N5.
    SignInEnded,
    /// The API key (Alternative) is refused.
    KeyRefused,
    /// The QuickBooks subscription is not active.
    SubscriptionLapsed,
    /// Alternative's own QuickBooks link is active (rule N8).
    OtherLinkActive,
    /// Alternative is bound to another QuickBooks company.
    AlreadyConnected,
    /// The link was disconnected in Alternative.
    Disconnected,
    /// The keychain does not give the secret.
    KeychainLocked,
}

/// What Alternative's server offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// The integration contract.
    Integration,
    /// The documented API only.
    Documented,
}

/// One synced item of the integration guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SyncCategory {
    /// Invoice details.
    InvoiceDetails,
    /// Line items.
    LineItems,
    /// Customers.
    Customers,
    /// Payments.
    Payments,
    /// Deposits.
    Deposits,
    /// Archived invoices.
    ArchivedInvoices,
    /// Archived customers.
    ArchivedCustomers,
    /// Deleted payments.
    DeletedPayments,
    /// PDF invoices.
    PdfInvoices,
}

impl SyncCategory {
    /// In the guide's order.
    pub const ALL: [Self; 9] = [
        Self::InvoiceDetails,
        Self::LineItems,
        Self::Customers,
        Self::Payments,
        Self::Deposits,
        Self::ArchivedInvoices,
        Self::ArchivedCustomers,
        Self::DeletedPayments,
        Self::PdfInvoices,
    ];

    /// What the row is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::InvoiceDetails => "Invoice details",
            Self::LineItems => "Line items",
            Self::Customers => "Customers",
            Self::Payments => "Payments",
            Self::Deposits => "Deposits",
            Self::ArchivedInvoices => "Archived invoices",
            Self::ArchivedCustomers => "Archived customers",
            Self::DeletedPayments => "Deleted payments",
            Self::PdfInvoices => "PDF invoices",
        }
    }
}

/// One row of the live board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ItemStatus {
    /// Which.
    pub item: SyncCategory,
    /// Its state.
    pub state: State,
    /// Switched off by the user (Create Deposits), with nothing left to do: that is no success, and is not called one.
    pub off: bool,
    /// When it last changed something in the other service, within the last 31 days.
    pub last_change: Option<Timestamp>,
    /// What people call the record that changed then: an invoice's number, a customer's name.
    pub last_record: Option<String>,
    /// Done today, in the company's time zone.
    pub today: u64,
    /// Writes that were sent and have no response yet.
    pub in_flight: u64,
    /// Waiting: pending, or for a decision.
    pub waiting: u64,
    /// Done in each of the last 24 hours, the present one last.
    pub hours: Vec<u64>,
}

/// A part of the difference between QuickBooks and Alternative.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Explained {
    /// What it is.
    pub because: Because,
    /// What it is in words, for readers without a catalogue of their own.
    #[ts(skip)]
    pub reason: String,
    /// How much of QuickBooks' sum less Alternative's.
    pub minor: i64,
}

/// Why an invoice differs, or both sums do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// A payment is not yet recorded in QuickBooks.
    Clearing,
    /// A known difference, or an open decision.
    Listed,
    /// Nothing explains it.
    Unexplained,
}

/// An open invoice that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Differing {
    /// The record, as `invoice:id`.
    pub record: String,
    /// What people call it.
    pub number: String,
    /// Its balance in QuickBooks less its balance in Alternative, in minor units.
    pub minor: i64,
    /// What most of it comes from.
    pub because: Because,
}

/// The comparison of what is open in QuickBooks and in Alternative (rules I4, F5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TieOut {
    /// Every open linked invoice ties to the cent, explained differences counted in, and QuickBooks and Alternative were
    /// compared within the last 26 hours (rule F5).
    pub agrees: bool,
    /// End of the last complete pass; nothing newer is known.
    pub at: Option<Timestamp>,
    /// When QuickBooks and Alternative were last compared in full.
    pub compared_at: Option<Timestamp>,
    /// They are being compared.
    pub comparing: bool,
    /// Open linked invoices that were compared.
    pub invoices: u64,
    /// Number of those that differ.
    pub apart: u64,
    /// Sum of their balances in QuickBooks, in minor units.
    pub quickbooks_minor: i64,
    /// Sum of their balances in Alternative, in minor units.
    pub alternative_minor: i64,
    /// Where the difference comes from; with `agrees` these come to it exactly.
    pub explained: Vec<Explained>,
    /// The invoices that differ, largest difference first: only the first of them.
    pub differing: Vec<Differing>,
}

/// The status of QuickBooks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct QuickbooksStatus {
    /// Company name.
    pub company: Option<String>,
    /// Company id.
    pub realm_id: Option<String>,
    /// Who signed in.
    pub email: Option<String>,
    /// Whether that user's phone is verified; skipping it is fine.
    pub phone_verified: Option<bool>,
    /// Its state.
    pub state: SideState,
}

/// The status of Alternative.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AlternativeStatus {
    /// Its state.
    pub state: SideState,
    /// Time of its last response.
    pub heard_at: Option<Timestamp>,
    /// What its server offers; nothing while not connected.
    pub mode: Option<Mode>,
}

/// How many, and how much money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Sum {
    /// Records.
    pub count: u64,
    /// Their amounts together.
    pub minor: i64,
    /// In this currency.
    #[ts(type = "Currency")]
    pub currency: Currency,
}

/// A pause that the user asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Pause {
    /// When it resumes automatically; nothing: only when resumed by the user.
    pub until: Option<Timestamp>,
}

/// Everything the Overview shows about one company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Status {
    /// Names the pair in this installation (rule N1).
    pub company: String,
    /// Practice services, no real books.
    pub practice: bool,
    /// One of four.
    pub state: State,
    /// The line about connections.
    pub connection: Connection,
    /// One line that says it all.
    pub summary: Summary,
    /// The same in words, for readers without a catalogue of their own.
    #[ts(skip)]
    pub sentence: String,
    /// End of the last complete pass over QuickBooks and Alternative.
    pub as_of: Option<Timestamp>,
    /// First *Start syncing*; before it nothing is written.
    pub started_at: Option<Timestamp>,
    /// Whether QuickBooks and Alternative agree.
    pub tie_out: TieOut,
    /// QuickBooks.
    pub quickbooks: QuickbooksStatus,
    /// Alternative.
    pub alternative: AlternativeStatus,
    /// One row per item, in the guide's order.
    pub items: Vec<ItemStatus>,
    /// What is pending and will be recorded automatically.
    pub waiting: Sum,
    /// Open decisions in the Needs-you inbox.
    pub holds: u64,
    /// Money at stake in those decisions.
    pub held: Sum,
    /// Paused by the user: until then, or until resumed if no time is given.
    pub paused: Option<Pause>,
    /// Time of the next check of QuickBooks.
    pub next_look: Option<Timestamp>,
    /// Requests that read QuickBooks this month.
    pub reads_this_month: u64,
    /// How many there may be (rule F2).
    pub read_budget: u64,
    /// Quiet lines: a slow-down with its end, a phone that is not verified, what works differently.
    pub notices: Vec<Notice>,
    /// The same in words, for readers without a catalogue of their own.
    #[ts(skip)]
    pub notes: Vec<String>,
}
