//! The project's own description of the Alternative side: served, true to the routes, and the same contract as the
//! shared file, when that is there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::{Value, json};

use crate::delivery::check_delivery;
use crate::described::{Answered, check, description, operation, parse, resolve};
use crate::desk::Desk;

const METHODS: [&str; 5] = ["get", "put", "post", "patch", "delete"];

/// Every operation with its path.
fn operations(document: &Value) -> Vec<(String, &'static str, &Value)> {
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in METHODS {
            if let Some(operation) = item.get(method) {
                all.push((path.clone(), method, operation));
            }
        }
    }
    all
}

#[test]
fn the_description_is_served_without_a_token() {
    let mut desk = Desk::new();
    let mut request = desk.request("GET", "/openapi.yaml");
    request.headers.clear();
    let got = desk.handle(&request);
    assert_eq!((got.status, got.header("content-type")), (200, Some("application/yaml")));
    assert_eq!(got.reply.body, practice::alternative::DESCRIPTION.as_bytes());
}

#[test]
fn every_operation_of_the_description_is_a_route_and_nothing_else_is() {
    let mut desk = Desk::connected();
    let paths = description()["paths"].as_object().unwrap();
    let mut routes = 0;
    for path in paths.keys() {
        let target = path.replace(['{', '}'], "");
        for method in METHODS {
            let got = desk.send(&method.to_uppercase(), &target, None);
            let unknown = got.reply.body == b"404 page not found";
            assert_eq!(unknown, operation(method, &target).is_none(), "{method} {path}");
            routes += usize::from(!unknown);
        }
    }
    assert!(routes > 40, "only {routes} operations were found");
}

#[test]
#[should_panic(expected = "is not as described")]
fn a_field_that_is_not_described_fails() {
    let body = json!({"id": "1", "email": "a@b.example", "nickname": "Al"}).to_string();
    let target = "/customers/1";
    let content_type = "application/json";
    check(&Answered { method: "GET", target, status: 200, content_type, body: body.as_bytes() });
}

#[test]
#[should_panic(expected = "is a required property")]
fn a_field_that_is_always_sent_is_missed() {
    let body = json!({"url": null}).to_string().replace("url", "address");
    let content_type = "application/json";
    let target = "/invoices/1/pdf-link";
    check(&Answered { method: "GET", target, status: 200, content_type, body: body.as_bytes() });
}

#[test]
#[should_panic(expected = "the status is not described")]
fn a_status_that_is_not_described_fails() {
    let target = "/customers/1";
    check(&Answered { method: "GET", target, status: 418, content_type: "application/json", body: b"{}" });
}

#[test]
#[should_panic(expected = "neither path nor method is described")]
fn a_path_that_is_not_described_fails() {
    let target = "/refunds?limit=1";
    check(&Answered { method: "GET", target, status: 200, content_type: "application/json", body: b"{}" });
}

#[test]
#[should_panic(expected = "a delivery is not as described")]
fn a_delivery_with_a_field_that_is_not_described_fails() {
    check_delivery(&json!({"idempotency_key": "k", "topic": "invoice_paid", "signature": "none"}));
}

/// Nobody may talk to the Alternative side past the description. Whoever talks to it needs a token.
#[test]
fn every_test_that_talks_to_alternative_holds_its_answers_against_the_description() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut talking = BTreeSet::new();
    let mut checking = BTreeSet::new();
    let mut look = |binary: &str, path: &Path| {
        let text = std::fs::read_to_string(path).unwrap();
        if text.contains("/alternative/oauth") {
            talking.insert(binary.to_owned());
        }
        if text.contains("described::check") {
            checking.insert(binary.to_owned());
        }
    };
    for entry in std::fs::read_dir(&tests).unwrap() {
        let path = entry.unwrap().path();
        let binary = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            // What test binaries share is no binary: those that take it are looked at themselves.
            if !path.join("main.rs").exists() {
                continue;
            }
            for inner in std::fs::read_dir(&path).unwrap() {
                let inner = inner.unwrap().path();
                if inner.extension().is_some_and(|extension| extension == "rs") {
                    look(&binary, &inner);
                }
            }
        } else {
            look(&binary, &path);
        }
    }
    assert!(talking.len() >= 2, "{talking:?}");
    assert!(talking.is_subset(&checking), "{talking:?} talk, {checking:?} check");
}

