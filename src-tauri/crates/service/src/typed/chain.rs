//! What the links of a chain tell, in the contract's types.

use contract::happened::{Done, Happened, Task};
use contract::table::WriteReason;

use crate::words::with_signs;

/// Why the rules want a write, by the rule's id as the journal keeps it.
pub(crate) fn write_reason(rule: &str) -> Option<WriteReason> {
    Some(match rule {
        "C1" => WriteReason::CustomerAppears,
        "C3" => WriteReason::MadeInactive,
        "I1" => WriteReason::InvoiceFollows,
        "I6" => WriteReason::Deleted,
        "I7" => WriteReason::Voided,
        "C4" | "I10" => WriteReason::Restored,
        "I13" => WriteReason::PdfShown,
        "P1" => WriteReason::Collected,
        "P7" => WriteReason::FailedBeforePayout,
        "P15" => WriteReason::StatusShown,
        "D3" => WriteReason::PaidOut,
        "D10" => WriteReason::FeesNeedAccount,
        _ => return None,
    })
}

/// The invoice or customer that a write is about, where it is known by its id.
pub(crate) fn subject_of(happened: &mut Happened) -> Option<&mut String> {
    match happened {
        Happened::Planned { task } | Happened::Attempted { task } | Happened::NotDone { task } => {
            match task {
                Task::ArchiveCustomer { customer } | Task::RestoreCustomer { customer } => Some(customer),
                Task::ArchiveInvoice { invoice }
                | Task::RestoreInvoice { invoice }
                | Task::CopyPdf { invoice } => Some(invoice),
                Task::SendCustomer { .. }
                | Task::SendInvoice { .. }
                | Task::RecordPayment { .. }
                | Task::RemovePayment { .. }
                | Task::ApplyPayment { .. }
                | Task::ReportPayment { .. }
                | Task::RecordDeposit { .. }
                | Task::RemoveDeposit { .. }
                | Task::ReportPayout { .. }
                | Task::FindFeeAccount
                | Task::WriteEntry { .. }
                | Task::FindReturnsAccount => None,
            }
        }
        Happened::Done { done } => match done {
            Done::CustomerArchived { customer } | Done::CustomerRestored { customer } => Some(customer),
            Done::InvoiceArchived { number, .. } | Done::InvoiceRestored { number } => Some(number),
            Done::PdfCopied { invoice, .. } => Some(invoice),
            Done::CustomerSent { .. }
            | Done::InvoiceSent { .. }
            | Done::PaymentRecorded { .. }
            | Done::PaymentRemoved { .. }
            | Done::PaymentApplied { .. }
            | Done::DuplicateRemoved { .. }
            | Done::DepositRecorded { .. }
            | Done::DepositRemoved { .. }
            | Done::PaymentReported { .. }
            | Done::PayoutReported { .. }
            | Done::FeeAccount { .. }
            | Done::EntryWritten { .. }
            | Done::ReturnsAccount { .. } => None,
        },
        _ => None,
    }
}

/// What version 0.1.0 kept as text: it wrote amounts without their signs.
pub(crate) fn kept_sentence(text: &str) -> String {
    with_signs(text)
}

/// A reason that version 0.1.0 kept, such as `I1, I12: the invoice is new`, as a sentence without its rules.
pub(crate) fn kept_reason(text: &str) -> String {
    let is_rule =
        |text: &str| text.chars().all(|letter| letter.is_ascii_alphanumeric() || ", ".contains(letter));
    let reason = match text.split_once(": ") {
        Some((rule, why)) if rule.len() <= 12 && is_rule(rule) => why,
        _ => text,
    };
    let mut letters = reason.chars();
    let reason: String =
        letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default();
    kept_sentence(&reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_of_version_0_1_0_is_told_without_its_rules() {
        assert_eq!(kept_reason("I1, I12: it owes 5.00 USD"), "It owes $5.00");
        assert_eq!(
            kept_reason("it was closed by hand: nothing is left"),
            "It was closed by hand: nothing is left"
        );
    }
}
