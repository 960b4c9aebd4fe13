//! Versions and bodies: which upsert is stale, repeated, contradictory or new.

use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use crate::api::alternative::fields::Fields;
use crate::refusal::Refusal;
use crate::state::platform::amount::canonical;
use crate::state::platform::records::{Digest, Mapping, Owner, Pair};

/// What an upsert that may go on does.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The same pair with the same body: nothing.
    Repeat,
    /// The first upsert of the record, or a higher pair.
    Take,
}

/// The version pair of a body. A pair that cannot be compared is refused by its rule later and is the
/// newest until then, so that it repeats nothing.
pub(crate) fn pair(fields: &mut Fields) -> Pair {
    let version = fields.whole("version");
    let mapping_revision = fields.whole_or("mapping_revision", 0);
    for (name, number) in [("version", version), ("mapping_revision", mapping_revision)] {
        if number.is_some_and(|number| number < 0) {
            fields.refuse(name, "must not be less than 0");
        }
    }
    Pair { version: version.unwrap_or(i64::MAX), mapping_revision: mapping_revision.unwrap_or(i64::MAX) }
}

/// Owner and version, in that order.
pub(crate) fn check(owner: Owner, mapping: &Mapping, pair: Pair, body: Digest) -> Result<Step, Refusal> {
    if owner == Owner::OtherIntegration {
        let refusal = Refusal::conflict("owned_elsewhere", "Another integration owns this record");
        return Err(refusal.field("owner", "other_integration"));
    }
    let Some(kept) = mapping.body else { return Ok(Step::Take) };
    let stored = mapping.pair;
    if pair < stored {
        let text = format!("{} is older than the stored {}", words(pair, true), words(stored, false));
        return Err(Refusal::conflict("stale_version", text)
            .field("version", format!("stored version is {}", stored.version))
            .field("mapping_revision", format!("stored mapping revision is {}", stored.mapping_revision)));
    }
    if pair == stored && kept != body {
        let text = format!("{} was already received with another body", words(pair, true));
        return Err(Refusal::conflict("version_conflict", text)
            .field("version", "read the record again from QuickBooks"));
    }
    Ok(if pair == stored { Step::Repeat } else { Step::Take })
}

fn words(pair: Pair, begins: bool) -> String {
    let name = if begins { "Version" } else { "version" };
    format!("{name} {}, mapping revision {}", pair.version, pair.mapping_revision)
}

/// The digest of a body without its version pair. Numbers count by value; a field that is null, or has its default
/// `(name, value)`, counts as left out.
pub(crate) fn digest(body: &Map<String, Value>, defaults: &[(&str, Value)]) -> Digest {
    let mut text = String::new();
    let fields = body.iter().filter(|(name, value)| {
        !matches!(name.as_str(), "version" | "mapping_revision")
            && !defaults.iter().any(|(default, normal)| default == name && normal == *value)
    });
    write_fields(fields, &mut text);
    first_half(&text)
}

/// The digest of some fields of a body.
pub(crate) fn digest_of(body: &Map<String, Value>, names: &[&str]) -> Digest {
    let mut text = String::new();
    write_fields(body.iter().filter(|(name, _)| names.contains(&name.as_str())), &mut text);
    first_half(&text)
}

fn first_half(text: &str) -> Digest {
    let whole = Sha256::digest(text);
    let mut half = Digest::default();
    half.copy_from_slice(&whole[..16]);
    half
}

fn write_fields<'a>(fields: impl Iterator<Item = (&'a String, &'a Value)>, text: &mut String) {
    // Sorted here, so that it does not matter in which order the parser keeps them.
    let mut fields: Vec<_> = fields.filter(|(_, value)| !value.is_null()).collect();
    fields.sort_unstable_by_key(|(name, _)| *name);
    text.push('{');
    for (name, value) in fields {
        text.push_str(&Value::String(name.clone()).to_string());
        text.push(':');
        write_value(value, text);
        text.push(',');
    }
    text.push('}');
}

fn write_value(value: &Value, text: &mut String) {
    match value {
        Value::Object(object) => write_fields(object.iter(), text),
        Value::Array(items) => {
            text.push('[');
            for item in items {
                write_value(item, text);
                text.push(',');
            }
            text.push(']');
        }
        Value::Number(number) => text.push_str(&canonical(number)),
        Value::Null | Value::Bool(_) | Value::String(_) => text.push_str(&value.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn body(value: &Value) -> Digest {
        digest(value.as_object().unwrap(), &[("online_payment_allowed", json!(true))])
    }

    fn parsed(text: &str) -> Digest {
        body(&serde_json::from_str(text).unwrap())
    }

    #[test]
    fn bodies_are_compared_as_values() {
        let one = parsed(r#"{"total": 25.00, "lines": [{"a": 1, "b": "x"}], "memo": null, "version": 1}"#);
        assert_eq!(one, parsed(r#"{"lines":[{"b":"x","a":1.0}],"memo":null,"total":2.5e1,"version":9}"#));
        assert_eq!(one, parsed(r#"{"lines":[{"b":"x","a":1}],"total":25,"online_payment_allowed":true}"#));
        assert_ne!(one, parsed(r#"{"lines":[{"b":"x","a":1}],"total":25,"online_payment_allowed":false}"#));
        assert_ne!(one, parsed(r#"{"lines":[{"b":"x","a":1}],"total":25.01}"#));
        assert_ne!(one, parsed(r#"{"lines":[{"b":"x","a":"1"}],"total":25}"#));
        assert_ne!(one, parsed(r#"{"lines":[{"b":"x","a":1},{"b":"x","a":1}],"total":25}"#));
    }

    #[test]
    fn the_pair_is_compared_version_first() {
        let mapping = |version, mapping_revision| Mapping {
            company: 1,
            qbo_id: "58".into(),
            pair: Pair { version, mapping_revision },
            body: Some([7; 16]),
        };
        let sent = |version, mapping_revision| Pair { version, mapping_revision };
        let code =
            |stored: &Mapping, pair, body| check(Owner::Quickbooks, stored, pair, body).map_err(|r| r.code);
        let stored = mapping(7, 1);
        assert_eq!(code(&stored, sent(6, 9), [7; 16]), Err("stale_version"));
        assert_eq!(code(&stored, sent(7, 0), [7; 16]), Err("stale_version"));
        assert_eq!(code(&stored, sent(7, 1), [7; 16]), Ok(Step::Repeat));
        assert_eq!(code(&stored, sent(7, 1), [8; 16]), Err("version_conflict"));
        assert_eq!(code(&stored, sent(7, 2), [7; 16]), Ok(Step::Take));
        assert_eq!(code(&stored, sent(8, 0), [7; 16]), Ok(Step::Take));
        let never = Mapping { body: None, ..mapping(0, 0) };
        assert_eq!(code(&never, sent(0, 0), [9; 16]), Ok(Step::Take));
        assert_eq!(
            check(Owner::OtherIntegration, &never, sent(9, 0), [9; 16]).unwrap_err().code,
            "owned_elsewhere"
        );
    }
}
