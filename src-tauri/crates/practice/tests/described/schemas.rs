//! The schemas of a description, closed: a field that is not described does not fit, nor does an answer without a field
//! that these services always send.

use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};

const PREFIX: &str = "#/components/schemas/";

/// Every schema twice: as it is, for what builds on it, and closed.
pub struct Schemas(Map<String, Value>);

impl Schemas {
    pub fn closed(description: &Value) -> Self {
        let mut all = Map::new();
        for (name, schema) in description["components"]["schemas"].as_object().unwrap() {
            all.insert(name.clone(), convert(schema, false));
            all.insert(format!("{name}.closed"), convert(schema, true));
        }
        Self(all)
    }

    /// A validator of one schema that may refer to all of them.
    pub fn validator(&self, schema: &Value) -> Validator {
        let document = json!({"allOf": [convert(schema, true)], "components": {"schemas": self.0}});
        let options = jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true);
        options.build(&document).unwrap_or_else(|error| panic!("{schema}: {error}"))
    }
}

/// A schema in which whatever it holds is closed, and (if `close`) it is itself.
fn convert(schema: &Value, close: bool) -> Value {
    let Value::Object(fields) = schema else { return schema.clone() };
    if let Some(name) = fields.get("$ref").and_then(Value::as_str).and_then(|to| to.strip_prefix(PREFIX)) {
        let closed = if close { ".closed" } else { "" };
        return json!({ "$ref": format!("{PREFIX}{name}{closed}") });
    }
    let each = |rows: &Value, close: bool| -> Value {
        rows.as_array().unwrap().iter().map(|row| convert(row, close)).collect()
    };
    let mut converted: Map<String, Value> = fields
        .iter()
        .map(|(name, value)| {
            let value = match name.as_str() {
                "properties" => {
                    let rows = value.as_object().unwrap().iter();
                    Value::Object(rows.map(|(name, row)| (name.clone(), convert(row, true))).collect())
                }
                "items" => convert(value, true),
                "allOf" => each(value, false),
                "oneOf" => each(value, true),
                _ => value.clone(),
            };
            (name.clone(), value)
        })
        .collect();
    if let Some(sent) = fields.get("x-practice-sends") {
        converted.insert("required".into(), sent.clone());
    }
    let shaped = ["properties", "allOf"].iter().any(|name| fields.contains_key(*name));
    if close && shaped && !fields.contains_key("additionalProperties") {
        converted.insert("unevaluatedProperties".into(), json!(false));
    }
    Value::Object(converted)
}
