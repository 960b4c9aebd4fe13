//! A new database in place of a damaged one.

use std::path::Path;
use std::sync::Arc;

use contract::doctor::{Check, Finding};
use contract::{Code, Problem};
use data_encoding::HEXLOWER;
use engine::ports::{Change, Clock as _, Store as _, StoreFault};
use engine::settings::Settings;
use jiff::Timestamp;
use store::SqliteStore;
use transport::Url;

use crate::clock::{WorldClock, practice_address};
use crate::host::{Host, HostParts};
use crate::words::doctor::check;
use crate::{paths, words};

/// What a damaged database still told.
#[derive(Default)]
struct Salvaged {
    /// Under this name the keychain holds the secrets.
    installation: Option<[u8; 16]>,
    companies: Vec<Settings>,
}

impl Salvaged {
    /// Now, by the clock of the companies: practice services have one of their own.
    async fn now(&self, parts: &HostParts) -> Timestamp {
        let clock = WorldClock::new(Arc::clone(&parts.clock));
        let practice = self.companies.iter().find(|settings| settings.practice);
        let api = practice.and_then(|settings| settings.alternative.as_ref()).map(|access| &access.api);
        if let Some(time) = api.and_then(|api| practice_address(&Url::parse(api).ok()?)) {
            clock.follow(time);
            clock.refresh(&parts.transport).await;
        }
        clock.now()
    }
}

/// Sets the database aside and makes a new one, with the connections that can still be read. The next sync reads both
/// sides as after a new installation, so nothing that is recorded already is recorded again.
pub async fn rebuild(parts: &HostParts) -> Result<Check, Problem> {
    let path = paths::database(&parts.data);
    if !path.exists() {
        return Err(Problem::new(Code::Usage, "There is no database in this data directory.")
            .hint("Choose another one with --data DIR."));
    }
    rebuilt(parts).await.map_err(|fault| words::from_store(&fault))
}

async fn rebuilt(parts: &HostParts) -> Result<Check, StoreFault> {
    let path = paths::database(&parts.data);
    let salvaged = salvaged(parts).await?;
    let kept = store::set_aside(&path)?;
    let store = SqliteStore::open(&path).await?;
    let mut fresh = [0; 16];
    parts.entropy.fill(&mut fresh);
    store.installation(salvaged.installation.unwrap_or(fresh)).await?;
    let now = salvaged.now(parts).await;
    let connected = fill(&store, salvaged.companies, now).await?;
    store.close().await?;
    Ok(told(connected, &kept))
}

/// The same in the running companion, whose loops were stopped: its connections move to the new database.
pub(crate) async fn rebuild_open(host: &Host) -> Result<Check, Problem> {
    let companies = host.store.companies().await.unwrap_or_default();
    for settings in &companies {
        host.drop_company_runtime(&settings.company).await;
    }
    let rebuilt = async {
        let kept = host.store.renew().await?;
        let id = HEXLOWER.decode(host.installation.as_bytes()).ok().and_then(|id| id.try_into().ok());
        let mut fresh = [0; 16];
        host.entropy.fill(&mut fresh);
        host.store.installation(id.unwrap_or(fresh)).await?;
        let connected = fill(&host.store, companies, host.now()).await?;
        Ok(told(connected, &kept))
    };
    rebuilt.await.map_err(|fault: StoreFault| words::from_store(&fault))
}

/// Whether a company is connected.
async fn fill(store: &SqliteStore, companies: Vec<Settings>, now: Timestamp) -> Result<bool, StoreFault> {
    let connected = companies.iter().any(Settings::is_connected);
    for settings in companies {
        let company = settings.company.clone();
        store.write(&company, vec![Change::Settings(Box::new(anew(settings, now)))].into()).await?;
    }
    Ok(connected)
}

fn told(connected: bool, kept: &Path) -> Check {
    tracing::info!(connected, "database_rebuilt");
    check(Finding::Rebuilt { kept: kept.display().to_string(), connected })
}

/// Only damage is passed over: a database that is in use, or written by a newer version, stays.
async fn salvaged(parts: &HostParts) -> Result<Salvaged, StoreFault> {
    let store = match SqliteStore::open(paths::database(&parts.data)).await {
        Ok(store) => store,
        Err(StoreFault::Damaged(_)) => return Ok(Salvaged::default()),
        Err(fault) => return Err(fault),
    };
    // Given back before the file is set aside, which claims it again.
    drop(store.claim()?);
    let mut fresh = [0; 16];
    parts.entropy.fill(&mut fresh);
    let installation = store.installation(fresh).await.ok();
    let installation = installation.and_then(|id| HEXLOWER.decode(id.as_bytes()).ok()?.try_into().ok());
    let companies = store.companies().await.unwrap_or_default();
    // What the log still holds need not fit into a damaged file; the log is kept with it.
    let _closed = store.close().await;
    Ok(Salvaged { installation, companies })
}

/// What a person decided about single records is gone, so money that moved before now waits for a tick mark, as after a
/// new installation (rule P17), and gets no deposit unasked (rule D2).
fn anew(mut settings: Settings, now: Timestamp) -> Settings {
    settings.started_at = None;
    if settings.preferences.create_deposits {
        settings.preferences.deposits_since = Some(now);
    }
    settings
}
