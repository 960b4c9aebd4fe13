//! What the workspace is made of: its root, its packages, its tracked files.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// A result whose error is one plain line for the person at the terminal.
pub type Outcome<T> = Result<T, String>;

/// The folder with the workspace's `Cargo.toml`.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(3).unwrap_or(here).to_owned()
}

/// `cargo`, started at the root.
pub fn cargo(subcommand: &str) -> Command {
    let mut command = Command::new("cargo");
    command.arg(subcommand).current_dir(root());
    // Cargo sets these for the program it runs, and they would make every build script run again.
    for (name, _) in std::env::vars_os() {
        let ours = name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_")
                || matches!(name, "CARGO" | "CARGO_MANIFEST_DIR" | "CARGO_MANIFEST_PATH")
        });
        if ours {
            command.env_remove(name);
        }
    }
    command
}

/// A package of the workspace or one it depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    pub name: String,
    pub version: String,
    /// An SPDX expression.
    pub license: Option<String>,
    /// Where its manifest is, relative to the root; `None` for a package from a registry.
    pub folder: Option<String>,
    pub dependencies: Vec<Dependency>,
}

/// One line of a package's dependencies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependency {
    pub name: String,
    /// A `dev-dependency`, used by tests only.
    pub dev: bool,
}

/// All packages, from `cargo metadata`, which also proves that the lock file fits the manifests.
pub fn packages() -> Outcome<Vec<Package>> {
    let output = cargo("metadata")
        .args(["--format-version", "1", "--locked", "--all-features"])
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("cargo metadata cannot be started: {error}"))?;
    if !output.status.success() {
        return Err("cargo metadata failed; is Cargo.lock up to date and committed?".to_owned());
    }
    let metadata: Value =
        serde_json::from_slice(&output.stdout).map_err(|error| format!("cargo metadata: {error}"))?;
    let root = root();
    let packages = metadata["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
    Ok(packages.iter().map(|package| read_package(package, &root)).collect())
}

fn read_package(package: &Value, root: &Path) -> Package {
    let text = |key: &str| package[key].as_str().unwrap_or_default().to_owned();
    let manifest = PathBuf::from(text("manifest_path"));
    let ours = package["source"].is_null();
    let folder = manifest
        .parent()
        .filter(|_| ours)
        .map(|folder| folder.strip_prefix(root).unwrap_or(folder).to_string_lossy().into_owned());
    let dependencies = package["dependencies"].as_array().map(Vec::as_slice).unwrap_or_default();
    Package {
        name: text("name"),
        version: text("version"),
        license: package["license"].as_str().map(str::to_owned),
        folder,
        dependencies: dependencies
            .iter()
            .map(|dependency| Dependency {
                name: dependency["name"].as_str().unwrap_or_default().to_owned(),
                dev: dependency["kind"] == "dev",
            })
            .collect(),
    }
}

/// A tracked text file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextFile {
    /// Relative to the root, with forward slashes.
    pub path: String,
    pub text: String,
}

impl TextFile {
    pub fn extension(&self) -> &str {
        self.path.rsplit_once('.').map_or("", |(_, extension)| extension)
    }
}

/// Every file that is tracked, or new and not ignored, and is text.
pub fn text_files() -> Outcome<Vec<TextFile>> {
    let root = root();
    // A clone that belongs to somebody else is usual in a container; reading its list of files is harmless.
    let output = Command::new("git")
        .args(["-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(&root)
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("git cannot be started: {error}"))?;
    if !output.status.success() {
        return Err("git does not list the files of this folder; is it a clone?".to_owned());
    }
    let list = String::from_utf8_lossy(&output.stdout);
    let mut paths: Vec<&str> = list.split('\0').filter(|path| !path.is_empty()).collect();
    paths.sort_unstable();
    paths.dedup();
    // A file that was just removed is still listed; one that is not text is none of our business.
    let read = |path: &str| std::fs::read_to_string(root.join(path)).ok();
    let file = |path: &str| read(path).map(|text| TextFile { path: path.to_owned(), text });
    Ok(paths.into_iter().filter_map(file).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_holds_the_workspace() {
        assert!(root().join("src-tauri/crates/xtask/Cargo.toml").is_file());
    }

    #[test]
    fn our_packages_are_told_from_others() {
        let ours = serde_json::json!({
            "name": "ledger", "version": "0.1.0", "license": "MIT", "source": null,
            "manifest_path": "/clone/src-tauri/crates/ledger/Cargo.toml",
            "dependencies": [{"name": "jiff", "kind": null}, {"name": "insta", "kind": "dev"}],
        });
        let package = read_package(&ours, Path::new("/clone"));
        assert_eq!(package.folder.as_deref(), Some("src-tauri/crates/ledger"));
        let names: Vec<(&str, bool)> =
            package.dependencies.iter().map(|one| (one.name.as_str(), one.dev)).collect();
        assert_eq!(names, [("jiff", false), ("insta", true)]);

        let theirs = serde_json::json!({
            "name": "jiff", "source": "registry", "manifest_path": "/registry/jiff/Cargo.toml",
        });
        assert_eq!(read_package(&theirs, Path::new("/clone")).folder, None);
    }
}
