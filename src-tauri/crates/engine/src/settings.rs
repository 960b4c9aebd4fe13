//! What one company's pair is set to: connection facts, preferences, and the points in time that rules count from.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use ledger::{CompanyId, Currency, RealmId, alternative::PayoutBank, books};
use serde::{Deserialize, Serialize};

use crate::fault::Side;

/// Where Alternative's API is and with which key it is spoken to; the secret is in the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlternativeAccess {
    /// Base address of the API.
    pub api: String,
    /// Id of the API key.
    pub client_id: String,
    /// The server offers the integration contract.
    pub integration: bool,
    /// Bank account that receives payouts (rule D11).
    pub payout_bank: Option<PayoutBank>,
    /// The partner account's time zone.
    pub time_zone: Option<String>,
    /// The partner account's currency.
    pub home_currency: Option<Currency>,
}

/// Where QuickBooks is and which company is bound; tokens are in the vault and in memory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuickbooksAccess {
    /// Base address of the API, up to before `/v3`.
    pub api: String,
    /// Address of the OpenID discovery document.
    pub discovery: String,
    /// Client id of the keys.
    pub client_id: String,
    /// The company as last read.
    pub company: books::Company,
    /// Who signed in.
    pub email: Option<String>,
    /// Whether that person's phone is verified; a skipped phone is a quiet note (rule N2).
    pub phone_verified: Option<bool>,
}

/// When a payment is recorded in QuickBooks (rule P2).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordWhen {
    /// As soon as Alternative reports it processing.
    #[default]
    Processing,
    /// Only once it succeeded.
    Succeeded,
}

/// What people choose.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preferences {
    /// Each paid payout becomes a deposit (rules D1, D2).
    pub create_deposits: bool,
    /// Payouts paid at or after this instant are deposited (rule D2).
    pub deposits_since: Option<Timestamp>,
    /// Bank account of the deposits.
    pub deposit_account: Option<books::AccountId>,
    /// Where payments are recorded; `None` = Undeposited Funds (rule D12).
    pub payment_account: Option<books::AccountId>,
    /// Account of absorbed fees, by id from the day it was found or created (rule D10).
    pub fee_account: Option<books::AccountId>,
    /// Account for what goes back, by id from the day it was found, created or chosen (rule D15).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returns_account: Option<books::AccountId>,
    /// When payments are recorded.
    pub record_when: RecordWhen,
    /// Paid invoices dated on or after this day are imported too (rule I14).
    pub start_date: Option<Date>,
}

/// Why a side is closed until a person does something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closed {
    /// QuickBooks' sign-in has ended (rule N5).
    SignInEnded,
    /// Alternative refused the API key.
    KeyRefused,
    /// The QuickBooks subscription is not active.
    SubscriptionLapsed,
    /// Alternative's own QuickBooks link is active (rule N8).
    OtherLinkActive,
    /// Another QuickBooks company is bound at Alternative.
    AlreadyConnected,
    /// The link was disconnected on Alternative's side.
    Disconnected,
}

/// One pair of partner account and QuickBooks company (rule N1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Names the pair in this installation.
    pub company: CompanyId,
    /// Practice services: other keychain namespace, time from the services (architecture, rule 4).
    pub practice: bool,
    /// Alternative's side, once its key was accepted.
    pub alternative: Option<AlternativeAccess>,
    /// QuickBooks' side, once signed in.
    pub quickbooks: Option<QuickbooksAccess>,
    /// Bound at Alternative (`PUT /integrations/quickbooks`).
    pub bound: bool,
    /// Choices.
    pub preferences: Preferences,
    /// First *Start syncing*: older payments and payouts wait for a tick mark (rule P17).
    pub started_at: Option<Timestamp>,
    /// QuickBooks' side is closed.
    pub quickbooks_closed: Option<Closed>,
    /// Alternative's side is closed.
    pub alternative_closed: Option<Closed>,
    /// Paused by a person until then; `Timestamp::MAX` = until resumed.
    pub paused_until: Option<Timestamp>,
    /// Undeposited Funds, found by its subtype.
    pub undeposited_funds: Option<books::AccountId>,
}

/// One thing that changed, for the settings as they are stored by then: whatever somebody else set meanwhile stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Patch {
    /// The bound QuickBooks company as read now; ignored when another company is bound by then.
    Company(Box<books::Company>),
    /// Alternative's API is at another address.
    AlternativeAt(String),
    /// So is QuickBooks' and its sign-in.
    QuickbooksAt {
        /// Address of the API.
        api: String,
        /// Where its sign-in is described.
        discovery: String,
    },
    /// Undeposited Funds was found.
    UndepositedFunds(books::AccountId),
    /// The account of absorbed fees was found or created (rule D10); one that a person chose meanwhile stays.
    FeeAccountFound(books::AccountId),
    /// The account for what goes back was found or created (rule D15); one that a person chose meanwhile stays.
    ReturnsAccountFound(books::AccountId),
    /// *Create Deposits*, and since when (rule D2); `None` = off.
    DepositsSince(Option<Timestamp>),
    /// Bank account of the deposits.
    DepositAccount(Option<books::AccountId>),
    /// Where payments are recorded (rule D12).
    PaymentAccount(Option<books::AccountId>),
    /// Account of absorbed fees, as chosen.
    FeeAccount(Option<books::AccountId>),
    /// When payments are recorded (rule P2).
    RecordWhen(RecordWhen),
    /// First day of history (rule I14).
    StartDate(Option<Date>),
    /// First *Start syncing*; later ones change nothing (rule P17).
    Started(Timestamp),
    /// Paused until then, or no more.
    Paused(Option<Timestamp>),
    /// A side is closed, or open again.
    Closed(Side, Option<Closed>),
}

