//! What a companion keeps once both sides are connected.

use engine::settings::{AlternativeAccess, QuickbooksAccess, Settings};
use ledger::CompanyId;
use ledger::alternative::Integration;
use ledger::books::Company;
use serde_json::Value;

use crate::world::{partner_of, text};

/// The settings of a pair that signed in and was bound.
pub(crate) fn connected(
    company: &CompanyId,
    ready: &Value,
    place: usize,
    known: Company,
    integration: Integration,
) -> Settings {
    let alternative = AlternativeAccess {
        api: text(&ready["alternative"]["api"]),
        client_id: text(&partner_of(ready, place)["client_id"]),
        integration: true,
        payout_bank: integration.payout_bank,
        time_zone: integration.time_zone,
        home_currency: integration.home_currency,
    };
    let quickbooks = QuickbooksAccess {
        api: text(&ready["quickbooks"]["api"]),
        discovery: text(&ready["quickbooks"]["discovery"]),
        client_id: text(&ready["quickbooks"]["client_id"]),
        company: known,
        email: None,
        phone_verified: None,
    };
    Settings {
        practice: true,
        bound: true,
        alternative: Some(alternative),
        quickbooks: Some(quickbooks),
        ..Settings::new(company.clone(), true)
    }
}
