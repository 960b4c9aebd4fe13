use std::time::Duration;

use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use practice::{CompanyKind, Options, Practice};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::described::{self, Answered};
use crate::desk::{Desk, REALM, customer, escaped, invoice, invoice_owing, text};

/// What requests carry.
type Body = Full<Bytes>;

#[test]
fn the_companions_own_writes_echo_in_the_feed() {
    let mut desk = Desk::stocked();
    let (topics, cursor) = desk.topics(None);
    assert_eq!(topics, ["customer_created", "invoice_created"]);
    desk.put("customers/58", &customer(1)).is(200);
    desk.put("invoices/1042", &invoice(1)).is(200);
    desk.put("invoices/1042", &invoice_owing(2, "0")).is(200);
    desk.post("invoices/1042/archive", &json!({"reason": "voided"})).is(200);
    desk.post("invoices/1042/restore", &json!({})).is(200);
    desk.post("customers/58/archive", &json!({"reason": "deleted"})).is(200);
    let (topics, _) = desk.topics(cursor.as_deref());
    assert_eq!(
        topics,
        [
            "customer_updated",
            "invoice_updated",
            "invoice_updated",
            "invoice_paid",
            "invoice_archived",
            "invoice_updated",
            "customer_archived"
        ]
    );
}

#[test]
fn a_payments_start_is_an_invoice_update_that_names_it() {
    let mut desk = Desk::stocked();
    let (_, cursor) = desk.topics(None);
    let payment = desk.pay(None, "hang");
    let page = desk.read(&format!("events?after={}", escaped(&cursor.unwrap()))).is(200);
    let event = &page["data"][0];
    let invoice_id = desk.read("invoices/1042").is(200)["id"].clone();
    assert_eq!((&event["topic"], &event["entity_id"]), (&json!("invoice_updated"), &invoice_id));
    assert_eq!(event["data"], json!({"payment_id": payment["id"], "qbo_invoice_id": "1042"}));
    assert_eq!(event["occurred_at"], "2026-08-04T12:00:00.000Z");
    assert_eq!(page["data"].as_array().unwrap().len(), 1);
}

#[test]
fn payments_and_payouts_raise_their_topics() {
    let mut desk = Desk::stocked();
    let (_, start) = desk.topics(None);
    let payment = desk.pay(None, "succeed");
    let (topics, cursor) = desk.topics(start.as_deref());
    assert_eq!(topics, ["invoice_updated", "payment_succeeded", "invoice_updated", "invoice_paid"]);
    let payout = desk.control("POST", "/alternative/payouts", &json!({})).is(200);
    desk.control("POST", &format!("/alternative/payouts/{}/pay", text(&payout["id"])), &json!({})).is(200);
    let (topics, cursor) = desk.topics(cursor.as_deref());
    assert_eq!(topics, ["payout_scheduled", "payout_processing", "payout_paid"]);
    let id = text(&payment["id"]);
    desk.control("POST", &format!("/alternative/payments/{id}/refund"), &json!({"amount": 10})).is(200);
    let (topics, cursor) = desk.topics(cursor.as_deref());
    assert_eq!(topics, ["payment_refunded"]);
    desk.control("POST", &format!("/alternative/payments/{id}/chargeback"), &json!({})).is(200);
    let (topics, cursor) = desk.topics(cursor.as_deref());
    assert_eq!(topics, ["payment_chargeback", "invoice_updated"]);
    desk.control("POST", &format!("/alternative/payouts/{}/fail", text(&payout["id"])), &json!({})).is(200);
    let (topics, cursor) = desk.topics(cursor.as_deref());
    assert_eq!(topics, ["payout_failed"]);
    desk.pay(None, "fail");
    let (topics, _) = desk.topics(cursor.as_deref());
    assert_eq!(topics, ["invoice_updated", "payment_failed", "invoice_updated"]);
}

