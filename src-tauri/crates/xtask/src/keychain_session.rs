//! Where secrets go while we run: the keychain of the person's own session, or one that we start.
//!
//! A server, a container and a terminal over SSH have no desktop session. There a private bus and a private
//! `gnome-keyring-daemon` take its place; what they keep lies in a folder of ours, never among the person's own keys.

use std::fs::DirBuilder;
use std::io::Write;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::processes::{Background, pause};
use crate::tools::{self, BUS, BUS_ASK, KEYCHAIN};
use crate::workspace::Outcome;

/// The keyring's password. It guards practice secrets and those of tests; with an empty one there is no default keyring.
const PASSWORD: &[u8] = b"practice\n";
const GRACE: Duration = Duration::from_secs(3);
const LOOK: Duration = Duration::from_millis(50);
/// Two hundred looks: ten seconds.
const LOOKS_MAX: u32 = 200;
/// The keychain's name on the bus.
const SECRETS: &str = "org.freedesktop.secrets";

/// What reaches programs through their environment and must not leak into a private session.
const OF_THE_DESKTOP: [&str; 4] = ["DISPLAY", "WAYLAND_DISPLAY", "GNOME_KEYRING_CONTROL", "SSH_AUTH_SOCK"];

/// A private session with an unlocked keychain; it ends when this is dropped.
#[derive(Debug)]
pub struct KeychainSession {
    address: String,
    // In the order in which they end.
    _keychain: Background,
    _bus: Background,
    runtime: tempfile::TempDir,
}

impl KeychainSession {
    /// Starts one whose secrets are kept below `home`, across sessions.
    pub fn start(home: &Path) -> Outcome<Self> {
        private_folder(home)?;
        let runtime = tempfile::Builder::new()
            .prefix("companion-session-")
            .tempdir()
            .map_err(|error| format!("no folder for a private session: {error}"))?;
        let socket = format!("unix:path={}", runtime.path().join("bus").display());
        let mut command = private(BUS.program, home, runtime.path());
        command
            .args(["--session", "--nofork", "--nopidfile", "--print-address", "--address"])
            .arg(socket)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut bus = Background::start(&mut command, GRACE)?;
        let (address, _) = bus.first_line()?;

        let mut command = private(KEYCHAIN.program, home, runtime.path());
        command
            .args(["--unlock", "--components=secrets", "--foreground"])
            .env("DBUS_SESSION_BUS_ADDRESS", &address)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let mut keychain = Background::start(&mut command, GRACE)?;
        if let Some(mut stdin) = keychain.child().stdin.take() {
            stdin.write_all(PASSWORD).map_err(|error| format!("the keychain takes no password: {error}"))?;
        }
        let session = Self { address, _keychain: keychain, _bus: bus, runtime };
        session.wait_until_ready()?;
        Ok(session)
    }

    /// Lets a program that is about to be started use this session.
    pub fn enter(&self, command: &mut Command) {
        for name in OF_THE_DESKTOP {
            command.env_remove(name);
        }
        command.env("DBUS_SESSION_BUS_ADDRESS", &self.address).env("XDG_RUNTIME_DIR", self.runtime.path());
    }

    fn wait_until_ready(&self) -> Outcome<()> {
        for _ in 0..LOOKS_MAX {
            // The owner is asked for first: asking a service that is not there would start another one.
            if owner_is_there(&self.address) && default_keyring(&self.address).is_some() {
                return Ok(());
            }
            pause(LOOK);
        }
        Err("the private keychain did not start within ten seconds".to_owned())
    }
}

/// Whether the person's own session has a keychain that takes secrets: one that is unlocked, or that can ask for its
/// password on a display.
pub fn own_session_has_keychain() -> bool {
    if !cfg!(target_os = "linux") {
        return true;
    }
    let address = std::env::var_os("DBUS_SESSION_BUS_ADDRESS").and_then(|address| address.into_string().ok());
    let Some(address) = address.filter(|_| tools::find(BUS_ASK.program).is_some()) else { return false };
    default_keyring(&address).is_some_and(|keyring| has_display() || !is_locked(&address, &keyring))
}

/// Whether a window could be opened.
pub fn has_display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(target_os = "macos") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

fn owner_is_there(address: &str) -> bool {
    let call = "org.freedesktop.DBus.NameHasOwner";
    let answer = ask(address, "org.freedesktop.DBus", "/", call, &[SECRETS]);
    answer.is_some_and(|answer| answer.contains("boolean true"))
}

fn default_keyring(address: &str) -> Option<String> {
    let call = "org.freedesktop.Secret.Service.ReadAlias";
    keyring_in(&ask(address, SECRETS, "/org/freedesktop/secrets", call, &["default"])?)
}

/// No default keyring is answered with the path `/`.
fn keyring_in(answer: &str) -> Option<String> {
    let path = answer.split("object path \"").nth(1)?.split('"').next()?;
    path.starts_with("/org/").then(|| path.to_owned())
}

fn is_locked(address: &str, keyring: &str) -> bool {
    let call = "org.freedesktop.DBus.Properties.Get";
    let answer = ask(address, SECRETS, keyring, call, &["org.freedesktop.Secret.Collection", "Locked"]);
    !answer.is_some_and(|answer| answer.contains("boolean false"))
}

fn ask(address: &str, service: &str, object: &str, call: &str, texts: &[&str]) -> Option<String> {
    let output = Command::new(BUS_ASK.program)
        .args(["--session", "--print-reply", "--reply-timeout=5000"])
        .arg(format!("--dest={service}"))
        .args([object, call])
        .args(texts.iter().map(|text| format!("string:{text}")))
        .env("DBUS_SESSION_BUS_ADDRESS", address)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// A program whose home, data and runtime folders are ours.
fn private(program: &str, home: &Path, runtime: &Path) -> Command {
    let mut command = Command::new(program);
    for name in OF_THE_DESKTOP.into_iter().chain(["XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"]) {
        command.env_remove(name);
    }
    command.env("HOME", home).env("XDG_RUNTIME_DIR", runtime);
    command
}

/// Makes a folder that only this person can look into.
pub fn private_folder(folder: &Path) -> Outcome<()> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(|error| format!("{} cannot be made: {error}", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_without_a_keyring_is_told_from_one_with() {
        let answer = "   object path \"/org/freedesktop/secrets/collection/login\"\n";
        assert_eq!(keyring_in(answer).as_deref(), Some("/org/freedesktop/secrets/collection/login"));
        assert_eq!(keyring_in("   object path \"/\"\n"), None);
    }

    #[test]
    fn a_private_session_starts_and_leaves_nothing_running() {
        if let Some(tool) = [BUS, BUS_ASK, KEYCHAIN].iter().find(|tool| tools::find(tool.program).is_none()) {
            println!("skipped: {} is not installed", tool.program);
            return;
        }
        let home = tempfile::tempdir().unwrap();
        let session = KeychainSession::start(home.path()).unwrap();
        let (address, runtime) = (session.address.clone(), session.runtime.path().to_owned());
        assert!(!is_locked(&address, &default_keyring(&address).unwrap()));
        assert!(address.contains(runtime.to_str().unwrap()));
        drop(session);
        assert!(!owner_is_there(&address));
        assert!(!runtime.exists());
    }
}
