//! The limit of five requests a second for an API key.

use jiff::{SignedDuration, Timestamp};

/// Requests that may come at once, and how many come back in a second.
pub const BURST: i32 = 5;

/// Between two requests at a steady pace.
const SPACING_MS: i64 = 200;

/// What the limit says to one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// False = 429.
    pub allowed: bool,
    /// The key had been told to wait and did not.
    pub ignored_wait: bool,
}

/// The bucket of one API key: full at the start, refilled all the time.
#[derive(Debug, Clone, Default)]
pub struct Bucket {
    /// When the bucket is full again.
    full_at: Option<Timestamp>,
    /// Set by a 429: when it was answered, and until when the key was told to wait.
    told: Option<(Timestamp, Timestamp)>,
}

impl Bucket {
    /// Whether a request that arrived at `arrived` and is handled at `now` may pass. Requests that were already on
    /// their way when a 429 left (`in_flight` before it is known) do not count as ignoring it.
    pub fn take(&mut self, arrived: Timestamp, now: Timestamp, in_flight: SignedDuration) -> Verdict {
        let spacing = SignedDuration::from_millis(SPACING_MS);
        let depth = spacing * BURST;
        let latest = now.saturating_add(depth).unwrap_or(Timestamp::MAX);
        // A clock set back must not leave the key locked out for as long.
        let full_at = self.full_at.unwrap_or(now).clamp(now, latest);
        let ignored_wait = self.told.is_some_and(|(at, until)| {
            let knew = at.saturating_add(in_flight).unwrap_or(Timestamp::MAX);
            arrived >= knew && arrived < until
        });
        let next = full_at.saturating_add(spacing).unwrap_or(Timestamp::MAX);
        let allowed = next <= latest;
        self.full_at = Some(if allowed { next } else { full_at });
        Verdict { allowed, ignored_wait }
    }

    /// Tells the key to wait; returns the whole seconds it is told.
    pub fn tell_to_wait(&mut self, now: Timestamp) -> u64 {
        let until = now.saturating_add(SignedDuration::from_secs(1)).unwrap_or(Timestamp::MAX);
        if self.told.is_none_or(|(_, told)| told <= now) {
            self.told = Some((now, until));
        }
        1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millisecond(1_000_000 + ms).unwrap()
    }

    #[test]
    fn five_at_once_then_five_a_second() {
        let mut bucket = Bucket::default();
        let mut take = |ms| bucket.take(at(ms), at(ms), SignedDuration::ZERO).allowed;
        assert_eq!([0, 0, 0, 0, 0, 0].map(&mut take), [true, true, true, true, true, false]);
        assert!(!take(199));
        assert!(take(200));
        assert!(!take(200));
        let in_a_second = (0..1000).filter(|step| take(10_000 + step)).count();
        assert_eq!(in_a_second, 9, "the burst of five and four refills within the second");
    }

    #[test]
    fn a_clock_set_back_does_not_lock_the_key_out() {
        let mut bucket = Bucket::default();
        for _ in 0..5 {
            bucket.take(at(100_000), at(100_000), SignedDuration::ZERO);
        }
        assert!(!bucket.take(at(0), at(0), SignedDuration::ZERO).allowed);
        assert!(bucket.take(at(200), at(200), SignedDuration::ZERO).allowed);
    }

    #[test]
    fn asking_again_before_the_told_time_is_noticed() {
        let mut bucket = Bucket::default();
        let none = SignedDuration::ZERO;
        for _ in 0..5 {
            assert!(!bucket.take(at(0), at(0), none).ignored_wait);
        }
        assert!(!bucket.take(at(0), at(0), none).allowed);
        assert_eq!(bucket.tell_to_wait(at(0)), 1);
        assert!(bucket.take(at(0), at(0), none).ignored_wait);
        assert!(bucket.take(at(999), at(999), none).ignored_wait);
        assert!(!bucket.take(at(1000), at(1000), none).ignored_wait);
    }

    #[test]
    fn a_request_already_under_way_ignores_nothing() {
        let mut bucket = Bucket::default();
        let grace = SignedDuration::from_millis(50);
        bucket.tell_to_wait(at(100));
        assert!(!bucket.take(at(90), at(101), grace).ignored_wait);
        assert!(!bucket.take(at(149), at(149), grace).ignored_wait);
        assert!(bucket.take(at(150), at(150), grace).ignored_wait);
    }
}
