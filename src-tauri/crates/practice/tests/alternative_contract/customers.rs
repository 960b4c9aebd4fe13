use serde_json::{Value, json};

use crate::desk::{Desk, customer, text};

#[test]
fn a_customer_is_created_with_everything_quickbooks_says() {
    let mut desk = Desk::connected();
    let made = desk.put("customers/58", &customer(3)).is(201);
    let expected = json!({
        "qbo_id": "58", "version": 3, "mapping_revision": 0, "owner": "quickbooks", "name": "Harbor Dental",
        "legal_name": "Harbor Dental LLC", "email": "ap@harbordental.example", "phone": "+1 207 555 0142",
        "customer_integration_id": "58", "street_address": "12 Pier Road", "sub_premise": "Suite 4",
        "city": "Portland", "state": "ME", "postal_code": "04101", "country": "US", "active": true,
        "archived": false, "archived_by": null, "archive_reason": null, "external_id": "", "ein": "",
        "default_payment_method_id": "", "created_at": "2026-08-04T12:00:00.000Z", "id": made["id"]});
    assert_eq!(made, expected);
    assert_eq!(desk.read("customers/58").is(200), expected);
    assert_eq!(desk.get(&format!("/customers/{}", text(&made["id"]))).is(200)["name"], "Harbor Dental");
}

#[test]
fn a_customer_without_an_email_or_address_is_taken() {
    let mut desk = Desk::connected();
    let mut body = customer(0);
    for name in ["email", "phone", "company_name", "billing_address"] {
        body[name] = Value::Null;
    }
    let made = desk.put("customers/58", &body).is(201);
    assert_eq!((&made["email"], &made["phone"], &made["city"]), (&json!(""), &Value::Null, &json!("")));
}

#[test]
fn an_upsert_replaces_the_whole_record() {
    let mut desk = Desk::connected();
    desk.put("customers/58", &customer(0)).is(201);
    let mut body = customer(1);
    body["billing_address"] = json!({"city": "Bath"});
    let got = desk.put("customers/58", &body).is(200);
    assert_eq!((&got["city"], &got["street_address"]), (&json!("Bath"), &json!("")));
}

#[test]
fn versions_only_go_up_and_a_repeat_changes_nothing() {
    let mut desk = Desk::connected();
    desk.put("customers/58", &customer(3)).is(201);
    let (_, cursor) = desk.topics(None);
    let stale = desk.put("customers/58", &customer(2)).refuses(409, "stale_version");
    assert_eq!(
        stale["validation_errors"],
        json!({"version": "stored version is 3", "mapping_revision": "stored mapping revision is 0"})
    );
    assert_eq!(
        stale["message"],
        "Version 2, mapping revision 0 is older than the stored version 3, mapping revision 0"
    );
    let mut other = customer(3);
    other["phone"] = json!("1");
    desk.put("customers/58", &other).refuses(409, "version_conflict");
    desk.put("customers/58", &customer(3)).is(200);
    assert!(desk.topics(cursor.as_deref()).0.is_empty(), "a repeat is no write");
    other["mapping_revision"] = json!(1);
    assert_eq!(desk.put("customers/58", &other).is(200)["phone"], "1");
    desk.put("customers/58", &customer(3)).refuses(409, "stale_version");
    desk.put("customers/58", &customer(4)).is(200);
}

#[test]
fn a_mapping_revision_left_out_is_zero() {
    let mut desk = Desk::connected();
    desk.put("customers/58", &customer(3)).is(201);
    let mut body = customer(3);
    body.as_object_mut().unwrap().remove("mapping_revision");
    desk.put("customers/58", &body).is(200);
}

#[test]
fn active_is_for_display_and_never_archives() {
    let mut desk = Desk::connected();
    let mut body = customer(0);
    body["active"] = json!(false);
    let made = desk.put("customers/58", &body).is(201);
    assert_eq!((&made["active"], &made["archived"]), (&json!(false), &json!(false)));
    desk.post("customers/58/archive", &json!({"reason": "deleted"})).is(200);
    let got = desk.put("customers/58", &customer(1)).is(200);
    assert_eq!((&got["active"], &got["archived"]), (&json!(true), &json!(true)), "an upsert never restores");
}

#[test]
fn archive_and_restore_may_be_repeated() {
    let mut desk = Desk::stocked();
    let got = desk.post("customers/58/archive", &json!({"reason": "deleted"})).is(200);
    assert_eq!((&got["archived_by"], &got["archive_reason"]), (&json!("companion"), &json!("deleted")));
    desk.post("customers/58/archive", &json!({"reason": "deleted"})).is(200);
    let got = desk.post("customers/58/archive", &json!({"reason": "merged"})).is(200);
    assert_eq!(got["archive_reason"], "merged");
    assert_eq!(desk.face().1, "UPCOMING", "its invoices are left alone");
    for _ in 0..2 {
        let got = desk.post("customers/58/restore", &json!({})).is(200);
        assert_eq!(
            (&got["archived"], &got["archived_by"], &got["archive_reason"]),
            (&json!(false), &Value::Null, &Value::Null)
        );
    }
}

#[test]
fn archiving_again_keeps_the_person_and_takes_the_reason() {
    let mut desk = Desk::stocked();
    desk.act("customer", &json!({"action": "archive", "qbo_id": "58"}));
    let got = desk.read("customers/58").is(200);
    assert_eq!((&got["archived_by"], &got["archive_reason"]), (&json!("person"), &Value::Null));
    let got = desk.post("customers/58/archive", &json!({"reason": "deleted"})).is(200);
    assert_eq!((&got["archived_by"], &got["archive_reason"]), (&json!("person"), &json!("deleted")));
}

