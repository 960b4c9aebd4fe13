//! Rules F4 and P15: a second pass writes nothing, and races end in the version checks of both sides.

use std::sync::Arc;

use engine::ports::{Change, JournalQuery};
use engine::settings::{Patch, RecordWhen};
use serde_json::json;
use support::{World, minor};

use crate::text;

#[tokio::test]
async fn f4_a_pass_with_nothing_new_costs_one_request_and_writes_nothing() {
    let world = World::msp().await;
    world.engine.set_bell_listens(true);
    world.sync().await;
    world.advance(1);
    let mark = world.request_mark().await;
    world.sync().await;
    assert!(world.effects(mark).await.is_empty());

    world.advance(700);
    let mark = world.request_mark().await;
    let tick = world.tick().await;
    assert!(!tick.busy);
    let asked: Vec<_> = world.asked(mark).await.into_iter().map(|(call, _)| call).collect();
    assert_eq!(asked, ["quickbooks GET cdc"], "Alternative's doorbell is listened to, so it is not asked");
}

#[tokio::test]
async fn f4_one_changed_invoice_costs_one_read_and_one_write_beside_its_pdf() {
    let world = World::started().await;
    world.engine.set_bell_listens(true);
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    world.edit("Invoice", &invoice.id, json!({ "DueDate": "2026-11-01" })).await;
    world.advance(700);
    let mark = world.request_mark().await;
    while world.tick().await.busy {}
    let asked: Vec<_> = world.asked(mark).await.into_iter().map(|(call, _)| call).collect();
    let id = &invoice.id;
    let expected = [
        "quickbooks GET cdc".to_owned(),
        format!("alternative PUT invoices/{id}"),
        format!("quickbooks GET invoice/{id}/pdf"),
        format!("alternative PUT invoices/{id}/pdf"),
    ];
    assert_eq!(asked, expected);
}

/// What another client of the same key puts there under that version pair.
async fn put_by_another(world: &World, id: &str, customer: &str, version: u64) {
    let body = json!({
        "version": version, "mapping_revision": 0, "customer_qbo_id": customer, "invoice_number": "1001", "currency": "USD",
        "issue_date": "2026-08-04", "due_date": "2026-08-04", "sub_total": 310.00, "tax": 0, "total": 310.00, "balance": 310.00,
        "line_items": [{ "description": "As another client sees it", "amount": 310.00, "quantity": null, "unit_price": null }],
        "memo": null,
    });
    world.partner_with("PUT", &format!("/integrations/quickbooks/invoices/{id}"), body).await.unwrap();
}

async fn drifts(world: &World) -> usize {
    let query = JournalQuery { limit: 200, ..JournalQuery::default() };
    let told = world.store.journal(&world.company, &query).await.unwrap();
    told.iter().filter(|entry| entry.draft.kind == engine::journal::EntryKind::Drift).count()
}

