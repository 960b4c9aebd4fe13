//! Rule D14: somebody clicked *Add* on the bank line of a payout before its deposit was written.

use engine::awaited::Awaited;
use engine::reason::HoldReason;
use serde_json::{Value, json};
use support::{World, minor};

use crate::deposits::collected;
use crate::text;

/// The bookkeeper adds a bank line of this amount as income; gives the deposit's id.
async fn added(world: &World, amount: &str, account: &str, date: &Value) -> String {
    let amount: serde_json::Number = amount.parse().unwrap();
    let income = world.query("select * from Account where AccountType = 'Income'").await[0]["Id"].clone();
    let line = json!({ "Amount": amount, "DetailType": "DepositLineDetail", "DepositLineDetail": { "AccountRef": { "value": income } } });
    let body = json!({ "DepositToAccountRef": { "value": world.account(account) }, "TxnDate": date,
                       "Line": [line], "PrivateNote": "ALTERNATIVE PAYMENTS ACH" });
    text(&world.as_user("POST", "/deposit", body).await["Deposit"]["Id"]).to_owned()
}

/// A payout of 291.00 (300.00 less 9.00), on its way to the bank.
async fn on_its_way() -> (World, Value) {
    let world = World::started().await;
    world.create_deposits("Checking").await;
    collected(&world, "Harbor Dental", "300.00", "9.00").await;
    let payout = world.payout(json!({})).await;
    (world, payout)
}

/// It arrived, and its bank line was added by hand for this amount.
async fn added_and_arrived(amount: &str) -> (World, Value, String) {
    let (world, payout) = on_its_way().await;
    let deposit = added(&world, amount, "Checking", &payout["arrival_date"]).await;
    world.pay_out(&payout).await;
    world.sync_for(10).await;
    (world, payout, deposit)
}

