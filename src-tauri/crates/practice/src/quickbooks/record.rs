//! The records of the books: compact and typed, because a company may have a million of them.

use jiff::civil::Date;
use ledger::Minor;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

pub use super::account_kind::AccountKind;
use super::entity::Entity;
use super::kept::Kept;

/// What every record has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meta {
    /// `SyncToken`.
    pub version: u32,
    /// `MetaData.CreateTime` in milliseconds since 1970.
    pub created: i64,
    /// `MetaData.LastUpdatedTime` in milliseconds since 1970.
    pub updated: i64,
}

/// An account of the chart of accounts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub meta: Meta,
    pub name: Box<str>,
    pub kind: AccountKind,
    pub subtype: Box<str>,
    pub number: Option<Box<str>>,
    pub parent: Option<u64>,
    pub active: bool,
    pub kept: Kept,
}

/// A customer or sub-customer (job).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    pub meta: Meta,
    /// Without the suffix that an inactive name shows.
    pub display_name: Box<str>,
    pub parent: Option<u64>,
    pub email: Option<Box<str>>,
    pub active: bool,
    pub kept: Kept,
}

/// A vendor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vendor {
    pub meta: Meta,
    pub display_name: Box<str>,
    pub active: bool,
    pub kept: Kept,
}

/// A product, service, bundle or category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    pub meta: Meta,
    pub name: Box<str>,
    pub kind: Box<str>,
    pub active: bool,
    pub taxable: bool,
    pub parent: Option<u64>,
    pub income: Option<u64>,
    pub expense: Option<u64>,
    pub asset: Option<u64>,
    #[serde(with = "rust_decimal::serde::str_option")]
    pub price: Option<Decimal>,
    pub sku: Option<Box<str>>,
    /// Of a bundle: its items with their quantities.
    pub members: Vec<Member>,
    pub kept: Kept,
}

/// One item of a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    pub item: u64,
    #[serde(with = "rust_decimal::serde::str")]
    pub quantity: Decimal,
}

/// A payment term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    pub meta: Meta,
    pub name: Box<str>,
    pub active: bool,
    pub due_days: Option<u16>,
    pub kept: Kept,
}

/// A list entry with nothing but a name: class, department, payment method.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    pub meta: Meta,
    pub name: Box<str>,
    pub active: bool,
    pub kept: Kept,
}

/// The company's own card, or its preferences.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Single {
    pub meta: Meta,
    pub kept: Kept,
}

/// What a sales line sells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sold {
    Item(u64),
    Shipping,
    Gratuity,
}

/// One line of an invoice or credit memo. Sub-total lines are not kept: answers make them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaleLine {
    /// `Id`; 0 for the lines that answers number themselves (inside a bundle they have none).
    pub id: u32,
    pub description: Option<Box<str>>,
    pub amount: Minor,
    pub detail: SaleDetail,
}

/// The detail of a sales line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SaleDetail {
    Sale {
        sold: Sold,
        /// The account it posts to, settled when the line was written.
        account: u64,
        #[serde(with = "rust_decimal::serde::str_option")]
        quantity: Option<Decimal>,
        #[serde(with = "rust_decimal::serde::str_option")]
        price: Option<Decimal>,
        taxed: bool,
        kept: Kept,
    },
    Discount {
        #[serde(with = "rust_decimal::serde::str_option")]
        percent: Option<Decimal>,
        account: u64,
    },
    Bundle {
        item: u64,
        #[serde(with = "rust_decimal::serde::str")]
        quantity: Decimal,
        lines: Box<[SaleLine]>,
    },
    Description,
}

/// Part of a transaction's amount that a Payment has settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    /// The Payment.
    pub payment: u64,
    pub amount: Minor,
}

