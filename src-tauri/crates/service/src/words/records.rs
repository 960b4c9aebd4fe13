//! Decisions about records as such, in plain words: one that cannot be read, and many that seem to be gone.

use contract::happened::Noun;
use contract::side::Side;
use jiff::Timestamp;

use super::holds::{HoldWords, says, service, words};
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
