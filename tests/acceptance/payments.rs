//! Rules P1 to P7, P12 to P15 and P17: what Alternative collected is in QuickBooks exactly once.

use engine::awaited::Awaited;
use engine::reason::HoldReason;
use serde_json::json;
use support::{World, minor};

use crate::text;

#[tokio::test]
async fn p1_a_payment_becomes_one_quickbooks_payment_and_the_invoice_is_paid_on_both_sides() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "324.50").await;
    world.sync().await;
    let paid = world.pay(&invoice).await;
    world.sync().await;

    let ours = world.our_payments().await;
    assert_eq!(ours.len(), 1, "{ours:#?}");
    let payment = &ours[0];
    assert_eq!(minor(&payment["TotalAmt"]), 32_450);
    assert_eq!(text(&payment["CustomerRef"]["value"]), invoice.customer);
    assert_eq!(payment["Line"][0]["LinkedTxn"], json!([{ "TxnId": invoice.id, "TxnType": "Invoice" }]));
    assert_eq!(text(&payment["DepositToAccountRef"]["value"]), world.account("Undeposited Funds"));
    assert!(text(&payment["PrivateNote"]).contains(text(&paid["id"])), "{payment}");
    assert_eq!(text(&payment["PaymentRefNum"]).len(), 19);
    assert_eq!(text(&payment["TxnDate"]), "2026-08-04");

    let in_books = world.books("Invoice", &invoice.id).await.unwrap();
    assert_eq!(minor(&in_books["Balance"]), 0);
    let mirror = world.mirror(&invoice).await.unwrap();
    assert_eq!(text(&mirror["status"]), "PAID");
    assert_eq!(minor(&mirror["outstanding_balance"]), 0);
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn p1_a_payment_late_in_the_evening_is_dated_in_the_time_zone_of_the_company() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "100.00").await;
    world.sync().await;
    // 2026-08-05 01:30 in London is still the evening of 4 August in New York.
    world.control("POST", "/clock", json!({ "at": "2026-08-05T01:30:00Z" })).await;
    world.pay(&invoice).await;
    world.sync().await;
    assert_eq!(text(&world.our_payments().await[0]["TxnDate"]), "2026-08-04");
}

#[tokio::test]
async fn p1_a_surcharge_the_payer_covered_stays_out() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "200.00").await;
    world.sync().await;
    world
        .pay_with(
            json!({ "allocations": [{ "qbo_invoice_id": invoice.id }], "method": "card", "outcome": "succeed",
            "fee": { "amount": 6.10, "covered_by_customer": true } }),
        )
        .await;
    world.sync().await;
    assert_eq!(minor(&world.our_payments().await[0]["TotalAmt"]), 20_000);
}

#[tokio::test]
async fn p2_a_payment_is_recorded_while_it_is_processing() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "324.00").await;
    world.sync().await;
    world.pay_with(json!({ "allocations": [{ "qbo_invoice_id": invoice.id }], "outcome": "hang" })).await;
    world.sync().await;
    assert_eq!(world.our_payments().await.len(), 1);
}

