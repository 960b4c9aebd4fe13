//! Records that cannot be understood: told once, and never in the way of the others. Nothing is decided on them; what
//! is known from earlier looks stays.

use std::collections::BTreeSet;

use jiff::Timestamp;
use ledger::{CompanyId, books};

use crate::apply::ApplyError;
use crate::fault::{FaultKind, Side};
use crate::happened::Happened;
use crate::ingest::Reading;
use crate::journal::{EntryDraft, EntryKind};
use crate::ports::{Books, Change, ChangeSet, Gone, JournalQuery, Look, Store, StoreFault, Unreadable};
use crate::record::{RecordKind, RecordRef};
use crate::said::Said;

/// Journal entries looked back for the same complaint.
const LOOK_BACK: u32 = 50;

/// Journal entries for these records, unless the journal has told the same about them already: a broken record comes
/// again with every look that overlaps.
pub(crate) async fn complaints(
    store: &dyn Store,
    company: &CompanyId,
    now: Timestamp,
    side: Side,
    unreadable: Vec<Unreadable>,
) -> Result<ChangeSet, StoreFault> {
    let mut changes = ChangeSet::new();
    for broken in unreadable {
        let happened = Happened::Unreadable { side, why: Said::new(broken.why) };
        let query =
            JournalQuery { record: broken.reference.clone(), limit: LOOK_BACK, ..JournalQuery::default() };
        let told = store.journal(company, &query).await?;
        if told.iter().any(|known| known.draft.happened == happened) {
            continue;
        }
        let mut entry = EntryDraft::new(now, EntryKind::Failed, happened);
        entry.record = broken.reference;
        changes.push(Change::Journal(Box::new(entry)));
    }
    Ok(changes)
}

/// What direct reads of some records of QuickBooks brought.
pub(crate) struct Direct {
    pub(crate) reading: Reading,
    pub(crate) unreadable: Vec<Unreadable>,
}

/// Reads these records, in one request where possible. Code 610 on a direct read is the only evidence that one is gone
/// (rule F3); one that cannot be understood is neither gone nor known.
pub(crate) async fn read_directly(
    source: &dyn Books,
    wanted: &BTreeSet<RecordRef>,
    now: Timestamp,
) -> Result<Direct, ApplyError> {
    let pages = source.look(&looks(wanted)).await?;
    let mut direct = Direct { reading: Reading::default(), unreadable: Vec::new() };
    for page in pages {
        direct.reading.records.extend(page.records);
        direct.unreadable.extend(page.unreadable);
    }
    let met = direct.reading.records.iter().map(|read| read.record.reference());
    let broken = direct.unreadable.iter().filter_map(|broken| broken.reference.clone());
    let met: BTreeSet<_> = met.chain(broken).collect();
    for reference in wanted.difference(&met) {
        match source.read(reference).await {
            Ok(read) => direct.reading.records.push(read),
            Err(fault) if fault.kind == FaultKind::NotFound => {
                direct.reading.gone.push(Gone { reference: reference.clone(), at: now });
            }
            Err(fault) => return Err(fault.into()),
        }
    }
    Ok(direct)
}

fn looks(wanted: &BTreeSet<RecordRef>) -> Vec<Look> {
    let ids = |kind: RecordKind| {
        let of_kind = wanted.iter().filter(move |reference| reference.kind == kind);
        of_kind.map(|reference| reference.id.as_str())
    };
    let looks = [
        Look::Customers(ids(RecordKind::BooksCustomer).map(books::CustomerId::from).collect()),
        Look::Invoices(ids(RecordKind::BooksInvoice).map(books::InvoiceId::from).collect()),
        Look::Payments(ids(RecordKind::BooksPayment).map(books::PaymentId::from).collect()),
        Look::Deposits(ids(RecordKind::BooksDeposit).map(books::DepositId::from).collect()),
    ];
    looks.into_iter().filter(|look| !look.is_empty()).collect()
}
