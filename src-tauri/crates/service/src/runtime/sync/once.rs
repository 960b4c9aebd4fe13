//! One run until nothing is left to do.

use std::sync::Arc;

use contract::problem::Step;
use contract::setup::Synced;
use contract::walk::{ReadingStep, Setback};
use contract::{Code, Problem};
use engine::fault::{Fault, FaultKind, Side};
use engine::happened::Happened;
use engine::importing::Stage;
use engine::journal::{EntryDraft, EntryKind};
use engine::outbox::OutboxState;
use engine::ports::{OutboxQuery, Store};
use engine::settings::{Closed, Patch, Settings};
use engine::tick::Tick;
use jiff::{SignedDuration, Timestamp};
use ledger::CompanyId;
use tokio_util::sync::CancellationToken;

use crate::company_runtime::CompanyRuntime;
use crate::host::Host;
use crate::last_run::LastRun;
use crate::runtime::sync::check::check_again;
use crate::runtime::sync::expect::Expected;
use crate::runtime::sync::log::logged;
use crate::runtime::sync::rest::{claim, unless_stopped, until};
use crate::typed;
use crate::use_cases::activity_page::projection::catch_up;
use crate::use_cases::status::status;
use crate::words;

/// Failures of a side in a row after which a run gives up.
const FAILURES_MAX: u32 = 4;
/// Real time without progress after which a run gives up.
const STANDSTILL: SignedDuration = SignedDuration::from_mins(5);
/// Passes of one run; each had something new to do.
const PASSES_MAX: u64 = 50;
/// Intents looked at to find the next attempt.
const OPEN_LOOK: u32 = 1_000;

/// How a run is getting on, for a line on the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// Both sides are being read.
    Reading {
        /// Records read so far.
        read: u64,
        /// How many there will be, where that is known.
        total: Option<u64>,
        /// What is being read.
        step: ReadingStep,
    },
    /// Both sides are being compared.
    Comparing {
        /// Records met so far.
        read: u64,
    },
    /// Changes written so far.
    Writing(u64),
    /// A service, or changes, are tried again at a time.
    Waiting {
        /// Which service, why and when.
        step: Option<ReadingStep>,
        /// The same in words, for readers without a catalogue of their own.
        text: String,
    },
}

/// Looks at both sides and carries out what follows, until a pass finds nothing left. Starts syncing when that was not
/// done yet. A sign-in that has ended, a refused key or a side that does not answer end it with a problem, after
/// everything that was still possible.
pub async fn sync_once(
    host: &Host,
    company: &CompanyId,
    progress: &mut (dyn FnMut(Progress) + Send),
    stop: CancellationToken,
) -> Result<Synced, Problem> {
    host.connected(company).await?;
    if host.is_paused(company).await? {
        return Err(Problem::new(Code::Cancelled, "Syncing is paused, so nothing was read or written.")
            .hint("Resume it in the app, or wait until the pause ends.")
            .step(Step::Status));
    }
    let _claim = claim(host, company).await.map_err(|fault| words::from_store(&fault))?;
    host.user_actions(company).start(host.now()).await.map_err(|fault| words::from_store(&fault))?;
    let company_runtime = open_company_runtime(host, company).await?;
    unless_stopped(check_again(host, company, &company_runtime), &stop).await.ok_or_else(stopped)??;
    company_runtime.engine.set_only_looks(false);
    let mut run = Run::new(host, company, &company_runtime).await?;
    let ran = logged(company, Box::pin(run.go(progress, &stop))).await;
    let saved = run.facts.save(host, company).await;
    // What was told before can be read on a full disk, too.
    let _told = catch_up(&host.store, company, usize::MAX).await;
    let status = status(host, company).await;
    if let Err(problem) = ran {
        // The status says how much waits; the sentence of a plain problem does not.
        return Err(match status {
            Ok(status) if matches!(problem.code, Code::SignInNeeded | Code::KeyRefused) => {
                Problem { message: status.sentence, ..problem }
            }
            _ => problem,
        });
    }
    saved?;
    Ok(Synced { done: run.done, passes: run.passes, status: status? })
}

/// Asks for a comparison of both sides (rule F5): whoever syncs makes it beside the work.
///
/// # Errors
///
/// No such company, or what the store says.
pub async fn compare_now(host: &Host, company: &CompanyId) -> Result<(), Problem> {
    host.connected(company).await?;
    host.user_actions(company).compare_now().await.map_err(|fault| words::from_store(&fault))
}

