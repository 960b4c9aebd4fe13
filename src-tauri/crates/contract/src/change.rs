//! A change in one line of Activity, with everything that the line needs.

use jiff::civil::Date;
use ledger::Money;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::happened::{Happened, Question};

/// What a value that changed is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", content = "facts", rename_all = "snake_case")]
pub enum Field {
    /// An invoice's number.
    Number,
    /// An invoice's date.
    Date,
    /// An invoice's due date.
    Due,
    /// An invoice's lines.
    Lines,
    /// An invoice's tax.
    Tax,
    /// An invoice's total.
    Total,
    /// An invoice's balance.
    Owes,
    /// An invoice's memo.
    Memo,
    /// A customer's name.
    Name,
    /// A customer's company name.
    CompanyName,
    /// A customer's email address.
    Email,
    /// A customer's phone number.
    Phone,
    /// A customer's address.
    Address,
    /// Whether a customer is active.
    Active,
    /// Whether a record is archived.
    Archived,
    /// An invoice's PDF.
    Pdf,
    /// A deposit in QuickBooks.
    Deposit {
        /// Its id.
        deposit: String,
    },
    /// What another invoice owes.
    BalanceOf {
        /// Its number.
        invoice: String,
    },
    /// Whether another invoice is paid.
    StatusOf {
        /// Its number.
        invoice: String,
    },
    /// The account a payment was recorded to.
    Account,
    /// The invoices that a payment pays.
    Pays,
    /// How much a payment comes to.
    Amount,
}

/// A value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", content = "facts", rename_all = "snake_case")]
pub enum FieldValue {
    /// As somebody wrote it.
    Text {
        /// It.
        text: String,
    },
    /// An amount; its currency is the record's.
    Amount {
        /// It.
        #[ts(type = "Money")]
        amount: Money,
    },
    /// A day.
    Day {
        /// It.
        day: Date,
    },
    /// So many lines.
    Lines {
        /// How many.
        count: u64,
    },
    /// As many as before, with other contents.
    Changed,
    /// Yes or no.
    Flag {
        /// Which.
        is: bool,
    },
    /// The size of a file.
    Size {
        /// In bytes.
        bytes: u64,
    },
    /// Paid or open.
    Paid {
        /// Which.
        is: bool,
    },
}

/// One value before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FieldChange {
    /// What it is called.
    pub field: Field,
    /// Before; nothing: it was not there.
    pub before: Option<FieldValue>,
    /// After; nothing: it is gone.
    pub after: Option<FieldValue>,
}

/// Why an invoice was archived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ArchivedAs {
    /// Voided in QuickBooks.
    Voided,
    /// Deleted in QuickBooks.
    Deleted,
    /// Not known.
    Unknown,
}

/// What a decision of the user is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", content = "facts", rename_all = "snake_case")]
pub enum About {
    /// A customer.
    Customer {
        /// Its name.
        name: String,
    },
    /// An invoice.
    Invoice {
        /// Its number.
        number: String,
        /// Its customer's name.
        customer: Option<String>,
    },
    /// A payment.
    Payment {
        /// Numbers of the invoices it pays.
        invoices: Vec<String>,
        /// The payer's name.
        customer: Option<String>,
    },
    /// A payout.
    Payout {
        /// Its id in Alternative.
        payout: String,
        /// When it reaches the bank.
        arrival: Option<Date>,
    },
}

/// A change, or a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", content = "facts", rename_all = "snake_case")]
pub enum Change {
    /// A customer is sent to Alternative.
    Customer {
        /// Its name.
        name: String,
        /// It was not there before.
        new: bool,
        /// What differs.
        fields: Vec<FieldChange>,
    },
    /// A customer was made inactive in QuickBooks, and is archived in Alternative.
    CustomerArchived {
        /// Its name.
        name: String,
    },
    /// An invoice is sent to Alternative.
    Invoice {
        /// Its number.
        number: String,
        /// Its customer's name.
        customer: Option<String>,
        /// It was not there before.
        new: bool,
        /// What differs.
        fields: Vec<FieldChange>,
    },
    /// An invoice is archived in Alternative.
    InvoiceArchived {
        /// Its number.
        number: String,
        /// Its customer's name.
        customer: Option<String>,
        /// Why.
        archived: ArchivedAs,
    },
    /// A customer is restored in Alternative.
    CustomerRestored {
        /// Its name.
        name: String,
    },
    /// An invoice is restored in Alternative.
    InvoiceRestored {
        /// Its number.
        number: String,
        /// Its customer's name.
        customer: Option<String>,
    },
    /// An invoice's PDF is copied to Alternative.
    Pdf {
        /// Its number.
        number: String,
        /// Its customer's name.
        customer: Option<String>,
    },
    /// A payment is recorded in QuickBooks, or removed from it.
    Payment {
        /// The payer's name.
        customer: Option<String>,
        /// Numbers of the invoices it pays.
        invoices: Vec<String>,
        /// It pays less than they come to.
        partial: bool,
        /// It is removed.
        removed: bool,
    },
    /// A deposit is recorded in QuickBooks.
    Deposit {
        /// Its id, once it is there.
        deposit: Option<String>,
        /// The payout's id in Alternative.
        payout: String,
        /// When the payout reaches the bank.
        arrival: Option<Date>,
    },
    /// A decision is needed.
    Held {
        /// On what.
        question: Question,
        /// Whose record it is about.
        customer: Option<String>,
    },
    /// The user did something about a record.
    Person {
        /// What.
        happened: Happened,
        /// About what.
        about: About,
    },
    /// Anything else.
    Other {
        /// What.
        happened: Happened,
    },
}
