//! Rules F8, P11, P15 and P18: Alternative is told that a payment is recorded only once nobody can be asked for it twice.

use engine::settings::RecordWhen;
use serde_json::{Value, json};
use support::{Invoice, World, minor};

use crate::text;

/// Where a payment stands at Alternative: its state and the Payments it names.
async fn link(world: &World, payment: &Value) -> (String, Value) {
    let link = world.payment(payment).await["link"].clone();
    (text(&link["state"]).to_owned(), link["qbo_payment_ids"].clone())
}

/// What the payer is asked for, in cents.
async fn asked(world: &World, invoice: &Invoice) -> i64 {
    minor(&world.mirror(invoice).await.unwrap()["outstanding_balance"])
}

/// The bookkeeper applies so much of a payment to an invoice; the rest is the customer's credit.
async fn apply(world: &World, payment: &str, invoice: &Invoice, amount: &str) {
    let amount: serde_json::Number = amount.parse().unwrap();
    let mut lines =
        json!([{ "Amount": amount, "LinkedTxn": [{ "TxnId": invoice.id, "TxnType": "Invoice" }] }]);
    if amount.to_string() == "0" {
        lines = json!([]);
    }
    let total = world.books("Payment", payment).await.unwrap()["TotalAmt"].clone();
    world.edit("Payment", payment, json!({ "TotalAmt": total, "Line": lines })).await;
}

#[tokio::test]
async fn p15_a_payment_linked_by_hand_stays_held_until_it_is_applied_as_a_whole() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let paid = world.pay(&invoice).await;
    // Somebody keyed only a part of it.
    let keyed = world.external_payment(&invoice, "100.00").await;
    world.sync().await;
    let hold = world.hold("P5").await;
    world.decide(&hold, "already_recorded", &[("payment", &keyed)]).await;
    world.sync().await;

    assert_eq!(link(&world, &paid).await, ("held".to_owned(), json!([keyed])));
    assert_eq!(asked(&world, &invoice).await, 0, "the payer paid all of it");
    let hold = world.hold("P11").await;
    assert_eq!(hold.draft.amount.unwrap().minor.0, 20_000, "what is not applied");

    world
        .edit(
            "Payment",
            &keyed,
            json!({ "TotalAmt": 300.00, "Line": [
        { "Amount": 300.00, "LinkedTxn": [{ "TxnId": invoice.id, "TxnType": "Invoice" }] }] }),
        )
        .await;
    world.sync().await;
    assert_eq!(link(&world, &paid).await, ("recorded".to_owned(), json!([keyed])));
    assert!(world.holds().await.is_empty());
    assert_eq!(asked(&world, &invoice).await, 0);
}

#[tokio::test]
async fn p15_what_a_person_leaves_as_credit_is_recorded_and_asked_for_again() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let paid = world.pay(&invoice).await;
    let keyed = world.external_payment(&invoice, "100.00").await;
    world.sync().await;
    world.decide(&world.hold("P5").await, "already_recorded", &[("payment", &keyed)]).await;
    world.sync().await;
    let hold = world.hold("P11").await;
    assert_eq!(hold.draft.amount.map(|money| money.minor.0), Some(20_000));
    world.decide(&hold, "leave_as_credit", &[]).await;
    world.sync().await;
    assert_eq!(link(&world, &paid).await, ("recorded".to_owned(), json!([keyed])));
    assert_eq!(asked(&world, &invoice).await, 20_000);
    assert!(world.holds().await.is_empty());

    // Less than that is another matter.
    apply(&world, &keyed, &invoice, "40.00").await;
    world.sync().await;
    assert_eq!(link(&world, &paid).await.0, "held");
    world.hold("P11").await;
    assert_eq!(asked(&world, &invoice).await, 0);
}

