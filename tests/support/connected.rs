//! What a companion keeps once both sides are connected.

use engine::ports::{Books, Installation, Processor, Store};
use engine::settings::{AlternativeAccess, QuickbooksAccess, Settings};
use ledger::{CompanyId, RealmId};
use serde_json::Value;

use crate::world::{partner_of, text};

/// Binds the company at Alternative; the settings of a pair that signed in and was bound.
pub(crate) async fn connect(
    store: &dyn Store,
    books: &dyn Books,
    processor: &dyn Processor,
    company: &CompanyId,
    ready: &Value,
    place: usize,
) -> Settings {
    let known = books.company().await.unwrap();
    let installation =
        Installation { id: store.installation([7; 16]).await.unwrap(), name: "Office computer".to_owned() };
    let realm = RealmId::new(text(&ready["quickbooks"]["companies"][place]["realm_id"]));
    let integration = processor.connect(&realm, &known.name, &installation).await.unwrap();
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
