use http::{HeaderValue, Method};
use practice::http::Request;
use practice::{CompanyKind, Options, control};
use serde_json::{Value, json};

use crate::desk::{Desk, text};

#[test]
fn every_call_needs_the_control_token() {
    let mut desk = Desk::new();
    for authorization in [None, Some("Bearer wrong"), Some("Basic x"), Some("Bearer")] {
        let mut request = Request::new(Method::GET, "/practice/state", desk.world.clock.now());
        if let Some(value) = authorization {
            request.headers.insert("authorization", HeaderValue::from_str(value).unwrap());
        }
        assert_eq!(control::handle(&mut desk.world, &request).status, 401, "{authorization:?}");
    }
}

#[test]
fn unknown_calls_and_bodies_are_told_so() {
    let mut desk = Desk::new();
    desk.control("GET", "/nothing", &Value::Null).refuses(404, "not_found");
    desk.control("DELETE", "/state", &Value::Null).refuses(404, "not_found");
    desk.control("POST", "/alternative/pay", &json!([])).refuses(400, "bad_request");
    desk.control("POST", "/alternative/records/teapot", &json!({})).refuses(404, "not_found");
    desk.control("POST", "/alternative/records/customer", &json!({})).refuses(400, "bad_request");
    desk.control("POST", "/alternative/records/customer", &json!({"action": "create"}))
        .refuses(400, "bad_request");
    desk.control("POST", "/alternative/records/invoice", &json!({"action": "dance", "id": "x"}))
        .refuses(404, "not_found");
    desk.control("GET", "/state?side=dark", &Value::Null).refuses(400, "bad_request");
    desk.control("GET", "/requests?since=x", &Value::Null).refuses(400, "bad_request");
}

#[test]
fn the_clock_moves_when_told() {
    let mut desk = Desk::new();
    assert_eq!(
        desk.control("GET", "/clock", &Value::Null).is(200),
        json!({"now": "2026-08-04T12:00:00.000Z", "mode": "manual"})
    );
    let got = desk.control("POST", "/clock", &json!({"advance": 90})).is(200);
    assert_eq!(got["now"], "2026-08-04T12:01:30.000Z");
    let got = desk.control("POST", "/clock", &json!({"at": "2026-10-01T00:00:00Z"})).is(200);
    assert_eq!(got["now"], "2026-10-01T00:00:00.000Z");
    let got = desk.control("POST", "/clock", &json!({"advance": crate::desk::number("0.25")})).is(200);
    assert_eq!(got["now"], "2026-10-01T00:00:00.250Z");
    for wrong in [
        json!({}),
        json!({"at": "soon"}),
        json!({"advance": "1"}),
        json!({"advance": crate::desk::number("1e30")}),
        json!({"advance": 1, "at": "2026-10-01T00:00:00Z"}),
        json!({"advance": 1, "x": 1}),
    ] {
        desk.control("POST", "/clock", &wrong).refuses(400, "bad_request");
    }
}

#[test]
fn faults_are_armed_listed_and_taken_away() {
    let mut desk = Desk::new();
    let rule = json!({"service": "alternative", "method": "PUT", "path": "/invoices", "kind": "drop_after", "times": 2});
    let id = desk.control("POST", "/faults", &rule).is(200)["id"].clone();
    let listed = desk.control("GET", "/faults", &Value::Null).is(200);
    assert_eq!(listed, json!([{"id": id, "left": 2, "rule": rule}]));
    desk.control("DELETE", &format!("/faults/{id}"), &Value::Null).is(200);
    desk.control("DELETE", &format!("/faults/{id}"), &Value::Null).refuses(404, "not_found");
    desk.control("POST", "/faults", &json!({"service": "control", "kind": "refuse", "times": 1}))
        .refuses(422, "unprocessable_entity");
    desk.control("POST", "/faults", &json!({"service": "alternative", "kind": "status", "times": 1}))
        .refuses(422, "unprocessable_entity");
    desk.control("POST", "/faults", &json!({"kind": "refuse"})).refuses(422, "unprocessable_entity");
    desk.control("POST", "/faults", &rule).is(200);
    desk.control("DELETE", "/faults/all", &Value::Null).is(200);
    assert_eq!(desk.control("GET", "/faults", &Value::Null).is(200), json!([]));
}

