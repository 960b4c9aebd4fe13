//! How many requests went out: reads cost (the vendor meters them), writes do not.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counts requests until somebody takes the counts.
#[derive(Debug, Default)]
pub struct RequestCounter {
    reads: AtomicU64,
    writes: AtomicU64,
}

impl RequestCounter {
    /// One more read went out.
    pub fn read(&self) {
        self.reads.fetch_add(1, Ordering::Relaxed);
    }

    /// One more write went out.
    pub fn write(&self) {
        self.writes.fetch_add(1, Ordering::Relaxed);
    }

    /// Reads and writes since the last call.
    pub fn take(&self) -> (u64, u64) {
        (self.reads.swap(0, Ordering::Relaxed), self.writes.swap(0, Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn taking_starts_over() {
        let counter = RequestCounter::default();
        counter.read();
        counter.read();
        counter.write();
        assert_eq!(counter.take(), (2, 1));
        assert_eq!(counter.take(), (0, 0));
    }
}
