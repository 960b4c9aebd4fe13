//! Answers in the shape of the real service's next to ours: every key that only one of them has and every value of another
//! type is printed, and each is explained here or a failure. The answers are those that the client is tested with.

use std::collections::BTreeMap;
use std::path::Path;

use http::Method;
use practice::http::Request;
use serde_json::{Value, json};

use crate::bench::Bench;

/// Where a difference is, and why it is no fault. Rows of a list share one place: `Line[]`.
type Explained = &'static [(&'static str, &'static str)];

const SAME: Explained = &[];
const NEWER: &str =
    "newer than the recording of 2017: a known client's own test reads TaxYearMonth of this group";
const LISTED: &str = "not recorded in 2017; the reference lists it";
const NO_FIELDS: &str = "nobody has set up custom fields in the practice companies";

fn recorded(name: &str) -> Value {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let path = crates.join("quickbooks/tests/golden").join(name).with_extension("json");
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_slice(&bytes).unwrap()
}

/// What differs, by place.
fn differences(recorded: &Value, ours: &Value, at: &str, found: &mut BTreeMap<String, String>) {
    match (recorded, ours) {
        (Value::Object(theirs), Value::Object(mine)) => {
            for (name, value) in theirs {
                let place = if at.is_empty() { name.clone() } else { format!("{at}/{name}") };
                match mine.get(name) {
                    Some(other) => differences(value, other, &place, found),
                    None => drop(found.insert(place, "only in the recorded answer".into())),
                }
            }
            for name in mine.keys().filter(|name| !theirs.contains_key(*name)) {
                found.insert(format!("{at}/{name}"), "only in ours".into());
            }
        }
        (Value::Array(theirs), Value::Array(mine)) => {
            if theirs.is_empty() != mine.is_empty() {
                let whose = if mine.is_empty() { "the recorded answer" } else { "ours" };
                found.insert(at.to_owned(), format!("rows only in {whose}"));
            }
            for (one, other) in theirs.iter().zip(mine) {
                differences(one, other, &format!("{at}[]"), found);
            }
        }
        (one, other) if kind(one) != kind(other) => {
            found.insert(at.to_owned(), format!("recorded as {}, ours {}", kind(one), kind(other)));
        }
        _ => {}
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "text",
        Value::Array(_) => "list",
        Value::Object(_) => "object",
    }
}

/// Prints what differs; nothing may that is not explained, and nothing may be explained that no longer differs.
#[track_caller]
fn compare(name: &str, recorded: &Value, ours: &Value, explained: Explained) {
    let mut found = BTreeMap::new();
    differences(recorded, ours, "", &mut found);
    println!("{name}: {} differences of keys and types", found.len());
    let mut faults = Vec::new();
    for (place, what) in &found {
        let why = explained.iter().find(|(known, _)| known == place).map(|(_, why)| *why);
        println!("  {place}: {what}: {}", why.unwrap_or("NOT EXPLAINED"));
        if why.is_none() {
            faults.push(format!("{place}: {what}"));
        }
    }
    let gone = explained.iter().filter(|(place, _)| !found.contains_key(*place));
    faults.extend(gone.map(|(place, _)| format!("{place}: explained, but no longer different")));
    assert!(faults.is_empty(), "{name}: {faults:#?}\nours: {ours}");
}

/// The body that makes such a record: what the server sets left out, and these properties in place of the recorded.
fn body(recorded: &Value, changes: Value) -> Value {
    let mut body = recorded.clone();
    let fields = body.as_object_mut().unwrap();
    for name in ["Id", "SyncToken", "MetaData", "domain", "sparse"] {
        fields.remove(name);
    }
    for (name, value) in changes.as_object().unwrap() {
        fields.insert(name.clone(), value.clone());
    }
    body
}

/// Makes the recorded record anew and compares what the answer says.
#[track_caller]
fn compare_made(name: &str, entity: &str, changes: Value, explained: Explained) {
    let recorded = recorded(name);
    let bench = Bench::sample();
    let target = format!("/{}", entity.to_lowercase());
    let made = bench.post_reply(&target, &body(&recorded[entity], changes)).to_json();
    compare(name, &recorded, &made, explained);
    // Read again it is the same, but for the moment of the answer.
    let read = bench.get(&format!("{target}/{}", made[entity]["Id"].as_str().unwrap()));
    assert_eq!(read, made[entity]);
}

