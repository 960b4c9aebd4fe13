//! Which sides nothing can be written to now: what is ready for them waits, and is shown so wherever it is shown.

use contract::Problem;
use engine::fault::Side;
use engine::ports::StoreFault;
use engine::settings::{Closed, Settings};
use engine::subject::Subject;
use jiff::Timestamp;

use crate::host::Host;
use crate::last_run::LastRun;

/// Sides that nothing is written to now.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PauseState {
    quickbooks: bool,
    alternative: bool,
}

impl PauseState {
    /// Nobody syncs, a person paused it, that side is closed, or it does not answer.
    pub(crate) async fn now(host: &Host, settings: &Settings) -> Result<Self, Problem> {
        // What of it cannot be read is told by the status.
        let (facts, _told) = host.shown::<LastRun>(&settings.company).await?;
        let now = host.now();
        // The one that syncs holds the claim, in whatever process.
        let is_running = matches!(host.store.claim(), Err(StoreFault::InUse));
        let is_paused = settings.paused_until.is_some_and(|until| until > now);
        let rests = |side| !is_running || is_paused || is_blocked(side, settings, &facts, now);
        Ok(Self { quickbooks: rests(Side::Quickbooks), alternative: rests(Side::Alternative) })
    }

    /// Whether nothing is written there.
    pub(crate) fn is(self, side: Side) -> bool {
        match side {
            Side::Quickbooks => self.quickbooks,
            Side::Alternative => self.alternative,
        }
    }

    /// Whether nothing is written about that subject.
    pub(crate) fn is_about(self, subject: &Subject) -> bool {
        self.is(match subject {
            Subject::Payment(_) | Subject::Payout(_) | Subject::BeforeStart | Subject::Account(_) => {
                Side::Quickbooks
            }
            Subject::Customer(_) | Subject::Invoice(_) | Subject::Brake(_) | Subject::Currencies => {
                Side::Alternative
            }
            Subject::Unread(record) => record.kind.side(),
        })
    }
}

/// Whether nothing can be written on that side now, by what is known of it.
pub(crate) fn is_blocked(side: Side, settings: &Settings, facts: &LastRun, now: Timestamp) -> bool {
    // Rule N8: these concern all writing.
    let both = matches!(
        settings.alternative_closed,
        Some(Closed::OtherLinkActive | Closed::AlreadyConnected | Closed::Disconnected)
    );
    let (closed, seen) = match side {
        Side::Quickbooks => (settings.quickbooks_closed, &facts.quickbooks),
        Side::Alternative => (settings.alternative_closed, &facts.alternative),
    };
    both || closed.is_some() || (seen.fault.is_some() && seen.paused_until.is_some_and(|until| until > now))
}
