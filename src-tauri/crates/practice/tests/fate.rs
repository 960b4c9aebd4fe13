//! Faults put in on purpose: every kind strikes every call of every service, and nothing else.

#![expect(clippy::unwrap_used, clippy::panic, reason = "what the tests share is test code too")]

#[path = "described/mod.rs"]
mod described;

mod door;

use practice::Cut;
use serde_json::{Value, json};

use described::Answered;
use door::{Answer, World};

/// Arms a rule for one call, and makes the call.
async fn struck(world: &World, call: &Call, kind: &str, value: &Value) -> Result<Answer, Cut> {
    let path = call.target.split('?').next().unwrap();
    let mut rule =
        json!({"service": call.service, "method": call.method, "path": path, "kind": kind, "times": 1});
    if !value.is_null() {
        rule["value"] = value.clone();
    }
    let (status, answer) = world.control("POST", "/faults", &rule).await;
    assert_eq!(status, 200, "{rule}: {answer}");
    let got = world.send(call.method, &call.target, &world.token, &Value::Null).await;
    let (_, left) = world.control("GET", "/faults", &Value::Null).await;
    assert_eq!(left, json!([]), "{kind} did not strike {} {}", call.method, call.target);
    got
}

struct Call {
    service: &'static str,
    method: &'static str,
    target: String,
}

/// The calls of all services: whether they would succeed does not matter to what stands before them.
fn calls(realm: &str) -> Vec<Call> {
    let quickbooks = [
        ("GET", "/query?query=select%20*%20from%20Item"),
        ("POST", "/query"),
        ("GET", "/cdc?entities=Invoice&changedSince=2026-08-01"),
        ("POST", "/batch"),
        ("GET", "/companyinfo/1"),
        ("GET", "/preferences"),
        ("GET", "/invoice/1"),
        ("POST", "/invoice"),
        ("POST", "/invoice?operation=void"),
        ("POST", "/payment?operation=delete"),
        ("GET", "/invoice/1/pdf"),
        ("POST", "/invoice/1/send"),
    ];
    let intuit = [
        ("GET", "/.well-known/openid_sandbox_configuration"),
        ("GET", "/op/v1/jwks"),
        ("GET", "/connect/oauth2"),
        ("POST", "/oauth2/v1/tokens/bearer"),
        ("POST", "/v2/oauth2/tokens/revoke"),
        ("GET", "/v1/openid_connect/userinfo"),
    ];
    let quickbooks = quickbooks.map(|(method, path)| {
        let target = format!("/quickbooks/v3/company/{realm}{path}");
        Call { service: "quickbooks", method, target }
    });
    let intuit =
        intuit.map(|(method, path)| Call { service: "intuit", method, target: format!("/intuit{path}") });
    let mut calls: Vec<Call> = quickbooks.into_iter().chain(intuit).collect();
    for (path, item) in described::description()["paths"].as_object().unwrap() {
        for (name, method) in
            [("get", "GET"), ("put", "PUT"), ("post", "POST"), ("patch", "PATCH"), ("delete", "DELETE")]
        {
            if item.get(name).is_some() {
                let target = format!("/alternative{}", path.replace(['{', '}'], ""));
                calls.push(Call { service: "alternative", method, target });
            }
        }
    }
    assert!(calls.len() > 60, "{}", calls.len());
    calls
}

#[tokio::test]
async fn a_cut_strikes_every_call() {
    let world = World::open();
    for call in calls(&world.realm) {
        for kind in ["refuse", "drop_before", "drop_after"] {
            assert_eq!(struck(&world, &call, kind, &Value::Null).await, Err(Cut), "{kind} {}", call.target);
        }
    }
}

#[tokio::test]
async fn an_answer_that_stands_in_strikes_every_call() {
    let world = World::open();
    for call in calls(&world.realm) {
        let (status, content_type, bytes) = struck(&world, &call, "status", &json!(503)).await.unwrap();
        assert_eq!((status, content_type.as_str(), bytes.len()), (503, "", 0), "{}", call.target);
        let (status, content_type, _) = struck(&world, &call, "html", &json!(502)).await.unwrap();
        assert_eq!((status, content_type.as_str()), (502, "text/html; charset=utf-8"), "{}", call.target);
        let (status, _, bytes) = struck(&world, &call, "garbage", &Value::Null).await.unwrap();
        assert_eq!(status, 200);
        assert!(serde_json::from_slice::<Value>(&bytes).is_err(), "{}", call.target);
    }
}

