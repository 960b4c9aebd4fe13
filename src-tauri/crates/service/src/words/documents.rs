//! Documents that cannot be read, in plain words.

use contract::document::{DocumentKind, Repair};

/// What a document is, as the beginning of a sentence.
pub(crate) fn name(document: DocumentKind) -> &'static str {
    match document {
        DocumentKind::Wanted => "The list of records that are still to be read",
        DocumentKind::Matched => "The list of payments that were matched by hand",
        DocumentKind::Aside => "The list of what can't be read yet",
        DocumentKind::Blind => "The list of what QuickBooks does not report changes of",
        DocumentKind::Earlier => "The list of payments and payouts from before the start",
        DocumentKind::Archives => "The list of what is archived",
        DocumentKind::Foreign => "The list of invoices in other currencies",
        DocumentKind::Import => "The progress of reading everything",
        DocumentKind::GoodPoint => "The time of the last complete check of QuickBooks",
        DocumentKind::Feed => "The place in Alternative's list of events",
        DocumentKind::SignIn => "The progress of the sign-in to QuickBooks",
        DocumentKind::Walk => "The progress of the setup",
        DocumentKind::Pass => "The result of the last sync",
        DocumentKind::Comparison => "The progress of the daily comparison",
        DocumentKind::Clock => "The difference between QuickBooks' clock and this computer's",
    }
}

/// What it means for the books, and what to do.
pub(crate) fn repaired(repair: Repair) -> &'static str {
    match repair {
        Repair::ReadAgain => {
            "Nothing changed in the books; QuickBooks and Alternative are read again in full. There is nothing to do"
        }
        Repair::BeginAgain => {
            "Nothing changed in the books; everything is read again from the beginning. There is nothing to do"
        }
        Repair::Matched => {
            "It was rebuilt from your decisions; nothing is recorded twice. You will be asked again about anything that is no longer known"
        }
        Repair::Earlier => {
            "It was rebuilt from your decisions; nothing is recorded without asking. You will be asked again about anything that is no longer known"
        }
        Repair::Redo => "Nothing changed in the books. If something was in progress there, start it again",
    }
}
