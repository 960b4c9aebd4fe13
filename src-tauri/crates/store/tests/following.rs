//! Whoever follows a store hears of each commit when it is durable, and of another process's that it happened.

use engine::ports::{Change, Store, StoreFault};
use engine::subject::Subject;
use futures::FutureExt as _;
use store::conformance::sample::{known, mirror_invoice, northwind, told};
use store::{Kind, SqliteStore};

#[tokio::test]
async fn a_commit_is_heard_without_any_timer() {
    let store = SqliteStore::in_memory().await.unwrap();
    let company = northwind();
    let mut following = store.follow();
    assert!(following.next(&company).now_or_never().is_none());
    let subject = Subject::Invoice("145".into());
    let waits = Change::Waits { subject: subject.clone(), waits: Vec::new() };
    store.write(&company, vec![known(&company), told(0, "first"), waits].into()).await.unwrap();
    let touched = following.next(&company).now_or_never().unwrap();
    assert_eq!(touched.company, company);
    assert_eq!(touched.kinds, [Kind::Settings, Kind::Waits, Kind::Journal].into());
    assert_eq!(touched.subjects, [subject].into());
    assert!(following.next(&company).now_or_never().is_none(), "told once");
}

#[tokio::test]
async fn several_commits_are_heard_as_one_and_those_of_other_companies_not_at_all() {
    let store = SqliteStore::in_memory().await.unwrap();
    let (company, other) = (northwind(), "southwind".into());
    let mut following = store.follow();
    store.write(&other, vec![known(&other)].into()).await.unwrap();
    assert_eq!(following.so_far(&company), None);
    store.write(&company, vec![known(&company)].into()).await.unwrap();
    store.write(&company, vec![mirror_invoice("145", 1)].into()).await.unwrap();
    let touched = following.so_far(&company).unwrap();
    assert_eq!(touched.kinds, [Kind::Settings, Kind::Records].into());
    assert!(touched.is_any_of(&[Kind::Records]) && !touched.is_any_of(&[Kind::Journal]));
}

#[tokio::test]
async fn what_was_refused_is_not_heard() {
    let store = SqliteStore::in_memory().await.unwrap();
    let company = northwind();
    let mut following = store.follow();
    let refused = store.write(&company, vec![mirror_invoice("145", 1)].into()).await;
    assert!(matches!(refused, Err(StoreFault::Other(_))));
    assert_eq!(following.so_far(&company), None);
}

#[tokio::test]
async fn who_falls_behind_is_told_that_anything_may_have_changed() {
    let store = SqliteStore::in_memory().await.unwrap();
    let company = northwind();
    let mut following = store.follow();
    store.write(&company, vec![known(&company)].into()).await.unwrap();
    for at in 0..400 {
        store.write(&company, vec![told(at, "more")].into()).await.unwrap();
    }
    let touched = following.next(&company).await;
    assert!(touched.missed && touched.is_any_of(&[Kind::Holds]));
    assert_eq!(following.so_far(&company), None);
}

#[tokio::test]
async fn only_another_process_moves_the_version_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("companion.db");
    let store = SqliteStore::open(&path).await.unwrap();
    let company = northwind();
    let first = store.version_elsewhere().await.unwrap();
    store.write(&company, vec![known(&company)].into()).await.unwrap();
    assert_eq!(store.version_elsewhere().await.unwrap(), first, "we know what we wrote ourselves");
    let beside = SqliteStore::open(&path).await.unwrap();
    store.version_elsewhere().await.unwrap();
    let opened = store.version_elsewhere().await.unwrap();
    beside.write(&company, vec![told(0, "beside")].into()).await.unwrap();
    assert_ne!(store.version_elsewhere().await.unwrap(), opened);
}
