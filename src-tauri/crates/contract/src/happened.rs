//! What a journal entry reports, with everything that a sentence about it needs.

use jiff::Timestamp;
use ledger::Money;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::document::{DocumentKind, Repair};
use crate::hold::Choice;
use crate::reason::Reason;
use crate::side::{Closed, Side};

/// What a record is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Noun {
    /// A customer.
    Customer,
    /// An invoice.
    Invoice,
    /// A payment.
    Payment,
    /// A deposit.
    Deposit,
    /// An account.
    Account,
    /// A payout.
    Payout,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", content = "facts", rename_all = "snake_case")]
pub enum Happened {
    /// A sentence that version 0.1.0 kept.
    Sentence {
        /// It.
        said: String,
    },
    /// A record was read for the first time, or changed.
    Read {
        /// Where.
        side: Side,
        /// What it is.
        noun: Noun,
        /// Its number or name.
        label: String,
        /// For the first time.
        new: bool,
    },
    /// A record was deleted.
    Deleted {
        /// Where.
        side: Side,
        /// What it was.
        noun: Noun,
        /// Its number or name.
        label: String,
    },
    /// A customer was merged into another one in QuickBooks.
    Merged {
        /// Its name.
        customer: String,
        /// The other one's name.
        into: String,
    },
    /// A record could not be read (rule F8).
    Unreadable {
        /// Who sent it.
        side: Side,
        /// Why.
        why: String,
    },
    /// The company's settings changed in QuickBooks.
    CompanyChanged,
    /// The plan wants this.
    Planned {
        /// The write.
        task: Task,
    },
    /// An attempt of this went out.
    Attempted {
        /// The write.
        task: Task,
    },
    /// This did not work.
    NotDone {
        /// The write.
        task: Task,
    },
    /// This was carried out.
    Done {
        /// The write.
        done: Done,
    },
    /// A decision is needed.
    Held {
        /// On what.
        question: Question,
    },
    /// A decision is no longer needed.
    Withdrawn {
        /// On what.
        question: Question,
    },
    /// The user decided.
    Decided {
        /// What.
        choice: Choice,
        /// On what.
        question: Question,
    },
    /// The user started syncing.
    Started,
    /// The user paused.
    Paused {
        /// Until then; nothing: until resumed.
        until: Option<Timestamp>,
    },
    /// The user resumed.
    Resumed,
    /// Everything is read and compared again (rule F3).
    Comparing {
        /// Why.
        why: Comparison,
    },
    /// A service is not synced with until the user does something.
    Closed {
        /// Why.
        closed: Closed,
    },
    /// Alternative has another version of a record (rule F4).
    OtherBody {
        /// Its words.
        said: Option<String>,
    },
    /// Syncing can continue.
    Reopened,
    /// A document could not be read, and what it held is found again.
    Damaged {
        /// Which.
        document: DocumentKind,
        /// How.
        repair: Repair,
    },
    /// The user changed preferences.
    PreferencesChanged,
    /// The user signed in to QuickBooks.
    SignedIn {
        /// The company's name.
        company: String,
        /// It was connected before.
        again: bool,
    },
    /// Alternative accepted the API key.
    KeyAccepted,
    /// The user disconnected.
    Disconnected {
        /// At Alternative too, for every computer.
        everywhere: bool,
    },
}

/// A decision as an entry reports it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Question {
    /// Why it is needed.
    pub reason: Reason,
    /// Money at stake.
    #[ts(type = "Money | null")]
    pub amount: Option<Money>,
}

/// Why everything is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// Alternative no longer has the events since the last check.
    EventsForgotten,
    /// Alternative does not know where its events were left.
    PlaceUnknown,
    /// The time of the last complete check is not known.
    PointUnknown,
    /// The last check was longer ago than QuickBooks reports changes for.
    TooLongAgo,
    /// More changed than QuickBooks reports at once.
    TooMuch,
}

