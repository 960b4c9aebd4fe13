//! Rules D8, I8, P10 and P16: what the companion follows without writing it, and what it leaves as it is.

use serde_json::{Value, json};
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

/// What people see of an invoice in QuickBooks, and its version.
async fn in_books(world: &World, invoice: &Invoice) -> Value {
    world.books("Invoice", &invoice.id).await.unwrap()
}

#[tokio::test]
async fn i8_an_edit_in_alternative_is_never_written_and_the_next_change_in_quickbooks_wins() {
    let (world, invoice) = synced("300.00").await;
    let before = in_books(&world, &invoice).await;
    let lines = json!([{ "description": "Edited there", "amount": 250.00 }]);
    world.dashboard("invoice", json!({ "action": "edit", "qbo_id": invoice.id, "line_items": lines })).await;
    world.sync_for(10).await;
    assert_eq!(in_books(&world, &invoice).await, before, "QuickBooks is the source");
    assert_eq!(
        minor(&world.mirror(&invoice).await.unwrap()["total"]),
        25_000,
        "left until QuickBooks has news"
    );
    assert!(world.holds().await.is_empty(), "{:#?}", world.holds().await);

    let dearer = world.line("Managed services", "320.00").await;
    world.edit("Invoice", &invoice.id, json!({ "Line": [dearer] })).await;
    world.sync().await;
    assert_eq!(minor(&world.mirror(&invoice).await.unwrap()["total"]), 32_000);
    assert!(world.violations().await.is_empty(), "{:#?}", world.violations().await);
}

#[tokio::test]
async fn p10_the_balance_follows_an_external_payment_that_is_made_changed_and_deleted() {
    let (world, invoice) = synced("300.00").await;
    let keyed = world.external_payment(&invoice, "100.00").await;
    world.sync().await;
    assert_eq!(outstanding(&world, &invoice).await, 20_000);

    let line = json!({ "Amount": 40, "LinkedTxn": [{ "TxnId": invoice.id, "TxnType": "Invoice" }] });
    world.edit("Payment", &keyed, json!({ "TotalAmt": 40, "Line": [line] })).await;
    world.sync().await;
    assert_eq!(outstanding(&world, &invoice).await, 26_000);

    world.delete("Payment", &keyed).await;
    world.sync().await;
    assert_eq!(outstanding(&world, &invoice).await, 30_000);
    assert!(world.our_payments().await.is_empty());
    assert!(world.holds().await.is_empty(), "{:#?}", world.holds().await);
    assert!(world.violations().await.is_empty(), "{:#?}", world.violations().await);
}

/// An invoice of 76.00 that a dashboard user made in Alternative.
async fn alone(world: &World) -> Value {
    let person = json!({ "action": "create", "name": "Walk-in", "email": "w@example.com" });
    let customer = world.dashboard("customer", person).await;
    let line = json!([{ "description": "Call-out", "amount": 76.00, "quantity": 1 }]);
    let invoice = json!({ "action": "create", "customer_id": customer["id"], "due_date": "2026-09-01", "line_items": line });
    world.dashboard("invoice", invoice).await
}

#[tokio::test]
async fn p12_of_a_payment_over_an_invoice_of_each_only_the_share_that_quickbooks_knows_is_written() {
    let (world, invoice) = synced("300.00").await;
    let only = alone(&world).await;
    let allocations = json!([{ "qbo_invoice_id": invoice.id }, { "invoice_id": only["id"] }]);
    let paid = world.pay_with(json!({ "allocations": allocations, "outcome": "succeed" })).await;
    world.sync().await;
    assert_eq!(world.recorded().await, [30_000]);
    assert_eq!(world.all("Invoice").await.len(), 1, "nothing of Alternative's own is written");
    assert_eq!(world.all("Customer").await.len(), 1);
    assert_eq!(text(&world.payment(&paid).await["link"]["state"]), "recorded");
    assert!(world.holds().await.is_empty(), "{:#?}", world.holds().await);
    assert!(world.violations().await.is_empty(), "{:#?}", world.violations().await);
}

#[tokio::test]
async fn p16_marked_as_paid_by_hand_is_no_payment() {
    let (world, invoice) = synced("300.00").await;
    let before = in_books(&world, &invoice).await;
    world.dashboard("invoice", json!({ "action": "mark_paid", "qbo_id": invoice.id, "paid": true })).await;
    world.sync_for(10).await;
    assert_eq!(in_books(&world, &invoice).await, before);
    assert!(world.all("Payment").await.is_empty());
    assert!(world.holds().await.is_empty(), "{:#?}", world.holds().await);
    assert!(world.violations().await.is_empty(), "{:#?}", world.violations().await);
}

async fn paid_out(world: &World, name: &str, amount: &str) {
    let invoice = world.invoice(name, amount).await;
    world.sync().await;
    let allocations = json!([{ "qbo_invoice_id": invoice.id }]);
    world.pay_with(json!({ "allocations": allocations, "method": "card", "outcome": "succeed" })).await;
    world.sync().await;
    let payout = world.payout(json!({})).await;
    world.advance(5);
    world.pay_out(&payout).await;
    world.sync().await;
}

#[tokio::test]
async fn d8_turned_off_writes_no_more_deposits_and_keeps_those_that_are_there() {
    let world = World::started().await;
    world.create_deposits("Checking").await;
    paid_out(&world, "Harbor Dental", "300.00").await;
    let written = world.all("Deposit").await;
    assert_eq!(written.len(), 1, "{written:#?}");

    world.set(|settings| settings.preferences.create_deposits = false).await;
    paid_out(&world, "Copperline Electric", "100.00").await;
    assert_eq!(world.all("Deposit").await, written, "none is written, changed or taken back");
    assert_eq!(world.our_payments().await.len(), 2);
    let left = world.our_payments().await.into_iter().find(|payment| minor(&payment["TotalAmt"]) == 10_000);
    assert_eq!(text(&left.unwrap()["DepositToAccountRef"]["value"]), world.account("Undeposited Funds"));
    assert!(world.holds().await.is_empty(), "{:#?}", world.holds().await);
    assert!(world.violations().await.is_empty(), "{:#?}", world.violations().await);
}
