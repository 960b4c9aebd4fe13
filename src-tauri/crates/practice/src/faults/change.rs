//! What `kind: rewrite` does to an answer.

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime};
use serde_json::{Map, Value};

/// The names a change may have.
const NAMES: [&str; 4] = ["field", "to", "ahead_seconds", "remove"];

/// One change of one field: `{field, to}`, `{field, ahead_seconds}` or `{field, remove: true}`.
///
/// The field is a path of names and positions with dots between them, where `*` is every one there: `Line.*.Amount`,
/// `data.0.status`.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    field: Vec<String>,
    what: What,
}

#[derive(Debug, Clone, PartialEq)]
enum What {
    /// Another value; a name that is not there is added.
    To(Value),
    /// A day or an instant this much later.
    Ahead(SignedDuration),
    /// The field is left out.
    Remove,
}

impl Change {
    /// Reads the `value` of a rule.
    pub fn read(value: Option<&Value>) -> Result<Self, String> {
        let wanted =
            "kind rewrite needs in `value` a `field` and one of `to`, `ahead_seconds` and `remove: true`";
        let body = value.and_then(Value::as_object).ok_or(wanted)?;
        if let Some(unknown) = body.keys().find(|name| !NAMES.contains(&name.as_str())) {
            return Err(format!("`{unknown}` is not known in a rewrite"));
        }
        let field = body.get("field").and_then(Value::as_str).filter(|field| !field.is_empty());
        let field = field.ok_or(wanted)?.split('.').map(str::to_owned).collect();
        let what = match (body.get("to"), body.get("ahead_seconds"), body.get("remove")) {
            (Some(to), None, None) => What::To(to.clone()),
            (None, Some(seconds), None) => {
                let seconds = seconds.as_i64().ok_or("`ahead_seconds` must be a whole number")?;
                What::Ahead(SignedDuration::from_secs(seconds))
            }
            (None, None, Some(Value::Bool(true))) => What::Remove,
            _ => return Err(wanted.to_owned()),
        };
        Ok(Self { field, what })
    }

    /// Changes the field wherever the path leads; false when it leads nowhere.
    pub fn apply(&self, to: &mut Value) -> bool {
        self.what.walk(&self.field, to)
    }
}

impl What {
    fn walk(&self, path: &[String], at: &mut Value) -> bool {
        let Some((name, rest)) = path.split_first() else { return false };
        if rest.is_empty() {
            return self.change(name, at);
        }
        let mut met = false;
        for inner in inside(name, at) {
            met |= self.walk(rest, inner);
        }
        met
    }

    fn change(&self, name: &str, at: &mut Value) -> bool {
        match (self, at) {
            (Self::To(value), Value::Object(map)) if name != "*" => {
                map.insert(name.to_owned(), value.clone());
                true
            }
            (Self::Remove, Value::Object(map)) => remove(map, name),
            (Self::Remove, Value::Array(rows)) => {
                let at = position(name);
                let before = rows.len();
                let mut number = 0;
                rows.retain(|_| {
                    number += 1;
                    name != "*" && Some(number - 1) != at
                });
                rows.len() < before
            }
            (_, at) => {
                let mut met = false;
                for inner in inside(name, at) {
                    met |= self.put(inner);
                }
                met
            }
        }
    }

    fn put(&self, at: &mut Value) -> bool {
        match self {
            Self::To(value) => {
                value.clone_into(at);
                true
            }
            Self::Ahead(by) => match at.as_str().and_then(|text| later(text, *by)) {
                Some(text) => {
                    *at = Value::String(text);
                    true
                }
                None => false,
            },
            Self::Remove => false,
        }
    }
}

/// What is at a step of a path: one value, or for `*` each.
fn inside<'a>(name: &str, at: &'a mut Value) -> Vec<&'a mut Value> {
    match at {
        Value::Object(map) => match name {
            "*" => map.values_mut().collect(),
            name => map.get_mut(name).into_iter().collect(),
        },
        Value::Array(rows) => match name {
            "*" => rows.iter_mut().collect(),
            name => position(name).and_then(|at| rows.get_mut(at)).into_iter().collect(),
        },
        _ => Vec::new(),
    }
}

fn position(name: &str) -> Option<usize> {
    name.parse().ok()
}

fn remove(map: &mut Map<String, Value>, name: &str) -> bool {
    if name == "*" {
        let any = !map.is_empty();
        map.clear();
        return any;
    }
    map.remove(name).is_some()
}

/// A day or an instant, later, in the form it had: the offset stays.
fn later(text: &str, by: SignedDuration) -> Option<String> {
    if let Ok(day) = text.parse::<Date>()
        && !text.contains('T')
    {
        return day.checked_add(by).ok().map(|day| day.to_string());
    }
    let date_end = text.find('T')?;
    let offset = text.get(date_end..)?.find(['Z', '+', '-']).map(|at| date_end + at)?;
    let (local, offset) = text.split_at_checked(offset)?;
    let moved = local.parse::<DateTime>().ok()?.checked_add(by).ok()?;
    Some(format!("{moved}{offset}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn changed(change: &Value, mut answer: Value) -> Option<Value> {
        Change::read(Some(change)).unwrap().apply(&mut answer).then_some(answer)
    }

    #[test]
    fn a_value_is_set_everywhere_the_path_leads() {
        let answer = json!({"Line": [{"Amount": 1}, {"Amount": 2}], "Id": "7"});
        let change = json!({"field": "Line.*.Amount", "to": 33.3333});
        let expected = json!({"Line": [{"Amount": 33.3333}, {"Amount": 33.3333}], "Id": "7"});
        assert_eq!(changed(&change, answer.clone()), Some(expected));
        assert_eq!(changed(&json!({"field": "Id", "to": ".."}), answer.clone()).unwrap()["Id"], "..");
        assert_eq!(
            changed(&json!({"field": "Note", "to": null}), answer.clone()).unwrap()["Note"],
            json!(null)
        );
        assert_eq!(changed(&json!({"field": "Line.5.Amount", "to": 1}), answer.clone()), None);
        let shorter = changed(&json!({"field": "Line.0", "remove": true}), answer.clone()).unwrap();
        assert_eq!(shorter["Line"], json!([{"Amount": 2}]));
        assert_eq!(changed(&json!({"field": "Other", "remove": true}), answer), None);
    }

    #[test]
    fn times_keep_their_form() {
        for (before, after) in [
            ("2026-11-20", "2026-11-21"),
            ("2026-11-20T10:06:00.412-08:00", "2026-11-21T10:06:00.412-08:00"),
            ("2026-11-20T10:06:00Z", "2026-11-21T10:06:00Z"),
        ] {
            let change = json!({"field": "time", "ahead_seconds": 86_400});
            assert_eq!(changed(&change, json!({"time": before})), Some(json!({"time": after})));
        }
        assert_eq!(changed(&json!({"field": "time", "ahead_seconds": 1}), json!({"time": "soon"})), None);
    }

    #[test]
    fn a_change_that_says_nothing_is_refused() {
        for wrong in [
            json!(null),
            json!({"field": "a"}),
            json!({"to": 1}),
            json!({"field": "a", "to": 1, "remove": true}),
            json!({"field": "a", "remove": false}),
            json!({"field": "a", "ahead_seconds": "x"}),
            json!({"field": "a", "to": 1, "more": 1}),
        ] {
            assert!(Change::read(Some(&wrong)).is_err(), "{wrong}");
        }
    }
}
