//! What real clients send and the real service takes.

use http::Method;
use serde_json::{Value, json};

use crate::bench::{Bench, assert_amount, invoice, stub};

#[test]
fn a_sync_token_and_references_may_be_numbers() {
    let bench = Bench::sample();
    let mut body = invoice("15", 10);
    body["CustomerRef"] = json!({"value": 15, "name": "", "type": ""});
    body["SyncToken"] = json!(0);
    let made = bench.post("/invoice", body);
    let change = json!({"Id": made["Id"].as_str().unwrap().parse::<u64>().unwrap(), "SyncToken": 0,
                        "sparse": true, "PrivateNote": "x"});
    assert_eq!(bench.post("/invoice", change)["SyncToken"], "1");
}

#[test]
fn operation_update_format_and_any_minor_version_are_taken() {
    let bench = Bench::sample();
    let made = bench.post("/invoice?operation=create&format=json&minorversion=4", invoice("15", 10));
    let mut change = stub(&made);
    change["sparse"] = json!(true);
    change["PrivateNote"] = json!("x");
    bench.post("/invoice?operation=update&format=json&minorversion=99", change);
    let mut request =
        bench.request(Method::GET, &format!("/invoice/{}?format=json", made["Id"].as_str().unwrap()));
    request.headers.insert("content-type", "application/json".parse().unwrap());
    assert_eq!(bench.send(&request).status, 200);
}

#[test]
fn order_by_with_and_without_a_space_and_unequal_are_taken() {
    let bench = Bench::sample();
    let ids = |text: &str| -> Vec<Value> {
        bench.rows("Account", text).iter().map(|row| row["Id"].clone()).collect()
    };
    let one = ids(
        "select * from Account where Classification = 'Asset' AND FullyQualifiedName != 'Checking' ORDERBY Name",
    );
    let other = ids(
        "SELECT * FROM account WHERE classification = 'asset' and fullyqualifiedname != 'checking' ORDER BY name ASC",
    );
    assert!(!one.is_empty() && !one.contains(&json!("35")));
    assert_eq!(one, other);
}

#[test]
fn what_a_known_client_sends_for_a_new_invoice_is_taken() {
    let bench = Bench::sample();
    let made = bench.post(
        "/invoice",
        json!({"AllowIPNPayment": true, "AllowOnlineACHPayment": false, "AllowOnlineCreditCardPayment": false,
               "ApplyTaxAfterDiscount": false, "Balance": 0, "CustomField": [], "Deposit": 0, "DueDate": "",
               "EmailStatus": "NotSet", "ExchangeRate": 1, "FreeFormAddress": false,
               "GlobalTaxCalculation": "TaxExcluded", "HomeBalance": 0, "HomeTotalAmt": 0, "InvoiceLink": "",
               "Line": [{"Amount": "100.00", "Description": "x", "DetailType": "SalesItemLineDetail", "LineNum": 0,
                         "LinkedTxn": [], "CustomField": [],
                         "SalesItemLineDetail": {"ItemRef": {"value": "1", "name": "Services", "type": "Item"},
                                                 "Qty": 0, "UnitPrice": 0, "ServiceDate": "", "DiscountAmt": 0,
                                                 "DiscountRate": 0, "TaxInclusiveAmt": 0}}],
               "LinkedTxn": [], "PrintStatus": "NotSet", "PrivateNote": "", "ShipDate": "", "SyncToken": 0,
               "TotalAmt": "", "TrackingNum": "", "TxnDate": "", "domain": "QBO", "sparse": false,
               "CustomerRef": {"value": "3", "name": "Cool Cars", "type": "Customer"}}),
    );
    assert_amount(&made["TotalAmt"], "100");
    assert_eq!(made["CustomerRef"]["name"], "Cool Cars");
}

#[test]
fn a_payment_link_may_carry_a_line_id() {
    let bench = Bench::sample();
    let made = bench.invoice("15", 10);
    let body = json!({"CustomerRef": {"value": "15"}, "TotalAmt": 10, "Line": [{"Amount": 10,
        "LinkedTxn": [{"TxnId": made["Id"], "TxnType": "Invoice", "TxnLineId": 1}]}]});
    bench.post("/payment", body);
    assert_amount(&bench.reread("invoice", &made)["Balance"], "0");
}

#[test]
fn every_row_can_be_sent_back_whole() {
    let bench = Bench::sample();
    for name in [
        "Account",
        "Class",
        "CompanyCurrency",
        "CreditMemo",
        "Customer",
        "Department",
        "Employee",
        "Estimate",
        "Invoice",
        "Item",
        "PaymentMethod",
        "RefundReceipt",
        "SalesReceipt",
        "Term",
        "TimeActivity",
        "Transfer",
        "Vendor",
        "Bill",
        "Attachable",
        "TaxAgency",
    ] {
        let text = format!("select * from {name} maxresults 1");
        let mut row = bench.rows(name, &text).remove(0);
        let before = row.clone();
        row["SyncToken"] = json!(row["SyncToken"].as_str().unwrap().parse::<u64>().unwrap());
        let mut after = bench.post(&format!("/{}", name.to_lowercase()), row);
        for name in ["SyncToken", "MetaData"] {
            after[name] = before[name].clone();
        }
        if name == "Item" {
            after.as_object_mut().unwrap().remove("Sku");
        }
        assert_eq!(after, before, "{name}");
    }
}

#[test]
fn nothing_in_an_answer_is_null() {
    fn look(value: &Value, at: &str) {
        match value {
            Value::Null => panic!("{at} is null"),
            Value::Object(map) => map.iter().for_each(|(name, inner)| look(inner, &format!("{at}/{name}"))),
            Value::Array(items) => items.iter().for_each(|inner| look(inner, at)),
            _ => {}
        }
    }
    let bench = Bench::sample();
    look(&bench.world(|world| practice::quickbooks::state_json(world))["companies"][0]["records"], "");
}
