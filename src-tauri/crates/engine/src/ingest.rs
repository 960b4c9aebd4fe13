//! Reads become mirror rows, dirty marks and journal entries, in one list of changes.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use ledger::alternative::PayoutStatus;
use ledger::{CompanyId, alternative, books};
use serde_json::{Value, json};

use crate::happened::Happened;
use crate::journal::{EntryDraft, EntryKind};
use crate::link::Link;
use crate::link_patch::{CustomerPatch, InvoicePatch, LinkPatch, PayoutPatch};
use crate::merging::Moves;
use crate::note;
use crate::paid_invoices;
use crate::plan::AccountPurpose;
use crate::ports::{Change, ChangeSet, Gone, Store, StoreFault};
use crate::record::{Mirrored, Read, Record, RecordKind, RecordRef};
use crate::said::Said;
use crate::subject::Subject;
use crate::unreadable::known_again;

/// What was read, and how it is to be taken.
#[derive(Default)]
pub(crate) struct Reading {
    pub(crate) records: Vec<Read<Record>>,
    pub(crate) gone: Vec<Gone>,
    /// When payouts were paid, as the event feed told.
    pub(crate) paid: BTreeMap<alternative::PayoutId, Timestamp>,
    /// Note that even unchanged records were met (full comparison, rule F3).
    pub(crate) touch_unchanged: bool,
    /// What was asked for by its id, again and again, counts though an earlier answer showed a later version: that one was
    /// about something else (rule F8).
    pub(crate) insists: bool,
    /// First import: what is new is not told in the journal one by one.
    pub(crate) first_import: bool,
}

/// How late a copy of a record may come.
const LATE: SignedDuration = SignedDuration::from_hours(1);

/// Turns a reading into changes; what is unchanged since the last look costs nothing. The number counts what is new.
pub(crate) async fn ingest(
    store: &dyn Store,
    company: &CompanyId,
    now: Timestamp,
    mut reading: Reading,
) -> Result<(ChangeSet, usize), StoreFault> {
    paid_invoices::name(store, company, &mut reading.records).await?;
    let references: Vec<_> = reading.records.iter().map(|read| read.record.reference()).collect();
    let gone_references = reading.gone.iter().map(|gone| gone.reference.clone());
    let all: Vec<_> = references.into_iter().chain(gone_references).collect();
    let (mut changes, known_again) = known_again(store, company, &all).await?;
    let known = store.records(company, &all).await?;
    let known: BTreeMap<_, _> =
        known.into_iter().map(|mirrored| (mirrored.record.reference(), mirrored)).collect();
    let mut touched = ChangedRecords::default();
    let mut moves = Moves::default();
    let mut newly_mapped = BTreeMap::new();
    let mut news = 0;
    for read in reading.records {
        let reference = read.record.reference();
        let before = known.get(&reference);
        // A copy that comes late comes sooner than that: what was mirrored was about something else (rule F8).
        let settled = before.is_some_and(|before| now.duration_since(before.read_at) > LATE);
        let insists = reading.insists || (reading.touch_unchanged && settled);
        match judge(before, &read.record, insists) {
            // Others may wait for what was not known, though it is as it was (rule P18).
            Freshness::Same if reading.touch_unchanged || known_again.contains(&reference) => {
                let mirrored = Box::new(Mirrored { record: read.record, read_at: now, gone_at: None });
                changes.push(Change::Mirror { mirrored, raw: None });
            }
            Freshness::Same | Freshness::Older => {}
            Freshness::New => {
                news += 1;
                touched.note(before.map(|mirrored| &mirrored.record), &read.record);
                moves.note(before.map(|mirrored| &mirrored.record), &read.record);
                if !before.is_some_and(|mirrored| maps(&mirrored.record)) {
                    newly_mapped.extend(paid_invoices::mapped(&read.record));
                }
                if !reading.first_import {
                    changes.push(read_entry(now, &reference, before, &read.record));
                }
                changes.push(mirror_anew(now, before, read));
            }
        }
    }
    for gone in reading.gone {
        let Some(before) = known.get(&gone.reference).filter(|mirrored| mirrored.gone_at.is_none()) else {
            continue;
        };
        news += 1;
        touched.note(Some(&before.record), &before.record);
        let happened =
            Happened::Deleted { kind: gone.reference.kind, label: Said::new(before.record.label()) };
        let entry = EntryDraft::new(now, EntryKind::Read, happened)
            .on(gone.reference.clone())
            .with(json!({ "deleted_at": gone.at.to_string(), "before": summary(&before.record) }));
        changes.push(Change::Journal(Box::new(entry)));
        changes.push(Change::Gone { reference: gone.reference, at: gone.at });
    }
    for (before, mirrored) in paid_invoices::named_at_last(store, company, &newly_mapped, &all).await? {
        touched.note(Some(&before), &mirrored.record);
        changes.push(Change::Mirror { mirrored: Box::new(mirrored), raw: None });
    }
    changes.extend(moves.changes(store, company, now).await?);
    changes.extend(links(store, company, &touched, &reading.paid).await?);
    let subjects = subjects(store, company, &touched).await?;
    changes.extend(subjects.into_iter().map(Change::Dirty));
    Ok((changes, news))
}

