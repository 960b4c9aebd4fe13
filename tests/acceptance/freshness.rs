//! Rules F2, F3, F5 and F6: how often is looked, that nothing is missed, and whether both sides agree.

use std::collections::BTreeSet;

use engine::documents::{self, GoodPoint};
use engine::fault::{FaultKind, Side};
use engine::importing::{Import, Stage};
use engine::ports::{Change, TieRow};
use jiff::{SignedDuration, Timestamp};
use ledger::MinorUnits;
use practice::{CompanyKind, Options};
use serde_json::{Value, json};
use support::{Invoice, World, minor};

use crate::text;

const A_DAY: i64 = 24 * 3_600;

/// How often change data was asked for while that many seconds went by with nothing new.
async fn looks_within(world: &World, seconds: i64) -> usize {
    let mark = world.request_mark().await;
    let end = world.now().checked_add(SignedDuration::from_secs(seconds)).unwrap();
    while world.now() < end {
        let tick = world.tick().await;
        let wait = if tick.busy { 0 } else { tick.next_wake.duration_since(world.now()).as_secs().max(1) };
        world.advance(wait);
    }
    world.asked(mark).await.iter().filter(|(call, _)| call == "quickbooks GET cdc").count()
}

/// Whether everything was read again since then.
async fn compared(world: &World, mark: u64) -> bool {
    world.asked(mark).await.iter().any(|(call, entry)| {
        call == "quickbooks GET query"
            && text(&entry["query"]).contains("Invoice")
            && !text(&entry["query"]).contains("Id IN")
    })
}

async fn good_point(world: &World) -> Timestamp {
    let GoodPoint(point) = documents::read(&*world.store, &world.company).await.unwrap();
    point.unwrap()
}

#[tokio::test]
async fn f2_looks_follow_attention_and_stay_within_three_hundred_reads_an_idle_day() {
    let world = World::started().await;
    world.engine.set_bell_listens(true);
    world.sync().await;
    world.engine.watch_until(world.now().checked_add(SignedDuration::from_mins(10)).unwrap());
    let watched = looks_within(&world, 600).await;
    assert!((59..=60).contains(&watched), "every 10 s while somebody looks: {watched}");
    let background = looks_within(&world, 2_400).await;
    assert!((19..=21).contains(&background), "every 2 min in the background: {background}");
    let idle = looks_within(&world, A_DAY).await;
    assert!((140..=160).contains(&idle), "every 10 min after an hour of silence: {idle}");
}

#[tokio::test]
async fn f2_the_pace_stretches_before_the_month_s_reads_are_used_up() {
    let world = World::started().await;
    world.sync().await;
    let month = world.now().strftime("%Y-%m").to_string();
    let spent = Change::Requests { month: month.clone(), reads: 14_900, writes: 0 };
    world.store.write(&world.company, vec![spent].into()).await.unwrap();
    world.engine.watch_until(world.now().checked_add(SignedDuration::from_hours(24 * 60)).unwrap());
    looks_within(&world, 20 * A_DAY).await;
    let (reads, _) = world.store.requests(&world.company, &month).await.unwrap();
    assert!((14_950..15_000).contains(&reads), "{reads}");
}

#[tokio::test]
async fn f3_change_data_is_asked_from_five_minutes_before_the_last_good_point() {
    let world = World::started().await;
    world.sync().await;
    let point = good_point(&world).await;
    world.advance(3_600);
    let mark = world.request_mark().await;
    world.sync().await;
    let asked = world.asked(mark).await;
    let (_, look) = asked.iter().find(|(call, _)| call == "quickbooks GET cdc").unwrap();
    let since = text(&look["query"]).split('&').find_map(|pair| pair.strip_prefix("changedSince=")).unwrap();
    assert!(since.ends_with('Z') || since[10..].contains(['+', '-']), "with an offset: {since}");
    let since: Timestamp = since.parse().unwrap();
    assert_eq!(point.duration_since(since), SignedDuration::from_mins(5));
    assert!(good_point(&world).await > point, "and the good point moves on");
}

