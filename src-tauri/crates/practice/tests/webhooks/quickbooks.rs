use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use practice::webhooks::LADDER_SECONDS;
use practice::{CompanyKind, Options};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::bench::Bench;
use crate::receiver::{Answer, Receiver};

#[tokio::test]
async fn the_signature_is_the_hmac_of_the_raw_body_under_the_verifier_token_of_the_ready_line() {
    let mut bench = Bench::listening().await;
    bench.customer("Harbor Dental").await;
    bench.advance(1).await;
    let got = bench.receiver.next().await;
    let verifier = bench.ready["quickbooks"]["webhook_verifier"].as_str().unwrap();
    assert_ne!(verifier, bench.ready["quickbooks"]["client_secret"].as_str().unwrap());
    let check = |text: &str| {
        let mac = Hmac::<Sha256>::new_from_slice(verifier.as_bytes()).unwrap().chain_update(text);
        mac.verify_slice(&STANDARD.decode(got.header("intuit-signature")).unwrap())
    };
    check(&got.text).unwrap();
    assert!(check(&format!("{} ", got.text)).is_err());
}

#[tokio::test]
async fn a_notification_is_a_post_with_the_headers_of_the_real_one() {
    let mut bench = Bench::listening().await;
    bench.customer("Harbor Dental").await;
    bench.advance(1).await;
    let got = bench.receiver.next().await;
    assert_eq!(got.line, "POST /hooks?from=practice HTTP/1.1");
    assert_eq!(got.header("content-type"), "application/json; charset=utf-8");
    assert_eq!(got.header("user-agent"), "intuit_notification_server/0.1");
    assert_eq!(got.header("intuit-notification-schema-version"), "0.1");
    assert_eq!(got.header("intuit-created-time"), "2026-08-04T12:00:01.000Z");
    assert_eq!(got.header("intuit-t-id").len(), 36);
    assert!(bench.receiver.url.contains(got.header("host")));
}

#[tokio::test]
async fn events_are_gathered_and_sent_together_in_order_of_occurrence_also_of_several_companies() {
    let mut options = Options::quiet(CompanyKind::Sample);
    options.founding.companies = 2;
    let mut bench = Bench::open(options, Receiver::open().await).await;
    bench.listen().await;
    let body = |name: &str| json!({"DisplayName": name});
    bench.books_of(0, "/customer", &body("A")).await;
    bench.books_of(1, "/customer", &body("B")).await;
    bench.books_of(0, "/class", &json!({"Name": "C"})).await;
    bench.advance(1).await;
    let events = bench.receiver.next().await.json();
    let realms: Vec<&Value> = events.as_array().unwrap().iter().map(|e| &e["intuitaccountid"]).collect();
    assert_eq!(realms, [bench.realm(0), bench.realm(1), bench.realm(0)]);
    let types: Vec<&Value> = events.as_array().unwrap().iter().map(|e| &e["type"]).collect();
    assert_eq!(types, ["qbo.customer.created.v1", "qbo.customer.created.v1", "qbo.class.created.v1"]);
}

#[tokio::test]
async fn a_failed_notification_is_sent_again_after_each_step_of_the_ladder_and_then_every_six_hours() {
    let mut bench = Bench::listening().await;
    bench.customer("Harbor Dental").await;
    let steps: Vec<i64> = LADDER_SECONDS.into_iter().chain([21_600, 21_600]).collect();
    assert_eq!(steps, [10, 20, 30, 300, 1200, 7200, 14400, 21600, 21600, 21600, 21600]);
    bench.receiver.fails(steps.len());
    bench.advance(1).await;
    let first = bench.receiver.next().await;
    let mut expected = vec!["2026-08-04T12:00:01Z".parse::<jiff::Timestamp>().unwrap()];
    for (at, step) in steps.iter().enumerate() {
        let seen = bench.tried(at + 1).await;
        assert_eq!(seen["notifications"][0]["status"], "pending");
        // An attempt one second early would be told with that time.
        bench.advance(step - 1).await;
        bench.advance(1).await;
        assert_eq!(bench.receiver.next().await, first, "the same bytes, signature and id every time");
        expected.push(*expected.last().unwrap() + jiff::SignedDuration::from_secs(*step));
    }
    let seen = bench.tried(steps.len() + 1).await["notifications"][0].clone();
    assert_eq!(seen["status"], "delivered");
    let attempts = seen["attempts"].as_array().unwrap();
    let times: Vec<jiff::Timestamp> =
        attempts.iter().map(|attempt| attempt["at"].as_str().unwrap().parse().unwrap()).collect();
    assert_eq!(times, expected);
    assert!(bench.receiver.is_quiet());
}

