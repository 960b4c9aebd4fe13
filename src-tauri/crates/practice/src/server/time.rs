//! The computer's own time, which only this layer knows.

use std::time::{Duration, Instant};

/// Waits in the computer's own time.
#[expect(
    clippy::disallowed_methods,
    reason = "delays put in on purpose and long-polls are what this server is for"
)]
pub async fn pause(duration: Duration) {
    tokio::time::sleep(duration).await;
}

/// Starts to measure.
#[expect(clippy::disallowed_methods, reason = "how long a call really took is part of the request log")]
pub fn stopwatch() -> Instant {
    Instant::now()
}
