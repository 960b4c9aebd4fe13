//! Rule P18 where a Payment of QuickBooks stands for a payment without naming it or an invoice that it pays: only a link
//! knows of it, or what Alternative was told.

use engine::reason::HoldReason;
use serde_json::json;
use support::World;

use crate::text;

#[tokio::test]
async fn p18_a_payment_is_asked_about_once_what_only_its_link_names_is_deleted() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    let body = json!({ "Line": [world.line("Cabling", "300.00").await] });
    let other = world.invoice_of(&invoice.customer, body).await;
    world.sync().await;
    world.pay(&invoice).await;
    let keyed = world.external_payment(&other, "300.00").await;
    world.sync().await;
    // What pays another invoice is said to be this one, and the rest to be the customer's credit.
    world.decide(&world.hold("P5").await, "it_is_that_one", &[]).await;
    world.sync().await;
    world.decide(&world.hold("P11").await, "leave_as_credit", &[]).await;
    world.sync().await;
    assert!(world.holds().await.is_empty());

    world.delete("Payment", &keyed).await;
    world.sync().await;
    world.hold("P9").await;
}

#[tokio::test]
async fn p18_a_payout_asks_about_the_deposit_of_a_payment_that_pays_no_invoice_any_more() {
    let world = World::started().await;
    world.create_deposits("Checking").await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    world.pay(&invoice).await;
    world.sync().await;
    let ours = text(&world.our_payments().await[0]["Id"]).to_owned();
    world.edit("Payment", &ours, json!({ "TotalAmt": 300.00, "Line": [] })).await;
    world.sync().await;
    world.decide(&world.hold("P11").await, "leave_as_credit", &[]).await;
    world.sync().await;
    let line =
        json!({ "Amount": 300.00, "LinkedTxn": [{ "TxnId": ours, "TxnType": "Payment", "TxnLineId": "0" }] });
    let body = json!({ "DepositToAccountRef": { "value": world.account("Checking") }, "Line": [line] });
    world.as_user("POST", "/deposit", body).await;
    let payout = world.payout(json!({})).await;
    world.pay_out(&payout).await;
    // Change data names the Payment before the deposit, which is read by itself.
    world.injector.treat("/cdc", "\"Deposit\":", "\"Other\":");
    world.sync().await;

    let hold = world.hold("D3").await;
    assert!(matches!(hold.draft.reason, HoldReason::AlreadyDeposited { whole: true, .. }), "{hold:#?}");
    assert_eq!(world.store.waits(&world.company, 10).await.unwrap(), []);
}
