//! The records as they are sent. Field names are written down here once more on purpose: no client shares them.

use std::collections::BTreeSet;

use jiff::Timestamp;
use ledger::Currency;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::amount::Amount;
use super::ids::Kind;
use super::platform::{Platform, PayoutBank};
use super::records::{
    Allocation, Archive, ArchiveReason, ArchivedBy, LineKind, Mapping, Method, Owner, Pair, Payment, PaymentLink, PayoutLink,
    Topic,
};

/// An instant as it is sent: UTC with milliseconds.
pub(super) fn instant(at: Timestamp) -> String {
    format!("{at:.3}")
}

/// A documented customer; text that is not known is empty.
#[derive(Debug, Serialize)]
pub(super) struct CustomerView<'a> {
    id: String,
    name: &'a str,
    legal_name: &'a str,
    email: &'a str,
    ein: &'a str,
    external_id: &'a str,
    customer_integration_id: &'a str,
    default_payment_method_id: &'a str,
    street_address: &'a str,
    sub_premise: &'a str,
    city: &'a str,
    state: &'a str,
    postal_code: &'a str,
    country: &'a str,
    created_at: String,
}

/// What every record with a QuickBooks id shows besides.
#[derive(Debug, Serialize)]
pub(super) struct MappingView<'a> {
    qbo_id: &'a str,
    #[serde(flatten)]
    pair: Pair,
    owner: Owner,
    archived: bool,
    archived_by: Option<ArchivedBy>,
    archive_reason: Option<ArchiveReason>,
}

/// A customer with its mapping.
#[derive(Debug, Serialize)]
pub(super) struct MappedCustomerView<'a> {
    #[serde(flatten)]
    customer: CustomerView<'a>,
    #[serde(flatten)]
    mapping: MappingView<'a>,
    phone: Option<&'a str>,
    active: bool,
}

/// A user of a customer.
#[derive(Debug, Serialize)]
pub(super) struct UserView<'a> {
    id: String,
    email: &'a str,
    first_name: &'a str,
    last_name: &'a str,
}

#[derive(Debug, Serialize)]
struct LineView<'a> {
    description: &'a str,
    amount: Amount,
    quantity: i64,
}

/// A documented invoice.
#[derive(Debug, Serialize)]
pub(super) struct InvoiceView<'a> {
    id: String,
    customer_id: String,
    invoice_number: &'a str,
    memo: &'a str,
    status: &'static str,
    currency: Currency,
    due_date: String,
    line_items: Vec<LineView<'a>>,
    sub_total: Amount,
    total: Amount,
    last_notification_at: &'static str,
    created_at: String,
}

/// An invoice with its mapping.
#[derive(Debug, Serialize)]
pub(super) struct MappedInvoiceView<'a> {
    #[serde(flatten)]
    invoice: InvoiceView<'a>,
    #[serde(flatten)]
    mapping: MappingView<'a>,
    customer_qbo_id: &'a str,
    outstanding_balance: Amount,
}

#[derive(Debug, Serialize)]
struct FeeView<'a> {
    amount: Amount,
    covered_by_customer: bool,
    name: &'a str,
    r#type: &'static str,
}

/// A documented payment.
#[derive(Debug, Serialize)]
pub(super) struct PaymentView {
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
pub(super) struct MappedPaymentView<'a> {
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
pub(super) struct PayoutView<'a> {
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

/// A payout with its lines.
#[derive(Debug, Serialize)]
pub(super) struct MappedPayoutView<'a> {
    #[serde(flatten)]
    payout: PayoutView<'a>,
    currency: Currency,
    lines: Vec<PayoutLineView<'a>>,
    link: Option<Value>,
}

#[derive(Debug, Serialize)]
struct ConnectedByView<'a> {
    installation_id: &'a str,
    name: &'a str,
    at: String,
}

/// The state of the QuickBooks link.
#[derive(Debug, Serialize)]
pub(super) struct StateView<'a> {
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
pub(super) struct EventView {
    id: String,
    topic: Topic,
    entity_id: String,
    occurred_at: String,
    data: Map<String, Value>,
}

