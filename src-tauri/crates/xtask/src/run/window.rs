//! The window; or, where there is no display, the same pages over loopback.

use std::process::{Command, Stdio};
use std::time::Duration;

use super::{build, executable};
use crate::interface;
use crate::keychain_session::{KeychainSession, has_display};
use crate::processes::{self, Background, Interrupted};
use crate::tools;
use crate::workspace::Outcome;

/// A write in flight is waited for.
const GRACE: Duration = Duration::from_secs(30);
/// How often we look whether it ended.
const LOOK: Duration = Duration::from_millis(200);

/// Builds and opens it, and waits until somebody closes it. Whether it went well.
pub fn open(session: Option<&KeychainSession>, interrupted: &Interrupted) -> Outcome<bool> {
    interface::build()?;
    let display = has_display();
    if display {
        tools::ensure_window_libraries()?;
    }
    let name = if display { "companion" } else { "companion-cli" };
    let package = if display { "companion" } else { "cli" };
    let said = build(&["practice", package])?;
    let program = executable(&said, name).ok_or_else(|| format!("cargo did not build {name}"))?;
    let mut command = Command::new(program);
    if let Some(session) = session {
        session.enter(&mut command);
    }
    if display {
        // A private session hides the desktop; the window needs its screen.
        for name in ["DISPLAY", "WAYLAND_DISPLAY"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        println!("The window opens. Choose \"Try the practice company\". Ctrl-C ends everything.");
    } else {
        command.args(["host", "--ui"]).arg(interface::pages());
        println!(
            "There is no display here; open this address in a browser on this computer. Ctrl-C ends everything."
        );
    }
    wait(&mut command, interrupted)
}

fn wait(command: &mut Command, interrupted: &Interrupted) -> Outcome<bool> {
    let mut program = Background::start(command.stdin(Stdio::null()), GRACE)?;
    loop {
        if let Some(status) = program.ended() {
            return Ok(status.success());
        }
        if interrupted.is_set() {
            program.end();
            return Ok(true);
        }
        processes::pause(LOOK);
    }
}
