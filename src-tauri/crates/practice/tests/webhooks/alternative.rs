use practice::{CompanyKind, Options};
use serde_json::{Value, json};

use crate::bench::Bench;
use crate::delivery::check_delivery;
use crate::receiver::{Answer, Receiver};

async fn open(switches: &[&str]) -> Bench {
    let mut options = Options::quiet(CompanyKind::Empty);
    for switch in switches {
        options.switches.set(switch).unwrap();
    }
    Bench::open(options, Receiver::open().await).await
}

fn all(status: &str) -> impl Fn(&[Value]) -> bool {
    move |rows| rows.iter().all(|row| row["status"] == status)
}

#[tokio::test]
async fn a_delivery_has_the_documented_body_and_the_secret_as_bearer() {
    let mut bench = open(&[]).await;
    bench.subscribe("customer_created", Some("example-secret-9f3c")).await;
    let id = bench.payer("Harbor Dental").await;
    let got = bench.receiver.next().await;
    assert_eq!(got.line, "POST /hooks?from=practice HTTP/1.1");
    assert_eq!(got.header("authorization"), "Bearer example-secret-9f3c");
    assert_eq!(got.header("content-type"), "application/json");
    let body = got.json();
    check_delivery(&body);
    let key = body["idempotency_key"].as_str().unwrap();
    assert_eq!(
        body,
        json!({"idempotency_key": key, "topic": "customer_created", "entity_id": id, "data": {},
               "timestamp": "2026-08-04T12:00:00.000Z"})
    );
}

#[tokio::test]
async fn without_a_secret_there_is_no_authorization_and_nothing_is_ever_signed() {
    let mut bench = open(&[]).await;
    bench.subscribe("customer_created", None).await;
    bench.payer("Harbor Dental").await;
    let got = bench.receiver.next().await;
    assert!(!got.headers.contains_key("authorization"));
    assert!(!got.headers.keys().any(|name| name.contains("signature")), "{:?}", got.headers);
}

#[tokio::test]
async fn a_subscription_gets_its_one_topic_only() {
    let mut bench = open(&[]).await;
    let mut other = Receiver::open().await;
    bench.subscribe("customer_updated", None).await;
    bench.subscribe_at(&other.url, "customer_archived", None).await;
    let id = bench.payer("Harbor Dental").await;
    let path = format!("/customers/{id}");
    bench.alternative("PATCH", &path, &json!({"city": "Portland"}), 200).await;
    bench.alternative("DELETE", &path, &Value::Null, 200).await;
    assert_eq!(bench.receiver.next().await.json()["topic"], "customer_updated");
    assert_eq!(other.next().await.json()["topic"], "customer_archived");
    assert_eq!(bench.deliveries(all("delivered")).await.len(), 2);
    assert!(bench.receiver.is_quiet() && other.is_quiet());
}

#[tokio::test]
async fn any_2xx_acknowledges_and_everything_else_is_tried_again() {
    let mut bench = open(&[]).await;
    bench.subscribe("customer_created", None).await;
    bench.receiver.answers(&[302, 400, 500, 204].map(Answer::Status));
    bench.payer("Harbor Dental").await;
    for (tries, (answer, step)) in [("302", 60), ("400", 300), ("500", 1_800)].into_iter().enumerate() {
        bench.receiver.next().await;
        let rows = bench.deliveries(|rows| rows[0]["tries"] == tries + 1).await;
        assert_eq!((&rows[0]["status"], &rows[0]["answer"]), (&json!("pending"), &json!(answer)));
        bench.advance(step).await;
    }
    bench.receiver.next().await;
    assert_eq!(bench.deliveries(all("delivered")).await[0]["answer"], "204");
}

#[tokio::test]
async fn a_redelivery_has_the_same_idempotency_key_and_bytes() {
    let mut bench = open(&[]).await;
    bench.subscribe("customer_created", None).await;
    bench.receiver.fails(1);
    bench.payer("One").await;
    let first = bench.receiver.next().await;
    bench.deliveries(|rows| rows[0]["tries"] == 1).await;
    bench.advance(60).await;
    assert_eq!(bench.receiver.next().await, first);
    bench.payer("Two").await;
    assert_ne!(bench.receiver.next().await.json()["idempotency_key"], first.json()["idempotency_key"]);
}

#[tokio::test]
async fn a_failing_delivery_holds_nothing_back() {
    let mut bench = open(&[]).await;
    bench.subscribe("customer_created", None).await;
    bench.receiver.fails(1);
    let one = bench.payer("One").await;
    assert_eq!(bench.receiver.next().await.json()["entity_id"], one);
    bench.deliveries(|rows| rows[0]["tries"] == 1).await;
    let two = bench.payer("Two").await;
    assert_eq!(bench.receiver.next().await.json()["entity_id"], two);
}

