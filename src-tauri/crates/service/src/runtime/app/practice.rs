//! The practice company: its services, its host, its place in the walk.

use std::sync::Arc;

use contract::Problem;
use contract::tag::Tag;
use contract::walk::{SignIn, Walk, WalkStep};
use engine::ports::{Change, Store};
use engine::settings::{Patch, QuickbooksAccess, Settings};
use secrecy::SecretString;
use transport::Url;

use super::companies::PRACTICE_COMPANY;
use super::services::{self, Ready};
use super::walk::Kept;
use super::{App, lock};
use crate::clock::practice_address;
use crate::host::Host;
use crate::use_cases::qbo_app_keys::Keys;
use crate::words;

impl App {
    /// At the start of the companion: a practice company that is there goes on. It never keeps a real company from its
    /// books; whoever tries it again is told what was wrong.
    pub(super) async fn take_up_practice(&self) {
        if !Host::is_used(&self.0.practice_parts.data) {
            self.0.taken_up.send_replace(true);
            return;
        }
        // Its directory is open before anybody asks which companies there are; its services take their time.
        let opened = self.open_practice().await;
        let (app, tried) = (self.clone(), Tried(self.clone()));
        let task = tokio::spawn(async move {
            let _tried = tried;
            let gone_on = match opened {
                Ok(()) => app.go_on_practising().await,
                Err(problem) => Err(problem),
            };
            if let Err(problem) = gone_on {
                lock(&app.0.troubles).insert(PRACTICE_COMPANY.to_owned(), problem);
            }
        });
        *lock(&self.0.taking_up) = Some(task);
    }

    async fn go_on_practising(&self) -> Result<(), Problem> {
        if self.0.services.can_start() {
            // Without them the practice company is offline, and its status says so.
            let _told_by_the_status = self.start_services().await;
        }
        self.adopt().await?;
        self.run_if_started(PRACTICE_COMPANY).await
    }

    /// What was begun at the start and is not done yet ends; services that were just starting end with it.
    pub(super) async fn stop_taking_up(&self) {
        let task = lock(&self.0.taking_up).take();
        if let Some(task) = task {
            task.abort();
            let _ended = task.await;
        }
    }

    /// Waits until the start has tried to bring up the practice services.
    pub(super) async fn practice_was_tried(&self) {
        let mut tried = self.0.taken_up.subscribe();
        let _never_closed = tried.wait_for(|tried| *tried).await;
    }

    /// Starts the practice services and the walk of the practice company.
    pub(super) async fn begin_practice(&self) -> Result<Walk, Problem> {
        self.practise().await?;
        let member = self.member(PRACTICE_COMPANY).await?;
        self.make_settings(&member).await?;
        let begin = |kept: &mut Kept| {
            if kept.step == WalkStep::Welcome {
                kept.go(WalkStep::Alternative);
            }
        };
        member.host.change(&member.company, begin).await?;
        self.walk(PRACTICE_COMPANY).await
    }

    /// Sees to it that services and host of the practice company are there.
    pub(super) async fn practise(&self) -> Result<Arc<Ready>, Problem> {
        let ready = self.start_services().await?;
        self.open_practice().await?;
        self.adopt().await?;
        Ok(ready)
    }

    /// The same, when that company is the practice company.
    pub(super) async fn practise_if(&self, company: &str) -> Result<Option<Arc<Ready>>, Problem> {
        if company == PRACTICE_COMPANY { self.practise().await.map(Some) } else { Ok(None) }
    }

    async fn start_services(&self) -> Result<Arc<Ready>, Problem> {
        let app = self.clone();
        self.0.services.start(move || app.services_ended()).await
    }

    fn services_ended(&self) {
        if let Some(doing) = lock(&self.0.doing).get_mut(PRACTICE_COMPANY)
            && matches!(doing.sign_in, Some(SignIn::Preparing | SignIn::PageOpened { .. }))
        {
            doing.end_sign_in(services::ended());
        }
        self.invalidate(PRACTICE_COMPANY, &[Tag::Walk, Tag::Status, Tag::Companies]);
        // Nobody is to read that both sides are connected until the next look.
        let app = self.clone();
        tokio::spawn(async move {
            if let Ok(Some(member)) = app.member_if_any(PRACTICE_COMPANY).await {
                member.host.try_now(&member.company).await;
            }
        });
    }

    async fn open_practice(&self) -> Result<(), Problem> {
        let _one_at_a_time = self.0.changing.lock().await;
        if self.practice_host().is_none() {
            let host = Host::open_alone(self.0.practice_parts.clone()).await?;
            if self.0.real.is_keeping_until_quit() {
                host.keep_until_quit();
            }
            *lock(&self.0.practice) = Some(Arc::new(host));
            self.say_watched();
        }
        Ok(())
    }

    /// Services that had to move to another port are found there.
    async fn adopt(&self) -> Result<(), Problem> {
        let (Some(ready), Some(member)) =
            (self.0.services.ready(), self.member_if_any(PRACTICE_COMPANY).await?)
        else {
            return Ok(());
        };
        let host = &member.host;
        if let Some(time) = Url::parse(&ready.alternative.api).ok().and_then(|api| practice_address(&api)) {
            host.clock.follow(time);
            host.clock.refresh(&host.transport).await;
        }
        // Two that find them moved at once would drop the clients that the first has just made.
        let _one_at_a_time = self.0.changing.lock().await;
        let Some(settings) = member.settings().await? else { return Ok(()) };
        let moved = moved(&settings, &ready);
        if moved.is_empty() {
            return Ok(());
        }
        let changes = moved.into_iter().map(Change::Patch).collect();
        let written = host.store.write(&member.company, changes).await;
        written.map_err(|fault| words::from_store(&fault))?;
        host.drop_company_runtime(&member.company).await;
        Ok(())
    }
}

/// The practice services were tried, whatever came of it: when this is dropped, whoever waits for them goes on.
struct Tried(App);

impl Drop for Tried {
    fn drop(&mut self) {
        self.0.0.taken_up.send_replace(true);
        self.0.invalidate(PRACTICE_COMPANY, &[Tag::Walk, Tag::Status, Tag::Companies]);
    }
}

/// What is to be changed where the services moved to another port.
fn moved(settings: &Settings, ready: &Ready) -> Vec<Patch> {
    let mut patches = Vec::new();
    let (api, discovery) = (&ready.quickbooks.api, &ready.quickbooks.discovery);
    if settings.alternative.as_ref().is_some_and(|access| access.api != ready.alternative.api) {
        patches.push(Patch::AlternativeAt(ready.alternative.api.clone()));
    }
    let there = |access: &QuickbooksAccess| (&access.api, &access.discovery) == (api, discovery);
    if settings.quickbooks.as_ref().is_some_and(|access| !there(access)) {
        patches.push(Patch::QuickbooksAt { api: api.clone(), discovery: discovery.clone() });
    }
    patches
}

/// The keys of the practice services' QuickBooks.
pub(super) fn keys(ready: &Ready) -> Keys {
    Keys {
        api: ready.quickbooks.api.clone(),
        discovery: ready.quickbooks.discovery.clone(),
        client_id: ready.quickbooks.client_id.clone(),
        client_secret: SecretString::from(ready.quickbooks.client_secret.clone()),
    }
}
