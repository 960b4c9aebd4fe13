//! What stands in the lock file: whether somebody syncs, and when the database was last checked.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};

use jiff::Timestamp;

use crate::values::{instant, millis};

/// Where somebody syncs, or did not come to an end.
const IN_USE: &str = "in use";
const CLOSED: &str = "closed";
/// No mark is longer.
const MARK_BYTES: u64 = 64;

/// As read when the claim was taken, and as it is now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Mark {
    /// By whoever has the claim.
    pub(crate) in_use: bool,
    /// Found in use although nobody had the claim: the one before was killed, or the power went.
    pub(crate) left_open: bool,
    /// When the database was last found sound.
    pub(crate) checked: Option<Timestamp>,
}

impl Mark {
    /// A mark that says nothing, or cannot be read, leads to a check.
    pub(crate) fn read(mut file: &File) -> Self {
        let mut text = String::new();
        if file.take(MARK_BYTES).read_to_string(&mut text).is_err() {
            return Self::default();
        }
        let (state, checked) = text.trim().split_once(',').unwrap_or_default();
        let checked = checked.parse().ok().and_then(|at| instant(at).ok());
        let _ = file.rewind();
        Self { in_use: false, left_open: state == IN_USE, checked }
    }

    /// One that was left open stays so until the database was found sound.
    pub(crate) fn write(&self, mut file: &File) {
        let state = if self.in_use || self.left_open { IN_USE } else { CLOSED };
        let checked = self.checked.map(|at| millis(at).to_string()).unwrap_or_default();
        let written = file.seek(SeekFrom::Start(0)).and_then(|_| file.set_len(0));
        // Whoever finds nothing here checks the database.
        let _ = written.and_then(|()| file.write_all(format!("{state},{checked}").as_bytes()));
    }
}
