//! Holds about payouts, each raised as it happens to people (rules D3, D4, D5, D7, D13).

use serde_json::{Value, json};

use crate::payments::{payment_of, recorded};
use crate::quickbooks_once;
use crate::scene::{Scene, text};

/// The company `payouts`: every hold about a payout, open.
pub async fn play(scene: &mut Scene) {
    scene.start().await;
    scene.world.create_deposits("Checking").await;
    crate::cases::raise_once(scene, crate::cases::PAYOUTS.iter()).await;
}

fn subject(payout: &Value) -> String {
    format!("payout:{}", text(&payout["id"]))
}

/// A payout of this content that reached the bank.
async fn paid_out(scene: &Scene, body: Value) -> Value {
    let payout = scene.world.payout(body).await;
    scene.world.advance(5);
    scene.world.pay_out(&payout).await;
    payout
}

/// A payout of one payment that reached the bank, and the payment's Payment.
async fn payout_of_one(scene: &mut Scene, more: Value) -> (Value, String) {
    let invoice = scene.invoice("300.00").await;
    let (paid, payment) = recorded(scene, &invoice).await;
    let mut body = more;
    body["payment_ids"] = json!([paid["id"]]);
    (paid_out(scene, body).await, payment)
}

/// The bookkeeper deposits Payments; the deposit's id.
pub async fn deposit_by_hand(scene: &Scene, payments: &[&str]) -> String {
    let lines = payments.iter().map(|id| {
        json!({ "Amount": 300.00, "LinkedTxn": [{ "TxnId": id, "TxnType": "Payment", "TxnLineId": "0" }] })
    });
    let account = scene.world.account("Checking");
    let body = json!({ "DepositToAccountRef": { "value": account }, "Line": lines.collect::<Vec<_>>() });
    text(&scene.world.as_user("POST", "/deposit", body).await["Deposit"]["Id"]).to_owned()
}

/// D3: QuickBooks has no payment for part of the money.
pub async fn apart(scene: &mut Scene) -> String {
    let penalty = json!({ "adjustments": [{ "amount": -25.00, "description": "Dispute penalty" }] });
    let (payout, _) = payout_of_one(scene, penalty).await;
    scene.world.sync().await;
    subject(&payout)
}

/// D3: its payments are all on one deposit that a person made.
pub async fn whole(scene: &mut Scene, name: &str) -> String {
    let invoice = scene.invoice("300.00").await;
    let (paid, payment) = recorded(scene, &invoice).await;
    let deposit = deposit_by_hand(scene, &[&payment]).await;
    scene.world.sync().await;
    let payout = paid_out(scene, json!({ "payment_ids": [paid["id"]] })).await;
    scene.world.sync().await;
    scene.name(&format!("{name}/deposit"), deposit);
    subject(&payout)
}

/// D3: the same, learned only when our deposit was about to be written.
pub async fn whole_found(scene: &mut Scene, name: &str) -> String {
    let (payout, payment) = payout_of_one(scene, json!({})).await;
    hide_deposits(scene);
    let deposit = deposit_by_hand(scene, &[&payment]).await;
    scene.world.sync().await;
    scene.unhide();
    scene.name(&format!("{name}/deposit"), deposit);
    subject(&payout)
}

/// D3: one of its two payments is on a deposit that a person made.
pub async fn some(scene: &mut Scene, name: &str) -> String {
    let (payout, deposit) = some_of_two(scene, false).await;
    scene.name(&format!("{name}/deposit"), deposit);
    subject(&payout)
}

/// D3: the same, learned only when our deposit was about to be written.
pub async fn some_found(scene: &mut Scene, name: &str) -> String {
    let (payout, deposit) = some_of_two(scene, true).await;
    scene.name(&format!("{name}/deposit"), deposit);
    subject(&payout)
}

async fn some_of_two(scene: &mut Scene, unseen: bool) -> (Value, String) {
    let (first, second) = (scene.invoice("300.00").await, scene.invoice("80.00").await);
    let (one, payment) = recorded(scene, &first).await;
    let (two, _) = recorded(scene, &second).await;
    if unseen {
        hide_deposits(scene);
    }
    let deposit = deposit_by_hand(scene, &[&payment]).await;
    let payout = paid_out(scene, json!({ "payment_ids": [one["id"], two["id"]] })).await;
    scene.world.sync().await;
    if unseen {
        scene.unhide();
    }
    (payout, deposit)
}

fn hide_deposits(scene: &Scene) {
    for entity in ["Payment", "Deposit"] {
        scene.hide(entity);
    }
}

