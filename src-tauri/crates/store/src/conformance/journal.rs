//! The journal.

use engine::category::SyncCategory;
use engine::journal::{Entry, chain_hash};
use engine::ports::{Change, JournalQuery, Store};
use engine::record::{RecordKind, RecordRef};
use engine::subject::Subject;

use super::sample::{entry, known, northwind, told};

async fn write(store: &dyn Store, changes: Vec<Change>) {
    let mut all = vec![known(&northwind())];
    all.extend(changes);
    store.write(&northwind(), all.into()).await.unwrap();
}

async fn after(store: &dyn Store, after: Option<u64>, limit: u32) -> Vec<Entry> {
    store.journal(&northwind(), &JournalQuery { after, limit, ..JournalQuery::default() }).await.unwrap()
}

fn numbers(entries: &[Entry]) -> Vec<u64> {
    entries.iter().map(|entry| entry.seq).collect()
}

/// Numbered from 1 without gaps, each with the hash of the one before, across lists of changes.
pub async fn entries_are_chained_in_order(store: &dyn Store) {
    assert_eq!(store.verify_journal(&northwind()).await.unwrap(), None);
    write(store, vec![told(1, "one"), told(1, "two")]).await;
    write(store, (3..=300).map(|number| told(number, "more")).collect()).await;
    assert_eq!(store.verify_journal(&northwind()).await.unwrap(), None);
    let entries = after(store, Some(0), 1000).await;
    assert_eq!(numbers(&entries), (1..=300).collect::<Vec<_>>());
    let mut previous = String::new();
    for entry in &entries {
        assert_eq!(entry.previous, previous);
        let text = serde_json::to_string(&entry.draft).unwrap();
        assert_eq!(entry.hash, chain_hash(&previous, entry.seq, &text));
        previous.clone_from(&entry.hash);
    }
    assert_eq!(numbers(&after(store, Some(298), 10).await), [299, 300]);
    assert_eq!(numbers(&after(store, None, 2).await), [300, 299]);
    assert!(after(store, Some(300), 10).await.is_empty());
}

/// "Why is this invoice paid?" is a query.
pub async fn entries_are_found_by_what_they_are_about(store: &dyn Store) {
    let invoice = Subject::Invoice("145".into());
    let record = RecordRef::new(RecordKind::BooksPayment, "150");
    let drafts = [
        entry(1, "about both").about(&invoice).on(record.clone()).in_item(SyncCategory::Payments),
        entry(2, "about the invoice").about(&invoice),
        entry(3, "about the payment").on(record.clone()),
        entry(4, "about neither"),
    ];
    write(store, drafts.iter().cloned().map(|draft| Change::Journal(Box::new(draft))).collect()).await;
    let found = |after, subject: Option<&Subject>, record: Option<&RecordRef>| {
        let query = JournalQuery { after, subject: subject.cloned(), record: record.cloned(), limit: 10 };
        async move { store.journal(&northwind(), &query).await.unwrap() }
    };
    let first = found(Some(0), None, None).await;
    assert_eq!(first.iter().map(|entry| &entry.draft).collect::<Vec<_>>(), drafts.iter().collect::<Vec<_>>());
    assert_eq!(numbers(&found(None, Some(&invoice), None).await), [2, 1]);
    assert_eq!(numbers(&found(Some(0), Some(&invoice), None).await), [1, 2]);
    assert_eq!(numbers(&found(None, None, Some(&record)).await), [3, 1]);
    assert_eq!(numbers(&found(Some(1), None, Some(&record)).await), [3]);
    assert_eq!(numbers(&found(None, Some(&invoice), Some(&record)).await), [1]);
    assert!(found(None, Some(&Subject::Invoice("1".into())), None).await.is_empty());
}

/// Details are numbers of another system: they are neither rounded nor rewritten.
pub async fn an_entry_is_kept_to_the_last_digit(store: &dyn Store) {
    let details = r#"{"amount":1680.00,"huge":123456789012345678901234567890.10,"text":"é\u0000\"\\"}"#;
    let draft = entry(1, "exact").with(serde_json::from_str(details).unwrap());
    write(store, vec![Change::Journal(Box::new(draft.clone()))]).await;
    let kept = after(store, None, 1).await.remove(0).draft;
    assert_eq!(kept, draft);
    assert_eq!(kept.details.to_string(), draft.details.to_string());
    assert!(kept.details.to_string().contains("1680.00"));
    assert_eq!(store.verify_journal(&northwind()).await.unwrap(), None);
}
