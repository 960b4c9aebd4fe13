//! Rule I13: Alternative shows QuickBooks' own PDF.

use serde_json::{Value, json};
use support::World;

#[tokio::test]
async fn i13_the_pdf_follows_the_content_and_nothing_else() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let first = world.kept_of("invoices", &invoice.id).await["pdf"]["content_digest"].clone();
    assert!(first.is_string(), "the PDF came with the first pass");

    let mark = world.request_mark().await;
    world.external_payment(&invoice, "100.00").await;
    world.sync().await;
    let asked = world.asked(mark).await;
    assert!(
        !asked.iter().any(|(call, _)| call.contains("pdf")),
        "a lower balance is no new content: {asked:#?}"
    );

    world.edit("Invoice", &invoice.id, json!({ "DueDate": "2026-10-01" })).await;
    world.sync().await;
    let second = world.kept_of("invoices", &invoice.id).await["pdf"]["content_digest"].clone();
    assert_ne!(first, second);
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn i13_the_same_bytes_are_not_sent_again() {
    let (world, invoice) = {
        let world = World::started().await;
        // As if nothing that the page shows were changed by the edits below.
        for (find, put) in
            [("Version 0", "Version 9"), ("Version 1", "Version 9"), ("Due 2026-10-01", "Due 2026-08-04")]
        {
            world.injector.treat("/pdf", find, put);
        }
        let invoice = world.invoice("Harbor Dental", "300.00").await;
        world.sync().await;
        (world, invoice)
    };
    let mark = world.request_mark().await;
    world.edit("Invoice", &invoice.id, json!({ "DueDate": "2026-10-01" })).await;
    world.sync().await;
    let asked = world.asked(mark).await;
    let pdf: Vec<_> =
        asked.iter().map(|(call, _)| call.as_str()).filter(|call| call.contains("pdf")).collect();
    assert_eq!(pdf, [format!("quickbooks GET invoice/{}/pdf", invoice.id)], "fetched, and found the same");
}

#[tokio::test]
async fn i13_what_is_no_pdf_is_refused_and_holds_nothing_else_up() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.fault(json!({ "service": "quickbooks", "path": "/pdf", "kind": "garbage", "times": 3 })).await;
    world.sync().await;
    assert_eq!(world.kept_of("invoices", &invoice.id).await["pdf"], Value::Null);
    assert_eq!(world.engine.side(engine::fault::Side::Quickbooks).paused_until, None, "only the PDF waits");

    world.pay(&invoice).await;
    world.sync().await;
    assert_eq!(world.our_payments().await.len(), 1, "money does not wait for a PDF");

    world.sync_for(60).await;
    assert!(world.kept_of("invoices", &invoice.id).await["pdf"].is_object(), "its own retry brought it");
    assert!(world.violations().await.is_empty());
}
