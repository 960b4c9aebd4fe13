//! `/webhooks`: subscriptions, and the events owed to them.

use serde_json::{Value, json};
use url::Url;

use super::close;
use crate::api::alternative::call::{Call, json_reply};
use crate::api::alternative::cursor::List;
use crate::api::alternative::fields::{Fields, parse};
use crate::api::alternative::page::{Ask, Order, instant, window};
use crate::api::alternative::view;
use crate::http::{Reply, Request};
use crate::loopback::loopback;
use crate::refusal::Refusal;
use crate::state::platform::ids::Kind;
use crate::state::platform::records::{DeliveryStatus, Subscription, Topic};
use crate::state::platform::{Platform, next};

impl Platform {
    pub(crate) fn list_subscriptions(&self, call: &Call) -> Result<Reply, Refusal> {
        let ask = Ask::clamped(call.request, &self.ids, List::Subscriptions)?;
        let topic = topic_filter(call.request)?;
        let active = match call.request.param("is_active") {
            None | Some("") => None,
            Some("true") => Some(true),
            Some("false") => Some(false),
            Some(_) => return Err(Refusal::invalid("is_active", "must be true or false")),
        };
        let keep = |number: u64| {
            self.subscriptions.get(&number).is_some_and(|row| {
                !row.removed
                    && active.is_none_or(|active| active == is_active(row))
                    && topic.is_none_or(|topic| row.topic == topic)
            })
        };
        let window = window(&ask, Order::NewestFirst, &self.subscriptions, &keep);
        Ok(json_reply(
            200,
            &window.page(&self.ids, List::Subscriptions, |number| self.subscription_view(number)),
        ))
    }

    fn subscription_view(&self, number: u64) -> Option<Value> {
        let row = self.subscriptions.get(&number)?;
        let secret = row.secret_key.as_deref().unwrap_or_default();
        let last = secret.char_indices().rev().nth(3).map_or(secret, |(at, _)| &secret[at..]);
        Some(json!({
            "id": self.ids.id(Kind::Subscription, number),
            "endpoint_url": row.endpoint_url,
            "topic": row.topic,
            "is_active": is_active(row),
            "partner_id": self.partner.id,
            "secret_last_4_digits": last,
            "created_at": view::instant(row.created_at),
            "updated_at": view::instant(row.updated_at),
        }))
    }

    pub(crate) fn create_subscription(&mut self, call: &Call) -> Result<Reply, Refusal> {
        let body = parse(&call.request.body)?;
        let mut fields = Fields::new(&body);
        let endpoint_url = fields.text("endpoint_url");
        let topic = fields.text("topic");
        let secret_key = fields.optional_text("secret_key");
        close(call, &mut fields, &["endpoint_url", "topic", "secret_key"]);
        fields.syntax()?;
        if !endpoint_url.contains("://") {
            return Err(Refusal::bad_request("URL scheme is required"));
        }
        match Url::parse(endpoint_url) {
            Err(error) => return Err(Refusal::invalid("endpoint_url", error.to_string())),
            Ok(url) if url.scheme() == "https" || loopback(&url).is_some() => {}
            Ok(_) => fields.refuse("endpoint_url", "must be https"),
        }
        let known = Topic::from_name(topic);
        if known.is_none() {
            fields.refuse("topic", "is not a known topic");
        }
        fields.rules()?;
        let Some(topic) = known else { return Err(Refusal::invalid("topic", "is not a known topic")) };
        let row = Subscription {
            endpoint_url: endpoint_url.to_owned(),
            topic,
            secret_key: secret_key.map(str::to_owned),
            removed: false,
            switched_off: false,
            created_at: call.now,
            updated_at: call.now,
        };
        let number = next(&self.subscriptions);
        self.subscriptions.put(number, row);
        self.note("created", "Subscription", Kind::Subscription, number);
        Ok(json_reply(201, &self.subscription_view(number)))
    }

    pub(crate) fn delete_subscription(&mut self, call: &Call, id: &str) -> Result<Reply, Refusal> {
        let number = self.ids.number(Kind::Subscription, id);
        let number = number.filter(|number| self.subscriptions.get(number).is_some_and(|row| !row.removed));
        let number = number.ok_or_else(Refusal::not_found)?;
        self.subscriptions.edit(&number, |row| {
            row.removed = true;
            row.updated_at = call.now;
        });
        self.drop_deliveries(number);
        self.note("deleted", "Subscription", Kind::Subscription, number);
        Ok(json_reply(200, &self.subscription_view(number)))
    }

    /// The events owed to subscriptions, delivered or not.
    pub(crate) fn list_deliveries(&self, call: &Call) -> Result<Reply, Refusal> {
        let request = call.request;
        let ask = Ask::clamped(request, &self.ids, List::Deliveries)?;
        let topic = topic_filter(request)?;
        let start = instant(request, "from_date")?;
        let end = instant(request, "to_date")?;
        let status = status_filter(request)?;
        let keep = |number: u64| {
            self.deliveries.get(&number).is_some_and(|row| {
                status.is_none_or(|status| row.status == status)
                    && self.events.contains(&row.event)
                    && topic.is_none_or(|topic| row.topic == topic)
                    && start.is_none_or(|start| row.at > start)
                    && end.is_none_or(|end| row.at < end)
            })
        };
        let window = window(&ask, Order::NewestFirst, &self.deliveries, &keep);
        Ok(json_reply(200, &window.page(&self.ids, List::Deliveries, |number| self.delivery_view(number))))
    }

    /// Tries pending and failed deliveries again.
    pub(crate) fn retry_events(&mut self, call: &Call) -> Reply {
        let count = self.retry_deliveries(call.now);
        self.effects.push(format!("retried {count} webhook events"));
        json_reply(200, &json!({}))
    }

    fn delivery_view(&self, number: u64) -> Option<Value> {
        let row = self.deliveries.get(&number)?;
        let event = self.events.get(&row.event)?;
        Some(json!({
            "id": self.ids.id(Kind::Delivery, number),
            "topic": row.topic,
            "status": row.status,
            "entity_id": self.ids.id(row.topic.entity(), event.entity),
            "data": self.event_data(row.event),
            "created_at": view::instant(row.at),
        }))
    }
}

/// Whether events are delivered to a subscription.
fn is_active(row: &Subscription) -> bool {
    !row.removed && !row.switched_off
}

fn status_filter(request: &Request) -> Result<Option<DeliveryStatus>, Refusal> {
    Ok(match request.param("status").map(str::to_ascii_lowercase).as_deref() {
        None | Some("") => None,
        Some("pending") => Some(DeliveryStatus::Pending),
        Some("delivered") => Some(DeliveryStatus::Delivered),
        Some("failed") => Some(DeliveryStatus::Failed),
        Some(_) => return Err(Refusal::invalid("status", "must be pending, delivered or failed")),
    })
}

fn topic_filter(request: &Request) -> Result<Option<Topic>, Refusal> {
    match request.param("topic") {
        None | Some("") => Ok(None),
        Some(name) => {
            Topic::from_name(name).map(Some).ok_or_else(|| Refusal::invalid("topic", "is not a known topic"))
        }
    }
}