/// An invoice or a credit memo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sale {
    pub meta: Meta,
    pub customer: u64,
    pub number: Option<Box<str>>,
    pub date: Date,
    /// Invoices only.
    pub due: Option<Date>,
    pub term: Option<u64>,
    pub email: Option<Box<str>>,
    pub note: Option<Box<str>>,
    pub lines: Box<[SaleLine]>,
    /// `TxnTaxDetail.TotalTax`.
    pub tax: Minor,
    /// The rest of `TxnTaxDetail`, as sent.
    pub tax_detail: Option<Box<str>>,
    pub total: Minor,
    pub settled: Vec<Settlement>,
    pub voided: bool,
    pub kept: Kept,
}

/// What a payment line settles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentLine {
    pub entity: Entity,
    pub id: u64,
    /// Whose receivable it is: the customer of the transaction settled.
    pub customer: u64,
    pub amount: Minor,
    /// True for credit (credit memo, credit side of a journal entry): it adds to what can be applied.
    pub credit: bool,
}

/// A payment received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    pub meta: Meta,
    pub customer: u64,
    pub date: Date,
    pub total: Minor,
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
    /// A payment out of Undeposited Funds.
    Linked { payment: u64, amount: Minor },
    /// Money from an account; negative for fees.
    Direct {
        id: u32,
        amount: Minor,
        description: Option<Box<str>>,
        account: u64,
        party: Option<Party>,
        /// `PaymentMethodRef`, `CheckNum`, `ClassRef` and the like.
        kept: Kept,
    },
}

/// Cash taken out of a deposit before it reaches the bank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CashBack {
    pub account: u64,
    pub amount: Minor,
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
    pub debit: Minor,
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
    pub kept: Kept,
}

/// Any record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Record {
    Account(Account),
    Class(Named),
    CompanyInfo(Single),
    CreditMemo(Sale),
    Customer(Customer),
    Department(Named),
    Deposit(Deposit),
    Invoice(Sale),
    Item(Item),
    JournalEntry(JournalEntry),
    Payment(Payment),
    PaymentMethod(Named),
    Preferences(Single),
    Term(Term),
    Vendor(Vendor),
}

impl Sale {
    /// What no Payment has settled yet: an invoice's `Balance`, a credit memo's `RemainingCredit`.
    pub fn open(&self) -> Minor {
        self.total - self.settled.iter().map(|part| part.amount).sum()
    }
}

impl Payment {
    /// What its lines use: debts settled less credits taken in.
    pub fn applied(&self) -> Minor {
        self.lines.iter().map(|line| if line.credit { -line.amount } else { line.amount }).sum()
    }
}

impl DepositLine {
    /// The line's amount.
    pub fn amount(&self) -> Minor {
        match self {
            Self::Linked { amount, .. } | Self::Direct { amount, .. } => *amount,
        }
    }
}

impl Deposit {
    /// What reaches the bank.
    pub fn total(&self) -> Minor {
        let lines: Minor = self.lines.iter().map(DepositLine::amount).sum();
        lines - self.cash_back.as_ref().map_or(Minor::ZERO, |back| back.amount)
    }

    /// The payments on it.
    pub fn payments(&self) -> impl Iterator<Item = u64> {
        self.lines.iter().filter_map(|line| match line {
            DepositLine::Linked { payment, .. } => Some(*payment),
            DepositLine::Direct { .. } => None,
        })
    }
}

macro_rules! for_each_record {
    ($record:expr, $inner:ident => $body:expr) => {
        match $record {
            Record::Account($inner) => $body,
            Record::Class($inner) | Record::Department($inner) | Record::PaymentMethod($inner) => $body,
            Record::CompanyInfo($inner) | Record::Preferences($inner) => $body,
            Record::CreditMemo($inner) | Record::Invoice($inner) => $body,
            Record::Customer($inner) => $body,
            Record::Deposit($inner) => $body,
            Record::Item($inner) => $body,
            Record::JournalEntry($inner) => $body,
            Record::Payment($inner) => $body,
            Record::Term($inner) => $body,
            Record::Vendor($inner) => $body,
        }
    };
}

