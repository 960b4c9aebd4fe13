//! Syncing until told to stop.

use std::sync::Arc;

use contract::status::Status;
use contract::{Code, Problem};
use engine::ports::Store;
use engine::settings::Settings;
use engine::tick::Tick;
use jiff::{SignedDuration, Timestamp};
use ledger::CompanyId;
use store::{Following, Kind};
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::claim::Syncing;
use crate::company_runtime::CompanyRuntime;
use crate::host::Host;
use crate::last_run::LastRun;
use crate::runtime::sync::check::check_again;
use crate::runtime::sync::doorbell::Doorbell;
use crate::runtime::sync::log::logged;
use crate::runtime::sync::once::open_company_runtime;
use crate::runtime::sync::rest::{check_when_due, claim, slice, unless_stopped};
use crate::use_cases::activity_page::projection::catch_up;
use crate::use_cases::status::status;
use crate::words;

/// Snapshots are given at most this often.
const SNAPSHOT_PAUSE: SignedDuration = SignedDuration::from_millis(250);
/// Facts of the pass are saved at most this often while it works.
const FACTS_PAUSE: SignedDuration = SignedDuration::from_secs(1);
/// Pages of the journal that are told as changes after each step.
const PAGES_A_STEP: usize = 1;
/// Commits after which there may be something to do.
const TO_DO: [Kind; 2] = [Kind::Planning, Kind::Settings];
/// Who looks is taken to be watching for this long after each step.
const WATCHED: SignedDuration = SignedDuration::from_secs(60);

/// Syncs until the signal is given: rings, timers, and changes that other commands make all wake it. `show` is given the
/// snapshot whenever it changed, at most four times a second.
pub async fn watch(
    host: &Host,
    company: &CompanyId,
    show: &mut (dyn FnMut(&Status) + Send),
    stop: CancellationToken,
) -> Result<(), Problem> {
    logged(company, Box::pin(keep_in_step(host, company, show, stop))).await
}

async fn keep_in_step(
    host: &Host,
    company: &CompanyId,
    show: &mut (dyn FnMut(&Status) + Send),
    stop: CancellationToken,
) -> Result<(), Problem> {
    host.connected(company).await?;
    let syncing = claim(host, company).await.map_err(|fault| words::from_store(&fault))?;
    host.user_actions(company).start(host.now()).await.map_err(|fault| words::from_store(&fault))?;
    let bell = host.bell(company);
    let mut shown = Shown::default();
    // When an earlier run would have looked again is no promise of this one.
    let mut facts = LastRun { next_look: None, ..LastRun::load(host, company).await? };
    while !stop.is_cancelled() {
        let company_runtime = open_company_runtime(host, company).await?;
        if !host.is_paused(company).await? {
            let checked = unless_stopped(check_again(host, company, &company_runtime), &stop).await;
            let Some(checked) = checked else { break };
            checked?;
        }
        company_runtime.engine.set_only_looks(false);
        let mut watch = Watch {
            host,
            company,
            syncing: &syncing,
            company_runtime,
            bell: Arc::clone(&bell),
            following: host.store.follow(),
            elsewhere: host.store.version_elsewhere().await.map_err(|fault| words::from_store(&fault))?,
            facts,
            saved_at: None,
        };
        watch.run(&mut shown, show, &stop).await?;
        facts = watch.facts;
        // Signed in again, another key, or disconnected: engine and clients are made anew.
        host.drop_company_runtime(company).await;
        if !stop.is_cancelled() && host.connected(company).await.is_err() {
            shown.show(host, company, show).await?;
            return Ok(());
        }
    }
    Ok(())
}

#[derive(Default)]
struct Shown {
    last: Option<Status>,
    at: Option<Timestamp>,
    /// A change came too soon after the one before.
    owed: bool,
}

impl Shown {
    async fn show(
        &mut self,
        host: &Host,
        company: &CompanyId,
        show: &mut (dyn FnMut(&Status) + Send),
    ) -> Result<(), Problem> {
        let now = host.clock.base_now();
        self.owed = self.at.is_some_and(|at| now.duration_since(at) < SNAPSHOT_PAUSE);
        if self.owed {
            return Ok(());
        }
        let status = status(host, company).await?;
        if self.last.as_ref() != Some(&status) {
            show(&status);
            self.last = Some(status);
            self.at = Some(now);
        }
        Ok(())
    }
}

struct Watch<'a> {
    host: &'a Host,
    company: &'a CompanyId,
    syncing: &'a Syncing,
    company_runtime: Arc<CompanyRuntime>,
    bell: Arc<Notify>,
    following: Following,
    /// As of when other processes had written.
    elsewhere: i64,
    facts: LastRun,
    saved_at: Option<Timestamp>,
}