/// The mirror of what is new. What was there under a later version was about something else, unless it is gone since.
fn mirror_anew(now: Timestamp, before: Option<&Mirrored>, read: Read<Record>) -> Change {
    let later = |before: &&Mirrored| before.record.version() > read.record.version();
    let corrects = before.filter(later).is_some_and(|before| before.gone_at.is_none());
    let mirrored = Box::new(Mirrored { record: read.record, read_at: now, gone_at: None });
    if corrects {
        Change::Correct { mirrored, raw: read.raw }
    } else {
        Change::Mirror { mirrored, raw: Some(read.raw) }
    }
}

enum Freshness {
    New,
    Same,
    Older,
}

fn judge(before: Option<&Mirrored>, record: &Record, insists: bool) -> Freshness {
    let Some(before) = before else { return Freshness::New };
    if !insists && before.record.version() > record.version() && before.gone_at.is_none() {
        return Freshness::Older;
    }
    if maps(&before.record) && !maps(record) {
        // The documented calls show no mapping: they never unmake a link.
        return Freshness::Older;
    }
    let same = is_same(&before.record, record) && before.gone_at.is_none();
    if same { Freshness::Same } else { Freshness::New }
}

/// Whether it is as it was. What earlier versions did not keep of a record is no news of it.
fn is_same(before: &Record, now: &Record) -> bool {
    match (before, now) {
        (Record::AlternativeInvoice(before), Record::AlternativeInvoice(now)) => {
            let due = now.due.filter(|_| before.due.is_some());
            let lines = now.lines.clone().filter(|_| before.lines.is_some());
            *before == alternative::Invoice { due, lines, ..now.clone() }
        }
        (Record::BooksPayment(before), Record::BooksPayment(now)) => {
            let created_at = now.created_at.filter(|_| before.created_at.is_some());
            *before == books::Payment { created_at, ..now.clone() }
        }
        // The same report once more is no news.
        (Record::AlternativePayment(before), Record::AlternativePayment(now)) => {
            *before == alternative::Payment { reported_at: before.reported_at, ..now.clone() }
        }
        _ => before == now,
    }
}

fn maps(record: &Record) -> bool {
    match record {
        Record::AlternativeCustomer(customer) => customer.qbo_id.is_some(),
        Record::AlternativeInvoice(invoice) => invoice.qbo_id.is_some(),
        _ => false,
    }
}

/// Records that changed, as they were and as they are.
#[derive(Default)]
struct ChangedRecords {
    now: Vec<Record>,
    named: BTreeSet<RecordRef>,
    first_met: BTreeSet<RecordRef>,
    /// Whose records of Alternative these were, where an answer said something else of one meanwhile.
    formerly: BTreeSet<Subject>,
}

impl ChangedRecords {
    fn note(&mut self, before: Option<&Record>, now: &Record) {
        match before {
            Some(before) => {
                self.named.extend(before.touches());
                let whose = linked_subject(now);
                self.formerly.extend(linked_subject(before).filter(|former| whose.as_ref() != Some(former)));
            }
            None => {
                self.first_met.insert(now.reference());
            }
        }
        self.named.extend(now.touches());
        self.now.push(now.clone());
    }

