//! A write to the books that must never happen twice: the one order of steps that keeps rule P6, whatever is written.
//!
//! Look for it; found → it is recorded. Sent before and not there → planning says whether it is still wanted. Closed
//! books → plan again (rule D7). Else it is marked as sent, sent, and counts only once it was read back as what was sent.
//! What differs between payments, deposits, the fee account, a removal and whatever else is written is a [`WriteOnce`].

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

/// What reading back found.
pub(super) enum After<R, F> {
    /// It is there as it was sent.
    AsSent(R),
    /// The service replayed an answer to something that is undone since: only a new generation writes anything.
    Undone(Option<PutOff>),
    /// Alive, but other than sent. Somebody changed it at once, and the next look knows it again.
    Changed,
    /// Alive, but other than sent, and no look would know it again: a person decides.
    Stranger(F),
}

/// What follows when QuickBooks refused a write for good.
pub(super) enum Refused<F> {
    /// A person decides.
    Held(F),
    /// The facts moved between the look and the write: planned again, as a new request.
    Moved,
    /// It changed between the look and the write: it is looked at again, under the same generation.
    LookAgain,
    /// Nobody is asked: it is tried later, as a new request.
    Later,
}

/// What the look just before a write came to.
pub(super) struct Looked<D, R, F> {
    /// What follows for the write.
    pub(super) before: Before<D, R, F>,
    /// What of it is worth keeping.
    pub(super) learned: ChangeSet,
    /// How far the books are closed.
    pub(super) closed_until: Option<Date>,
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
    /// What the answer to the write names.
    type Written: Send;

    /// Where the intent rests when something stands in the way before it is sent: `Shelved` keeps its generation, `Done`
    /// raises it.
    const HELD: OutboxState;

    /// Whether planning is asked once more when it was sent before and is not there.
    const ASKS_AGAIN: bool = true;

    /// Its accounting date (rule D7), where it has one and is planned anew for another.
    fn date(&self) -> Option<Date>;

    /// Reads everything that decides whether it may be written, the closing date with it (rule D7).
    async fn look(
        &self,
        applier: &Applier<'_>,
    ) -> Result<Looked<Self::Draft, Self::Record, Self::Finding>, ApplyError>;

    /// What its request id is made of, beside realm and generation.
    fn key(&self, item: &OutboxItem, _: &Self::Draft) -> String {
        item.slot.0.clone()
    }

    /// Sends it, once; the answer names what it is about.
    async fn send(
        &self,
        applier: &Applier<'_>,
        draft: &Self::Draft,
        request_id: &str,
    ) -> Result<Self::Written, Fault>;

    /// Reads it, and what it changed; with what of it is worth keeping. A created record is read by
    /// [`Applier::read_created`].
    async fn read_back(
        &self,
        applier: &Applier<'_>,
        draft: &Self::Draft,
        written: Self::Written,
    ) -> Result<(After<Self::Record, Self::Finding>, ChangeSet), ApplyError>;

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

    /// QuickBooks refused it for good.
    fn refused(&self, sent: &OutboxItem, fault: &Fault) -> Refused<Self::Finding>;
}

