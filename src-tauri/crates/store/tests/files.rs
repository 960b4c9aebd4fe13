//! The database as a file: who may read it, who may open it, what happens to one that cannot be used.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::Path;

use engine::documents::{Edit, Kept};
use engine::ports::{Change, JournalQuery, Store as _, StoreFault};
use sqlx::Connection as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use store::SqliteStore;
use store::conformance::sample::{known, mirror_invoice, northwind, something_everywhere, told};

async fn connect(path: &Path) -> SqliteConnection {
    SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(path)).await.unwrap()
}

#[tokio::test]
async fn what_was_written_is_there_when_opened_again() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("companion.db");
    let store = SqliteStore::open(&path).await.unwrap();
    store.write(&northwind(), something_everywhere(&northwind()).into()).await.unwrap();
    let before = store.companies().await.unwrap();
    store.close().await.unwrap();
    let names: Vec<_> = fs::read_dir(directory.path()).unwrap().map(|it| it.unwrap().file_name()).collect();
    assert!(!names.iter().any(|name| name.to_string_lossy().ends_with("-wal")), "{names:?}");
    let store = SqliteStore::open(&path).await.unwrap();
    assert_eq!(store.companies().await.unwrap(), before);
    assert_eq!(store.verify_journal(&northwind()).await.unwrap(), None);
    assert_eq!(store.path(), Some(path.as_path()));
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_user_may_read_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let above = tempfile::tempdir().unwrap();
    let directory = above.path().join("Alternative Companion");
    let store = SqliteStore::open(directory.join("companion.db")).await.unwrap();
    store.write(&northwind(), something_everywhere(&northwind()).into()).await.unwrap();
    let _claim = store.claim().unwrap();
    assert_eq!(mode(&directory), 0o700);
    let files: Vec<_> = fs::read_dir(&directory).unwrap().map(|it| it.unwrap().path()).collect();
    assert!(files.iter().any(|path| path.to_string_lossy().ends_with("-wal")), "{files:?}");
    for file in files {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
    // One that was copied here with a wider mode is narrowed.
    let copied = directory.join("copied.db");
    fs::write(&copied, b"").unwrap();
    fs::set_permissions(&copied, fs::Permissions::from_mode(0o644)).unwrap();
    SqliteStore::open(&copied).await.unwrap();
    assert_eq!(mode(&copied), 0o600);
}

#[cfg(unix)]
#[tokio::test]
async fn a_directory_that_others_can_open_is_made_private_or_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let base = tempfile::tempdir().unwrap();
    let folder = |name: &str, mode: u32| {
        let folder = base.path().join(name);
        fs::create_dir(&folder).unwrap();
        fs::set_permissions(&folder, fs::Permissions::from_mode(mode)).unwrap();
        folder
    };
    let mode = |folder: &Path| fs::metadata(folder).unwrap().permissions().mode() & 0o7777;

    let own = folder("made by hand", 0o755);
    drop(SqliteStore::open(&own.join("companion.sqlite")).await.unwrap());
    assert_eq!(mode(&own), 0o700);
    // Opened to others later, on purpose or by a tool that copied it.
    fs::set_permissions(&own, fs::Permissions::from_mode(0o750)).unwrap();
    drop(SqliteStore::open(&own.join("companion.sqlite")).await.unwrap());
    assert_eq!(mode(&own), 0o700);

    let shared = folder("for everybody", 0o1777);
    let refused = SqliteStore::open(&shared.join("companion.sqlite")).await.err();
    assert!(matches!(refused, Some(StoreFault::Shared(_))), "{refused:?}");
    assert_eq!(mode(&shared), 0o1777, "it is not ours to close");
    assert_eq!(fs::read_dir(&shared).unwrap().count(), 0, "and nothing was put there");
}

#[tokio::test]
async fn a_newer_file_is_refused_politely() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("companion.db");
    let store = SqliteStore::open(&path).await.unwrap();
    store.write(&northwind(), vec![known(&northwind())].into()).await.unwrap();
    store.close().await.unwrap();
    let mut raw = connect(&path).await;
    sqlx::raw_sql("PRAGMA user_version = 1000").execute(&mut raw).await.unwrap();
    raw.close().await.unwrap();
    let refused = SqliteStore::open(&path).await.unwrap_err();
    assert!(matches!(refused, StoreFault::Newer { found: 1000, known } if known < 1000), "{refused:?}");
    let mut raw = connect(&path).await;
    let companies: i64 =
        sqlx::query_scalar("SELECT count(*) FROM companies").fetch_one(&mut raw).await.unwrap();
    assert_eq!(companies, 1);
}

#[tokio::test]
async fn a_damaged_file_is_said_to_be() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("companion.db");
    fs::write(&path, "This is a letter, not a database. ".repeat(100)).unwrap();
    let refused = SqliteStore::open(&path).await.unwrap_err();
    assert!(matches!(refused, StoreFault::Damaged(_)), "{refused:?}");
    // A body that was written over is found when it is read, and the rest goes on.
    let path = directory.path().join("other.db");
    let store = SqliteStore::open(&path).await.unwrap();
    store.write(&northwind(), something_everywhere(&northwind()).into()).await.unwrap();
    let mut raw = connect(&path).await;
    sqlx::raw_sql("UPDATE records SET body = x'01ffff'").execute(&mut raw).await.unwrap();
    let list = engine::ports::ListQuery {
        kind: engine::record::RecordKind::BooksInvoice,
        since: None,
        offset: 0,
        limit: 10,
    };
    let refused = store.list(&northwind(), &list).await.unwrap_err();
    assert!(matches!(refused, StoreFault::Damaged(_)), "{refused:?}");
    assert_eq!(store.verify_journal(&northwind()).await.unwrap(), None);
}

