//! Numbers, times and references as the accounting API writes and reads them.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use ledger::{Currency, Minor};
use rust_decimal::Decimal;
use serde_json::{Map, Number, Value};

use super::fault::Fault;

/// The most lines, links or attachments a transaction takes (the vendor's page on limits).
const ROWS_MAX: usize = 10_000;

/// A JSON object.
pub type Object = Map<String, Value>;

/// The data centre's zone: all times are written with its offset, -08:00 or -07:00.
fn data_centre() -> TimeZone {
    TimeZone::get("America/Los_Angeles").unwrap_or(TimeZone::UTC)
}

/// An instant to the second, as in `MetaData`.
pub fn clock_text(at_ms: i64) -> String {
    let at = Timestamp::from_millisecond(at_ms).unwrap_or(Timestamp::UNIX_EPOCH);
    at.to_zoned(data_centre()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// An instant to the millisecond, as in the top-level `time`.
pub fn clock_text_ms(at: Timestamp) -> String {
    at.to_zoned(data_centre()).strftime("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string()
}

/// A decimal as a JSON number, with its digits as they are.
pub fn number(value: Decimal) -> Value {
    let text = value.normalize().to_string();
    text.parse::<Number>().map_or(Value::Null, Value::Number)
}

/// An amount as a JSON number: `0`, `260.0`, `7.84`, as the real service varies.
pub fn amount(value: Minor) -> Value {
    let text = value.to_major(Currency::USD).normalize().to_string();
    let text = if value.is_zero() || text.contains('.') { text } else { format!("{text}.0") };
    text.parse::<Number>().map_or(Value::Null, Value::Number)
}

/// `{"value":"12","name":"…"}`.
pub fn reference(id: impl std::fmt::Display, name: Option<&str>) -> Value {
    let mut map = Object::new();
    map.insert("value".into(), Value::String(id.to_string()));
    if let Some(name) = name {
        map.insert("name".into(), Value::String(name.to_owned()));
    }
    Value::Object(map)
}

/// Drops what clients send for "nothing": `null` and empty strings, at every depth.
pub fn without_blanks(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|_, inner| !matches!(inner, Value::Null) && inner.as_str() != Some(""));
            map.values_mut().for_each(without_blanks);
        }
        Value::Array(items) => items.iter_mut().for_each(without_blanks),
        _ => {}
    }
}

/// A body or part of one, read the tolerant way of the real service: numbers may be texts and texts numbers.
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
    pub fn amount(&self, name: &str) -> Result<Option<Minor>, Fault> {
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

/// A decimal in dollars, rounded half away from zero, as cents.
pub fn to_cents(value: Decimal) -> Option<Minor> {
    use rust_decimal::RoundingStrategy::MidpointAwayFromZero;
    Minor::from_major(value.round_dp_with_strategy(2, MidpointAwayFromZero), Currency::USD).ok()
}
