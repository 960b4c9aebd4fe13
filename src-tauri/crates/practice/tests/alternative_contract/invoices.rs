use serde_json::{Value, json};

use crate::desk::{Desk, customer, invoice, invoice_owing, number, text};

#[test]
fn an_invoice_is_created_and_shows_one_unit_a_line() {
    let mut desk = Desk::connected();
    desk.put("customers/58", &customer(0)).is(201);
    let made = desk.put("invoices/1042", &invoice(2)).is(201);
    let customer_id = desk.read("customers/58").is(200)["id"].clone();
    let expected = json!({
        "id": made["id"], "qbo_id": "1042", "customer_id": customer_id, "customer_qbo_id": "58", "version": 2,
        "mapping_revision": 0, "owner": "quickbooks", "invoice_number": "1042", "memo": "September services",
        "status": "UPCOMING", "currency": "USD", "due_date": "2026-08-31",
        "line_items": [
            {"description": "Managed workstation", "amount": number("250.00"), "quantity": 1},
            {"description": "On-site work", "amount": number("187.50"), "quantity": 1},
            {"description": "Loyalty discount", "amount": number("-137.50"), "quantity": 1}],
        "sub_total": number("300.00"), "total": number("324.00"), "outstanding_balance": number("324.00"),
        "archived": false, "archived_by": null, "archive_reason": null, "last_notification_at": "",
        "created_at": "2026-08-04T12:00:00.000Z"});
    assert_eq!(made, expected);
    assert_eq!(made["outstanding_balance"].to_string(), "324.00");
    let documented = desk.get(&format!("/invoices/{}", text(&made["id"]))).is(200);
    assert_eq!(documented["line_items"], expected["line_items"]);
    assert!(documented.get("outstanding_balance").is_none());
}

#[test]
fn amounts_must_hold_together() {
    let mut desk = Desk::connected();
    desk.put("customers/58", &customer(0)).is(201);
    let put = |desk: &mut Desk, change: &dyn Fn(&mut Value)| {
        let mut body = invoice(0);
        change(&mut body);
        desk.put("invoices/1042", &body).refuses(422, "unprocessable_entity")
    };
    let got = put(&mut desk, &|body| body["line_items"][2]["amount"] = number("-162.50"));
    assert_eq!(got["message"], "Lines and tax come to 299.00 but total is 324.00");
    assert_eq!(got["validation_errors"], json!({"line_items": "sum is 275.00, sub_total is 300.00"}));
    let got = put(&mut desk, &|body| body["tax"] = number("24.01"));
    assert!(got["validation_errors"].get("total").is_some());
    let got = put(&mut desk, &|body| body["balance"] = number("400.00"));
    assert_eq!(got["message"], "Balance 400.00 is more than total 324.00");
    assert_eq!(got["validation_errors"], json!({"balance": "must be between 0 and total"}));
    let got = put(&mut desk, &|body| body["balance"] = number("-5"));
    assert_eq!(got["message"], "Balance -5.00 is less than 0");
    let got = put(&mut desk, &|body| body["customer_qbo_id"] = json!("99"));
    assert_eq!(got["message"], "Customer 99 is not known");
    assert_eq!(got["validation_errors"], json!({"customer_qbo_id": "upsert the customer first"}));
    for (change, field) in [
        ((|body| body["total"] = number("324.001")) as fn(&mut Value), "total"),
        (|body| body["line_items"][0]["amount"] = number("1e300"), "line_items[0].amount"),
        (|body| body["line_items"] = json!([]), "line_items"),
        (|body| body["currency"] = json!("EUR"), "currency"),
        (|body| body["currency"] = json!("usd"), "currency"),
        (|body| body["issue_date"] = json!("2026-02-30"), "issue_date"),
        (|body| body["color"] = json!("red"), "color"),
        (|body| body["line_items"][0]["total"] = json!(1), "line_items[0].total"),
    ] {
        let got = put(&mut desk, &change);
        assert!(got["validation_errors"].get(field).is_some(), "{field}: {got}");
    }
    desk.read("invoices/1042").refuses(404, "not_found");
}

