//! State of the QuickBooks link on Alternative's side.

use ledger::RealmId;
use ledger::alternative::{Integration, PayoutBank};
use serde::Deserialize;
use serde_json::Value;

use super::lenient::text;
use super::{FieldError, needed};

#[derive(Deserialize)]
struct StateObject {
    #[serde(default, deserialize_with = "text")]
    status: Option<String>,
    #[serde(default, deserialize_with = "text")]
    realm_id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    company_name: Option<String>,
    #[serde(default)]
    capabilities: Option<Vec<Value>>,
    #[serde(default)]
    payout_bank: Option<BankObject>,
    #[serde(default)]
    other_link: Option<bool>,
    #[serde(default, deserialize_with = "text")]
    time_zone: Option<String>,
    #[serde(default, deserialize_with = "text")]
    home_currency: Option<String>,
}

#[derive(Deserialize)]
struct BankObject {
    #[serde(default, deserialize_with = "text")]
    name: Option<String>,
    #[serde(default, deserialize_with = "text")]
    last4: Option<String>,
}

/// Reads the state. `status` must be there: an empty object from something in between is no "disconnected".
pub fn integration(body: &[u8]) -> Result<Integration, FieldError> {
    let object: StateObject = serde_json::from_slice(body)?;
    let connected = !needed(object.status, "status")?.eq_ignore_ascii_case("disconnected");
    let words = object.capabilities.unwrap_or_default().into_iter().filter_map(|word| match word {
        Value::String(word) => Some(word),
        _ => None,
    });
    Ok(Integration {
        realm: object.realm_id.filter(|_| connected).map(RealmId::new),
        company_name: object.company_name.filter(|_| connected),
        capabilities: words.collect(),
        payout_bank: object.payout_bank.map(|bank| PayoutBank {
            name: bank.name.unwrap_or_default(),
            last4: bank.last4.unwrap_or_default(),
        }),
        other_link: object.other_link.unwrap_or(false),
        time_zone: object.time_zone,
        home_currency: object.home_currency.and_then(|code| code.parse().ok()),
    })
}

#[cfg(test)]
mod tests {
    use ledger::Currency;

    use super::*;

    fn read(json: &str) -> Result<Integration, FieldError> {
        integration(json.as_bytes())
    }

    #[test]
    fn n2_a_connected_company_is_named() {
        let state = read(
            r#"{"status":"connected","realm_id":"4620816365","company_name":"Northwind MSP",
                "capabilities":["invoices.upsert","payments.feed","time.travel",7],
                "payout_bank":{"name":"Harbor Checking","last4":"0042"},
                "connected_by":{"installation_id":"x","name":"Front desk","at":"2026-05-01T00:00:00Z"},
                "other_link":false,"time_zone":"America/Chicago","home_currency":"CAD"}"#,
        )
        .unwrap();
        assert_eq!(state.realm, Some(RealmId::from("4620816365")));
        assert_eq!(state.capabilities, ["invoices.upsert", "payments.feed", "time.travel"]);
        assert_eq!(state.payout_bank.unwrap().last4, "0042");
        assert_eq!(
            (state.time_zone.as_deref(), state.home_currency),
            (Some("America/Chicago"), Some(Currency::CAD))
        );
    }

    #[test]
    fn n8_the_built_in_link_is_seen_while_disconnected() {
        let state =
            read(r#"{"status":"disconnected","realm_id":"1","other_link":true,"home_currency":"dollars"}"#)
                .unwrap();
        assert_eq!((state.realm, state.other_link, state.home_currency), (None, true, None));
        assert!(state.capabilities.is_empty() && state.payout_bank.is_none());
    }

    #[test]
    fn something_else_is_not_a_state() {
        for body in ["{}", "[]", "null", "{\"status\":null}", "<!doctype html>"] {
            assert!(read(body).is_err(), "{body}");
        }
    }
}
