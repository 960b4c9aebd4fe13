//! The first read of a company (rule I14): page by page, resumable after every page. Nothing else is done before it has
//! ended. What is compared later runs beside the work, in `comparing`.

use jiff::Timestamp;
use ledger::books::{AccountId, AccountKind};
use serde::{Deserialize, Serialize};

use crate::affected::commit;
use crate::apply::ApplyError;
use crate::cursor::PassedCursor;
use crate::documents::{Edit, FeedPoint, GoodPoint};
use crate::fault::Side;
use crate::ingest::{Reading, ingest};
use crate::observer::Observer;
use crate::page_in_parts::read_page;
use crate::paging::Place;
use crate::ports::{Change, ChangeSet, Entity, PageFilter, PageRead, PlatformPage, Unreadable};
use crate::record::Record;
use crate::settings::Patch;

/// Pages of the feed that are passed over at the beginning.
const FEED_PAGES_MAX: usize = 40;

/// Why everything is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportMode {
    /// Nothing is known yet.
    First,
    /// A full comparison, which versions until 0.1.0 kept here; since then it has a document of its own.
    Compare,
}

/// Where the walk stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The company, its accounts, and both sides' present points in time.
    Company,
    /// Customers that Alternative has for this company.
    AlternativeCustomers,
    /// Invoices that Alternative has for this company.
    AlternativeInvoices,
    /// QuickBooks' customers.
    Customers,
    /// Open invoices, whatever their age.
    OpenInvoices,
    /// Invoices since the start date, paid ones too.
    History,
    /// Payments that a companion recorded.
    OurPayments,
    /// Payments that Alternative processed.
    AlternativePayments,
    /// Payouts.
    AlternativePayouts,
    /// Linked customers that the comparison did not meet. Only in stored comparisons of earlier versions.
    MissingCustomers,
    /// Linked invoices that the comparison did not meet. Only in stored comparisons of earlier versions.
    MissingInvoices,
    /// Payments of ours that the comparison did not meet. Only in stored comparisons of earlier versions.
    MissingPayments,
    /// Invoices that exist in Alternative only (rule I9).
    AlternativeOnly,
    /// All read.
    Done,
}

/// The walk as kept between pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    /// Whether it is the first read or a comparison.
    pub mode: ImportMode,
    /// What is being read now.
    pub stage: Stage,
    /// Rows of this list read so far, and one.
    pub start: u64,
    /// Where versions until 0.1.0 went on in a list sorted by id.
    pub last: Option<String>,
    /// Where the next page of QuickBooks begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// Cursor of the next page in Alternative.
    pub after: Option<String>,
    /// A cursor of the same list that was passed.
    #[serde(default, skip_serializing_if = "PassedCursor::is_none")]
    pub passed: PassedCursor,
    /// A list did not end, or held something that nobody can name, so that not everything was read.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub gaps: bool,
    /// QuickBooks' time when the walk began.
    pub good_point: Option<Timestamp>,
    /// When the walk began, or was sent back, by our clock.
    pub began_at: Timestamp,
    /// Records read so far.
    pub read: u64,
}

impl Import {
    /// A walk from the beginning.
    pub fn begin(mode: ImportMode, now: Timestamp) -> Self {
        Self {
            mode,
            stage: Stage::Company,
            start: 1,
            last: None,
            place: None,
            after: None,
            passed: PassedCursor::default(),
            gaps: false,
            good_point: None,
            began_at: now,
            read: 0,
        }
    }

    fn on_to(&mut self, stage: Stage) {
        self.stage = stage;
        self.start = 1;
        self.last = None;
        self.place = None;
        (self.after, self.passed) = (None, PassedCursor::default());
    }

    /// A comparison that an earlier version began and did not end.
    pub(crate) fn is_old_comparison(&self) -> bool {
        self.mode == ImportMode::Compare && self.stage != Stage::Done
    }

    /// Whether the first read has ended.
    pub fn has_ended(&self) -> bool {
        self.stage == Stage::Done || self.mode == ImportMode::Compare
    }

    /// Back to the invoices by date, of which more are to be read. The time tells the new beginning from the old one, so
    /// that a page that is still on its way counts for nothing.
    pub(crate) fn back_to_history(&mut self, now: Timestamp) {
        self.on_to(Stage::History);
        self.began_at = now;
    }

    fn next(&mut self) {
        let next = match self.stage {
            Stage::Company => Stage::AlternativeCustomers,
            Stage::AlternativeCustomers => Stage::AlternativeInvoices,
            Stage::AlternativeInvoices => Stage::Customers,
            Stage::Customers => Stage::OpenInvoices,
            Stage::OpenInvoices => Stage::History,
            Stage::History => Stage::OurPayments,
            Stage::OurPayments => Stage::AlternativePayments,
            Stage::AlternativePayments => Stage::AlternativePayouts,
            Stage::AlternativePayouts
            | Stage::MissingCustomers
            | Stage::MissingInvoices
            | Stage::MissingPayments => Stage::AlternativeOnly,
            Stage::AlternativeOnly | Stage::Done => Stage::Done,
        };
        self.on_to(next);
    }
}

