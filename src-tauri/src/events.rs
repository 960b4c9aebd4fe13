//! What the companion tells by itself goes on to the window, the tray and the notifications.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use contract::command::{COMMANDS, GetWindowSettings, ListHolds};
use contract::setup::CompanyRequest;
use contract::status::Status;
use contract::tag::{Event, Tag};
use ledger::Currency;
use service::app::App;
use tauri::{AppHandle, Manager, Runtime};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::Instant;

use crate::companion::Companion;
use crate::notification;
use crate::notify::{Notice, Notices};
use crate::settings::{self, Behavior};
use crate::throttle::Throttle;
use crate::tray::{Picture, Tray};
use crate::window;

/// Listens until the companion ends.
pub fn listen<R: Runtime>(app: &AppHandle<R>, companion: &App) {
    // Before the first question, so that no change falls between.
    let events = companion.events();
    let mut listener = EventListener::new(app.clone(), companion.clone());
    tauri::async_runtime::spawn(async move {
        listener.read_settings().await;
        listener.read_statuses().await;
        listener.run(events).await;
    });
}

/// What wakes the listener.
enum Wake {
    Told(Event),
    /// More was told than could be taken: anything may be out of date.
    Missed,
    Due,
    Ended,
}

struct EventListener<R: Runtime> {
    app: AppHandle<R>,
    companion: App,
    started: Instant,
    statuses: BTreeMap<String, Status>,
    throttle: Throttle,
    notices: Notices,
    /// Number and sum of the questions when they were last read.
    asked: BTreeMap<String, (u64, i64, Currency)>,
}

impl<R: Runtime> EventListener<R> {
    fn new(app: AppHandle<R>, companion: App) -> Self {
        Self {
            app,
            companion,
            started: Instant::now(),
            statuses: BTreeMap::new(),
            throttle: Throttle::default(),
            notices: Notices::default(),
            asked: BTreeMap::new(),
        }
    }

    async fn run(&mut self, mut events: Receiver<Event>) {
        loop {
            match self.next(&mut events).await {
                Wake::Told(event) => self.take(event).await,
                Wake::Missed => self.start_over().await,
                Wake::Due => {}
                Wake::Ended => return,
            }
            let now = self.now();
            for status in self.throttle.take(now) {
                window::send(&self.app, &Event::Status(Box::new(status)));
            }
            for notice in self.notices.take(now) {
                self.show(notice);
            }
        }
    }

    async fn next(&self, events: &mut Receiver<Event>) -> Wake {
        let due = [self.throttle.due(), self.notices.due()].into_iter().flatten().min();
        let told = match due {
            None => events.recv().await,
            Some(due) => match tokio::time::timeout_at(self.started + due, events.recv()).await {
                Ok(told) => told,
                Err(_) => return Wake::Due,
            },
        };
        match told {
            Ok(event) => Wake::Told(event),
            Err(RecvError::Lagged(_)) => Wake::Missed,
            Err(RecvError::Closed) => Wake::Ended,
        }
    }

    fn now(&self) -> Duration {
        self.started.elapsed()
    }

    async fn take(&mut self, event: Event) {
        match event {
            Event::Status(status) => {
                self.look_at(&status).await;
                let now = self.now();
                if let Some(status) = self.throttle.offer(status, now) {
                    window::send(&self.app, &Event::Status(status));
                }
            }
            Event::Invalidated { ref company, ref tags, .. } => {
                window::send(&self.app, &event);
                if tags.contains(&Tag::Window) {
                    self.read_settings().await;
                }
                if tags.contains(&Tag::Companies) {
                    self.read_statuses().await;
                } else if tags.contains(&Tag::Holds) {
                    self.read_questions(company).await;
                }
            }
            Event::Activity { .. } | Event::Open { .. } => window::send(&self.app, &event),
        }
    }

    /// A new snapshot, for tray and notifications.
    async fn look_at(&mut self, status: &Status) {
        let before = self.statuses.insert(status.company.clone(), status.clone());
        if before.as_ref() != Some(status) {
            self.draw();
        }
        if let Some(notice) = self.notices.status(status) {
            self.show(notice);
        }
        let asked = (status.holds, status.held.minor, status.held.currency);
        if self.asked.get(&status.company) != Some(&asked) {
            self.asked.insert(status.company.clone(), asked);
            self.read_questions(&status.company).await;
        }
    }

    async fn read_questions(&mut self, company: &str) {
        let request = CompanyRequest { company: company.to_owned() };
        if let Ok(cards) = self.app.state::<Companion>().ask::<ListHolds>(&request).await {
            let now = self.now();
            self.notices.questions(company, &cards, now);
        }
    }

    /// Every company anew: one came, one went, or something was missed.
    async fn read_statuses(&mut self) {
        let Ok(statuses) = self.app.state::<Companion>().statuses().await else { return };
        let companies: BTreeSet<String> = statuses.iter().map(|status| status.company.clone()).collect();
        self.statuses.retain(|company, _| companies.contains(company));
        self.asked.retain(|company, _| companies.contains(company));
        self.notices.keep(&companies);
        for status in &statuses {
            self.look_at(status).await;
        }
        self.draw();
    }

    fn draw(&self) {
        let picture = Picture::of(&self.statuses, |status| self.companion.headline(status));
        self.app.state::<Tray<R>>().show(&self.app, picture);
    }

    async fn start_over(&mut self) {
        let tags: BTreeSet<Tag> =
            COMMANDS.iter().flat_map(|(_, provides, _)| provides.iter().copied()).collect();
        let tags: Vec<Tag> = tags.into_iter().collect();
        for company in self.statuses.keys().cloned() {
            let event = Event::Invalidated { company, tags: tags.clone(), records: Vec::new() };
            window::send(&self.app, &event);
        }
        self.read_settings().await;
        self.read_statuses().await;
    }

    async fn read_settings(&self) {
        if let Ok(settings) = self.app.state::<Companion>().ask::<GetWindowSettings>(&()).await {
            settings::apply(&self.app, settings);
        }
    }

    /// Whoever looks at the window sees it there.
    fn show(&self, notice: Notice) {
        if self.app.state::<Behavior>().now().notifications && !window::is_in_front(&self.app) {
            notification::show(&self.app, notice);
        }
    }
}