#[tokio::test]
async fn retries_end_and_a_call_brings_pending_and_failed_events_back() {
    let mut bench = open(&["alternative-webhook-retries=3-in-a-minute"]).await;
    bench.subscribe("customer_created", None).await;
    bench.receiver.fails(5);
    bench.payer("Failed").await;
    bench.receiver.next().await;
    for (tries, step) in [(1, 5), (2, 15), (3, 40)] {
        bench.deliveries(|rows| rows[0]["tries"] == tries).await;
        bench.advance(step).await;
        bench.receiver.next().await;
    }
    let rows = bench.deliveries(all("failed")).await;
    assert_eq!((&rows[0]["tries"], &rows[0]["next_attempt"]), (&json!(4), &Value::Null));
    bench.payer("Pending").await;
    bench.receiver.next().await;
    bench.deliveries(|rows| rows[1]["tries"] == 1).await;
    let listed = |status: &'static str| {
        let bench = &bench;
        async move {
            let path = format!("/webhooks/events?status={status}");
            let page = bench.alternative("GET", &path, &Value::Null, 200).await;
            page["data"].as_array().unwrap().len()
        }
    };
    assert_eq!((listed("failed").await, listed("pending").await, listed("delivered").await), (1, 1, 0));
    bench.alternative("POST", "/webhooks/retry", &Value::Null, 200).await;
    bench.deliveries(all("delivered")).await;
    assert_eq!((listed("failed").await, listed("pending").await, listed("delivered").await), (0, 0, 2));
    bench.alternative("GET", "/webhooks/events?status=lost", &Value::Null, 400).await;
}

#[tokio::test]
async fn a_4_no_retry_at_all_and_a_5_a_failing_subscription_is_switched_off() {
    let mut bench = open(&["A4=none", "A5=when-used-up"]).await;
    let id = bench.subscribe("customer_created", None).await;
    bench.receiver.fails(1);
    bench.payer("Failed").await;
    bench.receiver.next().await;
    bench.deliveries(all("failed")).await;
    let listed = bench.alternative("GET", "/webhooks?is_active=false", &Value::Null, 200).await;
    assert_eq!((&listed["data"][0]["id"], &listed["data"][0]["is_active"]), (&json!(id), &json!(false)));
    bench.payer("Unheard").await;
    assert_eq!(bench.deliveries(|_| true).await.len(), 1);
}

#[tokio::test]
async fn a_deleted_subscription_gets_nothing_more() {
    let mut bench = open(&[]).await;
    let id = bench.subscribe("customer_created", None).await;
    bench.receiver.fails(1);
    bench.payer("Failed").await;
    bench.receiver.next().await;
    bench.deliveries(|rows| rows[0]["tries"] == 1).await;
    bench.alternative("DELETE", &format!("/webhooks/{id}"), &Value::Null, 200).await;
    bench.alternative("POST", "/webhooks/retry", &Value::Null, 200).await;
    bench.advance(86_400).await;
    let rows = bench.deliveries(all("failed")).await;
    assert_eq!((rows.len(), &rows[0]["tries"]), (1, &json!(1)));
    assert!(bench.receiver.is_quiet());
}

#[tokio::test]
async fn duplicates_reordering_and_late_delivery_are_faults() {
    let mut bench = open(&[]).await;
    bench.subscribe("customer_created", None).await;
    bench.fault("alternative_webhooks", "duplicate", &json!({"path": "customer_created"})).await;
    bench.payer("Twice").await;
    let first = bench.receiver.next().await;
    assert_eq!(bench.receiver.next().await, first);

    bench.fault("alternative_webhooks", "delay", &json!({"value": 30_000})).await;
    let late = bench.payer("Late").await;
    bench.deliveries(|rows| rows[1]["next_attempt"] == "2026-08-04T12:00:30.000Z").await;
    bench.fault("alternative_webhooks", "lose", &json!({})).await;
    bench.payer("Lost").await;
    bench.deliveries(|rows| rows[2]["status"] == "delivered").await;
    bench.advance(30).await;
    assert_eq!(bench.receiver.next().await.json()["entity_id"], late);
    assert!(bench.receiver.is_quiet());
}

#[tokio::test]
async fn a_reordered_delivery_goes_after_the_others_that_are_due() {
    let mut bench = open(&["A4=3-in-a-minute"]).await;
    bench.subscribe("customer_created", None).await;
    // Both wait on the ladder, so both are due at the same moment.
    bench.fault("alternative_webhooks", "reorder", &json!({})).await;
    bench.receiver.fails(2);
    let one = bench.payer("One").await;
    assert_eq!(bench.receiver.next().await.json()["entity_id"], one);
    bench.deliveries(|rows| rows[0]["tries"] == 1).await;
    let two = bench.payer("Two").await;
    assert_eq!(bench.receiver.next().await.json()["entity_id"], two);
    bench.deliveries(|rows| rows[1]["tries"] == 1).await;
    bench.advance(5).await;
    assert_eq!(bench.receiver.next().await.json()["entity_id"], two);
    assert_eq!(bench.receiver.next().await.json()["entity_id"], one);
}

#[tokio::test]
async fn an_endpoint_elsewhere_is_taken_but_never_called() {
    let bench = open(&["A4=none"]).await;
    bench.subscribe_at("https://hooks.partner.example/ap", "customer_created", Some("s3cret")).await;
    bench.payer("Harbor Dental").await;
    let rows = bench.deliveries(all("failed")).await;
    assert!(rows[0]["answer"].as_str().unwrap().contains("loopback"), "{rows:?}");
}
