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