    /// What changed leads to, as far as the records themselves tell.
    fn reached(&self) -> AffectedSubjects {
        let mut reached = AffectedSubjects { subjects: self.formerly.clone(), ..AffectedSubjects::default() };
        for record in &self.now {
            match record {
                Record::BooksCustomer(customer) => {
                    reached.subjects.insert(Subject::Customer(customer.id.clone()));
                    if self.first_met.contains(&record.reference()) {
                        reached.customers.push(record.reference());
                    }
                }
                Record::BooksInvoice(invoice) => {
                    reached.subjects.insert(Subject::Invoice(invoice.id.clone()));
                    reached.subjects.insert(Subject::Customer(invoice.customer.clone()));
                    reached.invoices.insert(RecordRef::books_invoice(&invoice.id));
                }
                Record::BooksPayment(payment) => {
                    reached.stand_ins.insert(record.reference());
                    // A payment of ours that pays no invoice (any more) still says whose it is.
                    let id = payment.note.as_deref().and_then(note::payment_in);
                    reached.payments.extend(id.as_ref().map(RecordRef::alternative_payment));
                    // An invoice that was read before it may wait for what became of it.
                    let paid = self.named.iter().filter(|named| named.kind == RecordKind::BooksInvoice);
                    reached.subjects.extend(paid.clone().filter_map(Subject::of));
                    reached.invoices.extend(paid.cloned());
                }
                Record::BooksDeposit(deposit) => {
                    reached.stand_ins.insert(record.reference());
                    let payout = deposit.note.as_deref().and_then(note::payout_in);
                    reached.subjects.extend(payout.map(Subject::Payout));
                    let on_it = self.named.iter().filter(|named| named.kind == RecordKind::BooksPayment);
                    reached.stand_ins.extend(on_it.clone().cloned());
                    reached.deposits.extend(on_it.cloned());
                }
                Record::BooksAccount(_) => {
                    reached.subjects.extend(AccountPurpose::ALL.map(Subject::Account));
                }
                Record::AlternativeCustomer(customer) => {
                    reached.subjects.extend(customer.qbo_id.clone().map(Subject::Customer));
                }
                Record::AlternativeInvoice(invoice) => {
                    reached.subjects.extend(invoice.qbo_id.clone().map(Subject::Invoice));
                }
                Record::AlternativePayment(payment) => {
                    reached.payments.insert(RecordRef::alternative_payment(&payment.id));
                    let paid =
                        payment.allocations.iter().filter_map(|allocation| allocation.qbo_invoice.clone());
                    reached.subjects.extend(paid.map(Subject::Invoice));
                }
                Record::AlternativePayout(payout) => {
                    reached.subjects.insert(Subject::Payout(payout.id.clone()));
                }
            }
        }
        reached
    }
}

/// Subjects, and the records by which more of them are found.
#[derive(Default)]
struct AffectedSubjects {
    subjects: BTreeSet<Subject>,
    invoices: BTreeSet<RecordRef>,
    payments: BTreeSet<RecordRef>,
    deposits: BTreeSet<RecordRef>,
    customers: Vec<RecordRef>,
    /// What stands for a payment or a payout in QuickBooks, and may name nothing that leads there.
    stand_ins: BTreeSet<RecordRef>,
}

/// Adds those who say of these that they stand for them: links, and what Alternative was told.
async fn stood_for(
    store: &dyn Store,
    company: &CompanyId,
    stand_ins: BTreeSet<RecordRef>,
    reached: &mut AffectedSubjects,
) -> Result<(), StoreFault> {
    if stand_ins.is_empty() {
        return Ok(());
    }
    let stand_ins: Vec<_> = stand_ins.into_iter().collect();
    let mut payments: BTreeSet<_> =
        store.naming(company, &stand_ins, RecordKind::AlternativePayment).await?.into_iter().collect();
    for subject in store.linked(company, &stand_ins).await? {
        match subject {
            Subject::Payment(id) => {
                payments.insert(RecordRef::alternative_payment(&id));
            }
            other => {
                reached.subjects.insert(other);
            }
        }
    }
    let known: Vec<_> = payments.iter().cloned().collect();
    for mirrored in store.records(company, &known).await? {
        let paid = mirrored.record.touches().into_iter();
        let paid: Vec<_> = paid.filter(|named| named.kind == RecordKind::BooksInvoice).collect();
        reached.subjects.extend(paid.iter().filter_map(Subject::of));
        reached.invoices.extend(paid);
    }
    reached.payments.extend(payments);
    Ok(())
}

/// The subjects whose rules look at what changed.
async fn subjects(
    store: &dyn Store,
    company: &CompanyId,
    touched: &ChangedRecords,
) -> Result<BTreeSet<Subject>, StoreFault> {
    let mut reached = touched.reached();
    let stand_ins = std::mem::take(&mut reached.stand_ins);
    stood_for(store, company, stand_ins, &mut reached).await?;
    let AffectedSubjects { mut subjects, mut invoices, mut payments, deposits, customers, .. } = reached;
    let deposits: Vec<_> = deposits.into_iter().collect();
    for mirrored in store.records(company, &deposits).await? {
        invoices.extend(
            mirrored.record.touches().into_iter().filter(|named| named.kind == RecordKind::BooksInvoice),
        );
    }
    if !customers.is_empty() {
        // Invoices that came before their customer could be read.
        let waiting = store.naming(company, &customers, RecordKind::BooksInvoice).await?;
        subjects.extend(waiting.iter().filter_map(Subject::of));
    }
    if !invoices.is_empty() {
        let invoices: Vec<_> = invoices.into_iter().collect();
        payments.extend(store.naming(company, &invoices, RecordKind::AlternativePayment).await?);
    }
    if !payments.is_empty() {
        let payments: Vec<_> = payments.iter().cloned().collect();
        let payouts = store.naming(company, &payments, RecordKind::AlternativePayout).await?;
        subjects.extend(payouts.iter().filter_map(Subject::of));
    }
    subjects.extend(payments.iter().filter_map(Subject::of));
    Ok(subjects)
}

