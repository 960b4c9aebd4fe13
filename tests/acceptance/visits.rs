//! What the simulation found since people act in it while the companion waits for an answer, each as the smallest story
//! that shows it, named by the rule that was broken.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;
use support::{World, minor};
use transport::Method;

use crate::text;

#[tokio::test]
async fn p15_another_computer_s_word_about_two_customers_counts_for_neither_once_one_payment_is_gone() {
    let world = World::started().await;
    let first = world.invoice("Harbor Dental", "300.00").await;
    let second = world.invoice("Copperline Electric", "80.00").await;
    world.sync().await;
    let allocations = json!([{ "qbo_invoice_id": first.id, "amount": 100.00 }, { "qbo_invoice_id": second.id, "amount": 50.00 }]);
    let payment = world.pay_with(json!({ "allocations": allocations, "outcome": "succeed" })).await;
    world.sync().await;
    assert_eq!(text(&world.payment(&payment).await["link"]["state"]), "recorded");
    let other = world.another().await;
    other.start().await;
    other.sync_for(5).await;

    let ours = world.our_payments().await;
    let of_first = ours.iter().find(|payment| payment["CustomerRef"]["value"] == first.customer.as_str());
    world.delete("Payment", text(&of_first.unwrap()["Id"])).await;
    let mark = world.request_mark().await;
    let early = Arc::new(AtomicBool::new(false));
    let (practice, store, company) = (world.practice.clone(), other.store.clone(), other.company.clone());
    let sent = early.clone();
    other.injector.meanwhile(&format!("/payments/{}/link", text(&payment["id"])), async move {
        // Time enough for whatever else is under way.
        for _ in 0..50 {
            store.settings(&company).await.unwrap();
        }
        let is_update = |effect: &String| effect.contains("updated Invoice");
        let updated = practice.with_world(|world| {
            world.log.since(mark).any(|entry| entry.effect.as_ref().is_some_and(is_update))
        });
        sent.store(updated, Ordering::Relaxed);
    });
    other.sync().await;

    other.hold("P9").await;
    assert!(other.injector.is_alone(), "the link was told");
    assert!(!early.load(Ordering::Relaxed), "the invoice did not wait: the payer may be asked twice");
    assert_eq!(text(&world.payment(&payment).await["link"]["state"]), "held");
    assert_eq!(minor(&world.mirror(&first).await.unwrap()["outstanding_balance"]), 20_000);
}

#[tokio::test]
async fn f9_the_pdf_of_an_invoice_that_was_just_deleted_is_asked_for_once() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    let (practice, realm) = (world.practice.clone(), world.realm());
    let stub = json!({ "Id": invoice.id, "SyncToken": "0" });
    world.injector.meanwhile(&format!("/invoices/{}", invoice.id), async move {
        practice.with_world(|world| {
            let target = "/invoice?operation=delete";
            practice::quickbooks::as_user(world, &realm, "the bookkeeper", Method::POST, target, &stub);
        });
    });
    let mark = world.request_mark().await;
    world.sync().await;
    assert!(world.injector.is_alone(), "it was deleted in the middle");
    let asked = world.asked(mark).await;
    let pdfs = asked.iter().filter(|(call, _)| call.ends_with("/pdf")).count();
    assert_eq!(pdfs, 1, "{asked:#?}");
    assert_eq!(world.mirror(&invoice).await.unwrap()["archived"], json!(true), "nobody looked again for it");
}

