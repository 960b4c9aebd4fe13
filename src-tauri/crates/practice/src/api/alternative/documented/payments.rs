//! `/payments`: reading what was paid, and the call that must never be made.

use serde_json::json;

use super::close;
use crate::api::alternative::call::{Call, json_reply};
use crate::api::alternative::cursor::List;
use crate::api::alternative::fields::{Fields, parse};
use crate::api::alternative::page::{Ask, Of, Order, instant, window};
use crate::http::Reply;
use crate::refusal::Refusal;
use crate::state::platform::ids::Kind;
use crate::state::platform::records::PaymentRequest;
use crate::state::platform::{Platform, next};

impl Platform {
    pub(crate) fn list_payments(&self, call: &Call) -> Result<Reply, Refusal> {
        let request = call.request;
        let ask = Ask::clamped(request, &self.ids, List::Payments)?;
        let start = instant(request, "created_at_start")?;
        let end = instant(request, "created_at_end")?;
        let filled = |name: &str| request.param(name).filter(|text| !text.is_empty());
        let status = filled("status");
        let method = filled("payment_method");
        let customer = filled("customer_id").map(|id| self.ids.number(Kind::Customer, id).unwrap_or(0));
        let invoice = filled("invoice_id").map(|id| self.ids.number(Kind::Invoice, id).unwrap_or(0));
        let keep = |number: u64| {
            self.payments.get(&number).is_some_and(|row| {
                start.is_none_or(|start| row.created_at >= start)
                    && end.is_none_or(|end| row.created_at < end)
                    && customer.is_none_or(|customer| row.customer == customer)
                    && status.is_none_or(|status| row.status.name().eq_ignore_ascii_case(status))
                    && method.is_none_or(|method| row.method.name().eq_ignore_ascii_case(method))
            })
        };
        let window = match (invoice, customer) {
            (Some(invoice), _) => {
                window(&ask, Order::NewestFirst, &Of(&self.index.invoice_payments, invoice), &keep)
            }
            (None, Some(customer)) => {
                window(&ask, Order::NewestFirst, &Of(&self.index.customer_payments, customer), &keep)
            }
            (None, None) => window(&ask, Order::NewestFirst, &self.payments, &keep),
        };
        Ok(json_reply(200, &window.page(&self.ids, List::Payments, |number| self.payment_view(number))))
    }

    /// Charging a payer: refused, and a violation.
    pub(crate) fn charge(&mut self, call: &Call) -> Result<Reply, Refusal> {
        let body = parse(&call.request.body).unwrap_or_default();
        let text = |name: &str| body.get(name).map(ToString::to_string).unwrap_or_default();
        self.charged =
            Some(format!("POST /payments of {} for invoice {}", text("amount"), text("invoice_id")));
        Err(Refusal::forbidden("This key may not charge payers"))
    }

    /// The row of a payment id in a path.
    pub(crate) fn payment_number(&self, id: &str) -> Result<u64, Refusal> {
        let number = self.ids.number(Kind::Payment, id);
        number.filter(|number| self.payments.contains(number)).ok_or_else(Refusal::not_found)
    }

    pub(crate) fn get_payment(&self, id: &str) -> Result<Reply, Refusal> {
        let number = self.payment_number(id)?;
        Ok(json_reply(200, &self.payment_view(number)))
    }

    pub(crate) fn create_payment_request(&mut self, call: &Call) -> Result<Reply, Refusal> {
        let body = parse(&call.request.body)?;
        let mut fields = Fields::new(&body);
        let amount = fields.text("amount");
        let currency = fields.optional_text("currency");
        let redirect_url = fields.optional_text("redirect_url").unwrap_or_default();
        let reference_id = fields.optional_text("reference_id").unwrap_or_default();
        close(call, &mut fields, &["amount", "currency", "redirect_url", "reference_id"]);
        fields.syntax()?;
        if !amount.parse::<rust_decimal::Decimal>().is_ok_and(|amount| amount > rust_decimal::Decimal::ZERO) {
            fields.refuse("amount", "must be greater than 0");
        }
        if currency.is_some_and(|currency| currency != "USD") {
            fields.refuse("currency", "must be USD");
        }
        fields.rules()?;
        let row = PaymentRequest {
            amount: amount.to_owned(),
            reference_id: reference_id.to_owned(),
            redirect_url: redirect_url.to_owned(),
        };
        let number = next(&self.payment_requests);
        self.payment_requests.put(number, row);
        self.note("created", "PaymentRequest", Kind::PaymentRequest, number);
        // The reference says 200, not 201.
        Ok(self.payment_request_reply(number))
    }

    pub(crate) fn get_payment_request(&self, id: &str) -> Result<Reply, Refusal> {
        let number = self.ids.number(Kind::PaymentRequest, id);
        let number =
            number.filter(|number| self.payment_requests.contains(number)).ok_or_else(Refusal::not_found)?;
        Ok(self.payment_request_reply(number))
    }

    fn payment_request_reply(&self, number: u64) -> Reply {
        let Some(row) = self.payment_requests.get(&number) else { return Reply::empty(404) };
        let url = format!("https://{}/r/{}", self.pay_host(), self.ids.seal("request", number, 6));
        json_reply(
            200,
            &json!({
                "id": self.ids.id(Kind::PaymentRequest, number),
                "url": url,
                "status": "pending",
                "reference_id": row.reference_id,
                "redirect_url": row.redirect_url,
            }),
        )
    }
}
