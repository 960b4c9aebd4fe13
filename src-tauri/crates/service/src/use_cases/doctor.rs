//! Is everything in order? And a support bundle that tells nothing about anybody's books.

mod bundle;
mod earlier;
mod log_lines;
mod rebuild;

use std::path::Path;
use std::time::Duration;

use contract::Problem;
use contract::doctor::{Check, Finding, Report};
use contract::side::Side;
use engine::ports::{Store as _, VaultFault};
use engine::settings::Settings;
use transport::{HttpRequest, TransportError, Url};

use crate::host::{Host, HostParts};

use crate::words;
use crate::words::doctor::check;

pub use earlier::forget_earlier;
pub use rebuild::rebuild;
pub(crate) use rebuild::rebuild_open;

/// A service that is there answers something soon.
const REACH_TIME: Duration = Duration::from_secs(15);

/// Looks at the keychain, the database with every journal, and the way to both services; writes a bundle where one is
/// wanted. A database that is damaged is a finding like any other.
pub async fn doctor(host: &Host, bundle: Option<&Path>) -> Result<Report, Problem> {
    let (companies, database) = database(host).await;
    let practice = companies.iter().any(|settings| settings.practice);
    let mut checks = vec![keychain(host, practice).await];
    // Of what cannot be read nobody can say whose secrets are whose.
    if database.ok {
        checks.extend(earlier::check(host).await);
    }
    checks.push(database);
    for settings in &companies {
        checks.push(journal(host, settings).await);
        checks.extend(services(host, settings).await);
    }
    let source = bundle::Source {
        data: &host.data,
        entropy: host.entropy.as_ref(),
        store: Some((&host.store, &companies)),
    };
    reported(checks, &source, bundle).await
}

/// The same for a data directory that may not open: then its report says why.
pub async fn doctor_at(parts: HostParts, bundle: Option<&Path>) -> Result<Report, Problem> {
    let closed = match Host::open(parts.clone()).await {
        Ok(host) => return doctor(&host, bundle).await,
        Err(problem) => problem,
    };
    let source = bundle::Source { data: &parts.data, entropy: parts.entropy.as_ref(), store: None };
    reported(vec![troubled(closed)], &source, bundle).await
}

async fn reported(
    checks: Vec<Check>,
    source: &bundle::Source<'_>,
    bundle: Option<&Path>,
) -> Result<Report, Problem> {
    let mut report = Report {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        data: source.data.display().to_string(),
        ok: checks.iter().all(|check| check.ok),
        checks,
        bundle: None,
    };
    if let Some(file) = bundle {
        bundle::write(source, &report, file).await?;
        report.bundle = Some(file.display().to_string());
    }
    Ok(report)
}

/// A database that any other command would end with.
fn troubled(problem: Problem) -> Check {
    check(Finding::DatabaseTrouble { problem: Box::new(problem) })
}

async fn keychain(host: &Host, practice: bool) -> Check {
    check(match host.vaults.probe(practice, &host.installation).await {
        Ok(()) => Finding::KeychainWorks,
        Err(fault) => {
            tracing::warn!(error = %fault, "keychain_failed");
            match fault {
                VaultFault::Locked => Finding::KeychainLocked,
                VaultFault::Missing(said) => Finding::KeychainMissing { said },
            }
        }
    })
}

/// The companies that can be read, and whether every page of the file is sound.
async fn database(host: &Host) -> (Vec<Settings>, Check) {
    let companies = host.companies().await;
    let sound = host.store.check().await;
    let fault = sound.err().or_else(|| host.store.unwritable()).map(|fault| words::from_store(&fault));
    let problem = fault.or_else(|| companies.as_ref().err().cloned());
    let found = problem.map_or_else(
        || {
            let path = crate::paths::database(&host.data);
            let size = std::fs::metadata(&path).map_or(0, |file| file.len());
            check(Finding::DatabaseSound { kib: size.div_ceil(1024) })
        },
        troubled,
    );
    (companies.unwrap_or_default(), found)
}

async fn journal(host: &Host, settings: &Settings) -> Check {
    let company = settings.company.to_string();
    check(match host.store.verify_journal(&settings.company).await {
        Ok(None) => Finding::JournalComplete { company },
        Ok(Some(entry)) => Finding::JournalChanged { company, entry },
        Err(fault) => {
            let problem = Box::new(words::from_store(&fault));
            Finding::JournalUnreadable { company, problem }
        }
    })
}

async fn services(host: &Host, settings: &Settings) -> Vec<Check> {
    let mut checks = Vec::new();
    if let Some(access) = &settings.quickbooks {
        checks.push(reach(host, Side::Quickbooks, &access.discovery).await);
    }
    if let Some(access) = &settings.alternative {
        checks.push(reach(host, Side::Alternative, &access.api).await);
    }
    checks
}

/// Any answer means that the way there is open.
async fn reach(host: &Host, side: Side, address: &str) -> Check {
    let Ok(url) = Url::parse(address) else { return check(Finding::AddressInvalid { side }) };
    check(match host.transport.send(HttpRequest::get(url).timeout(REACH_TIME)).await {
        Ok(_) => Finding::Responds { side },
        Err(TransportError::Untrusted(said)) => Finding::Untrusted { side, said },
        Err(error) => Finding::Unreachable { side, said: error.to_string() },
    })
}
