//! Money that goes back after it was recorded (rule P8).

use engine::hold::Hold;
use engine::reason::HoldReason;
use serde_json::{Value, json};
use support::{Invoice, World, minor};

use crate::text;

/// What was given back, and what of it nobody recorded yet.
fn refunded(hold: &Hold) -> (i64, i64, i64) {
    let HoldReason::Refunded { refunded, of, .. } = &hold.draft.reason else { panic!("{hold:#?}") };
    (refunded.minor.0, of.minor.0, hold.draft.amount.unwrap().minor.0)
}

async fn collected(world: &World, amount: &str) -> (Invoice, Value) {
    let invoice = world.invoice("Juniper Dental", amount).await;
    world.sync().await;
    let paid = world.pay(&invoice).await;
    world.sync().await;
    (invoice, paid)
}

#[tokio::test]
async fn p8_what_is_refunded_in_part_is_asked_about_and_changes_nothing() {
    let world = World::started().await;
    let (invoice, paid) = collected(&world, "690.19").await;
    world.move_payment(&paid, "refund", json!({ "amount": 100.00 })).await;
    world.sync_for(5).await;
    assert_eq!(refunded(&world.hold("P8").await), (10_000, 69_019, 10_000));
    assert_eq!(world.recorded().await, [69_019], "nothing is deleted");
    assert_eq!(text(&world.payment(&paid).await["link"]["state"]), "recorded");
    assert_eq!(minor(&world.mirror(&invoice).await.unwrap()["outstanding_balance"]), 0);

    world.decide(&world.hold("P8").await, "i_handled_it", &[]).await;
    world.sync_for(5).await;
    assert!(world.holds().await.is_empty());

    // More is another question, about the rest.
    world.move_payment(&paid, "refund", json!({ "amount": 50.00 })).await;
    world.sync_for(5).await;
    assert_eq!(refunded(&world.hold("P8").await), (15_000, 69_019, 5_000));
    world.decide(&world.hold("P8").await, "i_handled_it", &[]).await;
    world.sync_for(5).await;
    assert!(world.holds().await.is_empty());
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn p8_what_is_refunded_as_a_whole_says_who_gave_it_back() {
    let world = World::started().await;
    let (_, paid) = collected(&world, "300.00").await;
    world.move_payment(&paid, "refund", json!({})).await;
    world.sync_for(5).await;
    assert_eq!(refunded(&world.hold("P8").await), (30_000, 30_000, 30_000));
    assert_eq!(world.recorded().await, [30_000]);
    world.decide(&world.hold("P8").await, "i_handled_it", &[]).await;
    world.sync_for(5).await;
    assert!(world.holds().await.is_empty());
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn p8_what_is_refunded_of_a_payment_of_two_customers_is_asked_about_once() {
    let world = World::started().await;
    let first = world.invoice("Juniper Dental", "100.00").await;
    let second = world.invoice("Copperline Electric", "50.00").await;
    world.sync().await;
    let allocations = json!([{ "qbo_invoice_id": first.id }, { "qbo_invoice_id": second.id }]);
    let paid = world.pay_with(json!({ "allocations": allocations, "outcome": "succeed" })).await;
    world.sync().await;
    world.move_payment(&paid, "refund", json!({ "amount": 20.00 })).await;
    world.sync_for(5).await;
    assert_eq!(refunded(&world.hold("P8").await), (2_000, 15_000, 2_000));
}

/// The journal entries that QuickBooks has, by number.
async fn entries(world: &World) -> Vec<Value> {
    world.query("select * from JournalEntry").await
}

/// Side, amount, account and customer of the lines of an entry.
fn lines(entry: &Value) -> Vec<(String, i64, String, Option<String>)> {
    let lines = entry["Line"].as_array().unwrap().iter();
    lines
        .map(|line| {
            let detail = &line["JournalEntryLineDetail"];
            let customer = detail["Entity"]["EntityRef"]["value"].as_str().map(str::to_owned);
            let account = text(&detail["AccountRef"]["name"]).to_owned();
            (text(&detail["PostingType"]).to_owned(), minor(&line["Amount"]), account, customer)
        })
        .collect()
}

#[tokio::test]
async fn p8_d15_the_entry_that_is_proposed_is_written_once_and_the_customer_owes_it_again() {
    let world = World::started().await;
    let (invoice, paid) = collected(&world, "450.00").await;
    let payout = world.payout(json!({})).await;
    world.pay_out(&payout).await;
    world.sync_for(3).await;
    world.move_payment(&paid, "chargeback", json!({})).await;
    world.sync_for(3).await;
    let hold = world.hold("P8").await;
    assert!(matches!(hold.draft.reason, HoldReason::Returned { .. }), "{hold:#?}");
    world.decide(&hold, "write_entry", &[]).await;
    world.sync_for(5).await;

    let written = entries(&world).await;
    assert_eq!(written.len(), 1, "{written:#?}");
    assert!(text(&written[0]["DocNumber"]).starts_with("AR-"));
    let returns = "Alternative Payments Returns".to_owned();
    let owes =
        ("Debit".to_owned(), 45_000, "Accounts Receivable (A/R)".to_owned(), Some(invoice.customer.clone()));
    assert_eq!(lines(&written[0]), [owes, ("Credit".to_owned(), 45_000, returns, None)]);
    assert_eq!(world.recorded().await, [45_000], "the payment stays");
    let balance = world.books("Invoice", &invoice.id).await.unwrap()["Balance"].clone();
    assert_eq!(minor(&balance), 0, "the invoice stays paid");
    assert!(world.holds().await.is_empty(), "{:#?}", world.holds().await);

    world.sync_for(5).await;
    assert_eq!(entries(&world).await.len(), 1);
    assert!(world.violations().await.is_empty(), "{:#?}", world.violations().await);
}

#[tokio::test]
async fn p8_what_was_given_back_is_taken_from_the_account_that_a_person_names() {
    let world = World::started().await;
    let (_, paid) = collected(&world, "690.19").await;
    world.move_payment(&paid, "refund", json!({ "amount": 100.00 })).await;
    world.sync_for(3).await;
    let income = world.query("select * from Account where AccountType = 'Income'").await;
    let (account, name) = (text(&income[0]["Id"]).to_owned(), text(&income[0]["Name"]).to_owned());
    world.decide(&world.hold("P8").await, "given_back", &[("account", account.as_str())]).await;
    world.sync_for(5).await;
    let returns = "Alternative Payments Returns".to_owned();
    let expected = [("Debit".to_owned(), 10_000, name, None), ("Credit".to_owned(), 10_000, returns, None)];
    assert_eq!(lines(&entries(&world).await[0]), expected);
    assert!(world.holds().await.is_empty());

    // More that goes back is an entry of its own.
    world.move_payment(&paid, "refund", json!({ "amount": 50.00 })).await;
    world.sync_for(3).await;
    assert_eq!(refunded(&world.hold("P8").await), (15_000, 69_019, 5_000));
    world.decide(&world.hold("P8").await, "write_entry", &[]).await;
    world.sync_for(5).await;
    let amounts: Vec<_> = entries(&world).await.iter().map(|entry| lines(entry)[0].1).collect();
    assert_eq!(amounts.iter().sum::<i64>(), 15_000, "{amounts:?}");
    assert_eq!(amounts.len(), 2);
    assert!(world.holds().await.is_empty());
    assert!(world.violations().await.is_empty(), "{:#?}", world.violations().await);
}

#[tokio::test]
async fn p8_an_entry_whose_answer_was_lost_is_found_by_its_number() {
    let world = World::started().await;
    let (_, paid) = collected(&world, "300.00").await;
    world.move_payment(&paid, "refund", json!({})).await;
    world.sync_for(3).await;
    for path in ["/account", "/journalentry"] {
        world
            .fault(json!({ "service": "quickbooks", "method": "POST", "path": path, "kind": "drop_after", "times": 1 }))
            .await;
    }
    world.decide(&world.hold("P8").await, "write_entry", &[]).await;
    world.sync_for(20).await;
    assert_eq!(entries(&world).await.len(), 1);
    assert!(world.holds().await.is_empty(), "{:#?}", world.holds().await);
    assert!(world.violations().await.is_empty(), "{:#?}", world.violations().await);
}

#[tokio::test]
async fn p8_an_entry_that_quickbooks_refuses_is_asked_about() {
    let world = World::started().await;
    let (_, paid) = collected(&world, "300.00").await;
    world.move_payment(&paid, "refund", json!({})).await;
    world.sync_for(3).await;
    world
        .fault(json!({ "service": "quickbooks", "method": "POST", "path": "/journalentry", "kind": "fault", "value": "6000", "times": 1 }))
        .await;
    world.decide(&world.hold("P8").await, "write_entry", &[]).await;
    world.sync_for(5).await;
    let hold = world.hold("P8").await;
    assert!(matches!(hold.draft.reason, HoldReason::EntryRefused { .. }), "{hold:#?}");
    assert!(entries(&world).await.is_empty());
    world.decide(&hold, "try_again", &[]).await;
    world.sync_for(5).await;
    assert_eq!(entries(&world).await.len(), 1);
    assert!(world.holds().await.is_empty(), "{:#?}", world.holds().await);
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn d7_an_entry_is_dated_after_the_closing_date() {
    let world = World::started().await;
    let (_, paid) = collected(&world, "300.00").await;
    world.move_payment(&paid, "refund", json!({})).await;
    world.close_books("2026-08-10").await;
    world.sync_for(3).await;
    world.decide(&world.hold("P8").await, "write_entry", &[]).await;
    world.sync_for(5).await;
    let written = entries(&world).await;
    assert_eq!(text(&written[0]["TxnDate"]), "2026-08-11");
    assert!(world.violations().await.is_empty());
}
