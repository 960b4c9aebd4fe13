//! How QuickBooks' clock goes beside ours (rule F9): its time moves the good point only as far as our own clock moved.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Two clocks that differ no more than this from before go as before.
const MINUTES: SignedDuration = SignedDuration::from_mins(5);
/// What differs less than this from what is known is not worth keeping.
const SLIGHT: SignedDuration = SignedDuration::from_secs(30);
/// Another difference that stays for this long is true: one of the clocks was set.
const TRIAL: SignedDuration = SignedDuration::from_hours(1);
/// A difference that is said.
const SAID: SignedDuration = SignedDuration::from_hours(24);

/// What is known of QuickBooks' clock.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BooksClock {
    /// Seconds by which it is ahead of ours.
    pub ahead: Option<i64>,
    /// Seconds by which it seems to be ahead since then, which may be one wrong answer.
    pub seems: Option<(i64, Timestamp)>,
}

impl BooksClock {
    /// What QuickBooks' clock shows, as far as that is known.
    pub fn shows(&self, now: Timestamp) -> Timestamp {
        let ahead = SignedDuration::from_secs(self.ahead.unwrap_or(0));
        now.checked_add(ahead).unwrap_or(now)
    }

    /// How many days our clock is ahead of QuickBooks', or behind it where the number is negative; `None` within a day.
    pub fn days_off(&self) -> Option<i64> {
        let ours = -self.ahead?;
        let off = SignedDuration::from_secs(ours);
        (off.abs() >= SAID).then(|| (off.as_hours() + 12 * i64::from(off.signum())) / 24)
    }

    /// Takes the time of an answer, and says how far everything is known by it.
    pub(crate) fn heard(&mut self, answered_at: Timestamp, now: Timestamp) -> Timestamp {
        let seen = answered_at.duration_since(now);
        let differs = |from: i64| (seen - SignedDuration::from_secs(from)).abs();
        let Some(ahead) = self.ahead else {
            *self = Self { ahead: Some(seen.as_secs()), seems: None };
            return answered_at;
        };
        if differs(ahead) <= MINUTES {
            let ahead = if differs(ahead) > SLIGHT { seen.as_secs() } else { ahead };
            *self = Self { ahead: Some(ahead), seems: None };
            return answered_at;
        }
        match self.seems {
            Some((seems, since)) if differs(seems) <= MINUTES => {
                if now.duration_since(since) >= TRIAL {
                    *self = Self { ahead: Some(seen.as_secs()), seems: None };
                    return answered_at;
                }
            }
            _ => self.seems = Some((seen.as_secs(), now)),
        }
        answered_at.min(self.shows(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + seconds).unwrap()
    }

    const DAY: i64 = 24 * 3_600;

    fn known(ahead: i64) -> BooksClock {
        BooksClock { ahead: Some(ahead), seems: None }
    }

    #[test]
    fn f9_a_time_that_is_a_day_ahead_moves_the_good_point_no_further_than_our_clock_moved() {
        let mut clock = known(3);
        assert_eq!(clock.heard(at(600 + DAY), at(600)), at(603));
        assert_eq!(clock.heard(at(1_205), at(1_200)), at(1_205));
        assert_eq!(clock, known(3), "one wrong answer is forgotten");
    }

    #[test]
    fn f9_a_few_minutes_are_believed() {
        let mut clock = known(3);
        assert_eq!(clock.heard(at(903), at(605)), at(903));
        assert_eq!(clock, known(298));
    }

    #[test]
    fn f7_a_clock_that_was_set_is_believed_after_an_hour() {
        for moved in [3 * DAY, -3 * DAY] {
            let mut clock = known(0);
            let mut points = Vec::new();
            for minute in (0..=60).step_by(10) {
                points.push(clock.heard(at(minute * 60), at(minute * 60 + moved)));
            }
            assert!(points.iter().all(|point| *point <= at(3_600)), "never past what is known");
            assert_eq!((clock, points[6]), (known(-moved), at(3_600)));
            assert_eq!(clock.days_off(), Some(moved / DAY));
        }
        assert_eq!(known(DAY - 1).days_off(), None);
    }
}
