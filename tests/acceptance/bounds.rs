//! Work is bounded (rule F9): whatever the other side does, a step makes few requests and comes to an end.

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

async fn recorded(world: &World) -> Vec<i64> {
    let mut totals: Vec<_> =
        world.our_payments().await.iter().map(|payment| minor(&payment["TotalAmt"])).collect();
    totals.sort_unstable();
    totals
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
        world.pay(&invoice).await;
        for _ in 0..5 {
            world.advance(60);
            world.engine.ask_to_look();
            comes_to_rest(&world, how).await;
        }
        assert_eq!(recorded(&world).await, [30_000], "{how}");

        world.heal().await;
        world.pay(&other).await;
        world.advance(60);
        world.engine.ask_to_look();
        comes_to_rest(&world, how).await;
        assert_eq!(recorded(&world).await, [5_500, 30_000], "{how}");
    }
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
    assert_eq!(recorded(&world).await.len(), 120);
    assert_eq!(world.violations().await, Vec::<Value>::new());
}
