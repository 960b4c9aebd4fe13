//! Everything one partner account holds, for the control API's `GET /state`.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::view::{FeeLines, instant};
use crate::state::platform::Platform;
use crate::state::platform::amount::Amount;
use crate::state::platform::ids::Kind;
use crate::state::platform::records::{Archive, DeliveryStatus, Mapping, Owner};

/// Newest deliveries shown.
const DELIVERIES_MAX: usize = 1000;
/// Newest events shown; the feed has them all.
const EVENTS_MAX: usize = 1000;

impl Platform {
    /// The whole account as JSON. Tokens by fingerprint only.
    pub fn state(&self, now: Timestamp) -> Value {
        let numbers = |table: &mut dyn Iterator<Item = u64>, view: &dyn Fn(u64) -> Value| -> Vec<Value> {
            table.map(view).collect()
        };
        let tokens: Vec<Value> = self
            .tokens
            .rows()
            .map(|(fingerprint, token)| json!({"fingerprint": fingerprint, "expires_at": instant(token.expires_at)}))
            .collect();
        let events = self.events.rows().rev().take(EVENTS_MAX).map(|(number, _)| *number);
        json!({
            "partner": {"id": self.partner.id, "name": self.partner.name, "client_id": self.partner.client_id,
                        "realm_id": self.partner.realm_id},
            "integration": self.state_view(),
            "companies": self.companies().map(|(_, company)| json!(company)).collect::<Vec<_>>(),
            "customers": numbers(&mut self.customers.rows().map(|(number, _)| *number), &|n| self.customer_dump(n)),
            "invoices": numbers(&mut self.invoices.rows().map(|(number, _)| *number), &|n| self.invoice_dump(n, now)),
            "payments": numbers(&mut self.payments.rows().map(|(number, _)| *number), &|n| self.payment_dump(n)),
            "payouts": numbers(&mut self.payouts.rows().map(|(number, _)| *number), &|n| json!(self.mapped_payout_view(n, FeeLines::BelowZero))),
            "events": numbers(&mut events.collect::<Vec<_>>().into_iter().rev(), &|n| json!(self.event_view(n))),
            "webhooks": self.deliveries_dump(),
            "tokens": tokens,
        })
    }

    /// A customer with everything known of it.
    pub(crate) fn customer_dump(&self, number: u64) -> Value {
        let Some(row) = self.customers.get(&number) else { return Value::Null };
        let mut dump = object(&self.customer_view(number));
        self.add_mapping(&mut dump, row.mapping.as_ref(), row.owner, row.archived);
        dump.insert("phone".into(), json!(row.phone));
        dump.insert("active".into(), json!(row.active));
        dump.insert("updated_at".into(), json!(instant(row.updated_at)));
        Value::Object(dump)
    }

    /// An invoice with everything known of it.
    pub(crate) fn invoice_dump(&self, number: u64, now: Timestamp) -> Value {
        let Some(row) = self.invoices.get(&number) else { return Value::Null };
        let mut dump = object(&self.invoice_view(number, now));
        self.add_mapping(&mut dump, row.mapping.as_ref(), row.owner, row.archived);
        let customer = self.customers.get(&row.customer).and_then(|customer| customer.mapping.as_ref());
        dump.insert("customer_qbo_id".into(), json!(customer.map(|mapping| &mapping.qbo_id)));
        dump.insert("issue_date".into(), json!(row.issue_date));
        dump.insert("tax".into(), json!(Amount(row.total - row.sub_total, row.currency)));
        dump.insert("balance".into(), json!(Amount(row.balance, row.currency)));
        dump.insert("outstanding_balance".into(), json!(Amount(self.outstanding(number), row.currency)));
        dump.insert("online_payment_allowed".into(), json!(row.payable));
        dump.insert("exclude_from_autopay".into(), json!(row.exclude_from_autopay));
        dump.insert("marked_paid".into(), json!(row.marked_paid));
        let pdf = self.pdfs.get(&number);
        let pdf = pdf.map(|pdf| json!({"content_digest": pdf.content_digest, "size_bytes": pdf.bytes.len()}));
        dump.insert("pdf".into(), json!(pdf));
        dump.insert("updated_at".into(), json!(instant(row.updated_at)));
        Value::Object(dump)
    }

    /// The newest deliveries with what became of them, oldest first.
    fn deliveries_dump(&self) -> Value {
        let newest = self.deliveries.rows().rev().take(DELIVERIES_MAX).collect::<Vec<_>>().into_iter().rev();
        let dump = newest.map(|(number, row)| {
            let next = (row.status == DeliveryStatus::Pending).then(|| instant(row.next));
            json!({"id": self.ids.id(Kind::Delivery, *number), "topic": row.topic, "status": row.status,
                   "subscription_id": self.ids.id(Kind::Subscription, row.subscription),
                   "event_id": self.ids.id(Kind::Event, row.event), "created_at": instant(row.at),
                   "tries": row.tries, "next_attempt": next, "answer": row.answer})
        });
        dump.collect()
    }

    fn payment_dump(&self, number: u64) -> Value {
        let Some(row) = self.payments.get(&number) else { return Value::Null };
        let mut dump = object(&self.mapped_payment_view(number));
        let returns = row.returns.iter().map(|back| {
            json!({"kind": back.kind, "amount": Amount(back.amount, row.currency), "description": back.description,
                   "payout_id": back.payout.map(|payout| self.ids.id(Kind::Payout, payout))})
        });
        dump.insert("currency".into(), json!(row.currency));
        dump.insert("returns".into(), Value::Array(returns.collect()));
        Value::Object(dump)
    }

    fn add_mapping(
        &self,
        dump: &mut Map<String, Value>,
        mapping: Option<&Mapping>,
        owner: Owner,
        archived: Option<Archive>,
    ) {
        let company = mapping.and_then(|mapping| self.company(mapping.company));
        dump.insert("realm_id".into(), json!(company.map(|company| &company.realm_id)));
        dump.insert("qbo_id".into(), json!(mapping.map(|mapping| &mapping.qbo_id)));
        dump.insert("version".into(), json!(mapping.map(|mapping| mapping.pair.version)));
        dump.insert("mapping_revision".into(), json!(mapping.map(|mapping| mapping.pair.mapping_revision)));
        dump.insert("owner".into(), json!(owner));
        dump.insert("archived".into(), json!(archived.is_some()));
        dump.insert("archived_by".into(), json!(archived.map(|archive| archive.by)));
        dump.insert("archive_reason".into(), json!(archived.and_then(|archive| archive.reason)));
    }
}

fn object(view: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(view) {
        Ok(Value::Object(object)) => object,
        _ => Map::new(),
    }
}
