//! Snapshots go to the window at most four times a second; the latest wins.

use std::collections::BTreeMap;
use std::time::Duration;

use contract::status::Status;

/// Between two snapshots of a company.
const PAUSE: Duration = Duration::from_millis(250);

/// Holds snapshots back that come too soon. Time is the time since the program started.
#[derive(Debug, Default)]
pub struct Throttle {
    companies: BTreeMap<String, Sent>,
}

#[derive(Debug)]
struct Sent {
    at: Duration,
    waiting: Option<Box<Status>>,
}

impl Throttle {
    /// A new snapshot; given back where it may go at once.
    pub fn offer(&mut self, status: Box<Status>, now: Duration) -> Option<Box<Status>> {
        match self.companies.get_mut(&status.company) {
            Some(sent) if now < sent.at + PAUSE => {
                sent.waiting = Some(status);
                None
            }
            _ => {
                self.companies.insert(status.company.clone(), Sent { at: now, waiting: None });
                Some(status)
            }
        }
    }

    /// When the next one that waits may go.
    pub fn due(&self) -> Option<Duration> {
        self.companies.values().filter(|sent| sent.waiting.is_some()).map(|sent| sent.at + PAUSE).min()
    }

    /// Those that waited long enough.
    pub fn take(&mut self, now: Duration) -> Vec<Status> {
        let due = self.companies.values_mut().filter(|sent| sent.at + PAUSE <= now);
        due.filter_map(|sent| {
            let status = sent.waiting.take()?;
            sent.at = now;
            Some(*status)
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::status;

    fn numbered(company: &str, holds: u64) -> Box<Status> {
        let mut status = status(company);
        status.holds = holds;
        Box::new(status)
    }

    fn holds(sent: &[Status]) -> Vec<u64> {
        sent.iter().map(|status| status.holds).collect()
    }

    #[test]
    fn the_first_goes_at_once_and_the_latest_after_the_pause() {
        let mut throttle = Throttle::default();
        let at = Duration::from_millis;
        assert!(throttle.offer(numbered("main", 1), at(1000)).is_some());
        assert_eq!(throttle.due(), None);
        assert!(throttle.offer(numbered("main", 2), at(1010)).is_none());
        assert!(throttle.offer(numbered("main", 3), at(1200)).is_none());
        assert_eq!(throttle.due(), Some(at(1250)));
        assert!(throttle.take(at(1249)).is_empty());
        assert_eq!(holds(&throttle.take(at(1250))), [3]);
        assert_eq!(throttle.due(), None);
        assert!(throttle.offer(numbered("main", 4), at(1499)).is_none());
        assert!(
            throttle.offer(numbered("main", 5), at(1500)).is_some(),
            "a later one replaces the one that waited"
        );
        assert!(throttle.take(at(2000)).is_empty());
    }

    #[test]
    fn companies_do_not_hold_each_other_back() {
        let mut throttle = Throttle::default();
        let at = Duration::from_millis;
        assert!(throttle.offer(numbered("main", 1), at(0)).is_some());
        assert!(throttle.offer(numbered("practice", 2), at(1)).is_some());
    }
}
