//! Rule F5: both sides are compared every day, beside the work, so that what no look told is found within 26 hours.

use engine::comparing::{BooksStage, Comparisons};
use engine::documents::{self, Edit, FeedPoint, GoodPoint, Kept};
use engine::fault::Side;
use engine::happened::Happened;
use engine::importing::{Import, Stage};
use engine::ports::{Change, JournalQuery};
use engine::record::{Mirrored, Record, RecordRef};
use engine::subject::Subject;
use jiff::{SignedDuration, Timestamp};
use ledger::books;
use serde_json::{Value, json};
use support::{Invoice, World, minor};

use crate::text;

const HOUR: i64 = 3_600;

async fn comparisons(world: &World) -> Comparisons {
    documents::read(&*world.store, &world.company).await.unwrap()
}

async fn good_point(world: &World) -> Timestamp {
    let GoodPoint(point) = documents::read(&*world.store, &world.company).await.unwrap();
    point.unwrap()
}

async fn feed_point(world: &World) -> FeedPoint {
    documents::read(&*world.store, &world.company).await.unwrap()
}

async fn archived(world: &World, invoice: &Invoice) -> Value {
    world.mirror(invoice).await.unwrap()["archived"].clone()
}

/// Time goes by, and the companion ticks when it wants to.
async fn live_for(world: &World, seconds: i64) {
    let end = world.now().checked_add(SignedDuration::from_secs(seconds)).unwrap();
    while world.now() < end {
        let tick = world.tick().await;
        if !tick.busy {
            world.advance(tick.next_wake.duration_since(world.now()).as_secs().max(1));
        }
    }
}

/// Ticks until the comparison that a person asked for has met something.
async fn under_way(world: &World) {
    world.engine.user_actions().compare_now().await.unwrap();
    while comparisons(world).await.walk.is_none() {
        assert!(world.tick().await.busy);
    }
}

async fn store(world: &World, name: &str, text: &str) {
    let text = Change::edit(Edit::Keep(Kept::fixture(name, Some(text.to_owned()))));
    world.store.write(&world.company, vec![text].into()).await.unwrap();
}

/// Three invoices on both sides, and customers.
async fn office() -> (World, [Invoice; 3]) {
    let world = World::started().await;
    let invoices = [
        world.invoice("Harbor Dental", "100.00").await,
        world.invoice("Copperline Electric", "50.00").await,
        world.invoice("Northgate Bakery", "75.00").await,
    ];
    world.sync().await;
    (world, invoices)
}

