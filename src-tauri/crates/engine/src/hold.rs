//! Holds: the companion stops for one record, writes nothing, and asks.

use std::collections::BTreeMap;

use jiff::Timestamp;
use ledger::{Money, books};
use serde::{Deserialize, Serialize};

use crate::choice::{Choice, ChoiceId, choices_of};
use crate::reason::HoldReason;
use crate::rule::Rule;
use crate::subject::Subject;

/// A hold as the plan raises it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct HoldDraft {
    /// The record.
    pub subject: Subject,
    /// Of a payment, the QuickBooks customer whose part is held: a payment of two customers may hold twice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<books::CustomerId>,
    /// Facts the decision would be about; other facts make a new hold.
    pub fingerprint: String,
    /// Money at stake.
    pub amount: Option<Money>,
    /// What stopped.
    pub reason: HoldReason,
}

impl HoldDraft {
    /// Its identity: the same rule, record, case and facts are the same hold. The four are frozen, since decisions are
    /// stored under it.
    pub fn key(&self) -> String {
        let identity = (self.rule(), &self.subject, self.case(), &self.fingerprint);
        let mut id = crate::reference::fingerprint(&identity);
        id.truncate(12);
        id
    }

    /// The rule that stopped.
    pub fn rule(&self) -> Rule {
        self.reason.rule()
    }

    /// The ways on.
    pub fn choices(&self) -> Vec<Choice> {
        choices_of(self)
    }

    /// It was raised by version 0.1.0, and its facts were not planned since.
    pub fn is_unworded(&self) -> bool {
        matches!(self.reason, HoldReason::Unworded { .. })
    }

    /// Which case of the rule.
    fn case(&self) -> &str {
        match (&self.part, self.rule()) {
            (Some(customer), _) => customer.as_str(),
            (None, Rule::C1 | Rule::I1) => "refused",
            (None, Rule::C4 | Rule::C7 | Rule::I10) => "archived",
            (None, Rule::F8) => "unread",
            (None, Rule::I3) => "sum",
            (None, Rule::I12) => "edited",
            (None, Rule::P17 | Rule::I16 | Rule::I17) => "list",
            (None, _) => "deposit",
        }
    }
}

/// A draft in any form that was ever stored: version 0.1.0 kept the rule, the case and sentences.
#[derive(Deserialize)]
struct Stored {
    subject: Subject,
    part: Option<books::CustomerId>,
    fingerprint: String,
    amount: Option<Money>,
    reason: Option<HoldReason>,
    rule: Option<Rule>,
    case: Option<String>,
    details: Option<BTreeMap<String, String>>,
}

/// A stored hold that says neither a reason nor a rule.
#[derive(Debug, thiserror::Error)]
#[error("a hold has neither reason nor rule")]
struct NoReason;

impl TryFrom<Stored> for HoldDraft {
    type Error = NoReason;

    fn try_from(stored: Stored) -> Result<Self, NoReason> {
        let part = match (&stored.subject, stored.case) {
            (Subject::Payment(_), Some(customer)) => Some(books::CustomerId::new(customer)),
            _ => stored.part,
        };
        let details = stored.details.unwrap_or_default();
        let unworded = stored.rule.map(|rule| HoldReason::Unworded { rule, details });
        let reason = stored.reason.or(unworded).ok_or(NoReason)?;
        let Stored { subject, fingerprint, amount, .. } = stored;
        Ok(Self { subject, part, fingerprint, amount, reason })
    }
}

/// What a person decided, remembered for these facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The choice.
    pub choice: ChoiceId,
    /// Its arguments (`account` = an account id, `date` = a day, `payments` = ids).
    pub arguments: BTreeMap<String, String>,
    /// When it happened, by our clock.
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
        /// When it happened, by our clock.
        at: Timestamp,
    },
}

/// A hold in the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// [`HoldDraft::key`].
    pub id: String,
    /// What it is about.
    pub draft: HoldDraft,
    /// Where it stands.
    pub state: HoldState,
    /// When it was first raised.
    pub raised_at: Timestamp,
}
