//! Rules C4, C7 and I10: what is archived in Alternative is restored only by a person.

use engine::choice::ChoiceId;
use engine::happened::{Done, Happened};
use engine::hold::Hold;
use engine::ports::JournalQuery;
use engine::reason::HoldReason;
use serde_json::{Value, json};
use support::{Invoice, World, minor};

use crate::text;

/// An open invoice that both sides have.
async fn synced(amount: &str) -> (World, Invoice) {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", amount).await;
    world.sync().await;
    (world, invoice)
}

/// A person archives a record in Alternative (`"customer"`, `"invoice"`).
async fn archive_there(world: &World, kind: &str, id: &str) {
    world.dashboard(kind, json!({ "action": "archive", "qbo_id": id })).await;
    world.sync().await;
}

/// The bookkeeper makes an inactive customer active again; QuickBooks lists it only where that is asked for.
async fn make_active(world: &World, id: &str, name: &str) {
    let inactive = world.query("select * from Customer where Active = false").await;
    let now = inactive.iter().find(|customer| customer["Id"] == id).unwrap();
    let body = json!({ "Id": id, "SyncToken": now["SyncToken"], "sparse": true, "Active": true, "DisplayName": name });
    world.as_user("POST", "/customer", body).await;
}

async fn make_inactive(world: &World, id: &str) {
    world.edit("Customer", id, json!({ "Active": false })).await;
}

async fn is_archived(world: &World, kind: &str, id: &str) -> bool {
    world.mirror_of(kind, id).await.unwrap()["archived"] == json!(true)
}

async fn phone(world: &World, id: &str, number: &str) {
    world.edit("Customer", id, json!({ "PrimaryPhone": { "FreeFormNumber": number } })).await;
    world.sync().await;
}

async fn amount(world: &World, invoice: &Invoice, amount: &str) {
    let line = world.line("Managed services", amount).await;
    world.edit("Invoice", &invoice.id, json!({ "Line": [line] })).await;
    world.sync().await;
}

async fn outstanding(world: &World, invoice: &Invoice) -> i64 {
    minor(&world.mirror(invoice).await.unwrap()["outstanding_balance"])
}

/// Nothing is asked, written or sent, however often both sides are looked at.
async fn comes_to_rest(world: &World) {
    let mark = world.request_mark().await;
    world.sync_for(60 * 25).await;
    assert!(world.effects(mark).await.is_empty(), "{:#?}", world.effects(mark).await);
    assert!(world.holds().await.is_empty(), "{:#?}", world.holds().await);
}

fn ways(hold: &Hold) -> Vec<ChoiceId> {
    hold.draft.choices().iter().map(engine::choice::Choice::id).collect()
}

async fn was_done(world: &World, done: impl Fn(&Done) -> bool) -> usize {
    let entries = world
        .store
        .journal(&world.company, &JournalQuery { limit: 500, ..JournalQuery::default() })
        .await
        .unwrap();
    let happened =
        entries.iter().filter(|entry| matches!(&entry.draft.happened, Happened::Done(it) if done(it)));
    happened.count()
}

