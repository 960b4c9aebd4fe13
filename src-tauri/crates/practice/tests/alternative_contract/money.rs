use serde_json::{Value, json};

use crate::desk::{Desk, customer, invoice, invoice_owing, number, text};

fn link(desk: &mut Desk, payment: &Value, state: &str) -> Value {
    let ids = if state == "recorded" { json!(["2291"]) } else { json!([]) };
    let body = json!({"qbo_payment_ids": ids, "state": state, "detail": null});
    desk.put(&format!("payments/{}/link", text(&payment["id"])), &body).is(200)
}

fn step(desk: &mut Desk, payment: &Value, action: &str, body: &Value) -> Value {
    desk.control("POST", &format!("/alternative/payments/{}/{action}", text(&payment["id"])), body).is(200)
}

fn lines(payout: &Value) -> Vec<(String, String)> {
    let line = |line: &Value| (text(&line["kind"]), line["amount"].to_string());
    payout["lines"].as_array().unwrap().iter().map(line).collect()
}

fn pair(kind: &str, amount: &str) -> (String, String) {
    (kind.to_owned(), amount.to_owned())
}

#[test]
fn a_processing_payment_is_received_and_a_settled_one_is_paid() {
    let mut desk = Desk::stocked();
    let payment = desk.pay(None, "hang");
    let id = text(&payment["id"]);
    assert_eq!(
        payment,
        json!({"id": id, "customer_id": payment["customer_id"], "payment_method": "standard_ach",
               "status": "processing", "sub_total": number("324.00"), "total": number("324.00"),
               "refunded_amount": number("0.00"), "fees": [], "due_date": "2026-08-31",
               "created_at": "2026-08-04T12:00:00.000Z", "updated_at": "2026-08-04T12:00:00.000Z",
               "allocations": [{"invoice_id": payment["allocations"][0]["invoice_id"], "qbo_invoice_id": "1042",
                                "amount": number("324.00")}],
               "payout_id": null, "failure_reason": null, "link": null})
    );
    assert_eq!(desk.face(), ("0.00".into(), "RECEIVED".into()));
    desk.wait(60);
    let settled = step(&mut desk, &payment, "settle", &json!({}));
    assert_eq!(
        (&settled["status"], &settled["updated_at"]),
        (&json!("succeeded"), &json!("2026-08-04T12:01:00.000Z"))
    );
    assert_eq!(desk.face(), ("0.00".into(), "PAID".into()));
}

#[test]
fn outstanding_never_asks_twice_in_the_order_of_sending() {
    let mut desk = Desk::stocked();
    let payment = desk.pay(Some("100.00"), "hang");
    assert_eq!(desk.face(), ("224.00".into(), "UPCOMING".into()));
    // Recording: first the new version with the lower balance, then the link.
    desk.put("invoices/1042", &invoice_owing(1, "224.00")).is(200);
    assert_eq!(desk.face().0, "124.00", "asks for too little for a moment, never for too much");
    link(&mut desk, &payment, "recorded");
    assert_eq!(desk.face().0, "224.00");
    // Failed in the bank, still recorded in QuickBooks.
    step(&mut desk, &payment, "fail", &json!({"reason": "Account closed (R02)"}));
    assert_eq!(desk.face().0, "324.00");
    // Removing: first the link, then the invoice.
    link(&mut desk, &payment, "removed");
    assert_eq!(desk.face().0, "224.00", "asks for too little for a moment");
    desk.put("invoices/1042", &invoice_owing(2, "324.00")).is(200);
    assert_eq!(desk.face().0, "324.00");
}

#[test]
fn a_held_link_is_not_recorded() {
    let mut desk = Desk::stocked();
    let payment = desk.pay(Some("100.00"), "succeed");
    link(&mut desk, &payment, "held");
    assert_eq!(desk.face().0, "224.00");
}

#[test]
fn outstanding_stays_within_zero_and_total() {
    let mut desk = Desk::stocked();
    let payment = desk.pay(None, "succeed");
    desk.put("invoices/1042", &invoice_owing(1, "0")).is(200);
    assert_eq!(desk.face().0, "0.00");
    link(&mut desk, &payment, "recorded");
    step(&mut desk, &payment, "fail", &json!({}));
    desk.put("invoices/1042", &invoice_owing(2, "324.00")).is(200);
    assert_eq!(desk.face().0, "324.00", "balance and failed payment together are more than the total");
}

