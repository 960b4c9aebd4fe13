//! Reading request bodies: what is missing or of the wrong type is malformed (400), what a rule refuses is
//! unprocessable (422). The two are kept apart because other checks come between them.

use std::sync::LazyLock;

use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use serde_json::{Map, Value};

use crate::refusal::Refusal;
use crate::state::platform::amount::decimal;

/// The fields of one JSON object, read one by one.
#[derive(Debug)]
pub struct Fields<'a> {
    object: &'a Map<String, Value>,
    path: String,
    malformed: Vec<(String, String)>,
    refused: Vec<(String, String)>,
}

static NOTHING: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);

/// A body that must be one JSON object.
pub fn parse(body: &[u8]) -> Result<Map<String, Value>, Refusal> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(Refusal::bad_request("The body must be a JSON object")),
        Err(error) => Err(Refusal::bad_request(format!("The body is not JSON: {error}"))),
    }
}

impl<'a> Fields<'a> {
    /// The fields of the body itself.
    pub fn new(object: &'a Map<String, Value>) -> Self {
        Self { object, path: String::new(), malformed: Vec::new(), refused: Vec::new() }
    }

    /// The name of a field as errors give it: `line_items[0].amount`.
    pub fn at(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    fn wrong(&mut self, name: &str, text: &str) {
        let name = self.at(name);
        self.malformed.push((name, text.to_owned()));
    }

    /// Notes that a rule refuses this field.
    pub fn refuse(&mut self, name: &str, text: impl Into<String>) {
        let name = self.at(name);
        self.refused.push((name, text.into()));
    }

    /// Whether the field was sent at all, even as null.
    pub fn has(&self, name: &str) -> bool {
        self.object.contains_key(name)
    }

    fn optional(&self, name: &str) -> Option<&'a Value> {
        self.object.get(name).filter(|value| !value.is_null())
    }