/// Links that a read itself settles: ids of mirrors in Alternative, and when a payout was paid.
async fn links(
    store: &dyn Store,
    company: &CompanyId,
    touched: &ChangedRecords,
    paid: &BTreeMap<alternative::PayoutId, Timestamp>,
) -> Result<ChangeSet, StoreFault> {
    let asked: Vec<_> = touched.now.iter().filter_map(linked_subject).collect();
    if asked.is_empty() {
        return Ok(ChangeSet::new());
    }
    let links: BTreeMap<_, _> = store.links(company, &asked).await?.into_iter().collect();
    let mut changes = ChangeSet::new();
    for record in &touched.now {
        let Some(subject) = linked_subject(record) else { continue };
        let patch = match (record, links.get(&subject)) {
            (Record::AlternativeCustomer(it), Some(Link::Customer(link)))
                if link.alternative.as_ref() == Some(&it.id) =>
            {
                continue;
            }
            (Record::AlternativeCustomer(it), _) => LinkPatch::Customer(CustomerPatch::Known(it.id.clone())),
            (Record::AlternativeInvoice(it), Some(Link::Invoice(link))) if link.is_known_as(&it.id) => {
                continue;
            }
            (Record::AlternativeInvoice(it), _) => {
                LinkPatch::Invoice(InvoicePatch::Met(it.id.clone(), it.archived))
            }
            (Record::AlternativePayout(_), Some(Link::Payout(link))) if link.paid_at.is_some() => continue,
            // Without the event that told it, the careful answer is the earliest: an old payout is never deposited
            // without being asked for.
            (Record::AlternativePayout(it), _) => {
                let at = paid.get(&it.id).copied().unwrap_or(it.created_at);
                LinkPatch::Payout(PayoutPatch::PaidAt(at))
            }
            _ => continue,
        };
        changes.push(Change::patch(subject, patch));
    }
    Ok(changes)
}

fn linked_subject(record: &Record) -> Option<Subject> {
    match record {
        Record::AlternativeCustomer(it) => it.qbo_id.clone().map(Subject::Customer),
        Record::AlternativeInvoice(it) => it.qbo_id.clone().map(Subject::Invoice),
        Record::AlternativePayout(it) if it.status == PayoutStatus::Succeeded => {
            Some(Subject::Payout(it.id.clone()))
        }
        _ => None,
    }
}

fn read_entry(now: Timestamp, reference: &RecordRef, before: Option<&Mirrored>, record: &Record) -> Change {
    let label = Said::new(record.label());
    let happened = Happened::Read { kind: reference.kind, label, new: before.is_none() };
    let mut details = json!({ "after": summary(record) });
    if let (Some(before), Some(map)) = (before, details.as_object_mut()) {
        map.insert("before".to_owned(), summary(&before.record));
    }
    let mut entry = EntryDraft::new(now, EntryKind::Read, happened).on(reference.clone()).with(details);
    entry.subject = Subject::of_record(record);
    Change::Journal(Box::new(entry))
}

/// The few facts of a record that before and after are told by.
pub(crate) fn summary(record: &Record) -> Value {
    match record {
        Record::BooksCustomer(it) => {
            json!({ "version": it.version, "name": it.name, "email": it.email, "active": it.active })
        }
        Record::BooksInvoice(it) => json!({
            "version": it.version, "number": it.number, "total_minor": it.total.0, "balance_minor": it.balance.0,
            "due": it.due.map(|due| due.to_string()), "lines": it.lines.len(), "voided": it.voided,
        }),
        Record::BooksPayment(it) => json!({
            "version": it.version, "total_minor": it.total.0, "reference": it.reference,
            "deposit": it.deposit.as_ref().map(ToString::to_string), "voided": it.voided,
        }),
        Record::BooksDeposit(it) => {
            json!({ "version": it.version, "total_minor": it.total.0, "account": it.account.to_string() })
        }
        Record::BooksAccount(it) => json!({ "version": it.version, "name": it.name, "active": it.active }),
        Record::AlternativeCustomer(it) => {
            json!({ "name": it.name, "email": it.email, "archived": it.archived })
        }
        Record::AlternativeInvoice(it) => json!({
            "status": it.status, "total_minor": it.total.0, "outstanding_minor": it.outstanding.map(|minor| minor.0),
            "archived": it.archived,
        }),
        Record::AlternativePayment(it) => json!({
            "status": it.status, "sub_total_minor": it.sub_total.0, "refunded_minor": it.refunded.0,
            "payout": it.payout.as_ref().map(ToString::to_string),
        }),
        Record::AlternativePayout(it) => {
            json!({ "status": it.status, "total_minor": it.total.0, "arrival": it.arrival.to_string() })
        }
    }
}
