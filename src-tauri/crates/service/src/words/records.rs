//! Decisions about records as such, in plain words: one that cannot be read, many that seem to be gone, and what is archived.

use contract::happened::Noun;
use contract::side::Side;
use jiff::Timestamp;
use ledger::Money;

use super::holds::{HoldWords, says, service, words};
use super::in_sentence;
use super::journal::noun;

/// Many records that QuickBooks no longer shows (rule I16).
pub(super) fn many_archives(record: Noun, of: u64, count: usize) -> HoldWords {
    let noun = noun(record);
    let gone = if record == Noun::Invoice { "or shows them as voided" } else { "or shows them as inactive" };
    words(
        format!("{count} of {of} {noun}s would be archived"),
        format!("QuickBooks no longer shows them, {gone}. That looks wrong, so none of them was archived."),
        "They stay as they are in Alternative until you decide. Everything else is synced.",
    )
}

/// Invoices in currencies that are not sent (rule I17).
pub(super) fn other_currencies(home: &str, currencies: &[String], count: usize) -> HoldWords {
    let what = if count == 1 { "1 invoice is".to_owned() } else { format!("{count} invoices are") };
    let cause = if currencies.iter().any(|currency| currency != home) {
        format!("Only invoices in {home}, the home currency of your books, are sent to Alternative.")
    } else {
        format!("Alternative does not take payments in {home}.")
    };
    words(
        format!("{what} in {}", currencies.join(", ")),
        cause,
        "They are not sent to Alternative, so customers can't pay them there. Everything else is synced.",
    )
}

/// A customer that is archived in Alternative (rules C4, C7).
pub(super) fn customer_archived(name: &str, again: bool) -> HoldWords {
    let what = if again { "is active in QuickBooks again" } else { "was changed in QuickBooks" };
    let cause = if again {
        "It was archived because it was inactive in QuickBooks. It is never restored automatically."
    } else {
        "It was archived in Alternative, not in QuickBooks. It is never restored automatically."
    };
    words(
        format!("{name} {what}, but is archived in Alternative"),
        cause,
        "The customer stays archived in Alternative, and changes to it are not sent until you decide.",
    )
}

/// An invoice that is archived in Alternative (rule I10).
pub(super) fn invoice_archived(
    invoice: &str,
    again: bool,
    open: Option<Money>,
    customer: Option<&str>,
) -> HoldWords {
    let owner = customer.map(|name| format!(" for {name}")).unwrap_or_default();
    let open = open.map(|open| format!(" ({} open)", in_sentence(open))).unwrap_or_default();
    let what = if again { "is open in QuickBooks again" } else { "was changed in QuickBooks" };
    let cause = if again {
        "It was archived because it was voided or deleted in QuickBooks. It is never restored automatically."
    } else {
        "It was archived in Alternative, not in QuickBooks. It is never restored automatically."
    };
    words(
        format!("Invoice {invoice}{owner}{open} {what}, but is archived in Alternative"),
        cause,
        "The customer can't pay it through Alternative until you decide.",
    )
}

/// A record that cannot be read (rule F8).
pub(super) fn not_readable(side: Side, what: &str, since: Timestamp, said: &str) -> HoldWords {
    let name = service(side);
    words(
        format!("{} can't be read from {name}", opening(what)),
        says(name, said),
        format!(
            "Nothing new is known of it since {}. Everything else is synced.",
            since.strftime("%b %-d, %H:%M UTC")
        ),
    )
}

fn opening(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
