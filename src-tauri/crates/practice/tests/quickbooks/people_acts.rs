//! What people do in the pages of the books, by one call of the control API each.

use http::Method;
use practice::control;
use practice::http::{Reply, Request};
use serde_json::{Value, json};

use crate::bench::{Bench, assert_amount, invoice};

fn act_reply(bench: &Bench, body: &Value) -> Reply {
    let target = format!("/practice/quickbooks/{}/as-user", bench.realm);
    bench.world(|world| {
        let mut request = Request::new(Method::POST, &target, world.clock.now()).with_json(body);
        let token = format!("Bearer {}", world.control_token);
        request.headers.insert("authorization", token.parse().unwrap());
        control::handle(world, &request)
    })
}

#[track_caller]
fn act(bench: &Bench, body: Value) -> Value {
    let reply = act_reply(bench, &body);
    assert_eq!(reply.status, 200, "{body}: {}", reply.to_json());
    reply.to_json()
}

fn credit(bench: &Bench, dollars: u32) -> Value {
    bench.post("/creditmemo", invoice("15", dollars))
}

#[test]
fn a_paid_invoice_is_voided_and_its_payment_comes_back_unapplied() {
    let bench = Bench::with_switch("S8=6000");
    let made = bench.invoice("15", 50);
    let paid = bench.payment("15", 50, &made);
    let voided = act(&bench, json!({"do": "void", "invoice": made["Id"]}));
    assert_eq!(voided["Invoice"]["TotalAmt"], 0);
    assert_amount(&bench.reread("payment", &paid)["UnappliedAmt"], "50");
}

#[test]
fn a_payment_is_unapplied_from_one_invoice_or_from_all() {
    let bench = Bench::sample();
    let (one, two) = (bench.invoice("15", 30), bench.invoice("15", 20));
    let link = |made: &Value, amount: u32| json!({"Amount": amount, "LinkedTxn": [{"TxnId": made["Id"], "TxnType": "Invoice"}]});
    let lines = [link(&one, 30), link(&two, 20)];
    let paid = bench.post("/payment", json!({"CustomerRef": {"value": "15"}, "TotalAmt": 50, "Line": lines}));
    let first = act(&bench, json!({"do": "unapply", "payment": paid["Id"], "invoice": one["Id"]}));
    assert_amount(&first["Payment"]["UnappliedAmt"], "30");
    assert_amount(&bench.reread("invoice", &one)["Balance"], "30");
    assert_amount(&bench.reread("invoice", &two)["Balance"], "0");
    let rest = act(&bench, json!({"do": "unapply", "payment": paid["Id"]}));
    assert_eq!((&rest["Payment"]["Line"], &rest["Payment"]["UnappliedAmt"]), (&json!([]), &json!(50.0)));
}

#[test]
fn a_bank_line_is_added_as_income_instead_of_matched() {
    let bench = Bench::sample();
    let before = crate::bench::number(&bench.get("/account/35")["CurrentBalance"]);
    let added = act(
        &bench,
        json!({"do": "add_from_bank_feed", "account": "35", "amount": 500,
                                   "date": "2026-08-03", "memo": "ALTERNATIVE PAYMENTS ACH"}),
    );
    let deposit = &added["Deposit"];
    assert_eq!(
        (&deposit["PrivateNote"], &deposit["TxnDate"]),
        (&json!("ALTERNATIVE PAYMENTS ACH"), &json!("2026-08-03"))
    );
    let line = &deposit["Line"][0];
    assert_eq!(line.get("LinkedTxn"), None);
    let account = line["DepositLineDetail"]["AccountRef"]["value"].as_str().unwrap();
    assert_eq!(bench.get(&format!("/account/{account}"))["AccountType"], "Income");
    let after = crate::bench::number(&bench.get("/account/35")["CurrentBalance"]);
    assert_eq!(after - before, 500.into());
}