/// Our deposit is the only one, and holds our payment.
async fn ours_alone(world: &World, payout: &Value) {
    let deposits = world.all("Deposit").await;
    assert_eq!(deposits.len(), 1, "{deposits:#?}");
    assert!(text(&deposits[0]["PrivateNote"]).contains(text(&payout["id"])));
    assert_eq!(minor(&deposits[0]["TotalAmt"]), 29_100);
    let ours = &world.our_payments().await[0];
    let lines = deposits[0]["Line"].as_array().unwrap();
    assert!(lines.iter().any(|line| line["LinkedTxn"][0]["TxnId"] == ours["Id"]), "{lines:#?}");
    let link = world.payout_now(payout).await["link"].clone();
    assert_eq!(text(&link["state"]), "recorded");
    assert_eq!(link["qbo_deposit_id"], deposits[0]["Id"]);
    assert!(world.holds().await.is_empty());
    assert!(world.store.waits(world.id(), 10).await.unwrap().is_empty());
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn d14_a_deposit_added_from_the_bank_feed_is_asked_about_before_a_second_one_is_written() {
    let (world, payout, added) = added_and_arrived("291.00").await;
    let hold = world.hold("D14").await;
    let HoldReason::AddedDeposit { deposit, amount, .. } = &hold.draft.reason else { panic!("{hold:#?}") };
    assert_eq!((deposit.as_str(), amount.minor.0), (added.as_str(), 29_100));
    assert_eq!(world.all("Deposit").await.len(), 1, "nothing is written before it is asked");
    assert_eq!(text(&world.payout_now(&payout).await["link"]["state"]), "held");

    // It is still there: the answer is looked at, not believed.
    world.decide(&hold, "undid_the_add", &[]).await;
    world.sync_for(10).await;
    let hold = world.hold("D14").await;
    world.delete("Deposit", &added).await;
    world.decide(&hold, "undid_the_add", &[]).await;
    world.sync_for(10).await;
    ours_alone(&world, &payout).await;
}

#[tokio::test]
async fn d14_an_add_that_is_undone_asks_no_more() {
    let (world, payout, added) = added_and_arrived("291.00").await;
    world.hold("D14").await;
    world.delete("Deposit", &added).await;
    world.sync_for(10).await;
    ours_alone(&world, &payout).await;
}

#[tokio::test]
async fn d14_the_payments_of_an_added_payout_are_listed_as_counted_twice_until_it_is_undone() {
    let (world, payout, added) = added_and_arrived("291.00").await;
    world.decide(&world.hold("D14").await, "it_is_that_one", &[]).await;
    world.sync_for(10).await;
    assert!(world.holds().await.is_empty());
    assert_eq!(world.all("Deposit").await.len(), 1);
    let waits = world.store.waits(world.id(), 10).await.unwrap();
    let Awaited::CountedTwice { deposit, payments } = &waits[0].1.on else { panic!("{waits:#?}") };
    assert_eq!(deposit.as_str(), added);
    assert_eq!(payments.len(), 1);
    assert_eq!(payments[0].as_str(), text(&world.our_payments().await[0]["Id"]));

    world.delete("Deposit", &added).await;
    world.sync_for(10).await;
    ours_alone(&world, &payout).await;
}

#[tokio::test]
async fn d14_the_payments_of_an_added_payout_are_no_more_listed_once_they_are_deposited() {
    let (world, _, added) = added_and_arrived("291.00").await;
    world.decide(&world.hold("D14").await, "it_is_that_one", &[]).await;
    world.sync_for(10).await;
    let ours = &world.our_payments().await[0];
    let line = json!({ "Amount": ours["TotalAmt"], "LinkedTxn": [{ "TxnId": ours["Id"], "TxnType": "Payment", "TxnLineId": "0" }] });
    let fee = json!({ "Amount": -9, "DetailType": "DepositLineDetail", "DepositLineDetail": { "AccountRef": { "value": world.account("Bank Charges") } } });
    world.edit("Deposit", &added, json!({ "Line": [line, fee] })).await;
    world.sync_for(10).await;
    assert!(world.store.waits(world.id(), 10).await.unwrap().is_empty());
    assert!(world.holds().await.is_empty());
    assert_eq!(world.all("Deposit").await.len(), 1);
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn d14_a_deposit_of_other_money_of_the_same_amount_is_asked_about_once() {
    let (world, payout, added) = added_and_arrived("291.00").await;
    world.decide(&world.hold("D14").await, "write_ours_too", &[]).await;
    world.sync_for(10).await;
    let deposits = world.all("Deposit").await;
    assert_eq!(deposits.len(), 2, "{deposits:#?}");
    assert!(deposits.iter().any(|deposit| text(&deposit["Id"]) == added));
    assert_eq!(text(&world.payout_now(&payout).await["link"]["state"]), "recorded");
    assert!(world.holds().await.is_empty());
    assert!(world.violations().await.is_empty());
}

/// People add the payments' sum where they enter the fees apart.
#[tokio::test]
async fn d14_a_deposit_of_what_the_payments_come_to_is_asked_about_too() {
    let (world, _, _) = added_and_arrived("300.00").await;
    world.hold("D14").await;
    assert_eq!(world.all("Deposit").await.len(), 1);
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn d14_nothing_is_asked_about_other_accounts_amounts_days_and_payouts() {
    let (world, payout) = on_its_way().await;
    let day = &payout["arrival_date"];
    added(&world, "291.00", "Savings", day).await;
    added(&world, "290.99", "Checking", day).await;
    added(&world, "291.00", "Checking", &json!("2026-07-01")).await;
    world.pay_out(&payout).await;
    world.sync_for(10).await;
    assert_eq!(world.all("Deposit").await.len(), 4);
    // Another payout of the same amount in the same days: the first one's deposit is not in its way.
    collected(&world, "Copperline Electric", "300.00", "9.00").await;
    let payout = world.payout(json!({})).await;
    world.pay_out(&payout).await;
    world.sync_for(10).await;
    assert_eq!(world.all("Deposit").await.len(), 5);
    assert!(world.holds().await.is_empty());
    assert!(world.violations().await.is_empty());
}