#[tokio::test]
async fn p2_when_preferred_a_payment_waits_until_it_succeeded() {
    let world = World::started().await;
    world.set(|settings| settings.preferences.record_when = engine::settings::RecordWhen::Succeeded).await;
    let invoice = world.invoice("Harbor Dental", "324.00").await;
    world.sync().await;
    let paid =
        world.pay_with(json!({ "allocations": [{ "qbo_invoice_id": invoice.id }], "outcome": "hang" })).await;
    world.sync().await;
    assert!(world.our_payments().await.is_empty());
    let waits = world.store.waits(&world.company, 10).await.unwrap();
    assert!(waits.iter().any(|(_, wait)| wait.on == Awaited::Capture), "{waits:?}");

    world.move_payment(&paid, "settle", json!({})).await;
    world.sync().await;
    assert_eq!(world.our_payments().await.len(), 1);
    assert!(world.store.waits(&world.company, 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn p3_a_partial_payment_posts_exactly_its_amount() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "500.00").await;
    world.sync().await;
    world.pay_part(&invoice, "200.00").await;
    world.sync().await;
    assert_eq!(minor(&world.our_payments().await[0]["TotalAmt"]), 20_000);
    assert_eq!(minor(&world.books("Invoice", &invoice.id).await.unwrap()["Balance"]), 30_000);
    assert_eq!(minor(&world.mirror(&invoice).await.unwrap()["outstanding_balance"]), 30_000);
    let tie = world.store.tie(&world.company).await.unwrap();
    assert_eq!(tie.apart, 0, "{tie:?}");
}

#[tokio::test]
async fn p4_one_payment_over_several_invoices_of_a_customer_is_one_payment_with_a_line_each() {
    let world = World::started().await;
    let first = world.invoice("Harbor Dental", "100.00").await;
    let second = world.invoice_for(&first.customer, &[("Backup", "50.00")]).await;
    world.sync().await;
    let allocations = json!([{ "qbo_invoice_id": first.id }, { "qbo_invoice_id": second.id }]);
    world.pay_with(json!({ "allocations": allocations, "outcome": "succeed" })).await;
    world.sync().await;
    let ours = world.our_payments().await;
    assert_eq!(ours.len(), 1);
    assert_eq!(minor(&ours[0]["TotalAmt"]), 15_000);
    assert_eq!(ours[0]["Line"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn p4_over_several_customers_it_is_one_payment_each() {
    let world = World::started().await;
    let first = world.invoice("Harbor Dental", "100.00").await;
    let second = world.invoice("Copperline Electric", "50.00").await;
    world.sync().await;
    let allocations = json!([{ "qbo_invoice_id": first.id }, { "qbo_invoice_id": second.id }]);
    let (status, answer) = world
        .try_control("POST", "/alternative/pay", json!({ "allocations": allocations, "outcome": "succeed" }))
        .await;
    assert_eq!(status / 100, 2, "{answer}");
    world.sync().await;
    let mut totals: Vec<_> =
        world.our_payments().await.iter().map(|payment| minor(&payment["TotalAmt"])).collect();
    totals.sort_unstable();
    assert_eq!(totals, [5_000, 10_000]);
    let link = world.payment(&answer).await["link"].clone();
    assert_eq!(text(&link["state"]), "recorded");
    assert_eq!(link["qbo_payment_ids"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn p5_a_hand_keyed_payment_holds_ours_and_can_be_linked() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    // The payer pays; before the companion looks, somebody keys the same money by hand.
    let paid = world.pay(&invoice).await;
    let keyed = world.external_payment(&invoice, "300.00").await;
    world.sync().await;

    assert!(world.our_payments().await.is_empty());
    let hold = world.hold("P5").await;
    let HoldReason::BalanceTooSmall { owed, paid: share, look_alike, .. } = &hold.draft.reason else {
        panic!("{hold:#?}")
    };
    assert_eq!((owed.minor.0, share.minor.0), (0, 30_000));
    assert_eq!(look_alike.as_ref().map(ToString::to_string), Some(keyed.clone()));
    assert_eq!(text(&world.payment(&paid).await["link"]["state"]), "held");

    world.decide(&hold, "already_recorded", &[]).await;
    world.sync().await;
    assert!(world.our_payments().await.is_empty());
    assert!(world.holds().await.is_empty());
    let link = world.payment(&paid).await["link"].clone();
    assert_eq!((text(&link["state"]), &link["qbo_payment_ids"]), ("recorded", &json!([keyed])));
    assert_eq!(minor(&world.mirror(&invoice).await.unwrap()["outstanding_balance"]), 0);
}

#[tokio::test]
async fn p5_what_exceeds_the_balance_can_be_kept_as_credit() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    world.pay(&invoice).await;
    world.external_payment(&invoice, "100.00").await;
    world.sync().await;
    let hold = world.hold("P5").await;
    world.decide(&hold, "keep_as_credit", &[]).await;
    world.sync().await;
    let ours = world.our_payments().await;
    assert_eq!(ours.len(), 1);
    assert_eq!(minor(&ours[0]["TotalAmt"]), 30_000);
    assert_eq!(minor(&ours[0]["UnappliedAmt"]), 10_000);
    assert!(world.holds().await.is_empty());
}

#[tokio::test]
async fn p5_a_look_alike_asks_even_where_the_balance_would_do() {
    let world = World::started().await;
    let first = world.invoice("Harbor Dental", "300.00").await;
    let second = world.invoice_for(&first.customer, &[("Backup", "300.00")]).await;
    world.sync().await;
    world.pay(&first).await;
    let keyed = world.external_payment(&second, "300.00").await;
    world.sync().await;
    let hold = world.hold("P5").await;
    let HoldReason::LookAlike { payment, .. } = &hold.draft.reason else { panic!("{hold:#?}") };
    assert_eq!(payment.as_str(), keyed);
    world.decide(&hold, "record_ours_too", &[]).await;
    world.sync().await;
    assert_eq!(world.our_payments().await.len(), 1);
    assert!(world.holds().await.is_empty());
}

#[tokio::test]
async fn p5_a_payment_for_a_deleted_invoice_is_held_until_somebody_decides() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    world.pay(&invoice).await;
    world.delete("Invoice", &invoice.id).await;
    world.sync().await;
    assert!(world.our_payments().await.is_empty());
    let hold = world.hold("P5").await;
    assert!(matches!(hold.draft.reason, HoldReason::InvoiceGone { voided: false, .. }), "{hold:#?}");
    world.decide(&hold, "keep_as_credit", &[]).await;
    world.sync().await;
    let ours = world.our_payments().await;
    assert_eq!(minor(&ours[0]["UnappliedAmt"]), 30_000);
}

#[tokio::test]
async fn p5_check_again_goes_on_once_the_books_allow_it() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    world.pay(&invoice).await;
    let keyed = world.external_payment(&invoice, "299.00").await;
    world.sync().await;
    let hold = world.hold("P5").await;
    world.delete("Payment", &keyed).await;
    world.decide(&hold, "check_again", &[]).await;
    world.sync().await;
    assert_eq!(world.our_payments().await.len(), 1);
    assert!(world.holds().await.is_empty());
}

#[tokio::test]
async fn p6_a_lost_answer_makes_no_second_payment() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    world.pay(&invoice).await;
    world.fault(json!({ "service": "quickbooks", "method": "POST", "path": "/payment", "kind": "drop_after", "times": 1 })).await;
    world.sync_for(10).await;
    assert_eq!(world.our_payments().await.len(), 1);
    assert_eq!(minor(&world.mirror(&invoice).await.unwrap()["outstanding_balance"]), 0);
    assert!(world.violations().await.is_empty(), "{:#?}", world.violations().await);
}

#[tokio::test]
async fn p6_a_request_that_never_arrived_is_sent_again_with_the_same_id() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    world.pay(&invoice).await;
    let mark = world.request_mark().await;
    world.fault(json!({ "service": "quickbooks", "method": "POST", "path": "/payment", "kind": "drop_before", "times": 1 })).await;
    world.sync_for(10).await;
    assert_eq!(world.our_payments().await.len(), 1);
    let requests = world.requests(mark).await;
    let ids: Vec<_> = requests
        .iter()
        .filter(|entry| entry["path"].as_str().is_some_and(|path| path.ends_with("/payment")))
        .map(|entry| entry["requestid"].clone())
        .collect();
    assert_eq!(ids.len(), 2, "{requests:#?}");
    assert_eq!(ids[0], ids[1]);
}

#[tokio::test]
async fn p6_a_second_computer_and_a_reinstall_find_what_the_first_recorded() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let second = world.another().await;
    second.start().await;
    world.advance(60);
    second.sync().await;
    world.pay(&invoice).await;
    world.sync().await;
    second.sync().await;
    world.sync().await;
    assert_eq!(world.our_payments().await.len(), 1);

    let reinstalled = world.another().await;
    reinstalled.start().await;
    reinstalled.sync().await;
    assert_eq!(world.our_payments().await.len(), 1);
    assert!(reinstalled.holds().await.is_empty(), "{:#?}", reinstalled.holds().await);
}

