//! Companies: how they come, stay apart, and go.

use engine::category::SyncCategory;
use engine::outbox::OutboxState;
use engine::ports::{Change, HoldQuery, JournalQuery, ListQuery, OutboxQuery, Store, TieTotals};
use engine::record::{Record, RecordKind, RecordRef};
use engine::settings::{Closed, Patch, RecordWhen, Settings};
use engine::subject::Subject;
use ledger::CompanyId;

use super::sample::{at, copperline, known, northwind, something_everywhere, told};

/// Nothing can be written for a company that nobody set up; its settings come back as they were kept.
pub async fn a_company_begins_with_its_settings(store: &dyn Store) {
    let company = northwind();
    assert!(store.write(&company, vec![told(0, "Too early")].into()).await.is_err());
    assert_eq!(store.settings(&company).await.unwrap(), None);
    let mut settings = Settings::new(company.clone(), false);
    settings.quickbooks_closed = Some(Closed::SignInEnded);
    settings.paused_until = Some(jiff::Timestamp::MAX);
    let changes = vec![told(0, "In time"), Change::Settings(Box::new(settings.clone()))];
    store.write(&company, changes.into()).await.unwrap();
    assert_eq!(store.settings(&company).await.unwrap(), Some(settings.clone()));
    settings.bound = true;
    store.write(&company, vec![Change::Settings(Box::new(settings.clone()))].into()).await.unwrap();
    assert_eq!(store.settings(&company).await.unwrap(), Some(settings));
    assert_eq!(store.journal(&company, &everything()).await.unwrap().len(), 1);
}

/// Settings are patched as they are stored, in the order of the list, whatever was read before.
pub async fn a_patch_leaves_what_others_set(store: &dyn Store) {
    let company = northwind();
    let mut settings = Settings::new(company.clone(), false);
    store.write(&company, vec![Change::Settings(Box::new(settings.clone()))].into()).await.unwrap();
    let chosen = [Patch::RecordWhen(RecordWhen::Succeeded), Patch::DepositsSince(Some(at(5)))];
    store.write(&company, chosen.map(Change::Patch).to_vec().into()).await.unwrap();
    let learned = vec![
        Change::Patch(Patch::UndepositedFunds("4".into())),
        told(6, "Found"),
        Change::Patch(Patch::FeeAccountFound("60".into())),
    ];
    store.write(&company, learned.into()).await.unwrap();
    store.write(&company, vec![Change::Patch(Patch::FeeAccountFound("61".into()))].into()).await.unwrap();
    settings.preferences.record_when = RecordWhen::Succeeded;
    settings.preferences.create_deposits = true;
    settings.preferences.deposits_since = Some(at(5));
    settings.preferences.fee_account = Some("60".into());
    settings.undeposited_funds = Some("4".into());
    assert_eq!(store.settings(&company).await.unwrap(), Some(settings.clone()));

    // Beside all settings, the later word counts.
    let all = || Change::Settings(Box::new(settings.clone()));
    let pause = || Change::Patch(Patch::Paused(Some(at(9))));
    store.write(&company, vec![pause(), all()].into()).await.unwrap();
    assert_eq!(store.settings(&company).await.unwrap().unwrap().paused_until, None);
    store.write(&company, vec![all(), pause()].into()).await.unwrap();
    assert_eq!(store.settings(&company).await.unwrap().unwrap().paused_until, Some(at(9)));
}

/// There is nothing to patch before the first settings.
pub async fn a_patch_needs_a_known_company(store: &dyn Store) {
    let patch = || Change::Patch(Patch::Paused(None));
    assert!(store.write(&northwind(), vec![patch()].into()).await.is_err());
    assert!(store.companies().await.unwrap().is_empty());
    store.write(&northwind(), vec![known(&northwind()), patch()].into()).await.unwrap();
}

/// Companies are listed by id, whichever came first.
pub async fn companies_are_listed_by_id(store: &dyn Store) {
    assert!(store.companies().await.unwrap().is_empty());
    for company in [northwind(), copperline()] {
        store.write(&company, vec![known(&company)].into()).await.unwrap();
    }
    let ids: Vec<_> = store.companies().await.unwrap().into_iter().map(|it| it.company).collect();
    assert_eq!(ids, [copperline(), northwind()]);
}

/// Rule N1: what is written for one company is never read for another.
pub async fn companies_never_meet(store: &dyn Store) {
    let (one, other) = (northwind(), copperline());
    store.write(&one, something_everywhere(&one).into()).await.unwrap();
    store.write(&other, vec![known(&other)].into()).await.unwrap();
    assert_eq!(traces(store, &one).await, TRACES);
    assert_eq!(traces(store, &other).await, 0);
    store.write(&other, something_everywhere(&other).into()).await.unwrap();
    store.write(&one, vec![Change::ForgetCompany].into()).await.unwrap();
    assert_eq!(traces(store, &one).await, 0);
    assert_eq!(traces(store, &other).await, TRACES);
}

