//! Payments and payouts from before the first start, some of them answered (rule P17).

use serde_json::{Value, json};
use support::World;

use crate::scene::{Scene, text};

/// The company `before_start`: five payments and a payout that another computer sent the invoices of. One payment was
/// listed first and left; of the others one was ticked, and the rest waits in one open hold.
pub async fn play(scene: &mut Scene) {
    scene.world.create_deposits("Checking").await;
    scene.world.sync().await;
    let other = other_computer(scene).await;
    let mut invoices = Vec::new();
    for amount in ["300.00", "80.00", "50.00", "20.00", "40.00"] {
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
    // At first all but one cannot be read.
    for payment in &paid[..4] {
        let path = format!("/payments/{}", text(&payment["id"]));
        scene.world.doctor.treat(&path, "\"sub_total\"", "\"subtotal\"");
    }
    let path = format!("/payouts/{}", text(&payout["id"]));
    scene.world.doctor.treat(&path, "\"total\"", "\"totals\"");
    scene.start().await;
    scene.world.sync().await;
    decide(scene, "leave", &[]).await;
    scene.world.doctor.discharge();
    scene.world.sync_for(5).await;
    decide(scene, "post", &[("payments", text(&paid[0]["id"]))]).await;
    scene.is_held(SUBJECT, "P17").await;
    for (name, payment) in ["posted", "waiting", "also_waiting", "of_the_payout", "left"].iter().zip(&paid) {
        scene.name(&format!("payment/{name}"), format!("payment:{}", text(&payment["id"])));
    }
    scene.name("payout/waiting", format!("payout:{}", text(&payout["id"])));
    scene.name("before_start", SUBJECT);
}

const SUBJECT: &str = "before_start:all";

async fn decide(scene: &Scene, choice: &str, arguments: &[(&str, &str)]) {
    let hold = scene.hold(SUBJECT).await;
    scene.world.decide(&hold, choice, arguments).await;
    scene.world.sync().await;
}

/// Another computer that syncs the same company already. Each has a sign-in of its own in the end.
pub async fn other_computer(scene: &Scene) -> World {
    let other = scene.world.another().await;
    other.sign_in_here().await;
    scene.world.sign_in_again().await;
    other.start().await;
    other.advance(60);
    other
}

/// One payment that was collected before the start; the company starts, and it is listed under this name.
pub async fn start_after_a_payment(scene: &mut Scene, name: &str) {
    let other = other_computer(scene).await;
    let invoice = scene.unsynced_invoice("40.00").await;
    other.sync().await;
    let paid: Value = other.pay(&invoice).await;
    drop(other);
    scene.world.advance(60);
    scene.start().await;
    scene.world.sync().await;
    scene.is_held(SUBJECT, "P17").await;
    scene.name(name, SUBJECT);
    scene.name(&format!("{name}/payment"), format!("payment:{}", text(&paid["id"])));
}
