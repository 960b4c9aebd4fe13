//! How a step ended, for the log.

use super::Tick;
use crate::ports::StoreFault;

pub(super) fn ended(ticked: &Result<Tick, StoreFault>) {
    match ticked {
        Ok(tick) if tick.busy => tracing::debug!(news = tick.news, done = tick.done, "tick_worked"),
        Ok(tick) => tracing::trace!(next_wake = %tick.next_wake, "tick_rests"),
        Err(fault) => tracing::error!(error = %fault, "store_failed"),
    }
}