impl Record {
    /// Which entity it is.
    pub fn entity(&self) -> Entity {
        match self {
            Self::Account(_) => Entity::Account,
            Self::Class(_) => Entity::Class,
            Self::CompanyInfo(_) => Entity::CompanyInfo,
            Self::CreditMemo(_) => Entity::CreditMemo,
            Self::Customer(_) => Entity::Customer,
            Self::Department(_) => Entity::Department,
            Self::Deposit(_) => Entity::Deposit,
            Self::Invoice(_) => Entity::Invoice,
            Self::Item(_) => Entity::Item,
            Self::JournalEntry(_) => Entity::JournalEntry,
            Self::Payment(_) => Entity::Payment,
            Self::PaymentMethod(_) => Entity::PaymentMethod,
            Self::Preferences(_) => Entity::Preferences,
            Self::Term(_) => Entity::Term,
            Self::Vendor(_) => Entity::Vendor,
        }
    }

    /// Version and times.
    pub fn meta(&self) -> Meta {
        for_each_record!(self, inner => inner.meta)
    }

    /// Sets version and times.
    pub fn set_meta(&mut self, meta: Meta) {
        for_each_record!(self, inner => inner.meta = meta);
    }

    /// Kept properties.
    pub fn kept(&self) -> &Kept {
        for_each_record!(self, inner => &inner.kept)
    }

    /// List entries may be inactive; transactions never are.
    pub fn is_active(&self) -> bool {
        match self {
            Self::Account(list) => list.active,
            Self::Customer(list) => list.active,
            Self::Vendor(list) => list.active,
            Self::Item(list) => list.active,
            Self::Term(list) => list.active,
            Self::Class(list) | Self::Department(list) | Self::PaymentMethod(list) => list.active,
            _ => true,
        }
    }

    /// Whose transaction it is.
    pub fn customer(&self) -> Option<u64> {
        match self {
            Self::Invoice(sale) | Self::CreditMemo(sale) => Some(sale.customer),
            Self::Payment(payment) => Some(payment.customer),
            _ => None,
        }
    }

    /// `DocNumber`.
    pub fn number(&self) -> Option<&str> {
        match self {
            Self::Invoice(sale) | Self::CreditMemo(sale) => sale.number.as_deref(),
            Self::Deposit(deposit) => deposit.number.as_deref(),
            Self::JournalEntry(entry) => entry.number.as_deref(),
            _ => None,
        }
    }

    /// `TxnDate`.
    pub fn date(&self) -> Option<Date> {
        match self {
            Self::Invoice(sale) | Self::CreditMemo(sale) => Some(sale.date),
            Self::Payment(payment) => Some(payment.date),
            Self::Deposit(deposit) => Some(deposit.date),
            Self::JournalEntry(entry) => Some(entry.date),
            _ => None,
        }
    }

    /// The name that must be unique, and among what: an inactive record gives its name free.
    pub fn unique_name(&self) -> Option<(NameSpace, String)> {
        if !self.is_active() {
            return None;
        }
        let (space, name) = match self {
            Self::Customer(list) => (NameSpace::People, &list.display_name),
            Self::Vendor(list) => (NameSpace::People, &list.display_name),
            Self::Account(list) => (NameSpace::In(Entity::Account, list.parent), &list.name),
            Self::Item(list) => (NameSpace::In(Entity::Item, list.parent), &list.name),
            Self::Term(list) => (NameSpace::In(Entity::Term, None), &list.name),
            Self::Class(list) | Self::Department(list) | Self::PaymentMethod(list) => {
                (NameSpace::In(self.entity(), None), &list.name)
            }
            _ => return None,
        };
        Some((space, name.to_lowercase()))
    }
}

/// Where a name must be unique.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameSpace {
    /// Customers, vendors and employees together.
    People,
    /// One entity under one parent.
    In(Entity, Option<u64>),
}
