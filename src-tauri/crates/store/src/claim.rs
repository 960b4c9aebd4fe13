//! The claim to be the one process that syncs. Any number of processes may read and write the database.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use engine::ports::StoreFault;

use crate::connect::private_file;
use crate::fault::from_io;

/// Held by the process that syncs; given back when dropped, by the system when the process dies.
#[derive(Debug)]
#[must_use = "the claim ends when it is dropped"]
pub struct Claim {
    held: Held,
}

#[derive(Debug)]
enum Held {
    /// An advisory lock, which lasts as long as the file is open.
    File { _lock: File },
    /// A database in memory belongs to one process.
    Memory(Arc<AtomicBool>),
}

impl Claim {
    /// Claims the database at that path.
    pub(crate) fn on_file(database: &Path) -> Result<Self, StoreFault> {
        let file = private_file(&lock_path(database)).map_err(|error| from_io(&error))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { held: Held::File { _lock: file } }),
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
}

impl Drop for Claim {
    fn drop(&mut self) {
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
