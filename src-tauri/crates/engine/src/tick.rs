//! The loop: **observe → plan → write down → apply → observe**, one bounded step a call.
//!
//! [`Engine::tick`] never sleeps; it says when it wants to be called again. Doorbells, timers, focus and buttons only
//! make the next call come sooner.

mod applying;
mod comparing;
mod log;
mod pacing;
mod pausing;
mod planning;
mod repairing;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::FutureExt as _;
use jiff::{SignedDuration, Timestamp};
use ledger::CompanyId;
use tracing::Instrument as _;

use crate::apply::ApplyError;
use crate::budget::Budget;
use crate::checked::{CheckedBooks, CheckedProcessor};
use crate::decide::DecideFault;
use crate::documents::{self, Asides};
use crate::fault::{Fault, Side};
use crate::happened::Happened;
use crate::hold::Hold;
use crate::importing::{Import, Stage};
use crate::journal::{EntryDraft, EntryKind};
use crate::observer::Observer;
use crate::paired::Pairs;
use crate::ports::{
    Books, Change, ChangeSet, Clock, OutboxQuery, Processor, Store, StoreFault, Unworded, Wording,
};
use crate::preview::Preview;
use crate::settings::{Patch, Settings};
use crate::side::{SideState, closes, stops_side};
use crate::user_actions::UserActions;
use crate::voids::Voids;

/// The shortest interval between looks while change data is refused, since each is taken apart.
const BLIND_LOOK: SignedDuration = SignedDuration::from_mins(1);

/// What a tick did and when it wants to be called again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tick {
    /// There is more to do right now.
    pub busy: bool,
    /// When to call again if nothing rings.
    pub next_wake: Timestamp,
    /// How much was new in this step.
    pub news: usize,
    /// How many intents were carried out in this step.
    pub done: usize,
    /// Where the first read stands, while it runs.
    pub import: Option<Box<Import>>,
    /// How many records a comparison has met, while it runs (rule F5).
    pub compared: Option<u64>,
    /// The next look at QuickBooks.
    pub next_look: Option<Timestamp>,
}

/// What only this process remembers.
#[expect(clippy::struct_excessive_bools, reason = "independent bells and switches, not a state")]
#[derive(Debug, Default)]
struct RuntimeState {
    quickbooks: SideState,
    alternative: SideState,
    bell_rung: bool,
    look_asked: bool,
    bell_listens: bool,
    only_looks: bool,
    watched_until: Option<Timestamp>,
    last_look: Option<Timestamp>,
    last_feed: Option<Timestamp>,
    last_page: Option<Timestamp>,
    last_news: Option<Timestamp>,
    documents_were_read: bool,
    pauses_end: bool,
    brakes_settled: Option<Timestamp>,
}

/// The engine of one company.
pub struct Engine {
    company: CompanyId,
    store: Arc<dyn Store>,
    books: Arc<dyn Books>,
    processor: Arc<dyn Processor>,
    clock: Arc<dyn Clock>,
    wording: Arc<dyn Wording>,
    budget: Arc<Budget>,
    runtime: Mutex<RuntimeState>,
}

impl Engine {
    /// An engine over these ports. The first tick looks at both sides.
    pub fn new(
        company: CompanyId,
        store: Arc<dyn Store>,
        books: Arc<dyn Books>,
        processor: Arc<dyn Processor>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let runtime =
            Mutex::new(RuntimeState { bell_rung: true, look_asked: true, ..RuntimeState::default() });
        let budget = Arc::new(Budget::default());
        let voids = Voids::new(company.clone(), Arc::clone(&store));
        let books = Arc::new(CheckedBooks::new(books, voids, clock.clone(), Arc::clone(&budget)));
        let pairs = Pairs::new(company.clone(), Arc::clone(&store));
        let processor = Arc::new(CheckedProcessor::new(processor, pairs, clock.clone(), Arc::clone(&budget)));
        Self { company, store, books, processor, clock, wording: Arc::new(Unworded), budget, runtime }
    }

    fn runtime(&self) -> MutexGuard<'_, RuntimeState> {
        self.runtime.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Alternative's doorbell rang: its feed has something.
    pub fn ring(&self) {
        self.runtime().bell_rung = true;
    }

    /// Somebody (a button, a wake-up, QuickBooks' webhook) wants a look at both sides now.
    pub fn ask_to_look(&self) {
        let mut runtime = self.runtime();
        runtime.look_asked = true;
        runtime.bell_rung = true;
    }

