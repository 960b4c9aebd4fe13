//! Why a record is held, with everything that a sentence about it needs.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use ledger::Money;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::happened::Noun;
use crate::side::Side;

/// A rule that can stop for a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
pub enum Rule {
    /// Alternative refuses a customer.
    C1,
    /// A customer is active in QuickBooks again.
    C4,
    /// A customer that is archived in Alternative was changed in QuickBooks.
    C7,
    /// A payout cannot be deposited as it is.
    D3,
    /// A payout failed after its deposit was written.
    D4,
    /// Our deposit was deleted in QuickBooks.
    D5,
    /// The books are closed at the date.
    D7,
    /// A chosen account cannot be used any more.
    D9,
    /// A payout that is no deposit.
    D13,
    /// A deposit of the payout's amount was added from the bank feed.
    D14,
    /// A record cannot be read.
    F8,
    /// Alternative refuses an invoice.
    I1,
    /// An invoice that is archived in Alternative was changed in QuickBooks.
    I10,
    /// An invoice was edited after money was collected for it.
    I12,
    /// Many records would be archived at once.
    I16,
    /// Invoices in currencies that are not sent.
    I17,
    /// An invoice does not add up.
    I3,
    /// QuickBooks refuses a payment.
    P1,
    /// A payment of several customers whose invoice changed hands.
    P4,
    /// QuickBooks shows something else than the payment expects.
    P5,
    /// Money went back.
    P8,
    /// Our payment was deleted in QuickBooks.
    P9,
    /// A payment in QuickBooks pays less of its invoices than was collected.
    P11,
    /// Money that moved before the first start.
    P17,
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

/// What an account is chosen for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AccountPurpose {
    /// Where payouts are deposited.
    Deposits,
    /// Where absorbed fees are booked.
    Fees,
    /// Where payments are recorded.
    Payments,
}

/// Why a chosen account cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AccountTrouble {
    /// Made inactive in QuickBooks.
    Inactive,
    /// Merged into another account, or deleted.
    Gone,
    /// Of a type that QuickBooks does not take for this.
    OtherType,
}

