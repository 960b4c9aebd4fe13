//! Records that cannot be understood are told, decide nothing, and hold nothing else up.

use engine::awaited::Awaited;
use engine::fault::Side;
use engine::happened::Happened;
use engine::journal::{Entry, EntryKind};
use engine::ports::JournalQuery;
use practice::{CompanyKind, Options};
use serde_json::{Value, json};
use support::{Invoice, World, minor};

use crate::text;

async fn told(world: &World, side: Side) -> Vec<Entry> {
    let query = JournalQuery { limit: 5_000, ..JournalQuery::default() };
    let entries = world.store.journal(&world.company, &query).await.unwrap();
    let is_of_side =
        |happened: &Happened| matches!(happened, Happened::Unreadable { side: of, .. } if *of == side);
    let about = |entry: &Entry| entry.draft.kind == EntryKind::Failed && is_of_side(&entry.draft.happened);
    entries.into_iter().filter(about).collect()
}

#[tokio::test]
async fn a_broken_record_of_quickbooks_is_told_once_and_the_rest_goes_on() {
    let world = World::started().await;
    let broken = world.invoice("Harbor Dental", "300.00").await;
    let whole = world.invoice("Copperline Electric", "55.00").await;
    world.sync().await;
    let lines = world.line("Managed services", "311.00").await;
    world.edit("Invoice", &broken.id, json!({ "Line": [lines] })).await;
    world.edit("Invoice", &whole.id, json!({ "DueDate": "2026-11-01" })).await;
    world.injector.treat("/v3/company/", "\"TotalAmt\":311.0", "\"TotalAmt\":\"three hundred\"");
    for _ in 0..3 {
        world.sync().await;
    }
    assert_eq!(told(&world, Side::Quickbooks).await.len(), 1);
    // Reading it again brings the same: a person is asked at once (rule F8).
    world.hold("F8").await;
    assert_eq!(minor(&world.mirror(&broken).await.unwrap()["total"]), 30_000, "what is known stays");
    assert_eq!(world.mirror(&whole).await.unwrap()["due_date"], json!("2026-11-01"));

    world.injector.discharge();
    world.edit("Invoice", &broken.id, json!({ "DueDate": "2026-11-01" })).await;
    world.sync().await;
    assert_eq!(minor(&world.mirror(&broken).await.unwrap()["total"]), 31_100);
    assert!(world.holds().await.is_empty());
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn a_broken_record_does_not_stop_the_first_read() {
    let world = World::empty().await;
    let broken = world.invoice("Harbor Dental", "311.00").await;
    let whole = world.invoice("Copperline Electric", "55.00").await;
    world.injector.treat("/v3/company/", "\"TotalAmt\":311.0", "\"TotalAmt\":\"three hundred\"");
    world.start().await;
    world.sync().await;
    assert!(world.mirror(&whole).await.is_some());
    assert_eq!(world.mirror(&broken).await, None);
    assert_eq!(told(&world, Side::Quickbooks).await.len(), 1);
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn a_broken_row_at_the_edge_of_a_page_does_not_stop_the_walk() {
    let mut options = Options::quiet(CompanyKind::Empty);
    options.throttle = false;
    let world = World::connected(options).await;
    for number in 0..1_010 {
        world.customer(&format!("Customer {number}")).await;
    }
    for edge in [1_000, 1_001] {
        world.injector.treat(
            "/v3/company/",
            format!("\"DisplayName\":\"Customer {}\"", edge - 1),
            "\"DisplayName\":{}",
        );
    }
    world.start().await;
    world.sync().await;
    assert_eq!(world.kept("customers").await.len(), 1_008);
    assert_eq!(told(&world, Side::Quickbooks).await.len(), 2);
}

#[tokio::test]
async fn a_broken_record_does_not_stop_a_full_comparison() {
    let world = World::started().await;
    let broken = world.invoice("Harbor Dental", "311.00").await;
    let whole = world.invoice("Copperline Electric", "55.00").await;
    world.sync().await;
    world.delete("Invoice", &whole.id).await;
    world.advance(40 * 24 * 3_600);
    world.injector.treat("/v3/company/", "\"TotalAmt\":311.0", "\"TotalAmt\":\"three hundred\"");
    world.sync().await;
    assert_eq!(
        world.mirror(&whole).await.unwrap()["archived"],
        json!(true),
        "the comparison came to its end"
    );
    let kept = world.mirror(&broken).await.unwrap();
    assert_eq!((&kept["archived"], minor(&kept["outstanding_balance"])), (&json!(false), 31_100));
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn an_invoice_waits_for_a_customer_that_cannot_be_read_and_follows_it() {
    let world = World::started().await;
    world.sync().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    let other = world.invoice("Copperline Electric", "55.00").await;
    world.injector.treat("/v3/company/", "\"DisplayName\":\"Harbor Dental\"", "\"DisplayName\":{}");
    world.sync().await;
    assert!(world.mirror(&other).await.is_some());
    assert_eq!(world.mirror(&invoice).await, None);
    let waits = world.store.waits(&world.company, 10).await.unwrap();
    assert_eq!(waits[0].1.on, Awaited::Customer(invoice.customer.as_str().into()));

    world.injector.discharge();
    world.sync().await;
    assert!(world.mirror(&invoice).await.is_some());
    assert!(world.holds().await.is_empty());
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn a_broken_payment_of_alternative_is_told_and_recorded_once_it_can_be_read() {
    let world = World::started().await;
    let first = world.invoice("Harbor Dental", "300.00").await;
    let second = world.invoice("Copperline Electric", "55.00").await;
    world.sync().await;
    let broken = world.pay(&first).await;
    world.pay(&second).await;
    world.injector.treat(
        &format!("/payments/{}", crate::text(&broken["id"])),
        "\"sub_total\"",
        "\"subtotal\"",
    );
    world.sync().await;
    let ours = world.our_payments().await;
    assert_eq!(ours.iter().map(|payment| minor(&payment["TotalAmt"])).collect::<Vec<_>>(), [5_500]);
    assert_eq!(told(&world, Side::Alternative).await.len(), 1);

    world.injector.discharge();
    world.engine.try_now();
    world.sync().await;
    assert_eq!(world.our_payments().await.len(), 2);
    assert!(world.violations().await.is_empty());
}

/// Id of a payment that nobody asks for.
const ANOTHER: &str = "00000000-0000-4000-8000-000000000000";

async fn asks_for(world: &World, invoice: &Invoice) -> i64 {
    minor(&world.mirror(invoice).await.unwrap()["outstanding_balance"])
}

#[tokio::test]
async fn p15_a_balance_that_rose_waits_for_a_payment_that_could_not_be_read_and_had_paid_it() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let other = world.another().await;
    other.start().await;
    other.sync_for(5).await;
    let payment = world.pay_part(&invoice, "100.00").await;
    world.sync().await;
    let id = text(&payment["id"]);
    other.injector.treat(&format!("/payments/{id}"), id, ANOTHER);
    other.sync_for(5).await;
    world.delete("Payment", text(&world.our_payments().await[0]["Id"])).await;
    other.sync_for(5).await;
    assert_eq!(text(&world.payment(&payment).await["link"]["state"]), "recorded", "nobody knows better");
    assert_eq!(asks_for(&world, &invoice).await, 20_000);

    other.injector.discharge();
    other.sync_for(5).await;
    other.hold("P9").await;
    assert_eq!(text(&world.payment(&payment).await["link"]["state"]), "held");
    assert_eq!(asks_for(&world, &invoice).await, 20_000);
    assert_eq!(world.violations().await, Vec::<Value>::new());
}

#[tokio::test]
async fn p15_an_invoice_goes_on_once_a_payment_is_read_again_as_it_was() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    let external = world.external_payment(&invoice, "50.00").await;
    world.sync().await;
    let payment = world.pay_part(&invoice, "100.00").await;
    let (injector, id) = (world.injector.clone(), text(&payment["id"]).to_owned());
    world.injector.meanwhile(&format!("/payments/{id}/link"), async move {
        // What Alternative's feed says of the report cannot be looked at.
        injector.treat(&format!("/payments/{id}"), id.as_str(), ANOTHER);
    });
    world.sync_for(5).await;
    assert_eq!(asks_for(&world, &invoice).await, 15_000);
    assert_eq!(told(&world, Side::Alternative).await.len(), 1);
    world.delete("Payment", &external).await;
    world.sync_for(5).await;
    assert_eq!(asks_for(&world, &invoice).await, 15_000, "it waits");

    world.injector.discharge();
    world.sync_for(5).await;
    assert_eq!(asks_for(&world, &invoice).await, 20_000);
    assert_eq!(world.violations().await, Vec::<Value>::new());
}
