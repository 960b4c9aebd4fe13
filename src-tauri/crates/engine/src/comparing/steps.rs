//! One step of a comparison: a page of one side.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use ledger::books;

use super::{AlternativeStage, BooksStage, Comparisons, Scope, Walk};
use crate::affected::commit;
use crate::apply::ApplyError;
use crate::documents::{self, Edit};
use crate::fault::{Blame, Side};
use crate::importing::undeposited;
use crate::ingest::{Reading, ingest};
use crate::observer::Observer;
use crate::page_in_parts::read_page;
use crate::paging::Place;
use crate::ports::{Change, ChangeSet, Entity, PageFilter, PageRead, PlatformPage, StoreFault, Unreadable};
use crate::record::{Mirrored, Record, RecordKind, RecordRef};
use crate::reference::PAYMENT_REFERENCE_PREFIX;
use crate::settings::Patch;
use crate::unreadable::{Direct, read_directly};
use crate::waiting::company_changed;

/// How far back a daily comparison meets whatever changed.
const CHANGED: SignedDuration = SignedDuration::from_hours(35 * 24);
/// How far back a daily comparison meets payments and payouts of Alternative: as long as they may still change.
const MOVING: SignedDuration = SignedDuration::from_hours(180 * 24);
/// What was not read for this long is read again, some of it each day.
const UNSEEN: SignedDuration = SignedDuration::from_hours(14 * 24);
/// The records that are not open are read within this many daily comparisons, which end before a month has passed.
const SLICES: u64 = 14;
/// The least that a slice holds.
const SLICE_MIN: u64 = 500;
/// A page that is refused so often in a row is left out.
const REFUSED: u32 = 3;
/// Ids that are looked at in one step: they fit into one request.
const LOOKED_AT: u32 = 500;
impl Observer<'_> {
    /// The next page of a side, from where the comparison is stored to stand or is to begin. Interrupted at any point it is
    /// simply repeated. The number counts what was new.
    pub(crate) async fn compare_step(&self, side: Side) -> Result<usize, ApplyError> {
        let stored: Comparisons = documents::read(self.store, self.company).await?;
        let from = stored.walk.clone().map(Box::new);
        let Some(mut walk) = stored.walk.clone().or_else(|| stored.due(self.now)) else { return Ok(0) };
        if walk.is_done(side) {
            return Ok(0);
        }
        let at = self.now;
        let compared = |to| Change::edit(Edit::Compared { from, to: Box::new(to), at });
        let stepped = match side {
            Side::Quickbooks => self.books_step(&mut walk).await,
            Side::Alternative => self.alternative_step(&mut walk).await,
        };
        let (mut changes, news) = match stepped {
            Err(ApplyError::Service(fault)) if fault.kind.blame() == Blame::Record => {
                walk.refused += 1;
                if walk.refused < REFUSED {
                    self.store.write(self.company, ChangeSet::from([compared(walk)])).await?;
                    return Err(ApplyError::Service(fault));
                }
                fault.log();
                walk.gaps = true;
                walk.next(side);
                (ChangeSet::new(), 0)
            }
            stepped => stepped?,
        };
        walk.refused = 0;
        changes.push(compared(walk));
        commit(self.store, self.company, changes).await?;
        Ok(news)
    }

    async fn books_step(&self, walk: &mut Walk) -> Result<(ChangeSet, usize), ApplyError> {
        let lately = PageFilter::UpdatedSince(before(walk.began_at, CHANGED));
        let changed = if walk.scope == Scope::Whole { PageFilter::All } else { lately.clone() };
        let (entity, filter) = match walk.books {
            BooksStage::Company => return self.compare_company(walk).await,
            BooksStage::Customers => (Entity::Customer, PageFilter::All),
            BooksStage::Invoices => (Entity::Invoice, changed),
            BooksStage::OpenInvoices => (Entity::Invoice, PageFilter::OpenInvoices),
            BooksStage::Payments => (Entity::Payment, lately),
            BooksStage::OurPayments => (Entity::Payment, PageFilter::OurPayments),
            BooksStage::Deposits => (Entity::Deposit, lately),
            BooksStage::MissingCustomers => return self.missing(walk, RecordKind::BooksCustomer).await,
            BooksStage::MissingInvoices => return self.missing(walk, RecordKind::BooksInvoice).await,
            BooksStage::MissingPayments => return self.missing(walk, RecordKind::BooksPayment).await,
            BooksStage::MissingDeposits => return self.missing(walk, RecordKind::BooksDeposit).await,
            BooksStage::Done => return Ok((ChangeSet::new(), 0)),
        };
        let read = read_page(self.books, self.budget, &walk.place.page(entity, filter)).await?;
        match walk.place.after(&read) {
            Some(place) => walk.place = place,
            None => walk.next(Side::Quickbooks),
        }
        self.meet_page(walk, read).await
    }

    async fn meet_page(&self, walk: &mut Walk, page: PageRead) -> Result<(ChangeSet, usize), ApplyError> {
        walk.read += page.records.len() as u64;
        // A record that has a name is set aside by it; one without would be forgotten.
        walk.gaps |= page.unreadable.iter().any(|broken| broken.reference.is_none());
        let reading = Reading { records: page.records, touch_unchanged: true, ..Reading::default() };
        let (mut changes, news) = ingest(self.store, self.company, self.now, reading).await?;
        changes.extend(self.complaints(Side::Quickbooks, page.unreadable).await?);
        Ok((changes, news))
    }

    async fn compare_company(&self, walk: &mut Walk) -> Result<(ChangeSet, usize), ApplyError> {
        let company = self.books.company().await?;
        let accounts = self.books.page(&Place::default().page(Entity::Account, PageFilter::All)).await?;
        let undeposited = undeposited(&accounts);
        walk.read += accounts.records.len() as u64;
        // Their balances move with everything: that is no news, and is told by what moved them.
        let reading = Reading {
            records: accounts.records,
            touch_unchanged: true,
            first_import: true,
            ..Reading::default()
        };
        let (mut changes, _) = ingest(self.store, self.company, self.now, reading).await?;
        changes.extend(self.complaints(Side::Quickbooks, accounts.unreadable).await?);
        let mut news = 0;
        let known = self.settings.quickbooks.as_ref().map(|access| &access.company);
        if let Some(before) = known.filter(|known| **known != company) {
            news += 1;
            changes.extend(company_changed(self.store, self.company, self.now, before, company).await?);
        }
        if undeposited.is_some() && undeposited != self.settings.undeposited_funds {
            changes.extend(undeposited.map(|account| Change::Patch(Patch::UndepositedFunds(account))));
        }
        walk.next(Side::Quickbooks);
        Ok((changes, news))
    }

    /// F3: what no list brought is read by its id; code 610 alone is evidence that it is gone.
    async fn missing(&self, walk: &mut Walk, kind: RecordKind) -> Result<(ChangeSet, usize), ApplyError> {
        let met = Some(walk.began_at);
        let ids = self.store.ids(self.company, kind, met, walk.after.as_deref(), LOOKED_AT).await?;
        if ids.is_empty() {
            walk.next(Side::Quickbooks);
            return Ok((ChangeSet::new(), 0));
        }
        let unmet: Vec<_> = ids.into_iter().map(|id| RecordRef::new(kind, id)).collect();
        let (wanted, sliced) = self.wanted_of(walk, kind, &unmet).await?;
        let Direct { mut reading, unreadable, left } = read_directly(self.books, &wanted, self.now).await?;
        walk.read += reading.records.len() as u64;
        walk.sliced += sliced;
        // The store lists ids in the order in which they are read.
        let met = unmet.iter().rev().find(|it| left.first().is_none_or(|left| *it < left));
        walk.after = met.map(|it| it.id.clone()).or(walk.after.take());
        reading.touch_unchanged = true;
        let (mut changes, news) = ingest(self.store, self.company, self.now, reading).await?;
        changes.extend(self.complaints(Side::Quickbooks, unreadable).await?);
        Ok((changes, news))
    }

    /// Which of those that were not met are read: in a whole comparison all, daily what is open or changed lately, which
    /// would have been met if it were as it was, and a slice of what was not read for long. Also how many belong to the slice.
    async fn wanted_of(
        &self,
        walk: &Walk,
        kind: RecordKind,
        unmet: &[RecordRef],
    ) -> Result<(BTreeSet<RecordRef>, u64), StoreFault> {
        if walk.scope == Scope::Whole {
            return Ok((unmet.iter().cloned().collect(), 0));
        }
        let count = self.store.count(self.company, kind).await?;
        let mut slice = (count / SLICES).max(SLICE_MIN).saturating_sub(walk.sliced);
        let (unseen, changed) = (before(walk.began_at, UNSEEN), before(walk.began_at, CHANGED));
        let (mut wanted, mut sliced) = (BTreeSet::new(), 0);
        for known in self.store.records(self.company, unmet).await? {
            let changed_lately = known.record.updated_at().is_some_and(|at| at >= changed);
            let takes = if is_open(&known) || changed_lately {
                true
            } else if known.read_at < unseen && slice > 0 {
                slice -= 1;
                sliced += 1;
                true
            } else {
                false
            };
            if takes {
                wanted.insert(known.record.reference());
            }
        }
        Ok((wanted, sliced))
    }

    async fn alternative_step(&self, walk: &mut Walk) -> Result<(ChangeSet, usize), ApplyError> {
        let moving = (walk.lists == Scope::Daily).then(|| before(walk.began_at, MOVING));
        let cursor = walk.cursor.clone();
        let after = cursor.as_deref();
        let page = match walk.alternative {
            AlternativeStage::Customers => self.processor.customers(after).await?,
            AlternativeStage::Invoices => self.processor.invoices(after).await?,
            AlternativeStage::Payments => self.processor.payments(moving, after).await?,
            AlternativeStage::Payouts => self.processor.payouts(moving, after).await?,
            AlternativeStage::AlternativeOnly => self.processor.all_invoices(after).await?,
            AlternativeStage::Done => PlatformPage::default(),
        };
        let more = walk.passed.leads_on(after, &page);
        // What is not read to its end, or not at all, proves nothing.
        walk.gaps |= page.more != more || !page.unreadable.is_empty();
        walk.read += page.records.len() as u64;
        let reading = Reading { records: page.records, ..Reading::default() };
        let (mut changes, news) = ingest(self.store, self.company, self.now, reading).await?;
        let unreadable =
            page.unreadable.into_iter().map(|why| Unreadable { reference: None, why, definite: true });
        changes.extend(self.complaints(Side::Alternative, unreadable.collect()).await?);
        if more {
            walk.cursor = page.end_cursor;
        } else {
            walk.next(Side::Alternative);
        }
        Ok((changes, news))
    }
}

fn before(at: Timestamp, long: SignedDuration) -> Timestamp {
    at.checked_sub(long).unwrap_or(Timestamp::MIN)
}

/// Whether a record still matters every day (rule F5).
fn is_open(known: &Mirrored) -> bool {
    match &known.record {
        Record::BooksCustomer(_) => true,
        Record::BooksInvoice(invoice) => invoice.balance.is_positive(),
        Record::BooksPayment(payment) => is_ours(payment) || (payment.deposit.is_none() && !payment.voided),
        Record::BooksDeposit(deposit) => deposit.lines.iter().any(|line| line.payment.is_some()),
        _ => false,
    }
}

fn is_ours(payment: &books::Payment) -> bool {
    payment.reference.as_ref().is_some_and(|reference| reference.starts_with(PAYMENT_REFERENCE_PREFIX))
}
