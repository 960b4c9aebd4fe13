//! The regular looks at QuickBooks: its change data, and the records that planning asks for (rules F2, F3).

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use crate::affected::commit;
use crate::apply::ApplyError;
use crate::books_clock::BooksClock;
use crate::documents::{self, Asides, Blind, Edit, GoodPoint, Wanted};
use crate::fault::{Blame, Fault, FaultKind, Side};
use crate::happened::Comparison;
use crate::ingest::{Reading, ingest};
use crate::observer::Observer;
use crate::page_in_parts::read_page;
use crate::paging::Place;
use crate::ports::{Change, ChangeSet, Changes, Entity, PageFilter, PageRead, StoreFault};
use crate::record::{RecordKind, RecordRef};
use crate::subject::Subject;
use crate::unreadable::{Direct, kind_of, read_directly};
use crate::waiting::company_changed;

/// What change data is asked for.
const ENTITIES: [Entity; 6] =
    [Entity::Customer, Entity::Invoice, Entity::Payment, Entity::Deposit, Entity::Account, Entity::Company];
/// F3: asked from this long before the last good point.
const OVERLAP: SignedDuration = SignedDuration::from_mins(5);
/// F3: change data reaches back 30 days; beyond this a full comparison is needed.
const REACH: SignedDuration = SignedDuration::from_hours(29 * 24);
/// Objects in one answer that mean it may have been cut.
const CUT: usize = 1000;
/// Wanted records read in one step.
const WANTED_STEP: usize = 50;
/// Changed rows of one entity that are read at once; the comparison of both sides meets the rest.
const CHANGED_MAX: usize = 5_000;
/// How often what was deleted is looked for by id, while change data does not tell it.
const DELETED_EVERY: SignedDuration = SignedDuration::from_hours(1);
/// Open invoices that are looked for so at once.
const OPEN_MAX: u32 = 20_000;
/// Other records that are looked for so at once; the comparison of both sides meets all of them.
const KNOWN_MAX: u32 = 1_000;

