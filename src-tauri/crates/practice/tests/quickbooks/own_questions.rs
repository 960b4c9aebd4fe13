//! The open questions that the reference does not number: each answered both ways.

use serde_json::{Value, json};

use crate::bench::{Bench, assert_amount, invoice, payment, refusal, stub};

fn two_lines(second: Value) -> Value {
    let mut body = invoice("15", 50);
    body["Line"].as_array_mut().unwrap().push(second);
    body
}

#[track_caller]
fn assert_posted(bench: &Bench, receivable: &str) {
    bench.world(|world| {
        let books = world.companies.values().next().unwrap();
        assert!(books.trial_balance().is_zero(), "debits are credits");
    });
    assert_amount(&bench.get("/customer/15")["Balance"], receivable);
}

#[test]
fn q1_a_deposit_on_an_invoice_lowers_its_balance_or_is_ignored() {
    let bench = Bench::sample();
    let owed = bench.get("/customer/15")["Balance"].clone();
    let before: rust_decimal::Decimal = crate::bench::number(&owed);
    let mut body = invoice("15", 50);
    body["Deposit"] = json!(20);
    let made = bench.post("/invoice", body.clone());
    assert_amount(&made["TotalAmt"], "50");
    assert_amount(&made["Balance"], "30");
    assert_amount(&made["Deposit"], "20");
    assert_posted(&bench, &(before + rust_decimal::Decimal::from(30)).to_string());
    // No payment can settle what was paid down.
    bench.post("/payment", payment("15", 50, 50, &made));
    let paid = bench.reread("invoice", &made);
    assert_amount(&paid["Balance"], "0");
    let voided = bench.post("/invoice?operation=void", stub(&paid));
    assert_eq!((&voided["Balance"], voided.get("Deposit")), (&json!(0), None));
    assert_posted(&bench, &(before - rust_decimal::Decimal::from(50)).to_string());
    for wrong in [51, -1] {
        body["Deposit"] = json!(wrong);
        assert_eq!(bench.refused("/invoice", body.clone()).code, "6000");
    }
    let bench = Bench::with_switch("Q1=ignored");
    body["Deposit"] = json!(20);
    let made = bench.post("/invoice", body);
    assert_eq!((&made["Balance"], made.get("Deposit")), (&json!(50.0), None));
}

#[test]
fn q1_a_sparse_update_keeps_the_deposit_and_a_full_one_nulls_it() {
    let bench = Bench::sample();
    let mut body = invoice("15", 50);
    body["Deposit"] = json!(20);
    let made = bench.post("/invoice", body);
    let mut change = stub(&made);
    change["sparse"] = json!(true);
    change["PrivateNote"] = json!("changed");
    let kept = bench.post("/invoice", change);
    assert_amount(&kept["Balance"], "30");
    let mut whole = invoice("15", 50);
    whole["Id"] = kept["Id"].clone();
    whole["SyncToken"] = kept["SyncToken"].clone();
    assert_amount(&bench.post("/invoice", whole)["Balance"], "50");
}

#[test]
fn q2_an_amount_on_a_description_line_is_ignored_or_counted() {
    let line = json!({"DetailType": "DescriptionOnly", "Description": "Onsite visit", "Amount": 100});
    let made = Bench::sample().post("/invoice", two_lines(line.clone()));
    assert_amount(&made["TotalAmt"], "50");
    assert_eq!(made["Line"][1].get("Amount"), None);
    let bench = Bench::with_switch("Q2=counted");
    let before = crate::bench::number(&bench.get("/customer/15")["Balance"]);
    let made = bench.post("/invoice", two_lines(line));
    assert_eq!(
        (&made["Line"][1]["DetailType"], &made["Line"][2]["DetailType"]),
        (&json!("DescriptionOnly"), &json!("SubTotalLineDetail"))
    );
    assert_amount(&made["Line"][1]["Amount"], "100");
    assert_amount(&made["Line"][2]["Amount"], "150");
    assert_amount(&made["TotalAmt"], "150");
    assert_posted(&bench, &(before + rust_decimal::Decimal::from(150)).to_string());
}

