//! `cargo xtask test [part]`: what CI runs, in an order that finds the cheap mistakes first.

use std::process::Command;
use std::time::{Duration, Instant};

use crate::check;
use crate::clients;
use crate::counts::{self, Counts};
use crate::dependencies;
use crate::interface;
use crate::keychain_session::KeychainSession;
use crate::processes::{self, Interrupted, Said};
use crate::spelling;
use crate::tools::{
    self, BROWSER, BUS, BUS_ASK, BUS_SESSION, CLIPPY, COMPILER, Component, FILE_TYPES, GIT, KEYCHAIN, OPENER,
    PYTHON, PYTHON_ENVIRONMENTS, RUSTFMT, SCREEN, Tool, WINDOW_DRIVER,
};
use crate::window;
use crate::workspace::{self, Outcome, cargo};

/// The package with the acceptance tests.
const ACCEPTANCE: &str = "acceptance";

/// A part of the tests that can be run by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Check,
    Fmt,
    Spelling,
    Interface,
    Lint,
    Unit,
    Doc,
    Clients,
    Acceptance,
    Window,
}

impl Part {
    /// All parts in the order they run in.
    pub const ALL: [Self; 10] = [
        Self::Check,
        Self::Fmt,
        Self::Spelling,
        Self::Interface,
        Self::Lint,
        Self::Unit,
        Self::Doc,
        Self::Clients,
        Self::Acceptance,
        Self::Window,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Fmt => "fmt",
            Self::Spelling => "spelling",
            Self::Interface => "ui",
            Self::Lint => "lint",
            Self::Unit => "unit",
            Self::Doc => "doc",
            Self::Clients => "clients",
            Self::Acceptance => "acceptance",
            Self::Window => "window",
        }
    }

    pub fn purpose(self) -> &'static str {
        match self {
            Self::Check => "the project's own rules: layers, lengths, names, words, licenses",
            Self::Fmt => "rustfmt has nothing to change",
            Self::Spelling => "typos finds no misspelled word",
            Self::Interface => "the pages: types, lints, format, components",
            Self::Lint => "clippy has nothing to say",
            Self::Unit => "the tests of every crate",
            Self::Doc => "the examples in the documentation",
            Self::Clients => "other people's clients, scripted against the practice services",
            Self::Acceptance => "the real programs with a real keychain, one test for each rule",
            Self::Window => {
                "every page in a browser and journeys in the real window, with pictures of both themes"
            }
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.name() == name)
    }

    fn tools(self) -> &'static [Tool] {
        match self {
            Self::Check => &[GIT],
            Self::Fmt | Self::Interface => &[],
            Self::Lint | Self::Doc => &[COMPILER],
            Self::Spelling => &[PYTHON, PYTHON_ENVIRONMENTS],
            Self::Clients => &[COMPILER, PYTHON, PYTHON_ENVIRONMENTS],
            Self::Unit | Self::Acceptance => &[COMPILER, BUS, BUS_ASK, BUS_SESSION, KEYCHAIN],
            Self::Window => {
                &[COMPILER, BUS, BUS_ASK, KEYCHAIN, BROWSER, SCREEN, WINDOW_DRIVER, OPENER, FILE_TYPES]
            }
        }
    }

    /// Compiles the window, which shows the built pages.
    fn has_window(self) -> bool {
        matches!(self, Self::Lint | Self::Unit | Self::Doc | Self::Acceptance | Self::Window)
    }

    fn components(self) -> &'static [Component] {
        match self {
            Self::Fmt => &[RUSTFMT],
            Self::Lint => &[CLIPPY],
            _ => &[],
        }
    }
}

/// How a part ended.
#[derive(Debug)]
struct Ending {
    part: Part,
    success: bool,
    /// The runner's own closing lines, or one of ours where it has none.
    lines: Vec<String>,
    /// `None` for a runner that does not count.
    counts: Option<Counts>,
    took: Duration,
}

