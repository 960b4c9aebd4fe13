//! Whether QuickBooks sorts what it lists.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

/// For so long a sorted answer tells that a refusal is not about the order.
const KNOWN: SignedDuration = SignedDuration::from_hours(1);

/// What this process knows about it.
#[derive(Default)]
pub(super) struct Sorting {
    refused: AtomicBool,
    sorted: Mutex<Option<Timestamp>>,
}

impl Sorting {
    /// An order was refused: none is asked for while this process runs.
    pub(super) fn is_refused(&self) -> bool {
        self.refused.load(Ordering::Relaxed)
    }

    pub(super) fn was_refused(&self) {
        self.refused.store(true, Ordering::Relaxed);
    }

    /// Whether an order was taken lately, so that a refusal is about something else and needs no second request.
    pub(super) fn is_taken(&self, now: Timestamp) -> bool {
        let sorted = *self.sorted.lock().unwrap_or_else(PoisonError::into_inner);
        sorted.is_some_and(|at| now.duration_since(at) < KNOWN)
    }

    pub(super) fn was_taken(&self, now: Timestamp) {
        *self.sorted.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
    }
}
