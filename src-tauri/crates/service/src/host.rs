//! What every command stands on: a data directory, a clock, chance, a way out to the services, and a keychain.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError};

use contract::problem::Step;
use contract::{Code, Problem};
use engine::ports::{Clock, Entropy, Store, Vault};
use engine::settings::Settings;
use engine::user_actions::UserActions;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use ledger::CompanyId;
use store::SqliteStore;
use tokio::sync::{Mutex, Notify};
use transport::{Online, Transport, Url};
use vault::MemoryVault;

use crate::attention::Attention;
use crate::callback::LateCallbackPage;
use crate::claim::Claimed;
use crate::clock::{SystemClock, WorldClock, is_practice, practice_address};
use crate::company_runtime::CompanyRuntime;
use crate::entropy::OsEntropy;
use crate::paths;
use crate::vaults::{MemoryFirst, SystemKeychain, VaultFactory};
use crate::words;

/// Name of the only company of an installation that has one.
pub const MAIN_COMPANY: &str = "main";

/// How fast services may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pace {
    /// Within their limits.
    #[default]
    Limited,
    /// Without waiting, for services in the same process.
    Unlimited,
}

/// What a host is made of.
#[derive(Clone)]
pub struct HostParts {
    /// Where everything but secrets is kept.
    pub data: PathBuf,
    /// The way out.
    pub transport: Arc<dyn Transport>,
    /// The keychain.
    pub vaults: Arc<dyn VaultFactory>,
    /// This computer's time.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub entropy: Arc<dyn Entropy>,
    /// How fast services may be asked.
    pub pace: Pace,
    /// In which clock times are told.
    pub zone: TimeZone,
}

impl HostParts {
    /// Those of the shipped program.
    pub fn shipped(data: PathBuf) -> Result<Self, Problem> {
        let transport = Online::new(concat!("companion/", env!("CARGO_PKG_VERSION")))
            .map_err(|error| Problem::new(Code::Failed, error.to_string()))?;
        Ok(Self {
            data,
            transport: Arc::new(transport),
            vaults: Arc::new(SystemKeychain),
            clock: Arc::new(SystemClock),
            entropy: Arc::new(OsEntropy),
            pace: Pace::Limited,
            zone: TimeZone::system(),
        })
    }
}

/// One data directory, opened.
pub struct Host {
    pub(crate) data: PathBuf,
    pub(crate) store: Arc<SqliteStore>,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) vaults: Arc<dyn VaultFactory>,
    pub(crate) clock: Arc<WorldClock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) pace: Pace,
    pub(crate) zone: TimeZone,
    pub(crate) installation: String,
    /// Who syncs in this process.
    pub(crate) claimed: Arc<std::sync::Mutex<Claimed>>,
    company_runtimes: Mutex<BTreeMap<CompanyId, Arc<CompanyRuntime>>>,
    bells: std::sync::Mutex<BTreeMap<CompanyId, Arc<Notify>>>,
    /// A person said *Keep until I quit*.
    keeps_until_quit: AtomicBool,
    /// The secrets of real and of practice companies that are kept so.
    memory: (Arc<MemoryVault>, Arc<MemoryVault>),
    /// Whether somebody looks (rule F2).
    attention: Attention,
    /// The address of the last sign-in, for links that are opened once more.
    pub(crate) late_callback_page: Mutex<Option<LateCallbackPage>>,
}

impl Host {
    /// Opens the data directory and makes it where it is missing. In practice mode the time is read from the practice
    /// services.
    pub async fn open(parts: HostParts) -> Result<Self, Problem> {
        let host = Self::open_alone(parts).await?;
        host.clock.refresh(&host.transport).await;
        Ok(host)
    }

