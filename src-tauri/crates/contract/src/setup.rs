//! Connecting, choosing, starting, disconnecting.

use jiff::Timestamp;
use jiff::civil::Date;
use ledger::{Currency, alternative::PayoutBank};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::reason::AccountPurpose;
use crate::status::{Mode, Status};

/// Names a company of this installation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CompanyRequest {
    /// Which.
    pub company: String,
}

/// Asks for the accounts that can be chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AccountsRequest {
    /// Of which company.
    pub company: String,
    /// What for; deposits where it is not said.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub purpose: Option<AccountPurpose>,
}

/// An API key that was accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AlternativeConnected {
    /// Which company of this installation.
    pub company: String,
    /// Base address of the API.
    pub api: String,
    /// Id of the key.
    pub client_id: String,
    /// What its server offers.
    pub mode: Mode,
    /// Practice services, no real books.
    pub practice: bool,
    /// The bank account that payouts go to.
    #[ts(type = "PayoutBank | null")]
    pub payout_bank: Option<PayoutBank>,
    /// The QuickBooks company that is bound there already.
    pub bound_realm: Option<String>,
    /// Its name.
    pub bound_company: Option<String>,
    /// Alternative's own QuickBooks link is active (rule N8).
    pub other_link: bool,
    /// Where everything but secrets is kept.
    pub data: String,
    /// Quiet lines about `mode` and `other_link`, for readers without a catalogue of their own.
    #[ts(skip)]
    pub notes: Vec<String>,
}

/// The sign-in page is ready to be opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OpenPage {
    /// Its address.
    pub open: String,
}

/// A connected QuickBooks company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct QuickbooksConnected {
    /// Which company of this installation.
    pub company: String,
    /// Company id in QuickBooks.
    pub realm_id: String,
    /// Company name.
    pub name: String,
    /// Home currency.
    #[ts(type = "Currency")]
    pub currency: Currency,
    /// Books are closed up to and including this day.
    pub closed_until: Option<Date>,
    /// Who signed in.
    pub email: Option<String>,
    /// Whether that user's phone is verified.
    pub phone_verified: Option<bool>,
    /// It was connected before and resumes where it stopped.
    pub again: bool,
    /// Quiet lines about `phone_verified`, for readers without a catalogue of their own.
    #[ts(skip)]
    pub notes: Vec<String>,
}

/// What to end.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DisconnectRequest {
    /// Which company.
    pub company: String,
    /// Revoke the sign-in and disconnect at Alternative: other computers stop too (rule N6).
    pub everywhere: bool,
    /// Delete the local history as well.
    pub forget: bool,
}

/// What could not be ended everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LeftConnected {
    /// Alternative no longer accepts the API key, so the link there stays.
    KeyRefused,
    /// The sign-in to QuickBooks had ended before.
    SignInEnded,
}

/// What was ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Disconnected {
    /// Which company.
    pub company: String,
    /// Other computers stop too.
    pub everywhere: bool,
    /// The local history was deleted.
    pub forgotten: bool,
    /// What could not be ended.
    pub left: Vec<LeftConnected>,
    /// The same in words, for readers without a catalogue of their own.
    #[ts(skip)]
    pub notes: Vec<String>,
}

/// A bank account that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AccountRow {
    /// Id in QuickBooks.
    pub id: String,
    /// Full name.
    pub name: String,
    /// Its last four digits, where QuickBooks keeps a number.
    pub last4: Option<String>,
    /// QuickBooks' own word for its type (`Checking`).
    pub kind: Option<String>,
    /// Its currency.
    #[ts(type = "Currency")]
    pub currency: Currency,
    /// Its balance.
    pub balance_minor: i64,
    /// Looks like the bank account that payouts go to (rule D11).
    pub suggested: bool,
    /// Chosen for deposits.
    pub chosen: bool,
}

/// When a payment is recorded in QuickBooks (rule P2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RecordWhen {
    /// As soon as Alternative reports it processing.
    Processing,
    /// Only once it succeeded.
    Succeeded,
}

/// A chosen account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChosenAccount {
    /// Id in QuickBooks.
    pub id: String,
    /// Its name, where it was read.
    pub name: Option<String>,
}

/// The preferences.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PreferencesView {
    /// Which company.
    pub company: String,
    /// Each paid payout becomes a deposit (rules D1, D2).
    pub create_deposits: bool,
    /// Payouts paid from then on are deposited.
    pub deposits_since: Option<Timestamp>,
    /// Bank account of the deposits.
    pub deposit_account: Option<ChosenAccount>,
    /// Bank account that payments are recorded to; nothing = Undeposited Funds (rule D12).
    pub payment_account: Option<ChosenAccount>,
    /// Account of absorbed fees (rule D10).
    pub fee_account: Option<ChosenAccount>,
    /// When payments are recorded.
    pub record_when: RecordWhen,
    /// Paid invoices dated from this day on are synced too (rule I14).
    pub start_date: Option<Date>,
    /// Quiet lines about the chosen account (rule D11), for readers without a catalogue of their own. The window has
    /// [`AccountRow::suggested`].
    #[ts(skip)]
    pub notes: Vec<String>,
}

/// A change of preferences: `key=value` pairs, all of them set or none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SetPreferences {
    /// Which company.
    pub company: String,
    /// What to set, in order.
    pub set: Vec<Setting>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Setting {
    /// `create_deposits`, `deposit_account`, `payment_account`, `fee_account`, `record_when` or `start_date`.
    pub key: String,
    /// Its new value; empty restores the default.
    pub value: String,
}

/// How a `sync --once` ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Synced {
    /// Changes written in this run.
    pub done: u64,
    /// Passes over QuickBooks and Alternative.
    pub passes: u64,
    /// The status now.
    pub status: Status,
}
