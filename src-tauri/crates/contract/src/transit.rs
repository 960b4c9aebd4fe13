//! Money on its way from the payer to the bank.

use jiff::civil::Date;
use ledger::{Currency, Money};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One station.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Station {
    /// How much is there.
    pub minor: i64,
    /// Payments or payouts.
    pub count: u64,
    /// Fees that were kept, negative; for payouts only.
    pub fees_minor: i64,
    /// When the payout reaches (or reached) the bank.
    pub arrival: Option<Date>,
    /// The payout.
    pub payout: Option<String>,
    /// Its deposit in QuickBooks.
    pub deposit: Option<String>,
}

/// A part of the difference between what is in transit and Undeposited Funds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", content = "facts", rename_all = "snake_case")]
pub enum TransitPart {
    /// Payments of these invoices.
    Invoices {
        /// Numbers of some of them.
        numbers: Vec<String>,
        /// How many more there are.
        more: u64,
    },
    /// Payments for invoices that are not in QuickBooks.
    OtherPayments {
        /// How many.
        count: u64,
    },
    /// Payouts that are in the bank without a deposit.
    NoDeposit {
        /// How much; nothing where it is the whole difference.
        #[ts(type = "Money | null")]
        amount: Option<Money>,
    },
}

/// Money in transit: the first three stations come to the total.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Transit {
    /// Currency of all its amounts.
    #[ts(type = "Currency")]
    pub currency: Currency,
    /// Paid, not captured yet.
    pub clearing: Station,
    /// Captured, not paid out yet.
    pub cleared: Station,
    /// Paid out, not in the bank yet.
    pub payout: Station,
    /// The last payout that arrived.
    pub bank: Option<Station>,
    /// What is in transit.
    pub total_minor: i64,
    /// Our payments that are in Undeposited Funds; nothing when payments are recorded straight to a bank account.
    pub undeposited_minor: Option<i64>,
    /// How much of the total is not in Undeposited Funds.
    pub apart_minor: i64,
    /// Where that comes from.
    pub explained: Vec<TransitPart>,
}
