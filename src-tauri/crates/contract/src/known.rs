//! What is known of a record, on either side and in this app, with everything that a line about it needs.

use jiff::civil::Date;
use ledger::Money;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::table::PaymentStanding;

/// What people call a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", content = "facts", rename_all = "snake_case")]
pub enum Named {
    /// An invoice.
    Invoice {
        /// Its number, else its id.
        number: String,
    },
    /// A customer.
    Customer {
        /// Its name, else its id.
        name: String,
    },
    /// A payment.
    Payment {
        /// Its id in Alternative.
        payment: String,
    },
    /// A payout.
    Payout {
        /// Its id in Alternative.
        payout: String,
    },
    /// A record that cannot be read.
    Unread {
        /// Its id.
        id: String,
    },
    /// Records that would be archived.
    Archives,
    /// Invoices in currencies that are not sent.
    Currencies,
    /// What waits for a chosen account that cannot be used.
    Account,
    /// Payments and payouts from before syncing started.
    BeforeStart,
}

/// How a payout stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PayoutStanding {
    /// On its way.
    Pending,
    /// Paid to the bank.
    Succeeded,
    /// It did not reach the bank.
    Failed,
    /// Called off.
    Canceled,
}

/// What is known of a record in one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", content = "facts", rename_all = "snake_case")]
pub enum Known {
    /// An invoice in QuickBooks.
    QuickbooksInvoice {
        /// Its number, else its id.
        number: String,
        /// Its total.
        #[ts(type = "Money")]
        total: Money,
        /// Its balance.
        #[ts(type = "Money")]
        balance: Money,
        /// `SyncToken`
        version: u64,
        /// Voided.
        voided: bool,
    },
    /// A customer in QuickBooks.
    QuickbooksCustomer {
        /// Its name.
        name: String,
        /// Active.
        active: bool,
    },
    /// A payment in QuickBooks.
    QuickbooksPayment {
        /// Its id.
        payment: String,
        /// How much.
        #[ts(type = "Money")]
        amount: Money,
        /// Its date.
        date: Date,
        /// Its reference.
        reference: Option<String>,
        /// The deposit it is on.
        deposit: Option<String>,
    },
    /// A deposit in QuickBooks.
    QuickbooksDeposit {
        /// Its id.
        deposit: String,
        /// How much.
        #[ts(type = "Money")]
        amount: Money,
        /// Its date.
        date: Date,
    },
    /// An account in QuickBooks.
    QuickbooksAccount {
        /// Its name.
        name: String,
    },
    /// An invoice in Alternative.
    AlternativeInvoice {
        /// Its number, else its id.
        number: String,
        /// Alternative's word for its status.
        status: String,
        /// Its total.
        #[ts(type = "Money")]
        total: Money,
        /// Its balance, where Alternative says it.
        #[ts(type = "Money | null")]
        balance: Option<Money>,
    },
    /// A customer in Alternative.
    AlternativeCustomer {
        /// Its name.
        name: String,
        /// Archived.
        archived: bool,
    },
    /// A payment in Alternative.
    AlternativePayment {
        /// Its id.
        payment: String,
        /// What it pays, in minor units; Alternative does not name the currency.
        minor: i64,
        /// How it stands; nothing: this version does not know the status.
        standing: Option<PaymentStanding>,
    },
    /// A payout in Alternative.
    AlternativePayout {
        /// How much.
        #[ts(type = "Money")]
        total: Money,
        /// How it stands; nothing: this version does not know the status.
        standing: Option<PayoutStanding>,
        /// When it reaches the bank.
        arrival: Date,
    },
    /// A payment that is not recorded in QuickBooks yet.
    NotRecorded {
        /// Its id in Alternative.
        payment: String,
        /// For this customer of QuickBooks.
        customer: String,
    },
    /// A payment that is recorded in QuickBooks.
    Recorded {
        /// Its id in Alternative.
        payment: String,
        /// Its id in QuickBooks.
        recorded: String,
        /// Recorded by this app.
        ours: bool,
    },
    /// A payment that failed, and whose record was removed from QuickBooks.
    Removed {
        /// Its id in Alternative.
        payment: String,
        /// Its id in QuickBooks.
        removed: String,
    },
    /// A payment that was left out by a decision.
    LeftOut {
        /// Its id in Alternative.
        payment: String,
    },
    /// A payout whose deposit is in QuickBooks.
    Deposited {
        /// Its id in Alternative.
        payout: String,
        /// Its deposit.
        deposit: String,
    },
    /// Alternative has another version of the record (rule F4).
    OtherBody {
        /// Its words.
        said: Option<String>,
    },
}
