//! Rule C5: when customers are merged in QuickBooks, invoices and their history go to the survivor.

use engine::happened::Happened;
use engine::ports::JournalQuery;
use serde_json::json;
use support::{Invoice, World, minor};

use crate::text;

async fn merge(world: &World, winner: &str, loser: &str) {
    let body = json!({ "winner": winner, "loser": loser });
    world.control("POST", &format!("/quickbooks/{}/merge-customers", world.realm()), body).await;
}

async fn customer_of(world: &World, invoice: &Invoice) -> String {
    text(&world.mirror(invoice).await.unwrap()["customer_qbo_id"]).to_owned()
}

/// The notes of merges in the journal: who, and into whom.
async fn notes(world: &World) -> Vec<(String, String)> {
    let query = JournalQuery { after: Some(0), limit: 1_000, ..JournalQuery::default() };
    let entries = world.store.journal(&world.company, &query).await.unwrap();
    let merged = entries.into_iter().filter_map(|entry| match entry.draft.happened {
        Happened::Merged { customer, into } => Some((customer.to_string(), into.to_string())),
        _ => None,
    });
    merged.collect()
}

#[tokio::test]
async fn c5_merged_while_a_payment_is_in_flight_is_recorded_for_the_survivor_without_a_question() {
    let world = World::started().await;
    let loser = world.customer("Acme").await;
    let winner = world.customer("Acme Inc").await;
    let paid = world.invoice_for(&loser, &[("Managed services", "100.00")]).await;
    let flying = world.invoice_for(&loser, &[("Managed services", "60.00")]).await;
    world.sync().await;
    world.pay(&paid).await;
    world.sync().await;
    let hangs = json!({ "allocations": [{ "qbo_invoice_id": flying.id }], "outcome": "hang" });
    let payment = world.pay_with(hangs).await;
    merge(&world, &winner, &loser).await;
    world.sync_for(10).await;
    assert!(world.holds().await.is_empty(), "{:#?}", world.holds().await);

    world.move_payment(&payment, "settle", json!({})).await;
    world.sync_for(10).await;
    assert!(world.holds().await.is_empty(), "{:#?}", world.holds().await);
    assert_eq!(world.recorded().await, [6_000, 10_000], "each once");
    for payment in world.our_payments().await {
        assert_eq!(text(&payment["CustomerRef"]["value"]), winner);
        assert_eq!(minor(&payment["UnappliedAmt"]), 0);
    }
    for invoice in [&paid, &flying] {
        assert_eq!(customer_of(&world, invoice).await, winner);
        assert_eq!(minor(&world.mirror(invoice).await.unwrap()["outstanding_balance"]), 0);
    }
    assert_eq!(notes(&world).await, [("Acme".to_owned(), "Acme Inc".to_owned())], "one note");
    let gone = world.mirror_of("customers", &loser).await.unwrap();
    assert_eq!((&gone["archived"], text(&gone["archive_reason"])), (&json!(true), "merged"));
    assert_eq!(world.kept("customers").await.len(), 2);
    assert_eq!(world.kept("invoices").await.len(), 2);
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn c5_losers_of_merges_are_not_counted_by_the_brake() {
    let world = World::started().await;
    let winner = world.customer("Acme Inc").await;
    let mut losers = Vec::new();
    for number in 0..12 {
        losers.push(world.invoice(&format!("Acme {number}"), "10.00").await);
    }
    world.sync().await;
    for loser in &losers {
        merge(&world, &winner, &loser.customer).await;
    }
    world.sync().await;
    assert!(world.holds().await.is_empty(), "{:#?}", world.holds().await);
    for loser in &losers {
        assert_eq!(world.mirror_of("customers", &loser.customer).await.unwrap()["archived"], json!(true));
        assert_eq!(customer_of(&world, loser).await, winner);
    }
    assert_eq!(notes(&world).await.len(), losers.len());
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn c5_an_edit_beside_the_merge_is_still_asked_about() {
    let world = World::started().await;
    let paid = world.invoice("Acme", "100.00").await;
    let other = world.customer("Harbor Dental").await;
    world.sync().await;
    world.pay_part(&paid, "40.00").await;
    world.sync_for(5).await;
    let line = world.line("Managed services", "120.00").await;
    world.edit("Invoice", &paid.id, json!({ "Line": [line] })).await;
    world.sync().await;
    world.hold("I12").await;
    merge(&world, &other, &paid.customer).await;
    world.sync_for(5).await;
    assert_eq!(
        world.hold("I12").await.draft.subject.to_string(),
        format!("invoice:{}", paid.id),
        "an edit is one"
    );
    assert!(world.violations().await.is_empty());
}
