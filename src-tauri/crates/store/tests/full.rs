//! A full disk: said so, nothing half-written, and all well again once there is room.
#![expect(clippy::unwrap_used, reason = "tests")]
#![cfg(target_os = "linux")]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use engine::ports::{Change, JournalQuery, Store as _, StoreFault};
use engine::record::RecordKind;
use store::SqliteStore;
use store::conformance::sample::{known, mirror_invoice, northwind, told};
use tempfile::TempDir;

/// A file system of two megabytes, gone when dropped.
struct SmallDisk {
    directory: TempDir,
}

impl SmallDisk {
    /// `None` where this user may not mount one.
    fn mount() -> Option<Self> {
        let directory = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=2m,nr_inodes=40,mode=700", "tmpfs"])
            .arg(directory.path())
            .output()
            .is_ok_and(|output| output.status.success());
        if !mounted {
            println!("skipped: only root can mount a small file system");
        }
        mounted.then_some(Self { directory })
    }

    fn file(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Takes all the room there is, but for some kilobytes.
    fn fill(&self, kilobytes_left: usize) {
        let mut size = 2 * 1024;
        let ballast = self.file("ballast");
        while fs::write(&ballast, vec![1; size * 1024]).is_err() {
            size -= 4;
        }
        fs::write(&ballast, vec![1; size.saturating_sub(kilobytes_left) * 1024]).unwrap();
    }

    fn remount(&self, mode: &str) {
        let options = format!("remount,{mode}");
        let done = Command::new("mount").args(["-o", &options]).arg(self.directory.path()).status().unwrap();
        assert!(done.success(), "{options}");
    }

    fn free(&self) {
        fs::remove_file(self.file("ballast")).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(self.directory.path()).status();
    }
}

/// A transaction of twenty invoices.
fn twenty(number: u64) -> Vec<Change> {
    let mut changes = vec![known(&northwind()), told(0, "twenty more")];
    changes.extend((0..20).map(|nth| mirror_invoice(&format!("{number}-{nth}"), 1)));
    changes
}

async fn whole(store: &SqliteStore) -> u64 {
    let invoices = store.count(&northwind(), RecordKind::BooksInvoice).await.unwrap();
    let query = JournalQuery { limit: 1, ..JournalQuery::default() };
    let last = store.journal(&northwind(), &query).await.unwrap();
    let lists = last.first().map_or(0, |entry| entry.seq);
    assert_eq!(invoices, lists * 20);
    assert_eq!(store.verify_journal(&northwind()).await.unwrap(), None);
    lists
}

async fn write_until_full(store: &SqliteStore, first: u64) -> u64 {
    let mut number = first;
    loop {
        if let Err(fault) = store.write(&northwind(), twenty(number).into()).await {
            assert_eq!(fault, StoreFault::Full);
            return number;
        }
        number += 1;
    }
}

#[tokio::test]
async fn a_full_disk_is_told_and_survived() {
    let Some(disk) = SmallDisk::mount() else { return };
    let path = disk.file("companion.db");
    let store = SqliteStore::open(&path).await.unwrap();
    store.write(&northwind(), twenty(0).into()).await.unwrap();
    for room in [400, 150, 60, 20, 4, 0] {
        disk.fill(room);
        let before = whole(&store).await;
        let refused = write_until_full(&store, before).await;
        assert_eq!(whole(&store).await, refused, "with {room} kilobytes");
        // Full again, not broken: the same write is refused the same way.
        assert_eq!(store.write(&northwind(), twenty(refused).into()).await, Err(StoreFault::Full));
        disk.free();
        store.write(&northwind(), twenty(refused).into()).await.unwrap();
        assert_eq!(whole(&store).await, refused + 1);
    }
    let left: Vec<_> =
        fs::read_dir(path.parent().unwrap()).unwrap().map(|it| it.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name == ".room"), "{left:?}");
}

#[tokio::test]
async fn a_database_cannot_begin_on_a_full_disk() {
    let Some(disk) = SmallDisk::mount() else { return };
    disk.fill(0);
    let open = |path: PathBuf| async move { SqliteStore::open(Path::new(&path)).await };
    for _ in 0..2 {
        assert_eq!(open(disk.file("data/companion.db")).await.unwrap_err(), StoreFault::Full);
    }
    disk.free();
    let store = open(disk.file("data/companion.db")).await.unwrap();
    store.write(&northwind(), twenty(0).into()).await.unwrap();
}

