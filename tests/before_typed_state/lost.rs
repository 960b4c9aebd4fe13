//! Writes whose answer never came: the companion does not know whether they were done (rule P6).

use serde_json::{Value, json};

use crate::payments::recorded;
use crate::payouts::with_a_fee;
use crate::quickbooks_once;
use crate::scene::{Scene, text};

/// The companies `lost_answers` (the services have the records) and `lost_requests` (they have not): one write of each
/// kind that moves money, and one of a second generation, each sent once and looked for by nobody yet.
pub async fn play(scene: &mut Scene, kind: &str) {
    scene.start().await;
    scene.world.create_deposits("Checking").await;
    let first = scene.invoice("300.00").await;
    let second = scene.invoice("120.00").await;
    let failing = scene.invoice("75.00").await;
    let hanging = json!({ "allocations": [{ "qbo_invoice_id": failing.id }], "outcome": "hang" });
    let failing = scene.world.pay_with(hanging).await;
    scene.world.sync().await;
    let deposited = scene.invoice("90.00").await;
    let (deposited, _) = recorded(scene, &deposited).await;
    let payout = scene.world.payout(json!({ "payment_ids": [deposited["id"]] })).await;
    let with_fee = with_a_fee(scene).await;
    let refused = scene.world.pay(&second).await;
    scene.world.fault(quickbooks_once("/payment", "fault", &json!("6000"))).await;
    scene.world.sync().await;

    // From here on no time passes, and each write belongs to a process that ends after it.
    for entity in ["Payment", "Deposit"] {
        scene.hide(entity);
    }
    let paid = scene.world.pay(&first).await;
    lose(scene, kind, "/payment", &format!("record_payment:{}:{}", text(&paid["id"]), first.customer)).await;
    let hold = scene.hold(&format!("payment:{}", text(&refused["id"]))).await;
    scene.world.decide(&hold, "try_again", &[]).await;
    lose(scene, kind, "/payment", &format!("record_payment:{}:{}", text(&refused["id"]), second.customer))
        .await;
    scene.world.move_payment(&failing, "fail", json!({})).await;
    lose(scene, kind, "operation=delete", &format!("remove_payment:{}", text(&failing["id"]))).await;
    scene.world.pay_out(&payout).await;
    lose(scene, kind, "/deposit", &format!("record_deposit:{}", text(&payout["id"]))).await;
    scene.world.pay_out(&with_fee).await;
    lose(scene, kind, "/account", "ensure_fee_account").await;
    scene.unhide();

    scene.name("payment/first", text(&paid["id"]));
    scene.name("payment/second_generation", text(&refused["id"]));
    scene.name("payment/removed", text(&failing["id"]));
    scene.name("payout/deposited", text(&payout["id"]));
    scene.name("payout/waits_for_fee_account", text(&with_fee["id"]));
}

async fn lose(scene: &mut Scene, kind: &str, path: &str, slot: &str) {
    scene.world.fault(quickbooks_once(path, kind, &Value::Null)).await;
    scene.restart().await;
    let outbox = crate::golden::Kept::of(&scene.world).await.outbox;
    let sent = outbox.iter().find(|item| text(&item["slot"]).starts_with(slot));
    let sent = sent.unwrap_or_else(|| panic!("{slot} in {outbox:#?}"));
    assert_eq!((&sent["state"], &sent["attempts"]), (&json!("sent"), &json!(1)), "{sent:#}");
}
