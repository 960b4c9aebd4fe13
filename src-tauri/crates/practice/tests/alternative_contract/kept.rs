//! What is kept across restarts: every change, told once, gives the same account again.

use practice::table::Change;
use practice::{CompanyKind, Options, World};
use serde_json::{Value, json};

use crate::desk::{Desk, customer, invoice_owing, text};

fn busy() -> (Desk, Vec<Change>) {
    let mut desk = Desk::with(Options::quiet(CompanyKind::Empty));
    desk.connect(crate::desk::REALM);
    desk.put("customers/58", &customer(0)).is(201);
    desk.put("invoices/1042", &crate::desk::invoice(0)).is(201);
    let mut changes = desk.world.changes();
    let payment = desk.pay(Some("100.00"), "succeed");
    desk.put("invoices/1042", &invoice_owing(1, "224")).is(200);
    let link = json!({"qbo_payment_ids": ["1"], "state": "recorded", "detail": null});
    desk.put(&format!("payments/{}/link", text(&payment["id"])), &link).is(200);
    desk.control("POST", "/alternative/payouts", &json!({})).is(200);
    desk.act("customer", &json!({"action": "create", "name": "Only here", "external_id": "x-1"}));
    desk.act("customer", &json!({"action": "archive", "qbo_id": "58"}));
    changes.extend(desk.world.changes());
    (desk, changes)
}

fn alternative(desk: &mut Desk) -> Value {
    desk.control("GET", "/state?side=alternative", &Value::Null).is(200)["alternative"].clone()
}

#[test]
fn a_restart_finds_everything_again() {
    let (mut desk, changes) = busy();
    let before = alternative(&mut desk);
    let mut world = World::new(Options::quiet(CompanyKind::Empty));
    world.resume(&changes).unwrap();
    let mut again = Desk { world, token: desk.token.clone() };
    assert_eq!(alternative(&mut again), before);
    // Tokens, indexes and numbering go on.
    assert_eq!(again.face(), desk.face());
    again.put("invoices/1042", &invoice_owing(1, "224")).is(200);
    let taken = json!({"name": "B", "email": "b@b.example", "external_id": "x-1"});
    again.send("POST", "/customers", Some(&taken)).refuses(400, "bad_request");
    let more = again.pay(Some("1.00"), "hang");
    let ids = before.as_object().unwrap().values().next().unwrap()["payments"].clone();
    assert!(ids.as_array().unwrap().iter().all(|kept| kept["id"] != more["id"]));
}

#[test]
fn going_back_to_a_snapshot_is_kept_too() {
    let (mut desk, mut changes) = busy();
    let id = desk.control("POST", "/snapshots", &json!({})).is(200)["id"].clone();
    let before = alternative(&mut desk);
    desk.pay(Some("1.00"), "succeed");
    desk.act("customer", &json!({"action": "edit", "qbo_id": "58", "name": "Else"}));
    changes.extend(desk.world.changes());
    desk.control("POST", &format!("/snapshots/{id}/restore"), &json!({})).is(200);
    changes.extend(desk.world.changes());
    let mut world = World::new(Options::quiet(CompanyKind::Empty));
    world.resume(&changes).unwrap();
    let mut again = Desk { world, token: desk.token.clone() };
    assert_eq!(alternative(&mut again), before);
}

#[test]
fn the_same_seed_gives_the_same_account() {
    let (mut one, _) = busy();
    let (mut two, _) = busy();
    assert_eq!(alternative(&mut one), alternative(&mut two));
}
