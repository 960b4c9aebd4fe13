//! Plans the dirty subjects and writes down what follows, in one transaction a batch.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use ledger::CompanyId;
use serde_json::json;

use crate::accounts;
use crate::affected::commit;
use crate::braking::{paying, settle};
use crate::documents::Edit;
use crate::facts;
use crate::happened::{Happened, Question, Task};
use crate::hold::{Hold, HoldDraft, HoldState};
use crate::intent::{Action, Intent, Slot};
use crate::journal::{EntryDraft, EntryKind};
use crate::outbox::{OutboxItem, OutboxState};
use crate::plan::{
    ArchiveKind, ArchiveLedger, EarlierLedger, ForeignLedger, Plan, PlanContext, Vanished, plan_before_start,
    plan_currencies, plan_customer, plan_invoice, plan_payment, plan_payout, plan_unread,
};
use crate::ports::{Change, ChangeSet, Dirty, HoldQuery, OutboxQuery, Store, StoreFault};
use crate::settings::Settings;
use crate::subject::Subject;
use crate::view_loader::ViewLoader;

/// What is asked about taken together, as it was listed before.
pub(crate) struct Ledgers {
    earlier: EarlierLedger,
    archives: ArchiveLedger,
    foreign: ForeignLedger,
}

/// Plans these subjects without writing anything: what a preview shows.
pub(crate) async fn plans_of(
    store: &dyn Store,
    company: &CompanyId,
    context: &PlanContext<'_>,
    subjects: &[Subject],
) -> Result<(Vec<(Subject, Plan)>, Ledgers), StoreFault> {
    let takes_pdf = context.settings.alternative.as_ref().is_some_and(|access| access.integration);
    let views = ViewLoader::around(store, company, takes_pdf, subjects).await?;
    let plans = subjects.iter().map(|subject| (subject.clone(), plan_of(context, &views, subject))).collect();
    let ViewLoader { earlier, archives, foreign, .. } = views;
    Ok((plans, Ledgers { earlier, archives, foreign }))
}

fn plan_of(context: &PlanContext<'_>, views: &ViewLoader<'_>, subject: &Subject) -> Plan {
    let plan = match subject {
        Subject::Customer(id) => views.customer_view(context, id).map(|view| plan_customer(&view)),
        Subject::Invoice(id) => views.invoice_view(id).map(|view| plan_invoice(context, &view)),
        Subject::Payment(id) => views.payment_view(context, id).map(|view| plan_payment(context, &view)),
        Subject::Payout(id) => views.payout_view(id).map(|view| plan_payout(context, &view)),
        Subject::BeforeStart => {
            let holds = plan_before_start(&views.earlier).into_iter().collect();
            Some(Plan { holds, ..Plan::default() })
        }
        Subject::Currencies => {
            let holds = plan_currencies(context.settings, &views.foreign).into_iter().collect();
            Some(Plan { holds, ..Plan::default() })
        }
        // What all archives of a kind come to is counted once they are planned.
        // So is what waits for an account (rule D9).
        Subject::Brake(_) | Subject::Account(_) => None,
        Subject::Unread(record) => views.unread_view(record).map(|view| plan_unread(context, &view)),
    };
    plan.unwrap_or_default()
}

/// Plans a batch of dirty subjects and stores the outcome.
pub(crate) async fn plan_batch(
    store: &dyn Store,
    company: &CompanyId,
    settings: &Settings,
    now: Timestamp,
    dirty: Vec<Dirty>,
) -> Result<(), StoreFault> {
    let (sums, dirty): (Vec<_>, Vec<_>) =
        dirty.into_iter().partition(|mark| matches!(mark.subject, Subject::Brake(_) | Subject::Account(_)));
    plan_subjects(store, company, settings, now, dirty).await?;
    for mark in sums {
        let mut changes = match mark.subject {
            Subject::Brake(kind) => settle(store, company, now, kind).await?,
            Subject::Account(purpose) => accounts::settle(store, company, settings, now, purpose).await?,
            _ => continue,
        };
        changes.push(Change::Clean(mark));
        commit(store, company, changes).await?;
    }
    Ok(())
}

