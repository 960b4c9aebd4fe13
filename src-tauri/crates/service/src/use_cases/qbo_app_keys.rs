//! The keys of the QuickBooks app, and the places where they are good.

use contract::problem::Step;
use contract::{Code, Problem};
use engine::ports::SecretName;
use engine::settings::Settings;
use ledger::CompanyId;
use secrecy::SecretString;

use crate::company_runtime::address;
use crate::host::Host;
use crate::words;

/// Where QuickBooks' API is, with production keys of a development account.
pub const API: &str = "https://quickbooks.api.intuit.com";
/// Where Intuit tells its addresses.
pub const DISCOVERY: &str = "https://developer.api.intuit.com/.well-known/openid_configuration";

/// Development keys, and where they are good.
pub struct Keys {
    /// Base address of the API.
    pub api: String,
    /// Address of the discovery document.
    pub discovery: String,
    /// Client id.
    pub client_id: String,
    /// Client secret.
    pub client_secret: SecretString,
}

/// The given keys, or those of the sign-in before.
pub(crate) async fn keys(host: &Host, settings: &Settings, given: Option<Keys>) -> Result<Keys, Problem> {
    if let Some(keys) = given {
        return Ok(keys);
    }
    let missing = || {
        Problem::new(Code::Usage, "The QuickBooks keys are not on this computer.")
            .hint("Enter the client ID and secret of your development keys.")
            .step(Step::ConnectQuickbooks)
    };
    let access = settings.quickbooks.as_ref().ok_or_else(missing)?;
    let vault = host.vault(settings.practice);
    let kept = vault.get(&settings.company, SecretName::QuickbooksClientSecret).await;
    Ok(Keys {
        api: access.api.clone(),
        discovery: access.discovery.clone(),
        client_id: access.client_id.clone(),
        client_secret: kept.map_err(|fault| words::from_vault(&fault))?.ok_or_else(missing)?,
    })
}

/// In practice mode nothing may reach real books, and the other way round.
pub(crate) async fn check_place(host: &Host, settings: &Settings, keys: &Keys) -> Result<(), Problem> {
    for place in [&keys.api, &keys.discovery] {
        if host.is_practice(&address(place)?).await != settings.practice {
            let (there, here) = if settings.practice { ("real", "practice") } else { ("practice", "real") };
            return Err(Problem::new(
                Code::PracticeMix,
                format!(
                    "{place} is not {here} QuickBooks, but this is a {here} company. Nothing was changed."
                ),
            )
            .hint(format!("Set up the {there} company in its own data directory (--data DIR).")));
        }
    }
    Ok(())
}

/// The addresses and ids that a company was connected with, for asking for its secrets again.
pub struct Access {
    /// Base address of Alternative's API.
    pub alternative_api: String,
    /// Id of Alternative's key.
    pub alternative_client_id: String,
    /// Base address of QuickBooks' API.
    pub quickbooks_api: String,
    /// Intuit's discovery document.
    pub quickbooks_discovery: String,
    /// Id of QuickBooks' keys.
    pub quickbooks_client_id: String,
}

/// What a company was connected with.
pub async fn access(host: &Host, company: &CompanyId) -> Result<Access, Problem> {
    let settings = host.connected(company).await?;
    let (Some(alternative), Some(quickbooks)) = (settings.alternative, settings.quickbooks) else {
        return Err(words::closed(engine::settings::Closed::SignInEnded));
    };
    Ok(Access {
        alternative_api: alternative.api,
        alternative_client_id: alternative.client_id,
        quickbooks_api: quickbooks.api,
        quickbooks_discovery: quickbooks.discovery,
        quickbooks_client_id: quickbooks.client_id,
    })
}
