//! Every statement the store ever runs goes through an index: cost follows what is asked for, not what there is.

use std::collections::BTreeMap;

use engine::category::SyncCategory;
use engine::documents::{Edit, Kept};
use engine::intent::{Lane, Slot};
use engine::ports::{Change, HoldQuery, JournalQuery, ListQuery, OutboxQuery, Store as _};
use engine::record::{Record, RecordKind, RecordRef};
use engine::settings::Patch;
use engine::subject::Subject;
use sqlx::{AssertSqlSafe, Row as _};

use crate::SqliteStore;
use crate::conformance::sample::{
    at, intent, invoice, mirror, mirror_invoice, northwind, something_everywhere, tie, told,
};
use crate::read_models::ToldQuery;

/// The plan of each statement that the store has run.
async fn plans(store: &SqliteStore) -> BTreeMap<String, Vec<String>> {
    let asked = store.asked.lock().unwrap().clone();
    let mut writer = store.writer().await;
    let mut plans = BTreeMap::new();
    for sql in asked {
        let explain = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
        let rows = sqlx::query(explain).fetch_all(&mut *writer).await.unwrap();
        plans.insert(sql, rows.iter().map(|row| row.get::<String, _>("detail")).collect());
    }
    plans
}

async fn write_in_every_way(store: &SqliteStore) {
    let company = northwind();
    store.write(&company, something_everywhere(&company).into()).await.unwrap();
    let mut moved = invoice("145", 2);
    moved.customer = "16".into();
    let dirty = store.dirty(&company, 10).await.unwrap();
    let mut changes = vec![
        mirror(Record::BooksInvoice(moved)),
        mirror_invoice("146", 1),
        Change::Gone { reference: RecordRef::new(RecordKind::BooksInvoice, "146"), at: at(1) },
        Change::DropOutbox(Slot("none".to_owned())),
        Change::Outbox(Box::new(intent("16", Lane::Pdfs, 0))),
        Change::Untie("145".into()),
        Change::Tie(tie("146", [1; 4])),
        Change::edit(Edit::Keep(Kept::fixture("events", None))),
        Change::Tally { item: SyncCategory::Deposits, at: at(7200) },
        Change::Patch(Patch::Paused(None)),
        told(1, "Once more"),
    ];
    changes.extend(dirty.into_iter().map(Change::Clean));
    store.write(&company, changes.into()).await.unwrap();
    store.installation([1; 16]).await.unwrap();
}

async fn read_in_every_way(store: &SqliteStore) {
    let company = northwind();
    let subjects = vec![Subject::Invoice("145".into()), Subject::BeforeStart];
    let record = RecordRef::new(RecordKind::BooksInvoice, "145");
    let list = ListQuery { kind: record.kind, since: None, offset: 3, limit: 5 };
    store.companies().await.unwrap();
    store.settings(&company).await.unwrap();
    store.records(&company, std::slice::from_ref(&record)).await.unwrap();
    store.raw(&company, &record).await.unwrap();
    store.naming(&company, std::slice::from_ref(&record), RecordKind::BooksPayment).await.unwrap();
    store.ids(&company, record.kind, Some(at(5)), Some("1"), 5).await.unwrap();
    store.list(&company, &list).await.unwrap();
    store.count(&company, record.kind).await.unwrap();
    store.unarchived_customers(&company).await.unwrap();
    store.links(&company, &subjects).await.unwrap();
    store.linked(&company, std::slice::from_ref(&record)).await.unwrap();
    store.dirty(&company, 5).await.unwrap();
    for query in [
        OutboxQuery::Subjects(subjects.clone()),
        OutboxQuery::Slots(vec![Slot("none".to_owned())]),
        OutboxQuery::Due { now: at(5), limit: 5 },
        OutboxQuery::Open { limit: 5 },
    ] {
        store.outbox(&company, &query).await.unwrap();
    }
    store.outbox_counts(&company).await.unwrap();
    for query in [HoldQuery::Open, HoldQuery::Subjects(subjects.clone()), HoldQuery::Id("none".to_owned())] {
        store.holds(&company, &query).await.unwrap();
    }
    store.waits(&company, 5).await.unwrap();
    store.cursor(&company, "events").await.unwrap();
    for after in [None, Some(1)] {
        for subject in [None, Some(&subjects[0])] {
            for record in [None, Some(&record)] {
                let (subject, record) = (subject.cloned(), record.cloned());
                let query = JournalQuery { after, subject, record, limit: 5 };
                store.journal(&company, &query).await.unwrap();
            }
        }
    }
    store.verify_journal(&company).await.unwrap();
    store.tie(&company).await.unwrap();
    store.tied(&company, 5).await.unwrap();
    store.differing_ties(&company, 5).await.unwrap();
    store.tallies(&company, at(0)).await.unwrap();
    store.requests(&company, "2026-11").await.unwrap();
    list_in_every_way(store).await;
}

