//! The closing date, and what the app was last told of it.

use jiff::Timestamp;
use jiff::civil::Date;

use super::Books;

/// A client that has not asked for so long did not look just before its write.
const ASKED_WITHIN_MS: i64 = 60_000;

/// The last answer to the app that says how far the books are closed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told {
    at_ms: i64,
    until: Option<Date>,
}

impl Books {
    /// `AccountingInfoPrefs.BookCloseDate`.
    pub fn closing_date(&self) -> Option<Date> {
        self.closed.get("books").map(|date| **date)
    }

    /// Closes the books up to and with a date, or opens them all.
    pub fn close(&mut self, date: Option<Date>) {
        let key = "books".to_owned();
        if let Some(date) = date {
            self.closed.put(key, date);
        } else {
            self.closed.remove(&key);
        }
    }

    /// The app that asks by this consent is answered with the preferences, or with what changed of them.
    pub fn tell_closing_date(&mut self, consent: u64, now: Timestamp) {
        let told = Told { at_ms: now.as_millisecond(), until: self.closing_date() };
        self.told.insert(consent, told);
    }

    /// Whether the app had asked lately by this consent, and that day was open then: somebody closed the books between
    /// its look and its write, which nothing but the refusal can tell it.
    pub fn closed_unseen(&self, consent: u64, date: Date, now: Timestamp) -> bool {
        self.told.get(&consent).is_some_and(|told| {
            now.as_millisecond() - told.at_ms <= ASKED_WITHIN_MS
                && told.until.is_none_or(|until| date > until)
        })
    }
}