/// One change that cannot be made undoes the whole list.
pub async fn a_list_of_changes_is_all_or_nothing(store: &dyn Store) {
    let company = northwind();
    let mut changes = something_everywhere(&company);
    changes.push(known(&copperline()));
    assert!(store.write(&company, changes.into()).await.is_err());
    assert!(store.companies().await.unwrap().is_empty());
    let mut changes = something_everywhere(&company);
    changes.extend([Change::ForgetCompany, told(1, "About a forgotten company")]);
    assert!(store.write(&company, changes.into()).await.is_err());
    assert!(store.companies().await.unwrap().is_empty());
    store.write(&company, something_everywhere(&company).into()).await.unwrap();
    assert_eq!(traces(store, &company).await, TRACES);
    store.write(&company, Vec::new().into()).await.unwrap();
}

/// Settings name their company; another one's are a mistake.
pub async fn settings_of_another_company_are_refused(store: &dyn Store) {
    assert!(store.write(&northwind(), vec![known(&copperline())].into()).await.is_err());
    assert!(store.companies().await.unwrap().is_empty());
}

/// Rule N6: a forgotten company leaves nothing, and connecting it again starts afresh.
pub async fn a_forgotten_company_is_gone_and_may_come_back(store: &dyn Store) {
    let company = northwind();
    store.write(&company, something_everywhere(&company).into()).await.unwrap();
    store.write(&company, vec![Change::ForgetCompany].into()).await.unwrap();
    assert!(store.companies().await.unwrap().is_empty());
    assert!(store.write(&company, vec![told(0, "A late entry")].into()).await.is_err());
    store.write(&company, vec![Change::ForgetCompany].into()).await.unwrap();
    store.write(&company, vec![known(&company)].into()).await.unwrap();
    assert_eq!(traces(store, &company).await, 0);
    assert_eq!(store.verify_journal(&company).await.unwrap(), None);
    let mut again = vec![Change::ForgetCompany];
    again.extend(something_everywhere(&company));
    store.write(&company, again.into()).await.unwrap();
    assert_eq!(traces(store, &company).await, TRACES);
}

/// The first bytes count; later ones are not looked at.
pub async fn the_installation_keeps_its_first_id(store: &dyn Store) {
    let first = store.installation([7; 16]).await.unwrap();
    assert!(!first.is_empty());
    assert_eq!(store.installation([8; 16]).await.unwrap(), first);
    store.write(&northwind(), vec![known(&northwind()), Change::ForgetCompany].into()).await.unwrap();
    assert_eq!(store.installation([9; 16]).await.unwrap(), first);
}

fn everything() -> JournalQuery {
    JournalQuery { limit: 100, ..JournalQuery::default() }
}

/// How many corners [`something_everywhere`] shows up in.
const TRACES: usize = 17;

/// In how many corners something of the company shows.
async fn traces(store: &dyn Store, company: &CompanyId) -> usize {
    let subject = Subject::Invoice("145".into());
    let invoice = RecordRef::new(RecordKind::BooksInvoice, "145");
    let customer = RecordRef::new(RecordKind::BooksCustomer, "15");
    let list = ListQuery { kind: RecordKind::BooksInvoice, since: None, offset: 0, limit: 10 };
    let due = OutboxQuery::Due { now: at(10), limit: 10 };
    let records = store.records(company, std::slice::from_ref(&invoice)).await.unwrap();
    assert!(records.iter().all(|it| matches!(&it.record, Record::BooksInvoice(it) if it.version == 1)));
    let counts = store.outbox_counts(company).await.unwrap();
    assert!(counts.iter().all(|count| *count == (SyncCategory::Customers, OutboxState::Ready, 1)));
    [
        records.len(),
        store.naming(company, &[customer], RecordKind::BooksInvoice).await.unwrap().len(),
        store.ids(company, RecordKind::BooksInvoice, None, None, 10).await.unwrap().len(),
        store.list(company, &list).await.unwrap().len(),
        usize::try_from(store.count(company, RecordKind::BooksInvoice).await.unwrap()).unwrap(),
        store.links(company, std::slice::from_ref(&subject)).await.unwrap().len(),
        store.dirty(company, 10).await.unwrap().len(),
        store.outbox(company, &due).await.unwrap().len(),
        counts.len(),
        store.holds(company, &HoldQuery::Open).await.unwrap().len(),
        store.waits(company, 10).await.unwrap().len(),
        usize::from(store.cursor(company, "events").await.unwrap().is_some()),
        store.journal(company, &everything()).await.unwrap().len(),
        usize::from(store.tie(company).await.unwrap() != TieTotals::default()),
        store.differing_ties(company, 10).await.unwrap().len(),
        store.tallies(company, at(0)).await.unwrap().len(),
        usize::from(store.requests(company, "2026-11").await.unwrap() != (0, 0)),
    ]
    .into_iter()
    .sum()
}
