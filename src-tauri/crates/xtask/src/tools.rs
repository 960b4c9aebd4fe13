//! The programs that building and testing need, and one plain line for each that is missing.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::packages;
use crate::workspace::Outcome;

/// The oldest Rust that builds the workspace, as in the root manifest.
const RUST_MIN: (u32, u32) = (1, 95);

/// A program of the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tool {
    pub program: &'static str,
    /// What it is needed for.
    purpose: &'static str,
    /// The Debian and Ubuntu package that has it.
    package: &'static str,
}

/// The C compiler for SQLite, zstd and the cryptography.
pub const COMPILER: Tool = Tool { program: "cc", purpose: "compiles SQLite", package: "build-essential" };
/// The list of files that the checks walk over.
pub const GIT: Tool = Tool { program: "git", purpose: "lists the files to check", package: "git" };
/// A private desktop session, without a desktop.
pub const BUS: Tool = Tool { program: "dbus-daemon", purpose: "carries the keychain", package: "dbus" };
/// Asks whether somebody is there on the bus.
pub const BUS_ASK: Tool = Tool { program: "dbus-send", purpose: "asks for the keychain", package: "dbus" };
/// The same for one command; tests of the keychain start it themselves.
pub const BUS_SESSION: Tool =
    Tool { program: "dbus-run-session", purpose: "gives a test its own session", package: "dbus" };
/// The keychain of a private session.
pub const KEYCHAIN: Tool =
    Tool { program: "gnome-keyring-daemon", purpose: "keeps the secrets", package: "gnome-keyring" };

/// The browser that tests drive; any of [`BROWSERS`] will do.
pub const BROWSER: Tool =
    Tool { program: "chromium", purpose: "opens the pages under test", package: "chromium" };
/// Other names under which a Chromium is found.
const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
/// A screen that nobody looks at.
pub const SCREEN: Tool = Tool { program: "Xvfb", purpose: "gives a window a screen", package: "xvfb" };
/// Drives the real window.
pub const WINDOW_DRIVER: Tool = Tool {
    program: "WebKitWebDriver",
    purpose: "drives the window under test",
    package: "webkit2gtk-driver",
};
/// Runs the clients of other people.
pub const PYTHON: Tool =
    Tool { program: "python3", purpose: "runs other people's clients", package: "python3" };
/// Makes an environment for them; Debian keeps it apart from Python.
pub const PYTHON_ENVIRONMENTS: Tool =
    Tool { program: "python3 -m venv", purpose: "keeps their packages apart", package: "python3-venv" };
/// Opens the system browser.
pub const OPENER: Tool =
    Tool { program: "xdg-open", purpose: "opens pages in the browser", package: "xdg-utils" };
/// Tells `xdg-open` that a file is a page.
pub const FILE_TYPES: Tool =
    Tool { program: "file", purpose: "tells pages from other files", package: "file" };
/// Finds the libraries of the window.
pub const LIBRARIES: Tool =
    Tool { program: "pkg-config", purpose: "finds the window's libraries", package: "pkg-config" };

/// A library of the system that the window is built with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Library {
    /// As pkg-config knows it.
    name: &'static str,
    /// The Debian and Ubuntu package that has it.
    package: &'static str,
}

/// What the window is built with.
const WINDOW_LIBRARIES: [Library; 3] = [
    Library { name: "webkit2gtk-4.1", package: "libwebkit2gtk-4.1-dev" },
    Library { name: "ayatana-appindicator3-0.1", package: "libayatana-appindicator3-dev" },
    Library { name: "librsvg-2.0", package: "librsvg2-dev" },
];

/// A part of the Rust toolchain that a minimal installation leaves out.
#[derive(Debug, Clone, Copy)]
pub struct Component {
    /// The subcommand of cargo that shows it is there.
    subcommand: &'static str,
    name: &'static str,
}

pub const RUSTFMT: Component = Component { subcommand: "fmt", name: "rustfmt" };
pub const CLIPPY: Component = Component { subcommand: "clippy", name: "clippy" };

