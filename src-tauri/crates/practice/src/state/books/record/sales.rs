//! Sales forms: what was sold to whom, and what of it is settled.

use jiff::civil::Date;
use ledger::MinorUnits;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::meta::Meta;
use crate::state::books::kept::Kept;

/// In place of a customer's id on a receipt that names none.
pub const NOBODY: u64 = 0;

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
    pub amount: MinorUnits,
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
    pub amount: MinorUnits,
}

/// An invoice, credit memo or estimate, and the form within a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sale {
    pub meta: Meta,
    /// [`NOBODY`] on a receipt without a customer.
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
    pub tax: MinorUnits,
    /// The rest of `TxnTaxDetail`, as sent.
    pub tax_detail: Option<Box<str>>,
    pub total: MinorUnits,
    /// What was paid down when an invoice was made, into its `DepositToAccountRef` or Undeposited Funds.
    #[serde(default)]
    pub deposit: MinorUnits,
    pub settled: Vec<Settlement>,
    pub voided: bool,
    pub kept: Kept,
}

/// A sales receipt or a refund receipt: a sale and its money at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Boxed, so that a million invoices are not as large as a receipt.
    pub sale: Box<Sale>,
    /// `DepositToAccountRef`: where the money goes, or what a refund is paid from.
    pub account: u64,
    pub method: Option<u64>,
    pub reference: Option<Box<str>>,
    /// The Deposit it is on.
    pub deposit: Option<u64>,
}

impl Sale {
    /// What no Payment has settled yet: an invoice's `Balance`, a credit memo's `RemainingCredit`.
    pub fn open(&self) -> MinorUnits {
        self.total - self.deposit - self.settled.iter().map(|part| part.amount).sum()
    }
}
