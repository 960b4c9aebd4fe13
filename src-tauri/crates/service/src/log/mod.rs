//! The log of this process: a file with a bound in the data directory, and standard error where somebody wants it.
//!
//! Events have names in snake case, and fields. Neither may hold a secret, a name or an amount; `docs/logging.md` says
//! which fields there are. `RUST_LOG` replaces the defaults of both places.

mod file;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};

use tracing_subscriber::filter::EnvFilter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::{Layer as _, fmt};

use file::RotatingFile;

/// Crates whose events are ours.
const OURS: [&str; 10] = [
    "alternative",
    "companion",
    "companion_cli",
    "engine",
    "practice",
    "quickbooks",
    "service",
    "store",
    "transport",
    "vault",
];

/// Where this process logs to.
static DATA: OnceLock<PathBuf> = OnceLock::new();

/// What goes to standard error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbosity {
    /// Nothing: problems are printed by whoever asked.
    Quiet,
    /// What went wrong.
    Warnings,
    /// What happened (`-v`).
    Info,
    /// Every request and step (`-vv`).
    Debug,
    /// Everything, of other libraries too (`-vvv`).
    Trace,
}

impl Verbosity {
    /// For so many `-v`.
    pub fn of_flags(count: u8) -> Self {
        match count {
            0 => Self::Quiet,
            1 => Self::Info,
            2 => Self::Debug,
            _ => Self::Trace,
        }
    }

    /// Ours at this level, others only when something is wrong with them.
    fn directives(self) -> String {
        let level = match self {
            Self::Quiet => return "off".to_owned(),
            Self::Warnings => return "warn".to_owned(),
            Self::Trace => return "trace".to_owned(),
            Self::Info => "info",
            Self::Debug => "debug",
        };
        let ours = OURS.map(|name| format!("{name}={level}"));
        format!("warn,{}", ours.join(","))
    }
}

/// What is logged to one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    /// So much, unless `RUST_LOG` says otherwise.
    Usually(Verbosity),
    /// So much, by a flag of the command line.
    Exactly(Verbosity),
}

impl Filter {
    /// What `RUST_LOG` says counts as not said when it cannot be read.
    fn read(self) -> EnvFilter {
        let (verbosity, said) = match self {
            Self::Usually(verbosity) => (verbosity, EnvFilter::try_from_default_env().ok()),
            Self::Exactly(verbosity) => (verbosity, None),
        };
        said.unwrap_or_else(|| EnvFilter::new(verbosity.directives()))
    }
}

/// Where a process logs to, and how much.
#[derive(Debug, Clone, Copy)]
pub struct Log<'a> {
    /// The data directory with the file, which is written as soon as the directory exists.
    pub data: Option<&'a Path>,
    /// What goes into the file.
    pub file: Filter,
    /// What goes to standard error.
    pub terminal: Filter,
}

impl<'a> Log<'a> {
    /// That of the shipped programs.
    pub fn shipped(data: Option<&'a Path>, terminal: Filter) -> Self {
        Self { data, file: Filter::Usually(Verbosity::Debug), terminal }
    }

    /// Begins to log, once in a process. Whether this was the first time.
    pub fn begin(self) -> bool {
        let file = self.data.map(|data| {
            let writer = Mutex::new(RotatingFile::new(data.to_owned()));
            fmt::layer().json().with_current_span(false).with_writer(writer).with_filter(self.file.read())
        });
        let terminal = fmt::layer().compact().with_ansi(false).with_writer(std::io::stderr);
        let layers =
            tracing_subscriber::registry().with(file).with(terminal.with_filter(self.terminal.read()));
        let begun = tracing::subscriber::set_global_default(layers).is_ok();
        if let (true, Some(data)) = (begun, self.data) {
            let _first = DATA.set(data.to_owned());
        }
        begun
    }
}

/// The last lines of the log, oldest first, each a JSON document: of this process, or of whoever used this data directory.
pub(crate) fn recent(data: &Path, lines_max: usize) -> Vec<String> {
    file::recent(DATA.get().map_or(data, PathBuf::as_path), lines_max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_flags_say_more() {
        assert_eq!(Verbosity::of_flags(0).directives(), "off");
        assert!(Verbosity::of_flags(1).directives().starts_with("warn,alternative=info,"));
        assert!(Verbosity::of_flags(2).directives().contains("transport=debug"));
        assert_eq!(Verbosity::of_flags(3), Verbosity::of_flags(9));
        for verbosity in [Verbosity::Quiet, Verbosity::Warnings, Verbosity::Info, Verbosity::Trace] {
            EnvFilter::builder().parse(verbosity.directives()).unwrap();
        }
    }
}
