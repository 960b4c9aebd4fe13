//! One writing transaction, which ends when it is dropped.
//!
//! The driver's own transactions count their depth and lose count when SQLite has rolled back by itself, which it does
//! on a full disk; every later one would then be refused. So `BEGIN` and its end are spoken here.

use futures::FutureExt as _;
use sqlx::SqliteConnection;

pub(crate) struct Transaction<'c> {
    connection: &'c mut SqliteConnection,
    open: bool,
}

impl<'c> Transaction<'c> {
    /// Begins, and takes the write lock at once, so that nothing read here can be changed by another process.
    pub(crate) async fn begin(connection: &'c mut SqliteConnection) -> Result<Self, sqlx::Error> {
        let transaction = Self { connection, open: true };
        sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut *transaction.connection).await?;
        Ok(transaction)
    }

    pub(crate) fn connection(&mut self) -> &mut SqliteConnection {
        self.connection
    }

    /// Makes it durable.
    pub(crate) async fn commit(mut self) -> Result<(), sqlx::Error> {
        sqlx::raw_sql("COMMIT").execute(&mut *self.connection).await?;
        self.open = false;
        Ok(())
    }
}

impl Drop for Transaction<'_> {
    /// Hands `ROLLBACK` to the connection's thread without waiting for it: whatever uses the connection next queues
    /// behind it. Where SQLite has rolled back already, or a commit came through after all, it does nothing.
    fn drop(&mut self) {
        if self.open {
            let _ = sqlx::raw_sql("ROLLBACK").execute(&mut *self.connection).now_or_never();
        }
    }
}

#[cfg(test)]
mod tests {
    use engine::ports::{Change, Store as _, StoreFault};
    use engine::record::RecordKind;

    use crate::SqliteStore;
    use crate::conformance::sample::{known, mirror_invoice, northwind, told};

    fn invoices(from: usize, count: usize) -> Vec<Change> {
        (from..from + count).map(|number| mirror_invoice(&number.to_string(), 1)).collect()
    }

    async fn limit_pages(store: &SqliteStore, pages: &'static str) {
        sqlx::raw_sql(pages).execute(&mut *store.writer().await).await.unwrap();
    }

    async fn refused_then_accepted(store: SqliteStore) {
        let company = northwind();
        store.write(&company, vec![known(&company), told(0, "first")].into()).await.unwrap();
        // SQLite never goes below the pages that are in use: from here on nothing can grow.
        limit_pages(&store, "PRAGMA max_page_count = 1").await;
        for count in [500, 1, 40, 3_000] {
            let mut changes = vec![told(1, "never")];
            changes.extend(invoices(0, count));
            while store.write(&company, changes.clone().into()).await == Ok(()) {
                changes.extend(invoices(changes.len(), 100));
            }
            assert_eq!(store.write(&company, changes.into()).await, Err(StoreFault::Full));
            assert_eq!(store.verify_journal(&company).await.unwrap(), None);
        }
        let before = store.count(&company, RecordKind::BooksInvoice).await.unwrap();
        limit_pages(&store, "PRAGMA max_page_count = 1000000").await;
        store.write(&company, invoices(10_000, 700).into()).await.unwrap();
        assert_eq!(store.count(&company, RecordKind::BooksInvoice).await.unwrap(), before + 700);
        assert_eq!(store.verify_journal(&company).await.unwrap(), None);
    }

    #[tokio::test]
    async fn no_room_in_memory_leaves_nothing_behind() {
        refused_then_accepted(SqliteStore::in_memory().await.unwrap()).await;
    }

    #[tokio::test]
    async fn no_room_in_a_file_leaves_nothing_behind() {
        let directory = tempfile::tempdir().unwrap();
        refused_then_accepted(SqliteStore::open(directory.path().join("companion.db")).await.unwrap()).await;
    }
}
