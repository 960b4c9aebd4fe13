//! Other people's clients against the practice services: python-quickbooks and intuit-oauth, scripted in `tests/clients`.

use std::path::PathBuf;
use std::process::Command;

use crate::processes;
use crate::python_environment::PythonEnvironment;
use crate::workspace::{Outcome, cargo, root};

/// Building a test beside the program makes cargo choose the features that all other parts have: nothing is built twice.
const BUILD: [&str; 6] = ["--locked", "--workspace", "--bin", "practice", "--test", "served"];

/// The folder of the scripts.
fn folder() -> PathBuf {
    root().join("tests/clients")
}

/// Makes the environment and builds the practice services; gives the runner of the scripts.
pub fn tests() -> Outcome<Command> {
    let programs = programs()?;
    let environment = PythonEnvironment::make("clients", &folder().join("requirements.txt"))?;
    if !processes::run(cargo("build").args(BUILD))? {
        return Err("the practice services do not build".to_owned());
    }
    let mut command = Command::new(environment.program("python"));
    command
        .args(["-B", "run.py"])
        .current_dir(folder())
        .env("PRACTICE_PROGRAM", programs.join("practice"))
        // What is set for this computer's own Python and network is not meant for this one.
        .env_remove("PYTHONPATH")
        .env_remove("PYTHONHOME")
        .env("NO_PROXY", "127.0.0.1,localhost")
        .env("no_proxy", "127.0.0.1,localhost");
    Ok(command)
}

/// Where this program is, the practice services are too.
fn programs() -> Outcome<PathBuf> {
    let ours = std::env::current_exe().map_err(|error| error.to_string())?;
    let folder = ours.parent().ok_or_else(|| "the folder of the programs is not known".to_owned())?;
    Ok(folder.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_package_has_a_version_and_a_hash() {
        let text = std::fs::read_to_string(folder().join("requirements.txt")).unwrap();
        let mut packages = 0;
        let mut lines = text.lines().filter(|line| !line.starts_with('#')).peekable();
        while let Some(line) = lines.next() {
            if line.starts_with(' ') {
                assert!(line.trim_start().starts_with("--hash=sha256:"), "{line}");
                continue;
            }
            packages += 1;
            assert!(line.contains("=="), "{line}");
            assert!(lines.peek().is_some_and(|next| next.contains("--hash=")), "{line}");
        }
        assert!(packages > 2, "{packages} packages");
        for client in ["python-quickbooks==0.9.12", "intuit-oauth=="] {
            assert!(text.contains(client), "{client}");
        }
    }
}
