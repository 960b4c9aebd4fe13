//! Keeping clear of the services' limits by waiting before a request instead of being refused after it.

use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, MonotonicClock};
use governor::middleware::NoOpMiddleware;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota as Cells, RateLimiter};
use tokio::sync::Mutex;

/// The limits of the services, each kept with a little room for jitter on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quota {
    /// QuickBooks, per company: 10 requests a second and 500 a minute. One every 121 ms gives 9 in any second and
    /// 496 in any minute.
    QuickbooksCalls,
    /// QuickBooks' batch endpoint, per company: 40 a minute. Five at once, then one every 1.72 s: 39 in any minute.
    QuickbooksBatches,
    /// Alternative, per API key: 5 requests a second. One every 205 ms gives 5 in any second.
    AlternativeCalls,
}

impl Quota {
    /// Between two requests, and how many may go at once after a rest.
    fn pace(self) -> (Duration, NonZeroU32) {
        let at_once = |count| NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN);
        match self {
            Self::QuickbooksCalls => (Duration::from_millis(121), at_once(1)),
            Self::QuickbooksBatches => (Duration::from_millis(1_720), at_once(5)),
            Self::AlternativeCalls => (Duration::from_millis(205), at_once(1)),
        }
    }
}

/// The arithmetic without the waiting, over any clock.
struct Pacer<C: Clock> {
    clock: C,
    cells: RateLimiter<NotKeyed, InMemoryState, C, NoOpMiddleware<C::Instant>>,
}

impl<C: Clock + Clone> Pacer<C> {
    fn new(quota: Quota, clock: C) -> Self {
        let (period, at_once) = quota.pace();
        // A period of zero is the only refusal, and none of ours is zero.
        let cells =
            Cells::with_period(period).unwrap_or(Cells::per_second(NonZeroU32::MIN)).allow_burst(at_once);
        Self { cells: RateLimiter::direct_with_clock(cells, clock.clone()), clock }
    }

    /// Takes a turn, or says how long until there is one.
    fn turn(&self) -> Result<(), Duration> {
        self.cells.check().map_err(|refused| refused.wait_time_from(self.clock.now()))
    }
}

/// Hands out turns in the order of asking. One limiter belongs to one company (QuickBooks) or one key
/// (Alternative), and every client of it must share it.
pub struct Limiter {
    pacer: Option<Pacer<MonotonicClock>>,
    queue: Mutex<()>,
}

impl Limiter {
    /// A limiter that keeps within that quota.
    pub fn new(quota: Quota) -> Self {
        Self { pacer: Some(Pacer::new(quota, MonotonicClock)), queue: Mutex::new(()) }
    }

    /// No limit, for services in the same process.
    pub fn unlimited() -> Self {
        Self { pacer: None, queue: Mutex::new(()) }
    }

    /// Waits for this request's turn.
    pub async fn turn(&self) {
        let Some(pacer) = &self.pacer else { return };
        let _first_in_the_queue = self.queue.lock().await;
        while let Err(wait) = pacer.turn() {
            rest(wait).await;
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the clients' only sleep: waiting for a turn under a rate limit"
)]
async fn rest(wait: Duration) {
    tokio::time::sleep(wait).await;
}

#[cfg(test)]
mod tests {
    use governor::clock::FakeRelativeClock;

    use super::*;

    /// Instants, in milliseconds from the start, at which an eager client gets its turns.
    fn turns(quota: Quota, count: usize) -> Vec<u128> {
        let clock = FakeRelativeClock::default();
        let pacer = Pacer::new(quota, clock.clone());
        let mut now = Duration::ZERO;
        let mut turns = Vec::new();
        while turns.len() < count {
            match pacer.turn() {
                Ok(()) => turns.push(now.as_millis()),
                Err(wait) => {
                    clock.advance(wait);
                    now += wait;
                }
            }
        }
        turns
    }

    /// The most turns in any window of that length, both ends included: stricter than either service.
    fn most_within(turns: &[u128], window_ms: u128) -> usize {
        let within =
            |from: &u128| turns.iter().filter(|at| **at >= *from && **at - *from <= window_ms).count();
        turns.iter().map(within).max().unwrap_or_default()
    }

    #[test]
    fn quickbooks_stays_below_both_limits_and_uses_nearly_all_of_the_minute() {
        let turns = turns(Quota::QuickbooksCalls, 1_500);
        assert_eq!(most_within(&turns, 1_000), 9);
        assert_eq!(most_within(&turns, 60_000), 496);
    }

    #[test]
    fn batches_may_come_in_a_bunch_but_stay_below_forty_a_minute() {
        let turns = turns(Quota::QuickbooksBatches, 200);
        assert_eq!(turns.iter().filter(|at| **at == 0).count(), 5);
        assert_eq!(most_within(&turns, 60_000), 39);
    }

    #[test]
    fn alternative_stays_within_five_a_second() {
        let turns = turns(Quota::AlternativeCalls, 300);
        assert_eq!(most_within(&turns, 1_000), 5);
    }

    #[tokio::test]
    async fn without_a_limit_nobody_waits() {
        let limiter = Limiter::unlimited();
        for _ in 0..10_000 {
            limiter.turn().await;
        }
    }
}
