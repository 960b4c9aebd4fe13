//! What people do to a company's records without any service being asked: it works signed out, offline, and while
//! another process syncs.

use std::collections::BTreeMap;

use jiff::Timestamp;
use ledger::CompanyId;
use serde_json::json;

use crate::affected::commit;
use crate::comparing::Asked;
use crate::decide::{Decide, DecideFault};
use crate::documents::{Edit, every_invoice, in_order};
use crate::fault::Side;
use crate::happened::Happened;
use crate::hold::Hold;
use crate::journal::{EntryDraft, EntryKind};
use crate::plan::EarlierChoice;
use crate::planning::plan_batch;
use crate::ports::{Change, ChangeSet, Dirty, HoldQuery, Store, StoreFault};
use crate::preview::{Preview, preview};
use crate::settings::{Patch, Settings};
use crate::subject::Subject;
use crate::waiting::mark_waiting;

/// Stamp of a mark that was never made: what is marked meanwhile stays marked.
const UNMARKED: i64 = 0;

/// What people do to one company's records.
#[derive(Clone, Copy)]
pub struct UserActions<'a> {
    /// Where they are.
    pub store: &'a dyn Store,
    /// Whose they are.
    pub company: &'a CompanyId,
}

impl UserActions<'_> {
    /// What the next pass would do, without writing anything; everything must have been read (`tick` until not busy).
    pub async fn preview(&self, now: Timestamp) -> Result<Preview, StoreFault> {
        match self.store.settings(self.company).await? {
            Some(settings) => preview(self.store, self.company, &settings, now).await,
            None => Ok(Preview::default()),
        }
    }

    /// *Start syncing*: from now on what is planned is carried out; older payments and payouts wait for a tick mark (P17).
    pub async fn start(&self, now: Timestamp) -> Result<(), StoreFault> {
        self.start_with(now, &[]).await
    }

    /// [`start`](Self::start), with the earlier payments and payouts that were ticked in the preview.
    pub async fn start_with(&self, now: Timestamp, ticked: &[Subject]) -> Result<(), StoreFault> {
        let Some(settings) = self.store.settings(self.company).await? else { return Ok(()) };
        if settings.started_at.is_some() {
            return Ok(());
        }
        in_order(self.store, self.company, now).await?;
        let mut entry = EntryDraft::new(now, EntryKind::UserAction, Happened::Started);
        let mut changes = ChangeSet::new();
        if !ticked.is_empty() {
            changes.extend(ticked.iter().cloned().map(Change::Dirty));
            entry = entry.with(json!({ "ticked": ticked }));
            let posted = Edit::Answer(ticked.iter().cloned().collect(), EarlierChoice::Post);
            changes.push(Change::edit(posted));
        }
        changes.extend([Change::Patch(Patch::Started(now)), Change::Journal(Box::new(entry))]);
        changes.extend(mark_waiting(self.store, self.company).await?);
        self.store.write(self.company, changes).await
    }

    /// Neither reads nor writes until then, or until resumed (`Timestamp::MAX`).
    pub async fn pause(&self, now: Timestamp, until: Timestamp) -> Result<(), StoreFault> {
        if self.store.settings(self.company).await?.is_none() {
            return Ok(());
        }
        let told = (until != Timestamp::MAX).then_some(until);
        let entry = EntryDraft::new(now, EntryKind::Connection, Happened::Paused { until: told });
        let changes =
            ChangeSet::from([Change::Patch(Patch::Paused(Some(until))), Change::Journal(Box::new(entry))]);
        self.store.write(self.company, changes).await
    }

    /// Ends a pause; without one nothing happens.
    pub async fn resume(&self, now: Timestamp) -> Result<(), StoreFault> {
        let Some(settings) = self.store.settings(self.company).await? else { return Ok(()) };
        if settings.paused_until.is_none() {
            return Ok(());
        }
        let entry = EntryDraft::new(now, EntryKind::Connection, Happened::Resumed);
        let changes = ChangeSet::from([Change::Patch(Patch::Paused(None)), Change::Journal(Box::new(entry))]);
        self.store.write(self.company, changes).await
    }

    /// Plans what version 0.1.0 held in sentences again, from what is known already, so that it can be told and decided. Each
    /// keeps its id.
    pub async fn word(&self, now: Timestamp) -> Result<(), StoreFault> {
        let open = self.store.holds(self.company, &HoldQuery::Open).await?;
        let unworded = open.into_iter().filter(|hold| hold.draft.is_unworded());
        let dirty: Vec<_> =
            unworded.map(|hold| Dirty { subject: hold.draft.subject, stamp: UNMARKED }).collect();
        match self.store.settings(self.company).await? {
            Some(settings) if !dirty.is_empty() => {
                plan_batch(self.store, self.company, &settings, now, dirty).await
            }
            _ => Ok(()),
        }
    }

    /// Takes a person's decision on a hold.
    pub async fn decide(
        &self,
        now: Timestamp,
        hold: &str,
        choice: &str,
        arguments: &BTreeMap<String, String>,
    ) -> Result<Hold, DecideFault> {
        self.word(now).await?;
        let found = self.store.holds(self.company, &HoldQuery::Id(hold.to_owned())).await?;
        let hold = found.into_iter().next().ok_or_else(|| DecideFault::Unknown(hold.to_owned()))?;
        in_order(self.store, self.company, now).await?;
        let decide = Decide { store: self.store, company: self.company, now, hold: &hold, choice, arguments };
        commit(self.store, self.company, decide.changes().await?).await?;
        Ok(hold)
    }

    /// Opens the sides that were closed until a person did something: signed in, entered a key, renewed.
    pub async fn reopen(&self) -> Result<(), StoreFault> {
        if self.store.settings(self.company).await?.is_none() {
            return Ok(());
        }
        let open = |side| Change::Patch(Patch::Closed(side, None));
        let mut changes = ChangeSet::from([open(Side::Quickbooks), open(Side::Alternative)]);
        changes.extend(mark_waiting(self.store, self.company).await?);
        self.store.write(self.company, changes).await
    }

    /// Changes single settings as they are stored by now, and plans again what they may matter to.
    pub async fn patch(&self, patches: Vec<Patch>, entry: EntryDraft) -> Result<(), StoreFault> {
        let mut changes: ChangeSet = patches.into_iter().map(Change::Patch).collect();
        changes.push(Change::Journal(Box::new(entry)));
        changes.extend(mark_waiting(self.store, self.company).await?);
        self.store.write(self.company, changes).await
    }

    /// The same for settings that decide which invoices are read (rule I14): what they bring in is read from now on, however
    /// far the present read has come.
    pub async fn patch_and_read(
        &self,
        now: Timestamp,
        patches: Vec<Patch>,
        entry: EntryDraft,
    ) -> Result<(), StoreFault> {
        in_order(self.store, self.company, now).await?;
        let mut changes: ChangeSet = patches.into_iter().map(Change::Patch).collect();
        changes.extend([
            Change::edit(Edit::ReadMore(now)),
            Change::edit(Edit::Compare(Asked::MORE)),
            Change::Journal(Box::new(entry)),
        ]);
        // A comparison reads invoices of any age, so some may be here already and unchanged ever since.
        changes.extend(every_invoice(self.store, self.company).await?.into_iter().map(Change::Dirty));
        changes.extend(mark_waiting(self.store, self.company).await?);
        self.store.write(self.company, changes).await
    }

    /// *Compare now*: both sides are compared beside the work, whenever that was done before (rule F5).
    pub async fn compare_now(&self) -> Result<(), StoreFault> {
        self.store.write(self.company, ChangeSet::from([Change::edit(Edit::Compare(Asked::NOW))])).await
    }

    /// Keeps changed settings, all of them as they are here, and plans again what they may matter to.
    pub async fn set(&self, settings: Settings, entry: EntryDraft) -> Result<(), StoreFault> {
        let mut changes =
            ChangeSet::from([Change::Settings(Box::new(settings)), Change::Journal(Box::new(entry))]);
        changes.extend(mark_waiting(self.store, self.company).await?);
        self.store.write(self.company, changes).await
    }
}
