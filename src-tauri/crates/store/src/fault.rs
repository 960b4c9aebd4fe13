//! What SQLite says, in the words of the engine's port.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::Path;

use engine::ports::StoreFault;

// Primary result codes (https://www.sqlite.org/rescode.html).
const BUSY: i32 = 5;
const LOCKED: i32 = 6;
const READ_ONLY: i32 = 8;
const IO: i32 = 10;
const CORRUPT: i32 = 11;
const FULL: i32 = 13;
const CANNOT_OPEN: i32 = 14;
const NOT_A_DATABASE: i32 = 26;

/// A few pages.
const PAGES_BYTES: usize = 64 * 1024;

/// Something went wrong on the way; sorted out once, at the port.
#[derive(Debug)]
pub(crate) enum DbError {
    /// SQLite or its driver.
    Sql(sqlx::Error),
    /// Already in the port's words.
    Known(StoreFault),
}

impl From<sqlx::Error> for DbError {
    fn from(error: sqlx::Error) -> Self {
        Self::Sql(error)
    }
}

impl From<StoreFault> for DbError {
    fn from(fault: StoreFault) -> Self {
        Self::Known(fault)
    }
}

impl DbError {
    /// In the port's words. `directory` is where the file is, `None` for a database in memory.
    pub(crate) fn into_fault(self, directory: Option<&Path>) -> StoreFault {
        match self {
            Self::Known(fault) => fault,
            Self::Sql(sqlx::Error::Database(error)) => {
                let code = error.code().and_then(|code| code.parse::<i32>().ok()).unwrap_or_default();
                from_code(code, error.message(), directory)
            }
            Self::Sql(sqlx::Error::Io(error)) => from_io(&error),
            Self::Sql(error @ (sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_))) => {
                StoreFault::Damaged(error.to_string())
            }
            Self::Sql(error) => StoreFault::Other(error.to_string()),
        }
    }
}

/// From an extended result code.
fn from_code(code: i32, message: &str, directory: Option<&Path>) -> StoreFault {
    match code & 0xff {
        FULL => StoreFault::Full,
        CORRUPT | NOT_A_DATABASE => StoreFault::Damaged(message.to_owned()),
        READ_ONLY => StoreFault::ReadOnly,
        // SQLite tells a full disk only where `write` says so itself; a quota, the shared-memory file that cannot grow, or
        // a disk that lets nobody write any more comes as one of these.
        IO | CANNOT_OPEN => directory
            .and_then(|directory| unwritable(directory, PAGES_BYTES))
            .unwrap_or_else(|| StoreFault::Other(format!("{message} (SQLite code {code})"))),
        BUSY | LOCKED => {
            StoreFault::Other("another process kept it locked for longer than 5 seconds".to_owned())
        }
        _ => StoreFault::Other(format!("{message} (SQLite code {code})")),
    }
}

/// From the file system.
pub(crate) fn from_io(error: &io::Error) -> StoreFault {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => StoreFault::Full,
        ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => StoreFault::ReadOnly,
        _ => StoreFault::Other(error.to_string()),
    }
}

/// Why so much more cannot be written into the directory, found by trying.
pub(crate) fn unwritable(directory: &Path, bytes: usize) -> Option<StoreFault> {
    let probe = directory.join(".room");
    let tried =
        OpenOptions::new().create(true).write(true).truncate(true).open(&probe).and_then(|mut file| {
            file.write_all(&vec![0x5a; bytes])?;
            file.sync_all()
        });
    // Nothing depends on the probe; a leftover is overwritten by the next one.
    let _ = fs::remove_file(&probe);
    tried.err().map(|error| from_io(&error)).filter(is_unwritable)
}

/// Whether nothing can be written for now, and all that was can still be read.
pub(crate) fn is_unwritable(fault: &StoreFault) -> bool {
    matches!(fault, StoreFault::Full | StoreFault::ReadOnly)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_by_what_to_do() {
        let of = |code| from_code(code, "words", None);
        assert_eq!(of(13), StoreFault::Full);
        assert_eq!((of(8), of(1544)), (StoreFault::ReadOnly, StoreFault::ReadOnly));
        assert_eq!(of(11), StoreFault::Damaged("words".into()));
        assert_eq!(of(779), StoreFault::Damaged("words".into()));
        assert_eq!(of(26), StoreFault::Damaged("words".into()));
        assert!(matches!(of(5), StoreFault::Other(text) if text.contains("5 seconds")));
        assert!(matches!(of(778), StoreFault::Other(text) if text.contains("778")));
    }

    #[test]
    fn a_directory_with_room_is_not_full() {
        let directory = tempfile::tempdir().unwrap();
        assert_eq!(unwritable(directory.path(), PAGES_BYTES), None);
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
    }
}
