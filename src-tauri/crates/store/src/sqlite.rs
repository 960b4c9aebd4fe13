//! The store itself: its connections and how statements reach them.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError};

use engine::ports::StoreFault;
use sqlx::sqlite::{Sqlite, SqliteArguments, SqliteRow};
use sqlx::{Connection as _, QueryBuilder, Row as _, SqlSafeStr, SqlStr, SqliteConnection};
use tokio::sync::{Mutex, MutexGuard, broadcast};

use crate::check::set_aside;
use crate::claim::Claim;
use crate::connect::{Connections, open_file, open_memory, open_to_read};
use crate::fault::{DbError, is_unwritable, unwritable};
use crate::touched::{COMMITS, Touched};

/// Room that a step of syncing may well need.
const ROOM_BYTES: usize = 256 * 1024;

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
    /// Why the last write was not made, or the next will not be: no room, or nothing may be written.
    unwritable: std::sync::Mutex<Option<StoreFault>>,
    /// Opened only to be read, for the same reason.
    only_reads: AtomicBool,
    /// Claimed, in memory.
    claimed: Arc<AtomicBool>,
    /// Who follows what is committed.
    pub(crate) touched: broadcast::Sender<Arc<Touched>>,
    statements: AtomicU64,
    rows_read: AtomicU64,
    steps: Arc<AtomicU64>,
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
    /// Instructions that SQLite carried out, where they are counted: rows and index entries that were only passed over,
    /// sorts and triggers are among them, how deep a tree is is not.
    pub steps: u64,
}

impl SqliteStore {
    /// Opens the database at that path, and makes it and its directory (readable only by this user) where they are
    /// missing. Brings an older one up to date; refuses one written by a newer version. One that is there and cannot be
    /// written now, on a full or read-only disk, is opened to be read; the first write that can be made opens it wholly.
    pub async fn open(path: impl AsRef<Path>) -> Result<Self, StoreFault> {
        let path = path.as_ref();
        let fault = match open_file(path).await {
            Ok(connections) => {
                let store = Self::over(Some(path.to_owned()), connections);
                store.note(path.parent().and_then(|directory| unwritable(directory, ROOM_BYTES)));
                return Ok(store);
            }
            Err(error) => error.into_fault(path.parent()),
        };
        if !is_unwritable(&fault) {
            return Err(fault);
        }
        let connections = match open_to_read(path).await {
            Ok(connections) => connections,
            Err(DbError::Known(newer @ StoreFault::Newer { .. })) => return Err(newer),
            Err(_) => return Err(fault),
        };
        let store = Self::over(Some(path.to_owned()), connections);
        store.note(Some(fault));
        store.only_reads.store(true, Ordering::Release);
        Ok(store)
    }

    /// Why nothing can be written: [`StoreFault::Full`] or [`StoreFault::ReadOnly`], as the last write met it, or the
    /// opening. What was saved before can be read all the same.
    pub fn unwritable(&self) -> Option<StoreFault> {
        self.unwritable.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn note(&self, fault: Option<StoreFault>) {
        *self.unwritable.lock().unwrap_or_else(PoisonError::into_inner) = fault;
    }

    /// What came of a write, remembered where it means that nothing can be written.
    pub(crate) fn noted(&self, written: Result<(), DbError>) -> Result<(), StoreFault> {
        let written = written.map_err(|error| self.fault(error));
        if let Err(fault) = &written
            && is_unwritable(fault)
        {
            self.note(Some(fault.clone()));
        }
        written
    }

    /// Before a write: what was opened only to be read is opened wholly, if that is possible by now.
    pub(crate) async fn open_wholly(&self) -> Result<(), DbError> {
        let Some(path) = self.path.as_ref().filter(|_| self.only_reads.load(Ordering::Acquire)) else {
            return Ok(());
        };
        let connections = open_file(path).await?;
        *self.writer.lock().await = connections.writer;
        for (old, new) in self.readers.iter().zip(connections.readers) {
            *old.lock().await = new;
        }
        self.only_reads.store(false, Ordering::Release);
        Ok(())
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
            unwritable: std::sync::Mutex::default(),
            only_reads: AtomicBool::new(false),
            claimed: Arc::new(AtomicBool::new(false)),
            touched: broadcast::Sender::new(COMMITS),
            statements: AtomicU64::new(0),
            rows_read: AtomicU64::new(0),
            steps: Arc::default(),
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
            steps: self.steps.load(Ordering::Relaxed),
        })
    }

    /// From now on [`Work::steps`] is counted, on the connections that are open now. It costs time.
    pub async fn count_steps(&self) -> Result<(), StoreFault> {
        for connection in self.readers.iter().chain([&self.writer]) {
            let mut connection = connection.lock().await;
            let mut handle = connection.lock_handle().await.map_err(|error| self.fault(error.into()))?;
            let steps = Arc::clone(&self.steps);
            handle.set_progress_handler(1, move || {
                steps.fetch_add(1, Ordering::Relaxed);
                true
            });
        }
        Ok(())
    }

    /// Sets the damaged file aside and goes on with a new one in its place; where the damaged one is now.
    /// [`StoreFault::InUse`] while somebody syncs.
    pub async fn renew(&self) -> Result<PathBuf, StoreFault> {
        let path = self.path.as_ref().ok_or_else(|| StoreFault::Other("it is in memory".to_owned()))?;
        let mut all = vec![self.writer.lock().await];
        for reader in &self.readers {
            all.push(reader.lock().await);
        }
        // Nobody has the file open while it is renamed.
        for connection in &mut all {
            let idle = open_memory().await.map_err(|error| self.fault(error))?.writer;
            // What the log still holds need not fit into a damaged file; the log is kept with it.
            let _closed = std::mem::replace(&mut **connection, idle).close().await;
        }
        let kept = set_aside(path);
        let anew = open_file(path).await.map_err(|error| self.fault(error))?;
        for (connection, new) in all.iter_mut().zip(std::iter::once(anew.writer).chain(anew.readers)) {
            **connection = new;
        }
        kept
    }

    /// For tests: from now on nothing can grow, or nothing may be written, or all is well again.
    #[cfg(feature = "conformance")]
    pub async fn hamper(&self, by: Option<&StoreFault>) -> Result<(), StoreFault> {
        let pragmas = match by {
            // SQLite never goes below the pages that are in use.
            Some(StoreFault::Full) => "PRAGMA max_page_count = 1",
            Some(_) => "PRAGMA query_only = ON",
            None => "PRAGMA query_only = OFF; PRAGMA max_page_count = 1000000",
        };
        let mut writer = self.writer().await;
        sqlx::raw_sql(pragmas).execute(&mut *writer).await.map_err(|error| self.fault(error.into()))?;
        Ok(())
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
