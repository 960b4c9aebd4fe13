//! Which data directory is meant.

use std::path::{Path, PathBuf};

use contract::{Code, Problem, Step};
use service::log::{Filter, Log, Verbosity};
use service::{Host, HostParts, paths};

use crate::args::Cli;

/// The app's own directory.
fn own(practice: bool) -> Result<PathBuf, Problem> {
    paths::data_directory(practice).ok_or_else(|| {
        Problem::new(Code::Usage, "This system has no standard data directory.")
            .hint("Choose one with --data DIR.")
    })
}

/// The named directory; else the app's own. The practice company's is taken when it is asked for, or when it is the only
/// one that was ever used.
fn directory(cli: &Cli) -> Result<PathBuf, Problem> {
    if let Some(data) = &cli.data {
        return Ok(data.clone());
    }
    let (real, practice) = (own(false)?, own(true)?);
    let only_practice = !Host::is_used(&real) && Host::is_used(&practice);
    Ok(if cli.practice || only_practice { practice } else { real })
}

/// Logs into the directory that is meant, if it is there, and to standard error as far as that is asked for.
pub fn begin_log(cli: &Cli) {
    let data = directory(cli).ok();
    let verbosity = Verbosity::of_flags(cli.verbose);
    let terminal = if cli.verbose > 0 { Filter::Exactly(verbosity) } else { Filter::Usually(verbosity) };
    Log::shipped(data.as_deref(), terminal).begin();
}

/// The directories of the real companies and of the practice company.
pub fn both(cli: &Cli, practice: Option<&Path>) -> Result<(PathBuf, PathBuf), Problem> {
    if let Some(data) = &cli.data {
        let practice = practice.map_or_else(|| paths::practice_in(data), Path::to_owned);
        return Ok((data.clone(), practice));
    }
    let practice = practice.map_or_else(|| own(true), |practice| Ok(practice.to_owned()));
    Ok((own(false)?, practice?))
}

/// What the host is made of.
pub fn parts(cli: &Cli) -> Result<HostParts, Problem> {
    HostParts::shipped(directory(cli)?)
}

/// The host for connecting Alternative: practice services have a directory of their own.
pub async fn open_for(cli: &Cli, api: &str) -> Result<Host, Problem> {
    let mut parts = parts(cli)?;
    if cli.data.is_none() && service::is_practice(&parts.transport, api).await {
        parts.data = paths::data_directory(true).unwrap_or(parts.data);
    }
    Host::open(parts).await
}

/// The host of a command that needs a connected company: an empty directory stays untouched.
pub async fn open(cli: &Cli) -> Result<Host, Problem> {
    let data = directory(cli)?;
    if !Host::is_used(&data) {
        return Err(Problem::new(Code::NotConnected, "Nothing is connected yet.")
            .hint("Start with Alternative's API key.")
            .step(Step::ConnectAlternative)
            .detail("data", Some(data.display().to_string())));
    }
    Host::open(HostParts::shipped(data)?).await
}
