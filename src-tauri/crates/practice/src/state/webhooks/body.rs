//! The two bodies of QuickBooks' webhooks, and their signature (section 7 of the QuickBooks reference).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sha2::Sha256;

use crate::state::books::happened::Verb;
use crate::switches::{Switch, Switches};

/// Who sends, as `CloudEvents` spells it: `intuit.` and a word in base64.
const SOURCE: &str = "intuit.cHJhY3RpY2U=";

/// The entities that webhooks tell of.
const ENTITIES: &[&str] = &[
    "Account",
    "Bill",
    "BillPayment",
    "Budget",
    "Class",
    "CreditMemo",
    "Currency",
    "Customer",
    "Department",
    "Deposit",
    "Employee",
    "Estimate",
    "Invoice",
    "Item",
    "JournalCode",
    "JournalEntry",
    "Payment",
    "PaymentMethod",
    "Preferences",
    "Purchase",
    "PurchaseOrder",
    "RefundReceipt",
    "SalesReceipt",
    "TaxAgency",
    "Term",
    "TimeActivity",
    "Transfer",
    "Vendor",
    "VendorCredit",
];

/// Sales and payment entities, which can be told as voided.
const VOIDED: &[&str] =
    &["BillPayment", "CreditMemo", "Estimate", "Invoice", "Payment", "RefundReceipt", "SalesReceipt"];

/// Entities like invoices, which can be told as sent by e-mail.
const EMAILED: &[&str] =
    &["CreditMemo", "Estimate", "Invoice", "Payment", "PurchaseOrder", "RefundReceipt", "SalesReceipt"];

/// What is told of an entity when this happens to it; nothing for an entity that webhooks do not know.
pub fn told(entity: &str, verb: Verb) -> Option<Verb> {
    let known = |names: &[&str]| names.contains(&entity);
    Some(match verb {
        _ if !known(ENTITIES) => return None,
        Verb::Void if !known(VOIDED) => Verb::Update,
        Verb::Emailed if !known(EMAILED) => Verb::Update,
        // The one record of its kind is there from the start.
        Verb::Create | Verb::Delete | Verb::Merge if entity == "Preferences" => Verb::Update,
        verb => verb,
    })
}

/// One event, waiting to be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    pub realm: String,
    pub entity: String,
    pub id: u64,
    pub verb: Verb,
    pub at: Timestamp,
    /// The record that was merged into this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged: Option<u64>,
    /// `CloudEvents`' own id of the event.
    pub uuid: String,
}

/// Which of the two bodies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    CloudEvents,
    Old,
}

/// The bodies that are sent for one bunch of events.
pub fn formats(switches: &Switches) -> &'static [Format] {
    match switches.get(Switch::WebhookFormat) {
        "old" => &[Format::Old],
        "both" => &[Format::CloudEvents, Format::Old],
        _ => &[Format::CloudEvents],
    }
}

/// The text of a body; nothing when no event is left in it.
pub fn write(format: Format, events: &[Event], switches: &Switches) -> Option<String> {
    let body = match format {
        Format::CloudEvents => {
            let events: Vec<Value> = events.iter().filter_map(|event| cloud_event(event, switches)).collect();
            Value::Array(events)
        }
        Format::Old => json!({ "eventNotifications": notifications(events) }),
    };
    let events = body.as_array().or_else(|| body["eventNotifications"].as_array());
    events.is_some_and(|events| !events.is_empty()).then(|| body.to_string())
}

fn cloud_event(event: &Event, switches: &Switches) -> Option<Value> {
    let own = switches.get(Switch::WebhookWords);
    let word = match event.verb {
        Verb::Create => "created",
        Verb::Update => "updated",
        Verb::Delete => "deleted",
        Verb::Merge => "merged",
        Verb::Void | Verb::Emailed if own == "none" => return None,
        Verb::Void | Verb::Emailed if own == "updated" => "updated",
        Verb::Void if own == "emailed-voided" => "voided",
        Verb::Void => "void",
        Verb::Emailed => "emailed",
    };
    let data = event.merged.map_or_else(|| json!({}), |loser| json!({"deletedid": loser.to_string()}));
    Some(json!({
        "specversion": "1.0",
        "id": event.uuid,
        "source": SOURCE,
        "type": format!("qbo.{}.{word}.v1", event.entity.to_lowercase()),
        "datacontenttype": "application/json",
        "time": format!("{:.9}", event.at),
        "intuitentityid": event.id.to_string(),
        "intuitaccountid": event.realm,
        "data": data,
    }))
}

/// The old body has one part a company, in the order of its first event.
fn notifications(events: &[Event]) -> Vec<Value> {
    let mut companies: Vec<(&str, Vec<Value>)> = Vec::new();
    for event in events {
        let entity = old_entity(event);
        match companies.iter_mut().find(|(realm, _)| *realm == event.realm) {
            Some((_, entities)) => entities.push(entity),
            None => companies.push((&event.realm, vec![entity])),
        }
    }
    companies
        .into_iter()
        .map(|(realm, entities)| json!({"realmId": realm, "dataChangeEvent": {"entities": entities}}))
        .collect()
}

fn old_entity(event: &Event) -> Value {
    let mut entity = Map::new();
    entity.insert("name".into(), json!(event.entity));
    entity.insert("id".into(), json!(event.id.to_string()));
    entity.insert("operation".into(), json!(event.verb));
    entity.insert("lastUpdated".into(), json!(format!("{:.3}", event.at)));
    if let Some(loser) = event.merged {
        entity.insert("deletedID".into(), json!(loser.to_string()));
    }
    Value::Object(entity)
}

/// `intuit-signature`: HMAC-SHA256 of the raw body under the verifier token, in base64.
pub fn signature(body: &[u8], verifier: &str) -> String {
    // A key of any length is taken; without one nothing could be signed, and no receiver would believe it.
    let Ok(mac) = Hmac::<Sha256>::new_from_slice(verifier.as_bytes()) else { return String::new() };
    STANDARD.encode(mac.chain_update(body).finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_that_of_the_references_test_vector() {
        let body = concat!(
            r#"[{"specversion":"1.0","id":"3b1f6a52-5a0e-4f0e-9f0b-8d1c2e7a4b10","source":"intuit.cHJhY3RpY2U=","#,
            r#""type":"qbo.invoice.updated.v1","datacontenttype":"application/json","#,
            r#""time":"2026-11-20T18:04:11.123456789Z","intuitentityid":"145","#,
            r#""intuitaccountid":"9341450000000001","data":{}}]"#
        );
        assert_eq!(body.len(), 277);
        assert_eq!(
            signature(body.as_bytes(), "practice-verifier-token"),
            "nGSHTAbPpSUNJPglgKBa9Ju2ZdyuOriyupz6DFKr9i0="
        );
    }

    #[test]
    fn preferences_are_only_updated_and_a_deposit_is_never_voided() {
        assert_eq!(told("Preferences", Verb::Create), Some(Verb::Update));
        assert_eq!(told("Deposit", Verb::Void), Some(Verb::Update));
        assert_eq!(told("Payment", Verb::Void), Some(Verb::Void));
        assert_eq!(told("Customer", Verb::Emailed), Some(Verb::Update));
        assert_eq!(told("CompanyInfo", Verb::Update), None);
        assert_eq!(told("Attachable", Verb::Create), None);
    }
}
