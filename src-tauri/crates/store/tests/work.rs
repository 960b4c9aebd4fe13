//! What reads and writes cost does not depend on how much there is.
#![expect(clippy::unwrap_used, reason = "tests")]

use engine::ports::{Change, ListQuery, OutboxQuery, Store as _};
use engine::record::{RecordKind, RecordRef};
use engine::subject::Subject;
use store::conformance::sample::{at, known, mirror_invoice, northwind, tie, told};
use store::{SqliteStore, Work};

async fn with_invoices(count: u32) -> SqliteStore {
    let store = SqliteStore::in_memory().await.unwrap();
    let mut changes = vec![known(&northwind())];
    for number in 0..count {
        let id = number.to_string();
        changes.push(mirror_invoice(&id, 1));
        changes.push(told(0, "read"));
        changes.push(Change::Tie(tie(&id, [1, 1, 0, 0])));
    }
    store.write(&northwind(), changes.into()).await.unwrap();
    store
}

/// What a pass reads when nothing is new, and what it writes when one invoice is.
async fn pass(store: &SqliteStore) -> Work {
    let company = northwind();
    let before = store.work().await.unwrap();
    store.dirty(&company, 100).await.unwrap();
    store.outbox(&company, &OutboxQuery::Due { now: at(0), limit: 50 }).await.unwrap();
    store.outbox_counts(&company).await.unwrap();
    store.tie(&company).await.unwrap();
    store.differing_ties(&company, 50).await.unwrap();
    store.count(&company, RecordKind::BooksInvoice).await.unwrap();
    store.records(&company, &[RecordRef::new(RecordKind::BooksInvoice, "7")]).await.unwrap();
    let changes =
        vec![mirror_invoice("7", 2), Change::Dirty(Subject::Invoice("7".into())), told(1, "changed")];
    store.write(&company, changes.into()).await.unwrap();
    let after = store.work().await.unwrap();
    Work {
        statements: after.statements - before.statements,
        rows_read: after.rows_read - before.rows_read,
        rows_changed: after.rows_changed - before.rows_changed,
        steps: after.steps - before.steps,
    }
}

#[tokio::test]
async fn a_pass_costs_the_same_among_many() {
    let [few, many] = [with_invoices(10).await, with_invoices(2_000).await];
    for store in [&few, &many] {
        store.count_steps().await.unwrap();
    }
    let (among_few, among_many) = (pass(&few).await, pass(&many).await);
    assert_eq!(among_few, among_many);
    // One record and its columns, one mark, one entry, and the company's own row.
    assert_eq!(among_many.rows_changed, 5);
}

#[tokio::test]
async fn what_is_passed_over_is_counted_too() {
    let counted_among = async |count| {
        let store = with_invoices(count).await;
        store.count_steps().await.unwrap();
        let list =
            ListQuery { kind: RecordKind::BooksInvoice, since: None, offset: u64::from(count) - 1, limit: 1 };
        let before = store.work().await.unwrap();
        store.list(&northwind(), &list).await.unwrap();
        let after = store.work().await.unwrap();
        (after.rows_read - before.rows_read, after.steps - before.steps)
    };
    let ((row, few), (same_row, many)) = (counted_among(10).await, counted_among(2_000).await);
    assert_eq!((row, same_row), (1, 1));
    assert!(few > 0 && many > few + 1_990, "{few} and {many} steps for one row");
}
