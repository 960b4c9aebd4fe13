//! The journal's entries in plain words.

use contract::happened::{Comparison, Done, Happened, Noun, Question, Task};
use engine::happened::Reported;
use engine::ports::Wording;
use jiff::tz::TimeZone;

use super::{documents, holds, in_sentence, summary};
use crate::typed;

/// What an entry tells: one sentence without a full stop.
pub(crate) fn entry(happened: &Happened) -> String {
    match happened {
        Happened::Sentence { said } => said.clone(),
        Happened::Read { side, noun: what, label, new: true } => {
            format!("New in {}: {} {label}", side.name(), noun(*what))
        }
        Happened::Read { side, noun: what, label, new: false } => {
            format!("Changed in {}: {} {label}", side.name(), noun(*what))
        }
        Happened::Deleted { side, noun: what, label } => {
            format!("Deleted in {}: {} {label}", side.name(), noun(*what))
        }
        Happened::Unreadable { side, why } => {
            format!("{} sent a record that cannot be read: {why}", side.name())
        }
        Happened::CompanyChanged => "Company settings changed in QuickBooks".to_owned(),
        Happened::Planned { task } | Happened::Attempted { task } => to_do(task),
        Happened::NotDone { task } => format!("Not done: {}", to_do(task)),
        Happened::Held { question } => title(question),
        Happened::Withdrawn { question } => format!("No longer needed: {}", title(question)),
        Happened::Decided { choice, question } => {
            format!("Decided: {}", holds::choice(choice, &question.reason))
        }
        Happened::Started => "Started syncing".to_owned(),
        Happened::Paused { until: None } => "Paused".to_owned(),
        Happened::Paused { until: Some(until) } => {
            let until = until.to_zoned(TimeZone::system());
            format!("Paused until {}", until.strftime("%b %-d, %H:%M"))
        }
        Happened::Resumed => "Resumed".to_owned(),
        Happened::Comparing { why } => format!("Comparing everything: {}", compared(*why)),
        Happened::Closed { closed } => summary::is_closed(*closed).to_owned(),
        Happened::OtherBody { said } => other_body(said.as_deref()),
        Happened::Damaged { document, repair } => {
            format!("{} could not be read. {}", documents::name(*document), documents::repaired(*repair))
        }
        Happened::PreferencesChanged => "Preferences changed".to_owned(),
        Happened::SignedIn { company, again: true } => format!("Signed in to QuickBooks again: {company}"),
        Happened::SignedIn { company, again: false } => format!("Connected to QuickBooks: {company}"),
        Happened::KeyAccepted => "Alternative accepted the API key".to_owned(),
        Happened::Merged { customer, into } => {
            format!("Merged in QuickBooks: {customer} into {into}. Its invoices are sent for {into}")
        }
        Happened::Reopened => "Checked again: syncing can continue".to_owned(),
        Happened::Disconnected { everywhere: true } => "Disconnected everywhere".to_owned(),
        Happened::Disconnected { everywhere: false } => "Disconnected on this computer".to_owned(),
        Happened::Done { done } => carried_out(done),
    }
}

/// A listed difference between the two.
pub(crate) fn other_body(said: Option<&str>) -> String {
    let text =
        "Alternative has a different version of this record; it stays until QuickBooks has a newer one";
    match said.filter(|said| !said.is_empty()) {
        None => text.to_owned(),
        Some(said) => format!("{text}. Alternative says: \"{said}\""),
    }
}

fn title(question: &Question) -> String {
    words(question).title
}

/// A decision, in words.
pub(crate) fn words(question: &Question) -> holds::HoldWords {
    holds::hold(&question.reason, question.amount, None)
}

