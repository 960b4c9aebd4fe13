//! Carries out what the plan wrote down, one intent at a time.
//!
//! Writes to Alternative may be repeated safely (version pairs, last write wins) and are simply sent. Writes to
//! QuickBooks are looked for first, marked as sent before they go out, and count only once what they made was read back
//! alive (rule P6).

mod alternative;
mod attachment;
mod deposit;
mod entry;
mod family;
mod fee_account;
mod payment;
mod payment_check;
mod read_again;
mod reapply;
mod removal;
mod restoring;
mod write_once;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use ledger::CompanyId;
use ledger::books::Company;
use serde_json::{Value, json};

use crate::awaited::PutOff;
use crate::budget::Budget;
use crate::category::SyncCategory;
use crate::fault::{AfterFault, Blame, Fault};
use crate::happened::{Done, Happened, Task};
use crate::ingest::{Reading, ingest};
use crate::intent::{Action, Intent, Slot};
use crate::journal::{EntryDraft, EntryKind};
use crate::link::Refusal;
use crate::outbox::{OutboxItem, OutboxState};
use crate::ports::{
    Books, Change, ChangeSet, Clock, Gone, Look, PageRead, Processor, Store, StoreFault, Wording,
};
use crate::record::{Read, Record};
use crate::settings::Settings;
use crate::waiting::company_changed;

pub(crate) use attachment::own_trouble;

/// Replans in a row that are followed at once.
const REPLANS_AT_ONCE: u32 = 3;

/// Requests that are left for the writes under way at once: before an archive goes, its record is read.
const WRITES: u32 = 16;
/// Requests that are left for what the first of them asks before it writes.
const FIRST: u32 = 16;

/// What applying needs.
pub(crate) struct Applier<'a> {
    pub(crate) company: &'a CompanyId,
    pub(crate) settings: &'a Settings,
    pub(crate) store: &'a dyn Store,
    pub(crate) books: &'a dyn Books,
    pub(crate) processor: &'a dyn Processor,
    pub(crate) clock: &'a dyn Clock,
    pub(crate) wording: &'a dyn Wording,
    /// The requests of this step.
    pub(crate) budget: &'a Budget,
    /// The one of those under way that comes to its end in this step, however much the others have to ask before they write.
    pub(crate) first: &'a Slot,
}

/// What became of one intent.
pub(crate) enum Outcome {
    /// Carried out, or found carried out; these changes say so and take it out of the outbox.
    Done(ChangeSet),
    /// The facts moved: these changes tell, and the subject is planned again.
    Replan(ChangeSet),
    /// The service failed; these changes put the intent back as its reaction wants it.
    Failed(Fault, ChangeSet),
    /// Nothing was written yet: it asks too much for this step, and begins anew in the next one (rule F9).
    NextStep,
}

impl Outcome {
    /// The same with one change more, where the service failed.
    fn and(mut self, change: Change) -> Self {
        if let Self::Failed(_, changes) = &mut self {
            changes.push(change);
        }
        self
    }

    /// Logs how it ended, within the span of its intent.
    pub(crate) fn log(&self) {
        let outcome = match self {
            Self::Done(_) => "done",
            Self::Replan(_) => "replan",
            Self::Failed(..) => "failed",
            Self::NextStep => "next_step",
        };
        tracing::info!(outcome, "intent_ended");
    }
}

/// Why applying stopped for reasons of our own.
#[derive(Debug)]
pub(crate) enum ApplyError {
    /// The store failed.
    Store(StoreFault),
    /// The service failed before anything was written.
    Service(Box<Fault>),
}

impl From<StoreFault> for ApplyError {
    fn from(fault: StoreFault) -> Self {
        Self::Store(fault)
    }
}

impl From<Fault> for ApplyError {
    fn from(fault: Fault) -> Self {
        Self::Service(Box::new(fault))
    }
}

