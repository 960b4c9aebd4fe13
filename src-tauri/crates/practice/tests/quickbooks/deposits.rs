use serde_json::{Value, json};

use crate::bench::{Bench, assert_amount, refusal, stub};

fn paid(bench: &Bench, dollars: u32) -> Value {
    let invoice = bench.invoice("15", dollars);
    bench.payment("15", dollars, &invoice)
}

fn fee() -> Value {
    json!({"Amount": -7.84, "DetailType": "DepositLineDetail", "Description": "processing fee",
           "DepositLineDetail": {"AccountRef": {"value": "8"}, "Entity": {"value": "61", "type": "VENDOR"}}})
}

#[test]
fn two_payments_and_a_fee_make_one_bank_amount() {
    let bench = Bench::sample();
    let (one, two) = (paid(&bench, 200), paid(&bench, 60));
    let mut body = Bench::deposit_body(&[&one, &two]);
    body["Line"].as_array_mut().unwrap().push(fee());
    let made = bench.post("/deposit", body);
    assert_amount(&made["TotalAmt"], "252.16");
    assert_eq!(made["Line"][0].get("Id"), None);
    assert_eq!(made["Line"][0].get("DetailType"), None);
    assert_eq!(made["Line"][2]["Id"], "1");
    assert_eq!(
        made["Line"][2]["DepositLineDetail"]["Entity"],
        json!({"value": "61", "name": "Card Processor", "type": "VENDOR"})
    );
    let linked = bench.reread("payment", &one);
    assert_eq!(linked["LinkedTxn"], json!([{"TxnId": made["Id"], "TxnType": "Deposit"}]));
    assert_eq!(linked["DepositToAccountRef"]["value"], "4", "still shows Undeposited Funds");
    assert_eq!(linked["SyncToken"], "1");
}

#[test]
fn a_deposited_payment_is_frozen_until_the_deposit_is_gone() {
    let bench = Bench::sample();
    let payment = paid(&bench, 200);
    let deposit = bench.post("/deposit", Bench::deposit_body(&[&payment]));
    let payment = bench.reread("payment", &payment);
    let mut change = stub(&payment);
    change["sparse"] = json!(true);
    change["PrivateNote"] = json!("x");
    assert_eq!(bench.refused("/payment", change.clone()).code, "6540");
    assert_eq!(bench.refused("/payment?include=void", stub(&payment)).code, "6540");
    assert_eq!(bench.refused("/payment?operation=delete", stub(&payment)).code, "6540");
    bench.post("/deposit?operation=delete", stub(&deposit));
    let free = bench.reread("payment", &payment);
    assert_eq!(free["LinkedTxn"], json!([]));
    bench.post("/payment?operation=delete", stub(&free));
}

#[test]
fn a_detail_type_beside_a_link_is_2020_for_the_account() {
    let bench = Bench::sample();
    let payment = paid(&bench, 200);
    let mut body = Bench::deposit_body(&[&payment]);
    body["Line"][0]["DetailType"] = json!("DepositLineDetail");
    let refusal = bench.refused("/deposit", body.clone());
    assert_eq!(
        (refusal.code.as_str(), refusal.element.as_str()),
        ("2020", "Line.DepositLineDetail.AccountRef")
    );
    body["Line"][0]["DepositLineDetail"] = json!({"AccountRef": {"value": "35"}});
    let refusal = bench.refused("/deposit", body);
    assert_eq!(refusal.code, "6000");
    assert!(refusal.detail.contains("Select a bank account for this deposit"));
}

#[test]
fn the_line_id_zero_is_required() {
    let bench = Bench::sample();
    let payment = paid(&bench, 200);
    let mut body = Bench::deposit_body(&[&payment]);
    body["Line"][0]["LinkedTxn"][0].as_object_mut().unwrap().remove("TxnLineId");
    assert_eq!(bench.refused("/deposit", body).code, "2020");
}

#[test]
fn a_second_deposit_part_of_a_payment_and_a_payment_at_the_bank_are_6000() {
    let bench = Bench::sample();
    let payment = paid(&bench, 200);
    bench.post("/deposit", Bench::deposit_body(&[&payment]));
    assert_eq!(bench.refused("/deposit", Bench::deposit_body(&[&payment])).code, "6000");
    let mut part = Bench::deposit_body(&[&paid(&bench, 50)]);
    part["Line"][0]["Amount"] = json!(20);
    assert_eq!(bench.refused("/deposit", part).code, "6000");
    let straight = bench.post(
        "/payment",
        json!({"CustomerRef": {"value": "15"}, "TotalAmt": 5, "DepositToAccountRef": {"value": "35"}}),
    );
    let refusal = bench.refused("/deposit", Bench::deposit_body(&[&straight]));
    assert_eq!(refusal.code, "6000");
    assert!(
        refusal.detail.contains("select Undeposited Funds on the existing transaction to make it available")
    );
}

