//! QuickBooks answers a repeated request id with its first answer, whatever became of the record since (rules P6, P7,
//! D10): what the answer names counts only as far as it is there as it was sent.

use engine::choice::{Choice, ChoiceId};
use engine::reason::HoldReason;
use serde_json::{Value, json};
use support::{Invoice, World, minor};

use crate::text;

async fn answer_is_lost(world: &World, path: &str, kind: &str) {
    world
        .fault(json!({ "service": "quickbooks", "method": "POST", "path": path, "kind": kind, "times": 1 }))
        .await;
}

/// The request ids under which something was sent to that path, in order.
async fn sent_to(world: &World, since: u64, path: &str) -> Vec<Value> {
    let requests = world.requests(since).await;
    let sent = requests.iter().filter(|entry| {
        entry["method"] == "POST" && entry["path"].as_str().is_some_and(|asked| asked.ends_with(path))
    });
    sent.map(|entry| entry["requestid"].clone()).collect()
}

/// The answer to our Payment was lost; before it is looked for, the bookkeeper changes it.
async fn changed_before_it_was_found(world: &World, changed: Value) -> (Invoice, Value) {
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let paid = world.pay(&invoice).await;
    answer_is_lost(world, "/payment", "drop_after").await;
    world.sync().await;
    let written = world.our_payments().await;
    assert_eq!(written.len(), 1, "{written:#?}");
    world.edit("Payment", text(&written[0]["Id"]), changed).await;
    (invoice, paid)
}

#[tokio::test]
async fn p6_a_replayed_payment_with_another_total_and_reference_is_asked_about() {
    let world = World::started().await;
    let changed = json!({ "TotalAmt": 250, "PaymentRefNum": "CHECK 7", "Line": [] });
    let (_, paid) = changed_before_it_was_found(&world, changed).await;
    world.sync_for(30).await;

    let holds = world.holds().await;
    assert_eq!(holds.len(), 1, "{holds:#?}");
    let HoldReason::PaymentAltered { payment, .. } = &holds[0].draft.reason else { panic!("{holds:#?}") };
    let there = world.all("Payment").await;
    assert_eq!(there.len(), 1, "nothing is written before it is asked: {there:#?}");
    assert_eq!(payment.as_str(), text(&there[0]["Id"]));
    assert_eq!(text(&world.payment(&paid).await["link"]["state"]), "held");

    // While it is there, no second one is made.
    world.decide(&holds[0], "check_again", &[]).await;
    world.sync_for(10).await;
    assert_eq!(world.all("Payment").await.len(), 1);
    let again = world.holds().await;
    assert_eq!(again[0].draft.reason, holds[0].draft.reason);

    // It is that one, for what it pays: the rest is for a person too (rule P11).
    world.decide(&again[0], "it_is_that_one", &[]).await;
    world.sync_for(10).await;
    assert_eq!(world.all("Payment").await.len(), 1);
    let hold = world.hold("P11").await;
    assert_eq!(hold.draft.amount.map(|open| open.minor.0), Some(30_000));
    assert!(world.violations().await.is_empty(), "{:#?}", world.violations().await);
}

#[tokio::test]
async fn p6_a_replayed_payment_is_taken_once_it_has_its_reference_again() {
    let world = World::started().await;
    let changed = json!({ "TotalAmt": 250, "PaymentRefNum": "CHECK 7", "Line": [] });
    let (invoice, paid) = changed_before_it_was_found(&world, changed).await;
    world.sync_for(30).await;

    // What the card says: with the reference it is ours.
    let hold = world.holds().await.remove(0);
    let HoldReason::PaymentAltered { reference, .. } = &hold.draft.reason else { panic!("{hold:#?}") };
    let id = world.all("Payment").await[0]["Id"].clone();
    let line = json!({ "Amount": 300, "LinkedTxn": [{ "TxnId": invoice.id, "TxnType": "Invoice" }] });
    let mended = json!({ "TotalAmt": 300, "PaymentRefNum": reference, "Line": [line] });
    world.edit("Payment", text(&id), mended).await;
    world.decide(&hold, "check_again", &[]).await;
    world.sync_for(10).await;

    assert_eq!(world.all("Payment").await.len(), 1);
    assert!(world.holds().await.is_empty(), "{:#?}", world.holds().await);
    assert_eq!(text(&world.payment(&paid).await["link"]["state"]), "recorded");
    assert_eq!(minor(&world.mirror(&invoice).await.unwrap()["outstanding_balance"]), 0);
    assert!(world.violations().await.is_empty(), "{:#?}", world.violations().await);
}

