//! The run loops: one a company whose syncing was started. A loop that ends with a problem tells it and begins again
//! after a pause.

use std::sync::Arc;
use std::time::Duration;

use contract::Problem;
use contract::status::Status;
use contract::tag::{Event, Tag};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::companies::Member;
use super::{App, lock};
use crate::runtime::sync::{compare_now as ask_to_compare, pause, watch};

/// Between a problem and the next try.
const PAUSE: Duration = Duration::from_secs(15);
/// What shows how things stand that are still to be written.
const PENDING: [Tag; 5] = [Tag::Activity, Tag::Invoices, Tag::Customers, Tag::Payments, Tag::Payouts];

/// A company that syncs.
pub(super) struct Running {
    stop: CancellationToken,
    /// Try again now.
    again: Arc<Notify>,
    task: JoinHandle<()>,
    teller: JoinHandle<()>,
}

impl App {
    /// Every real company that was started syncs.
    pub(super) async fn run_all(&self) -> Result<(), Problem> {
        for settings in self.0.real.companies().await? {
            self.run_if_started(settings.company.as_str()).await?;
        }
        Ok(())
    }

    /// Starts the loop of a company that was started and is connected, unless it runs.
    pub(super) async fn run_if_started(&self, company: &str) -> Result<(), Problem> {
        let Some(member) = self.member_if_any(company).await? else { return Ok(()) };
        let settings = member.settings().await?;
        if !settings.is_some_and(|it| it.started_at.is_some() && it.is_connected()) {
            return Ok(());
        }
        let mut loops = lock(&self.0.loops);
        // Looked at with the loops in hand: those that are there by then are stopped.
        if self.0.services.are_closed() {
            return Ok(());
        }
        if let Some(running) = loops.get(company).filter(|running| !running.task.is_finished()) {
            running.again.notify_one();
            return Ok(());
        }
        let stop = CancellationToken::new();
        let again = Arc::new(Notify::new());
        let teller = tokio::spawn(self.clone().tell_changes(member.clone(), stop.clone()));
        let task = tokio::spawn(self.clone().keep_in_step(member, stop.clone(), Arc::clone(&again)));
        if let Some(before) = loops.insert(company.to_owned(), Running { stop, again, task, teller }) {
            before.teller.abort();
        }
        Ok(())
    }

    async fn keep_in_step(self, member: Member, stop: CancellationToken, again: Arc<Notify>) {
        let company = member.company.to_string();
        let mut before = None;
        while !stop.is_cancelled() {
            let mut show = |status: &Status| {
                lock(&self.0.troubles).remove(&company);
                // What is ready to be written waits or works by that, and no journal tells it.
                let now = (status.connection, status.quickbooks.state, status.alternative.state);
                if before.replace(now).is_some_and(|before| before != now) {
                    self.invalidate(&company, &PENDING);
                }
                self.tell_status(status.clone());
            };
            let ended = watch(&member.host, &member.company, &mut show, stop.clone()).await;
            match ended {
                // Told to stop, or disconnected.
                Ok(()) => break,
                Err(problem) => {
                    lock(&self.0.troubles).insert(company.clone(), problem);
                    self.tell_status_of(&company).await;
                }
            }
            tokio::select! {
                biased;
                () = stop.cancelled() => {}
                () = again.notified() => {}
                () = pause(PAUSE) => {}
            }
        }
    }

    /// The snapshot as it stands.
    pub(super) async fn tell_status_of(&self, company: &str) {
        // Whoever asks for it meets the same problem and is told.
        if let Ok(status) = self.status(company).await {
            self.tell(Event::Status(Box::new(status)));
        }
    }

    fn tell_status(&self, status: Status) {
        let status = self.with_notes(status);
        self.tell(Event::Status(Box::new(status)));
    }

    /// Wakes the loop of a company: something was changed here.
    #[expect(clippy::unused_self, reason = "reads as what the app does, beside its other verbs")]
    pub(super) fn ring(&self, member: &Member) {
        member.host.bell(&member.company).notify_one();
    }

    /// Looks at both sides now.
    pub(super) async fn sync_now(&self, company: &str) -> Result<Status, Problem> {
        self.practise_if(company).await?;
        let member = self.member(company).await?;
        member.host.connected(&member.company).await?;
        self.run_if_started(company).await?;
        member.host.try_now(&member.company).await;
        self.status(company).await
    }

    /// Compares both sides now.
    pub(super) async fn compare_now(&self, company: &str) -> Result<Status, Problem> {
        self.practise_if(company).await?;
        let member = self.member(company).await?;
        ask_to_compare(&member.host, &member.company).await?;
        self.run_if_started(company).await?;
        member.host.try_now(&member.company).await;
        self.status(company).await
    }

    /// *Keep until I quit*: from now on secrets are kept in memory; loops and clients begin anew with it.
    pub(super) async fn keep_until_quit(&self) -> Result<(), Problem> {
        self.0.real.keep_until_quit();
        if let Some(practice) = self.practice_host() {
            practice.keep_until_quit();
        }
        for (member, _) in self.members().await? {
            self.stop_loop(member.company.as_str()).await;
            member.host.drop_company_runtime(&member.company).await;
            self.run_if_started(member.company.as_str()).await?;
        }
        Ok(())
    }

    /// Ends the loop of a company.
    pub(super) async fn stop_loop(&self, company: &str) {
        let running = lock(&self.0.loops).remove(company);
        let Some(running) = running else { return };
        running.stop.cancel();
        let _ended = running.task.await;
        let _ended = running.teller.await;
        lock(&self.0.troubles).remove(company);
    }

    /// Ends all loops; each finishes the write in flight.
    pub(super) async fn stop_loops(&self) {
        let all = std::mem::take(&mut *lock(&self.0.loops));
        for running in all.values() {
            running.stop.cancel();
        }
        for running in all.into_values() {
            let _ended = running.task.await;
            let _ended = running.teller.await;
        }
    }
}
