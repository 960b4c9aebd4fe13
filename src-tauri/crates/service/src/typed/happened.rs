//! What journal entries report, in the contract's types.

use contract::happened::{Comparison, Done, Happened, Noun, Question, Task};
use engine::happened::{Comparison as Why, Done as Did, Happened as Was, Question as Asked, Task as Write};
use engine::record::RecordKind;
use ledger::alternative::ArchiveReason;

use super::{choice, closed, document, reason, repair, side};
use crate::words::with_signs;

/// What happened.
pub(crate) fn happened(was: &Was) -> Happened {
    match was {
        // Version 0.1.0 wrote amounts without their signs.
        Was::Sentence(said) => Happened::Sentence { said: with_signs(&said.to_string()) },
        Was::Read { kind, label, new } => {
            let (side, noun) = (side(kind.side()), noun(*kind));
            Happened::Read { side, noun, label: label.to_string(), new: *new }
        }
        Was::Deleted { kind, label } => {
            Happened::Deleted { side: side(kind.side()), noun: noun(*kind), label: label.to_string() }
        }
        Was::Unreadable { side: from, why } => {
            Happened::Unreadable { side: side(*from), why: why.to_string() }
        }
        Was::CompanyChanged => Happened::CompanyChanged,
        Was::Planned(write) => Happened::Planned { task: task(write) },
        Was::Attempted(write) => Happened::Attempted { task: task(write) },
        Was::NotDone(write) => Happened::NotDone { task: task(write) },
        Was::Done(did) => Happened::Done { done: done(did) },
        Was::Held(asked) => Happened::Held { question: question(asked) },
        Was::Withdrawn(asked) => Happened::Withdrawn { question: question(asked) },
        Was::Decided { choice: chosen, question: asked } => {
            let question = question(asked);
            Happened::Decided { choice: choice(chosen, &question.reason), question }
        }
        Was::Started => Happened::Started,
        Was::Paused { until } => Happened::Paused { until: *until },
        Was::Resumed => Happened::Resumed,
        Was::Comparing(why) => Happened::Comparing { why: comparison(*why) },
        Was::Closed(why) => Happened::Closed { closed: closed(*why) },
        Was::OtherBody(said) => {
            Happened::OtherBody { said: Some(said.to_string()).filter(|said| !said.is_empty()) }
        }
        Was::Merged { customer, into } => {
            Happened::Merged { customer: customer.to_string(), into: into.to_string() }
        }
        Was::Reopened => Happened::Reopened,
        Was::Damaged { document: kind, repair: how } => {
            Happened::Damaged { document: document(*kind), repair: repair(*how) }
        }
        Was::PreferencesChanged => Happened::PreferencesChanged,
        Was::SignedIn { company, again } => {
            Happened::SignedIn { company: company.to_string(), again: *again }
        }
        Was::KeyAccepted => Happened::KeyAccepted,
        Was::Disconnected { everywhere } => Happened::Disconnected { everywhere: *everywhere },
    }
}

pub(super) fn noun(kind: RecordKind) -> Noun {
    match kind {
        RecordKind::BooksCustomer | RecordKind::AlternativeCustomer => Noun::Customer,
        RecordKind::BooksInvoice | RecordKind::AlternativeInvoice => Noun::Invoice,
        RecordKind::BooksPayment | RecordKind::AlternativePayment => Noun::Payment,
        RecordKind::BooksDeposit => Noun::Deposit,
        RecordKind::BooksAccount => Noun::Account,
        RecordKind::AlternativePayout => Noun::Payout,
    }
}

/// A decision.
pub(crate) fn question(asked: &Asked) -> Question {
    Question { reason: reason(&asked.reason), amount: asked.amount }
}

fn comparison(why: Why) -> Comparison {
    match why {
        Why::EventsForgotten => Comparison::EventsForgotten,
        Why::PlaceUnknown => Comparison::PlaceUnknown,
        Why::PointUnknown => Comparison::PointUnknown,
        Why::TooLongAgo => Comparison::TooLongAgo,
        Why::TooMuch => Comparison::TooMuch,
    }
}

