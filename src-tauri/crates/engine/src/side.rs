//! How each side is doing, as far as this process knows: pauses after faults, and until when.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::fault::{Fault, FaultKind, Side};
use crate::settings::Closed;

/// One side's state in memory; after a restart it is simply tried again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SideState {
    /// Not before this instant.
    pub paused_until: Option<Timestamp>,
    /// Faults in a row.
    pub failures: u32,
    /// The last fault, while it lasts.
    pub fault: Option<Fault>,
    /// Since when it fails.
    pub failing_since: Option<Timestamp>,
    /// When it last answered well.
    pub last_good: Option<Timestamp>,
    /// Writes that failed since then, and it may be their own fault.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub doubts: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl SideState {
    /// Whether requests may go out now.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.paused_until.is_none_or(|until| until <= now)
    }

    /// A person asks: the pause that we made after a fault ends. One that the service asked for stays (rule F6).
    pub(crate) fn end_own_pause(&mut self) {
        let asked_for = matches!(self.fault.as_ref().map(|it| &it.kind), Some(FaultKind::Throttled { .. }));
        if !asked_for {
            self.paused_until = None;
        }
    }

    /// It answered.
    pub(crate) fn succeeded(&mut self, now: Timestamp) {
        *self = Self { last_good: Some(now), ..Self::default() };
    }

    /// It did not: wait as the fault says (rule F6), longer each time.
    pub(crate) fn failed(&mut self, now: Timestamp, fault: &Fault) {
        self.failures = self.failures.saturating_add(1);
        self.paused_until = Some(now.checked_add(fault.kind.pause(self.failures)).unwrap_or(Timestamp::MAX));
        self.fault = Some(fault.clone());
        self.failing_since.get_or_insert(now);
    }
}

/// Whether a fault concerns the whole side rather than one record.
pub(crate) fn stops_side(kind: &FaultKind) -> bool {
    matches!(
        kind,
        FaultKind::Offline
            | FaultKind::Untrusted
            | FaultKind::Unanswered
            | FaultKind::Throttled { .. }
            | FaultKind::Unavailable
            | FaultKind::Unreadable
            | FaultKind::Vault
    )
}

/// The reason a fault closes its side for, until a person does something.
pub(crate) fn closes(fault: &Fault) -> Option<Closed> {
    match fault.kind {
        FaultKind::SignInEnded | FaultKind::SignInMissing => Some(Closed::SignInEnded),
        FaultKind::KeyRefused => Some(Closed::KeyRefused),
        FaultKind::SubscriptionLapsed => Some(Closed::SubscriptionLapsed),
        FaultKind::OtherLinkActive => Some(Closed::OtherLinkActive),
        FaultKind::AlreadyConnected => Some(Closed::AlreadyConnected),
        FaultKind::NotConnected if fault.side == Side::Alternative => Some(Closed::Disconnected),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f6_a_person_ends_our_pauses_and_none_that_a_service_asked_for() {
        let now: Timestamp = "2026-08-04T10:40:00Z".parse().unwrap();
        let paused = |kind| {
            let mut side = SideState::default();
            side.failed(now, &Fault::new(Side::Quickbooks, kind));
            side.end_own_pause();
            side
        };
        assert!(paused(FaultKind::Unavailable).is_open(now));
        let asked_for = paused(FaultKind::Throttled { wait_seconds: Some(120) });
        assert_eq!(asked_for.paused_until, Some("2026-08-04T10:42:00Z".parse().unwrap()));
    }
}
