//! What identities of entries and of what is applied are computed from.

use jiff::civil::Date;
use ledger::{Currency, MinorUnits, books};
use serde::Serialize;

use crate::link::ReturnOrder;
use crate::ports::PaymentLineDraft;

/// A return order, without what became of it.
#[derive(Serialize)]
pub(super) struct OrderFacts<'a> {
    up_to: MinorUnits,
    amount: MinorUnits,
    currency: Currency,
    date: Date,
    debit: Option<&'a str>,
}

/// What a payment pays of an invoice.
#[derive(Serialize)]
pub(super) struct AppliedFacts<'a> {
    invoice: &'a str,
    amount: MinorUnits,
}

pub(super) fn ordered(order: &ReturnOrder) -> OrderFacts<'_> {
    let debit = order.debit.as_ref().map(books::AccountId::as_str);
    let ReturnOrder { up_to, amount, currency, date, .. } = *order;
    OrderFacts { up_to, amount, currency, date, debit }
}

pub(super) fn applied(line: &PaymentLineDraft) -> AppliedFacts<'_> {
    AppliedFacts { invoice: line.invoice.as_str(), amount: line.amount }
}