#[test]
fn a_snapshot_brings_everything_back() {
    let mut desk = Desk::stocked();
    let before = desk.control("GET", "/state?side=alternative", &Value::Null).is(200);
    let id = desk.control("POST", "/snapshots", &json!({})).is(200)["id"].clone();
    desk.pay(None, "succeed");
    desk.act("customer", &json!({"action": "archive", "qbo_id": "58"}));
    desk.send("DELETE", "/integrations/quickbooks", None).is(200);
    desk.wait(60);
    desk.control("POST", &format!("/snapshots/{id}/restore"), &json!({})).is(200);
    assert_eq!(desk.control("GET", "/state?side=alternative", &Value::Null).is(200), before);
    assert_eq!(desk.face().1, "UPCOMING");
    desk.control("POST", &format!("/snapshots/{id}/restore"), &json!({})).is(200);
    desk.control("POST", "/snapshots/99/restore", &json!({})).refuses(404, "not_found");
}

#[test]
fn several_partners_must_be_told_apart() {
    let mut options = Options::quiet(CompanyKind::Empty);
    options.founding.companies = 2;
    let mut desk = Desk::with(options);
    let create = |partner: Option<&str>| match partner {
        Some(partner) => json!({"action": "create", "name": "A", "partner": partner}),
        None => json!({"action": "create", "name": "A"}),
    };
    desk.control("POST", "/alternative/records/customer", &create(None)).refuses(400, "bad_request");
    desk.control("POST", "/alternative/records/customer", &create(Some("nobody"))).refuses(404, "not_found");
    desk.act("customer", &create(Some("practice-partner-2")));
    let state = desk.control("GET", "/state?side=alternative", &Value::Null).is(200);
    let counts: Vec<_> = state["alternative"]
        .as_object()
        .unwrap()
        .values()
        .map(|account| {
            (text(&account["partner"]["client_id"]), account["customers"].as_array().unwrap().len())
        })
        .collect();
    assert!(
        counts.contains(&("practice-partner-1".into(), 0))
            && counts.contains(&("practice-partner-2".into(), 1)),
        "{counts:?}"
    );
}

#[test]
fn a_dashboard_user_makes_and_changes_records() {
    let mut desk = Desk::connected();
    let made = desk.act(
        "customer",
        &json!({"action": "create", "name": "Only here", "email": "a@a.example", "city": "Bath"}),
    );
    assert_eq!(
        (&made["owner"], &made["qbo_id"], &made["city"]),
        (&json!("alternative"), &Value::Null, &json!("Bath"))
    );
    let id = text(&made["id"]);
    let edited = desk.act("customer", &json!({"action": "edit", "id": id, "email": "b@b.example"}));
    assert_eq!((&edited["email"], &edited["name"]), (&json!("b@b.example"), &json!("Only here")));
    let invoice = desk.act("invoice", &json!({"action": "create", "customer_id": id, "due_date": "2026-09-01",
                                              "line_items": [{"description": "Hours", "amount": 50, "quantity": 3}]}));
    assert_eq!((invoice["total"].to_string(), &invoice["owner"]), ("150.00".into(), &json!("alternative")));
    let pay = json!({"allocations": [{"invoice_id": invoice["id"], "amount": 50}]});
    desk.control("POST", "/alternative/pay", &pay).is(200);
    let archived = desk.act("invoice", &json!({"action": "archive", "id": invoice["id"]}));
    assert_eq!((&archived["status"], &archived["archived_by"]), (&json!("ARCHIVED"), &json!("person")));
    let restored = desk.act("invoice", &json!({"action": "restore", "id": invoice["id"]}));
    assert_eq!(
        (&restored["status"], restored["outstanding_balance"].to_string()),
        (&json!("UPCOMING"), "100.00".into())
    );
    assert_eq!(desk.read("invoices").is(200)["data"], json!([]), "records made here have no mapping");
}