#[test]
fn pages_follow_each_other_and_an_empty_one_repeats_the_cursor() {
    let mut desk = Desk::connected();
    assert_eq!(
        desk.read("events").is(200),
        json!({"data": [], "start_cursor": null, "end_cursor": null, "has_next_page": false, "has_previous_page": false})
    );
    for version in 0..5 {
        desk.put("customers/58", &customer(version));
    }
    let first = desk.read("events?limit=3").is(200);
    assert_eq!((&first["has_next_page"], &first["has_previous_page"]), (&json!(true), &json!(false)));
    let end = escaped(&text(&first["end_cursor"]));
    let second = desk.read(&format!("events?limit=3&after={end}")).is(200);
    assert_eq!(second["data"].as_array().unwrap().len(), 2);
    assert_eq!((&second["has_next_page"], &second["has_previous_page"]), (&json!(false), &json!(true)));
    let cursor = text(&second["end_cursor"]);
    let rest = desk.read(&format!("events?after={}", escaped(&cursor))).is(200);
    assert_eq!(
        rest,
        json!({"data": [], "start_cursor": cursor, "end_cursor": cursor, "has_next_page": false, "has_previous_page": true})
    );
    desk.read("events?wait_seconds=26").refuses(400, "bad_request");
    desk.read("events?wait_seconds=-1").refuses(400, "bad_request");
    desk.read("events?limit=101").refuses(400, "bad_request");
    desk.read("events?after=x").refuses(400, "bad_request");
}

#[test]
fn an_event_keeps_its_id() {
    let mut desk = Desk::stocked();
    assert_eq!(desk.read("events").is(200)["data"], desk.read("events").is(200)["data"]);
}

#[test]
fn a_cursor_older_than_thirty_days_is_410() {
    let mut desk = Desk::stocked();
    let first = text(&desk.read("events?limit=1").is(200)["end_cursor"]);
    let (_, newest) = desk.topics(None);
    desk.wait(30 * 86_400);
    desk.renew();
    desk.read(&format!("events?after={}", escaped(&first))).is(200);
    desk.wait(1);
    let refusal = desk.read(&format!("events?after={}", escaped(&first))).refuses(410, "cursor_expired");
    assert_eq!(refusal["message"], "Events before 2026-08-04 are no longer kept");
    // Nothing was missed after the newest one, and a start without a cursor begins at the oldest kept.
    desk.read(&format!("events?after={}", escaped(&newest.unwrap()))).is(200);
    assert_eq!(desk.read("events").is(200)["data"], json!([]));
    desk.put("customers/58", &customer(1)).is(200);
    assert_eq!(desk.topics(None).0, ["customer_updated"]);
}