/// D3: one of its two payments was keyed by hand straight to the bank.
pub async fn straight_to_bank(scene: &mut Scene) -> String {
    let one = keyed_to_the_bank(scene).await;
    let second = scene.invoice("80.00").await;
    let (two, _) = recorded(scene, &second).await;
    let payout = paid_out(scene, json!({ "payment_ids": [one["id"], two["id"]] })).await;
    scene.world.sync().await;
    subject(&payout)
}

/// A payment whose Payment a person keyed to the bank account, and said so.
pub async fn keyed_to_the_bank(scene: &mut Scene) -> Value {
    let invoice = scene.invoice("300.00").await;
    let body = json!({
        "CustomerRef": { "value": invoice.customer }, "TotalAmt": 300.00, "PaymentRefNum": "wire",
        "DepositToAccountRef": { "value": scene.world.account("Checking") },
        "Line": [{ "Amount": 300.00, "LinkedTxn": [{ "TxnId": invoice.id, "TxnType": "Invoice" }] }],
    });
    let paid = scene.world.pay(&invoice).await;
    scene.world.as_user("POST", "/payment", body).await;
    scene.world.sync().await;
    let hold = scene.hold(&format!("payment:{}", text(&paid["id"]))).await;
    scene.world.decide(&hold, "already_recorded", &[]).await;
    scene.world.sync().await;
    paid
}

/// D3: QuickBooks refused the deposit for good.
pub async fn refused(scene: &mut Scene) -> String {
    let (payout, _) = payout_of_one(scene, json!({})).await;
    scene.world.fault(quickbooks_once("/deposit", "fault", &json!("6000"))).await;
    scene.world.sync().await;
    subject(&payout)
}

/// D7: QuickBooks says that the books are closed, though the closing date that is known is earlier.
pub async fn closed_unknown(scene: &mut Scene) -> String {
    let (payout, _) = payout_of_one(scene, json!({})).await;
    scene.world.fault(quickbooks_once("/deposit", "fault", &json!("6210"))).await;
    scene.world.sync().await;
    subject(&payout)
}

/// D7: its day is in the books that are known to be closed.
pub async fn closed(scene: &mut Scene) -> String {
    let (payout, _) = payout_of_one(scene, json!({ "arrival_date": "2026-08-04" })).await;
    scene.world.sync().await;
    subject(&payout)
}

/// D13: its total is not above zero.
pub async fn not_a_deposit(scene: &mut Scene) -> String {
    let fee = json!([{ "amount": -5.00, "description": "Monthly fee" }]);
    let payout = paid_out(scene, json!({ "payment_ids": [], "adjustments": fee })).await;
    scene.world.sync().await;
    subject(&payout)
}

/// D5: a person deleted our deposit.
pub async fn lost(scene: &mut Scene, name: &str) -> String {
    let (payout, _) = payout_of_one(scene, json!({})).await;
    scene.world.sync().await;
    let deposit = deposit_of(scene, &payout).await;
    scene.world.delete("Deposit", &deposit).await;
    scene.world.sync().await;
    scene.name(&format!("{name}/deleted"), deposit);
    subject(&payout)
}

/// D4: it failed after its deposit was written.
pub async fn failed_late(scene: &mut Scene) -> String {
    let (payout, _) = payout_of_one(scene, json!({})).await;
    scene.world.sync().await;
    deposit_of(scene, &payout).await;
    let path = format!("/alternative/payouts/{}/fail", text(&payout["id"]));
    scene.world.control("POST", &path, json!({})).await;
    scene.world.sync().await;
    subject(&payout)
}

/// The deposit of ours for a payout.
pub async fn deposit_of(scene: &Scene, payout: &Value) -> String {
    let deposits = scene.world.all("Deposit").await;
    let of_it = |deposit: &&Value| {
        deposit["PrivateNote"].as_str().is_some_and(|note| note.contains(text(&payout["id"])))
    };
    text(&deposits.iter().find(of_it).expect("a Deposit of ours")["Id"]).to_owned()
}

/// A payout of one payment with an absorbed fee; the payment is in QuickBooks, the payout did not reach the bank yet.
pub async fn with_a_fee(scene: &mut Scene) -> Value {
    let invoice = scene.invoice("300.00").await;
    let fee = json!({ "amount": 9.00, "covered_by_customer": false });
    let allocations = json!([{ "qbo_invoice_id": invoice.id }]);
    let paying = json!({ "allocations": allocations, "method": "card", "outcome": "succeed", "fee": fee });
    let paid = scene.world.pay_with(paying).await;
    scene.world.sync().await;
    payment_of(scene, &invoice).await;
    scene.world.payout(json!({ "payment_ids": [paid["id"]] })).await
}
