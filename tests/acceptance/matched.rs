//! A payment that people keyed in QuickBooks stands for as much as it comes to, once (rule P5).

use std::collections::BTreeMap;

use engine::decide::DecideFault;
use engine::hold::Hold;
use engine::reason::HoldReason;
use engine::subject::Subject;
use serde_json::{Value, json};
use support::{Invoice, World, minor};

use crate::text;
use crate::two_computers::pair;

/// Two payments of 100.00 for one invoice, and one that somebody keyed for either.
async fn two_and_one() -> (World, Invoice, [Value; 2], String) {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let keyed = world.external_payment(&invoice, "100.00").await;
    let paid = [world.pay_part(&invoice, "100.00").await, world.pay_part(&invoice, "100.00").await];
    (world, invoice, paid, keyed)
}

async fn say(world: &World, hold: &Hold, choice: &str, payment: &str) -> Result<Hold, DecideFault> {
    let arguments = BTreeMap::from([("payment".to_owned(), payment.to_owned())]);
    world.engine.decide(world.now(), &hold.id, choice, &arguments).await
}

#[tokio::test]
async fn p5_what_a_person_keyed_once_is_not_taken_for_two_payments() {
    let (world, invoice, _, keyed) = two_and_one().await;
    world.sync().await;
    let [first, second] = &world.holds().await[..] else { panic!("both are asked about") };
    world.decide(first, "it_is_that_one", &[]).await;
    let refused = say(&world, second, "it_is_that_one", &keyed).await;
    assert!(matches!(&refused, Err(DecideFault::Taken(payment)) if payment.as_str() == keyed), "{refused:?}");

    world.sync().await;
    assert!(world.holds().await.is_empty(), "the other one is looked at again, and is no look-alike");
    assert_eq!(world.recorded().await, [10_000]);
    assert_eq!(minor(&world.mirror(&invoice).await.unwrap()["outstanding_balance"]), 10_000);
    assert_eq!(world.violations().await, Vec::<Value>::new());
}

#[tokio::test]
async fn p5_what_was_keyed_for_two_payments_at_once_stands_for_both() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let paid = [world.pay_part(&invoice, "100.00").await, world.pay_part(&invoice, "200.00").await];
    let keyed = world.external_payment(&invoice, "300.00").await;
    world.sync().await;
    let [first, second] = &world.holds().await[..] else { panic!("both are asked about") };
    say(&world, first, "already_recorded", &keyed).await.unwrap();
    world.sync().await;
    say(&world, second, "already_recorded", &keyed).await.unwrap();
    world.sync().await;
    assert!(world.our_payments().await.is_empty());
    for payment in paid {
        assert_eq!(world.payment(&payment).await["link"]["qbo_payment_ids"], json!([keyed]));
    }
    assert_eq!(world.violations().await, Vec::<Value>::new());
}

/// Another computer told Alternative of it: this one asks nobody about it.
#[tokio::test]
async fn p5_what_was_matched_on_another_computer_is_no_look_alike_of_another_payment() {
    let (world, _, [first, _], keyed) = two_and_one().await;
    let told = json!({ "qbo_payment_ids": [keyed], "state": "recorded", "detail": null });
    let path = format!("/integrations/quickbooks/payments/{}/link", text(&first["id"]));
    world.partner_with("PUT", &path, told).await.unwrap();
    world.sync().await;
    assert_eq!(world.recorded().await, [10_000]);
    let about: Vec<_> = world.holds().await.iter().map(|hold| hold.draft.subject.to_string()).collect();
    let known = Subject::Payment(text(&first["id"]).into()).to_string();
    assert_eq!(about, [known], "only about the one that it stands for, of which nobody said anything here");
}

/// A person linked the payment that somebody entered here, and on another computer had ours recorded.
#[tokio::test]
async fn p5_what_a_person_matched_and_another_computer_recorded_is_asked_about() {
    let (world, other, invoice) = pair().await;
    world.create_deposits("Checking").await;
    let keyed = world.external_payment(&invoice, "100.00").await;
    let paid = world.pay_part(&invoice, "100.00").await;
    world.sync().await;
    other.sync().await;
    world.decide(&world.hold("P5").await, "it_is_that_one", &[]).await;
    other.decide(&other.hold("P5").await, "record_ours_too", &[]).await;
    world.sync().await;
    other.sync().await;
    let payout = world.payout(json!({})).await;
    world.pay_out(&payout).await;
    world.sync().await;

    let card = world.hold("P5").await;
    let HoldReason::RecordedTwice { payment, entered, .. } = &card.draft.reason else { panic!("{card:#?}") };
    assert_eq!(entered.as_str(), keyed);
    assert!(world.all("Deposit").await.is_empty(), "its payout waits");
    let ours = payment.to_string();
    world.decide(&card, "it_is_that_one", &[]).await;
    world.sync().await;
    assert!(world.holds().await.is_empty());
    assert_eq!(world.payment(&paid).await["link"]["qbo_payment_ids"], json!([ours]));
    let deposit = world.all("Deposit").await.remove(0);
    assert_eq!(deposit["Line"][0]["LinkedTxn"][0]["TxnId"], json!(ours));
    assert_eq!(world.violations().await, Vec::<Value>::new());
}

/// The entered one is deleted instead: nobody has to say anything.
#[tokio::test]
async fn p5_one_of_two_that_is_deleted_settles_the_other() {
    let (world, other, invoice) = pair().await;
    let keyed = world.external_payment(&invoice, "100.00").await;
    world.pay_part(&invoice, "100.00").await;
    world.sync().await;
    other.sync().await;
    world.decide(&world.hold("P5").await, "it_is_that_one", &[]).await;
    other.decide(&other.hold("P5").await, "record_ours_too", &[]).await;
    world.sync().await;
    other.sync().await;
    world.sync().await;
    world.hold("P5").await;
    world.delete("Payment", &keyed).await;
    world.sync().await;
    assert!(world.holds().await.is_empty());
    assert_eq!(world.recorded().await, [10_000]);
    assert_eq!(world.violations().await, Vec::<Value>::new());
}
