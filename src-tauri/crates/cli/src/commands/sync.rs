//! `sync`.

use std::sync::Arc;

use contract::status::Status;
use contract::{Code, Problem};
use ledger::CompanyId;
use service::{Host, HostParts, KeptUntilQuit, Progress as Step, compare_now, sync_once, watch};
use tokio_util::sync::CancellationToken;

use super::connect;
use crate::args::{Cli, Sync};
use crate::exit::{self, Exit};
use crate::output::{Output, Progress, line, object_line};
use crate::{place, text};

pub async fn run(host: &Host, company: &CompanyId, asked: &Sync, output: Output) -> Result<Exit, Problem> {
    let stop = signaled();
    if asked.compare {
        compare_now(host, company).await?;
    }
    if asked.watch {
        return go_on(host, company, output, stop).await;
    }
    let mut progress = told();
    let synced = sync_once(host, company, &mut progress, stop).await;
    Progress::clear();
    let synced = synced?;
    output.result(&synced, text::status::after_sync);
    Ok(exit::after_sync(&synced.status))
}

async fn go_on(
    host: &Host,
    company: &CompanyId,
    output: Output,
    stop: CancellationToken,
) -> Result<Exit, Problem> {
    let mut show = |status: &Status| show(status, output);
    watch(host, company, &mut show, stop).await?;
    Ok(Exit::Fine)
}

/// *Keep until I quit*: without a keychain the key and the sign-in live in this process only, so both are asked for
/// here.
pub async fn until_quit(cli: &Cli, asked: &Sync, output: Output) -> Result<Exit, Problem> {
    if !asked.watch {
        return Err(Problem::new(
            Code::Usage,
            "--keep-until-quit goes with --watch: a single sync does not keep them.",
        ));
    }
    let parts = HostParts { vaults: Arc::new(KeptUntilQuit::default()), ..place::parts(cli)? };
    let host = Host::open(parts).await?;
    let company = host.choose(cli.company.as_deref()).await?;
    connect::again_in_memory(&host, &company, output).await?;
    go_on(&host, &company, output, signaled()).await
}

/// Progress on standard error, each line once.
pub fn told() -> impl FnMut(Step) + Send {
    let mut last = String::new();
    move |step: Step| {
        let text = match step {
            Step::Reading { read, .. } => format!("Reading QuickBooks and Alternative: {read} records"),
            Step::Comparing { read } => format!("Comparing QuickBooks and Alternative: {read} records"),
            Step::Writing(done) => format!("Written: {done}"),
            Step::Waiting { text, .. } => text,
        };
        if text != last {
            Progress::show(&text);
            last = text;
        }
    }
}

/// A stop signal that SIGINT and SIGTERM give; the second one ends the process.
pub fn signaled() -> CancellationToken {
    let stop = CancellationToken::new();
    let given = stop.clone();
    tokio::spawn(async move {
        told_to_stop().await;
        Progress::show("Stopping after the current write.");
        given.cancel();
        told_to_stop().await;
        std::process::exit(130);
    });
    stop
}

fn show(status: &Status, output: Output) {
    if output.json {
        object_line(status);
    } else {
        line(&text::status::watch_line(status));
    }
}

/// Ends at SIGINT or SIGTERM.
pub async fn told_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminate) = signal(SignalKind::terminate()) else { return interrupted().await };
        tokio::select! {
            () = interrupted() => {}
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    interrupted().await;
}

/// Ends when the person presses Ctrl-C.
pub async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