    /// Whether Alternative's doorbell is being listened to; without it each look reads the feed too.
    pub fn set_bell_listens(&self, listens: bool) {
        self.runtime().bell_listens = listens;
    }

    /// Only reads, and leaves planning and writing for later: for a preview.
    pub fn set_only_looks(&self, only: bool) {
        self.runtime().only_looks = only;
    }

    /// The window is in focus until then.
    pub fn watch_until(&self, until: Timestamp) {
        self.runtime().watched_until = Some(until);
    }

    /// Tries everything again now, whatever pause a side, a write or a record was in (*Sync now*, *Try now*).
    pub fn try_now(&self) {
        let mut runtime = self.runtime();
        runtime.pauses_end = true;
        runtime.quickbooks.end_own_pause();
        runtime.alternative.end_own_pause();
        runtime.look_asked = true;
        runtime.bell_rung = true;
    }

    /// How a side is doing.
    pub fn side(&self, side: Side) -> SideState {
        let runtime = self.runtime();
        match side {
            Side::Quickbooks => runtime.quickbooks.clone(),
            Side::Alternative => runtime.alternative.clone(),
        }
    }

    /// When QuickBooks was last looked at.
    pub fn last_look(&self) -> Option<Timestamp> {
        self.runtime().last_look
    }

    /// One step. With nothing to do it only says when to come again.
    pub async fn tick(&self, now: Timestamp) -> Result<Tick, StoreFault> {
        self.budget.begin();
        let ticked = async {
            let ticked = match self.step(now).await {
                Err(StoreFault::Document(damage)) => self.repaired(now, &damage).await,
                ticked => ticked,
            };
            self.count_requests(now).await?;
            ticked
        };
        let ticked = ticked.inspect(log::ended);
        ticked.instrument(tracing::info_span!("tick", company = %self.company, %now)).await
    }

    async fn step(&self, now: Timestamp) -> Result<Tick, StoreFault> {
        let Some(settings) = self.store.settings(&self.company).await? else {
            return Ok(idle(now, 3600));
        };
        if !settings.is_connected() {
            return Ok(idle(now, 3600));
        }
        match settings.paused_until {
            Some(until) if until > now => {
                return Ok(Tick { next_wake: idle(now, 3600).next_wake.min(until), ..idle(now, 3600) });
            }
            // It ended by itself.
            Some(_) => self.user_actions().resume(now).await?,
            None => {}
        }
        self.read_documents_once().await?;
        if std::mem::take(&mut self.runtime().pauses_end) {
            self.end_pauses(now).await?;
        }
        let import: Option<Import> = documents::read(self.store.as_ref(), &self.company).await?;
        let import = match import {
            Some(old) if old.is_old_comparison() => Some(self.go_on_beside(old).await?),
            import => import,
        };
        if import.as_ref().is_none_or(|import| import.stage != Stage::Done) {
            if !self.usable(&settings, Side::Quickbooks, now)
                || !self.usable(&settings, Side::Alternative, now)
            {
                return self.rest(&settings, now, 0, 0).await;
            }
            return self.import_step(&settings, import, now).await;
        }
        let news = self.observe(&settings, now).await?;
        // Looking may have changed what all rules share (closing date, pauses).
        let Some(settings) = self.store.settings(&self.company).await? else {
            return Ok(idle(now, 3600));
        };
        let only_looks = self.runtime().only_looks;
        if settings.started_at.is_none() || only_looks {
            if news == 0
                && let Some(compared) = self.compare(&settings, now, only_looks).await?
            {
                return Ok(compared);
            }
            return self.rest(&settings, now, news, 0).await;
        }
        let planned = self.plan(&settings, now).await?;
        let wanted = self.read_wanted(&settings, now).await?;
        let done = self.apply(&settings, now).await?;
        if planned || wanted || done > 0 || news > 0 {
            return Ok(Tick { news, done, ..busy(now) });
        }
        if let Some(compared) = self.compare(&settings, now, false).await? {
            return Ok(compared);
        }
        self.rest(&settings, now, news, done).await
    }

