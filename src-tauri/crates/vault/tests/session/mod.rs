//! A desktop session of its own for one test: private bus, private home, private keychain.
//!
//! [`inside`] runs the calling test once more, alone, in a process inside
//! `dbus-run-session` where a `gnome-keyring-daemon` was unlocked with a known password; there the body runs. Nothing
//! of the developer's own session is reached. Other test crates take this file with `#[path]`.
//!
//! The password is not empty on purpose: with an empty one there is no default keyring.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Set in the process that runs inside the private session.
const MARKER: &str = "COMPANION_PRIVATE_SESSION";

/// Starts the keychain with the password `test`, then becomes the command given as arguments.
const START: &str = r#"printf 'test\n' | gnome-keyring-daemon --unlock --components=secrets >/dev/null || exit 99
exec "$@""#;

/// Starts no keychain.
const START_NOTHING: &str = r#"exec "$@""#;

/// A bus that starts no service by itself; the usual one would start a keychain as soon as somebody asks for it.
const QUIET_BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

/// Runs `body` inside a private session with an unlocked keychain; `test` is the full name of the calling test.
pub fn inside(test: &str, body: impl FnOnce()) {
    run(test, true, body);
}

/// Runs `body` inside a private session where no keychain is running.
pub fn inside_without_keychain(test: &str, body: impl FnOnce()) {
    run(test, false, body);
}

/// Starts the keychain late, from within a session that began without one. It goes into the background before its name is
/// on the bus.
pub fn start_keychain() {
    let started = Command::new("sh").args(["-c", START, "sh", "true"]).status().unwrap();
    assert!(started.success(), "the keychain did not start");
}

fn run(test: &str, keychain: bool, body: impl FnOnce()) {
    if std::env::var_os(MARKER).is_some_and(|name| name == OsStr::new(test)) {
        return body();
    }
    for tool in ["dbus-run-session", "gnome-keyring-daemon"] {
        if find(tool).is_none() {
            println!("skipped {test}: {tool} is not installed");
            return;
        }
    }
    let home = tempfile::tempdir().unwrap();
    let binary = std::env::current_exe().unwrap();
    let output = private_session(home.path(), keychain)
        .arg(binary)
        .args(["--exact", test, "--nocapture", "--test-threads=1"])
        .env(MARKER, test)
        .output()
        .unwrap();
    let said =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{test} failed inside its session:\n{said}");
    assert!(said.contains("1 passed"), "{test} was not found inside its session:\n{said}");
}

/// `dbus-run-session` with everything private below `home`; the command to run is still to be added.
fn private_session(home: &Path, keychain: bool) -> Command {
    let runtime = home.join("run");
    std::fs::create_dir(&runtime).unwrap();
    std::fs::set_permissions(&runtime, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    let mut command = Command::new("dbus-run-session");
    if !keychain {
        let config = home.join("bus.conf");
        std::fs::write(&config, QUIET_BUS).unwrap();
        command.arg("--config-file").arg(config);
    }
    command.args(["--", "sh", "-c", if keychain { START } else { START_NOTHING }, "sh"]);
    // Without a display no password prompt can appear on the developer's screen.
    for name in
        ["DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "GNOME_KEYRING_CONTROL", "XDG_DATA_HOME"]
    {
        command.env_remove(name);
    }
    command.env("HOME", home).env("XDG_RUNTIME_DIR", runtime);
    command
}

fn find(tool: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|directory| directory.join(tool)).find(|file| file.is_file())
}
