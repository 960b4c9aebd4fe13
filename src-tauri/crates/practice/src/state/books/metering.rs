//! What the partner programme would count: writes are `Core` calls, reads are `CorePlus` calls, by calendar month.

use jiff::Timestamp;
use serde_json::{Value, json};

/// The month's calls of one company. Kept in memory only: nobody is billed.
#[derive(Debug, Clone, Default)]
pub struct Meter {
    month: Option<(i16, i8)>,
    core: u64,
    core_plus: u64,
}

impl Meter {
    /// Counts writes and reads.
    pub fn count(&mut self, now: Timestamp, writes: u64, reads: u64) {
        let today = now.to_zoned(jiff::tz::TimeZone::UTC).date();
        let month = Some((today.year(), today.month()));
        if self.month != month {
            *self = Self { month, core: 0, core_plus: 0 };
        }
        self.core += writes;
        self.core_plus += reads;
    }

    /// The month's counts.
    pub fn state(&self) -> Value {
        let month = self.month.map(|(year, month)| format!("{year:04}-{month:02}"));
        json!({"month": month, "core": self.core, "core_plus": self.core_plus})
    }
}
