use practice::{CompanyKind, Options};
use serde_json::{Value, json};

use crate::desk::{Desk, escaped, number, text};

fn with_customer(desk: &mut Desk) -> String {
    let body =
        json!({"name": "Harbor Dental LLC", "email": "ap@harbordental.example", "external_id": "crm-4471"});
    text(&desk.send("POST", "/customers", Some(&body)).is(201)["id"])
}

fn with_invoice(desk: &mut Desk, customer: &str) -> Value {
    let lines = json!([{"description": "Managed workstation", "amount": number("25.00"), "quantity": 10},
                       {"description": "Cloud backup", "amount": number("74.5"), "quantity": 1}]);
    let body = json!({"customer_id": customer, "due_date": "2026-10-15", "line_items": lines});
    desk.send("POST", "/invoices", Some(&body)).is(201)
}

#[test]
fn customers_are_created_read_changed_and_archived() {
    let mut desk = Desk::new();
    let id = with_customer(&mut desk);
    let path = format!("/customers/{id}");
    let got = desk.send("PATCH", &path, Some(&json!({"city": "Portland", "legal_name": null}))).is(200);
    assert_eq!(
        (&got["city"], &got["legal_name"], &got["name"]),
        (&json!("Portland"), &json!(""), &json!("Harbor Dental LLC"))
    );
    assert_eq!(got["created_at"], "2026-08-04T12:00:00.000Z");
    desk.send("PATCH", &path, Some(&json!({"email": "x@y.example"}))).refuses(400, "bad_request");
    desk.send("PATCH", &path, Some(&json!({"name": ""}))).refuses(400, "bad_request");
    assert_eq!(desk.send("DELETE", &path, None).is(200)["id"], json!(id));
    desk.send("DELETE", &path, None).is(200);
    desk.get(&path).is(200);
    assert_eq!(desk.get("/customers").is(200)["data"], json!([]));
    desk.get("/customers/6f1d2a34-0c1b-4c59-9a53-0b7c2f6a1001").refuses(404, "not_found");
}

#[test]
fn an_external_id_is_used_once() {
    let mut desk = Desk::new();
    with_customer(&mut desk);
    let body = json!({"name": "Another", "email": "b@b.example", "external_id": "crm-4471"});
    let refusal = desk.send("POST", "/customers", Some(&body)).refuses(400, "bad_request");
    assert_eq!(refusal["message"], "This external id is already used");
}

#[test]
fn name_and_email_are_required_and_unknown_fields_refused() {
    let mut desk = Desk::new();
    desk.send("POST", "/customers", Some(&json!({"name": "A"}))).refuses(400, "bad_request");
    let body = json!({"name": "A", "email": "a@a.example", "phone": "1"});
    let refusal = desk.send("POST", "/customers", Some(&body)).refuses(422, "unprocessable_entity");
    assert_eq!(refusal["validation_errors"], json!({"phone": "is not a known field"}));
    let mut options = Options::quiet(CompanyKind::Empty);
    options.switches.set("alternative-unknown-field=ignore").unwrap();
    Desk::with(options).send("POST", "/customers", Some(&body)).is(201);
}

#[test]
fn users_belong_to_their_customer() {
    let mut desk = Desk::new();
    let id = with_customer(&mut desk);
    let path = format!("/customers/{id}/users");
    let body = json!({"email": "dana@harbordental.example", "first_name": "Dana", "last_name": "Reyes"});
    let user = desk.send("POST", &path, Some(&body)).is(201);
    assert_eq!(desk.get(&path).is(200)["data"], json!([user]));
    desk.send("POST", &path, Some(&json!({"first_name": "Dana"}))).refuses(400, "bad_request");
}

#[test]
fn an_invoice_is_lines_times_quantity_exactly() {
    let mut desk = Desk::new();
    let customer = with_customer(&mut desk);
    let invoice = with_invoice(&mut desk, &customer);
    assert_eq!(invoice["total"].to_string(), "324.50");
    assert_eq!(invoice["line_items"][1]["amount"].to_string(), "74.50");
    assert_eq!((&invoice["status"], &invoice["currency"]), (&json!("UPCOMING"), &json!("USD")));
    let id = text(&invoice["id"]);
    assert_eq!(desk.get(&format!("/invoices/{id}")).is(200), invoice);
}

#[test]
fn a_due_date_left_out_is_today_and_overdue_comes_after_it() {
    let mut desk = Desk::new();
    let customer_id = with_customer(&mut desk);
    let line = json!([{"description": "Work", "amount": 10, "quantity": 1}]);
    let body = json!({"customer_id": customer_id, "line_items": line});
    let made = desk.send("POST", "/invoices", Some(&body)).is(201);
    assert_eq!((&made["due_date"], &made["status"]), (&json!("2026-08-04"), &json!("UPCOMING")));
    // 11:59 in the evening of the fourth in New York, then past midnight.
    desk.control("POST", "/clock", &json!({"at": "2026-08-05T03:59:00Z"})).is(200);
    desk.renew();
    let path = format!("/invoices/{}", text(&made["id"]));
    assert_eq!(desk.get(&path).is(200)["status"], "UPCOMING");
    desk.wait(120);
    assert_eq!(desk.get(&path).is(200)["status"], "OVERDUE");
}

