//! The time: this computer's, or the practice services' in practice mode, so that a moved clock moves both.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use engine::ports::Clock;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use transport::{HttpRequest, Transport, Url};

/// How long an answer of the practice services about their time is good.
const GOOD_FOR: SignedDuration = SignedDuration::from_secs(1);
/// They are on this computer.
const TIMEOUT: Duration = Duration::from_secs(5);

/// This computer's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the shipped Clock: every other time comes from here")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// A clock that follows the practice services once it is told to.
pub struct WorldClock {
    base: Arc<dyn Clock>,
    offset_ms: AtomicI64,
    practice: Mutex<Option<Followed>>,
}

#[derive(Clone)]
struct Followed {
    time: Url,
    read_at: Option<Timestamp>,
}

impl WorldClock {
    /// A clock that shows the base's time.
    pub fn new(base: Arc<dyn Clock>) -> Self {
        Self { base, offset_ms: AtomicI64::new(0), practice: Mutex::new(None) }
    }

    /// The base's time, for how long something really took.
    pub fn base_now(&self) -> Timestamp {
        self.base.now()
    }

    /// From now on follows the practice services at this origin.
    pub fn follow(&self, time: Url) {
        *self.practice.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(Followed { time, read_at: None });
    }

    /// Reads the practice services' time unless that was done within the last second. Where they do not answer, the
    /// time goes on as it was last known.
    pub async fn refresh(&self, transport: &Arc<dyn Transport>) {
        let now = self.base.now();
        let Some(time) = self.due(now) else { return };
        if let Some(practice) = practice_time(transport, &time).await {
            let offset = practice.duration_since(self.base.now()).as_millis();
            self.offset_ms.store(i64::try_from(offset).unwrap_or(0), Ordering::Relaxed);
        }
    }

    fn due(&self, now: Timestamp) -> Option<Url> {
        let mut practice = self.practice.lock().unwrap_or_else(PoisonError::into_inner);
        let followed = practice.as_mut()?;
        if followed.read_at.is_some_and(|at| now.duration_since(at).abs() < GOOD_FOR) {
            return None;
        }
        followed.read_at = Some(now);
        Some(followed.time.clone())
    }
}

impl Clock for WorldClock {
    fn now(&self) -> Timestamp {
        let offset = SignedDuration::from_millis(self.offset_ms.load(Ordering::Relaxed));
        let now = self.base.now();
        let now = now.checked_add(offset).unwrap_or(now);
        // What is kept and shown is kept and shown in whole milliseconds.
        Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
    }
}

#[derive(Deserialize)]
struct PracticeTime {
    practice: bool,
    now: Timestamp,
}

/// Where practice services tell their time, if that address is on this computer.
pub fn practice_address(api: &Url) -> Option<Url> {
    let loopback = match api.host()? {
        url::Host::Domain(name) => name.eq_ignore_ascii_case("localhost"),
        url::Host::Ipv4(address) => address.is_loopback(),
        url::Host::Ipv6(address) => address.is_loopback(),
    };
    loopback.then(|| api.join("/practice/time").ok()).flatten()
}

/// The time of practice services; `None` when nothing there says that it is practice.
pub async fn practice_time(transport: &Arc<dyn Transport>, time: &Url) -> Option<Timestamp> {
    let request = HttpRequest::get(time.clone()).accept_json().timeout(TIMEOUT);
    let answer = transport.send(request).await.ok().filter(|answer| answer.status.is_success())?;
    let told: PracticeTime = serde_json::from_slice(&answer.body).ok()?;
    told.practice.then_some(told.now)
}

/// Whether practice services are at that address.
pub async fn is_practice(transport: &Arc<dyn Transport>, api: &str) -> bool {
    match Url::parse(api).ok().and_then(|api| practice_address(&api)) {
        Some(time) => practice_time(transport, &time).await.is_some(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_computer_is_asked_whether_it_is_practice() {
        let address = |text: &str| practice_address(&Url::parse(text).unwrap()).map(String::from);
        assert_eq!(
            address("http://127.0.0.1:4010/alternative").as_deref(),
            Some("http://127.0.0.1:4010/practice/time")
        );
        assert_eq!(address("http://localhost:1/x/y").as_deref(), Some("http://localhost:1/practice/time"));
        assert_eq!(address("https://public-api.alternativepayments.io"), None);
    }
}