#[test]
fn what_is_missing_or_of_the_wrong_type_is_400() {
    let mut desk = Desk::connected();
    for name in [
        "version",
        "customer_qbo_id",
        "invoice_number",
        "currency",
        "issue_date",
        "due_date",
        "line_items",
        "sub_total",
        "tax",
        "total",
        "balance",
        "memo",
    ] {
        let mut body = invoice(0);
        body.as_object_mut().unwrap().remove(name);
        let got = desk.put("invoices/1042", &body).refuses(400, "bad_request");
        assert_eq!(got["validation_errors"], json!({ name: "is required" }));
        body[name] = json!(true);
        desk.put("invoices/1042", &body).refuses(400, "bad_request");
    }
    let mut body = invoice(0);
    body["line_items"][1].as_object_mut().unwrap().remove("unit_price");
    let got = desk.put("invoices/1042", &body).refuses(400, "bad_request");
    assert_eq!(got["validation_errors"], json!({"line_items[1].unit_price": "is required"}));
    let mut request = desk.request("PUT", "/integrations/quickbooks/invoices/1042");
    request.body = b"{\"version\": 1".to_vec();
    desk.handle(&request).refuses(400, "bad_request");
}

#[test]
fn an_equal_body_is_equal_by_value() {
    let mut desk = Desk::stocked();
    let mut body = invoice(0);
    body["total"] = number("324");
    body["tax"] = number("2.40e1");
    body["online_payment_allowed"] = json!(true);
    body["line_items"][1]["quantity"] = number("2.50");
    desk.put("invoices/1042", &body).is(200);
    body["online_payment_allowed"] = json!(false);
    desk.put("invoices/1042", &body).refuses(409, "version_conflict");
}

#[test]
fn syntax_comes_before_the_version_and_the_version_before_the_rules() {
    let mut desk = Desk::stocked();
    desk.put("invoices/1042", &invoice(5)).is(200);
    let mut body = invoice(4);
    body["total"] = number("1.00");
    desk.put("invoices/1042", &body).refuses(409, "stale_version");
    body["version"] = json!(5);
    desk.put("invoices/1042", &body).refuses(409, "version_conflict");
    body["version"] = json!(6);
    desk.put("invoices/1042", &body).refuses(422, "unprocessable_entity");
    body["version"] = json!(4);
    body["total"] = json!("1.00");
    desk.put("invoices/1042", &body).refuses(400, "bad_request");
}

#[test]
fn a_due_date_of_null_is_the_issue_date() {
    let mut desk = Desk::connected();
    desk.put("customers/58", &customer(0)).is(201);
    let mut body = invoice(0);
    body["due_date"] = Value::Null;
    body["invoice_number"] = Value::Null;
    let made = desk.put("invoices/1042", &body).is(201);
    assert_eq!((&made["due_date"], &made["status"]), (&json!("2026-08-01"), &json!("OVERDUE")));
}

#[test]
fn the_balance_is_what_is_left_to_pay() {
    let mut desk = Desk::stocked();
    desk.put("invoices/1042", &invoice_owing(1, "224.00")).is(200);
    assert_eq!(desk.face(), ("224.00".into(), "UPCOMING".into()));
    desk.put("invoices/1042", &invoice_owing(2, "0")).is(200);
    assert_eq!(desk.face(), ("0.00".into(), "PAID".into()));
    desk.put("invoices/1042", &invoice_owing(3, "324")).is(200);
    assert_eq!(desk.face(), ("324.00".into(), "UPCOMING".into()), "an outside payment was taken back");
}

#[test]
fn a_real_zero_total_is_paid_and_not_archived() {
    let mut desk = Desk::stocked();
    let mut body = invoice(1);
    body["line_items"] =
        json!([{"description": "Free month", "amount": 0, "quantity": null, "unit_price": null}]);
    for name in ["sub_total", "tax", "total", "balance"] {
        body[name] = json!(0);
    }
    desk.put("invoices/1042", &body).is(200);
    assert_eq!(desk.face(), ("0.00".into(), "PAID".into()));
}

#[test]
fn overdue_comes_the_day_after_the_due_date_in_the_partners_zone() {
    let mut desk = Desk::stocked();
    desk.control("POST", "/clock", &json!({"at": "2026-09-01T03:59:00Z"})).is(200);
    desk.renew();
    assert_eq!(desk.face().1, "UPCOMING");
    desk.wait(60);
    assert_eq!(desk.face().1, "OVERDUE");
}

#[test]
fn archiving_hides_keeps_the_balance_and_restoring_counts_anew() {
    let mut desk = Desk::stocked();
    let got = desk.post("invoices/1042/archive", &json!({"reason": "deleted"})).is(200);
    assert_eq!(
        (&got["status"], &got["archived_by"], &got["archive_reason"], got["outstanding_balance"].to_string()),
        (&json!("ARCHIVED"), &json!("companion"), &json!("deleted"), "324.00".to_owned())
    );
    let got = desk.post("invoices/1042/archive", &json!({"reason": "settled_elsewhere"})).is(200);
    assert_eq!(got["archive_reason"], "settled_elsewhere");
    desk.put("invoices/1042", &invoice_owing(1, "0")).is(200);
    assert_eq!(desk.face().1, "ARCHIVED", "an upsert never restores");
    let got = desk.post("invoices/1042/restore", &json!({})).is(200);
    assert_eq!((&got["status"], &got["archived"]), (&json!("PAID"), &json!(false)));
    desk.post("invoices/1042/restore", &json!({})).is(200);
    let got =
        desk.post("invoices/1042/archive", &json!({"reason": "merged"})).refuses(422, "unprocessable_entity");
    assert_eq!(got["validation_errors"], json!({"reason": "must be deleted, voided or settled_elsewhere"}));
}