    async fn import_step(
        &self,
        settings: &Settings,
        import: Option<Import>,
        now: Timestamp,
    ) -> Result<Tick, StoreFault> {
        let observer = self.observer(settings, now);
        let stepped = observer.import_step(import).await;
        let Some(import) = self.judge(now, &[Side::Quickbooks, Side::Alternative], stepped).await? else {
            return self.rest(settings, now, 0, 0).await;
        };
        self.runtime().last_news = Some(now);
        let done = import.stage == Stage::Done;
        Ok(Tick { news: 1, import: (!done).then(|| Box::new(import)), ..busy(now) })
    }

    fn observer<'a>(&'a self, settings: &'a Settings, now: Timestamp) -> Observer<'a> {
        Observer {
            company: &self.company,
            settings,
            store: self.store.as_ref(),
            books: self.books.as_ref(),
            processor: self.processor.as_ref(),
            budget: &self.budget,
            now,
        }
    }

    /// Looks at the sides whose time has come.
    async fn observe(&self, settings: &Settings, now: Timestamp) -> Result<usize, StoreFault> {
        let observer = self.observer(settings, now);
        let mut news = 0;
        let look_due = self.next_look(now).await? <= now;
        if look_due
            && self.usable(settings, Side::Quickbooks, now)
            && let Some(new) = self.judge(now, &[Side::Quickbooks], observer.quickbooks().await).await?
        {
            news += new;
            let mut runtime = self.runtime();
            runtime.last_look = Some(now);
            runtime.look_asked = false;
        }
        let (rung, listens) = {
            let runtime = self.runtime();
            (runtime.bell_rung, runtime.bell_listens)
        };
        // While QuickBooks is not looked at, nothing else sets the pace of the feed.
        let feed_due = !listens
            && if self.usable(settings, Side::Quickbooks, now) {
                look_due
            } else {
                self.next_feed(now).await? <= now
            };
        if (rung || feed_due) && self.usable(settings, Side::Alternative, now) {
            // Rings that come while the feed is read count for the next step.
            self.runtime().bell_rung = false;
            match self.judge(now, &[Side::Alternative], observer.alternative().await).await? {
                Some((new, more)) => {
                    // What is left over is read in the next step.
                    news += new + usize::from(more);
                    self.runtime().last_feed = Some(now);
                    self.runtime().bell_rung |= more;
                }
                None => self.runtime().bell_rung = true,
            }
        }
        if news > 0 {
            self.runtime().last_news = Some(now);
        }
        Ok(news)
    }

    async fn read_wanted(&self, settings: &Settings, now: Timestamp) -> Result<bool, StoreFault> {
        if !self.usable(settings, Side::Quickbooks, now) {
            return Ok(false);
        }
        let observer = self.observer(settings, now);
        Ok(self.judge(now, &[Side::Quickbooks], observer.wanted().await).await?.unwrap_or(false))
    }

    fn usable(&self, settings: &Settings, side: Side, now: Timestamp) -> bool {
        let runtime = self.runtime();
        match side {
            Side::Quickbooks => settings.quickbooks_closed.is_none() && runtime.quickbooks.is_open(now),
            Side::Alternative => settings.alternative_closed.is_none() && runtime.alternative.is_open(now),
        }
    }

    fn side_mut(&self, side: Side, change: impl FnOnce(&mut SideState)) {
        let mut runtime = self.runtime();
        match side {
            Side::Quickbooks => change(&mut runtime.quickbooks),
            Side::Alternative => change(&mut runtime.alternative),
        }
    }

    /// Notes how a read went; `None` when the service failed.
    async fn judge<T>(
        &self,
        now: Timestamp,
        sides: &[Side],
        read: Result<T, ApplyError>,
    ) -> Result<Option<T>, StoreFault> {
        match read {
            Ok(value) => {
                for side in sides {
                    self.side_mut(*side, |state| state.succeeded(now));
                }
                Ok(Some(value))
            }
            Err(ApplyError::Store(fault)) => Err(fault),
            Err(ApplyError::Service(fault)) => {
                let changes = self.note_fault(now, &fault).await?;
                self.store.write(&self.company, changes).await?;
                if !stops_side(&fault.kind) && closes(&fault).is_none() {
                    // A read that fails for its own reason must not be repeated without a pause either.
                    self.side_mut(fault.side, |state| state.failed(now, &fault));
                }
                Ok(None)
            }
        }
    }