/// Engine and clients. A keychain that does not open is remembered, so that the status tells it.
pub(crate) async fn open_company_runtime(
    host: &Host,
    company: &CompanyId,
) -> Result<Arc<CompanyRuntime>, Problem> {
    match host.company_runtime(company).await {
        Err(problem) if problem.code == Code::Keychain => {
            let mut facts = LastRun::load(host, company).await?;
            facts.quickbooks.fault = Some(Fault::new(Side::Quickbooks, FaultKind::Vault));
            facts.save(host, company).await?;
            Err(problem)
        }
        // The keychain gives nothing any more: kept until a quit, or removed by somebody.
        Err(problem) if problem.code == Code::SignInNeeded => {
            if host.settings(company).await?.quickbooks_closed.is_none() {
                let patch = Patch::Closed(Side::Quickbooks, Some(Closed::SignInEnded));
                let entry =
                    EntryDraft::new(host.now(), EntryKind::Connection, Happened::Closed(Closed::SignInEnded));
                let kept = host.user_actions(company).patch(vec![patch], entry).await;
                kept.map_err(|fault| words::from_store(&fault))?;
            }
            Err(problem)
        }
        made => made,
    }
}

/// Reads both sides until everything is known, and writes nothing.
pub(crate) async fn read_all(
    host: &Host,
    company: &CompanyId,
    progress: &mut (dyn FnMut(Progress) + Send),
    stop: &CancellationToken,
) -> Result<(), Problem> {
    let company_runtime = open_company_runtime(host, company).await?;
    company_runtime.engine.set_only_looks(true);
    let mut run = Run::new(host, company, &company_runtime).await?;
    let expected = unless_stopped(Expected::ask(host, company, &company_runtime), stop).await;
    run.expected = expected.ok_or_else(stopped)?;
    if let Some(expected) = &run.expected {
        progress(expected.at_first());
    }
    let ran = logged(company, Box::pin(run.go(progress, stop))).await;
    company_runtime.engine.set_only_looks(false);
    run.facts.save(host, company).await?;
    ran
}

struct Run<'a> {
    host: &'a Host,
    company: &'a CompanyId,
    company_runtime: &'a CompanyRuntime,
    facts: LastRun,
    done: u64,
    passes: u64,
    moved_at: Timestamp,
    /// How much a first read will bring.
    expected: Option<Expected>,
}

impl<'a> Run<'a> {
    async fn new(
        host: &'a Host,
        company: &'a CompanyId,
        company_runtime: &'a CompanyRuntime,
    ) -> Result<Self, Problem> {
        company_runtime.engine.try_now();
        let facts = LastRun::load(host, company).await?;
        let moved_at = host.clock.base_now();
        Ok(Self { host, company, company_runtime, facts, done: 0, passes: 0, moved_at, expected: None })
    }

    async fn go(
        &mut self,
        progress: &mut (dyn FnMut(Progress) + Send),
        stop: &CancellationToken,
    ) -> Result<(), Problem> {
        let mut new_in_pass = false;
        loop {
            if stop.is_cancelled() {
                return Err(stopped());
            }
            self.host.clock.refresh(&self.host.transport).await;
            let tick = unless_stopped(self.company_runtime.engine.tick(self.host.now()), stop).await;
            let tick = tick.ok_or_else(stopped)?.map_err(|fault| words::from_store(&fault))?;
            self.note(&tick, progress);
            new_in_pass |= tick.done > 0 || tick.news > 0;
            if self.host.clock.base_now().duration_since(self.moved_at) >= STANDSTILL {
                return Err(standstill());
            }
            if tick.busy {
                continue;
            }
            if let Some(wake) = self.pause(progress).await? {
                let deadline = self.moved_at.checked_add(STANDSTILL).unwrap_or(Timestamp::MAX);
                until(self.host, wake, deadline, stop).await;
                continue;
            }
            self.passes += 1;
            self.facts.completed_at = self.company_runtime.engine.last_look();
            self.facts.next_look = tick.next_look;
            if !new_in_pass || self.passes >= PASSES_MAX {
                return Ok(());
            }
            // What was written comes back as news; a pass without any is the proof that nothing is left.
            new_in_pass = false;
            self.company_runtime.engine.ask_to_look();
        }
    }

    fn note(&mut self, tick: &Tick, progress: &mut (dyn FnMut(Progress) + Send)) {
        self.facts.note(self.company_runtime);
        self.facts.reading = tick.import.as_ref().map(|import| import.read);
        self.done += tick.done as u64;
        if tick.done > 0 || tick.news > 0 || tick.compared.is_some() {
            self.moved_at = self.host.clock.base_now();
        }
        if let Some(import) = &tick.import {
            let total = self.expected.as_mut().map(|expected| expected.note(import));
            progress(Progress::Reading { read: import.read, total, step: reading(import.stage) });
        } else if tick.done > 0 {
            progress(Progress::Writing(self.done));
        } else if let Some(read) = tick.compared {
            progress(Progress::Comparing { read });
        }
    }

