//! Holds about payments, each raised as it happens to people (rules P1, P4, P5, P8, P9, D7).

use serde_json::{Value, json};
use support::Invoice;

use crate::quickbooks_once;
use crate::scene::{Scene, text};

/// The company `payments`: every hold about a payment, open.
pub async fn play(scene: &mut Scene) {
    scene.start().await;
    scene.world.create_deposits("Checking").await;
    crate::cases::raise_once(scene, crate::cases::PAYMENTS.iter()).await;
}

fn subject(payment: &Value) -> String {
    format!("payment:{}", text(&payment["id"]))
}

fn hanging(invoice: &Invoice) -> Value {
    json!({ "allocations": [{ "qbo_invoice_id": invoice.id }], "outcome": "hang" })
}

/// P5: the invoice owes less than was paid, and nothing looks like the same payment.
pub async fn balance(scene: &mut Scene, name: &str) -> String {
    let invoice = scene.invoice("300.00").await;
    let paid = scene.world.pay(&invoice).await;
    let keyed = scene.world.external_payment(&invoice, "250.00").await;
    scene.world.sync().await;
    scene.name(&format!("{name}/keyed"), keyed);
    scene.name(&format!("{name}/invoice"), invoice.id);
    subject(&paid)
}

/// P5: the same, and a payment keyed by hand has the same amount.
pub async fn balance_look_alike(scene: &mut Scene, name: &str) -> String {
    let invoice = scene.invoice("300.00").await;
    let paid = scene.world.pay(&invoice).await;
    let keyed = scene.world.external_payment(&invoice, "300.00").await;
    scene.world.sync().await;
    scene.name(&format!("{name}/keyed"), keyed);
    scene.name(&format!("{name}/invoice"), invoice.id);
    subject(&paid)
}

/// P5: the invoice was deleted before its payment was recorded.
pub async fn gone(scene: &mut Scene) -> String {
    let invoice = scene.invoice("300.00").await;
    let paid = scene.world.pay(&invoice).await;
    scene.world.delete("Invoice", &invoice.id).await;
    scene.world.sync().await;
    subject(&paid)
}

/// P5: the invoice was voided before its payment was recorded.
pub async fn voided(scene: &mut Scene) -> String {
    let invoice = scene.invoice("300.00").await;
    let paid = scene.world.pay(&invoice).await;
    scene.world.void_invoice(&invoice.id).await;
    scene.world.sync().await;
    subject(&paid)
}

/// P5: the balance would do, but a payment keyed by hand has the same amount.
pub async fn look_alike(scene: &mut Scene, name: &str) -> String {
    let first = scene.invoice("300.00").await;
    let second = scene.world.invoice_for(&first.customer, &[("Backup", "300.00")]).await;
    scene.world.sync().await;
    let paid = scene.world.pay(&first).await;
    let keyed = scene.world.external_payment(&second, "300.00").await;
    scene.world.sync().await;
    scene.name(&format!("{name}/keyed"), keyed);
    scene.name(&format!("{name}/invoice"), first.id);
    subject(&paid)
}

/// P9: a person deleted our Payment.
pub async fn lost(scene: &mut Scene, name: &str) -> String {
    let invoice = scene.invoice("300.00").await;
    let (paid, payment) = recorded(scene, &invoice).await;
    scene.world.delete("Payment", &payment).await;
    scene.world.sync().await;
    scene.name(&format!("{name}/deleted"), payment);
    subject(&paid)
}

/// P9: another computer recorded it, told so, and a person deleted it before this one ever saw it.
pub async fn vanished(scene: &mut Scene, name: &str) -> String {
    let invoice = scene.invoice("300.00").await;
    let other = crate::before_start::other_computer(scene).await;
    other.sync().await;
    let paid = scene.world.pay(&invoice).await;
    other.sync().await;
    let payment = payment_of(scene, &invoice).await;
    scene.world.delete("Payment", &payment).await;
    scene.world.sync().await;
    scene.name(&format!("{name}/deleted"), payment);
    subject(&paid)
}

/// P1: QuickBooks refused it for good.
pub async fn refused(scene: &mut Scene) -> String {
    let invoice = scene.invoice("300.00").await;
    let paid = scene.world.pay(&invoice).await;
    scene.world.fault(quickbooks_once("/payment", "fault", &json!("6000"))).await;
    scene.world.sync().await;
    subject(&paid)
}

/// D7: QuickBooks says that the books are closed, though the closing date that is known is earlier.
pub async fn closed_unknown(scene: &mut Scene) -> String {
    let invoice = scene.invoice("300.00").await;
    let paid = scene.world.pay(&invoice).await;
    scene.world.fault(quickbooks_once("/payment", "fault", &json!("6210"))).await;
    scene.world.sync().await;
    subject(&paid)
}

