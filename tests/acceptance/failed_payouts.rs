//! Rules D4 and D13: payouts that fail after their deposit was written, and payouts that are no deposit.

use engine::happened::{Done, Happened};
use engine::ports::JournalQuery;
use engine::reason::HoldReason;
use ledger::Currency;
use serde_json::{Value, json};
use support::{World, minor};

use crate::deposits::{collected, paid_out};
use crate::text;

/// A payout of 291.00 that is deposited and arrived that day.
async fn deposited() -> (World, Value) {
    let world = World::started().await;
    world.create_deposits("Checking").await;
    collected(&world, "Harbor Dental", "300.00", "9.00").await;
    let payout = paid_out(&world).await;
    assert_eq!(world.all("Deposit").await.len(), 1);
    (world, payout)
}

async fn fail(world: &World, payout: &Value) {
    world.advance(60);
    world.control("POST", &format!("/alternative/payouts/{}/fail", text(&payout["id"])), json!({})).await;
    world.sync_for(5).await;
}

/// A person is asked, and the deposit stays.
async fn asked(world: &World, payout: &Value) {
    let hold = world.hold("D4").await;
    assert!(matches!(hold.draft.reason, HoldReason::FailedAfterDeposit { .. }), "{hold:#?}");
    assert_eq!(world.all("Deposit").await.len(), 1);
    assert_eq!(text(&world.payout_now(payout).await["link"]["state"]), "held");
    world.decide(&hold, "i_handled_it", &[]).await;
    world.sync_for(5).await;
    assert!(world.holds().await.is_empty());
    assert_eq!(world.all("Deposit").await.len(), 1);
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn d4_the_deposit_of_a_payout_that_failed_is_removed_and_its_payments_rest_again() {
    let (world, payout) = deposited().await;
    fail(&world, &payout).await;
    assert!(world.all("Deposit").await.is_empty());
    assert!(world.holds().await.is_empty(), "{:#?}", world.holds().await);
    assert_eq!(text(&world.payout_now(&payout).await["link"]["state"]), "removed");
    let ours = world.our_payments().await;
    assert_eq!(ours.len(), 1);
    assert_eq!(text(&ours[0]["DepositToAccountRef"]["value"]), world.account("Undeposited Funds"));
    assert!(ours[0]["LinkedTxn"].as_array().is_none_or(Vec::is_empty), "{ours:#?}");
    let query = JournalQuery { limit: 1_000, ..JournalQuery::default() };
    let told = world.store.journal(world.id(), &query).await.unwrap();
    let removed = |happened: &Happened| matches!(happened, Happened::Done(Done::DepositRemoved { .. }));
    assert_eq!(told.iter().filter(|entry| removed(&entry.draft.happened)).count(), 1);

    // Nothing is planned anew.
    let mark = world.request_mark().await;
    world.sync_for(30).await;
    assert!(world.effects(mark).await.is_empty());
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn d4_the_deposit_is_removed_once_though_the_answer_was_lost() {
    let (world, payout) = deposited().await;
    world.fault(json!({ "service": "quickbooks", "method": "POST", "path": "/deposit", "kind": "drop_after", "times": 1 })).await;
    fail(&world, &payout).await;
    world.sync_for(10).await;
    assert!(world.all("Deposit").await.is_empty());
    assert!(world.holds().await.is_empty());
    assert_eq!(text(&world.payout_now(&payout).await["link"]["state"]), "removed");
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn d4_in_closed_books_a_person_is_asked() {
    let (world, payout) = deposited().await;
    world.close_books(text(&payout["arrival_date"])).await;
    world.sync().await;
    fail(&world, &payout).await;
    asked(&world, &payout).await;
}

#[tokio::test]
async fn d4_more_than_five_days_later_a_person_is_asked() {
    let (world, payout) = deposited().await;
    for _ in 0..12 {
        world.advance(24 * 3_600);
        world.sync().await;
    }
    fail(&world, &payout).await;
    asked(&world, &payout).await;
}

#[tokio::test]
async fn d4_a_deposit_that_people_changed_is_left_to_them() {
    let (world, payout) = deposited().await;
    let deposit = world.all("Deposit").await[0].clone();
    // It bears our sign no more.
    world.edit("Deposit", text(&deposit["Id"]), json!({ "PrivateNote": "August deposit" })).await;
    world.sync().await;
    fail(&world, &payout).await;
    asked(&world, &payout).await;
}

#[tokio::test]
async fn d4_a_deposit_with_other_money_on_it_is_left_to_people() {
    let (world, payout) = deposited().await;
    let deposit = world.all("Deposit").await[0].clone();
    let mut lines = deposit["Line"].clone();
    let income = world.query("select * from Account where AccountType = 'Income'").await[0]["Id"].clone();
    lines.as_array_mut().unwrap().push(json!({ "Amount": 50, "DetailType": "DepositLineDetail", "DepositLineDetail": { "AccountRef": { "value": income } } }));
    world.edit("Deposit", text(&deposit["Id"]), json!({ "Line": lines })).await;
    world.sync().await;
    fail(&world, &payout).await;
    asked(&world, &payout).await;
    assert_eq!(minor(&world.all("Deposit").await[0]["TotalAmt"]), 34_100);
}

#[tokio::test]
async fn d13_a_payout_of_nothing_or_less_is_left_to_a_person() {
    let world = World::started().await;
    world.create_deposits("Checking").await;
    collected(&world, "Harbor Dental", "300.00", "9.00").await;
    let takes = json!({ "amount": -300.00, "description": "Reserve" });
    let payout = world.payout(json!({ "adjustments": [takes] })).await;
    assert_eq!(minor(&payout["total"]), -900);
    world.pay_out(&payout).await;
    world.sync_for(5).await;
    let hold = world.hold("D13").await;
    assert_eq!(hold.draft.reason, HoldReason::NotADeposit);
    assert!(world.all("Deposit").await.is_empty());
    assert_eq!(text(&world.payout_now(&payout).await["link"]["state"]), "held");
    world.decide(&hold, "i_handle_it", &[]).await;
    world.sync_for(5).await;
    assert!(world.holds().await.is_empty());
    assert!(world.all("Deposit").await.is_empty());
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn d13_a_payout_in_another_currency_is_left_to_a_person() {
    let world = World::started().await;
    world.create_deposits("Checking").await;
    collected(&world, "Harbor Dental", "300.00", "9.00").await;
    world.set(|settings| settings.quickbooks.as_mut().unwrap().company.home_currency = Currency::CAD).await;
    paid_out(&world).await;
    let hold = world.hold("D13").await;
    assert_eq!(hold.draft.reason, HoldReason::NotADeposit);
    assert!(world.all("Deposit").await.is_empty());
    assert!(world.violations().await.is_empty());
}