#[tokio::test]
async fn p15_a_share_that_is_unapplied_again_goes_back_to_held_before_its_invoice() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let paid = world.pay(&invoice).await;
    world.sync().await;
    let ours = text(&world.our_payments().await[0]["Id"]).to_owned();
    assert_eq!(link(&world, &paid).await, ("recorded".to_owned(), json!([ours])));

    apply(&world, &ours, &invoice, "0").await;
    let mark = world.request_mark().await;
    world.sync().await;
    let puts: Vec<_> = world
        .asked(mark)
        .await
        .into_iter()
        .filter(|(call, _)| call.starts_with("alternative PUT"))
        .map(|(call, _)| call)
        .collect();
    let expected = [
        format!("alternative PUT payments/{}/link", text(&paid["id"])),
        format!("alternative PUT invoices/{}", invoice.id),
    ];
    assert_eq!(puts, expected);
    assert_eq!(link(&world, &paid).await, ("held".to_owned(), json!([ours])));
    assert_eq!(asked(&world, &invoice).await, 0, "the payer paid all of it");
    world.hold("P11").await;
}

#[tokio::test]
async fn p15_an_invoice_refused_by_version_keeps_its_payment_held() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let paid = world.pay(&invoice).await;
    // The body that Alternative gets for the version after the payment is refused by version.
    let refused = json!({ "service": "alternative", "method": "PUT", "path": format!("/invoices/{}", invoice.id),
                          "kind": "fault", "value": "version_conflict", "times": 50 });
    world.fault(refused).await;
    world.sync().await;
    let ours = text(&world.our_payments().await[0]["Id"]).to_owned();
    assert_eq!(
        link(&world, &paid).await,
        ("held".to_owned(), json!([ours])),
        "what Alternative asks for is the old amount"
    );
    assert_eq!(asked(&world, &invoice).await, 0, "less what it collected");

    // QuickBooks' next version is taken.
    world.heal().await;
    world.edit("Invoice", &invoice.id, json!({ "CustomerMemo": { "value": "Thank you" } })).await;
    world.sync().await;
    assert_eq!(link(&world, &paid).await, ("recorded".to_owned(), json!([ours])));
    assert_eq!(asked(&world, &invoice).await, 0);
}

#[tokio::test]
async fn p15_a_payment_that_failed_is_told_before_its_invoice_gets_another_balance() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "100.00").await;
    world.sync().await;
    let paid = world.pay_part(&invoice, "40.00").await;
    world.sync().await;
    let payout = world.payout(json!({})).await;
    world.pay_out(&payout).await;
    world.sync().await;
    // It fails after its payout, and the invoice is changed at the same time: two balances and one link are to be sent.
    world.move_payment(&paid, "fail", json!({})).await;
    world.external_payment(&invoice, "10.00").await;
    let mark = world.request_mark().await;
    world.sync().await;
    let calls: Vec<_> = world.asked(mark).await.into_iter().map(|(call, _)| call).collect();
    let at = |text: &str| calls.iter().position(|call| call.starts_with(text));
    let (told, sent) =
        (at("alternative PUT payments/"), at(&format!("alternative PUT invoices/{}", invoice.id)));
    assert!(told.is_some() && told < sent, "{calls:#?}");
    assert_eq!(link(&world, &paid).await.0, "held");
    assert_eq!(asked(&world, &invoice).await, 5_000, "QuickBooks' balance, and not a cent more");
}

#[tokio::test]
async fn p18_a_report_that_waits_for_another_payments_report_goes_out_after_it() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "410.21").await;
    world.sync().await;
    let first = world.pay(&invoice).await;
    world.sync().await;
    world.move_payment(&first, "fail", json!({})).await;
    let second = world.pay(&invoice).await;
    world.sync().await;
    assert_eq!(link(&world, &first).await.0, "removed");
    assert_eq!(link(&world, &second).await.0, "recorded");
}

#[tokio::test]
async fn p18_a_payout_that_waits_for_a_payment_asks_once_that_payment_went_back() {
    let world = World::started().await;
    world.create_deposits("Checking").await;
    let invoice = world.invoice("Harbor Dental", "75.00").await;
    world.sync().await;
    let paid = world.pay(&invoice).await;
    let payout = world.payout(json!({})).await;
    // QuickBooks cannot be read for a while, so that the payment is not recorded when it is refunded.
    world.fault(json!({ "service": "quickbooks", "path": "/batch", "kind": "status", "value": "503", "times": 1000 })).await;
    world.pay_out(&payout).await;
    world.sync_for(2).await;
    world.move_payment(&paid, "refund", json!({})).await;
    world.sync_for(2).await;
    world.heal().await;
    world.sync_for(30).await;
    let hold = world.hold("D3").await;
    assert_eq!(hold.draft.subject.to_string(), format!("payout:{}", text(&payout["id"])));
}

