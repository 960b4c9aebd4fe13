//! At the beginning of a run: is the way free that was not, and is there still no second link (rule N8)?
//!
//! A sign-in that has ended and a refused key are mended in this program and never tried before; what is mended
//! elsewhere (a subscription, another link) is looked at again here.

use contract::Problem;
use engine::fault::Side;
use engine::happened::Happened;
use engine::journal::{EntryDraft, EntryKind};
use engine::ports::Processor;
use engine::settings::{Closed, Patch, Settings};
use ledger::CompanyId;
use ledger::alternative::Integration;

use crate::company_runtime::CompanyRuntime;
use crate::host::Host;
use crate::words;

/// Opens what may be open again, and closes writing where Alternative has another link.
pub(crate) async fn check_again(
    host: &Host,
    company: &CompanyId,
    company_runtime: &CompanyRuntime,
) -> Result<(), Problem> {
    let settings = host.settings(company).await?;
    let mut patches = Vec::new();
    if settings.quickbooks_closed == Some(Closed::SubscriptionLapsed) {
        patches.push(Patch::Closed(Side::Quickbooks, None));
    }
    let mut alternative = settings.alternative_closed;
    if alternative != Some(Closed::KeyRefused)
        && let Ok(state) = company_runtime.processor.integration().await
    {
        alternative = verdict(&settings, &state);
        if alternative != settings.alternative_closed {
            patches.push(Patch::Closed(Side::Alternative, alternative));
        }
    }
    if patches.is_empty() {
        return Ok(());
    }
    let happened = alternative.map_or(Happened::Reopened, Happened::Closed);
    let entry = EntryDraft::new(host.now(), EntryKind::Connection, happened);
    host.user_actions(company).patch(patches, entry).await.map_err(|fault| words::from_store(&fault))
}

/// What the state of the link means for writing.
fn verdict(settings: &Settings, state: &Integration) -> Option<Closed> {
    match &state.realm {
        _ if state.other_link => Some(Closed::OtherLinkActive),
        None => Some(Closed::Disconnected),
        Some(realm) if settings.realm() != Some(realm) => Some(Closed::AlreadyConnected),
        Some(_) => None,
    }
}
