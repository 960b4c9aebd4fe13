//! The program around the companies: what there is, how the window behaves, which pages it opens.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::walk::WalkStep;

/// A company of this installation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CompanyInfo {
    /// Its name in this installation.
    pub company: String,
    /// Its name in QuickBooks, once that is known.
    pub name: Option<String>,
    /// Practice services, no real books.
    pub practice: bool,
    /// The current step of its walk; `done` once syncing was started.
    pub walk: WalkStep,
    /// When it was connected.
    pub connected_at: Option<Timestamp>,
}

/// The program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AppInfo {
    /// Version of the companion.
    pub version: String,
    /// Operating system and processor.
    pub system: String,
    /// Where everything but secrets is kept.
    pub data: String,
    /// The companies, the practice company last.
    pub companies: Vec<CompanyInfo>,
    /// The practice services can be started here.
    pub can_practise: bool,
    /// There is a tray, autostart and notifications: the real window, not a browser.
    pub has_desktop: bool,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Appearance {
    /// As the system.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// How the window behaves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WindowSettings {
    /// Light or dark.
    pub appearance: Appearance,
    /// Starts with the computer; off by default.
    pub start_at_login: bool,
    /// Keeps syncing in the tray when the window is closed.
    pub keep_running: bool,
    /// Notifies about decisions with money at stake and an ended sign-in.
    pub notifications: bool,
}

impl Default for WindowSettings {
    fn default() -> Self {
        Self {
            appearance: Appearance::System,
            start_at_login: false,
            keep_running: true,
            notifications: true,
        }
    }
}

/// A page outside the window; no other address is ever opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// A record in QuickBooks, as `kind:id`.
    QuickbooksRecord(String),
    /// A record in Alternative, as `kind:id`.
    AlternativeRecord(String),
    /// QuickBooks.
    Quickbooks,
    /// Alternative's partner dashboard.
    Alternative,
    /// The sign-in page that is awaited now.
    SignIn,
    /// The practice desk, where the user plays the other parties.
    PracticeDesk,
    /// Where everything but secrets is kept.
    DataFolder,
}

/// Opens a page in the system browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OpenRequest {
    /// Which company.
    pub company: String,
    /// Which page.
    pub place: Place,
}

/// A page that was opened, or is to be opened by the reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Opened {
    /// Its address.
    pub address: String,
    /// The host opened it; else the user interface does.
    pub opened: bool,
}

/// A pause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PauseRequest {
    /// Which company.
    pub company: String,
    /// For so long; nothing: until resumed.
    pub minutes: Option<u32>,
}

/// What can be saved as a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Saving {
    /// The journal.
    Activity,
    /// Payouts.
    Payouts,
    /// Invoices.
    Invoices,
    /// The redacted support bundle.
    SupportBundle,
}

/// Saves a file in the reader's downloads folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SaveRequest {
    /// Which company.
    pub company: String,
    /// What.
    pub what: Saving,
}

/// Saves QuickBooks' PDF of an invoice in the reader's downloads folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SavePdfRequest {
    /// Which company.
    pub company: String,
    /// The invoice's QuickBooks id.
    pub invoice: String,
}

/// A file that was saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Saved {
    /// Where.
    pub path: String,
}
