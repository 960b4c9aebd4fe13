//! Everything that waits without a person (rules I11, P2, P13, P15, D1, D3).

use engine::settings::RecordWhen;
use serde_json::json;
use support::Invoice;

use crate::payments::{payment_of, recorded};
use crate::scene::{Scene, text};

/// The company `waiting`.
pub async fn play(scene: &mut Scene) {
    scene.start().await;
    scene.world.create_deposits("Checking").await;
    payouts_that_wait(scene).await;
    invoices_that_wait(scene).await;
    payments_that_wait(scene).await;
    until_a_service_answers(scene).await;
    for words in [
        "Waiting for its customer",
        "it is archived after it",
        "the change follows after it",
        "Waiting until Alternative knows that payment",
        "Waiting for its invoices to be read from QuickBooks",
        "Paid (clearing)",
        "a state this version does not know",
        "Waiting for invoice",
        "Waiting until its invoices were read again",
        "Waiting until Alternative has invoice",
        "On its way, expected",
        "Waiting for a payment of this payout to be read",
        "is in QuickBooks",
        "Waiting for a decision on payment",
        "Waiting for deposit",
    ] {
        let waits = scene.world.store.waits(&scene.world.company, 1_000).await.unwrap();
        assert!(waits.iter().any(|(_, wait)| wait.text.contains(words)), "{words}: {waits:#?}");
    }
}

fn hanging(invoice: &Invoice) -> serde_json::Value {
    json!({ "allocations": [{ "qbo_invoice_id": invoice.id }], "outcome": "hang" })
}

async fn payouts_that_wait(scene: &mut Scene) {
    // Not at the bank yet.
    let invoice = scene.invoice("300.00").await;
    let (paid, _) = recorded(scene, &invoice).await;
    let scheduled = scene.world.payout(json!({ "payment_ids": [paid["id"]] })).await;
    scene.name("payout/scheduled", format!("payout:{}", text(&scheduled["id"])));
    // A payment that is held.
    let invoice = scene.invoice("300.00").await;
    let held = scene.world.pay(&invoice).await;
    scene.world.external_payment(&invoice, "250.00").await;
    scene.world.sync().await;
    let payout = scene.world.payout(json!({ "payment_ids": [held["id"]] })).await;
    scene.world.pay_out(&payout).await;
    scene.name("payout/held_payment", format!("payout:{}", text(&payout["id"])));
    // A payment that a person deleted.
    let invoice = scene.invoice("300.00").await;
    let (lost, payment) = recorded(scene, &invoice).await;
    scene.world.delete("Payment", &payment).await;
    scene.world.sync().await;
    let payout = scene.world.payout(json!({ "payment_ids": [lost["id"]] })).await;
    scene.world.pay_out(&payout).await;
    scene.name("payout/lost_payment", format!("payout:{}", text(&payout["id"])));
    // A payment that cannot be read.
    let invoice = scene.invoice("300.00").await;
    let unread = scene.world.pay(&invoice).await;
    scene.misread(&format!("/payments/{}", text(&unread["id"])), "\"sub_total\"", "\"subtotal\"");
    let payout = scene.world.payout(json!({ "payment_ids": [unread["id"]] })).await;
    scene.world.pay_out(&payout).await;
    scene.world.sync().await;
    scene.name("payout/unread_payment", format!("payout:{}", text(&payout["id"])));
}

async fn invoices_that_wait(scene: &mut Scene) {
    // A customer that cannot be read.
    let name = scene.new_name();
    scene.misread("/v3/company/", &format!("\"DisplayName\":\"{name}\""), "\"DisplayName\":{}");
    let invoice = scene.world.invoice(&name, "35.00").await;
    scene.world.sync().await;
    scene.name("invoice/unread_customer", format!("invoice:{}", invoice.id));
    // Edited, deleted, while a payment runs.
    let (edited, deleted) = (scene.invoice("300.00").await, scene.invoice("300.00").await);
    scene.world.pay_with(hanging(&edited)).await;
    scene.world.pay_with(hanging(&deleted)).await;
    scene.world.sync().await;
    crate::invoices::raise_the_price(scene, &edited, "400.00").await;
    scene.world.delete("Invoice", &deleted.id).await;
    scene.world.sync().await;
    scene.name("invoice/edited", format!("invoice:{}", edited.id));
    scene.name("invoice/deleted", format!("invoice:{}", deleted.id));
}

