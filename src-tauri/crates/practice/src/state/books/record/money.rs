//! Transactions that move money.

use jiff::civil::Date;
use ledger::MinorUnits;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::meta::Meta;
use super::sales::Settlement;
use crate::state::books::entity::Entity;
use crate::state::books::kept::Kept;

/// What a payment line settles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentLine {
    pub entity: Entity,
    pub id: u64,
    /// Whose receivable it is: the customer of the transaction settled.
    pub customer: u64,
    pub amount: MinorUnits,
    /// True for credit (credit memo, credit side of a journal entry): it adds to what can be applied.
    pub credit: bool,
}

/// A payment received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    pub meta: Meta,
    pub customer: u64,
    pub date: Date,
    pub total: MinorUnits,
    /// `DepositToAccountRef`.
    pub account: u64,
    pub method: Option<u64>,
    pub reference: Option<Box<str>>,
    pub note: Option<Box<str>>,
    pub lines: Vec<PaymentLine>,
    /// The Deposit it is on.
    pub deposit: Option<u64>,
    pub voided: bool,
    pub kept: Kept,
}

/// A name on a line of another ledger than sales: `{value, name?, type}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    pub entity: Entity,
    pub id: u64,
}

/// One line of a deposit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum DepositLine {
    /// A transaction out of Undeposited Funds; a refund's amount is negative.
    Linked {
        #[serde(default = "payment")]
        entity: Entity,
        #[serde(alias = "payment")]
        id: u64,
        amount: MinorUnits,
    },
    /// Money from an account; negative for fees.
    Direct {
        id: u32,
        amount: MinorUnits,
        description: Option<Box<str>>,
        account: u64,
        party: Option<Party>,
        /// `PaymentMethodRef`, `CheckNum`, `ClassRef` and the like.
        kept: Kept,
    },
}

/// What every linked line was before receipts could be deposited.
fn payment() -> Entity {
    Entity::Payment
}

/// Cash taken out of a deposit before it reaches the bank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CashBack {
    pub account: u64,
    pub amount: MinorUnits,
    pub memo: Option<Box<str>>,
}

/// A bank deposit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deposit {
    pub meta: Meta,
    pub date: Date,
    /// The bank account.
    pub account: u64,
    pub number: Option<Box<str>>,
    pub note: Option<Box<str>>,
    pub lines: Vec<DepositLine>,
    pub cash_back: Option<CashBack>,
    pub kept: Kept,
}

/// One line of a journal entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalLine {
    pub id: u32,
    /// Positive on the debit side, negative on the credit side.
    pub debit: MinorUnits,
    pub account: u64,
    pub party: Option<Party>,
    pub description: Option<Box<str>>,
}

/// A journal entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalEntry {
    pub meta: Meta,
    pub date: Date,
    pub number: Option<Box<str>>,
    pub note: Option<Box<str>>,
    pub lines: Vec<JournalLine>,
    /// Payments that settled its receivable lines.
    pub settled: Vec<Settlement>,
    /// The Deposit that its part of Undeposited Funds is on.
    #[serde(default)]
    pub deposit: Option<u64>,
    pub kept: Kept,
}

/// Money moved from one account to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    pub meta: Meta,
    pub date: Date,
    pub from: u64,
    pub to: u64,
    pub amount: MinorUnits,
    pub note: Option<Box<str>>,
    /// The Deposit it is on, when it went to Undeposited Funds.
    pub deposit: Option<u64>,
    pub kept: Kept,
}

/// What a bill's line is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum BillDetail {
    Account,
    Item {
        item: u64,
        #[serde(with = "rust_decimal::serde::str_option")]
        quantity: Option<Decimal>,
        #[serde(with = "rust_decimal::serde::str_option")]
        price: Option<Decimal>,
    },
}

/// One line of a bill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillLine {
    pub id: u32,
    pub amount: MinorUnits,
    pub description: Option<Box<str>>,
    /// The account it posts to.
    pub account: u64,
    pub detail: BillDetail,
    pub kept: Kept,
}

/// A vendor's bill. Bill payments are not kept: it stays open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bill {
    pub meta: Meta,
    pub vendor: u64,
    pub date: Date,
    pub due: Date,
    pub number: Option<Box<str>>,
    pub term: Option<u64>,
    pub note: Option<Box<str>>,
    /// `APAccountRef`.
    pub account: u64,
    pub lines: Vec<BillLine>,
    pub kept: Kept,
}

impl Payment {
    /// What its lines use: debts settled less credits taken in.
    pub fn applied(&self) -> MinorUnits {
        self.lines.iter().map(|line| if line.credit { -line.amount } else { line.amount }).sum()
    }
}

impl DepositLine {
    /// The line's amount.
    pub fn amount(&self) -> MinorUnits {
        match self {
            Self::Linked { amount, .. } | Self::Direct { amount, .. } => *amount,
        }
    }
}

impl Deposit {
    /// What reaches the bank.
    pub fn total(&self) -> MinorUnits {
        let lines: MinorUnits = self.lines.iter().map(DepositLine::amount).sum();
        lines - self.cash_back.as_ref().map_or(MinorUnits::ZERO, |back| back.amount)
    }

    /// The transactions on it.
    pub fn linked(&self) -> impl Iterator<Item = (Entity, u64)> {
        self.lines.iter().filter_map(|line| match line {
            DepositLine::Linked { entity, id, .. } => Some((*entity, *id)),
            DepositLine::Direct { .. } => None,
        })
    }
}

impl Bill {
    /// What is owed for it.
    pub fn total(&self) -> MinorUnits {
        self.lines.iter().map(|line| line.amount).sum()
    }
}