impl Observer<'_> {
    /// One step from where the walk is stored to be. Interrupted at any point it is simply repeated.
    pub(crate) async fn import_step(&self, stored: Option<Import>) -> Result<Import, ApplyError> {
        let from = stored.clone().map(Box::new);
        let mut import = stored.unwrap_or_else(|| Import::begin(ImportMode::First, self.now));
        let mut changes = match import.stage {
            Stage::Company => self.company_step(&mut import).await?,
            Stage::AlternativeCustomers => {
                let page = self.processor.customers(import.after.as_deref()).await?;
                self.alternative_page(&mut import, page).await?
            }
            Stage::AlternativeInvoices => {
                let page = self.processor.invoices(import.after.as_deref()).await?;
                self.alternative_page(&mut import, page).await?
            }
            Stage::AlternativePayments => {
                let page = self.processor.payments(None, import.after.as_deref()).await?;
                self.alternative_page(&mut import, page).await?
            }
            Stage::AlternativePayouts => {
                let page = self.processor.payouts(None, import.after.as_deref()).await?;
                self.alternative_page(&mut import, page).await?
            }
            Stage::AlternativeOnly => {
                let page = self.processor.all_invoices(import.after.as_deref()).await?;
                self.alternative_page(&mut import, page).await?
            }
            Stage::Customers => self.books_page(&mut import, Entity::Customer, PageFilter::All).await?,
            Stage::OpenInvoices => {
                self.books_page(&mut import, Entity::Invoice, PageFilter::OpenInvoices).await?
            }
            Stage::History => {
                let since = self.settings.start_date(self.settings.day_of(self.now));
                self.books_page(&mut import, Entity::Invoice, PageFilter::IssuedSince(since)).await?
            }
            Stage::OurPayments => {
                self.books_page(&mut import, Entity::Payment, PageFilter::OurPayments).await?
            }
            Stage::MissingCustomers | Stage::MissingInvoices | Stage::MissingPayments | Stage::Done => {
                import.next();
                ChangeSet::new()
            }
        };
        if import.stage == Stage::Done {
            changes.push(Change::keep(&GoodPoint(import.good_point))?);
            if !import.gaps {
                changes.push(Change::edit(Edit::ReadWhole { began_at: import.began_at, ended_at: self.now }));
            }
        }
        changes.push(Change::edit(Edit::Walked { from, to: Box::new(import.clone()) }));
        commit(self.store, self.company, changes).await?;
        Ok(import)
    }

    /// Points in time come first, so that whatever moves during the walk is seen again after it.
    async fn company_step(&self, import: &mut Import) -> Result<ChangeSet, ApplyError> {
        let answered_at = self.books.changes(&[Entity::Account], self.now).await?.answered_at;
        let (point, clock) = self.point_at(answered_at).await?;
        import.good_point = Some(point);
        let company = self.books.company().await?;
        let accounts = self.books.page(&Place::default().page(Entity::Account, PageFilter::All)).await?;
        let undeposited = undeposited(&accounts);
        let mut changes = self.keep_page(import, accounts).await?;
        changes.extend(clock);
        changes.push(Change::Patch(Patch::Company(Box::new(company))));
        changes.extend(undeposited.map(|account| Change::Patch(Patch::UndepositedFunds(account))));
        changes.push(Change::keep(&FeedPoint(self.feed_end().await?))?);
        import.next();
        Ok(changes)
    }

    /// Walks the feed to its end: what it told so far is read by the lists.
    pub(crate) async fn feed_end(&self) -> Result<Option<String>, ApplyError> {
        let mut after = None;
        // What is left of a feed that never ends is read as news.
        for _ in 0..FEED_PAGES_MAX {
            let page = self.processor.events(after.as_deref(), 100, 0).await?;
            let leads_on = page.more && page.moves_on_from(after.as_deref());
            after = page.end_cursor.or(after);
            if !leads_on {
                break;
            }
        }
        Ok(after)
    }

    /// One page of a list.
    async fn books_page(
        &self,
        import: &mut Import,
        entity: Entity,
        filter: PageFilter,
    ) -> Result<ChangeSet, ApplyError> {
        let place = import.place.clone().unwrap_or_default();
        if import.place.is_none() {
            // An earlier version stood somewhere in a list sorted by id.
            import.start = 1;
        }
        let read = read_page(self.books, self.budget, &place.page(entity, filter)).await?;
        import.start += read.rows as u64;
        import.place = place.after(&read);
        let changes = self.keep_page(import, read).await?;
        if import.place.is_none() {
            import.next();
        }
        Ok(changes)
    }

    async fn keep_page(&self, import: &mut Import, page: PageRead) -> Result<ChangeSet, ApplyError> {
        import.read += page.records.len() as u64;
        import.gaps |= page.unreadable.iter().any(|broken| broken.reference.is_none());
        let reading = Reading { records: page.records, first_import: true, ..Reading::default() };
        let mut changes = ingest(self.store, self.company, self.now, reading).await?.0;
        changes.extend(self.complaints(Side::Quickbooks, page.unreadable).await?);
        Ok(changes)
    }

    async fn alternative_page(
        &self,
        import: &mut Import,
        page: PlatformPage,
    ) -> Result<ChangeSet, ApplyError> {
        import.read += page.records.len() as u64;
        let more = import.passed.leads_on(import.after.as_deref(), &page);
        import.gaps |= page.more != more || !page.unreadable.is_empty();
        import.after = page.end_cursor;
        let reading = Reading { records: page.records, first_import: true, ..Reading::default() };
        let mut changes = ingest(self.store, self.company, self.now, reading).await?.0;
        let unreadable =
            page.unreadable.into_iter().map(|why| Unreadable { reference: None, why, definite: true });
        changes.extend(self.complaints(Side::Alternative, unreadable.collect()).await?);
        if !more {
            import.next();
        }
        Ok(changes)
    }
}

/// The account in which payments wait for their deposit.
pub(crate) fn undeposited(accounts: &PageRead) -> Option<AccountId> {
    accounts.records.iter().find_map(|read| match &read.record {
        Record::BooksAccount(account) if account.kind == AccountKind::UndepositedFunds && account.active => {
            Some(account.id.clone())
        }
        _ => None,
    })
}
