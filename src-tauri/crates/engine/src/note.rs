//! Texts that the companion writes into the books: notes by which its payments and deposits are known again, descriptions
//! of lines, the name of the fee account. They are part of what is in people's books already, so that they never change.

use ledger::{alternative, books};

/// What `PrivateNote` of our Payments begins with; Alternative's payment id follows (rule P1).
const PAYMENT: &str = "Alternative Payments ";

/// What `PrivateNote` of our Deposits begins with; Alternative's payout id follows (rule D3).
const DEPOSIT: &str = "Alternative Payments payout ";

/// Description of a deposit line for money that a person chose an account for (rules D3, D6).
pub(crate) const OTHER_MONEY: &str = "Other money of this payout";

/// The two spellings of the fee account in the field; the first is used for a new one (rule D10).
const FEE_ACCOUNT: [&str; 2] = ["Alternative Payments Fees", "Alternative Payment Fees"];
/// How many names there are for an account of ours.
const ACCOUNT_NAMES: usize = 9;

/// The account for what goes back (rule D15).
const RETURNS_ACCOUNT: &str = "Alternative Payments Returns";

/// The note of a journal entry for what went back of a payment (rule P8).
pub(crate) fn of_return(payment: &alternative::PaymentId) -> String {
    format!("{PAYMENT}{payment} (went back)")
}

/// The note of a Payment.
pub(crate) fn of_payment(payment: &alternative::PaymentId, method: Option<&str>) -> String {
    format!("{PAYMENT}{payment} ({})", method.unwrap_or("payment"))
}

/// Alternative's payment that a note of ours names.
pub(crate) fn payment_in(note: &str) -> Option<alternative::PaymentId> {
    let rest = note.strip_prefix(PAYMENT)?;
    rest.split_once(" (").map(|(id, _)| alternative::PaymentId::new(id))
}

/// The note of a Deposit.
pub(crate) fn of_deposit(payout: &str) -> String {
    format!("{DEPOSIT}{payout}")
}

/// Whether a deposit's note is the one of this payout; people may have added to it.
pub(crate) fn is_of_deposit(note: &str, payout: &str) -> bool {
    let own = of_deposit(payout);
    // An id that merely begins like this one is another payout's.
    note.match_indices(&own).any(|(at, _)| !note[at + own.len()..].starts_with(is_of_an_id))
}

/// What may stand within an id of Alternative.
fn is_of_an_id(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '-' | '_')
}

/// Alternative's payout that a note of ours names.
pub(crate) fn payout_in(note: &str) -> Option<alternative::PayoutId> {
    let id = note.strip_prefix(DEPOSIT)?.split_whitespace().next()?;
    Some(alternative::PayoutId::new(id))
}

/// The names under which the fee account is looked for, and of which a new one takes the first that is free (rules D9, D10).
pub(crate) fn fee_account_names() -> Vec<String> {
    FEE_ACCOUNT.map(str::to_owned).into_iter().chain(numbered(FEE_ACCOUNT[0])).collect()
}

/// The same for the returns-clearing account (rules D9, D15).
pub(crate) fn returns_account_names() -> Vec<String> {
    [RETURNS_ACCOUNT.to_owned()].into_iter().chain(numbered(RETURNS_ACCOUNT)).collect()
}

fn numbered(name: &str) -> impl Iterator<Item = String> {
    (2..ACCOUNT_NAMES).map(move |number| format!("{name} {number}"))
}

/// Description of the one line of an invoice that QuickBooks gives no lines for.
pub(crate) fn only_line(invoice: &books::Invoice) -> String {
    format!("Invoice {}", invoice.label())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d3_a_deposit_is_known_by_its_note_whatever_people_add() {
        for note in [
            "Alternative Payments payout PO-1",
            "Alternative Payments payout PO-1 (checked by Ann)",
            "checked: Alternative Payments payout PO-1, Ann",
            "Alternative Payments payout PO-1.",
            "Alternative Payments payout PO-1\nAnn",
            "Alternative Payments payout PO-12; Alternative Payments payout PO-1",
        ] {
            assert!(is_of_deposit(note, "PO-1"), "{note}");
        }
    }

    #[test]
    fn d3_a_payout_whose_id_begins_like_that_of_another_has_not_its_deposit() {
        for note in [
            "Alternative Payments payout PO-12",
            "Alternative Payments payout PO-1-2",
            "Alternative Payments payout PO-1_2",
            "Alternative Payments payout PO-1é",
            "Alternative Payments payout PO",
            "",
        ] {
            assert!(!is_of_deposit(note, "PO-1"), "{note}");
        }
    }
}
