//! Properties that the service keeps and gives back without acting on them.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::entity::Entity;

/// Kept properties as JSON text by name. Equal texts (addresses above all) are shared between records.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kept(Box<[(&'static str, Arc<str>)]>);

impl Kept {
    /// Takes the kept properties of a body. With `old` (a sparse update) what was not sent stays.
    pub fn take(names: &'static [&'static str], body: &Map<String, Value>, old: Option<&Self>) -> Self {
        let mut rows = Vec::new();
        for name in names {
            let sent = body.get(*name).filter(|value| !is_empty(value));
            if let Some(value) = sent {
                rows.push((*name, Arc::from(value.to_string())));
            } else if let Some(text) =
                old.and_then(|old| old.text(name)).filter(|_| !body.contains_key(*name))
            {
                rows.push((*name, text.clone()));
            }
        }
        Self(rows.into())
    }

    /// From texts made elsewhere.
    pub fn from_texts(rows: Vec<(&'static str, Arc<str>)>) -> Self {
        Self(rows.into())
    }

    /// One property's JSON text.
    pub fn text(&self, name: &str) -> Option<&Arc<str>> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, text)| text)
    }

    /// One property's value.
    pub fn value(&self, name: &str) -> Option<Value> {
        serde_json::from_str(self.text(name)?).ok()
    }

    /// Sets or replaces one property.
    pub fn set(&mut self, name: &'static str, value: &Value) {
        let mut rows = std::mem::take(&mut self.0).into_vec();
        rows.retain(|(known, _)| *known != name);
        rows.push((name, Arc::from(value.to_string())));
        self.0 = rows.into();
    }

    /// Takes one property out.
    pub fn remove(&mut self, name: &str) {
        if self.text(name).is_some() {
            let mut rows = std::mem::take(&mut self.0).into_vec();
            rows.retain(|(known, _)| *known != name);
            self.0 = rows.into();
        }
    }

    /// Writes the properties into an answer.
    pub fn write(&self, to: &mut Map<String, Value>) {
        for (name, text) in &*self.0 {
            if let Ok(value) = serde_json::from_str(text) {
                to.insert((*name).to_owned(), value);
            }
        }
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(map) => map.is_empty(),
        _ => false,
    }
}

impl Serialize for Kept {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, text)| {
            (name, serde_json::from_str::<Box<RawValue>>(text).unwrap_or_else(|_| RawValue::NULL.to_owned()))
        }))
    }
}

impl<'de> Deserialize<'de> for Kept {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let rows: BTreeMap<String, Box<RawValue>> = BTreeMap::deserialize(deserializer)?;
        rows.into_iter()
            .map(|(name, raw)| {
                let known = Entity::kept_name(&name)
                    .ok_or_else(|| D::Error::custom(format!("unknown property {name}")))?;
                Ok((known, Arc::from(raw.get())))
            })
            .collect::<Result<Vec<_>, _>>()
            .map(|rows| Self(rows.into()))
    }
}