#[test]
fn invoices_that_break_a_rule_are_422() {
    let mut desk = Desk::new();
    let customer = with_customer(&mut desk);
    let line = |amount: &str, quantity: i64| json!({"description": "Work", "amount": number(amount), "quantity": quantity});
    for (broken, field) in [
        (json!({"customer_id": customer, "line_items": [line("-5", 1)]}), "line_items[0].amount"),
        (json!({"customer_id": customer, "line_items": [line("0.001", 1)]}), "line_items[0].amount"),
        (json!({"customer_id": customer, "line_items": [line("5", 0)]}), "line_items[0].quantity"),
        (json!({"customer_id": customer, "line_items": []}), "line_items"),
        (json!({"customer_id": customer, "line_items": [line("0", 1)]}), "line_items"),
        (json!({"customer_id": "nobody", "line_items": [line("5", 1)]}), "customer_id"),
        (json!({"customer_id": customer, "currency": "EUR", "line_items": [line("5", 1)]}), "currency"),
        (json!({"customer_id": customer, "due_date": "soon", "line_items": [line("5", 1)]}), "due_date"),
        (json!({"customer_id": customer, "memo": "x", "line_items": [line("5", 1)]}), "memo"),
    ] {
        let refusal = desk.send("POST", "/invoices", Some(&broken)).refuses(422, "unprocessable_entity");
        assert!(refusal["validation_errors"].get(field).is_some(), "{field}: {refusal}");
    }
    let broken = json!({"customer_id": customer, "line_items": [{"description": "Work", "amount": "5", "quantity": 1}]});
    desk.send("POST", "/invoices", Some(&broken)).refuses(400, "bad_request");
    assert_eq!(desk.get("/invoices").is(200)["data"], json!([]));
}

#[test]
fn a_repeated_invoice_post_makes_a_second_invoice() {
    let mut desk = Desk::new();
    let customer = with_customer(&mut desk);
    let first = with_invoice(&mut desk, &customer);
    let second = with_invoice(&mut desk, &customer);
    assert_ne!(first["id"], second["id"]);
}

