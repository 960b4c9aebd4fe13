//! What the simulation found, each as the smallest story that shows it, named by the rule that was broken.

use engine::rule::Rule;
use engine::settings::RecordWhen;
use serde_json::{Value, json};
use support::{Invoice, World, minor};

use crate::text;

/// An invoice of that amount, synced.
async fn synced(amount: &str) -> (World, Invoice) {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", amount).await;
    world.sync().await;
    (world, invoice)
}

/// Places of the first report of a payment and of the first update of an invoice among what was written since then.
async fn report_and_update(world: &World, mark: u64) -> (Option<usize>, Option<usize>) {
    let effects = world.effects(mark).await;
    let place = |words: &str| effects.iter().position(|effect| effect.contains(words));
    (place("linked Payment"), place("updated Invoice"))
}

#[tokio::test]
async fn p15_a_payment_deleted_by_a_person_is_held_before_its_invoice_asks_for_more() {
    let (world, invoice) = synced("300.00").await;
    let payment = world.pay_part(&invoice, "100.00").await;
    world.sync().await;
    let mark = world.request_mark().await;
    world.delete("Payment", text(&world.our_payments().await[0]["Id"])).await;
    world.sync().await;

    world.hold("P9").await;
    assert_eq!(text(&world.payment(&payment).await["link"]["state"]), "held");
    assert_eq!(minor(&world.mirror(&invoice).await.unwrap()["outstanding_balance"]), 20_000);
    let (report, update) = report_and_update(&world, mark).await;
    assert!(
        report.unwrap() < update.unwrap(),
        "the payer would be asked for what is paid: {report:?} {update:?}"
    );
}

#[tokio::test]
async fn p6_an_invoice_given_to_another_customer_is_not_paid_a_second_time() {
    let (world, invoice) = synced("300.00").await;
    world.pay_part(&invoice, "100.00").await;
    world.sync().await;
    let other = world.customer("Copperline Electric").await;
    world.edit("Invoice", &invoice.id, json!({ "CustomerRef": { "value": other } })).await;
    world.sync().await;
    assert_eq!(world.our_payments().await.len(), 1, "{:#?}", world.our_payments().await);

    let again = world.another().await;
    again.sync_for(5).await;
    again.start().await;
    for hold in again.holds().await.iter().filter(|hold| hold.draft.rule() == Rule::P17) {
        again.decide(hold, "post", &[("payments", "all")]).await;
    }
    again.sync_for(5).await;
    assert_eq!(world.our_payments().await.len(), 1, "a computer that knows nothing finds it too");
    assert_eq!(world.violations().await, Vec::<Value>::new());
}

#[tokio::test]
async fn p7_a_failed_payment_is_removed_though_its_invoice_was_given_to_another_customer() {
    let (world, invoice) = synced("300.00").await;
    let allocations = json!([{ "qbo_invoice_id": invoice.id, "amount": 100.00 }]);
    let payment = world.pay_with(json!({ "allocations": allocations, "outcome": "hang" })).await;
    world.sync().await;
    let other = world.customer("Copperline Electric").await;
    world.edit("Invoice", &invoice.id, json!({ "CustomerRef": { "value": other } })).await;
    world.sync().await;
    world.move_payment(&payment, "fail", json!({})).await;
    world.sync().await;
    assert!(world.our_payments().await.is_empty());
    assert_eq!(text(&world.payment(&payment).await["link"]["state"]), "removed");
}

#[tokio::test]
async fn p7_a_payment_that_fails_after_a_person_deleted_ours_is_removed_not_recorded() {
    let (world, invoice) = synced("300.00").await;
    let allocations = json!([{ "qbo_invoice_id": invoice.id, "amount": 100.00 }]);
    let payment = world.pay_with(json!({ "allocations": allocations, "outcome": "hang" })).await;
    world.sync().await;
    world.delete("Payment", text(&world.our_payments().await[0]["Id"])).await;
    world.sync().await;
    world.hold("P9").await;
    world.move_payment(&payment, "fail", json!({})).await;
    world.sync().await;
    assert!(world.holds().await.is_empty(), "{:#?}", world.holds().await);
    assert_eq!(text(&world.payment(&payment).await["link"]["state"]), "removed");
    assert_eq!(minor(&world.mirror(&invoice).await.unwrap()["outstanding_balance"]), 30_000);
}

