use serde_json::json;

use crate::bench::{Bench, invoice, stub};

#[test]
fn the_same_requestid_gives_the_first_answer_and_does_nothing() {
    let bench = Bench::sample();
    let first = bench.post_reply("/invoice?requestid=r-1", &invoice("15", 10));
    bench.advance(1_800);
    let again = bench.post_reply("/invoice?requestid=r-1", &invoice("15", 10));
    assert_eq!(first.to_json(), again.to_json());
    let other_body = bench.post_reply("/invoice?requestid=r-1", &invoice("20", 99));
    assert_eq!(first.to_json(), other_body.to_json());
    let count = bench.query("select count(*) from Invoice where TotalAmt = '10'");
    assert_eq!(count, json!({"totalCount": 1}));
}

#[test]
fn it_replays_the_old_id_even_after_deletion() {
    let bench = Bench::sample();
    let made = bench.post("/invoice?requestid=r-1", invoice("15", 10));
    bench.post("/invoice?operation=delete", stub(&made));
    assert_eq!(bench.post("/invoice?requestid=r-1", invoice("15", 10))["Id"], made["Id"]);
}

#[test]
fn a_refused_write_may_be_tried_again_under_its_requestid() {
    let bench = Bench::sample();
    bench.refused("/invoice?requestid=r-1", invoice("9999", 10));
    bench.post("/invoice?requestid=r-1", invoice("15", 10));
}

#[test]
fn another_body_can_be_refused_by_switch() {
    let bench = Bench::with_switch("requestid-other-body=reject");
    bench.post("/invoice?requestid=r-1", invoice("15", 10));
    bench.post("/invoice?requestid=r-1", invoice("15", 10));
    assert_eq!(bench.refused("/invoice?requestid=r-1", invoice("15", 11)).code, "2010");
}

#[test]
fn it_may_be_forgotten_by_switch() {
    let mut bench = Bench::with_switch("requestid-retention=1-day");
    let made = bench.post("/invoice?requestid=r-1", invoice("15", 10));
    bench.advance(86_400);
    bench.renew();
    assert_ne!(bench.post("/invoice?requestid=r-1", invoice("15", 10))["Id"], made["Id"]);
}

#[test]
fn fifty_characters_and_one_company_at_a_time() {
    let mut options = practice::Options::quiet(practice::CompanyKind::Sample);
    options.founding.companies = 2;
    let bench = Bench::new(options);
    let long = format!("/invoice?requestid={}", "x".repeat(51));
    assert_eq!(bench.refused(&long, invoice("15", 10)).code, "2050");
    bench.post("/invoice?requestid=r-1", invoice("15", 10));
    let ready = bench.practice.ready();
    let second = &ready["quickbooks"]["companies"][1];
    let other = Bench {
        practice: bench.practice.clone(),
        realm: second["realm_id"].as_str().unwrap().to_owned(),
        token: second["access_token"].as_str().unwrap().to_owned(),
        refresh: String::new(),
    };
    assert_eq!(other.post("/invoice?requestid=r-1", invoice("20", 7))["CustomerRef"]["value"], "20");
}
