//! Payments and payouts from before the first *Start syncing*: listed, and posted only when ticked (rule P17).

use std::collections::BTreeMap;

use jiff::Timestamp;
use ledger::{Minor, Money};
use serde::{Deserialize, Serialize};

use crate::hold::{Choice, HoldDraft};
use crate::reference::fingerprint;
use crate::subject::Subject;

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    /// Which.
    pub subject: Subject,
    /// How much.
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

/// One card for all that wait.
pub fn plan_before_start(ledger: &EarlierLedger) -> Option<HoldDraft> {
    let first = ledger.waiting.values().next()?;
    let count = ledger.waiting.len();
    let sum: Minor = ledger.waiting.values().map(|earlier| earlier.amount.minor).sum();
    let sum = sum.of(first.amount.currency);
    let things = if ledger.waiting.values().all(|earlier| matches!(earlier.subject, Subject::Payout(_))) {
        if count == 1 { "payout" } else { "payouts" }
    } else if ledger.waiting.values().all(|earlier| matches!(earlier.subject, Subject::Payment(_))) {
        if count == 1 { "payment" } else { "payments" }
    } else {
        "payments and payouts"
    };
    let were = if count == 1 { "was" } else { "were" };
    let details = ledger
        .waiting
        .iter()
        .map(|(subject, earlier)| (subject.clone(), format!("{} on {}", earlier.amount, earlier.at)))
        .collect();
    Some(HoldDraft {
        rule: "P17".to_owned(),
        subject: Subject::BeforeStart,
        case: "list".to_owned(),
        fingerprint: fingerprint(&ledger.waiting.keys().collect::<Vec<_>>()),
        title: format!("{count} {things} ({sum}) {were} collected before this computer looked."),
        cause: "They may be in QuickBooks already, keyed by hand or by another link.".to_owned(),
        consequence: "They are not recorded until they are ticked; everything newer goes on.".to_owned(),
        amount: Some(sum),
        choices: vec![
            Choice::new("show", "Show them"),
            Choice::new("post", "Post the ticked ones"),
            Choice::new("leave", "Leave them"),
        ],
        details,
    })
}
