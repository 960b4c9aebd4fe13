use serde_json::{Value, json};

use crate::bench::{Bench, invoice, refusal, stub};

fn run(bench: &Bench, target: &str, items: Value) -> Vec<Value> {
    let reply = bench.post_reply(target, &json!({"BatchItemRequest": items}));
    assert_eq!(reply.status, 200, "{}", reply.to_json());
    reply.to_json()["BatchItemResponse"].as_array().unwrap().clone()
}

#[test]
fn each_item_has_its_own_outcome_and_the_answer_is_200() {
    let bench = Bench::sample();
    let made = bench.invoice("15", 10);
    let answers = run(
        &bench,
        "/batch",
        json!([
            {"bId": "a1", "operation": "create", "Invoice": invoice("15", 20)},
            {"bId": "a2", "operation": "update", "Invoice": {"Id": made["Id"], "SyncToken": "9", "sparse": true}},
            {"bId": "a3", "Invoice": invoice("15", 30)},
            {"bId": "a4", "operation": "update", "optionsData": "void", "Invoice": stub(&made)},
            {"bId": "q1", "Query": "select * from Term maxresults 2"},
            {"bId": "d1", "operation": "delete", "Invoice": {"Id": "99999", "SyncToken": "0"}},
        ]),
    );
    assert_eq!(answers[0]["Invoice"]["TotalAmt"], json!(20.0));
    assert_eq!(answers[1]["Fault"]["Error"][0]["code"], "5010");
    assert_eq!(answers[1]["bId"], "a2");
    assert_eq!(answers[2]["Invoice"]["SyncToken"], "0");
    assert_eq!(answers[3]["Invoice"]["PrivateNote"], "Voided");
    assert_eq!(answers[4]["QueryResponse"]["maxResults"], 2);
    assert_eq!(answers[5]["Fault"]["Error"][0]["code"], "610");
}

#[test]
fn thirty_items_at_most() {
    let bench = Bench::sample();
    let items: Vec<Value> =
        (0..31).map(|at| json!({"bId": at.to_string(), "Query": "select * from Term"})).collect();
    refusal(&bench.post_reply("/batch", &json!({"BatchItemRequest": items})));
    assert_eq!(run(&bench, "/batch", json!(items[..30])).len(), 30);
}

#[test]
fn a_replay_needs_the_same_requestid_and_the_same_bid() {
    let bench = Bench::sample();
    let item = |bid: &str| json!([{"bId": bid, "operation": "create", "Invoice": invoice("15", 20)}]);
    let first = run(&bench, "/batch?requestid=b-1", item("one"));
    assert_eq!(run(&bench, "/batch?requestid=b-1", item("one")), first);
    let other = run(&bench, "/batch?requestid=b-1", item("two"));
    assert_ne!(other[0]["Invoice"]["Id"], first[0]["Invoice"]["Id"]);
    let long = json!({"BatchItemRequest": item("elevenchars")});
    assert_eq!(refusal(&bench.post_reply("/batch?requestid=b-1", &long)).code, "2050");
    let target = format!("/batch?requestid={}", "r".repeat(37));
    let fine = json!({"BatchItemRequest": item("one")});
    assert_eq!(refusal(&bench.post_reply(&target, &fine)).code, "2050");
    run(&bench, "/batch", item("0b0ee2a7-6a1c-4bd0-b5a3-7f2f2b2a1d11"));
}

#[test]
fn a_thousand_objects_at_most() {
    let mut options = practice::Options::quiet(practice::CompanyKind::Msp);
    options.founding.invoices = 700;
    let bench = Bench::new(options);
    let item = |bid: &str| json!({"bId": bid, "Query": "select * from Invoice maxresults 1000"});
    let answers = run(&bench, "/batch", json!([item("1"), item("2")]));
    assert_eq!(answers[0]["QueryResponse"]["maxResults"], 700);
    assert_eq!(answers[1]["QueryResponse"]["maxResults"], 300);
}
