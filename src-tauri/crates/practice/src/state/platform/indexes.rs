//! From keys to rows: follows from the tables and is never saved.

use std::collections::{BTreeMap, BTreeSet};

use super::records::{Customer, Invoice, Payment};

/// Answers every question of the API without a walk over a table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Indexes {
    pub(crate) realms: BTreeMap<String, u64>,
    pub(crate) external_ids: BTreeMap<Box<str>, u64>,
    pub(crate) mapped_customers: BTreeMap<(u64, Box<str>), u64>,
    pub(crate) mapped_invoices: BTreeMap<(u64, Box<str>), u64>,
    pub(crate) customer_users: BTreeSet<(u64, u64)>,
    pub(crate) customer_invoices: BTreeSet<(u64, u64)>,
    pub(crate) invoice_numbers: BTreeSet<(Box<str>, u64)>,
    pub(crate) customer_payments: BTreeSet<(u64, u64)>,
    pub(crate) invoice_payments: BTreeSet<(u64, u64)>,
    pub(crate) pending_deliveries: BTreeSet<u64>,
}

impl Indexes {
    /// Customer and allocations of a payment never change, so nothing is ever taken out.
    pub(crate) fn add_payment(&mut self, number: u64, payment: &Payment) {
        self.customer_payments.insert((payment.customer, number));
        for allocation in &payment.allocations {
            self.invoice_payments.insert((allocation.invoice, number));
        }
    }

    /// Enters a customer, in place of what it was before.
    pub(crate) fn enter_customer(&mut self, number: u64, before: Option<&Customer>, customer: &Customer) {
        if let Some(before) = before {
            self.external_ids.remove(&before.external_id);
            if let Some(mapping) = &before.mapping {
                self.mapped_customers.remove(&(mapping.company, mapping.qbo_id.clone()));
            }
        }
        if !customer.external_id.is_empty() {
            self.external_ids.insert(customer.external_id.clone(), number);
        }
        if let Some(mapping) = &customer.mapping {
            self.mapped_customers.insert((mapping.company, mapping.qbo_id.clone()), number);
        }
    }

    /// Enters an invoice, in place of what it was before.
    pub(crate) fn enter_invoice(&mut self, number: u64, before: Option<&Invoice>, invoice: &Invoice) {
        if let Some(before) = before {
            self.customer_invoices.remove(&(before.customer, number));
            if let Some(label) = &before.number {
                self.invoice_numbers.remove(&(label.clone(), number));
            }
            if let Some(mapping) = &before.mapping {
                self.mapped_invoices.remove(&(mapping.company, mapping.qbo_id.clone()));
            }
        }
        self.customer_invoices.insert((invoice.customer, number));
        if let Some(label) = &invoice.number {
            self.invoice_numbers.insert((label.clone(), number));
        }
        if let Some(mapping) = &invoice.mapping {
            self.mapped_invoices.insert((mapping.company, mapping.qbo_id.clone()), number);
        }
    }
}
