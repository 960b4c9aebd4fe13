//! Is the file sound? And how one that is not makes room for another.

use std::path::{Path, PathBuf};

use engine::ports::StoreFault;
use sqlx::Connection as _;

use crate::claim::Claim;
use crate::connect::read_afresh;
use crate::fault::{DbError, from_io};
use crate::sqlite::SqliteStore;

/// What SQLite says of a sound file.
const SOUND: &str = "ok";
/// The files that SQLite keeps beside a database. They go first: a new database must never find the log of another.
const BESIDE: [&str; 2] = ["-wal", "-shm"];

impl SqliteStore {
    /// Reads every page of the file and looks whether they fit together; [`StoreFault::Damaged`] where they do not. What is
    /// only in memory is always sound.
    pub async fn check(&self) -> Result<(), StoreFault> {
        let Some(path) = self.path() else { return Ok(()) };
        let found = quick_check(path).await.map_err(|error| self.fault(error))?;
        if found == SOUND { Ok(()) } else { Err(StoreFault::Damaged(found)) }
    }
}

/// Pages that this process has read already would hide what became of the file since.
async fn quick_check(path: &Path) -> Result<String, DbError> {
    let mut fresh = read_afresh(path).await?;
    let found = sqlx::query_scalar("PRAGMA quick_check(1)").fetch_one(&mut fresh).await;
    fresh.close().await?;
    Ok(found?)
}

/// Renames a damaged database, so that a new one can be made in its place; where it is now. [`StoreFault::InUse`] while
/// another process syncs.
pub fn set_aside(database: &Path) -> Result<PathBuf, StoreFault> {
    let _claim = Claim::on_file(database)?;
    let kept = (1..).map(|number| beside(database, &format!(".damaged-{number}")));
    let kept = kept.into_iter().find(|path| !path.exists()).unwrap_or_else(|| beside(database, ".damaged"));
    for ending in BESIDE {
        let from = beside(database, ending);
        if from.exists() {
            std::fs::rename(from, beside(&kept, ending)).map_err(|error| from_io(&error))?;
        }
    }
    std::fs::rename(database, &kept).map_err(|error| from_io(&error))?;
    Ok(kept)
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    path.with_file_name(name)
}
