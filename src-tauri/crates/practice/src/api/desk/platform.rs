//! What the practice desk offers of a partner account: short rows, newest first.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::list::ROWS_MAX;
use super::words::money;
use crate::state::platform::Platform;
use crate::state::platform::ids::Kind;
use crate::state::platform::records::{Method, Payment};

/// Payments and payouts looked through for what the companion recorded.
const RECORDED_MAX: usize = 1000;

impl Platform {
    /// What the companion says it recorded lately: ids of payments in QuickBooks, and `deposit {id}`.
    pub fn recorded(&self) -> BTreeSet<String> {
        let payments = self.payments.values().rev().take(RECORDED_MAX);
        let payments =
            payments.filter_map(|row| row.link.as_ref()).flat_map(|link| link.qbo_payment_ids.clone());
        let payouts = self.payouts.values().rev().take(RECORDED_MAX);
        let deposits = payouts
            .filter_map(|row| row.link.as_ref()?.qbo_deposit_id.as_ref().map(|id| format!("deposit {id}")));
        payments.chain(deposits).collect()
    }

    /// Adds the lists of this account.
    pub fn desk_lists(&self, find: &str, now: Timestamp, lists: &mut Map<String, Value>) {
        lists.insert("payable".into(), self.payable(find, now));
        let payments = self.payments.rows().rev().take(ROWS_MAX);
        lists.insert("payments".into(), payments.map(|(id, row)| self.payment_row(*id, row)).collect());
        let payouts = self.payouts.rows().rev().take(ROWS_MAX).map(|(number, row)| {
            json!({"value": self.ids.id(Kind::Payout, *number), "status": row.status.name(),
                   "text": format!("{} · {} · {} lines · {}", row.arrival_date,
                                   money(row.total().to_major(row.currency)), row.lines.len(),
                                   row.status.name().replace('_', " "))})
        });
        lists.insert("payouts".into(), payouts.collect());
    }

    /// Invoices a payer can pay.
    fn payable(&self, find: &str, now: Timestamp) -> Value {
        self.invoices
            .rows()
            .rev()
            .filter(|(_, row)| row.payable && row.archived.is_none())
            .filter_map(|(number, row)| {
                let label = row.number.as_deref().unwrap_or("no number");
                let name =
                    self.customers.get(&row.customer).map(|customer| &*customer.name).unwrap_or_default();
                let fits = find.is_empty()
                    || label.to_lowercase().contains(find)
                    || name.to_lowercase().contains(find);
                let open = self.face(*number, now).filter(|_| fits)?.outstanding;
                open.is_positive().then(|| {
                    json!({"value": self.ids.id(Kind::Invoice, *number), "number": label,
                           "text": format!("{label} · {name} · {} open", money(open.to_major(row.currency)))})
                })
            })
            .take(ROWS_MAX)
            .collect()
    }

    fn payment_row(&self, number: u64, row: &Payment) -> Value {
        let name = self.customers.get(&row.customer).map(|customer| &*customer.name).unwrap_or_default();
        let how = match row.method {
            Method::StandardAch => "ACH",
            Method::Card => "card",
        };
        let paid_out = if row.payout.is_some() { " · in a payout" } else { "" };
        let back = if row.refunded.is_zero() {
            String::new()
        } else {
            format!(" · {} refunded", money(row.refunded.to_major(row.currency)))
        };
        json!({"value": self.ids.id(Kind::Payment, number), "status": row.status.name(), "name": name,
               "text": format!("{name} · {} · {how} · {}{back}{paid_out}",
                               money(row.sub_total().to_major(row.currency)), row.status.name().replace('_', " "))})
    }
}