    /// Until when to wait before going on; `None` when the pass is over. A side that is closed, or failed too often, is
    /// a problem.
    async fn pause(&self, progress: &mut (dyn FnMut(Progress) + Send)) -> Result<Option<Timestamp>, Problem> {
        let now = self.host.now();
        let mut wakes = Vec::new();
        for side in [Side::Quickbooks, Side::Alternative] {
            let state = self.company_runtime.engine.side(side);
            let Some(fault) = &state.fault else { continue };
            let paused = state.paused_until.filter(|paused| *paused > now);
            let time = paused.map(|paused| words::short_time(paused, now, &self.host.zone));
            if fault.kind == FaultKind::Vault || state.failures >= FAILURES_MAX {
                let problem = words::from_fault(fault);
                return Err(match (&fault.kind, time) {
                    (FaultKind::Throttled { .. }, Some(time)) => {
                        problem.hint(format!("Try again after {time}."))
                    }
                    _ => problem,
                });
            }
            let (Some(paused), Some(time)) = (paused, time) else { continue };
            let setback = match fault.kind {
                FaultKind::Throttled { .. } => Setback::SlowDown,
                FaultKind::Offline => Setback::Offline,
                FaultKind::Untrusted => Setback::Untrusted,
                _ => Setback::NoResponse,
            };
            let step = ReadingStep::Retrying { side: typed::side(side), setback, at: paused };
            let text = words::summary::retrying(side.name(), setback, &time);
            progress(Progress::Waiting { step: Some(step), text });
            wakes.push(paused);
        }
        if wakes.is_empty() {
            let from_store = |fault| words::from_store(&fault);
            let settings = self.host.store.settings(self.company).await.map_err(from_store)?;
            if let Some(problem) = settings.as_ref().and_then(trouble) {
                return Err(problem);
            }
            let open = self.host.store.outbox(self.company, &OutboxQuery::Open { limit: OPEN_LOOK }).await;
            let open = open.map_err(from_store)?;
            let again = open.into_iter().filter(|item| {
                matches!(item.state, OutboxState::Ready | OutboxState::Sent) && item.not_before > now
            });
            let again: Vec<_> = again.map(|item| item.not_before).collect();
            if let Some(first) = again.iter().min() {
                let time = words::short_time(*first, now, &self.host.zone);
                let text = match again.len() {
                    1 => format!("1 change did not succeed yet; trying it again at {time}"),
                    count => format!("{count} changes did not succeed yet; trying again at {time}"),
                };
                progress(Progress::Waiting { step: None, text });
            }
            wakes.extend(again);
        }
        Ok(wakes.into_iter().min())
    }
}

/// The side that is closed until a person does something, as a problem.
fn trouble(settings: &Settings) -> Option<Problem> {
    let closed = settings.quickbooks_closed.or(settings.alternative_closed)?;
    Some(words::closed(closed))
}

/// What a stage of the first read is about.
pub(super) fn reading(stage: Stage) -> ReadingStep {
    use contract::side::Side::{Alternative, Quickbooks};
    match stage {
        Stage::Company => ReadingStep::Company,
        Stage::AlternativeCustomers => ReadingStep::Customers { side: Alternative },
        Stage::AlternativeInvoices | Stage::AlternativeOnly => ReadingStep::Invoices { side: Alternative },
        Stage::Customers | Stage::MissingCustomers => ReadingStep::Customers { side: Quickbooks },
        Stage::OpenInvoices => ReadingStep::OpenInvoices,
        Stage::History | Stage::MissingInvoices => ReadingStep::Invoices { side: Quickbooks },
        Stage::OurPayments | Stage::MissingPayments => ReadingStep::Payments { side: Quickbooks },
        Stage::AlternativePayments => ReadingStep::Payments { side: Alternative },
        Stage::AlternativePayouts => ReadingStep::Payouts,
        Stage::Done => ReadingStep::Planning,
    }
}

fn stopped() -> Problem {
    Problem::new(Code::Cancelled, "Stopped. Pending changes are kept.").hint("Sync again to continue.")
}

fn standstill() -> Problem {
    Problem::new(
        Code::Unreachable,
        "Nothing changed for 5 minutes, so this sync stopped. Pending changes are kept.",
    )
    .hint("See what is pending, then try again.")
    .step(Step::Status)
}