#[tokio::test]
async fn f4_the_same_version_with_another_body_is_drift_until_quickbooks_moves() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let dearer = world.line("Managed services", "320.00").await;
    world.edit("Invoice", &invoice.id, json!({ "Line": [dearer] })).await;
    put_by_another(&world, &invoice.id, &invoice.customer, 1).await;
    world.sync().await;

    assert_eq!(minor(&world.mirror(&invoice).await.unwrap()["total"]), 31_000, "never forced");
    assert!(world.holds().await.is_empty(), "drift is no question");
    assert_eq!(drifts(&world).await, 1);
    let mark = world.request_mark().await;
    world.sync().await;
    assert!(
        world.asked(mark).await.iter().all(|(call, _)| !call.contains("PUT")),
        "not tried again and again"
    );

    world.edit("Invoice", &invoice.id, json!({ "DueDate": "2026-11-01" })).await;
    world.sync().await;
    assert_eq!(minor(&world.mirror(&invoice).await.unwrap()["total"]), 32_000);
    assert_eq!(world.store.tie(&world.company).await.unwrap().apart, 0);
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn f4_a_version_that_alternative_knows_as_stale_is_never_forced() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    put_by_another(&world, &invoice.id, &invoice.customer, 2).await;
    world.edit("Invoice", &invoice.id, json!({ "DueDate": "2026-11-01" })).await;
    world.sync().await;
    let shown = world.mirror(&invoice).await.unwrap();
    assert_eq!((minor(&shown["total"]), &shown["version"]), (31_000, &json!(2)));
    assert!(world.holds().await.is_empty());

    for due in ["2026-11-02", "2026-11-03"] {
        world.edit("Invoice", &invoice.id, json!({ "DueDate": due })).await;
    }
    world.sync().await;
    let shown = world.mirror(&invoice).await.unwrap();
    assert_eq!((minor(&shown["total"]), &shown["version"]), (30_000, &json!(3)));
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn f4_an_invoice_that_moved_while_it_was_sent_is_read_and_sent_again() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let other = world.another().await;
    other.start().await;
    world.edit("Invoice", &invoice.id, json!({ "DueDate": "2026-11-01" })).await;
    world.fault(json!({ "service": "alternative", "method": "PUT", "path": "/invoices/", "kind": "fault", "value": "server_error", "times": 1 })).await;
    world.sync().await;
    // The other computer is faster with the next version; ours comes late with the one before.
    world.edit("Invoice", &invoice.id, json!({ "DueDate": "2026-11-09" })).await;
    other.sync().await;
    world.advance(30);
    world.sync_for(5).await;
    assert_eq!(text(&world.mirror(&invoice).await.unwrap()["due_date"]), "2026-11-09");
    assert_eq!(drifts(&world).await, 0);
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn f4_a_payment_that_moved_in_quickbooks_is_read_again_before_it_is_removed() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let paid =
        world.pay_with(json!({ "allocations": [{ "qbo_invoice_id": invoice.id }], "outcome": "hang" })).await;
    world.sync().await;
    let ours = text(&world.our_payments().await[0]["Id"]).to_owned();
    world.edit("Payment", &ours, json!({ "PrivateNote": "A note of the bookkeeper's" })).await;
    world.fault(json!({ "service": "quickbooks", "method": "POST", "path": "operation=delete", "kind": "fault", "value": "5010", "times": 1 })).await;
    world.move_payment(&paid, "fail", json!({})).await;
    world.sync_for(5).await;

    assert!(world.our_payments().await.is_empty());
    assert_eq!(minor(&world.books("Invoice", &invoice.id).await.unwrap()["Balance"]), 30_000);
    assert_eq!(minor(&world.mirror(&invoice).await.unwrap()["outstanding_balance"]), 30_000);
    assert!(world.holds().await.is_empty(), "a race is no question");
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn f4_two_computers_at_the_same_company_write_nothing_twice() {
    let first = World::started().await;
    let invoice = first.invoice("Harbor Dental", "300.00").await;
    let second = first.another().await;
    second.start().await;
    first.advance(60);
    let mark = first.request_mark().await;
    let both = async || {
        first.sync().await;
        second.sync().await;
    };
    both().await;
    first.edit("Customer", &invoice.customer, json!({ "DisplayName": "Harbor Dental" })).await;
    first.edit("Invoice", &invoice.id, json!({ "DueDate": "2026-11-01" })).await;
    both().await;
    first.pay_part(&invoice, "100.00").await;
    both().await;
    let voided = first.invoice("Copperline Electric", "80.00").await;
    both().await;
    first.void_invoice(&voided.id).await;
    both().await;
    both().await;

    assert_eq!(first.our_payments().await.len(), 1);
    assert_eq!(first.kept("customers").await.len(), 2);
    assert_eq!(first.kept("invoices").await.len(), 2);
    let effects = first.effects(mark).await;
    let mut once = effects.clone();
    once.sort();
    let archives = once.iter().filter(|effect| effect.starts_with("archived Invoice")).count();
    assert_eq!(archives, 1, "{effects:#?}");
    for world in [&first, &second] {
        assert!(world.holds().await.is_empty());
        assert_eq!(world.store.tie(&world.company).await.unwrap().apart, 0);
    }
    let mark = first.request_mark().await;
    both().await;
    assert!(first.effects(mark).await.is_empty());
    assert!(first.violations().await.is_empty());
}

/// Another process turns a preference on while QuickBooks' answer is on its way, and the window's choice stays.
fn choose_meanwhile(world: &World, during: &str) {
    let (store, company) = (world.store.clone(), world.company.clone());
    world.injector.meanwhile(during, async move {
        let later = Patch::RecordWhen(RecordWhen::Succeeded);
        store.write(&company, vec![Change::Patch(later)].into()).await.unwrap();
    });
}

#[tokio::test]
async fn a_preference_set_while_the_closing_date_is_read_stays() {
    let world = World::started().await;
    world.sync().await;
    world.close_books("2026-07-31").await;
    // The company is read anew, because change data named it.
    choose_meanwhile(&world, "/cdc");
    world.sync().await;
    assert!(world.injector.is_alone());
    let settings = world.settings().await;
    assert_eq!(settings.closed_until().map(|day| day.to_string()).as_deref(), Some("2026-07-31"));
    assert_eq!(settings.preferences.record_when, RecordWhen::Succeeded);
}

