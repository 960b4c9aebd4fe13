//! Payments and payouts from before the first start, some of them answered (rule P17).

use serde_json::json;

use crate::scene::{Scene, text};

/// The company `before_start`: three payments and a payout that another computer sent the invoices of; one payment was
/// ticked, one was left, and the rest waits in one open hold.
pub async fn play(scene: &mut Scene) {
    scene.world.create_deposits("Checking").await;
    let other = scene.world.another().await;
    other.sign_in_here().await;
    other.start().await;
    other.advance(60);
    let mut invoices = Vec::new();
    for amount in ["300.00", "80.00", "50.00", "20.00"] {
        invoices.push(scene.unsynced_invoice(amount).await);
    }
    other.sync().await;
    let mut paid = Vec::new();
    for invoice in &invoices {
        paid.push(other.pay(invoice).await);
    }
    let payout = other.payout(json!({ "payment_ids": [paid[3]["id"]] })).await;
    other.pay_out(&payout).await;
    drop(other);
    scene.world.advance(60);
    scene.start().await;
    scene.world.sync().await;

    let hold = scene.hold("before_start:all").await;
    scene.world.decide(&hold, "post", &[("payments", text(&paid[0]["id"]))]).await;
    scene.world.sync().await;
    scene.is_held("before_start:all", "P17").await;
    for (name, payment) in ["posted", "waiting", "also_waiting", "of_the_payout"].iter().zip(&paid) {
        scene.name(&format!("payment/{name}"), format!("payment:{}", text(&payment["id"])));
    }
    scene.name("payout/waiting", format!("payout:{}", text(&payout["id"])));
    scene.name("before_start", "before_start:all");
}
