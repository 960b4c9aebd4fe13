//! What is done about a document that cannot be read: it is said, and what it told is found again.

use std::collections::BTreeMap;

use jiff::Timestamp;
use ledger::{CompanyId, alternative, books};
use serde_json::json;

use super::{
    Asides, Blind, Damage, Document, DocumentKind, Edit, FeedPoint, GoodPoint, Matched, Repair, Wanted, kept,
    rebuilt,
};
use crate::accounts;
use crate::books_clock::BooksClock;
use crate::comparing::{Asked, Comparisons};
use crate::connect::ConnectState;
use crate::happened::Happened;
use crate::importing::{Import, ImportMode, Stage};
use crate::journal::{EntryDraft, EntryKind};
use crate::plan::{ArchiveLedger, EarlierLedger, ForeignLedger, PlanContext};
use crate::planning::plans_of;
use crate::ports::{Change, ChangeSet, Store, StoreFault};
use crate::record::RecordKind;
use crate::subject::Subject;

/// Records asked for at a time.
pub(super) const PAGE: u32 = 1_000;
/// How many documents the engine has.
const DOCUMENTS: usize = 13;
/// Subjects planned at a time.
const PLANNED: usize = 200;

/// Reads every document once; the first that cannot be read is the fault. Where reading stands comes first, because other
/// repairs change it.
pub(crate) async fn every_document(store: &dyn Store, company: &CompanyId) -> Result<(), StoreFault> {
    super::read::<Option<Import>>(store, company).await?;
    super::read::<Comparisons>(store, company).await?;
    super::read::<BooksClock>(store, company).await?;
    super::read::<GoodPoint>(store, company).await?;
    super::read::<FeedPoint>(store, company).await?;
    super::read::<Wanted>(store, company).await?;
    super::read::<Asides>(store, company).await?;
    super::read::<Blind>(store, company).await?;
    super::read::<Matched>(store, company).await?;
    super::read::<EarlierLedger>(store, company).await?;
    super::read::<ArchiveLedger>(store, company).await?;
    super::read::<ForeignLedger>(store, company).await?;
    super::read::<ConnectState>(store, company).await?;
    Ok(())
}

/// Puts whatever cannot be read in order, before people's decisions are taken on top of it.
pub(crate) async fn in_order(
    store: &dyn Store,
    company: &CompanyId,
    now: Timestamp,
) -> Result<(), StoreFault> {
    // One after the other: a document that stays damaged is the fault in the end.
    for _ in 0..DOCUMENTS {
        match every_document(store, company).await {
            Err(StoreFault::Document(damage)) => repair(store, company, now, &damage).await?,
            read => return read,
        }
    }
    every_document(store, company).await
}

/// Puts a document that cannot be read in order, and tells so in the journal. One that somebody put in order meanwhile is
/// left as it is.
///
/// # Errors
///
/// What the store says; [`StoreFault::Document`] names another document that is in the way of it.
pub async fn repair(
    store: &dyn Store,
    company: &CompanyId,
    now: Timestamp,
    damage: &Damage,
) -> Result<(), StoreFault> {
    tracing::warn!(%company, document = damage.kind.name(), error = %damage, "document_damaged");
    let mut changes = ChangeSet::new();
    let after = match damage.repair {
        Repair::Compare => {
            changes.extend(compared(now));
            if damage.kind == DocumentKind::Feed {
                changes.push(Change::edit(Edit::FeedLost(true)));
            }
            None
        }
        Repair::CompareAndPlan => {
            changes.extend(compared(now));
            changes.extend(every_subject(store, company).await?.into_iter().map(Change::Dirty));
            None
        }
        Repair::BeginAgain if damage.kind == DocumentKind::Comparison => {
            kept(&Comparisons { asked: Some(Asked::WHOLE), ..Comparisons::default() })?
        }
        Repair::BeginAgain if was_read(store, company).await? => {
            changes.push(Change::edit(Edit::Compare(Asked::WHOLE)));
            kept(&Some(Import { stage: Stage::Done, ..Import::begin(ImportMode::Compare, now) }))?
        }
        Repair::BeginAgain => kept(&Some(Import::begin(ImportMode::First, now)))?,
        Repair::Matched => kept(&rebuilt::matched(store, company).await?)?,
        Repair::Earlier => {
            // Planning finds again who waits; last of all it words the one question about all of them.
            let subjects = every_subject(store, company).await?;
            let money =
                subjects.into_iter().filter(|it| matches!(it, Subject::Payment(_) | Subject::Payout(_)));
            changes.extend(money.map(Change::Dirty));
            changes.push(Change::Dirty(Subject::BeforeStart));
            kept(&rebuilt::earlier(store, company).await?)?
        }
        Repair::Redo => None,
    };
    changes.push(Change::edit(Edit::Replace {
        name: damage.kind.name(),
        before: Some(damage.text.clone()),
        after,
    }));
    changes.push(Change::Journal(Box::new(entry(now, damage))));
    match store.write(company, changes).await {
        Err(StoreFault::Moved) => return Ok(()),
        written => written?,
    }
    if damage.repair == Repair::Earlier { list_who_waits(store, company, now).await } else { Ok(()) }
}

