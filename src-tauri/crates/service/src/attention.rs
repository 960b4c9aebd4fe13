//! Whether somebody looks at the companion and uses it: then both sides are looked at more often (rule F2).

use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};

/// A window that was not used for so long is open, but nobody looks.
const UNUSED_MAX: SignedDuration = SignedDuration::from_mins(10);

/// Who looks.
#[derive(Debug)]
pub(crate) struct Attention(Mutex<Who>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Nobody,
    /// A window or a page is seen, and was used last at that time.
    Window(Timestamp),
    /// Whoever syncs in a terminal, for as long as it runs.
    Terminal,
}

impl Attention {
    /// That of a terminal, until a window comes or goes.
    pub(crate) fn of_terminal() -> Self {
        Self(Mutex::new(Who::Terminal))
    }

    /// A window is seen from now on, or none is any more. Whether somebody begins to look.
    pub(crate) fn set_seen(&self, seen: bool, now: Timestamp) -> bool {
        let mut who = self.who();
        let begins = seen && *who == Who::Nobody;
        match (seen, *who) {
            (true, Who::Window(_)) => {}
            (true, _) => *who = Who::Window(now),
            (false, _) => *who = Who::Nobody,
        }
        begins
    }

    /// The window was used. Whether nobody had for so long that it did not count any more.
    pub(crate) fn used(&self, now: Timestamp) -> bool {
        let mut who = self.who();
        let Who::Window(before) = *who else { return false };
        *who = Who::Window(now);
        now.duration_since(before).abs() >= UNUSED_MAX
    }

    /// How long somebody looks from now on, if nothing happens; nothing where nobody does.
    pub(crate) fn lasts(&self, now: Timestamp) -> Option<SignedDuration> {
        match *self.who() {
            Who::Nobody => None,
            Who::Window(used) => Some(UNUSED_MAX.saturating_sub(now.duration_since(used).abs()))
                .filter(SignedDuration::is_positive),
            Who::Terminal => Some(UNUSED_MAX),
        }
    }

    fn who(&self) -> MutexGuard<'_, Who> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
    }

    #[test]
    fn f2_a_window_that_is_not_used_for_ten_minutes_is_not_looked_at() {
        let attention = Attention::of_terminal();
        attention.set_seen(false, at(0));
        assert_eq!(attention.lasts(at(0)), None);
        assert!(attention.set_seen(true, at(1)), "somebody begins to look");
        assert_eq!(attention.lasts(at(4)), Some(SignedDuration::from_mins(7)));
        assert!(!attention.used(at(5)), "it counted all the time");
        assert_eq!(attention.lasts(at(14)), Some(SignedDuration::from_mins(1)));
        assert_eq!(attention.lasts(at(15)), None);
        assert!(attention.used(at(30)), "it counts again");
        assert_eq!(attention.lasts(at(30)), Some(UNUSED_MAX));
    }

    #[test]
    fn f2_being_seen_once_more_is_no_use() {
        let attention = Attention::of_terminal();
        attention.set_seen(true, at(0));
        assert!(!attention.set_seen(true, at(9)), "it was seen before");
        assert_eq!(attention.lasts(at(10)), None);
    }

    #[test]
    fn f7_a_clock_that_is_set_back_keeps_nobody_looking() {
        let attention = Attention::of_terminal();
        attention.set_seen(true, at(3_000));
        assert_eq!(attention.lasts(at(10)), None);
        assert!(attention.used(at(10)), "it counts again");
        assert_eq!(attention.lasts(at(10)), Some(UNUSED_MAX));
    }

    #[test]
    fn f2_a_terminal_looks_for_as_long_as_it_runs() {
        let attention = Attention::of_terminal();
        assert!(!attention.used(at(0)));
        assert_eq!(attention.lasts(at(600)), Some(UNUSED_MAX));
    }
}
