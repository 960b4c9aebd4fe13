//! The project's own rules, checked by machine.

mod generated;
mod layers;
mod licenses;
mod lock;
mod manifests;
mod modules;
mod readme;
mod rust;
mod sources;
mod tracked;
mod words;

use crate::workspace::{self, Outcome, Package, TextFile};

/// Everything the rules look at.
pub struct Facts {
    pub packages: Vec<Package>,
    pub files: Vec<TextFile>,
    /// Where the home and the clone are on the computer that checks.
    pub machine_paths: Vec<String>,
}

impl Facts {
    /// The text of one file, empty when it is not there.
    pub fn text(&self, path: &str) -> &str {
        self.files.iter().find(|file| file.path == path).map_or("", |file| file.text.as_str())
    }

    /// All Rust files.
    pub fn rust(&self) -> impl Iterator<Item = &TextFile> {
        self.files.iter().filter(|file| file.extension() == "rs")
    }

    /// The packages of this workspace.
    pub fn ours(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| package.folder.is_some())
    }
}

/// A rule and how it is checked; each finding is a line that says where and what.
struct Rule {
    words: &'static str,
    check: fn(&Facts) -> Vec<String>,
}

const RULES: &[Rule] = &[
    Rule { words: "dependencies point inwards", check: layers::inwards },
    Rule { words: "parts of a crate depend inwards", check: modules::inwards },
    Rule { words: "only the shell knows Tauri", check: layers::tauri },
    Rule { words: "network, database and keychain have one home each", check: layers::homes },
    Rule { words: "every package takes the workspace's lints and terms", check: manifests::inherit },
    Rule { words: "public items of the core are documented", check: manifests::documented },
    Rule { words: "every Rust file can be read", check: sources::readable },
    Rule { words: "files have at most 500 lines", check: sources::file_length },
    Rule { words: "functions have at most 70 lines", check: sources::function_length },
    Rule { words: "names say what a thing is", check: sources::names },
    Rule { words: "nothing is left undone or switched off", check: sources::undone },
    Rule { words: "lints are expected with a reason, never allowed", check: sources::allowed },
    Rule { words: "no floating point near money", check: sources::floats },
    Rule { words: "the engine makes no sentences", check: sources::sentences },
    Rule { words: "people read plain American English", check: words::plain },
    Rule { words: "documents are read and changed by their type", check: sources::documents },
    Rule { words: "the root holds the parts of the project and nothing else", check: tracked::top_level },
    Rule { words: "no path of one machine", check: tracked::machine_paths },
    Rule { words: "no host of a private registry", check: tracked::hosts },
    Rule { words: "the contract in TypeScript is the one of the host", check: generated::contract },
    Rule { words: "no snapshot waits for review", check: tracked::pending_snapshots },
    Rule { words: "the lock file names the public registry only", check: lock::sources },
    Rule { words: "one HTTP client, runtime and database", check: lock::one_of_each },
    Rule { words: "every dependency's license is one we accept", check: licenses::accepted },
    Rule { words: "the README begins with the two commands", check: readme::commands_first },
];

/// Checks every rule. What was found, line by line; the last line counts.
pub fn run() -> Outcome<Vec<String>> {
    let facts = Facts {
        packages: workspace::packages()?,
        files: workspace::text_files()?,
        machine_paths: tracked::paths_of_this_machine(),
    };
    let mut failed = 0;
    let mut said = Vec::new();
    for rule in RULES {
        let findings = (rule.check)(&facts);
        failed += usize::from(!findings.is_empty());
        let mark = if findings.is_empty() { "ok    " } else { "FAILED" };
        said.push(format!("{mark} {}", rule.words));
        said.extend(findings.into_iter().map(|finding| format!("         {finding}")));
    }
    said.push(format!("check: {} passed, {failed} failed", RULES.len() - failed));
    Ok(said)
}

/// Facts with these files and nothing else.
#[cfg(test)]
fn with_files(files: &[(&str, &str)]) -> Facts {
    let file = |(path, text): &(&str, &str)| TextFile { path: (*path).to_owned(), text: (*text).to_owned() };
    Facts { packages: Vec::new(), files: files.iter().map(file).collect(), machine_paths: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_words_of_its_own() {
        let mut words: Vec<&str> = RULES.iter().map(|rule| rule.words).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), RULES.len());
    }

    #[test]
    fn a_file_that_is_not_there_has_no_text() {
        let facts = with_files(&[("README.md", "# Companion")]);
        assert_eq!(facts.text("README.md"), "# Companion");
        assert_eq!(facts.text("LICENSE"), "");
    }
}