#[tokio::test]
async fn p6_both_computers_at_once_record_it_once() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let second = world.another().await;
    second.start().await;
    world.advance(60);
    second.sync().await;
    world.pay(&invoice).await;
    world.engine.ask_to_look();
    second.engine.ask_to_look();
    for _ in 0..30 {
        world.tick().await;
        second.tick().await;
    }
    assert_eq!(world.our_payments().await.len(), 1);
    assert!(world.holds().await.is_empty());
    assert!(second.holds().await.is_empty());
}

#[tokio::test]
async fn p7_a_payment_that_failed_before_any_payout_is_taken_out_again() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "324.00").await;
    world.sync().await;
    let paid =
        world.pay_with(json!({ "allocations": [{ "qbo_invoice_id": invoice.id }], "outcome": "hang" })).await;
    world.sync().await;
    assert_eq!(world.our_payments().await.len(), 1);

    world.move_payment(&paid, "fail", json!({})).await;
    world.sync().await;
    assert!(world.our_payments().await.is_empty());
    assert_eq!(minor(&world.books("Invoice", &invoice.id).await.unwrap()["Balance"]), 32_400);
    assert_eq!(minor(&world.mirror(&invoice).await.unwrap()["outstanding_balance"]), 32_400);
    assert_eq!(text(&world.payment(&paid).await["link"]["state"]), "removed");
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn p7_a_lost_answer_to_the_removal_is_looked_for() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "324.00").await;
    world.sync().await;
    let paid =
        world.pay_with(json!({ "allocations": [{ "qbo_invoice_id": invoice.id }], "outcome": "hang" })).await;
    world.sync().await;
    world.move_payment(&paid, "fail", json!({})).await;
    world.fault(json!({ "service": "quickbooks", "method": "POST", "path": "/payment", "kind": "drop_after", "times": 1 })).await;
    world.sync_for(10).await;
    assert!(world.our_payments().await.is_empty());
    assert_eq!(text(&world.payment(&paid).await["link"]["state"]), "removed");
    assert_eq!(minor(&world.mirror(&invoice).await.unwrap()["outstanding_balance"]), 32_400);
}

