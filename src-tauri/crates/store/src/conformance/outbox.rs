//! The outbox.

use engine::awaited::PutOff;
use engine::category::SyncCategory;
use engine::intent::{Lane, Slot};
use engine::outbox::{OutboxItem, OutboxState};
use engine::ports::{Change, OutboxQuery, Store};
use engine::record::RecordRef;
use engine::subject::Subject;

use super::sample::{at, intent, known, northwind};

async fn write(store: &dyn Store, items: Vec<OutboxItem>) {
    let mut all = vec![known(&northwind())];
    all.extend(items.into_iter().map(|item| Change::Outbox(Box::new(item))));
    store.write(&northwind(), all.into()).await.unwrap();
}

async fn found(store: &dyn Store, query: OutboxQuery) -> Vec<String> {
    let items = store.outbox(&northwind(), &query).await.unwrap();
    items.into_iter().map(|it| it.slot.0.trim_start_matches("upsert_customer:").to_owned()).collect()
}

/// Rule F6: lane first, then what was planned first, then what was written first.
pub async fn due_intents_come_by_lane_then_planned_first(store: &dyn Store) {
    let items = [
        ("pdf", Lane::Pdfs, 1),
        ("history", Lane::History, 2),
        ("change-b", Lane::Changes, 5),
        ("change-a", Lane::Changes, 5),
        ("change-early", Lane::Changes, 4),
        ("money", Lane::Money, 9),
    ];
    write(store, items.map(|(customer, lane, planned)| intent(customer, lane, planned)).into()).await;
    let order = ["money", "change-early", "change-b", "change-a", "history", "pdf"];
    assert_eq!(found(store, OutboxQuery::Due { now: at(60), limit: 10 }).await, order);
    assert_eq!(found(store, OutboxQuery::Due { now: at(60), limit: 2 }).await, order[..2]);
    // Marked as sent it keeps its turn.
    let mut sent = intent("change-b", Lane::Changes, 5);
    sent.state = OutboxState::Sent;
    write(store, vec![sent]).await;
    assert_eq!(found(store, OutboxQuery::Due { now: at(60), limit: 10 }).await, order);
}

/// Neither what is done or shelved, nor what may not be tried yet.
pub async fn what_is_not_due_waits(store: &dyn Store) {
    let item = |customer: &str, state, not_before| OutboxItem {
        state,
        not_before: at(not_before),
        ..intent(customer, Lane::Money, 0)
    };
    let items = vec![
        item("ready", OutboxState::Ready, 10),
        item("sent", OutboxState::Sent, 8),
        item("waiting", OutboxState::Waiting, 12),
        item("held", OutboxState::Held, 1),
        item("shelved", OutboxState::Shelved, 1),
        item("done", OutboxState::Done, 1),
    ];
    write(store, items.clone()).await;
    assert!(found(store, OutboxQuery::Due { now: at(7), limit: 10 }).await.is_empty());
    assert_eq!(found(store, OutboxQuery::Due { now: at(10), limit: 10 }).await, ["ready", "sent"]);
    assert_eq!(found(store, OutboxQuery::Due { now: at(12), limit: 10 }).await, ["ready", "sent", "waiting"]);
    assert_eq!(found(store, OutboxQuery::Open { limit: 10 }).await, ["sent", "ready", "waiting"]);
    assert_eq!(found(store, OutboxQuery::Open { limit: 1 }).await, ["sent"]);
    let all: Vec<Slot> = items.iter().map(|item| item.slot.clone()).collect();
    assert_eq!(store.outbox(&northwind(), &OutboxQuery::Slots(all)).await.unwrap(), items);
}

/// At most one intent a slot; it is replaced whole, found by slot and subject, and dropped.
pub async fn slots_are_replaced(store: &dyn Store) {
    let first = intent("15", Lane::History, 1);
    write(store, vec![first.clone(), intent("16", Lane::History, 1)]).await;
    let mut second = intent("15", Lane::Money, 2);
    second.generation = 1;
    second.put_off = Some(PutOff::AnsweredDeleted(RecordRef::books_customer(&"15".into())));
    second.not_before = "2026-11-20T17:00:00.123456789Z".parse().unwrap();
    write(store, vec![second.clone()]).await;
    let slot = || OutboxQuery::Slots(vec![first.slot.clone(), Slot("none".to_owned())]);
    assert_eq!(store.outbox(&northwind(), &slot()).await.unwrap(), [second.clone()]);
    let of = OutboxQuery::Subjects(vec![Subject::Customer("15".into()), Subject::Customer("99".into())]);
    assert_eq!(store.outbox(&northwind(), &of).await.unwrap(), [second]);
    let drop = |slot: &Slot| Change::DropOutbox(slot.clone());
    store.write(&northwind(), vec![drop(&first.slot), drop(&Slot("none".to_owned()))].into()).await.unwrap();
    assert!(store.outbox(&northwind(), &slot()).await.unwrap().is_empty());
    // In one list the last word counts.
    let again = vec![Change::Outbox(Box::new(first.clone())), drop(&first.slot)];
    store.write(&northwind(), again.into()).await.unwrap();
    assert!(store.outbox(&northwind(), &slot()).await.unwrap().is_empty());
    let again = vec![drop(&first.slot), Change::Outbox(Box::new(first.clone()))];
    store.write(&northwind(), again.into()).await.unwrap();
    assert_eq!(store.outbox(&northwind(), &slot()).await.unwrap(), [first]);
}

/// How many there are of each, without looking at them.
pub async fn intents_are_counted_by_state(store: &dyn Store) {
    let counts = || async { store.outbox_counts(&northwind()).await.unwrap() };
    assert!(counts().await.is_empty());
    write(store, ["1", "2", "3"].map(|id| intent(id, Lane::Changes, 0)).into()).await;
    assert_eq!(counts().await, [(SyncCategory::Customers, OutboxState::Ready, 3)]);
    let done = OutboxItem { state: OutboxState::Done, ..intent("1", Lane::Changes, 0) };
    write(store, vec![done.clone(), done]).await;
    assert_eq!(
        counts().await,
        [(SyncCategory::Customers, OutboxState::Ready, 2), (SyncCategory::Customers, OutboxState::Done, 1)]
    );
    let drop = |id| Change::DropOutbox(intent(id, Lane::Changes, 0).slot);
    store.write(&northwind(), vec![drop("2"), drop("3"), drop("4")].into()).await.unwrap();
    assert_eq!(counts().await, [(SyncCategory::Customers, OutboxState::Done, 1)]);
}
