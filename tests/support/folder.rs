//! A company that rests in a folder: the companion's database, and both services as they were.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use engine::ports::Store;
use practice::table::Change;
use practice::{CompanyKind, Options, Practice};
use serde_json::Value;
use store::SqliteStore;

use crate::World;

/// The companion's database.
const DATABASE: &str = "companion.db";
/// The services' records, clock and tokens.
const SERVICES: &str = "services";

impl World {
    /// A new company in a new folder: both services and the companion keep everything there. It does not sync yet.
    pub async fn in_folder(folder: &Path) -> (Self, Arc<SqliteStore>) {
        let database = Arc::new(SqliteStore::open(folder.join(DATABASE)).await.unwrap());
        let mut options = Options::quiet(CompanyKind::Empty);
        options.data = Some(folder.join(SERVICES));
        let store: Arc<dyn Store> = database.clone();
        (Self::over(Practice::new(options).unwrap(), store).await, database)
    }

    /// Leaves the company in its folder, at this time, with nothing beside it that only a running program needs.
    pub async fn leave(self, folder: &Path, database: Arc<SqliteStore>) {
        self.practice.with_world(practice::World::save_clock);
        drop(self);
        let database = Arc::into_inner(database).expect("nobody else works with the database");
        database.close().await.unwrap();
        for beside in [folder.join(format!("{DATABASE}.opening")), folder.join(SERVICES).join("lock")] {
            std::fs::remove_file(beside).unwrap();
        }
    }

    /// The company that was left in this folder. The companion works with its database there; the services are taken up
    /// into memory and change no file.
    pub async fn left_in(folder: &Path) -> Self {
        let services = folder.join(SERVICES);
        let read = |name: &str| std::fs::read_to_string(services.join(name)).unwrap();
        let mut options = Options::quiet(CompanyKind::Empty);
        options.founding = serde_json::from_str(&read("founding.json")).unwrap();
        let practice = Practice::new(options).unwrap();
        let changes = newest(&read("changes.log"));
        practice.with_world(|world| world.resume(&changes)).unwrap();
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open(folder.join(DATABASE)).await.unwrap());
        Self::over(practice, store).await
    }
}

/// The newest version of every record in a log of the services, one request a line.
fn newest(log: &str) -> Vec<Change> {
    let mut newest = BTreeMap::new();
    for line in log.lines() {
        let rows: Vec<(String, String, Value)> = serde_json::from_str(line).unwrap();
        for (table, key, value) in rows {
            newest.insert((table, key), (!value.is_null()).then(|| value.to_string()));
        }
    }
    newest.into_iter().map(|((table, key), value)| Change { table, key, value }).collect()
}
