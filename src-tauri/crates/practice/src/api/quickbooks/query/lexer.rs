//! Words, texts and marks of a query, each with its column for error messages.

use crate::api::quickbooks::fault::Fault;

/// One token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// A keyword or a name; names may hold dots.
    Word(String),
    /// A quoted text without its quotes.
    Text(String),
    Number(String),
    Mark(&'static str),
    End,
}

/// A token and where it starts (line and column from 1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    pub token: Token,
    pub line: usize,
    pub column: usize,
}

const MARKS: &[&str] = &["<=", ">=", "!=", "<", ">", "=", "*", ",", "(", ")"];

/// Words that cannot be names.
pub const KEYWORDS: &[&str] = &[
    "select",
    "from",
    "where",
    "and",
    "or",
    "in",
    "like",
    "orderby",
    "order",
    "by",
    "asc",
    "desc",
    "startposition",
    "maxresults",
    "count",
    "null",
    "true",
    "false",
    "not",
    "group",
    "join",
];

/// Splits a query into tokens.
pub fn tokens(query: &str) -> Result<Vec<Spot>, Fault> {
    let mut spots = Vec::new();
    let (mut line, mut column) = (1, 1);
    let mut rest = query;
    while let Some(first) = rest.chars().next() {
        let (token, length) = if first.is_whitespace() {
            (None, first.len_utf8())
        } else if first == '\'' {
            let (text, length) =
                quoted(rest).ok_or_else(|| lexical(line, column + rest.chars().count(), ""))?;
            (Some(Token::Text(text)), length)
        } else if let Some(mark) = MARKS.iter().find(|mark| rest.starts_with(**mark)) {
            (Some(Token::Mark(mark)), mark.len())
        } else if first.is_ascii_digit() || first == '-' {
            let length = span(rest, |letter| letter.is_ascii_digit() || letter == '.' || letter == '-');
            (Some(Token::Number(rest[..length].to_owned())), length)
        } else if first.is_alphabetic() || first == '_' {
            let length = span(rest, |letter| letter.is_alphanumeric() || letter == '.' || letter == '_');
            (Some(Token::Word(rest[..length].to_owned())), length)
        } else {
            return Err(lexical(line, column, &first.to_string()));
        };
        if let Some(token) = token {
            spots.push(Spot { token, line, column });
        }
        for letter in rest[..length].chars() {
            (line, column) = if letter == '\n' { (line + 1, 1) } else { (line, column + 1) };
        }
        rest = &rest[length..];
    }
    spots.push(Spot { token: Token::End, line, column: column.saturating_sub(1).max(1) });
    Ok(spots)
}

fn span(text: &str, part: impl Fn(char) -> bool) -> usize {
    text.find(|letter| !part(letter)).unwrap_or(text.len())
}

/// A text in single quotes; a quote inside is written `\'`.
fn quoted(text: &str) -> Option<(String, usize)> {
    let mut inner = String::new();
    let mut letters = text.char_indices().skip(1);
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\'' => return Some((inner, at + 1)),
            '\\' => inner.push(letters.next()?.1),
            other => inner.push(other),
        }
    }
    None
}

fn lexical(line: usize, column: usize, found: &str) -> Fault {
    let found = if found.is_empty() { "<EOF>".to_owned() } else { format!("\"{found}\"") };
    Fault::query_parse(format!(
        "QueryParserError: Lexical error at line {line}, column {column}.  Encountered: {found}"
    ))
}

impl Spot {
    /// The error of a parser that met this token.
    pub fn unexpected(&self, expected: &[&str]) -> Fault {
        let met = match &self.token {
            Token::End => "<EOF>".to_owned(),
            Token::Word(word) if KEYWORDS.contains(&word.to_lowercase().as_str()) => {
                format!(" \"{}\" \"{} \"", word.to_lowercase(), word)
            }
            Token::Word(word) => format!(" <IDENTIFIER> \"{word} \""),
            Token::Text(text) => format!(" <QUOTED_STRING> \"'{text}' \""),
            Token::Number(number) => format!(" <NUMBER> \"{number} \""),
            Token::Mark(mark) => format!(" \"{mark}\" \"{mark} \""),
        };
        let wanted: Vec<String> = expected.iter().map(|name| format!("    {name} ...\n")).collect();
        let wanted = wanted.concat();
        let one_of = if expected.len() > 1 { " one of" } else { "" };
        Fault::query_parse(format!(
            "QueryParserError: Encountered \"{met}\" at line {}, column {}.\nWas expecting{one_of}:\n{wanted}    ",
            self.line, self.column
        ))
    }
}