#[test]
fn a_person_archives_without_a_reason() {
    let mut desk = Desk::stocked();
    desk.act("invoice", &json!({"action": "archive", "qbo_id": "1042"}));
    let got = desk.read("invoices/1042").is(200);
    assert_eq!((&got["archived_by"], &got["archive_reason"]), (&json!("person"), &Value::Null));
    assert_eq!(
        desk.read("invoices").is(200)["data"].as_array().unwrap().len(),
        1,
        "archived ones are listed"
    );
}

#[test]
fn while_a_payment_is_processing_amounts_stand_still() {
    let mut desk = Desk::stocked();
    let payment = desk.pay(None, "hang");
    let refuse = |desk: &mut Desk, change: &dyn Fn(&mut Value)| {
        let mut body = invoice(1);
        change(&mut body);
        desk.put("invoices/1042", &body).refuses(409, "payment_in_progress")
    };
    let got = refuse(&mut desk, &|body| {
        body["line_items"][0]["amount"] = number("260.00");
        body["sub_total"] = number("310.00");
        body["total"] = number("334.00");
    });
    assert_eq!(got["message"], "A payment of 324.00 on this invoice is processing");
    assert_eq!(got["validation_errors"], json!({"payment_id": payment["id"]}));
    refuse(&mut desk, &|body| body["line_items"][0]["description"] = json!("Other"));
    refuse(&mut desk, &|body| body["line_items"][0]["quantity"] = json!(9));
    refuse(&mut desk, &|body| body["currency"] = json!("CAD"));
    desk.put("customers/61", &customer(0)).is(201);
    refuse(&mut desk, &|body| body["customer_qbo_id"] = json!("61"));
    desk.post("invoices/1042/archive", &json!({"reason": "deleted"})).refuses(409, "payment_in_progress");
    desk.post("invoices/1042/archive", &json!({"reason": "odd"})).refuses(422, "unprocessable_entity");
    // Balance, due date, number and memo may change: recording that very payment lowers the balance.
    let mut body = invoice_owing(1, "0.00");
    body["due_date"] = json!("2026-09-15");
    body["invoice_number"] = json!("1042-A");
    body["memo"] = Value::Null;
    body["total"] = number("324");
    desk.put("invoices/1042", &body).is(200);
    let target = format!("/alternative/payments/{}/settle", text(&payment["id"]));
    desk.control("POST", &target, &Value::Null).is(200);
    desk.post("invoices/1042/archive", &json!({"reason": "deleted"})).is(200);
}

#[test]
fn an_edit_in_the_dashboard_lasts_until_the_next_version() {
    let mut desk = Desk::stocked();
    let edit = json!({"action": "edit", "qbo_id": "1042", "due_date": "2026-12-31",
                      "line_items": [{"description": "Edited", "amount": number("100.00")}]});
    desk.act("invoice", &edit);
    assert_eq!(desk.face().0, "124.00", "the tax stays");
    desk.put("invoices/1042", &invoice(0)).is(200);
    assert_eq!(desk.face().0, "124.00", "the same version is a no-op");
    desk.put("invoices/1042", &invoice(1)).is(200);
    assert_eq!(desk.face().0, "324.00");
}

#[test]
fn marked_paid_by_hand_lasts_until_the_next_version() {
    let mut desk = Desk::stocked();
    desk.act("invoice", &json!({"action": "mark_paid", "qbo_id": "1042"}));
    assert_eq!(desk.face(), ("0.00".into(), "PAID".into()));
    desk.put("invoices/1042", &invoice(1)).is(200);
    assert_eq!(desk.face().1, "UPCOMING");
}

#[test]
fn another_integrations_invoice_is_refused() {
    let mut desk = Desk::stocked();
    desk.act("invoice", &json!({"action": "set_owner", "qbo_id": "1042", "owner": "other_integration"}));
    assert_eq!(desk.read("invoices/1042").is(200)["owner"], "other_integration");
    desk.put("invoices/1042", &invoice(1)).refuses(409, "owned_elsewhere");
}
