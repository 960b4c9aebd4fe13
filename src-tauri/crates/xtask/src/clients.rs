//! Other people's clients against the practice services: python-quickbooks and intuit-oauth, scripted in `tests/clients`.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::processes;
use crate::tools::{self, PYTHON};
use crate::workspace::{Outcome, cargo, root};

/// What the environment was made from, left in it when it is complete.
const MADE_FROM: &str = "made-from.txt";
/// Building a test beside the program makes cargo choose the features that all other parts have: nothing is built twice.
const BUILD: [&str; 6] = ["--locked", "--workspace", "--bin", "practice", "--test", "served"];

/// The folder of the scripts.
fn folder() -> PathBuf {
    root().join("tests/clients")
}

/// Makes the environment and builds the practice services; gives the runner of the scripts.
pub fn tests() -> Outcome<Command> {
    let programs = programs()?;
    let environment = programs.with_file_name("clients");
    make(&environment)?;
    if !processes::run(cargo("build").args(BUILD))? {
        return Err("the practice services do not build".to_owned());
    }
    let mut command = Command::new(python(&environment));
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

fn python(environment: &Path) -> PathBuf {
    environment.join("bin/python")
}

/// Makes the environment, unless it is there and made from the same versions.
fn make(environment: &Path) -> Outcome<()> {
    let list = folder().join("requirements.txt");
    let versions = std::fs::read_to_string(&list).map_err(|error| format!("{}: {error}", list.display()))?;
    let wanted = format!("{}\n{versions}", tools::python_version()?);
    let note = environment.join(MADE_FROM);
    if is_made(environment, &note, &wanted) {
        return Ok(());
    }
    println!("making the environment of the clients");
    let mut venv = Command::new(PYTHON.program);
    if !processes::run(venv.args(["-m", "venv", "--clear"]).arg(environment))? {
        return Err("python3 could not make an environment".to_owned());
    }
    let mut pip = Command::new(python(environment));
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"])
        .args(["--require-hashes", "--only-binary", ":all:", "--requirement"])
        .arg(&list);
    if !processes::run(&mut pip)? {
        return Err("pip could not install the clients; is this computer online?".to_owned());
    }
    std::fs::write(&note, wanted).map_err(|error| format!("{}: {error}", note.display()))
}

/// Made from exactly this, and its Python still starts.
fn is_made(environment: &Path, note: &Path, wanted: &str) -> bool {
    let starts = || {
        let mut python = Command::new(python(environment));
        let status = python.args(["-c", ""]).stderr(Stdio::null()).status();
        status.is_ok_and(|status| status.success())
    };
    std::fs::read_to_string(note).is_ok_and(|made| made == wanted) && starts()
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

    #[test]
    fn an_environment_of_other_versions_is_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let note = folder.path().join(MADE_FROM);
        std::fs::create_dir(folder.path().join("bin")).unwrap();
        std::os::unix::fs::symlink("/bin/true", python(folder.path())).unwrap();
        assert!(!is_made(folder.path(), &note, "3.11"));
        std::fs::write(&note, "3.11").unwrap();
        assert!(is_made(folder.path(), &note, "3.11"));
        assert!(!is_made(folder.path(), &note, "3.12"));
        std::fs::remove_file(python(folder.path())).unwrap();
        assert!(!is_made(folder.path(), &note, "3.11"));
    }
}
