//! Ending a connection, here or everywhere (rule N6).

use contract::setup::{Disconnected, LeftConnected};
use contract::{Code, Problem};
use engine::connect::ConnectState;
use engine::fault::{Fault, FaultKind};
use engine::happened::Happened;
use engine::journal::{EntryDraft, EntryKind};
use engine::ports::{Change, Processor, SecretName, Store};
use engine::settings::Settings;
use ledger::CompanyId;

use crate::company_runtime::{processor, tokens};
use crate::host::Host;
use crate::words;

/// Forgets the sign-in and the key on this computer. *Everywhere* also disconnects at Alternative and revokes the
/// sign-in, so that other computers stop too; *forget* deletes the local history as well.
pub async fn disconnect(
    host: &Host,
    company: &CompanyId,
    everywhere: bool,
    forget: bool,
) -> Result<Disconnected, Problem> {
    let settings = host.settings(company).await?;
    let mut left = Vec::new();
    if everywhere {
        left.extend(end_at_alternative(host, &settings).await?);
        left.extend(end_at_quickbooks(host, &settings).await?);
    }
    let vault = host.vault(settings.practice);
    for name in SecretName::ALL {
        vault.remove(company, name).await.map_err(|fault| words::from_vault(&fault))?;
    }
    host.drop_company_runtime(company).await;
    let changes = if forget { vec![Change::ForgetCompany] } else { ended(host, settings, everywhere) };
    host.store.write(company, changes.into()).await.map_err(|fault| words::from_store(&fault))?;
    tracing::info!(%company, everywhere, forget, "disconnected");
    let notes = left.iter().map(|left| words::setup::left_connected(*left).to_owned()).collect();
    Ok(Disconnected { company: company.to_string(), everywhere, forgotten: forget, left, notes })
}

/// The history stays, and with it whose books they are.
fn ended(host: &Host, mut settings: Settings, everywhere: bool) -> Vec<Change> {
    settings.bound = false;
    settings.alternative = None;
    settings.quickbooks_closed = None;
    settings.alternative_closed = None;
    let entry = EntryDraft::new(host.now(), EntryKind::UserAction, Happened::Disconnected { everywhere });
    vec![
        Change::Settings(Box::new(settings)),
        Change::forget::<ConnectState>(),
        Change::Journal(Box::new(entry)),
    ]
}

async fn end_at_alternative(host: &Host, settings: &Settings) -> Result<Option<LeftConnected>, Problem> {
    let Some(access) = settings.alternative.as_ref().filter(|access| access.integration) else {
        return Ok(None);
    };
    let client = processor(host, &settings.company, settings.practice, access)?;
    match client.disconnect().await {
        Ok(_) => Ok(None),
        Err(fault) if fault.kind == FaultKind::KeyRefused => Ok(Some(LeftConnected::KeyRefused)),
        Err(fault) if fault.kind == FaultKind::NotConnected => Ok(None),
        Err(fault) => Err(not_ended(&fault)),
    }
}

async fn end_at_quickbooks(host: &Host, settings: &Settings) -> Result<Option<LeftConnected>, Problem> {
    let Some(access) = &settings.quickbooks else { return Ok(None) };
    let tokens = match tokens(host, settings, access).await {
        Ok(tokens) => tokens,
        Err(problem) if problem.code == Code::SignInNeeded => return Ok(None),
        Err(problem) => return Err(problem),
    };
    match tokens.revoke().await {
        Ok(()) => Ok(None),
        Err(fault)
            if matches!(
                fault.kind,
                FaultKind::SignInEnded | FaultKind::SignInMissing | FaultKind::Refused
            ) =>
        {
            Ok(Some(LeftConnected::SignInEnded))
        }
        Err(fault) => Err(not_ended(&fault)),
    }
}

fn not_ended(fault: &Fault) -> Problem {
    let problem = words::from_fault(fault);
    Problem {
        message: format!("Some connections could not be ended: {}", problem.message),
        hint: Some("Run the same command again. What has already ended stays ended.".to_owned()),
        ..problem
    }
}
