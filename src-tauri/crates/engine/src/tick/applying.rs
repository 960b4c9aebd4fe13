//! The last part of a step: due intents are carried out, money first.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use futures::future::join_all;
use jiff::Timestamp;
use tracing::Instrument as _;

use super::Engine;
use crate::affected::commit;
use crate::apply::{Applier, Outcome, own_trouble};
use crate::fault::{Blame, Fault, Side};
use crate::intent::{Action, Lane, Slot};
use crate::outbox::{OutboxItem, OutboxState};
use crate::ports::{ChangeSet, OutboxQuery, StoreFault, Wording};
use crate::settings::{Closed, Settings};

/// Due intents looked at in one step.
const APPLY_LOOK: u32 = 300;
/// Due intents looked at in one step at most, when the first ones cannot be carried out.
const APPLY_LOOK_MAX: u32 = APPLY_LOOK * 64;
/// Intents carried out in one step, so that a step stays short enough to be stopped between two.
const APPLY_STEP: usize = 24;
/// Writes to Alternative under way at once.
const APPLY_WIDTH: usize = 8;

impl Engine {
    /// With sentences for what Alternative is told.
    #[must_use]
    pub fn worded(self, wording: Arc<dyn Wording>) -> Self {
        Self { wording, ..self }
    }

    /// Carries out due intents, money first. Returns how many came to an end.
    pub(super) async fn apply(&self, settings: &Settings, now: Timestamp) -> Result<usize, StoreFault> {
        let ready = self.ready(settings, now).await?;
        let mut ended = 0;
        let mut at = 0;
        // What is left over is done in the next step (rule F9).
        while at < ready.len() && !self.budget.is_spent() {
            let width = chunk_width(&ready[at..]);
            let chunk = &ready[at..at + width];
            at += width;
            if !self.can_apply(settings, &chunk[0].intent.action, now) {
                continue;
            }
            ended += self.apply_chunk(settings, chunk, now).await?;
        }
        Ok(ended)
    }

    /// The next intents that can be carried out. Where the first ones all wait for a closed side, it looks further, so
    /// that what one side is owed never keeps the other waiting.
    async fn ready(&self, settings: &Settings, now: Timestamp) -> Result<Vec<OutboxItem>, StoreFault> {
        let mut limit = APPLY_LOOK;
        loop {
            let due = self.store.outbox(&self.company, &OutboxQuery::Due { now, limit }).await?;
            let all = due.len() < limit as usize || limit >= APPLY_LOOK_MAX;
            let mut ready = self.unblocked(due).await?;
            ready.retain(|item| self.can_apply(settings, &item.intent.action, now));
            if all || !ready.is_empty() {
                ready.truncate(APPLY_STEP);
                return Ok(ready);
            }
            limit *= 8;
        }
    }

    async fn apply_chunk(
        &self,
        settings: &Settings,
        chunk: &[OutboxItem],
        now: Timestamp,
    ) -> Result<usize, StoreFault> {
        let applier = Applier {
            company: &self.company,
            settings,
            store: self.store.as_ref(),
            books: self.books.as_ref(),
            processor: self.processor.as_ref(),
            clock: self.clock.as_ref(),
            wording: self.wording.as_ref(),
            budget: self.budget.as_ref(),
            first: &chunk[0].slot,
        };
        let outcomes = join_all(chunk.iter().map(|item| {
            let span = tracing::info_span!("intent", slot = %item.slot, generation = item.generation);
            async { applier.apply(item).await.inspect(Outcome::log) }.instrument(span)
        }));
        let outcomes = outcomes.await;
        let mut ended = 0;
        let mut changes = ChangeSet::new();
        for (item, outcome) in chunk.iter().zip(outcomes) {
            let side = item.intent.action.side();
            match outcome? {
                Outcome::Done(made) | Outcome::Replan(made) => {
                    ended += 1;
                    changes.extend(made);
                    self.side_mut(side, |state| state.succeeded(now));
                }
                Outcome::NextStep => {}
                Outcome::Failed(fault, made) => {
                    changes.extend(made);
                    // That one PDF cannot be had never keeps anything else waiting.
                    let own = item.intent.lane == Lane::Pdfs && own_trouble(&fault.kind);
                    if !own && self.is_of_the_side(&fault).await {
                        changes.extend(self.note_fault(now, &fault).await?);
                    }
                }
            }
        }
        commit(self.store.as_ref(), &self.company, changes).await?;
        if ended > 0 {
            self.runtime().last_news = Some(now);
        }
        Ok(ended)
    }

