//! What comes automatically, with everything that a sentence about it needs.

use jiff::Timestamp;
use jiff::civil::Date;
use ledger::Money;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::happened::Noun;
use crate::reason::AccountPurpose;
use crate::side::Side;

/// For what a record waits. An invoice is its number, anything else its id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", content = "facts", rename_all = "snake_case")]
pub enum Awaited {
    /// Kept by an earlier version; the next sync says what it is.
    Unworded,
    /// Its customer was not read yet.
    Customer,
    /// Alternative did not take its customer.
    CustomerTaken,
    /// A payment of an invoice is being processed (rule I11).
    PaymentSettled {
        /// The invoice.
        invoice: String,
        /// It is archived then, rather than changed.
        archives: bool,
    },
    /// Alternative is told about a payment first (rule P15).
    Report {
        /// The payment in Alternative.
        payment: String,
    },
    /// The invoices of a payment were not read yet (rule P13).
    Invoices,
    /// The invoices of a payment are read again before it is reported (rule P15).
    InvoicesReadAgain,
    /// The payment is being processed (rule P2).
    Capture,
    /// Alternative gives the payment a status that this version does not know.
    KnownState,
    /// The account that payments are recorded to is not known.
    PaymentAccount,
    /// The accountant opens the books (rule D7).
    OpenBooks {
        /// The closing date.
        closed: Date,
    },
    /// The invoice goes to Alternative first (rule P13).
    InvoiceLinked {
        /// The invoice.
        invoice: String,
    },
    /// Alternative gets the current invoice first (rule P15).
    InvoiceSent {
        /// The invoice.
        invoice: String,
    },
    /// A payment is read in QuickBooks.
    BooksPayment {
        /// The payment in QuickBooks.
        payment: String,
    },
    /// The payout reaches the bank.
    Arrival {
        /// When.
        day: Date,
    },
    /// A bank account for deposits is chosen.
    BankAccount,
    /// The fee account is found or created (rule D10).
    FeeAccount,
    /// The payout's total is explained (rule D3).
    Explained {
        /// What payments and fees come to.
        #[ts(type = "Money")]
        explained: Money,
        /// What nothing explains; signed.
        #[ts(type = "Money")]
        missing: Money,
    },
    /// A deposit that was added from the bank feed counts the money of these payments too.
    CountedTwice {
        /// The deposit in QuickBooks.
        deposit: String,
        /// The payments in QuickBooks.
        payments: Vec<String>,
    },
    /// You pick another account for this.
    Account {
        /// What the account is for.
        purpose: AccountPurpose,
    },
    /// A payment of the payout is read.
    PaymentRead,
    /// A payment of the payout is recorded.
    PaymentRecorded {
        /// The payment in Alternative.
        payment: String,
    },
    /// A payment of the payout needs a decision.
    PaymentDecided {
        /// The payment in Alternative.
        payment: String,
    },
    /// It needs a decision whether so many are archived (rule I16).
    ArchivesDecided {
        /// What they are.
        record: Noun,
    },
    /// A deposit is read in QuickBooks.
    Deposit {
        /// The deposit in QuickBooks.
        deposit: String,
    },
    /// A record can be read again (rule F8).
    Readable {
        /// The service that it is in.
        side: Side,
        /// What it is.
        record: Noun,
        /// Its name or number, else its id.
        label: String,
        /// Since when it could not be read.
        since: Timestamp,
    },
}