async fn plan_subjects(
    store: &dyn Store,
    company: &CompanyId,
    settings: &Settings,
    now: Timestamp,
    dirty: Vec<Dirty>,
) -> Result<(), StoreFault> {
    if dirty.is_empty() {
        return Ok(());
    }
    let unusable = accounts::unusable(store, settings).await?;
    let context = PlanContext { settings, today: settings.day_of(now), unusable: &unusable };
    let subjects: Vec<_> = dirty.iter().map(|mark| mark.subject.clone()).collect();
    let mut outbox = store.outbox(company, &OutboxQuery::Subjects(subjects.clone())).await?;
    let (plans, known) = plans_of(store, company, &context, &subjects).await?;
    let slots = plans.iter().flat_map(|(_, plan)| &plan.intents).map(|intent| intent.action.slot()).collect();
    outbox.extend(store.outbox(company, &OutboxQuery::Slots(slots)).await?);
    let outbox: BTreeMap<_, _> = outbox.into_iter().map(|item| (item.slot.clone(), item)).collect();
    let holds = store.holds(company, &HoldQuery::Subjects(subjects)).await?;
    let mut wanted = BTreeSet::new();
    let mut earlier = BTreeMap::new();
    let mut archives = BTreeMap::new();
    let mut foreign = BTreeMap::new();
    let mut changes = ChangeSet::new();
    for (subject, plan) in plans {
        if known.earlier.waiting.get(&subject.to_string()) != plan.earlier.as_ref() {
            earlier.insert(subject.clone(), plan.earlier.clone());
        }
        if let Subject::Invoice(id) = &subject
            && known.foreign.waiting.get(id) != plan.foreign.as_ref()
        {
            foreign.insert(id.clone(), plan.foreign.clone());
        }
        if known.archives.planned.get(&subject) != plan.vanished.as_ref() {
            archives.insert(subject.clone(), plan.vanished.clone());
        }
        wanted.extend(plan.wanted.iter().cloned());
        changes.extend(outbox_changes(now, &subject, &plan, &outbox));
        changes.extend(hold_changes(now, &subject, &plan.holds, &holds));
        changes.push(Change::Waits { subject: subject.clone(), waits: plan.waits });
        match (&subject, plan.tie) {
            (Subject::Invoice(_), Some(row)) => changes.push(Change::Tie(row)),
            (Subject::Invoice(id), None) => changes.push(Change::Untie(id.clone())),
            _ => {}
        }
        if !plan.patches.is_empty() {
            let patches = plan.patches.into_iter().map(|patch| Change::patch(subject.clone(), patch));
            changes.extend(patches);
            changes.push(Change::Dirty(subject));
        }
    }
    changes.extend(dirty.into_iter().map(Change::Clean));
    // D9: what waits for an account is counted once it is written down.
    changes.extend(unusable.into_keys().map(Subject::Account).map(Change::Dirty));
    if !earlier.is_empty() {
        changes.push(Change::edit(Edit::Earlier(earlier)));
        changes.push(Change::Dirty(Subject::BeforeStart));
    }
    if !foreign.is_empty() {
        changes.push(Change::edit(Edit::Foreign(foreign)));
        changes.push(Change::Dirty(Subject::Currencies));
    }
    changes.extend(archives_changed(store, company, archives).await?);
    if !wanted.is_empty() {
        changes.push(Change::edit(Edit::Want(wanted)));
    }
    // A link that planning settled marks its subject again: marks come after cleans.
    commit(store, company, changes).await
}

/// I16: none of them goes before all that are planned by now are counted.
async fn archives_changed(
    store: &dyn Store,
    company: &CompanyId,
    archives: BTreeMap<Subject, Option<Vanished>>,
) -> Result<ChangeSet, StoreFault> {
    let mut changes = ChangeSet::new();
    if archives.is_empty() {
        return Ok(changes);
    }
    let kinds: BTreeSet<_> = archives.keys().filter_map(ArchiveKind::of).collect();
    changes.extend(kinds.into_iter().map(Subject::Brake).map(Change::Dirty));
    // A report that waits for such an archive says so (rule P18).
    let subjects: Vec<_> = archives.keys().cloned().collect();
    changes.extend(paying(store, company, &subjects).await?.into_iter().map(Change::Dirty));
    changes.push(Change::edit(Edit::Archives(archives)));
    Ok(changes)
}

/// Whether it is remembered when it is not wanted at present: it may have reached the service although no answer said so.
/// What Alternative takes is repeated without harm, but an invoice that asks for more than is known here would be told to be
/// paid too soon (rule P15).
fn is_remembered(action: &Action) -> bool {
    action.moves_books() || matches!(action, Action::UpsertInvoice { .. })
}

fn outbox_changes(
    now: Timestamp,
    subject: &Subject,
    plan: &Plan,
    outbox: &BTreeMap<Slot, OutboxItem>,
) -> ChangeSet {
    let mut changes = ChangeSet::new();
    let mut planned = BTreeSet::new();
    for intent in &plan.intents {
        let slot = intent.action.slot();
        planned.insert(slot.clone());
        let counts = intent.action.archives() && plan.vanished.is_some();
        let first = if counts { OutboxState::Held } else { OutboxState::Ready };
        if let Some(item) = place(now, intent, &slot, outbox, first) {
            let happened = Happened::Planned(Task::of(&intent.action));
            let entry = EntryDraft::new(now, EntryKind::Decided, happened)
                .about(subject)
                .in_item(intent.action.item())
                .with(json!({ "rule": intent.action.rule(), "after": intent.after, "slot": item.slot }));
            if item.state == OutboxState::Held {
                changes.extend(ArchiveKind::of(subject).map(Subject::Brake).map(Change::Dirty));
            }
            let told = outbox.get(&item.slot).is_some_and(|known| {
                known.fingerprint == item.fingerprint && known.generation == item.generation
            });
            changes.push(Change::Outbox(Box::new(item)));
            if !told {
                changes.push(Change::Journal(Box::new(entry)));
            }
        }
    }
    for item in
        outbox.values().filter(|item| item.intent.subject == *subject && !planned.contains(&item.slot))
    {
        match item.state {
            // What may be under way is looked for first, wanted or not.
            OutboxState::Sent | OutboxState::Done | OutboxState::Shelved => {}
            OutboxState::Ready | OutboxState::Waiting if is_remembered(&item.intent.action) => {
                changes.push(Change::Outbox(Box::new(OutboxItem {
                    state: OutboxState::Shelved,
                    ..item.clone()
                })));
            }
            OutboxState::Ready | OutboxState::Waiting | OutboxState::Held => {
                changes.push(Change::DropOutbox(item.slot.clone()));
            }
        }
    }
    changes
}

