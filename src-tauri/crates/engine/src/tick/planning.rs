//! The middle of a step: what is marked is planned.

use jiff::{SignedDuration, Timestamp};

use super::Engine;
use crate::documents;
use crate::plan::{ArchiveKind, ArchiveLedger};
use crate::planning::plan_batch;
use crate::ports::{Change, ChangeSet, StoreFault};
use crate::settings::Settings;
use crate::subject::Subject;

/// Subjects planned in one step.
const PLAN_STEP: u32 = 200;
/// How often it is looked whether archives are old enough to count no more (rule I16).
const BRAKES_SETTLE: SignedDuration = SignedDuration::from_hours(1);

impl Engine {
    pub(super) async fn plan(&self, settings: &Settings, now: Timestamp) -> Result<bool, StoreFault> {
        self.settle_brakes(now).await?;
        let dirty = self.store.dirty(&self.company, PLAN_STEP).await?;
        if dirty.is_empty() {
            return Ok(false);
        }
        let subjects = dirty.len();
        plan_batch(self.store.as_ref(), &self.company, settings, now, dirty).await?;
        tracing::debug!(subjects, "tick_planned");
        Ok(true)
    }

    /// A day after many were archived they count no more, though nothing else happens: one look an hour.
    async fn settle_brakes(&self, now: Timestamp) -> Result<(), StoreFault> {
        let last = self.runtime().brakes_settled;
        if last.is_some_and(|last| now.duration_since(last) < BRAKES_SETTLE) {
            return Ok(());
        }
        self.runtime().brakes_settled = Some(now);
        let ledger: ArchiveLedger = documents::read(self.store.as_ref(), &self.company).await?;
        let waiting = ArchiveKind::ALL.into_iter().filter(|kind| ledger.waiting(*kind).next().is_some());
        let marks: ChangeSet = waiting.map(Subject::Brake).map(Change::Dirty).collect();
        if marks.is_empty() { Ok(()) } else { self.store.write(&self.company, marks).await }
    }
}