#[test]
fn an_edit_by_hand_needs_an_unpaid_invoice_at_rest() {
    let mut desk = Desk::stocked();
    let edit = json!({"action": "edit", "qbo_id": "1042", "memo": "x"});
    let payment = desk.pay(None, "hang");
    desk.control("POST", "/alternative/records/invoice", &edit).refuses(422, "unprocessable_entity");
    let target = format!("/alternative/payments/{}/settle", text(&payment["id"]));
    desk.control("POST", &target, &Value::Null).is(200);
    desk.control("POST", "/alternative/records/invoice", &edit).refuses(422, "unprocessable_entity");
}

#[test]
fn settings_of_the_account_can_be_unknown() {
    let mut desk = Desk::new();
    let body = json!({"action": "edit", "time_zone": null, "home_currency": "CAD", "payout_bank": null});
    let state = desk.act("integration", &body);
    assert_eq!(
        (&state["time_zone"], &state["home_currency"], &state["payout_bank"]),
        (&Value::Null, &json!("CAD"), &Value::Null)
    );
    for wrong in [
        json!({"action": "edit", "time_zone": "Mars/Base"}),
        json!({"action": "edit", "capabilities": ["fly"]}),
        json!({"action": "edit", "payout_bank": {"name": "A", "last4": "12"}}),
        json!({"action": "edit", "x": 1}),
    ] {
        desk.control("POST", "/alternative/records/integration", &wrong).refuses(422, "unprocessable_entity");
    }
}

#[test]
fn tokens_of_a_key_can_be_ended() {
    let mut desk = Desk::new();
    desk.control("POST", "/alternative/tokens", &json!({"expire": true})).is(200);
    desk.get("/customers").refuses(401, "unauthorized");
    desk.control("POST", "/alternative/tokens", &json!({})).refuses(400, "bad_request");
}

/// The first company of the desk.
fn realm(desk: &Desk) -> String {
    desk.world.companies.keys().next().unwrap().clone()
}

#[test]
fn another_person_works_in_the_books_by_path_or_by_body() {
    let mut desk = Desk::new();
    let realm = realm(&desk);
    let made = desk
        .control(
            "POST",
            &format!("/quickbooks/{realm}/as-user/customer"),
            &json!({"DisplayName": "Harbor Dental"}),
        )
        .is(200);
    let id = text(&made["Customer"]["Id"]);
    let read =
        desk.control("GET", &format!("/quickbooks/{realm}/as-user/customer/{id}"), &Value::Null).is(200);
    assert_eq!(read["Customer"]["DisplayName"], "Harbor Dental");
    let query = "select * from Customer where DisplayName = 'Harbor Dental'";
    let query: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
    let found = desk
        .control("GET", &format!("/quickbooks/{realm}/as-user/query?query={query}"), &Value::Null)
        .is(200);
    assert_eq!(found["QueryResponse"]["Customer"][0]["Id"], json!(id));
    let rename = json!({"Id": id, "SyncToken": "0", "sparse": true, "DisplayName": "Harbor Dental LLC"});
    let body = json!({"method": "POST", "path": "/customer", "body": rename, "person": "Ada Owner"});
    let renamed = desk.control("POST", &format!("/quickbooks/{realm}/as-user"), &body).is(200);
    assert_eq!(renamed["Customer"]["SyncToken"], "1");
    // The answer is the accounting API's own, errors too.
    let stale = desk.control("POST", &format!("/quickbooks/{realm}/as-user"), &body);
    assert_eq!((stale.status, &stale.body["Fault"]["Error"][0]["code"]), (400, &json!("5010")));
    assert!(desk.violations().is_empty(), "what other people do is no client's violation");
    desk.control("POST", "/quickbooks/77/as-user/customer", &json!({})).refuses(404, "not_found");
    let target = format!("/quickbooks/{realm}/as-user");
    desk.control("POST", &target, &json!({"method": "POST"})).refuses(400, "bad_request");
    desk.control("POST", &target, &json!({"method": "POST", "path": "/customer", "x": 1}))
        .refuses(400, "bad_request");
}

