//! Customers and invoices, documented and mapped.

use jiff::Timestamp;
use ledger::Currency;
use serde::Serialize;

use super::instant::instant;
use crate::state::platform::Platform;
use crate::state::platform::amount::Amount;
use crate::state::platform::ids::Kind;
use crate::state::platform::records::{Archive, ArchiveReason, ArchivedBy, Mapping, Owner, Pair};

/// A documented customer; text that is not known is empty.
#[derive(Debug, Serialize)]
pub(crate) struct CustomerView<'a> {
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
pub(crate) struct MappingView<'a> {
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
pub(crate) struct MappedCustomerView<'a> {
    #[serde(flatten)]
    customer: CustomerView<'a>,
    #[serde(flatten)]
    mapping: MappingView<'a>,
    phone: Option<&'a str>,
    active: bool,
}

/// A user of a customer.
#[derive(Debug, Serialize)]
pub(crate) struct UserView<'a> {
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
pub(crate) struct InvoiceView<'a> {
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
pub(crate) struct MappedInvoiceView<'a> {
    #[serde(flatten)]
    invoice: InvoiceView<'a>,
    #[serde(flatten)]
    mapping: MappingView<'a>,
    customer_qbo_id: &'a str,
    outstanding_balance: Amount,
}

impl Platform {
    pub(crate) fn customer_view(&self, number: u64) -> Option<CustomerView<'_>> {
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

    pub(crate) fn mapped_customer_view(&self, number: u64) -> Option<MappedCustomerView<'_>> {
        let row = self.customers.get(&number)?;
        let mapping = mapping_view(row.mapping.as_ref()?, row.owner, row.archived);
        let customer = self.customer_view(number)?;
        Some(MappedCustomerView { customer, mapping, phone: row.phone.as_deref(), active: row.active })
    }

    pub(crate) fn user_view(&self, number: u64) -> Option<UserView<'_>> {
        let row = self.users.get(&number)?;
        Some(UserView {
            id: self.ids.id(Kind::User, number),
            email: &row.email,
            first_name: &row.first_name,
            last_name: &row.last_name,
        })
    }

    pub(crate) fn invoice_view(&self, number: u64, now: Timestamp) -> Option<InvoiceView<'_>> {
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

    pub(crate) fn mapped_invoice_view(&self, number: u64, now: Timestamp) -> Option<MappedInvoiceView<'_>> {
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