/// Checks that this Rust is new enough.
pub fn check_rust() -> Outcome<()> {
    let output = Command::new("rustc")
        .arg("--version")
        .output()
        .map_err(|_| "missing: rustc; install Rust from https://rustup.rs".to_owned())?;
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if rust_version(&said).is_some_and(|version| version >= RUST_MIN) {
        return Ok(());
    }
    let (major, minor) = RUST_MIN;
    Err(format!("Rust {major}.{minor} or newer is needed, this is {said}; run: rustup update stable"))
}

/// `rustc 1.95.0 (…)` as `(1, 95)`.
fn rust_version(said: &str) -> Option<(u32, u32)> {
    let mut numbers = said.split(' ').nth(1)?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

/// Makes sure that all of these are there: says what is missing and installs it where it may.
pub fn ensure(tools: &[Tool], components: &[Component]) -> Outcome<()> {
    check_rust()?;
    let missing: Vec<Tool> = tools.iter().copied().filter(|tool| !is_there(*tool)).collect();
    for tool in &missing {
        println!("missing: {} ({}), package {}", tool.program, tool.purpose, tool.package);
    }
    if !missing.is_empty() {
        packages::install(&package_names(&missing))?;
        if let Some(tool) = missing.iter().find(|tool| !is_there(**tool)) {
            return Err(format!("{} is still missing after installing {}", tool.program, tool.package));
        }
    }
    components.iter().try_for_each(ensure_component)
}

/// Makes sure that the window can be built.
pub fn ensure_window_libraries() -> Outcome<()> {
    ensure(&[LIBRARIES], &[])?;
    let missing: Vec<Library> =
        WINDOW_LIBRARIES.into_iter().filter(|library| !is_library(*library)).collect();
    for library in &missing {
        println!("missing: {} (the window is built with it), package {}", library.name, library.package);
    }
    if missing.is_empty() {
        return Ok(());
    }
    packages::install(&missing.iter().map(|library| library.package).collect::<Vec<_>>())?;
    match missing.iter().find(|library| !is_library(**library)) {
        Some(library) => {
            Err(format!("{} is still missing after installing {}", library.name, library.package))
        }
        None => Ok(()),
    }
}

fn is_library(library: Library) -> bool {
    let asked = Command::new(LIBRARIES.program).args(["--exists", library.name]).status();
    asked.is_ok_and(|status| status.success())
}

/// The oldest Node that builds the user interface.
const NODE_MIN: (u32, u32) = (20, 19);

/// Checks that Node is there and new enough, and npm with it.
pub fn check_node() -> Outcome<()> {
    let (major, minor) = NODE_MIN;
    let way = format!("install Node {major}.{minor} or newer from https://nodejs.org");
    let output = Command::new("node").arg("--version").output();
    let output = output.map_err(|_| format!("missing: node; {way}"))?;
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if node_version(&said).is_none_or(|version| version < NODE_MIN) {
        return Err(format!("Node {major}.{minor} or newer is needed, this is {said}; {way}"));
    }
    find("npm").map(drop).ok_or_else(|| format!("missing: npm; {way}"))
}

/// `v20.20.2` as `(20, 20)`.
fn node_version(said: &str) -> Option<(u32, u32)> {
    let mut numbers = said.strip_prefix('v')?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

/// The oldest Python that the packages of the clients install on.
const PYTHON_MIN: (u32, u32) = (3, 11);

/// The Python that is there, if it is new enough.
pub fn python_version() -> Outcome<String> {
    let output = Command::new(PYTHON.program).arg("--version").output();
    let output = output.map_err(|_| format!("missing: {}", PYTHON.program))?;
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if python_number(&said).is_some_and(|version| version >= PYTHON_MIN) {
        return Ok(said);
    }
    let (major, minor) = PYTHON_MIN;
    Err(format!("Python {major}.{minor} or newer is needed, this is {said}"))
}

/// `Python 3.11.7` as `(3, 11)`.
fn python_number(said: &str) -> Option<(u32, u32)> {
    let mut numbers = said.strip_prefix("Python ")?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

/// Whether Python has what makes an environment: both modules come in a package of their own on Debian.
fn makes_environments() -> bool {
    let mut python = Command::new(PYTHON.program);
    let asked = python.args(["-c", "import ensurepip, venv"]).stderr(Stdio::null()).status();
    asked.is_ok_and(|status| status.success())
}

/// Where a browser for tests is.
pub fn browser() -> Option<PathBuf> {
    BROWSERS.into_iter().find_map(find)
}

fn is_there(tool: Tool) -> bool {
    match tool {
        BROWSER => browser().is_some(),
        PYTHON_ENVIRONMENTS => makes_environments(),
        _ => find(tool.program).is_some(),
    }
}

fn package_names(tools: &[Tool]) -> Vec<&'static str> {
    let mut names: Vec<&str> = tools.iter().map(|tool| tool.package).collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn ensure_component(component: &Component) -> Outcome<()> {
    let there = || {
        let output = Command::new("cargo").args([component.subcommand, "--version"]).output();
        output.is_ok_and(|output| output.status.success())
    };
    if there() {
        return Ok(());
    }
    println!("missing: {}, a component of Rust", component.name);
    if find("rustup").is_some() {
        let added = Command::new("rustup").args(["component", "add", component.name]).status();
        if added.is_ok_and(|status| status.success()) && there() {
            return Ok(());
        }
    }
    Err(format!("run: rustup component add {}", component.name))
}

/// Where a program is found, as the shell would.
pub fn find(program: &str) -> Option<PathBuf> {
    find_in(&std::env::var_os("PATH")?, program)
}

fn find_in(path: &std::ffi::OsStr, program: &str) -> Option<PathBuf> {
    std::env::split_paths(path).map(|folder| folder.join(program)).find(|file| is_executable(file))
}

fn is_executable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata().is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn versions_of_rust_are_compared_as_numbers() {
        assert_eq!(rust_version("rustc 1.95.0 (59807616e 2026-04-14)"), Some((1, 95)));
        assert_eq!(rust_version("rustc 1.100.0-nightly"), Some((1, 100)));
        assert!(rust_version("rustc 1.100.0").unwrap() > RUST_MIN);
        assert!(rust_version("rustc 1.9.0").unwrap() < RUST_MIN);
        assert_eq!(rust_version("no such thing"), None);
    }

    #[test]
    fn the_version_is_the_one_of_the_root_manifest() {
        let manifest = std::fs::read_to_string(crate::workspace::root().join("Cargo.toml")).unwrap();
        let (major, minor) = RUST_MIN;
        assert!(manifest.contains(&format!("rust-version = \"{major}.{minor}\"")));
    }

    #[test]
    fn the_pinned_compiler_builds_the_workspace() {
        let pin = std::fs::read_to_string(crate::workspace::root().join("rust-toolchain.toml")).unwrap();
        let channel = pin.lines().find_map(|line| line.strip_prefix("channel = \"")?.strip_suffix('"'));
        assert!(rust_version(&format!("rustc {}", channel.unwrap())).unwrap() >= RUST_MIN);
    }

    #[test]
    fn versions_of_node_are_compared_as_numbers() {
        assert_eq!(node_version("v20.20.2"), Some((20, 20)));
        assert!(node_version("v18.19.0").unwrap() < NODE_MIN);
        assert!(node_version("v24.1.0").unwrap() > NODE_MIN);
        assert_eq!(node_version("nothing"), None);
    }

    #[test]
    fn versions_of_python_are_compared_as_numbers() {
        assert_eq!(python_number("Python 3.11.7"), Some((3, 11)));
        assert!(python_number("Python 3.9.2").unwrap() < PYTHON_MIN);
        assert!(python_number("Python 3.14.0").unwrap() > PYTHON_MIN);
        assert_eq!(python_number("nothing"), None);
    }

    #[test]
    fn a_package_is_asked_for_once() {
        assert_eq!(package_names(&[KEYCHAIN, BUS, BUS_SESSION]), ["dbus", "gnome-keyring"]);
    }

    #[test]
    fn only_what_can_be_started_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keychain");
        std::fs::write(&file, "#!/bin/sh\n").unwrap();
        let path = std::env::join_paths([folder.path()]).unwrap();
        std::fs::set_permissions(&file, PermissionsExt::from_mode(0o644)).unwrap();
        assert_eq!(find_in(&path, "keychain"), None);
        std::fs::set_permissions(&file, PermissionsExt::from_mode(0o755)).unwrap();
        assert_eq!(find_in(&path, "keychain"), Some(file));
    }
}
