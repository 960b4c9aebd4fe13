//! The Needs-you inbox.

use std::collections::BTreeMap;

use jiff::Timestamp;
use ledger::Money;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Rules that can stop for a question ([`HoldCard::rule`]); the user interface has words for each.
pub const RULES: &[&str] =
    &["C1", "D3", "D4", "D5", "D7", "D13", "I1", "I3", "I12", "P1", "P4", "P5", "P8", "P9", "P11", "P17"];

/// Ways on that a question can offer ([`Choice::id`]); the user interface has words for each.
pub const CHOICES: &[&str] = &[
    "accept",
    "already_recorded",
    "check_again",
    "choose_account",
    "i_handle_it",
    "i_handled_it",
    "it_is_that_one",
    "keep",
    "keep_as_credit",
    "leave",
    "leave_as_credit",
    "open_in_quickbooks",
    "post",
    "post_first_open_day",
    "record_again",
    "record_ours_too",
    "send",
    "show",
    "try_again",
    "use_deposit",
    "wait",
    "wait_for_accountant",
    "write_again",
];

/// Names of what stands in a question's details ([`HoldCard::details`]), besides records as `kind:id`.
pub const DETAILS: &[&str] = &[
    "alternative_payment",
    "alternative_payout",
    "closed_until",
    "code",
    "facts",
    "first_open_day",
    "latecomers",
    "missing",
    "quickbooks_customer",
    "quickbooks_invoice",
    "quickbooks_payment",
    "terms",
];

/// What a choice asks before it can be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// A bank account, as `account`.
    Account,
    /// A day, as `date`.
    Date,
    /// One of the payments in the details, as `payment`.
    Payment,
    /// Some of the payments in the details, as `payments`, with commas between.
    Payments,
}

/// A way on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Choice {
    /// What `decide` takes.
    pub id: String,
    /// What the button says.
    pub label: String,
    /// What it asks first.
    pub asks: Option<Ask>,
    /// It only shows something; the question stays open.
    pub shows: bool,
}

/// A question to a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HoldCard {
    /// Names it; the same facts are the same question.
    pub id: String,
    /// Rule that stopped (`P5`).
    pub rule: String,
    /// What happened.
    pub title: String,
    /// Why.
    pub cause: String,
    /// What it means if left.
    pub consequence: String,
    /// Money at stake.
    #[ts(type = "Money | null")]
    pub amount: Option<Money>,
    /// The record, as `kind:id`.
    pub record: String,
    /// Whose record it is, where that is known.
    pub customer: Option<String>,
    /// The ways on.
    pub choices: Vec<Choice>,
    /// When it was first asked.
    pub raised_at: Timestamp,
    /// Codes and ids.
    pub details: BTreeMap<String, String>,
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DecideRequest {
    /// Which company.
    pub company: String,
    /// [`HoldCard::id`]
    pub hold: String,
    /// [`Choice::id`]
    pub choice: String,
    /// Its arguments (`account`, `date`, `payment`, `payments`).
    pub arguments: BTreeMap<String, String>,
}

/// A decision that was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Decided {
    /// Which question.
    pub hold: String,
    /// Its title.
    pub title: String,
    /// What the chosen button says.
    pub choice: String,
    /// The choice only shows something; the question stays open.
    pub still_open: bool,
    /// What to look at, for choices that show something.
    pub show: Vec<String>,
}
