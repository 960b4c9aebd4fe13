//! Fields as QuickBooks sends them: present, absent, null, empty, a number where a text belongs, or a text where a
//! number does. What counts as absent: missing, `null`, and the empty text (reference 13.2).

use jiff::Timestamp;
use jiff::civil::Date;
use ledger::{Currency, MinorUnits};
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// Why a record cannot be used, in words for a person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct FieldError(pub String);

impl FieldError {
    pub(crate) fn missing(field: &str) -> Self {
        Self(format!("{field} is missing"))
    }

    pub(crate) fn of(field: &str, text: &str, what: &str) -> Self {
        let shown: String = text.chars().take(40).collect();
        Self(format!("{field} `{shown}` is not {what}"))
    }
}

/// A scalar by its literal text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Text(Option<String>);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(
            match Value::deserialize(deserializer)? {
                Value::Null => None,
                Value::String(text) => Some(text),
                Value::Number(number) => Some(number.to_string()),
                Value::Bool(flag) => Some(flag.to_string()),
                Value::Array(_) | Value::Object(_) => {
                    return Err(serde::de::Error::custom(
                        "a list or an object stands where a single value belongs",
                    ));
                }
            }
            .filter(|text| !text.trim().is_empty()),
        ))
    }
}

impl Text {
    pub(crate) fn get(&self) -> Option<&str> {
        self.0.as_deref()
    }

    pub(crate) fn owned(&self) -> Option<String> {
        self.0.clone()
    }

    /// True only for a clear yes.
    pub(crate) fn is_true(&self) -> bool {
        self.is("true")
    }

    /// Compares without case.
    pub(crate) fn is(&self, word: &str) -> bool {
        self.get().is_some_and(|text| text.eq_ignore_ascii_case(word))
    }

    pub(crate) fn required(&self, field: &str) -> Result<&str, FieldError> {
        self.get().ok_or_else(|| FieldError::missing(field))
    }

    pub(crate) fn id<I: for<'a> From<&'a str>>(&self, field: &str) -> Result<I, FieldError> {
        self.required(field).map(I::from)
    }

    /// `SyncToken`.
    pub(crate) fn version(&self) -> Result<u64, FieldError> {
        let text = self.required("SyncToken")?;
        text.parse().map_err(|_| FieldError::of("SyncToken", text, "a version"))
    }

    /// The exact number.
    pub(crate) fn number(&self, field: &str) -> Result<Option<Decimal>, FieldError> {
        let Some(text) = self.get() else { return Ok(None) };
        exact(text).map(Some).ok_or_else(|| FieldError::of(field, text, "a number"))
    }

    /// A number that is only shown: what cannot be read is left out.
    pub(crate) fn shown_number(&self) -> Option<Decimal> {
        self.get().and_then(|text| exact(text).or_else(|| text.parse().ok()))
    }

    pub(crate) fn amount(&self, field: &str, currency: Currency) -> Result<Option<MinorUnits>, FieldError> {
        let Some(number) = self.number(field)? else { return Ok(None) };
        MinorUnits::from_major(number, currency)
            .map(Some)
            .map_err(|error| FieldError(format!("{field}: {error}")))
    }

    pub(crate) fn required_amount(&self, field: &str, currency: Currency) -> Result<MinorUnits, FieldError> {
        self.amount(field, currency)?.ok_or_else(|| FieldError::missing(field))
    }

    pub(crate) fn date(&self, field: &str) -> Result<Option<Date>, FieldError> {
        let Some(text) = self.get() else { return Ok(None) };
        text.parse().map(Some).map_err(|_| FieldError::of(field, text, "a date"))
    }

    pub(crate) fn required_date(&self, field: &str) -> Result<Date, FieldError> {
        self.date(field)?.ok_or_else(|| FieldError::missing(field))
    }

    pub(crate) fn instant(&self, field: &str) -> Result<Timestamp, FieldError> {
        let text = self.required(field)?;
        text.parse().map_err(|_| FieldError::of(field, text, "a time with its offset"))
    }
}

/// A decimal without any loss, from plain or scientific text.
fn exact(text: &str) -> Option<Decimal> {
    let text = text.trim();
    if text.contains(['e', 'E']) {
        Decimal::from_scientific(text).ok()
    } else {
        Decimal::from_str_exact(text).ok()
    }
}

/// `{value, name?, type?}`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Ref {
    pub value: Text,
    pub name: Text,
    pub r#type: Text,
}

/// The value of a reference that may be absent.
pub(crate) fn ref_id<I: for<'a> From<&'a str>>(reference: Option<&Ref>) -> Option<I> {
    reference.and_then(|reference| reference.value.get()).map(I::from)
}

