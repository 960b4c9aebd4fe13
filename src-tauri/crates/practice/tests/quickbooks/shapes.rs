//! Single facts about what comes back and what stays.

use practice::CompanyKind;
use serde_json::{Value, json};

use crate::bench::{Bench, assert_amount, invoice, payment, stub};

fn sparse(record: &Value, name: &str, value: Value) -> Value {
    let mut body = stub(record);
    body["sparse"] = json!(true);
    body[name] = value;
    body
}

#[test]
fn what_came_and_went_between_two_polls_shows_only_as_deleted() {
    let bench = Bench::sample();
    bench.advance(1);
    let made = bench.invoice("15", 1);
    bench.post("/invoice?operation=delete", stub(&made));
    let answer = bench.get_reply("/cdc?entities=Invoice&changedSince=2026-08-04T12:00:00Z").to_json();
    let rows = &answer["CDCResponse"][0]["QueryResponse"][0]["Invoice"];
    assert_eq!(rows.as_array().unwrap().len(), 1);
    assert_eq!((&rows[0]["status"], &rows[0]["Id"]), (&json!("Deleted"), &made["Id"]));
}

#[test]
fn a_query_finds_voided_transactions_and_no_deleted_ones() {
    let bench = Bench::sample();
    let (voided, deleted) = (bench.invoice("15", 1), bench.invoice("15", 2));
    bench.post("/invoice?operation=void", stub(&voided));
    bench.post("/invoice?operation=delete", stub(&deleted));
    let find = |row: &Value| {
        bench.rows("Invoice", &format!("select * from Invoice where Id = '{}'", row["Id"].as_str().unwrap()))
    };
    assert_eq!(find(&voided)[0]["PrivateNote"], "Voided");
    assert!(find(&deleted).is_empty());
}

#[test]
fn a_page_has_a_hundred_rows_unless_told_otherwise() {
    let mut options = Bench::options(CompanyKind::Msp);
    options.founding.invoices = 250;
    let bench = Bench::new(options);
    assert_eq!(bench.query("select * from Invoice")["maxResults"], 100);
    assert_eq!(bench.query("select * from Invoice maxresults 1000")["maxResults"], 250);
}

#[test]
fn lines_sent_in_a_sparse_update_replace_the_whole_list() {
    let bench = Bench::sample();
    let mut body = invoice("15", 10);
    let mut second = invoice("15", 20)["Line"][0].clone();
    body["Line"].as_array_mut().unwrap().push(second.clone());
    let made = bench.post("/invoice", body);
    assert_amount(&made["TotalAmt"], "30");
    second["Id"] = json!("2");
    let changed = bench.post("/invoice", sparse(&made, "Line", json!([second])));
    assert_amount(&changed["TotalAmt"], "20");
    assert_eq!((&changed["Line"][0]["Id"], changed["Line"].as_array().unwrap().len()), (&json!("2"), 2));
}

#[test]
fn a_voided_payment_can_be_deleted_but_not_changed() {
    let bench = Bench::sample();
    let made = bench.invoice("15", 10);
    let paid = bench.payment("15", 10, &made);
    let voided = bench.post("/payment?operation=update&include=void", sparse(&paid, "TotalAmt", json!(10)));
    assert_eq!((&voided["Line"], &voided["PrivateNote"]), (&json!([]), &json!("Voided")));
    assert_eq!(bench.refused("/payment", sparse(&voided, "TotalAmt", json!(5))).code, "6000");
    bench.post("/payment?operation=delete", stub(&voided));
}

#[test]
fn applying_a_credit_memo_raises_its_sync_token() {
    let bench = Bench::sample();
    let (made, memo) = (bench.invoice("15", 30), bench.post("/creditmemo", invoice("15", 30)));
    let mut body = payment("15", 0, 30, &made);
    let link = json!({"Amount": 30, "LinkedTxn": [{"TxnId": memo["Id"], "TxnType": "CreditMemo"}]});
    body["Line"].as_array_mut().unwrap().push(link);
    bench.post("/payment", body);
    assert_eq!(bench.reread("creditmemo", &memo)["SyncToken"], "1");
    assert_eq!(bench.reread("invoice", &made)["SyncToken"], "1");
}

#[test]
fn payment_lines_carry_name_values_that_may_be_sent_back() {
    let bench = Bench::sample();
    let made = bench.invoice("15", 260);
    let paid = bench.post("/payment", payment("15", 200, 200, &made));
    let named = |name: &str| {
        let any = paid["Line"][0]["LineEx"]["any"].as_array().unwrap();
        any.iter().find(|row| row["value"]["Name"] == name).map(|row| row["value"]["Value"].clone())
    };
    assert_eq!(named("txnId"), Some(made["Id"].clone()));
    assert_eq!(named("txnOpenBalance"), Some(json!("260.00")));
    assert_eq!(named("txnReferenceNumber"), Some(made["DocNumber"].clone()));
    let again = bench.post("/payment", paid);
    assert_amount(&again["TotalAmt"], "200");
}

