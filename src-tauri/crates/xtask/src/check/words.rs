//! Rules about the words that people read. The list is beside this file, in `words.txt`.

use std::iter::Peekable;
use std::path::Path;
use std::str::Chars;

use super::Facts;
use super::rust;
use crate::workspace::TextFile;

const LIST: &str = include_str!("words.txt");
/// Rust code whose texts people read.
const SPEAKING: [&str; 3] = ["src-tauri/crates/service/src/", "src-tauri/crates/cli/src/", "src-tauri/src/"];
/// Its doc comments are the help of the commands.
const HELP: &str = "src-tauri/crates/cli/src/args.rs";
/// The window's catalogue and its help.
const CATALOGUE: &str = "ui/src/lib/messages/";
/// The project's own pages; decision records keep the words of their day.
const PAGES: [&str; 4] = ["README.md", "ui/README.md", ".github/", "src-tauri/docs/"];
const RECORDS: &str = "src-tauri/docs/adr/";

/// Words that are not written, and those that are written instead.
struct Refused {
    words: &'static str,
    instead: &'static str,
    /// In texts that people read only; the project's own pages may use them.
    people_only: bool,
}

/// A piece of text and its line.
type Piece = (usize, String);

pub fn plain(facts: &Facts) -> Vec<String> {
    let list = refused(LIST);
    let mut found = Vec::new();
    for file in &facts.files {
        let (pieces, for_people) = match pieces(file) {
            Some(pieces) => (pieces, true),
            None if is_page(&file.path) => (prose(&file.text), false),
            None => continue,
        };
        for (line, text) in pieces {
            let here = list.iter().filter(|refused| for_people || !refused.people_only);
            let here = here.filter(|refused| says(&text, refused.words));
            found.extend(
                here.map(|it| format!("{}:{line} \"{}\": say \"{}\"", file.path, it.words, it.instead)),
            );
        }
    }
    found
}

fn refused(list: &'static str) -> Vec<Refused> {
    let mut people_only = false;
    let mut all = Vec::new();
    for line in list.lines().filter(|line| !line.starts_with('#')) {
        if let Some(section) = line.strip_prefix('[') {
            people_only = section.starts_with("people");
        } else if let Some((words, instead)) = line.split_once(" | ") {
            all.push(Refused { words, instead, people_only });
        }
    }
    all
}

/// The texts of a file that people read; nothing for any other file.
fn pieces(file: &TextFile) -> Option<Vec<Piece>> {
    let path = file.path.as_str();
    if path.starts_with(CATALOGUE) && Path::new(path).extension().is_some_and(|kind| kind == "ts") {
        return Some(texts(&file.text));
    }
    let is_test = path.ends_with("tests.rs") || path.contains("/tests/");
    if file.extension() != "rs" || is_test || !SPEAKING.iter().any(|folder| path.starts_with(folder)) {
        return None;
    }
    let sentences = rust::look(&file.text).unwrap_or_default().sentences;
    let mut pieces: Vec<Piece> = sentences.into_iter().map(|word| (word.line, word.text)).collect();
    if path == HELP {
        let lines = file.text.lines().enumerate();
        let help = lines.filter_map(|(at, line)| Some((at + 1, line.trim().strip_prefix("///")?.to_owned())));
        pieces.extend(help);
    }
    Some(pieces)
}

fn is_page(path: &str) -> bool {
    let is_ours = PAGES.iter().any(|start| path.starts_with(start));
    is_ours && Path::new(path).extension().is_some_and(|kind| kind == "md") && !path.starts_with(RECORDS)
}

/// A page without its code: fenced lines, and what stands between backticks.
fn prose(page: &str) -> Vec<Piece> {
    let mut fenced = false;
    let mut pieces = Vec::new();
    for (at, line) in page.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            pieces.push((at + 1, line.split('`').step_by(2).collect::<Vec<_>>().join("·")));
        }
    }
    pieces
}

