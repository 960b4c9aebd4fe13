//! Two computers sync one company, and one knows less than the other for a moment (rules P6, P15, F8).

use engine::awaited::Awaited;
use engine::ports::{Change, ChangeSet};
use engine::reason::HoldReason;
use engine::settings::RecordWhen;
use engine::subject::Subject;
use serde_json::{Value, json};
use support::{Invoice, World, minor};

use crate::text;

/// Two computers that both know the invoice.
pub(crate) async fn pair() -> (World, World, Invoice) {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let other = world.another().await;
    other.start().await;
    other.sync().await;
    (world, other, invoice)
}

async fn asked(world: &World, invoice: &Invoice) -> i64 {
    minor(&world.mirror(invoice).await.unwrap()["outstanding_balance"])
}

async fn link(world: &World, payment: &Value) -> (String, Value) {
    let link = world.payment(payment).await["link"].clone();
    (text(&link["state"]).to_owned(), link["qbo_payment_ids"].clone())
}

async fn is_at_peace(world: &World) {
    assert_eq!(world.violations().await, Vec::<Value>::new());
}

/// The other one recorded it, and tells so when it has failed; this one takes it out of QuickBooks at that moment.
#[tokio::test]
async fn p15_what_another_computer_told_of_a_payment_that_failed_is_read_before_its_invoice_is_sent() {
    let (world, other, invoice) = pair().await;
    world
        .fault(json!({ "service": "alternative", "method": "PUT", "path": "/link", "kind": "status",
                       "value": "503", "times": 1 }))
        .await;
    let paid = world.pay_part(&invoice, "100.00").await;
    other.sync().await;
    assert_eq!(world.payment(&paid).await["link"], Value::Null, "it is recorded, and not told yet");
    world.move_payment(&paid, "fail", json!({})).await;
    // Here it cannot be taken out yet.
    world
        .fault(json!({ "service": "quickbooks", "path": "/batch", "kind": "status", "value": "503", "times": 1 }))
        .await;
    world.sync().await;
    let ours = text(&world.our_payments().await[0]["Id"]).to_owned();
    let told = json!({ "qbo_payment_ids": [ours], "state": "recorded", "detail": null });
    let path = format!("/integrations/quickbooks/payments/{}/link", text(&paid["id"]));
    world.partner_with("PUT", &path, told).await.unwrap();
    world.delete("Payment", &ours).await;
    let before = world.violations().await.len();
    // What happened at Alternative meanwhile is not heard of.
    world
        .fault(json!({ "service": "alternative", "path": "/events", "kind": "status", "value": "503", "times": 3 }))
        .await;

    world.sync_for(5).await;
    assert_eq!(world.violations().await.len(), before, "{:#?}", world.violations().await);
    assert_eq!(link(&world, &paid).await.0, "removed");
    assert_eq!(asked(&world, &invoice).await, 30_000);
}

/// The keyed payment that stood for it here is deleted; ours, which the other one recorded, pays nothing any more. It is there.
#[tokio::test]
async fn p6_a_payment_of_ours_that_pays_nothing_is_taken_for_the_one_that_was_deleted() {
    let (world, other, invoice) = pair().await;
    let keyed = world.external_payment(&invoice, "100.00").await;
    let paid = world.pay_part(&invoice, "100.00").await;
    world.sync().await;
    other.sync().await;
    world.decide(&world.hold("P5").await, "it_is_that_one", &[]).await;
    other.decide(&other.hold("P5").await, "record_ours_too", &[]).await;
    world.sync().await;
    other.sync().await;
    world.sync().await;
    let ours = text(&world.our_payments().await[0]["Id"]).to_owned();
    world.edit("Payment", &ours, json!({ "TotalAmt": 100.00, "Line": [] })).await;
    world.delete("Payment", &keyed).await;
    world.sync().await;

    let asked: Vec<_> = world.holds().await.iter().map(|hold| hold.draft.rule().to_string()).collect();
    assert_eq!(asked, ["P11"], "it is not applied, and nothing is lost");
    assert_eq!(link(&world, &paid).await, ("held".to_owned(), json!([ours])));
    is_at_peace(&world).await;
}

