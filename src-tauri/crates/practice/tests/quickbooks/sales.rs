use serde_json::{Value, json};

use crate::bench::{Bench, assert_amount, invoice, stub};

fn line(amount: Value, detail: Value) -> Value {
    json!({"Amount": amount, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": detail})
}

#[test]
fn an_invoice_gets_a_sub_total_line_without_id_after_its_sales_lines() {
    let bench = Bench::sample();
    let made = bench.invoice("15", 260);
    let lines = made["Line"].as_array().unwrap();
    assert_eq!(lines[0]["Id"], "1");
    assert_eq!(lines[1]["DetailType"], "SubTotalLineDetail");
    assert_eq!(lines[1].get("Id"), None);
    assert_amount(&lines[1]["Amount"], "260");
    assert_amount(&made["TotalAmt"], "260");
    assert_amount(&made["Balance"], "260");
    assert_eq!(made["SyncToken"], "0");
    assert_eq!(made["CustomerRef"], json!({"value": "15", "name": "Pye's Cakes"}));
}

#[test]
fn amount_must_be_quantity_times_unit_price_at_the_precision_sent() {
    let bench = Bench::sample();
    let body = |price: Value| json!({"CustomerRef": {"value": "15"}, "Line": [line(json!(100), json!({"Qty": 3, "UnitPrice": price, "ItemRef": {"value": "4"}}))]});
    assert_eq!(bench.refused("/invoice", body(json!(33.33))).code, "6070");
    let made = bench.post("/invoice", body(json!(33.333_333)));
    assert_eq!(made["Line"][0]["SalesItemLineDetail"]["UnitPrice"].to_string(), "33.333333");
}

#[test]
fn zero_quantity_and_price_mean_not_given() {
    let bench = Bench::sample();
    let lines = [line(json!(100), json!({"Qty": 0, "UnitPrice": 0, "ItemRef": {"value": "4"}}))];
    let made = bench.post("/invoice", json!({"CustomerRef": {"value": "15"}, "Line": lines}));
    assert_amount(&made["TotalAmt"], "100");
}

#[test]
fn discount_shipping_and_tax_make_the_total() {
    let bench = Bench::sample();
    let made = bench.post(
        "/invoice",
        json!({"CustomerRef": {"value": "15"}, "TxnTaxDetail": {"TotalTax": 6.25},
               "Line": [line(json!(200), json!({"ItemRef": {"value": "4"}})),
                        line(json!(12.5), json!({"ItemRef": {"value": "SHIPPING_ITEM_ID"}})),
                        {"DetailType": "DiscountLineDetail", "Amount": 0, "DiscountLineDetail": {"PercentBased": true, "DiscountPercent": 10}}]}),
    );
    assert_amount(&made["TotalAmt"], "198.75");
    assert_amount(&made["TxnTaxDetail"]["TotalTax"], "6.25");
    let kinds: Vec<&str> =
        made["Line"].as_array().unwrap().iter().map(|l| l["DetailType"].as_str().unwrap()).collect();
    assert_eq!(
        kinds,
        ["SalesItemLineDetail", "SubTotalLineDetail", "SalesItemLineDetail", "DiscountLineDetail"]
    );
    assert_amount(&made["Line"][1]["Amount"], "200");
    assert_amount(&made["Line"][3]["Amount"], "20");
}

#[test]
fn a_bundle_is_expanded_from_its_members() {
    let bench = Bench::msp();
    let made = bench.post(
        "/invoice",
        json!({"CustomerRef": {"value": "1"}, "Line": [{"DetailType": "GroupLineDetail",
               "GroupLineDetail": {"GroupItemRef": {"value": "25"}, "Quantity": 2}}]}),
    );
    let group = &made["Line"][0]["GroupLineDetail"];
    assert_eq!(group["Line"].as_array().unwrap().len(), 3);
    assert_amount(&group["Line"][2]["SalesItemLineDetail"]["Qty"], "4");
    // 2 × (1,249.00 + 189.50 + 2 × 329.99)
    assert_amount(&made["TotalAmt"], "4196.96");
}

#[test]
fn the_server_numbers_on_and_keeps_a_number_that_was_sent() {
    let bench = Bench::sample();
    let first = bench.invoice("15", 1)["DocNumber"].as_str().unwrap().parse::<u64>().unwrap();
    let mut own = invoice("15", 1);
    own["DocNumber"] = json!("OWN-7");
    assert_eq!(bench.post("/invoice", own.clone())["DocNumber"], "OWN-7");
    assert_eq!(bench.post("/invoice", own)["DocNumber"], "OWN-7", "no 6140 while the server numbers");
    assert_eq!(bench.invoice("15", 1)["DocNumber"], (first + 1).to_string());
}

#[test]
fn with_custom_numbers_a_duplicate_is_6140_unless_allowed_and_none_stays_none() {
    let bench = Bench::sample();
    let preferences = bench.get("/preferences");
    let mut change = stub(&preferences);
    change["sparse"] = json!(true);
    change["SalesFormsPrefs"] = json!({"CustomTxnNumbers": true});
    bench.post("/preferences", change);
    let mut own = invoice("15", 1);
    own["DocNumber"] = json!("OWN-7");
    bench.post("/invoice", own.clone());
    let refusal = bench.refused("/invoice", own.clone());
    assert_eq!(refusal.code, "6140");
    assert!(refusal.detail.contains("DocNumber=OWN-7"));
    bench.post("/invoice?include=allowduplicatedocnum", own);
    assert_eq!(bench.invoice("15", 1).get("DocNumber"), None);
}

#[test]
fn void_keeps_the_record_with_zero_amounts_and_the_word_in_the_note() {
    let bench = Bench::sample();
    let mut body = invoice("15", 50);
    body["PrivateNote"] = json!("call first");
    let made = bench.post("/invoice", body);
    let voided = bench.post("/invoice?operation=void", stub(&made));
    assert_eq!(voided["SyncToken"], "1");
    assert_eq!(voided["PrivateNote"], "Voided - call first");
    for name in ["TotalAmt", "Balance"] {
        assert_amount(&voided[name], "0");
    }
    assert_amount(&voided["Line"][0]["SalesItemLineDetail"]["Qty"], "0");
    assert_amount(&voided["Line"][0]["Amount"], "0");
}

#[test]
fn a_used_credit_memo_cannot_be_voided() {
    let bench = Bench::sample();
    let owed = bench.invoice("15", 50);
    let credit = bench.post("/creditmemo", invoice("15", 20));
    let link = |record: &Value, kind: &str| json!({"Amount": 20, "LinkedTxn": [{"TxnId": record["Id"], "TxnType": kind}]});
    let lines = [link(&owed, "Invoice"), link(&credit, "CreditMemo")];
    bench.post("/payment", json!({"CustomerRef": {"value": "15"}, "TotalAmt": 0, "Line": lines}));
    let now = bench.reread("creditmemo", &credit);
    assert_eq!(bench.refused("/creditmemo?operation=void", stub(&now)).code, "6000");
}

#[test]
fn a_deleted_invoice_is_610_and_its_payment_becomes_credit() {
    let bench = Bench::sample();
    let made = bench.invoice("15", 50);
    let paid = bench.payment("15", 20, &made);
    let now = bench.reread("invoice", &made);
    let gone = bench.post("/invoice?operation=delete", stub(&now));
    assert_eq!(gone, json!({"status": "Deleted", "domain": "QBO", "Id": made["Id"]}));
    let reply = bench.get_reply(&format!("/invoice/{}", made["Id"].as_str().unwrap()));
    assert_eq!(crate::bench::refusal(&reply).code, "610");
    assert_amount(&bench.reread("payment", &paid)["UnappliedAmt"], "20");
}

#[test]
fn a_sparse_update_changes_only_what_was_sent() {
    let bench = Bench::sample();
    let mut body = invoice("15", 50);
    body["PrivateNote"] = json!("keep");
    body["CustomerMemo"] = json!({"value": "thanks"});
    let made = bench.post("/invoice", body);
    let changed = bench.post(
        "/invoice",
        json!({"Id": made["Id"], "SyncToken": "0", "sparse": true, "DueDate": "2026-09-30"}),
    );
    assert_eq!(changed["DueDate"], "2026-09-30");
    assert_eq!(changed["PrivateNote"], "keep");
    assert_eq!(changed["CustomerMemo"], made["CustomerMemo"]);
    assert_eq!(changed["Line"], made["Line"]);
    assert!(bench.violations().is_empty());
}

#[test]
fn a_full_update_nulls_what_it_leaves_out_and_is_a_violation() {
    let bench = Bench::sample();
    let mut body = invoice("15", 50);
    body["PrivateNote"] = json!("lost soon");
    let made = bench.post("/invoice", body.clone());
    let mut change = invoice("15", 60);
    change["Id"] = made["Id"].clone();
    change["SyncToken"] = json!(0);
    let changed = bench.post("/invoice", change);
    assert_eq!(changed.get("PrivateNote"), None);
    assert_eq!(bench.violations(), ["full update that drops fields"]);
}

#[test]
fn an_echo_of_what_was_read_is_accepted_and_changes_nothing_else() {
    let bench = Bench::msp_open();
    for row in bench.rows("Invoice", "select * from Invoice where Balance > '0' orderby Id") {
        let mut after = bench.post("/invoice?operation=update", row.clone());
        let mut before = row;
        for map in [&mut before, &mut after] {
            let map = map.as_object_mut().unwrap();
            map.remove("SyncToken");
            map.remove("MetaData");
        }
        assert_eq!(before, after);
    }
    assert!(bench.violations().is_empty());
}

#[test]
fn a_known_line_id_stays_and_anything_else_is_a_new_line() {
    let bench = Bench::sample();
    let made = bench.invoice("15", 50);
    let mut kept = line(json!(70), json!({"ItemRef": {"value": "4"}}));
    kept["Id"] = json!("1");
    let mut fresh = line(json!(5), json!({"ItemRef": {"value": "10"}}));
    fresh["Id"] = json!("99");
    let changed = bench
        .post("/invoice", json!({"Id": made["Id"], "SyncToken": "0", "sparse": true, "Line": [fresh, kept]}));
    let ids: Vec<&Value> = changed["Line"].as_array().unwrap().iter().filter_map(|l| l.get("Id")).collect();
    assert_eq!(ids, ["2", "1"]);
    assert_amount(&changed["TotalAmt"], "75");
}

#[test]
fn unknown_properties_fail_and_blank_ones_are_absent() {
    let bench = Bench::sample();
    let mut body = invoice("15", 50);
    body["Color"] = json!("red");
    let refusal = bench.refused("/invoice", body);
    assert_eq!((refusal.code.as_str(), refusal.element.as_str()), ("2010", "Color"));
    let mut body = invoice("15", 50);
    for blank in ["DocNumber", "TxnDate", "DueDate", "InvoiceLink"] {
        body[blank] = json!("");
    }
    body["TotalAmt"] = json!(0);
    body["HomeTotalAmt"] = json!(0);
    body["LinkedTxn"] = json!([]);
    body["CustomField"] = json!([]);
    body["GlobalTaxCalculation"] = json!("TaxExcluded");
    body["ExchangeRate"] = json!(1);
    body["domain"] = json!("QBO");
    body["Line"][0]["Amount"] = json!("50");
    body["Line"][0]["SalesItemLineDetail"]["ServiceDate"] = json!("");
    let made = bench.post("/invoice", body);
    assert_eq!(made["TxnDate"], "2026-08-04", "the company's date");
    assert!(made["DocNumber"].as_str().unwrap().parse::<u64>().is_ok());
}

#[test]
fn what_is_missing_is_named() {
    let bench = Bench::sample();
    let refusal = bench.refused("/invoice", json!({"CustomerRef": {"value": "15"}}));
    assert_eq!((refusal.code.as_str(), refusal.element.as_str()), ("2020", "Line"));
    let refusal = bench.refused("/invoice", json!({"CustomerRef": {"value": "15"}, "Line": [{"Amount": 1}]}));
    assert_eq!((refusal.code.as_str(), refusal.element.as_str()), ("2020", "Line.DetailType"));
    let mut body = invoice("15", 50);
    body.as_object_mut().unwrap().remove("CustomerRef");
    assert_eq!(bench.refused("/invoice", body).element, "CustomerRef");
}

#[test]
fn references_that_do_not_exist_are_2500_and_inactive_ones_610() {
    let bench = Bench::sample();
    assert_eq!(bench.refused("/invoice", invoice("9999", 1)).code, "2500");
    let customer = bench.get("/customer/20");
    bench.post(
        "/customer",
        json!({"Id": "20", "SyncToken": customer["SyncToken"], "sparse": true, "Active": false}),
    );
    assert_eq!(bench.refused("/invoice", invoice("20", 1)).code, "610");
    let mut body = invoice("15", 1);
    body["Line"][0]["SalesItemLineDetail"]["ItemRef"]["value"] = json!("9999");
    assert_eq!(bench.refused("/invoice", body).code, "2500");
}

#[test]
fn a_sales_line_without_item_gets_item_1_or_is_a_description() {
    let body = json!({"CustomerRef": {"value": "15"}, "Line": [line(json!(5), json!({}))]});
    let made = Bench::sample().post("/invoice", body.clone());
    assert_eq!(made["Line"][0]["SalesItemLineDetail"]["ItemRef"]["value"], "1");
    let made = Bench::with_switch("S20=description").post("/invoice", body);
    assert_eq!(made["Line"][0]["DetailType"], "DescriptionOnly");
}

#[test]
fn an_edit_below_what_was_paid_gives_the_rest_back_as_credit() {
    let bench = Bench::sample();
    let made = bench.invoice("15", 100);
    let paid = bench.payment("15", 80, &made);
    let mut change = invoice("15", 50);
    change["Id"] = made["Id"].clone();
    change["SyncToken"] = json!("1");
    change["sparse"] = json!(true);
    let changed = bench.post("/invoice", change);
    assert_amount(&changed["Balance"], "0");
    let paid = bench.reread("payment", &paid);
    assert_amount(&paid["UnappliedAmt"], "30");
    assert_amount(&paid["Line"][0]["Amount"], "50");
}

#[test]
fn due_date_follows_the_term_and_addresses_the_customer() {
    let bench = Bench::msp();
    let mut body = invoice("1", 10);
    body["SalesTermRef"] = json!({"value": "3"});
    body["TxnDate"] = json!("2026-08-01");
    let made = bench.post("/invoice", body);
    assert_eq!(made["DueDate"], "2026-08-31");
    assert_eq!(made["BillAddr"], bench.get("/customer/1")["BillAddr"]);
}

#[test]
fn the_invoice_link_comes_only_when_asked_for() {
    let bench = Bench::sample();
    let mut body = invoice("15", 10);
    body["AllowOnlinePayment"] = json!(true);
    body["BillEmail"] = json!({"Address": "pye@example.com"});
    let made = bench.post("/invoice", body);
    assert_eq!(made.get("InvoiceLink"), None);
    let read = bench.get(&format!("/invoice/{}?include=invoiceLink", made["Id"].as_str().unwrap()));
    assert!(read["InvoiceLink"].as_str().unwrap().starts_with("https://"));
}

#[test]
fn the_pdf_is_a_pdf_and_changes_with_the_version_only() {
    let bench = Bench::sample();
    let made = bench.invoice("15", 10);
    let path = format!("/invoice/{}/pdf", made["Id"].as_str().unwrap());
    let first = bench.get_reply(&path);
    assert!(first.body.starts_with(b"%PDF-"));
    assert_eq!(first.headers[0], ("content-type", "application/pdf".to_owned()));
    assert_eq!(first.body, bench.get_reply(&path).body);
    bench.payment("15", 4, &made);
    assert_ne!(first.body, bench.get_reply(&path).body);
}

#[test]
fn sending_marks_the_invoice_as_sent() {
    let bench = Bench::sample();
    let made = bench.invoice("15", 10);
    let target = format!("/invoice/{}/send?sendTo=pye%40example.com", made["Id"].as_str().unwrap());
    let sent = bench.post(&target, json!({}));
    assert_eq!(sent["EmailStatus"], "EmailSent");
    assert_eq!(sent["BillEmail"]["Address"], "pye@example.com");
    assert_eq!(sent["SyncToken"], "1");
}

#[test]
fn a_foreign_currency_is_refused_while_there_is_one_currency() {
    let bench = Bench::sample();
    let mut body = invoice("15", 10);
    body["CurrencyRef"] = json!({"value": "EUR"});
    assert_eq!(bench.refused("/invoice", body).code, "6000");
}

#[test]
fn a_taxable_form_has_at_most_750_lines() {
    let bench = Bench::sample();
    let mut body = invoice("15", 1);
    let line = body["Line"][0].clone();
    body["Line"] = json!(vec![line; 751]);
    bench.post("/invoice", body.clone());
    body["TxnTaxDetail"] = json!({"TotalTax": 1});
    assert_eq!(bench.refused("/invoice", body.clone()).code, "6000");
    body["Line"].as_array_mut().unwrap().truncate(750);
    bench.post("/invoice", body);
}
