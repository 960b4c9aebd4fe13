//! A companion over an empty database: what Alternative has is what was sent (rule I12).

use engine::rule::Rule;
use serde_json::json;
use support::{Invoice, World, minor};

use crate::text;

async fn outstanding(world: &World, invoice: &Invoice) -> i64 {
    minor(&world.mirror(invoice).await.unwrap()["outstanding_balance"])
}

async fn synced(amount: &str) -> (World, Invoice) {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", amount).await;
    world.sync().await;
    (world, invoice)
}

/// A payment collected the invoice; then people change it in QuickBooks while no companion runs, and one is installed anew.
async fn reinstalled_after(change: impl AsyncFnOnce(&World, &Invoice)) -> (World, Invoice, World, u64) {
    let (world, invoice) = synced("300.00").await;
    world.pay_part(&invoice, "100.00").await;
    world.sync().await;
    change(&world, &invoice).await;
    let again = world.another().await;
    let mark = world.request_mark().await;
    again.start().await;
    again.sync().await;
    (world, invoice, again, mark)
}

#[tokio::test]
async fn i12_after_a_reinstall_nothing_is_sent_where_nothing_differs() {
    let (_world, invoice, again, mark) = reinstalled_after(async |_, _| {}).await;
    assert!(again.holds().await.is_empty(), "{:#?}", again.holds().await);
    // Which PDF it has, Alternative does not tell: that one is sent again.
    let mut effects = again.effects(mark).await;
    effects.retain(|effect| !effect.starts_with("took PDF"));
    assert_eq!(effects, Vec::<String>::new());
    assert_eq!(outstanding(&again, &invoice).await, 20_000);
    assert!(again.violations().await.is_empty());
}

#[tokio::test]
async fn i12_after_a_reinstall_another_due_date_is_an_edit() {
    let (_world, invoice, again, _) = reinstalled_after(async |world, invoice| {
        world.edit("Invoice", &invoice.id, json!({ "DueDate": "2026-12-01" })).await;
    })
    .await;
    let holds = again.holds().await;
    assert!(holds.iter().any(|hold| hold.draft.rule() == Rule::I12), "{holds:#?}");
    assert_ne!(text(&again.mirror(&invoice).await.unwrap()["due_date"]), "2026-12-01");
}

#[tokio::test]
async fn i12_after_a_reinstall_another_customer_is_an_edit() {
    let (_world, invoice, again, _) = reinstalled_after(async |world, invoice| {
        let other = world.invoice("Copperline Electric", "10.00").await.customer;
        world.sync().await;
        let ours = world.our_payments().await.remove(0);
        world.edit("Payment", text(&ours["Id"]), json!({ "Line": [] })).await;
        world.edit("Invoice", &invoice.id, json!({ "CustomerRef": { "value": other } })).await;
    })
    .await;
    let holds = again.holds().await;
    assert!(holds.iter().any(|hold| hold.draft.rule() == Rule::I12), "{holds:#?}");
    assert_eq!(text(&again.mirror(&invoice).await.unwrap()["customer_qbo_id"]), invoice.customer);
}

#[tokio::test]
async fn i12_after_a_reinstall_other_lines_of_the_same_total_are_an_edit() {
    let (_world, _invoice, again, _) = reinstalled_after(async |world, invoice| {
        let lines = [world.line("Backup", "100.00").await, world.line("Firewall", "200.00").await];
        world.edit("Invoice", &invoice.id, json!({ "Line": lines })).await;
    })
    .await;
    let holds = again.holds().await;
    assert!(holds.iter().any(|hold| hold.draft.rule() == Rule::I12), "{holds:#?}");
}
