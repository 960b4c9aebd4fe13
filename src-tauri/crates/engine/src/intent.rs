//! What the plan wants done, as values that can be shown, stored and carried out later.

use std::fmt;

use ledger::alternative::{ArchiveReason, PaymentReport, PayoutReport};
use ledger::{alternative, books};
use serde::{Deserialize, Serialize};

use crate::category::SyncCategory;
use crate::fault::Side;
use crate::happened::Reported;
use crate::link::ReturnOrder;
use crate::ports::{CustomerBody, DepositDraft, InvoiceBody, PaymentDraft, PaymentLineDraft};
use crate::subject::Subject;

/// Which writes go first (rule F6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lane {
    /// Payments, deposits, and what makes Alternative ask the right amount after them.
    Money,
    /// Changes of customers and invoices.
    Changes,
    /// First import of old records.
    History,
    /// PDFs.
    Pdfs,
}

/// Names the one place an intent has in the outbox: at most one intent a slot is alive, whatever is planned how often.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Slot(pub String);

impl Slot {
    /// Where an invoice's customer goes to Alternative.
    pub fn upsert_customer(customer: &books::CustomerId) -> Self {
        Self(format!("upsert_customer:{customer}"))
    }

    /// Where an invoice goes to Alternative.
    pub fn upsert_invoice(invoice: &books::InvoiceId) -> Self {
        Self(format!("upsert_invoice:{invoice}"))
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Create or replace a customer in Alternative.
    UpsertCustomer {
        /// Whose QuickBooks id.
        customer: books::CustomerId,
        /// QuickBooks' version it is made from.
        version: u64,
        /// What is sent.
        body: CustomerBody,
    },
    /// Archive a customer in Alternative.
    ArchiveCustomer {
        /// Whose.
        customer: books::CustomerId,
        /// Why Alternative asks for it no more.
        reason: ArchiveReason,
    },
    /// Create or replace an invoice in Alternative.
    UpsertInvoice {
        /// Its id in QuickBooks.
        invoice: books::InvoiceId,
        /// QuickBooks' version it is made from.
        version: u64,
        /// What is sent.
        body: InvoiceBody,
    },
    /// Archive an invoice in Alternative.
    ArchiveInvoice {
        /// Its id in QuickBooks.
        invoice: books::InvoiceId,
        /// Why Alternative asks for it no more.
        reason: ArchiveReason,
    },
    /// Take a customer's archive in Alternative back, as a person wants it (rules C4, C7).
    RestoreCustomer {
        /// Whose.
        customer: books::CustomerId,
    },
    /// Take an invoice's archive in Alternative back, as a person wants it (rule I10).
    RestoreInvoice {
        /// Its id in QuickBooks.
        invoice: books::InvoiceId,
    },
    /// Fetch QuickBooks' PDF of an invoice and give it to Alternative.
    AttachPdf {
        /// Its id in QuickBooks.
        invoice: books::InvoiceId,
        /// Fingerprint of the content it is made for.
        content: String,
    },
    /// Record a payment in QuickBooks.
    RecordPayment {
        /// Alternative's payment.
        payment: alternative::PaymentId,
        /// What is recorded.
        draft: PaymentDraft,
        /// A person said that what exceeds the balances is kept as the customer's credit.
        keep_as_credit: bool,
        /// A person said that a look-alike is another payment.
        not_a_look_alike: bool,
    },
    /// Delete our Payment in QuickBooks (rules P6, P7).
    RemovePayment {
        /// Alternative's payment.
        payment: alternative::PaymentId,
        /// Whose part.
        customer: books::CustomerId,
        /// The QuickBooks Payment.
        books_payment: books::PaymentId,
        /// The one that stays, of two that were recorded for the same (rule P6).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        beside: Option<books::PaymentId>,
    },
    /// Apply our Payment in QuickBooks to its invoices again (rule P11).
    ApplyPayment {
        /// Alternative's payment.
        payment: alternative::PaymentId,
        /// Whose part.
        customer: books::CustomerId,
        /// The QuickBooks Payment.
        books_payment: books::PaymentId,
        /// What it pays of its invoices then.
        lines: Vec<PaymentLineDraft>,
    },
    /// Tell Alternative where a payment stands (rule P15).
    ReportPayment {
        /// Its id in Alternative.
        payment: alternative::PaymentId,
        /// Where the payment stands in the books.
        report: PaymentReport,
        /// Why; absent in what version 0.1.0 stored, whose report has a sentence.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<Reported>,
    },
    /// Record a deposit in QuickBooks.
    RecordDeposit {
        /// Alternative's payout.
        payout: alternative::PayoutId,
        /// What is recorded.
        draft: DepositDraft,
    },
    /// Delete our Deposit in QuickBooks, because its payout failed (rule D4).
    RemoveDeposit {
        /// Alternative's payout.
        payout: alternative::PayoutId,
        /// The QuickBooks Deposit.
        deposit: books::DepositId,
    },
    /// Tell Alternative where a payout stands.
    ReportPayout {
        /// Its id in Alternative.
        payout: alternative::PayoutId,
        /// Where the payout stands in the books.
        report: PayoutReport,
        /// Why; absent in what version 0.1.0 stored, whose report has a sentence.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<Reported>,
    },
    /// Find the fee account by name or create it (rule D10).
    EnsureFeeAccount,
    /// Write the entry for what went back of a payment (rule P8).
    WriteEntry {
        /// Alternative's payment.
        payment: alternative::PaymentId,
        /// Whose part.
        customer: books::CustomerId,
        /// What a person decided.
        order: ReturnOrder,
    },
    /// Find the account for what goes back by name or create it (rule D15).
    EnsureReturnsAccount,
}

impl Action {
    /// Its slot.
    pub fn slot(&self) -> Slot {
        Slot(match self {
            Self::UpsertCustomer { customer, .. } => format!("upsert_customer:{customer}"),
            Self::ArchiveCustomer { customer, .. } => format!("archive_customer:{customer}"),
            Self::UpsertInvoice { invoice, .. } => format!("upsert_invoice:{invoice}"),
            Self::ArchiveInvoice { invoice, .. } => format!("archive_invoice:{invoice}"),
            Self::RestoreCustomer { customer } => format!("restore_customer:{customer}"),
            Self::RestoreInvoice { invoice } => format!("restore_invoice:{invoice}"),
            Self::AttachPdf { invoice, .. } => format!("attach_pdf:{invoice}"),
            Self::RecordPayment { payment, draft, .. } => {
                format!("record_payment:{payment}:{}", draft.customer)
            }
            Self::RemovePayment { payment, customer, .. } => format!("remove_payment:{payment}:{customer}"),
            Self::ApplyPayment { payment, customer, .. } => format!("apply_payment:{payment}:{customer}"),
            Self::ReportPayment { payment, .. } => format!("report_payment:{payment}"),
            Self::RecordDeposit { payout, .. } => format!("record_deposit:{payout}"),
            Self::RemoveDeposit { payout, .. } => format!("remove_deposit:{payout}"),
            Self::ReportPayout { payout, .. } => format!("report_payout:{payout}"),
            Self::EnsureFeeAccount => "ensure_fee_account".to_owned(),
            Self::WriteEntry { payment, customer, order } => {
                format!("write_entry:{payment}:{customer}:{}", order.up_to.0)
            }
            Self::EnsureReturnsAccount => "ensure_returns_account".to_owned(),
        })
    }

