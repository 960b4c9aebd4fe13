//! What the tests of the window stand on: the programs, a screen, a keychain, a browser.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::interface;
use crate::keychain_session::KeychainSession;
use crate::processes::{self, Background};
use crate::tools::{self, SCREEN};
use crate::workspace::{Outcome, cargo};

const GRACE: Duration = Duration::from_secs(3);
/// Room for the window and its dialogs.
const SCREEN_SIZE: &str = "1440x1000x24";

/// A screen, a session with a keychain, and where the programs are.
pub struct Stage {
    programs: PathBuf,
    display: String,
    session: KeychainSession,
    home: tempfile::TempDir,
    _screen: Background,
}

impl Stage {
    /// Builds the programs and starts the rest. It ends when this is dropped.
    pub fn set() -> Outcome<Self> {
        let mut build = cargo("build");
        build.args(["--locked", "--workspace", "--all-targets"]);
        if !processes::run(&mut build)? {
            return Err("the programs do not build".to_owned());
        }
        let home = tempfile::tempdir().map_err(|error| format!("no folder for the window: {error}"))?;
        let session = KeychainSession::start(&home.path().join("keychain"))?;
        let mut command = Command::new(SCREEN.program);
        command
            .args(["-displayfd", "1", "-screen", "0", SCREEN_SIZE, "-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut screen = Background::start(&mut command, GRACE)?;
        let (number, _) = screen.first_line()?;
        Ok(Self { programs: programs()?, display: format!(":{number}"), session, home, _screen: screen })
    }

    /// The runner of the tests, with all of this in its environment.
    pub fn tests(&self) -> Command {
        let mut command = interface::npm(&["run", "--silent", "test:window"]);
        self.session.enter(&mut command);
        command
            .env("DISPLAY", &self.display)
            .env("HOME", self.home.path())
            .env("COMPANION_PROGRAMS", &self.programs)
            .env("COMPANION_PAGES", interface::pages());
        if let Some(browser) = tools::browser() {
            command.env("COMPANION_BROWSER", browser);
        }
        command
    }
}

/// The folder of the built programs.
fn programs() -> Outcome<PathBuf> {
    // This program is one of them.
    let ours = std::env::current_exe().map_err(|error| error.to_string())?;
    ours.parent().map(PathBuf::from).ok_or_else(|| "the folder of the programs is not known".to_owned())
}