/// A person leaves as credit what was deleted a moment ago.
#[tokio::test]
async fn p15_a_credit_is_looked_for_before_it_is_told() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let paid = world.pay(&invoice).await;
    world.sync().await;
    let ours = text(&world.our_payments().await[0]["Id"]).to_owned();
    world.edit("Payment", &ours, json!({ "TotalAmt": 300.00, "Line": [] })).await;
    world.sync().await;
    let card = world.hold("P11").await;
    assert_eq!((link(&world, &paid).await.0, asked(&world, &invoice).await), ("held".to_owned(), 0));
    world.delete("Payment", &ours).await;
    world.decide(&card, "leave_as_credit", &[]).await;

    for _ in 0..3 {
        world.tick().await;
    }
    assert_eq!(link(&world, &paid).await.0, "held");
    assert_eq!(asked(&world, &invoice).await, 0);
    world.sync().await;
    world.hold("P9").await;
    is_at_peace(&world).await;
}

/// A person left it out here, and another recorded it again there. That one pays nothing any more.
#[tokio::test]
async fn p15_a_payment_that_was_left_out_is_told_to_be_held_when_the_one_of_another_computer_pays_nothing() {
    let (world, other, invoice) = pair().await;
    let paid = world.pay_part(&invoice, "100.00").await;
    world.sync().await;
    other.sync().await;
    let ours = text(&world.our_payments().await[0]["Id"]).to_owned();
    world.delete("Payment", &ours).await;
    world.sync().await;
    other.sync().await;
    world.decide(&world.hold("P9").await, "accept", &[]).await;
    world.sync().await;
    other.decide(&other.hold("P9").await, "record_again", &[]).await;
    other.sync().await;
    world.sync().await;
    let again = text(&world.our_payments().await[0]["Id"]).to_owned();
    assert_eq!(link(&world, &paid).await, ("recorded".to_owned(), json!([again])));
    world.edit("Payment", &again, json!({ "TotalAmt": 100.00, "Line": [] })).await;

    world.sync().await;
    is_at_peace(&world).await;
    assert_eq!(link(&world, &paid).await, ("held".to_owned(), json!([again])));
    assert_eq!(asked(&world, &invoice).await, 20_000);
    other.sync().await;
    other.decide(&other.hold("P11").await, "leave_as_credit", &[]).await;
    other.sync().await;
    world.sync().await;
    other.sync().await;
    assert_eq!(link(&world, &paid).await.0, "recorded", "what a person decided there stands");
    is_at_peace(&world).await;
}

/// Alternative asks for less than is explained here, because of a payment that this computer could not read yet.
#[tokio::test]
async fn p15_an_invoice_waits_for_a_payment_that_was_never_read_and_may_explain_what_is_asked_for() {
    let (world, other, invoice) = pair().await;
    let paid = world.pay(&invoice).await;
    world.injector.treat(&format!("/payments/{}", text(&paid["id"])), text(&paid["id"]), "another-payment");
    world.sync().await;
    other.sync().await;
    let ours = text(&world.our_payments().await[0]["Id"]).to_owned();
    assert_eq!(link(&world, &paid).await.0, "recorded");
    world.delete("Payment", &ours).await;
    // The books' change data comes late, as if the Payment had never been.
    world.sync().await;
    is_at_peace(&world).await;
    assert_eq!(asked(&world, &invoice).await, 0);
    world.injector.discharge();
    world.sync_for(10).await;
    other.sync().await;
    is_at_peace(&world).await;
    assert_eq!(asked(&world, &invoice).await, 0);
}

/// A keyed payment stands for it here. The other one recorded it too, and that Payment is deleted before it was seen here.
#[tokio::test]
async fn p15_what_another_computer_told_of_and_was_never_seen_is_looked_for_before_an_invoice_is_sent() {
    let (world, other, invoice) = pair().await;
    let keyed = world.external_payment(&invoice, "100.00").await;
    let paid = world.pay_part(&invoice, "100.00").await;
    world.sync().await;
    other.sync().await;
    world.decide(&world.hold("P5").await, "it_is_that_one", &[]).await;
    world.sync().await;
    assert_eq!(link(&world, &paid).await, ("recorded".to_owned(), json!([keyed])));
    other.decide(&other.hold("P5").await, "record_ours_too", &[]).await;
    other.sync().await;
    let ours = text(&world.our_payments().await[0]["Id"]).to_owned();
    assert_eq!(link(&world, &paid).await, ("recorded".to_owned(), json!([ours])));
    world.delete("Payment", &ours).await;

    world.sync().await;
    is_at_peace(&world).await;
    assert_eq!(link(&world, &paid).await, ("recorded".to_owned(), json!([keyed])));
    assert_eq!(asked(&world, &invoice).await, 20_000);
}