fn carried_out(done: &Done) -> String {
    match done {
        Done::CustomerSent { name } => format!("Sent customer {name} to Alternative"),
        Done::CustomerArchived { customer } => {
            format!("Customer {customer} was made inactive in QuickBooks and archived in Alternative")
        }
        Done::InvoiceSent { number } => format!("Sent invoice {number} to Alternative"),
        Done::InvoiceArchived { number, voided } => {
            let what = if *voided { "voided" } else { "deleted" };
            format!("Invoice {number} was {what} in QuickBooks and archived in Alternative")
        }
        Done::CustomerRestored { customer } => format!("Restored customer {customer} in Alternative"),
        Done::InvoiceRestored { number } => format!("Restored invoice {number} in Alternative"),
        Done::PdfCopied { invoice, unchanged: true } => format!("The PDF of invoice {invoice} is unchanged"),
        Done::PdfCopied { invoice, .. } => format!("Copied the PDF of invoice {invoice} to Alternative"),
        Done::PaymentRecorded { payment, amount, found: true } => {
            format!("The payment of {} is already in QuickBooks as payment {payment}", in_sentence(*amount))
        }
        Done::PaymentRecorded { payment, amount, .. } => {
            format!("Recorded a payment of {} in QuickBooks as payment {payment}", in_sentence(*amount))
        }
        Done::PaymentRemoved { payment } => {
            format!("Payment {payment} was removed from QuickBooks because it failed")
        }
        Done::DuplicateRemoved { payment } => {
            format!("Payment {payment} was removed from QuickBooks because it was there twice")
        }
        Done::PaymentApplied { payment } => {
            format!("Payment {payment} was applied to its invoices again in QuickBooks")
        }
        Done::DepositRemoved { deposit } => {
            format!("Deposit {deposit} was removed from QuickBooks because its payout failed")
        }
        Done::DepositRecorded { deposit, amount, found: true } => {
            format!("The payout of {} is already in QuickBooks as deposit {deposit}", in_sentence(*amount))
        }
        Done::DepositRecorded { deposit, amount, .. } => {
            format!("Recorded the payout of {} in QuickBooks as deposit {deposit}", in_sentence(*amount))
        }
        Done::PaymentReported { payment } => format!("Sent the status of payment {payment} to Alternative"),
        Done::PayoutReported { payout } => format!("Sent the status of payout {payout} to Alternative"),
        Done::FeeAccount { account } => format!("Fees are recorded in account {account}"),
        Done::EntryWritten { entry, amount } => {
            format!("Recorded a return of {} in QuickBooks as journal entry {entry}", in_sentence(*amount))
        }
        Done::ReturnsAccount { account } => format!("Returns are recorded in account {account}"),
    }
}

/// What a write does.
pub(crate) fn to_do(task: &Task) -> String {
    match task {
        Task::SendCustomer { name } => format!("Send customer {name} to Alternative"),
        Task::ArchiveCustomer { customer } => format!("Archive customer {customer} in Alternative"),
        Task::SendInvoice { number } => format!("Send invoice {number} to Alternative"),
        Task::ArchiveInvoice { invoice } => format!("Archive invoice {invoice} in Alternative"),
        Task::RestoreCustomer { customer } => format!("Restore customer {customer} in Alternative"),
        Task::RestoreInvoice { invoice } => format!("Restore invoice {invoice} in Alternative"),
        Task::CopyPdf { invoice } => format!("Copy the PDF of invoice {invoice} to Alternative"),
        Task::RecordPayment { amount } => {
            format!("Record a payment of {} in QuickBooks", in_sentence(*amount))
        }
        Task::RemovePayment { payment } => format!("Remove payment {payment} from QuickBooks"),
        Task::ApplyPayment { payment } => {
            format!("Apply payment {payment} to its invoices again in QuickBooks")
        }
        Task::ReportPayment { payment } => format!("Send the status of payment {payment} to Alternative"),
        Task::RecordDeposit { amount } => {
            format!("Record a deposit of {} in QuickBooks", in_sentence(*amount))
        }
        Task::RemoveDeposit { deposit } => format!("Remove deposit {deposit} from QuickBooks"),
        Task::ReportPayout { payout } => format!("Send the status of payout {payout} to Alternative"),
        Task::FindFeeAccount => "Find or create the fee account in QuickBooks".to_owned(),
        Task::WriteEntry { amount } => {
            format!("Record a return of {} in QuickBooks as a journal entry", in_sentence(*amount))
        }
        Task::FindReturnsAccount => "Find or create the account for returns in QuickBooks".to_owned(),
    }
}

fn compared(why: Comparison) -> &'static str {
    match why {
        Comparison::EventsForgotten => "Alternative no longer has the events since the last check",
        Comparison::PlaceUnknown => "Alternative does not know where its events were left",
        Comparison::PointUnknown => "the time of the last complete check is not known",
        Comparison::TooLongAgo => "the last check was longer ago than QuickBooks reports changes for",
        Comparison::TooMuch => "more changed than QuickBooks reports at once",
    }
}

pub(super) fn noun(noun: Noun) -> &'static str {
    match noun {
        Noun::Customer => "customer",
        Noun::Invoice => "invoice",
        Noun::Payment => "payment",
        Noun::Deposit => "deposit",
        Noun::Account => "account",
        Noun::Payout => "payout",
    }
}

/// The sentences that Alternative's dashboard shows about payments and payouts (rule P15).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dashboard;

impl Wording for Dashboard {
    fn reported(&self, why: &Reported) -> Option<String> {
        Some(match why {
            Reported::Recorded => "Recorded in QuickBooks".to_owned(),
            Reported::Deposited(amount) => format!("Deposit of {} in QuickBooks", in_sentence(*amount)),
            Reported::Held(asked) => format!("{}.", title(&typed::question(asked))),
            Reported::InvoiceBehind => return None,
            Reported::LeftOut => "Deleted in QuickBooks, and not recorded again".to_owned(),
            Reported::Ended => "It ended before it was recorded in QuickBooks".to_owned(),
            Reported::HandledByHand => "It was returned and handled by hand in QuickBooks".to_owned(),
            Reported::Removed => "Removed from QuickBooks because it failed".to_owned(),
        })
    }
}
