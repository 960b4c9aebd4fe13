//! A write to the books that must never happen twice: the one order of steps that keeps rule P6, whatever is written.
//!
//! Look for it; found → it is recorded. Sent before and not there → planning says whether it is still wanted. Closed
//! books → plan again (rule D7). Else it is marked as sent, created, and counts only once it was read back alive as what
//! was sent. What differs between payments, deposits and whatever else is written is a [`WriteOnce`].

use async_trait::async_trait;
use jiff::civil::Date;

use crate::affected::commit;
use crate::apply::{Applier, ApplyError, Outcome};
use crate::awaited::PutOff;
use crate::fault::{AfterFault, Fault, FaultKind, Side};
use crate::journal::EntryKind;
use crate::outbox::{OutboxItem, OutboxState};
use crate::ports::{Change, ChangeSet, Look};
use crate::record::{Record, RecordRef};
use crate::reference::request_id;

/// What the look just before a write found. `D` is what goes out, `R` what it becomes, `F` what may stand in its way.
pub(super) enum Before<D, R, F> {
    /// The way is free for exactly this.
    Free(D),
    /// It is in QuickBooks already, whoever wrote it.
    Found(R),
    /// A person decides.
    InTheWay(F),
    /// The facts are other than planned: plan again.
    Moved,
}

/// The steps in which writes to the books differ; their order is [`Applier::write_once`]'s.
#[async_trait]
pub(super) trait WriteOnce: Sync {
    /// What goes out.
    type Draft: Send + Sync;
    /// What it becomes.
    type Record: Send + Sync;
    /// What may stand in its way.
    type Finding: Send;

    /// Where the intent rests when something stands in the way before it is sent: `Shelved` keeps its generation, `Done`
    /// raises it.
    const HELD: OutboxState;

    /// Its accounting date (rule D7).
    fn date(&self) -> Date;

    /// Reads everything that decides whether it may be written, and what of it is worth keeping.
    async fn look(
        &self,
        applier: &Applier<'_>,
    ) -> Result<(Before<Self::Draft, Self::Record, Self::Finding>, ChangeSet), ApplyError>;

    /// Creates it, once.
    async fn create(
        &self,
        applier: &Applier<'_>,
        draft: &Self::Draft,
        request_id: &str,
    ) -> Result<RecordRef, Fault>;

    /// What is read once it was created: itself, and what it changed.
    fn read_back(&self, written: &RecordRef) -> Vec<Look>;

    /// The record, if it is alive and is what was sent.
    fn as_sent(&self, draft: &Self::Draft, record: &Record) -> Option<Self::Record>;

    /// The answer named a record that is alive but other than sent. `None`: somebody changed it at once, and the next look
    /// knows it again. Else no look would, so that a person decides.
    fn stranger(&self, sent: &OutboxItem, record: &Record) -> Option<Self::Finding>;

    /// The changes that say what it is recorded as.
    async fn recorded(
        &self,
        applier: &Applier<'_>,
        item: &OutboxItem,
        record: &Self::Record,
        kind: EntryKind,
    ) -> Result<ChangeSet, ApplyError>;

    /// The change that keeps what stands in the way.
    async fn found(&self, applier: &Applier<'_>, finding: Self::Finding) -> Result<Change, ApplyError>;

    /// QuickBooks refused it for good. `None`: the facts moved between the look and the write, so it is looked at again.
    fn refused(&self, sent: &OutboxItem, fault: &Fault) -> Option<Self::Finding>;
}

impl Applier<'_> {
    /// Writes it, unless it is there already or something stands in the way.
    pub(super) async fn write_once<W: WriteOnce>(
        &self,
        item: &OutboxItem,
        write: &W,
    ) -> Result<Outcome, ApplyError> {
        let (before, mut learned) = write.look(self).await?;
        let draft = match before {
            Before::Free(draft) => draft,
            Before::Found(record) => {
                learned.extend(write.recorded(self, item, &record, EntryKind::Found).await?);
                return Ok(Outcome::Done(learned));
            }
            Before::InTheWay(finding) => return self.held(item, write, finding, W::HELD, learned).await,
            Before::Moved => {
                learned.extend(Self::plan_again(item));
                return Ok(Outcome::Replan(learned));
            }
        };
        if item.state == OutboxState::Sent {
            return Ok(Outcome::Replan(Self::not_there(item, learned)));
        }
        if self.is_closed(write.date()) {
            learned.extend(Self::plan_again(item));
            return Ok(Outcome::Replan(learned));
        }
        commit(self.store, self.company, learned).await?;
        self.create_and_read_back(item, write, &draft).await
    }

