//! A company of many invoices, all of them sent, and at rest.

use std::cell::Cell;
use std::sync::Arc;
use std::time::Instant;

use engine::comparing::Comparisons;
use engine::documents;
use engine::ports::{OutboxQuery, Store as _};
use engine::tick::Tick;
use jiff::{SignedDuration, ToSpan as _};
use practice::{CompanyKind, Options, Practice};
use serde_json::{Value, json};
use store::SqliteStore;
use support::World;

use crate::counts::Counts;

pub const HOUR: i64 = 3_600;
pub const DAY: i64 = 24 * HOUR;
/// A little more than the ten minutes after which QuickBooks is looked at while nothing happens.
const BETWEEN_LOOKS: i64 = 700;
/// How long a service takes for an answer. What was written is read later than it happened, as in real life.
const ANSWER: SignedDuration = SignedDuration::from_millis(10);
/// Steps after which the companion never comes to rest.
const STEPS_MAX: usize = 1_000_000;

/// The company and its companion.
pub struct Office {
    pub world: World,
    invoices: u32,
    store: Arc<SqliteStore>,
    ticks: Cell<u64>,
}

impl Office {
    /// The practice company with so many invoices. Each of them was sent, also the paid ones of years ago; that was last
    /// month, so that the reads of this month are few, and two comparisons came after it.
    pub async fn of(invoices: u32) -> Self {
        let began = clock();
        let mut options = Options::quiet(CompanyKind::Msp);
        options.founding.invoices = invoices;
        let earliest = options.founding.today.checked_sub(4.years()).unwrap();
        let store = Arc::new(SqliteStore::in_memory().await.unwrap());
        let world = World::over(Practice::new(options).unwrap(), store.clone()).await;
        let practice = world.practice.clone();
        world.injector.spoil(Box::new(move |_| practice.with_world(|world| world.clock.advance(ANSWER))));
        let office = Self { world, invoices, store, ticks: Cell::new(0) };
        office.world.set(|settings| settings.preferences.start_date = Some(earliest)).await;
        office.world.start().await;
        office.world.engine.set_bell_listens(true);
        office.fill().await;
        for days in [28, 20, 1] {
            office.world.advance(days * DAY);
            office.rest().await;
            assert!(!office.is_comparing().await);
        }
        // What a connection does once is done.
        office.store.count_steps().await.unwrap();
        office.settle().await;
        eprintln!("{invoices} invoices are there after {} s", began.elapsed().as_secs());
        office
    }

    /// Everything is sent, what has to wait in between included.
    async fn fill(&self) {
        loop {
            let tick = self.rest().await;
            let owed = OutboxQuery::Open { limit: 1 };
            if self.store.outbox(&self.world.company, &owed).await.unwrap().is_empty() {
                return;
            }
            self.world.advance(tick.next_wake.duration_since(self.world.now()).as_secs().max(1));
        }
    }

    /// One step.
    pub async fn tick(&self) -> Tick {
        self.ticks.set(self.ticks.get() + 1);
        self.world.tick().await
    }

    /// Steps until nothing is left to be done now.
    pub async fn rest(&self) -> Tick {
        for _ in 0..STEPS_MAX {
            let tick = self.tick().await;
            if !tick.busy {
                return tick;
            }
        }
        panic!("the companion never comes to rest");
    }

    /// The next look at QuickBooks, and what follows from it.
    pub async fn pass(&self) {
        self.world.advance(BETWEEN_LOOKS);
        self.rest().await;
    }

    /// The same, and Alternative's doorbell has rung.
    pub async fn rung_pass(&self) {
        self.world.engine.ring();
        self.pass().await;
    }

    /// Whatever happened so far is done with, and has been for hours.
    pub async fn settle(&self) {
        self.rung_pass().await;
        self.rung_pass().await;
        self.world.advance(2 * HOUR);
        self.rest().await;
    }

    pub async fn is_comparing(&self) -> bool {
        let comparisons: Comparisons = documents::read(&*self.store, &self.world.company).await.unwrap();
        comparisons.walk.is_some() || comparisons.asked.is_some()
    }

    /// Counts what this costs, and prints the row.
    pub async fn count(&self, scenario: &str, work: impl Future<Output = ()>) {
        let latest = self.latest_request();
        let before = self.store.work().await.unwrap();
        self.ticks.set(0);
        let began = clock();
        work.await;
        let seconds = began.elapsed().as_secs_f64();
        let mut counts = Counts::of(self.ticks.get());
        counts.stored(before, self.store.work().await.unwrap());
        self.world.practice.with_world(|world| {
            world.log.since(latest).for_each(|entry| counts.asked(entry));
        });
        let row = json!({
            "scenario": scenario, "invoices": self.invoices, "counts": counts.columns(), "seconds": seconds,
        });
        println!("{row}");
    }

    fn latest_request(&self) -> u64 {
        self.world.practice.with_world(|world| world.log.newest().map(|entry| entry.seq).max().unwrap_or(0))
    }

    /// What a good client never does was not done.
    pub async fn violated_nothing(&self) {
        assert_eq!(self.world.violations().await, Vec::<Value>::new());
    }
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures")]
fn clock() -> Instant {
    Instant::now()
}
