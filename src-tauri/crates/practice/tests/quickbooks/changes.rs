use serde_json::{Value, json};

use crate::bench::{Bench, invoice, refusal, stub};

fn groups(bench: &Bench, entities: &str, since: &str) -> Vec<Value> {
    let reply = bench.get_reply(&format!("/cdc?entities={entities}&changedSince={since}"));
    assert_eq!(reply.status, 200, "{}", reply.to_json());
    reply.to_json()["CDCResponse"][0]["QueryResponse"].as_array().unwrap().clone()
}

const NOW: &str = "2026-08-04T12:00:00Z";

#[test]
fn no_change_is_one_empty_object() {
    assert_eq!(groups(&Bench::sample(), "Invoice,Payment", NOW), [json!({})]);
}

#[test]
fn live_objects_are_whole_and_deleted_ones_come_after_them() {
    let bench = Bench::sample();
    bench.advance(1);
    let (one, two) = (bench.invoice("15", 1), bench.invoice("15", 2));
    bench.post("/invoice?operation=delete", stub(&one));
    bench.advance(1);
    let three = bench.invoice("15", 3);
    let answer = groups(&bench, "invoice,Payment", NOW);
    let rows = answer[0]["Invoice"].as_array().unwrap();
    assert_eq!(answer[0]["maxResults"], 3);
    assert_eq!(answer[1], json!({}));
    assert_eq!(rows[0], bench.reread("invoice", &two));
    assert_eq!(rows[1]["Id"], three["Id"]);
    let keys: Vec<&String> = rows[2].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["Id", "MetaData", "domain", "status"]);
    assert_eq!(rows[2]["status"], "Deleted");
}

#[test]
fn a_payment_brings_its_invoice_along_and_a_void_is_a_live_object() {
    let bench = Bench::sample();
    let made = bench.invoice("15", 10);
    bench.advance(60);
    let paid = bench.payment("15", 10, &made);
    bench.post("/payment?include=void", stub(&paid));
    let answer = groups(&bench, "Invoice,Payment", "2026-08-04T12:00:30%2B00:00");
    assert_eq!(answer[0]["Invoice"][0]["Id"], made["Id"]);
    assert_eq!(answer[1]["Payment"][0]["PrivateNote"], "Voided");
}

#[test]
fn an_inactive_customer_is_a_whole_object() {
    let bench = Bench::sample();
    bench.advance(1);
    bench.post("/customer", json!({"Id": "20", "SyncToken": bench.get("/customer/20")["SyncToken"], "sparse": true, "Active": false}));
    let answer = groups(&bench, "Customer", NOW);
    assert_eq!(answer[0]["Customer"][0]["Active"], false);
}

#[test]
fn thirty_days_back_and_no_further() {
    let bench = Bench::sample();
    let reply = bench.get_reply("/cdc?entities=Invoice&changedSince=2026-07-05T11:59:59Z");
    assert_eq!(refusal(&reply).status, 400);
    assert_eq!(bench.get_reply("/cdc?entities=Invoice&changedSince=2026-07-05T12:00:00Z").status, 200);
    let bench = Bench::with_switch("S5=truncate");
    assert_eq!(groups(&bench, "Invoice", "2020-01-01").len(), 1);
}

#[test]
fn a_thousand_objects_in_all_shared_and_cut_without_a_word() {
    let mut options = practice::Options::quiet(practice::CompanyKind::Sample);
    options.throttle = false;
    let bench = Bench::new(options);
    bench.advance(1);
    for _ in 0..998 {
        bench.post("/invoice", invoice("15", 1));
    }
    for _ in 0..5 {
        bench.post("/payment", json!({"CustomerRef": {"value": "15"}, "TotalAmt": 1}));
    }
    let answer = groups(&bench, "Invoice,Payment,Deposit", NOW);
    assert_eq!(answer[0]["Invoice"].as_array().unwrap().len(), 998);
    assert_eq!(answer[1]["Payment"].as_array().unwrap().len(), 2);
    assert_eq!(answer[2], json!({}));
}

#[test]
fn entities_without_change_data_are_refused() {
    let bench = Bench::sample();
    for entity in ["TaxCode", "Nonsense"] {
        let reply = bench.get_reply(&format!("/cdc?entities={entity}&changedSince={NOW}"));
        assert_eq!(refusal(&reply).status, 400);
    }
    assert_eq!(groups(&bench, "Bill", NOW), [json!({})]);
}
