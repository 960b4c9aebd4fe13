//! Rules I3 and I7: what the forms of QuickBooks' invoices and lines stand for.

use serde_json::{Value, json};
use support::{Invoice, World, minor};

use crate::text;

/// What Alternative shows of an invoice's lines: descriptions and cents.
fn lines(shown: &Value) -> Vec<(&str, i64)> {
    let rows = shown["line_items"].as_array().unwrap().iter();
    rows.map(|line| (text(&line["description"]), minor(&line["amount"]))).collect()
}

async fn with_a_described_visit(world: &World) -> Invoice {
    let customer = world.customer("Harbor Dental").await;
    let fields = json!({ "Line": [
        world.line("Managed services", "50.00").await,
        { "DetailType": "DescriptionOnly", "Description": "On-site visit", "Amount": 100.00 },
        { "DetailType": "DescriptionOnly", "Description": "Thank you" },
    ] });
    world.invoice_of(&customer, fields).await
}

#[tokio::test]
async fn i3_a_description_carries_its_amount_where_quickbooks_counts_it() {
    let world = World::started().await;
    world.practice.with_world(|world| world.options.switches.set("description-amount=counted").unwrap());
    let invoice = with_a_described_visit(&world).await;
    assert_eq!(minor(&world.books("Invoice", &invoice.id).await.unwrap()["TotalAmt"]), 15_000);
    world.sync().await;

    let shown = world.kept_of("invoices", &invoice.id).await;
    assert_eq!(lines(&shown), [("Managed services", 5_000), ("On-site visit", 10_000), ("Thank you", 0)]);
    assert_eq!((minor(&shown["total"]), minor(&shown["outstanding_balance"])), (15_000, 15_000));
    assert!(world.holds().await.is_empty());

    world.pay(&invoice).await;
    world.sync_for(5).await;
    assert_eq!(world.recorded().await, [15_000], "it is paid as a whole");
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn i3_a_description_whose_amount_quickbooks_does_not_count_costs_nothing() {
    let world = World::started().await;
    // Shown beside the text, and no part of the total: a line that says so is documentation.
    world.injector.treat(
        "/v3/company/",
        "\"Description\":\"On-site visit\"",
        "\"Amount\":100.0,\"Description\":\"On-site visit\"",
    );
    let invoice = with_a_described_visit(&world).await;
    assert_eq!(minor(&world.books("Invoice", &invoice.id).await.unwrap()["TotalAmt"]), 5_000);
    world.sync().await;

    let shown = world.kept_of("invoices", &invoice.id).await;
    assert_eq!(lines(&shown), [("Managed services", 5_000), ("On-site visit", 0), ("Thank you", 0)]);
    assert_eq!(minor(&shown["total"]), 5_000);
    assert!(world.holds().await.is_empty());
    assert!(world.violations().await.is_empty());
}

async fn void_under_another_note(world: &World, invoice: &Invoice) {
    world.void_invoice(&invoice.id).await;
    world.edit("Invoice", &invoice.id, json!({ "PrivateNote": "Billed twice, see 1044" })).await;
}

async fn archived_as(world: &World, invoice: &Invoice) -> (bool, String) {
    let shown = world.mirror(invoice).await.unwrap();
    let reason = shown["archive_reason"].as_str().unwrap_or_default().to_owned();
    (shown["archived"] == json!(true), reason)
}

#[tokio::test]
async fn i7_a_void_whose_note_was_changed_is_a_void() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "80.00").await;
    world.sync().await;
    void_under_another_note(&world, &invoice).await;
    world.sync().await;

    assert_eq!(archived_as(&world, &invoice).await, (true, "voided".to_owned()));
    let shown = world.mirror(&invoice).await.unwrap();
    assert_eq!(minor(&shown["total"]), 8_000, "a total of zero was never sent");
    assert_ne!(text(&shown["status"]), "PAID");
    assert!(world.holds().await.is_empty());

    let mark = world.request_mark().await;
    world.edit("Invoice", &invoice.id, json!({ "PrivateNote": "Billed twice, see 1045" })).await;
    world.sync_for(60 * 25).await;
    assert!(world.effects(mark).await.iter().all(|effect| !effect.contains("archived")), "once");
    assert_eq!(archived_as(&world, &invoice).await, (true, "voided".to_owned()));
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn i7_a_void_whose_note_was_changed_is_a_void_after_a_reinstall_too() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "80.00").await;
    world.sync().await;
    void_under_another_note(&world, &invoice).await;

    let again = world.another().await;
    again.start().await;
    again.sync().await;
    again.sync_for(60 * 25).await;
    assert_eq!(archived_as(&again, &invoice).await, (true, "voided".to_owned()));
    assert!(again.holds().await.is_empty(), "{:#?}", again.holds().await);
    assert!(again.violations().await.is_empty());
}

#[tokio::test]
async fn i7_nothing_that_was_always_nothing_or_still_charges_is_a_void() {
    let world = World::started().await;
    let free = world.invoice("Harbor Dental", "0.00").await;
    let customer = world.customer("Copperline Electric").await;
    let discounted = world
        .invoice_of(
            &customer,
            json!({ "Line": [world.line("Managed services", "120.00").await], "PrivateNote": "void the old one" }),
        )
        .await;
    world.sync().await;
    assert_eq!(archived_as(&world, &discounted).await, (false, String::new()), "it has a total");
    let lines = json!([
        world.line("Managed services", "120.00").await,
        { "Amount": 120.00, "DetailType": "DiscountLineDetail", "DiscountLineDetail": { "PercentBased": false } },
    ]);
    world.edit("Invoice", &discounted.id, json!({ "Line": lines })).await;
    world.edit("Invoice", &free.id, json!({ "PrivateNote": "a free visit, not voided" })).await;
    world.sync().await;

    for invoice in [&free, &discounted] {
        assert_eq!(archived_as(&world, invoice).await, (false, String::new()));
        assert_eq!(minor(&world.mirror(invoice).await.unwrap()["total"]), 0);
    }
    assert!(world.holds().await.is_empty());
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn i7_a_void_whose_note_was_changed_is_no_invoice_that_owes_too_little() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "80.00").await;
    world.sync().await;
    world.pay(&invoice).await;
    void_under_another_note(&world, &invoice).await;
    world.sync_for(5).await;

    let hold = world.hold("P5").await;
    let engine::reason::HoldReason::InvoiceGone { voided, .. } = &hold.draft.reason else {
        panic!("{hold:#?}")
    };
    assert!(voided, "the card says what happened");
    assert!(world.violations().await.is_empty());
}
