use http::Method;
use serde_json::json;

use crate::bench::{Bench, assert_amount, invoice};
use practice::quickbooks;

#[test]
fn a_person_writes_without_a_token_and_without_violations() {
    let bench = Bench::sample();
    let realm = bench.realm.clone();
    bench.world(|world| quickbooks::close_books(world, &realm, Some(jiff::civil::date(2026, 6, 30))));
    let mut body = invoice("15", 10);
    let made =
        bench.world(|world| quickbooks::as_user(world, &realm, "Grace", Method::POST, "/invoice", &body));
    assert_eq!(made.status, 200);
    body["TxnDate"] = json!("2026-01-01");
    let refused =
        bench.world(|world| quickbooks::as_user(world, &realm, "Grace", Method::POST, "/invoice", &body));
    assert_eq!(refused.to_json()["Fault"]["Error"][0]["code"], "6210");
    assert!(bench.violations().is_empty());
}

#[test]
fn a_merge_moves_transactions_and_makes_the_loser_inactive() {
    let bench = Bench::sample();
    let open = bench.invoice("20", 80);
    let part = bench.payment("20", 30, &open);
    let owed = |id: &str| crate::bench::number(&bench.get(&format!("/customer/{id}"))["Balance"]);
    let sum = owed("20") + owed("15");
    let realm = bench.realm.clone();
    bench.world(|world| quickbooks::merge_customers(world, &realm, 15, 20)).unwrap();
    let loser = bench.get("/customer/20");
    assert_eq!(loser["Active"], false);
    assert_eq!(loser["DisplayName"], "Red Rock Diner (deleted)");
    assert_amount(&loser["Balance"], "0");
    assert_eq!(owed("15"), sum);
    let moved = bench.reread("invoice", &open);
    assert_eq!(moved["CustomerRef"]["value"], "15");
    assert_eq!(moved["SyncToken"], "2");
    assert_eq!(bench.reread("payment", &part)["CustomerRef"]["value"], "15");
    assert!(bench.world(|world| quickbooks::merge_customers(world, &realm, 15, 20)).is_err());
}

#[test]
fn the_state_shows_balances_and_no_token() {
    let bench = Bench::sample();
    let state = bench.world(|world| quickbooks::state_json(world));
    assert_amount(&state["companies"][0]["trial_balance"], "0");
    assert!(state["companies"][0]["account_balances"]["Undeposited Funds"].is_number());
    let text = state.to_string();
    assert!(!text.contains(&bench.token) && !text.contains(&bench.refresh));
    assert!(state["tokens"].as_array().unwrap().iter().any(|token| token["kind"] == "refresh"));
}

#[test]
fn a_snapshot_brings_everything_back() {
    let bench = Bench::sample();
    let snapshot = bench.world(|world| world.clone());
    let before = bench.world(|world| quickbooks::state_json(world));
    let made = bench.invoice("15", 10);
    bench.payment("15", 10, &made);
    bench.world(|world| world.restore(&snapshot));
    assert_eq!(bench.world(|world| quickbooks::state_json(world)), before);
    assert_eq!(bench.invoice("15", 10)["Id"], made["Id"]);
}