#[test]
fn statuses_of_forms_are_those_of_the_list_and_to_be_sent_needs_an_address() {
    let bench = Bench::sample();
    for (name, value, code) in [
        ("EmailStatus", "Soon", "2170"),
        ("PrintStatus", "Soon", "2170"),
        ("EmailStatus", "NeedToSend", "2020"),
    ] {
        let mut body = invoice("15", 1);
        body[name] = json!(value);
        assert_eq!(bench.refused("/invoice", body.clone()).code, code, "{name} {value}");
        body["BillEmail"] = json!({"Address": "a@example.com"});
        assert_eq!(bench.post_reply("/invoice", &body).status == 200, code == "2020");
    }
}

#[test]
fn times_have_seconds_and_the_offset_of_the_data_center() {
    let bench = Bench::sample();
    let made = bench.invoice("15", 1);
    assert_eq!(made["MetaData"]["CreateTime"], "2026-08-04T05:00:00-07:00");
    assert_eq!(made["TxnDate"], "2026-08-04");
    bench.world(|world| world.clock.set("2026-12-01T12:00:00Z".parse().unwrap()));
    let mut bench = bench;
    bench.renew();
    assert_eq!(bench.invoice("15", 1)["MetaData"]["CreateTime"], "2026-12-01T04:00:00-08:00");
}

#[test]
fn names_of_items_and_accounts_are_unique_below_their_parent() {
    let bench = Bench::sample();
    let account = json!({"Name": "checking", "AccountType": "Bank"});
    assert_eq!(bench.refused("/account", account.clone()).code, "6240");
    let mut below = account;
    below["ParentRef"] = json!({"value": "36"});
    assert_eq!(bench.post("/account", below)["FullyQualifiedName"], "Savings:checking");
    let item = json!({"Name": "Design", "Type": "Service", "IncomeAccountRef": {"value": "1"}});
    assert_eq!(bench.refused("/item", item).code, "6240");
}

#[test]
fn an_inactive_account_or_item_shows_the_suffix_too() {
    let bench = Bench::sample();
    for (path, id, name) in [("item", "11", "Pump (deleted)"), ("account", "36", "Savings (deleted)")] {
        let row = bench.get(&format!("/{path}/{id}"));
        let changed = bench.post(&format!("/{path}"), sparse(&row, "Active", json!(false)));
        assert_eq!((&changed["Name"], &changed["Active"]), (&json!(name), &json!(false)));
        let back = bench.post(&format!("/{path}"), sparse(&changed, "Active", json!(true)));
        assert_eq!(back["Name"], row["Name"]);
    }
}

#[test]
fn undeposited_funds_is_found_by_its_subtype_after_it_was_renamed() {
    let bench = Bench::sample();
    let row = bench.get("/account/4");
    bench.post("/account", sparse(&row, "Name", json!("Payments to deposit")));
    let found = bench.rows("Account", "select * from Account where AccountSubType = 'UndepositedFunds'");
    assert_eq!((&found[0]["Id"], &found[0]["AccountType"]), (&json!("4"), &json!("Other Current Asset")));
    let made = bench.invoice("15", 5);
    assert_eq!(bench.payment("15", 5, &made)["DepositToAccountRef"]["value"], "4");
}

#[test]
fn a_read_only_value_that_is_sent_is_overwritten() {
    let bench = Bench::sample();
    let mut body = invoice("15", 10);
    for (name, value) in [("TotalAmt", json!(999)), ("Balance", json!(999)), ("LinkedTxn", json!([]))] {
        body[name] = value;
    }
    let made = bench.post("/invoice", body);
    assert_amount(&made["TotalAmt"], "10");
    assert_amount(&made["Balance"], "10");
}

#[test]
fn a_delete_or_void_needs_id_and_sync_token() {
    let bench = Bench::sample();
    let made = bench.invoice("15", 10);
    for operation in ["delete", "void"] {
        let path = format!("/invoice?operation={operation}");
        assert_eq!(bench.refused(&path, json!({"Id": made["Id"]})).element, "SyncToken");
        assert_eq!(bench.refused(&path, json!({"SyncToken": "0"})).element, "Id");
        assert_eq!(bench.refused(&path, json!({"Id": made["Id"], "SyncToken": "7"})).code, "5010");
    }
}