#[tokio::test]
async fn p9_a_replayed_payment_that_was_voided_is_asked_about() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    world.pay(&invoice).await;
    answer_is_lost(&world, "/payment", "drop_after").await;
    world.sync().await;
    let written = world.our_payments().await.remove(0);
    let body = json!({ "Id": written["Id"], "SyncToken": written["SyncToken"], "sparse": true });
    world.as_user("POST", "/payment?operation=update&include=void", body).await;
    world.sync_for(30).await;

    let hold = world.hold("P9").await;
    let choices: Vec<_> = hold.draft.choices().iter().map(Choice::id).collect();
    assert_eq!(choices, [ChoiceId::RecordAgain, ChoiceId::Accept]);
    assert_eq!(world.all("Payment").await.len(), 1, "nothing is written before it is asked");
    world.decide(&hold, "record_again", &[]).await;
    world.sync_for(10).await;
    let totals: Vec<_> =
        world.all("Payment").await.iter().map(|payment| minor(&payment["TotalAmt"])).collect();
    assert_eq!(totals.iter().filter(|total| **total == 30_000).count(), 1, "{totals:?}");
    assert!(world.holds().await.is_empty(), "{:#?}", world.holds().await);
    assert!(world.violations().await.is_empty(), "{:#?}", world.violations().await);
}

/// A payment that is recorded, and fails.
async fn failed(world: &World) -> (Invoice, Value) {
    let invoice = world.invoice("Harbor Dental", "324.00").await;
    world.sync().await;
    let paid =
        world.pay_with(json!({ "allocations": [{ "qbo_invoice_id": invoice.id }], "outcome": "hang" })).await;
    world.sync().await;
    assert_eq!(world.our_payments().await.len(), 1);
    world.move_payment(&paid, "fail", json!({})).await;
    (invoice, paid)
}