#[tokio::test]
async fn i11_a_deleted_invoice_whose_payment_is_processing_waits_in_silence() {
    let (world, invoice) = synced("300.00").await;
    let allocations = json!([{ "qbo_invoice_id": invoice.id }]);
    world.set(|settings| settings.preferences.record_when = RecordWhen::Succeeded).await;
    let payment = world.pay_with(json!({ "allocations": allocations, "outcome": "hang" })).await;
    world.sync().await;
    world.delete("Invoice", &invoice.id).await;
    world.sync().await;
    let mark = world.request_mark().await;
    world.sync_for(30).await;
    let asked = world.asked(mark).await;
    assert!(
        !asked.iter().any(|(call, _)| call.contains("archive")),
        "Alternative would only refuse: {asked:?}"
    );
    world.move_payment(&payment, "fail", json!({})).await;
    world.sync().await;
    assert_eq!(world.mirror(&invoice).await.unwrap()["archived"], json!(true));
}

#[tokio::test]
async fn p15_a_payment_found_in_quickbooks_is_reported_after_its_invoice() {
    let (world, first) = synced("300.00").await;
    let second = world.invoice_for(&first.customer, &[("Hosting", "80.00")]).await;
    world.sync().await;
    let mark = world.request_mark().await;
    // The answer to the first record is lost; the look before the second finds what came of it.
    let lost = json!({ "service": "quickbooks", "method": "POST", "path": "/payment", "kind": "drop_after", "times": 1 });
    world.fault(lost).await;
    let payment = world.pay_part(&first, "100.00").await;
    world.pay(&second).await;
    world.sync_for(5).await;

    let asked = world.mirror(&first).await.unwrap();
    assert_eq!(minor(&asked["outstanding_balance"]), 20_000);
    let effects = world.effects(mark).await;
    let place = |words: String| effects.iter().position(|effect| effect.contains(&words)).unwrap();
    let report = place(format!("linked Payment {}", text(&payment["id"])));
    let update = place(format!("updated Invoice {}", text(&asked["id"])));
    assert!(update < report, "the payer would be asked for what is paid: {effects:#?}");
}

#[tokio::test]
async fn i12_a_raised_amount_is_not_asked_for_before_a_person_decides() {
    let (world, invoice) = synced("300.00").await;
    world.pay_part(&invoice, "100.00").await;
    world.sync().await;
    let dearer = world.line("Managed services", "500.00").await;
    world.edit("Invoice", &invoice.id, json!({ "Line": [dearer] })).await;
    world.sync().await;
    let hold = world.hold("I12").await;
    let outstanding = async || minor(&world.mirror(&invoice).await.unwrap()["outstanding_balance"]);
    assert_eq!(outstanding().await, 20_000, "what is left of the amount that the payer knows");
    world.decide(&hold, "keep", &[]).await;
    world.sync().await;
    assert_eq!(outstanding().await, 20_000);
    assert_eq!(
        world.store.tie(&world.company).await.unwrap().apart,
        0,
        "the difference is listed, not unexplained"
    );
}

#[tokio::test]
async fn p15_a_page_that_is_not_alternatives_is_no_proof_that_a_report_was_kept() {
    let (world, invoice) = synced("300.00").await;
    let other =
        json!({ "service": "alternative", "method": "PUT", "path": "/link", "kind": "garbage", "times": 1 });
    world.fault(other).await;
    let payment = world.pay(&invoice).await;
    world.sync_for(5).await;
    assert_eq!(text(&world.payment(&payment).await["link"]["state"]), "recorded");
}

#[tokio::test]
async fn d3_a_payment_recorded_late_still_brings_its_payout_to_a_deposit() {
    let (world, invoice) = synced("300.00").await;
    world.create_deposits("Checking").await;
    world.pay_part(&invoice, "100.00").await;
    world.external_payment(&invoice, "250.00").await;
    world.sync().await;
    let hold = world.hold("P5").await;
    let payout = world.payout(json!({})).await;
    world.pay_out(&payout).await;
    world.sync_for(10).await;
    assert!(world.all("Deposit").await.is_empty());
    world.decide(&hold, "keep_as_credit", &[]).await;
    world.sync_for(10).await;
    assert_eq!(world.all("Deposit").await.len(), 1);
}

