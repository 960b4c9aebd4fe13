//! Alternative's API key: checked at once, then kept (rule N2).

use std::sync::Arc;

use alternative::{Account, Key, check_key};
use contract::setup::AlternativeConnected;
use contract::status::Mode;
use contract::{Code, Problem};
use engine::fault::FaultKind;
use engine::happened::Happened;
use engine::journal::{EntryDraft, EntryKind};
use engine::ports::{Clock, SecretName, Store};
use engine::settings::{AlternativeAccess, Closed, Settings};
use ledger::CompanyId;
use ledger::alternative::Integration;
use secrecy::SecretString;
use serde_json::json;

use crate::clock::{practice_address, practice_time};
use crate::company_runtime::address;
use crate::host::Host;
use crate::words;

/// Where Alternative's API is.
pub const API: &str = "https://public-api.alternativepayments.io";

/// A key to be connected with.
pub struct AlternativeKey {
    /// Which company of this installation.
    pub company: CompanyId,
    /// Base address of the API.
    pub api: String,
    /// Id of the key.
    pub client_id: String,
    /// Its secret.
    pub client_secret: SecretString,
}

/// Checks the key with Alternative, puts its secret into the keychain and remembers the rest. A wrong key changes nothing.
pub async fn connect_alternative(host: &Host, key: AlternativeKey) -> Result<AlternativeConnected, Problem> {
    let api = address(&key.api)?;
    Account::new(&key.api, key.client_id.as_str(), Key::Given(key.client_secret.clone()))
        .map_err(|error| Problem::new(Code::Usage, error.to_string()))?;
    let time = practice_address(&api);
    let practice = match &time {
        Some(time) => practice_time(&host.transport, time).await.is_some(),
        None => false,
    };
    host.check_practice(practice).await?;
    if let Some(time) = time.filter(|_| practice) {
        host.clock.follow(time);
        host.clock.refresh(&host.transport).await;
    }
    let offered = check(host, &key).await?;
    let vault = host.vault(practice);
    vault
        .put(&key.company, SecretName::AlternativeSecret, &key.client_secret)
        .await
        .map_err(|fault| words::from_vault(&fault))?;
    let settings = keep(host, &key, practice, offered.as_ref()).await?;
    tracing::info!(company = %key.company, practice, "alternative_connected");
    host.drop_company_runtime(&key.company).await;
    Ok(answer(host, &settings, key, offered))
}

async fn check(host: &Host, key: &AlternativeKey) -> Result<Option<Integration>, Problem> {
    let clock = Arc::clone(&host.clock) as Arc<dyn Clock>;
    let transport = Arc::clone(&host.transport);
    let checked = check_key(&key.api, &key.client_id, &key.client_secret, transport, clock).await;
    checked.map_err(|fault| {
        let problem = words::from_fault(&fault);
        if fault.kind == FaultKind::KeyRefused {
            let message = "Alternative does not accept this API key. Nothing was changed.".to_owned();
            return Problem {
                message,
                hint: Some(
                    "Copy the client ID and secret again from Partner Dashboard › Team Preferences › API Keys."
                        .to_owned(),
                ),
                ..problem
            };
        }
        problem
    })
}

async fn keep(
    host: &Host,
    key: &AlternativeKey,
    practice: bool,
    offered: Option<&Integration>,
) -> Result<Settings, Problem> {
    let from_store = |fault| words::from_store(&fault);
    let known = host.store.settings(&key.company).await.map_err(from_store)?;
    let mut settings = known.unwrap_or_else(|| Settings::new(key.company.clone(), practice));
    settings.alternative = Some(AlternativeAccess {
        api: key.api.trim().to_owned(),
        client_id: key.client_id.clone(),
        integration: offered.is_some(),
        payout_bank: offered.and_then(|state| state.payout_bank.clone()),
        time_zone: offered.and_then(|state| state.time_zone.clone()),
        home_currency: offered.and_then(|state| state.home_currency),
    });
    if settings.alternative_closed == Some(Closed::KeyRefused) {
        settings.alternative_closed = None;
    }
    let entry = EntryDraft::new(host.now(), EntryKind::Connection, Happened::KeyAccepted)
        .with(json!({ "api": key.api.trim(), "client_id": key.client_id, "integration": offered.is_some() }));
    host.user_actions(&key.company).set(settings.clone(), entry).await.map_err(from_store)?;
    Ok(settings)
}

fn answer(
    host: &Host,
    settings: &Settings,
    key: AlternativeKey,
    offered: Option<Integration>,
) -> AlternativeConnected {
    let mode = if offered.is_some() { Mode::Integration } else { Mode::Documented };
    let mut notes = Vec::new();
    if offered.is_none() {
        notes.push(words::documented_only().message);
    }
    let other_link = offered.as_ref().is_some_and(|state| state.other_link);
    if other_link {
        notes.push(words::closed(Closed::OtherLinkActive).message);
    }
    AlternativeConnected {
        company: key.company.to_string(),
        api: key.api.trim().to_owned(),
        client_id: key.client_id,
        mode,
        practice: settings.practice,
        payout_bank: offered.as_ref().and_then(|state| state.payout_bank.clone()),
        bound_realm: offered.as_ref().and_then(|state| state.realm.as_ref()).map(ToString::to_string),
        bound_company: offered.and_then(|state| state.company_name),
        other_link,
        data: host.data.display().to_string(),
        notes,
    }
}
