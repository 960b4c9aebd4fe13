//! Which invoice of the books a share of a payment pays, where Alternative names only its own.
//!
//! An invoice may have had several ids in Alternative, and a payment stays under the one it was made under. Every invoice
//! that was read there keeps its mapping in the mirror, those of former ids too, so that a share is named once, when it is
//! taken in, and everything else goes by the id of the books.

use std::collections::BTreeMap;

use ledger::{CompanyId, alternative, books};

use crate::ports::{Store, StoreFault};
use crate::record::{Mirrored, Read, Record, RecordKind, RecordRef};

/// Invoices of the books by the ids they have, or had, in Alternative.
pub(crate) type Mapped = BTreeMap<alternative::InvoiceId, books::InvoiceId>;

/// What an invoice of Alternative follows.
pub(crate) fn mapped(record: &Record) -> Option<(alternative::InvoiceId, books::InvoiceId)> {
    match record {
        Record::AlternativeInvoice(invoice) => Some((invoice.id.clone(), invoice.qbo_id.clone()?)),
        _ => None,
    }
}

/// Names the invoices of the books in the shares of payments that were just read.
pub(crate) async fn name(
    store: &dyn Store,
    company: &CompanyId,
    records: &mut [Read<Record>],
) -> Result<(), StoreFault> {
    let mut known: Mapped = records.iter().filter_map(|read| mapped(&read.record)).collect();
    let payments = records.iter().filter_map(|read| match &read.record {
        Record::AlternativePayment(payment) => Some(payment),
        _ => None,
    });
    let unnamed =
        payments.flat_map(|payment| &payment.allocations).filter(|share| share.qbo_invoice.is_none());
    let unknown: Vec<_> = unnamed
        .filter(|share| !known.contains_key(&share.invoice))
        .map(|share| RecordRef::alternative_invoice(&share.invoice))
        .collect();
    if !unknown.is_empty() {
        let mirrored = store.records(company, &unknown).await?;
        known.extend(mirrored.iter().filter_map(|mirrored| mapped(&mirrored.record)));
    }
    if !known.is_empty() {
        for read in records {
            fill(&mut read.record, &known);
        }
    }
    Ok(())
}

/// Payments that were read before anybody knew which invoices they pay: as they were, and as they are named now. Those of
/// `just_read` are left out; they were named as they came.
pub(crate) async fn named_at_last(
    store: &dyn Store,
    company: &CompanyId,
    known: &Mapped,
    just_read: &[RecordRef],
) -> Result<Vec<(Record, Mirrored)>, StoreFault> {
    if known.is_empty() {
        return Ok(Vec::new());
    }
    let invoices: Vec<_> = known.keys().map(RecordRef::alternative_invoice).collect();
    let mut payments = store.naming(company, &invoices, RecordKind::AlternativePayment).await?;
    payments.retain(|payment| !just_read.contains(payment));
    if payments.is_empty() {
        return Ok(Vec::new());
    }
    let mut named = Vec::new();
    for mut mirrored in store.records(company, &payments).await? {
        let before = mirrored.record.clone();
        if fill(&mut mirrored.record, known) {
            named.push((before, mirrored));
        }
    }
    Ok(named)
}

fn fill(record: &mut Record, known: &Mapped) -> bool {
    let Record::AlternativePayment(payment) = record else { return false };
    let mut named = false;
    for share in payment.allocations.iter_mut().filter(|share| share.qbo_invoice.is_none()) {
        share.qbo_invoice = known.get(&share.invoice).cloned();
        named |= share.qbo_invoice.is_some();
    }
    named
}
