//! Writes whose outcome nobody knows.

use std::collections::BTreeSet;

use ledger::{CompanyId, books};

use crate::intent::Action;
use crate::ports::{OutboxQuery, Store, StoreFault};
use crate::subject::Subject;

/// Those of the invoices with a write in the outbox, whatever its state: an answer takes it out.
pub(super) async fn invoices_underway(
    store: &dyn Store,
    company: &CompanyId,
    invoices: &[books::InvoiceId],
) -> Result<BTreeSet<Subject>, StoreFault> {
    if invoices.is_empty() {
        return Ok(BTreeSet::new());
    }
    let subjects = invoices.iter().cloned().map(Subject::Invoice).collect();
    let outbox = store.outbox(company, &OutboxQuery::Subjects(subjects)).await?;
    let writes = outbox.into_iter().filter(|item| {
        matches!(item.intent.action, Action::UpsertInvoice { .. } | Action::ArchiveInvoice { .. })
    });
    Ok(writes.map(|item| item.intent.subject).collect())
}
