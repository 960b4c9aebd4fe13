//! Records that cannot be understood: told once, and never in the way of the others. Nothing is decided on them; what
//! is known from earlier looks stays.

use std::collections::BTreeSet;

use jiff::Timestamp;
use ledger::{CompanyId, books};

use crate::apply::ApplyError;
use crate::documents::{self, Asides, Edit, NotRead};
use crate::fault::{Blame, Fault, FaultKind, Side};
use crate::happened::Happened;
use crate::ingest::Reading;
use crate::journal::{EntryDraft, EntryKind};
use crate::ports::{
    Books, Change, ChangeSet, Entity, Gone, JournalQuery, Look, Store, StoreFault, Unreadable,
};
use crate::record::{RecordKind, RecordRef};
use crate::said::Said;
use crate::subject::Subject;

/// Journal entries looked back for the same complaint.
const LOOK_BACK: u32 = 50;

/// Sets these records aside, and tells so in the journal unless the journal has told the same about them already: a broken record comes
/// again with every look that overlaps.
pub(crate) async fn complaints(
    store: &dyn Store,
    company: &CompanyId,
    now: Timestamp,
    side: Side,
    unreadable: Vec<Unreadable>,
) -> Result<ChangeSet, StoreFault> {
    let mut changes = ChangeSet::new();
    let named = unreadable.iter().filter_map(|broken| {
        let said = Some(Said::new(broken.why.as_str()));
        Some(NotRead { reference: broken.reference.clone()?, paid_at: None, said, definite: broken.definite })
    });
    changes.extend(set_aside(now, named.collect()));
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

/// Sets these aside: not known is a state of theirs from now on.
pub(crate) fn set_aside(now: Timestamp, records: Vec<NotRead>) -> ChangeSet {
    let mut changes: ChangeSet = records
        .iter()
        .filter(|one| one.said.is_some())
        .map(|one| Change::Dirty(Subject::Unread(one.reference.clone())))
        .collect();
    if !records.is_empty() {
        changes.push(Change::edit(Edit::SetAside(now, records)));
    }
    changes
}

/// Of these, those that were set aside are known again.
pub(crate) async fn known_again(
    store: &dyn Store,
    company: &CompanyId,
    read: &[RecordRef],
) -> Result<(ChangeSet, BTreeSet<RecordRef>), StoreFault> {
    let Asides(asides) = documents::read(store, company).await?;
    let back: BTreeSet<_> = asides
        .into_iter()
        .map(|aside| aside.reference)
        .filter(|reference| read.contains(reference))
        .collect();
    if back.is_empty() {
        return Ok((ChangeSet::new(), back));
    }
    let mut changes: ChangeSet = back.iter().cloned().map(Subject::Unread).map(Change::Dirty).collect();
    changes.push(Change::edit(Edit::Known(back.clone())));
    Ok((changes, back))
}

/// What direct reads of some records of QuickBooks brought.
#[derive(Default)]
pub(crate) struct Direct {
    pub(crate) reading: Reading,
    pub(crate) unreadable: Vec<Unreadable>,
    /// Those that are left for another step.
    pub(crate) left: BTreeSet<RecordRef>,
}

/// Records that are asked for one by one in one step, after they did not come in the answer for all.
const ONE_BY_ONE: usize = 40;

/// Reads these records, in one request where possible, and what that did not bring one by one, in their order, as many as
/// fit into a step. Code 610 on a direct read is the only evidence that one is gone (rule F3); one that cannot be
/// understood is neither gone nor known.
pub(crate) async fn read_directly(
    source: &dyn Books,
    wanted: &BTreeSet<RecordRef>,
    now: Timestamp,
) -> Result<Direct, ApplyError> {
    let mut direct = Direct::default();
    let mut doubts = Doubts::default();
    for page in source.look(&looks(wanted)).await? {
        direct.reading.records.extend(page.records);
        direct.unreadable.extend(page.unreadable);
    }
    let met = direct.reading.records.iter().map(|read| read.record.reference());
    let broken = direct.unreadable.iter().filter_map(|broken| broken.reference.clone());
    let met: BTreeSet<_> = met.chain(broken).collect();
    let mut missing = wanted.difference(&met);
    for reference in missing.by_ref().take(ONE_BY_ONE) {
        match source.read(reference).await {
            Ok(read) => direct.reading.records.push(read),
            Err(fault) if fault.kind == FaultKind::NotFound => {
                direct.reading.gone.push(Gone { reference: reference.clone(), at: now });
            }
            Err(fault) if doubts.blame_the_record(&fault, source.probe()).await => {
                let why = fault.said().to_string();
                direct.unreadable.push(Unreadable {
                    reference: Some(reference.clone()),
                    why,
                    definite: fault.kind == FaultKind::Unreadable,
                });
            }
            Err(fault) => return Err(fault.into()),
        }
    }
    direct.left = missing.cloned().collect();
    Ok(direct)
}

/// The kind of the records of an entity.
pub(crate) fn kind_of(entity: Entity) -> Option<RecordKind> {
    match entity {
        Entity::Customer => Some(RecordKind::BooksCustomer),
        Entity::Invoice => Some(RecordKind::BooksInvoice),
        Entity::Payment => Some(RecordKind::BooksPayment),
        Entity::Deposit => Some(RecordKind::BooksDeposit),
        Entity::Account | Entity::Company => None,
    }
}

/// The look for records of one kind by their ids.
fn look(kind: RecordKind, ids: &[String]) -> Option<Look> {
    let ids = || ids.iter().map(String::as_str);
    match kind {
        RecordKind::BooksCustomer => Some(Look::Customers(ids().map(books::CustomerId::from).collect())),
        RecordKind::BooksInvoice => Some(Look::Invoices(ids().map(books::InvoiceId::from).collect())),
        RecordKind::BooksPayment => Some(Look::Payments(ids().map(books::PaymentId::from).collect())),
        RecordKind::BooksDeposit => Some(Look::Deposits(ids().map(books::DepositId::from).collect())),
        _ => None,
    }
}

/// Whom the reads that failed in one walk speak of (rule F8).
#[derive(Default)]
pub(crate) struct Doubts {
    met: u32,
    /// A record that was read well lately can be read again: the side is well.
    cleared: bool,
}

impl Doubts {
    /// Whether this one speaks of its record only. Several that may be either's fault are the side's when a record that
    /// was read well within the hour fails as well; `probe` says whether it can be read, if there is one.
    pub(crate) async fn blame_the_record(
        &mut self,
        fault: &Fault,
        probe: impl Future<Output = Option<bool>>,
    ) -> bool {
        match fault.kind.blame() {
            Blame::Record => true,
            Blame::Side => false,
            Blame::Doubt => {
                self.met += 1;
                self.cleared = self.cleared || (self.met > 1 && probe.await.unwrap_or(true));
                self.met == 1 || self.cleared
            }
        }
    }
}

fn looks(wanted: &BTreeSet<RecordRef>) -> Vec<Look> {
    let of_kind = |kind: RecordKind| -> Vec<String> {
        wanted.iter().filter(|it| it.kind == kind).map(|it| it.id.clone()).collect()
    };
    let looks = RecordKind::ALL.into_iter().filter_map(|kind| look(kind, &of_kind(kind)));
    looks.filter(|look| !look.is_empty()).collect()
}
