//! A computer with the companion on it: `companion-cli` as the real program with a data directory of its own.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;

use serde_json::Value;
use tempfile::TempDir;

use crate::pages::{Consent, deliver, walk};
use crate::services::{Services, binary};
use crate::text;

/// One installation.
pub struct Computer {
    directory: TempDir,
    /// Where the services are reached, which may be a proxy.
    origin: String,
    /// All that was ever printed.
    printed: Mutex<String>,
}

/// What a command did.
#[derive(Debug)]
pub struct Ran {
    /// Exit code; `None` when it was killed.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Ran {
    /// Standard output as one JSON document.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|_| panic!("one JSON document: {self:?}"))
    }

    /// The command went well.
    pub fn fine(self) -> Self {
        assert_eq!(self.code, Some(0), "{self:?}");
        self
    }
}

impl Computer {
    /// A new one, which reaches the services at this origin.
    pub fn new(origin: &str) -> Self {
        Self { directory: tempfile::tempdir().unwrap(), origin: origin.to_owned(), printed: Mutex::default() }
    }

    /// Where its data is.
    pub fn data(&self) -> PathBuf {
        self.directory.path().join("data")
    }

    /// All that was ever printed.
    pub fn printed(&self) -> String {
        self.printed.lock().unwrap().clone()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary("companion-cli"));
        command.arg("--data").arg(self.data()).args(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Starts a command.
    pub fn spawn(&self, arguments: &[&str]) -> Child {
        let mut child = self.command(arguments).spawn().unwrap();
        drop(child.stdin.take());
        child
    }

    /// Waits for a started command.
    pub fn finish(&self, child: Child) -> Ran {
        let output = child.wait_with_output().unwrap();
        let (out, err) = (text_of(&output.stdout), text_of(&output.stderr));
        let mut printed = self.printed.lock().unwrap();
        printed.push_str(&out);
        printed.push_str(&err);
        drop(printed);
        Ran { code: output.status.code(), out, err }
    }

    /// Runs a command with this on its standard input.
    pub fn run_with(&self, arguments: &[&str], input: &str) -> Ran {
        let mut child = self.command(arguments).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        self.finish(child)
    }

    /// Runs a command.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, "")
    }

    /// Connects Alternative with its key.
    pub fn connect_alternative(&self, services: &Services, secret: &str) -> Ran {
        let partner = &services.ready["alternative"]["partners"][0];
        let api = format!("{}/alternative", self.origin);
        let arguments = ["connect", "alternative", "--api", &api, "--client-id", text(&partner["client_id"])];
        self.run_with(&arguments, &format!("{secret}\n"))
    }

    /// Begins to connect QuickBooks: the running command and the address it wants opened.
    pub fn begin_quickbooks(
        &self,
        services: &Services,
    ) -> (Child, String, BufReader<std::process::ChildStdout>) {
        let of = &services.ready["quickbooks"];
        let api = format!("{}/quickbooks", self.origin);
        let mut child = self
            .command(&[
                "--json",
                "connect",
                "quickbooks",
                "--no-browser",
                "--redirect",
                "http://localhost:0/callback",
            ])
            .args([
                "--api",
                &api,
                "--discovery",
                text(&of["discovery"]),
                "--client-id",
                text(&of["client_id"]),
            ])
            .spawn()
            .unwrap();
        let secret = format!("{}\n", text(&of["client_secret"]));
        child.stdin.take().unwrap().write_all(secret.as_bytes()).unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let open: Value =
            serde_json::from_str(&line).unwrap_or_else(|_| panic!("an address to open, not {line}"));
        let open = text(&open["open"]).to_owned();
        self.printed.lock().unwrap().push_str(&line);
        (child, open, out)
    }

    /// The rest of a sign-in that [`Self::begin_quickbooks`] began.
    pub fn end_quickbooks(&self, child: Child, mut out: BufReader<std::process::ChildStdout>) -> Ran {
        let mut rest = String::new();
        std::io::Read::read_to_string(&mut out, &mut rest).unwrap();
        let ran = self.finish(child);
        self.printed.lock().unwrap().push_str(&rest);
        Ran { out: rest, ..ran }
    }

    /// Connects QuickBooks, walking the pages.
    pub async fn connect_quickbooks(&self, services: &Services) -> Ran {
        let (child, open, out) = self.begin_quickbooks(services);
        let back = walk(services, &open, Consent::Give).await;
        deliver(services, &back).await;
        self.end_quickbooks(child, out)
    }

    /// Connects both sides.
    pub async fn connect(&self, services: &Services) {
        let secret = text(&services.ready["alternative"]["partners"][0]["client_secret"]).to_owned();
        self.connect_alternative(services, &secret).fine();
        self.connect_quickbooks(services).await.fine();
    }

    /// One sync until nothing is left to do.
    pub fn sync(&self) -> Ran {
        self.run(&["sync", "--once"])
    }

    /// The status.
    pub fn status(&self) -> Value {
        self.run(&["--json", "status"]).json()
    }

    /// Open holds.
    pub fn holds(&self) -> Value {
        self.run(&["--json", "holds"]).json()
    }
}

fn text_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