async fn payments_that_wait(scene: &mut Scene) {
    // An invoice that this computer never read, sent by another one and deleted since.
    let other = crate::before_start::other_computer(scene).await;
    let invoice = scene.unsynced_invoice("300.00").await;
    other.sync().await;
    let never_read = scene.world.pay(&invoice).await;
    scene.world.delete("Invoice", &invoice.id).await;
    drop(other);
    scene.world.sync().await;
    scene.name("payment/never_read", format!("payment:{}", text(&never_read["id"])));
    // A state of a later version of Alternative.
    let invoice = scene.invoice("300.00").await;
    let frozen = scene.world.pay(&invoice).await;
    scene.misread(&format!("/payments/{}", text(&frozen["id"])), "\"succeeded\"", "\"frozen\"");
    scene.world.sync().await;
    scene.name("payment/unknown_state", format!("payment:{}", text(&frozen["id"])));
    // Recorded once it succeeded.
    scene.world.set(|settings| settings.preferences.record_when = RecordWhen::Succeeded).await;
    let invoice = scene.invoice("300.00").await;
    let clearing = scene.world.pay_with(hanging(&invoice)).await;
    scene.world.sync().await;
    scene.name("payment/clearing", format!("payment:{}", text(&clearing["id"])));
}

/// What waits only for a moment, until a service answers again. No time passes, and each step belongs to a process of its
/// own, which ends after it.
async fn until_a_service_answers(scene: &mut Scene) {
    let (behind, leaving) = (scene.invoice("300.00").await, scene.invoice("300.00").await);
    let found = scene.invoice("70.00").await;
    let left = scene.world.pay_part(&leaving, "100.00").await;
    scene.world.sync().await;
    let payment = payment_of(scene, &leaving).await;
    let deposited = scene.invoice("300.00").await;
    let (deposited, deposited_payment) = recorded(scene, &deposited).await;
    // Another computer sends the invoice; this one did not see it yet.
    let unlinked = scene.unsynced_invoice("71.00").await;
    let other = crate::before_start::other_computer(scene).await;
    other.sync().await;
    drop(other);

    // Alternative takes nothing from here on.
    let down = |service: &str, method: &str, path: &str| {
        let (kind, times) = ("status", 1_000);
        json!({ "service": service, "method": method, "path": path, "kind": kind, "value": 503, "times": times })
    };
    scene.world.fault(down("alternative", "PUT", "/")).await;
    let behind = scene.world.pay_part(&behind, "100.00").await;
    let unlinked = scene.world.pay(&unlinked).await;
    for _ in 0..3 {
        scene.restart().await;
    }
    // Then QuickBooks tells what changed and nothing more.
    let found = found_in_quickbooks(scene, &found).await;
    let deposit = crate::payouts::deposit_by_hand(scene, &[&deposited_payment]).await;
    let payout = scene.world.payout(json!({ "payment_ids": [deposited["id"]] })).await;
    scene.world.pay_out(&payout).await;
    scene.world.delete("Payment", &payment).await;
    scene.world.fault(down("quickbooks", "GET", "/query")).await;
    scene.world.fault(down("quickbooks", "POST", "/batch")).await;
    scene.hide("Deposit");
    scene.restart_for_a_step().await;
    scene.unhide();
    scene.world.heal().await;
    let named = [("behind", behind), ("leaving", left), ("found", found), ("unlinked", unlinked)];
    for (name, payment) in named {
        scene.name(&format!("payment/{name}"), format!("payment:{}", text(&payment["id"])));
    }
    scene.name("payout/unread_deposit", format!("payout:{}", text(&payout["id"])));
    scene.name("payout/unread_deposit/deposit", deposit);
}

/// A payment that another computer has recorded and not told of.
async fn found_in_quickbooks(scene: &Scene, invoice: &Invoice) -> serde_json::Value {
    let paid = scene.world.pay(invoice).await;
    let id = text(&paid["id"]);
    let reference = engine::reference::payment_reference(&id.into(), &invoice.customer.as_str().into());
    let line = json!({ "Amount": 70.00, "LinkedTxn": [{ "TxnId": invoice.id, "TxnType": "Invoice" }] });
    let body = json!({
        "CustomerRef": { "value": invoice.customer }, "TotalAmt": 70.00, "PaymentRefNum": reference,
        "PrivateNote": format!("Alternative Payments {id} (standard_ach)"), "Line": [line],
    });
    scene.world.as_user("POST", "/payment", body).await;
    paid
}
