//! Changes to customers, whoever makes them.

use jiff::Timestamp;

use super::ids::Kind;
use super::invoices::archive_again;
use super::records::{ArchiveReason, ArchivedBy, Customer, Topic};
use super::{Platform, next};

impl Platform {
    /// Adds a customer and tells of it.
    pub(crate) fn add_customer(&mut self, customer: Customer, now: Timestamp) -> u64 {
        let number = next(&self.customers);
        self.put_customer(number, customer);
        self.tell(Topic::CustomerCreated, number, None, now);
        self.note("created", "Customer", Kind::Customer, number);
        number
    }

    /// Changes a customer and tells of it.
    pub(crate) fn change_customer(
        &mut self,
        number: u64,
        now: Timestamp,
        change: impl FnOnce(&mut Customer),
    ) {
        let Some(mut customer) = self.customers.get(&number).map(|row| (**row).clone()) else { return };
        change(&mut customer);
        customer.updated_at = now;
        self.put_customer(number, customer);
        self.tell(Topic::CustomerUpdated, number, None, now);
        self.note("updated", "Customer", Kind::Customer, number);
    }

    /// Archives a customer, its invoices are left alone. Archiving again keeps who did it; a reason replaces the
    /// reason.
    pub(crate) fn archive_customer(
        &mut self,
        number: u64,
        by: ArchivedBy,
        reason: Option<ArchiveReason>,
        now: Timestamp,
    ) {
        let Some(customer) = self.customers.get(&number) else { return };
        let Some(archive) = archive_again(customer.archived, by, reason) else { return };
        let topic =
            if customer.archived.is_none() { Topic::CustomerArchived } else { Topic::CustomerUpdated };
        self.customers.edit(&number, |row| {
            row.archived = Some(archive);
            row.updated_at = now;
        });
        self.tell(topic, number, None, now);
        self.note("archived", "Customer", Kind::Customer, number);
    }

    /// Undoes an archive.
    pub(crate) fn restore_customer(&mut self, number: u64, now: Timestamp) {
        if self.customers.get(&number).is_some_and(|row| row.archived.is_some()) {
            self.customers.edit(&number, |row| {
                row.archived = None;
                row.updated_at = now;
            });
            self.tell(Topic::CustomerUpdated, number, None, now);
            self.note("restored", "Customer", Kind::Customer, number);
        }
    }
}
