//! What the long simulation found, each as the smallest story that shows it, named by the rule that was broken.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};
use support::{Invoice, World, minor};

use crate::text;

/// An invoice of 300.00 of which 100.00 was paid and recorded, whose Payment a person deleted.
async fn lost() -> (World, Invoice, Value) {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let payment = world.pay_part(&invoice, "100.00").await;
    world.sync().await;
    world.delete("Payment", text(&world.our_payments().await[0]["Id"])).await;
    (world, invoice, payment)
}

/// The next report of a payment does not reach Alternative at once.
async fn report_is_late(world: &World) {
    let refused = json!({ "service": "alternative", "method": "PUT", "path": "/link", "kind": "fault", "value": "server_error", "times": 1 });
    world.fault(refused).await;
}

#[tokio::test]
async fn p15_a_deletion_accepted_before_it_was_reported_is_held_and_not_asked_for_again() {
    let (world, invoice, payment) = lost().await;
    report_is_late(&world).await;
    world.sync().await;
    assert_eq!(text(&world.payment(&payment).await["link"]["state"]), "recorded", "nothing was told yet");
    let mark = world.request_mark().await;
    world.decide(&world.hold("P9").await, "accept", &[]).await;
    world.sync_for(5).await;

    let told = world.payment(&payment).await["link"].clone();
    assert_eq!(text(&told["state"]), "held", "every other computer asks instead of recording it again");
    assert_eq!(told["qbo_payment_ids"].as_array().unwrap().len(), 1, "{told}");
    assert_eq!(minor(&world.mirror(&invoice).await.unwrap()["outstanding_balance"]), 20_000);
    let effects = world.effects(mark).await;
    let place = |words: &str| effects.iter().position(|effect| effect.contains(words)).unwrap();
    assert!(place("linked Payment") < place("updated Invoice"), "{effects:#?}");
    assert!(world.holds().await.is_empty());
    assert!(world.our_payments().await.is_empty());
    assert_eq!(world.violations().await, Vec::<Value>::new());
}

#[tokio::test]
async fn p15_a_payment_that_fails_after_its_deletion_was_accepted_is_told_to_be_out_of_the_books() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let allocations = json!([{ "qbo_invoice_id": invoice.id, "amount": 100.00 }]);
    let payment = world.pay_with(json!({ "allocations": allocations, "outcome": "hang" })).await;
    world.sync().await;
    world.delete("Payment", text(&world.our_payments().await[0]["Id"])).await;
    report_is_late(&world).await;
    world.sync().await;
    world.decide(&world.hold("P9").await, "accept", &[]).await;
    world.move_payment(&payment, "fail", json!({})).await;
    world.sync_for(5).await;

    assert_eq!(text(&world.payment(&payment).await["link"]["state"]), "removed");
    assert_eq!(minor(&world.mirror(&invoice).await.unwrap()["outstanding_balance"]), 30_000);
    assert!(world.holds().await.is_empty());
    assert_eq!(world.violations().await, Vec::<Value>::new());
}

#[tokio::test]
async fn p6_a_payment_that_another_computer_recorded_again_is_ours_and_no_question() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let other = world.another().await;
    other.start().await;
    let payment = world.pay_part(&invoice, "100.00").await;
    world.sync().await;
    other.sync_for(5).await;
    world.delete("Payment", text(&world.our_payments().await[0]["Id"])).await;
    world.sync_for(5).await;
    world.decide(&world.hold("P9").await, "record_again", &[]).await;
    world.sync_for(5).await;
    let again = world.our_payments().await;
    assert_eq!(again.len(), 1, "{again:#?}");

    other.sync_for(5).await;
    assert!(other.holds().await.is_empty(), "it is in QuickBooks: {:#?}", other.holds().await);
    let told = world.payment(&payment).await["link"].clone();
    assert_eq!((text(&told["state"]), &told["qbo_payment_ids"][0]), ("recorded", &again[0]["Id"]), "{told}");
    assert_eq!(minor(&world.mirror(&invoice).await.unwrap()["outstanding_balance"]), 20_000);

    world.move_payment(&payment, "fail", json!({})).await;
    other.sync_for(5).await;
    assert!(world.our_payments().await.is_empty(), "the other computer knows which one it is");
    assert_eq!(world.violations().await, Vec::<Value>::new());
}