#[test]
fn books_are_closed_and_opened() {
    let mut desk = Desk::new();
    let target = format!("/quickbooks/{}/close-books", realm(&desk));
    let preferences = format!("/quickbooks/{}/as-user/preferences", realm(&desk));
    desk.control("POST", &target, &json!({"date": "2026-06-30"})).is(200);
    let read = desk.control("GET", &preferences, &Value::Null).is(200);
    assert_eq!(read["Preferences"]["AccountingInfoPrefs"]["BookCloseDate"], "2026-06-30");
    desk.control("POST", &target, &json!({"date": null})).is(200);
    let read = desk.control("GET", &preferences, &Value::Null).is(200);
    assert!(read["Preferences"]["AccountingInfoPrefs"]["BookCloseDate"].is_null());
    desk.control("POST", &target, &json!({})).refuses(400, "bad_request");
    desk.control("POST", &target, &json!({"date": "June"})).refuses(400, "bad_request");
}

#[test]
fn customers_are_merged() {
    let mut desk = Desk::new();
    let realm = realm(&desk);
    let mut make = |name: &str| {
        let target = format!("/quickbooks/{realm}/as-user/customer");
        text(&desk.control("POST", &target, &json!({"DisplayName": name})).is(200)["Customer"]["Id"])
    };
    let (winner, loser) = (make("Harbor Dental"), make("Harbor Dental Annex"));
    let target = format!("/quickbooks/{realm}/merge-customers");
    desk.control("POST", &target, &json!({"winner": winner, "loser": loser})).is(200);
    let read =
        desk.control("GET", &format!("/quickbooks/{realm}/as-user/customer/{loser}"), &Value::Null).is(200);
    assert_eq!(read["Customer"]["Active"], json!(false));
    desk.control("POST", &target, &json!({"winner": winner})).refuses(400, "bad_request");
    let got = desk.control("POST", &target, &json!({"winner": winner, "loser": "999999"}));
    assert!((400..500).contains(&got.status) && !got.body["Fault"].is_null(), "{}", got.body);
}

#[test]
fn quickbooks_tokens_are_expired_revoked_and_rotated() {
    let mut desk = Desk::new();
    let target = format!("/quickbooks/{}/tokens", realm(&desk));
    for body in [json!({"expire": true}), json!({"action": "rotate"}), json!({"action": "revoke"})] {
        desk.control("POST", &target, &body).is(200);
    }
    for wrong in [
        json!({}),
        json!({"action": "lose"}),
        json!({"expire": true, "revoke": true}),
        json!({"expire": false}),
    ] {
        desk.control("POST", &target, &wrong).refuses(400, "bad_request");
    }
}

#[test]
fn the_state_shows_both_sides() {
    let mut desk = Desk::stocked();
    let state = desk.control("GET", "/state", &Value::Null).is(200);
    assert_eq!(state["quickbooks"]["companies"].as_array().unwrap().len(), 1);
    let account = state["alternative"].as_object().unwrap().values().next().unwrap();
    assert_eq!(account["invoices"][0]["balance"].to_string(), "324.00");
    assert_eq!(account["customers"][0]["qbo_id"], "58");
    let one = desk.control("GET", "/state?side=quickbooks", &Value::Null).is(200);
    assert!(one.get("alternative").is_none() && one.get("quickbooks").is_some());
}