/// The item for an intent, or nothing when it is there already.
fn place(
    now: Timestamp,
    intent: &Intent,
    slot: &Slot,
    outbox: &BTreeMap<Slot, OutboxItem>,
    first: OutboxState,
) -> Option<OutboxItem> {
    let print = facts::of_action(&intent.action);
    let fresh = |generation| OutboxItem {
        slot: slot.clone(),
        intent: intent.clone(),
        fingerprint: print.clone(),
        generation,
        state: first,
        attempts: 0,
        not_before: now,
        planned_at: now,
        put_off: None,
        replans: 0,
    };
    let Some(known) = outbox.get(slot) else { return Some(fresh(0)) };
    // That the facts moved is no progress: the pause that follows from it is kept whatever is planned next.
    let (replans, not_before) = match known.state {
        OutboxState::Done => (0, now),
        _ if known.replans > 0 => (known.replans, known.not_before.max(now)),
        _ => (0, now),
    };
    let fresh = |generation| OutboxItem { not_before, replans, ..fresh(generation) };
    let same = known.fingerprint == print;
    match known.state {
        OutboxState::Sent => None,
        OutboxState::Ready if same && known.intent.after == intent.after => None,
        OutboxState::Held if same && first == OutboxState::Held && known.intent.after == intent.after => None,
        // Where the brake does not count it any more, it goes.
        OutboxState::Held if same => {
            Some(OutboxItem { intent: intent.clone(), state: first, ..known.clone() })
        }
        // Waiting for something that may just have happened: try now.
        OutboxState::Ready | OutboxState::Waiting | OutboxState::Shelved if same => Some(OutboxItem {
            intent: intent.clone(),
            state: OutboxState::Ready,
            not_before,
            ..known.clone()
        }),
        // Another body: a new generation, unless the old one never went out (rule P6). A payment's keeps it also while the
        // outcome of what went out is unknown: two bodies under two request ids could both become Payments, of two attempts
        // of this computer or of two computers that record the same.
        OutboxState::Ready | OutboxState::Waiting | OutboxState::Held | OutboxState::Shelved
            if known.attempts == 0 || matches!(intent.action, Action::RecordPayment { .. }) =>
        {
            Some(OutboxItem { attempts: known.attempts, ..fresh(known.generation) })
        }
        OutboxState::Ready
        | OutboxState::Waiting
        | OutboxState::Held
        | OutboxState::Shelved
        | OutboxState::Done => Some(fresh(known.generation + 1)),
    }
}

pub(crate) fn hold_changes(
    now: Timestamp,
    subject: &Subject,
    drafts: &[HoldDraft],
    known: &[Hold],
) -> ChangeSet {
    let mut changes = ChangeSet::new();
    let keys: BTreeSet<_> = drafts.iter().map(HoldDraft::key).collect();
    for draft in drafts {
        let id = draft.key();
        let before = known.iter().find(|hold| hold.id == id);
        if let Some(open) = before.filter(|hold| hold.state == HoldState::Open) {
            // The same question, told by what is known now: an invoice may have another number.
            if open.draft != *draft {
                changes.push(Change::Hold(Box::new(Hold { draft: draft.clone(), ..open.clone() })));
            }
            continue;
        }
        let entry = EntryDraft::new(now, EntryKind::Held, Happened::Held(Question::of(draft)))
            .about(subject)
            .with(json!({ "rule": draft.rule(), "hold": id }));
        let hold = Hold { id, draft: draft.clone(), state: HoldState::Open, raised_at: now };
        changes.push(Change::Hold(Box::new(hold)));
        changes.push(Change::Journal(Box::new(entry)));
    }
    let open = known.iter().filter(|hold| hold.draft.subject == *subject && hold.state == HoldState::Open);
    for hold in open.filter(|hold| !keys.contains(&hold.id)) {
        let entry =
            EntryDraft::new(now, EntryKind::Withdrawn, Happened::Withdrawn(Question::of(&hold.draft)))
                .about(subject)
                .with(json!({ "hold": hold.id }));
        changes
            .push(Change::Hold(Box::new(Hold { state: HoldState::Withdrawn { at: now }, ..hold.clone() })));
        changes.push(Change::Journal(Box::new(entry)));
    }
    changes
}