/// A write, in the terms by which people know it. An invoice is its number where it is sent, else its id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", content = "facts", rename_all = "snake_case")]
pub enum Task {
    /// Send a customer.
    SendCustomer {
        /// Its name.
        name: String,
    },
    /// Archive a customer.
    ArchiveCustomer {
        /// Its id in QuickBooks.
        customer: String,
    },
    /// Send an invoice.
    SendInvoice {
        /// Its number.
        number: String,
    },
    /// Archive an invoice.
    ArchiveInvoice {
        /// Its id in QuickBooks.
        invoice: String,
    },
    /// Restore a customer.
    RestoreCustomer {
        /// Its id in QuickBooks.
        customer: String,
    },
    /// Restore an invoice.
    RestoreInvoice {
        /// Its id in QuickBooks.
        invoice: String,
    },
    /// Copy an invoice's PDF.
    CopyPdf {
        /// The invoice's id in QuickBooks.
        invoice: String,
    },
    /// Record a payment.
    RecordPayment {
        /// How much.
        #[ts(type = "Money")]
        amount: Money,
    },
    /// Remove our payment.
    RemovePayment {
        /// Its id in QuickBooks.
        payment: String,
    },
    /// Apply our payment to its invoices again.
    ApplyPayment {
        /// Its id in QuickBooks.
        payment: String,
    },
    /// Send a payment's status to Alternative.
    ReportPayment {
        /// Its id in Alternative.
        payment: String,
    },
    /// Record a deposit.
    RecordDeposit {
        /// How much.
        #[ts(type = "Money")]
        amount: Money,
    },
    /// Remove our deposit.
    RemoveDeposit {
        /// Its id in QuickBooks.
        deposit: String,
    },
    /// Send a payout's status to Alternative.
    ReportPayout {
        /// Its id in Alternative.
        payout: String,
    },
    /// Find or create the fee account.
    FindFeeAccount,
    /// Write the journal entry for what went back.
    WriteEntry {
        /// How much.
        #[ts(type = "Money")]
        amount: Money,
    },
    /// Find or create the account for what goes back.
    FindReturnsAccount,
}

/// What was carried out, or was there already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", content = "facts", rename_all = "snake_case")]
pub enum Done {
    /// A customer was sent to Alternative.
    CustomerSent {
        /// Its name.
        name: String,
    },
    /// A customer was archived in Alternative.
    CustomerArchived {
        /// Its id in QuickBooks.
        customer: String,
    },
    /// An invoice was sent to Alternative.
    InvoiceSent {
        /// Its number.
        number: String,
    },
    /// An invoice was archived in Alternative.
    InvoiceArchived {
        /// Its number.
        number: String,
        /// Voided in QuickBooks rather than deleted.
        voided: bool,
    },
    /// A customer was restored in Alternative.
    CustomerRestored {
        /// Its id in QuickBooks.
        customer: String,
    },
    /// An invoice was restored in Alternative.
    InvoiceRestored {
        /// Its number.
        number: String,
    },
    /// The PDF of an invoice was copied.
    PdfCopied {
        /// The invoice's id in QuickBooks.
        invoice: String,
        /// It is the same as before.
        unchanged: bool,
    },
    /// A payment is in QuickBooks.
    PaymentRecorded {
        /// Its id there.
        payment: String,
        /// How much.
        #[ts(type = "Money")]
        amount: Money,
        /// It was there already.
        found: bool,
    },
    /// Our payment was removed from QuickBooks because it failed.
    PaymentRemoved {
        /// Its id there.
        payment: String,
    },
    /// Of two of our payments for the same, this one was removed from QuickBooks.
    DuplicateRemoved {
        /// Its id there.
        payment: String,
    },
    /// Our payment pays its invoices again.
    PaymentApplied {
        /// Its id there.
        payment: String,
    },
    /// Our deposit was removed from QuickBooks because its payout failed.
    DepositRemoved {
        /// Its id there.
        deposit: String,
    },
    /// A payout's deposit is in QuickBooks.
    DepositRecorded {
        /// Its id there.
        deposit: String,
        /// The payout's total.
        #[ts(type = "Money")]
        amount: Money,
        /// It was there already.
        found: bool,
    },
    /// Alternative has a payment's status.
    PaymentReported {
        /// Its id in Alternative.
        payment: String,
    },
    /// Alternative has a payout's status.
    PayoutReported {
        /// Its id in Alternative.
        payout: String,
    },
    /// Fees are recorded in this account.
    FeeAccount {
        /// Its id in QuickBooks.
        account: String,
    },
    /// The journal entry for what went back is in QuickBooks.
    EntryWritten {
        /// Its id there.
        entry: String,
        /// How much it is about.
        #[ts(type = "Money")]
        amount: Money,
    },
    /// What goes back is recorded in this account.
    ReturnsAccount {
        /// Its id in QuickBooks.
        account: String,
    },
}
