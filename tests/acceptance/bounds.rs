//! Work is bounded (rule F9): whatever the other side does, a step makes few requests and comes to an end.

use engine::comparing::Comparisons;
use engine::documents;
use jiff::Timestamp;
use serde_json::{Value, json};
use support::{World, minor};

/// Requests that one step may make.
const REQUESTS_MAX: usize = 60;
/// Steps after which nothing may be left that is due at once.
const STEPS_MAX: usize = 60;

/// What the companion asks of both services during one step.
async fn asked_in_a_step(world: &World) -> (bool, usize) {
    let mark = world.request_mark().await;
    let busy = world.tick().await.busy;
    (busy, world.asked(mark).await.len())
}

/// Steps until nothing is due; each of them is bounded.
async fn comes_to_rest(world: &World, what: &str) {
    for _ in 0..STEPS_MAX {
        let (busy, asked) = asked_in_a_step(world).await;
        assert!(asked <= REQUESTS_MAX, "{what}: {asked} requests in one step");
        if !busy {
            return;
        }
    }
    panic!("{what}: the companion never comes to rest");
}

/// Every read of this invoice is refused, alone or in a page.
async fn poisoned(world: &World, id: &str) {
    let value =
        json!({ "service": "quickbooks", "entity": "Invoice", "id": id, "kind": "fault", "value": 4002 });
    world.fault(value).await;
}

async fn compared_at(world: &World) -> Option<Timestamp> {
    let comparisons: Comparisons = documents::read(&*world.store, &world.company).await.unwrap();
    comparisons.compared_at()
}

#[tokio::test]
async fn f9_a_feed_that_never_ends_is_left_for_the_next_look() {
    for how in ["pages", "cycle", "endless"] {
        let world = World::started().await;
        let invoice = world.invoice("Harbor Dental", "300.00").await;
        let other = world.invoice("Copperline Electric", "55.00").await;
        world.sync().await;
        world
            .fault(json!({ "service": "alternative", "path": "/events", "kind": "loop", "value": how }))
            .await;
        let before = compared_at(&world).await;
        world.pay(&invoice).await;
        for _ in 0..5 {
            world.advance(60);
            world.engine.ask_to_look();
            comes_to_rest(&world, how).await;
        }
        assert_eq!(world.recorded().await, [30_000], "{how}");
        if how == "pages" {
            assert_ne!(compared_at(&world).await, before, "what the feed does not lead to is compared");
        }

        world.heal().await;
        world.pay(&other).await;
        world.advance(60);
        world.engine.ask_to_look();
        comes_to_rest(&world, how).await;
        assert_eq!(world.recorded().await, [5_500, 30_000], "{how}");
    }
}

#[tokio::test]
async fn f9_lists_of_a_first_read_that_never_end_are_left() {
    for how in ["pages", "cycle", "endless"] {
        let world = World::empty().await;
        let invoice = world.invoice("Harbor Dental", "300.00").await;
        for list in ["/customers", "/invoices", "/payments", "/payouts"] {
            world
                .fault(json!({ "service": "alternative", "method": "GET", "path": list, "kind": "loop",
                               "value": how }))
                .await;
        }
        comes_to_rest(&world, how).await;
        world.start().await;
        world.advance(60);
        comes_to_rest(&world, how).await;
        let asked = world.mirror(&invoice).await.expect("the invoice is sent");
        assert_eq!(minor(&asked["total"]), 30_000, "{how}");
        assert_eq!(compared_at(&world).await, None, "{how}: what was not read to its end proves nothing");

        world.heal().await;
        world.advance(6 * 3_600);
        comes_to_rest(&world, how).await;
        assert!(compared_at(&world).await.is_some(), "{how}");
    }
}

#[tokio::test]
async fn f9_a_comparison_whose_lists_never_end_comes_to_an_end() {
    for how in ["pages", "cycle", "endless"] {
        let world = World::started().await;
        let invoice = world.invoice("Harbor Dental", "300.00").await;
        world.sync().await;
        let before = compared_at(&world).await;
        for list in ["/customers", "/invoices", "/payments", "/payouts"] {
            world
                .fault(json!({ "service": "alternative", "method": "GET", "path": list, "kind": "loop",
                               "value": how }))
                .await;
        }
        world.advance(25 * 3_600);
        comes_to_rest(&world, how).await;
        assert_eq!(compared_at(&world).await, before, "{how}: it proves nothing");
        world.pay(&invoice).await;
        world.advance(60);
        world.engine.ask_to_look();
        comes_to_rest(&world, how).await;
        assert_eq!(world.recorded().await, [30_000], "{how}");

        world.heal().await;
        world.advance(6 * 3_600);
        comes_to_rest(&world, how).await;
        assert_ne!(compared_at(&world).await, before, "{how}");
    }
}

