//! Payments and payouts with what they pay, and the companion's word on where they stand in QuickBooks.

use serde_json::Value;

use crate::api::alternative::call::{Call, json_reply};
use crate::api::alternative::cursor::List;
use crate::api::alternative::fields::{Fields, parse};
use crate::api::alternative::page::{Ask, Order, strict_instant, window};
use crate::api::alternative::view::{FeeLines, payment_link, payout_link};
use crate::http::Reply;
use crate::refusal::Refusal;
use crate::state::platform::Platform;
use crate::state::platform::ids::Kind;
use crate::state::platform::records::{LinkState, PaymentLink, PayoutLink};

const DETAIL_CHARS_MAX: usize = 500;
const PAYMENT_IDS_MAX: usize = 50;

impl Platform {
    pub(crate) fn list_mapped_payments(&self, call: &Call) -> Result<Reply, Refusal> {
        let ask = Ask::strict(call.request, &self.ids, List::MappedPayments)?;
        let start = strict_instant(call.request, "created_at_start")?;
        let keep = |number: u64| {
            let row = self.payments.get(&number);
            row.is_some_and(|row| start.is_none_or(|start| row.created_at >= start))
        };
        let window = window(&ask, Order::OldestFirst, &self.payments, &keep);
        let view = |number| self.mapped_payment_view(number);
        Ok(json_reply(200, &window.page(&self.ids, List::MappedPayments, view)))
    }

    pub(crate) fn get_mapped_payment(&self, id: &str) -> Result<Reply, Refusal> {
        let number = self.payment_number(id)?;
        Ok(json_reply(200, &self.mapped_payment_view(number)))
    }

    pub(crate) fn list_mapped_payouts(&self, call: &Call) -> Result<Reply, Refusal> {
        let ask = Ask::strict(call.request, &self.ids, List::MappedPayouts)?;
        let start = strict_instant(call.request, "created_at_start")?;
        let keep = |number: u64| {
            let row = self.payouts.get(&number);
            row.is_some_and(|row| start.is_none_or(|start| row.created_at >= start))
        };
        let window = window(&ask, Order::OldestFirst, &self.payouts, &keep);
        let view = |number| self.mapped_payout_view(number, FeeLines::of(call.switches));
        Ok(json_reply(200, &window.page(&self.ids, List::MappedPayouts, view)))
    }

    pub(crate) fn get_mapped_payout(&self, call: &Call, id: &str) -> Result<Reply, Refusal> {
        let number = self.payout_number(id)?;
        Ok(json_reply(200, &self.mapped_payout_view(number, FeeLines::of(call.switches))))
    }

    pub(crate) fn link_payment(&mut self, call: &Call, id: &str) -> Result<Reply, Refusal> {
        let body = parse(&call.request.body)?;
        let mut fields = Fields::new(&body);
        let items = fields.list("qbo_payment_ids");
        let qbo_payment_ids: Vec<String> =
            items.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        if qbo_payment_ids.len() < items.len() {
            return Err(Refusal::invalid("qbo_payment_ids", "must be a list of strings"));
        }
        let (state, detail) = state_and_detail(&mut fields);
        fields.close(&["qbo_payment_ids", "state", "detail"]);
        fields.syntax()?;
        let number = self.payment_number(id)?;
        if items.len() > PAYMENT_IDS_MAX {
            fields.refuse("qbo_payment_ids", "has more than 50 entries");
        }
        let state = recorded_has_id(&mut fields, state, !qbo_payment_ids.is_empty())?;
        let known = self.payments.get(&number).and_then(|row| row.link.as_ref());
        let credit = known.map(|link| link.credit.clone()).unwrap_or_default();
        let link = PaymentLink { qbo_payment_ids, state, detail, updated_at: call.now, credit };
        let shown = payment_link(&link);
        let before = self.faces_of(number, call.now);
        self.asks.extend(before.iter().map(|(invoice, face)| (*invoice, face.map(|face| face.outstanding))));
        self.reported = Some(number);
        self.payments.edit(&number, |row| row.link = Some(link));
        self.effects.push(format!("linked Payment {id}"));
        self.tell_changed_faces(number, &before, call.now);
        Ok(json_reply(200, &with_id(shown, "payment_id", self.ids.id(Kind::Payment, number))))
    }

    pub(crate) fn link_payout(&mut self, call: &Call, id: &str) -> Result<Reply, Refusal> {
        let body = parse(&call.request.body)?;
        let mut fields = Fields::new(&body);
        let qbo_deposit_id = fields.text_or_null("qbo_deposit_id").map(str::to_owned);
        let (state, detail) = state_and_detail(&mut fields);
        fields.close(&["qbo_deposit_id", "state", "detail"]);
        fields.syntax()?;
        let number = self.payout_number(id)?;
        let state = recorded_has_id(&mut fields, state, qbo_deposit_id.is_some())?;
        let link = PayoutLink { qbo_deposit_id, state, detail, updated_at: call.now };
        let shown = payout_link(&link);
        self.payouts.edit(&number, |row| row.link = Some(link));
        self.effects.push(format!("linked Payout {id}"));
        Ok(json_reply(200, &with_id(shown, "payout_id", self.ids.id(Kind::Payout, number))))
    }
}

fn state_and_detail(fields: &mut Fields) -> (Option<LinkState>, Option<String>) {
    let state = match fields.text("state") {
        "recorded" => Some(LinkState::Recorded),
        "held" => Some(LinkState::Held),
        "removed" => Some(LinkState::Removed),
        _ => None,
    };
    let detail = fields.text_or_null("detail");
    if detail.is_some_and(|text| text.chars().count() > DETAIL_CHARS_MAX) {
        fields.refuse("detail", "is longer than 500 characters");
    }
    (state, detail.map(str::to_owned))
}

/// The rules of both links.
fn recorded_has_id(
    fields: &mut Fields,
    state: Option<LinkState>,
    has_id: bool,
) -> Result<LinkState, Refusal> {
    let Some(state) = state else {
        return Err(
            Refusal::unprocessable("Unknown state").field("state", "must be recorded, held or removed")
        );
    };
    if state == LinkState::Recorded && !has_id {
        let text = "A recorded link needs the QuickBooks id";
        return Err(Refusal::unprocessable(text).field("state", "recorded needs an id"));
    }
    fields.rules()?;
    Ok(state)
}

fn with_id(mut link: Value, name: &str, id: String) -> Value {
    if let Some(link) = link.as_object_mut() {
        link.insert(name.to_owned(), Value::String(id));
    }
    link
}