    /// The rule that wants it.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::UpsertCustomer { .. } => "C1",
            Self::ArchiveCustomer { .. } => "C3",
            Self::UpsertInvoice { .. } => "I1",
            Self::ArchiveInvoice { reason: ArchiveReason::Voided, .. } => "I7",
            Self::ArchiveInvoice { .. } => "I6",
            Self::RestoreCustomer { .. } => "C4",
            Self::RestoreInvoice { .. } => "I10",
            Self::AttachPdf { .. } => "I13",
            Self::RecordPayment { .. } => "P1",
            Self::RemovePayment { .. } => "P7",
            Self::ApplyPayment { .. } => "P11",
            Self::ReportPayment { .. } | Self::ReportPayout { .. } => "P15",
            Self::RecordDeposit { .. } => "D3",
            Self::RemoveDeposit { .. } => "D4",
            Self::EnsureFeeAccount => "D10",
            Self::WriteEntry { .. } => "P8",
            Self::EnsureReturnsAccount => "D15",
        }
    }

    /// Where it writes.
    pub fn side(&self) -> Side {
        match self {
            Self::RecordPayment { .. }
            | Self::RemovePayment { .. }
            | Self::ApplyPayment { .. }
            | Self::RecordDeposit { .. }
            | Self::WriteEntry { .. }
            | Self::EnsureReturnsAccount
            | Self::RemoveDeposit { .. }
            | Self::EnsureFeeAccount => Side::Quickbooks,
            _ => Side::Alternative,
        }
    }

    /// The sides that have to answer for it; a PDF is read on one side and written on the other.
    pub fn sides(&self) -> &'static [Side] {
        match self {
            Self::AttachPdf { .. } => &[Side::Quickbooks, Side::Alternative],
            _ if self.side() == Side::Quickbooks => &[Side::Quickbooks],
            _ => &[Side::Alternative],
        }
    }

    /// Whether it creates, changes or deletes a transaction in the books: such slots keep their generation for ever (rule P6).
    pub fn moves_books(&self) -> bool {
        self.side() == Side::Quickbooks
    }

    /// Whether it archives a record.
    pub fn archives(&self) -> bool {
        matches!(self, Self::ArchiveCustomer { .. } | Self::ArchiveInvoice { .. })
    }

    /// Which row of the guide's table it belongs to.
    pub fn item(&self) -> SyncCategory {
        match self {
            Self::UpsertCustomer { .. } => SyncCategory::Customers,
            Self::ArchiveCustomer { .. } | Self::RestoreCustomer { .. } => SyncCategory::ArchivedCustomers,
            Self::UpsertInvoice { .. } => SyncCategory::InvoiceDetails,
            Self::ArchiveInvoice { .. } | Self::RestoreInvoice { .. } => SyncCategory::ArchivedInvoices,
            Self::AttachPdf { .. } => SyncCategory::PdfInvoices,
            Self::RecordPayment { .. }
            | Self::ApplyPayment { .. }
            | Self::ReportPayment { .. }
            | Self::WriteEntry { .. }
            | Self::EnsureReturnsAccount => SyncCategory::Payments,
            Self::RemovePayment { .. } => SyncCategory::DeletedPayments,
            Self::RecordDeposit { .. }
            | Self::RemoveDeposit { .. }
            | Self::ReportPayout { .. }
            | Self::EnsureFeeAccount => SyncCategory::Deposits,
        }
    }
}

/// One thing to do, and after what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intent {
    /// What it is about.
    pub subject: Subject,
    /// Order.
    pub lane: Lane,
    /// The write, with everything it needs.
    pub action: Action,
    /// Slots that must be done first.
    pub after: Vec<Slot>,
}
