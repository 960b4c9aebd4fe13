//! The pauses of what failed, and their end when a person asks.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::Engine;
use crate::documents::{self, Asides, Edit};
use crate::outbox::OutboxItem;
use crate::ports::{Change, ChangeSet, OutboxQuery, StoreFault};

/// Writes whose pauses end at once when a person asks.
const PAUSES_MAX: u32 = 10_000;

impl Engine {
    /// What failed before has its own pause; a person who asks does not wait for it.
    pub(super) async fn end_pauses(&self, now: Timestamp) -> Result<(), StoreFault> {
        let Asides(asides) = documents::read(self.store.as_ref(), &self.company).await?;
        let resting = asides.iter().filter(|aside| !aside.is_due(now)).map(|aside| aside.reference.clone());
        let resting: BTreeSet<_> = resting.collect();
        let owed = self.store.outbox(&self.company, &OutboxQuery::Open { limit: PAUSES_MAX }).await?;
        let put_off = owed.into_iter().filter(|item| item.not_before > now);
        let mut changes: ChangeSet =
            put_off.map(|item| Change::Outbox(Box::new(OutboxItem { not_before: now, ..item }))).collect();
        if !resting.is_empty() {
            changes.push(Change::edit(Edit::TryNow(resting)));
        }
        if changes.is_empty() { Ok(()) } else { self.store.write(&self.company, changes).await }
    }
}