impl Observer<'_> {
    /// One look at QuickBooks. The number counts what is new; the good point moves with what was taken in, in one
    /// transaction.
    pub(crate) async fn quickbooks(&self) -> Result<usize, ApplyError> {
        let GoodPoint(Some(point)) = documents::read(self.store, self.company).await? else {
            return self.compare_from(Comparison::PointUnknown, self.quickbooks_time().await?).await;
        };
        let clock: BooksClock = documents::read(self.store, self.company).await?;
        if clock.shows(self.now).duration_since(point) > REACH {
            // Our own clock may be what is wrong.
            let answered_at = self.quickbooks_time().await?;
            if answered_at.duration_since(point) > REACH {
                return self.compare_from(Comparison::TooLongAgo, answered_at).await;
            }
        }
        let since = point.checked_sub(OVERLAP).unwrap_or(point);
        let mut answers = match self.books.changes(&ENTITIES, since).await {
            Ok(answer) => {
                self.sees_all_again().await?;
                vec![answer]
            }
            // Without any answer there is nothing to take apart.
            Err(fault) if fault.kind == FaultKind::Unanswered || fault.kind.blame() == Blame::Side => {
                return Err(fault.into());
            }
            Err(fault) => return self.each_entity(since, fault).await,
        };
        let mut cut = false;
        if answers[0].objects >= CUT {
            let whole = answers.remove(0);
            for entity in ENTITIES {
                answers.push(self.books.changes(&[entity], since).await?);
            }
            cut = answers.iter().any(|answer| answer.objects >= CUT);
            answers.push(Changes { records: Vec::new(), gone: Vec::new(), unreadable: Vec::new(), ..whole });
        }
        let point = answers.iter().map(|answer| answer.answered_at).min().unwrap_or(point);
        self.take(answers, point, cut).await
    }

    /// Change data that is refused as a whole is asked for entity by entity, and the entity that is refused is queried by
    /// when it was changed: then only what cannot be read is not known, and the good point moves (rule F8).
    async fn each_entity(&self, since: Timestamp, whole: Fault) -> Result<usize, ApplyError> {
        let mut answers = Vec::new();
        let mut cut = false;
        let mut refused = Vec::new();
        for entity in ENTITIES {
            match self.books.changes(&[entity], since).await {
                Ok(answer) => {
                    cut |= answer.objects >= CUT;
                    answers.push(answer);
                }
                Err(fault) if fault.kind.blame() == Blame::Side => return Err(fault.into()),
                // Nothing is answered at all.
                Err(_) if answers.is_empty() && !refused.is_empty() => return Err(whole.into()),
                Err(_) => refused.push(entity),
            }
        }
        // All of it is refused, or what only change data tells: that is the side's trouble.
        let Some(answered_at) = answers.iter().map(|answer| answer.answered_at).min() else {
            return Err(whole.into());
        };
        if refused.contains(&Entity::Company) {
            return Err(whole.into());
        }
        for entity in &refused {
            let page = self.changed_since(*entity, since).await?;
            cut |= page.cut;
            answers.push(Changes {
                records: page.records,
                gone: Vec::new(),
                unreadable: page.unreadable,
                company_changed: false,
                objects: 0,
                answered_at,
            });
        }
        let news = self.take(answers, answered_at, cut).await?;
        self.look_for_deleted(&refused).await?;
        Ok(news)
    }

    /// Change data is answered whole.
    async fn sees_all_again(&self) -> Result<(), StoreFault> {
        if documents::read::<Blind>(self.store, self.company).await? == Blind::default() {
            return Ok(());
        }
        self.store.write(self.company, ChangeSet::from([Change::keep(&Blind::default())?])).await
    }

    /// What a query tells of the records of an entity that changed.
    async fn changed_since(&self, entity: Entity, since: Timestamp) -> Result<PageRead, ApplyError> {
        let mut whole = PageRead::default();
        let mut place = Some(Place::default());
        while let Some(at) = place {
            let page = at.page(entity, PageFilter::UpdatedSince(since));
            let read = read_page(self.books, self.budget, &page).await?;
            place = at.after(&read);
            whole.cut =
                place.is_some() && (read.cut || whole.records.len() >= CHANGED_MAX || self.budget.is_spent());
            whole.records.extend(read.records);
            whole.unreadable.extend(read.unreadable);
            if whole.cut {
                break;
            }
        }
        whole.records.sort_by_key(|read| read.record.reference());
        whole.records.dedup_by_key(|read| read.record.reference());
        Ok(whole)
    }

    /// No query tells what was deleted: while the change data of an entity is refused, what is open is read by its id, at
    /// once and then once an hour.
    async fn look_for_deleted(&self, entities: &[Entity]) -> Result<(), ApplyError> {
        let Blind(known) = documents::read(self.store, self.company).await?;
        let due = |entity: &&Entity| {
            known.get(entity).is_none_or(|at| self.now.duration_since(*at) >= DELETED_EVERY)
        };
        let due: Vec<_> = entities.iter().filter(due).copied().collect();
        if due.is_empty() {
            return Ok(());
        }
        let mut wanted = BTreeSet::new();
        for kind in due.iter().filter_map(|entity| kind_of(*entity)) {
            if kind == RecordKind::BooksInvoice {
                let open = self.store.tied(self.company, OPEN_MAX).await?;
                wanted.extend(open.iter().map(RecordRef::books_invoice));
            } else {
                let known = self.store.ids(self.company, kind, None, None, KNOWN_MAX).await?;
                wanted.extend(known.into_iter().map(|id| RecordRef::new(kind, id)));
            }
        }
        let seen: BTreeMap<_, _> = entities
            .iter()
            .map(|entity| (*entity, if due.contains(entity) { self.now } else { known[entity] }))
            .collect();
        let changes = ChangeSet::from([Change::edit(Edit::Want(wanted)), Change::keep(&Blind(seen))?]);
        Ok(self.store.write(self.company, changes).await?)
    }

    async fn quickbooks_time(&self) -> Result<Timestamp, ApplyError> {
        Ok(self.books.changes(&[Entity::Account], self.now).await?.answered_at)
    }

    /// F3: what came before is found by a comparison; looks go on from now.
    async fn compare_from(&self, why: Comparison, answered_at: Timestamp) -> Result<usize, ApplyError> {
        let (point, clock) = self.point_at(answered_at).await?;
        let mut kept = ChangeSet::from([Change::keep(&GoodPoint(Some(point)))?]);
        kept.extend(clock);
        self.compare(why, kept).await
    }

    /// Takes in what came. An answer that may have been cut is taken as far as it goes; the rest is found by a comparison.
    async fn take(
        &self,
        answers: Vec<Changes>,
        answered_at: Timestamp,
        cut: bool,
    ) -> Result<usize, ApplyError> {
        let other_company = answers.iter().any(|answer| answer.company_changed);
        let unreadable: Vec<_> = answers.iter().flat_map(|answer| answer.unreadable.clone()).collect();
        let mut reading = Reading::default();
        for answer in answers {
            reading.records.extend(answer.records);
            reading.gone.extend(answer.gone);
        }
        reading.records.sort_by_key(|read| read.record.reference());
        reading.records.dedup_by_key(|read| read.record.reference());
        let (mut changes, mut news) = ingest(self.store, self.company, self.now, reading).await?;
        changes.extend(self.complaints(Side::Quickbooks, unreadable).await?);
        if other_company {
            let company = self.books.company().await?;
            let known = self.settings.quickbooks.as_ref().map(|access| &access.company);
            if let Some(before) = known.filter(|known| **known != company) {
                news += 1;
                changes.extend(company_changed(self.store, self.company, self.now, before, company).await?);
            }
        }
        let (point, clock) = self.point_at(answered_at).await?;
        changes.push(Change::keep(&GoodPoint(Some(point)))?);
        changes.extend(clock);
        if cut {
            return self.compare(Comparison::TooMuch, changes).await;
        }
        commit(self.store, self.company, changes).await?;
        Ok(news)
    }

    /// Reads some of the records that planning asked for. Returns whether there were any.
    pub(crate) async fn wanted(&self) -> Result<bool, ApplyError> {
        let Wanted(open) = documents::read(self.store, self.company).await?;
        let Asides(asides) = documents::read(self.store, self.company).await?;
        // What was set aside comes after what planning waits for.
        let again = asides.into_iter().filter(|aside| aside.is_due(self.now));
        let again = again.map(|aside| aside.reference).filter(|it| it.kind.side() == Side::Quickbooks);
        let step: BTreeSet<_> = open.into_iter().chain(again).take(WANTED_STEP).collect();
        if step.is_empty() {
            return Ok(false);
        }
        let Direct { reading, unreadable, left } = read_directly(self.books, &step, self.now).await?;
        // Who waits for one that cannot be read goes on waiting until it comes in another shape, and who waits for one
        // that was gone before it was ever read would only want it again.
        let came: BTreeSet<_> = reading.records.iter().map(|read| read.record.reference()).collect();
        let (mut changes, _) = ingest(self.store, self.company, self.now, reading).await?;
        changes.extend(self.neighbors(&came).await?);
        changes.extend(self.complaints(Side::Quickbooks, unreadable).await?);
        changes.push(Change::edit(Edit::Came(step.difference(&left).cloned().collect())));
        commit(self.store, self.company, changes).await?;
        Ok(true)
    }

    /// Subjects that waited for these records, whose own kind does not lead to them.
    async fn neighbors(&self, references: &BTreeSet<RecordRef>) -> Result<ChangeSet, ApplyError> {
        let customers: Vec<_> = references
            .iter()
            .filter(|reference| reference.kind == RecordKind::BooksCustomer)
            .cloned()
            .collect();
        let mut changes = ChangeSet::new();
        if !customers.is_empty() {
            let invoices = self.store.naming(self.company, &customers, RecordKind::BooksInvoice).await?;
            changes.extend(invoices.iter().filter_map(Subject::of).map(Change::Dirty));
        }
        let others: Vec<_> = references
            .iter()
            .filter(|reference| reference.kind == RecordKind::BooksInvoice)
            .cloned()
            .collect();
        if !others.is_empty() {
            let payments = self.store.naming(self.company, &others, RecordKind::AlternativePayment).await?;
            changes.extend(payments.iter().filter_map(Subject::of).map(Change::Dirty));
        }
        Ok(changes)
    }
}