#[tokio::test]
async fn p15_a_credit_whose_payment_failed_is_never_told_to_be_recorded() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let payment = world.pay_part(&invoice, "200.00").await;
    world.sync().await;
    let ours = text(&world.our_payments().await[0]["Id"]).to_owned();
    // A person leaves a part of it on the customer's account.
    let line = json!({ "Amount": 120.00, "LinkedTxn": [{ "TxnId": invoice.id, "TxnType": "Invoice" }] });
    world.edit("Payment", &ours, json!({ "TotalAmt": 200.00, "Line": [line] })).await;
    world.sync().await;
    world.hold("P11").await;
    assert_eq!(text(&world.payment(&payment).await["link"]["state"]), "held");

    world.move_payment(&payment, "fail", json!({})).await;
    let mark = world.request_mark().await;
    world.sync().await;
    assert!(world.our_payments().await.is_empty(), "taken out of QuickBooks");
    assert_eq!(text(&world.payment(&payment).await["link"]["state"]), "removed");
    let told =
        world.effects(mark).await.into_iter().filter(|effect| effect.contains("linked Payment")).count();
    assert_eq!(told, 1, "that it is out, and nothing before");
    assert_eq!(minor(&world.mirror(&invoice).await.unwrap()["outstanding_balance"]), 30_000);
}

#[tokio::test]
async fn p15_a_balance_that_rose_because_our_payment_was_deleted_waits_for_that_payment() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let first = world.pay_part(&invoice, "100.00").await;
    world.sync().await;
    let ours = text(&world.our_payments().await[0]["Id"]).to_owned();
    world.pay_part(&invoice, "50.00").await;
    // It is deleted after QuickBooks was looked at, and before the next payment is recorded.
    let (practice, realm) = (world.practice.clone(), world.realm());
    let stub = json!({ "Id": ours, "SyncToken": "0" });
    world.injector.meanwhile("/events", async move {
        practice.with_world(|world| {
            let target = "/payment?operation=delete";
            practice::quickbooks::as_user(world, &realm, "the bookkeeper", Method::POST, target, &stub);
        });
    });
    let mark = world.request_mark().await;
    world.sync_for(5).await;
    assert!(world.injector.is_alone(), "it was deleted in the middle");
    world.hold("P9").await;
    assert_eq!(text(&world.payment(&first).await["link"]["state"]), "held");
    let effects = world.effects(mark).await;
    let at = |what: &str| effects.iter().position(|effect| effect.contains(what));
    let told = at(&format!("linked Payment {}", text(&first["id"])));
    let sent = at("updated Invoice");
    assert!(
        told.is_some() && told < sent,
        "the payment is told as held before its invoice asks for more: {effects:#?}"
    );
    assert_eq!(minor(&world.mirror(&invoice).await.unwrap()["outstanding_balance"]), 15_000);
}

/// What came another way is taken back before ours is recorded, so that QuickBooks owes as much as in the version that
/// Alternative took: the same is sent under the newest version, behind which no other computer can go, and then the report.
#[tokio::test]
async fn p15_a_report_follows_its_version_though_that_owes_what_the_one_that_was_taken_did() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    let external = world.external_payment(&invoice, "100.00").await;
    world.sync().await;
    let mark = world.request_mark().await;
    let payment = world.pay_part(&invoice, "100.00").await;
    let (practice, realm) = (world.practice.clone(), world.realm());
    world.injector.meanwhile("/events", async move {
        practice.with_world(|world| {
            let (target, stub) = ("/payment?operation=delete", json!({ "Id": external, "SyncToken": "0" }));
            practice::quickbooks::as_user(world, &realm, "the bookkeeper", Method::POST, target, &stub);
        });
    });
    world.sync_for(10).await;

    assert!(world.injector.is_alone(), "it was deleted in the middle");
    assert_eq!(text(&world.payment(&payment).await["link"]["state"]), "recorded");
    assert_eq!(minor(&world.mirror(&invoice).await.unwrap()["outstanding_balance"]), 20_000);
    let effects = world.effects(mark).await;
    let expected = ["created Payment", "updated Invoice", "linked Payment"];
    let as_expected = effects.iter().zip(expected).all(|(effect, expected)| effect.starts_with(expected));
    assert!(effects.len() == expected.len() && as_expected, "{effects:#?}");
    assert_eq!(world.violations().await, Vec::<serde_json::Value>::new());
}

