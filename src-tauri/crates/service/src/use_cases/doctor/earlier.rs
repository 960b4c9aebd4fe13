//! Secrets that an earlier installation left in the keychain.

use std::collections::BTreeMap;

use contract::Problem;
use contract::doctor::{Check, Remedy};
use engine::ports::SecretName;
use ledger::CompanyId;
use vault::LeftBehind;

use super::check as finding;
use crate::host::Host;
use crate::words;

/// What is there for no company of this directory; `None` where there is nothing, or the keychain does not say.
pub(super) async fn check(host: &Host) -> Option<Check> {
    let (practice, companies) = known(host).await.ok()?;
    let left = host.vaults.left_behind(practice, &host.installation, &companies).await.ok()?;
    if left.is_empty() {
        return None;
    }
    let hint = "They are from an earlier installation, or in use by the app in another data directory on this computer. If there is no other one, remove them with `companion-cli doctor --forget-earlier`, or in the app with Settings › Check everything.";
    let found = format!("The keychain holds sign-ins that no company here uses: {}.", listed(&left));
    Some(Check { remedy: Some(Remedy::ForgetEarlier), ..finding("earlier", true, found, Some(hint)) })
}

/// Removes them; what was removed.
///
/// # Errors
///
/// The database cannot be read, or the keychain does not do it.
pub async fn forget_earlier(host: &Host) -> Result<Check, Problem> {
    let (practice, companies) = known(host).await?;
    let removed = host.vaults.forget_left_behind(practice, &host.installation, &companies).await;
    let removed = removed.map_err(|fault| words::from_vault(&fault))?;
    tracing::info!(count = removed.len(), "earlier_secrets_removed");
    let text = if removed.is_empty() {
        "The keychain holds nothing of an earlier installation.".to_owned()
    } else {
        format!("Removed from the keychain: {}.", listed(&removed))
    };
    Ok(finding("earlier", true, text, None))
}

async fn known(host: &Host) -> Result<(bool, Vec<CompanyId>), Problem> {
    let companies = host.companies().await?;
    let practice = companies.iter().any(|settings| settings.practice);
    Ok((practice, companies.into_iter().map(|settings| settings.company).collect()))
}

/// `main (QuickBooks sign-in, Alternative API key)`
fn listed(left: &[LeftBehind]) -> String {
    let mut by_company: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for one in left {
        let names = by_company.entry((&one.installation, &one.company)).or_default();
        names.push(match one.name {
            SecretName::RefreshToken => "QuickBooks sign-in",
            SecretName::AlternativeSecret => "Alternative API key",
            SecretName::QuickbooksClientSecret => "QuickBooks development keys",
        });
    }
    let companies =
        by_company.into_iter().map(|((_, company), names)| format!("{company} ({})", names.join(", ")));
    companies.collect::<Vec<_>>().join("; ")
}