#[test]
fn differences_are_found_on_both_sides_and_in_rows() {
    let one = json!({"A": 1, "B": {"C": "x"}, "D": [{"E": true}, {"F": 1}], "G": []});
    let other = json!({"A": "1", "B": {}, "D": [{"E": true}, {"F": null, "H": 1}], "G": [1]});
    let mut found = BTreeMap::new();
    differences(&one, &other, "", &mut found);
    let found: Vec<String> = found.into_iter().map(|(place, what)| format!("{place}: {what}")).collect();
    assert_eq!(
        found,
        [
            "A: recorded as number, ours text",
            "B/C: only in the recorded answer",
            "D[]/F: recorded as number, ours null",
            "D[]/H: only in ours",
            "G: rows only in ours",
        ]
    );
}

#[test]
fn an_account_has_the_recorded_shape() {
    compare_made(
        "entities/account",
        "Account",
        json!({"AccountType": "Bank", "AccountSubType": "Savings"}),
        SAME,
    );
}

#[test]
fn items_have_the_recorded_shapes() {
    let accounts = |inventory: bool| {
        let mut changes = json!({"IncomeAccountRef": {"value": "79"}});
        if inventory {
            changes["ExpenseAccountRef"] = json!({"value": "80"});
            changes["AssetAccountRef"] = json!({"value": "81"});
        }
        changes
    };
    let recorded = recorded("entities/item_query");
    let bench = Bench::sample();
    for item in recorded["QueryResponse"]["Item"].as_array().unwrap() {
        let mut changes = accounts(item["Type"] == "Inventory");
        if item.get("ExpenseAccountRef").is_some() {
            changes["ExpenseAccountRef"] = json!({"value": "80"});
        }
        let name = format!("{} anew", item["Name"].as_str().unwrap());
        changes["Name"] = json!(name);
        bench.post("/item", body(item, changes));
        let rows = bench.query(&format!("select * from Item where Name = '{name}'"));
        compare(&format!("entities/item_query, {name}"), item, &rows["Item"][0], SAME);
    }
    let mut changes = accounts(true);
    changes["Name"] = json!("Wall Mount anew");
    compare_made("entities/item_read", "Item", changes, SAME);
}

#[test]
fn preferences_have_the_recorded_shape() {
    let recorded = recorded("entities/preferences_read");
    let ours = Bench::sample().get_reply("/preferences").to_json();
    let explained: Explained = &[
        ("Preferences/AccountingInfoPrefs/FirstMonthOfFiscalYear", NEWER),
        ("Preferences/AccountingInfoPrefs/TaxForm", NEWER),
        ("Preferences/AccountingInfoPrefs/TaxYearMonth", NEWER),
        ("Preferences/AccountingInfoPrefs/UseAccountNumbers", NEWER),
        ("Preferences/SalesFormsPrefs/AutoApplyCredit", LISTED),
        ("Preferences/SalesFormsPrefs/AutoApplyPayments", LISTED),
        ("Preferences/SalesFormsPrefs/CustomField", NO_FIELDS),
        ("Preferences/TaxPrefs/PartnerTaxEnabled", LISTED),
        ("Preferences/VendorAndPurchasesPrefs/POCustomField", NO_FIELDS),
    ];
    compare("entities/preferences_read", &recorded, &ours, explained);
}

#[test]
fn a_vendor_has_the_recorded_shape() {
    let explained: Explained =
        &[("Vendor/CurrencyRef", "not yet in the recording of 2015; answers of 2019 and later have it")];
    compare_made("entities/vendor", "Vendor", json!({"DisplayName": "Another Bookshop"}), explained);
}

#[test]
fn a_bill_has_the_recorded_shape() {
    let recorded = recorded("entities/bill");
    let mut line = recorded["Bill"]["Line"][0].clone();
    line["AccountBasedExpenseLineDetail"]["AccountRef"] = json!({"value": "20"});
    line["AccountBasedExpenseLineDetail"]["CustomerRef"] = json!({"value": "15", "name": "Pye's Cakes"});
    let changes = json!({"VendorRef": {"value": "30"}, "Line": [line], "LinkedTxn": []});
    let explained: Explained = &[
        ("Bill/Line[]/LineNum", "not recorded in 2014 for bills; the recorded lines of receipts have it"),
        ("Bill/LinkedTxn", "the recorded bill was paid; these services keep no payments of bills"),
    ];
    compare_made("entities/bill", "Bill", changes, explained);
}