#[tokio::test]
async fn a_fault_has_the_form_of_the_service_it_strikes() {
    let world = World::open();
    for call in calls(&world.realm) {
        let (code, at) = match call.service {
            "quickbooks" => ("6190", "/Fault/Error/0/code"),
            "intuit" => ("invalid_grant", "/error"),
            _ => ("internal_error", "/code"),
        };
        let (status, content_type, bytes) = struck(&world, &call, "fault", &json!(code)).await.unwrap();
        let body: Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(body.pointer(at), Some(&json!(code)), "{} -> {status} {body}", call.target);
        let target = call.target.trim_start_matches("/alternative");
        if call.service == "alternative" && !["/openapi.yaml", "/files/name"].contains(&target) {
            described::check(&Answered {
                method: call.method,
                target,
                status,
                content_type: &content_type,
                body: &bytes,
            });
        }
    }
}

#[tokio::test]
async fn half_an_answer_and_a_late_one_strike_every_call_that_reads() {
    let world = World::open();
    for call in calls(&world.realm).into_iter().filter(|call| call.method == "GET") {
        if call.target == "/intuit/connect/oauth2" {
            // Every look at it is another sign-in, with an address of its own.
            continue;
        }
        let whole = world.send(call.method, &call.target, &world.token, &Value::Null).await.unwrap();
        let half = struck(&world, &call, "truncate", &Value::Null).await.unwrap();
        assert_eq!((half.0, half.2.len()), (whole.0, whole.2.len() / 2), "{}", call.target);
        let late = struck(&world, &call, "delay", &json!(1)).await.unwrap();
        assert_eq!((late.0, late.2), (whole.0, whole.2), "{}", call.target);
    }
}

#[tokio::test]
async fn a_rule_is_kept_to_its_service_method_path_and_turn() {
    let world = World::open();
    let invoices = format!("/quickbooks/v3/company/{}/invoice/1", world.realm);
    let items = format!("/quickbooks/v3/company/{}/item/1", world.realm);
    let rule = json!({"service": "quickbooks", "method": "get", "path": "/invoice", "kind": "status",
                      "value": 503, "times": 2, "every": 2});
    world.control("POST", "/faults", &rule).await;
    let mut statuses = Vec::new();
    for target in [&invoices, &items, &invoices, &items, &items, &invoices, &invoices, &invoices] {
        statuses.push(world.send("GET", target, &world.token, &Value::Null).await.unwrap().0 == 503);
    }
    assert_eq!(statuses, [false, false, true, false, false, false, true, false]);
    for rule in [
        json!({"service": "control", "kind": "refuse", "times": 1}),
        json!({"service": "quickbooks", "kind": "melt", "times": 1}),
        json!({"service": "quickbooks", "kind": "refuse", "times": 0}),
        json!({"service": "quickbooks", "kind": "delay", "times": 1}),
        json!({"service": "alternative", "kind": "refuse", "times": 1, "color": "red"}),
    ] {
        assert_eq!(world.control("POST", "/faults", &rule).await.0, 422, "{rule}");
    }
}

#[tokio::test]
async fn a_snapshot_holds_books_tokens_clock_violations_and_faults() {
    let world = World::open();
    let customer = json!({"DisplayName": "Kept"});
    let customers = format!("/quickbooks/v3/company/{}/customer", world.realm);
    let rule = json!({"service": "intuit", "kind": "refuse", "times": 3});
    world.control("POST", "/faults", &rule).await;
    let (_, id) = world.control("POST", "/snapshots", &json!({})).await;
    let before = (
        world.control("GET", "/state", &Value::Null).await.1,
        world.control("GET", "/violations", &Value::Null).await.1,
        world.control("GET", "/faults", &Value::Null).await.1,
    );
    world.send("POST", &customers, &world.token, &customer).await.unwrap();
    world.control("POST", "/clock", &json!({"advance": 90})).await;
    world.control("DELETE", "/faults/all", &Value::Null).await;
    let revoked = format!("/quickbooks/{}/tokens", world.realm);
    world.control("POST", &revoked, &json!({"action": "revoke"})).await;
    world.practice.with_world(|world| world.violate("charge", "by a test"));
    let path = format!("/snapshots/{}/restore", id["id"]);
    assert_eq!(world.control("POST", &path, &json!({})).await.0, 200);
    let after = (
        world.control("GET", "/state", &Value::Null).await.1,
        world.control("GET", "/violations", &Value::Null).await.1,
        world.control("GET", "/faults", &Value::Null).await.1,
    );
    assert_eq!(after, before);
    let (status, ..) = world.send("POST", &customers, &world.token, &customer).await.unwrap();
    assert_eq!(status, 200, "the token works again and the name is free");
}