#[tokio::test]
async fn d7_books_closed_after_a_payment_was_planned_are_not_written_into() {
    let (world, invoice) = synced("300.00").await;
    let down = json!({ "service": "quickbooks", "path": "/batch", "kind": "drop_before", "times": 1 });
    world.fault(down).await;
    world.pay(&invoice).await;
    world.sync().await;
    assert!(world.our_payments().await.is_empty(), "planned, and not written yet");
    world.close_books("2026-08-04").await;
    world.advance(600);
    world.sync().await;
    world.hold("D7").await;
    assert!(world.our_payments().await.is_empty());
    assert_eq!(world.violations().await, Vec::<Value>::new());
}

#[tokio::test]
async fn p15_a_report_waits_for_an_invoice_that_waits_for_another_report() {
    let (world, invoice) = synced("300.00").await;
    let pay = |amount: &str| {
        let amount: serde_json::Number = amount.parse().unwrap();
        json!({ "allocations": [{ "qbo_invoice_id": invoice.id, "amount": amount }], "outcome": "hang" })
    };
    let first = world.pay_with(pay("100.00")).await;
    world.sync().await;
    let mark = world.request_mark().await;
    let second = world.pay_with(pay("50.00")).await;
    world.move_payment(&first, "fail", json!({})).await;
    world.sync().await;

    let shown = world.mirror(&invoice).await.unwrap();
    assert_eq!(minor(&shown["outstanding_balance"]), 25_000);
    let effects = world.effects(mark).await;
    let place = |words: String| effects.iter().position(|effect| effect.contains(&words)).unwrap();
    let removed = place(format!("linked Payment {}", text(&first["id"])));
    let sent = place(format!("updated Invoice {}", text(&shown["id"])));
    let recorded = place(format!("linked Payment {}", text(&second["id"])));
    assert!(removed < sent && sent < recorded, "{effects:#?}");
}

#[tokio::test]
async fn p15_a_deleted_invoice_is_archived_before_its_payment_is_reported() {
    let (world, invoice) = synced("300.00").await;
    world.set(|settings| settings.preferences.record_when = RecordWhen::Succeeded).await;
    let part = json!([{ "qbo_invoice_id": invoice.id, "amount": 100.00 }]);
    let payment = world.pay_with(json!({ "allocations": part, "outcome": "hang" })).await;
    world.sync().await;
    world.delete("Invoice", &invoice.id).await;
    world.sync().await;
    world.move_payment(&payment, "settle", json!({})).await;
    let gone =
        json!({ "service": "alternative", "path": "/archive", "kind": "status", "value": 503, "times": 3 });
    world.fault(gone).await;
    world.sync().await;
    let mark = world.request_mark().await;
    world.decide(&world.hold("P5").await, "keep_as_credit", &[]).await;
    world.sync_for(20).await;
    let effects = world.effects(mark).await;
    let place = |words: &str| {
        effects
            .iter()
            .position(|effect| effect.contains(words))
            .unwrap_or_else(|| panic!("{words}: {effects:#?}"))
    };
    assert!(place("archived Invoice") < place("linked Payment"), "{effects:#?}");
}

#[tokio::test]
async fn p15_a_return_that_a_person_handled_is_removed_and_asked_for_no_third_time() {
    let (world, invoice) = synced("300.00").await;
    world.create_deposits("Checking").await;
    let payment = world.pay(&invoice).await;
    world.sync().await;
    let payout = world.payout(json!({})).await;
    world.pay_out(&payout).await;
    world.sync_for(10).await;
    world.move_payment(&payment, "fail", json!({})).await;
    world.sync().await;
    let hold = world.hold("P8").await;
    world.decide(&hold, "i_handled_it", &[]).await;
    world.sync().await;
    assert_eq!(text(&world.payment(&payment).await["link"]["state"]), "removed");
    assert_eq!(minor(&world.mirror(&invoice).await.unwrap()["outstanding_balance"]), 0, "as in QuickBooks");
    assert_eq!(world.store.tie(&world.company).await.unwrap().apart, 0);
}

