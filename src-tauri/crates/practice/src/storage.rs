//! State on disk: an append-only log of changed records over the regenerated seed companies.
//!
//! One line is one request's changes, `[["table","key",value|null],…]`, written and synced before the answer
//! leaves. So a killed process loses at most requests that were never answered, and never half of one.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde_json::value::RawValue;

use crate::options::Founding;
use crate::table::Change;

const FOUNDING: &str = "founding.json";
const CHANGES: &str = "changes.log";

/// Why a data directory cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    #[error("{path}: {error}")]
    Io { path: PathBuf, error: io::Error },
    #[error("{0} is in use by another practice server")]
    InUse(PathBuf),
    #[error("{path} is damaged at line {line}: {error}")]
    Damaged { path: PathBuf, line: usize, error: serde_json::Error },
    #[error("{path} cannot be read: {error}")]
    Founding { path: PathBuf, error: serde_json::Error },
}

/// An open data directory.
#[derive(Debug)]
pub struct Storage {
    path: PathBuf,
    log: File,
    /// Where the last whole line ends.
    length: u64,
    _lock: File,
}

/// What a data directory held when it was opened.
#[derive(Debug)]
pub struct Opened {
    pub storage: Storage,
    /// How its companies were made; what was asked for, when the directory was new.
    pub founding: Founding,
    /// The newest version of every changed record.
    pub changes: Vec<Change>,
}

impl Storage {
    /// Opens or starts a data directory. A torn last line is dropped; what is superseded is compacted away.
    pub fn open(directory: &Path, asked: &Founding) -> Result<Opened, StorageError> {
        let at = |path: &Path| {
            let path = path.to_owned();
            move |error| StorageError::Io { path, error }
        };
        fs::create_dir_all(directory).map_err(at(directory))?;
        let lock_path = directory.join("lock");
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&lock_path)
            .map_err(at(&lock_path))?;
        lock.try_lock().map_err(|_| StorageError::InUse(directory.to_owned()))?;

        let founding = found(&directory.join(FOUNDING), asked)?;
        let path = directory.join(CHANGES);
        let newest = read_changes(&path)?;
        let fresh = directory.join("changes.new");
        compact(&fresh, &newest).map_err(at(&fresh))?;
        fs::rename(&fresh, &path).map_err(at(&path))?;
        sync_directory(directory).map_err(at(directory))?;
        let log = OpenOptions::new().append(true).open(&path).map_err(at(&path))?;
        let length = log.metadata().map_err(at(&path))?.len();
        let changes = newest.into_iter().map(|((table, key), value)| Change { table, key, value }).collect();
        Ok(Opened { storage: Self { path, log, length, _lock: lock }, founding, changes })
    }

    /// Appends one request's changes and waits until they are on disk.
    pub fn append(&mut self, changes: &[Change]) -> Result<(), StorageError> {
        if changes.is_empty() {
            return Ok(());
        }
        let mut line = Vec::new();
        let written = write_line(&mut line, changes)
            .and_then(|()| self.log.write_all(&line))
            .and_then(|()| self.log.sync_data());
        match written {
            Ok(()) => {
                self.length += line.len() as u64;
                Ok(())
            }
            Err(error) => {
                // Half a line must not stand before the next one.
                let _cut = self.log.set_len(self.length);
                Err(StorageError::Io { path: self.path.clone(), error })
            }
        }
    }
}

fn found(path: &Path, asked: &Founding) -> Result<Founding, StorageError> {
    match fs::read(path) {
        Ok(bytes) => serde_json::from_slice(&bytes)
            .map_err(|error| StorageError::Founding { path: path.to_owned(), error }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let write = || -> io::Result<()> {
                let fresh = path.with_extension("new");
                let mut file = File::create(&fresh)?;
                serde_json::to_writer_pretty(&mut file, asked)?;
                file.sync_all()?;
                fs::rename(&fresh, path)
            };
            write().map_err(|error| StorageError::Io { path: path.to_owned(), error })?;
            Ok(asked.clone())
        }
        Err(error) => Err(StorageError::Io { path: path.to_owned(), error }),
    }
}

type Newest = BTreeMap<(String, String), Option<String>>;

fn read_changes(path: &Path) -> Result<Newest, StorageError> {
    let io_error = |error| StorageError::Io { path: path.to_owned(), error };
    let mut newest = Newest::new();
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(newest),
        Err(error) => return Err(io_error(error)),
    };
    let whole = whole_lines(&mut file).map_err(io_error)?;
    file.seek(SeekFrom::Start(0)).map_err(io_error)?;
    for (at, line) in BufReader::new(file.take(whole)).lines().enumerate() {
        let line = line.map_err(io_error)?;
        let rows: Vec<(String, String, Option<Box<RawValue>>)> = serde_json::from_str(&line)
            .map_err(|error| StorageError::Damaged { path: path.to_owned(), line: at + 1, error })?;
        for (table, key, value) in rows {
            newest.insert((table, key), value.map(|raw| raw.get().to_owned()));
        }
    }
    Ok(newest)
}

/// The length up to and with the last line end: what follows was torn by the end of the process.
fn whole_lines(file: &mut File) -> io::Result<u64> {
    const STEP: u64 = 64 * 1024;
    let mut end = file.seek(SeekFrom::End(0))?;
    let mut part = Vec::new();
    while end > 0 {
        let start = end.saturating_sub(STEP);
        file.seek(SeekFrom::Start(start))?;
        part.clear();
        Read::by_ref(file).take(end - start).read_to_end(&mut part)?;
        if let Some(at) = part.iter().rposition(|byte| *byte == b'\n') {
            return Ok(start + at as u64 + 1);
        }
        end = start;
    }
    Ok(0)
}

fn compact(path: &Path, newest: &Newest) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    for ((table, key), value) in newest {
        let change = Change { table: table.clone(), key: key.clone(), value: value.clone() };
        write_line(&mut file, std::slice::from_ref(&change))?;
    }
    file.flush()?;
    file.get_ref().sync_all()
}

fn write_line(to: &mut impl Write, changes: &[Change]) -> io::Result<()> {
    for (at, change) in changes.iter().enumerate() {
        let (table, key) = (serde_json::to_string(&change.table)?, serde_json::to_string(&change.key)?);
        let value = change.value.as_deref().unwrap_or("null");
        write!(to, "{}[{table},{key},{value}]", if at == 0 { '[' } else { ',' })?;
    }
    to.write_all(b"]\n")
}

fn sync_directory(directory: &Path) -> io::Result<()> {
    File::open(directory)?.sync_all()
}
