//! Results go to standard output, as text or as one JSON document; everything else goes to standard error.

use std::io::{IsTerminal as _, Write as _};

use contract::{Problem, Step};
use serde::Serialize;
use service::printable;

/// Where and how to print.
#[derive(Debug, Clone, Copy)]
pub struct Output {
    /// As JSON.
    pub json: bool,
}

#[derive(Serialize)]
struct Failed<'a> {
    error: &'a Problem,
}

impl Output {
    /// A result.
    pub fn result<T: Serialize>(self, value: &T, text: impl FnOnce(&T) -> String) {
        if self.json {
            document(value);
        } else {
            line(&printable::in_lines(&text(value)));
        }
    }

    /// What went wrong: words on standard error, and the document on standard output when JSON is wanted.
    pub fn problem(self, problem: &Problem) {
        Progress::clear();
        eprintln!("{}", printable::in_lines(&problem.message));
        if let Some(hint) = &problem.hint {
            eprintln!("{}", printable::in_lines(hint));
        }
        if let Some(step) = problem.step {
            eprintln!("  {}", command(step));
        }
        if self.json {
            object_line(&Failed { error: problem });
            return;
        }
        for (name, value) in &problem.details {
            eprintln!("  {name}: {}", printable::in_one_line(value));
        }
    }
}

/// The command of a way on.
fn command(step: Step) -> &'static str {
    match step {
        Step::ConnectAlternative => "companion-cli connect alternative --client-id ID",
        Step::ConnectQuickbooks => "companion-cli connect quickbooks",
        Step::KeepUntilQuit => "companion-cli sync --watch --keep-until-quit",
        Step::Accounts => "companion-cli accounts",
        Step::Holds => "companion-cli holds",
        Step::Status => "companion-cli status",
    }
}

/// One JSON document.
fn document<T: Serialize>(value: &T) {
    if let Ok(json) = serde_json::to_string_pretty(value) {
        line(&printable::in_json(&json));
    }
}

/// One JSON object on one line.
pub fn object_line<T: Serialize>(value: &T) {
    if let Ok(json) = serde_json::to_string(value) {
        line(&printable::in_json(&json));
    }
}

/// Prints a line; a reader that went away ends nothing.
pub fn line(text: &str) {
    let mut out = std::io::stdout().lock();
    let _gone = writeln!(out, "{text}").and_then(|()| out.flush());
}

/// A line on standard error for people who wait.
pub struct Progress;

impl Progress {
    /// Shows how it is getting on: one line that replaces itself on a terminal, lines elsewhere.
    pub fn show(text: &str) {
        let text = printable::in_one_line(text);
        let mut err = std::io::stderr().lock();
        let _gone = if err.is_terminal() {
            write!(err, "\r\u{1b}[2K{text}").and_then(|()| err.flush())
        } else {
            writeln!(err, "{text}")
        };
    }

    /// Takes the line away.
    pub fn clear() {
        let mut err = std::io::stderr().lock();
        if err.is_terminal() {
            let _gone = write!(err, "\r\u{1b}[2K").and_then(|()| err.flush());
        }
    }
}
