//! From keys to rows: follows from the tables and is never saved.

use std::collections::{BTreeMap, BTreeSet};

use super::platform::Platform;
use super::records::{Customer, Invoice, Payment};

/// Answers every question of the API without a walk over a table.
#[derive(Debug, Clone, Default)]
pub(super) struct Indexes {
    pub(super) realms: BTreeMap<String, u64>,
    pub(super) external_ids: BTreeMap<Box<str>, u64>,
    pub(super) mapped_customers: BTreeMap<(u64, Box<str>), u64>,
    pub(super) mapped_invoices: BTreeMap<(u64, Box<str>), u64>,
    pub(super) customer_users: BTreeSet<(u64, u64)>,
    pub(super) customer_invoices: BTreeSet<(u64, u64)>,
    pub(super) invoice_numbers: BTreeSet<(Box<str>, u64)>,
    pub(super) customer_payments: BTreeSet<(u64, u64)>,
    pub(super) invoice_payments: BTreeSet<(u64, u64)>,
    pub(super) pending_deliveries: BTreeSet<u64>,
}

impl Indexes {
    /// Customer and allocations of a payment never change, so nothing is ever taken out.
    pub(super) fn add_payment(&mut self, number: u64, payment: &Payment) {
        self.customer_payments.insert((payment.customer, number));
        for allocation in &payment.allocations {
            self.invoice_payments.insert((allocation.invoice, number));
        }
    }
}

impl Platform {
    pub(super) fn index_customer(&mut self, number: u64, customer: &Customer) {
        if let Some(before) = self.customers.get(&number) {
            self.index.external_ids.remove(&before.external_id);
            if let Some(mapping) = &before.mapping {
                self.index.mapped_customers.remove(&(mapping.company, mapping.qbo_id.clone()));
            }
        }
        if !customer.external_id.is_empty() {
            self.index.external_ids.insert(customer.external_id.clone(), number);
        }
        if let Some(mapping) = &customer.mapping {
            self.index.mapped_customers.insert((mapping.company, mapping.qbo_id.clone()), number);
        }
    }

    pub(super) fn index_invoice(&mut self, number: u64, invoice: &Invoice) {
        if let Some(before) = self.invoices.get(&number) {
            self.index.customer_invoices.remove(&(before.customer, number));
            if let Some(label) = &before.number {
                self.index.invoice_numbers.remove(&(label.clone(), number));
            }
            if let Some(mapping) = &before.mapping {
                self.index.mapped_invoices.remove(&(mapping.company, mapping.qbo_id.clone()));
            }
        }
        self.index.customer_invoices.insert((invoice.customer, number));
        if let Some(label) = &invoice.number {
            self.index.invoice_numbers.insert((label.clone(), number));
        }
        if let Some(mapping) = &invoice.mapping {
            self.index.mapped_invoices.insert((mapping.company, mapping.qbo_id.clone()), number);
        }
    }
}