    /// Pauses or closes the side that a fault is about.
    async fn note_fault(&self, now: Timestamp, fault: &Fault) -> Result<ChangeSet, StoreFault> {
        fault.log();
        if let Some(closed) = closes(fault) {
            let Some(settings) = self.store.settings(&self.company).await? else {
                return Ok(ChangeSet::new());
            };
            let known = match fault.side {
                Side::Quickbooks => settings.quickbooks_closed,
                Side::Alternative => settings.alternative_closed,
            };
            if known == Some(closed) {
                return Ok(ChangeSet::new());
            }
            let entry = EntryDraft::new(now, EntryKind::Connection, Happened::Closed(closed))
                .with(serde_json::json!({ "fault": fault }));
            let patch = Patch::Closed(fault.side, Some(closed));
            return Ok(ChangeSet::from([Change::Patch(patch), Change::Journal(Box::new(entry))]));
        }
        if stops_side(&fault.kind) {
            self.side_mut(fault.side, |state| state.failed(now, fault));
        }
        Ok(ChangeSet::new())
    }

    /// Nothing more to do now: when is there?
    async fn rest(
        &self,
        settings: &Settings,
        now: Timestamp,
        news: usize,
        done: usize,
    ) -> Result<Tick, StoreFault> {
        let next_look = self.next_look(now).await?;
        let owed = self.store.outbox(&self.company, &OutboxQuery::Open { limit: 1 }).await?;
        let mut wakes: Vec<_> = owed.into_iter().map(|item| item.not_before).collect();
        if settings.quickbooks_closed.is_none() {
            wakes.push(next_look);
        }
        let listens = self.runtime().bell_listens;
        if !listens
            && !self.usable(settings, Side::Quickbooks, now)
            && self.usable(settings, Side::Alternative, now)
        {
            wakes.push(self.next_feed(now).await?);
        }
        for side in [self.side(Side::Quickbooks), self.side(Side::Alternative)] {
            wakes.extend(side.paused_until);
        }
        wakes.extend(documents::read::<Asides>(self.store.as_ref(), &self.company).await?.next_due());
        let soonest = now.checked_add(SignedDuration::from_secs(1)).unwrap_or(now);
        let latest = now.checked_add(SignedDuration::from_mins(10)).unwrap_or(now);
        let next_wake =
            wakes.into_iter().filter(|wake| *wake > now).min().unwrap_or(latest).clamp(soonest, latest);
        Ok(Tick { news, done, next_look: Some(next_look.max(now)), busy: false, ..busy(next_wake) })
    }

    async fn count_requests(&self, now: Timestamp) -> Result<(), StoreFault> {
        let (reads, writes) = self.books.take_request_counts();
        if reads + writes == 0 {
            return Ok(());
        }
        let month = now.strftime("%Y-%m").to_string();
        self.store.write(&self.company, ChangeSet::from([Change::Requests { month, reads, writes }])).await
    }

    /// What people do without a service being asked.
    pub fn user_actions(&self) -> UserActions<'_> {
        UserActions { store: self.store.as_ref(), company: &self.company }
    }

    /// [`UserActions::preview`]
    pub async fn preview(&self, now: Timestamp) -> Result<Preview, StoreFault> {
        self.user_actions().preview(now).await
    }

    /// [`UserActions::start`]
    pub async fn start(&self, now: Timestamp) -> Result<(), StoreFault> {
        self.user_actions().start(now).await
    }

    /// [`UserActions::decide`]
    pub async fn decide(
        &self,
        now: Timestamp,
        hold: &str,
        choice: &str,
        arguments: &BTreeMap<String, String>,
    ) -> Result<Hold, DecideFault> {
        self.user_actions().decide(now, hold, choice, arguments).await
    }

    /// [`UserActions::reopen`], and looks at both sides, whatever pause they were in.
    pub async fn reopen(&self) -> Result<(), StoreFault> {
        self.user_actions().reopen().await?;
        self.try_now();
        Ok(())
    }

    /// [`UserActions::set`]
    pub async fn set(&self, settings: Settings, entry: EntryDraft) -> Result<(), StoreFault> {
        self.user_actions().set(settings, entry).await
    }
}

fn idle(now: Timestamp, seconds: i64) -> Tick {
    let next_wake = now.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(now);
    Tick { busy: false, ..busy(next_wake) }
}

/// There is more to do.
fn busy(now: Timestamp) -> Tick {
    Tick { busy: true, next_wake: now, news: 0, done: 0, import: None, compared: None, next_look: None }
}