impl Preferences {
    /// What must be changed to get from `before` to this.
    pub fn since(&self, before: &Self) -> Vec<Patch> {
        let mut patches = Vec::new();
        let deposits = |it: &Self| (it.create_deposits, it.deposits_since);
        if deposits(self) != deposits(before) {
            patches.push(Patch::DepositsSince(self.deposits_since.filter(|_| self.create_deposits)));
        }
        if self.deposit_account != before.deposit_account {
            patches.push(Patch::DepositAccount(self.deposit_account.clone()));
        }
        if self.payment_account != before.payment_account {
            patches.push(Patch::PaymentAccount(self.payment_account.clone()));
        }
        if self.fee_account != before.fee_account {
            patches.push(Patch::FeeAccount(self.fee_account.clone()));
        }
        if self.record_when != before.record_when {
            patches.push(Patch::RecordWhen(self.record_when));
        }
        if self.start_date != before.start_date {
            patches.push(Patch::StartDate(self.start_date));
        }
        patches
    }
}

impl Settings {
    /// Changes what the patch is about and nothing else.
    pub fn patch(&mut self, patch: Patch) {
        let chosen = &mut self.preferences;
        match patch {
            Patch::Company(company) => {
                let bound = self.quickbooks.as_mut().filter(|access| access.company.realm == company.realm);
                if let Some(access) = bound {
                    access.company = *company;
                }
            }
            Patch::AlternativeAt(api) => {
                if let Some(access) = &mut self.alternative {
                    access.api = api;
                }
            }
            Patch::QuickbooksAt { api, discovery } => {
                if let Some(access) = &mut self.quickbooks {
                    (access.api, access.discovery) = (api, discovery);
                }
            }
            Patch::UndepositedFunds(account) => self.undeposited_funds = Some(account),
            Patch::FeeAccountFound(account) => {
                chosen.fee_account.get_or_insert(account);
            }
            Patch::ReturnsAccountFound(account) => {
                chosen.returns_account.get_or_insert(account);
            }
            Patch::DepositsSince(since) => {
                chosen.create_deposits = since.is_some();
                chosen.deposits_since = since;
            }
            Patch::DepositAccount(account) => chosen.deposit_account = account,
            Patch::PaymentAccount(account) => chosen.payment_account = account,
            Patch::FeeAccount(account) => chosen.fee_account = account,
            Patch::RecordWhen(when) => chosen.record_when = when,
            Patch::StartDate(day) => chosen.start_date = day,
            Patch::Started(at) => {
                self.started_at.get_or_insert(at);
            }
            Patch::Paused(until) => self.paused_until = until,
            Patch::Closed(Side::Quickbooks, closed) => self.quickbooks_closed = closed,
            Patch::Closed(Side::Alternative, closed) => self.alternative_closed = closed,
        }
    }

    /// A pair nothing is known of yet.
    pub fn new(company: CompanyId, practice: bool) -> Self {
        Self {
            company,
            practice,
            alternative: None,
            quickbooks: None,
            bound: false,
            preferences: Preferences::default(),
            started_at: None,
            quickbooks_closed: None,
            alternative_closed: None,
            paused_until: None,
            undeposited_funds: None,
        }
    }

    /// Both sides are known and bound to each other.
    pub fn is_connected(&self) -> bool {
        self.bound && self.alternative.is_some() && self.quickbooks.is_some()
    }

    /// The bound QuickBooks company.
    pub fn realm(&self) -> Option<&RealmId> {
        self.quickbooks.as_ref().map(|access| &access.company.realm)
    }

    /// Home currency of the books, USD while unknown.
    pub fn home_currency(&self) -> Currency {
        self.quickbooks.as_ref().map_or(Currency::USD, |access| access.company.home_currency)
    }

    /// The company's time zone: QuickBooks' word, else Alternative's, else UTC (rule P1).
    pub fn time_zone(&self) -> TimeZone {
        let quickbooks = self.quickbooks.as_ref().and_then(|access| access.company.time_zone.as_deref());
        let alternative = self.alternative.as_ref().and_then(|access| access.time_zone.as_deref());
        [quickbooks, alternative]
            .into_iter()
            .flatten()
            .find_map(|name| TimeZone::get(name).ok())
            .unwrap_or(TimeZone::UTC)
    }

    /// The day that instant falls on in the company's time zone.
    pub fn day_of(&self, at: Timestamp) -> Date {
        at.to_zoned(self.time_zone()).date()
    }

    /// Books are closed up to and including this day (rule D7).
    pub fn closed_until(&self) -> Option<Date> {
        self.quickbooks.as_ref().and_then(|access| access.company.closed_until)
    }

    /// First day of history: the chosen one, else 90 days before the start (rule I14).
    pub fn start_date(&self, today: Date) -> Date {
        self.preferences.start_date.unwrap_or_else(|| {
            let base = self.started_at.map_or(today, |at| self.day_of(at));
            base.checked_sub(90.days()).unwrap_or(base)
        })
    }
}
