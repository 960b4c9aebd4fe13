//! `host`: the window in a browser.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use contract::Problem;
use contract::setup::OpenPage;
use service::app::{App, AppParts, PracticeSource};
use service::loopback_host::Served;
use service::{HostParts, KeptUntilQuit, OsEntropy};

use super::sync::told_to_stop;
use crate::args::{Cli, Window};
use crate::exit::Exit;
use crate::output::{Output, Progress, line, object_line};
use crate::place;

/// Folder of the pages beside the program.
const PAGES: &str = "ui";
/// Name of the program of the practice services.
const PRACTICE: &str = "practice";

pub async fn run(cli: &Cli, asked: &Window, output: Output) -> Result<Exit, Problem> {
    let (data, practice_data) = place::both(cli, asked.practice_data.as_deref())?;
    let mut host = HostParts::shipped(data)?;
    if asked.keep_until_quit {
        host.vaults = Arc::new(KeptUntilQuit::default());
    }
    let practice =
        asked.practice_program.clone().or_else(|| beside(&practice_name())).filter(|it| it.is_file());
    let parts = AppParts {
        host,
        practice_data,
        practice: practice.map_or(PracticeSource::Missing, PracticeSource::Program),
        has_desktop: false,
        open_page: (!asked.no_browser).then(|| Box::new(open_folder) as service::app::OpenPage),
    };
    let ui = asked.ui.clone().or_else(|| beside(PAGES)).unwrap_or_else(|| PathBuf::from(PAGES));
    let app = App::start(parts).await?;
    let served = Served::open(app.clone(), asked.listen, ui, &OsEntropy).await;
    let ended = match served {
        Ok(served) => {
            show(&served, asked.no_browser, output);
            served.run(told_to_stop()).await;
            Progress::show("Stopping after the current write.");
            Ok(Exit::Fine)
        }
        Err(problem) => Err(problem),
    };
    tokio::select! {
        () = app.quit() => {}
        () = told_to_stop() => {}
    }
    ended
}

fn show(served: &Served, no_browser: bool, output: Output) {
    let privately = |address: &str| {
        transport::Url::parse(address).is_ok_and(|it| service::open_privately(&it, open_page))
    };
    let opened = no_browser || privately(served.address());
    // Where the system does not tell whose connections these are, a secret must not get onto a command line either.
    let by_code = (!opened && !service::loopback_host::knows_users()).then(|| served.by_code(&OsEntropy));
    let address = by_code.as_ref().map_or(served.address(), |(plain, _)| plain);
    if output.json {
        object_line(&OpenPage { open: address.to_owned() });
    } else {
        line(address);
    }
    match &by_code {
        Some((plain, code)) => {
            let _opened = open_page(plain);
            eprintln!("Enter this code at that address: {code}. It works once, for 5 minutes.");
        }
        None if !opened => eprintln!("No browser could be opened. Open the address yourself."),
        None => {}
    }
}

/// The window is in a browser and opens pages itself; folders it cannot.
fn open_folder(address: &str) -> bool {
    Path::new(address).is_dir() && open_page(address)
}

fn open_page(address: &str) -> bool {
    open::that_detached(address).is_ok()
}

/// What lies in the folder of this program.
fn beside(name: &str) -> Option<PathBuf> {
    std::env::current_exe().ok().as_deref().and_then(Path::parent).map(|folder| folder.join(name))
}

fn practice_name() -> String {
    format!("{PRACTICE}{}", std::env::consts::EXE_SUFFIX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_opened_by_the_window_in_the_browser_alone() {
        assert!(!open_folder("http://127.0.0.1:4780/signin"));
        assert!(!open_folder("https://appcenter.intuit.com/connect/oauth2"));
        assert!(!open_folder("there/is/no/such/folder"));
    }
}