impl Platform {
    pub(super) fn customer_view(&self, number: u64) -> Option<CustomerView<'_>> {
        let row = self.customers.get(&number)?;
        let mapped = row.mapping.as_ref().map(|mapping| &*mapping.qbo_id);
        let customer_integration_id = match row.owner {
            Owner::OtherIntegration => &row.other_integration_id,
            Owner::Quickbooks | Owner::Alternative => mapped.unwrap_or_default(),
        };
        Some(CustomerView {
            id: self.ids.id(Kind::Customer, number),
            name: &row.name,
            legal_name: &row.legal_name,
            email: &row.email,
            ein: &row.ein,
            external_id: &row.external_id,
            customer_integration_id,
            default_payment_method_id: "",
            street_address: &row.address.street_address,
            sub_premise: &row.address.sub_premise,
            city: &row.address.city,
            state: &row.address.state,
            postal_code: &row.address.postal_code,
            country: &row.address.country,
            created_at: instant(row.created_at),
        })
    }

    pub(super) fn mapped_customer_view(&self, number: u64) -> Option<MappedCustomerView<'_>> {
        let row = self.customers.get(&number)?;
        let mapping = mapping_view(row.mapping.as_ref()?, row.owner, row.archived);
        let customer = self.customer_view(number)?;
        Some(MappedCustomerView { customer, mapping, phone: row.phone.as_deref(), active: row.active })
    }

    pub(super) fn user_view(&self, number: u64) -> Option<UserView<'_>> {
        let row = self.users.get(&number)?;
        Some(UserView {
            id: self.ids.id(Kind::User, number),
            email: &row.email,
            first_name: &row.first_name,
            last_name: &row.last_name,
        })
    }

    pub(super) fn invoice_view(&self, number: u64, now: Timestamp) -> Option<InvoiceView<'_>> {
        let row = self.invoices.get(&number)?;
        let money = |minor| Amount(minor, row.currency);
        Some(InvoiceView {
            id: self.ids.id(Kind::Invoice, number),
            customer_id: self.ids.id(Kind::Customer, row.customer),
            invoice_number: row.number.as_deref().unwrap_or_default(),
            memo: row.memo.as_deref().unwrap_or_default(),
            status: self.face(number, now)?.status,
            currency: row.currency,
            due_date: row.due_date.to_string(),
            line_items: row
                .lines
                .iter()
                .map(|line| LineView {
                    description: &line.description,
                    amount: money(line.amount),
                    quantity: line.quantity,
                })
                .collect(),
            sub_total: money(row.sub_total),
            total: money(row.total),
            last_notification_at: "",
            created_at: instant(row.created_at),
        })
    }

    pub(super) fn mapped_invoice_view(&self, number: u64, now: Timestamp) -> Option<MappedInvoiceView<'_>> {
        let row = self.invoices.get(&number)?;
        let mapping = mapping_view(row.mapping.as_ref()?, row.owner, row.archived);
        let customer = self.customers.get(&row.customer).and_then(|customer| customer.mapping.as_ref());
        Some(MappedInvoiceView {
            invoice: self.invoice_view(number, now)?,
            mapping,
            customer_qbo_id: customer.map(|mapping| &*mapping.qbo_id).unwrap_or_default(),
            outstanding_balance: Amount(self.outstanding(number), row.currency),
        })
    }

    pub(super) fn payment_view(&self, number: u64) -> Option<PaymentView> {
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

    pub(super) fn mapped_payment_view(&self, number: u64) -> Option<MappedPaymentView<'_>> {
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

    pub(super) fn payout_view(&self, number: u64) -> Option<PayoutView<'_>> {
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

    pub(super) fn mapped_payout_view(&self, number: u64) -> Option<MappedPayoutView<'_>> {
        let row = self.payouts.get(&number)?;
        let lines = row.lines.iter().map(|line| PayoutLineView {
            payment_id: line.payment.map(|payment| self.ids.id(Kind::Payment, payment)),
            kind: line.kind,
            amount: Amount(line.amount, row.currency),
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

    pub(super) fn state_view(&self) -> StateView<'_> {
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

    pub(super) fn event_view(&self, number: u64) -> Option<EventView> {
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
    pub(super) fn event_data(&self, number: u64) -> Map<String, Value> {
        let mut data = Map::new();
        let Some(row) = self.events.get(&number) else { return data };
        if let Some(payment) = row.payment {
            data.insert("payment_id".into(), self.ids.id(Kind::Payment, payment).into());
        }
        if let Some(qbo_id) = &row.qbo_id {
            let name = if row.topic.entity() == Kind::Customer { "qbo_customer_id" } else { "qbo_invoice_id" };
            data.insert(name.into(), Value::String(qbo_id.to_string()));
        }
        data
    }
}

fn mapping_view(mapping: &Mapping, owner: Owner, archived: Option<Archive>) -> MappingView<'_> {
    MappingView {
        qbo_id: &mapping.qbo_id,
        pair: mapping.pair,
        owner,
        archived: archived.is_some(),
        archived_by: archived.map(|archive| archive.by),
        archive_reason: archived.and_then(|archive| archive.reason),
    }
}

/// The link of a payment as kept.
pub(super) fn payment_link(link: &PaymentLink) -> Value {
    json!({"qbo_payment_ids": link.qbo_payment_ids, "state": link.state, "detail": link.detail,
           "updated_at": instant(link.updated_at)})
}

/// The link of a payout as kept.
pub(super) fn payout_link(link: &PayoutLink) -> Value {
    json!({"qbo_deposit_id": link.qbo_deposit_id, "state": link.state, "detail": link.detail,
           "updated_at": instant(link.updated_at)})
}
