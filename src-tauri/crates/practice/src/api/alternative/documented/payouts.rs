//! `/payouts`.

use std::collections::BTreeSet;

use crate::api::alternative::call::{Call, json_reply};
use crate::api::alternative::cursor::List;
use crate::api::alternative::page::{Ask, Listed, Order, instant, window};
use crate::http::Reply;
use crate::refusal::Refusal;
use crate::state::platform::Platform;
use crate::state::platform::ids::Kind;
use crate::state::platform::records::LineKind;

/// The reference's complete list; only four of them occur here.
const STATUSES: [&str; 10] = [
    "unspecified",
    "creating",
    "processing",
    "analyzing",
    "succeeded",
    "scheduled",
    "approved",
    "canceled",
    "pending",
    "failed",
];

impl Platform {
    pub(crate) fn list_payouts(&self, call: &Call) -> Result<Reply, Refusal> {
        let request = call.request;
        let ask = Ask::clamped(request, &self.ids, List::Payouts)?;
        // Which date these two filter is not known; creation, as everywhere else.
        let start = instant(request, "start_date")?;
        let end = instant(request, "end_date")?;
        let filled = |name: &str| request.param(name).filter(|text| !text.is_empty());
        let status = filled("status");
        if status.is_some_and(|status| !STATUSES.contains(&status)) {
            return Err(Refusal::invalid("status", "is not a known status"));
        }
        let customer = filled("customer_id").map(|id| self.ids.number(Kind::Customer, id).unwrap_or(0));
        let invoice = filled("invoice_id").map(|id| self.ids.number(Kind::Invoice, id).unwrap_or(0));
        let paid_by: Option<BTreeSet<u64>> =
            invoice.map(|invoice| self.payments_of(invoice).map(|(payment, _)| payment).collect());
        let keep = |number: u64| {
            self.payouts.get(&number).is_some_and(|row| {
                start.is_none_or(|start| row.created_at >= start)
                    && end.is_none_or(|end| row.created_at < end)
                    && status.is_none_or(|status| row.status.name() == status)
                    && customer
                        .is_none_or(|customer| row.lines.iter().any(|line| line.customer == Some(customer)))
                    && paid_by.as_ref().is_none_or(|payments| {
                        row.lines
                            .iter()
                            .filter_map(|line| line.payment)
                            .any(|payment| payments.contains(&payment))
                    })
            })
        };
        let window = window(&ask, Order::NewestFirst, &self.payouts, &keep);
        Ok(json_reply(200, &window.page(&self.ids, List::Payouts, |number| self.payout_view(number))))
    }

    /// The row of a payout id in a path.
    pub(crate) fn payout_number(&self, id: &str) -> Result<u64, Refusal> {
        let number = self.ids.number(Kind::Payout, id);
        number.filter(|number| self.payouts.contains(number)).ok_or_else(Refusal::not_found)
    }

    pub(crate) fn get_payout(&self, id: &str) -> Result<Reply, Refusal> {
        let number = self.payout_number(id)?;
        Ok(json_reply(200, &self.payout_view(number)))
    }

    pub(crate) fn list_transactions(&self, call: &Call, id: &str) -> Result<Reply, Refusal> {
        let ask = Ask::clamped(call.request, &self.ids, List::Transactions)?;
        let number = self.payout_number(id)?;
        let rows: BTreeSet<u64> = self
            .payouts
            .get(&number)
            .map(|row| {
                let paid = row.lines.iter().filter(|line| line.kind == LineKind::Payment);
                paid.filter_map(|line| line.payment).collect()
            })
            .unwrap_or_default();
        let rows = Listed(rows.into_iter().collect());
        let window = window(&ask, Order::NewestFirst, &rows, &|_| true);
        Ok(json_reply(200, &window.page(&self.ids, List::Transactions, |number| self.payment_view(number))))
    }
}