#[test]
fn q3_a_line_amount_with_more_digits_is_shown_in_cents_or_as_it_was_sent() {
    let mut body = invoice("15", 50);
    body["Line"][0]["Amount"] = json!(33.333);
    body["Line"][0]["SalesItemLineDetail"] = json!({"ItemRef": {"value": "4"}});
    assert_amount(&Bench::sample().post("/invoice", body.clone())["Line"][0]["Amount"], "33.33");
    let bench = Bench::with_switch("Q3=as-sent");
    let made = bench.post("/invoice", body);
    assert_amount(&made["Line"][0]["Amount"], "33.333");
    assert_amount(&made["Line"][1]["Amount"], "33.33");
    assert_amount(&made["TotalAmt"], "33.33");
    let read = &bench
        .rows("Invoice", &format!("select * from Invoice where Id = '{}'", made["Id"].as_str().unwrap()))[0];
    assert_eq!(read["Line"], made["Line"]);
    assert_eq!(read["Line"][0]["SalesItemLineDetail"].get("SentAmount"), None);
    let voided = bench.post("/invoice?operation=void", stub(&made));
    assert_amount(&voided["Line"][0]["Amount"], "0");
}

#[test]
fn q4_an_address_that_is_none_is_never_in_the_way_or_refuses_every_read() {
    let addressed = |bench: &Bench, address: &str| {
        let mut body = invoice("15", 50);
        body["BillEmail"] = json!({"Address": address});
        bench.post("/invoice", body)
    };
    let bench = Bench::sample();
    let made = addressed(&bench, "a@x.com b@y.com");
    assert_eq!(bench.reread("invoice", &made)["BillEmail"]["Address"], "a@x.com b@y.com");
    let bench = Bench::with_switch("Q4=refuses-reads");
    let good = addressed(&bench, "a@x.com, b@y.com");
    let bad = addressed(&bench, "a@x.com b@y.com");
    let id = bad["Id"].as_str().unwrap();
    bench.reread("invoice", &good);
    let alone = bench.get_reply(&format!("/invoice/{id}"));
    let page = bench.query_reply("select * from Invoice maxresults 1000");
    let changed = bench.get_reply("/cdc?entities=Invoice&changedSince=2026-08-01");
    for reply in [alone, page, changed] {
        let refused = refusal(&reply);
        assert_eq!((refused.status, refused.code.as_str()), (400, "4002"));
    }
    // A person corrects the address, and everything can be read again.
    let realm = bench.realm.clone();
    let mut change = stub(&bad);
    change["sparse"] = json!(true);
    change["BillEmail"] = json!({"Address": "a@x.com"});
    bench.world(|world| {
        practice::quickbooks::as_user(world, &realm, "Pat", http::Method::POST, "/invoice", &change)
    });
    assert_eq!(bench.query_reply("select * from Invoice maxresults 1000").status, 200);
}

#[test]
fn q5_line_amounts_of_a_tax_inclusive_form_are_net_or_gross() {
    let mut body = invoice("15", 120);
    body["GlobalTaxCalculation"] = json!("TaxInclusive");
    body["TxnTaxDetail"] = json!({"TotalTax": 20});
    assert_amount(&Bench::sample().post("/invoice", body.clone())["TotalAmt"], "140");
    let bench = Bench::with_switch("Q5=gross");
    let before = crate::bench::number(&bench.get("/customer/15")["Balance"]);
    let made = bench.post("/invoice", body.clone());
    assert_amount(&made["TotalAmt"], "120");
    assert_amount(&made["TxnTaxDetail"]["TotalTax"], "20");
    assert_posted(&bench, &(before + rust_decimal::Decimal::from(120)).to_string());
    body["GlobalTaxCalculation"] = json!("TaxExcluded");
    assert_amount(&bench.post("/invoice", body)["TotalAmt"], "140");
}

#[test]
fn q7_operation_void_on_a_payment_is_refused_or_taken() {
    let paid = |bench: &Bench| {
        let invoice = bench.invoice("15", 10);
        bench.payment("15", 10, &invoice)
    };
    let bench = Bench::sample();
    let payment = paid(&bench);
    assert_eq!(bench.refused("/payment?operation=void", stub(&payment)).code, "500");
    let bench = Bench::with_switch("Q7=taken");
    let payment = paid(&bench);
    let voided = bench.post("/payment?operation=void", stub(&payment));
    assert_eq!((&voided["TotalAmt"], &voided["PrivateNote"]), (&json!(0), &json!("Voided")));
}
