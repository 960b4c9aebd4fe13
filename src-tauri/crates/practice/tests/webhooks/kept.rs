//! What is owed survives the end of the process.

use std::path::Path;

use practice::{CompanyKind, Options};
use serde_json::json;

use crate::bench::Bench;
use crate::receiver::Receiver;

fn kept_in(directory: &Path) -> Options {
    let mut options = Options::quiet(CompanyKind::Sample);
    options.data = Some(directory.to_owned());
    options
}

#[tokio::test]
async fn what_quickbooks_owes_survives_a_restart_with_its_place_on_the_ladder() {
    let directory = tempfile::tempdir().unwrap();
    let mut bench = Bench::open(kept_in(directory.path()), Receiver::open().await).await;
    bench.listen().await;
    bench.receiver.fails(3);
    let first = bench.customer("First").await["Id"].clone();
    bench.advance(1).await;
    let sent = bench.receiver.next().await;
    bench.tried(1).await;
    bench.advance(10).await;
    bench.receiver.next().await;
    bench.tried(2).await;
    let second = bench.customer("Second").await["Id"].clone();
    let receiver = bench.end().await;

    let mut bench = Bench::open(kept_in(directory.path()), receiver).await;
    assert_eq!(bench.tried(2).await["waiting"], 1);
    bench.advance(20).await;
    assert_eq!(bench.receiver.next().await, sent, "the third attempt, of the same bytes");
    bench.tried(3).await;
    bench.advance(30).await;
    assert_eq!(json!(bench.receiver.next().await.told()[0].1), first);
    assert_eq!(json!(bench.receiver.next().await.told()[0].1), second);
}

#[tokio::test]
async fn what_alternative_owes_survives_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    let mut bench = Bench::open(kept_in(directory.path()), Receiver::open().await).await;
    bench.receiver.fails(1);
    bench.subscribe("customer_created", Some("s3cret")).await;
    bench.payer("Harbor Dental").await;
    let sent = bench.receiver.next().await;
    bench.deliveries(|rows| rows[0]["tries"] == 1).await;
    let receiver = bench.end().await;

    let mut bench = Bench::open(kept_in(directory.path()), receiver).await;
    bench.advance(60).await;
    assert_eq!(bench.receiver.next().await, sent);
    bench.deliveries(|rows| rows[0]["status"] == "delivered").await;
    let receiver = bench.end().await;

    let mut bench = Bench::open(kept_in(directory.path()), receiver).await;
    let next = bench.payer("Sunrise Logistics").await;
    assert_eq!(bench.receiver.next().await.json()["entity_id"], next, "what was delivered stays delivered");
}

#[tokio::test]
async fn going_back_to_a_snapshot_takes_back_what_is_owed() {
    let mut bench = Bench::listening().await;
    bench.customer("Before").await;
    let id = bench.control("POST", "/snapshots", &json!({})).await["id"].clone();
    bench.customer("Undone").await;
    bench.control("POST", &format!("/snapshots/{id}/restore"), &json!({})).await;
    bench.advance(1).await;
    assert_eq!(bench.receiver.next().await.told().len(), 1);
}