impl Watch<'_> {
    /// Runs until the signal is given or the connection was made anew by another command.
    async fn run(
        &mut self,
        shown: &mut Shown,
        show: &mut (dyn FnMut(&Status) + Send),
        stop: &CancellationToken,
    ) -> Result<(), Problem> {
        let mut listeners = JoinSet::new();
        let doorbell = Doorbell {
            company: self.company.clone(),
            store: Arc::clone(&self.host.store),
            company_runtime: Arc::clone(&self.company_runtime),
            clock: Arc::clone(&self.host.clock),
            bell: Arc::clone(&self.bell),
        };
        listeners.spawn(doorbell.listen());
        let mut known = self.host.settings(self.company).await?;
        while !stop.is_cancelled() {
            self.host.clock.refresh(&self.host.transport).await;
            check_when_due(self.host, self.syncing).await.map_err(|fault| words::from_store(&fault))?;
            let now = self.host.now();
            let watched = self.host.is_watched_for().map_or(SignedDuration::ZERO, |left| left.min(WATCHED));
            self.company_runtime.engine.watch_until(now.checked_add(watched).unwrap_or(now));
            let settings = self.host.settings(self.company).await?;
            if is_connected_anew(&known, &settings) {
                return Ok(());
            }
            known.clone_from(&settings);
            let ticked = unless_stopped(self.company_runtime.engine.tick(now), stop).await;
            let Some(ticked) = ticked else { break };
            let noted = match ticked {
                Ok(tick) => self.note(&tick).await.map(|()| tick),
                Err(fault) => Err(words::from_store(&fault)),
            };
            // A snapshot can be had even when nothing can be written. A long journal is told with the next steps.
            let _told = catch_up(&self.host.store, self.company, PAGES_A_STEP).await;
            match noted {
                Ok(tick) => {
                    shown.show(self.host, self.company, show).await?;
                    if !tick.busy {
                        self.rest(&tick, &known, shown, show, stop).await?;
                    }
                }
                // What was being written is repeated once there is room, or it may be written again.
                Err(problem) if matches!(problem.code, Code::DiskFull | Code::ReadOnly) => {
                    shown.show(self.host, self.company, show).await?;
                    let then = now.checked_add(SignedDuration::from_secs(10)).unwrap_or(now);
                    slice(self.host, then, stop).await;
                }
                Err(problem) => return Err(problem),
            }
        }
        Ok(())
    }

    async fn note(&mut self, tick: &Tick) -> Result<(), Problem> {
        let before = self.facts.clone();
        self.facts.note(&self.company_runtime);
        self.facts.reading = tick.import.as_ref().map(|import| import.read);
        if !tick.busy {
            self.facts.next_look = tick.next_look;
            if self.facts.quickbooks.fault.is_none() && self.facts.alternative.fault.is_none() {
                let looked = self.company_runtime.engine.last_look();
                self.facts.completed_at = self.facts.completed_at.max(looked);
            }
        }
        let now = self.host.clock.base_now();
        let soon = tick.busy && self.saved_at.is_some_and(|at| now.duration_since(at) < FACTS_PAUSE);
        if before == self.facts || soon {
            return Ok(());
        }
        self.saved_at = Some(now);
        self.facts.save(self.host, self.company).await
    }

    /// Sleeps until the next wake, a ring, or a change that another command made.
    async fn rest(
        &mut self,
        tick: &Tick,
        settings: &Settings,
        shown: &mut Shown,
        show: &mut (dyn FnMut(&Status) + Send),
        stop: &CancellationToken,
    ) -> Result<(), Problem> {
        // Most of it is what the step itself committed. What another command did meanwhile is looked at a little later, so
        // that a step that leaves marks behind does not follow on itself.
        let during = self.following.so_far(self.company);
        let mut unsure = during.is_some_and(|touched| touched.is_any_of(&TO_DO));
        while self.host.now() < tick.next_wake && !stop.is_cancelled() {
            let is_news = tokio::select! {
                biased;
                () = self.bell.notified() => return Ok(()),
                touched = self.following.next(self.company) => touched.is_any_of(&TO_DO),
                () = slice(self.host, tick.next_wake, stop) => {
                    let elsewhere = self.is_written_elsewhere().await?;
                    std::mem::take(&mut unsure) || elsewhere
                }
            };
            if shown.owed {
                shown.show(self.host, self.company, show).await?;
            }
            if is_news && self.is_wanted(settings).await? {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Whether another process wrote since this was last asked.
    async fn is_written_elsewhere(&mut self) -> Result<bool, Problem> {
        let version = self.host.store.version_elsewhere().await.map_err(|fault| words::from_store(&fault))?;
        Ok(std::mem::replace(&mut self.elsewhere, version) != version)
    }

    /// Whether something is to be planned, or the settings are others.
    async fn is_wanted(&self, settings: &Settings) -> Result<bool, Problem> {
        let from_store = |fault| words::from_store(&fault);
        let dirty = self.host.store.dirty(self.company, 1).await.map_err(from_store)?;
        let now = self.host.store.settings(self.company).await.map_err(from_store)?;
        Ok(!dirty.is_empty() || now.as_ref() != Some(settings))
    }
}

/// Whether engine and clients are out of date: another address, another key, or a side that a person opened again.
fn is_connected_anew(before: &Settings, now: &Settings) -> bool {
    let reopened = (before.quickbooks_closed.is_some() && now.quickbooks_closed.is_none())
        || (before.alternative_closed.is_some() && now.alternative_closed.is_none());
    let access = |settings: &Settings| {
        let quickbooks = settings.quickbooks.as_ref();
        let alternative = settings.alternative.as_ref();
        (
            quickbooks
                .map(|access| (access.api.clone(), access.client_id.clone(), access.company.realm.clone())),
            alternative.map(|access| (access.api.clone(), access.client_id.clone())),
            settings.bound,
        )
    };
    reopened || access(before) != access(now)
}
