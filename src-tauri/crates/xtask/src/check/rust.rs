//! Rust files as tokens, so that words in comments and texts are never taken for code.

use std::str::FromStr;

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};

/// A function and how many lines it has, from `fn` to its closing brace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    pub name: String,
    pub line: usize,
    pub lines: usize,
}

/// A word of the code and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    pub text: String,
    pub line: usize,
}

/// What the rules want to know of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    pub functions: Vec<Function>,
    /// Modules and types by the name they are declared with.
    pub declared: Vec<Word>,
    /// Macros that are called.
    pub macros: Vec<Word>,
    /// Attributes by their first word, those inside `cfg_attr` too.
    pub attributes: Vec<Word>,
    /// `f32` and `f64`, as types and as suffixes of numbers.
    pub floats: Vec<Word>,
    /// Texts with a space in them, outside attributes (so outside comments and error messages too) and tests.
    pub sentences: Vec<Word>,
}

/// Reads a file; the error says where it cannot be read.
pub fn look(text: &str) -> Result<Seen, String> {
    let stream =
        TokenStream::from_str(text).map_err(|error| format!("{}: {error}", line_of(error.span())))?;
    let mut seen = Seen::default();
    seen.walk(stream);
    Ok(seen)
}

impl Seen {
    fn walk(&mut self, stream: TokenStream) {
        let tokens: Vec<TokenTree> = stream.into_iter().collect();
        for (at, token) in tokens.iter().enumerate() {
            let rest = &tokens[at + 1..];
            match token {
                TokenTree::Group(group) if holds_no_words(&tokens[..at]) => {
                    let words = std::mem::take(&mut self.sentences);
                    self.walk(group.stream());
                    self.sentences = words;
                }
                TokenTree::Literal(text) if is_sentence(&text.to_string()) => {
                    self.sentences.push(Word { text: text.to_string(), line: line_of(text.span()) });
                }
                TokenTree::Ident(_) => self.word(token, rest),
                TokenTree::Punct(punct) if punct.as_char() == '#' => self.attribute(rest),
                TokenTree::Literal(number) => {
                    let text = number.to_string();
                    let is_float = text.starts_with(|first: char| first.is_ascii_digit())
                        && (text.ends_with("f32") || text.ends_with("f64"))
                        && !text.starts_with("0x");
                    if is_float {
                        self.floats.push(Word { text, line: line_of(number.span()) });
                    }
                }
                TokenTree::Group(group) => self.walk(group.stream()),
                TokenTree::Punct(_) => {}
            }
        }
    }

    fn word(&mut self, token: &TokenTree, rest: &[TokenTree]) {
        let (text, line) = (token.to_string(), line_of(token.span()));
        match (text.as_str(), rest.first()) {
            ("fn", Some(TokenTree::Ident(name))) => {
                if let Some(body) = body(rest) {
                    let lines = body.span_close().end().line + 1 - line;
                    self.functions.push(Function { name: name.to_string(), line, lines });
                }
            }
            ("mod" | "struct" | "enum" | "union" | "trait" | "type", Some(TokenTree::Ident(name))) => {
                self.declared.push(Word { text: name.to_string(), line });
            }
            ("f32" | "f64", _) => self.floats.push(Word { text, line }),
            (_, Some(TokenTree::Punct(mark))) if mark.as_char() == '!' => {
                if matches!(rest.get(1), Some(TokenTree::Group(_))) {
                    self.macros.push(Word { text, line });
                }
            }
            _ => {}
        }
    }

    fn attribute(&mut self, rest: &[TokenTree]) {
        let group = rest.iter().take(2).find_map(|token| match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => Some(group),
            _ => None,
        });
        let Some(group) = group else { return };
        let words: Vec<TokenTree> = group.stream().into_iter().collect();
        let Some(TokenTree::Ident(first)) = words.first() else { return };
        let first = Word { text: first.to_string(), line: line_of(first.span()) };
        let conditional = words.get(1).filter(|_| first.text == "cfg_attr");
        if let Some(TokenTree::Group(inner)) = conditional {
            let idents = inner.stream().into_iter().filter(|token| matches!(token, TokenTree::Ident(_)));
            let words = idents.map(|token| Word { text: token.to_string(), line: line_of(token.span()) });
            self.attributes.extend(words);
        }
        self.attributes.push(first);
    }
}

/// Whether what stands before a group makes it an attribute or a module of tests.
fn holds_no_words(before: &[TokenTree]) -> bool {
    let is = |token: Option<&TokenTree>, text: &str| token.is_some_and(|token| token.to_string() == text);
    let mut last = before.iter().rev();
    match last.next() {
        Some(TokenTree::Punct(mark)) if mark.as_char() == '#' => true,
        Some(TokenTree::Punct(mark)) if mark.as_char() == '!' => is(last.next(), "#"),
        Some(TokenTree::Ident(name)) if *name == "tests" => is(last.next(), "mod"),
        _ => false,
    }
}

fn is_sentence(text: &str) -> bool {
    text.ends_with(['"', '#']) && text.trim_matches(['"', '#', 'r', 'b']).contains(' ')
}

/// The braces of a function whose name begins `rest`; `None` for a declaration without a body.
fn body(rest: &[TokenTree]) -> Option<&Group> {
    for token in rest {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => return Some(group),
            TokenTree::Punct(punct) if punct.as_char() == ';' => return None,
            _ => {}
        }
    }
    None
}

fn line_of(span: Span) -> usize {
    span.start().line
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"// f64 in a comment, todo!() too
#![allow(dead_code)]
mod util;
trait Port {
    fn read(&self) -> u8;
    fn twice(&self) -> u8 {
        let ready: fn(u8) -> u8 = |x| x;
        ready(self.read())
    }
}
struct Half(f64);
#[cfg_attr(windows, ignore)]
fn tell() { println!("todo!() f32 {}", 1.5f32); }
macro_rules! make { ($name:ident) => { fn $name() { todo!() } }; }
fn not_equal(a: bool, b: bool) -> bool { a != (b) }
"#;

    #[test]
    fn functions_are_measured_from_their_first_word_to_their_last_brace() {
        let functions = look(FILE).unwrap().functions;
        let lines: Vec<(&str, usize, usize)> =
            functions.iter().map(|one| (one.name.as_str(), one.line, one.lines)).collect();
        assert_eq!(lines, [("twice", 6, 4), ("tell", 13, 1), ("not_equal", 15, 1)]);
    }

    #[test]
    fn code_is_told_from_comments_and_texts() {
        let seen = look(FILE).unwrap();
        let texts = |words: &[Word]| {
            words.iter().map(|word| format!("{}:{}", word.line, word.text)).collect::<Vec<_>>()
        };
        assert_eq!(texts(&seen.declared), ["3:util", "4:Port", "11:Half"]);
        assert_eq!(texts(&seen.macros), ["13:println", "14:todo"]);
        assert_eq!(texts(&seen.floats), ["11:f64", "13:1.5f32"]);
        assert_eq!(texts(&seen.attributes), ["2:allow", "12:windows", "12:ignore", "12:cfg_attr"]);
    }

    #[test]
    fn a_file_that_is_no_rust_says_where() {
        assert!(look("fn a() {\n").unwrap_err().contains(": "));
    }
}