/// What stopped. The money at stake is shown next to it; an invoice is its number, anything else in QuickBooks its id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", content = "facts", rename_all = "snake_case")]
pub enum Reason {
    /// Alternative refused a customer for good.
    CustomerRefused {
        /// Its words.
        said: String,
        /// Its code.
        code: Option<String>,
    },
    /// Alternative refused an invoice for good.
    InvoiceRefused {
        /// Its number.
        invoice: String,
        /// Its words.
        said: String,
        /// Its code.
        code: Option<String>,
    },
    /// Lines and tax do not come to the total.
    InvoiceDoesNotAddUp {
        /// Its number.
        invoice: String,
        /// Lines and tax together.
        #[ts(type = "Money")]
        sum: Money,
        /// The invoice's total.
        #[ts(type = "Money")]
        total: Money,
    },
    /// Edited in QuickBooks after money was collected for it.
    InvoiceEdited {
        /// Its number.
        invoice: String,
        /// The total that the payer saw.
        #[ts(type = "Money")]
        before: Money,
        /// The total now.
        #[ts(type = "Money")]
        after: Money,
        /// What was collected.
        #[ts(type = "Money")]
        collected: Money,
    },
    /// A customer is archived in Alternative, and was made active or changed in QuickBooks since.
    CustomerArchived {
        /// Its name.
        name: String,
        /// It was inactive, and is active again; else it was changed.
        again: bool,
    },
    /// An invoice is archived in Alternative, and was changed in QuickBooks since.
    InvoiceArchived {
        /// Its number.
        invoice: String,
        /// It was voided or deleted, and is open again; else it was changed.
        again: bool,
    },
    /// An invoice has a smaller balance than its share of the payment.
    BalanceTooSmall {
        /// Its number.
        invoice: String,
        /// Its balance.
        #[ts(type = "Money")]
        owed: Money,
        /// Its share of the payment.
        #[ts(type = "Money")]
        paid: Money,
        /// A payment in QuickBooks that is probably this one.
        payment: Option<String>,
    },
    /// The invoice is gone from QuickBooks.
    InvoiceGone {
        /// Its number.
        invoice: String,
        /// Voided rather than deleted.
        voided: bool,
    },
    /// A payment of the same customer and amount was entered by hand.
    LookAlike {
        /// The payment in QuickBooks.
        payment: String,
        /// Its date.
        date: Date,
    },
    /// Payments of the customer cannot be read, one of which may be this one.
    Unsure {
        /// Those whose id in QuickBooks is known.
        payments: Vec<String>,
        /// One of them may be the one that this app recorded.
        ours: bool,
    },
    /// QuickBooks made a payment for it before, and people changed it until nothing tells that it is ours.
    PaymentAltered {
        /// The payment in QuickBooks.
        payment: String,
        /// The reference number by which it would be known again.
        reference: String,
    },
    /// A payment that somebody entered, chosen for it, and the one that this app recorded are both in QuickBooks.
    RecordedTwice {
        /// The one that this app recorded.
        payment: String,
        /// The one that somebody entered.
        entered: String,
        /// It has the same reference: recorded twice, or a copy.
        copy: bool,
    },
    /// QuickBooks refused the payment for good.
    PaymentRefused {
        /// Its words.
        said: String,
        /// Its code.
        code: Option<String>,
    },
    /// The payment is dated in closed books.
    PaymentClosed {
        /// Its date.
        date: Date,
        /// The closing date.
        closed: Date,
    },
    /// It is in QuickBooks, but pays less of its invoices than was collected for them.
    Unapplied {
        /// The payment in QuickBooks.
        payment: String,
        /// Numbers of the invoices that it does not fully pay.
        invoices: Vec<String>,
    },
    /// Our payment was deleted or voided in QuickBooks.
    PaymentLost {
        /// The payment that was there.
        payment: String,
        /// Numbers of the invoices it paid.
        invoices: Vec<String>,
    },
    /// A share whose invoice was given to another customer between two parts of a payment.
    Latecomers {
        /// Numbers of the invoices.
        invoices: Vec<String>,
    },
    /// Money went back after its payment was recorded.
    Returned {
        /// The deposit it is on.
        deposit: Option<String>,
        /// Alternative's words.
        said: Option<String>,
    },
    /// The company gave money back that QuickBooks still shows as received.
    Refunded {
        /// How much of the payment was given back until now.
        #[ts(type = "Money")]
        refunded: Money,
        /// What the payment was for.
        #[ts(type = "Money")]
        of: Money,
        /// Numbers of the invoices it paid.
        invoices: Vec<String>,
    },
    /// QuickBooks refused the journal entry for what went back.
    EntryRefused {
        /// Its words.
        said: String,
        /// Its code.
        code: Option<String>,
    },
    /// What is known does not come to the payout's total.
    PayoutApart {
        /// What payments and fees come to.
        #[ts(type = "Money")]
        explained: Money,
        /// What nothing explains; signed.
        #[ts(type = "Money")]
        missing: Money,
        /// What Alternative names besides payments and fees.
        named: Vec<NamedMoney>,
    },
    /// Some payments of a payout are deposited already.
    AlreadyDeposited {
        /// How many.
        count: u64,
        /// Of how many.
        of: u64,
        /// The deposit that they are on, where it is one.
        deposit: Option<String>,
        /// The account that they went to without a deposit, where it is one.
        account: Option<String>,
    },
    /// A deposit that is there was made for this payout, and holds none of its payments.
    AnotherDeposit {
        /// The deposit in QuickBooks.
        deposit: String,
    },
    /// A deposit of the same amount links none of our payments: probably added from the bank feed.
    AddedDeposit {
        /// The deposit in QuickBooks.
        deposit: String,
        /// Its date.
        date: Date,
        /// What it comes to.
        #[ts(type = "Money")]
        amount: Money,
    },
    /// QuickBooks refused the deposit for good.
    DepositRefused {
        /// Its words.
        said: String,
        /// Its code.
        code: Option<String>,
    },
    /// The deposit is dated in closed books.
    DepositClosed {
        /// Its date.
        date: Date,
        /// The closing date.
        closed: Date,
    },
    /// Its total is zero or negative, or it is in another currency than the books.
    NotADeposit,
    /// Our deposit was deleted in QuickBooks.
    DepositLost {
        /// The deposit that was there.
        deposit: String,
        /// The payout's day.
        arrival: Date,
    },
    /// The payout failed after its deposit was written.
    FailedAfterDeposit {
        /// The deposit.
        deposit: String,
        /// The payout's day.
        arrival: Date,
    },
    /// A chosen account cannot be used any more.
    AccountUnusable {
        /// What it was chosen for.
        purpose: AccountPurpose,
        /// Its id in QuickBooks.
        account: String,
        /// Its name as last read.
        name: String,
        /// Why.
        trouble: AccountTrouble,
        /// How many payments or payouts wait for it.
        count: u64,
    },
    /// Many records would be archived at once.
    ManyArchives {
        /// What they are.
        record: Noun,
        /// Of how many that were not archived before.
        of: u64,
        /// Each of those that wait.
        archives: Vec<Archive>,
    },
    /// Invoices in currencies that are not sent.
    OtherCurrencies {
        /// The home currency of the books, as a code.
        home: String,
        /// The currencies of the invoices, as codes.
        currencies: Vec<String>,
        /// Each of them.
        invoices: Vec<OpenInvoice>,
    },
    /// A record could not be read for an hour.
    NotReadable {
        /// The service that it is in.
        side: Side,
        /// What it is.
        record: Noun,
        /// Its name or number, else its id.
        label: String,
        /// Since when.
        since: Timestamp,
        /// What the service said.
        said: String,
    },
    /// Money that moved before the first start.
    BeforeStart {
        /// How many payments.
        payments: u64,
        /// How many payouts.
        payouts: u64,
    },
    /// Held by an earlier version; the next sync says what it is about.
    Unworded {
        /// The rule that held it.
        rule: Rule,
    },
}

/// A record that would be archived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Archive {
    /// Its number or name.
    pub label: String,
    /// What Alternative still asks for.
    #[ts(type = "Money | null")]
    pub amount: Option<Money>,
}

/// An invoice, and what is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OpenInvoice {
    /// Its number.
    pub number: String,
    /// What is open.
    #[ts(type = "Money")]
    pub open: Money,
}

/// Money with a name that Alternative gave it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NamedMoney {
    /// The name.
    pub name: String,
    /// How much; signed.
    #[ts(type = "Money")]
    pub amount: Money,
}