/// What of a schema is a constraint, with references by name.
fn constraints(schema: &Value, of_names: bool) -> Value {
    const KEPT: [&str; 23] = [
        "$ref",
        "additionalProperties",
        "allOf",
        "const",
        "default",
        "enum",
        "format",
        "items",
        "maxItems",
        "maxLength",
        "maximum",
        "minItems",
        "minLength",
        "minimum",
        "oneOf",
        "pattern",
        "properties",
        "required",
        "schema",
        "type",
        "uniqueItems",
        "in",
        "name",
    ];
    match schema {
        Value::Object(fields) => {
            let kept = fields.iter().filter(|(name, _)| of_names || KEPT.contains(&name.as_str()));
            Value::Object(
                kept.map(|(name, value)| (name.clone(), constraints(value, name == "properties"))).collect(),
            )
        }
        Value::Array(rows) => {
            let mut rows: Vec<Value> = rows.iter().map(|row| constraints(row, false)).collect();
            rows.sort_by_key(Value::to_string);
            Value::Array(rows)
        }
        other => other.clone(),
    }
}

/// The parameters of an operation, those of its path among them.
fn parameters(document: &Value, path: &str, operation: &Value) -> BTreeMap<String, Value> {
    let of = |value: &Value| value["parameters"].as_array().cloned().unwrap_or_default();
    let all = of(&document["paths"][path]).into_iter().chain(of(operation));
    all.map(|parameter| {
        let parameter = resolve(document, &parameter).clone();
        let key = format!("{} {}", parameter["in"], parameter["name"]);
        let required = parameter["required"] == json!(true);
        (key, json!({"required": required, "schema": constraints(&parameter["schema"], false)}))
    })
    .collect()
}

/// Content types with their schemas: of a body, or of the answers that succeed.
fn contents(document: &Value, value: &Value) -> BTreeMap<String, Value> {
    let content = resolve(document, value)["content"].as_object().cloned().unwrap_or_default();
    content.into_iter().map(|(name, media)| (name, constraints(&media["schema"], false))).collect()
}

/// Bytes are said in two ways: as a string of format `binary`, and without a type.
fn same_contents(ours: &BTreeMap<String, Value>, theirs: &BTreeMap<String, Value>) -> bool {
    ours.keys().eq(theirs.keys())
        && ours.iter().all(|(name, schema)| name == "application/pdf" || *schema == theirs[name])
}

#[test]
fn the_description_is_the_shared_contract_in_paths_methods_required_fields_and_enums() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/reference/alternative-openapi.yaml");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: the shared contract is not there");
        return;
    };
    let (ours, theirs) = (description(), parse(&text));
    let key = |(path, method, _): &(String, &str, &Value)| format!("{method} {path}");
    let own = |operation: &(String, &str, &Value)| operation.2["tags"] != json!(["practice"]);
    let mine: BTreeSet<String> = operations(ours).iter().filter(|row| own(row)).map(key).collect();
    let shared: BTreeSet<String> = operations(&theirs).iter().map(key).collect();
    assert_eq!(mine, shared);
    for (path, method, operation) in operations(&theirs) {
        let at = format!("{method} {path}");
        let our_operation = &ours["paths"][&path][method];
        for name in ["operationId", "tags", "x-capability"] {
            assert_eq!(our_operation[name], operation[name], "{at}: {name}");
        }
        assert_eq!(parameters(ours, &path, our_operation), parameters(&theirs, &path, operation), "{at}");
        let bodies =
            (contents(ours, &our_operation["requestBody"]), contents(&theirs, &operation["requestBody"]));
        assert!(same_contents(&bodies.0, &bodies.1), "{at}: {bodies:?}");
        for (status, response) in operation["responses"].as_object().unwrap() {
            let our_response = our_operation["responses"].get(status);
            let our_response = our_response.unwrap_or_else(|| panic!("{at} lacks {status}"));
            let answers = (contents(ours, our_response), contents(&theirs, response));
            let fine = if status.starts_with('2') {
                same_contents(&answers.0, &answers.1)
            } else {
                answers.0.keys().eq(answers.1.keys())
            };
            assert!(fine, "{at} {status}: {answers:?}");
        }
    }
    let (our_schemas, schemas) = (&ours["components"]["schemas"], &theirs["components"]["schemas"]);
    for (name, schema) in schemas.as_object().unwrap() {
        assert_eq!(constraints(&our_schemas[name], false), constraints(schema, false), "{name}");
    }
    assert_eq!(our_schemas.as_object().unwrap().len(), schemas.as_object().unwrap().len());
}
