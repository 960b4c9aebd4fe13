//! The suite of the Store port, over SQLite in memory and in a file.

#[cfg(test)]
mod in_memory {
    use store::SqliteStore;

    async fn fresh() -> (SqliteStore, ()) {
        (SqliteStore::in_memory().await.unwrap(), ())
    }

    store::conformance!(fresh);
}

#[cfg(test)]
mod in_a_file {
    use store::SqliteStore;
    use tempfile::TempDir;

    async fn fresh() -> (SqliteStore, TempDir) {
        let directory = tempfile::tempdir().unwrap();
        (SqliteStore::open(directory.path().join("data/companion.db")).await.unwrap(), directory)
    }

    store::conformance!(fresh);
}