    /// The same without asking anybody, where the practice services are still to be started.
    pub(crate) async fn open_alone(parts: HostParts) -> Result<Self, Problem> {
        let store = SqliteStore::open(paths::database(&parts.data)).await;
        let store = Arc::new(store.map_err(|fault| words::from_store(&fault))?);
        let mut fresh = [0; 16];
        parts.entropy.fill(&mut fresh);
        tracing::info!(version = env!("CARGO_PKG_VERSION"), system = std::env::consts::OS, "data_opened");
        let installation = store.installation(fresh).await.map_err(|fault| words::from_store(&fault))?;
        let host = Self {
            data: parts.data,
            store,
            transport: parts.transport,
            vaults: parts.vaults,
            clock: Arc::new(WorldClock::new(parts.clock)),
            entropy: parts.entropy,
            pace: parts.pace,
            zone: parts.zone,
            installation,
            claimed: Arc::default(),
            company_runtimes: Mutex::default(),
            bells: std::sync::Mutex::default(),
            keeps_until_quit: AtomicBool::new(false),
            memory: (Arc::new(MemoryVault::new()), Arc::new(MemoryVault::new())),
            attention: Attention::of_terminal(),
            late_callback_page: Mutex::default(),
        };
        let practice = host.companies().await?.into_iter().find(|settings| settings.practice);
        let api = practice.and_then(|settings| settings.alternative).map(|access| access.api);
        if let Some(time) = api.and_then(|api| Url::parse(&api).ok()).and_then(|api| practice_address(&api)) {
            host.clock.follow(time);
        }
        Ok(host)
    }

    /// Whether a data directory was ever used.
    pub fn is_used(data: &Path) -> bool {
        paths::database(data).exists()
    }

    /// Where everything but secrets is kept.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Now; the practice services' time in practice mode.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The database, for tests that look behind the commands.
    pub fn store(&self) -> &Arc<SqliteStore> {
        &self.store
    }

    /// All companies of this installation.
    pub async fn companies(&self) -> Result<Vec<Settings>, Problem> {
        self.store.companies().await.map_err(|fault| words::from_store(&fault))
    }

    /// The company that is meant: the named one, else the only one, else [`MAIN_COMPANY`] where there is none.
    pub async fn choose(&self, wanted: Option<&str>) -> Result<CompanyId, Problem> {
        let known = self.companies().await?;
        match (wanted, known.as_slice()) {
            (Some(name), _) => check_name(name),
            (None, []) => Ok(CompanyId::from(MAIN_COMPANY)),
            (None, [only]) => Ok(only.company.clone()),
            (None, several) => {
                let names: Vec<_> = several.iter().map(|one| one.company.as_str()).collect();
                Err(Problem::new(Code::Usage, "There are several companies in this installation.")
                    .hint(format!("Choose one with --company: {}", names.join(", "))))
            }
        }
    }

    /// The settings of a company that exists.
    pub(crate) async fn settings(&self, company: &CompanyId) -> Result<Settings, Problem> {
        let settings = self.store.settings(company).await.map_err(|fault| words::from_store(&fault))?;
        if let Some(settings) = settings {
            return Ok(settings);
        }
        let known = self.companies().await?;
        if known.is_empty() {
            return Err(Problem::new(Code::NotConnected, "Nothing is connected yet.")
                .hint("Start with Alternative's API key.")
                .step(Step::ConnectAlternative));
        }
        let names: Vec<_> = known.iter().map(|settings| settings.company.as_str()).collect();
        Err(Problem::new(Code::Usage, format!("There is no company {company} in this installation."))
            .hint(format!("Available: {}", names.join(", "))))
    }

    /// The settings of a company that is connected on both sides.
    pub(crate) async fn connected(&self, company: &CompanyId) -> Result<Settings, Problem> {
        let settings = self.settings(company).await?;
        if settings.is_connected() {
            return Ok(settings);
        }
        let (name, missing) = if settings.alternative.is_none() {
            ("Alternative", Step::ConnectAlternative)
        } else {
            ("QuickBooks", Step::ConnectQuickbooks)
        };
        Err(Problem::new(
            Code::NotConnected,
            format!("{name} is not connected yet, so nothing can be synced."),
        )
        .hint("Connect it first.")
        .step(missing))
    }

    /// Whether a person paused it.
    pub(crate) async fn is_paused(&self, company: &CompanyId) -> Result<bool, Problem> {
        let settings = self.store.settings(company).await.map_err(|fault| words::from_store(&fault))?;
        Ok(settings.and_then(|it| it.paused_until).is_some_and(|until| until > self.now()))
    }

    /// The keychain of real or practice companies.
    pub(crate) fn vault(&self, practice: bool) -> Arc<dyn Vault> {
        let keychain = self.vaults.vault(practice, &self.installation);
        if !self.is_keeping_until_quit() {
            return keychain;
        }
        let memory = Arc::clone(if practice { &self.memory.1 } else { &self.memory.0 });
        Arc::new(MemoryFirst { memory, keychain })
    }

