//! `cargo xtask bench`: figures, never tests. A ratio or a count says what a time on this computer cannot.

mod kept;
mod practice;
mod sync;

use sync::Sizes;

use crate::interface;
use crate::parts::Part;
use crate::processes;
use crate::window::{Build, Stage};
use crate::workspace::Outcome;

/// The benchmarks as `help` shows them.
pub const HELP: &str =
    "    ui [invoices]    the tables of the pages, and the real window beside an empty one; 100000 by default
    practice         the practice services with a thousand invoices, and with a million
    sync [small]     what syncing asks of both services and of the store with a thousand invoices, and with a hundred
                     thousand: fails where it is more than what is kept; with --write it is kept
";
/// How many invoices the window is measured with.
const INVOICES: u32 = 100_000;

/// Runs a benchmark. Whether it went well.
pub fn run(words: &[&str]) -> Outcome<bool> {
    match *words {
        ["ui"] => ui(INVOICES),
        ["ui", invoices] => ui(invoices.parse().map_err(|_| "bench ui needs a number".to_owned())?),
        ["practice"] => practice::run(),
        ["sync", ref options @ ..] => match *options {
            [] => sync::run(Sizes::All, false),
            ["--write"] => sync::run(Sizes::All, true),
            ["small"] => sync::run(Sizes::Small, false),
            ["small", "--write"] => sync::run(Sizes::Small, true),
            _ => Err("bench sync takes small and --write".to_owned()),
        },
        _ => Err(format!("bench does not know \"{}\"; it knows\n{HELP}", words.join(" "))),
    }
}

/// The pages with so many invoices in a browser, then the real window beside an empty one.
fn ui(invoices: u32) -> Outcome<bool> {
    crate::parts::set_up(&[Part::Window])?;
    let stage = Stage::set(Build::Release)?;
    let mut well = true;
    for (script, what) in [
        ("e2e/bench/invoices.js", "the invoices page in a browser: filter, scroll, places without a row"),
        (
            "e2e/bench/window.js",
            "the window beside an empty one: start, memory of the program and of all it starts",
        ),
    ] {
        println!("\n== {what}");
        let mut command = interface::node(&[script, &invoices.to_string()]);
        stage.enter(&mut command);
        well &= processes::run(&mut command)?;
    }
    Ok(well)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_it_does_not_know_is_said() {
        assert!(run(&["everything"]).unwrap_err().contains("bench does not know \"everything\""));
        assert_eq!(run(&["ui", "many"]).unwrap_err(), "bench ui needs a number");
        assert_eq!(run(&["sync", "--keep"]).unwrap_err(), "bench sync takes small and --write");
    }
}