pub(crate) fn required_ref<I: for<'a> From<&'a str>>(
    reference: Option<&Ref>,
    field: &str,
) -> Result<I, FieldError> {
    ref_id(reference).ok_or_else(|| FieldError::missing(field))
}

/// The record's own currency; without one it is the company's home currency.
pub(crate) fn currency(reference: Option<&Ref>, home: Currency) -> Result<Currency, FieldError> {
    match reference.and_then(|reference| reference.value.get()) {
        None => Ok(home),
        Some(code) => code.parse().map_err(|_| FieldError::of("CurrencyRef", code, "a currency")),
    }
}

/// `MetaData`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct MetaData {
    pub create_time: Text,
    pub last_updated_time: Text,
}

/// When the record was entered; only compared, so that what cannot be read is left out.
pub(crate) fn created_at(meta: Option<&MetaData>) -> Option<Timestamp> {
    meta?.create_time.get()?.parse().ok()
}

/// When the record last changed.
pub(crate) fn updated_at(meta: Option<&MetaData>) -> Result<Timestamp, FieldError> {
    let field = "MetaData.LastUpdatedTime";
    meta.ok_or_else(|| FieldError::missing(field))?.last_updated_time.instant(field)
}

/// `{TxnId, TxnType}`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct LinkedTxn {
    pub txn_id: Text,
    pub txn_type: Text,
}

/// A list that may be absent or null.
pub(crate) fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// The mark by which QuickBooks tells a void (reference 3.1).
pub(crate) fn notes_a_void(note: &Text) -> bool {
    note.get().is_some_and(|note| note.contains("Voided"))
}

/// A name without the suffix that QuickBooks hangs on inactive list entries, on every part of a path (rule C2).
pub(crate) fn without_deleted_suffix(name: &str) -> String {
    let parts = name.split(':').map(|part| part.strip_suffix(" (deleted)").unwrap_or(part));
    parts.collect::<Vec<_>>().join(":")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(json: &str) -> Text {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn texts_and_numbers_stand_for_each_other() {
        assert_eq!(text("0").version(), Ok(0));
        assert_eq!(text("\"17\"").version(), Ok(17));
        assert_eq!(text("145").get(), Some("145"));
        assert_eq!(text("\"25.10\"").required_amount("TotalAmt", Currency::USD), Ok(MinorUnits(2_510)));
        assert!(text("true").is_true() && text("\"true\"").is_true() && !text("null").is_true());
    }

    #[test]
    fn empty_null_and_missing_are_the_same() {
        for json in ["null", "\"\"", "\"  \""] {
            assert_eq!(text(json).get(), None, "{json}");
            assert_eq!(text(json).amount("Balance", Currency::USD), Ok(None));
            assert_eq!(text(json).date("DueDate"), Ok(None));
        }
        assert!(serde_json::from_str::<Text>("[1]").is_err());
        assert!(serde_json::from_str::<Text>("{\"a\":1}").is_err());
    }

    #[test]
    fn amounts_are_read_from_their_literal_text() {
        let read = |json: &str| text(json).amount("Amount", Currency::USD);
        assert_eq!(read("0.1"), Ok(Some(MinorUnits(10))));
        assert_eq!(read("1234567890123.45"), Ok(Some(MinorUnits(123_456_789_012_345))));
        assert_eq!(read("1.5e2"), Ok(Some(MinorUnits(15_000))));
        assert_eq!(read("-62.50"), Ok(Some(MinorUnits(-6_250))));
        for bad in [
            "0.001",
            "1e400",
            "1e-400",
            "1e99999999999999999999",
            "99999999999999999999999999999999",
            "\"12,50\"",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_flaw_names_the_field_and_shows_little() {
        let flaw = text(&format!("\"{}\"", "x".repeat(10_000))).required_date("TxnDate").unwrap_err();
        assert!(flaw.0.starts_with("TxnDate `xxx") && flaw.0.len() < 80, "{flaw}");
        assert_eq!(text("null").required_date("TxnDate"), Err(FieldError::missing("TxnDate")));
    }

    #[test]
    fn times_need_an_offset() {
        let at = text("\"2026-11-18T09:10:00-08:00\"").instant("time").unwrap();
        assert_eq!(at.to_string(), "2026-11-18T17:10:00Z");
        assert!(text("\"2026-11-18T09:10:00\"").instant("time").is_err());
    }

    #[test]
    fn c2_the_deleted_suffix_is_never_kept() {
        assert_eq!(without_deleted_suffix("Cool Cars (deleted)"), "Cool Cars");
        assert_eq!(without_deleted_suffix("Freeman (deleted):Twin Lane (deleted)"), "Freeman:Twin Lane");
        assert_eq!(without_deleted_suffix("The (deleted) Scenes"), "The (deleted) Scenes");
    }
}
