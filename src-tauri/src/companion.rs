//! The companion behind the window: there once it was started, or the reason why it is not.

use std::pin::Pin;
use std::time::Duration;

use contract::Problem;
use contract::command::Command;
use contract::status::Status;
use serde_json::Value;
use service::app::App;
use tokio::sync::Mutex;
use tokio::time::Instant;

/// Whoever asks so soon after a start that failed is told why it failed.
const RETRY_PAUSE: Duration = Duration::from_secs(1);

/// Quitting waits so long for a start.
const START_TIME: Duration = Duration::from_secs(5);

/// A start under way.
pub type Starting = Pin<Box<dyn Future<Output = Result<App, Problem>> + Send>>;

/// The companion, or what kept it from starting. The window is there before it, so that a problem has a place, and
/// whoever asks again after a problem starts it again: the disk may have room now.
pub struct Companion {
    start: Box<dyn Fn() -> Starting + Send + Sync>,
    /// Held while it starts, so that everybody waits for the one start.
    running: Mutex<Option<Result<App, Failed>>>,
}

struct Failed {
    problem: Problem,
    at: Instant,
}

impl Companion {
    /// Nothing is started before somebody asks.
    pub fn new(start: impl Fn() -> Starting + Send + Sync + 'static) -> Self {
        Self { start: Box::new(start), running: Mutex::default() }
    }

    /// The running companion, as soon as it runs.
    pub async fn app(&self) -> Result<App, Problem> {
        let mut running = self.running.lock().await;
        match &*running {
            Some(Ok(app)) => return Ok(app.clone()),
            Some(Err(failed)) if failed.at.elapsed() < RETRY_PAUSE => return Err(failed.problem.clone()),
            _ => {}
        }
        let started = (self.start)().await;
        *running = Some(started.clone().map_err(|problem| Failed { problem, at: Instant::now() }));
        started
    }

    /// The running companion, if it runs. A start under way is waited for, but not for long: it writes nothing.
    pub async fn app_if_running(&self) -> Option<App> {
        let running = tokio::time::timeout(START_TIME, self.running.lock()).await.ok()?;
        running.as_ref().and_then(|started| started.as_ref().ok().cloned())
    }

    /// Asks by name, as the window does.
    pub async fn rpc(&self, name: &str, request: Value) -> Result<Value, Problem> {
        self.app().await?.rpc(name, request).await
    }

    /// Asks by type.
    pub async fn ask<C: Command>(&self, request: &C::Request) -> Result<C::Response, Problem> {
        let unreadable = |error: serde_json::Error| Problem::new(contract::Code::Failed, error.to_string());
        let request = serde_json::to_value(request).map_err(unreadable)?;
        let answer = self.rpc(C::NAME, request).await?;
        serde_json::from_value(answer).map_err(unreadable)
    }

    /// One snapshot a company.
    pub async fn statuses(&self) -> Result<Vec<Status>, Problem> {
        self.ask::<contract::command::GetAllStatus>(&()).await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use contract::Code;

    use super::*;

    #[tokio::test]
    async fn everybody_waits_for_one_start_and_hears_why_it_failed() {
        let starts = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&starts);
        let companion = Companion::new(move || {
            let counted = Arc::clone(&counted);
            Box::pin(async move {
                counted.fetch_add(1, Ordering::SeqCst);
                tokio::task::yield_now().await;
                Err(Problem::new(Code::DiskFull, "The disk is full."))
            })
        });
        let (first, second) =
            tokio::join!(companion.rpc("app", Value::Null), companion.rpc("app", Value::Null));
        for told in [first, second] {
            assert_eq!(told.unwrap_err().code, Code::DiskFull);
        }
        assert_eq!(starts.load(Ordering::SeqCst), 1);
        assert!(companion.app_if_running().await.is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn asked_again_later_it_starts_again() {
        let starts = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&starts);
        let companion = Companion::new(move || {
            let counted = Arc::clone(&counted);
            Box::pin(async move {
                counted.fetch_add(1, Ordering::SeqCst);
                Err(Problem::new(Code::DiskFull, "The disk is full."))
            })
        });
        for _ in 0..3 {
            assert!(companion.app().await.is_err());
            tokio::time::advance(RETRY_PAUSE / 2).await;
        }
        assert_eq!(starts.load(Ordering::SeqCst), 2);
    }
}