#[test]
fn a_note_has_the_recorded_shape() {
    let attached = json!([{"EntityRef": {"type": "Vendor", "value": "30"}}]);
    compare_made("entities/attachable", "Attachable", json!({"AttachableRef": attached}), SAME);
}

#[test]
fn a_sales_receipt_and_its_void_have_the_recorded_shapes() {
    let (created, voided) =
        (recorded("entities/sales_receipt_create"), recorded("entities/sales_receipt_void"));
    let explained: Explained = &[
        (
            "SalesReceipt/Line[]/SalesItemLineDetail/ItemAccountRef",
            "not recorded in 2017; the reference lists it",
        ),
        (
            "SalesReceipt/TxnTaxDetail",
            "sales tax is in use here, and the vendor's own samples then have a zero total",
        ),
    ];
    let bench = Bench::sample();
    let ours = bench.post_reply("/salesreceipt", &body(&created["SalesReceipt"], json!({}))).to_json();
    compare("entities/sales_receipt_create", &created, &ours, explained);
    let stub = json!({"Id": ours["SalesReceipt"]["Id"], "SyncToken": "0", "sparse": true});
    let ours = bench.post_reply("/salesreceipt?operation=update&include=void", &stub).to_json();
    compare("entities/sales_receipt_void", &voided, &ours, explained);
    assert_eq!(ours["SalesReceipt"]["PrivateNote"], voided["SalesReceipt"]["PrivateNote"]);
}

#[test]
fn faults_are_the_recorded_ones() {
    let bench = Bench::sample();
    let gone = bench.get_reply("/item/9999").to_json();
    let stale = json!({"Id": "4", "SyncToken": "77", "sparse": true, "Name": "x"});
    let stale = bench.post_reply("/item", &stale).to_json();
    let lines = json!({"CustomerRef": {"value": "15"}, "Line": [{"Amount": 1}]});
    let missing = bench.post_reply("/salesreceipt", &lines).to_json();
    let parse = bench.query_reply("select * from NULL").to_json();
    for (name, ours, keys) in [
        ("faults/item_610", gone, ["Message", "code", "Detail", "element"].as_slice()),
        // The recorded text names a person who is not in our books.
        ("faults/item_5010", stale, &["Message", "code", "element"]),
        ("faults/sales_receipt_2020", missing, &["Message", "code", "Detail", "element"]),
        ("faults/query_parse_4000", parse, &["Message", "code", "Detail", "element"]),
    ] {
        let recorded = recorded(name);
        compare(name, &recorded, &ours, SAME);
        let (theirs, mine) = (&recorded["Fault"], &ours["Fault"]);
        assert_eq!(theirs["type"], mine["type"]);
        for key in keys {
            assert_eq!(theirs["Error"][0][key], mine["Error"][0][key], "{name}");
        }
    }
}

#[test]
fn tokens_keys_and_user_info_have_the_recorded_shapes() {
    let bench = Bench::sample();
    let call = |method, target: &str| Request::new(method, target, jiff::Timestamp::UNIX_EPOCH);
    let (id, secret) =
        bench.world(|world| (world.intuit.client_id.clone(), world.intuit.client_secret.clone()));
    let mut request = call(Method::POST, "/intuit/oauth2/v1/tokens/bearer");
    request.body = format!(
        "client_id={id}&client_secret={secret}&grant_type=refresh_token&refresh_token={}",
        bench.refresh
    )
    .into_bytes();
    let tokens = bench.send(&request).to_json();
    let keys = bench.send(&call(Method::GET, "/intuit/op/v1/jwks")).to_json();
    let mut request = call(Method::GET, "/intuit/v1/openid_connect/userinfo");
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    request.headers.insert("authorization", bearer.parse().unwrap());
    let info = bench.send(&request).to_json();
    for (name, ours) in [("tokens", tokens), ("keys", keys), ("user_info", info)] {
        let recorded = recorded(&format!("oauth/{name}"));
        compare(name, &recorded, &ours, SAME);
    }
}