/// A practice service behind its door, connected, with a token.
async fn open() -> (Practice, String) {
    let practice = Practice::new(Options::quiet(CompanyKind::Empty)).unwrap();
    let partner = practice.with_world(|world| world.partners().next().unwrap().clone());
    let basic = {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD
            .encode(format!("{}:{}", partner.client_id, partner.client_secret))
    };
    let request = http::Request::post("/alternative/oauth/token")
        .header("authorization", format!("Basic {basic}"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from("grant_type=client_credentials"))
        .unwrap();
    let (_, body) = send(&practice, request).await;
    let token = text(&body["access_token"]);
    let connect = json!({"realm_id": REALM, "company_name": "N", "installation_id": "i", "name": "n"});
    let (status, _) =
        send(&practice, authorized(&token, "PUT", "/alternative/integrations/quickbooks", &connect)).await;
    assert_eq!(status, 200);
    (practice, token)
}

fn authorized(token: &str, method: &str, target: &str, body: &Value) -> http::Request<Body> {
    let body = if body.is_null() { Body::default() } else { Body::from(body.to_string()) };
    http::Request::builder()
        .method(method)
        .uri(target)
        .header("authorization", format!("Bearer {token}"))
        .body(body)
        .unwrap()
}

async fn send(practice: &Practice, request: http::Request<Body>) -> (u16, Value) {
    let (method, target) = (request.method().to_string(), request.uri().to_string());
    let response = practice.door().oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let content_type = response.headers()["content-type"].to_str().unwrap().to_owned();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    described::check(&Answered {
        method: &method,
        target: target.trim_start_matches("/alternative"),
        status,
        content_type: &content_type,
        body: &bytes,
    });
    (status, serde_json::from_slice(&bytes).unwrap_or_default())
}

#[tokio::test]
async fn a_long_poll_answers_as_soon_as_something_happens() {
    let (practice, token) = open().await;
    let target = "/alternative/integrations/quickbooks/events?wait_seconds=25";
    let poll = tokio::spawn({
        let (practice, request) = (practice.clone(), authorized(&token, "GET", target, &Value::Null));
        async move { send(&practice, request).await }
    });
    tokio::task::yield_now().await;
    assert!(!poll.is_finished());
    let put = authorized(&token, "PUT", "/alternative/integrations/quickbooks/customers/58", &customer(0));
    assert_eq!(send(&practice, put).await.0, 201);
    let (status, page) = tokio::time::timeout(Duration::from_secs(30), poll).await.unwrap().unwrap();
    assert_eq!((status, &page["data"][0]["topic"]), (200, &json!("customer_created")));
}

#[tokio::test]
async fn a_long_poll_ends_empty_when_its_time_has_passed() {
    let (practice, token) = open().await;
    let target = "/alternative/integrations/quickbooks/events?wait_seconds=25";
    let poll = tokio::spawn({
        let (practice, request) = (practice.clone(), authorized(&token, "GET", target, &Value::Null));
        async move { send(&practice, request).await }
    });
    tokio::task::yield_now().await;
    practice.with_world(|world| world.clock.advance(jiff::SignedDuration::from_secs(24)));
    tokio::task::yield_now().await;
    assert!(!poll.is_finished());
    practice.with_world(|world| world.clock.advance(jiff::SignedDuration::from_secs(1)));
    let (status, page) = tokio::time::timeout(Duration::from_secs(30), poll).await.unwrap().unwrap();
    assert_eq!((status, &page["data"]), (200, &json!([])));
}

#[tokio::test]
async fn a_long_poll_counts_as_one_request() {
    let mut options = Options::quiet(CompanyKind::Empty);
    options.throttle = true;
    let practice = Practice::new(options).unwrap();
    let partner = practice.with_world(|world| world.partners().next().unwrap().clone());
    let basic = {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD
            .encode(format!("{}:{}", partner.client_id, partner.client_secret))
    };
    let request = http::Request::post("/alternative/oauth/token")
        .header("authorization", format!("Basic {basic}"))
        .body(Body::from("grant_type=client_credentials"))
        .unwrap();
    let token = text(&send(&practice, request).await.1["access_token"]);
    let connect = json!({"realm_id": REALM, "company_name": "N", "installation_id": "i", "name": "n"});
    send(&practice, authorized(&token, "PUT", "/alternative/integrations/quickbooks", &connect)).await;
    let poll = tokio::spawn({
        let target = "/alternative/integrations/quickbooks/events?wait_seconds=25";
        let (practice, request) = (practice.clone(), authorized(&token, "GET", target, &Value::Null));
        async move { send(&practice, request).await }
    });
    tokio::task::yield_now().await;
    // Three of the five are used; each of these changes wakes the poll, which is not a request again.
    for _ in 0..10 {
        practice.with_world(|world| world.clock.advance(jiff::SignedDuration::from_millis(1)));
        tokio::task::yield_now().await;
    }
    for _ in 0..2 {
        let get = authorized(&token, "GET", "/alternative/customers", &Value::Null);
        assert_eq!(send(&practice, get).await.0, 200);
    }
    let get = authorized(&token, "GET", "/alternative/customers", &Value::Null);
    assert_eq!(send(&practice, get).await.0, 429);
    poll.abort();
}
