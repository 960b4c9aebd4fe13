//! Northwind MSP: a managed-service provider with three years of books.
use super::founder::Founder; pub fn found(_founder: &mut Founder, _invoices: u32) {}
