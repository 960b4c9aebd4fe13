//! What the platform says when it refuses.

use serde_json::Value;

use super::lenient::shorten;

/// The longest message kept.
const WORDS_CHARS_MAX: usize = 500;

/// Code and words of a refusal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problem {
    /// `stale_version`, `bad_request` …
    pub code: Option<String>,
    /// Its sentence, with what it says about fields in brackets.
    pub words: Option<String>,
}

impl Problem {
    /// Reads a refusal: flat as in the reference, nested in `error` as in the vendor's FAQ, or as OAuth has it.
    /// `None` when the body is no JSON object.
    pub fn read(body: &[u8]) -> Option<Self> {
        let value: Value = serde_json::from_slice(body).ok()?;
        let flat = value.as_object()?;
        let inner = flat.get("error").and_then(Value::as_object).unwrap_or(flat);
        let text = |name: &str| inner.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        let code = text("code").or_else(|| text("error"));
        let sentence = text("message").or_else(|| text("error_description"));
        let fields = inner.get("validation_errors").or_else(|| flat.get("validation_errors"));
        Some(Self { code: code.map(|code| shorten(code, 64)), words: words(sentence, fields) })
    }
}

fn words(sentence: Option<&str>, fields: Option<&Value>) -> Option<String> {
    let fields = fields.and_then(Value::as_object).into_iter().flatten();
    let about: Vec<_> = fields
        .map(|(name, text)| match text {
            Value::String(text) => format!("{name}: {text}"),
            other => format!("{name}: {other}"),
        })
        .collect();
    let whole = match (sentence, about.is_empty()) {
        (Some(sentence), true) => sentence.to_owned(),
        (Some(sentence), false) => format!("{sentence} ({})", about.join("; ")),
        (None, false) => about.join("; "),
        (None, true) => return None,
    };
    Some(shorten(&whole, WORDS_CHARS_MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Option<Problem> {
        Problem::read(body.as_bytes())
    }

    fn said(code: &str, words: &str) -> Problem {
        Problem { code: Some(code.to_owned()), words: Some(words.to_owned()) }
    }

    #[test]
    fn flat_and_nested_bodies_say_the_same() {
        let flat = r#"{"code":"bad_request","message":"Invalid request","validation_errors":{"limit":"not a number"}}"#;
        let expected = Some(said("bad_request", "Invalid request (limit: not a number)"));
        assert_eq!(read(flat), expected);
        assert_eq!(read(&format!("{{\"error\":{flat}}}")), expected);
        let oauth = r#"{"error":"invalid_client","error_description":"No such client"}"#;
        assert_eq!(read(oauth), Some(said("invalid_client", "No such client")));
    }

    #[test]
    fn fields_alone_are_words_too() {
        let body = r#"{"code":"unprocessable_entity","validation_errors":{"total":3,"tax":"negative"}}"#;
        assert_eq!(read(body), Some(said("unprocessable_entity", "tax: negative; total: 3")));
    }

    #[test]
    fn other_bodies_say_nothing() {
        assert_eq!(read("{}"), Some(Problem::default()));
        assert_eq!(
            read(r#"{"code":7,"message":null,"error":[],"validation_errors":"x"}"#),
            Some(Problem::default())
        );
        for body in ["404 page not found", "", "[]", "\"bad\"", "<html>"] {
            assert_eq!(read(body), None, "{body}");
        }
    }

    #[test]
    fn words_are_short_and_on_one_line() {
        let body = format!(r#"{{"message":"a\n{}"}}"#, "b".repeat(10_000));
        let words = Problem::read(body.as_bytes()).unwrap().words.unwrap();
        assert_eq!(words.len(), WORDS_CHARS_MAX);
        assert!(words.starts_with("a b"));
    }
}