#[tokio::test]
async fn a_directory_that_cannot_be_made_is_told() {
    let directory = tempfile::tempdir().unwrap();
    let in_the_way = directory.path().join("file");
    fs::write(&in_the_way, b"").unwrap();
    let refused = SqliteStore::open(in_the_way.join("companion.db")).await.unwrap_err();
    assert!(matches!(refused, StoreFault::Other(_)), "{refused:?}");
}

#[tokio::test]
async fn one_claim_at_a_time() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("companion.db");
    let (one, other) = (SqliteStore::open(&path).await.unwrap(), SqliteStore::open(&path).await.unwrap());
    let claim = one.claim().unwrap();
    assert_eq!(one.claim().unwrap_err(), StoreFault::InUse);
    assert_eq!(other.claim().unwrap_err(), StoreFault::InUse);
    // Reading and writing need no claim.
    other.write(&northwind(), vec![known(&northwind())].into()).await.unwrap();
    drop(claim);
    let _claim = other.claim().unwrap();
    let memory = SqliteStore::in_memory().await.unwrap();
    let claim = memory.claim().unwrap();
    assert_eq!(memory.claim().unwrap_err(), StoreFault::InUse);
    drop(claim);
    let _claim = memory.claim().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn any_number_may_open_and_write_it_at_once() {
    const WRITERS: u64 = 6;
    const ENTRIES: u64 = 20;
    for _ in 0..5 {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("companion.db");
        let mut writers = Vec::new();
        for writer in 0..WRITERS {
            let path = path.clone();
            writers.push(tokio::spawn(async move {
                let store = SqliteStore::open(&path).await.unwrap();
                let id = store.installation([u8::try_from(writer).unwrap(); 16]).await.unwrap();
                store.write(&northwind(), vec![known(&northwind())].into()).await.unwrap();
                for _ in 0..ENTRIES {
                    store.write(&northwind(), vec![told(0, "one of many")].into()).await.unwrap();
                }
                id
            }));
        }
        let mut ids = std::collections::BTreeSet::new();
        for writer in writers {
            ids.insert(writer.await.unwrap());
        }
        assert_eq!(ids.len(), 1);
        let store = SqliteStore::open(&path).await.unwrap();
        assert_eq!(store.verify_journal(&northwind()).await.unwrap(), None);
        let last = JournalQuery { limit: 1, ..JournalQuery::default() };
        assert_eq!(store.journal(&northwind(), &last).await.unwrap()[0].seq, WRITERS * ENTRIES);
    }
}

#[tokio::test]
async fn opening_twice_in_one_thread_does_not_wait_for_itself() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("companion.db");
    let opened = futures::future::join_all((0..8).map(|_| SqliteStore::open(&path))).await;
    assert!(opened.iter().all(Result::is_ok));
}

#[tokio::test]
async fn a_forgotten_company_leaves_no_bytes() {
    const SECRET: &[u8] = b"Q-9f27c4-whisper";
    let directory = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(directory.path().join("companion.db")).await.unwrap();
    let company = ledger::CompanyId::from(std::str::from_utf8(SECRET).unwrap());
    let mut changes = vec![known(&company)];
    for number in 0..300 {
        let id = format!("{}-{number}", company.as_str());
        changes.push(mirror_invoice(&id, 1));
        changes.push(Change::Dirty(engine::subject::Subject::Invoice(id.as_str().into())));
        changes.push(Change::edit(Edit::Keep(Kept::fixture(id.clone(), Some(id)))));
    }
    store.write(&company, changes.into()).await.unwrap();
    store.write(&northwind(), vec![known(&northwind())].into()).await.unwrap();
    let found = || {
        let files = fs::read_dir(directory.path()).unwrap().map(|it| fs::read(it.unwrap().path()).unwrap());
        files.filter(|bytes| bytes.windows(SECRET.len()).any(|part| part == SECRET)).count()
    };
    assert!(found() > 0);
    store.write(&company, vec![Change::ForgetCompany].into()).await.unwrap();
    assert_eq!(found(), 0);
    assert_eq!(store.companies().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_changed_journal_is_noticed() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("companion.db");
    let store = SqliteStore::open(&path).await.unwrap();
    let mut changes = vec![known(&northwind())];
    changes.extend((0..20).map(|number| told(number, "as it was")));
    store.write(&northwind(), changes.into()).await.unwrap();
    let mut raw = connect(&path).await;
    for guarded in ["UPDATE journal SET subject = 'invoice:1'", "DELETE FROM journal WHERE seq = 20"] {
        assert!(sqlx::raw_sql(guarded).execute(&mut raw).await.is_err(), "{guarded}");
    }
    let guards = "DROP TRIGGER journal_kept; DROP TRIGGER journal_unchanged";
    sqlx::raw_sql(guards).execute(&mut raw).await.unwrap();
    for (forgery, first_wrong) in [
        ("DELETE FROM journal WHERE seq = 20", 20),
        ("UPDATE journal SET body = (SELECT body FROM journal WHERE seq = 3) WHERE seq = 17", 17),
        ("UPDATE journal SET previous = hash WHERE seq = 11", 11),
        ("DELETE FROM journal WHERE seq = 9", 9),
        ("UPDATE journal SET hash = zeroblob(32) WHERE seq = 5", 5),
        ("UPDATE journal SET body = x'01' WHERE seq = 1", 1),
    ] {
        sqlx::raw_sql(forgery).execute(&mut raw).await.unwrap();
        assert_eq!(store.verify_journal(&northwind()).await.unwrap(), Some(first_wrong), "{forgery}");
    }
}
