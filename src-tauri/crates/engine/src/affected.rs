//! Who has to be planned again because of a change: every subject whose rules look at what changed (rule P18).
//!
//! Records lead to subjects when they are taken in (`absorb`). What the companion itself keeps of a subject, its link, is
//! looked at by others too: a payment's by its payouts, its invoices and their other payments, an invoice's by the
//! payments that pay it.

use std::collections::BTreeSet;

use ledger::CompanyId;

use crate::ports::{Change, ChangeSet, Store, StoreFault};
use crate::record::{Record, RecordKind, RecordRef};
use crate::subject::Subject;

/// Writes these changes, and marks whoever they matter to.
pub(crate) async fn commit(
    store: &dyn Store,
    company: &CompanyId,
    mut changes: ChangeSet,
) -> Result<(), StoreFault> {
    let marks = marks(store, company, &changes).await?;
    changes.extend(marks);
    store.write(company, changes).await
}

async fn marks(store: &dyn Store, company: &CompanyId, changes: &ChangeSet) -> Result<ChangeSet, StoreFault> {
    let mut payments = BTreeSet::new();
    let mut invoices = BTreeSet::new();
    let paid = |record: &Record| {
        let named = record.touches().into_iter();
        named.filter(|named| named.kind == RecordKind::BooksInvoice).collect::<Vec<_>>()
    };
    for subject in changes.linked() {
        match subject {
            Subject::Payment(id) => {
                payments.insert(RecordRef::alternative_payment(id));
            }
            Subject::Invoice(id) => {
                invoices.insert(RecordRef::books_invoice(id));
            }
            Subject::Customer(_)
            | Subject::Payout(_)
            | Subject::BeforeStart
            | Subject::Brake(_)
            | Subject::Currencies
            | Subject::Account(_)
            | Subject::Unread(_) => {}
        }
    }
    // What Alternative took of an invoice decides when its payments are reported (rule P15).
    let decides = [RecordKind::AlternativeInvoice, RecordKind::AlternativePayment];
    for mirrored in changes.mirrored().filter(|it| decides.contains(&it.record.reference().kind)) {
        invoices.extend(paid(&mirrored.record));
    }
    let mut subjects = BTreeSet::new();
    if !payments.is_empty() {
        let payments: Vec<_> = payments.into_iter().collect();
        let payouts = store.naming(company, &payments, RecordKind::AlternativePayout).await?;
        subjects.extend(payouts.iter().filter_map(Subject::of));
        for mirrored in store.records(company, &payments).await? {
            // Other payments of the same invoices wait for this one's report.
            let paid = paid(&mirrored.record);
            subjects.extend(paid.iter().filter_map(Subject::of));
            invoices.extend(paid);
        }
    }
    if !invoices.is_empty() {
        let invoices: Vec<_> = invoices.into_iter().collect();
        let paying = store.naming(company, &invoices, RecordKind::AlternativePayment).await?;
        subjects.extend(paying.iter().filter_map(Subject::of));
    }
    Ok(subjects.into_iter().map(Change::Dirty).collect())
}
