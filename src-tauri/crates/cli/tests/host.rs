//! `companion-cli host` with the real practice services as its child: they live and end with it, however it ends.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test whose world is broken stops")]

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use secrecy::SecretString;
use serde_json::{Value, json};
use transport::{HttpRequest, Online, Transport as _, Url};

/// What takes longer than this never comes.
const LOOKS: usize = 600;
const LOOK: Duration = Duration::from_millis(50);

/// The practice program beside ours, brought up to date first.
fn practice() -> PathBuf {
    static BUILT: OnceLock<()> = OnceLock::new();
    BUILT.get_or_init(|| {
        let built =
            Command::new(env!("CARGO")).args(["build", "--quiet", "-p", "practice", "--bins"]).status();
        assert!(built.unwrap().success(), "the practice services do not build");
    });
    Path::new(env!("CARGO_BIN_EXE_companion-cli")).with_file_name("practice")
}

/// A running host.
struct Host {
    child: Child,
    base: String,
    session: SecretString,
    http: Online,
}

impl Host {
    async fn start(data: &Path) -> Self {
        transport::install_crypto();
        let ui = data.join("pages");
        std::fs::create_dir_all(&ui).unwrap();
        std::fs::write(ui.join("index.html"), "<!doctype html><title>Companion</title>").unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_companion-cli"))
            .arg("--data")
            .arg(data.join("data"))
            .args(["--json", "host", "--no-browser", "--keep-until-quit", "--ui"])
            .arg(ui)
            .arg("--practice-program")
            .arg(practice())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let said: Value = serde_json::from_str(&line).unwrap();
        let (base, token) = said["open"].as_str().unwrap().split_once("/?token=").unwrap();
        let http = Online::new("test").unwrap();
        let url = Url::parse(&format!("{base}/session")).unwrap();
        let request = HttpRequest::post(url).json(json!({ "token": token }).to_string());
        let answer = http.send(request).await.unwrap();
        let given: Value = serde_json::from_slice(&answer.body).unwrap();
        let session = SecretString::from(given["session"].as_str().unwrap());
        Self { child, base: base.to_owned(), session, http }
    }

    async fn ask(&self, name: &str, request: Value) -> Value {
        let url = Url::parse(&format!("{}/rpc/{name}", self.base)).unwrap();
        let request = HttpRequest::post(url).json(request.to_string()).bearer(&self.session).unwrap();
        let answer = self.http.send(request).await.unwrap();
        let words = String::from_utf8(answer.body).unwrap();
        assert!(answer.status.is_success(), "{name}: {} {words}", answer.status);
        serde_json::from_str(&words).unwrap()
    }

    async fn notes(&self) -> String {
        self.ask("status", json!({ "company": "practice" })).await["notes"].to_string()
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        let _ended_already = self.child.kill();
        let _status = self.child.wait();
    }
}

/// The practice services that keep their state below that folder.
fn services_of(folder: &Path) -> Option<Pid> {
    let kept = folder.join("data/practice/services");
    let processes = std::fs::read_dir("/proc").unwrap().filter_map(Result::ok);
    processes.into_iter().find_map(|process| {
        let line = std::fs::read(process.path().join("cmdline")).ok()?;
        let named = String::from_utf8_lossy(&line).split('\0').any(|word| Path::new(word) == kept);
        let id = process.file_name().to_str()?.parse().ok()?;
        named.then(|| Pid::from_raw(id)).flatten()
    })
}

fn until(what: &str, so: impl Fn() -> bool) {
    for _ in 0..LOOKS {
        if so() {
            return;
        }
        breathe();
    }
    panic!("{what} never came");
}

#[expect(clippy::disallowed_methods, reason = "another program works meanwhile")]
fn breathe() {
    std::thread::sleep(LOOK);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_services_end_with_a_host_that_was_killed_and_the_next_one_finds_the_same_company() {
    let folder = tempfile::tempdir().unwrap();
    let mut host = Host::start(folder.path()).await;
    assert_eq!(services_of(folder.path()), None, "nothing runs before it is wanted");
    let walk = host.ask("begin_practice", Value::Null).await;
    assert_eq!(walk["step"], "alternative");
    let address = std::fs::read_to_string(folder.path().join("data/practice/address")).unwrap();
    host.signal(Signal::KILL);
    host.child.wait().unwrap();
    until("the end of the services", || services_of(folder.path()).is_none());

    let host = Host::start(folder.path()).await;
    until("a practice company that is there goes on", || services_of(folder.path()).is_some());
    let again = host.ask("walk", json!({ "company": "practice" })).await;
    assert_eq!(again["practice_client_id"], walk["practice_client_id"]);
    assert_eq!(again["step"], "alternative");
    let found = std::fs::read_to_string(folder.path().join("data/practice/address")).unwrap();
    assert_eq!(found, address);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn services_that_died_are_told_and_started_again() {
    let folder = tempfile::tempdir().unwrap();
    let host = Host::start(folder.path()).await;
    host.ask("begin_practice", Value::Null).await;
    assert!(!host.notes().await.contains("have stopped"));
    kill_process(services_of(folder.path()).unwrap(), Signal::KILL).unwrap();
    for _ in 0..LOOKS {
        if host.notes().await.contains("The practice services have stopped") {
            break;
        }
        breathe();
    }
    assert!(host.notes().await.contains("The practice services have stopped"));
    host.ask("begin_practice", Value::Null).await;
    assert!(services_of(folder.path()).is_some());
    assert!(!host.notes().await.contains("have stopped"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_host_that_is_told_to_stop_ends_everything_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let mut host = Host::start(folder.path()).await;
    host.ask("begin_practice", Value::Null).await;
    host.signal(Signal::TERM);
    assert!(host.child.wait().unwrap().success());
    assert_eq!(services_of(folder.path()), None);
}