/// P17: who waits for a tick mark is what planning says, now that it knows again what was answered.
async fn list_who_waits(store: &dyn Store, company: &CompanyId, now: Timestamp) -> Result<(), StoreFault> {
    let Some(settings) = store.settings(company).await? else { return Ok(()) };
    let unusable = accounts::unusable(store, &settings).await?;
    let context = PlanContext { settings: &settings, today: settings.day_of(now), unusable: &unusable };
    let mut money = every_payment(store, company).await?;
    money.extend(every_payout(store, company).await?);
    let mut waiting = BTreeMap::new();
    for some in money.chunks(PLANNED) {
        let (plans, ..) = plans_of(store, company, &context, some).await?;
        waiting.extend(
            plans.into_iter().filter(|(_, plan)| plan.earlier.is_some()).map(|(it, plan)| (it, plan.earlier)),
        );
    }
    store.write(company, ChangeSet::from([Change::edit(Edit::Earlier(waiting))])).await
}

/// Tells which document, and what is done about it.
fn entry(now: Timestamp, damage: &Damage) -> EntryDraft {
    let happened = Happened::Damaged { document: damage.kind, repair: damage.repair };
    let mut details = json!({ "document": damage.kind, "why": damage.why });
    // What people decided is kept to be looked at; the rest is found again whole.
    if let (Repair::Matched | Repair::Earlier, Some(map)) = (damage.repair, details.as_object_mut()) {
        map.insert("stored".to_owned(), json!(damage.text));
    }
    EntryDraft::new(now, EntryKind::Connection, happened).with(details)
}

/// What a document told is found again by the first read, if that has not ended, or by a comparison.
fn compared(now: Timestamp) -> ChangeSet {
    ChangeSet::from([Change::edit(Edit::ReadAgain(now)), Change::edit(Edit::Compare(Asked::WHOLE))])
}

/// Whether the first read has ended: the good point, in whatever state, is kept at its end.
async fn was_read(store: &dyn Store, company: &CompanyId) -> Result<bool, StoreFault> {
    Ok(store.cursor(company, GoodPoint::NAME).await?.is_some())
}

async fn every_subject(store: &dyn Store, company: &CompanyId) -> Result<Vec<Subject>, StoreFault> {
    let mut subjects = Vec::new();
    let customers = every_id(store, company, RecordKind::BooksCustomer).await?;
    subjects.extend(customers.into_iter().map(|id| Subject::Customer(books::CustomerId::new(id))));
    subjects.extend(every_invoice(store, company).await?);
    subjects.extend(every_payment(store, company).await?);
    subjects.extend(every_payout(store, company).await?);
    Ok(subjects)
}

async fn every_payout(store: &dyn Store, company: &CompanyId) -> Result<Vec<Subject>, StoreFault> {
    let ids = every_id(store, company, RecordKind::AlternativePayout).await?;
    Ok(ids.into_iter().map(|id| Subject::Payout(alternative::PayoutId::new(id))).collect())
}

/// Every invoice of QuickBooks that is mirrored.
pub(crate) async fn every_invoice(
    store: &dyn Store,
    company: &CompanyId,
) -> Result<Vec<Subject>, StoreFault> {
    let ids = every_id(store, company, RecordKind::BooksInvoice).await?;
    Ok(ids.into_iter().map(|id| Subject::Invoice(books::InvoiceId::new(id))).collect())
}

/// Every payment of Alternative.
pub(super) async fn every_payment(
    store: &dyn Store,
    company: &CompanyId,
) -> Result<Vec<Subject>, StoreFault> {
    let ids = every_id(store, company, RecordKind::AlternativePayment).await?;
    Ok(ids.into_iter().map(|id| Subject::Payment(alternative::PaymentId::new(id))).collect())
}

async fn every_id(
    store: &dyn Store,
    company: &CompanyId,
    kind: RecordKind,
) -> Result<Vec<String>, StoreFault> {
    let mut all: Vec<String> = Vec::new();
    loop {
        let page = store.ids(company, kind, None, all.last().map(String::as_str), PAGE).await?;
        let whole = page.len() == PAGE as usize;
        all.extend(page);
        if !whole {
            return Ok(all);
        }
    }
}
