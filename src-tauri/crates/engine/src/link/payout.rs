//! What the companion itself knows of a payout.

use jiff::Timestamp;
use jiff::civil::Date;
use ledger::alternative::PayoutReport;
use ledger::{MinorUnits, books};
use serde::{Deserialize, Serialize};

use super::{Allowance, Refusal};

/// A payout's link.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutLink {
    /// When it was first seen paid.
    pub paid_at: Option<Timestamp>,
    /// Where it stands.
    pub state: PayoutState,
    /// What was found just before writing and stands in the way.
    pub finding: Option<PayoutFinding>,
    /// What a person allowed.
    pub allowance: Allowance,
    /// Facts of a hold that a person answered with *Wait*: the same facts wait quietly from then on.
    pub waits_on: Option<String>,
    /// Lines that a person chose an account for, because QuickBooks has no payment for that money (rules D3, D6).
    pub extra: Vec<ExtraLine>,
    /// What Alternative was last told.
    pub reported: Option<PayoutReport>,
    /// A deposit that was made for it and holds none of its payments: while it is there, no other one is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub another: Option<books::DepositId>,
    /// A report went out since, and no answer came.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unanswered: bool,
    /// A deposit that was added from the bank feed and is this payout, as a person said: its payments are counted twice
    /// until they are deposited or it is undone (rule D14).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub added: Option<books::DepositId>,
    /// Our deposit, removed because the payout failed (rule D4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removed: Option<books::DepositId>,
    /// Deposits of the same amount that are other money, as a person said (rule D14).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_money: Vec<books::DepositId>,
}

impl PayoutLink {
    /// The deposits that stand for it.
    pub fn stands_for(&self) -> impl Iterator<Item = &books::DepositId> {
        let own = match &self.state {
            PayoutState::Deposited { deposit, .. } => Some(deposit),
            PayoutState::Open | PayoutState::LeftToBookkeeper | PayoutState::Handled => None,
        };
        own.into_iter().chain(&self.added)
    }

    /// The deposits that stand for it or in its way, and whose end changes what is planned.
    pub fn deposits(&self) -> impl Iterator<Item = &books::DepositId> {
        let found = match &self.finding {
            Some(PayoutFinding::Added { deposit, .. }) => Some(deposit),
            _ => None,
        };
        self.stands_for().chain(found)
    }
}

/// A deposit line for money that QuickBooks has no payment for, on an account a person chose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtraLine {
    /// Where it is booked.
    pub account: books::AccountId,
    /// Signed amount: exactly the difference that was shown.
    pub amount: MinorUnits,
}

/// Where a payout stands in QuickBooks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayoutState {
    /// No deposit yet.
    #[default]
    Open,
    /// Paid while Create Deposits was off: left to the bookkeeper for good (rules D1, D2).
    LeftToBookkeeper,
    /// Deposited, read back alive.
    Deposited {
        /// The deposit.
        deposit: books::DepositId,
        /// Its total.
        amount: MinorUnits,
    },
    /// A person handles it.
    Handled,
}

/// What stands in the way of a deposit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayoutFinding {
    /// Some of its payments are on a deposit already, or were recorded straight to a bank.
    AlreadyDeposited {
        /// Number of payments.
        count: usize,
        /// Of how many.
        of: usize,
        /// The deposit, where it is one.
        deposit: Option<books::DepositId>,
        /// The bank account, where they were recorded straight to one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        bank: Option<books::AccountId>,
        /// All of them are in that one place.
        whole: bool,
    },
    /// A deposit that is there was made for this payout, and holds none of its payments (rule D3).
    Another {
        /// It.
        deposit: books::DepositId,
    },
    /// A deposit of the same amount that links none of our payments: probably added from the bank feed (rule D14).
    Added {
        /// It.
        deposit: books::DepositId,
        /// Its date.
        date: Date,
        /// What it comes to.
        amount: MinorUnits,
    },
    /// Our deposit of a payout that failed cannot be removed (rule D4).
    CannotRemove {
        /// It.
        deposit: books::DepositId,
    },
    /// A payment of ours was changed or is missing in QuickBooks, so the sum does not tie.
    Apart {
        /// What the payments and fees come to.
        explained: MinorUnits,
    },
    /// QuickBooks refused it for good.
    Refused(Refusal),
    /// QuickBooks' books are closed at its date although we did not know.
    Closed {
        /// The date that was refused.
        date: Date,
    },
}

/// Where a payment's money is, once it has left Undeposited Funds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// On a deposit.
    Deposit(books::DepositId),
    /// In a bank account, without a deposit.
    Bank(books::AccountId),
}

impl PayoutFinding {
    /// What stands in the way of a deposit of payments that are in these places; `None` while all of them rest in
    /// Undeposited Funds.
    pub fn already_deposited(places: &[Option<Place>]) -> Option<Self> {
        let taken: Vec<_> = places.iter().flatten().collect();
        let first = *taken.first()?;
        let one = taken.iter().all(|place| *place == first).then_some(first);
        let (deposit, bank) = match one {
            Some(Place::Deposit(deposit)) => (Some(deposit.clone()), None),
            Some(Place::Bank(bank)) => (None, Some(bank.clone())),
            None => (None, None),
        };
        let whole = one.is_some() && taken.len() == places.len();
        Some(Self::AlreadyDeposited { count: taken.len(), of: places.len(), deposit, bank, whole })
    }
}