#[tokio::test]
async fn i11_what_a_dashboard_user_changed_is_sent_after_the_payment_that_runs() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "952.02").await;
    world.sync().await;
    let row = world.kept_of("invoices", &invoice.id).await;
    let lines = json!([{ "description": "Other", "amount": 389.54 }]);
    world.dashboard("invoice", json!({ "action": "edit", "id": row["id"], "line_items": lines })).await;
    let body = json!({ "allocations": [{ "qbo_invoice_id": invoice.id }], "outcome": "hang" });
    let paid = world.pay_with(body).await;
    let mark = world.request_mark().await;
    world.sync_for(5).await;
    let sent = |calls: &[(String, Value)]| {
        calls.iter().filter(|(call, _)| *call == format!("alternative PUT invoices/{}", invoice.id)).count()
    };
    assert_eq!(sent(&world.asked(mark).await), 0, "Alternative would refuse it each time");
    world.move_payment(&paid, "settle", json!({})).await;
    world.sync().await;
    assert_eq!(sent(&world.asked(mark).await), 1);
    assert_eq!(link(&world, &paid).await.0, "recorded");
    assert_eq!(asked(&world, &invoice).await, 95_202 - 38_954);
}

#[tokio::test]
async fn f8_an_answer_about_another_payment_is_not_recorded_for_this_one() {
    let world = World::started().await;
    let first = world.invoice("Harbor Dental", "300.00").await;
    let second = world.invoice("Copperline Electric", "80.00").await;
    world.sync().await;
    let asked = world.pay(&first).await;
    let other = world.pay(&second).await;
    let (asked, other) = (text(&asked["id"]).to_owned(), text(&other["id"]).to_owned());
    // Whoever asks for the first payment is answered with the second one's id.
    world.injector.treat(&format!("/payments/{asked}"), asked.clone(), other.clone());
    world.sync().await;
    let ours = world.our_payments().await;
    assert_eq!(ours.len(), 1, "{ours:#?}");
    assert_eq!(minor(&ours[0]["TotalAmt"]), 8_000);
    assert!(text(&ours[0]["PrivateNote"]).contains(&other));

    world.injector.discharge();
    world.sync_for(10).await;
    let mut totals: Vec<_> =
        world.our_payments().await.iter().map(|payment| minor(&payment["TotalAmt"])).collect();
    totals.sort_unstable();
    assert_eq!(totals, [8_000, 30_000], "each of them once");
}

#[tokio::test]
async fn p15_alternative_notes_whoever_asks_a_payer_twice() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let paid = world.pay_part(&invoice, "100.00").await;
    assert_eq!(asked(&world, &invoice).await, 20_000);
    // No companion does this: the payment is not in QuickBooks.
    let path = format!("/integrations/quickbooks/payments/{}/link", text(&paid["id"]));
    let told = json!({ "qbo_payment_ids": ["7777"], "state": "recorded", "detail": null });
    world.partner_with("PUT", &path, told).await.unwrap();
    assert_eq!(asked(&world, &invoice).await, 30_000);
    let violations = world.violations().await;
    let kinds: Vec<_> = violations.iter().map(|violation| text(&violation["kind"])).collect();
    assert_eq!(kinds, ["asks for more than is owed"], "{violations:?}");
}

/// A version of the invoice that asks for all of it reaches Alternative, and its answer is lost. Meanwhile our Payment is
/// recorded, so that the version taken before says the truth again.
#[tokio::test]
async fn p15_a_version_whose_answer_was_lost_is_followed_by_the_present_one_before_its_payment_is_reported() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let external = world.external_payment(&invoice, "300.00").await;
    let payment = world.pay(&invoice).await;
    world.sync().await;
    world.hold("P5").await;
    world
        .fault(json!({ "service": "alternative", "method": "PUT", "path": "/invoices/", "kind": "drop_after", "times": 1 }))
        .await;
    world.delete("Payment", &external).await;
    world.sync_for(10).await;

    assert_eq!(link(&world, &payment).await.0, "recorded");
    assert_eq!(asked(&world, &invoice).await, 0);
    assert_eq!(world.violations().await, Vec::<Value>::new());
}

