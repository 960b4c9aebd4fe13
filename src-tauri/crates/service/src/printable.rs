//! Text from outside, made harmless for terminals and spreadsheets.

use std::borrow::Cow;
use std::fmt::Write as _;

/// What stands for a character that is not shown.
const IN_ITS_PLACE: char = '\u{FFFD}';

/// Whether a terminal would obey a character instead of showing it: control characters, and those that turn the direction
/// of the text around them.
fn commands(letter: char) -> bool {
    let turns = matches!(letter,
        '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    letter.is_control() || turns
}

/// The text on one line: a line break or a tab is a space, what a terminal would obey is replaced.
pub fn in_one_line(text: &str) -> Cow<'_, str> {
    if !text.contains(commands) {
        return Cow::Borrowed(text);
    }
    let shown = |letter| match letter {
        '\n' | '\r' | '\t' => ' ',
        _ if commands(letter) => IN_ITS_PLACE,
        _ => letter,
    };
    Cow::Owned(text.chars().map(shown).collect())
}

/// The same for a text of our own making that has several lines.
pub fn in_lines(text: &str) -> Cow<'_, str> {
    if !text.contains(|letter| letter != '\n' && commands(letter)) {
        return Cow::Borrowed(text);
    }
    let lines: Vec<_> = text.split('\n').map(in_one_line).collect();
    Cow::Owned(lines.join("\n"))
}

/// JSON with these characters written as escapes: the document means the same.
pub fn in_json(json: &str) -> Cow<'_, str> {
    if !json.contains(|letter| letter != '\n' && commands(letter)) {
        return Cow::Borrowed(json);
    }
    let mut escaped = String::with_capacity(json.len());
    for letter in json.chars() {
        if letter != '\n' && commands(letter) {
            let _written = write!(escaped, "\\u{:04x}", u32::from(letter));
        } else {
            escaped.push(letter);
        }
    }
    Cow::Owned(escaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Clears the screen, writes over the line before, and turns what follows around.
    const HOSTILE: &str = "Bakery\u{1b}[2J\r\u{9b}1A\u{202E}moc.live\u{2069}\n";

    #[test]
    fn a_name_neither_moves_the_cursor_nor_turns_text_around() {
        let shown = in_one_line(HOSTILE);
        assert_eq!(shown, "Bakery\u{FFFD}[2J \u{FFFD}1A\u{FFFD}moc.live\u{FFFD} ");
        assert_eq!(in_lines("one\ntwo\u{1b}"), "one\ntwo\u{FFFD}");
    }

    #[test]
    fn ordinary_text_of_every_language_stays_as_it_is() {
        for text in ["Ámbar & Söhne", "עברית", "日本語", "Alice\u{2019}s \u{2212}7.84", ""] {
            assert!(matches!(in_one_line(text), Cow::Borrowed(same) if same == text));
        }
        assert!(matches!(in_lines("two\nlines"), Cow::Borrowed(_)));
    }

    #[test]
    fn json_with_escapes_means_the_same() {
        let json = serde_json::to_string(HOSTILE).unwrap();
        let escaped = in_json(&json);
        assert!(!escaped.contains(commands), "{escaped}");
        assert_eq!(serde_json::from_str::<String>(&escaped).unwrap(), HOSTILE);
    }
}