#[tokio::test]
async fn p6_a_hold_that_sent_nothing_keeps_the_generation() {
    let (world, invoice) = synced("300.00").await;
    world.external_payment(&invoice, "250.00").await;
    let allocations = json!([{ "qbo_invoice_id": invoice.id }]);
    world.pay_with(json!({ "allocations": allocations, "outcome": "succeed" })).await;
    world.sync().await;
    world.decide(&world.hold("P5").await, "check_again", &[]).await;
    world.sync().await;
    let mark = world.request_mark().await;
    world.decide(&world.hold("P5").await, "keep_as_credit", &[]).await;
    world.sync().await;
    let first = engine::reference::request_id(
        &world.realm().as_str().into(),
        &format!("record_payment:{}:{}", text(&world.kept("payments").await[0]["id"]), invoice.customer),
        0,
    );
    let keys: Vec<Value> =
        world.requests(mark).await.into_iter().map(|entry| entry["requestid"].clone()).collect();
    assert!(keys.contains(&json!(first)), "another computer would send this key too: {keys:?}");
}

#[tokio::test]
async fn p8_a_payment_keyed_by_hand_that_goes_back_is_asked_about() {
    let (world, invoice) = synced("300.00").await;
    world.external_payment(&invoice, "100.00").await;
    let payment = world.pay_part(&invoice, "100.00").await;
    world.sync().await;
    world.decide(&world.hold("P5").await, "it_is_that_one", &[]).await;
    world.sync().await;
    world.move_payment(&payment, "fail", json!({})).await;
    world.sync().await;
    world.hold("P8").await;
    assert_eq!(world.all("Payment").await.len(), 1, "what a person keyed is not ours to delete");
}

#[tokio::test]
async fn f5_an_invoice_kept_as_it_was_for_its_old_customer_is_listed_not_unexplained() {
    let (world, invoice) = synced("300.00").await;
    world.pay_part(&invoice, "100.00").await;
    world.sync().await;
    let other = world.customer("Copperline Electric").await;
    world.edit("Invoice", &invoice.id, json!({ "CustomerRef": { "value": other } })).await;
    world.sync().await;
    let holds = world.holds().await;
    let edited =
        holds.iter().find(|hold| hold.draft.rule() == Rule::I12).unwrap_or_else(|| panic!("{holds:#?}"));
    world.decide(edited, "keep", &[]).await;
    world.sync().await;
    assert_eq!(world.store.tie(&world.company).await.unwrap().apart, 0);
    // The payment stays with the customer who paid: that it pays no invoice any more is a question of its own.
    world.hold("P11").await;
}

#[tokio::test]
async fn i11_an_amount_let_through_waits_while_another_payment_runs() {
    let (world, invoice) = synced("300.00").await;
    world.pay_part(&invoice, "100.00").await;
    world.sync().await;
    let dearer = world.line("Managed services", "500.00").await;
    world.edit("Invoice", &invoice.id, json!({ "Line": [dearer] })).await;
    world.set(|settings| settings.preferences.record_when = RecordWhen::Succeeded).await;
    world.sync().await;
    let part = json!([{ "qbo_invoice_id": invoice.id, "amount": 50.00 }]);
    let running = world.pay_with(json!({ "allocations": part, "outcome": "hang" })).await;
    world.decide(&world.hold("I12").await, "send", &[]).await;
    let mark = world.request_mark().await;
    world.sync_for(5).await;
    let sent = async || {
        let asked = world.asked(mark).await.into_iter();
        asked.filter(|(call, _)| call.contains("PUT invoices")).map(|(_, entry)| entry["status"].clone())
    };
    assert_eq!(sent().await.collect::<Vec<_>>(), Vec::<Value>::new(), "Alternative would only refuse");
    world.move_payment(&running, "settle", json!({})).await;
    world.sync_for(5).await;
    assert_eq!(minor(&world.mirror(&invoice).await.unwrap()["total"]), 50_000);
}

#[tokio::test]
async fn p15_what_another_computer_recorded_and_a_person_deleted_is_reported_before_its_invoice() {
    let (world, invoice) = synced("300.00").await;
    let payment = world.pay_part(&invoice, "100.00").await;
    world.sync().await;
    let second = world.another().await;
    second.start().await;
    second.sync_for(5).await;
    let mark = world.request_mark().await;
    world.delete("Payment", text(&world.our_payments().await[0]["Id"])).await;
    second.sync_for(5).await;
    world.sync_for(5).await;
    second.sync_for(5).await;
    assert_eq!(text(&world.payment(&payment).await["link"]["state"]), "held");
    assert_eq!(minor(&world.mirror(&invoice).await.unwrap()["outstanding_balance"]), 20_000);
    let (report, update) = report_and_update(&world, mark).await;
    assert!(
        report.unwrap() < update.unwrap(),
        "the payer would be asked for what is paid: {report:?} {update:?}"
    );
}

