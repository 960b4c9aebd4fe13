//! Rules A1, P1, P7 and P15: an invoice is known by every id it ever had in Alternative, and its payments by all of them.

use engine::link::{InvoiceLink, Link};
use engine::subject::Subject;
use ledger::alternative;
use serde_json::{Value, json};
use support::{Invoice, World, minor};

use crate::text;

/// The id that the next answers about the invoice give it, as if Alternative had replaced it.
const REPLACED: &str = "01990000-0000-7000-8000-00000000beef";

async fn link(world: &World, invoice: &Invoice) -> InvoiceLink {
    let subject = Subject::Invoice(invoice.id.as_str().into());
    let found = world.store.links(&world.company, &[subject]).await.unwrap();
    let Some((_, Link::Invoice(link))) = found.into_iter().next() else { panic!("the invoice is linked") };
    link
}

fn ids(link: &InvoiceLink) -> Vec<&str> {
    link.ids().map(alternative::InvoiceId::as_str).collect()
}

/// Alternative tells of payments under its own ids only.
fn tells_no_ids_of_the_books(world: &World, invoice: &Invoice) {
    let named = format!("\"qbo_invoice_id\":\"{}\"", invoice.id);
    world.injector.treat("/payments", named, "\"qbo_invoice_id\":null");
}

async fn pays(world: &World, invoice: &Invoice, outcome: &str) -> Value {
    let allocations = json!([{ "qbo_invoice_id": invoice.id }]);
    world.pay_with(json!({ "allocations": allocations, "outcome": outcome })).await
}

/// By its own id it is shown to be archived.
fn is_archived_by_now(world: &World, there: &str) {
    world.injector.treat(
        &format!("/alternative/invoices/{there}"),
        "\"status\":\"UPCOMING\"",
        "\"status\":\"ARCHIVED\"",
    );
}