#[tokio::test]
async fn c4_active_again_is_asked_about_and_restored_on_demand() {
    let (world, invoice) = synced("120.00").await;
    let customer = invoice.customer.clone();
    make_inactive(&world, &customer).await;
    world.sync().await;
    assert!(is_archived(&world, "customers", &customer).await);
    assert!(world.holds().await.is_empty());

    make_active(&world, &customer, "Harbor Dental Care").await;
    world.sync().await;
    let hold = world.hold("C4").await;
    assert!(matches!(&hold.draft.reason, HoldReason::CustomerArchived { again: true, .. }), "{hold:#?}");
    assert_eq!(ways(&hold), [ChoiceId::Restore, ChoiceId::LeaveArchived]);
    assert!(is_archived(&world, "customers", &customer).await, "nothing happens before a person decides");

    world.decide(&hold, "restore", &[]).await;
    world.sync().await;
    let shown = world.mirror_of("customers", &customer).await.unwrap();
    assert_eq!((&shown["archived"], text(&shown["name"])), (&json!(false), "Harbor Dental Care"));
    assert_eq!(was_done(&world, |done| matches!(done, Done::CustomerRestored { .. })).await, 1);
    assert_eq!(outstanding(&world, &invoice).await, 12_000, "its open invoice stayed");
    comes_to_rest(&world).await;

    make_inactive(&world, &customer).await;
    world.sync().await;
    assert!(is_archived(&world, "customers", &customer).await, "and it is archived as ever");
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn c4_left_archived_is_remembered_until_the_next_change() {
    let (world, invoice) = synced("120.00").await;
    let customer = invoice.customer.clone();
    make_inactive(&world, &customer).await;
    world.sync().await;
    make_active(&world, &customer, "Harbor Dental").await;
    world.sync().await;
    world.decide(&world.hold("C4").await, "leave_archived", &[]).await;
    world.sync().await;
    comes_to_rest(&world).await;
    assert!(is_archived(&world, "customers", &customer).await);

    phone(&world, &customer, "+1 555 0199").await;
    world.decide(&world.hold("C4").await, "leave_archived", &[]).await;
    world.sync().await;
    comes_to_rest(&world).await;

    make_inactive(&world, &customer).await;
    world.sync().await;
    make_active(&world, &customer, "Harbor Dental").await;
    world.sync().await;
    assert_eq!(world.hold("C4").await.draft.subject.to_string(), format!("customer:{customer}"));
    assert_eq!(
        world.books("Customer", &customer).await.unwrap()["Active"],
        json!(true),
        "QuickBooks is untouched"
    );
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn c4_another_computer_that_did_not_read_the_archive_yet_asks_nothing() {
    let (world, invoice) = synced("120.00").await;
    let other = world.another().await;
    other.start().await;
    other.sync().await;
    make_inactive(&world, &invoice.customer).await;
    world.sync().await;
    other.sync().await;
    make_active(&world, &invoice.customer, "Harbor Dental").await;
    other.sync().await;
    world.sync().await;
    other.decide(&other.hold("C4").await, "restore", &[]).await;
    other.sync().await;
    world.sync().await;
    assert!(!is_archived(&world, "customers", &invoice.customer).await);
    for one in [&world, &other] {
        assert!(one.holds().await.is_empty(), "{:#?}", one.holds().await);
    }
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn c7_archived_by_a_person_is_asked_about_only_after_a_change_in_quickbooks() {
    let (world, invoice) = synced("120.00").await;
    let customer = invoice.customer.clone();
    archive_there(&world, "customer", &customer).await;
    comes_to_rest(&world).await;

    phone(&world, &customer, "+1 555 0199").await;
    let hold = world.hold("C7").await;
    assert!(matches!(&hold.draft.reason, HoldReason::CustomerArchived { again: false, .. }), "{hold:#?}");
    world.decide(&hold, "leave_archived", &[]).await;
    world.sync().await;
    comes_to_rest(&world).await;
    assert!(is_archived(&world, "customers", &customer).await);

    phone(&world, &customer, "+1 555 0100").await;
    world.decide(&world.hold("C7").await, "restore", &[]).await;
    world.sync().await;
    let shown = world.mirror_of("customers", &customer).await.unwrap();
    assert_eq!((&shown["archived"], text(&shown["phone"])), (&json!(false), "+1 555 0100"));
    comes_to_rest(&world).await;
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn i10_archived_by_a_person_stays_and_is_not_created_again() {
    let (world, invoice) = synced("300.00").await;
    archive_there(&world, "invoice", &invoice.id).await;
    comes_to_rest(&world).await;
    assert!(is_archived(&world, "invoices", &invoice.id).await);
    assert_eq!(world.kept("invoices").await.len(), 1, "a tombstone");

    world.external_payment(&invoice, "100.00").await;
    world.sync().await;
    comes_to_rest(&world).await;
    assert_eq!(
        minor(&world.books("Invoice", &invoice.id).await.unwrap()["Balance"]),
        20_000,
        "QuickBooks is untouched"
    );

    let again = world.another().await;
    again.start().await;
    again.sync().await;
    comes_to_rest(&again).await;
    assert_eq!(again.kept("invoices").await.len(), 1, "nor after a re-install");
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn i10_changed_since_is_asked_about_and_restored_with_the_change() {
    let (world, invoice) = synced("300.00").await;
    archive_there(&world, "invoice", &invoice.id).await;
    amount(&world, &invoice, "350.00").await;
    let hold = world.hold("I10").await;
    assert!(matches!(&hold.draft.reason, HoldReason::InvoiceArchived { again: false, .. }), "{hold:#?}");
    assert_eq!(ways(&hold), [ChoiceId::Restore, ChoiceId::LeaveArchived]);
    assert_eq!(hold.draft.amount.unwrap().minor.0, 35_000);
    assert_eq!(text(&world.mirror(&invoice).await.unwrap()["status"]), "ARCHIVED");

    world.decide(&hold, "restore", &[]).await;
    world.sync().await;
    assert!(!is_archived(&world, "invoices", &invoice.id).await);
    assert_eq!(outstanding(&world, &invoice).await, 35_000);
    assert_eq!(was_done(&world, |done| matches!(done, Done::InvoiceRestored { .. })).await, 1);
    comes_to_rest(&world).await;
    world.pay(&invoice).await;
    world.sync_for(5).await;
    assert_eq!(world.recorded().await, [35_000], "and it is paid as ever");

    archive_there(&world, "invoice", &invoice.id).await;
    comes_to_rest(&world).await;
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn i10_left_archived_is_remembered_until_the_next_change() {
    let (world, invoice) = synced("300.00").await;
    archive_there(&world, "invoice", &invoice.id).await;
    amount(&world, &invoice, "350.00").await;
    world.decide(&world.hold("I10").await, "leave_archived", &[]).await;
    world.sync().await;
    comes_to_rest(&world).await;
    let payment = world.external_payment(&invoice, "50.00").await;
    world.sync().await;
    comes_to_rest(&world).await;
    world.delete("Payment", &payment).await;
    world.sync().await;
    comes_to_rest(&world).await;

    amount(&world, &invoice, "360.00").await;
    assert_eq!(world.hold("I10").await.draft.amount.unwrap().minor.0, 36_000);
    amount(&world, &invoice, "350.00").await;
    assert!(world.holds().await.is_empty(), "as it was left");
    assert!(is_archived(&world, "invoices", &invoice.id).await);
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn i10_restored_there_by_a_person_is_sent_again_and_the_next_archive_is_asked_about_anew() {
    let (world, invoice) = synced("300.00").await;
    archive_there(&world, "invoice", &invoice.id).await;
    amount(&world, &invoice, "350.00").await;
    world.decide(&world.hold("I10").await, "leave_archived", &[]).await;
    world.sync().await;
    world.dashboard("invoice", json!({ "action": "restore", "qbo_id": invoice.id })).await;
    world.sync().await;
    assert_eq!(outstanding(&world, &invoice).await, 35_000);

    archive_there(&world, "invoice", &invoice.id).await;
    comes_to_rest(&world).await;
    amount(&world, &invoice, "340.00").await;
    world.hold("I10").await;
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn i10_what_came_to_nothing_and_is_open_again_is_asked_about() {
    let (world, invoice) = synced("300.00").await;
    let zero: Value = world.line("Managed services", "0.00").await;
    world.edit("Invoice", &invoice.id, json!({ "Line": [zero] })).await;
    world.sync().await;
    assert!(is_archived(&world, "invoices", &invoice.id).await, "it counts as a void");
    comes_to_rest(&world).await;

    amount(&world, &invoice, "300.00").await;
    let hold = world.hold("I10").await;
    assert!(matches!(&hold.draft.reason, HoldReason::InvoiceArchived { again: true, .. }), "{hold:#?}");
    world.decide(&hold, "restore", &[]).await;
    world.sync().await;
    assert_eq!(outstanding(&world, &invoice).await, 30_000);
    comes_to_rest(&world).await;
    assert!(world.violations().await.is_empty());
}
