//! One page of a list.

use ledger::Currency;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;

use engine::ports::PlatformPage;
use engine::record::Read;

use super::lenient::{shorten, text};
use super::{Decode, FieldError, needed};

/// A page before its records are read.
#[derive(Debug)]
pub struct Page {
    /// The JSON text of each record.
    pub data: Vec<Box<RawValue>>,
    /// Continue after this.
    pub end_cursor: Option<String>,
    /// More is there.
    pub more: bool,
}

/// The envelope: flat cursors as in the reference, or nested as in the vendor's guide.
#[derive(Deserialize)]
struct Envelope {
    #[serde(default, deserialize_with = "present")]
    data: Option<List>,
    #[serde(default, deserialize_with = "text")]
    end_cursor: Option<String>,
    #[serde(default)]
    has_next_page: Option<bool>,
    #[serde(default)]
    pagination: Option<Pagination>,
}

/// The records; null, which some servers write for an empty list, is none.
#[derive(Deserialize)]
struct List(Option<Vec<Box<RawValue>>>);

#[derive(Deserialize)]
struct Pagination {
    #[serde(default, deserialize_with = "text")]
    end_cursor: Option<String>,
    #[serde(default)]
    has_next_page: Option<bool>,
}

/// Tells null from a field that is not there.
fn present<'de, D: Deserializer<'de>>(from: D) -> Result<Option<List>, D::Error> {
    List::deserialize(from).map(Some)
}

/// Reads the envelope of an answer.
///
/// A body without `data` is no empty page: whoever walks a list must never take a mangled answer for its end. A page that
/// says there is more, but not where, is told as that: what it brought is good, and the list is not known to its end.
pub fn page(body: &[u8]) -> Result<Page, FieldError> {
    let envelope: Envelope = serde_json::from_slice(body)?;
    let List(data) = needed(envelope.data, "data")?;
    let data = data.unwrap_or_default();
    let (mut end_cursor, mut more) = (envelope.end_cursor, envelope.has_next_page);
    if let Some(nested) = envelope.pagination {
        end_cursor = end_cursor.or(nested.end_cursor);
        more = more.or(nested.has_next_page);
    }
    Ok(Page { data, end_cursor, more: more.unwrap_or(false) })
}

impl Page {
    /// Reads its records; those that make no sense are named with what is wrong.
    pub fn read(self, kind: &str, decode: Decode, home: Currency) -> PlatformPage {
        let mut read =
            PlatformPage { end_cursor: self.end_cursor, more: self.more, ..PlatformPage::default() };
        for raw in self.data {
            match decode(raw.get(), home) {
                Ok(record) => read.records.push(Read { record, raw: raw.get().to_owned() }),
                Err(error) => read.unreadable.push(format!("{kind} {}: {error}", name_of(raw.get()))),
            }
        }
        read
    }
}

/// The id of a record that could not be read, as far as it shows.
fn name_of(raw: &str) -> String {
    #[derive(Deserialize)]
    struct Named {
        id: Value,
    }
    match serde_json::from_str(raw) {
        Ok(Named { id: Value::String(id) }) => shorten(&id, 64),
        Ok(Named { id: Value::Number(id) }) => shorten(&id.to_string(), 64),
        _ => "without an id".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::customer;

    fn cursor(body: &str) -> Result<(usize, Option<String>, bool), FieldError> {
        page(body.as_bytes()).map(|page| (page.data.len(), page.end_cursor, page.more))
    }

    #[test]
    fn both_envelopes_are_read() {
        let flat = r#"{"data":[{}],"start_cursor":"a","end_cursor":"b+/=","has_next_page":true,"x":1.50}"#;
        assert_eq!(cursor(flat), Ok((1, Some("b+/=".to_owned()), true)));
        let nested = r#"{"data":[{},{}],"pagination":{"has_next_page":true,"end_cursor":"b"}}"#;
        assert_eq!(cursor(nested), Ok((2, Some("b".to_owned()), true)));
        let last = r#"{"data":[],"pagination":{"has_next_page":false,"end_cursor":null}}"#;
        assert_eq!(cursor(last), Ok((0, None, false)));
    }

    #[test]
    fn an_empty_page_may_be_null_but_not_absent() {
        assert_eq!(cursor(r#"{"data":null,"end_cursor":"","has_next_page":false}"#), Ok((0, None, false)));
        assert!(cursor(r#"{"has_next_page":false}"#).is_err());
        assert!(cursor(r#"{"data":{}}"#).is_err());
    }

    #[test]
    fn a_page_that_does_not_say_where_it_goes_on_brings_its_records_all_the_same() {
        assert_eq!(cursor(r#"{"data":[{}],"has_next_page":true}"#), Ok((1, None, true)));
        let circle = r#"{"data":[{}],"has_next_page":true,"end_cursor":"before"}"#;
        assert_eq!(cursor(circle), Ok((1, Some("before".to_owned()), true)));
        let quiet = r#"{"data":[],"has_next_page":false,"end_cursor":"before"}"#;
        assert_eq!(cursor(quiet), Ok((0, Some("before".to_owned()), false)));
    }

    #[test]
    fn one_bad_record_does_not_cost_the_page() {
        let body = br#"{"data":[{"id":"c1","name":"A" },7,{"id":"c2","version":-1},{"name":"B"}],"has_next_page":false}"#;
        let read = page(body).unwrap().read("customer", customer, Currency::USD);
        assert_eq!(read.records.len(), 1);
        assert_eq!(read.records[0].raw, r#"{"id":"c1","name":"A" }"#);
        assert_eq!(read.unreadable.len(), 3);
        assert!(read.unreadable[0].starts_with("customer without an id: "), "{:?}", read.unreadable);
        assert!(
            read.unreadable[1].starts_with("customer c2: `-1` is not a whole number"),
            "{:?}",
            read.unreadable
        );
        assert!(read.unreadable[2].contains("`id` is missing"), "{:?}", read.unreadable);
    }

    #[test]
    fn hostile_bodies_are_flaws_not_crashes() {
        for body in [
            "",
            "null",
            "[]",
            "\"page\"",
            "<html><body>502</body></html>",
            "{\"data\":[{\"id\":\"c1\"}",
            "{\"data\":[],\"data\":[]}",
            "{\"data\":[],\"has_next_page\":\"yes\"}",
        ] {
            assert!(page(body.as_bytes()).is_err(), "{}", shorten(body, 40));
        }
        assert!(page(b"{\"data\":[\"\xff\"]}").is_err());

        let deep = format!("{{\"data\":[{}{}]}}", "[".repeat(100_000), "]".repeat(100_000));
        let read = page(deep.as_bytes()).unwrap().read("customer", customer, Currency::USD);
        assert_eq!((read.records.len(), read.unreadable.len()), (0, 1));
    }
}
