//! Numbers, times and references as the accounting API writes them.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use ledger::{Currency, MinorUnits};
use rust_decimal::Decimal;
use serde_json::{Map, Number, Value};

/// A JSON object.
pub type Object = Map<String, Value>;

/// The data center's zone: all times are written with its offset, -08:00 or -07:00.
fn data_center() -> TimeZone {
    TimeZone::get("America/Los_Angeles").unwrap_or(TimeZone::UTC)
}

/// An instant to the second, as in `MetaData`.
pub fn clock_text(at_ms: i64) -> String {
    let at = Timestamp::from_millisecond(at_ms).unwrap_or(Timestamp::UNIX_EPOCH);
    at.to_zoned(data_center()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// An instant to the millisecond, as in the top-level `time`.
pub fn clock_text_ms(at: Timestamp) -> String {
    at.to_zoned(data_center()).strftime("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string()
}

/// A decimal as a JSON number, with its digits as they are.
pub fn number(value: Decimal) -> Value {
    let text = value.normalize().to_string();
    text.parse::<Number>().map_or(Value::Null, Value::Number)
}

/// An amount as a JSON number: `0`, `260.0`, `7.84`, as the real service varies.
pub fn amount(value: MinorUnits) -> Value {
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