#[test]
fn deposit_to_of_a_payment_is_changed_unless_it_is_deposited() {
    let bench = Bench::sample();
    let made = bench.invoice("15", 30);
    let paid = bench.payment("15", 30, &made);
    let change = json!({"do": "change_deposit_to", "payment": paid["Id"], "account": "35"});
    assert_eq!(act(&bench, change.clone())["Payment"]["DepositToAccountRef"]["value"], "35");
    let back = json!({"do": "change_deposit_to", "payment": paid["Id"], "account": "4"});
    let back = act(&bench, back)["Payment"].clone();
    assert_amount(&bench.reread("invoice", &made)["Balance"], "0");
    bench.post("/deposit", Bench::deposit_body(&[&back]));
    let refused = act_reply(&bench, &change);
    assert_eq!(refused.to_json()["Fault"]["Error"][0]["code"], "6540");
}

#[test]
fn customers_are_merged() {
    let bench = Bench::sample();
    let made = bench.invoice("15", 30);
    act(&bench, json!({"do": "merge", "winner": "14", "loser": 15}));
    assert_eq!(bench.reread("invoice", &made)["CustomerRef"]["value"], "14");
}

#[test]
fn credits_are_applied_automatically_to_the_oldest_open_invoice_once_it_is_switched_on() {
    let bench = Bench::sample();
    let customer =
        bench.post("/customer", json!({"DisplayName": "Fresh"}))["Id"].as_str().unwrap().to_owned();
    let of = |dollars: u32| invoice(&customer, dollars);
    let memo = bench.post("/creditmemo", of(10));
    let old = bench.post("/invoice", of(30));
    assert_amount(&old["Balance"], "30");
    act(&bench, json!({"do": "apply_credits_automatically", "on": true}));
    assert_amount(&bench.reread("invoice", &old)["Balance"], "30");
    // What is made next sets it off: the credit goes to the oldest.
    let young = bench.post("/invoice", of(5));
    assert_amount(&bench.reread("invoice", &old)["Balance"], "20");
    assert_amount(&bench.reread("creditmemo", &memo)["Balance"], "0");
    assert_amount(&young["Balance"], "5");
    // So does money that was not applied: oldest first, and what is left stays the customer's.
    let paid = bench.post("/payment", json!({"CustomerRef": {"value": customer}, "TotalAmt": 40}));
    assert_amount(&paid["UnappliedAmt"], "15");
    let lines: Vec<&Value> =
        paid["Line"].as_array().unwrap().iter().map(|line| &line["LinkedTxn"][0]["TxnId"]).collect();
    assert_eq!(lines, [&old["Id"], &young["Id"]]);
    let next = bench.post("/invoice", of(20));
    assert_amount(&next["Balance"], "5");
    assert_amount(&bench.reread("payment", &paid)["UnappliedAmt"], "0");
    bench.world(|world| assert!(world.companies.values().next().unwrap().trial_balance().is_zero()));
    assert_amount(&bench.get(&format!("/customer/{customer}"))["Balance"], "5");
    act(&bench, json!({"do": "apply_credits_automatically", "on": false}));
    bench.post("/payment", json!({"CustomerRef": {"value": customer}, "TotalAmt": 5}));
    assert_amount(&bench.reread("invoice", &next)["Balance"], "5");
    assert_amount(&credit(&bench, 1)["Balance"], "1");
}

#[test]
fn an_act_that_is_not_known_or_says_too_little_is_refused() {
    let bench = Bench::sample();
    for body in [
        json!({"do": "bribe"}),
        json!({"do": "void"}),
        json!({"do": "void", "invoice": "x"}),
        json!({"do": "void", "invoice": "1", "amount": 5}),
        json!({"do": "add_from_bank_feed", "account": "35"}),
        json!({"do": "apply_credits_automatically", "on": "yes"}),
    ] {
        assert_eq!(act_reply(&bench, &body).status, 400, "{body}");
    }
    let nobody = act_reply(&bench, &json!({"do": "void", "invoice": "99999"}));
    assert_eq!(nobody.to_json()["Fault"]["Error"][0]["code"], "610");
}
