//! The user interface: its packages, and the pages built from it.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::SystemTime;

use crate::processes;
use crate::tools;
use crate::workspace::{Outcome, root};

/// The folder of the user interface.
pub fn folder() -> PathBuf {
    root().join("ui")
}

/// The built pages.
pub fn pages() -> PathBuf {
    folder().join("dist")
}

/// `npm`, started in the user interface's folder; it asks and tells nobody anything.
pub fn npm(arguments: &[&str]) -> Command {
    let mut command = Command::new("npm");
    command.args(arguments).current_dir(folder()).stdin(Stdio::null());
    command.env("NPM_CONFIG_UPDATE_NOTIFIER", "false").env("NPM_CONFIG_FUND", "false");
    // What the runners say is read: no colors in it.
    command.env("NO_COLOR", "1").env_remove("FORCE_COLOR");
    command
}

/// A script of the user interface's folder.
pub fn node(arguments: &[&str]) -> Command {
    let mut command = Command::new("node");
    command.args(arguments).current_dir(folder()).stdin(Stdio::null());
    command
}

/// Installs the packages of the lock file, unless they are there.
pub fn install() -> Outcome<()> {
    tools::check_node()?;
    if is_installed() {
        return Ok(());
    }
    println!("installing the packages of the user interface");
    if processes::run(&mut npm(&["ci", "--no-audit", "--loglevel", "error"]))? {
        Ok(())
    } else {
        Err("npm could not install the packages of the user interface; is this computer online?".to_owned())
    }
}

/// npm leaves a copy of the lock file behind when it is done.
fn is_installed() -> bool {
    let changed = |path: PathBuf| -> Option<SystemTime> { path.metadata().ok()?.modified().ok() };
    let lock = changed(folder().join("package-lock.json"));
    let installed = changed(folder().join("node_modules/.package-lock.json"));
    installed.is_some() && installed >= lock
}

/// Builds the pages.
pub fn build() -> Outcome<()> {
    install()?;
    if processes::run(&mut npm(&["run", "--silent", "build"]))? {
        Ok(())
    } else {
        Err("the user interface does not build".to_owned())
    }
}