#[tokio::test]
async fn later_events_are_held_back_until_the_failed_one_is_acknowledged() {
    let mut bench = Bench::listening().await;
    bench.receiver.fails(3);
    let first = bench.customer("First").await["Id"].clone();
    bench.advance(1).await;
    let mut seen = vec![bench.receiver.next().await];
    bench.tried(1).await;
    let (second, third) =
        (bench.customer("Second").await["Id"].clone(), bench.customer("Third").await["Id"].clone());
    for (tries, step) in [(2, 10), (3, 20), (4, 30)] {
        bench.advance(step).await;
        seen.push(bench.receiver.next().await);
        let view = bench.until("/quickbooks/webhooks", |view| {
            let rows = view["notifications"].as_array().unwrap();
            rows.last().unwrap()["attempts"].as_array().unwrap().len() == tries
        });
        let view = view.await;
        if tries < 4 {
            assert_eq!((&view["waiting"], view["notifications"].as_array().unwrap().len()), (&json!(2), 1));
        }
    }
    let ids = |at: usize| seen[at].told().into_iter().map(|(_, id)| json!(id)).collect::<Vec<_>>();
    for at in 0..4 {
        assert_eq!(ids(at), std::slice::from_ref(&first));
    }
    // They waited long enough: acknowledged is acknowledged, and they come together.
    let rest = bench.receiver.next().await.told().into_iter().map(|(_, id)| json!(id)).collect::<Vec<_>>();
    assert_eq!(rest, [second, third]);
}

#[tokio::test]
async fn only_200_acknowledges() {
    let mut bench = Bench::listening().await;
    let refusals = [201, 202, 204, 302, 401, 410, 500];
    bench.receiver.answers(&refusals.map(Answer::Status));
    bench.customer("Harbor Dental").await;
    bench.advance(1).await;
    for (at, status) in refusals.into_iter().enumerate() {
        bench.receiver.next().await;
        let seen = bench.tried(at + 1).await["notifications"][0].clone();
        assert_eq!(seen["attempts"][at]["answer"], status.to_string());
        assert_eq!(seen["status"], "pending", "{status}");
        bench.advance(LADDER_SECONDS[at]).await;
    }
    bench.receiver.next().await;
    assert_eq!(bench.tried(refusals.len() + 1).await["notifications"][0]["status"], "delivered");
}

#[tokio::test]
async fn an_answer_that_takes_longer_than_three_seconds_is_none() {
    let mut bench = Bench::listening().await;
    bench.receiver.answers(&[Answer::Never]);
    bench.customer("Harbor Dental").await;
    bench.advance(1).await;
    bench.receiver.next().await;
    let seen = bench.tried(1).await;
    assert_eq!(seen["notifications"][0]["attempts"][0]["answer"], "no answer within 3 s");
    bench.advance(10).await;
    bench.receiver.next().await;
    assert_eq!(bench.tried(2).await["notifications"][0]["status"], "delivered");
}

#[tokio::test]
async fn an_endpoint_that_is_away_gets_what_it_missed_when_it_is_back() {
    let mut bench = Bench::listening().await;
    let away = json!({"url": "http://127.0.0.1:1/"});
    bench.control("POST", "/quickbooks/webhooks", &away).await;
    bench.customer("Harbor Dental").await;
    bench.advance(1).await;
    let seen = bench.tried(1).await;
    assert!(seen["notifications"][0]["attempts"][0]["answer"].as_str().unwrap().starts_with("not reached"));
    bench.listen().await;
    bench.control("POST", "/quickbooks/webhooks/deliver", &json!({})).await;
    assert_eq!(bench.receiver.next().await.told()[0].0, "qbo.customer.created.v1");
}

#[tokio::test]
async fn a_control_call_delivers_without_waiting_for_the_clock() {
    let mut bench = Bench::listening().await;
    bench.customer("Harbor Dental").await;
    bench.control("POST", "/quickbooks/webhooks/deliver", &json!({})).await;
    assert_eq!(bench.receiver.next().await.told().len(), 1);
}

#[tokio::test]
async fn a_real_clock_delivers_by_itself() {
    let mut options = Options::new(practice::ClockMode::Real);
    options.founding.company = CompanyKind::Sample;
    let mut bench = Bench::open(options, Receiver::open().await).await;
    bench.listen().await;
    bench.receiver.fails(1);
    bench.customer("Harbor Dental").await;
    let first = bench.receiver.next().await;
    bench.tried(1).await;
    bench.advance(9).await;
    assert_eq!(bench.receiver.next().await, first);
}

