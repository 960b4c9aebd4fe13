//! Deliveries of webhooks as they are sent.

use jiff::Timestamp;
use serde_json::json;

use super::view::instant;
use crate::faults::FaultRules;
use crate::state::platform::Platform;
use crate::state::platform::ids::Kind;
use crate::switches::Switches;

/// One delivery to be sent now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueDelivery {
    number: u64,
    tries: u32,
    pub url: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

impl Platform {
    /// The deliveries whose time has come: the first one of each subscription, oldest event first.
    pub fn due_deliveries(&mut self, faults: &mut FaultRules, now: Timestamp) -> Vec<DueDelivery> {
        let numbers = self.due_numbers(faults, now);
        numbers.into_iter().filter_map(|number| self.due_delivery(number)).collect()
    }

    fn due_delivery(&self, number: u64) -> Option<DueDelivery> {
        let row = self.deliveries.get(&number)?;
        let subscription = self.subscriptions.get(&row.subscription)?;
        let event = self.events.get(&row.event)?;
        let mut headers = vec![("content-type", "application/json".to_owned())];
        if let Some(secret) = &subscription.secret_key {
            headers.push(("authorization", format!("Bearer {secret}")));
        }
        let body = json!({
            "idempotency_key": self.ids.id(Kind::Event, row.event),
            "topic": row.topic,
            "entity_id": self.ids.id(row.topic.entity(), event.entity),
            "data": self.event_data(row.event),
            "timestamp": instant(event.at),
        });
        let url = subscription.endpoint_url.clone();
        Some(DueDelivery { number, tries: row.tries, url, headers, body: body.to_string() })
    }

    /// What came of an attempt. Nothing happens when the delivery was taken away or tried again meanwhile.
    pub fn delivery_attempted(
        &mut self,
        due: &DueDelivery,
        answer: &Result<u16, String>,
        switches: &Switches,
        now: Timestamp,
    ) {
        self.note_attempt(due.number, due.tries, answer, switches, now);
    }
}
