//! What a journal entry tells, as facts.

use jiff::Timestamp;
use ledger::alternative::ArchiveReason;
use ledger::{Money, alternative, books};
use serde::{Deserialize, Serialize};

use crate::choice::Choice;
use crate::documents::{DocumentKind, Repair};
use crate::fault::Side;
use crate::hold::HoldDraft;
use crate::intent::Action;
use crate::reason::HoldReason;
use crate::record::RecordKind;
use crate::said::Said;
use crate::settings::Closed;

/// What happened. Its form is part of the journal's entries, whose hashes are chained: a variant that was written once
/// stays readable for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Happened {
    /// A sentence, as version 0.1.0 wrote them.
    Sentence(Said),
    /// A record was read for the first time, or changed.
    Read {
        /// Kind of the record, which says its side too.
        kind: RecordKind,
        /// Its number or name.
        label: Said,
        /// For the first time.
        new: bool,
    },
    /// A record is gone from QuickBooks, with evidence.
    Deleted {
        /// What it was.
        kind: RecordKind,
        /// Its number or name.
        label: Said,
    },
    /// A customer was merged into another one in QuickBooks, and its invoices went there (rule C5).
    Merged {
        /// Its name.
        customer: Said,
        /// The other one's.
        into: Said,
    },
    /// A record could not be read (rule F8).
    Unreadable {
        /// Who sent it.
        side: Side,
        /// What the service said against it.
        why: Said,
    },
    /// The company's settings changed in QuickBooks.
    CompanyChanged,
    /// The plan wants this.
    Planned(Task),
    /// An attempt of this went out.
    Attempted(Task),
    /// This did not work.
    NotDone(Task),
    /// This was carried out.
    Done(Done),
    /// A hold was raised.
    Held(Box<Question>),
    /// A hold went away by itself.
    Withdrawn(Box<Question>),
    /// A person decided.
    Decided {
        /// The way on that was chosen.
        choice: Choice,
        /// On what.
        question: Box<Question>,
    },
    /// A person started syncing.
    Started,
    /// A person paused.
    Paused {
        /// Until then; nothing = until resumed.
        until: Option<Timestamp>,
    },
    /// A person resumed.
    Resumed,
    /// Everything is read and compared again (rule F3).
    Comparing(Comparison),
    /// A side is closed until a person does something.
    Closed(Closed),
    /// Alternative holds another body under a version (rule F4).
    OtherBody(Said),
    /// A side is open again: what closed it is gone.
    Reopened,
    /// A document could not be read, and what it told is found again.
    Damaged {
        /// The document that could not be read.
        document: DocumentKind,
        /// What finds it again.
        repair: Repair,
    },
    /// A person changed preferences.
    PreferencesChanged,
    /// QuickBooks was signed in to.
    SignedIn {
        /// The company's name.
        company: Said,
        /// It was connected before.
        again: bool,
    },
    /// Alternative accepted the API key.
    KeyAccepted,
    /// A person disconnected.
    Disconnected {
        /// At Alternative too, for every computer.
        everywhere: bool,
    },
}

/// What was carried out, or was found carried out already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Done {
    /// Alternative has a customer as QuickBooks has it.
    CustomerSent {
        /// Its name.
        name: Said,
    },
    /// A customer that is inactive in QuickBooks was archived in Alternative.
    CustomerArchived {
        /// Its id in QuickBooks.
        customer: books::CustomerId,
    },
    /// Alternative has an invoice as QuickBooks has it.
    InvoiceSent {
        /// Its number.
        number: Said,
    },
    /// An invoice was archived in Alternative.
    InvoiceArchived {
        /// Its number.
        number: Said,
        /// Why Alternative asks for it no more.
        reason: ArchiveReason,
    },
    /// A customer's archive in Alternative was taken back (rules C4, C7).
    CustomerRestored {
        /// Its id in QuickBooks.
        customer: books::CustomerId,
    },
    /// An invoice's archive in Alternative was taken back (rule I10).
    InvoiceRestored {
        /// Its number.
        number: Said,
    },
    /// The PDF of an invoice was copied, or is the same as before.
    PdfCopied {
        /// Which invoice.
        invoice: books::InvoiceId,
        /// It is the same as before, so that nothing was sent.
        unchanged: bool,
    },
    /// A payment is in QuickBooks.
    PaymentRecorded {
        /// Its id there.
        payment: books::PaymentId,
        /// The amount, in its own currency.
        amount: Money,
        /// It was there already.
        found: bool,
    },
    /// Our payment was taken out of QuickBooks because it failed.
    PaymentRemoved {
        /// Its id there.
        payment: books::PaymentId,
    },
    /// Of two of our payments for the same, this one was taken out (rule P6).
    DuplicateRemoved {
        /// Its id there.
        payment: books::PaymentId,
    },
    /// Our payment pays its invoices again (rule P11).
    PaymentApplied {
        /// Its id there.
        payment: books::PaymentId,
    },
    /// Our deposit was taken out of QuickBooks because its payout failed.
    DepositRemoved {
        /// Its id there.
        deposit: books::DepositId,
    },
    /// A payout's deposit is in QuickBooks.
    DepositRecorded {
        /// Its id there.
        deposit: books::DepositId,
        /// The payout's total.
        amount: Money,
        /// It was there already.
        found: bool,
    },
    /// Alternative knows where a payment stands.
    PaymentReported {
        /// Its id in Alternative.
        payment: alternative::PaymentId,
    },
    /// Alternative knows where a payout stands.
    PayoutReported {
        /// Its id in Alternative.
        payout: alternative::PayoutId,
    },
    /// The entry for what went back is in QuickBooks (rule P8).
    EntryWritten {
        /// It.
        entry: books::JournalEntryId,
        /// How much it is about.
        amount: Money,
    },
    /// The account for what goes back is known (rule D15).
    ReturnsAccount {
        /// It.
        account: books::AccountId,
    },
    /// The account that fees are booked to.
    FeeAccount {
        /// Its id in QuickBooks.
        account: books::AccountId,
    },
}

