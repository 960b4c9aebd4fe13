//! A body read field by field, the tolerant way of the real service.

use jiff::civil::Date;
use ledger::MinorUnits;
use rust_decimal::Decimal;
use serde_json::Value;

use super::fault::Fault;
use super::wire::Object;
use crate::state::books::rates::to_cents;

/// The most lines, links or attachments a transaction takes (the vendor's page on limits).
const ROWS_MAX: usize = 10_000;

/// A body or part of one: numbers may be texts and texts numbers.
#[derive(Clone, Copy)]
pub struct Fields<'a> {
    map: &'a Object,
    /// What error messages put before a property's name (`Line.`).
    prefix: &'static str,
}

impl<'a> Fields<'a> {
    /// Over a whole body.
    pub fn new(map: &'a Object) -> Self {
        Self { map, prefix: "" }
    }

    /// Over a part of a body.
    pub fn of(map: &'a Object, prefix: &'static str) -> Self {
        Self { map, prefix }
    }

    /// The object itself.
    pub fn object(&self) -> &'a Object {
        self.map
    }

    /// Whether the property was sent.
    pub fn has(&self, name: &str) -> bool {
        self.map.contains_key(name)
    }

    /// A property's name as errors give it.
    pub fn element(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// A text.
    pub fn text(&self, name: &str) -> Result<Option<String>, Fault> {
        match self.map.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(Value::Number(number)) => Ok(Some(number.to_string())),
            Some(_) => Err(Fault::property(&self.element(name))),
        }
    }

    /// A text of at most that many characters.
    pub fn text_up_to(&self, name: &str, max: usize) -> Result<Option<Box<str>>, Fault> {
        match self.text(name)? {
            Some(text) if text.chars().count() > max => Err(Fault::too_long(&self.element(name), max)),
            text => Ok(text.map(String::into_boxed_str)),
        }
    }

    /// A decimal.
    pub fn decimal(&self, name: &str) -> Result<Option<Decimal>, Fault> {
        let text = match self.map.get(name) {
            None => return Ok(None),
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::String(text)) => text.trim().to_owned(),
            Some(_) => return Err(Fault::number(&self.element(name))),
        };
        let parsed = text.parse().or_else(|_| Decimal::from_scientific(&text));
        parsed.map(Some).map_err(|_| Fault::number(&self.element(name)))
    }

    /// An amount, rounded to cents as the real service does.
    pub fn amount(&self, name: &str) -> Result<Option<MinorUnits>, Fault> {
        self.decimal(name)?
            .map(|value| to_cents(value).ok_or_else(|| Fault::number(&self.element(name))))
            .transpose()
    }

    /// A calendar date; a date with a time loses the time.
    pub fn date(&self, name: &str) -> Result<Option<Date>, Fault> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        let day = text.get(..10).unwrap_or(&text);
        day.parse().map(Some).map_err(|_| Fault::property(&self.element(name)))
    }

    /// True or false, also as text.
    pub fn flag(&self, name: &str) -> Result<Option<bool>, Fault> {
        match self.map.get(name) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(Value::String(text)) if text.eq_ignore_ascii_case("true") => Ok(Some(true)),
            Some(Value::String(text)) if text.eq_ignore_ascii_case("false") => Ok(Some(false)),
            Some(_) => Err(Fault::property(&self.element(name))),
        }
    }

    /// The `value` of a reference.
    pub fn reference(&self, name: &str) -> Result<Option<String>, Fault> {
        match self.map.get(name) {
            None => Ok(None),
            Some(Value::Object(map)) => Fields::of(map, self.prefix).text("value"),
            Some(_) => Err(Fault::property(&self.element(name))),
        }
    }

    /// An object inside.
    pub fn inner(&self, name: &str) -> Result<Option<&'a Object>, Fault> {
        match self.map.get(name) {
            None => Ok(None),
            Some(Value::Object(map)) => Ok(Some(map)),
            Some(_) => Err(Fault::property(&self.element(name))),
        }
    }

    /// A list of objects.
    pub fn list(&self, name: &str) -> Result<Option<Vec<&'a Object>>, Fault> {
        match self.map.get(name) {
            None => Ok(None),
            Some(Value::Array(items)) if items.len() > ROWS_MAX => {
                Err(Fault::business(format!("{} has at most {ROWS_MAX} entries.", self.element(name))))
            }
            Some(Value::Array(items)) => items
                .iter()
                .map(|item| item.as_object().ok_or_else(|| Fault::property(&self.element(name))))
                .collect::<Result<_, _>>()
                .map(Some),
            Some(_) => Err(Fault::property(&self.element(name))),
        }
    }
}