#[tokio::test]
async fn duplicates_happen() {
    let mut bench = Bench::listening().await;
    bench.fault("quickbooks_webhooks", "duplicate", &json!({"path": "Customer Create"})).await;
    bench.customer("Harbor Dental").await;
    bench.advance(1).await;
    let first = bench.receiver.next().await;
    assert_eq!(bench.receiver.next().await, first);
    assert_eq!(bench.tried(2).await["notifications"][0]["status"], "delivered");
    assert!(bench.receiver.is_quiet());
}

#[tokio::test]
async fn events_come_out_of_order_and_their_time_tells_it() {
    let mut bench = Bench::listening().await;
    bench.fault("quickbooks_webhooks", "reorder", &json!({})).await;
    bench.customer("First").await;
    bench.control("POST", "/clock", &json!({"advance": 0.5})).await;
    bench.customer("Second").await;
    bench.advance(1).await;
    let events = bench.receiver.next().await.json();
    let times: Vec<&Value> = events.as_array().unwrap().iter().map(|event| &event["time"]).collect();
    assert_eq!(times, ["2026-08-04T12:00:00.500000000Z", "2026-08-04T12:00:00.000000000Z"]);
}

#[tokio::test]
async fn notifications_come_late_or_never() {
    let mut bench = Bench::listening().await;
    bench.fault("quickbooks_webhooks", "lose", &json!({"path": "Class"})).await;
    bench.fault("quickbooks_webhooks", "delay", &json!({"path": "Customer", "value": 60_000})).await;
    bench.books("/class", &json!({"Name": "Lost"})).await;
    bench.advance(1).await;
    bench.until("/quickbooks/webhooks", |view| view["notifications"][0]["status"] == "lost").await;
    bench.customer("Late").await;
    bench.advance(1).await;
    let due = |view: &Value| view["notifications"][0]["next_attempt"] == "2026-08-04T12:01:02.000Z";
    bench.until("/quickbooks/webhooks", due).await;
    bench.advance(60).await;
    assert_eq!(bench.receiver.next().await.told()[0].0, "qbo.customer.created.v1");
    assert_eq!(bench.tried(1).await["notifications"][0]["attempts"][0]["at"], "2026-08-04T12:01:02.000Z");
    let wrong = json!({"service": "quickbooks_webhooks", "kind": "garbage", "times": 1});
    assert_eq!(bench.ask("POST", "/faults", &wrong).await.0, 422);
    let wrong = json!({"service": "quickbooks", "kind": "lose", "times": 1});
    assert_eq!(bench.ask("POST", "/faults", &wrong).await.0, 422);
}

#[tokio::test]
async fn a_company_that_is_not_connected_is_not_told_of() {
    let mut bench = Bench::listening().await;
    let realm = bench.realm(0).to_owned();
    bench.control("POST", &format!("/quickbooks/{realm}/tokens"), &json!({"revoke": true})).await;
    let body = json!({"method": "POST", "path": "/customer", "body": {"DisplayName": "Unheard"}});
    bench.control("POST", &format!("/quickbooks/{realm}/as-user"), &body).await;
    bench.advance(1).await;
    let seen = bench.control("GET", "/quickbooks/webhooks", &Value::Null).await;
    assert_eq!((&seen["waiting"], &seen["notifications"]), (&json!(0), &json!([])));
    assert!(bench.receiver.is_quiet());
}

#[tokio::test]
async fn nothing_is_owed_to_nobody() {
    let mut bench = Bench::listening().await;
    bench.customer("Before").await;
    bench.control("POST", "/quickbooks/webhooks", &json!({"url": null})).await;
    bench.customer("Meanwhile").await;
    bench.listen().await;
    let after = bench.customer("After").await;
    bench.advance(1).await;
    let told = bench.receiver.next().await.told();
    assert_eq!(told, [("qbo.customer.created.v1".to_owned(), after["Id"].as_str().unwrap().to_owned())]);
}

#[tokio::test]
async fn the_endpoint_is_on_this_computer_or_refused() {
    let bench = Bench::listening().await;
    for url in ["https://hooks.example/qbo", "http://192.0.2.7/", "http://example.org", "127.0.0.1:80", ""] {
        let (status, answer) = bench.ask("POST", "/quickbooks/webhooks", &json!({"url": url})).await;
        assert_eq!(status, 400, "{url}");
        assert!(answer["validation_errors"]["url"].as_str().unwrap().contains("loopback"), "{answer}");
    }
    for body in [json!({}), json!({"url": 5}), json!({"url": null, "more": 1})] {
        assert_eq!(bench.ask("POST", "/quickbooks/webhooks", &body).await.0, 400, "{body}");
    }
    let kept = bench.control("GET", "/quickbooks/webhooks", &Value::Null).await;
    assert_eq!(kept["url"], bench.receiver.url);
}
