//! What was acknowledged survives the death of the process; what was not is there whole or not at all.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::task::{Context, Poll, Waker};

use engine::documents::{Edit, Kept};
use engine::ports::{Change, JournalQuery, Store as _};
use engine::record::RecordKind;
use store::SqliteStore;
use store::conformance::sample::{known, mirror_invoice, northwind, tie, told};

/// Set for the process that writes until it is killed: the path of its database.
const VICTIM: &str = "STORE_TEST_VICTIM";

/// One numbered transaction over several tables.
fn numbered(number: u64) -> Vec<Change> {
    let id = format!("{number:08}");
    vec![
        known(&northwind()),
        told(0, &format!("number {number}")),
        mirror_invoice(&id, number),
        Change::Tie(tie(&id, [1, 1, 0, 0])),
        Change::edit(Edit::Keep(Kept::fixture("number", Some(number.to_string())))),
    ]
}

/// How many transactions are there, after checking that each is whole.
async fn whole(store: &SqliteStore) -> u64 {
    let company = northwind();
    let cursor = store.cursor(&company, "number").await.unwrap();
    let number = cursor.map_or(0, |text| text.parse().unwrap());
    assert_eq!(store.count(&company, RecordKind::BooksInvoice).await.unwrap(), number);
    assert_eq!(store.tie(&company).await.unwrap().invoices, number);
    let last = store.journal(&company, &JournalQuery { limit: 1, ..JournalQuery::default() }).await.unwrap();
    assert_eq!(last.first().map_or(0, |entry| entry.seq), number);
    assert_eq!(store.verify_journal(&company).await.unwrap(), None);
    number
}

/// Also the process that [`a_killed_process_loses_nothing_it_acknowledged`] starts and kills: then it writes to the
/// database it is given, without end.
#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "the marker comes from the test that starts this process")]
async fn numbered_transactions_are_acknowledged_one_after_the_other() {
    let directory = tempfile::tempdir().unwrap();
    let (path, last) = match std::env::var(VICTIM) {
        Ok(path) => (PathBuf::from(path), u64::MAX),
        Err(_) => (directory.path().join("companion.db"), 20),
    };
    let store = SqliteStore::open(&path).await.unwrap();
    for number in whole(&store).await + 1..=last {
        store.write(&northwind(), numbered(number).into()).await.unwrap();
        println!("\nacknowledged {number}");
    }
    assert_eq!(whole(&store).await, last);
}

/// The victim's acknowledgements, until it is killed after so many.
fn kill_after(path: &Path, acknowledgements: usize) -> u64 {
    let mut victim = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "numbered_transactions_are_acknowledged_one_after_the_other", "--nocapture"])
        .env(VICTIM, path)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(victim.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut numbers = lines.filter_map(|line| line.strip_prefix("acknowledged ")?.parse::<u64>().ok());
    let last = numbers.by_ref().take(acknowledgements).last();
    // On Unix this is SIGKILL: nothing is flushed, nothing is unwound.
    victim.kill().unwrap();
    victim.wait().unwrap();
    // What it still said before it died counts as well.
    numbers.last().or(last).unwrap()
}

#[tokio::test]
async fn a_killed_process_loses_nothing_it_acknowledged() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("companion.db");
    let mut before = 0;
    for acknowledgements in [1, 2, 3, 17, 40, 5] {
        let acknowledged = kill_after(&path, acknowledgements);
        let store = SqliteStore::open(&path).await.unwrap();
        let found = whole(&store).await;
        assert!(acknowledged > before);
        // The one under way may have come through without having been told.
        assert!(
            found == acknowledged || found == acknowledged + 1,
            "{found} found, {acknowledged} acknowledged"
        );
        before = found;
    }
}

/// A write whose future is dropped at any await is there whole or not at all, and the next one is not disturbed.
async fn dropped_at_every_await(store: &SqliteStore, reopened: impl AsyncFn() -> Option<SqliteStore>) {
    let (mut number, mut cut) = (0, 0);
    for polls in (0..30).cycle().take(150) {
        let company = northwind();
        let mut write = store.write(&company, numbered(number + 1).into());
        let mut finished = false;
        for _ in 0..polls {
            let mut context = Context::from_waker(Waker::noop());
            finished = matches!(write.as_mut().poll(&mut context), Poll::Ready(Ok(())));
            if finished {
                break;
            }
            // The connection's thread answers whenever it likes; giving it turns moves the place where it is cut off.
            tokio::task::yield_now().await;
            std::thread::yield_now();
        }
        drop(write);
        // Whatever was under way has ended once this is through.
        store.write(&company, vec![known(&company)].into()).await.unwrap();
        let found = whole(store).await;
        assert!(found == number + 1 || (!finished && found == number), "{found} after {number}");
        cut += u64::from(found == number);
        number = found;
        if polls % 10 == 0
            && let Some(again) = reopened().await
        {
            assert_eq!(whole(&again).await, number);
        }
    }
    assert!(number > 0, "no write ever came through");
    assert!(cut > 0, "no write was ever cut off");
    println!("{number} came through, {cut} were cut off");
}

#[tokio::test]
async fn a_dropped_write_in_memory_is_whole_or_nothing() {
    let store = SqliteStore::in_memory().await.unwrap();
    dropped_at_every_await(&store, async || None).await;
}

#[tokio::test]
async fn a_dropped_write_in_a_file_is_whole_or_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("companion.db");
    let store = SqliteStore::open(&path).await.unwrap();
    dropped_at_every_await(&store, async || Some(SqliteStore::open(&path).await.unwrap())).await;
}

#[tokio::test]
async fn a_store_dropped_in_the_middle_leaves_the_file_free() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("companion.db");
    let mut number = 0;
    for polls in 0..60 {
        let store = SqliteStore::open(&path).await.unwrap();
        let found = whole(&store).await;
        assert!(found == number || found == number + 1);
        number = found;
        let company = northwind();
        let mut write = store.write(&company, numbered(number + 1).into());
        for _ in 0..polls {
            if write.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready() {
                break;
            }
            tokio::task::yield_now().await;
            std::thread::yield_now();
        }
        drop(write);
    }
}