#[test]
fn documented_lists_go_newest_first_by_opaque_cursors() {
    let mut desk = Desk::new();
    let customer = with_customer(&mut desk);
    let made: Vec<Value> = (0..5).map(|_| with_invoice(&mut desk, &customer)["id"].clone()).collect();
    let first = desk.get("/invoices?limit=2").is(200);
    let ids = |page: &Value| {
        page["data"].as_array().unwrap().iter().map(|row| row["id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&first), [made[4].clone(), made[3].clone()]);
    assert_eq!((&first["has_next_page"], &first["has_previous_page"]), (&json!(true), &json!(false)));
    let end = text(&first["end_cursor"]);
    assert!(end.contains('+') && end.contains('/'));
    let second = desk.get(&format!("/invoices?limit=2&after={}", escaped(&end))).is(200);
    assert_eq!(ids(&second), [made[2].clone(), made[1].clone()]);
    let start = text(&second["start_cursor"]);
    let back = desk.get(&format!("/invoices?limit=2&before={}", escaped(&start))).is(200);
    assert_eq!(ids(&back), ids(&first));
    assert_eq!(back["has_next_page"], json!(true));
    desk.get(&format!("/invoices?after={end}")).refuses(400, "bad_request");
    desk.get(&format!("/customers?after={}", escaped(&end))).refuses(400, "bad_request");
    desk.get("/invoices?limit=many").refuses(400, "bad_request");
    assert_eq!(ids(&desk.get("/invoices?limit=0").is(200)).len(), 1);
    assert_eq!(ids(&desk.get("/invoices?limit=1000").is(200)).len(), 5);
}

#[test]
fn invoices_are_found_by_number_customer_status_and_dates() {
    let mut desk = Desk::new();
    let customer = with_customer(&mut desk);
    let invoice = with_invoice(&mut desk, &customer);
    let label = text(&invoice["invoice_number"]);
    let mut count =
        |query: &str| desk.get(&format!("/invoices?{query}")).is(200)["data"].as_array().unwrap().len();
    assert_eq!(count(&format!("invoice_number={label}")), 1);
    assert_eq!(count("invoice_number=none"), 0);
    assert_eq!(count(&format!("customer_id={customer}")), 1);
    assert_eq!(count("customer_id=nobody"), 0);
    assert_eq!(count("status=upcoming"), 1);
    assert_eq!(count("status=PAID"), 0);
    assert_eq!(count("due_date_start=2026-10-15T12:00:00Z&due_date_end=2026-10-15T12:00:00Z"), 1);
    assert_eq!(count("due_date_start=2026-10-16T12:00:00Z"), 0);
    assert_eq!(count("created_at_start=2026-08-04T12:00:00Z"), 1);
    assert_eq!(count("created_at_end=2026-08-04T11:59:59Z"), 0);
    desk.get("/invoices?created_at_start=yesterday").refuses(400, "bad_request");
    desk.get("/invoices?status=odd").refuses(400, "bad_request");
}

#[test]
fn an_archived_invoice_leaves_the_list_unless_asked_for() {
    let mut desk = Desk::new();
    let customer = with_customer(&mut desk);
    let id = text(&with_invoice(&mut desk, &customer)["id"]);
    assert_eq!(desk.send("DELETE", &format!("/invoices/{id}"), None).is(200)["status"], "ARCHIVED");
    desk.send("DELETE", &format!("/invoices/{id}"), None).is(200);
    assert_eq!(desk.get("/invoices").is(200)["data"], json!([]));
    assert_eq!(desk.get("/invoices?status=ARCHIVED").is(200)["data"].as_array().unwrap().len(), 1);
    assert_eq!(desk.get(&format!("/invoices/{id}")).is(200)["status"], "ARCHIVED");
}

#[test]
fn the_payment_link_has_no_scheme_and_the_pdf_link_expires() {
    let mut desk = Desk::new();
    let customer = with_customer(&mut desk);
    let id = text(&with_invoice(&mut desk, &customer)["id"]);
    let link = text(&desk.get(&format!("/invoices/{id}/payment-link")).is(200)["url"]);
    assert!(link.starts_with("pay.") && !link.contains("://"), "{link}");
    let link = text(&desk.get(&format!("/invoices/{id}/pdf-link")).is(200)["url"]);
    let target =
        link.strip_prefix(&desk.world.options.base).unwrap().strip_prefix("/alternative").unwrap().to_owned();
    desk.token = String::new();
    let got = desk.get(&target);
    assert_eq!((got.status, got.header("content-type")), (200, Some("application/pdf")));
    assert!(got.reply.body.starts_with(b"%PDF-"));
    desk.get(&target.replace("sig=", "sig=0")).refuses(403, "forbidden");
    desk.wait(3601);
    desk.get(&target).refuses(403, "forbidden");
}

#[test]
fn a_payment_request_echoes_its_reference() {
    let mut desk = Desk::new();
    let body = json!({"amount": "100", "currency": "USD", "reference_id": "order-881"});
    let made = desk.send("POST", "/payments/request", Some(&body)).is(200);
    assert_eq!((&made["status"], &made["reference_id"]), (&json!("pending"), &json!("order-881")));
    assert_eq!(desk.get(&format!("/payments/request/{}", text(&made["id"]))).is(200), made);
    desk.send("POST", "/payments/request", Some(&json!({"amount": "-1"})))
        .refuses(422, "unprocessable_entity");
}

#[test]
fn a_subscription_shows_four_characters_of_its_secret_and_is_owed_events() {
    let mut desk = Desk::new();
    let body = json!({"endpoint_url": "https://hooks.partner.example/ap", "topic": "customer_created",
                      "secret_key": "example-secret-9f3c"});
    let made = desk.send("POST", "/webhooks", Some(&body)).is(201);
    assert_eq!((&made["secret_last_4_digits"], &made["is_active"]), (&json!("9f3c"), &json!(true)));
    assert!(!made.to_string().contains("example-secret"));
    let customer = with_customer(&mut desk);
    let events = desk.get("/webhooks/events?topic=customer_created").is(200);
    assert_eq!(events["data"][0]["entity_id"], json!(customer));
    assert_eq!(desk.get("/webhooks/events?status=failed").is(200)["data"], json!([]));
    let id = text(&made["id"]);
    assert_eq!(desk.send("DELETE", &format!("/webhooks/{id}"), None).is(200)["is_active"], json!(false));
    desk.send("DELETE", &format!("/webhooks/{id}"), None).refuses(404, "not_found");
    assert_eq!(desk.get("/webhooks").is(200)["data"], json!([]));
    desk.send("POST", "/webhooks/retry", None).is(200);
}

#[test]
fn a_webhook_address_needs_a_scheme_and_https() {
    let mut desk = Desk::new();
    let mut post = |url: &str| {
        let body = json!({"endpoint_url": url, "topic": "invoice_paid"});
        desk.send("POST", "/webhooks", Some(&body))
    };
    assert_eq!(post("hooks.example/ap").refuses(400, "bad_request")["message"], "URL scheme is required");
    post("http://hooks.example/ap").refuses(422, "unprocessable_entity");
    post("http://127.0.0.1:9/ap").is(201);
    let body = json!({"endpoint_url": "https://hooks.example", "topic": "invoice.paid"});
    desk.send("POST", "/webhooks", Some(&body)).refuses(422, "unprocessable_entity");
}

#[test]
fn payments_and_payouts_are_found_by_invoice_and_customer() {
    let mut desk = Desk::new();
    let customer = with_customer(&mut desk);
    let invoice = text(&with_invoice(&mut desk, &customer)["id"]);
    let other = text(&with_invoice(&mut desk, &customer)["id"]);
    let pay =
        json!({"allocations": [{"invoice_id": invoice}], "fee": {"amount": 1, "covered_by_customer": false}});
    let payment = desk.control("POST", "/alternative/pay", &pay).is(200);
    let payout = desk.control("POST", "/alternative/payouts", &json!({})).is(200);
    let mut found = |target: &str| {
        let data = desk.get(target).is(200)["data"].clone();
        data.as_array().unwrap().iter().map(|row| row["id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(found(&format!("/payments?invoice_id={invoice}")), [payment["id"].clone()]);
    assert_eq!(
        found(&format!("/payments?customer_id={customer}&status=succeeded&payment_method=standard_ach"))
            .len(),
        1
    );
    assert!(found(&format!("/payments?invoice_id={other}")).is_empty());
    assert!(found("/payments?status=failed").is_empty());
    assert_eq!(found(&format!("/payouts?invoice_id={invoice}")), [payout["id"].clone()]);
    assert!(found(&format!("/payouts?invoice_id={other}")).is_empty());
    assert_eq!(found(&format!("/payouts?customer_id={customer}&status=scheduled")).len(), 1);
    let transactions = format!("/payouts/{}/transactions", text(&payout["id"]));
    assert_eq!(found(&transactions), [payment["id"].clone()]);
    let row = desk.get(&format!("/payments/{}", text(&payment["id"]))).is(200);
    assert!(row.get("invoice_id").is_none() && row.get("allocations").is_none());
    assert_eq!(row["fees"][0]["type"], "FT_METHOD");
    let row = desk.get(&format!("/payouts/{}", text(&payout["id"]))).is(200);
    assert_eq!((row["total"].to_string(), &row["fees"][0]["type"]), ("323.50".to_owned(), &json!("method")));
    desk.get("/payouts?status=paid").refuses(400, "bad_request");
}

#[test]
fn an_end_is_the_first_instant_that_is_left_out() {
    let mut desk = Desk::stocked();
    let made = "2026-08-04T12:00:00Z";
    for list in ["customers", "invoices"] {
        let mut count =
            |query: &str| desk.get(&format!("/{list}?{query}")).is(200)["data"].as_array().unwrap().len();
        assert_eq!(count(&format!("created_at_end={made}")), 0, "{list}");
        assert_eq!(
            count(&format!("created_at_start={made}&created_at_end=2026-08-04T12:00:00.001Z")),
            1,
            "{list}"
        );
    }
    let due = desk.get("/invoices").is(200)["data"][0]["due_date"].as_str().unwrap().to_owned();
    let mut count =
        |query: &str| desk.get(&format!("/invoices?{query}")).is(200)["data"].as_array().unwrap().len();
    assert_eq!((count(&format!("due_date_end={due}")), count(&format!("due_date_start={due}"))), (0, 1));
    assert_eq!(count(&format!("due_date_end={due}T23:59:59Z")), 1);
}

#[test]
fn a_limit_is_an_integer_of_any_size_and_nothing_is_none() {
    let mut desk = Desk::stocked();
    for huge in ["9223372036854775808", "99999999999999999999999999", "-99999999999999999999999999"] {
        desk.get(&format!("/invoices?limit={huge}")).is(200);
        desk.read(&format!("payments?limit={huge}")).refuses(400, "bad_request");
    }
    for empty in ["/invoices?limit=", "/customers?limit=%20", "/payments?limit=1.5"] {
        desk.get(empty).refuses(400, "bad_request");
    }
    for empty in ["payments?limit=", "events?wait_seconds=", "payments?created_at_start="] {
        desk.read(empty).refuses(400, "bad_request");
    }
    // An empty text is a text where the description has no format.
    for fine in
        ["/invoices?after=&before=", "/invoices?created_at_start=&status=", "/customers?company_name="]
    {
        desk.get(fine).is(200);
    }
}

#[test]
fn a_version_beyond_64_bits_is_refused_by_a_rule() {
    let mut desk = Desk::stocked();
    for version in ["9223372036854775808", "1e40"] {
        let mut body = crate::desk::invoice(0);
        body["version"] = serde_json::from_str(version).unwrap();
        desk.put("invoices/1042", &body).refuses(422, "unprocessable_entity");
    }
}