#[tokio::test]
async fn f3_a_look_that_failed_is_made_up_for() {
    let world = World::started().await;
    world.sync().await;
    let invoice = world.invoice("Harbor Dental", "100.00").await;
    world.fault(json!({ "service": "quickbooks", "path": "/cdc", "kind": "refuse", "times": 2 })).await;
    world.sync().await;
    assert_eq!(world.mirror(&invoice).await, None);
    // Much later than the overlap reaches: the good point stayed where it was.
    world.advance(3_600);
    world.sync_for(10).await;
    assert!(world.mirror(&invoice).await.is_some());
    assert!(world.violations().await.is_empty());
}

async fn customers(world: &World, name: &str, count: usize) {
    for number in 0..count {
        world.customer(&format!("{name} {number}")).await;
    }
}

#[tokio::test]
async fn f3_an_answer_of_a_thousand_objects_is_asked_for_entity_by_entity() {
    let world = World::started().await;
    world.sync().await;
    let invoice = world.invoice("Harbor Dental", "100.00").await;
    customers(&world, "Customer", 600).await;
    for _ in 0..450 {
        let line = world.line("Backup", "1.00").await;
        world.invoice_of(&invoice.customer, json!({ "Line": [line] })).await;
    }
    let mark = world.request_mark().await;
    world.sync().await;
    assert_eq!(world.kept("customers").await.len(), 601);
    assert_eq!(world.kept("invoices").await.len(), 451);
    assert!(!compared(&world, mark).await, "nothing had to be read in full");
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn f3_more_than_change_data_can_tell_is_found_by_reading_everything() {
    let world = World::started().await;
    let gone = world.invoice("Harbor Dental", "100.00").await;
    let stays = world.invoice("Copperline Electric", "50.00").await;
    world.sync().await;
    world.delete("Invoice", &gone.id).await;
    customers(&world, "Customer", 1_050).await;
    let mark = world.request_mark().await;
    world.sync().await;
    assert!(compared(&world, mark).await);
    assert_eq!(world.kept("customers").await.len(), 1_052);
    assert_eq!(archived(&world, &gone).await, json!(true));
    assert_eq!(archived(&world, &stays).await, json!(false));
    let mark = world.request_mark().await;
    world.sync().await;
    assert!(world.effects(mark).await.is_empty());
    assert!(world.violations().await.is_empty());
}

async fn archived(world: &World, invoice: &Invoice) -> Value {
    world.mirror(invoice).await.unwrap()["archived"].clone()
}

/// Two invoices that both sides have; then forty days without a look, in which one is deleted and one is changed.
async fn away_for_forty_days() -> (World, Invoice, Invoice) {
    let world = World::started().await;
    let deleted = world.invoice("Harbor Dental", "100.00").await;
    let changed = world.invoice("Copperline Electric", "50.00").await;
    world.sync().await;
    world.advance(5 * A_DAY);
    world.delete("Invoice", &deleted.id).await;
    let dearer = world.line("Managed services", "60.00").await;
    world.edit("Invoice", &changed.id, json!({ "Line": [dearer] })).await;
    world.advance(35 * A_DAY);
    (world, deleted, changed)
}

#[tokio::test]
async fn f3_after_forty_days_everything_is_compared_and_the_deleted_is_found_by_code_610() {
    let (world, deleted, changed) = away_for_forty_days().await;
    world.sync().await;
    let shown = world.mirror(&deleted).await.unwrap();
    assert_eq!((&shown["archived"], text(&shown["archive_reason"])), (&json!(true), "deleted"));
    assert_eq!(minor(&world.mirror(&changed).await.unwrap()["total"]), 6_000);
    assert_eq!(world.store.tie(&world.company).await.unwrap().apart, 0);
    let import: Option<Import> = documents::read(&*world.store, &world.company).await.unwrap();
    assert_eq!(import.unwrap().stage, Stage::Done);
    let mark = world.request_mark().await;
    world.sync().await;
    assert!(world.effects(mark).await.is_empty());
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn f3_a_failed_empty_or_missing_answer_is_never_a_deletion() {
    for (kind, value) in [
        ("status", json!(404)),
        ("status", json!(500)),
        ("garbage", Value::Null),
        ("fault", json!("3200")),
        ("truncate", Value::Null),
    ] {
        let (world, deleted, changed) = away_for_forty_days().await;
        // QuickBooks' lists come back empty, and the direct reads fail at first.
        world.injector.treat("/query", "\"Invoice\":", "\"Nothing\":");
        world.injector.treat("/batch", "\"Invoice\":", "\"Nothing\":");
        world.fault(json!({ "service": "quickbooks", "path": "/invoice/", "kind": kind, "value": value, "times": 3 })).await;
        world.sync().await;
        assert_eq!(archived(&world, &changed).await, json!(false), "{kind} {value}");
        world.sync_for(30).await;
        assert_eq!(archived(&world, &changed).await, json!(false), "{kind} {value}, later");
        world.injector.discharge();
        world.heal().await;
        world.sign_in_again().await;
        world.sync_for(30).await;
        assert_eq!(archived(&world, &changed).await, json!(false), "{kind} {value}, in the end");
        assert_eq!(archived(&world, &deleted).await, json!(true), "{kind} {value}: 610 is evidence");
        assert!(world.violations().await.is_empty());
    }
}

#[tokio::test]
async fn f3_an_expired_cursor_of_alternative_s_feed_is_made_up_for() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "100.00").await;
    world.sync().await;
    world.pay(&invoice).await;
    world.fault(json!({ "service": "alternative", "path": "/events", "kind": "fault", "value": "cursor_expired", "times": 1 })).await;
    world.sync().await;
    assert_eq!(world.our_payments().await.len(), 1);
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn f5_every_open_invoice_ties_one_by_one_and_in_sum() {
    let world = World::started().await;
    let first = world.invoice("Harbor Dental", "300.00").await;
    let second = world.invoice("Copperline Electric", "120.00").await;
    let paid = world.invoice("Northgate Bakery", "75.00").await;
    world.external_payment(&paid, "75.00").await;
    world.external_payment(&first, "20.00").await;
    world.sync().await;
    let tie = world.store.tie(&world.company).await.unwrap();
    assert_eq!((tie.invoices, tie.apart), (2, 0));
    assert_eq!((tie.quickbooks, tie.alternative), (MinorUnits(40_000), MinorUnits(40_000)));

    // Collected, but QuickBooks cannot be written to: the difference is explained.
    world.fault(json!({ "service": "quickbooks", "method": "POST", "path": "/payment", "kind": "fault", "value": "10000", "times": 1 })).await;
    world.pay_part(&second, "50.00").await;
    world.sync().await;
    let tie = world.store.tie(&world.company).await.unwrap();
    assert_eq!((tie.apart, tie.clearing), (0, MinorUnits(5_000)), "{tie:?}");

    world.sync_for(10).await;
    let tie = world.store.tie(&world.company).await.unwrap();
    assert_eq!(
        (tie.apart, tie.clearing, tie.quickbooks),
        (0, MinorUnits::ZERO, MinorUnits(35_000)),
        "{tie:?}"
    );
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn f5_an_edit_in_alternative_is_shown_as_apart_until_quickbooks_wins() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let lines = json!([{ "description": "Managed services", "amount": 280.00 }]);
    world.dashboard("invoice", json!({ "action": "edit", "qbo_id": invoice.id, "line_items": lines })).await;
    world.sync().await;
    let apart = world.store.differing_ties(&world.company, 10).await.unwrap();
    assert_eq!(apart.iter().map(TieRow::difference).collect::<Vec<_>>(), [MinorUnits(2_000)]);
    assert_eq!(minor(&world.books("Invoice", &invoice.id).await.unwrap()["TotalAmt"]), 30_000);

    world.edit("Invoice", &invoice.id, json!({ "DueDate": "2026-11-01" })).await;
    world.sync().await;
    assert_eq!(minor(&world.mirror(&invoice).await.unwrap()["total"]), 30_000);
    assert!(world.store.differing_ties(&world.company, 10).await.unwrap().is_empty());
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn f5_a_computer_whose_clock_is_ahead_still_sees_what_people_do_at_alternative() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    // By this computer's clock the write of a moment ago came minutes after what follows.
    world.advance(-300);
    let lines = json!([{ "description": "Managed services", "amount": 280.00 }]);
    world.dashboard("invoice", json!({ "action": "edit", "qbo_id": invoice.id, "line_items": lines })).await;
    world.advance(300);
    world.sync().await;
    assert_eq!(world.store.tie(&world.company).await.unwrap().apart, 1);
}

/// A company whose services keep to their limits, over a companion that does not pace itself.
async fn throttled() -> World {
    let mut options = Options::quiet(CompanyKind::Empty);
    options.throttle = true;
    let world = World::connected(options).await;
    world.advance(120);
    world.start().await;
    world
}

#[tokio::test]
async fn f6_quickbooks_asks_to_slow_down_and_is_left_alone_for_a_minute() {
    let world = throttled().await;
    world
        .fault(
            json!({ "service": "quickbooks", "path": "/cdc", "kind": "fault", "value": "3001", "times": 1 }),
        )
        .await;
    world.advance(60);
    let asked_at = world.now();
    world.engine.ask_to_look();
    world.tick().await;
    let side = world.engine.side(Side::Quickbooks);
    assert!(matches!(side.fault.unwrap().kind, FaultKind::Throttled { .. }));
    assert_eq!(
        side.paused_until.unwrap().duration_since(asked_at),
        SignedDuration::from_secs(60),
        "no word of how long"
    );

    let mark = world.request_mark().await;
    world.advance(59);
    // Nor does a person who asks end it: a service that is not left alone asks for more.
    world.engine.try_now();
    world.tick().await;
    assert!(world.asked(mark).await.iter().all(|(call, _)| !call.starts_with("quickbooks")));
    world.advance(1);
    world.tick().await;
    assert!(world.asked(mark).await.iter().any(|(call, _)| call.starts_with("quickbooks")));
    assert_eq!(world.engine.side(Side::Quickbooks).paused_until, None);
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn f6_an_eager_companion_meets_both_limits_waits_and_gets_everything_across() {
    let world = throttled().await;
    let customer = world.customer("Harbor Dental").await;
    let mut invoices = Vec::new();
    for number in 0..40 {
        invoices.push(world.invoice_for(&customer, &[("Backup", &format!("{number}.50"))]).await);
    }
    world.sync_for(120).await;
    let shown = world.kept("invoices").await;
    assert_eq!(shown.len(), invoices.len());
    assert!(shown.iter().all(|invoice| invoice["pdf"].is_object()));
    for invoice in &invoices[1..13] {
        world.pay(invoice).await;
    }
    world.sync_for(60).await;
    assert_eq!(world.our_payments().await.len(), 12);

    let refused: Vec<_> =
        world.requests(0).await.into_iter().filter(|entry| entry["status"] == 429).collect();
    let services: BTreeSet<_> = refused.iter().map(|entry| text(&entry["service"])).collect();
    assert_eq!(services.len(), 2, "both asked to slow down: {services:?}");
    // A handful goes out together: what was on its way when the first of them was refused ignored nothing.
    let at_once: BTreeSet<_> = refused.iter().map(|entry| text(&entry["at"])).collect();
    let violations = world.violations().await;
    let ignored: Vec<_> = violations.iter().filter(|one| !at_once.contains(text(&one["at"]))).collect();
    assert!(ignored.is_empty(), "{ignored:#?}");
    assert!(world.holds().await.is_empty());
}
