//! Which invoices were voided in QuickBooks, told by what they were before (rule I7).
//!
//! A void and a real invoice over nothing look alike but for a note, which people edit. What was more before, by what is
//! kept here, and came to nothing is a void under whatever note. That is told where records come in, so that the mirror, what
//! is compared with it and what is read just before a write all say the same.

use std::collections::BTreeMap;
use std::sync::Arc;

use ledger::{CompanyId, MinorUnits, alternative, books};

use crate::link::{InvoiceLink, Link};
use crate::ports::{Store, StoreFault};
use crate::record::{Mirrored, Read, Record, RecordRef};
use crate::subject::Subject;

/// What is kept here of invoices that came to nothing.
pub(crate) struct Voids {
    company: CompanyId,
    store: Arc<dyn Store>,
}

impl Voids {
    pub(crate) fn new(company: CompanyId, store: Arc<dyn Store>) -> Self {
        Self { company, store }
    }

    /// Marks those of these records that are voids. Where what is kept cannot be read, they stay as they came: they are read
    /// again, and a store that fails says so when they are kept.
    pub(crate) async fn tell(&self, reads: &mut [Read<Record>]) {
        let doubtful: Vec<_> = reads.iter().filter_map(|read| doubtful(&read.record)).collect();
        if doubtful.is_empty() {
            return;
        }
        let Ok(known) = self.known(&doubtful).await else { return };
        for read in reads {
            if let Record::BooksInvoice(invoice) = &mut read.record {
                invoice.voided |= known.get(&invoice.id).is_some_and(|known| known.makes_a_void_of(invoice));
            }
        }
    }

    async fn known(&self, ids: &[books::InvoiceId]) -> Result<BTreeMap<books::InvoiceId, Known>, StoreFault> {
        let subjects: Vec<_> = ids.iter().cloned().map(Subject::Invoice).collect();
        let mut all: BTreeMap<_, _> = ids.iter().map(|id| (id.clone(), Known::default())).collect();
        for (subject, link) in self.store.links(&self.company, &subjects).await? {
            if let (Subject::Invoice(id), Link::Invoice(link)) = (subject, link) {
                all.entry(id).or_default().link = link;
            }
        }
        let shown: BTreeMap<_, _> = all
            .iter()
            .filter_map(|(id, known)| Some((known.link.alternative.clone()?, id.clone())))
            .collect();
        let wanted = ids.iter().map(RecordRef::books_invoice);
        let wanted: Vec<_> = wanted.chain(shown.keys().map(RecordRef::alternative_invoice)).collect();
        for Mirrored { record, .. } in self.store.records(&self.company, &wanted).await? {
            match record {
                Record::BooksInvoice(invoice) => {
                    let id = invoice.id.clone();
                    all.entry(id).or_default().mirrored = Some(invoice);
                }
                Record::AlternativeInvoice(invoice) => {
                    if let Some(id) = shown.get(&invoice.id) {
                        all.entry(id.clone()).or_default().shown = Some(invoice);
                    }
                }
                _ => {}
            }
        }
        Ok(all)
    }
}

fn doubtful(record: &Record) -> Option<books::InvoiceId> {
    match record {
        Record::BooksInvoice(invoice) if invoice.is_zeroed() && !invoice.voided => Some(invoice.id.clone()),
        _ => None,
    }
}

/// What is kept of one of them.
#[derive(Default)]
struct Known {
    mirrored: Option<books::Invoice>,
    link: InvoiceLink,
    shown: Option<alternative::Invoice>,
}

impl Known {
    fn makes_a_void_of(&self, invoice: &books::Invoice) -> bool {
        let before = self.mirrored.as_ref();
        let was_more = before.is_some_and(|before| before.voided || before.total.is_positive());
        invoice.is_zeroed() && (was_more || asked_for_more(&self.link, self.shown.as_ref()))
    }
}

/// Payers were asked for it: by what was sent from here, or, where that is lost with its database, by what Alternative shows.
pub(crate) fn asked_for_more(link: &InvoiceLink, shown: Option<&alternative::Invoice>) -> bool {
    let sent = link.sent.as_ref().map(|sent| sent.body.total);
    sent.or(shown.map(|shown| shown.total)).is_some_and(MinorUnits::is_positive)
}
