//! Paying, settling, failing, refunding, charging back; payouts.

use jiff::Timestamp;
use ledger::MinorUnits;
use serde_json::Value;

use super::{Body, amount};
use crate::api::alternative::fields::Fields;
use crate::api::alternative::view::FeeLines;
use crate::refusal::Refusal;
use crate::state::platform::Platform;
use crate::state::platform::ids::Kind;
use crate::state::platform::payments::Checkout;
use crate::state::platform::payouts::{Bundle, Extra};
use crate::state::platform::records::{Fee, LineKind, Method};

/// How a payment ends at once.
enum Ending {
    Succeed,
    Fail,
    Hang,
}

const BANK_SAYS: &str = "Insufficient funds (R01)";

impl Platform {
    /// A payer pays: `{allocations: [{invoice_id | qbo_invoice_id, amount?}], method?, fee?, outcome?,
    /// failure_reason?}`. Answers with the payment.
    pub fn pay(&mut self, body: &Body, now: Timestamp) -> Result<Value, Refusal> {
        let mut fields = Fields::new(body);
        let currency = self.currency();
        let method = match fields.optional_text("method") {
            None | Some("standard_ach") => Method::StandardAch,
            Some("card") => Method::Card,
            Some(_) => {
                fields.refuse("method", "must be standard_ach or card");
                Method::StandardAch
            }
        };
        let ending = match fields.optional_text("outcome") {
            None | Some("succeed") => Ending::Succeed,
            Some("fail") => Ending::Fail,
            Some("hang") => Ending::Hang,
            Some(_) => {
                fields.refuse("outcome", "must be succeed, fail or hang");
                Ending::Hang
            }
        };
        let reason = fields.optional_text("failure_reason").unwrap_or(BANK_SAYS);
        let fee = fields.optional_object("fee", |fee| {
            let amount = fee.number("amount").map(|amount| MinorUnits::from_major(amount, currency));
            let covered_by_customer = fee.flag_or("covered_by_customer", false);
            fee.close(&["amount", "covered_by_customer"]);
            match amount? {
                Ok(amount) if amount.is_zero() => None,
                Ok(amount) if amount.is_positive() => Some(Fee { amount, covered_by_customer }),
                _ => {
                    fee.refuse("amount", "must be an amount of 0 or more");
                    None
                }
            }
        });
        let items = fields.list("allocations");
        let parts = fields.each("allocations", items, |part| {
            let number = self.named(part, Kind::Invoice, "invoice_id", "qbo_invoice_id");
            let amount = amount(part, "amount", currency, false);
            part.close(&["invoice_id", "qbo_invoice_id", "amount"]);
            number.map(|number| (number, amount))
        });
        fields.close(&["allocations", "method", "fee", "outcome", "failure_reason", "partner"]);
        fields.finish()?;
        let parts = parts.into_iter().collect::<Result<Vec<_>, _>>()?;
        let number = self.start_payment(&Checkout { parts, method, fee: fee.flatten() }, now)?;
        match ending {
            Ending::Succeed => self.settle_payment(number, now)?,
            Ending::Fail => self.fail_payment(number, reason, now)?,
            Ending::Hang => {}
        }
        Ok(self.payment_value(number))
    }

    fn payment_value(&self, number: u64) -> Value {
        serde_json::to_value(self.mapped_payment_view(number)).unwrap_or_default()
    }

    /// Moves a payment on: `settle`, `fail {reason?}`, `refund {amount?}`, `chargeback {reason?, penalty?}`.
    pub fn act_on_payment(
        &mut self,
        id: &str,
        action: &str,
        body: &Body,
        now: Timestamp,
    ) -> Result<Value, Refusal> {
        let number = self.payment_number(id)?;
        let currency = self.payments.get(&number).map_or_else(|| self.currency(), |row| row.currency);
        let mut fields = Fields::new(body);
        match action {
            "settle" => {
                fields.close(&[]);
                fields.finish()?;
                self.settle_payment(number, now)?;
            }
            "fail" => {
                let reason = fields.optional_text("reason").unwrap_or(BANK_SAYS);
                fields.close(&["reason"]);
                fields.finish()?;
                self.fail_payment(number, reason, now)?;
            }
            "refund" => {
                let amount = amount(&mut fields, "amount", currency, false);
                fields.close(&["amount"]);
                fields.finish()?;
                self.refund_payment(number, amount, now)?;
            }
            "chargeback" => {
                let reason = fields.optional_text("reason").unwrap_or("Disputed by the payer");
                let penalty = amount(&mut fields, "penalty", currency, false);
                fields.close(&["reason", "penalty"]);
                fields.finish()?;
                self.charge_back_payment(number, reason, penalty, now)?;
            }
            _ => {
                return Err(
                    Refusal::not_found().field("action", "must be settle, fail, refund or chargeback")
                );
            }
        }
        Ok(self.payment_value(number))
    }

    /// Bundles a payout: `{arrival_date?, payment_ids?, adjustments?: [{amount, description, kind?}]}`.
    pub fn bundle(&mut self, body: &Body, now: Timestamp) -> Result<Value, Refusal> {
        let mut fields = Fields::new(body);
        let currency = self.currency();
        let arrival_date = fields.optional_day("arrival_date");
        let ids = fields.optional_list("payment_ids");
        let adjustments = fields.optional_list("adjustments").unwrap_or_default();
        let adjustments = fields.each("adjustments", adjustments, |item| {
            item.number("amount");
            let amount = amount(item, "amount", currency, true);
            let description = item.filled("description").to_owned();
            let kind = match item.optional_text("kind") {
                None | Some("adjustment") => LineKind::Adjustment,
                Some("fee") => LineKind::Fee,
                Some(_) => {
                    item.refuse("kind", "must be adjustment or fee");
                    LineKind::Adjustment
                }
            };
            item.close(&["amount", "description", "kind"]);
            Some(Extra { kind, amount: amount?, description })
        });
        fields.close(&["arrival_date", "payment_ids", "adjustments", "partner"]);
        fields.finish()?;
        let known = |(at, id): (usize, &Value)| {
            let number = id.as_str().and_then(|id| self.payment_number(id).ok());
            number.ok_or_else(|| Refusal::not_found().field(format!("payment_ids[{at}]"), "is not known"))
        };
        let payments =
            ids.map(|ids| ids.iter().enumerate().map(known).collect::<Result<Vec<_>, _>>()).transpose()?;
        let adjustments = adjustments.into_iter().flatten().collect();
        let number = self.schedule_payout(&Bundle { arrival_date, payments, adjustments }, now)?;
        Ok(self.payout_value(number))
    }

    fn payout_value(&self, number: u64) -> Value {
        serde_json::to_value(self.mapped_payout_view(number, FeeLines::BelowZero)).unwrap_or_default()
    }

    /// Moves a payout on: `pay` or `fail`.
    pub fn act_on_payout(
        &mut self,
        id: &str,
        action: &str,
        body: &Body,
        now: Timestamp,
    ) -> Result<Value, Refusal> {
        let number = self.payout_number(id)?;
        let mut fields = Fields::new(body);
        fields.close(&[]);
        match action {
            "pay" => {
                fields.finish()?;
                self.pay_payout(number, now)?;
            }
            "fail" => {
                fields.finish()?;
                self.fail_payout(number, now)?;
            }
            _ => return Err(Refusal::not_found().field("action", "must be pay or fail")),
        }
        Ok(self.payout_value(number))
    }
}
