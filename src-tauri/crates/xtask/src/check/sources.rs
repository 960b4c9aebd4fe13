//! Rules about what is written in source files.

use super::Facts;
use super::rust::{self, Seen, Word};
use crate::workspace::TextFile;

const FILE_LINES_MAX: usize = 500;
const FUNCTION_LINES_MAX: usize = 70;

/// Source files whose length is limited.
const SOURCES: [&str; 7] = ["rs", "ts", "svelte", "css", "sh", "sql", "py"];
/// Names that say nothing about what is inside, in lower case and singular.
const EMPTY_NAMES: [&str; 5] = ["util", "common", "helper", "manager", "misc"];
/// Where no sentence is made.
const ENGINE: &str = "src-tauri/crates/engine/src/";
/// What stands in people's books already, and a file of tests.
const WORDED: [&str; 2] =
    ["src-tauri/crates/engine/src/note.rs", "src-tauri/crates/engine/src/documents/forms.rs"];
/// Where documents are known by name and text: their types, and the store that keeps them.
const DOCUMENTS: [&str; 3] = [
    "src-tauri/crates/engine/src/documents/",
    "src-tauri/crates/store/",
    "src-tauri/crates/xtask/src/check/",
];
/// Crates where amounts are.
const MONEY: [&str; 2] = ["src-tauri/crates/ledger/", "src-tauri/crates/engine/"];

pub fn readable(facts: &Facts) -> Vec<String> {
    let unreadable =
        |file: &TextFile| rust::look(&file.text).err().map(|error| format!("{}:{error}", file.path));
    facts.rust().filter_map(unreadable).collect()
}

pub fn file_length(facts: &Facts) -> Vec<String> {
    let mut found = Vec::new();
    for file in facts.files.iter().filter(|file| SOURCES.contains(&file.extension())) {
        let lines = file.text.lines().count();
        if lines > FILE_LINES_MAX {
            found.push(format!("{} has {lines} lines", file.path));
        }
    }
    found
}

pub fn function_length(facts: &Facts) -> Vec<String> {
    let mut found = Vec::new();
    for (file, seen) in seen(facts) {
        for function in seen.functions.iter().filter(|function| function.lines > FUNCTION_LINES_MAX) {
            found.push(format!(
                "{}:{} {} has {} lines",
                file.path, function.line, function.name, function.lines
            ));
        }
    }
    found
}

pub fn names(facts: &Facts) -> Vec<String> {
    let mut found = Vec::new();
    for file in facts.files.iter().filter(|file| SOURCES.contains(&file.extension())) {
        let empty = file.path.split(['/', '.']).find(|part| is_empty_name(part));
        found.extend(empty.map(|name| format!("{}: \"{name}\" does not say what is inside", file.path)));
    }
    for (file, seen) in seen(facts) {
        let empty = seen.declared.iter().filter(|word| is_empty_name(&word.text));
        found.extend(empty.map(|word| at(file, word, "does not say what it is")));
    }
    found
}

/// Whether one of the words that a name is made of is empty of meaning.
fn is_empty_name(name: &str) -> bool {
    let mut words = vec![String::new()];
    for letter in name.chars() {
        if !letter.is_alphanumeric() || letter.is_uppercase() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| letter.is_alphanumeric()) {
            word.extend(letter.to_lowercase());
        }
    }
    words.iter().any(|word| EMPTY_NAMES.contains(&word.strip_suffix('s').unwrap_or(word)))
}

pub fn undone(facts: &Facts) -> Vec<String> {
    let mut found = Vec::new();
    for (file, seen) in seen(facts) {
        let macros =
            seen.macros.iter().filter(|word| matches!(word.text.as_str(), "todo" | "unimplemented" | "dbg"));
        found.extend(macros.map(|word| at(file, word, "is called")));
        let ignored = seen.attributes.iter().filter(|word| word.text == "ignore");
        found.extend(ignored.map(|word| at(file, word, "switches a test off")));
    }
    found
}

pub fn allowed(facts: &Facts) -> Vec<String> {
    let mut found = Vec::new();
    for (file, seen) in seen(facts) {
        let allowed = seen.attributes.iter().filter(|word| word.text == "allow");
        found.extend(allowed.map(|word| at(file, word, "hides a lint; expect it, with a reason")));
    }
    found
}

pub fn floats(facts: &Facts) -> Vec<String> {
    let mut found = Vec::new();
    for (file, seen) in seen(facts) {
        if MONEY.iter().any(|folder| file.path.starts_with(folder)) {
            found.extend(seen.floats.iter().map(|word| at(file, word, "has no place near money")));
        }
    }
    found
}

/// Sentences are made at the edge: what the engine decides is data. Only what it writes into the books, in a module of its
/// own, is text.
pub fn sentences(facts: &Facts) -> Vec<String> {
    let mut found = Vec::new();
    for (file, seen) in seen(facts) {
        let is_test = file.path.ends_with("tests.rs") || WORDED.contains(&file.path.as_str());
        if file.path.starts_with(ENGINE) && !is_test {
            found.extend(seen.sentences.iter().map(|word| at(file, word, "is made at the edge, from facts")));
        }
    }
    found
}

