//! A log file with a bound: when it is full it is renamed, and the oldest of its predecessors goes.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Folder in the data directory.
const FOLDER: &str = "logs";
/// Files that are kept.
const FILES: usize = 5;
/// A file is full at this size; five of them are the 10 MiB that the log may take.
const FILE_BYTES_MAX: u64 = 2 << 20;
/// A longer line is not ours.
const LINE_BYTES_MAX: usize = 64 << 10;

/// The newest file is number 0.
fn path(data: &Path, number: usize) -> PathBuf {
    let name = if number == 0 { "companion.log".to_owned() } else { format!("companion.{number}.log") };
    data.join(FOLDER).join(name)
}

/// Appends whole lines. Several processes may do so at once; each notices when another one renamed the file.
pub(super) struct RotatingFile {
    data: PathBuf,
    file_bytes_max: u64,
    open: Option<File>,
}

impl RotatingFile {
    pub(super) fn new(data: PathBuf) -> Self {
        Self { data, file_bytes_max: FILE_BYTES_MAX, open: None }
    }

    fn append(&mut self, line: &[u8]) -> io::Result<()> {
        // Whoever only asks leaves no data directory behind, and a log does not make one.
        if line.len() > LINE_BYTES_MAX || !self.data.is_dir() {
            return Ok(());
        }
        let mut file = match self.open.take() {
            Some(file) => file,
            None => open(&self.data)?,
        };
        if !has_room(&file, line, self.file_bytes_max)? {
            // Renamed by another process, it may have a fresh successor.
            file = open(&self.data)?;
            if !has_room(&file, line, self.file_bytes_max)? {
                drop(file);
                file = self.turn()?;
            }
        }
        file.write_all(line)?;
        self.open = Some(file);
        Ok(())
    }

    /// A new file; the full one becomes number 1 and so on.
    fn turn(&self) -> io::Result<File> {
        for number in (1..FILES).rev() {
            let renamed = std::fs::rename(path(&self.data, number - 1), path(&self.data, number));
            if renamed.is_err() && number == 1 {
                // Held open elsewhere, on Windows: the bound is worth more than its lines.
                let file = open(&self.data)?;
                file.set_len(0)?;
                return Ok(file);
            }
        }
        open(&self.data)
    }
}

impl Write for RotatingFile {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.append(line).map(|()| line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn has_room(file: &File, line: &[u8], bytes_max: u64) -> io::Result<bool> {
    Ok(file.metadata()?.len() + line.len() as u64 <= bytes_max)
}

/// Folder and file are for this user alone.
fn open(data: &Path) -> io::Result<File> {
    let mut folder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    folder.recursive(true).create(data.join(FOLDER))?;
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.create(true).append(true).open(path(data, 0))
}

/// The last lines of all files, oldest first.
pub(super) fn recent(data: &Path, lines_max: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for number in 0..FILES {
        let Ok(text) = std::fs::read_to_string(path(data, number)) else { continue };
        lines.extend(text.lines().rev().take(lines_max - lines.len()).map(str::to_owned));
        if lines.len() == lines_max {
            break;
        }
    }
    lines.reverse();
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(data: &Path) -> RotatingFile {
        RotatingFile { data: data.to_owned(), file_bytes_max: 100, open: None }
    }

    /// As the subscriber does it: a line at once.
    fn write(log: &mut RotatingFile, line: &str) {
        log.write_all(format!("{line}\n").as_bytes()).unwrap();
    }

    fn sizes(data: &Path) -> Vec<u64> {
        let files = (0..FILES + 2).filter_map(|number| std::fs::metadata(path(data, number)).ok());
        files.map(|file| file.len()).collect()
    }

    #[test]
    fn the_log_never_grows_beyond_its_bound_and_keeps_the_newest() {
        let data = tempfile::tempdir().unwrap();
        let mut log = log(data.path());
        for number in 0..500 {
            write(&mut log, &format!("line {number:03} {}", "x".repeat(10)));
            assert!(sizes(data.path()).iter().all(|size| *size <= 100));
        }
        assert_eq!(sizes(data.path()), [100; FILES]);
        assert_eq!(
            recent(data.path(), 3).iter().map(|line| &line[..8]).collect::<Vec<_>>(),
            ["line 497", "line 498", "line 499"]
        );
        assert_eq!(recent(data.path(), 1_000).len(), 25);
    }

    #[test]
    fn two_processes_share_one_log() {
        let data = tempfile::tempdir().unwrap();
        let (mut one, mut other) = (log(data.path()), log(data.path()));
        for number in 0..40 {
            write(&mut one, &format!("one {number}"));
            write(&mut other, &format!("other {number}"));
        }
        let lines = recent(data.path(), 1_000);
        assert!(lines.ends_with(&["one 39".to_owned(), "other 39".to_owned()]), "{lines:?}");
        assert!(sizes(data.path()).iter().all(|size| *size <= 100));
    }

    #[test]
    fn without_a_data_directory_nothing_is_made() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let mut log = log(&data);
        write(&mut log, "too early");
        assert!(!data.exists());
        std::fs::create_dir(&data).unwrap();
        write(&mut log, "in time");
        write(&mut log, &"x".repeat(LINE_BYTES_MAX));
        assert_eq!(recent(&data, 9), ["in time"]);
    }

    #[cfg(unix)]
    #[test]
    fn only_the_user_may_read_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let data = tempfile::tempdir().unwrap();
        write(&mut log(data.path()), "line");
        let mode = |path: PathBuf| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(data.path().join(FOLDER)), mode(path(data.path(), 0))), (0o700, 0o600));
    }
}