#[tokio::test]
async fn a_preference_set_while_everything_is_read_stays() {
    let world = World::empty().await;
    choose_meanwhile(&world, "/batch");
    world.sync().await;
    assert!(world.injector.is_alone());
    assert_eq!(world.settings().await.preferences.record_when, RecordWhen::Succeeded);
}

#[tokio::test]
async fn d10_a_fee_account_chosen_while_ours_is_looked_for_stays() {
    let world = World::started().await;
    let body = json!({ "Name": "Card costs", "AccountType": "Expense", "AccountSubType": "BankCharges" });
    let chosen = world.as_user("POST", "/account", body).await["Account"]["Id"].clone();
    world.create_deposits("Checking").await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let fee = json!({ "amount": 9.00, "covered_by_customer": false });
    let allocations = json!([{ "qbo_invoice_id": invoice.id }]);
    world.pay_with(json!({ "allocations": allocations, "outcome": "succeed", "fee": fee })).await;
    let (store, company, id) = (world.store.clone(), world.company.clone(), text(&chosen).to_owned());
    world.injector.meanwhile("Alternative Payment Fees", async move {
        let chosen = [Patch::FeeAccount(Some(id.as_str().into())), Patch::RecordWhen(RecordWhen::Succeeded)];
        store.write(&company, chosen.map(Change::Patch).to_vec().into()).await.unwrap();
    });
    world.sync_for(5).await;
    let payout = world.payout(json!({})).await;
    world.pay_out(&payout).await;
    world.sync().await;
    assert!(world.injector.is_alone());
    let preferences = world.settings().await.preferences;
    assert_eq!(preferences.fee_account.map(|id| json!(id.as_str())), Some(chosen));
    assert_eq!(preferences.record_when, RecordWhen::Succeeded);
}

#[tokio::test]
async fn p15_a_payment_is_recorded_only_under_a_version_that_no_other_computer_goes_behind() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    let other = Arc::new(world.another().await);
    other.start().await;
    world.sync().await;
    // One computer records the payment, and another takes it out once it failed.
    let failed = world.pay(&invoice).await;
    other.sync().await;
    world.sync().await;
    world.move_payment(&failed, "fail", json!({})).await;
    // Meanwhile the payer pays again, and the first computer records that, before the balance between the two is sent.
    let (first, again) = (other.clone(), invoice.id.clone());
    world.injector.meanwhile("/query?", async move {
        let body = json!({ "allocations": [{ "qbo_invoice_id": again }], "outcome": "succeed" });
        first.pay_with(body).await;
        first.sync().await;
    });
    world.sync().await;

    assert!(world.injector.is_alone(), "the invoice was read after the removal");
    assert_eq!(world.our_payments().await.len(), 1);
    assert_eq!(minor(&world.mirror(&invoice).await.unwrap()["outstanding_balance"]), 0, "it is paid");
    assert_eq!(world.violations().await, Vec::<serde_json::Value>::new());
}

/// Two computers on which a person decides differently. Where Alternative asks for nothing either way, it tells nobody that
/// the other's report went back.
#[tokio::test]
async fn i4_what_another_computer_reported_since_is_read_before_an_invoice_is_apart() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    let line = world.line("Cabling", "100.00").await;
    let elsewhere = world.invoice_of(&invoice.customer, json!({ "Line": [line] })).await;
    let other = world.another().await;
    other.start().await;
    let both = async || {
        world.sync().await;
        other.sync().await;
    };
    both().await;
    let paid = world.pay_part(&invoice, "100.00").await;
    world.external_payment(&elsewhere, "100.00").await;
    both().await;
    let (here, there) = (world.hold("P5").await, other.hold("P5").await);
    world.decide(&here, "it_is_that_one", &[]).await;
    let all = world.external_payment(&invoice, "300.00").await;
    world.sync().await;
    world.decide(&world.hold("P11").await, "leave_as_credit", &[]).await;
    world.sync().await;
    assert_eq!(text(&world.payment(&paid).await["link"]["state"]), "recorded");
    other.decide(&there, "it_is_that_one", &[]).await;
    other.sync().await;
    world.sync_for(5).await;
    assert_eq!(text(&world.payment(&paid).await["link"]["state"]), "held");

    world.delete("Payment", &all).await;
    world.sync_for(5).await;
    assert_eq!(minor(&world.mirror(&invoice).await.unwrap()["outstanding_balance"]), 20_000);
    assert_eq!(world.store.tie(&world.company).await.unwrap().apart, 0);
    assert_eq!(world.violations().await, Vec::<serde_json::Value>::new());
}