/// What another computer told of is gone, and before anybody says what becomes of it payments are recorded later only.
#[tokio::test]
async fn p15_what_vanished_is_never_told_to_be_recorded_because_its_payment_is_to_wait() {
    let (world, other, invoice) = pair().await;
    let allocations = json!([{ "qbo_invoice_id": invoice.id }]);
    let paid = world.pay_with(json!({ "allocations": allocations, "outcome": "hang" })).await;
    other.sync().await;
    let ours = text(&world.our_payments().await[0]["Id"]).to_owned();
    world.delete("Payment", &ours).await;
    world.sync().await;
    world.hold("P9").await;
    assert_eq!(link(&world, &paid).await, ("held".to_owned(), json!([ours])));

    world.set(|settings| settings.preferences.record_when = RecordWhen::Succeeded).await;
    let again = Change::Dirty(Subject::Payment(text(&paid["id"]).into()));
    world.store.write(&world.company, ChangeSet::from([again])).await.unwrap();
    world.sync().await;
    assert_eq!(link(&world, &paid).await, ("held".to_owned(), json!([ours])));
    assert_eq!(asked(&world, &invoice).await, 0);
    is_at_peace(&world).await;
}

/// A payment of two customers' invoices, recorded on the other computer. One invoice goes to the other customer, and its
/// Payment pays nothing any more, before this one hears of anything.
#[tokio::test]
async fn p15_another_computers_word_is_not_about_a_credit_that_is_not_there() {
    let (world, other, invoice) = pair().await;
    let moved = world.invoice("Copperline Electric", "100.00").await;
    world.sync().await;
    other.sync().await;
    let allocations =
        json!([{ "qbo_invoice_id": invoice.id }, { "qbo_invoice_id": moved.id, "amount": 50.00 }]);
    let paid = world.pay_with(json!({ "allocations": allocations, "outcome": "succeed" })).await;
    other.sync().await;
    assert_eq!(link(&world, &paid).await.0, "recorded");
    world.advance(60);
    world.edit("Invoice", &moved.id, json!({ "CustomerRef": { "value": invoice.customer } })).await;

    world.sync().await;
    is_at_peace(&world).await;
    assert_eq!(link(&world, &paid).await.0, "held");
    assert_eq!(asked(&world, &moved).await, 5_000);
}

/// Its invoice was deleted before this computer ever read it.
#[tokio::test]
async fn p6_a_payment_of_an_invoice_that_was_never_read_here_is_on_the_deposit_of_its_payout() {
    let world = World::started().await;
    world.create_deposits("Checking").await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let other = world.another().await;
    other.start().await;
    other.create_deposits("Checking").await;
    let deleted = world.invoice("Copperline Electric", "100.00").await;
    world.sync().await;
    let paid = world.pay(&deleted).await;
    world.delete("Invoice", &deleted.id).await;
    world.sync().await;
    world.decide(&world.hold("P5").await, "keep_as_credit", &[]).await;
    world.sync().await;
    assert_eq!(link(&world, &paid).await.0, "recorded");
    world.pay(&invoice).await;
    world.sync().await;
    world.move_payment(&paid, "refund", json!({})).await;
    let payout = world.payout(json!({})).await;
    world.pay_out(&payout).await;

    other.sync().await;
    let reason = other.hold("D3").await.draft.reason;
    let HoldReason::PayoutApart { explained, .. } = reason else { panic!("{reason:#?}") };
    assert_eq!(explained.minor.0, 40_000, "what QuickBooks has of it counts");
}

/// Recorded on the other computer for two invoices of one customer, one of which a person gives to another customer before
/// this one hears of anything.
#[tokio::test]
async fn p6_what_was_recorded_for_an_invoice_before_it_moved_is_not_recorded_again() {
    let (world, other, invoice) = pair().await;
    let moved = world.invoice_for(&invoice.customer, &[("Backup", "100.00")]).await;
    let another = world.customer("Copperline Electric").await;
    world.sync().await;
    other.sync().await;
    let allocations =
        json!([{ "qbo_invoice_id": invoice.id }, { "qbo_invoice_id": moved.id, "amount": 50.00 }]);
    let paid = world.pay_with(json!({ "allocations": allocations, "outcome": "succeed" })).await;
    other.sync().await;
    assert_eq!(world.recorded().await, [35_000]);
    world.advance(60);
    world.edit("Invoice", &moved.id, json!({ "CustomerRef": { "value": another } })).await;

    world.sync().await;
    assert_eq!(world.recorded().await, [35_000]);
    assert_eq!(link(&world, &paid).await.0, "held");
    assert!(world.holds().await.iter().any(|hold| hold.draft.rule().to_string() == "P11"));
    is_at_peace(&world).await;
}

