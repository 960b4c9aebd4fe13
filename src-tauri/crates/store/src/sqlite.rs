//! The store itself: its connections and how statements reach them.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

use engine::ports::StoreFault;
use sqlx::sqlite::{Sqlite, SqliteArguments, SqliteRow};
use sqlx::{Connection as _, QueryBuilder, Row as _, SqlSafeStr, SqlStr, SqliteConnection};
use tokio::sync::{Mutex, MutexGuard, broadcast};

use crate::claim::Claim;
use crate::connect::{Connections, open_file, open_memory};
use crate::fault::DbError;
use crate::touched::{COMMITS, Touched};

/// A statement with what is bound to it.
pub(crate) type Asked = sqlx::query::Query<'static, Sqlite, SqliteArguments>;

/// The engine's store over SQLite: a file, or memory for tests and simulation.
#[derive(Debug)]
pub struct SqliteStore {
    /// `None` for a database in memory.
    path: Option<PathBuf>,
    writer: Mutex<SqliteConnection>,
    readers: Vec<Mutex<SqliteConnection>>,
    /// Which reader is next when all are busy.
    turn: AtomicUsize,
    /// Claimed, in memory.
    claimed: Arc<AtomicBool>,
    /// Who follows what is committed.
    pub(crate) touched: broadcast::Sender<Arc<Touched>>,
    statements: AtomicU64,
    rows_read: AtomicU64,
    #[cfg(test)]
    pub(crate) asked: std::sync::Mutex<std::collections::BTreeSet<String>>,
}

/// What a store has done since it was opened, for benchmarks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Work {
    /// Statements run, reads and writes, without those that begin and end transactions.
    pub statements: u64,
    /// Rows handed out.
    pub rows_read: u64,
    /// Rows inserted, changed or deleted, those by triggers too.
    pub rows_changed: u64,
}

impl SqliteStore {
    /// Opens the database at that path, and makes it and its directory (readable only by this user) where they are
    /// missing. Brings an older one up to date; refuses one written by a newer version.
    pub async fn open(path: impl AsRef<Path>) -> Result<Self, StoreFault> {
        let path = path.as_ref();
        let connections = open_file(path).await.map_err(|error| error.into_fault(path.parent()))?;
        Ok(Self::over(Some(path.to_owned()), connections))
    }

    /// A new database that goes away with the store.
    pub async fn in_memory() -> Result<Self, StoreFault> {
        let connections = open_memory().await.map_err(|error| error.into_fault(None))?;
        Ok(Self::over(None, connections))
    }

    fn over(path: Option<PathBuf>, connections: Connections) -> Self {
        Self {
            path,
            writer: Mutex::new(connections.writer),
            readers: connections.readers.into_iter().map(Mutex::new).collect(),
            turn: AtomicUsize::new(0),
            claimed: Arc::new(AtomicBool::new(false)),
            touched: broadcast::Sender::new(COMMITS),
            statements: AtomicU64::new(0),
            rows_read: AtomicU64::new(0),
            #[cfg(test)]
            asked: std::sync::Mutex::default(),
        }
    }

    /// Claims the database for the process that syncs; [`StoreFault::InUse`] while another one holds the claim.
    /// Reading and writing need no claim.
    pub fn claim(&self) -> Result<Claim, StoreFault> {
        match &self.path {
            Some(path) => Claim::on_file(path),
            None => Claim::on_memory(&self.claimed),
        }
    }

    /// Where the file is; `None` in memory.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// What has been done since it was opened.
    pub async fn work(&self) -> Result<Work, StoreFault> {
        let mut writer = self.writer.lock().await;
        let changed = sqlx::query_scalar("SELECT total_changes()").fetch_one(&mut *writer).await;
        let changed: i64 = changed.map_err(|error| self.fault(error.into()))?;
        Ok(Work {
            statements: self.statements.load(Ordering::Relaxed),
            rows_read: self.rows_read.load(Ordering::Relaxed),
            rows_changed: crate::values::counted(changed),
        })
    }

