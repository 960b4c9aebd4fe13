//! Several currencies: off until the preferences switch them on.

use serde_json::{Value, json};

use crate::bench::{Bench, assert_amount, invoice, number, stub};

fn switch_on(bench: &Bench) {
    let preferences = bench.get("/preferences");
    let mut body = stub(&preferences);
    body["sparse"] = json!(true);
    body["CurrencyPrefs"] = json!({"MultiCurrencyEnabled": true});
    let changed = bench.post("/preferences", body);
    assert_eq!(changed["CurrencyPrefs"]["HomeCurrency"]["value"], "USD");
}

fn in_euro(mut body: Value) -> Value {
    body["CurrencyRef"] = json!({"value": "EUR"});
    body["ExchangeRate"] = json!(1.125);
    body
}

/// A company with several currencies, a customer in euro, and what that customer is sold.
fn abroad(switch: &str) -> (Bench, String) {
    let bench = Bench::with_switch(switch);
    switch_on(&bench);
    let customer =
        bench.post("/customer", json!({"DisplayName": "Blumen Berlin", "CurrencyRef": {"value": "EUR"}}));
    assert_eq!(customer["CurrencyRef"], json!({"value": "EUR", "name": "Euro"}));
    let id = customer["Id"].as_str().unwrap().to_owned();
    (bench, id)
}

#[test]
fn several_currencies_cannot_be_switched_off_again() {
    let bench = Bench::sample();
    switch_on(&bench);
    let mut body = stub(&bench.get("/preferences"));
    body["CurrencyPrefs"] = json!({"MultiCurrencyEnabled": false});
    assert_eq!(bench.refused("/preferences", body).code, "6000");
}

#[test]
fn s22_a_transaction_names_its_currency_or_has_the_customers() {
    let (bench, customer) = abroad("S22=required");
    let refused = bench.refused("/invoice", invoice(&customer, 100));
    assert_eq!((refused.code.as_str(), refused.element.as_str()), ("2020", "CurrencyRef"));
    let (bench, customer) = abroad("S22=customers-currency");
    let made = bench.post("/invoice", invoice(&customer, 100));
    assert_eq!(made["CurrencyRef"]["value"], "EUR");
    assert_eq!(bench.post("/invoice", invoice("15", 1))["CurrencyRef"]["value"], "USD");
}

#[test]
fn the_currency_is_the_customers_and_that_never_changes() {
    let (bench, customer) = abroad("S22=required");
    let mut wrong = invoice("15", 100);
    wrong["CurrencyRef"] = json!({"value": "EUR"});
    assert_eq!(bench.refused("/invoice", wrong).code, "6000");
    let mut change = json!({"Id": customer, "SyncToken": "0", "sparse": true});
    change["CurrencyRef"] = json!({"value": "CAD"});
    assert_eq!(bench.refused("/customer", change).code, "6000");
}

#[test]
fn amounts_at_home_are_at_the_rate_and_the_trial_balance_stays_zero() {
    let (bench, customer) = abroad("S22=required");
    let mut body = in_euro(invoice(&customer, 100));
    body["Line"][0]["Amount"] = json!(99.99);
    body["Line"][0]["SalesItemLineDetail"] = json!({"ItemRef": {"value": "4"}});
    body["TxnTaxDetail"] = json!({"TotalTax": 0.01});
    let made = bench.post("/invoice", body);
    assert_amount(&made["TotalAmt"], "100");
    assert_amount(&made["HomeTotalAmt"], "112.5");
    assert_amount(&made["HomeBalance"], "112.5");
    assert_amount(&made["ExchangeRate"], "1.125");
    let payment = json!({"CustomerRef": {"value": customer}, "TotalAmt": 40,
        "Line": [{"Amount": 40, "LinkedTxn": [{"TxnId": made["Id"], "TxnType": "Invoice"}]}]});
    bench.post("/payment", in_euro(payment));
    let made = bench.reread("invoice", &made);
    assert_amount(&made["Balance"], "60");
    assert_eq!(made["CurrencyRef"]["value"], "EUR");
    let owed = bench.get(&format!("/customer/{customer}"));
    assert_amount(&owed["Balance"], "60");
    let state = bench.world(|world| practice::quickbooks::state_json(world));
    assert_eq!(number(&state["companies"][0]["trial_balance"]), 0.into());
}

#[test]
fn an_invoice_in_another_currency_cannot_be_settled() {
    let (bench, customer) = abroad("S22=customers-currency");
    let job = bench.post(
        "/customer",
        json!({"DisplayName": "Werkstatt", "Job": true, "ParentRef": {"value": customer}}),
    );
    let made = bench.post("/invoice", invoice(job["Id"].as_str().unwrap(), 10));
    let payment = json!({"CustomerRef": {"value": customer}, "TotalAmt": 10,
        "Line": [{"Amount": 10, "LinkedTxn": [{"TxnId": made["Id"], "TxnType": "Invoice"}]}]});
    assert_eq!(bench.refused("/payment", payment).code, "6000");
}

#[test]
fn s18_a_deposit_into_a_bank_of_another_currency_is_refused_or_taken() {
    for (switch, status) in [("S18=refuse", 400), ("S18=accept", 200)] {
        let (bench, customer) = abroad(switch);
        let payment =
            bench.post("/payment", in_euro(json!({"CustomerRef": {"value": customer}, "TotalAmt": 80})));
        let deposit = in_euro(Bench::deposit_body(&[&payment]));
        let reply = bench.post_reply("/deposit", &deposit);
        assert_eq!(reply.status, status, "{}", reply.to_json());
        let state = bench.world(|world| practice::quickbooks::state_json(world));
        assert_eq!(number(&state["companies"][0]["trial_balance"]), 0.into());
        let bank = bench.post(
            "/account",
            json!({"Name": "Konto", "AccountType": "Bank", "CurrencyRef": {"value": "EUR"}}),
        );
        let other =
            bench.post("/payment", in_euro(json!({"CustomerRef": {"value": customer}, "TotalAmt": 5})));
        let mut fitting = in_euro(Bench::deposit_body(&[&other]));
        fitting["DepositToAccountRef"]["value"] = bank["Id"].clone();
        bench.post("/deposit", fitting);
    }
}
