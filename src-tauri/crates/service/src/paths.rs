//! Where the companion keeps everything but secrets.

use std::path::{Path, PathBuf};

/// Directory of the real companion, below the system's data directory.
const REAL: &str = "io.alternativepayments.companion";
/// Directory of the practice company.
const PRACTICE: &str = "io.alternativepayments.companion-practice";
/// Name of the database in it.
const DATABASE: &str = "companion.sqlite";

/// The app's own data directory (`$XDG_DATA_HOME` or `~/.local/share` on Linux, `Application Support` on macOS,
/// `%APPDATA%` on Windows); `None` where the system names none.
pub fn data_directory(practice: bool) -> Option<PathBuf> {
    dirs::data_dir().map(|base| base.join(if practice { PRACTICE } else { REAL }))
}

/// Directory of the practice company beside a data directory that was named by hand.
pub fn practice_in(data: &Path) -> PathBuf {
    data.join("practice")
}

/// The database of a data directory.
pub fn database(data: &Path) -> PathBuf {
    data.join(DATABASE)
}
