//! The time of the practice world: the computer's, shifted, or one that only moves when told.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Where a manual clock starts, so that the same seed gives the same bytes.
pub const MANUAL_START: &str = "2026-08-04T12:00:00Z";

/// The zone of every practice company (`CompanyInfo.DefaultTimeZone`).
pub const COMPANY_ZONE: &str = "America/New_York";

/// [`COMPANY_ZONE`] as a zone.
pub fn company_zone() -> TimeZone {
    TimeZone::get(COMPANY_ZONE).unwrap_or(TimeZone::UTC)
}

/// `--clock`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum ClockMode {
    /// Runs with the computer's clock.
    #[default]
    Real,
    /// Stands still until `POST /clock`.
    Manual,
}

/// The clock. Reads the computer's time only in [`Clock::refresh`], which the server calls once a request,
/// so that one request sees one instant.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Clock {
    mode: ClockMode,
    now: Timestamp,
    shift: SignedDuration,
}

impl Clock {
    /// A clock that starts now, or at [`MANUAL_START`].
    pub fn new(mode: ClockMode) -> Self {
        let start = match mode {
            ClockMode::Manual => MANUAL_START.parse().unwrap_or(Timestamp::UNIX_EPOCH),
            ClockMode::Real => system_now(),
        };
        Self { mode, now: start, shift: SignedDuration::ZERO }
    }

    /// Which clock this is.
    pub fn mode(&self) -> ClockMode {
        self.mode
    }

    /// The instant of the request being handled.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Looks at the computer's clock again; a manual clock stays. Never goes back by itself.
    pub fn refresh(&mut self) {
        if self.mode == ClockMode::Real {
            self.now = system_now().saturating_add(self.shift).unwrap_or(Timestamp::MAX);
        }
    }

    /// Moves the clock, forward or (negative) back. A real clock keeps running from there.
    pub fn advance(&mut self, by: SignedDuration) {
        self.shift = self.shift.saturating_add(by);
        self.now = self.now.saturating_add(by).unwrap_or(Timestamp::MAX);
    }

    /// Sets the clock to an instant.
    pub fn set(&mut self, to: Timestamp) {
        self.advance(to.duration_since(self.now));
    }

    /// How far a real clock is from the computer's.
    pub fn shift(&self) -> SignedDuration {
        self.shift
    }
}

/// An instant that many seconds later (or earlier); at the end of time it stays there.
pub fn after(at: Timestamp, seconds: i64) -> Timestamp {
    let end = if seconds < 0 { Timestamp::MIN } else { Timestamp::MAX };
    at.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(end)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the practice services keep their own world clock; this is its one source"
)]
fn system_now() -> Timestamp {
    Timestamp::now()
}
