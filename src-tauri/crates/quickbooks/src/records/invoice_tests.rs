use serde_json::{Value, json};

use super::*;
use crate::records::changed;

fn invoice(change: Value) -> Result<Invoice, FieldError> {
    let wire = json!({
        "Id": "145", "SyncToken": "1", "domain": "QBO", "sparse": false,
        "MetaData": {"CreateTime": "2026-11-18T09:10:00-08:00", "LastUpdatedTime": "2026-11-19T11:00:05-08:00"},
        "DocNumber": "1045", "TxnDate": "2026-11-18", "DueDate": "2026-12-18",
        "CurrencyRef": {"value": "USD", "name": "United States Dollar"},
        "CustomerRef": {"value": "15", "name": "Pye's Cakes"},
        "TxnTaxDetail": {"TotalTax": 0}, "LinkedTxn": [{"TxnId": "150", "TxnType": "Payment"}],
        "Line": [sales("Design", 260), {"Amount": 260.0, "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}}],
        "TotalAmt": 260.0, "Balance": 60.0,
    });
    read(&changed(wire, change), Currency::USD)
}

fn sales(text: &str, amount: i64) -> Value {
    json!({"Id": "1", "LineNum": 1, "Description": text, "Amount": amount, "DetailType": "SalesItemLineDetail",
           "SalesItemLineDetail": {"ItemRef": {"value": "4", "name": "Design item"}, "Qty": 4, "UnitPrice": 65,
                                   "TaxCodeRef": {"value": "NON"}}})
}

fn shown(invoice: &Invoice) -> Vec<(&str, i64)> {
    invoice.lines.iter().map(|line| (line.description.as_str(), line.amount.0)).collect()
}

#[test]
fn i1_an_invoice_is_read_whole() {
    insta::assert_json_snapshot!(invoice(json!({"CustomerMemo": {"value": "Thank you"}})).unwrap());
}

#[test]
fn i3_each_kind_of_line_becomes_what_it_stands_for() {
    let read = invoice(json!({
        "Line": [
            sales("Design", 100),
            {"DetailType": "DescriptionOnly", "Description": "as discussed", "Amount": 7},
            {"DetailType": "GroupLineDetail", "Description": "Garden bundle", "Amount": 50, "GroupLineDetail": {
                "GroupItemRef": {"value": "31", "name": "Garden bundle"}, "Quantity": 1,
                "Line": [sales("Rocks", 30), sales("", 20)]}},
            {"DetailType": "SubTotalLineDetail", "Amount": 150, "SubTotalLineDetail": {}},
            {"DetailType": "DiscountLineDetail", "Amount": 15.0, "DiscountLineDetail": {"PercentBased": true, "DiscountPercent": 10.0}},
            {"DetailType": "SalesItemLineDetail", "Amount": 12.5, "SalesItemLineDetail": {"ItemRef": {"value": "SHIPPING_ITEM_ID"}}},
            {"DetailType": "TaxLineDetail", "Amount": 8.25},
        ],
        "TxnTaxDetail": {"TotalTax": "8.25", "TaxLine": [{"Amount": 8.25}]}, "TotalAmt": 155.75, "Balance": 155.75,
    }))
    .unwrap();
    assert_eq!(
        shown(&read),
        [
            ("Design", 10_000),
            ("as discussed", 0),
            ("Rocks", 3_000),
            ("Design item", 2_000),
            ("Discount 10%", -1_500),
            ("Shipping", 1_250),
        ]
    );
    assert_eq!(read.tax, MinorUnits(825));
    assert!(read.adds_up());
}

#[test]
fn i3_a_discount_by_amount_keeps_its_own_words() {
    let read = invoice(json!({
        "Line": [sales("Design", 260), {"DetailType": "DiscountLineDetail", "Amount": 10, "Description": "Loyal customer",
                                       "DiscountLineDetail": {"PercentBased": false}}],
        "TotalAmt": 250,
    }))
    .unwrap();
    assert_eq!(shown(&read), [("Design", 26_000), ("Loyal customer", -1_000)]);
    assert!(read.adds_up());
}

#[test]
fn i3_a_bundle_without_its_lines_keeps_its_amount() {
    let group = json!({"DetailType": "GroupLineDetail", "Amount": 50, "GroupLineDetail": {"GroupItemRef": {"name": "Bundle"}, "Line": null}});
    let read = invoice(json!({"Line": [group], "TotalAmt": 50})).unwrap();
    assert_eq!(shown(&read), [("Bundle", 5_000)]);
}

#[test]
fn i3_what_an_unknown_kind_of_line_charges_is_not_dropped() {
    let line = json!({"DetailType": "SurchargeLineDetail", "Description": "New", "Amount": 3});
    let read = invoice(json!({"Line": [line], "TotalAmt": 3})).unwrap();
    assert_eq!(shown(&read), [("New", 300)]);
}

#[test]
fn i3_a_line_that_is_a_cent_off_does_not_add_up() {
    let read = invoice(json!({"TotalAmt": 259.99})).unwrap();
    assert!(!read.adds_up());
}

#[test]
fn i7_a_void_is_told_by_total_lines_and_the_beginning_of_its_note() {
    let zero = |note: Value, amount: i64| {
        invoice(json!({"Line": [sales("Design", amount)], "TotalAmt": 0, "Balance": 0, "PrivateNote": note}))
            .unwrap()
    };
    for note in ["Voided", "Voided: sent twice", "VOIDED - billed twice", " void, see 1044"] {
        assert!(zero(json!(note), 0).voided, "{note}");
    }
    assert!(!zero(json!(null), 0).voided, "a real invoice over nothing");
    assert!(!zero(json!("not voided, a free visit"), 0).voided, "people write the word too");
    assert!(!zero(json!("Voided"), 5).voided, "its lines still charge");
    let charged = invoice(json!({"PrivateNote": "Voided check came back"})).unwrap();
    assert!(!charged.voided, "it has a total");
}

#[test]
fn i3_description_only_lines_carry_their_amount_where_the_total_counts_it() {
    let described = |text: &str, amount: Value| json!({"DetailType": "DescriptionOnly", "Description": text, "Amount": amount});
    let of = |lines: Value, total: i64, tax: i64| {
        invoice(
            json!({"Line": lines, "TxnTaxDetail": {"TotalTax": tax}, "TotalAmt": total, "Balance": total}),
        )
        .unwrap()
    };
    let lines = json!([
        sales("Design", 50),
        described("Onsite visit", json!(100)),
        described("Thank you", json!(null))
    ]);
    let counted = of(lines.clone(), 165, 15);
    assert_eq!(shown(&counted), [("Design", 5_000), ("Onsite visit", 10_000), ("Thank you", 0)]);
    assert!(counted.adds_up());
    let told = of(lines.clone(), 65, 15);
    assert_eq!(shown(&told), [("Design", 5_000), ("Onsite visit", 0), ("Thank you", 0)]);
    assert!(told.adds_up());
    let apart = of(lines, 164, 15);
    assert_eq!(shown(&apart), [("Design", 5_000), ("Onsite visit", 0), ("Thank you", 0)]);
    assert!(!apart.adds_up(), "a person is asked");
    let bundle = json!({"DetailType": "GroupLineDetail", "GroupLineDetail": {"Line": [sales("Rocks", 30), described("Delivery", json!("20.00"))]}});
    assert_eq!(shown(&of(json!([bundle]), 50, 0)), [("Rocks", 3_000), ("Delivery", 2_000)]);
    let unread = of(json!([sales("Design", 50), described("Onsite visit", json!("a lot"))]), 50, 0);
    assert!(unread.adds_up(), "what does not count need not be read");
}

#[test]
fn i17_a_missing_currency_is_the_home_currency_and_another_is_kept() {
    assert_eq!(invoice(json!({"CurrencyRef": null})).unwrap().currency, Currency::USD);
    let yen = invoice(json!({"CurrencyRef": {"value": "JPY"}, "TotalAmt": 260})).unwrap();
    assert_eq!((yen.currency.code(), yen.total), ("JPY", MinorUnits(260)));
    assert!(invoice(json!({"CurrencyRef": {"value": "dollars"}})).is_err());
}

#[test]
fn i1_a_pay_button_of_quickbooks_is_only_noted() {
    assert!(!invoice(json!({"AllowOnlineACHPayment": false})).unwrap().own_pay_button);
    for flag in ["AllowOnlinePayment", "AllowOnlineCreditCardPayment", "AllowOnlineACHPayment"] {
        assert!(invoice(json!({flag: true})).unwrap().own_pay_button, "{flag}");
    }
}

#[test]
fn quantities_are_only_for_show() {
    let line = json!({"DetailType": "SalesItemLineDetail", "Amount": 100, "Description": "a third",
                      "SalesItemLineDetail": {"Qty": "3.0", "UnitPrice": "lots"}});
    let read = invoice(json!({"Line": [line]})).unwrap();
    assert_eq!(read.lines[0].quantity.map(|quantity| quantity.to_string()).as_deref(), Some("3.0"));
    assert_eq!(read.lines[0].unit_price, None);
}

#[test]
fn money_that_cannot_be_read_is_not_guessed() {
    for (field, value) in [
        ("TotalAmt", json!(null)),
        ("Balance", json!("")),
        ("TotalAmt", json!("a lot")),
        ("Balance", json!(0.005)),
        ("Balance", json!(-0.01)),
    ] {
        assert!(invoice(json!({field: value})).is_err(), "{field} {value}");
    }
    assert_eq!(invoice(json!({"CustomerRef": null})), Err(FieldError::missing("CustomerRef")));
}

#[test]
fn bundles_nested_without_end_do_not_stop_the_program() {
    let mut line = sales("deep", 1);
    for _ in 0..40 {
        line = json!({"DetailType": "GroupLineDetail", "GroupLineDetail": {"Line": [line]}});
    }
    let mut text = line.to_string();
    assert_eq!(shown(&invoice(json!({"Line": [line]})).unwrap()), [("deep", 100)]);
    for _ in 0..2_000 {
        text = format!(r#"{{"DetailType":"GroupLineDetail","GroupLineDetail":{{"Line":[{text}]}}}}"#);
    }
    let raw = format!(r#"{{"Id":"1","Line":[{text}]}}"#);
    assert!(read(&raw, Currency::USD).is_err());
}
