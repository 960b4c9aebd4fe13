//! One bad answer harms one record (rule F8): it is set aside with its own pause, and a person is asked after an hour.

use engine::awaited::Awaited;
use engine::choice::{Choice, ChoiceId};
use engine::reason::HoldReason;
use engine::record::RecordKind;
use serde_json::{Value, json};
use support::World;

use crate::text;

/// Every read of this payment of Alternative is answered so.
async fn payment_answers(world: &World, payment: &Value, status: u16) {
    let path = format!("/payments/{}", text(&payment["id"]));
    world
        .fault(json!({ "service": "alternative", "method": "GET", "path": path, "kind": "status",
                       "value": status.to_string(), "times": 10_000 }))
        .await;
}

/// Every read of this record of QuickBooks is refused, alone or in a page, in change data or in a batch.
async fn poisoned(world: &World, entity: &str, id: &str) {
    world
        .fault(json!({ "service": "quickbooks", "entity": entity, "id": id, "kind": "fault", "value": 4002 }))
        .await;
}

#[tokio::test]
async fn f8_a_payment_that_cannot_be_read_stops_no_other() {
    for status in [500, 403, 422] {
        let world = World::started().await;
        let first = world.invoice("Harbor Dental", "300.00").await;
        let second = world.invoice("Copperline Electric", "55.00").await;
        let third = world.invoice_for(&second.customer, &[("Backup", "44.00")]).await;
        world.sync().await;
        let bad = world.pay(&first).await;
        payment_answers(&world, &bad, status).await;
        world.pay(&second).await;
        world.sync_for(3).await;
        assert_eq!(world.recorded().await, [5_500], "{status}");
        assert_eq!(world.engine.side(engine::fault::Side::Alternative).paused_until, None, "{status}");

        // Not known is a state of that payment: it waits, and after an hour a person is asked.
        let waits = world.store.waits(&world.company, 10).await.unwrap();
        assert!(
            waits.iter().any(|(_, wait)| matches!(&wait.on, Awaited::Readable { kind, .. } if *kind == RecordKind::AlternativePayment)),
            "{status}: {waits:#?}"
        );
        assert!(world.holds().await.is_empty(), "{status}");
        world.sync_for(70).await;
        let hold = world.hold("F8").await;
        assert!(matches!(&hold.draft.reason, HoldReason::NotReadable { .. }), "{status}: {hold:#?}");
        let choices: Vec<_> = hold.draft.choices().iter().map(Choice::id).collect();
        assert_eq!(choices, [ChoiceId::TryAgain]);

        // What is new never waits for it.
        world.pay(&third).await;
        world.sync().await;
        assert_eq!(world.recorded().await, [4_400, 5_500], "{status}");

        world.heal().await;
        world.decide(&hold, "try_again", &[]).await;
        world.sync().await;
        assert_eq!(world.recorded().await, [4_400, 5_500, 30_000], "{status}");
        assert!(world.holds().await.is_empty(), "{status}");
        assert!(world.violations().await.is_empty(), "{status}");
    }
}

