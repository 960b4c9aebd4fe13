//! `sync`.

use contract::status::Status;
use contract::{Code, Problem};
use service::{Host, Progress as Step, stop_signal, sync_once, watch};

use crate::args::Sync;
use crate::exit::{self, Exit};
use crate::output::{Output, Progress, line};
use crate::text;

pub async fn run(host: &Host, company: Option<&str>, asked: &Sync, output: Output) -> Result<Exit, Problem> {
    let company = host.choose(company).await?;
    let (give, stop) = stop_signal();
    tokio::spawn(async move {
        told_to_stop().await;
        Progress::show("Stopping after the write that is under way.");
        // Nobody listens any more when the run has just ended.
        let _ended = give.send(true);
        told_to_stop().await;
        std::process::exit(130);
    });
    if asked.watch {
        let mut show = |status: &Status| show(status, output);
        watch(host, &company, &mut show, stop).await?;
        return Ok(Exit::Fine);
    }
    let mut last = String::new();
    let mut progress = |step: Step| {
        let text = words(&step);
        if text != last {
            Progress::show(&text);
            last = text;
        }
    };
    let synced = sync_once(host, &company, &mut progress, stop).await;
    Progress::clear();
    let synced = synced.map_err(|problem| match problem.code {
        Code::NotConnected => problem,
        _ => problem.detail("company", Some(company.as_str())),
    })?;
    output.result(&synced, |synced| text::status::after_sync(synced));
    Ok(exit::after_sync(&synced.status))
}

fn words(step: &Step) -> String {
    match step {
        Step::Reading(read) => format!("Reading both sides: {read} records"),
        Step::Writing(done) => format!("Written: {done}"),
        Step::Waiting(text) => text.clone(),
    }
}

fn show(status: &Status, output: Output) {
    if output.json {
        output.json(status, false);
    } else {
        line(&text::status::watch_line(status));
    }
}

/// SIGINT or SIGTERM.
async fn told_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = match signal(SignalKind::terminate()) {
            Ok(terminate) => terminate,
            Err(_) => return interrupted().await,
        };
        tokio::select! {
            () = interrupted() => {}
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    interrupted().await;
}

async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