    /// Whether a write that failed tells something about its whole side (rule F8). Several in a row that may be either's
    /// fault do when a record that was read well lately cannot be read now; until then each has its own pause.
    async fn is_of_the_side(&self, fault: &Fault) -> bool {
        match fault.kind.blame() {
            Blame::Record => false,
            Blame::Side => true,
            Blame::Doubt => {
                self.side_mut(fault.side, |state| state.doubts += 1);
                if self.side(fault.side).doubts < 2 {
                    return false;
                }
                let well = match fault.side {
                    Side::Quickbooks => self.books.probe().await,
                    Side::Alternative => self.processor.probe().await,
                };
                well != Some(true)
            }
        }
    }

    /// Intents whose predecessors are done.
    async fn unblocked(&self, due: Vec<OutboxItem>) -> Result<Vec<OutboxItem>, StoreFault> {
        let after: BTreeSet<Slot> = due.iter().flat_map(|item| item.intent.after.iter().cloned()).collect();
        if after.is_empty() {
            return Ok(due);
        }
        let query = OutboxQuery::Slots(after.into_iter().collect());
        let known = self.store.outbox(&self.company, &query).await?;
        let states: BTreeMap<_, _> = known.into_iter().map(|item| (item.slot, item.state)).collect();
        let blocks = |slot: &Slot| {
            states.get(slot).is_some_and(|state| !matches!(state, OutboxState::Done | OutboxState::Shelved))
        };
        Ok(due.into_iter().filter(|item| !item.intent.after.iter().any(blocks)).collect())
    }

    /// Writing also stays off while the other side is closed for reasons that concern both (rule N8).
    fn can_apply(&self, settings: &Settings, action: &Action, now: Timestamp) -> bool {
        let both = matches!(
            settings.alternative_closed,
            Some(Closed::OtherLinkActive | Closed::AlreadyConnected | Closed::Disconnected)
        );
        !both && action.sides().iter().all(|side| self.usable(settings, *side, now))
    }
}

/// How many of the next intents go out together: writes to Alternative about different subjects. A write to QuickBooks goes
/// alone, and so does the report of a payment: whoever else reads that payment or its invoices meanwhile would keep them
/// as they were before or after it, whichever comes last in this list.
fn chunk_width(items: &[OutboxItem]) -> usize {
    let mut subjects = BTreeSet::new();
    let together = items.iter().take(APPLY_WIDTH).take_while(|item| {
        let action = &item.intent.action;
        action.side() == Side::Alternative
            && !matches!(action, Action::ReportPayment { .. })
            && item.intent.lane == items[0].intent.lane
            && subjects.insert(item.intent.subject.clone())
    });
    together.count().max(1)
}

#[cfg(test)]
mod tests {
    use ledger::alternative::{ArchiveReason, LinkState, PaymentReport};

    use super::*;
    use crate::intent::Intent;
    use crate::subject::Subject;

    fn item(subject: Subject, action: Action) -> OutboxItem {
        OutboxItem {
            slot: action.slot(),
            intent: Intent { subject, lane: Lane::Changes, action, after: Vec::new() },
            fingerprint: String::new(),
            generation: 0,
            state: OutboxState::Ready,
            attempts: 0,
            not_before: Timestamp::UNIX_EPOCH,
            planned_at: Timestamp::UNIX_EPOCH,
            replans: 0,
            put_off: None,
        }
    }

    fn archive(id: &str) -> OutboxItem {
        let reason = ArchiveReason::Deleted;
        item(Subject::Invoice(id.into()), Action::ArchiveInvoice { invoice: id.into(), reason })
    }

    fn report(id: &str) -> OutboxItem {
        let report = PaymentReport { qbo_payments: Vec::new(), state: LinkState::Held, detail: None };
        item(Subject::Payment(id.into()), Action::ReportPayment { payment: id.into(), report, why: None })
    }

    #[test]
    fn p15_the_report_of_a_payment_goes_alone() {
        assert_eq!(chunk_width(&[archive("1"), archive("2"), report("p"), archive("3")]), 2);
        assert_eq!(chunk_width(&[report("p"), report("q"), archive("3")]), 1);
        assert_eq!(chunk_width(&[archive("1"), archive("1")]), 1);
    }
}
