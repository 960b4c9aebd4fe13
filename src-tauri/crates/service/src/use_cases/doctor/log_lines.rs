//! The log as it goes into the support bundle: events, and of their fields those that say nothing about anybody's books.

use serde_json::{Map, Value};

use super::bundle::Veil;

/// Fields that go as they are: words and counts of our own, and the services' codes.
const PLAIN: [&str; 22] = [
    "bytes",
    "code",
    "done",
    "everywhere",
    "fault",
    "forget",
    "generation",
    "kind",
    "method",
    "ms",
    "news",
    "next_wake",
    "now",
    "outcome",
    "practice",
    "side",
    "status",
    "step",
    "subjects",
    "system",
    "trace",
    "version",
];

/// One line of the log without what is private; `None` for one that is not ours.
pub(super) fn veiled(line: &str, veil: &Veil) -> Option<Value> {
    let line: Value = serde_json::from_str(line).ok()?;
    let mut shown = Map::new();
    for name in ["timestamp", "level", "target"] {
        shown.insert(name.to_owned(), line.get(name)?.clone());
    }
    let fields = line.get("fields")?.as_object()?;
    // Sentences come from others, and may hold anything.
    if let Some(event) = fields.get("message").and_then(Value::as_str).filter(|text| is_event(text)) {
        shown.insert("event".to_owned(), event.into());
    }
    extend(&mut shown, fields, veil);
    let spans = line.get("spans").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    for span in spans.iter().filter_map(Value::as_object) {
        extend(&mut shown, span, veil);
    }
    Some(Value::Object(shown))
}

fn extend(shown: &mut Map<String, Value>, fields: &Map<String, Value>, veil: &Veil) {
    for (name, value) in fields {
        let text = value.as_str().unwrap_or_default();
        let value = match name.as_str() {
            name if PLAIN.contains(&name) => value.clone(),
            "company" => veil.hide(text).into(),
            "slot" => veil.record(text).into(),
            "path" => path(text, veil).into(),
            _ => continue,
        };
        shown.insert(name.clone(), value);
    }
}

/// `intent_ended`
fn is_event(text: &str) -> bool {
    text.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_')
}

/// Fixed parts of a path stay, ids are replaced.
fn path(path: &str, veil: &Veil) -> String {
    let fixed = |part: &str| {
        let word = part.chars().all(|letter| letter.is_ascii_lowercase() || "_-".contains(letter));
        word || matches!(part.as_bytes(), [b'v', digits @ ..] if digits.iter().all(u8::is_ascii_digit))
    };
    let parts = path.split('/').map(|part| if fixed(part) { part.to_owned() } else { veil.hide(part) });
    parts.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn events_stay_and_what_is_private_goes() {
        let veil = Veil::new([7; 16]);
        let line = json!({
            "timestamp": "2026-11-29T10:00:00Z", "level": "INFO", "target": "transport::log",
            "fields": { "message": "request_answered", "status": 200, "ms": 12, "customer": "Copperline Electric" },
            "spans": [
                { "name": "tick", "company": "main" },
                { "name": "intent", "slot": "record_payment:pay_77", "generation": 2 },
                { "name": "request", "method": "GET", "path": "/v3/company/9341/invoice/1042" },
            ],
        });
        let shown = veiled(&line.to_string(), &veil).unwrap();
        let text = shown.to_string();
        for private in ["Copperline", "main", "pay_77", "9341", "1042"] {
            assert!(!text.contains(private), "{private} in {text}");
        }
        assert_eq!((&shown["event"], &shown["status"]), (&json!("request_answered"), &json!(200)));
        assert_eq!(shown["slot"], veil.record("record_payment:pay_77"));
        let path = format!("/v3/company/{}/invoice/{}", veil.hide("9341"), veil.hide("1042"));
        assert_eq!(shown["path"], path);
    }

    #[test]
    fn sentences_and_foreign_lines_are_left_out() {
        let veil = Veil::new([7; 16]);
        let line = json!({ "timestamp": "t", "level": "WARN", "target": "zbus",
            "fields": { "message": "Could not reach Ada Owner" } });
        let shown = veiled(&line.to_string(), &veil).unwrap();
        assert_eq!(shown, json!({ "timestamp": "t", "level": "WARN", "target": "zbus" }));
        assert_eq!(veiled("not JSON", &veil), None);
    }
}
