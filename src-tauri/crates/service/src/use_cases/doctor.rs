//! Is everything in order? And a support bundle that tells nothing about anybody's books.

mod bundle;
mod earlier;
mod log_lines;
mod rebuild;

use std::path::Path;
use std::time::Duration;

use contract::doctor::{Check, Remedy, Report};
use contract::{Code, Problem};
use engine::ports::{Store as _, VaultFault};
use engine::settings::Settings;
use transport::{HttpRequest, TransportError, Url};

use crate::host::{Host, HostParts};

use crate::words;

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
    reported(vec![troubled("database", &closed)], &source, bundle).await
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

/// A finding that any other command would end with.
fn troubled(name: &str, problem: &Problem) -> Check {
    let remedy = (problem.code == Code::Damaged).then_some(Remedy::Rebuild);
    Check { remedy, ..check(name, false, problem.message.clone(), problem.hint.as_deref()) }
}

fn check(name: &str, ok: bool, text: impl Into<String>, hint: Option<&str>) -> Check {
    Check { name: name.to_owned(), ok, text: text.into(), hint: hint.map(str::to_owned), remedy: None }
}

async fn keychain(host: &Host, practice: bool) -> Check {
    match host.vaults.probe(practice, &host.installation).await {
        Ok(()) => check("keychain", true, "The system keychain keeps secrets.", None),
        Err(fault) => {
            let hint = match &fault {
                VaultFault::Locked => "Unlock it.".to_owned(),
                VaultFault::Missing(why) => format!("The system reports: {why}"),
            };
            check("keychain", false, words::from_vault(&fault).message, Some(&hint))
        }
    }
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
            let text = format!("The database is sound ({} KiB).", size.div_ceil(1024));
            check("database", true, text, None)
        },
        |problem| troubled("database", &problem),
    );
    (companies.unwrap_or_default(), found)
}

async fn journal(host: &Host, settings: &Settings) -> Check {
    let company = &settings.company;
    match host.store.verify_journal(company).await {
        Ok(None) => check("journal", true, format!("The journal of {company} is complete."), None),
        Ok(Some(seq)) => check(
            "journal",
            false,
            format!("The journal of {company} was changed or cut at entry {seq}."),
            Some("Keep a copy of the data directory and send a support bundle."),
        ),
        Err(fault) => check(
            "journal",
            false,
            format!("The journal of {company} cannot be read."),
            words::from_store(&fault).hint.as_deref(),
        ),
    }
}

async fn services(host: &Host, settings: &Settings) -> Vec<Check> {
    let mut checks = Vec::new();
    if let Some(access) = &settings.quickbooks {
        checks.push(reach(host, "quickbooks", "QuickBooks", &access.discovery).await);
    }
    if let Some(access) = &settings.alternative {
        checks.push(reach(host, "alternative", "Alternative", &access.api).await);
    }
    checks
}

/// Any answer means that the way there is open.
async fn reach(host: &Host, name: &str, called: &str, address: &str) -> Check {
    let Ok(url) = Url::parse(address) else {
        return check(name, false, format!("The address of {called} is invalid."), Some("Connect it again."));
    };
    match host.transport.send(HttpRequest::get(url).timeout(REACH_TIME)).await {
        Ok(_) => check(name, true, format!("{called} responds."), None),
        Err(TransportError::Untrusted(why)) => check(
            name,
            false,
            format!("The certificate of {called} is not trusted on this computer: {why}"),
            Some(&words::summary::trust_hint(called)),
        ),
        Err(error) => check(
            name,
            false,
            format!("{called} cannot be reached: {error}"),
            Some("Check the network, proxy, and firewall."),
        ),
    }
}