    /// Closes the connections and waits for it: what the log still holds is folded into the file. Dropping the store
    /// loses nothing either; the next opening folds it in.
    pub async fn close(self) -> Result<(), StoreFault> {
        let path = self.path;
        let connections = self.readers.into_iter().chain([self.writer]);
        for connection in connections {
            let closed = connection.into_inner().close().await;
            closed
                .map_err(|error| DbError::from(error).into_fault(path.as_deref().and_then(Path::parent)))?;
        }
        Ok(())
    }

    pub(crate) fn fault(&self, error: DbError) -> StoreFault {
        error.into_fault(self.path.as_deref().and_then(Path::parent))
    }

    pub(crate) async fn writer(&self) -> MutexGuard<'_, SqliteConnection> {
        self.writer.lock().await
    }

    async fn reader(&self) -> MutexGuard<'_, SqliteConnection> {
        if let Some(free) = self.readers.iter().find_map(|reader| reader.try_lock().ok()) {
            return free;
        }
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        match self.readers.get(turn % self.readers.len().max(1)) {
            Some(reader) => reader.lock().await,
            None => self.writer.lock().await,
        }
    }

    /// Rows of a read.
    pub(crate) async fn rows(
        &self,
        sql: impl SqlSafeStr,
        bind: impl FnOnce(Asked) -> Asked,
    ) -> Result<Vec<SqliteRow>, DbError> {
        let mut reader = self.reader().await;
        self.rows_on(&mut reader, sql, bind).await
    }

    /// The one row of a read, if there is one.
    pub(crate) async fn row(
        &self,
        sql: impl SqlSafeStr,
        bind: impl FnOnce(Asked) -> Asked,
    ) -> Result<Option<SqliteRow>, DbError> {
        Ok(self.rows(sql, bind).await?.into_iter().next())
    }

    /// Rows of a read whose conditions vary.
    pub(crate) async fn built_rows(
        &self,
        mut asked: QueryBuilder<Sqlite>,
    ) -> Result<Vec<SqliteRow>, DbError> {
        let mut reader = self.reader().await;
        self.counted(asked.sql());
        let rows = asked.build().fetch_all(&mut *reader).await?;
        self.rows_read.fetch_add(rows.len() as u64, Ordering::Relaxed);
        Ok(rows)
    }

    /// Rows of a statement on a given connection.
    pub(crate) async fn rows_on(
        &self,
        connection: &mut SqliteConnection,
        sql: impl SqlSafeStr,
        bind: impl FnOnce(Asked) -> Asked,
    ) -> Result<Vec<SqliteRow>, DbError> {
        let sql = self.counted(sql.into_sql_str());
        let rows = bind(sqlx::query(sql)).fetch_all(connection).await?;
        self.rows_read.fetch_add(rows.len() as u64, Ordering::Relaxed);
        Ok(rows)
    }

    /// Runs a statement that changes something.
    pub(crate) async fn run(
        &self,
        connection: &mut SqliteConnection,
        sql: impl SqlSafeStr,
        bind: impl FnOnce(Asked) -> Asked,
    ) -> Result<(), DbError> {
        let sql = self.counted(sql.into_sql_str());
        bind(sqlx::query(sql)).execute(connection).await?;
        Ok(())
    }

    /// Counts a statement; tests keep its text and look at its plan.
    pub(crate) fn counted(&self, sql: SqlStr) -> SqlStr {
        self.statements.fetch_add(1, Ordering::Relaxed);
        #[cfg(test)]
        if let Ok(mut asked) = self.asked.lock() {
            asked.insert(sql.as_str().to_owned());
        }
        sql
    }
}

/// A column of a row, by its place.
pub(crate) fn column<'r, T>(row: &'r SqliteRow, place: usize) -> Result<T, DbError>
where
    T: sqlx::Decode<'r, Sqlite> + sqlx::Type<Sqlite>,
{
    Ok(row.try_get(place)?)
}