/// A document is read and changed by its type: its name and its text are known where the types are, and in tests.
pub fn documents(facts: &Facts) -> Vec<String> {
    let mut found = Vec::new();
    for file in facts.rust().filter(|file| !knows_documents(&file.path)) {
        let code = file.text.lines().enumerate().take_while(|(_, line)| line.trim() != "#[cfg(test)]");
        let named = code.filter(|(_, line)| {
            !line.trim_start().starts_with("//")
                && (line.contains(".cursor(") || line.contains("Kept::fixture("))
        });
        let named = named.map(|(at, _)| format!("{}:{} a document without its type", file.path, at + 1));
        found.extend(named);
    }
    found
}

fn knows_documents(path: &str) -> bool {
    DOCUMENTS.iter().any(|folder| path.starts_with(folder))
        || path.contains("tests/")
        || path.ends_with("tests.rs")
}

/// Every Rust file that can be read, as tokens.
fn seen(facts: &Facts) -> impl Iterator<Item = (&TextFile, Seen)> {
    facts.rust().filter_map(|file| rust::look(&file.text).ok().map(|seen| (file, seen)))
}

fn at(file: &TextFile, word: &Word, what: &str) -> String {
    format!("{}:{} {} {what}", file.path, word.line, word.text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::with_files;

    #[test]
    fn what_cannot_be_read_is_found() {
        let facts = with_files(&[("a.rs", "fn a() {}"), ("b.rs", "fn b() {")]);
        let found = readable(&facts);
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("b.rs:"), "{found:?}");
    }

    #[test]
    fn a_sentence_in_the_engine_is_found() {
        let text = r#"
            //! A comment is none.
            #[error("an error is none")]
            struct One;
            fn two() { ("one_word", format!("{one} and {two}")); }
            #[cfg(test)]
            mod tests { fn three() { "nor is a test"; } }
        "#;
        let files = [("src-tauri/crates/engine/src/a.rs", text), ("src-tauri/crates/cli/src/a.rs", text)];
        let facts = with_files(&files);
        assert_eq!(
            sentences(&facts),
            ["src-tauri/crates/engine/src/a.rs:5 \"{one} and {two}\" is made at the edge, from facts"]
        );
    }

    #[test]
    fn a_file_of_five_hundred_lines_is_the_longest() {
        let (longest, too_long) = ("// .\n".repeat(500), "// .\n".repeat(501));
        let facts = with_files(&[("a.rs", &longest), ("b.svelte", &too_long), ("c.snap", &too_long)]);
        assert_eq!(file_length(&facts), ["b.svelte has 501 lines"]);
    }

    #[test]
    fn a_function_of_seventy_lines_is_the_longest() {
        let function =
            |name: &str, lines: usize| format!("fn {name}() {{\n{}}}\n", "    ();\n".repeat(lines - 2));
        let text = format!("{}{}", function("right", 70), function("long", 71));
        assert_eq!(function_length(&with_files(&[("a.rs", &text)])), ["a.rs:71 long has 71 lines"]);
    }

    #[test]
    fn empty_names_are_found_in_files_and_in_code() {
        let facts = with_files(&[
            ("src/date_utils.rs", ""),
            ("tests/common/mod.rs", ""),
            ("src/money.rs", "struct SyncManager;\nmod commonwealth;\ntype Helper = u8;"),
            ("docs/misc.md", ""),
        ]);
        assert_eq!(
            names(&facts),
            [
                "src/date_utils.rs: \"date_utils\" does not say what is inside",
                "tests/common/mod.rs: \"common\" does not say what is inside",
                "src/money.rs:1 SyncManager does not say what it is",
                "src/money.rs:3 Helper does not say what it is",
            ]
        );
    }

    #[test]
    fn what_is_undone_or_switched_off_is_found() {
        let text = "#[test]\n#[ignore = \"later\"]\nfn a() {\n    todo!()\n}\n// todo!() unimplemented!()\n";
        assert_eq!(
            undone(&with_files(&[("a.rs", text)])),
            ["a.rs:4 todo is called", "a.rs:2 ignore switches a test off"]
        );
    }

    #[test]
    fn a_hidden_lint_is_found_and_an_expected_one_is_not() {
        let text = "#[allow(dead_code)]\nfn a() {}\n#[expect(dead_code, reason = \"b\")]\nfn b() {}\n";
        assert_eq!(
            allowed(&with_files(&[("a.rs", text)])),
            ["a.rs:1 allow hides a lint; expect it, with a reason"]
        );
    }

    #[test]
    fn a_document_that_is_read_as_text_is_found_outside_its_module_and_tests() {
        let read =
            "// store.cursor(x)\nfn a() {\n    store.cursor(company, \"feed\");\n}\n#[cfg(test)]\nmod b {}\n";
        let test = "#[cfg(test)]\nmod tests { fn a() { Kept::fixture(\"feed\", None); } }\n";
        let facts = with_files(&[
            ("src-tauri/crates/service/src/a.rs", read),
            ("src-tauri/crates/service/src/b.rs", test),
            ("src-tauri/crates/engine/src/documents/mod.rs", read),
            ("tests/acceptance/a.rs", read),
        ]);
        assert_eq!(documents(&facts), ["src-tauri/crates/service/src/a.rs:3 a document without its type"]);
    }

    #[test]
    fn floats_are_found_where_money_is() {
        let facts = with_files(&[
            ("src-tauri/crates/ledger/src/money.rs", "// never f64\nfn rate() -> f64 { 1.0 }"),
            ("src-tauri/crates/practice/src/pdf.rs", "fn width() -> f32 { 1.0 }"),
        ]);
        assert_eq!(floats(&facts), ["src-tauri/crates/ledger/src/money.rs:2 f64 has no place near money"]);
    }
}
