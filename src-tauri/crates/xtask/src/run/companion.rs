//! `companion-cli` as a person would use it, on the practice company.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::Value;

use super::place::Place;
use crate::keychain_session::KeychainSession;
use crate::processes::{self, Background};
use crate::workspace::Outcome;

/// The practice company has this name in the window too, so that both go on with the same one.
const COMPANY: &str = "practice";
/// A write in flight is waited for.
const GRACE: Duration = Duration::from_secs(30);

/// How to start `companion-cli`.
#[derive(Debug)]
pub struct Companion<'a> {
    program: PathBuf,
    data: PathBuf,
    session: Option<&'a KeychainSession>,
}

/// A sign-in that waits for its answer.
#[derive(Debug)]
pub struct Waiting {
    process: Background,
    lines: Receiver<String>,
}

impl<'a> Companion<'a> {
    pub fn new(program: &Path, place: &Place, session: Option<&'a KeychainSession>) -> Self {
        Self { program: program.to_owned(), data: place.root().to_owned(), session }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("--data").arg(&self.data).args(["--company", COMPANY]).args(arguments);
        if let Some(session) = self.session {
            session.enter(&mut command);
        }
        command
    }

    /// One command whose words go to the terminal. Whether it went well.
    pub fn run(&self, arguments: &[&str]) -> Outcome<bool> {
        processes::run(&mut self.command(arguments))
    }

    /// One command that takes a secret from its standard input.
    pub fn run_with_secret(&self, arguments: &[&str], secret: &str) -> Outcome<bool> {
        let mut process = start(self.command(arguments).stdin(Stdio::piped()), Some(secret))?;
        let status = process.child().wait().map_err(|error| format!("companion-cli: {error}"))?;
        Ok(status.success())
    }

    /// The answer of a command as JSON; `None` when it has none yet.
    pub fn ask(&self, arguments: &[&str]) -> Option<Value> {
        let mut command = self.command(arguments);
        let output = command.arg("--json").stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
        serde_json::from_slice(&output.stdout).ok()
    }

    /// A sign-in that is waited for; its lines arrive as they are said.
    pub fn sign_in(&self, arguments: &[&str], secret: &str) -> Outcome<Waiting> {
        let mut command = self.command(arguments);
        let mut process = start(command.stdin(Stdio::piped()).stdout(Stdio::piped()), Some(secret))?;
        let output = process.child().stdout.take().ok_or("companion-cli has no output")?;
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        Ok(Waiting { process, lines })
    }

    /// The sync itself, beside us.
    pub fn watch(&self) -> Outcome<Background> {
        start(self.command(&["sync", "--watch"]).stdin(Stdio::null()), None)
    }
}

impl Waiting {
    /// Its next line, or nothing within this time.
    pub fn line(&self, within: Duration) -> Option<String> {
        self.lines.recv_timeout(within).ok()
    }

    /// Whether it went well, once it ended.
    pub fn ended(&mut self) -> Option<bool> {
        self.process.ended().map(|status| status.success())
    }
}

/// Starts it and hands it the secret it waits for.
fn start(command: &mut Command, secret: Option<&str>) -> Outcome<Background> {
    let mut process = Background::start(command, GRACE)?;
    if let (Some(secret), Some(mut stdin)) = (secret, process.child().stdin.take()) {
        writeln!(stdin, "{secret}").map_err(|error| format!("companion-cli takes no secret: {error}"))?;
    }
    Ok(process)
}
