//! The running companion without a window: its companies with their run loops, the walk of a first connection, and the
//! practice services. The desktop shell and `companion-cli host` are thin over it.

mod activity_feed;
mod commands;
mod companies;
mod connecting;
mod dispatch;
mod invalidation;
mod looking;
mod open;
mod pause;
mod practice;
mod preview;
mod remedy;
mod running;
mod services;
mod sign_in;
mod status;
mod walk;
mod window;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use contract::Problem;
use contract::tag::{Event, Tag};
use tokio::sync::{broadcast, watch};
use tokio::task::JoinHandle;

use crate::host::{Host, HostParts};
use running::Running;
use services::Services;
use walk::Doing;

pub use companies::PRACTICE_COMPANY;
pub use looking::Looking;
pub use services::PracticeSource;

/// Events that may wait for a slow listener; who falls further behind is told so.
const EVENTS: usize = 1_024;
/// How long the end waits for a refresh of a sign-in.
const CLOSE_TIME: std::time::Duration = std::time::Duration::from_secs(10);

/// Opens a page in the system browser; whether it could.
pub type OpenPage = Box<dyn Fn(&str) -> bool + Send + Sync>;

/// What the companion is made of.
pub struct AppParts {
    /// Data directory, way out, keychain, clock of the real companies; the practice company differs in its directory only.
    pub host: HostParts,
    /// Where the practice company and its services are kept.
    pub practice_data: PathBuf,
    /// Where the practice services come from.
    pub practice: PracticeSource,
    /// There is a tray, autostart and notifications.
    pub has_desktop: bool,
    /// Opens pages; without it the user interface does.
    pub open_page: Option<OpenPage>,
}

impl AppParts {
    /// Those of the shipped program without a window: nothing opens pages.
    pub fn shipped(
        data: PathBuf,
        practice_data: PathBuf,
        practice_binary: Option<PathBuf>,
    ) -> Result<Self, Problem> {
        Ok(Self {
            host: HostParts::shipped(data)?,
            practice_data,
            practice: practice_binary.map_or(PracticeSource::Missing, PracticeSource::Program),
            has_desktop: false,
            open_page: None,
        })
    }
}

/// The running companion; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    real: Arc<Host>,
    /// The host of the practice company, once it was tried.
    practice: Mutex<Option<Arc<Host>>>,
    practice_parts: HostParts,
    services: Services,
    has_desktop: bool,
    open_page: Option<OpenPage>,
    events: broadcast::Sender<Event>,
    loops: Mutex<BTreeMap<String, Running>>,
    /// What is under way in the walks, by company.
    doing: Mutex<BTreeMap<String, Doing>>,
    /// The practice company goes on as soon as its services are there.
    taking_up: Mutex<Option<JoinHandle<()>>>,
    /// Whether that was tried, for whoever needs its services.
    taken_up: watch::Sender<bool>,
    /// Why a run loop rests, by company.
    troubles: Mutex<BTreeMap<String, Problem>>,
    /// How many look: windows in front, pages in a browser.
    looking: AtomicUsize,
    /// One walk, loop or settings file is changed at a time.
    changing: tokio::sync::Mutex<()>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl App {
    /// Opens the data directories and goes on syncing every company that was started; the practice company as soon as its
    /// services are there, for which only its own walk and writes wait.
    pub async fn start(parts: AppParts) -> Result<Self, Problem> {
        let practice_parts = HostParts { data: parts.practice_data.clone(), ..parts.host.clone() };
        let real = Arc::new(Host::open(parts.host).await?);
        let (events, _) = broadcast::channel(EVENTS);
        let app = Self(Arc::new(Inner {
            real,
            practice: Mutex::default(),
            practice_parts,
            services: Services::new(parts.practice, parts.practice_data),
            has_desktop: parts.has_desktop,
            open_page: parts.open_page,
            events,
            loops: Mutex::default(),
            doing: Mutex::default(),
            taking_up: Mutex::default(),
            taken_up: watch::Sender::new(false),
            troubles: Mutex::default(),
            looking: AtomicUsize::default(),
            changing: tokio::sync::Mutex::default(),
        }));
        app.say_watched();
        app.run_all().await?;
        app.take_up_practice().await;
        Ok(app)
    }

    /// What the companion tells by itself, from now on.
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.0.events.subscribe()
    }

    /// Ends everything: the write in flight and a refresh of the sign-in are waited for, the practice services end last.
    pub async fn quit(&self) {
        self.0.services.close();
        self.stop_doing().await;
        self.stop_taking_up().await;
        self.stop_loops().await;
        let hosts = [Some(Arc::clone(&self.0.real)), self.practice_host()];
        let closing = async {
            for host in hosts.into_iter().flatten() {
                host.close_sign_ins().await;
            }
        };
        // A service that does not answer at all does not keep the companion from ending.
        let _ended_or_not = tokio::time::timeout(CLOSE_TIME, closing).await;
        self.0.services.end().await;
    }

    /// Tells everybody who listens; nobody has to.
    pub fn tell(&self, event: Event) {
        let _nobody_listens = self.0.events.send(event);
    }

    fn invalidate(&self, company: &str, tags: &[Tag]) {
        let event =
            Event::Invalidated { company: company.to_owned(), tags: tags.to_vec(), records: Vec::new() };
        self.tell(event);
    }
}