/// Alternative asks for all of a payment again by itself once it failed, and the credit that a person left of it is none.
#[tokio::test]
async fn p15_a_credit_that_fails_while_a_version_of_its_invoice_is_on_its_way_is_told_next() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let external = world.external_payment(&invoice, "100.00").await;
    let allocations = json!([{ "qbo_invoice_id": invoice.id, "amount": 300.00 }]);
    let payment = world.pay_with(json!({ "allocations": allocations, "outcome": "hang" })).await;
    world.sync().await;
    world.decide(&world.hold("P5").await, "already_recorded", &[("payment", &external)]).await;
    world.sync().await;
    world.decide(&world.hold("P11").await, "leave_as_credit", &[]).await;
    world.sync().await;
    assert_eq!(minor(&world.mirror(&invoice).await.unwrap()["outstanding_balance"]), 20_000);

    world.external_payment(&invoice, "50.00").await;
    let (bank, failed) = (world.another().await, payment.clone());
    world.injector.meanwhile("/events", async move {
        bank.move_payment(&failed, "fail", json!({})).await;
    });
    world.sync_for(10).await;
    assert!(world.injector.is_alone(), "it failed in the middle");
    assert_eq!(text(&world.payment(&payment).await["link"]["state"]), "held");
    assert_eq!(minor(&world.mirror(&invoice).await.unwrap()["outstanding_balance"]), 15_000);
    assert_eq!(world.violations().await, Vec::<serde_json::Value>::new());
}

#[tokio::test]
async fn d3_a_deposit_without_payments_whose_answer_was_lost_is_found_by_its_note() {
    let world = World::started().await;
    world.create_deposits("Checking").await;
    let payout =
        world.payout(json!({ "adjustments": [{ "amount": 25.00, "description": "Goodwill" }] })).await;
    world.pay_out(&payout).await;
    world.sync().await;
    world.fault(json!({ "service": "quickbooks", "method": "POST", "path": "/deposit", "kind": "drop_after", "times": 1 })).await;
    let account = world.account("Bank Charges");
    world.decide(&world.hold("D3").await, "choose_account", &[("account", &account)]).await;
    for _ in 0..5 {
        world.tick().await;
    }
    assert_eq!(world.all("Deposit").await.len(), 1);
    // Nothing is deposited any more, but this one was.
    world.set(|settings| settings.preferences.create_deposits = false).await;
    world.sync_for(10).await;
    assert_eq!(world.all("Deposit").await.len(), 1);
    assert_eq!(text(&world.payout_now(&payout).await["link"]["state"]), "recorded");
}

#[tokio::test]
async fn p15_an_invoice_waits_for_a_payment_that_was_recorded_and_is_gone_although_no_report_of_it_is_known()
{
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let other = world.another().await;
    other.start().await;
    other.sync_for(5).await;
    // Both computers know the Payment, and neither report comes through.
    let lost = |times: u32| json!({ "service": "alternative", "method": "PUT", "path": "/link", "kind": "drop_before", "times": times });
    world.fault(lost(2)).await;
    let lost_once = lost(1);
    let payment = world.pay_part(&invoice, "100.00").await;
    world.sync().await;
    other.sync().await;
    world.delete("Payment", text(&world.our_payments().await[0]["Id"])).await;
    world.advance(600);
    // The first one's goes out while the other, which knows of it no more, is about to tell that the Payment is gone.
    let (practice, engine, clock) = (world.practice.clone(), world.engine.clone(), world.now());
    let id = text(&payment["id"]).to_owned();
    let is_recorded = world.practice.clone();
    let down = json!({ "service": "quickbooks", "path": "/cdc", "kind": "refuse", "times": 1 });
    other.injector.meanwhile("/events", async move {
        practice.with_world(|world| world.faults.add(serde_json::from_value(down).unwrap()));
        for _ in 0..5 {
            engine.tick(clock).await.unwrap();
        }
        let link = is_recorded.with_world(|world| {
            let now = world.clock.now();
            let state = world.platforms.values().next().unwrap().state(now);
            let payments = state["payments"].as_array().unwrap().clone();
            payments.into_iter().find(|payment| payment["id"] == id.as_str()).unwrap()["link"]["state"]
                .clone()
        });
        assert_eq!(link, json!("recorded"));
        // What the other tells then takes a while to come through.
        practice.with_world(|world| world.faults.add(serde_json::from_value(lost_once).unwrap()));
    });
    other.sync_for(5).await;

    assert!(other.injector.is_alone());
    other.hold("P9").await;
    assert_eq!(world.violations().await, Vec::<serde_json::Value>::new());
    assert_eq!(text(&world.payment(&payment).await["link"]["state"]), "held");
    assert_eq!(minor(&world.mirror(&invoice).await.unwrap()["outstanding_balance"]), 20_000);
}

