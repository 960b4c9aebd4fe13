//! Holds: the companion stops for one record, writes nothing, and asks.

use jiff::Timestamp;
use ledger::Money;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use crate::subject::Subject;

/// A way on that is offered to the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What `decide` takes.
    pub id: String,
    /// What the button says.
    pub label: String,
}

impl Choice {
    /// A choice.
    pub fn new(id: &str, label: impl Into<String>) -> Self {
        Self { id: id.to_owned(), label: label.into() }
    }
}

/// A hold as the plan words it (`spec/faults.md`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldDraft {
    /// Rule that stopped (`P5`).
    pub rule: String,
    /// The record.
    pub subject: Subject,
    /// Which case of the rule: a part of the subject, so that a payment of two customers may hold twice.
    pub case: String,
    /// Facts the decision would be about; other facts make a new hold.
    pub fingerprint: String,
    /// What happened.
    pub title: String,
    /// Why.
    pub cause: String,
    /// What it means if left.
    pub consequence: String,
    /// Money at stake.
    pub amount: Option<Money>,
    /// The ways on.
    pub choices: Vec<Choice>,
    /// Codes and ids for *Details*.
    pub details: BTreeMap<String, String>,
}

impl HoldDraft {
    /// Its identity: the same rule, record, case and facts are the same hold.
    pub fn key(&self) -> String {
        let identity = (&self.rule, &self.subject, &self.case, &self.fingerprint);
        let mut id = crate::reference::fingerprint(&identity);
        id.truncate(12);
        id
    }
}

/// What a person decided, remembered for these facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The choice.
    pub choice: String,
    /// Its arguments (`account` = an account id, `date` = a day, `payments` = ids).
    pub arguments: BTreeMap<String, String>,
    /// When.
    pub at: Timestamp,
}

/// Where a hold stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldState {
    /// Waits for a person.
    Open,
    /// Decided; planning reads the decision for as long as the facts are the same.
    Decided(Decision),
    /// The facts went away by themselves.
    Withdrawn {
        /// When.
        at: Timestamp,
    },
}

/// A hold in the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// [`HoldDraft::key`].
    pub id: String,
    /// The words.
    pub draft: HoldDraft,
    /// Where it stands.
    pub state: HoldState,
    /// When it was first raised.
    pub raised_at: Timestamp,
}
