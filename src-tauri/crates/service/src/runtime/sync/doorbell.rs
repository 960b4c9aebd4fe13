//! Alternative's doorbell: a long-poll of its event feed that only rings. The feed's cursor moves when the engine reads
//! the events, never here.

use std::sync::Arc;
use std::time::Duration;

use engine::documents::{self, FeedPoint};
use engine::fault::FaultKind;
use engine::importing::Import;
use engine::ports::{Clock, Processor, Store, StoreFault};
use jiff::SignedDuration;
use ledger::CompanyId;
use store::SqliteStore;
use tokio::sync::Notify;

use crate::clock::WorldClock;
use crate::company_runtime::CompanyRuntime;
use crate::runtime::sync::rest::pause;

/// What the contract allows.
const WAIT_SECONDS: u32 = 25;
const EVENTS: u32 = 100;
/// Between two questions when a server does not wait, or the events were not taken yet.
const SHORT: Duration = Duration::from_secs(1);
/// After a failure.
const LONG: Duration = Duration::from_secs(30);

/// Listens for one company.
pub(crate) struct Doorbell {
    pub(crate) company: CompanyId,
    pub(crate) store: Arc<SqliteStore>,
    pub(crate) company_runtime: Arc<CompanyRuntime>,
    pub(crate) clock: Arc<WorldClock>,
    /// Rung when there is something.
    pub(crate) bell: Arc<Notify>,
}

impl Doorbell {
    /// Listens until it is dropped.
    pub(crate) async fn listen(self) {
        loop {
            pause(self.once().await).await;
        }
    }

    /// One question; how long to wait before the next.
    async fn once(&self) -> Duration {
        if self.is_paused().await || !self.everything_was_read().await {
            return SHORT;
        }
        let Ok(after) = self.feed_point().await else { return LONG };
        let asked_at = self.clock.base_now();
        let answer = self.company_runtime.processor.events(after.as_deref(), EVENTS, WAIT_SECONDS).await;
        let waited = self.clock.base_now().duration_since(asked_at);
        match answer {
            Ok(page) if page.events.is_empty() => {
                self.company_runtime.engine.set_bell_listens(true);
                if waited < SignedDuration::from_secs(1) { SHORT } else { Duration::ZERO }
            }
            Ok(_) => {
                self.company_runtime.engine.set_bell_listens(true);
                self.company_runtime.engine.ring();
                self.bell.notify_one();
                self.until_taken(after).await;
                Duration::ZERO
            }
            // Nothing came in all that time: what a proxy makes of a quiet line.
            Err(fault)
                if fault.kind == FaultKind::Unanswered && waited.as_secs() >= i64::from(WAIT_SECONDS) =>
            {
                Duration::ZERO
            }
            Err(fault) => {
                self.company_runtime.engine.set_bell_listens(false);
                if fault.kind == FaultKind::CursorExpired {
                    self.company_runtime.engine.ring();
                    self.bell.notify_one();
                }
                LONG
            }
        }
    }

    async fn is_paused(&self) -> bool {
        let settings = self.store.settings(&self.company).await.ok().flatten();
        settings.and_then(|it| it.paused_until).is_some_and(|until| until > self.clock.now())
    }

    async fn everything_was_read(&self) -> bool {
        // What cannot be read is put in order by the next step; until then there is nothing to listen for.
        let import = documents::read::<Option<Import>>(self.store.as_ref(), &self.company).await;
        import.ok().flatten().is_some_and(|import| import.has_ended())
    }

    async fn feed_point(&self) -> Result<Option<String>, StoreFault> {
        let FeedPoint(after) = documents::read(self.store.as_ref(), &self.company).await?;
        Ok(after)
    }

    /// The same events must not ring again while the engine reads them.
    async fn until_taken(&self, after: Option<String>) {
        loop {
            pause(SHORT).await;
            match self.feed_point().await {
                Ok(now) if now == after => {}
                _ => return,
            }
        }
    }
}
