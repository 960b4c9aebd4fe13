//! The regular looks at QuickBooks: its change data, and the records that planning asks for (rules F2, F3).

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use crate::affected::commit;
use crate::apply::ApplyError;
use crate::documents::{self, Edit, GoodPoint, Wanted};
use crate::fault::Side;
use crate::happened::Comparison;
use crate::ingest::{Reading, ingest};
use crate::observer::Observer;
use crate::ports::{Change, ChangeSet, Changes, Entity};
use crate::record::{RecordKind, RecordRef};
use crate::subject::Subject;
use crate::unreadable::{Direct, read_directly};
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
const WANTED_STEP: usize = 20;

impl Observer<'_> {
    /// One look at QuickBooks. The number counts what is new; the good point moves with what was taken in, in one
    /// transaction.
    pub(crate) async fn quickbooks(&self) -> Result<usize, ApplyError> {
        let GoodPoint(Some(point)) = documents::read(self.store, self.company).await? else {
            return self.compare(Comparison::PointUnknown).await;
        };
        if self.now.duration_since(point) > REACH {
            return self.compare(Comparison::TooLongAgo).await;
        }
        let since = point.checked_sub(OVERLAP).unwrap_or(point);
        let mut answers = vec![self.books.changes(&ENTITIES, since).await?];
        if answers[0].objects >= CUT {
            let whole = answers.remove(0);
            for entity in ENTITIES {
                answers.push(self.books.changes(&[entity], since).await?);
            }
            if answers.iter().any(|answer| answer.objects >= CUT) {
                return self.compare(Comparison::TooMuch).await;
            }
            answers.push(Changes { records: Vec::new(), gone: Vec::new(), unreadable: Vec::new(), ..whole });
        }
        let point = answers.iter().map(|answer| answer.answered_at).min().unwrap_or(point);
        self.take(answers, point).await
    }

    async fn take(&self, answers: Vec<Changes>, point: Timestamp) -> Result<usize, ApplyError> {
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
        changes.push(Change::keep(&GoodPoint(Some(point)))?);
        commit(self.store, self.company, changes).await?;
        Ok(news)
    }

    /// Reads some of the records that planning asked for. Returns whether there were any.
    pub(crate) async fn wanted(&self) -> Result<bool, ApplyError> {
        let Wanted(open) = documents::read(self.store, self.company).await?;
        let step: BTreeSet<_> = open.into_iter().take(WANTED_STEP).collect();
        if step.is_empty() {
            return Ok(false);
        }
        let Direct { reading, unreadable } = read_directly(self.books, &step, self.now).await?;
        // Who waits for one that cannot be read goes on waiting until it comes in another shape, and who waits for one
        // that was gone before it was ever read would only want it again.
        let came: BTreeSet<_> = reading.records.iter().map(|read| read.record.reference()).collect();
        let (mut changes, _) = ingest(self.store, self.company, self.now, reading).await?;
        changes.extend(self.neighbors(&came).await?);
        changes.extend(self.complaints(Side::Quickbooks, unreadable).await?);
        changes.push(Change::edit(Edit::Came(step)));
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