async fn list_in_every_way(store: &SqliteStore) {
    let company = northwind();
    store.invoice_figures(&company, None).await.unwrap();
    store.invoice_figures(&company, Some(&["145".to_owned()])).await.unwrap();
    store.alone_figures(&company).await.unwrap();
    let invoice = RecordRef::new(RecordKind::BooksInvoice, "145");
    assert_eq!(store.faces(&company, &[invoice]).await.unwrap()[0].label, "1145");
    store.paid_invoices(&company, &["p".to_owned()]).await.unwrap();
    store.customer_labels(&company).await.unwrap();
    store.open_subjects(&company, at(0)).await.unwrap();
    store.differing(&company, 5).await.unwrap();
    store.unsettled(&company).await.unwrap();
    store.pending_payouts(&company).await.unwrap();
    store.last_payout(&company).await.unwrap();
    store.resting(&company, None).await.unwrap();
    store.told_upto(&company).await.unwrap();
    store.last_names(&company).await.unwrap();
    store.tell(&company, (0, 1), &[], &[]).await.unwrap();
    store.told(&company, &ToldQuery { limit: 5, ..ToldQuery::default() }).await.unwrap();
}

/// Lists bound as JSON, rows of an `INSERT`, a page that was found in an index, and all companies when all are
/// asked for.
fn may_be_scanned(step: &str) -> bool {
    let table = step.trim_start_matches("SCAN ");
    ["wanted", "json_each", "evidence", "page", "(subquery", "CONSTANT ROW"]
        .iter()
        .any(|name| table.starts_with(name))
        || table.ends_with("ROW VALUES CLAUSE")
        || table == "companies USING INDEX sqlite_autoindex_companies_1"
}

/// Everything of a company is walked only where an index holds nothing but what is asked for, or is left at a limit.
fn may_be_walked(sql: &str, step: &str) -> bool {
    let small = [
        "outbox_counts",
        "waits USING PRIMARY KEY",
        "holds_open",
        "ties_apart",
        "ties_differ",
        "figures_resting",
        "figures_alone",
    ];
    // All subjects that something is owed for, without their bodies.
    let listed = sql.contains("json_group_array(json_array(subject, state))");
    let limited = [
        "t USING PRIMARY KEY",
        "ties USING PRIMARY KEY",
        "outbox_by_lane",
        "outbox_soonest",
        "dirty_oldest",
        "sqlite_autoindex_journal_1",
    ];
    listed
        || small.iter().any(|name| step.contains(name))
        || (sql.contains("LIMIT") && limited.iter().any(|name| step.contains(name)))
}

#[tokio::test]
async fn nothing_that_grows_is_scanned() {
    let store = SqliteStore::in_memory().await.unwrap();
    write_in_every_way(&store).await;
    read_in_every_way(&store).await;
    store.write(&northwind(), vec![Change::ForgetCompany].into()).await.unwrap();
    let plans = plans(&store).await;
    assert!(plans.len() > 45, "only {} statements were looked at", plans.len());
    for (sql, steps) in &plans {
        for step in steps.iter().filter(|step| step.starts_with("SCAN")) {
            assert!(may_be_scanned(step), "{step}\nin {sql}\nas {steps:#?}");
        }
        // The company's own row stands over all others, which only matters when it is deleted.
        let own = sql.starts_with("DELETE FROM companies") || sql.starts_with("INSERT INTO companies");
        for step in steps.iter().filter(|step| !own && step.ends_with("(company=?)")) {
            assert!(may_be_walked(sql, step), "{step}\nin {sql}\nas {steps:#?}");
        }
    }
}

#[tokio::test]
async fn pages_come_in_the_order_of_their_index() {
    let store = SqliteStore::in_memory().await.unwrap();
    write_in_every_way(&store).await;
    read_in_every_way(&store).await;
    for (sql, steps) in plans(&store).await {
        // Those without a limit sort the few rows they were asked for by name.
        if sql.contains("LIMIT") {
            let sorted = steps.iter().any(|step| step.contains("TEMP B-TREE FOR ORDER BY"));
            assert!(!sorted, "{sql}\nas {steps:#?}");
        }
    }
}