    async fn create_and_read_back<W: WriteOnce>(
        &self,
        item: &OutboxItem,
        write: &W,
        draft: &W::Draft,
    ) -> Result<Outcome, ApplyError> {
        let Some(realm) = self.settings.realm() else { return Err(no_company().into()) };
        let key = request_id(realm, &item.slot.0, item.generation);
        let sent = self.mark_sent(item, &key).await?;
        let written = match write.create(self, draft, &key).await {
            Ok(written) => written,
            Err(fault) => return self.not_written(&sent, write, fault).await,
        };
        let pages = match self.books.look(&write.read_back(&written)).await {
            Ok(pages) => pages,
            Err(fault) => return Ok(self.unknown(&sent, fault)),
        };
        let read = pages.iter().flat_map(|page| &page.records);
        let alive = read
            .filter(|read| read.record.reference() == written)
            .find_map(|read| write.as_sent(draft, &read.record));
        let mut changes =
            self.take_in(pages.into_iter().flat_map(|page| page.records).collect(), Vec::new()).await?;
        let Some(alive) = alive else { return self.not_as_sent(&sent, write, written, changes).await };
        changes.extend(write.recorded(self, &sent, &alive, EntryKind::Written).await?);
        Ok(Outcome::Done(changes))
    }

    /// The answer named a record that is not there as it was sent: the service replayed an old answer, or somebody was fast.
    async fn not_as_sent<W: WriteOnce>(
        &self,
        sent: &OutboxItem,
        write: &W,
        written: RecordRef,
        mut changes: ChangeSet,
    ) -> Result<Outcome, ApplyError> {
        match self.books.read(&written).await {
            // A replay of what was deleted since: only a new generation writes anything.
            Err(fault) if fault.kind == FaultKind::NotFound => {
                let put_off = Some(PutOff::AnsweredDeleted(written));
                let again = OutboxItem { put_off, ..Self::next_generation(sent) };
                changes.push(Change::Outbox(Box::new(again)));
                changes.push(Change::Dirty(sent.intent.subject.clone()));
                Ok(Outcome::Replan(changes))
            }
            Ok(read) => {
                let stranger = write.stranger(sent, &read.record);
                changes.extend(self.take_in(vec![read], Vec::new()).await?);
                if let Some(finding) = stranger {
                    return self.held(sent, write, finding, OutboxState::Done, changes).await;
                }
                changes.push(Change::Outbox(Box::new(sent.clone())));
                changes.push(Change::Dirty(sent.intent.subject.clone()));
                Ok(Outcome::Replan(changes))
            }
            Err(fault) => Ok(self.unknown(sent, fault)),
        }
    }

    async fn not_written<W: WriteOnce>(
        &self,
        sent: &OutboxItem,
        write: &W,
        fault: Fault,
    ) -> Result<Outcome, ApplyError> {
        match fault.kind.after_write() {
            AfterFault::LookFirst => Ok(self.unknown(sent, fault)),
            AfterFault::PauseSide | AfterFault::CloseSide => {
                let ready = self.later(sent, OutboxState::Ready, &fault);
                let changes =
                    ChangeSet::from([Change::Outbox(Box::new(ready)), self.failed_entry(sent, &fault)]);
                Ok(Outcome::Failed(fault, changes))
            }
            AfterFault::Park | AfterFault::ReadAgain | AfterFault::Gone | AfterFault::Wait => {
                let mut changes = ChangeSet::from([self.failed_entry(sent, &fault)]);
                if let Some(finding) = write.refused(sent, &fault) {
                    return self.held(sent, write, finding, OutboxState::Done, changes).await;
                }
                changes.push(Change::Outbox(Box::new(Self::next_generation(sent))));
                changes.push(Change::Dirty(sent.intent.subject.clone()));
                Ok(Outcome::Replan(changes))
            }
        }
    }

    async fn held<W: WriteOnce>(
        &self,
        item: &OutboxItem,
        write: &W,
        finding: W::Finding,
        state: OutboxState,
        mut changes: ChangeSet,
    ) -> Result<Outcome, ApplyError> {
        changes.push(write.found(self, finding).await?);
        changes.push(Change::Outbox(Box::new(OutboxItem { state, ..item.clone() })));
        changes.push(Change::Dirty(item.intent.subject.clone()));
        Ok(Outcome::Replan(changes))
    }

    fn next_generation(sent: &OutboxItem) -> OutboxItem {
        OutboxItem { state: OutboxState::Ready, generation: sent.generation + 1, attempts: 0, ..sent.clone() }
    }

    /// Looked for and not found: whether it is still wanted is for the plan to say; the generation stays.
    pub(super) fn not_there(item: &OutboxItem, mut changes: ChangeSet) -> ChangeSet {
        changes.extend(Self::plan_again(item));
        changes
    }

    /// The outcome is unknown: the same generation is looked for before it is tried again (rule P6).
    pub(super) fn unknown(&self, sent: &OutboxItem, fault: Fault) -> Outcome {
        let changes = ChangeSet::from([
            Change::Outbox(Box::new(self.later(sent, OutboxState::Sent, &fault))),
            self.failed_entry(sent, &fault),
        ]);
        Outcome::Failed(fault, changes)
    }
}

pub(super) fn no_company() -> Fault {
    Fault::new(Side::Quickbooks, FaultKind::SignInMissing)
}
