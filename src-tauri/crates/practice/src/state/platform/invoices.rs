//! What an invoice asks of its payer, and the changes that a dashboard or an API call makes to it.

use jiff::Timestamp;
use ledger::MinorUnits;

use super::ids::Kind;
use super::records::{Archive, ArchiveReason, ArchivedBy, Invoice, PaymentStatus, Topic};
use super::{Platform, next};

/// What the payer sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Face {
    pub outstanding: MinorUnits,
    pub status: &'static str,
}

impl Platform {
    /// Adds an invoice and tells of it.
    pub(crate) fn add_invoice(&mut self, invoice: Invoice, now: Timestamp) -> u64 {
        let number = next(&self.invoices);
        self.put_invoice(number, invoice);
        self.tell(Topic::InvoiceCreated, number, None, now);
        self.note("created", "Invoice", Kind::Invoice, number);
        if self.face(number, now).is_some_and(|face| face.status == "PAID") {
            self.tell(Topic::InvoicePaid, number, None, now);
        }
        number
    }

    /// What the payer is still asked for.
    ///
    /// QuickBooks' balance, less live payments that QuickBooks does not hold yet, plus failed ones that it still
    /// holds. An invoice that exists here only has no balance elsewhere: its total less its live payments.
    pub fn outstanding(&self, number: u64) -> MinorUnits {
        let Some(invoice) = self.invoices.get(&number) else { return MinorUnits::ZERO };
        if invoice.marked_paid {
            return MinorUnits::ZERO;
        }
        let linked = invoice.mapping.as_ref().is_some_and(|mapping| mapping.body.is_some());
        let mut open = invoice.balance;
        for (_, payment) in self.payments_of(number) {
            let allocated: MinorUnits = payment
                .allocations
                .iter()
                .filter(|part| part.invoice == number)
                .map(|part| part.amount)
                .sum();
            let recorded = linked && payment.is_recorded();
            if payment.is_live() && !recorded {
                open -= allocated;
            } else if payment.status == PaymentStatus::Failed && recorded {
                open += allocated;
            }
        }
        open.clamp(MinorUnits::ZERO, invoice.total)
    }

    /// The processing payment on an invoice, if there is one.
    pub(crate) fn processing_payment(&self, invoice: u64) -> Option<(u64, MinorUnits)> {
        self.payments_of(invoice)
            .find(|(_, payment)| payment.status == PaymentStatus::Processing)
            .map(|(number, payment)| (number, payment.sub_total()))
    }

    /// Outstanding balance and status of an invoice.
    pub fn face(&self, number: u64, now: Timestamp) -> Option<Face> {
        let invoice = self.invoices.get(&number)?;
        let outstanding = self.outstanding(number);
        let status = if invoice.archived.is_some() {
            "ARCHIVED"
        } else if outstanding.is_zero() {
            if self.processing_payment(number).is_some() { "RECEIVED" } else { "PAID" }
        } else if self.today(now) > invoice.due_date {
            "OVERDUE"
        } else {
            "UPCOMING"
        };
        Some(Face { outstanding, status })
    }

    /// Changes an invoice and tells of it, and of its becoming paid.
    pub(crate) fn change_invoice(&mut self, number: u64, now: Timestamp, change: impl FnOnce(&mut Invoice)) {
        let Some(mut invoice) = self.invoices.get(&number).map(|row| (**row).clone()) else { return };
        let before = self.face(number, now);
        change(&mut invoice);
        invoice.updated_at = now;
        self.put_invoice(number, invoice);
        self.tell(Topic::InvoiceUpdated, number, None, now);
        self.note("updated", "Invoice", Kind::Invoice, number);
        self.tell_when_paid(number, before, now);
    }

    /// Tells that an invoice is fully paid, when it was not before.
    pub(crate) fn tell_when_paid(&mut self, number: u64, before: Option<Face>, now: Timestamp) {
        let paid = |face: Option<Face>| face.is_some_and(|face| face.status == "PAID");
        if paid(self.face(number, now)) && !paid(before) {
            self.tell(Topic::InvoicePaid, number, None, now);
        }
    }

    /// Archives an invoice. Archiving again keeps who did it; a reason replaces the reason.
    pub(crate) fn archive_invoice(
        &mut self,
        number: u64,
        by: ArchivedBy,
        reason: Option<ArchiveReason>,
        now: Timestamp,
    ) {
        let Some(invoice) = self.invoices.get(&number) else { return };
        let Some(archive) = archive_again(invoice.archived, by, reason) else { return };
        let topic = if invoice.archived.is_none() { Topic::InvoiceArchived } else { Topic::InvoiceUpdated };
        self.invoices.edit(&number, |row| {
            row.archived = Some(archive);
            row.updated_at = now;
        });
        self.tell(topic, number, None, now);
        self.note("archived", "Invoice", Kind::Invoice, number);
    }

    /// Undoes an archive.
    pub(crate) fn restore_invoice(&mut self, number: u64, now: Timestamp) {
        if self.invoices.get(&number).is_some_and(|row| row.archived.is_some()) {
            self.invoices.edit(&number, |row| {
                row.archived = None;
                row.updated_at = now;
            });
            self.tell(Topic::InvoiceUpdated, number, None, now);
            self.note("restored", "Invoice", Kind::Invoice, number);
        }
    }
}

/// The new archive mark; nothing when archiving changes nothing.
pub(crate) fn archive_again(
    before: Option<Archive>,
    by: ArchivedBy,
    reason: Option<ArchiveReason>,
) -> Option<Archive> {
    let after = match before {
        None => Archive { by, reason },
        Some(before) => Archive { by: before.by, reason: reason.or(before.reason) },
    };
    (before != Some(after)).then_some(after)
}