#[test]
fn a_documented_delete_counts_as_a_person() {
    let mut desk = Desk::stocked();
    let id = text(&desk.read("customers/58").is(200)["id"]);
    desk.send("DELETE", &format!("/customers/{id}"), None).is(200);
    assert_eq!(desk.read("customers/58").is(200)["archived_by"], "person");
}

#[test]
fn an_unknown_reason_is_422_after_the_record_is_found() {
    let mut desk = Desk::stocked();
    let refusal =
        desk.post("customers/58/archive", &json!({"reason": "voided"})).refuses(422, "unprocessable_entity");
    assert_eq!(refusal["validation_errors"], json!({"reason": "must be deleted or merged"}));
    desk.post("customers/99/archive", &json!({"reason": "voided"})).refuses(404, "not_found");
    desk.post("customers/58/archive", &json!({})).refuses(400, "bad_request");
    desk.post("customers/58/archive", &json!({"reason": "deleted", "x": 1}))
        .refuses(422, "unprocessable_entity");
    desk.post("customers/99/restore", &json!({})).refuses(404, "not_found");
}

#[test]
fn another_integrations_record_is_refused_before_its_version() {
    let mut desk = Desk::connected();
    desk.act(
        "customer",
        &json!({"action": "create", "name": "Harbor", "qbo_id": "58", "owner": "other_integration",
                                 "customer_integration_id": "psa-7"}),
    );
    let got = desk.read("customers/58").is(200);
    assert_eq!(
        (&got["customer_integration_id"], &got["owner"]),
        (&json!("psa-7"), &json!("other_integration"))
    );
    assert_eq!((&got["version"], &got["mapping_revision"]), (&json!(0), &json!(0)));
    let refusal = desk.put("customers/58", &customer(-1)).refuses(409, "owned_elsewhere");
    assert_eq!(refusal["validation_errors"], json!({"owner": "other_integration"}));
}

#[test]
fn a_record_made_here_is_taken_over_without_a_comparison() {
    let mut desk = Desk::connected();
    desk.act("customer", &json!({"action": "create", "name": "Harbor", "qbo_id": "58"}));
    assert_eq!(desk.read("customers/58").is(200)["owner"], "alternative");
    let got = desk.put("customers/58", &customer(0)).is(200);
    assert_eq!((&got["owner"], &got["name"]), (&json!("quickbooks"), &json!("Harbor Dental")));
    desk.put("customers/58", &customer(0)).is(200);
}

#[test]
fn bodies_are_closed_and_typed() {
    let mut desk = Desk::connected();
    let put = |desk: &mut Desk, change: &dyn Fn(&mut Value)| {
        let mut body = customer(0);
        change(&mut body);
        desk.put("customers/58", &body)
    };
    put(&mut desk, &|body| body["extra"] = json!(1)).refuses(422, "unprocessable_entity");
    put(&mut desk, &|body| body["billing_address"]["zip"] = json!("1")).refuses(422, "unprocessable_entity");
    put(&mut desk, &|body| body["display_name"] = json!("")).refuses(422, "unprocessable_entity");
    put(&mut desk, &|body| body["version"] = json!(-1)).refuses(422, "unprocessable_entity");
    put(&mut desk, &|body| body["display_name"] = json!(5)).refuses(400, "bad_request");
    put(&mut desk, &|body| body["version"] = json!("3")).refuses(400, "bad_request");
    put(&mut desk, &|body| body["active"] = Value::Null).refuses(400, "bad_request");
    put(&mut desk, &|body| body["billing_address"] = json!("here")).refuses(400, "bad_request");
    put(&mut desk, &|body| drop(body.as_object_mut().unwrap().remove("phone"))).refuses(400, "bad_request");
    desk.put(&format!("customers/{}", "9".repeat(65)), &customer(0)).refuses(422, "unprocessable_entity");
    assert_eq!(desk.read("customers").is(200)["data"], json!([]));
}

#[test]
fn the_list_goes_oldest_first_with_archived_ones_and_without_records_made_here() {
    let mut desk = Desk::connected();
    desk.send("POST", "/customers", Some(&json!({"name": "Only here", "email": "a@a.example"}))).is(201);
    for qbo_id in ["58", "61", "64"] {
        desk.put(&format!("customers/{qbo_id}"), &customer(0)).is(201);
    }
    desk.post("customers/61/archive", &json!({"reason": "merged"})).is(200);
    let first = desk.read("customers?limit=2").is(200);
    let ids = |page: &Value| {
        page["data"].as_array().unwrap().iter().map(|row| text(&row["qbo_id"])).collect::<Vec<_>>()
    };
    assert_eq!(ids(&first), ["58", "61"]);
    assert_eq!((&first["has_next_page"], &first["has_previous_page"]), (&json!(true), &json!(false)));
    desk.put("customers/70", &customer(0)).is(201);
    let end = crate::desk::escaped(&text(&first["end_cursor"]));
    let second = desk.read(&format!("customers?limit=2&after={end}")).is(200);
    assert_eq!(ids(&second), ["64", "70"], "a record added during a walk comes at its end");
    let end = crate::desk::escaped(&text(&second["end_cursor"]));
    let rest = desk.read(&format!("customers?after={end}")).is(200);
    assert_eq!(
        rest,
        json!({"data": [], "start_cursor": null, "end_cursor": null, "has_next_page": false, "has_previous_page": true})
    );
    desk.read("customers?limit=101").refuses(400, "bad_request");
    desk.read("customers?limit=0").refuses(400, "bad_request");
    desk.read("customers?after=nonsense").refuses(400, "bad_request");
}
