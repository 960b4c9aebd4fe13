//! What a good client never does, seen through the door: payments that Alternative does not know or that are too much,
//! and requests without an end.

#![expect(clippy::unwrap_used, clippy::panic, reason = "what the tests share is test code too")]

#[path = "door/account.rs"]
mod account;
#[path = "described/mod.rs"]
mod described;
mod door;

use data_encoding::BASE32_NOPAD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use door::World;

/// The reference that the companion gives a payment.
fn reference(payment: &str, customer: &str) -> String {
    let mut hash = Sha256::new();
    for part in [payment, customer] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    format!("AP-{}", &BASE32_NOPAD.encode(&hash.finalize())[..16])
}

async fn kinds(world: &World) -> Vec<String> {
    let (_, list) = world.control("GET", "/violations", &Value::Null).await;
    list.as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap().to_owned()).collect()
}

/// The app records a payment; by the token of QuickBooks, which [`World::of_alternative`] has not.
async fn record(world: &World, reference: &str, dollars: u32) -> Value {
    let token =
        world.practice.ready()["quickbooks"]["companies"][0]["access_token"].as_str().unwrap().to_owned();
    let body = json!({"CustomerRef": {"value": "15"}, "TotalAmt": dollars, "PaymentRefNum": reference});
    let target = format!("/quickbooks/v3/company/{}/payment", world.realm);
    let (status, _, bytes) = world.send("POST", &target, &token, &body).await.unwrap();
    assert_eq!(status, 200);
    serde_json::from_slice::<Value>(&bytes).unwrap()["Payment"].clone()
}

#[tokio::test]
async fn a_payment_with_our_reference_for_nobody_is_a_violation() {
    let world = World::of_alternative().await;
    let paid = world.pay(10).await;
    record(&world, &reference(&paid, "15"), 10).await;
    // The customer was another one when it was planned, and what a person keys is nobody's business.
    let other = world.pay(10).await;
    record(&world, &reference(&other, "14"), 10).await;
    record(&world, "AP-771", 5).await;
    let by_hand = json!({"method": "POST", "path": "/payment", "body":
        {"CustomerRef": {"value": "15"}, "TotalAmt": 5, "PaymentRefNum": reference("nobody", "15")}});
    let path = format!("/quickbooks/{}/as-user", world.realm);
    assert_eq!(world.control("POST", &path, &by_hand).await.0, 200);
    assert_eq!(kinds(&world).await, Vec::<String>::new());
    record(&world, &reference("nobody", "15"), 5).await;
    assert_eq!(kinds(&world).await, ["payment for an unknown payment of Alternative"]);
}

#[tokio::test]
async fn payments_that_together_exceed_the_payment_are_a_violation() {
    let world = World::of_alternative().await;
    let paid = world.pay(10).await;
    let name = reference(&paid, "15");
    let first = record(&world, &name, 6).await;
    let second = record(&world, &name, 4).await;
    assert_eq!(kinds(&world).await, Vec::<String>::new());
    // What a person makes of it is theirs.
    let by_hand = json!({"method": "POST", "path": "/payment", "body": {"Id": second["Id"], "SyncToken": second["SyncToken"], "sparse": true, "TotalAmt": 5}});
    let path = format!("/quickbooks/{}/as-user", world.realm);
    assert_eq!(world.control("POST", &path, &by_hand).await.0, 200);
    // What was deleted counts no more.
    let gone = json!({"method": "POST", "path": "/payment?operation=delete", "body": {"Id": first["Id"], "SyncToken": first["SyncToken"]}});
    assert_eq!(world.control("POST", &path, &gone).await.0, 200);
    record(&world, &name, 6).await;
    assert_eq!(kinds(&world).await, Vec::<String>::new());
    record(&world, &reference(&paid, "14"), 1).await;
    assert_eq!(kinds(&world).await, ["payments exceed the payment of Alternative"]);
}

async fn ask(world: &World, target: &str) -> Value {
    let (status, _, bytes) = world.send("GET", target, &world.token, &Value::Null).await.unwrap();
    assert!(status < 500);
    serde_json::from_slice(&bytes).unwrap_or_default()
}

const ENDLESS: &str = "requests without an end";

#[tokio::test]
async fn the_same_request_more_than_sixty_times_without_a_change_or_a_rest_is_a_violation() {
    let world = World::open();
    let pdf = format!("/quickbooks/v3/company/{}/invoice/99999/pdf", world.realm);
    for _ in 0..61 {
        ask(&world, &pdf).await;
    }
    assert_eq!(kinds(&world).await, Vec::<String>::new());
    ask(&world, &pdf).await;
    assert_eq!(kinds(&world).await, [ENDLESS]);
    for _ in 0..200 {
        ask(&world, &pdf).await;
    }
    assert_eq!(kinds(&world).await.len(), 1, "it is told once a run");
}

#[tokio::test]
async fn looking_every_few_seconds_and_asking_after_each_change_is_none() {
    let world = World::open();
    let look = format!("/quickbooks/v3/company/{}/cdc?entities=Invoice&changedSince=2026-08-01", world.realm);
    for _ in 0..150 {
        ask(&world, &look).await;
        world.control("POST", "/clock", &json!({"advance": 2})).await;
    }
    let path = format!("/quickbooks/{}/as-user/customer", world.realm);
    for number in 0..150 {
        ask(&world, &look).await;
        world.control("POST", &path, &json!({"DisplayName": format!("Customer {number}")})).await;
    }
    assert_eq!(kinds(&world).await, Vec::<String>::new());
}

fn page(world: &World, start: u32) -> String {
    let realm = &world.realm;
    format!(
        "/quickbooks/v3/company/{realm}/query?query=select+*+from+Account+startposition+{start}+maxresults+1"
    )
}

#[tokio::test]
async fn reading_a_company_page_by_page_is_none_but_pages_that_repeat_are() {
    let world = World::open();
    let accounts = ask(&world, &page(&world, 1)).await;
    assert!(accounts["QueryResponse"]["Account"].is_array());
    for start in 1..=200 {
        ask(&world, &page(&world, start)).await;
    }
    assert_eq!(kinds(&world).await, Vec::<String>::new());
    world
        .control("POST", "/faults", &json!({"service": "quickbooks", "path": "/query", "kind": "loop"}))
        .await;
    for start in 201..=400 {
        ask(&world, &page(&world, start)).await;
    }
    assert_eq!(kinds(&world).await, [ENDLESS]);
}

#[tokio::test]
async fn cursors_that_cycle_or_never_end_are_noticed() {
    for value in ["pages", "cycle", "endless"] {
        let world = World::of_alternative().await;
        world.pay(10).await;
        let rule = json!({"service": "alternative", "path": "/events", "kind": "loop", "value": value});
        world.control("POST", "/faults", &rule).await;
        let list = "/alternative/integrations/quickbooks/events?limit=1";
        let mut target = list.to_owned();
        for _ in 0..200 {
            let (status, content_type, bytes) =
                world.send("GET", &target, &world.token, &Value::Null).await.unwrap();
            described::check(&described::Answered {
                method: "GET",
                target: target.trim_start_matches("/alternative"),
                status,
                content_type: &content_type,
                body: &bytes,
            });
            let page: Value = serde_json::from_slice(&bytes).unwrap();
            let cursor: String =
                url::form_urlencoded::byte_serialize(page["end_cursor"].as_str().unwrap().as_bytes())
                    .collect();
            target = format!("{list}&after={cursor}");
        }
        assert_eq!(kinds(&world).await, [ENDLESS], "{value}");
    }
}
