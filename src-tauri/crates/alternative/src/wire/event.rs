//! The event feed.

use engine::ports::{Event, EventPage};
use engine::record::{RecordKind, RecordRef};
use jiff::Timestamp;
use ledger::{alternative, books};
use serde::Deserialize;
use serde_json::Value;

use super::lenient::{instant, text};
use super::page::page;
use super::{FieldError, needed};

#[derive(Deserialize)]
struct EventObject {
    #[serde(default, deserialize_with = "text")]
    id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    topic: Option<String>,
    #[serde(default, deserialize_with = "text")]
    entity_id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    occurred_at: Option<String>,
    #[serde(default)]
    data: Option<Value>,
}

/// Reads a page of events.
///
/// An event only says where to look. One that names no entity says nothing and is left out, noted in the log; what
/// it might have meant is found by the daily comparison (rule F5). Everything else about an event may be missing.
pub fn event_page(body: &[u8]) -> Result<EventPage, FieldError> {
    let page = page(body)?;
    let mut events = Vec::with_capacity(page.data.len());
    for raw in &page.data {
        match event(raw.get()) {
            Ok(event) => events.push(event),
            Err(error) => tracing::warn!(%error, "event_unreadable"),
        }
    }
    Ok(EventPage { events, end_cursor: page.end_cursor, more: page.more })
}

fn event(raw: &str) -> Result<Event, FieldError> {
    let object: EventObject = serde_json::from_str(raw)?;
    let entity = needed(object.entity_id, "entity_id")?;
    let topic = object.topic.unwrap_or_default();
    let occurred = object.occurred_at.unwrap_or_default();
    let hint = |name: &str| match object.data.as_ref().and_then(|data| data.get(name)) {
        Some(Value::String(text)) if !text.is_empty() => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    Ok(Event {
        // Without an id, what it says is its name: enough to drop a redelivery.
        id: object.id.unwrap_or_else(|| format!("{topic}/{entity}/{occurred}")),
        payment: hint("payment_id").map(alternative::PaymentId::new),
        qbo_invoice: hint("qbo_invoice_id").map(books::InvoiceId::new),
        occurred_at: instant(&occurred, "occurred_at").unwrap_or(Timestamp::UNIX_EPOCH),
        entity: kind_of(&topic).map(|kind| RecordRef::new(kind, entity)),
        pays_out: topic == "payout_paid",
        topic,
    })
}

/// What an event of this topic is about.
fn kind_of(topic: &str) -> Option<RecordKind> {
    match topic.split('_').next() {
        Some("payment") if !topic.starts_with("payment_method") => Some(RecordKind::AlternativePayment),
        Some("payout") => Some(RecordKind::AlternativePayout),
        Some("invoice") => Some(RecordKind::AlternativeInvoice),
        Some("customer") => Some(RecordKind::AlternativeCustomer),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_come_in_order_with_their_hints() {
        let body = br#"{"data":[
            {"id":"e-1","topic":"invoice_updated","entity_id":"i-1","occurred_at":"2026-05-04T13:05:00Z",
             "data":{"payment_id":"p-1","qbo_invoice_id":"204","weight":1.50}},
            {"id":"e-2","topic":"payout_paid","entity_id":"o-1","occurred_at":"2026-05-08T06:00:00Z","data":{}}],
            "start_cursor":"a","end_cursor":"b","has_next_page":true,"has_previous_page":true}"#;
        let page = event_page(body).unwrap();
        assert_eq!((page.end_cursor.as_deref(), page.more), (Some("b"), true));
        assert_eq!(page.events[0].payment, Some("p-1".into()));
        assert_eq!(page.events[0].qbo_invoice, Some("204".into()));
        let payout = RecordRef::new(RecordKind::AlternativePayout, "o-1");
        assert_eq!((page.events[1].entity.as_ref(), page.events[1].payment.as_ref()), (Some(&payout), None));
        assert_eq!((page.events[0].pays_out, page.events[1].pays_out), (false, true));
    }

    #[test]
    fn a_quiet_feed_repeats_its_cursor() {
        let page = event_page(br#"{"data":[],"end_cursor":"b","has_next_page":false}"#).unwrap();
        assert_eq!(page, EventPage { events: vec![], end_cursor: Some("b".to_owned()), more: false });
    }

    #[test]
    fn only_an_event_without_an_entity_is_left_out() {
        let body = br#"{"data":[5,{"id":"e"},{"entity_id":"i-1","data":"?"},{"entity_id":"i-1","occurred_at":"soon"}]}"#;
        let page = event_page(body).unwrap();
        assert_eq!(page.events.len(), 2);
        assert_ne!(page.events[0].id, page.events[1].id);
        assert_eq!(page.events[0].entity, None, "nobody knows what it is about");
    }
}
