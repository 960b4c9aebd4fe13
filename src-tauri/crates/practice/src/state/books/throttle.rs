//! The published limits per company: 500 requests a minute, 10 a second, 40 batches a minute.

use std::collections::VecDeque;

use jiff::Timestamp;

const A_SECOND_MS: i64 = 1_000;
const A_MINUTE_MS: i64 = 60_000;
const REQUESTS_A_MINUTE_MAX: usize = 500;
const REQUESTS_A_SECOND_MAX: usize = 10;
const BATCHES_A_MINUTE_MAX: usize = 40;
/// Requests already under way when a 429 was sent are not held against the client.
const UNDER_WAY_MS: i64 = 1_000;

/// What a request meets at the gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passage {
    Open,
    /// 429. `ignored` when the client was told to wait and did not.
    Throttled {
        ignored: bool,
    },
    /// Let through, although the client should still be waiting after a 429.
    Impatient,
}

/// Recent traffic of one company.
#[derive(Debug, Clone, Default)]
pub struct Traffic {
    requests: VecDeque<i64>,
    batches: VecDeque<i64>,
    refused_at: Option<i64>,
}

impl Traffic {
    /// Counts a request and says whether it may pass.
    pub fn pass(&mut self, now: Timestamp, batch: bool) -> Passage {
        let now_ms = now.as_millisecond();
        forget(&mut self.requests, now_ms);
        forget(&mut self.batches, now_ms);
        let waiting = self.refused_at.is_some_and(|at| (UNDER_WAY_MS..A_MINUTE_MS).contains(&(now_ms - at)));
        let last_second = self.requests.iter().rev().take_while(|at| now_ms - **at < A_SECOND_MS).count();
        let full = self.requests.len() >= REQUESTS_A_MINUTE_MAX
            || last_second >= REQUESTS_A_SECOND_MAX
            || (batch && self.batches.len() >= BATCHES_A_MINUTE_MAX);
        if full {
            self.refused_at = Some(now_ms);
            return Passage::Throttled { ignored: waiting };
        }
        self.requests.push_back(now_ms);
        if batch {
            self.batches.push_back(now_ms);
        }
        if waiting {
            self.refused_at = None;
            return Passage::Impatient;
        }
        Passage::Open
    }
}

fn forget(times: &mut VecDeque<i64>, now_ms: i64) {
    while times.front().is_some_and(|at| now_ms - at >= A_MINUTE_MS) {
        times.pop_front();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millisecond(ms).unwrap()
    }

    #[test]
    fn ten_a_second_then_429_then_waiting_a_minute_is_fine() {
        let mut traffic = Traffic::default();
        for _ in 0..10 {
            assert_eq!(traffic.pass(at(0), false), Passage::Open);
        }
        assert_eq!(traffic.pass(at(10), false), Passage::Throttled { ignored: false });
        assert_eq!(traffic.pass(at(60_010), false), Passage::Open);
    }

    #[test]
    fn coming_back_within_the_minute_is_impatient() {
        let mut traffic = Traffic::default();
        for _ in 0..11 {
            traffic.pass(at(0), false);
        }
        assert_eq!(traffic.pass(at(5_000), false), Passage::Impatient);
    }

    #[test]
    fn forty_batches_a_minute() {
        let mut traffic = Traffic::default();
        for n in 0..40 {
            assert_eq!(traffic.pass(at(n * 1_000), true), Passage::Open);
        }
        assert_eq!(traffic.pass(at(41_000), true), Passage::Throttled { ignored: false });
    }
}