/// A write.
pub(crate) fn task(write: &Write) -> Task {
    match write {
        Write::SendCustomer { name } => Task::SendCustomer { name: name.to_string() },
        Write::ArchiveCustomer(id) => Task::ArchiveCustomer { customer: id.to_string() },
        Write::SendInvoice { number } => Task::SendInvoice { number: number.to_string() },
        Write::ArchiveInvoice(id) => Task::ArchiveInvoice { invoice: id.to_string() },
        Write::RestoreCustomer(id) => Task::RestoreCustomer { customer: id.to_string() },
        Write::RestoreInvoice(id) => Task::RestoreInvoice { invoice: id.to_string() },
        Write::CopyPdf(id) => Task::CopyPdf { invoice: id.to_string() },
        Write::RecordPayment(amount) => Task::RecordPayment { amount: *amount },
        Write::RemovePayment(id) => Task::RemovePayment { payment: id.to_string() },
        Write::ApplyPayment(id) => Task::ApplyPayment { payment: id.to_string() },
        Write::ReportPayment(id) => Task::ReportPayment { payment: id.to_string() },
        Write::RecordDeposit(amount) => Task::RecordDeposit { amount: *amount },
        Write::RemoveDeposit(id) => Task::RemoveDeposit { deposit: id.to_string() },
        Write::ReportPayout(id) => Task::ReportPayout { payout: id.to_string() },
        Write::FindFeeAccount => Task::FindFeeAccount,
        Write::WriteEntry(amount) => Task::WriteEntry { amount: *amount },
        Write::FindReturnsAccount => Task::FindReturnsAccount,
    }
}

fn done(did: &Did) -> Done {
    match did {
        Did::CustomerSent { name } => Done::CustomerSent { name: name.to_string() },
        Did::CustomerArchived { customer } => Done::CustomerArchived { customer: customer.to_string() },
        Did::InvoiceSent { number } => Done::InvoiceSent { number: number.to_string() },
        Did::InvoiceArchived { number, reason } => {
            Done::InvoiceArchived { number: number.to_string(), voided: *reason == ArchiveReason::Voided }
        }
        Did::CustomerRestored { customer } => Done::CustomerRestored { customer: customer.to_string() },
        Did::InvoiceRestored { number } => Done::InvoiceRestored { number: number.to_string() },
        Did::PdfCopied { invoice, unchanged } => {
            Done::PdfCopied { invoice: invoice.to_string(), unchanged: *unchanged }
        }
        Did::PaymentRecorded { payment, amount, found } => {
            Done::PaymentRecorded { payment: payment.to_string(), amount: *amount, found: *found }
        }
        Did::PaymentRemoved { payment } => Done::PaymentRemoved { payment: payment.to_string() },
        Did::DuplicateRemoved { payment } => Done::DuplicateRemoved { payment: payment.to_string() },
        Did::PaymentApplied { payment } => Done::PaymentApplied { payment: payment.to_string() },
        Did::DepositRemoved { deposit } => Done::DepositRemoved { deposit: deposit.to_string() },
        Did::DepositRecorded { deposit, amount, found } => {
            Done::DepositRecorded { deposit: deposit.to_string(), amount: *amount, found: *found }
        }
        Did::PaymentReported { payment } => Done::PaymentReported { payment: payment.to_string() },
        Did::PayoutReported { payout } => Done::PayoutReported { payout: payout.to_string() },
        Did::FeeAccount { account } => Done::FeeAccount { account: account.to_string() },
        Did::EntryWritten { entry, amount } => {
            Done::EntryWritten { entry: entry.to_string(), amount: *amount }
        }
        Did::ReturnsAccount { account } => Done::ReturnsAccount { account: account.to_string() },
    }
}
