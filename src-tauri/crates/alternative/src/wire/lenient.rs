//! Fields as they come: absent, null and empty are all "none", and amounts are read from their literal text.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use ledger::{Currency, MinorUnits};
use rust_decimal::Decimal;
use serde::de::{Deserialize, Deserializer, Error};
use serde_json::Value;

use super::{FieldError, needed};

/// Text. A number stands for its digits (some ids are written so); empty text is none.
pub fn text<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    match Value::deserialize(from)? {
        Value::Null => Ok(None),
        Value::String(text) if text.trim().is_empty() => Ok(None),
        Value::String(text) => Ok(Some(text)),
        Value::Number(number) => Ok(Some(number.to_string())),
        other => Err(D::Error::custom(format_args!("{} where text belongs", shape(&other)))),
    }
}

/// A number in decimal, exactly as written; text that holds a number counts as one.
pub fn decimal<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Decimal>, D::Error> {
    let text = match Value::deserialize(from)? {
        Value::Null => return Ok(None),
        Value::Number(number) => number.to_string(),
        Value::String(text) if text.trim().is_empty() => return Ok(None),
        Value::String(text) => text,
        other => return Err(D::Error::custom(format_args!("{} where an amount belongs", shape(&other)))),
    };
    match exactly(text.trim()) {
        Some(decimal) => Ok(Some(decimal)),
        None => Err(D::Error::custom(format_args!("`{}` is not an amount", shorten(&text, 40)))),
    }
}

/// A whole number from zero.
pub fn whole<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u64>, D::Error> {
    let Some(text) = text(from)? else { return Ok(None) };
    match text.parse() {
        Ok(number) => Ok(Some(number)),
        Err(_) => Err(D::Error::custom(format_args!("`{}` is not a whole number", shorten(&text, 40)))),
    }
}

/// No digit is rounded away: what does not fit in 28 digits is no amount.
fn exactly(text: &str) -> Option<Decimal> {
    match text.split_once(['e', 'E']) {
        None => Decimal::from_str_exact(text).ok(),
        Some((mantissa, _)) => {
            Decimal::from_str_exact(mantissa).ok()?;
            Decimal::from_scientific(text).ok()
        }
    }
}

/// A needed amount in minor units.
pub fn minor(amount: Option<Decimal>, currency: Currency, name: &str) -> Result<MinorUnits, FieldError> {
    let major = needed(amount, name)?;
    MinorUnits::from_major(major, currency).map_err(|error| FieldError(format!("`{name}`: {error}")))
}

/// An amount in minor units where there is one.
pub fn maybe_minor(
    amount: Option<Decimal>,
    currency: Currency,
    name: &str,
) -> Result<Option<MinorUnits>, FieldError> {
    amount.map(|major| minor(Some(major), currency, name)).transpose()
}

/// The record's own currency, in any case of letters, else the given one.
pub fn currency(code: Option<String>, home: Currency) -> Result<Currency, FieldError> {
    code.map_or(Ok(home), |code| Ok(code.parse()?))
}

/// An instant; a bare date means its first moment in UTC.
pub fn instant(text: &str, name: &str) -> Result<Timestamp, FieldError> {
    if let Ok(instant) = text.parse() {
        return Ok(instant);
    }
    let date: Result<Date, _> = text.parse();
    date.and_then(|date| date.to_zoned(TimeZone::UTC))
        .map(|zoned| zoned.timestamp())
        .map_err(|_| FieldError(format!("`{name}` is not an instant: `{}`", shorten(text, 40))))
}

/// A day; of an instant the day as written.
pub fn day(text: &str, name: &str) -> Result<Date, FieldError> {
    let written = text.split(['T', ' ']).next().unwrap_or(text);
    written.parse().map_err(|_| FieldError(format!("`{name}` is not a date: `{}`", shorten(text, 40))))
}

/// The start of a text, for messages.
pub fn shorten(text: &str, chars_max: usize) -> String {
    text.chars().map(|char| if char.is_control() { ' ' } else { char }).take(chars_max).collect()
}

fn shape(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(default)]
    struct Row {
        #[serde(deserialize_with = "text")]
        name: Option<String>,
        #[serde(deserialize_with = "decimal")]
        amount: Option<Decimal>,
        #[serde(deserialize_with = "whole")]
        version: Option<u64>,
    }

    fn row(json: &str) -> Result<Row, serde_json::Error> {
        serde_json::from_str(json)
    }

    fn amount(json: &str) -> Result<MinorUnits, FieldError> {
        minor(row(&format!("{{\"amount\":{json}}}"))?.amount, Currency::USD, "amount")
    }

    #[test]
    fn absent_null_and_empty_are_none() {
        assert_eq!(row("{}").unwrap(), Row::default());
        assert_eq!(row(r#"{"name":null,"amount":null,"version":null,"new":[1]}"#).unwrap(), Row::default());
        assert_eq!(row(r#"{"name":" ","amount":"","version":""}"#).unwrap(), Row::default());
    }

    #[test]
    fn amounts_come_from_their_literal_text() {
        assert_eq!(amount("324.00"), Ok(MinorUnits(32_400)));
        assert_eq!(amount("0.1"), Ok(MinorUnits(10)));
        assert_eq!(amount("-137.50"), Ok(MinorUnits(-13_750)));
        assert_eq!(amount("\"100.00\""), Ok(MinorUnits(10_000)));
        assert_eq!(amount("1.5e2"), Ok(MinorUnits(15_000)));
        assert_eq!(amount("92233720368547758.07"), Ok(MinorUnits(i64::MAX)));
        // In binary floating point this would round to a whole cent.
        assert!(amount("0.10000000000000000001").is_err());
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for hostile in [
            "0.005",
            "1e400",
            "1e-9",
            "92233720368547758.08",
            "123456789012345678901234567890123456789",
            "true",
            "[]",
            "{}",
            "\"twelve\"",
            "\"1,000.00\"",
            "\"NaN\"",
        ] {
            assert!(amount(hostile).is_err(), "{hostile}");
        }
    }

    #[test]
    fn versions_are_whole_numbers() {
        assert_eq!(row(r#"{"version":18446744073709551615}"#).unwrap().version, Some(u64::MAX));
        assert_eq!(row(r#"{"version":"7"}"#).unwrap().version, Some(7));
        for hostile in ["-1", "1.0", "18446744073709551616", "[7]"] {
            assert!(row(&format!("{{\"version\":{hostile}}}")).is_err(), "{hostile}");
        }
    }

    #[test]
    fn ids_written_as_numbers_are_taken() {
        assert_eq!(row(r#"{"name":58}"#).unwrap().name.as_deref(), Some("58"));
        assert!(row(r#"{"name":{}}"#).is_err());
    }

    #[test]
    fn days_and_instants() {
        assert_eq!(day("2026-10-07", "d"), Ok(jiff::civil::date(2026, 10, 7)));
        assert_eq!(day("2026-10-07T23:00:00-05:00", "d"), Ok(jiff::civil::date(2026, 10, 7)));
        assert!(day("7 Oct", "d").is_err());
        assert_eq!(instant("2026-10-06", "i"), Ok("2026-10-06T00:00:00Z".parse().unwrap()));
        assert_eq!(instant("2026-10-06T01:00:00+01:00", "i"), Ok("2026-10-06T00:00:00Z".parse().unwrap()));
        // As the vendor's reference writes one by mistake.
        assert!(instant("2025-01-01T00:00:000Z", "i").is_err());
    }
}