#[tokio::test]
async fn a1_payments_under_a_former_id_of_their_invoice_stay_watched() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let former = text(&world.mirror(&invoice).await.unwrap()["id"]).to_owned();
    assert_eq!(ids(&link(&world, &invoice).await), [former.as_str()]);
    tells_no_ids_of_the_books(&world, &invoice);
    let failed = pays(&world, &invoice, "hang").await;
    world.sync().await;
    assert_eq!(world.our_payments().await.len(), 1, "found by Alternative's id of the invoice");

    let answers = format!("/integrations/quickbooks/invoices/{}", invoice.id);
    world.injector.treat(&answers, former.as_str(), REPLACED);
    is_archived_by_now(&world, &former);
    world.move_payment(&failed, "fail", json!({})).await;
    world.sync().await;
    assert!(world.our_payments().await.is_empty(), "P7: it failed under the former id");
    let linked = link(&world, &invoice).await;
    assert_eq!(ids(&linked), [former.as_str(), REPLACED]);
    assert_eq!(
        linked.alternative.as_ref().map(alternative::InvoiceId::as_str),
        Some(REPLACED),
        "the newest is written to"
    );

    // Paid again, under the new id.
    let again = pays(&world, &invoice, "succeed").await;
    world.injector.treat(&format!("/payments/{}", text(&again["id"])), former.as_str(), REPLACED);
    world.sync().await;
    let ours = world.our_payments().await;
    assert_eq!(ours.len(), 1, "{ours:#?}");
    assert!(text(&ours[0]["PrivateNote"]).contains(text(&again["id"])));
    assert_eq!(text(&world.payment(&again).await["link"]["state"]), "recorded");
    assert_eq!(text(&world.payment(&failed).await["link"]["state"]), "removed");
    assert_eq!(minor(&world.mirror(&invoice).await.unwrap()["outstanding_balance"]), 0);

    // An event about the former id leaves the newest the newest.
    world.injector.discharge();
    tells_no_ids_of_the_books(&world, &invoice);
    world.edit("Invoice", &invoice.id, json!({ "CustomerMemo": { "value": "Thank you" } })).await;
    world.sync().await;
    let linked = link(&world, &invoice).await;
    assert_eq!(linked.ids().count(), 2, "{linked:?}");
    assert!(world.holds().await.is_empty(), "{:#?}", world.holds().await);
    assert!(world.store.waits(&world.company, 10).await.unwrap().is_empty());
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn p1_a_payment_that_was_read_before_its_invoice_was_known_is_recorded() {
    let world = World::started().await;
    world.sync().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    let first = world.another().await;
    first.start().await;
    first.sync().await;
    tells_no_ids_of_the_books(&world, &invoice);
    let paid = pays(&world, &invoice, "succeed").await;
    // This computer reads the payment, and for a while nothing of the invoice at Alternative.
    for method in ["GET", "PUT"] {
        world.fault(json!({ "service": "alternative", "method": method, "path": "/invoices/", "kind": "fault", "value": "server_error", "times": 1000 })).await;
    }
    world.sync_for(5).await;
    assert!(world.our_payments().await.is_empty());
    world.heal().await;
    world.sync_for(30).await;
    assert_eq!(text(&world.payment(&paid).await["link"]["state"]), "recorded");
    assert_eq!(world.our_payments().await.len(), 1);
    assert!(world.holds().await.is_empty());
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn p7_p15_a_payment_that_failed_is_removed_and_the_next_one_recorded() {
    let world = World::started().await;
    let invoice = world.invoice("Acme", "100.00").await;
    world.sync().await;
    let failed = pays(&world, &invoice, "hang").await;
    world.sync().await;
    assert_eq!(world.our_payments().await.len(), 1);
    world.move_payment(&failed, "fail", json!({ "reason": "R01" })).await;
    let again = pays(&world, &invoice, "succeed").await;
    world.sync().await;
    let ours = world.our_payments().await;
    assert_eq!(ours.len(), 1, "{ours:#?}");
    assert!(text(&ours[0]["PrivateNote"]).contains(text(&again["id"])));
    assert_eq!(text(&world.payment(&failed).await["link"]["state"]), "removed");
    assert_eq!(text(&world.payment(&again).await["link"]["state"]), "recorded");
    assert_eq!(minor(&world.mirror(&invoice).await.unwrap()["outstanding_balance"]), 0);
    assert!(world.holds().await.is_empty());
    assert!(world.store.waits(&world.company, 10).await.unwrap().is_empty());
    assert!(world.violations().await.is_empty());
}

/// Two invoices of one customer, and their ids in Alternative.
async fn two(world: &World) -> [(Invoice, String); 2] {
    let customer = world.customer("Harbor Dental").await;
    let one = world.invoice_for(&customer, &[("Backup", "300.00")]).await;
    let other = world.invoice_for(&customer, &[("Backup", "80.00")]).await;
    world.sync().await;
    let one_there = text(&world.mirror(&one).await.unwrap()["id"]).to_owned();
    let other_there = text(&world.mirror(&other).await.unwrap()["id"]).to_owned();
    [(one, one_there), (other, other_there)]
}

/// Answers about this invoice alone bear that id.
async fn answered_as(world: &World, there: &str, id: &str) {
    world
        .fault(json!({ "service": "alternative", "entity": "invoice", "id": there, "alone": true,
                       "kind": "rewrite", "value": { "field": "id", "to": id } }))
        .await;
}

#[tokio::test]
async fn f8_an_answer_under_the_id_of_another_invoice_is_not_taken() {
    let world = World::started().await;
    let [(one, one_there), (other, other_there)] = two(&world).await;
    answered_as(&world, &one_there, &other_there).await;
    let edit = json!({ "action": "edit", "id": one_there, "memo": "Thank you" });
    world.dashboard("invoice", edit).await;
    world.sync().await;
    assert!(!link(&world, &one).await.is_known_as(&other_there.as_str().into()), "it was believed");
    assert!(link(&world, &other).await.is_known_as(&other_there.as_str().into()));
    world.heal().await;

    world.external_payment(&other, "30.00").await;
    world.sync_for(10).await;
    assert_eq!(world.store.differing_ties(&world.company, 10).await.unwrap(), []);
    for (invoice, asked) in [(&one, 30_000), (&other, 5_000)] {
        assert_eq!(minor(&world.mirror(invoice).await.unwrap()["outstanding_balance"]), asked);
    }
}

/// Somebody's invoice in Alternative that is not in QuickBooks: what pays it is nothing of ours, whatever an answer says.
#[tokio::test]
async fn f8_p12_an_answer_under_the_id_of_an_invoice_of_alternative_only_brings_no_payment_into_the_books() {
    let world = World::started().await;
    let [(one, one_there), _] = two(&world).await;
    let walk_in = world.dashboard("customer", json!({ "action": "create", "name": "Walk-in" })).await;
    let lines = json!([{ "amount": 45.00, "description": "Call-out" }]);
    let strange = json!({ "action": "create", "customer_id": walk_in["id"], "line_items": lines });
    let strange = text(&world.dashboard("invoice", strange).await["id"]).to_owned();
    world.sync().await;
    answered_as(&world, &one_there, &strange).await;
    world.edit("Invoice", &one.id, json!({ "CustomerMemo": { "value": "Thank you" } })).await;
    world.sync().await;
    world.heal().await;

    world.pay_with(json!({ "allocations": [{ "invoice_id": strange }], "outcome": "succeed" })).await;
    world.sync_for(10).await;
    assert!(world.our_payments().await.is_empty());
    assert!(link(&world, &one).await.is_known_as(&one_there.as_str().into()));
    assert!(world.holds().await.is_empty());
    assert!(world.violations().await.is_empty());
}
