//! What reading both services works with.

use jiff::Timestamp;
use ledger::CompanyId;

use crate::affected::commit;
use crate::apply::ApplyError;
use crate::books_clock::BooksClock;
use crate::budget::Budget;
use crate::comparing::Asked;
use crate::documents::{self, Edit};
use crate::fault::Side;
use crate::happened::{Comparison, Happened};
use crate::journal::{EntryDraft, EntryKind};
use crate::ports::{Books, Change, ChangeSet, Processor, Store, StoreFault, Unreadable};
use crate::settings::Settings;
use crate::unreadable::complaints;

/// One company at one moment, with both its services. QuickBooks is polled in `books_poller`, Alternative in `feed_poller`;
/// both are read whole in `importing`, and compared in `comparing`.
pub(crate) struct Observer<'a> {
    pub(crate) company: &'a CompanyId,
    pub(crate) settings: &'a Settings,
    pub(crate) store: &'a dyn Store,
    pub(crate) books: &'a dyn Books,
    pub(crate) processor: &'a dyn Processor,
    pub(crate) budget: &'a Budget,
    pub(crate) now: Timestamp,
}

impl Observer<'_> {
    /// Journals what could not be read (rule F8).
    pub(crate) async fn complaints(
        &self,
        side: Side,
        unreadable: Vec<Unreadable>,
    ) -> Result<ChangeSet, StoreFault> {
        complaints(self.store, self.company, self.now, side, unreadable).await
    }

    /// Both sides are compared as a whole beside the work, which goes on from what is kept with that.
    pub(crate) async fn compare(&self, why: Comparison, kept: ChangeSet) -> Result<usize, ApplyError> {
        let entry = EntryDraft::new(self.now, EntryKind::Connection, Happened::Comparing(why));
        let mut changes = kept;
        changes.push(Change::edit(Edit::Compare(Asked::WHOLE)));
        changes.push(Change::Journal(Box::new(entry)));
        commit(self.store, self.company, changes).await?;
        Ok(1)
    }

    /// How far everything is known by an answer of QuickBooks (rule F9), and what is to be kept about its clock.
    pub(crate) async fn point_at(
        &self,
        answered_at: Timestamp,
    ) -> Result<(Timestamp, Option<Change>), StoreFault> {
        let before: BooksClock = documents::read(self.store, self.company).await?;
        let mut clock = before;
        let point = clock.heard(answered_at, self.now);
        let kept = if clock == before { None } else { Some(Change::keep(&clock)?) };
        Ok((point, kept))
    }
}
