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

/// How the programs are built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Build {
    /// As all other tests have them.
    Tests,
    /// As people have them, and beside them the empty window that ours is measured against.
    Release,
}

impl Build {
    fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Tests => &["--locked", "--workspace", "--all-targets"],
            Self::Release => &[
                "--locked",
                "--release",
                "--package",
                "companion",
                "--package",
                "cli",
                "--package",
                "practice",
                "--bins",
                "--examples",
            ],
        }
    }

    /// The folder of the built programs.
    pub fn programs(self) -> Outcome<PathBuf> {
        // This program is one of those built for tests.
        let ours = std::env::current_exe().map_err(|error| error.to_string())?;
        let folder = ours.parent().ok_or_else(|| "the folder of the programs is not known".to_owned())?;
        Ok(match self {
            Self::Tests => folder.to_owned(),
            Self::Release => folder.with_file_name("release"),
        })
    }
}

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
    pub fn set(build: Build) -> Outcome<Self> {
        if !processes::run(cargo("build").args(build.arguments()))? {
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
        Ok(Self {
            programs: build.programs()?,
            display: format!(":{number}"),
            session,
            home,
            _screen: screen,
        })
    }

    /// The runner of the tests, on this stage.
    pub fn tests(&self) -> Command {
        let mut command = interface::npm(&["run", "--silent", "test:window"]);
        self.enter(&mut command);
        command
    }

    /// Puts all of this into a program's environment.
    pub fn enter(&self, command: &mut Command) {
        self.session.enter(command);
        command
            .env("DISPLAY", &self.display)
            .env("HOME", self.home.path())
            .env("COMPANION_PROGRAMS", &self.programs)
            .env("COMPANION_PAGES", interface::pages());
        if let Some(browser) = tools::browser() {
            command.env("COMPANION_BROWSER", browser);
        }
    }
}