/// The report that it is held arrives, and what is asked for after it cannot be read. Then a person decides that it is right.
#[tokio::test]
async fn p15_a_report_that_may_have_arrived_is_followed_by_the_present_state() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let paid = world.pay(&invoice).await;
    world.sync().await;
    let ours = text(&world.our_payments().await[0]["Id"]).to_owned();
    world.edit("Payment", &ours, json!({ "TotalAmt": 300.00, "Line": [] })).await;
    let path = format!("/integrations/quickbooks/invoices/{}", invoice.id);
    world
        .fault(json!({ "service": "alternative", "method": "GET", "path": path, "kind": "status", "value": "503", "times": 9 }))
        .await;
    for _ in 0..10 {
        world.advance(30);
        world.tick().await;
    }
    assert_eq!(link(&world, &paid).await.0, "held");
    let card = world.hold("P11").await;
    world.decide(&card, "leave_as_credit", &[]).await;
    world.set(|settings| settings.preferences.record_when = RecordWhen::Succeeded).await;
    world.sync_for(20).await;
    assert_eq!(link(&world, &paid).await.0, "recorded");
}

/// The other computer records it, and dies before it tells. Then a person gives the invoice to another customer.
#[tokio::test]
async fn p6_what_was_recorded_and_not_told_before_its_invoice_moved_is_not_recorded_again() {
    let (world, other, invoice) = pair().await;
    let another = world.customer("Copperline Electric").await;
    world.sync().await;
    other.sync().await;
    world
        .fault(json!({ "service": "alternative", "method": "PUT", "path": "/link", "kind": "status", "value": "503", "times": 1 }))
        .await;
    let paid = world.pay(&invoice).await;
    other.sync().await;
    assert_eq!(world.payment(&paid).await["link"], Value::Null, "it is recorded, and not told yet");
    assert_eq!(world.recorded().await, [30_000]);
    world.edit("Invoice", &invoice.id, json!({ "CustomerRef": { "value": another } })).await;

    world.sync().await;
    assert_eq!(world.recorded().await, [30_000]);
    is_at_peace(&world).await;
}

/// A person left it out here, and another had it recorded again there: it is in QuickBooks.
#[tokio::test]
async fn p6_what_was_left_out_here_and_recorded_again_elsewhere_counts_as_recorded() {
    let (world, other, invoice) = pair().await;
    let paid = world.pay_part(&invoice, "100.00").await;
    world.sync().await;
    other.sync().await;
    let ours = text(&world.our_payments().await[0]["Id"]).to_owned();
    world.delete("Payment", &ours).await;
    world.sync().await;
    other.sync().await;
    other.decide(&other.hold("P9").await, "record_again", &[]).await;
    other.sync().await;
    world.decide(&world.hold("P9").await, "accept", &[]).await;
    // What this one still had to tell arrives behind what the other one told.
    let told = json!({ "qbo_payment_ids": [ours], "state": "held", "detail": null });
    let path = format!("/integrations/quickbooks/payments/{}/link", text(&paid["id"]));
    world.partner_with("PUT", &path, told).await.unwrap();
    world.sync_for(5).await;
    let again = text(&world.our_payments().await[0]["Id"]).to_owned();
    assert_eq!(link(&world, &paid).await, ("recorded".to_owned(), json!([again])));
    assert_eq!(asked(&world, &invoice).await, 20_000);
    is_at_peace(&world).await;
}

/// The other computer sent it, a payer pays, and somebody edits it, all before this one heard of any of that.
#[tokio::test]
async fn i11_an_invoice_that_another_computer_sent_and_that_is_being_paid_waits() {
    let (world, other, _) = pair().await;
    let invoice = world.invoice("Copperline Electric", "25.00").await;
    other.sync().await;
    world.pay_with(json!({ "allocations": [{ "qbo_invoice_id": invoice.id }], "outcome": "hang" })).await;
    let dearer = world.line("Managed services", "100.00").await;
    world.edit("Invoice", &invoice.id, json!({ "Line": [dearer] })).await;
    world
        .fault(json!({ "service": "alternative", "path": "/events", "kind": "status", "value": "503", "times": 1 }))
        .await;
    let mark = world.request_mark().await;
    world.sync_for(10).await;
    let path = format!("/integrations/quickbooks/invoices/{}", invoice.id);
    let sent = world.requests(mark).await;
    let sent =
        sent.iter().filter(|one| one["method"] == "PUT" && text(&one["path"]).ends_with(&path)).count();
    assert!(sent <= 1, "it was sent {sent} times");
    let waits = world.store.waits(&world.company, 100).await.unwrap();
    let settles = waits.iter().any(|(_, wait)| matches!(wait.on, Awaited::PaymentSettled { .. }));
    assert!(settles, "{waits:#?}");
    is_at_peace(&world).await;
}
