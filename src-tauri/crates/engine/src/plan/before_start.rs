//! Payments and payouts from before the first *Start syncing*: listed, and posted only when ticked (rule P17).

use std::collections::BTreeMap;

use jiff::Timestamp;
use ledger::{MinorUnits, Money};
use serde::{Deserialize, Serialize};

use crate::hold::HoldDraft;
use crate::reason::HoldReason;
use crate::reference::fingerprint;
use crate::subject::Subject;

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    /// The subject.
    pub subject: Subject,
    /// The amount, in its own currency.
    pub amount: Money,
    /// When it was collected or paid out.
    pub at: Timestamp,
}

/// What a person said about one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EarlierChoice {
    /// Post it.
    Post,
    /// Leave it.
    Leave,
}

/// All of them, and what was said; kept as one value in the store.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlierLedger {
    /// Waiting for a tick mark.
    pub waiting: BTreeMap<String, Earlier>,
    /// Answered.
    pub answered: BTreeMap<String, EarlierChoice>,
}

impl EarlierLedger {
    /// What was said about a subject.
    pub fn choice(&self, subject: &Subject) -> Option<EarlierChoice> {
        self.answered.get(&subject.to_string()).copied()
    }
}

/// One hold for all that wait.
pub fn plan_before_start(ledger: &EarlierLedger) -> Option<HoldDraft> {
    let first = ledger.waiting.values().next()?;
    let sum: MinorUnits = ledger.waiting.values().map(|earlier| earlier.amount.minor).sum();
    Some(HoldDraft {
        subject: Subject::BeforeStart,
        part: None,
        fingerprint: fingerprint(&ledger.waiting.keys().collect::<Vec<_>>()),
        amount: Some(sum.of(first.amount.currency)),
        reason: HoldReason::BeforeStart { earlier: ledger.waiting.values().cloned().collect() },
    })
}
