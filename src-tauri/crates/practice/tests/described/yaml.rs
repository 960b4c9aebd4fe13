//! YAML as JSON.

use serde_json::{Map, Value, json};
use yaml_rust2::{Yaml, YamlLoader};

/// The one document of a file.
pub fn parse(text: &str) -> Value {
    let documents = YamlLoader::load_from_str(text).unwrap();
    value(&documents[0])
}

fn value(yaml: &Yaml) -> Value {
    match yaml {
        Yaml::Null => Value::Null,
        Yaml::Boolean(flag) => json!(flag),
        Yaml::Integer(number) => json!(number),
        Yaml::String(text) | Yaml::Real(text) => json!(text),
        Yaml::Array(rows) => rows.iter().map(value).collect(),
        Yaml::Hash(rows) => {
            let key = |key: &Yaml| match value(key) {
                Value::String(text) => text,
                other => other.to_string(),
            };
            Value::Object(rows.iter().map(|(name, row)| (key(name), value(row))).collect::<Map<_, _>>())
        }
        other => panic!("{other:?} has no place in a description"),
    }
}