impl Ending {
    /// A part that failed without counting a failure still counts as one, so that no sum looks clean that is not.
    fn counted(&self) -> Counts {
        let mut counts = self.counts.unwrap_or_default();
        if !self.success && counts.failed == 0 {
            counts.failed = 1;
        }
        counts
    }
}

/// Runs these parts. Whether all went well.
pub fn run(parts: &[Part]) -> Outcome<bool> {
    let interrupted = Interrupted::watch()?;
    set_up(parts)?;
    let mut endings = Vec::new();
    for part in parts {
        println!("\n== {}: {}", part.name(), part.purpose());
        let started = stopwatch();
        let mut ending = run_part(*part)?;
        ending.took = started.elapsed();
        endings.push(ending);
        if interrupted.is_set() {
            println!("\ninterrupted");
            break;
        }
    }
    for line in summary(&endings) {
        println!("{line}");
    }
    Ok(endings.len() == parts.len() && endings.iter().all(|ending| ending.success))
}

/// Installs what these parts need and builds the pages.
pub fn set_up(parts: &[Part]) -> Outcome<()> {
    let mut needed: Vec<Tool> = Vec::new();
    for tool in parts.iter().flat_map(|part| part.tools()) {
        if !needed.contains(tool) {
            needed.push(*tool);
        }
    }
    let components: Vec<Component> = parts.iter().flat_map(|part| part.components()).copied().collect();
    tools::ensure(&needed, &components)?;
    if parts.iter().any(|part| part.has_window()) {
        tools::ensure_window_libraries()?;
        interface::build()?;
    }
    Ok(())
}

fn run_part(part: Part) -> Outcome<Ending> {
    match part {
        Part::Check => run_check(),
        Part::Fmt => plain(part, cargo("fmt").args(["--all", "--check"])),
        Part::Spelling => plain(part, &mut spelling::check()?),
        Part::Interface => run_interface(),
        Part::Lint => {
            let mut command = cargo("clippy");
            command.args(["--locked", "--workspace", "--all-targets", "--keep-going"]);
            plain(part, command.args(["--", "-D", "warnings"]))
        }
        Part::Unit => {
            build_all()?;
            counted(part, &mut tests(&Choice::AllBut(ACCEPTANCE)))
        }
        Part::Doc => run_doc(),
        Part::Clients => counted(part, &mut clients::tests()?),
        Part::Acceptance => run_acceptance(),
        Part::Window => run_window(),
    }
}

fn run_check() -> Outcome<Ending> {
    let said = check::run()?;
    for line in &said {
        println!("{line}");
    }
    let counts = counts::closing(&said).map(|closing| closing.counts).unwrap_or_default();
    let mut success = counts.failed == 0;
    let mut lines = said[said.len() - 1..].to_vec();
    if tools::find("cargo-deny").is_some() {
        let (held, said) = dependencies::check()?;
        lines.push(format!("cargo-deny: {said}"));
        success &= held;
    }
    Ok(Ending { part: Part::Check, success, lines, counts: Some(counts), took: Duration::ZERO })
}

fn run_interface() -> Outcome<Ending> {
    interface::install()?;
    let mut ending = counted(Part::Interface, &mut interface::npm(&["test", "--silent"]))?;
    for script in ["check", "lint"] {
        let clean = processes::run(&mut interface::npm(&["run", "--silent", script]))?;
        let word = if clean { "nothing to say" } else { "failed; see above" };
        ending.lines.push(format!("{script}: {word}"));
        ending.success &= clean;
    }
    Ok(ending)
}

fn run_window() -> Outcome<Ending> {
    let stage = window::Stage::set(window::Build::Tests)?;
    counted(Part::Window, &mut stage.tests())
}

/// A runner that does not count: it has something to say or not.
fn plain(part: Part, command: &mut Command) -> Outcome<Ending> {
    let success = processes::run(command)?;
    let line = if success { "nothing to say" } else { "failed; see above" };
    Ok(Ending { part, success, lines: vec![line.to_owned()], counts: None, took: Duration::ZERO })
}