/// SQLite cannot make its log and only says that it cannot open it; that the disk is full is found by trying.
#[tokio::test]
async fn no_room_for_another_file_is_a_full_disk_too() {
    let Some(disk) = SmallDisk::mount() else { return };
    let path = disk.file("companion.db");
    let store = SqliteStore::open(&path).await.unwrap();
    store.write(&northwind(), twenty(0).into()).await.unwrap();
    store.close().await.unwrap();
    let empty: Vec<PathBuf> = (0..1000)
        .map(|number| disk.file(&number.to_string()))
        .take_while(|path| fs::write(path, "").is_ok())
        .collect();
    // What was saved can be read all the same, and writing goes on in the same store once there is room.
    let store = SqliteStore::open(&path).await.unwrap();
    assert_eq!(store.unwritable(), Some(StoreFault::Full));
    assert_eq!(whole(&store).await, 1);
    assert_eq!(store.write(&northwind(), twenty(1).into()).await, Err(StoreFault::Full));
    for file in empty {
        fs::remove_file(file).unwrap();
    }
    store.write(&northwind(), twenty(1).into()).await.unwrap();
    assert_eq!((whole(&store).await, store.unwritable()), (2, None));
}

#[tokio::test]
async fn a_full_disk_is_known_at_the_opening_and_until_something_could_be_written() {
    let Some(disk) = SmallDisk::mount() else { return };
    let path = disk.file("companion.db");
    let store = SqliteStore::open(&path).await.unwrap();
    assert_eq!(store.unwritable(), None);
    store.write(&northwind(), twenty(0).into()).await.unwrap();
    disk.fill(0);
    let refused = write_until_full(&store, 1).await;
    assert_eq!(store.unwritable(), Some(StoreFault::Full));
    // Another process has not tried to write yet.
    let other = SqliteStore::open(&path).await.unwrap();
    assert_eq!((whole(&other).await, other.unwritable()), (refused, Some(StoreFault::Full)));
    disk.free();
    store.write(&northwind(), twenty(refused).into()).await.unwrap();
    assert_eq!(store.unwritable(), None);
}

/// The log can be made and has no room for anything, its index cannot.
#[tokio::test]
async fn what_was_closed_is_read_from_a_disk_without_any_room() {
    let Some(disk) = SmallDisk::mount() else { return };
    let path = disk.file("companion.db");
    let store = SqliteStore::open(&path).await.unwrap();
    store.write(&northwind(), twenty(0).into()).await.unwrap();
    store.close().await.unwrap();
    disk.fill(0);
    for _ in 0..2 {
        let store = SqliteStore::open(&path).await.unwrap();
        assert_eq!((whole(&store).await, store.unwritable()), (1, Some(StoreFault::Full)));
        assert_eq!(store.write(&northwind(), twenty(1).into()).await, Err(StoreFault::Full));
    }
    disk.free();
    let store = SqliteStore::open(&path).await.unwrap();
    store.write(&northwind(), twenty(1).into()).await.unwrap();
    assert_eq!((whole(&store).await, store.unwritable()), (2, None));
}

#[tokio::test]
async fn a_read_only_disk_shows_the_last_state() {
    let Some(disk) = SmallDisk::mount() else { return };
    let path = disk.file("companion.db");
    let store = SqliteStore::open(&path).await.unwrap();
    store.write(&northwind(), twenty(0).into()).await.unwrap();
    store.close().await.unwrap();
    disk.remount("ro");
    let store = SqliteStore::open(&path).await.unwrap();
    assert_eq!(store.unwritable(), Some(StoreFault::ReadOnly));
    assert_eq!(whole(&store).await, 1);
    assert_eq!(store.write(&northwind(), twenty(1).into()).await, Err(StoreFault::ReadOnly));
    disk.remount("rw");
    store.write(&northwind(), twenty(1).into()).await.unwrap();
    assert_eq!((whole(&store).await, store.unwritable()), (2, None));
}

/// Whoever was killed leaves a log behind, which holds what the file does not have yet.
#[tokio::test]
async fn what_only_stands_in_the_log_is_read_from_a_read_only_disk_too() {
    let Some(disk) = SmallDisk::mount() else { return };
    let path = disk.file("companion.db");
    let killed = SqliteStore::open(&path).await.unwrap();
    killed.write(&northwind(), twenty(0).into()).await.unwrap();
    let copy = disk.file("copy");
    fs::create_dir(&copy).unwrap();
    fs::set_permissions(&copy, fs::Permissions::from_mode(0o700)).unwrap();
    for name in ["companion.db", "companion.db-wal", "companion.db-shm"] {
        fs::copy(disk.file(name), copy.join(name)).unwrap();
    }
    killed.close().await.unwrap();
    disk.remount("ro");
    let store = SqliteStore::open(copy.join("companion.db")).await.unwrap();
    assert_eq!((whole(&store).await, store.unwritable()), (1, Some(StoreFault::ReadOnly)));
}
