use jiff::SignedDuration;
use jiff::civil::date;
use serde_json::json;

use crate::bench::{Bench, invoice, stub};
use practice::quickbooks;

fn close(bench: &Bench, day: Option<jiff::civil::Date>) {
    let realm = bench.realm.clone();
    assert!(bench.world(|world| quickbooks::close_books(world, &realm, day)));
}

#[test]
fn nothing_is_written_on_or_before_the_closing_date_and_trying_is_a_violation() {
    let bench = Bench::sample();
    let mut body = invoice("15", 10);
    body["TxnDate"] = json!("2026-06-30");
    let old = bench.post("/invoice", body.clone());
    close(&bench, Some(date(2026, 6, 30)));
    let refusal = bench.refused("/invoice", body.clone());
    assert_eq!((refusal.status, refusal.code.as_str()), (400, "6210"));
    assert_eq!(bench.violations(), ["write into closed books"]);
    assert_eq!(bench.refused("/invoice?operation=void", stub(&old)).code, "6210");
    assert_eq!(bench.refused("/invoice?operation=delete", stub(&old)).code, "6210");
    let mut moved = stub(&old);
    moved["sparse"] = json!(true);
    moved["TxnDate"] = json!("2026-07-01");
    assert_eq!(bench.refused("/invoice", moved).code, "6210", "the old date counts too");
    body["TxnDate"] = json!("2026-07-01");
    let fresh = bench.post("/invoice", body);
    let back = json!({"Id": fresh["Id"], "SyncToken": "0", "sparse": true, "TxnDate": "2026-06-01"});
    assert_eq!(bench.refused("/invoice", back).code, "6210");
}

#[test]
fn a_write_into_books_that_were_closed_since_the_last_look_is_refused_and_no_violation() {
    let bench = Bench::sample();
    let dated = |day: &str| {
        let mut body = invoice("15", 10);
        body["TxnDate"] = json!(day);
        body
    };
    let look = || {
        let changes = "/cdc?entities=Invoice,Preferences&changedSince=2026-07-20T00:00:00Z";
        assert_eq!(bench.get_reply(changes).status, 200);
    };
    look();
    close(&bench, Some(date(2026, 6, 30)));
    assert_eq!(bench.refused("/invoice", dated("2026-06-30")).code, "6210");
    assert!(bench.violations().is_empty(), "nobody could know");

    look();
    close(&bench, Some(date(2026, 7, 15)));
    assert_eq!(bench.refused("/invoice", dated("2026-07-15")).code, "6210");
    assert!(bench.violations().is_empty(), "the day was open when it looked");
    assert_eq!(bench.refused("/invoice", dated("2026-06-30")).code, "6210");
    assert_eq!(bench.violations().len(), 1, "the day was closed when it looked");

    look();
    assert_eq!(bench.refused("/invoice", dated("2026-07-15")).code, "6210");
    assert_eq!(bench.violations().len(), 2, "it looked since");
    close(&bench, Some(date(2026, 7, 20)));
    bench.world(|world| world.clock.advance(SignedDuration::from_secs(61)));
    assert_eq!(bench.refused("/invoice", dated("2026-07-20")).code, "6210");
    assert_eq!(bench.violations().len(), 3, "it did not look just before");
}

#[test]
fn an_old_invoice_can_be_paid_today() {
    let bench = Bench::sample();
    let mut body = invoice("15", 10);
    body["TxnDate"] = json!("2026-06-30");
    let old = bench.post("/invoice", body);
    close(&bench, Some(date(2026, 6, 30)));
    bench.payment("15", 10, &old);
    assert!(bench.violations().is_empty());
}

#[test]
fn the_closing_date_shows_in_the_preferences_and_raises_their_version() {
    let bench = Bench::sample();
    assert_eq!(bench.get("/preferences")["AccountingInfoPrefs"].get("BookCloseDate"), None);
    close(&bench, Some(date(2026, 6, 30)));
    let preferences = bench.get("/preferences");
    assert_eq!(preferences["AccountingInfoPrefs"]["BookCloseDate"], "2026-06-30");
    assert_eq!(preferences["SyncToken"], "1");
    close(&bench, None);
    assert_eq!(bench.get("/preferences")["AccountingInfoPrefs"].get("BookCloseDate"), None);
}