#[tokio::test]
async fn p12_a_payment_for_an_invoice_that_exists_in_alternative_only_is_not_written() {
    let world = World::started().await;
    world.sync().await;
    let customer = world
        .control(
            "POST",
            "/alternative/records/customer",
            json!({ "action": "create", "name": "Walk-in", "email": "w@example.com" }),
        )
        .await;
    let only = world
        .control("POST", "/alternative/records/invoice", json!({ "action": "create", "customer_id": customer["id"],
            "due_date": "2026-09-01", "line_items": [{ "description": "Call-out", "amount": 76.00, "quantity": 1 }] }))
        .await;
    world.pay_with(json!({ "allocations": [{ "invoice_id": only["id"] }], "outcome": "succeed" })).await;
    world.sync().await;
    assert!(world.all("Payment").await.is_empty());
    assert!(world.holds().await.is_empty());
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn p13_a_payment_waits_for_its_invoices_link_and_never_fails_for_it() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    world.pay(&invoice).await;
    // A re-installed companion meets the payment before it has sent the invoice.
    let again = world.another().await;
    again.start().await;
    again.fault(json!({ "service": "alternative", "method": "PUT", "path": "/invoices", "kind": "status", "value": 500, "times": 2 })).await;
    again.sync_for(15).await;
    world.sync().await;
    assert!(world.our_payments().await.len() <= 1);
    assert_eq!(world.our_payments().await.len(), 1);
}

#[tokio::test]
async fn p14_nothing_is_ever_charged_refunded_or_paid_out() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let paid = world.pay(&invoice).await;
    world.sync().await;
    world.move_payment(&paid, "refund", json!({})).await;
    world.sync().await;
    let forbidden = world.requests(0).await.into_iter().filter(|entry| {
        let path = entry["path"].as_str().unwrap_or_default();
        entry["service"] == "alternative"
            && entry["method"] != "GET"
            && (path.ends_with("/alternative/payments")
                || path.contains("/payments/request")
                || path.contains("/payment-methods"))
    });
    assert_eq!(forbidden.count(), 0);
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn p15_the_invoice_goes_before_the_recorded_link_and_after_the_removed_one() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "324.00").await;
    world.sync().await;
    let mark = world.request_mark().await;
    let paid =
        world.pay_with(json!({ "allocations": [{ "qbo_invoice_id": invoice.id }], "outcome": "hang" })).await;
    world.sync().await;
    let writes = writes_to_alternative(&world, mark).await;
    assert_eq!(writes, ["invoice", "link"], "recording");

    let mark = world.request_mark().await;
    world.move_payment(&paid, "fail", json!({})).await;
    world.sync().await;
    let writes = writes_to_alternative(&world, mark).await;
    assert_eq!(writes, ["link", "invoice"], "removing");
}

async fn writes_to_alternative(world: &World, since: u64) -> Vec<&'static str> {
    let requests = world.requests(since).await;
    let puts = requests.iter().filter(|entry| entry["service"] == "alternative" && entry["method"] == "PUT");
    puts.filter_map(|entry| {
        let path = text(&entry["path"]);
        if path.ends_with("/link") {
            Some("link")
        } else if path.contains("/invoices/") && !path.ends_with("/pdf") {
            Some("invoice")
        } else {
            None
        }
    })
    .collect()
}

#[tokio::test]
async fn one_payment_costs_few_requests() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    world.sync().await;
    let mark = world.request_mark().await;
    world.pay(&invoice).await;
    world.sync().await;
    let requests = world.requests(mark).await;
    let of = |service: &str, write: bool| {
        let is_write = |entry: &&serde_json::Value| {
            let path = entry["path"].as_str().unwrap_or_default();
            let reads = entry["method"] == "GET" || path.ends_with("/batch") || path.ends_with("/token");
            entry["service"] == service && reads != write
        };
        requests.iter().filter(is_write).count()
    };
    assert!(of("quickbooks", false) <= 3, "{requests:#?}");
    assert_eq!(of("quickbooks", true), 1);
    assert!(of("alternative", true) <= 2, "{requests:#?}");
}