#[tokio::test]
async fn i4_an_invoice_that_went_back_to_what_was_sent_before_an_unanswered_write_is_sent_again() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let paid = world.external_payment(&invoice, "100.00").await;
    let lost = json!({ "service": "alternative", "method": "PUT", "path": "/invoices/", "kind": "drop_after", "times": 1 });
    world.fault(lost).await;
    world.sync().await;
    assert_eq!(minor(&world.mirror(&invoice).await.unwrap()["outstanding_balance"]), 20_000, "it was taken");

    world.delete("Payment", &paid).await;
    world.sync_for(10).await;
    let shown = world.mirror(&invoice).await.unwrap();
    assert_eq!((minor(&shown["outstanding_balance"]), &shown["version"]), (30_000, &json!(2)));
    assert_eq!(world.store.tie(&world.company).await.unwrap().apart, 0);
    let mark = world.request_mark().await;
    world.sync_for(10).await;
    assert!(world.effects(mark).await.is_empty());
    assert_eq!(world.violations().await, Vec::<Value>::new());
}

#[tokio::test]
async fn c2_a_customer_renamed_back_after_an_unanswered_write_is_sent_again() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let rename = async |name: &str| {
        world.edit("Customer", &invoice.customer, json!({ "DisplayName": name })).await;
    };
    rename("Harbor Dental Group").await;
    let lost = json!({ "service": "alternative", "method": "PUT", "path": "/customers/", "kind": "drop_after", "times": 1 });
    world.fault(lost).await;
    world.sync().await;
    let shown = async || world.kept_of("customers", &invoice.customer).await["name"].clone();
    assert_eq!(text(&shown().await), "Harbor Dental Group", "it was taken");

    rename("Harbor Dental").await;
    world.sync_for(10).await;
    assert_eq!(text(&shown().await), "Harbor Dental");
    assert_eq!(world.violations().await, Vec::<Value>::new());
}

#[tokio::test]
async fn p15_a_computer_that_never_saw_our_payment_reports_it_before_its_invoice_asks_for_more() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let second = world.another().await;
    second.start().await;
    second.sync_for(5).await;
    let payment = world.pay_part(&invoice, "100.00").await;
    world.sync().await;
    world.delete("Payment", text(&world.our_payments().await[0]["Id"])).await;

    let mark = world.request_mark().await;
    second.sync_for(5).await;
    second.hold("P9").await;
    let effects = world.effects(mark).await;
    assert_eq!(world.violations().await, Vec::<Value>::new(), "{effects:#?}");
    assert_eq!(text(&world.payment(&payment).await["link"]["state"]), "held");
    assert_eq!(minor(&world.mirror(&invoice).await.unwrap()["outstanding_balance"]), 20_000);
}

#[tokio::test]
async fn p6_two_computers_where_the_same_credit_is_kept_record_it_once_though_one_had_tried_before() {
    let first = World::started().await;
    let invoice = first.invoice("Harbor Dental", "300.00").await;
    first.sync().await;
    let second = first.another().await;
    second.start().await;
    second.sync_for(5).await;
    first.pay(&invoice).await;
    let never_arrived = json!({ "service": "quickbooks", "method": "POST", "path": "/payment", "kind": "drop_before", "times": 1 });
    first.fault(never_arrived).await;
    first.sync().await;
    assert!(first.our_payments().await.is_empty(), "nobody knows that it never arrived");
    for part in ["180.00", "120.00"] {
        first.external_payment(&invoice, part).await;
    }
    first.sync_for(5).await;
    second.sync_for(5).await;
    for world in [&first, &second] {
        world.decide(&world.hold("P5").await, "keep_as_credit", &[]).await;
    }

    // The other computer writes between the look of this one and its write.
    let other = Arc::new(second);
    let (meanwhile, looked) = (other.clone(), Arc::new(AtomicBool::new(false)));
    let written = looked.clone();
    first.injector.meanwhile("PaymentRefNum", async move {
        meanwhile.sync().await;
        written.store(true, Ordering::Relaxed);
    });
    first.sync().await;
    assert!(looked.load(Ordering::Relaxed), "the other one was at work in the middle");
    other.sync_for(5).await;
    first.sync_for(5).await;
    assert_eq!(first.our_payments().await.len(), 1, "{:#?}", first.our_payments().await);
    assert!(first.holds().await.is_empty() && other.holds().await.is_empty());
    assert_eq!(first.violations().await, Vec::<Value>::new());
}