impl Applier<'_> {
    /// Writes it, unless it is there already or something stands in the way.
    pub(super) async fn write_once<W: WriteOnce>(
        &self,
        item: &OutboxItem,
        write: &W,
    ) -> Result<Outcome, ApplyError> {
        let Looked { before, mut learned, closed_until } = write.look(self).await?;
        learned.extend(self.closing_date_learned(closed_until).await?);
        let draft = match before {
            Before::Free(draft) => draft,
            Before::Found(record) => {
                learned.extend(write.recorded(self, item, &record, EntryKind::Found).await?);
                return Ok(Outcome::Done(learned));
            }
            Before::InTheWay(finding) => return self.held(item, write, finding, W::HELD, learned).await,
            Before::Moved => {
                learned.extend(self.plan_again(item));
                return Ok(Outcome::Replan(learned));
            }
        };
        let asks_again = W::ASKS_AGAIN && item.state == OutboxState::Sent;
        let is_closed = |date| closed_until.is_some_and(|closed| date <= closed);
        if asks_again || write.date().is_some_and(is_closed) {
            // Sent before and not there: whether it is still wanted is for the plan to say; the generation stays.
            learned.extend(self.plan_again(item));
            return Ok(Outcome::Replan(learned));
        }
        commit(self.store, self.company, learned).await?;
        self.send_and_read_back(item, write, &draft).await
    }

    async fn send_and_read_back<W: WriteOnce>(
        &self,
        item: &OutboxItem,
        write: &W,
        draft: &W::Draft,
    ) -> Result<Outcome, ApplyError> {
        let Some(realm) = self.settings.realm() else { return Err(no_company().into()) };
        let key = request_id(realm, &write.key(item, draft), item.generation);
        let sent = self.mark_sent(item, &key).await?;
        let written = match write.send(self, draft, &key).await {
            Ok(written) => written,
            Err(fault) => return self.not_written(&sent, write, fault).await,
        };
        match self.counted(&sent, write, draft, written).await {
            // From here on it may be in the books, whatever fails.
            Err(ApplyError::Service(fault)) => Ok(self.unknown(&sent, *fault)),
            ended => ended,
        }
    }

    /// It was answered, which counts as far as it is read back.
    async fn counted<W: WriteOnce>(
        &self,
        sent: &OutboxItem,
        write: &W,
        draft: &W::Draft,
        written: W::Written,
    ) -> Result<Outcome, ApplyError> {
        let (after, mut changes) = write.read_back(self, draft, written).await?;
        let next = match after {
            After::AsSent(record) => {
                changes.extend(write.recorded(self, sent, &record, EntryKind::Written).await?);
                return Ok(Outcome::Done(changes));
            }
            After::Stranger(finding) => {
                return self.held(sent, write, finding, OutboxState::Done, changes).await;
            }
            After::Undone(put_off) => OutboxItem { put_off, ..Self::next_generation(sent) },
            After::Changed => sent.clone(),
        };
        changes.push(Change::Outbox(Box::new(next)));
        changes.push(Change::Dirty(sent.intent.subject.clone()));
        Ok(Outcome::Replan(changes))
    }

    /// Reads a record that was created, and what else the looks name. `as_sent` takes it if it is alive and is what was
    /// sent; `stranger` says what is to be asked about one that is alive, other than sent, and that no look would know
    /// again.
    pub(super) async fn read_created<R, F>(
        &self,
        written: RecordRef,
        looks: &[Look],
        as_sent: impl Fn(&Record) -> Option<R>,
        stranger: impl Fn(&Record) -> Option<F>,
    ) -> Result<(After<R, F>, ChangeSet), ApplyError> {
        let pages = self.look(looks).await?;
        let read: Vec<_> = pages.into_iter().flat_map(|page| page.records).collect();
        let alive = read
            .iter()
            .filter(|read| read.record.reference() == written)
            .find_map(|read| as_sent(&read.record));
        let mut changes = self.take_in(read, Vec::new()).await?;
        if let Some(alive) = alive {
            return Ok((After::AsSent(alive), changes));
        }
        // The service replayed an old answer, or somebody was fast.
        let after = match self.books.read(&written).await {
            Err(fault) if fault.kind == FaultKind::NotFound => {
                After::Undone(Some(PutOff::AnsweredDeleted(written)))
            }
            Ok(read) => {
                let after = stranger(&read.record).map_or(After::Changed, After::Stranger);
                changes.extend(self.take_in(vec![read], Vec::new()).await?);
                after
            }
            Err(fault) => return Err(fault.into()),
        };
        Ok((after, changes))
    }

    async fn not_written<W: WriteOnce>(
        &self,
        sent: &OutboxItem,
        write: &W,
        fault: Fault,
    ) -> Result<Outcome, ApplyError> {
        match fault.kind.after_write() {
            AfterFault::LookFirst => return Ok(self.unknown(sent, fault)),
            AfterFault::PauseSide | AfterFault::CloseSide => {
                let ready = self.later(sent, OutboxState::Ready, &fault);
                let changes =
                    ChangeSet::from([Change::Outbox(Box::new(ready)), self.failed_entry(sent, &fault)]);
                return Ok(Outcome::Failed(fault, changes));
            }
            AfterFault::Park | AfterFault::ReadAgain | AfterFault::Gone | AfterFault::Wait => {}
        }
        let mut changes = ChangeSet::from([self.failed_entry(sent, &fault)]);
        let next = match write.refused(sent, &fault) {
            Refused::Held(finding) => {
                // An earlier attempt may still arrive: under another request id it would be there twice (rule P6).
                let state = if sent.attempts > 1 { W::HELD } else { OutboxState::Done };
                return self.held(sent, write, finding, state, changes).await;
            }
            Refused::Later => {
                let generation = sent.generation + 1;
                let later = OutboxItem { generation, ..self.later(sent, OutboxState::Ready, &fault) };
                changes.push(Change::Outbox(Box::new(later)));
                return Ok(Outcome::Failed(fault, changes));
            }
            Refused::LookAgain => OutboxItem { state: OutboxState::Ready, ..sent.clone() },
            Refused::Moved => Self::next_generation(sent),
        };
        changes.push(Change::Outbox(Box::new(next)));
        changes.push(Change::Dirty(sent.intent.subject.clone()));
        Ok(Outcome::Replan(changes))
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

    /// The outcome is unknown: the same generation is looked for before it is tried again (rule P6).
    fn unknown(&self, sent: &OutboxItem, fault: Fault) -> Outcome {
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