#[test]
fn a_dropped_line_frees_its_payment() {
    let bench = Bench::sample();
    let (one, two) = (paid(&bench, 200), paid(&bench, 60));
    let made = bench.post("/deposit", Bench::deposit_body(&[&one, &two]));
    let mut change = Bench::deposit_body(&[&one]);
    change["Id"] = made["Id"].clone();
    change["SyncToken"] = json!("0");
    change["sparse"] = json!(true);
    bench.post("/deposit", change);
    assert_eq!(bench.reread("payment", &two)["LinkedTxn"], json!([]));
    assert_eq!(bench.reread("payment", &one)["SyncToken"], "1", "untouched by the second write");
}

#[test]
fn a_missing_or_voided_payment_cannot_be_deposited() {
    let bench = Bench::sample();
    let mut ghost = paid(&bench, 200);
    ghost["Id"] = json!("99999");
    assert_eq!(bench.refused("/deposit", Bench::deposit_body(&[&ghost])).code, "610");
    let payment = paid(&bench, 10);
    bench.post("/payment?include=void", stub(&payment));
    assert_eq!(bench.refused("/deposit", Bench::deposit_body(&[&payment])).code, "6000");
}

#[test]
fn direct_lines_take_the_accounts_of_the_list_and_a_bank_by_switch() {
    let line = |account: &str| {
        json!({"DepositToAccountRef": {"value": "35"}, "Line": [{"Amount": 20, "DetailType": "DepositLineDetail",
               "DepositLineDetail": {"AccountRef": {"value": account}}}]})
    };
    let bench = Bench::sample();
    bench.post("/deposit", line("1"));
    bench.post("/deposit", line("36"));
    assert_eq!(bench.refused("/deposit", line("84")).code, "6000");
    assert_eq!(Bench::with_switch("S24=refuse").refused("/deposit", line("36")).code, "6000");
}

#[test]
fn cash_back_lowers_the_bank_amount() {
    let bench = Bench::sample();
    let mut body = Bench::deposit_body(&[&paid(&bench, 200)]);
    body["CashBack"] = json!({"AccountRef": {"value": "36"}, "Amount": 50});
    assert_amount(&bench.post("/deposit", body)["TotalAmt"], "150");
}

#[test]
fn a_failed_deposit_leaves_no_half_of_itself() {
    let bench = Bench::sample();
    let payment = paid(&bench, 200);
    let mut body = Bench::deposit_body(&[&payment]);
    body["Line"].as_array_mut().unwrap().push(json!({"Amount": 1, "DetailType": "DepositLineDetail",
        "DepositLineDetail": {"AccountRef": {"value": "9999"}}}));
    assert_eq!(bench.refused("/deposit", body).code, "2500");
    assert_eq!(bench.reread("payment", &payment)["SyncToken"], "0");
}

#[test]
fn a_void_of_a_deposit_does_not_exist() {
    let bench = Bench::sample();
    let made = bench.post("/deposit", Bench::deposit_body(&[&paid(&bench, 5)]));
    let reply = bench.post_reply("/deposit?operation=void", &stub(&made));
    assert_eq!(refusal(&reply).code, "500");
}

#[test]
fn switches_change_the_open_questions() {
    let bench = Bench::with_switch("deposit-part=accept");
    let mut part = Bench::deposit_body(&[&paid(&bench, 50)]);
    part["Line"][0]["Amount"] = json!(20);
    assert_amount(&bench.post("/deposit", part)["TotalAmt"], "20");

    let bench = Bench::with_switch("delete-deposited-payment=allow");
    let (one, two) = (paid(&bench, 50), paid(&bench, 10));
    let deposit = bench.post("/deposit", Bench::deposit_body(&[&one, &two]));
    bench.post("/payment?operation=delete", stub(&bench.reread("payment", &one)));
    assert_amount(&bench.reread("deposit", &deposit)["TotalAmt"], "10");

    let bench = Bench::with_switch("deposit-bumps-payment=neither");
    let one = paid(&bench, 50);
    bench.post("/deposit", Bench::deposit_body(&[&one]));
    assert_eq!(bench.reread("payment", &one)["SyncToken"], "0");
}

#[test]
fn a_nested_entity_ref_on_a_deposit_line_is_ignored_without_a_word() {
    let bench = Bench::sample();
    let mut line = fee();
    line["Amount"] = json!(5);
    line["DepositLineDetail"]["Entity"] = json!({"EntityRef": {"value": "61"}, "type": "VENDOR"});
    let made = bench.post("/deposit", json!({"DepositToAccountRef": {"value": "35"}, "Line": [line]}));
    assert_eq!(made["Line"][0]["DepositLineDetail"].get("Entity"), None);
}

#[test]
fn a_transaction_has_at_most_10_000_lines() {
    let bench = Bench::sample();
    let body = json!({"DepositToAccountRef": {"value": "35"}, "Line": vec![fee(); 10_001]});
    assert_eq!(bench.refused("/deposit", body).code, "6000");
}