#[tokio::test]
async fn p9_a_credit_of_ours_that_a_person_deleted_is_asked_about() {
    let (world, invoice) = synced("300.00").await;
    world.external_payment(&invoice, "300.00").await;
    world.pay_part(&invoice, "100.00").await;
    world.sync().await;
    world.decide(&world.hold("P5").await, "keep_as_credit", &[]).await;
    world.sync().await;
    world.delete("Payment", text(&world.our_payments().await[0]["Id"])).await;
    world.sync().await;
    world.hold("P9").await;
}

#[tokio::test]
async fn p13_a_payment_of_an_invoice_that_nobody_here_ever_read_waits_without_asking_again() {
    let (world, invoice) = synced("300.00").await;
    let second = world.another().await;
    world.pay(&invoice).await;
    world.sync().await;
    world.delete("Payment", text(&world.our_payments().await[0]["Id"])).await;
    world.delete("Invoice", &invoice.id).await;
    second.start().await;
    second.sync_for(5).await;
    let mark = world.request_mark().await;
    second.sync_for(5).await;
    let asked = world.asked(mark).await;
    assert!(!asked.iter().any(|(call, _)| call.contains("GET invoice")), "it is gone: {asked:?}");
}

#[tokio::test]
async fn p4_a_share_whose_invoice_goes_to_the_customer_of_another_share_is_asked_about() {
    let (world, first) = synced("300.00").await;
    let second = world.invoice("Copperline Electric", "80.00").await;
    world.sync().await;
    world.external_payment(&second, "80.00").await;
    let allocations = json!([{ "qbo_invoice_id": first.id, "amount": 100.00 }, { "qbo_invoice_id": second.id, "amount": 50.00 }]);
    let payment = world.pay_with(json!({ "allocations": allocations, "outcome": "succeed" })).await;
    world.sync().await;
    world.hold("P5").await;
    assert_eq!(world.our_payments().await.len(), 1, "the first share");
    world.edit("Invoice", &second.id, json!({ "CustomerRef": { "value": first.customer } })).await;
    world.sync().await;
    let holds = world.holds().await;
    let hold =
        holds.iter().find(|hold| hold.draft.rule() == Rule::P4).unwrap_or_else(|| panic!("{holds:#?}"));
    assert_eq!(hold.draft.amount.map(|money| money.minor.0), Some(5_000));
    assert_eq!(text(&world.payment(&payment).await["link"]["state"]), "held");
    world.decide(hold, "i_handled_it", &[]).await;
    world.sync().await;
    assert!(world.holds().await.iter().all(|hold| hold.draft.rule() != Rule::P4));
    assert_eq!(text(&world.payment(&payment).await["link"]["state"]), "recorded");
}

#[tokio::test]
async fn p9_a_computer_that_never_saw_our_payment_asks_before_it_records_it_again() {
    let (world, invoice) = synced("300.00").await;
    let second = world.another().await;
    second.start().await;
    second.sync_for(5).await;
    world.pay(&invoice).await;
    world.sync().await;
    world.delete("Payment", text(&world.our_payments().await[0]["Id"])).await;

    second.sync_for(5).await;
    let hold = second.hold("P9").await;
    assert!(world.our_payments().await.is_empty(), "a person deleted it");

    second.decide(&hold, "record_again", &[]).await;
    second.sync_for(5).await;
    assert_eq!(world.our_payments().await.len(), 1);
    assert!(second.holds().await.is_empty());
}

#[tokio::test]
async fn p9_a_deletion_that_was_accepted_is_not_undone_by_another_computer() {
    let (world, invoice) = synced("300.00").await;
    world.pay(&invoice).await;
    world.sync().await;
    world.delete("Payment", text(&world.our_payments().await[0]["Id"])).await;
    world.sync().await;
    world.decide(&world.hold("P9").await, "accept", &[]).await;
    world.sync().await;

    let again = world.another().await;
    again.start().await;
    again.sync_for(5).await;
    again.decide(&again.hold("P17").await, "post", &[("payments", "all")]).await;
    again.sync_for(5).await;
    again.hold("P9").await;
    assert!(world.our_payments().await.is_empty(), "one person accepted that it is gone");
}