    fn required(&mut self, name: &str) -> Option<&'a Value> {
        let value = self.object.get(name);
        if value.is_none() {
            self.wrong(name, "is required");
        }
        value
    }

    fn as_text(&mut self, name: &str, value: &'a Value) -> Option<&'a str> {
        let text = value.as_str();
        if text.is_none() {
            self.wrong(name, "must be a string");
        }
        text
    }

    /// A required string; empty after an error.
    pub fn text(&mut self, name: &str) -> &'a str {
        self.required(name).and_then(|value| self.as_text(name, value)).unwrap_or_default()
    }

    /// A required string that a rule wants to hold something.
    pub fn filled(&mut self, name: &str) -> &'a str {
        let errors = self.malformed.len();
        let text = self.text(name);
        if text.trim().is_empty() && self.malformed.len() == errors {
            self.refuse(name, "must not be empty");
        }
        text
    }

    /// A field that must be sent but may be null.
    pub fn text_or_null(&mut self, name: &str) -> Option<&'a str> {
        match self.required(name)? {
            Value::Null => None,
            value => self.as_text(name, value),
        }
    }

    /// A string that may be left out or null.
    pub fn optional_text(&mut self, name: &str) -> Option<&'a str> {
        self.optional(name).and_then(|value| self.as_text(name, value))
    }

    /// A required whole number; nothing after an error.
    pub fn whole(&mut self, name: &str) -> Option<i64> {
        let value = self.required(name)?;
        self.as_whole(name, value)
    }

    /// A whole number that is `default` when left out.
    pub fn whole_or(&mut self, name: &str, default: i64) -> Option<i64> {
        match self.object.get(name) {
            None => Some(default),
            Some(value) => self.as_whole(name, value),
        }
    }

    fn as_whole(&mut self, name: &str, value: &Value) -> Option<i64> {
        if !value.is_number() {
            self.wrong(name, "must be a whole number");
            return None;
        }
        let Some(number) = decimal(value) else {
            self.refuse(name, "is too large");
            return None;
        };
        if !number.fract().is_zero() {
            self.wrong(name, "must be a whole number");
            return None;
        }
        let whole = number.to_i64();
        if whole.is_none() {
            self.refuse(name, "is too large");
        }
        whole
    }

    /// A required number, exact; nothing after an error.
    pub fn number(&mut self, name: &str) -> Option<Decimal> {
        let value = self.required(name)?;
        self.as_number(name, value)
    }

    /// A number that must be sent but may be null.
    pub fn number_or_null(&mut self, name: &str) -> Option<Decimal> {
        match self.required(name)? {
            Value::Null => None,
            value => self.as_number(name, value),
        }
    }

    /// A number that may be left out or null.
    pub fn optional_number(&mut self, name: &str) -> Option<Decimal> {
        self.optional(name).and_then(|value| self.as_number(name, value))
    }

    fn as_number(&mut self, name: &str, value: &Value) -> Option<Decimal> {
        if !value.is_number() {
            self.wrong(name, "must be a number");
            return None;
        }
        let number = decimal(value);
        if number.is_none() {
            self.refuse(name, "has more digits than an amount can have");
        }
        number
    }

    /// A required true or false.
    pub fn flag(&mut self, name: &str) -> bool {
        self.required(name).and_then(|value| self.as_flag(name, value)).unwrap_or_default()
    }

    /// A true or false that is `default` when left out.
    pub fn flag_or(&mut self, name: &str, default: bool) -> bool {
        match self.object.get(name) {
            None => default,
            Some(value) => self.as_flag(name, value).unwrap_or(default),
        }
    }

    fn as_flag(&mut self, name: &str, value: &Value) -> Option<bool> {
        let flag = value.as_bool();
        if flag.is_none() {
            self.wrong(name, "must be true or false");
        }
        flag
    }

    /// A required day, `YYYY-MM-DD`.
    pub fn day(&mut self, name: &str) -> Option<Date> {
        let errors = self.malformed.len();
        let text = self.text(name);
        if self.malformed.len() > errors {
            return None;
        }
        self.as_day(name, text)
    }

    /// A day that must be sent but may be null.
    pub fn day_or_null(&mut self, name: &str) -> Option<Date> {
        let text = self.text_or_null(name)?;
        self.as_day(name, text)
    }

    /// A day that may be left out or null.
    pub fn optional_day(&mut self, name: &str) -> Option<Date> {
        let text = self.optional_text(name)?;
        self.as_day(name, text)
    }

    fn as_day(&mut self, name: &str, text: &str) -> Option<Date> {
        let day = parse_day(text);
        if day.is_none() {
            self.refuse(name, "must be a day, YYYY-MM-DD");
        }
        day
    }

    /// A required list; empty after an error.
    pub fn list(&mut self, name: &str) -> &'a [Value] {
        match self.required(name) {
            Some(Value::Array(items)) => items,
            Some(_) => {
                self.wrong(name, "must be a list");
                &[]
            }
            None => &[],
        }
    }

    /// A list that may be left out or null.
    pub fn optional_list(&mut self, name: &str) -> Option<&'a [Value]> {
        let items = self.optional(name)?.as_array().map(Vec::as_slice);
        if items.is_none() {
            self.wrong(name, "must be a list");
        }
        items
    }

    /// A required object or null, read by `read`.
    pub fn object_or_null<T>(&mut self, name: &str, read: impl FnOnce(&mut Fields<'a>) -> T) -> Option<T> {
        match self.required(name)? {
            Value::Null => None,
            value => Some(self.nested(self.at(name), value, read)),
        }
    }

    /// An object that may be left out or null, read by `read`.
    pub fn optional_object<T>(&mut self, name: &str, read: impl FnOnce(&mut Fields<'a>) -> T) -> Option<T> {
        let value = self.optional(name)?;
        Some(self.nested(self.at(name), value, read))
    }

    /// Each item of a list as an object, read by `read`.
    pub fn each<T>(
        &mut self,
        name: &str,
        items: &'a [Value],
        mut read: impl FnMut(&mut Fields<'a>) -> T,
    ) -> Vec<T> {
        let path = self.at(name);
        items
            .iter()
            .enumerate()
            .map(|(at, item)| self.nested(format!("{path}[{at}]"), item, &mut read))
            .collect()
    }

    fn nested<T>(&mut self, path: String, value: &'a Value, read: impl FnOnce(&mut Fields<'a>) -> T) -> T {
        let object = value.as_object();
        if object.is_none() {
            self.malformed.push((path.clone(), "must be an object".to_owned()));
        }
        let mut inner = Fields::new(object.unwrap_or(&NOTHING));
        inner.path = path;
        let errors = self.malformed.len();
        let read = read(&mut inner);
        self.malformed.append(&mut inner.malformed);
        if object.is_none() {
            // The one line above says it all; its missing fields would only repeat it.
            self.malformed.truncate(errors);
        }
        self.refused.append(&mut inner.refused);
        read
    }

    /// Refuses every field that is not named here: bodies are closed.
    pub fn close(&mut self, known: &[&str]) {
        for name in self.object.keys() {
            if !known.contains(&name.as_str()) {
                self.refuse(name, "is not a known field");
            }
        }
    }

    /// 400 when something was missing or of the wrong type.
    pub fn syntax(&mut self) -> Result<(), Refusal> {
        if self.malformed.is_empty() {
            return Ok(());
        }
        let fields = std::mem::take(&mut self.malformed);
        Err(Refusal { fields, ..Refusal::bad_request("Invalid request") })
    }

    /// What rules refuse so far, for the checks that come later.
    pub fn rules(&mut self) -> Result<(), Refusal> {
        if self.refused.is_empty() {
            return Ok(());
        }
        Err(Refusal::validation(std::mem::take(&mut self.refused)))
    }

    /// Both at once, where nothing comes between them.
    pub fn finish(&mut self) -> Result<(), Refusal> {
        self.syntax()?;
        self.rules()
    }
}

/// A civil day in exactly the form `2026-10-15`.
pub fn parse_day(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    let shaped = bytes.len() == 10
        && bytes.iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if shaped { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_400_and_what_is_unknown_is_422() {
        let body = parse(br#"{"name": 5, "size": 1.5, "extra": 1, "lines": [{"amount": "x"}, 3]}"#).unwrap();
        let mut fields = Fields::new(&body);
        fields.text("name");
        fields.whole("size");
        fields.flag("active");
        let lines = fields.list("lines");
        fields.each("lines", lines, |line| line.number("amount"));
        fields.close(&["name", "size", "active", "lines"]);
        let refusal = fields.syntax().unwrap_err();
        assert_eq!(refusal.status, 400);
        let told: Vec<_> = refusal.fields.iter().map(|(name, text)| format!("{name} {text}")).collect();
        assert_eq!(
            told,
            [
                "name must be a string",
                "size must be a whole number",
                "active is required",
                "lines[0].amount must be a number",
                "lines[1] must be an object",
            ]
        );
        let refusal = fields.rules().unwrap_err();
        assert_eq!((refusal.status, refusal.fields[0].0.as_str()), (422, "extra"));
    }

    #[test]
    fn days_have_one_form() {
        assert!(parse_day("2026-10-15").is_some());
        for wrong in
            ["2026-13-15", "2026-02-30", "20261015", "2026-10-15T00:00:00Z", "", "2026-1-5", "+2026-01-5"]
        {
            assert_eq!(parse_day(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_body_is_one_object() {
        for wrong in ["", "[]", "null", "{", "{\"a\":1}x", "\"a\""] {
            assert_eq!(parse(wrong.as_bytes()).unwrap_err().status, 400, "{wrong}");
        }
    }
}