#[tokio::test]
async fn p7_a_removal_that_never_arrived_is_sent_again_with_the_same_id() {
    let world = World::started().await;
    let (_, paid) = failed(&world).await;
    let mark = world.request_mark().await;
    answer_is_lost(&world, "/payment", "drop_before").await;
    world.sync_for(10).await;
    assert!(world.our_payments().await.is_empty());
    assert_eq!(text(&world.payment(&paid).await["link"]["state"]), "removed");
    let ids = sent_to(&world, mark, "/payment").await;
    assert_eq!(ids.len(), 2, "{ids:#?}");
    assert_eq!(ids[0], ids[1]);
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn p7_a_payment_that_was_edited_after_a_lost_removal_is_removed_as_it_is_now() {
    let world = World::started().await;
    let (_, paid) = failed(&world).await;
    let mark = world.request_mark().await;
    answer_is_lost(&world, "/payment", "drop_before").await;
    world.sync().await;
    let ours = world.our_payments().await.remove(0);
    world
        .edit(
            "Payment",
            text(&ours["Id"]),
            json!({ "PrivateNote": format!("{} seen", text(&ours["PrivateNote"])) }),
        )
        .await;
    world.sync_for(10).await;
    assert!(world.our_payments().await.is_empty());
    assert_eq!(text(&world.payment(&paid).await["link"]["state"]), "removed");
    let ids = sent_to(&world, mark, "/payment").await;
    assert_eq!(ids.len(), 2, "{ids:#?}");
    assert_ne!(ids[0], ids[1], "another version is another request");
    assert!(world.violations().await.is_empty());
}

/// A payout whose absorbed fee needs an account, and what became of the request that makes it.
async fn fee_account_after(kind: &str) -> (World, Vec<Value>) {
    let world = World::started().await;
    world.create_deposits("Checking").await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let mark = world.request_mark().await;
    answer_is_lost(&world, "/account", kind).await;
    let fee = json!({ "amount": 9.0, "covered_by_customer": false });
    let allocations = json!([{ "qbo_invoice_id": invoice.id }]);
    world
        .pay_with(json!({ "allocations": allocations, "method": "card", "outcome": "succeed", "fee": fee }))
        .await;
    world.sync().await;
    let payout = world.payout(json!({})).await;
    world.pay_out(&payout).await;
    world.sync_for(10).await;
    let named = world.query("select * from Account where Name = 'Alternative Payments Fees'").await;
    assert_eq!(named.len(), 1, "{named:#?}");
    assert_eq!(world.all("Deposit").await.len(), 1);
    assert!(world.holds().await.is_empty(), "{:#?}", world.holds().await);
    assert!(world.violations().await.is_empty());
    let ids = sent_to(&world, mark, "/account").await;
    (world, ids)
}

#[tokio::test]
async fn d10_a_fee_account_whose_answer_was_lost_is_found_by_its_name() {
    let (world, ids) = fee_account_after("drop_after").await;
    assert_eq!(ids.len(), 1, "{ids:#?}");
    assert!(world.settings().await.preferences.fee_account.is_some());
}

#[tokio::test]
async fn d10_a_fee_account_that_never_arrived_is_sent_again_with_the_same_id() {
    let (world, ids) = fee_account_after("drop_before").await;
    assert_eq!(ids.len(), 2, "{ids:#?}");
    assert_eq!(ids[0], ids[1]);
    assert!(world.settings().await.preferences.fee_account.is_some());
}

/// No answer came to the first attempt, which may be under way yet; the second one is refused. Whatever is tried after that
/// goes out as the same request, so that the first one, should it still arrive, is no second Payment.
#[tokio::test]
async fn p6_a_payment_that_is_refused_after_an_attempt_without_an_answer_is_tried_again_as_the_same_request()
{
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let mark = world.request_mark().await;
    world.pay(&invoice).await;
    answer_is_lost(&world, "/payment", "drop_before").await;
    world.sync().await;
    assert!(world.our_payments().await.is_empty());

    let inactive = world.edit("Customer", &invoice.customer, json!({ "Active": false })).await;
    world.sync_for(5).await;
    let hold = world.hold("P1").await;
    assert!(matches!(&hold.draft.reason, HoldReason::PaymentRefused { .. }), "{hold:#?}");
    let active =
        json!({ "Id": invoice.customer, "SyncToken": inactive["SyncToken"], "sparse": true, "Active": true });
    world.as_user("POST", "/customer", active).await;
    world.decide(&hold, "try_again", &[]).await;
    world.sync_for(5).await;
    assert_eq!(world.recorded().await, [30_000]);
    let sent = sent_to(&world, mark, "/payment").await;
    assert!(sent.len() >= 3 && sent.iter().all(|id| *id == sent[0]), "{sent:#?}");
    assert!(world.violations().await.is_empty(), "{:#?}", world.violations().await);
}

/// The look for what may have arrived gives ours the id of a Payment that a person entered.
async fn recorded_under_the_id_of(world: &World, entered: &str) -> Value {
    let invoice = world.invoice("Harbor Dental", "250.00").await;
    world.sync().await;
    let payment =
        world.pay_with(json!({ "allocations": [{ "qbo_invoice_id": invoice.id }], "outcome": "hang" })).await;
    answer_is_lost(world, "/payment", "drop_after").await;
    world.sync().await;
    world
        .fault(json!({ "service": "quickbooks", "path": "/batch", "kind": "rewrite", "times": 1,
            "value": { "field": "BatchItemResponse.*.QueryResponse.Payment.0.Id", "to": entered } }))
        .await;
    // The next try comes before the next look at what changed.
    for _ in 0..4 {
        world.advance(2);
        world.tick().await;
    }
    payment
}

#[tokio::test]
async fn f8_p7_an_answer_that_gives_ours_the_id_of_another_payment_deletes_nobody_elses() {
    let world = World::started().await;
    let other = world.invoice("Copperline Electric", "80.00").await;
    let entered = world.external_payment(&other, "80.00").await;
    let payment = recorded_under_the_id_of(&world, &entered).await;
    world.sync_for(5).await;
    let ours = world.our_payments().await;
    assert_eq!(ours.len(), 1, "{ours:#?}");
    let link = world.payment(&payment).await["link"].clone();
    assert_eq!(link["qbo_payment_ids"], json!([ours[0]["Id"]]), "it is known by its own id again");

    world.move_payment(&payment, "fail", json!({})).await;
    world.sync_for(5).await;
    assert!(world.our_payments().await.is_empty());
    assert_eq!(text(&world.books("Payment", &entered).await.unwrap()["Id"]), entered, "a person entered it");
    assert!(world.holds().await.is_empty(), "{:#?}", world.holds().await);
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn p7_what_bears_no_sign_of_ours_any_more_is_not_deleted() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "250.00").await;
    world.sync().await;
    let payment =
        world.pay_with(json!({ "allocations": [{ "qbo_invoice_id": invoice.id }], "outcome": "hang" })).await;
    world.sync().await;
    let ours = text(&world.our_payments().await[0]["Id"]).to_owned();
    world.edit("Payment", &ours, json!({ "PaymentRefNum": "1077", "PrivateNote": "by check" })).await;
    world.sync().await;

    world.move_payment(&payment, "fail", json!({})).await;
    world.sync_for(5).await;
    assert!(world.books("Payment", &ours).await.is_some(), "it may be anybody's");
    let hold = world.hold("P8").await;
    assert!(matches!(hold.draft.reason, HoldReason::Returned { .. }), "{hold:#?}");
    world.decide(&hold, "i_handled_it", &[]).await;
    world.sync_for(5).await;
    assert!(world.holds().await.is_empty());
    assert!(world.violations().await.is_empty());
}
