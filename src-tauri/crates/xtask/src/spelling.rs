//! The spelling of everything that is written here: `typos`, by `.typos.toml`.

use std::process::Command;

use crate::python_environment::PythonEnvironment;
use crate::workspace::{Outcome, root};

/// Its version and hashes. Its wheel has the built program; compiling it would take longer than all our tests.
const VERSION: &str = "src-tauri/crates/xtask/spelling.txt";

/// The program over the whole tree.
pub fn check() -> Outcome<Command> {
    let environment = PythonEnvironment::make("spelling", &root().join(VERSION))?;
    let mut command = Command::new(environment.program("typos"));
    command.arg("--format").arg("brief").current_dir(root());
    Ok(command)
}
