//! Holds every answer of the Alternative side against the project's own description of it: status, content type and
//! schema. What is not described fails the test that met it, also a field. Test binaries that get deliveries of webhooks
//! take `delivery.rs` besides.

mod schemas;
mod yaml;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::{Value, json};

pub use schemas::Schemas;
pub use yaml::parse;

static DESCRIPTION: LazyLock<Value> = LazyLock::new(|| parse(practice::alternative::DESCRIPTION));
static SCHEMAS: LazyLock<Schemas> = LazyLock::new(|| Schemas::closed(&DESCRIPTION));

/// The description as JSON.
pub fn description() -> &'static Value {
    &DESCRIPTION
}

/// What a JSON pointer or a reference of it leads to.
pub fn resolve<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    match value["$ref"].as_str() {
        Some(to) => resolve(document, document.pointer(to.trim_start_matches('#')).unwrap()),
        None => value,
    }
}

thread_local! {
    static VALIDATORS: RefCell<BTreeMap<String, Validator>> = const { RefCell::new(BTreeMap::new()) };
}

/// Why a value does not fit a schema of the description.
pub fn misfit(schema: &Value, value: &Value) -> Option<String> {
    VALIDATORS.with_borrow_mut(|known| {
        let validator = known.entry(schema.to_string()).or_insert_with(|| SCHEMAS.validator(schema));
        let errors: Vec<String> = validator
            .iter_errors(value)
            .map(|error| format!("{error} at {}", error.instance_path()))
            .collect();
        (!errors.is_empty()).then(|| errors.join("; "))
    })
}

/// The description of a call: of the templates that fit and have the method, the one with the fewest placeholders.
pub fn operation(method: &str, path: &str) -> Option<&'static Value> {
    let method = method.to_lowercase();
    let parts: Vec<&str> = path.split('/').collect();
    let fits = |template: &str| {
        let wanted: Vec<&str> = template.split('/').collect();
        let same =
            |(wanted, sent): (&&str, &&str)| wanted == sent || (wanted.starts_with('{') && !sent.is_empty());
        wanted.len() == parts.len() && wanted.iter().zip(&parts).all(same)
    };
    let paths = description()["paths"].as_object().unwrap().iter();
    let found = paths.filter(|(template, item)| fits(template) && item.get(&method).is_some());
    found.min_by_key(|(template, _)| template.matches('{').count()).map(|(_, item)| &item[&method])
}

/// One answer as it was sent.
pub struct Answered<'a> {
    pub method: &'a str,
    /// Path and query below `/alternative`.
    pub target: &'a str,
    pub status: u16,
    pub content_type: &'a str,
    pub body: &'a [u8],
}

/// Fails when an answer is not as described.
#[track_caller]
pub fn check(answered: &Answered) {
    let Answered { method, target, status, body, .. } = answered;
    if let Err(why) = problem(answered) {
        panic!("{method} {target} -> {status} is not as described: {why}\n{}", String::from_utf8_lossy(body));
    }
}

fn problem(answered: &Answered) -> Result<(), String> {
    let path = answered.target.split('?').next().unwrap_or_default();
    let content_type = answered.content_type.split(';').next().unwrap_or_default().trim();
    let media = match operation(answered.method, path) {
        // What holds for all that is not described, as the description says at its head.
        None => match (answered.status, content_type) {
            (404, "text/plain") => json!({"schema": {"const": "404 page not found"}}),
            (401, "application/json") => json!({"schema": {"$ref": "#/components/schemas/HttpError"}}),
            _ => return Err("neither path nor method is described".into()),
        },
        Some(operation) => {
            let responses = &operation["responses"];
            let status = answered.status.to_string();
            let range = format!("{}XX", &status[..1]);
            let response = responses.get(&status).or_else(|| responses.get(&range));
            let response = resolve(&DESCRIPTION, response.ok_or("the status is not described")?);
            response["content"].get(content_type).ok_or("the content type is not described")?.clone()
        }
    };
    let value = match content_type {
        "application/json" => serde_json::from_slice(answered.body).map_err(|error| error.to_string())?,
        "application/yaml" => parse(&String::from_utf8_lossy(answered.body)),
        "application/pdf" if !answered.body.starts_with(b"%PDF") => return Err("it is no PDF".into()),
        "application/pdf" => Value::String(String::new()),
        _ => Value::String(String::from_utf8_lossy(answered.body).into_owned()),
    };
    misfit(&media["schema"], &value).map_or(Ok(()), Err)
}