#[tokio::test]
async fn f8_several_payments_that_cannot_be_read_are_not_the_side() {
    let world = World::started().await;
    let customer = world.customer("Harbor Dental").await;
    let mut invoices = Vec::new();
    for number in 0..5 {
        invoices.push(world.invoice_for(&customer, &[("Backup", &format!("10{number}.00"))]).await);
    }
    world.sync().await;
    // Read well within the hour: it shows that Alternative is well.
    world.pay(&invoices[0]).await;
    world.sync().await;
    for invoice in &invoices[1..4] {
        let bad = world.pay(invoice).await;
        payment_answers(&world, &bad, 500).await;
    }
    world.pay(&invoices[4]).await;
    world.sync_for(3).await;
    assert_eq!(world.recorded().await, [10_000, 10_400]);

    world.heal().await;
    world.engine.try_now();
    world.sync().await;
    assert_eq!(world.recorded().await, [10_000, 10_100, 10_200, 10_300, 10_400]);
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn f8_a_side_that_answers_nothing_is_not_taken_for_its_records() {
    let world = World::started().await;
    let first = world.invoice("Harbor Dental", "300.00").await;
    let second = world.invoice("Copperline Electric", "55.00").await;
    let third = world.invoice_for(&second.customer, &[("Backup", "44.00")]).await;
    world.sync().await;
    world.pay(&first).await;
    world.sync().await;
    world.pay(&second).await;
    world.pay(&third).await;
    world
        .fault(json!({ "service": "alternative", "path": "/payments/", "kind": "status", "value": "500", "times": 10_000 }))
        .await;
    world.sync().await;
    assert!(world.engine.side(engine::fault::Side::Alternative).paused_until.is_some());
    world.heal().await;
    world.sync_for(10).await;
    assert_eq!(world.recorded().await, [4_400, 5_500, 30_000]);
    assert!(world.holds().await.is_empty());
}

#[tokio::test]
async fn f8_an_invoice_that_spoils_every_page_is_alone_in_it() {
    let world = World::empty().await;
    let bad = world.invoice("Harbor Dental", "70.00").await;
    let good = world.invoice("Copperline Electric", "30.00").await;
    poisoned(&world, "Invoice", &bad.id).await;
    world.start().await;
    world.sync().await;
    assert!(world.mirror(&good).await.is_some());
    assert_eq!(world.mirror(&bad).await, None);
    assert_eq!(world.engine.side(engine::fault::Side::Quickbooks).paused_until, None);

    world.sync_for(70).await;
    let hold = world.hold("F8").await;
    let HoldReason::NotReadable { said, .. } = &hold.draft.reason else { panic!("{hold:#?}") };
    assert!(said.to_string().contains("To email address entered is invalid"), "{said}");
    let choices: Vec<_> = hold.draft.choices().iter().map(Choice::id).collect();
    assert_eq!(choices, [ChoiceId::OpenInQuickbooks, ChoiceId::TryAgain]);

    world.heal().await;
    world.sync_for(40).await;
    assert!(world.mirror(&bad).await.is_some());
    assert!(world.holds().await.is_empty());
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn f8_only_the_row_that_cannot_be_read_is_not_known() {
    // Paid invoices stand between and around, which the list of open ones does not show.
    for bad in 0..4 {
        let world = World::empty().await;
        let customer = world.customer("Harbor Dental").await;
        let mut open = Vec::new();
        for number in 0..4 {
            let paid = world.invoice_for(&customer, &[("Paid", "10.00")]).await;
            world.external_payment(&paid, "10.00").await;
            open.push(world.invoice_for(&customer, &[("Open", &format!("2{number}.00"))]).await);
        }
        poisoned(&world, "Invoice", &open[bad].id).await;
        world.start().await;
        world.sync().await;
        let stored = world.store.cursor(&world.company, "aside").await.unwrap().unwrap();
        let asides: Value = serde_json::from_str(&stored).unwrap();
        let named: Vec<_> =
            asides.as_array().unwrap().iter().map(|aside| text(&aside["reference"]["id"])).collect();
        assert_eq!(named, [open[bad].id.as_str()], "{bad}");
    }
}

#[tokio::test]
async fn f8_change_data_that_is_refused_stops_neither_money_nor_deletions() {
    let world = World::started().await;
    let good = world.invoice("Copperline Electric", "30.00").await;
    let deleted = world.invoice_for(&good.customer, &[("Backup", "40.00")]).await;
    world.sync().await;
    let bad = world.invoice("Harbor Dental", "70.00").await;
    poisoned(&world, "Invoice", &bad.id).await;
    world.pay(&good).await;
    world.sync_for(3).await;
    assert_eq!(world.recorded().await, [3_000]);
    assert_eq!(world.engine.side(engine::fault::Side::Quickbooks).paused_until, None);

    world.delete("Invoice", &deleted.id).await;
    let edited = world.invoice_for(&good.customer, &[("Backup", "41.00")]).await;
    world.sync_for(65).await;
    assert_eq!(world.mirror(&deleted).await.unwrap()["archived"], json!(true), "within the hour");
    assert!(world.mirror(&edited).await.is_some());
    assert_eq!(world.mirror(&bad).await, None);
    world.hold("F8").await;

    world.heal().await;
    world.sync_for(40).await;
    assert!(world.mirror(&bad).await.is_some());
    assert!(world.holds().await.is_empty());
    assert!(world.violations().await.is_empty(), "{:#?}", world.violations().await);
}

#[tokio::test]
async fn p5_a_payment_that_cannot_be_read_holds_the_one_it_may_be() {
    for whole_look in [true, false] {
        let world = World::started().await;
        let invoice = world.invoice("Harbor Dental", "300.00").await;
        let older = world.invoice_for(&invoice.customer, &[("Backup", "20.00")]).await;
        let other = world.invoice("Copperline Electric", "55.00").await;
        let keyed = world.external_payment(&older, "20.00").await;
        world.sync().await;
        if whole_look {
            poisoned(&world, "Payment", &keyed).await;
        } else {
            world.injector.treat("/batch", "\"PaymentRefNum\":\"chk-5521\"", "\"PaymentRefNum\":{}");
        }
        let paid = world.pay(&invoice).await;
        world.pay(&other).await;
        world.sync_for(3).await;
        assert_eq!(world.recorded().await, [5_500]);
        let hold = world.hold("P5").await;
        assert!(matches!(&hold.draft.reason, HoldReason::Unsure { ours: false, .. }), "{hold:#?}");
        assert_eq!(world.engine.side(engine::fault::Side::Quickbooks).paused_until, None);
        world.decide(&hold, "check_again", &[]).await;
        world.sync_for(3).await;
        assert_eq!(world.recorded().await, [5_500], "still");

        world.decide(&world.hold("P5").await, "record_ours_too", &[]).await;
        world.sync_for(3).await;
        assert_eq!(world.recorded().await, [5_500, 30_000]);
        assert_eq!(text(&world.payment(&paid).await["link"]["state"]), "recorded");
        assert!(world.violations().await.is_empty());
    }
}

#[tokio::test]
async fn f8_what_a_person_asks_for_waits_for_no_pause() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let bad = world.pay(&invoice).await;
    payment_answers(&world, &bad, 500).await;
    world.sync_for(40).await;
    world.heal().await;
    world.sync().await;
    assert!(world.recorded().await.is_empty(), "it has its own pause");
    world.engine.try_now();
    world.sync().await;
    assert_eq!(world.recorded().await, [30_000]);
}

/// A payment whose answers are changed so is not recorded, is read again with its own pause, and asked about after an hour.
async fn waits_until_it_is_right(find: &str, put: &str) {
    let world = World::started().await;
    let first = world.invoice("Harbor Dental", "300.00").await;
    let second = world.invoice("Copperline Electric", "55.00").await;
    world.sync().await;
    world.injector.treat("/payments/", find, put);
    world.pay(&first).await;
    world.pay(&second).await;
    world.sync_for(3).await;
    assert_eq!(world.recorded().await, [5_500], "{put}");
    let waits = world.store.waits(&world.company, 10).await.unwrap();
    let is_payment =
        |on: &Awaited| matches!(on, Awaited::Readable { kind: RecordKind::AlternativePayment, .. });
    assert!(waits.iter().any(|(_, wait)| is_payment(&wait.on)), "{put}: {waits:#?}");
    world.sync_for(70).await;
    let hold = world.hold("F8").await;
    assert!(matches!(&hold.draft.reason, HoldReason::NotReadable { .. }), "{put}: {hold:#?}");

    // Nobody needs to ask: the next of its own reads finds it right.
    world.injector.discharge();
    world.sync_for(35).await;
    assert_eq!(world.recorded().await, [5_500, 30_000], "{put}");
    assert!(world.holds().await.is_empty(), "{put}");
    assert!(world.violations().await.is_empty(), "{put}");
}

#[tokio::test]
async fn f8_a_payment_of_an_unknown_status_is_set_aside_and_read_again() {
    waits_until_it_is_right("\"sub_total\":300.0", "\"status\":\"disputed\",\"sub_total\":300.0").await;
}

#[tokio::test]
async fn f8_a_payment_whose_amounts_do_not_add_up_is_not_recorded() {
    waits_until_it_is_right("\"total\":300.0", "\"total\":299.0").await;
}

#[tokio::test]
async fn f8_f9_a_payment_whose_invoice_cannot_be_read_is_looked_for_less_and_less() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    world
        .fault(json!({ "service": "quickbooks", "entity": "Invoice", "id": invoice.id, "kind": "rewrite",
                       "value": { "field": "TotalAmt", "to": "12.3.4" } }))
        .await;
    world.pay(&invoice).await;
    world.sync_for(3).await;
    let mark = world.request_mark().await;
    world.sync_for(57).await;
    let requests = world.requests(mark).await;
    let looks = requests.iter().filter(|entry| text(&entry["path"]).ends_with("/batch")).count();
    assert!(looks <= 60, "{looks} looks within an hour, for one payment");
    assert_eq!(world.recorded().await, [0_i64; 0]);

    world.heal().await;
    world.sync_for(10).await;
    assert_eq!(world.recorded().await, [30_000]);
}