    /// Whether a person said *Keep until I quit*.
    pub(crate) fn is_keeping_until_quit(&self) -> bool {
        self.keeps_until_quit.load(Ordering::SeqCst)
    }

    /// Secrets that are kept from now on live in memory until the process ends (*Keep until I quit*).
    pub(crate) fn keep_until_quit(&self) {
        self.keeps_until_quit.store(true, Ordering::SeqCst);
    }

    /// What people do without a service being asked.
    pub(crate) fn user_actions<'a>(&'a self, company: &'a CompanyId) -> UserActions<'a> {
        UserActions { store: self.store.as_ref(), company }
    }

    /// Engine and clients of a connected company, made once.
    pub(crate) async fn company_runtime(&self, company: &CompanyId) -> Result<Arc<CompanyRuntime>, Problem> {
        let mut company_runtimes = self.company_runtimes.lock().await;
        if let Some(company_runtime) = company_runtimes.get(company) {
            return Ok(Arc::clone(company_runtime));
        }
        let company_runtime = Arc::new(CompanyRuntime::make(self, self.connected(company).await?).await?);
        company_runtimes.insert(company.clone(), Arc::clone(&company_runtime));
        Ok(company_runtime)
    }

    /// What wakes the run loop of a company.
    pub(crate) fn bell(&self, company: &CompanyId) -> Arc<Notify> {
        let mut bells = self.bells.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(bells.entry(company.clone()).or_default())
    }

    /// A window is seen from now on, or none is any more. What has not been looked at for a while is looked at now.
    pub(crate) fn set_seen(&self, seen: bool) {
        if self.attention.set_seen(seen, self.clock.base_now()) {
            self.ring_all();
        }
    }

    /// The window was used.
    pub(crate) fn used(&self) {
        if self.attention.used(self.clock.base_now()) {
            self.ring_all();
        }
    }

    /// How long somebody looks from now on, if nothing happens; nothing where nobody does.
    pub(crate) fn is_watched_for(&self) -> Option<SignedDuration> {
        self.attention.lasts(self.clock.base_now())
    }

    /// Wakes every run loop of this host.
    fn ring_all(&self) {
        for bell in self.bells.lock().unwrap_or_else(PoisonError::into_inner).values() {
            bell.notify_one();
        }
    }

    /// Both sides are looked at now, whatever pause they are in; the run loop does it, if there is one.
    pub(crate) async fn try_now(&self, company: &CompanyId) {
        if let Some(company_runtime) = self.company_runtimes.lock().await.get(company) {
            company_runtime.engine.try_now();
        }
        self.bell(company).notify_one();
    }

    /// Forgets engine and clients: the company was connected anew or disconnected.
    pub(crate) async fn drop_company_runtime(&self, company: &CompanyId) {
        let mut company_runtimes = self.company_runtimes.lock().await;
        if let Some(company_runtime) = company_runtimes.remove(company) {
            // Whoever comes next reads the keychain: by then the newest token is there.
            company_runtime.tokens.settled().await;
        }
    }

    /// Before the process ends: a refresh of a sign-in that is under way keeps its new token first, and none begins.
    pub(crate) async fn close_sign_ins(&self) {
        for company_runtime in self.company_runtimes.lock().await.values() {
            company_runtime.tokens.close().await;
        }
    }

    /// Whether that address belongs to practice services.
    pub(crate) async fn is_practice(&self, api: &Url) -> bool {
        is_practice(&self.transport, api.as_str()).await
    }

    /// Practice and real books never share a data directory.
    pub(crate) async fn check_practice(&self, practice: bool) -> Result<(), Problem> {
        if !self.companies().await?.iter().any(|settings| settings.practice != practice) {
            return Ok(());
        }
        let (there, wanted) = if practice { ("real", "practice") } else { ("practice", "real") };
        Err(Problem::new(
            Code::PracticeMix,
            format!(
                "This data directory holds {there} books. Practice and real books never share a directory."
            ),
        )
        .hint(format!("Choose another directory for the {wanted} company with --data DIR.")))
    }
}

/// Names appear in keychain entries and on command lines.
fn check_name(name: &str) -> Result<CompanyId, Problem> {
    let fits = !name.is_empty()
        && name.len() <= 40
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.'));
    if fits {
        Ok(CompanyId::from(name))
    } else {
        Err(Problem::new(Code::Usage, format!("`{name}` is not a valid company name."))
            .hint("Use up to 40 letters, digits, dots, dashes, and underscores."))
    }
}
