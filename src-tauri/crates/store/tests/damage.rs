//! A database whose pages were written over: found, said, and set aside.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::Path;

use engine::ports::{Store as _, StoreFault};
use jiff::{SignedDuration, Timestamp};
use store::SqliteStore;
use store::conformance::sample::{northwind, something_everywhere};

async fn filled(path: &Path) -> SqliteStore {
    let store = SqliteStore::open(path).await.unwrap();
    store.write(&northwind(), something_everywhere(&northwind()).into()).await.unwrap();
    store
}

/// All but the first pages, which hold the schema.
fn write_over(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    let pages = bytes.len() / 8_192;
    assert!(pages > 12, "{pages}");
    bytes[8_192 * (pages / 2)..].fill(0xa5);
    fs::write(path, bytes).unwrap();
}

#[tokio::test]
async fn damaged_pages_are_found_even_by_a_store_that_is_open() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("companion.db");
    filled(&path).await.close().await.unwrap();
    let store = SqliteStore::open(&path).await.unwrap();
    assert_eq!(store.check().await, Ok(()));
    write_over(&path);
    assert!(matches!(store.check().await, Err(StoreFault::Damaged(_))));
    let memory = SqliteStore::in_memory().await.unwrap();
    assert_eq!(memory.check().await, Ok(()));
}

#[tokio::test]
async fn a_check_is_due_at_first_daily_and_after_an_unclean_end() {
    let directory = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(directory.path().join("companion.db")).await.unwrap();
    let now: Timestamp = "2026-08-04T12:00:00Z".parse().unwrap();
    let after = |hours| now.checked_add(SignedDuration::from_hours(hours)).unwrap();

    let first = store.claim().unwrap();
    assert!(first.is_check_due(now), "never checked");
    first.checked(now);
    assert!(!first.is_check_due(after(23)));
    assert!(first.is_check_due(after(24)));
    assert!(first.is_check_due(after(-1)), "the clock was set back");
    drop(first);

    let second = store.claim().unwrap();
    assert!(!second.is_check_due(after(1)), "the one before came to an end");
    second.begun();
    // As a process that is killed leaves it: without an end.
    let lock = directory.path().join("companion.db.syncing");
    let killed = fs::read(&lock).unwrap();
    drop(second);
    fs::write(&lock, killed).unwrap();

    let asked = store.claim().unwrap();
    assert!(asked.is_check_due(after(1)));
    drop(asked);
    let third = store.claim().unwrap();
    assert!(third.is_check_due(after(1)), "who only looks whether anybody syncs is no check");
    third.checked(after(1));
    drop(third);
    assert!(!store.claim().unwrap().is_check_due(after(2)));
}

#[tokio::test]
async fn a_damaged_database_makes_room_for_a_new_one_and_is_kept() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("companion.db");
    let store = filled(&path).await;
    let syncing = store.claim().unwrap();
    assert_eq!(store::set_aside(&path), Err(StoreFault::InUse));
    drop(syncing);
    drop(store);
    let kept = store::set_aside(&path).unwrap();
    assert!(SqliteStore::open(&path).await.unwrap().companies().await.unwrap().is_empty());
    let again = store::set_aside(&path).unwrap();
    assert_ne!(kept, again);
    assert!(!SqliteStore::open(&kept).await.unwrap().companies().await.unwrap().is_empty(), "with its log");
}
