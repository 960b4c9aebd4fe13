//! Is everything in order? And a support bundle that tells nothing about anybody's books.

mod bundle;
mod log_lines;

use std::path::Path;
use std::time::Duration;

use contract::Problem;
use contract::doctor::{Check, Report};
use engine::ports::{Store, VaultFault};
use engine::settings::Settings;
use transport::{HttpRequest, Url};

use crate::host::Host;
use crate::words;

/// A service that is there answers something soon.
const REACH_TIME: Duration = Duration::from_secs(15);

/// Looks at the keychain, the database with every journal, and the way to both services; writes a bundle where one is
/// wanted.
pub async fn doctor(host: &Host, bundle: Option<&Path>) -> Result<Report, Problem> {
    let companies = host.companies().await?;
    let practice = companies.iter().any(|settings| settings.practice);
    let mut checks = vec![keychain(host, practice).await, database(host)];
    for settings in &companies {
        checks.push(journal(host, settings).await?);
        checks.extend(services(host, settings).await);
    }
    let mut report = Report {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        data: host.data.display().to_string(),
        ok: checks.iter().all(|check| check.ok),
        checks,
        bundle: None,
    };
    if let Some(file) = bundle {
        bundle::write(host, &companies, &report, file).await?;
        report.bundle = Some(file.display().to_string());
    }
    Ok(report)
}

fn check(name: &str, ok: bool, text: impl Into<String>, hint: Option<&str>) -> Check {
    Check { name: name.to_owned(), ok, text: text.into(), hint: hint.map(str::to_owned) }
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

fn database(host: &Host) -> Check {
    let path = crate::paths::database(&host.data);
    let size = std::fs::metadata(&path).map_or(0, |file| file.len());
    let text = format!("The database opens ({} KiB).", size.div_ceil(1024));
    check("database", true, text, None)
}

async fn journal(host: &Host, settings: &Settings) -> Result<Check, Problem> {
    let company = &settings.company;
    let verified = host.store.verify_journal(company).await.map_err(|fault| words::from_store(&fault))?;
    Ok(match verified {
        None => check("journal", true, format!("The journal of {company} is complete."), None),
        Some(seq) => check(
            "journal",
            false,
            format!("The journal of {company} was changed or cut at entry {seq}."),
            Some("Keep a copy of the data directory and send a support bundle."),
        ),
    })
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
        Err(error) => check(
            name,
            false,
            format!("{called} cannot be reached: {error}"),
            Some("Check the network, proxy, and firewall."),
        ),
    }
}