#[tokio::test]
async fn f9_a_page_with_many_rows_that_cannot_be_read_is_taken_in_steps() {
    // The first ones, the last ones, and some between; at a first read, in a comparison, and among what changed.
    const BAD: [usize; 11] = [0, 1, 2, 3, 10, 11, 15, 20, 27, 28, 29];
    let world = World::empty().await;
    let customer = world.customer("Harbor Dental").await;
    let mut invoices = Vec::new();
    for number in 0..30 {
        invoices.push(world.invoice_for(&customer, &[("Backup", &format!("{}.00", 100 + number))]).await);
    }
    for bad in BAD {
        poisoned(&world, &invoices[bad].id).await;
    }
    comes_to_rest(&world, "a first read").await;
    world.start().await;
    world.advance(60);
    comes_to_rest(&world, "the first send").await;
    let sent = async || {
        let mut sent = 0;
        for invoice in &invoices {
            sent += usize::from(world.mirror(invoice).await.is_some());
        }
        sent
    };
    assert_eq!(sent().await, invoices.len() - BAD.len());

    // All of them change, so that change data is refused, and the query of what changed.
    for (number, invoice) in invoices.iter().enumerate() {
        if !BAD.contains(&number) {
            world.edit("Invoice", &invoice.id, json!({ "DueDate": "2026-12-24" })).await;
        }
    }
    for _ in 0..14 {
        world.advance(300);
        world.engine.ask_to_look();
        comes_to_rest(&world, "what changed").await;
    }
    for (number, invoice) in invoices.iter().enumerate() {
        if !BAD.contains(&number) {
            let shown = world.mirror(invoice).await.unwrap();
            assert_eq!(shown["due_date"], json!("2026-12-24"), "{number}");
        }
    }
    world.advance(25 * 3_600);
    comes_to_rest(&world, "a comparison").await;

    world.heal().await;
    for _ in 0..3 {
        world.advance(9 * 3_600);
        comes_to_rest(&world, "all is well").await;
    }
    assert_eq!(sent().await, invoices.len());
    assert_eq!(world.holds().await, []);
}

#[tokio::test]
async fn f9_a_pdf_that_is_never_there_is_not_asked_for_without_end() {
    let world = World::started().await;
    world.fault(json!({ "service": "quickbooks", "path": "/pdf", "kind": "fault", "value": 610 })).await;
    for number in 0..5 {
        world.invoice(&format!("Customer {number}"), "10.00").await;
    }
    world.engine.ask_to_look();
    world.advance(1);
    comes_to_rest(&world, "PDFs").await;
    let mark = world.request_mark().await;
    for _ in 0..40 {
        world.advance(1);
        world.engine.ask_to_look();
        comes_to_rest(&world, "PDFs").await;
    }
    let asked = world.asked(mark).await.into_iter().filter(|(what, _)| what.ends_with("/pdf")).count();
    assert!(asked <= 5, "{asked} PDFs in 40 s");
}

#[tokio::test]
async fn f9_a_backlog_is_taken_in_steps() {
    let world = World::started().await;
    let customer = world.customer("Harbor Dental").await;
    let mut invoices = Vec::new();
    for number in 0..120 {
        invoices.push(world.invoice_for(&customer, &[("Backup", &format!("{}.00", 100 + number))]).await);
    }
    world.sync().await;
    for invoice in &invoices {
        world.pay(invoice).await;
    }
    world.advance(1);
    world.engine.ask_to_look();
    for _ in 0..400 {
        let (busy, asked) = asked_in_a_step(&world).await;
        assert!(asked <= REQUESTS_MAX, "{asked} requests in one step");
        if !busy {
            break;
        }
    }
    world.sync().await;
    assert_eq!(world.recorded().await.len(), 120);
    assert_eq!(world.violations().await, Vec::<Value>::new());
}