#[tokio::test]
async fn f5_an_edit_and_a_deletion_that_no_look_told_are_found_within_26_hours() {
    let (world, [edited, deleted, stays]) = office().await;
    live_for(&world, HOUR).await;
    // Change data leaves invoices out, once.
    world.injector.treat("/cdc", "\"Invoice\":", "\"Nothing\":");
    let dearer = world.line("Managed services", "160.00").await;
    world.edit("Invoice", &edited.id, json!({ "Line": [dearer] })).await;
    world.delete("Invoice", &deleted.id).await;
    live_for(&world, 30 * 60).await;
    world.injector.discharge();
    live_for(&world, HOUR).await;
    assert_eq!(minor(&world.mirror(&edited).await.unwrap()["total"]), 10_000, "nothing was told");
    assert_eq!(archived(&world, &deleted).await, json!(false));

    live_for(&world, 24 * HOUR).await;
    assert_eq!(minor(&world.mirror(&edited).await.unwrap()["total"]), 16_000);
    assert_eq!(text(&world.mirror(&deleted).await.unwrap()["archive_reason"]), "deleted");
    assert_eq!(archived(&world, &stays).await, json!(false));
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn f5_a_deletion_that_no_look_told_of_what_changed_lately_is_found_though_nothing_was_open() {
    let (world, [paid, ..]) = office().await;
    world.external_payment(&paid, "100.00").await;
    world.sync().await;
    let [payment] = &world.all("Payment").await[..] else { panic!("one payment") };
    live_for(&world, HOUR).await;
    world.injector.treat("/cdc", "\"Invoice\":", "\"Nothing\":");
    world.delete("Payment", text(&payment["Id"])).await;
    world.delete("Invoice", &paid.id).await;
    live_for(&world, 30 * 60).await;
    world.injector.discharge();
    live_for(&world, HOUR).await;
    assert_eq!(archived(&world, &paid).await, json!(false), "nothing was told");
    live_for(&world, 24 * HOUR).await;
    assert_eq!(text(&world.mirror(&paid).await.unwrap()["archive_reason"]), "deleted");
}

#[tokio::test]
async fn f5_a_payment_that_an_event_of_an_unknown_kind_told_is_recorded_within_26_hours() {
    let (world, [paid, ..]) = office().await;
    world.injector.treat("/events", "\"topic\":\"", "\"topic\":\"unheard_of_");
    world.injector.treat("/events", "\"payment_id\"", "\"unheard_of\"");
    world.pay(&paid).await;
    live_for(&world, HOUR).await;
    assert_eq!(world.our_payments().await.len(), 0, "nothing was told");
    live_for(&world, 25 * HOUR).await;
    assert_eq!(world.our_payments().await.len(), 1);
    assert!(world.holds().await.is_empty());
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn f5_a_comparison_a_day_and_what_it_costs() {
    let (world, _) = office().await;
    world.engine.set_bell_listens(true);
    // Until the invoices have become overdue.
    live_for(&world, 27 * HOUR).await;
    let mark = world.request_mark().await;
    live_for(&world, 24 * HOUR).await;
    let asked = world.asked(mark).await;
    let of = |wanted: &str| asked.iter().filter(|(call, _)| call.starts_with(wanted)).count();
    let looks = of("quickbooks GET cdc");
    assert!((140..=160).contains(&looks), "every ten minutes: {looks}");
    // The company, its accounts, customers, invoices that changed and open ones, payments that changed and ours, deposits.
    assert_eq!(of("quickbooks") - looks, 8, "{asked:#?}");
    assert_eq!(of("quickbooks POST invoice") + of("alternative PUT"), 0);
    // Customers, invoices, payments, payouts.
    assert_eq!(
        asked
            .iter()
            .filter(|(call, _)| call.starts_with("alternative GET") && !call.contains("events"))
            .count(),
        4
    );
}

#[tokio::test]
async fn f5_a_comparison_goes_on_where_a_kill_interrupted_it() {
    let (mut world, _) = office().await;
    let mark = world.request_mark().await;
    under_way(&world).await;
    let stood = loop {
        let walk = comparisons(&world).await.walk.unwrap();
        if walk.books >= BooksStage::OpenInvoices {
            break walk;
        }
        world.tick().await;
    };
    world.restart_over(world.store.clone());
    world.sync().await;
    let ended = comparisons(&world).await;
    assert_eq!((ended.walk, ended.ended.unwrap().began_at), (None, stood.began_at));
    let mut lists: Vec<_> = world
        .asked(mark)
        .await
        .into_iter()
        .filter(|(call, entry)| call.ends_with("query") && text(&entry["query"]).contains("ORDERBY"))
        .map(|(_, entry)| text(&entry["query"]).to_owned())
        .collect();
    let count = lists.len();
    lists.sort();
    lists.dedup();
    assert_eq!(lists.len(), count, "no page was read twice: {lists:#?}");
}

/// A payment is made while a comparison runs and a side asks to slow down for a minute; the other side is compared
/// meanwhile. Two ticks after that minute it is recorded, and the comparison is still under way.
async fn paid_while_compared(throttled: Side) {
    let world = World::started().await;
    let customer = world.customer("Harbor Dental").await;
    let mut invoices = Vec::new();
    for number in 0..25 {
        invoices.push(world.invoice_for(&customer, &[("Backup", &format!("{number}.50"))]).await);
    }
    world.sync().await;
    live_for(&world, 60).await;
    under_way(&world).await;
    let (service, path, fault) = match throttled {
        Side::Quickbooks => ("quickbooks", "/query", json!({ "kind": "fault", "value": "3001" })),
        Side::Alternative => {
            ("alternative", "/integrations/quickbooks/invoices", json!({ "kind": "status", "value": 429 }))
        }
    };
    let mut rule = json!({ "service": service, "path": path, "times": 1 });
    rule.as_object_mut().unwrap().extend(fault.as_object().unwrap().clone());
    world.fault(rule).await;
    while world.engine.side(throttled).paused_until.is_none() {
        assert!(world.tick().await.busy, "the comparison never met the fault");
    }
    let until = world.engine.side(throttled).paused_until.unwrap();
    let other = if throttled == Side::Quickbooks { Side::Alternative } else { Side::Quickbooks };
    let before = comparisons(&world).await.walk.unwrap();
    world.tick().await;
    let after = comparisons(&world).await.walk.unwrap();
    assert!(after.is_done(other) || after != before, "the other side goes on");

    world.pay(&invoices[7]).await;
    world.engine.ring();
    world.advance(until.duration_since(world.now()).as_secs().max(0) + 1);
    for _ in 0..2 {
        world.tick().await;
    }
    assert_eq!(world.our_payments().await.len(), 1, "{throttled:?}");
    assert!(comparisons(&world).await.walk.is_some(), "still comparing: {throttled:?}");
    world.sync().await;
    assert!(comparisons(&world).await.walk.is_none());
    assert_eq!(world.our_payments().await.len(), 1);
    assert_eq!(world.violations().await, Vec::<Value>::new());
}

#[tokio::test]
async fn f5_a_payment_made_during_a_comparison_is_recorded_within_two_ticks_of_quickbooks_pause() {
    paid_while_compared(Side::Quickbooks).await;
}

#[tokio::test]
async fn f5_a_payment_made_during_a_comparison_is_recorded_within_two_ticks_of_alternative_s_pause() {
    paid_while_compared(Side::Alternative).await;
}

#[tokio::test]
async fn f5_a_comparison_leaves_the_place_in_the_feed_alone() {
    let (world, [paid, ..]) = office().await;
    let place = feed_point(&world).await;
    under_way(&world).await;
    assert_eq!(feed_point(&world).await, place);
    let paid_meanwhile = world.pay(&paid).await;
    let payout = world.payout(json!({})).await;
    world.pay_out(&payout).await;
    world.sync().await;
    assert_ne!(feed_point(&world).await, place, "the feed itself goes on");
    assert_eq!(text(&world.payment(&paid_meanwhile).await["link"]["state"]), "recorded");
    assert!(comparisons(&world).await.walk.is_none());
}

#[tokio::test]
async fn f5_payments_and_payouts_before_a_lost_place_in_the_feed_are_met() {
    let (world, [paid, ..]) = office().await;
    world.create_deposits("Checking").await;
    let payment = world.pay(&paid).await;
    let payout = world.payout(json!({})).await;
    world.pay_out(&payout).await;
    world.fault(json!({ "service": "alternative", "path": "/events", "kind": "fault", "value": "cursor_expired", "times": 1 })).await;
    world.sync().await;
    assert_eq!(text(&world.payment(&payment).await["link"]["state"]), "recorded");
    assert_eq!(world.all("Deposit").await.len(), 1);
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn f5_looks_go_on_from_the_beginning_of_a_comparison_and_its_end_moves_nothing() {
    let (world, [edited, ..]) = office().await;
    store(&world, "good_point", "nonsense").await;
    while comparisons(&world).await.walk.is_none() {
        world.engine.ask_to_look();
        assert!(world.tick().await.busy);
    }
    let begun = good_point(&world).await;
    world.advance(120);
    world.edit("Invoice", &edited.id, json!({ "DueDate": "2026-11-01" })).await;
    world.engine.ask_to_look();
    world.tick().await;
    let looked = good_point(&world).await;
    assert!(looked > begun, "looks go on while everything is compared");
    world.sync().await;
    assert!(comparisons(&world).await.walk.is_none() && good_point(&world).await >= looked);
    assert_eq!(text(&world.mirror(&edited).await.unwrap()["due_date"]), "2026-11-01");
}

async fn begun(world: &World) -> usize {
    let query = JournalQuery { after: Some(0), limit: 10_000, ..JournalQuery::default() };
    let entries = world.store.journal(&world.company, &query).await.unwrap();
    entries.iter().filter(|entry| matches!(entry.draft.happened, Happened::Comparing(_))).count()
}

#[tokio::test]
async fn f9_comparisons_that_nobody_asked_for_are_an_hour_apart() {
    let (world, _) = office().await;
    let customers = async |mark| {
        let asked = world.asked(mark).await;
        let is_list = |entry: &Value| text(&entry["query"]).contains("FROM Customer WHERE Active");
        asked.iter().filter(|(call, entry)| call.ends_with("query") && is_list(entry)).count()
    };
    let mark = world.request_mark().await;
    for _ in 0..3 {
        store(&world, "good_point", "nonsense").await;
        world.sync().await;
    }
    assert_eq!((begun(&world).await, customers(mark).await), (3, 1), "asked for three times, made once");
    live_for(&world, HOUR + 60).await;
    assert_eq!(customers(mark).await, 2, "the others together an hour later");
    live_for(&world, 3 * HOUR).await;
    assert_eq!(customers(mark).await, 2);
    world.engine.user_actions().compare_now().await.unwrap();
    world.sync().await;
    assert_eq!(customers(mark).await, 3, "a person waits for nothing");
}

#[tokio::test]
async fn f9_an_answer_whose_time_is_a_day_ahead_moves_the_good_point_no_further_than_our_clock() {
    let (world, [edited, ..]) = office().await;
    live_for(&world, HOUR).await;
    let now = world.now();
    let [today, tomorrow] = [now, now.checked_add(SignedDuration::from_hours(24)).unwrap()]
        .map(|at| at.strftime("\"time\":\"%Y-%m-%dT").to_string());
    world.injector.treat("/cdc", today, tomorrow);
    world.sync().await;
    world.injector.discharge();
    let point = good_point(&world).await;
    assert!(point <= world.now(), "{point}");
    world.advance(600);
    world.edit("Invoice", &edited.id, json!({ "DueDate": "2026-11-01" })).await;
    world.sync().await;
    assert_eq!(text(&world.mirror(&edited).await.unwrap()["due_date"]), "2026-11-01");
}

#[tokio::test]
async fn f3_a_comparison_that_an_earlier_version_began_goes_on_beside_the_work() {
    let (world, [edited, deleted, _]) = office().await;
    world.injector.treat("/cdc", "\"Invoice\":", "\"Nothing\":");
    world.edit("Invoice", &edited.id, json!({ "DueDate": "2026-11-01" })).await;
    world.delete("Invoice", &deleted.id).await;
    world.sync().await;
    let began = world.now();
    let old = json!({
        "mode": "compare", "stage": "history", "start": 1000, "last": "145", "after": null,
        "good_point": began.to_string(), "began_at": began.to_string(), "read": 1203,
    });
    store(&world, "import", &old.to_string()).await;
    world.sync().await;
    let import: Option<Import> = documents::read(&*world.store, &world.company).await.unwrap();
    assert_eq!(import.unwrap().stage, Stage::Done);
    assert!(comparisons(&world).await.ended.unwrap().began_at >= began);
    assert_eq!(text(&world.mirror(&edited).await.unwrap()["due_date"]), "2026-11-01");
    assert_eq!(archived(&world, &deleted).await, json!(true));
}

#[tokio::test]
async fn i14_a_first_read_that_an_earlier_version_began_reads_its_list_anew() {
    let world = World::empty().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.start().await;
    world.sync().await;
    let other = world.invoice("Copperline Electric", "50.00").await;
    let began = world.now();
    let old = json!({
        "mode": "first", "stage": "open_invoices", "start": 1000, "last": "145", "after": null,
        "good_point": began.to_string(), "began_at": began.to_string(), "read": 1203,
    });
    store(&world, "import", &old.to_string()).await;
    world.injector.treat("/cdc", "\"Invoice\":", "\"Nothing\":");
    world.sync().await;
    assert!(world.mirror(&invoice).await.is_some() && world.mirror(&other).await.is_some());
}

#[tokio::test]
async fn f8_what_cannot_be_read_is_neither_gone_nor_in_the_way() {
    let (world, [broken, deleted, edited]) = office().await;
    live_for(&world, HOUR).await;
    world.injector.treat("/cdc", "\"Invoice\":", "\"Nothing\":");
    world.injector.treat("/query", "\"Invoice\":", "\"Nothing\":");
    world.delete("Invoice", &deleted.id).await;
    world.edit("Invoice", &edited.id, json!({ "DueDate": "2026-11-01" })).await;
    let path = format!("/invoice/{}", broken.id);
    world
        .fault(
            json!({ "service": "quickbooks", "path": path, "kind": "status", "value": 422, "times": 1_000 }),
        )
        .await;
    world.engine.user_actions().compare_now().await.unwrap();
    live_for(&world, 2 * HOUR).await;
    assert_eq!(archived(&world, &broken).await, json!(false), "not known is not gone");
    assert_eq!(archived(&world, &deleted).await, json!(true));
    assert_eq!(text(&world.mirror(&edited).await.unwrap()["due_date"]), "2026-11-01");
    let after = comparisons(&world).await;
    assert!(
        after.walk.is_none() && after.ended.unwrap().began_at == after.tried_at.unwrap(),
        "it ends: {after:#?}"
    );
    let unread = world.hold("F8").await;
    assert_eq!(unread.draft.subject, Subject::Unread(RecordRef::books_invoice(&broken.id.as_str().into())));
}

/// What another record's answer left in the mirror, under a later version than the record will have for long.
#[tokio::test]
async fn f8_what_a_false_answer_left_under_a_later_version_is_put_right_within_26_hours() {
    let (world, [invoice, ..]) = office().await;
    let customer = RecordRef::books_customer(&invoice.customer.as_str().into());
    let known = world.store.records(&world.company, std::slice::from_ref(&customer)).await.unwrap().remove(0);
    let Record::BooksCustomer(right) = &known.record else { panic!("{known:?}") };
    let wrong = books::Customer { name: "Another".to_owned(), version: right.version + 7, ..right.clone() };
    let wrong = Mirrored { record: Record::BooksCustomer(wrong), ..known.clone() };
    let change = Change::Mirror { mirrored: Box::new(wrong), raw: None };
    world.store.write(&world.company, vec![change].into()).await.unwrap();

    live_for(&world, 26 * HOUR).await;
    let now = world.store.records(&world.company, &[customer]).await.unwrap().remove(0);
    assert_eq!(now.record, known.record);
}
