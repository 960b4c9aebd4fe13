//! Secrets that an earlier installation left in the keychain.

use std::collections::BTreeMap;

use contract::Problem;
use contract::doctor::{Check, EarlierSecrets, Finding, SecretKind};
use engine::ports::SecretName;
use ledger::CompanyId;
use vault::LeftBehind;

use crate::host::Host;
use crate::words;
use crate::words::doctor::check as finding;

/// What is there for no company of this directory; `None` where there is nothing, or the keychain does not say.
pub(super) async fn check(host: &Host) -> Option<Check> {
    let (practice, companies) = known(host).await.ok()?;
    let left = host.vaults.left_behind(practice, &host.installation, &companies).await.ok()?;
    (!left.is_empty()).then(|| finding(Finding::EarlierLeft { left: by_company(&left) }))
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
    Ok(finding(Finding::EarlierRemoved { removed: by_company(&removed) }))
}

async fn known(host: &Host) -> Result<(bool, Vec<CompanyId>), Problem> {
    let companies = host.companies().await?;
    let practice = companies.iter().any(|settings| settings.practice);
    Ok((practice, companies.into_iter().map(|settings| settings.company).collect()))
}

/// Those of one company together.
fn by_company(left: &[LeftBehind]) -> Vec<EarlierSecrets> {
    let mut by_company: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for one in left {
        by_company.entry((&one.installation, &one.company)).or_default().push(match one.name {
            SecretName::RefreshToken => SecretKind::QuickbooksSignIn,
            SecretName::AlternativeSecret => SecretKind::AlternativeKey,
            SecretName::QuickbooksClientSecret => SecretKind::DevelopmentKeys,
        });
    }
    let companies = by_company.into_iter();
    companies
        .map(|((_, company), secrets)| EarlierSecrets { company: company.to_string(), secrets })
        .collect()
}