/// It is told as held, and that answer is lost; by the time it would be told again it is recorded, as it was before.
#[tokio::test]
async fn p15_a_report_whose_answer_was_lost_is_followed_by_the_present_one() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let paid = world.pay(&invoice).await;
    world.sync().await;
    let ours = text(&world.our_payments().await[0]["Id"]).to_owned();
    apply(&world, &ours, &invoice, "0").await;
    world
        .fault(json!({ "service": "alternative", "method": "PUT", "path": "/payments/", "kind": "drop_after", "times": 1 }))
        .await;
    world.sync().await;
    assert_eq!(link(&world, &paid).await.0, "held", "it arrived");

    apply(&world, &ours, &invoice, "300.00").await;
    world.sync_for(30).await;
    assert_eq!(link(&world, &paid).await, ("recorded".to_owned(), json!([ours])));
    assert_eq!(asked(&world, &invoice).await, 0);
    assert!(world.holds().await.is_empty());
    assert!(world.violations().await.is_empty());
}

/// A computer that waits with a payment does not know that another recorded it, nor that this Payment was deleted since.
#[tokio::test]
async fn p15_what_another_computer_told_of_a_held_payment_is_read_before_its_invoice_is_sent() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let other = world.another().await;
    other.start().await;
    other.sync().await;
    world.advance(60);
    let paid = world.pay(&invoice).await;
    world.close_books("2026-08-04").await;
    world.sync().await;
    world.hold("D7").await;
    assert_eq!(link(&world, &paid).await.0, "held");

    other.sync().await;
    other.decide(&other.hold("D7").await, "post_first_open_day", &[]).await;
    other.sync().await;
    assert_eq!(link(&world, &paid).await.0, "recorded");
    world.delete("Payment", text(&world.our_payments().await[0]["Id"])).await;

    world.sync().await;
    assert!(world.violations().await.is_empty(), "{:#?}", world.violations().await);
    assert_eq!(asked(&world, &invoice).await, 0);
}

/// One that waits to record a payment does not know it either.
#[tokio::test]
async fn p15_what_another_computer_told_of_a_payment_that_is_not_recorded_here_is_read_before_its_invoice_is_sent()
 {
    let world = World::started().await;
    world.set(|settings| settings.preferences.record_when = RecordWhen::Succeeded).await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let other = world.another().await;
    other.start().await;
    other.sync().await;
    let allocations = json!([{ "qbo_invoice_id": invoice.id }]);
    let paid = world.pay_with(json!({ "allocations": allocations, "outcome": "hang" })).await;
    world.sync().await;
    assert_eq!(world.payment(&paid).await["link"], Value::Null);

    other.sync().await;
    assert_eq!(link(&world, &paid).await.0, "recorded");
    world.delete("Payment", text(&world.our_payments().await[0]["Id"])).await;

    world.sync().await;
    assert!(world.violations().await.is_empty(), "{:#?}", world.violations().await);
    other.sync().await;
    assert_eq!(asked(&world, &invoice).await, 0);
}

/// Here a keyed payment stands for it. Another computer recorded it too, told so, and that Payment is deleted: what
/// Alternative was told of is gone, and until it is told of the one that is there it asks for what was paid.
#[tokio::test]
async fn p15_a_payment_told_by_another_computer_and_gone_is_told_anew_before_its_invoice_is_sent() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let other = world.another().await;
    other.start().await;
    other.sync().await;
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
    world.sync().await;
    world.delete("Payment", &ours).await;

    world.sync().await;
    assert!(world.violations().await.is_empty(), "{:#?}", world.violations().await);
    assert_eq!(link(&world, &paid).await, ("recorded".to_owned(), json!([keyed])));
    assert_eq!(asked(&world, &invoice).await, 20_000);
    other.sync().await;
    world.sync().await;
    other.hold("P9").await;
    assert!(world.violations().await.is_empty(), "{:#?}", world.violations().await);
}