/// Whether a text holds these words as whole words, in any case.
fn says(text: &str, words: &str) -> bool {
    let text = text.to_lowercase();
    text.match_indices(words).any(|(at, found)| {
        let before = text[..at].chars().next_back();
        let after = text[at + found.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

/// Whether a text is a key or an address rather than words, as in `"payout_apart"`.
fn is_key(text: &str) -> bool {
    text.chars()
        .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "_-./".contains(letter))
}

/// The texts of a TypeScript file: neither its comments nor its names, and not what is filled into a template.
fn texts(source: &str) -> Vec<Piece> {
    let mut scan = Scan { letters: source.chars().peekable(), line: 1, pieces: Vec::new() };
    scan.code();
    scan.pieces
}

struct Scan<'a> {
    letters: Peekable<Chars<'a>>,
    line: usize,
    pieces: Vec<Piece>,
}

impl Scan<'_> {
    fn next(&mut self) -> Option<char> {
        let letter = self.letters.next()?;
        self.line += usize::from(letter == '\n');
        Some(letter)
    }

    /// Code up to the brace that closes it, or the end.
    fn code(&mut self) {
        let mut open = 0_usize;
        while let Some(letter) = self.next() {
            match letter {
                '{' => open += 1,
                '}' if open == 0 => return,
                '}' => open -= 1,
                '/' if self.letters.peek() == Some(&'/') => while self.next().is_some_and(|it| it != '\n') {},
                '/' if self.letters.peek() == Some(&'*') => self.comment(),
                '"' | '\'' | '`' => self.text(letter),
                _ => {}
            }
        }
    }

    fn comment(&mut self) {
        let mut before = ' ';
        while let Some(letter) = self.next() {
            if before == '*' && letter == '/' {
                return;
            }
            before = letter;
        }
    }

    fn text(&mut self, quote: char) {
        let (line, mut text) = (self.line, String::new());
        while let Some(letter) = self.next().filter(|letter| *letter != quote) {
            match letter {
                '\\' => text.push(self.next().filter(|escaped| !escaped.is_alphanumeric()).unwrap_or(' ')),
                '$' if quote == '`' && self.letters.peek() == Some(&'{') => {
                    self.next();
                    self.code();
                    text.push('·');
                }
                _ => text.push(letter),
            }
        }
        if !is_key(&text) {
            self.pieces.push((line, text));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::with_files;

    fn found(path: &str, text: &str) -> Vec<String> {
        plain(&with_files(&[(path, text)]))
    }

    #[test]
    fn each_line_of_the_list_can_be_read() {
        let lines = LIST.lines().filter(|line| !line.is_empty() && !line.starts_with(['#', '[']));
        let list = refused(LIST);
        assert_eq!(list.len(), lines.count());
        assert!(list.iter().any(|it| it.people_only) && list.iter().any(|it| !it.people_only));
        assert!(list.iter().all(|it| it.words == it.words.to_lowercase() && !says(it.instead, it.words)));
    }

    #[test]
    fn a_refused_word_is_found_in_the_catalogue_and_nowhere_beside_its_texts() {
        let text = "// both sides\n/* by\n itself */\nexport const apart = {\n  looked: (n: number) =>\n    `${n === 1 ? \"Somebody\" : n} saw ${apart(n)} it’s`,\n  due: 'A cheque\\'s',\n  kind: \"apart\",\n};\n";
        assert_eq!(
            found("ui/src/lib/messages/a.ts", text),
            [
                "ui/src/lib/messages/a.ts:6 \"somebody\": say \"the company, the customer or you\"",
                "ui/src/lib/messages/a.ts:7 \"cheque\": say \"check\"",
            ]
        );
        assert!(found("ui/src/features/a.ts", text).is_empty());
    }

    #[test]
    fn a_refused_word_is_found_in_texts_of_the_programs_and_in_their_help() {
        let text = "/// Ask a question.\nfn both_sides() { (\"apart\", \"$25.00 apart\", \"Apartment 5\") }\n#[cfg(test)]\nmod tests { const A: &str = \"by itself\"; }\n";
        assert_eq!(
            found("src-tauri/crates/service/src/a.rs", text),
            ["src-tauri/crates/service/src/a.rs:2 \"apart\": say \"difference of\""]
        );
        assert_eq!(found(HELP, text).len(), 2);
        assert!(found("src-tauri/crates/service/src/a/tests.rs", text).is_empty());
        assert!(found("src-tauri/crates/engine/src/a.rs", text).is_empty());
    }

    #[test]
    fn the_pages_of_the_project_may_say_what_code_says() {
        let text = "A question about the `colour`.\n```\nby itself\n```\nIts Licence.\n";
        let expected = |path: &str| vec![format!("{path}:5 \"licence\": say \"license\"")];
        assert_eq!(found("README.md", text), expected("README.md"));
        assert_eq!(found("src-tauri/docs/a.md", text), expected("src-tauri/docs/a.md"));
        assert!(found("src-tauri/docs/adr/001.md", text).is_empty());
    }
}
