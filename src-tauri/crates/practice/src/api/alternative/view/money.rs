//! Payments and payouts, documented and mapped.

use std::collections::BTreeSet;

use ledger::Currency;
use serde::Serialize;
use serde_json::{Value, json};

use super::instant::instant;
use crate::state::platform::Platform;
use crate::state::platform::amount::Amount;
use crate::state::platform::ids::Kind;
use crate::state::platform::records::{Allocation, LineKind, Method, Payment, PaymentLink, PayoutLink};
use crate::switches::{Switch, Switches};

#[derive(Debug, Serialize)]
struct FeeView<'a> {
    amount: Amount,
    covered_by_customer: bool,
    name: &'a str,
    r#type: &'static str,
}

/// A documented payment.
#[derive(Debug, Serialize)]
pub(crate) struct PaymentView {
    id: String,
    customer_id: String,
    payment_method: &'static str,
    status: &'static str,
    sub_total: Amount,
    total: Amount,
    fees: Vec<FeeView<'static>>,
    due_date: String,
    created_at: String,
}

#[derive(Debug, Serialize)]
struct AllocationView<'a> {
    invoice_id: String,
    qbo_invoice_id: Option<&'a str>,
    amount: Amount,
}

/// A payment with the invoices it pays.
#[derive(Debug, Serialize)]
pub(crate) struct MappedPaymentView<'a> {
    #[serde(flatten)]
    payment: PaymentView,
    refunded_amount: Amount,
    updated_at: String,
    allocations: Vec<AllocationView<'a>>,
    payout_id: Option<String>,
    failure_reason: Option<&'a str>,
    link: Option<Value>,
}

/// A documented payout.
#[derive(Debug, Serialize)]
pub(crate) struct PayoutView<'a> {
    id: String,
    status: &'static str,
    arrival_date: String,
    created_at: String,
    customer_id: String,
    sub_total: Amount,
    total: Amount,
    fees: Vec<FeeView<'a>>,
}

#[derive(Debug, Serialize)]
struct PayoutLineView<'a> {
    payment_id: Option<String>,
    kind: LineKind,
    amount: Amount,
    customer_id: Option<String>,
    description: &'a str,
}

/// The sign of the fees among the lines of a payout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FeeLines {
    BelowZero,
    AboveZero,
}

impl FeeLines {
    /// As the switch has it.
    pub fn of(switches: &Switches) -> Self {
        if switches.is(Switch::AlternativeFeeLines, "above-zero") { Self::AboveZero } else { Self::BelowZero }
    }
}

/// A payout with its lines.
#[derive(Debug, Serialize)]
pub(crate) struct MappedPayoutView<'a> {
    #[serde(flatten)]
    payout: PayoutView<'a>,
    currency: Currency,
    lines: Vec<PayoutLineView<'a>>,
    link: Option<Value>,
}

impl Platform {
    pub(crate) fn payment_view(&self, number: u64) -> Option<PaymentView> {
        let row = self.payments.get(&number)?;
        let money = |minor| Amount(minor, row.currency);
        let first = row.allocations.first().and_then(|part| self.invoices.get(&part.invoice));
        let name = match row.method {
            Method::StandardAch => "ACH fee",
            Method::Card => "Card fee",
        };
        let fees = row.fee.iter().map(|fee| FeeView {
            amount: money(fee.amount),
            covered_by_customer: fee.covered_by_customer,
            name,
            r#type: "FT_METHOD",
        });
        Some(PaymentView {
            id: self.ids.id(Kind::Payment, number),
            customer_id: self.ids.id(Kind::Customer, row.customer),
            payment_method: row.method.name(),
            status: row.status.name(),
            sub_total: money(row.sub_total()),
            total: money(row.total()),
            fees: fees.collect(),
            due_date: first.map(|invoice| invoice.due_date.to_string()).unwrap_or_default(),
            created_at: instant(row.created_at),
        })
    }

    pub(crate) fn mapped_payment_view(&self, number: u64) -> Option<MappedPaymentView<'_>> {
        let row = self.payments.get(&number)?;
        Some(MappedPaymentView {
            payment: self.payment_view(number)?,
            refunded_amount: Amount(row.refunded, row.currency),
            updated_at: instant(row.updated_at),
            allocations: self.allocation_views(row),
            payout_id: row.payout.map(|payout| self.ids.id(Kind::Payout, payout)),
            failure_reason: row.failure_reason.as_deref(),
            link: row.link.as_ref().map(payment_link),
        })
    }

    fn allocation_views<'a>(&'a self, payment: &Payment) -> Vec<AllocationView<'a>> {
        let connected = self.connected();
        let view = |part: &Allocation| {
            let mapping = self.invoices.get(&part.invoice).and_then(|invoice| invoice.mapping.as_ref());
            let mapping = mapping.filter(|mapping| Some(mapping.company) == connected);
            AllocationView {
                invoice_id: self.ids.id(Kind::Invoice, part.invoice),
                qbo_invoice_id: mapping.map(|mapping| &*mapping.qbo_id),
                amount: Amount(part.amount, payment.currency),
            }
        };
        payment.allocations.iter().map(view).collect()
    }

    pub(crate) fn payout_view(&self, number: u64) -> Option<PayoutView<'_>> {
        let row = self.payouts.get(&number)?;
        let money = |minor| Amount(minor, row.currency);
        let customers: BTreeSet<u64> = row.lines.iter().filter_map(|line| line.customer).collect();
        let only = customers.first().filter(|_| customers.len() == 1);
        let customer_id = only.map(|one| self.ids.id(Kind::Customer, *one)).unwrap_or_default();
        let fees = row.lines.iter().filter(|line| line.kind == LineKind::Fee).map(|line| FeeView {
            amount: money(-line.amount),
            covered_by_customer: false,
            name: &line.description,
            r#type: "method",
        });
        Some(PayoutView {
            id: self.ids.id(Kind::Payout, number),
            status: row.status.name(),
            arrival_date: row.arrival_date.to_string(),
            created_at: instant(row.created_at),
            customer_id,
            sub_total: money(row.sum_of(LineKind::Payment)),
            total: money(row.total()),
            fees: fees.collect(),
        })
    }

    pub(crate) fn mapped_payout_view(&self, number: u64, fees: FeeLines) -> Option<MappedPayoutView<'_>> {
        let above = |kind| kind == LineKind::Fee && fees == FeeLines::AboveZero;
        let row = self.payouts.get(&number)?;
        let lines = row.lines.iter().map(|line| PayoutLineView {
            payment_id: line.payment.map(|payment| self.ids.id(Kind::Payment, payment)),
            kind: line.kind,
            amount: Amount(if above(line.kind) { -line.amount } else { line.amount }, row.currency),
            customer_id: line.customer.map(|customer| self.ids.id(Kind::Customer, customer)),
            description: &line.description,
        });
        Some(MappedPayoutView {
            payout: self.payout_view(number)?,
            currency: row.currency,
            lines: lines.collect(),
            link: row.link.as_ref().map(payout_link),
        })
    }
}

/// The link of a payment as kept.
pub(crate) fn payment_link(link: &PaymentLink) -> Value {
    json!({"qbo_payment_ids": link.qbo_payment_ids, "state": link.state, "detail": link.detail,
           "updated_at": instant(link.updated_at)})
}

/// The link of a payout as kept.
pub(crate) fn payout_link(link: &PayoutLink) -> Value {
    json!({"qbo_deposit_id": link.qbo_deposit_id, "state": link.state, "detail": link.detail,
           "updated_at": instant(link.updated_at)})
}
