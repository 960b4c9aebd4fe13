//! What cargo-deny says of the packages we depend on, where it is installed.

use std::path::{Path, PathBuf};

use crate::processes;
use crate::workspace::{Outcome, cargo};

/// Where the list of known advisories comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Database {
    /// Fetched just now.
    Fresh,
    /// It cannot be fetched, and one that was fetched earlier is there.
    Kept,
    /// It cannot be fetched and none is there.
    Missing,
}

impl Database {
    /// Fetching comes first: advisories appear every day.
    fn find(fetched: bool, kept: bool) -> Self {
        match (fetched, kept) {
            (true, _) => Self::Fresh,
            (false, true) => Self::Kept,
            (false, false) => Self::Missing,
        }
    }

    /// What cargo-deny is asked about advisories; `None` without a list.
    fn question(self) -> Option<&'static [&'static str]> {
        match self {
            Self::Fresh => Some(&["check", "advisories"]),
            Self::Kept => Some(&["--offline", "check", "advisories"]),
            Self::Missing => None,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Fresh => "advisories of today",
            Self::Kept => "advisories as fetched earlier",
            Self::Missing => "advisories NOT checked, their database cannot be fetched",
        }
    }
}

/// Checks what the project accepts, and known advisories where their database is there or can be fetched. Whether all is
/// well, and what was checked.
pub fn check() -> Outcome<(bool, String)> {
    let mut held = deny(&["check", "bans", "licenses", "sources"])?;
    let database = Database::find(deny(&["fetch", "db"])?, cargo_home().is_some_and(|home| is_kept(&home)));
    if let Some(question) = database.question() {
        held &= deny(question)?;
    }
    let word = if held { "nothing to say" } else { "failed" };
    Ok((held, format!("{word}, {}", database.words())))
}

fn deny(arguments: &[&str]) -> Outcome<bool> {
    processes::run(cargo("deny").args(arguments))
}

fn cargo_home() -> Option<PathBuf> {
    let named = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    named.or_else(|| Some(std::env::home_dir()?.join(".cargo")))
}

/// Whether cargo-deny has fetched advisories before.
fn is_kept(cargo_home: &Path) -> bool {
    let databases = std::fs::read_dir(cargo_home.join("advisory-dbs"));
    databases.is_ok_and(|entries| entries.flatten().any(|entry| entry.path().is_dir()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advisories_are_left_out_only_without_any_database_and_then_it_is_said() {
        assert_eq!(Database::find(true, false), Database::Fresh);
        assert_eq!(Database::find(false, true), Database::Kept);
        let missing = Database::find(false, false);
        assert_eq!(missing.question(), None);
        assert!(missing.words().contains("NOT checked"));
        for database in [Database::Fresh, Database::Kept] {
            assert!(database.question().unwrap().contains(&"advisories"));
        }
    }

    #[test]
    fn a_database_fetched_earlier_is_found() {
        let home = tempfile::tempdir().unwrap();
        assert!(!is_kept(home.path()));
        std::fs::create_dir_all(home.path().join("advisory-dbs")).unwrap();
        std::fs::write(home.path().join("advisory-dbs/db.lock"), "").unwrap();
        assert!(!is_kept(home.path()));
        std::fs::create_dir(home.path().join("advisory-dbs/advisory-db-3157b0e258782691")).unwrap();
        assert!(is_kept(home.path()));
    }
}
