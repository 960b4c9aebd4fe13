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
        // SQLite tells a full disk only where `write` says so itself; a quota, or the shared-memory file that cannot
        // grow, comes as one of these.
        IO | CANNOT_OPEN if directory.is_some_and(is_full) => StoreFault::Full,
        BUSY | LOCKED => {
            StoreFault::Other("another process kept it locked for longer than 5 seconds".to_owned())
        }
        READ_ONLY => StoreFault::Other("the file may not be written".to_owned()),
        _ => StoreFault::Other(format!("{message} (SQLite code {code})")),
    }
}

/// From the file system.
pub(crate) fn from_io(error: &io::Error) -> StoreFault {
    if is_out_of_room(error.kind()) { StoreFault::Full } else { StoreFault::Other(error.to_string()) }
}

fn is_out_of_room(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge)
}

/// Whether a few pages more would not fit into the directory, found by trying.
fn is_full(directory: &Path) -> bool {
    let probe = directory.join(".room");
    let tried =
        OpenOptions::new().create(true).write(true).truncate(true).open(&probe).and_then(|mut file| {
            file.write_all(&vec![0x5a; 64 * 1024])?;
            file.sync_all()
        });
    // Nothing depends on the probe; a leftover is overwritten by the next one.
    let _ = fs::remove_file(&probe);
    tried.is_err_and(|error| is_out_of_room(error.kind()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_by_what_to_do() {
        let of = |code| from_code(code, "words", None);
        assert_eq!(of(13), StoreFault::Full);
        assert_eq!(of(11), StoreFault::Damaged("words".into()));
        assert_eq!(of(779), StoreFault::Damaged("words".into()));
        assert_eq!(of(26), StoreFault::Damaged("words".into()));
        assert!(matches!(of(5), StoreFault::Other(text) if text.contains("5 seconds")));
        assert!(matches!(of(778), StoreFault::Other(text) if text.contains("778")));
    }

    #[test]
    fn a_directory_with_room_is_not_full() {
        let directory = tempfile::tempdir().unwrap();
        assert!(!is_full(directory.path()));
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
    }
}