/// A runner that counts.
fn counted(part: Part, command: &mut Command) -> Outcome<Ending> {
    Ok(ending_of(part, &processes::run_and_listen(command)?))
}

fn ending_of(part: Part, said: &Said) -> Ending {
    let closing = counts::closing(&said.lines);
    let lines = closing
        .as_ref()
        .map_or_else(|| vec!["ended without a count".to_owned()], |closing| short(&closing.lines));
    let success = said.success && closing.is_some();
    Ending { part, success, lines, counts: closing.map(|closing| closing.counts), took: Duration::ZERO }
}

/// `cargo test` closes once for each binary: then the sum is shown instead of pages of lines.
fn short(lines: &[String]) -> Vec<String> {
    match lines {
        [] | [_] => lines.to_vec(),
        _ => vec![format!("{} test binaries, each with its own closing line above", lines.len())],
    }
}

/// Builds everything once, binaries too, with the features that the tests are built with.
fn build_all() -> Outcome<()> {
    if processes::run(cargo("build").args(["--locked", "--workspace", "--all-targets"]))? {
        Ok(())
    } else {
        Err("the workspace does not build".to_owned())
    }
}

/// Which packages' tests.
enum Choice {
    Only(&'static str),
    AllBut(&'static str),
}

/// cargo-nextest where it is installed; `cargo test` does as well.
fn tests(choice: &Choice) -> Command {
    let has_nextest = tools::find("cargo-nextest").is_some();
    if !has_nextest {
        println!("cargo-nextest is not installed; cargo test runs the tests instead");
    }
    let mut command = cargo(if has_nextest { "nextest" } else { "test" });
    command.args(arguments(choice, has_nextest));
    command
}

fn arguments(choice: &Choice, nextest: bool) -> Vec<String> {
    let mut arguments: Vec<String> = Vec::new();
    let mut push = |words: &[&str]| arguments.extend(words.iter().map(|word| (*word).to_owned()));
    if nextest {
        // The filter leaves the features of the whole workspace as they are: nothing is built twice.
        push(&["run", "--locked", "--workspace", "--no-fail-fast"]);
        match choice {
            Choice::Only(package) => push(&["-E", &format!("package({package})")]),
            Choice::AllBut(package) => push(&["-E", &format!("not package({package})")]),
        }
    } else {
        push(&["--locked", "--no-fail-fast", "--lib", "--bins", "--tests"]);
        match choice {
            Choice::Only(package) => push(&["--package", package]),
            Choice::AllBut(package) => push(&["--workspace", "--exclude", package]),
        }
    }
    arguments
}

fn run_doc() -> Outcome<Ending> {
    let files = workspace::text_files()?;
    let rust = files.iter().filter(|file| file.extension() == "rs");
    let examples = rust.filter(|file| has_example(&file.text)).count();
    if examples == 0 {
        let lines = vec!["no examples".to_owned()];
        return Ok(Ending { part: Part::Doc, success: true, lines, counts: None, took: Duration::ZERO });
    }
    counted(Part::Doc, cargo("test").args(["--locked", "--workspace", "--doc", "--no-fail-fast"]))
}

/// Whether the documentation has a code block that is Rust.
fn has_example(text: &str) -> bool {
    let mut open = false;
    let mut found = false;
    for line in text.lines().map(str::trim_start) {
        let Some(doc) = line.strip_prefix("///").or_else(|| line.strip_prefix("//!")) else { continue };
        if let Some(language) = doc.trim().strip_prefix("```") {
            open = !open;
            found |= open
                && (language.is_empty() || language.starts_with("rust") || language.starts_with("no_run"));
        }
    }
    found
}

fn run_acceptance() -> Outcome<Ending> {
    let packages = workspace::packages()?;
    if !packages.iter().any(|package| package.folder.is_some() && package.name == ACCEPTANCE) {
        return Err(format!("the workspace has no package {ACCEPTANCE}"));
    }
    build_all()?;
    let home = tempfile::tempdir().map_err(|error| format!("no folder for the keychain: {error}"))?;
    let session = KeychainSession::start(home.path())?;
    let mut command = tests(&Choice::Only(ACCEPTANCE));
    session.enter(&mut command);
    counted(Part::Acceptance, &mut command)
}

/// The block at the end. Its last line is the sum and stands alone.
fn summary(endings: &[Ending]) -> Vec<String> {
    let mut lines = vec![String::new(), "== summary".to_owned()];
    let mut sum = Counts::default();
    for ending in endings {
        let mark = if ending.success { "ok    " } else { "FAILED" };
        lines.push(format!(
            "{mark} {:<11}{:>6}  {}",
            ending.part.name(),
            minutes(ending.took),
            ending.lines.join("; ")
        ));
        sum = sum.plus(ending.counted());
    }
    if sum.skipped > 0 {
        lines.push(format!("skipped: {}", sum.skipped));
    }
    lines.push(format!("{} passed, {} failed", sum.passed, sum.failed));
    lines
}

/// Minutes and seconds, as `7:05`.
fn minutes(took: Duration) -> String {
    format!("{}:{:02}", took.as_secs() / 60, took.as_secs() % 60)
}

#[expect(clippy::disallowed_methods, reason = "how long a part took is shown, nothing depends on it")]
fn stopwatch() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ending(part: Part, success: bool, counts: Option<(u64, u64)>) -> Ending {
        let counts = counts.map(|(passed, failed)| Counts { passed, failed, skipped: 0 });
        Ending { part, success, lines: vec!["its words".to_owned()], counts, took: Duration::from_secs(7) }
    }

    #[test]
    fn every_part_is_found_by_its_name() {
        for part in Part::ALL {
            assert_eq!(Part::named(part.name()), Some(part));
        }
        assert_eq!(Part::named("everything"), None);
    }

    #[test]
    fn the_last_line_is_the_sum_of_what_the_runners_counted() {
        let endings = [
            ending(Part::Check, true, Some((17, 0))),
            ending(Part::Fmt, true, None),
            ending(Part::Unit, false, Some((300, 2))),
        ];
        let lines = summary(&endings);
        assert_eq!(lines.last().unwrap(), "317 passed, 2 failed");
        assert_eq!(lines[2], "ok     check        0:07  its words");
        assert_eq!(lines[4], "FAILED unit         0:07  its words");
    }

    #[test]
    fn times_are_shown_in_minutes() {
        let shown = [0, 59, 60, 725, 4_000].map(|seconds| minutes(Duration::from_secs(seconds)));
        assert_eq!(shown, ["0:00", "0:59", "1:00", "12:05", "66:40"]);
    }

    #[test]
    fn a_failure_that_nobody_counted_is_counted() {
        let lines = summary(&[ending(Part::Lint, false, None), ending(Part::Unit, false, Some((5, 0)))]);
        assert_eq!(lines.last().unwrap(), "5 passed, 2 failed");
    }

    #[test]
    fn a_runner_that_ends_well_without_counting_has_failed() {
        let said = Said { success: true, lines: vec!["bye".to_owned()] };
        let ending = ending_of(Part::Unit, &said);
        assert!(!ending.success);
        assert_eq!(ending.counted().failed, 1);
    }

    #[test]
    fn acceptance_is_left_out_of_the_unit_tests() {
        assert!(
            arguments(&Choice::AllBut("acceptance"), true).contains(&"not package(acceptance)".to_owned())
        );
        let plain = arguments(&Choice::AllBut("acceptance"), false).join(" ");
        assert!(plain.ends_with("--workspace --exclude acceptance"), "{plain}");
    }

    #[test]
    fn examples_are_told_from_drawings() {
        assert!(has_example("/// ```\n/// let a = 1;\n/// ```\n"));
        assert!(!has_example("//! ```text\n//! a → b\n//! ```\nlet fence = \"```\";\n"));
    }
}
