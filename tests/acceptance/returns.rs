//! Money that goes back after it was recorded (rule P8).

use engine::hold::Hold;
use engine::reason::HoldReason;
use serde_json::{Value, json};
use support::{Invoice, World, minor};

use crate::text;

/// What was given back, and what of it nobody recorded yet.
fn refunded(hold: &Hold) -> (i64, i64, i64) {
    let HoldReason::Refunded { refunded, of, .. } = &hold.draft.reason else { panic!("{hold:#?}") };
    (refunded.minor.0, of.minor.0, hold.draft.amount.unwrap().minor.0)
}

async fn collected(world: &World, amount: &str) -> (Invoice, Value) {
    let invoice = world.invoice("Juniper Dental", amount).await;
    world.sync().await;
    let paid = world.pay(&invoice).await;
    world.sync().await;
    (invoice, paid)
}

#[tokio::test]
async fn p8_what_is_refunded_in_part_is_asked_about_and_changes_nothing() {
    let world = World::started().await;
    let (invoice, paid) = collected(&world, "690.19").await;
    world.move_payment(&paid, "refund", json!({ "amount": 100.00 })).await;
    world.sync_for(5).await;
    assert_eq!(refunded(&world.hold("P8").await), (10_000, 69_019, 10_000));
    assert_eq!(world.recorded().await, [69_019], "nothing is deleted");
    assert_eq!(text(&world.payment(&paid).await["link"]["state"]), "recorded");
    assert_eq!(minor(&world.mirror(&invoice).await.unwrap()["outstanding_balance"]), 0);

    world.decide(&world.hold("P8").await, "i_handled_it", &[]).await;
    world.sync_for(5).await;
    assert!(world.holds().await.is_empty());

    // More is another question, about the rest.
    world.move_payment(&paid, "refund", json!({ "amount": 50.00 })).await;
    world.sync_for(5).await;
    assert_eq!(refunded(&world.hold("P8").await), (15_000, 69_019, 5_000));
    world.decide(&world.hold("P8").await, "i_handled_it", &[]).await;
    world.sync_for(5).await;
    assert!(world.holds().await.is_empty());
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn p8_what_is_refunded_as_a_whole_says_who_gave_it_back() {
    let world = World::started().await;
    let (_, paid) = collected(&world, "300.00").await;
    world.move_payment(&paid, "refund", json!({})).await;
    world.sync_for(5).await;
    assert_eq!(refunded(&world.hold("P8").await), (30_000, 30_000, 30_000));
    assert_eq!(world.recorded().await, [30_000]);
    world.decide(&world.hold("P8").await, "i_handled_it", &[]).await;
    world.sync_for(5).await;
    assert!(world.holds().await.is_empty());
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn p8_what_is_refunded_of_a_payment_of_two_customers_is_asked_about_once() {
    let world = World::started().await;
    let first = world.invoice("Juniper Dental", "100.00").await;
    let second = world.invoice("Copperline Electric", "50.00").await;
    world.sync().await;
    let allocations = json!([{ "qbo_invoice_id": first.id }, { "qbo_invoice_id": second.id }]);
    let paid = world.pay_with(json!({ "allocations": allocations, "outcome": "succeed" })).await;
    world.sync().await;
    world.move_payment(&paid, "refund", json!({ "amount": 20.00 })).await;
    world.sync_for(5).await;
    assert_eq!(refunded(&world.hold("P8").await), (2_000, 15_000, 2_000));
}
