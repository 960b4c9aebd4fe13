use practice::{CompanyKind, Options};
use serde_json::{Value, json};

use crate::desk::{Desk, REALM, customer, invoice};

#[test]
fn an_account_starts_disconnected_with_everything_offered() {
    let mut desk = Desk::new();
    assert_eq!(
        desk.get("/integrations/quickbooks").is(200),
        json!({"status": "disconnected", "realm_id": null, "company_name": null,
               "capabilities": ["customers.upsert", "invoices.upsert", "invoices.archive", "invoices.pdf",
                                "records.read", "payments.feed", "payments.read", "payments.link"],
               "payout_bank": {"name": "First Coastal Operating", "last4": "4821"},
               "connected_by": null, "other_link": false, "time_zone": "America/New_York", "home_currency": "USD"})
    );
}

#[test]
fn a_second_installation_is_taken_and_the_first_stays_named() {
    let mut desk = Desk::new();
    desk.connect(REALM);
    desk.wait(60);
    let body = json!({"realm_id": REALM, "company_name": "Northwind IT", "installation_id": "b81d", "name": "Front desk"});
    let state = desk.send("PUT", "/integrations/quickbooks", Some(&body)).is(200);
    assert_eq!(state["company_name"], "Northwind IT");
    assert_eq!(
        state["connected_by"],
        json!({"installation_id": "3f0a9c52", "name": "Office computer", "at": "2026-08-04T12:00:00.000Z"})
    );
}

#[test]
fn another_company_needs_a_disconnect_first() {
    let mut desk = Desk::connected();
    let body = json!({"realm_id": "77", "company_name": "B Ltd", "installation_id": "x", "name": "y"});
    let refusal = desk.send("PUT", "/integrations/quickbooks", Some(&body)).refuses(409, "already_connected");
    assert_eq!(refusal["validation_errors"]["realm_id"], format!("bound to {REALM}"));
    desk.send("DELETE", "/integrations/quickbooks", None).is(200);
    let state = desk.send("DELETE", "/integrations/quickbooks", None).is(200);
    assert_eq!((&state["status"], &state["connected_by"]), (&json!("disconnected"), &Value::Null));
    desk.send("PUT", "/integrations/quickbooks", Some(&body)).is(200);
}

#[test]
fn the_built_in_link_bars_connecting_whatever_is_bound() {
    let mut desk = Desk::connected();
    desk.act("integration", &json!({"action": "set_other_link", "active": true}));
    assert_eq!(desk.get("/integrations/quickbooks").is(200)["other_link"], json!(true));
    for realm in [REALM, "77"] {
        let body = json!({"realm_id": realm, "company_name": "A", "installation_id": "x", "name": "y"});
        desk.send("PUT", "/integrations/quickbooks", Some(&body)).refuses(409, "other_link_active");
    }
}

#[test]
fn connecting_checks_its_body() {
    let mut desk = Desk::new();
    let put = |desk: &mut Desk, body: &Value| desk.send("PUT", "/integrations/quickbooks", Some(body));
    put(&mut desk, &json!({"realm_id": "1"})).refuses(400, "bad_request");
    put(&mut desk, &json!({"realm_id": 1, "company_name": "A", "installation_id": "x", "name": "y"}))
        .refuses(400, "bad_request");
    put(&mut desk, &json!({"realm_id": "", "company_name": "A", "installation_id": "x", "name": "y"}))
        .refuses(422, "unprocessable_entity");
    put(
        &mut desk,
        &json!({"realm_id": "1", "company_name": "A", "installation_id": "x", "name": "y", "z": 1}),
    )
    .refuses(422, "unprocessable_entity");
    assert_eq!(desk.get("/integrations/quickbooks").is(200)["status"], "disconnected");
}

#[test]
fn while_disconnected_everything_below_is_not_connected() {
    let mut desk = Desk::stocked();
    desk.send("DELETE", "/integrations/quickbooks", None).is(200);
    for target in [
        "customers",
        "customers/58",
        "invoices",
        "invoices/1042",
        "invoices/1042/pdf",
        "events",
        "payments",
        "payments/x",
        "payouts",
        "payouts/x",
    ] {
        desk.read(target).refuses(409, "not_connected");
    }
    // Not connected comes before syntax.
    desk.put("customers/58", &json!([])).refuses(409, "not_connected");
    desk.put("payments/x/link", &json!({})).refuses(409, "not_connected");
}

#[test]
fn each_company_has_its_own_mapping_and_finds_it_again() {
    let mut desk = Desk::stocked();
    desk.send("DELETE", "/integrations/quickbooks", None).is(200);
    desk.connect("77");
    desk.read("customers/58").refuses(404, "not_found");
    assert_eq!(desk.read("invoices").is(200)["data"], json!([]));
    let other = desk.put("customers/58", &customer(9)).is(201);
    desk.send("DELETE", "/integrations/quickbooks", None).is(200);
    desk.connect(REALM);
    let own = desk.read("customers/58").is(200);
    assert_eq!(own["version"], 0);
    assert_ne!(own["id"], other["id"]);
    desk.read("invoices/1042").is(200);
    // Nothing was archived meanwhile.
    assert_eq!(desk.get("/customers").is(200)["data"].as_array().unwrap().len(), 2);
}

#[test]
fn a_payment_names_quickbooks_ids_of_the_connected_company_only() {
    let mut desk = Desk::stocked();
    let payment = desk.pay(None, "hang");
    let target = format!("payments/{}", crate::desk::text(&payment["id"]));
    assert_eq!(desk.read(&target).is(200)["allocations"][0]["qbo_invoice_id"], "1042");
    desk.send("DELETE", "/integrations/quickbooks", None).is(200);
    desk.connect("77");
    assert_eq!(desk.read(&target).is(200)["allocations"][0]["qbo_invoice_id"], Value::Null);
}

#[test]
fn a_route_without_its_capability_is_no_route() {
    let mut desk = Desk::stocked();
    desk.act("integration", &json!({"action": "edit", "capabilities": ["customers.upsert", "records.read"]}));
    assert_eq!(
        desk.get("/integrations/quickbooks").is(200)["capabilities"],
        json!(["customers.upsert", "records.read"])
    );
    desk.read("customers/58").is(200);
    let got = desk.put("invoices/1042", &invoice(1));
    assert_eq!((got.status, &got.reply.body[..]), (404, &b"404 page not found"[..]));
    for target in ["events", "payments", "payouts", "invoices/1042/pdf"] {
        assert_eq!(desk.read(target).reply.body, b"404 page not found", "{target}");
    }
    // The route comes before the connection.
    desk.send("DELETE", "/integrations/quickbooks", None).is(200);
    assert_eq!(desk.read("events").status, 404);
    desk.read("customers").refuses(409, "not_connected");
}

#[test]
fn documented_only_has_no_integration_route() {
    let mut options = Options::quiet(CompanyKind::Empty);
    options.documented_only = true;
    let mut desk = Desk::with(options);
    for target in
        ["/integrations/quickbooks", "/integrations/quickbooks/events", "/integrations/quickbooks/customers"]
    {
        let got = desk.get(target);
        assert_eq!((got.status, &got.reply.body[..]), (404, &b"404 page not found"[..]), "{target}");
    }
    desk.get("/customers").is(200);
}
