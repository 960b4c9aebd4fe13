//! The claim to be the one process that syncs. Any number of processes may read and write the database.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use engine::ports::StoreFault;
use jiff::{SignedDuration, Timestamp};

use crate::connect::private_file;
use crate::fault::from_io;
use crate::mark::Mark;

/// The database is checked this often while nothing goes wrong.
const CHECK_EVERY: SignedDuration = SignedDuration::from_hours(24);

/// Held by the process that syncs; given back when dropped, by the system when the process dies.
#[derive(Debug)]
#[must_use = "the claim ends when it is dropped"]
pub struct Claim {
    held: Held,
}

#[derive(Debug)]
enum Held {
    /// An advisory lock, which lasts as long as the file is open, and what stands in it.
    File { lock: File, mark: Mutex<Mark> },
    /// A database in memory belongs to one process.
    Memory(Arc<AtomicBool>),
}

impl Claim {
    /// Claims the database at that path.
    pub(crate) fn on_file(database: &Path) -> Result<Self, StoreFault> {
        let file = private_file(&lock_path(database)).map_err(|error| from_io(&error))?;
        match file.try_lock() {
            Ok(()) => {
                let mark = Mutex::new(Mark::read(&file));
                Ok(Self { held: Held::File { lock: file, mark } })
            }
            Err(TryLockError::WouldBlock) => Err(StoreFault::InUse),
            Err(TryLockError::Error(error)) => Err(from_io(&error)),
        }
    }

    /// Claims a database in memory.
    pub(crate) fn on_memory(taken: &Arc<AtomicBool>) -> Result<Self, StoreFault> {
        if taken.swap(true, Ordering::AcqRel) {
            return Err(StoreFault::InUse);
        }
        Ok(Self { held: Held::Memory(Arc::clone(taken)) })
    }

    /// Whether the file is to be [checked](crate::SqliteStore::check) before syncing goes on: the one who synced last
    /// did not come to an end, or the last check is a day old.
    pub fn is_check_due(&self, now: Timestamp) -> bool {
        let Held::File { mark, .. } = &self.held else { return false };
        let mark = mark.lock().unwrap_or_else(PoisonError::into_inner);
        let is_recent = |checked: Timestamp| {
            let age = now.duration_since(checked);
            !age.is_negative() && age < CHECK_EVERY
        };
        mark.left_open || !mark.checked.is_some_and(is_recent)
    }

    /// The file was checked and is sound. From now on it counts as in use, until the claim is dropped.
    pub fn checked(&self, now: Timestamp) {
        self.note(|mark| *mark = Mark { in_use: true, left_open: false, checked: Some(now) });
    }

    /// Syncing begins without a check: the file counts as in use, until the claim is dropped.
    pub fn begun(&self) {
        self.note(|mark| mark.in_use = true);
    }

    /// What cannot be noted, on a full disk, leads to a check too many.
    fn note(&self, change: impl FnOnce(&mut Mark)) {
        if let Held::File { lock, mark } = &self.held {
            let mut mark = mark.lock().unwrap_or_else(PoisonError::into_inner);
            let before = mark.clone();
            change(&mut mark);
            if *mark != before {
                mark.write(lock);
            }
        }
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.note(|mark| mark.in_use = false);
        if let Held::Memory(taken) = &self.held {
            taken.store(false, Ordering::Release);
        }
    }
}

/// Beside the database; never deleted, since a deleted lock file could be locked twice.
fn lock_path(database: &Path) -> PathBuf {
    let mut name = database.file_name().unwrap_or_default().to_owned();
    name.push(".syncing");
    database.with_file_name(name)
}
