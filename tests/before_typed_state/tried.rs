//! Writes that were tried and certainly not done: they are ready for another attempt of the same generation.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use support::Invoice;

use crate::golden::Kept;
use crate::payments::recorded;
use crate::payouts::with_a_fee;
use crate::quickbooks_once;
use crate::scene::{Scene, text};

/// Invoices by what happens to them.
const INVOICES: [(&str, &str); 9] = [
    ("paid", "300.00"),
    ("reported", "55.00"),
    ("held", "56.00"),
    ("failing", "75.00"),
    ("edited", "64.00"),
    ("deleted", "65.00"),
    ("in_progress", "69.00"),
    ("renamed", "66.00"),
    ("inactive", "67.00"),
];

/// The company `tried`: one write of every kind, each tried once.
pub async fn play(scene: &mut Scene) {
    scene.start().await;
    scene.world.create_deposits("Checking").await;
    let mut invoices = BTreeMap::new();
    for (name, amount) in INVOICES {
        let invoice = scene.invoice(amount).await;
        name_it(scene, name, &invoice);
        invoices.insert(name, invoice);
    }
    let hanging = json!({ "allocations": [{ "qbo_invoice_id": invoices["failing"].id }], "outcome": "hang" });
    let failing = scene.world.pay_with(hanging).await;
    scene.world.sync().await;
    let (deposited, told) = (payout(scene).await, payout(scene).await);
    let with_fee = with_a_fee(scene).await;
    let pdf = scene.unsynced_invoice("68.00").await;
    name_it(scene, "pdf", &pdf);
    scene.world.fault(alternative_down("PUT", "/pdf", 1)).await;
    scene.world.sync().await;
    is_tried(scene, &format!("attach_pdf:{}", pdf.id), "ready").await;

    // From here on no time passes, and each write belongs to a process that ends after it.
    let first = scene.world.pay(&invoices["paid"]).await;
    throttle(scene, "/payment", &format!("record_payment:{}", text(&first["id"]))).await;
    scene.world.move_payment(&failing, "fail", json!({})).await;
    throttle(scene, "operation=delete", &format!("remove_payment:{}", text(&failing["id"]))).await;
    scene.world.pay_out(&deposited).await;
    throttle(scene, "/deposit", &format!("record_deposit:{}", text(&deposited["id"]))).await;
    scene.world.pay_out(&with_fee).await;
    throttle(scene, "/account", "ensure_fee_account").await;
    scene.name("payment/first", text(&first["id"]));
    scene.name("payment/removed", text(&failing["id"]));
    scene.name("payout/deposited", text(&deposited["id"]));
    scene.name("payout/waits_for_fee_account", text(&with_fee["id"]));
    told_nothing(scene, &invoices, &told).await;
}

/// Alternative takes nothing, whatever it is told.
async fn told_nothing(scene: &mut Scene, invoices: &BTreeMap<&str, Invoice>, payout: &Value) {
    let runs = json!({
        "service": "alternative", "method": "PUT", "path": format!("/invoices/{}", invoices["in_progress"].id),
        "kind": "fault", "value": "payment_in_progress", "times": 1,
    });
    scene.world.fault(runs).await;
    for (method, path) in [("PUT", "/"), ("POST", "/archive")] {
        scene.world.fault(alternative_down(method, path, 1_000)).await;
    }
    let reported = scene.world.pay_part(&invoices["reported"], "20.00").await;
    let held = scene.world.pay(&invoices["held"]).await;
    scene.world.external_payment(&invoices["held"], "50.00").await;
    scene.world.pay_out(payout).await;
    crate::invoices::raise_the_price(scene, &invoices["edited"], "74.00").await;
    crate::invoices::raise_the_price(scene, &invoices["in_progress"], "79.00").await;
    scene.world.delete("Invoice", &invoices["deleted"].id).await;
    let group = json!({ "CompanyName": "Harbor Dental Group" });
    scene.world.edit("Customer", &invoices["renamed"].customer, group).await;
    scene.world.edit("Customer", &invoices["inactive"].customer, json!({ "Active": false })).await;
    for _ in 0..12 {
        scene.restart().await;
    }
    scene.world.heal().await;

    is_tried(scene, &format!("upsert_invoice:{}", invoices["in_progress"].id), "waiting").await;
    for slot in [
        format!("upsert_invoice:{}", invoices["edited"].id),
        format!("archive_invoice:{}", invoices["deleted"].id),
        format!("upsert_customer:{}", invoices["renamed"].customer),
        format!("archive_customer:{}", invoices["inactive"].customer),
        format!("report_payout:{}", text(&payout["id"])),
        format!("report_payment:{}", text(&held["id"])),
    ] {
        is_tried(scene, &slot, "ready").await;
    }
    scene.name("payment/reported", text(&reported["id"]));
    scene.name("payment/held", text(&held["id"]));
    scene.name("payout/reported", text(&payout["id"]));
}

fn name_it(scene: &mut Scene, name: &str, invoice: &Invoice) {
    scene.name(&format!("invoice/{name}"), invoice.id.as_str());
    scene.name(&format!("invoice/{name}/customer"), invoice.customer.as_str());
}

/// Alternative has trouble of its own with calls of this path.
fn alternative_down(method: &str, path: &str, times: u32) -> Value {
    json!({ "service": "alternative", "method": method, "path": path, "kind": "status", "value": 503, "times": times })
}

/// A payout of one recorded payment, without a fee, not at the bank yet.
async fn payout(scene: &mut Scene) -> Value {
    let invoice = scene.invoice("90.00").await;
    let (paid, _) = recorded(scene, &invoice).await;
    scene.world.payout(json!({ "payment_ids": [paid["id"]] })).await
}

/// QuickBooks asks to slow down instead of doing the next write of that path.
async fn throttle(scene: &mut Scene, path: &str, slot: &str) {
    scene.world.fault(quickbooks_once(path, "fault", &json!("3001"))).await;
    scene.restart().await;
    is_tried(scene, slot, "ready").await;
}

async fn is_tried(scene: &Scene, slot: &str, state: &str) {
    let outbox = Kept::of(&scene.world).await.outbox;
    let item = outbox.iter().find(|item| text(&item["slot"]).starts_with(slot));
    let item = item.unwrap_or_else(|| panic!("{slot} in {outbox:#?}"));
    assert_eq!((&item["state"], item["attempts"] == json!(0)), (&json!(state), false), "{item:#}");
}