#[test]
fn refunded_and_charged_back_payments_do_not_count() {
    for action in ["refund", "chargeback"] {
        let mut desk = Desk::stocked();
        let payment = desk.pay(None, "succeed");
        assert_eq!(desk.face().0, "0.00");
        step(&mut desk, &payment, action, &json!({}));
        assert_eq!(desk.face().0, "324.00", "{action}: QuickBooks decides, and it says 324.00");
        link(&mut desk, &payment, "recorded");
        assert_eq!(desk.face().0, "324.00", "{action}");
    }
}

#[test]
fn a_partial_refund_stays_succeeded() {
    let mut desk = Desk::stocked();
    let payment = desk.pay(None, "succeed");
    let got = step(&mut desk, &payment, "refund", &json!({"amount": 50}));
    assert_eq!(
        (&got["status"], got["refunded_amount"].to_string()),
        (&json!("succeeded"), "50.00".to_owned())
    );
    assert_eq!(desk.face().0, "0.00");
    let got = desk.control(
        "POST",
        &format!("/alternative/payments/{}/refund", text(&payment["id"])),
        &json!({"amount": 275}),
    );
    assert_eq!(
        got.refuses(422, "unprocessable_entity")["message"],
        "Only 274.00 of this payment can still be refunded"
    );
    let got = step(&mut desk, &payment, "refund", &json!({}));
    assert_eq!(
        (&got["status"], got["refunded_amount"].to_string()),
        (&json!("refunded"), "324.00".to_owned())
    );
}

#[test]
fn payments_move_only_where_they_can() {
    let mut desk = Desk::stocked();
    let payment = desk.pay(None, "fail");
    assert_eq!(
        (&payment["status"], &payment["failure_reason"]),
        (&json!("failed"), &json!("Insufficient funds (R01)"))
    );
    for action in ["settle", "fail", "refund", "chargeback"] {
        let target = format!("/alternative/payments/{}/{action}", text(&payment["id"]));
        desk.control("POST", &target, &json!({})).refuses(422, "unprocessable_entity");
    }
    let target = format!("/alternative/payments/{}/pardon", text(&payment["id"]));
    desk.control("POST", &target, &json!({})).refuses(404, "not_found");
    desk.control("POST", "/alternative/payments/nobody/settle", &json!({})).refuses(404, "not_found");
}

#[test]
fn nothing_is_paid_that_cannot_be_paid() {
    let mut desk = Desk::stocked();
    let mut pay = |body: Value| desk.control("POST", "/alternative/pay", &body);
    let part = |amount: &str| json!({"allocations": [{"qbo_invoice_id": "1042", "amount": number(amount)}]});
    let got = pay(part("324.01")).refuses(422, "unprocessable_entity");
    assert_eq!(got["message"], "324.01 is more than the 324.00 outstanding on invoice 1042");
    pay(part("0")).refuses(422, "unprocessable_entity");
    pay(part("-1")).refuses(422, "unprocessable_entity");
    pay(part("0.001")).refuses(422, "unprocessable_entity");
    pay(json!({"allocations": []})).refuses(422, "unprocessable_entity");
    pay(json!({})).refuses(400, "bad_request");
    pay(json!({"allocations": [{}]})).refuses(400, "bad_request");
    pay(json!({"allocations": [{"qbo_invoice_id": "99"}]})).refuses(404, "not_found");
    pay(json!({"allocations": [{"qbo_invoice_id": "1042"}, {"qbo_invoice_id": "1042"}]}))
        .refuses(422, "unprocessable_entity");
    pay(json!({"allocations": [{"qbo_invoice_id": "1042"}], "method": "cash"}))
        .refuses(422, "unprocessable_entity");
    let fee = |amount: Value| json!({"allocations": [{"qbo_invoice_id": "1042"}], "fee": {"amount": amount}});
    pay(fee(json!(-1))).refuses(422, "unprocessable_entity");
    pay(fee(json!("1"))).refuses(400, "bad_request");
    pay(json!({"allocations": [{"qbo_invoice_id": "1042"}], "fee": {}})).refuses(400, "bad_request");
    pay(json!({"allocations": [{"qbo_invoice_id": "1042"}], "outcome": "maybe"}))
        .refuses(422, "unprocessable_entity");
    pay(json!({"allocations": [{"qbo_invoice_id": "1042"}], "partner": "nobody"})).refuses(404, "not_found");
    assert_eq!(desk.read("payments").is(200)["data"], json!([]), "nothing was half done");
    let mut body = invoice(1);
    body["online_payment_allowed"] = json!(false);
    desk.put("invoices/1042", &body).is(200);
    let pay = json!({"allocations": [{"qbo_invoice_id": "1042"}]});
    let got = desk.control("POST", "/alternative/pay", &pay).refuses(422, "unprocessable_entity");
    assert_eq!(got["message"], "Invoice 1042 cannot be paid online");
    desk.put("invoices/1042", &invoice(2)).is(200);
    desk.post("invoices/1042/archive", &json!({"reason": "deleted"})).is(200);
    let got = desk.control("POST", "/alternative/pay", &pay).refuses(422, "unprocessable_entity");
    assert_eq!(got["message"], "Invoice 1042 is archived and cannot be paid");
}

