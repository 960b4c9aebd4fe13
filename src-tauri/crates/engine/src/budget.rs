//! How much one step may ask of the services (rule F9).

use std::sync::atomic::{AtomicU32, Ordering};

/// Requests after which no other piece of work is begun in a step.
const STEP_MAX: u32 = 45;
/// Requests that one step makes at most, what is under way when the others are used up among them.
const CEILING: u32 = 60;

/// The requests of one step. It is looked at between two pieces of work; nothing is cut in the middle of one.
#[derive(Debug, Default)]
pub(crate) struct Budget(AtomicU32);

impl Budget {
    /// A new step begins.
    pub(crate) fn begin(&self) {
        self.0.store(0, Ordering::Relaxed);
    }

    /// A request goes out.
    pub(crate) fn spend(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// Whether so many more requests would be too many, for what can be left in the middle.
    pub(crate) fn lacks(&self, requests: u32) -> bool {
        self.0.load(Ordering::Relaxed) + requests > CEILING
    }

    /// Whether another piece of work is for the next step.
    pub(crate) fn is_spent(&self) -> bool {
        self.0.load(Ordering::Relaxed) >= STEP_MAX
    }
}