/// A hold as an entry tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Why it needed a decision.
    pub reason: HoldReason,
    /// Money at stake.
    pub amount: Option<Money>,
}

impl Question {
    /// Of a hold.
    pub fn of(draft: &HoldDraft) -> Box<Self> {
        Box::new(Self { reason: draft.reason.clone(), amount: draft.amount })
    }
}

/// Why Alternative is told that a payment or payout stands where it stands (rule P15).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reported {
    /// The payment is recorded.
    Recorded,
    /// The payout is a deposit.
    Deposited(Money),
    /// A person has to decide.
    Held(Box<Question>),
    /// The payment is recorded, and an invoice's present state did not reach Alternative.
    InvoiceBehind,
    /// The payment was deleted in QuickBooks, and a person left it so.
    LeftOut,
    /// The payment ended before it was recorded.
    Ended,
    /// The payment went back, and a person put that right by hand.
    HandledByHand,
    /// The payment was taken out because it failed.
    Removed,
}

/// Why everything is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// Alternative no longer keeps the events since the last look.
    EventsForgotten,
    /// Alternative does not know the place where its events were left.
    PlaceUnknown,
    /// The last good point is not known.
    PointUnknown,
    /// The last look is longer ago than change data reaches.
    TooLongAgo,
    /// More changed than change data can tell.
    TooMuch,
}

/// A write, in the terms by which people know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// Send a customer.
    SendCustomer {
        /// Its name.
        name: Said,
    },
    /// Archive a customer.
    ArchiveCustomer(books::CustomerId),
    /// Send an invoice.
    SendInvoice {
        /// Its number.
        number: Said,
    },
    /// Archive an invoice.
    ArchiveInvoice(books::InvoiceId),
    /// Take a customer's archive back.
    RestoreCustomer(books::CustomerId),
    /// Take an invoice's archive back.
    RestoreInvoice(books::InvoiceId),
    /// Copy an invoice's PDF.
    CopyPdf(books::InvoiceId),
    /// Record a payment.
    RecordPayment(Money),
    /// Remove our payment.
    RemovePayment(books::PaymentId),
    /// Apply our payment to its invoices again.
    ApplyPayment(books::PaymentId),
    /// Tell Alternative where a payment stands.
    ReportPayment(alternative::PaymentId),
    /// Record a deposit.
    RecordDeposit(Money),
    /// Remove our deposit.
    RemoveDeposit(books::DepositId),
    /// Tell Alternative where a payout stands.
    ReportPayout(alternative::PayoutId),
    /// Find or create the fee account.
    FindFeeAccount,
    /// Write the entry for what went back.
    WriteEntry(Money),
    /// Find or create the account for what goes back.
    FindReturnsAccount,
}

impl Task {
    /// Of an action.
    pub fn of(action: &Action) -> Self {
        match action {
            Action::UpsertCustomer { body, .. } => {
                Self::SendCustomer { name: Said::new(body.display_name.as_str()) }
            }
            Action::ArchiveCustomer { customer, .. } => Self::ArchiveCustomer(customer.clone()),
            Action::UpsertInvoice { invoice, body, .. } => {
                Self::SendInvoice { number: Said::new(body.number.as_deref().unwrap_or(invoice.as_str())) }
            }
            Action::ArchiveInvoice { invoice, .. } => Self::ArchiveInvoice(invoice.clone()),
            Action::RestoreCustomer { customer } => Self::RestoreCustomer(customer.clone()),
            Action::RestoreInvoice { invoice } => Self::RestoreInvoice(invoice.clone()),
            Action::AttachPdf { invoice, .. } => Self::CopyPdf(invoice.clone()),
            Action::RecordPayment { draft, .. } => Self::RecordPayment(draft.total.of(draft.currency)),
            Action::RemovePayment { books_payment, .. } => Self::RemovePayment(books_payment.clone()),
            Action::ApplyPayment { books_payment, .. } => Self::ApplyPayment(books_payment.clone()),
            Action::ReportPayment { payment, .. } => Self::ReportPayment(payment.clone()),
            Action::RecordDeposit { draft, .. } => Self::RecordDeposit(draft.total().of(draft.currency)),
            Action::RemoveDeposit { deposit, .. } => Self::RemoveDeposit(deposit.clone()),
            Action::ReportPayout { payout, .. } => Self::ReportPayout(payout.clone()),
            Action::EnsureFeeAccount => Self::FindFeeAccount,
            Action::WriteEntry { order, .. } => Self::WriteEntry(order.amount.of(order.currency)),
            Action::EnsureReturnsAccount => Self::FindReturnsAccount,
        }
    }
}
