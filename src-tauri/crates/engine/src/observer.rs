//! What reading both services works with.

use jiff::Timestamp;
use ledger::CompanyId;

use crate::apply::ApplyError;
use crate::documents::Edit;
use crate::fault::Side;
use crate::happened::{Comparison, Happened};
use crate::journal::{EntryDraft, EntryKind};
use crate::ports::{Books, Change, ChangeSet, Processor, Store, StoreFault, Unreadable};
use crate::settings::Settings;
use crate::unreadable::complaints;

/// One company at one moment, with both its services. QuickBooks is polled in `books_poller`, Alternative in `feed_poller`,
/// and both are read whole in `importing`.
pub(crate) struct Observer<'a> {
    pub(crate) company: &'a CompanyId,
    pub(crate) settings: &'a Settings,
    pub(crate) store: &'a dyn Store,
    pub(crate) books: &'a dyn Books,
    pub(crate) processor: &'a dyn Processor,
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

    /// Both sides are compared as a whole from the next tick on.
    pub(crate) async fn compare(&self, why: Comparison) -> Result<usize, ApplyError> {
        let entry = EntryDraft::new(self.now, EntryKind::Connection, Happened::Comparing(why));
        let changes =
            ChangeSet::from([Change::edit(Edit::ReadAgain(self.now)), Change::Journal(Box::new(entry))]);
        self.store.write(self.company, changes).await?;
        Ok(1)
    }
}