#[tokio::test]
async fn p18_an_invoice_that_was_read_before_its_payment_was_gone_waits_for_nothing_then() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let external = world.external_payment(&invoice, "100.00").await;
    world.sync().await;
    let payment = world.pay_part(&invoice, "50.00").await;
    // It is deleted after QuickBooks was looked at, and before ours is recorded: the look for ours brings the invoice.
    let (practice, realm) = (world.practice.clone(), world.realm());
    let stub = json!({ "Id": external, "SyncToken": "0" });
    world.injector.meanwhile("/events", async move {
        practice.with_world(|world| {
            let target = "/payment?operation=delete";
            practice::quickbooks::as_user(world, &realm, "the bookkeeper", Method::POST, target, &stub);
        });
    });
    world.sync_for(10).await;
    assert!(world.injector.is_alone(), "it was deleted in the middle");
    assert_eq!(text(&world.payment(&payment).await["link"]["state"]), "recorded");
    assert_eq!(minor(&world.mirror(&invoice).await.unwrap()["outstanding_balance"]), 25_000);
}

#[tokio::test]
async fn d7_books_closed_since_change_data_was_read_are_not_even_tried() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let payment = world.pay(&invoice).await;
    let (practice, realm) = (world.practice.clone(), world.realm());
    world.injector.meanwhile("/events", async move {
        let day = Some("2026-08-04".parse().unwrap());
        practice.with_world(|world| practice::quickbooks::close_books(world, &realm, day));
    });
    let mark = world.request_mark().await;
    world.sync().await;
    assert!(world.injector.is_alone(), "they were closed in the middle");
    world.hold("D7").await;
    let asked = world.asked(mark).await;
    assert!(asked.iter().all(|(call, _)| call != "quickbooks POST payment"), "{asked:#?}");
    assert_eq!(text(&world.payment(&payment).await["link"]["state"]), "held");
    assert_eq!(world.violations().await, Vec::<serde_json::Value>::new());
}

/// A computer takes another's word that a payment is recorded for a person's credit only where it never saw the payment
/// applied as a whole.
#[tokio::test]
async fn p15_another_computer_s_word_about_a_payment_that_was_applied_as_a_whole_says_nothing_once_it_is_not()
{
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let other = world.another().await;
    other.start().await;
    other.sync_for(5).await;
    let payment = world.pay_part(&invoice, "100.00").await;
    world.sync().await;
    other.sync_for(5).await;
    assert_eq!(text(&world.payment(&payment).await["link"]["state"]), "recorded");

    let ours = text(&world.our_payments().await[0]["Id"]).to_owned();
    world.edit("Payment", &ours, json!({ "TotalAmt": 100.00, "Line": [] })).await;
    other.sync_for(5).await;
    other.hold("P11").await;
    assert_eq!(text(&world.payment(&payment).await["link"]["state"]), "held");
    assert_eq!(world.violations().await, Vec::<serde_json::Value>::new());

    // What a person decides on the first computer then counts for both.
    world.sync_for(5).await;
    world.decide(&world.hold("P11").await, "leave_as_credit", &[]).await;
    world.sync_for(5).await;
    other.sync_for(5).await;
    assert_eq!(text(&world.payment(&payment).await["link"]["state"]), "recorded");
    let asked = other.holds().await;
    assert!(!asked.iter().any(|hold| hold.draft.rule() == engine::rule::Rule::P11), "{asked:#?}");
}
