//! Environments of Python packages, each of exact versions with their hashes.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::processes;
use crate::tools::{self, PYTHON};
use crate::workspace::Outcome;

/// What the environment was made from, left in it when it is complete.
const MADE_FROM: &str = "made-from.txt";

/// Python packages in a folder of their own, beside the built programs.
pub struct PythonEnvironment {
    folder: PathBuf,
}

impl PythonEnvironment {
    /// Makes it from a list written by `pip-compile`, unless it is there and made from the same versions.
    pub fn make(name: &str, list: &Path) -> Outcome<Self> {
        let ours = std::env::current_exe().map_err(|error| error.to_string())?;
        let programs = ours.parent().ok_or_else(|| "the folder of the programs is not known".to_owned())?;
        let made = Self { folder: programs.with_file_name(name) };
        made.fill(list)?;
        Ok(made)
    }

    /// A program of the environment.
    pub fn program(&self, name: &str) -> PathBuf {
        self.folder.join("bin").join(name)
    }

    fn fill(&self, list: &Path) -> Outcome<()> {
        let versions =
            std::fs::read_to_string(list).map_err(|error| format!("{}: {error}", list.display()))?;
        let wanted = format!("{}\n{versions}", tools::python_version()?);
        if self.is_made_from(&wanted) {
            return Ok(());
        }
        println!("installing the packages of {}", list.display());
        let mut venv = Command::new(PYTHON.program);
        if !processes::run(venv.args(["-m", "venv", "--clear"]).arg(&self.folder))? {
            return Err("python3 could not make an environment".to_owned());
        }
        let mut pip = Command::new(self.program("python"));
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"])
            .args(["--require-hashes", "--only-binary", ":all:", "--requirement"])
            .arg(list);
        if !processes::run(&mut pip)? {
            return Err(format!("pip could not install {}; is this computer online?", list.display()));
        }
        let note = self.folder.join(MADE_FROM);
        std::fs::write(&note, wanted).map_err(|error| format!("{}: {error}", note.display()))
    }

    /// Made from exactly this, and its Python still starts.
    fn is_made_from(&self, wanted: &str) -> bool {
        let starts = || {
            let mut python = Command::new(self.program("python"));
            let status = python.args(["-c", ""]).stderr(Stdio::null()).status();
            status.is_ok_and(|status| status.success())
        };
        std::fs::read_to_string(self.folder.join(MADE_FROM)).is_ok_and(|made| made == wanted) && starts()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_environment_of_other_versions_is_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let environment = PythonEnvironment { folder: folder.path().to_owned() };
        let note = folder.path().join(MADE_FROM);
        std::fs::create_dir(folder.path().join("bin")).unwrap();
        std::os::unix::fs::symlink("/bin/true", environment.program("python")).unwrap();
        assert!(!environment.is_made_from("3.11"));
        std::fs::write(&note, "3.11").unwrap();
        assert!(environment.is_made_from("3.11"));
        assert!(!environment.is_made_from("3.12"));
        std::fs::remove_file(environment.program("python")).unwrap();
        assert!(!environment.is_made_from("3.11"));
    }
}
