//! One computer with a companion on it: it works, dies, and starts anew over the same database.

use std::collections::BTreeSet;
use std::sync::Arc;

use engine::ports::{Store, StoreFault};
use engine::tick::Tick;
use jiff::Timestamp;
use support::{Death, DyingStore, PracticeClock, SteadyStore, World};

use crate::guard::Guard;
use crate::ports::{InjectedFaults, SimBooks, SimProcessor, SimStore, Watch};

/// A companion on one computer.
pub struct Computer {
    /// The world as this computer sees it; its store is the database that survives.
    pub world: World,
    /// What befalls its calls.
    pub faults: Arc<InjectedFaults>,
    books: Arc<SimBooks>,
    processor: Arc<SimProcessor>,
    dying: Option<Arc<DyingStore>>,
    without: Option<Guard>,
}

/// What one step came to.
pub enum Step {
    /// The engine's own word.
    Ticked(Tick),
    /// The process died and was started anew.
    Died,
    /// The store failed although nothing was done to it.
    Broken(String),
}

impl Computer {
    /// A companion over this world, which nobody has started yet.
    pub async fn new(mut world: World, watch: Arc<Watch>, without: Option<Guard>) -> Self {
        world.sign_in_here().await;
        world.store = Arc::new(SteadyStore::new(world.store.clone()));
        let faults = Arc::new(InjectedFaults::default());
        let clock = PracticeClock(world.practice.clone());
        let books =
            Arc::new(SimBooks::new(world.books_port(), faults.clone(), clock, (watch.clone(), without)));
        let processor = SimProcessor::new(world.processor_port(), faults.clone(), watch, without);
        let processor = Arc::new(processor);
        let mut computer = Self { world, faults, books, processor, dying: None, without };
        computer.start_anew();
        computer
    }

    fn run_over(&mut self, store: Arc<dyn Store>) {
        let store = self.seen(store);
        self.world.restart_with(store, self.books.clone(), self.processor.clone());
    }

    /// A store as this computer's engine sees it.
    fn seen(&self, store: Arc<dyn Store>) -> Arc<dyn Store> {
        match self.without {
            Some(without @ (Guard::Brake | Guard::DailyComparison)) => {
                Arc::new(SimStore::new(store, PracticeClock(self.world.practice.clone()), without))
            }
            _ => store,
        }
    }

    /// Its database as its engine sees it.
    pub fn store(&self) -> Arc<dyn Store> {
        self.seen(self.world.store.clone())
    }

    /// Invoices (QuickBooks ids) that asked for something until it archived them, and when.
    pub fn archived(&self) -> Vec<(Timestamp, String)> {
        self.processor.archived()
    }

    /// The process starts over the database as it is.
    pub fn start_anew(&mut self) {
        self.dying = None;
        self.faults.revive();
        self.run_over(self.world.store.clone());
    }

    /// From now on the process dies at one of its next writes.
    pub fn doom(&mut self, death: Death) {
        let dying = Arc::new(DyingStore::new(self.world.store.clone(), Some(death)));
        self.dying = Some(dying.clone());
        self.run_over(dying);
    }

    /// What a step of the engine came to; nothing when the process died in it.
    pub fn ended(&mut self, ticked: Option<Result<Tick, StoreFault>>) -> Step {
        match ticked {
            Some(Ok(tick)) => Step::Ticked(tick),
            Some(Err(fault)) if self.dying.as_ref().is_none_or(|dying| !dying.is_dead()) => {
                Step::Broken(fault.to_string())
            }
            Some(Err(_)) | None => {
                self.start_anew();
                Step::Died
            }
        }
    }

    /// Whether its process died, and nobody noticed yet.
    pub fn is_dead(&self) -> bool {
        self.dying.as_ref().is_some_and(|dying| dying.is_dead())
    }

    /// Payments keyed by hand that it could not meet before it wrote its own.
    pub fn unmet(&self) -> BTreeSet<String> {
        self.books.unmet()
    }

    /// A person keyed this Payment for the one with that reference.
    pub fn keyed(&self, reference: &str, keyed: &str) {
        self.books.keyed(reference, keyed);
    }

    /// What was sent has arrived, however late.
    pub async fn nothing_is_on_its_way(&self) {
        self.books.arrive_all().await;
    }

    /// Nothing befalls it any more; what is on its way arrives.
    pub async fn calm(&mut self) {
        self.faults.clear();
        self.start_anew();
        self.nothing_is_on_its_way().await;
    }
}