impl Applier<'_> {
    /// Carries out one intent.
    pub(crate) async fn apply(&self, item: &OutboxItem) -> Result<Outcome, StoreFault> {
        let applied = match &item.intent.action {
            Action::UpsertCustomer { customer, version, body } => {
                self.upsert_customer(item, customer, *version, body).await
            }
            Action::ArchiveCustomer { customer, reason } => {
                self.archive_customer(item, customer, *reason).await
            }
            Action::UpsertInvoice { invoice, version, body } => {
                self.upsert_invoice(item, invoice, *version, body).await
            }
            Action::ArchiveInvoice { invoice, reason } => self.archive_invoice(item, invoice, *reason).await,
            Action::RestoreCustomer { customer } => self.restore_customer(item, customer).await,
            Action::RestoreInvoice { invoice } => self.restore_invoice(item, invoice).await,
            Action::AttachPdf { invoice, content } => self.attach_pdf(item, invoice, content).await,
            Action::ReportPayment { payment, report, why } => {
                self.report_payment(item, payment, report, why.as_ref()).await
            }
            Action::ReportPayout { payout, report, why } => {
                self.report_payout(item, payout, report, why.as_ref()).await
            }
            Action::RecordPayment { payment, draft, keep_as_credit, not_a_look_alike } => {
                self.record_payment(item, payment, draft, *keep_as_credit, *not_a_look_alike).await
            }
            Action::ApplyPayment { payment, customer, books_payment, lines } => {
                self.apply_payment(item, payment, customer, books_payment, lines).await
            }
            Action::RemovePayment { payment, customer, books_payment, beside } => {
                self.remove_payment(item, payment, customer, (books_payment, beside.as_ref())).await
            }
            Action::RecordDeposit { payout, draft } => self.record_deposit(item, payout, draft).await,
            Action::RemoveDeposit { payout, deposit } => self.remove_deposit(item, payout, deposit).await,
            Action::EnsureFeeAccount => self.ensure_fee_account(item).await,
            Action::WriteEntry { payment, customer, order } => {
                self.write_entry(item, payment, customer, order).await
            }
            Action::EnsureReturnsAccount => self.ensure_returns_account(item).await,
        };
        match applied {
            Ok(outcome) => Ok(outcome),
            Err(ApplyError::Store(fault)) => Err(fault),
            // Before any write went out: the intent stays as it is.
            Err(ApplyError::Service(fault)) => {
                let later = self.not_looked(item, &fault);
                Ok(Outcome::Failed(*fault, ChangeSet::from([Change::Outbox(Box::new(later))])))
            }
        }
    }

    /// Whether this one may ask another thing before it writes, so that the step stays within its requests (rule F9).
    fn may_read(&self, item: &OutboxItem) -> bool {
        let reserve = if item.slot == *self.first { WRITES } else { WRITES + FIRST };
        !self.budget.lacks(reserve)
    }

    /// Looks of which each must be known before anything is decided.
    async fn look(&self, looks: &[Look]) -> Result<Vec<PageRead>, Fault> {
        let mut pages = self.books.look(looks).await?;
        match pages.iter_mut().find_map(|page| page.refused.take()) {
            Some(refused) => Err(refused),
            None => Ok(pages),
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Changes that take in records as they were just read.
    pub(crate) async fn take_in(
        &self,
        records: Vec<Read<Record>>,
        gone: Vec<Gone>,
    ) -> Result<ChangeSet, StoreFault> {
        let reading = Reading { records, gone, ..Reading::default() };
        Ok(ingest(self.store, self.company, self.now(), reading).await?.0)
    }

    /// The intent's last changes: out of the outbox (or kept for its generation), counted, and told.
    fn finish(&self, item: &OutboxItem, kind: EntryKind, done: Done, mut details: Value) -> ChangeSet {
        let now = self.now();
        if let Some(details) = details.as_object_mut() {
            details.insert("slot".to_owned(), json!(item.slot));
        }
        let row = item.intent.action.item();
        let mut changes = ChangeSet::new();
        if item.intent.action.moves_books() {
            let kept = OutboxItem { state: OutboxState::Done, put_off: None, replans: 0, ..item.clone() };
            changes.push(Change::Outbox(Box::new(kept)));
        } else {
            changes.push(Change::DropOutbox(item.slot.clone()));
        }
        // A report to Alternative belongs to the payment or payout it is about, which was counted when it was recorded.
        let counts =
            !matches!(item.intent.action, Action::ReportPayment { .. } | Action::ReportPayout { .. });
        if counts {
            changes.push(Change::Tally { item: row, at: now });
        }
        if row == SyncCategory::InvoiceDetails {
            changes.push(Change::Tally { item: SyncCategory::LineItems, at: now });
        }
        let entry = EntryDraft::new(now, kind, Happened::Done(done))
            .about(&item.intent.subject)
            .in_item(row)
            .with(details);
        changes.push(Change::Journal(Box::new(entry)));
        changes
    }

    /// The intent marked as sent, before its request goes out.
    pub(crate) async fn mark_sent(
        &self,
        item: &OutboxItem,
        request_id: &str,
    ) -> Result<OutboxItem, StoreFault> {
        let sent = OutboxItem { state: OutboxState::Sent, attempts: item.attempts + 1, ..item.clone() };
        let entry = self.entry(&item.intent, EntryKind::Attempt, Happened::Attempted(Task::of(&item.intent.action))).with(json!({
            "request_id": request_id, "generation": item.generation, "attempt": sent.attempts, "rule": item.intent.action.rule(),
            "slot": item.slot,
        }));
        let changes =
            ChangeSet::from([Change::Outbox(Box::new(sent.clone())), Change::Journal(Box::new(entry))]);
        self.store.write(self.company, changes).await?;
        Ok(sent)
    }

    pub(crate) fn entry(&self, intent: &Intent, kind: EntryKind, happened: Happened) -> EntryDraft {
        EntryDraft::new(self.now(), kind, happened).about(&intent.subject).in_item(intent.action.item())
    }

    /// The intent for a later attempt in this state.
    pub(crate) fn later(&self, item: &OutboxItem, state: OutboxState, fault: &Fault) -> OutboxItem {
        let wait = match fault.kind.after_write() {
            AfterFault::Wait => SignedDuration::from_secs(30),
            _ => fault.kind.pause(item.attempts.max(1)),
        };
        let not_before = self.now().checked_add(wait).unwrap_or(Timestamp::MAX);
        OutboxItem {
            state,
            not_before,
            put_off: Some(PutOff::Fault(Box::new(fault.clone()))),
            ..item.clone()
        }
    }

    /// The look before it failed. Where it may be a record's own fault, or the other side's, nothing else makes it wait, so
    /// that it waits longer each time (rules F8, F9).
    fn not_looked(&self, item: &OutboxItem, fault: &Fault) -> OutboxItem {
        let later = self.later(item, item.state, fault);
        if fault.kind.blame() == Blame::Side && fault.side == item.intent.action.side() {
            return later;
        }
        let wait = fault.kind.pause(item.attempts.max(1).saturating_add(item.replans));
        let not_before = self.now().checked_add(wait).unwrap_or(Timestamp::MAX);
        OutboxItem { replans: item.replans.saturating_add(1), not_before, ..later }
    }

    /// D7: somebody closed the books, or opened them, since this was planned. Whatever waits for that is planned again.
    async fn closing_date_learned(&self, closed_until: Option<Date>) -> Result<ChangeSet, StoreFault> {
        if self.settings.closed_until() == closed_until {
            return Ok(ChangeSet::new());
        }
        // Another write of this step may have learned it already.
        let settings = self.store.settings(self.company).await?;
        let access = settings.and_then(|settings| settings.quickbooks);
        let Some(access) = access.filter(|access| access.company.closed_until != closed_until) else {
            return Ok(ChangeSet::new());
        };
        let company = Company { closed_until, ..access.company.clone() };
        company_changed(self.store, self.company, self.now(), &access.company, company).await
    }

    /// The facts moved since this was planned: it waits in its slot for what planning says next.
    /// When they do so again and again, it waits longer each time (rule F9).
    fn plan_again(&self, item: &OutboxItem) -> [Change; 2] {
        let shelved = OutboxItem { state: OutboxState::Shelved, ..self.paused(item) };
        [Change::Outbox(Box::new(shelved)), Change::Dirty(item.intent.subject.clone())]
    }

    /// The intent with the pause that follows from facts that moved once more.
    fn paused(&self, item: &OutboxItem) -> OutboxItem {
        let replans = item.replans.saturating_add(1);
        let pause = match replans {
            0..REPLANS_AT_ONCE => SignedDuration::ZERO,
            more => SignedDuration::from_secs(1 << (more - REPLANS_AT_ONCE).min(8)),
        };
        let not_before = self.now().checked_add(pause).unwrap_or(Timestamp::MAX);
        OutboxItem { not_before, replans, ..item.clone() }
    }

    pub(crate) fn failed_entry(&self, item: &OutboxItem, fault: &Fault) -> Change {
        let happened = Happened::NotDone(Task::of(&item.intent.action));
        let entry = self
            .entry(&item.intent, EntryKind::Failed, happened)
            .with(json!({ "fault": fault, "slot": item.slot }));
        Change::Journal(Box::new(entry))
    }
}

/// What a service refused for good, in its own words.
fn refusal(fault: &Fault, fingerprint: String) -> Refusal {
    let message = fault.evidence.message.clone().unwrap_or_else(|| fault.to_string());
    Refusal { fingerprint, code: fault.evidence.code.clone(), message }
}
