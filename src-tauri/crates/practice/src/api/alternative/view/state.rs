//! The state of the QuickBooks link, and events.

use ledger::Currency;
use serde::Serialize;
use serde_json::{Map, Value};

use super::instant::instant;
use crate::state::platform::ids::Kind;
use crate::state::platform::records::Topic;
use crate::state::platform::{PayoutBank, Platform};

#[derive(Debug, Serialize)]
struct ConnectedByView<'a> {
    installation_id: &'a str,
    name: &'a str,
    at: String,
}

/// The state of the QuickBooks link.
#[derive(Debug, Serialize)]
pub(crate) struct StateView<'a> {
    status: &'static str,
    realm_id: Option<&'a str>,
    company_name: Option<&'a str>,
    capabilities: &'a [String],
    payout_bank: Option<&'a PayoutBank>,
    connected_by: Option<ConnectedByView<'a>>,
    other_link: bool,
    time_zone: Option<&'a str>,
    home_currency: Option<Currency>,
}

/// An event of the feed.
#[derive(Debug, Serialize)]
pub(crate) struct EventView {
    id: String,
    topic: Topic,
    entity_id: String,
    occurred_at: String,
    data: Map<String, Value>,
}

impl Platform {
    pub(crate) fn state_view(&self) -> StateView<'_> {
        let account = self.account();
        let connected = account.connected.as_ref();
        let company = connected.and_then(|(company, _)| self.company(*company));
        StateView {
            status: if connected.is_some() { "connected" } else { "disconnected" },
            realm_id: company.map(|company| company.realm_id.as_str()),
            company_name: company.map(|company| company.name.as_str()),
            capabilities: &account.capabilities,
            payout_bank: account.payout_bank.as_ref(),
            connected_by: connected.map(|(_, who)| ConnectedByView {
                installation_id: &who.installation_id,
                name: &who.name,
                at: instant(who.at),
            }),
            other_link: account.other_link,
            time_zone: account.time_zone.as_deref(),
            home_currency: account.home_currency,
        }
    }

    pub(crate) fn event_view(&self, number: u64) -> Option<EventView> {
        let row = self.events.get(&number)?;
        Some(EventView {
            id: self.ids.id(Kind::Event, number),
            topic: row.topic,
            entity_id: self.ids.id(row.topic.entity(), row.entity),
            occurred_at: instant(row.at),
            data: self.event_data(number),
        })
    }

    /// The hints of an event.
    pub(crate) fn event_data(&self, number: u64) -> Map<String, Value> {
        let mut data = Map::new();
        let Some(row) = self.events.get(&number) else { return data };
        if let Some(payment) = row.payment {
            data.insert("payment_id".into(), self.ids.id(Kind::Payment, payment).into());
        }
        if let Some(qbo_id) = &row.qbo_id {
            let name =
                if row.topic.entity() == Kind::Customer { "qbo_customer_id" } else { "qbo_invoice_id" };
            data.insert(name.into(), Value::String(qbo_id.to_string()));
        }
        data
    }
}
