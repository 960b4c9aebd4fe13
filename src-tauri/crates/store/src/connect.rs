//! Connections: how they are set, and who may read the files.

use std::fs::{DirBuilder, File, OpenOptions};
use std::path::{Path, PathBuf};
use std::time::Duration;

use engine::ports::StoreFault;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _};

use crate::fault::{DbError, from_io};
use crate::migrate::{migrate, require_current};

/// Connections that only read, beside the one that writes.
const READERS: usize = 3;
/// How long another process may keep the write lock before a write gives up.
const BUSY_SECONDS: u64 = 5;
/// Packs bodies of one or two kilobytes with less waste than the default of 4096.
const PAGE_BYTES: u32 = 8192;

/// What a store works with.
pub(crate) struct Connections {
    pub(crate) writer: SqliteConnection,
    /// None for a database in memory, which only its own connection can see.
    pub(crate) readers: Vec<SqliteConnection>,
}

/// Opens a file, making it and its directory where they are missing.
pub(crate) async fn open_file(path: &Path) -> Result<Connections, DbError> {
    let wanted = path.to_owned();
    // Waiting for another opener blocks, so it happens off the runtime's threads.
    let prepared = tokio::task::spawn_blocking(move || prepare(&wanted)).await;
    let _alone = prepared.map_err(|error| StoreFault::Other(error.to_string()))??;
    let options = options().filename(path).journal_mode(SqliteJournalMode::Wal);
    let mut writer = SqliteConnection::connect_with(&options).await?;
    migrate(&mut writer).await?;
    let reading = options.pragma("query_only", "ON");
    let mut readers = Vec::with_capacity(READERS);
    for _ in 0..READERS {
        readers.push(SqliteConnection::connect_with(&reading).await?);
    }
    Ok(Connections { writer, readers })
}

/// Opens a file only to be read, where nothing can be written: the state as it was last saved. Where its log is missing or
/// empty, the file holds everything, and not even the side files need be made.
pub(crate) async fn open_to_read(path: &Path) -> Result<Connections, DbError> {
    let reading = options().filename(path).read_only(true).pragma("query_only", "ON");
    let log_bytes = std::fs::metadata(log_of(path)).map_or(0, |log| log.len());
    let reading = if log_bytes > 0 { reading } else { reading.immutable(true) };
    let mut writer = SqliteConnection::connect_with(&reading).await?;
    require_current(&mut writer).await?;
    let mut readers = Vec::with_capacity(READERS);
    for _ in 0..READERS {
        readers.push(SqliteConnection::connect_with(&reading).await?);
    }
    Ok(Connections { writer, readers })
}

fn log_of(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push("-wal");
    path.with_file_name(name)
}

/// Opens a database that goes away with its connection.
pub(crate) async fn open_memory() -> Result<Connections, DbError> {
    let mut writer = SqliteConnection::connect_with(&options().in_memory(true)).await?;
    migrate(&mut writer).await?;
    Ok(Connections { writer, readers: Vec::new() })
}

/// A connection that reads a file afresh, with nothing of it in its memory yet.
pub(crate) async fn read_afresh(path: &Path) -> Result<SqliteConnection, DbError> {
    let reading = options().filename(path).pragma("query_only", "ON");
    Ok(SqliteConnection::connect_with(&reading).await?)
}

fn options() -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .page_size(PAGE_BYTES)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(BUSY_SECONDS))
        // What is deleted or replaced is overwritten with zeros: *Disconnect and delete* really deletes.
        .pragma("secure_delete", "ON")
        .pragma("temp_store", "MEMORY")
        .disable_statement_logging()
}

/// Makes the directory and the file, private to the user; SQLite gives its side files the same mode. The file is locked
/// while it is opened, because a new one cannot be switched to write-ahead logging by two processes at once.
fn prepare(path: &Path) -> Result<File, StoreFault> {
    let made = || {
        if let Some(directory) = path.parent().filter(|directory| !directory.as_os_str().is_empty()) {
            let mut builder = DirBuilder::new();
            builder.recursive(true);
            #[cfg(unix)]
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
            builder.create(directory)?;
            if !is_private(directory)? {
                return Ok(None);
            }
        }
        private_file(path)?;
        let mut beside = path.file_name().unwrap_or_default().to_owned();
        beside.push(".opening");
        let alone = private_file(&path.with_file_name(beside))?;
        alone.lock()?;
        Ok(Some(alone))
    };
    made()
        .map_err(|error: std::io::Error| from_io(&error))?
        .ok_or_else(|| StoreFault::Shared(path.parent().unwrap_or(path).display().to_string()))
}

/// Whether nobody else can look into the directory. One of this user's own is made so; one that is meant for everybody,
/// such as `/tmp`, belongs to somebody else, or is the home directory is left as it is.
#[cfg(unix)]
fn is_private(directory: &Path) -> std::io::Result<bool> {
    const OTHERS: u32 = 0o077;
    const STICKY: u32 = 0o1000;
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::metadata(directory)?.permissions().mode();
    if mode & OTHERS == 0 {
        return Ok(true);
    }
    let is_home = std::env::home_dir().is_some_and(|home| home == directory);
    if is_home || mode & STICKY != 0 {
        return Ok(false);
    }
    let closed = std::fs::set_permissions(directory, std::fs::Permissions::from_mode(0o700));
    // Not the owner.
    Ok(closed.is_ok())
}

/// Below a user's profile, Windows lets nobody else in.
#[cfg(not(unix))]
fn is_private(_directory: &Path) -> std::io::Result<bool> {
    Ok(true)
}

/// Opens or makes a file that only the user may read.
pub(crate) fn private_file(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).read(true).write(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        if file.metadata()?.permissions().mode() & 0o077 != 0 {
            file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
        }
    }
    Ok(file)
}
