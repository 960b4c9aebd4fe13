use http::Method;
use practice::http::Request;
use serde_json::json;

use crate::bench::Bench;
use practice::{CompanyKind, Practice};

#[test]
fn no_token_or_an_expired_one_is_401_3200_in_lower_case() {
    let bench = Bench::sample();
    let mut request = bench.request(Method::GET, "/preferences");
    request.headers.remove("authorization");
    let reply = bench.send(&request);
    assert_eq!(reply.status, 401);
    let error = &reply.to_json()["fault"]["error"][0];
    assert_eq!(error["code"], "3200");
    assert_eq!(error["message"], "message=ApplicationAuthenticationFailed; errorCode=003200; statusCode=401");
    bench.advance(3_600);
    assert_eq!(bench.get_reply("/preferences").status, 401);
}

#[test]
fn a_token_of_another_company_is_403_3100() {
    let mut options = Bench::options(CompanyKind::Sample);
    options.founding.companies = 2;
    let mut bench = Bench::new(options);
    bench.realm = "9341450000000002".to_owned();
    let reply = bench.get_reply("/preferences");
    assert_eq!(reply.status, 403);
    assert_eq!(reply.to_json()["fault"]["error"][0]["code"], "3100");
    assert_eq!(reply.to_json()["fault"]["type"], "SERVICE");
}

#[test]
fn the_eleventh_request_in_a_second_is_429_and_going_on_is_a_violation() {
    let bench = Bench::new(Bench::options(CompanyKind::Sample));
    for _ in 0..10 {
        assert_eq!(bench.get_reply("/preferences").status, 200);
    }
    let reply = bench.get_reply("/preferences");
    assert_eq!(reply.status, 429);
    let fault = &reply.to_json()["fault"];
    assert_eq!(fault["error"][0]["code"], "3001");
    assert_eq!(fault["error"][0]["detail"], "The request limit was reached. Try again later");
    assert_eq!(fault["type"], "SERVICE");
    assert!(bench.violations().is_empty());
    bench.advance(5);
    assert_eq!(bench.get_reply("/preferences").status, 200);
    assert_eq!(bench.violations(), ["ignored 429"]);
}

#[test]
fn the_five_hundred_and_first_request_in_a_minute_is_429() {
    let bench = Bench::new(Bench::options(CompanyKind::Sample));
    for at in 0..500 {
        assert_eq!(bench.get_reply("/preferences").status, 200, "{at}");
        if at % 10 == 9 {
            bench.advance(1);
        }
    }
    assert_eq!(bench.get_reply("/preferences").status, 429);
    bench.advance(60);
    assert_eq!(bench.get_reply("/preferences").status, 200);
}

#[test]
fn forty_batches_a_minute() {
    let bench = Bench::new(Bench::options(CompanyKind::Sample));
    let body = json!({"BatchItemRequest": [{"bId": "1", "Query": "select * from Term"}]});
    for _ in 0..40 {
        assert_eq!(bench.post_reply("/batch", &body).status, 200);
        bench.advance(1);
    }
    assert_eq!(bench.post_reply("/batch", &body).status, 429);
    bench.advance(61);
    assert_eq!(bench.post_reply("/batch", &body).status, 200);
    assert!(bench.violations().is_empty());
}

#[test]
fn every_answer_carries_the_headers_of_the_real_one() {
    let bench = Bench::sample();
    let reply = bench.get_reply("/preferences?minorversion=4");
    let header =
        |name: &str| reply.headers.iter().find(|(key, _)| *key == name).map(|(_, value)| value.clone());
    assert_eq!(header("content-type").unwrap(), "application/json;charset=UTF-8");
    assert!(header("intuit_tid").unwrap().starts_with("1-"));
    assert!(header("qbo-version").is_some());
    assert!(header("cache-control").unwrap().contains("no-store"));
    assert!(reply.to_json()["time"].as_str().unwrap().starts_with("2026-08-04T05:00:00.000-07:00"));
}

#[test]
fn switches_change_the_spelling_of_token_faults() {
    for (switch, key) in [("S14=fault-alone", "fault"), ("S14=upper-case", "Fault")] {
        let bench = Bench::with_switch(switch);
        let request = Request::new(
            Method::GET,
            &format!("/quickbooks/v3/company/{}/preferences", bench.realm),
            jiff::Timestamp::UNIX_EPOCH,
        );
        let answer = bench.send(&request).to_json();
        assert_eq!(answer.as_object().unwrap().keys().collect::<Vec<_>>(), [key]);
    }
}

#[test]
fn broken_bodies_are_refused() {
    let bench = Bench::sample();
    let send = |bytes: &[u8]| {
        let mut request = bench.request(Method::POST, "/invoice");
        request.body = bytes.to_vec();
        crate::bench::refusal(&bench.send(&request)).code
    };
    assert_eq!(send(b"{"), "2010");
    assert_eq!(send(b"[]"), "2010");
    assert_eq!(send(b""), "2010");
    assert_eq!(send(b"{\"PrivateNote\": \"\xff\"}"), "500");
    let deep = "[".repeat(100_000);
    assert_eq!(send(deep.as_bytes()), "2010");
    assert_eq!(send(br#"{"CustomerRef": 5, "Line": {"a": 1}}"#), "2010");
}

#[test]
fn the_ends_of_time_and_of_numbers_are_survived() {
    let mut bench = Bench::sample();
    for at in ["9999-12-30T00:00:00Z", "-009999-01-03T00:00:00Z"] {
        bench.world(|world| world.clock.set(at.parse().unwrap()));
        bench.renew();
        bench.get_reply("/cdc?entities=Invoice&changedSince=2026-01-01");
        bench.post_reply("/invoice", &crate::bench::invoice("15", 1));
    }
    bench.world(|world| world.clock.set("2026-08-04T12:00:00Z".parse().unwrap()));
    bench.renew();
    for amount in
        ["1e400", "-1e28", "79228162514264337593543950335", "0.000000000000000000000000001", "NaN", "--1"]
    {
        let mut body = crate::bench::invoice("15", 1);
        body["Line"][0]["Amount"] = json!(amount);
        body["Line"][0]["SalesItemLineDetail"]["Qty"] = json!("79228162514264337593543950335");
        assert_eq!(bench.post_reply("/invoice", &body).status, 400, "{amount}");
    }
    assert!(
        bench
            .world(|world| practice::quickbooks::state_json(world))
            .to_string()
            .contains("\"trial_balance\":0")
    );
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let one = Practice::new(Bench::options(CompanyKind::Msp)).unwrap();
    let two = Practice::new(Bench::options(CompanyKind::Msp)).unwrap();
    assert_eq!(one.ready(), two.ready());
    let state = |practice: &Practice| {
        practice.with_world(|world| practice::quickbooks::state_json(world)).to_string()
    };
    assert_eq!(state(&one), state(&two));
    let mut other = Bench::options(CompanyKind::Msp);
    other.founding.seed = 2;
    let other = Practice::new(other).unwrap();
    assert_ne!(state(&one), state(&other));
}
