//! The first read of a company, and the full comparison (rules I14, F3): page by page, resumable after every page.

use jiff::Timestamp;
use ledger::books::AccountKind;
use serde::{Deserialize, Serialize};

use crate::affected::commit;
use crate::apply::ApplyError;
use crate::documents::{Edit, FeedPoint, GoodPoint};
use crate::fault::Side;
use crate::ingest::{Reading, ingest};
use crate::observer::Observer;
use crate::page_in_parts::read_page;
use crate::ports::{Change, ChangeSet, Entity, Page, PageFilter, PageRead, PlatformPage, Unreadable};
use crate::record::{Record, RecordKind, RecordRef};
use crate::settings::Patch;
use crate::unreadable::{Direct, read_directly};

/// Rows a page; QuickBooks' ceiling.
const PAGE_ROWS: u32 = 1000;
/// Ids checked one by one in one step of the comparison.
const MISSING_STEP: u32 = 20;

/// Why everything is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportMode {
    /// Nothing is known yet.
    First,
    /// The good point is too old, or change data was cut (rule F3).
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
    /// Linked customers that the comparison did not meet.
    MissingCustomers,
    /// Linked invoices that the comparison did not meet.
    MissingInvoices,
    /// Payments of ours that the comparison did not meet.
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
    /// `STARTPOSITION` of the next page.
    pub start: u64,
    /// Last id of the page before, which the next page must begin with.
    pub last: Option<String>,
    /// Cursor of the next page in Alternative.
    pub after: Option<String>,
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
            after: None,
            good_point: None,
            began_at: now,
            read: 0,
        }
    }

    fn on_to(&mut self, stage: Stage) {
        self.stage = stage;
        self.start = 1;
        self.last = None;
        self.after = None;
    }

    /// Back to the invoices by date, of which more are to be read. The time tells the new beginning from the old one, so
    /// that a page that is still on its way counts for nothing.
    pub(crate) fn back_to_history(&mut self, now: Timestamp) {
        self.on_to(Stage::History);
        self.began_at = now;
    }

    fn next(&mut self) {
        let compare = self.mode == ImportMode::Compare;
        let next = match self.stage {
            Stage::Company => Stage::AlternativeCustomers,
            Stage::AlternativeCustomers => Stage::AlternativeInvoices,
            Stage::AlternativeInvoices => Stage::Customers,
            Stage::Customers if compare => Stage::History,
            Stage::Customers => Stage::OpenInvoices,
            Stage::OpenInvoices => Stage::History,
            Stage::History => Stage::OurPayments,
            Stage::OurPayments => Stage::AlternativePayments,
            Stage::AlternativePayments => Stage::AlternativePayouts,
            Stage::AlternativePayouts if compare => Stage::MissingCustomers,
            Stage::MissingCustomers => Stage::MissingInvoices,
            Stage::MissingInvoices => Stage::MissingPayments,
            Stage::AlternativePayouts | Stage::MissingPayments => Stage::AlternativeOnly,
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
            Stage::History if import.mode == ImportMode::Compare => {
                self.books_page(&mut import, Entity::Invoice, PageFilter::All).await?
            }
            Stage::History => {
                let since = self.settings.start_date(self.settings.day_of(self.now));
                self.books_page(&mut import, Entity::Invoice, PageFilter::IssuedSince(since)).await?
            }
            Stage::OurPayments => {
                self.books_page(&mut import, Entity::Payment, PageFilter::OurPayments).await?
            }
            Stage::MissingCustomers => self.missing(&mut import, RecordKind::BooksCustomer).await?,
            Stage::MissingInvoices => self.missing(&mut import, RecordKind::BooksInvoice).await?,
            Stage::MissingPayments => self.missing(&mut import, RecordKind::BooksPayment).await?,
            Stage::Done => ChangeSet::new(),
        };
        if import.stage == Stage::Done {
            changes.push(Change::keep(&GoodPoint(import.good_point))?);
        }
        changes.push(Change::edit(Edit::Walked { from, to: Box::new(import.clone()) }));
        commit(self.store, self.company, changes).await?;
        Ok(import)
    }

    /// Points in time come first, so that whatever moves during the walk is seen again after it.
    async fn company_step(&self, import: &mut Import) -> Result<ChangeSet, ApplyError> {
        let point = self.books.changes(&[Entity::Account], self.now).await?.answered_at;
        import.good_point = Some(point);
        let company = self.books.company().await?;
        let page = Page { entity: Entity::Account, filter: PageFilter::All, start: 1, size: PAGE_ROWS };
        let accounts = self.books.page(&page).await?;
        let undeposited = accounts.records.iter().find_map(|read| match &read.record {
            Record::BooksAccount(account)
                if account.kind == AccountKind::UndepositedFunds && account.active =>
            {
                Some(account.id.clone())
            }
            _ => None,
        });
        let mut changes = self.keep_page(import, accounts).await?;
        changes.push(Change::Patch(Patch::Company(Box::new(company))));
        changes.extend(undeposited.map(|account| Change::Patch(Patch::UndepositedFunds(account))));
        changes.push(Change::keep(&FeedPoint(self.feed_end().await?))?);
        import.next();
        Ok(changes)
    }

    /// Walks the feed to its end: what it told so far is read by the lists.
    async fn feed_end(&self) -> Result<Option<String>, ApplyError> {
        let mut after = None;
        loop {
            let page = self.processor.events(after.as_deref(), 100, 0).await?;
            after = page.end_cursor.or(after);
            if !page.more {
                return Ok(after);
            }
        }
    }

    /// One page of a query, overlapping the one before by one row: when that row is not where it was, rows moved under the
    /// walk and the stage begins again, so that none is passed over.
    async fn books_page(
        &self,
        import: &mut Import,
        entity: Entity,
        filter: PageFilter,
    ) -> Result<ChangeSet, ApplyError> {
        let page = Page { entity, filter, start: import.start, size: PAGE_ROWS };
        let read = read_page(self.books, &page).await?;
        let first = read.records.first().map(|read| read.record.reference().id);
        // A row that cannot be read may be the one that overlaps; then moved rows are not noticed here.
        let whole = read.unreadable.is_empty();
        if whole && import.last.is_some() && first != import.last {
            import.on_to(import.stage);
            return Ok(ChangeSet::new());
        }
        let rows = read.rows as u64;
        import.last = read.records.last().map(|read| read.record.reference().id).filter(|_| whole);
        import.start += rows.saturating_sub(1);
        let changes = self.keep_page(import, read).await?;
        if rows < u64::from(PAGE_ROWS) {
            import.next();
        }
        Ok(changes)
    }

    async fn keep_page(&self, import: &mut Import, page: PageRead) -> Result<ChangeSet, ApplyError> {
        import.read += page.records.len() as u64;
        let reading = Reading {
            records: page.records,
            touch_unchanged: import.mode == ImportMode::Compare,
            first_import: import.mode == ImportMode::First,
            ..Reading::default()
        };
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
        import.after = page.end_cursor;
        let first_import = import.mode == ImportMode::First;
        let reading = Reading { records: page.records, first_import, ..Reading::default() };
        let mut changes = ingest(self.store, self.company, self.now, reading).await?.0;
        let unreadable = page.unreadable.into_iter().map(|why| Unreadable { reference: None, why });
        changes.extend(self.complaints(Side::Alternative, unreadable.collect()).await?);
        if !page.more {
            import.next();
        }
        Ok(changes)
    }

    /// F3: what the scan did not meet is read one by one; code 610 alone is evidence that it is gone.
    async fn missing(&self, import: &mut Import, kind: RecordKind) -> Result<ChangeSet, ApplyError> {
        let before = Some(import.began_at);
        let ids = self.store.ids(self.company, kind, before, import.after.as_deref(), MISSING_STEP).await?;
        let Some(last) = ids.last().cloned() else {
            import.next();
            return Ok(ChangeSet::new());
        };
        let missing = ids.into_iter().map(|id| RecordRef::new(kind, id)).collect();
        let Direct { mut reading, unreadable } = read_directly(self.books, &missing, self.now).await?;
        reading.touch_unchanged = true;
        import.after = Some(last);
        let mut changes = ingest(self.store, self.company, self.now, reading).await?.0;
        changes.extend(self.complaints(Side::Quickbooks, unreadable).await?);
        Ok(changes)
    }
}