#[test]
fn one_payment_pays_several_invoices_of_several_customers() {
    let mut desk = Desk::stocked();
    desk.put("customers/61", &customer(0)).is(201);
    let mut body = invoice(0);
    body["customer_qbo_id"] = json!("61");
    desk.put("invoices/1043", &body).is(201);
    let own = desk.act(
        "invoice",
        &json!({"action": "create", "customer_qbo_id": "58",
                                          "line_items": [{"description": "Only here", "amount": 76}]}),
    );
    let pay = json!({"allocations": [{"qbo_invoice_id": "1042"}, {"qbo_invoice_id": "1043", "amount": 24},
                                     {"invoice_id": own["id"]}],
                     "method": "card", "fee": {"amount": number("12.30"), "covered_by_customer": true}});
    let payment = desk.control("POST", "/alternative/pay", &pay).is(200);
    assert_eq!(
        (payment["sub_total"].to_string(), payment["total"].to_string()),
        ("424.00".into(), "436.30".into())
    );
    let parts: Vec<_> = payment["allocations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| (part["qbo_invoice_id"].clone(), part["amount"].to_string()))
        .collect();
    assert_eq!(
        parts,
        [(json!("1042"), "324.00".into()), (json!("1043"), "24.00".into()), (Value::Null, "76.00".into())]
    );
    assert_eq!(payment["customer_id"], desk.read("customers/58").is(200)["id"]);
    assert_eq!(
        payment["fees"],
        json!([{"amount": number("12.30"), "covered_by_customer": true, "name": "Card fee", "type": "FT_METHOD"}])
    );
    assert_eq!(desk.read("invoices/1043").is(200)["outstanding_balance"].to_string(), "300.00");
}

#[test]
fn a_link_is_kept_as_last_put() {
    let mut desk = Desk::stocked();
    let payment = desk.pay(None, "succeed");
    let target = format!("payments/{}/link", text(&payment["id"]));
    let body =
        json!({"qbo_payment_ids": ["2291"], "state": "recorded", "detail": "Recorded in Undeposited Funds"});
    let kept = desk.put(&target, &body).is(200);
    let mut expected = body.clone();
    expected["payment_id"] = payment["id"].clone();
    expected["updated_at"] = json!("2026-08-04T12:00:00.000Z");
    assert_eq!(kept, expected);
    let read = desk.read(&format!("payments/{}", text(&payment["id"]))).is(200);
    assert_eq!(read["link"]["qbo_payment_ids"], json!(["2291"]));
    assert!(read["link"].get("payment_id").is_none());
    desk.wait(60);
    let body = json!({"qbo_payment_ids": [], "state": "held", "detail": null});
    assert_eq!(desk.put(&target, &body).is(200)["updated_at"], "2026-08-04T12:01:00.000Z");
    let mut put = |body: Value| desk.put(&target, &body);
    let got = put(json!({"qbo_payment_ids": [], "state": "recorded", "detail": null}))
        .refuses(422, "unprocessable_entity");
    assert_eq!(got["validation_errors"], json!({"state": "recorded needs an id"}));
    put(json!({"qbo_payment_ids": [], "state": "lost", "detail": null})).refuses(422, "unprocessable_entity");
    put(json!({"qbo_payment_ids": [], "state": "held", "detail": "x".repeat(501)}))
        .refuses(422, "unprocessable_entity");
    put(json!({"qbo_payment_ids": vec!["1"; 51], "state": "held", "detail": null}))
        .refuses(422, "unprocessable_entity");
    put(json!({"qbo_payment_ids": [], "state": "held", "detail": null, "x": 1}))
        .refuses(422, "unprocessable_entity");
    put(json!({"qbo_payment_ids": [1], "state": "held", "detail": null})).refuses(400, "bad_request");
    put(json!({"qbo_payment_ids": [], "state": "held"})).refuses(400, "bad_request");
    let held = json!({"qbo_payment_ids": [], "state": "held", "detail": null});
    desk.put("payments/nobody/link", &held).refuses(404, "not_found");
}

#[test]
fn a_payout_adds_up_line_by_line() {
    let mut desk = Desk::stocked();
    let pay = json!({"allocations": [{"qbo_invoice_id": "1042"}],
                     "fee": {"amount": 1, "covered_by_customer": false}});
    let payment = desk.control("POST", "/alternative/pay", &pay).is(200);
    let body = json!({"arrival_date": "2026-08-07",
                      "adjustments": [{"amount": number("-25.00"), "description": "Dispute penalty"}]});
    let payout = desk.control("POST", "/alternative/payouts", &body).is(200);
    assert_eq!(
        lines(&payout),
        [pair("payment", "324.00"), pair("fee", "-1.00"), pair("adjustment", "-25.00")]
    );
    assert_eq!(
        (payout["sub_total"].to_string(), payout["total"].to_string()),
        ("324.00".into(), "298.00".into())
    );
    assert_eq!(
        (&payout["status"], &payout["arrival_date"], &payout["link"]),
        (&json!("scheduled"), &json!("2026-08-07"), &Value::Null)
    );
    assert_eq!(payout["lines"][0]["description"], "ACH payment, invoice 1042");
    assert_eq!(payout["lines"][2]["payment_id"], Value::Null);
    let id = text(&payout["id"]);
    assert_eq!(desk.read(&format!("payments/{}", text(&payment["id"]))).is(200)["payout_id"], json!(id));
    let paid = desk.control("POST", &format!("/alternative/payouts/{id}/pay"), &json!({})).is(200);
    assert_eq!(paid["status"], "succeeded");
    assert_eq!(desk.read(&format!("payouts/{id}")).is(200), paid);
    desk.control("POST", &format!("/alternative/payouts/{id}/pay"), &json!({}))
        .refuses(422, "unprocessable_entity");
    desk.control("POST", "/alternative/payouts", &json!({})).refuses(422, "unprocessable_entity");
}

#[test]
fn a_fee_given_back_is_a_line_above_zero() {
    let mut desk = Desk::stocked();
    desk.control("POST", "/alternative/pay", &json!({"allocations": [{"qbo_invoice_id": "1042"}]})).is(200);
    let mut body = json!({"adjustments": [{"amount": 3, "description": "Fee refunded", "kind": "gift"}]});
    desk.control("POST", "/alternative/payouts", &body).refuses(422, "unprocessable_entity");
    body["adjustments"][0]["kind"] = json!("fee");
    let payout = desk.control("POST", "/alternative/payouts", &body).is(200);
    assert_eq!(lines(&payout), [pair("payment", "324.00"), pair("fee", "3.00")]);
    assert_eq!(payout["total"].to_string(), "327.00");
}

#[test]
fn a6_fee_lines_stand_below_or_above_zero() {
    for (switch, line) in [("A6=below-zero", "-1.00"), ("A6=above-zero", "1.00")] {
        let mut options = practice::Options::quiet(practice::CompanyKind::Empty);
        options.switches.set(switch).unwrap();
        let mut desk = Desk::with(options);
        desk.connect(crate::desk::REALM);
        desk.put("customers/58", &crate::desk::customer(0)).is(201);
        desk.put("invoices/1042", &crate::desk::invoice(0)).is(201);
        let pay = json!({"allocations": [{"qbo_invoice_id": "1042"}],
                         "fee": {"amount": 1, "covered_by_customer": false}});
        desk.control("POST", "/alternative/pay", &pay).is(200);
        let payout = desk.control("POST", "/alternative/payouts", &json!({})).is(200);
        let read = desk.read(&format!("payouts/{}", text(&payout["id"]))).is(200);
        assert_eq!(lines(&read), [pair("payment", "324.00"), pair("fee", line)], "{switch}");
        assert_eq!(read["total"].to_string(), "323.00");
        assert_eq!(desk.read("payouts").is(200)["data"][0], read);
    }
}

#[test]
fn a_surcharge_the_payer_covered_is_in_no_line() {
    let mut desk = Desk::stocked();
    let pay = json!({"allocations": [{"qbo_invoice_id": "1042"}], "method": "card",
                     "fee": {"amount": number("9.70"), "covered_by_customer": true}});
    desk.control("POST", "/alternative/pay", &pay).is(200);
    let payout = desk.control("POST", "/alternative/payouts", &json!({})).is(200);
    assert_eq!(lines(&payout), [pair("payment", "324.00")]);
    assert_eq!(payout["lines"][0]["description"], "Card payment, invoice 1042");
    assert_eq!(payout["fees"], json!([]));
}

#[test]
fn what_goes_back_after_a_payout_comes_off_a_later_one() {
    let mut desk = Desk::stocked();
    let payment = desk.pay(None, "succeed");
    let first = desk.control("POST", "/alternative/payouts", &json!({})).is(200);
    desk.control("POST", &format!("/alternative/payouts/{}/pay", text(&first["id"])), &json!({})).is(200);
    step(&mut desk, &payment, "refund", &json!({"amount": 50}));
    let second = desk.control("POST", "/alternative/payouts", &json!({})).is(200);
    assert_eq!(lines(&second), [pair("refund", "-50.00")]);
    assert_eq!(second["lines"][0]["description"], "Partial refund, invoice 1042");
    let got = step(&mut desk, &payment, "chargeback", &json!({"penalty": 25}));
    assert_eq!((&got["status"], &got["payout_id"]), (&json!("charged_back"), &first["id"]));
    let third =
        desk.control("POST", "/alternative/payouts", &json!({"payment_ids": [payment["id"]]})).is(200);
    assert_eq!(lines(&third), [pair("chargeback", "-274.00"), pair("adjustment", "-25.00")]);
    assert_eq!(third["total"].to_string(), "-299.00");
}

#[test]
fn a_payment_returned_after_its_payout_is_failed_and_owed() {
    let mut desk = Desk::stocked();
    let payment = desk.pay(None, "succeed");
    desk.control("POST", "/alternative/payouts", &json!({})).is(200);
    let failed = step(&mut desk, &payment, "fail", &json!({}));
    assert_eq!(failed["status"], "failed");
    assert_ne!(failed["payout_id"], Value::Null);
    let next = desk.control("POST", "/alternative/payouts", &json!({})).is(200);
    assert_eq!(lines(&next), [pair("chargeback", "-324.00")]);
    assert_eq!(next["lines"][0]["description"], "Payment returned by the bank");
}

#[test]
fn a_refund_before_any_payout_nets_in_it() {
    let mut desk = Desk::stocked();
    let payment = desk.pay(None, "succeed");
    step(&mut desk, &payment, "refund", &json!({}));
    let payout = desk.control("POST", "/alternative/payouts", &json!({})).is(200);
    assert_eq!(lines(&payout), [pair("payment", "324.00"), pair("refund", "-324.00")]);
    assert_eq!(payout["total"].to_string(), "0.00");
}

#[test]
fn a_failed_payment_is_in_no_payout() {
    let mut desk = Desk::stocked();
    let failed = desk.pay(Some("100.00"), "succeed");
    step(&mut desk, &failed, "fail", &json!({}));
    let hanging = desk.pay(Some("100.00"), "hang");
    desk.control("POST", "/alternative/payouts", &json!({})).refuses(422, "unprocessable_entity");
    for payment in [failed, hanging] {
        let body = json!({"payment_ids": [payment["id"]]});
        desk.control("POST", "/alternative/payouts", &body).refuses(422, "unprocessable_entity");
    }
}

#[test]
fn a_failed_payout_frees_its_payments() {
    let mut desk = Desk::stocked();
    let payment = desk.pay(None, "succeed");
    let payout = desk.control("POST", "/alternative/payouts", &json!({})).is(200);
    let id = text(&payout["id"]);
    desk.control("POST", &format!("/alternative/payouts/{id}/pay"), &json!({})).is(200);
    let failed = desk.control("POST", &format!("/alternative/payouts/{id}/fail"), &json!({})).is(200);
    assert_eq!((&failed["status"], failed["lines"].as_array().unwrap().len()), (&json!("failed"), 1));
    let payment_now = desk.read(&format!("payments/{}", text(&payment["id"]))).is(200);
    assert_eq!((&payment_now["payout_id"], &payment_now["status"]), (&Value::Null, &json!("succeeded")));
    let again = desk.control("POST", "/alternative/payouts", &json!({})).is(200);
    assert_eq!(lines(&again), [pair("payment", "324.00")]);
    desk.control("POST", &format!("/alternative/payouts/{id}/fail"), &json!({}))
        .refuses(422, "unprocessable_entity");
}

#[test]
fn a_payout_link_needs_its_deposit() {
    let mut desk = Desk::stocked();
    desk.pay(None, "succeed");
    let payout = desk.control("POST", "/alternative/payouts", &json!({})).is(200);
    let target = format!("payouts/{}/link", text(&payout["id"]));
    let kept = desk
        .put(&target, &json!({"qbo_deposit_id": "2305", "state": "recorded", "detail": "Deposit"}))
        .is(200);
    assert_eq!((&kept["payout_id"], &kept["qbo_deposit_id"]), (&payout["id"], &json!("2305")));
    let read = desk.read(&format!("payouts/{}", text(&payout["id"]))).is(200);
    assert_eq!((&read["link"]["state"], &read["currency"]), (&json!("recorded"), &json!("USD")));
    let broken = json!({"qbo_deposit_id": null, "state": "recorded", "detail": null});
    desk.put(&target, &broken).refuses(422, "unprocessable_entity");
    desk.put(&target, &json!({"state": "held", "detail": null})).refuses(400, "bad_request");
    desk.put(&target, &json!({"qbo_deposit_id": null, "state": "held", "detail": null})).is(200);
}

#[test]
fn lists_of_payments_and_payouts_go_oldest_first_from_an_instant() {
    let mut desk = Desk::stocked();
    let first = desk.pay(Some("10"), "succeed");
    desk.wait(60);
    let second = desk.pay(Some("20"), "hang");
    let ids = |page: Value| {
        page["data"].as_array().unwrap().iter().map(|row| row["id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(ids(desk.read("payments").is(200)), [first["id"].clone(), second["id"].clone()]);
    let from = "created_at_start=2026-08-04T12:01:00Z";
    assert_eq!(ids(desk.read(&format!("payments?{from}")).is(200)), [second["id"].clone()]);
    let page = desk.read("payments?limit=1").is(200);
    let end = crate::desk::escaped(&text(&page["end_cursor"]));
    assert_eq!(ids(desk.read(&format!("payments?limit=1&after={end}")).is(200)), [second["id"].clone()]);
    desk.control("POST", "/alternative/payouts", &json!({})).is(200);
    assert_eq!(ids(desk.read(&format!("payouts?{from}")).is(200)).len(), 1);
    desk.wait(60);
    assert!(ids(desk.read("payouts?created_at_start=2026-08-04T12:02:00Z").is(200)).is_empty());
    desk.read("payments?created_at_start=soon").refuses(400, "bad_request");
    desk.read("payments/nobody").refuses(404, "not_found");
    desk.read("payouts/nobody").refuses(404, "not_found");
}
