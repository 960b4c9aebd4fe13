//! `cargo xtask run`: the window with the practice company one click away; or the same in the terminal, from sign-in to
//! "everything agrees".

mod companion;
mod desk;
pub mod http;
mod journey;
mod place;
mod services;
mod sign_in;
mod window;

use std::path::PathBuf;
use std::process::Stdio;

use serde_json::Value;

use crate::keychain_session::{self, KeychainSession};
use crate::processes::Interrupted;
use crate::tools::{self, BUS, BUS_ASK, COMPILER, KEYCHAIN};
use crate::workspace::{Outcome, cargo};
use companion::Companion;
use journey::Journey;
use place::Place;
use services::Services;

/// What `run` was asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub struct Options {
    /// No window: the journey in the terminal.
    terminal: bool,
    /// Walk the sign-in pages without a person.
    auto: bool,
    /// Forget the practice company of earlier runs.
    fresh: bool,
    /// End as soon as everything agrees.
    once: bool,
    data: Option<PathBuf>,
    invoices: Option<u32>,
}

impl Options {
    /// The window takes none of the other options.
    fn in_terminal(&self) -> bool {
        self.terminal || *self != Self::default()
    }
}

/// The options as `help` shows them.
pub const HELP: &str =
    "    --terminal     no window: the practice company in the terminal; the options below mean it too
    --auto         sign in without a person
    --fresh        begin anew; otherwise the practice company of the last run goes on
    --once         end as soon as everything agrees
    --invoices N   how many invoices a new practice company has
    --data DIR     keep the practice company there
";

impl Options {
    pub fn read(words: &[&str]) -> Outcome<Self> {
        let mut options = Self::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let mut value = || words.next().copied().ok_or_else(|| format!("{word} needs a value"));
            match *word {
                "--terminal" => options.terminal = true,
                "--auto" => options.auto = true,
                "--fresh" => options.fresh = true,
                "--once" => options.once = true,
                "--data" => options.data = Some(PathBuf::from(value()?)),
                "--invoices" => {
                    let number = value()?.parse().map_err(|_| "--invoices needs a number".to_owned())?;
                    options.invoices = Some(number);
                }
                _ => return Err(format!("run does not know {word}; it knows\n{HELP}")),
            }
        }
        Ok(options)
    }
}

/// The two programs of the journey in the terminal.
struct Programs {
    practice: PathBuf,
    companion: PathBuf,
}

impl Programs {
    fn build() -> Outcome<Self> {
        let said = build(&["practice", "cli"])?;
        let find = |name| executable(&said, name).ok_or_else(|| format!("cargo did not build {name}"));
        Ok(Self { practice: find("practice")?, companion: find("companion-cli")? })
    }
}

/// Sets up, starts everything, shows the sync until somebody ends it. Whether it went well.
pub fn run(options: &Options) -> Outcome<bool> {
    let interrupted = Interrupted::watch()?;
    let own_keychain = keychain_session::own_session_has_keychain();
    let needed = if own_keychain { &[COMPILER][..] } else { &[COMPILER, BUS, BUS_ASK, KEYCHAIN][..] };
    tools::ensure(needed, &[])?;
    let place = Place::open(options.data.clone())?;
    if !options.in_terminal() {
        let session = if own_keychain { None } else { Some(KeychainSession::start(&place.keychain())?) };
        return window::open(session.as_ref(), &interrupted);
    }
    let programs = Programs::build()?;
    if options.fresh {
        if own_keychain {
            // Best effort: what was kept among the person's own secrets should not stay behind.
            Companion::new(&programs.companion, &place, None).ask(&["disconnect", "--forget"]);
        }
        place.clear()?;
    }
    let session = if own_keychain {
        println!("Secrets go to this session's keychain.");
        None
    } else {
        println!("This session has no keychain; secrets go to one of our own.");
        Some(KeychainSession::start(&place.keychain())?)
    };
    println!("The practice company is kept in {}.", place.root().display());
    let services = Services::start(&programs.practice, &place, options.invoices)?;
    println!("The practice services listen at {}.", services.text("/base"));
    let companion = Companion::new(&programs.companion, &place, session.as_ref());
    Journey { options, interrupted, services, companion: &companion }.go()
}

/// Builds these packages' programs and gives what cargo said.
fn build(packages: &[&str]) -> Outcome<String> {
    println!("Building; the first time takes a few minutes.");
    let output = cargo("build")
        .args(["--locked", "--bins"])
        .args(packages.iter().flat_map(|package| ["--package", package]))
        .args(["--message-format", "json-render-diagnostics"])
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("cargo cannot be started: {error}"))?;
    if !output.status.success() {
        return Err("the programs do not build".to_owned());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Where cargo put a program, from its messages.
fn executable(said: &str, name: &str) -> Option<PathBuf> {
    let messages = said.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let ours = messages.filter(|message| message["target"]["name"] == name);
    ours.filter_map(|message| message["executable"].as_str().map(PathBuf::from)).next_back()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_in_any_order() {
        let options = Options::read(&["--fresh", "--invoices", "5", "--auto", "--data", "/d"]).unwrap();
        let expected = Options {
            terminal: false,
            auto: true,
            fresh: true,
            once: false,
            data: Some(PathBuf::from("/d")),
            invoices: Some(5),
        };
        assert_eq!(options, expected);
        assert!(options.in_terminal());
        assert!(Options::read(&["--terminal"]).unwrap().in_terminal());
        assert!(!Options::read(&[]).unwrap().in_terminal());
    }

    #[test]
    fn what_is_wrong_with_an_option_is_said() {
        assert!(Options::read(&["--verbose"]).unwrap_err().starts_with("run does not know --verbose"));
        assert_eq!(Options::read(&["--data"]).unwrap_err(), "--data needs a value");
        assert_eq!(Options::read(&["--invoices", "many"]).unwrap_err(), "--invoices needs a number");
    }

    #[test]
    fn a_program_is_found_in_the_messages_of_cargo() {
        let said = r#"{"reason":"compiler-artifact","target":{"name":"practice"},"executable":null}
{"reason":"compiler-artifact","target":{"name":"practice"},"executable":"/t/debug/practice"}
{"reason":"build-finished","success":true}"#;
        assert_eq!(executable(said, "practice"), Some(PathBuf::from("/t/debug/practice")));
        assert_eq!(executable(said, "companion-cli"), None);
    }
}