/// P4: an invoice went to the customer of another share, which is recorded already.
pub async fn latecomers(scene: &mut Scene, name: &str) -> String {
    let first = scene.invoice("300.00").await;
    let second = scene.invoice("80.00").await;
    scene.world.external_payment(&second, "80.00").await;
    let allocations = json!([
        { "qbo_invoice_id": first.id, "amount": 100.00 }, { "qbo_invoice_id": second.id, "amount": 50.00 },
    ]);
    let paid = scene.world.pay_with(json!({ "allocations": allocations, "outcome": "succeed" })).await;
    scene.world.sync().await;
    scene.world.edit("Invoice", &second.id, json!({ "CustomerRef": { "value": first.customer } })).await;
    scene.world.sync().await;
    scene.name(&format!("{name}/late"), second.id);
    subject(&paid)
}

/// P8: it went back after its deposit was written.
pub async fn returned_deposited(scene: &mut Scene) -> String {
    let invoice = scene.invoice("300.00").await;
    let (paid, _) = recorded(scene, &invoice).await;
    let payout = scene.world.payout(json!({ "payment_ids": [paid["id"]] })).await;
    scene.world.advance(5);
    scene.world.pay_out(&payout).await;
    scene.world.sync().await;
    scene.world.move_payment(&paid, "fail", json!({})).await;
    scene.world.sync().await;
    subject(&paid)
}

/// P8: somebody deposited it, which this computer learned only when it was about to remove it.
pub async fn returned_meanwhile_deposited(scene: &mut Scene) -> String {
    let invoice = scene.invoice("300.00").await;
    let paid = scene.world.pay_with(hanging(&invoice)).await;
    scene.world.sync().await;
    let payment = payment_of(scene, &invoice).await;
    scene.hide("Payment");
    crate::payouts::deposit_by_hand(scene, &[&payment]).await;
    scene.world.move_payment(&paid, "fail", json!({})).await;
    scene.world.sync().await;
    scene.unhide();
    subject(&paid)
}

/// P8: QuickBooks did not let it be removed.
pub async fn returned_not_removable(scene: &mut Scene) -> String {
    let invoice = scene.invoice("300.00").await;
    let paid = scene.world.pay_with(hanging(&invoice)).await;
    scene.world.sync().await;
    scene.world.move_payment(&paid, "fail", json!({})).await;
    scene.world.fault(quickbooks_once("operation=delete", "fault", &json!("6540"))).await;
    scene.world.sync().await;
    subject(&paid)
}

/// P8: it was refunded.
pub async fn refunded(scene: &mut Scene) -> String {
    let invoice = scene.invoice("300.00").await;
    let (paid, _) = recorded(scene, &invoice).await;
    scene.world.move_payment(&paid, "refund", json!({})).await;
    scene.world.sync().await;
    subject(&paid)
}

/// P8: the payer disputed it.
pub async fn charged_back(scene: &mut Scene) -> String {
    let invoice = scene.invoice("300.00").await;
    let (paid, _) = recorded(scene, &invoice).await;
    scene.world.move_payment(&paid, "chargeback", json!({})).await;
    scene.world.sync().await;
    subject(&paid)
}

/// P8: what a person keyed by hand stands for it, and it went back.
pub async fn returned_by_hand(scene: &mut Scene, name: &str) -> String {
    let invoice = scene.invoice("300.00").await;
    scene.world.external_payment(&invoice, "100.00").await;
    let paid = scene.world.pay_part(&invoice, "100.00").await;
    scene.world.sync().await;
    let hold = scene.hold(&subject(&paid)).await;
    scene.world.decide(&hold, "it_is_that_one", &[]).await;
    scene.world.sync().await;
    scene.world.move_payment(&paid, "fail", json!({})).await;
    scene.world.sync().await;
    scene.name(&format!("{name}/customer"), invoice.customer);
    subject(&paid)
}

/// A payment that is in QuickBooks, and its Payment there.
pub async fn recorded(scene: &mut Scene, invoice: &Invoice) -> (Value, String) {
    let paid = scene.world.pay(invoice).await;
    scene.world.sync().await;
    (paid, payment_of(scene, invoice).await)
}

/// The Payment of ours for an invoice.
pub async fn payment_of(scene: &Scene, invoice: &Invoice) -> String {
    let ours = scene.world.our_payments().await;
    let pays = |payment: &&Value| payment["Line"][0]["LinkedTxn"][0]["TxnId"] == json!(invoice.id);
    text(&ours.iter().find(pays).expect("a Payment of ours")["Id"]).to_owned()
}
