//! Recorded answers of the real service, read where they are present beside the checkout.

use std::path::{Path, PathBuf};

use http::Method;
use practice::http::Request;
use serde_json::{Value, json};

use crate::bench::Bench;

fn recorded(name: &str) -> Option<Value> {
    let up = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(4)?;
    let path: PathBuf = up.join("shared/golden").join(name);
    let Ok(bytes) = std::fs::read(&path) else {
        println!("skipped: no recorded answers at {}", path.display());
        return None;
    };
    Some(serde_json::from_slice(&bytes).unwrap())
}

/// Every key of `recorded` is in `ours` with the same kind of value, but for the keys named.
#[track_caller]
fn same_shape(recorded: &Value, ours: &Value, but: &[&str], at: &str) {
    match (recorded, ours) {
        (Value::Object(wanted), Value::Object(found)) => {
            for (name, value) in wanted.iter().filter(|(name, _)| !but.contains(&name.as_str())) {
                let place = format!("{at}/{name}");
                let inner = found.get(name).unwrap_or_else(|| panic!("{place} is missing in {ours}"));
                same_shape(value, inner, but, &place);
            }
        }
        (Value::Array(wanted), Value::Array(found)) => {
            if let (Some(one), Some(other)) = (wanted.first(), found.first()) {
                same_shape(one, other, but, at);
            }
        }
        (one, other) => {
            assert_eq!(std::mem::discriminant(one), std::mem::discriminant(other), "{at}: {one} and {other}");
        }
    }
}

#[test]
fn an_account_has_the_recorded_shape() {
    let Some(wanted) = recorded("entities/account.json") else { return };
    let bench = Bench::sample();
    same_shape(&wanted, &bench.get_reply("/account/84").to_json(), &[], "");
}

#[test]
fn an_item_row_has_the_recorded_shape() {
    let Some(wanted) = recorded("entities/item_query.json") else { return };
    let bench = Bench::sample();
    let item = &wanted["QueryResponse"]["Item"][0];
    let ours = bench.rows("Item", "select * from Item where Name = 'Concrete'");
    same_shape(item, &ours[0], &[], "");
}

#[test]
fn preferences_have_the_recorded_shape() {
    let Some(wanted) = recorded("entities/preferences_read.json") else { return };
    let ours = Bench::sample().get_reply("/preferences").to_json();
    same_shape(&wanted, &ours, &["CustomField", "POCustomField"], "");
}

#[test]
fn a_vendor_has_the_recorded_shape_when_it_was_written_so() {
    let Some(wanted) = recorded("entities/vendor.json") else { return };
    let bench = Bench::sample();
    let mut body = wanted["Vendor"].clone();
    for name in ["Id", "SyncToken", "MetaData"] {
        body.as_object_mut().unwrap().remove(name);
    }
    body["DisplayName"] = json!("Another Bookshop");
    let made = bench.post_reply("/vendor", &body).to_json();
    same_shape(&wanted, &made, &[], "");
}

#[test]
fn a_sales_receipt_and_its_void_have_the_recorded_shapes() {
    let (Some(created), Some(voided)) =
        (recorded("entities/sales_receipt_create.json"), recorded("entities/sales_receipt_void.json"))
    else {
        return;
    };
    let bench = Bench::sample();
    let body = json!({"PrintStatus": "NeedToPrint", "Line": [{"Amount": 0, "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": {"ItemRef": {"value": "3"}, "Qty": 1, "UnitPrice": 0}}]});
    let ours = bench.post_reply("/salesreceipt", &body).to_json();
    same_shape(&created, &ours, &[], "");
    let stub = json!({"Id": ours["SalesReceipt"]["Id"], "SyncToken": "0", "sparse": true});
    let ours = bench.post_reply("/salesreceipt?operation=update&include=void", &stub).to_json();
    same_shape(&voided, &ours, &[], "");
    assert_eq!(ours["SalesReceipt"]["PrivateNote"], voided["SalesReceipt"]["PrivateNote"]);
}

#[test]
fn a_bill_and_a_note_have_the_recorded_shapes() {
    let (Some(bill), Some(note)) = (recorded("entities/bill.json"), recorded("entities/attachable.json"))
    else {
        return;
    };
    let bench = Bench::sample();
    let line = json!({"Amount": 103.55, "Description": "Lumber", "DetailType": "AccountBasedExpenseLineDetail",
        "AccountBasedExpenseLineDetail": {"AccountRef": {"value": "20"}, "BillableStatus": "Billable",
            "CustomerRef": {"value": "15", "name": "Pye's Cakes"}, "TaxCodeRef": {"value": "TAX"}}});
    let body = json!({"VendorRef": {"value": "30"}, "SalesTermRef": {"value": "3"}, "Line": [line]});
    same_shape(&bill, &bench.post_reply("/bill", &body).to_json(), &[], "");
    let body = json!({"Note": "This is an attached note.",
                      "AttachableRef": [{"EntityRef": {"type": "Vendor", "value": "30"}}]});
    same_shape(&note, &bench.post_reply("/attachable", &body).to_json(), &[], "");
}

#[test]
fn faults_are_the_recorded_ones() {
    let bench = Bench::sample();
    let gone = bench.get_reply("/item/9999").to_json();
    let stale = bench
        .post_reply("/item", &json!({"Id": "4", "SyncToken": "77", "sparse": true, "Name": "x"}))
        .to_json();
    let missing = bench
        .post_reply("/invoice", &json!({"CustomerRef": {"value": "15"}, "Line": [{"Amount": 1}]}))
        .to_json();
    let parse = bench.query_reply("select * from NULL").to_json();
    for (name, ours, compare_detail) in [
        ("faults/item_610.json", gone, true),
        ("faults/item_5010.json", stale, false),
        ("faults/sales_receipt_2020.json", missing, true),
        ("faults/query_parse_4000.json", parse, true),
    ] {
        let Some(wanted) = recorded(name) else { return };
        same_shape(&wanted, &ours, &[], name);
        let (wanted, ours) = (&wanted["Fault"], &ours["Fault"]);
        assert_eq!(wanted["type"], ours["type"]);
        let keys: &[&str] =
            if compare_detail { &["Message", "code", "Detail"] } else { &["Message", "code"] };
        for key in keys {
            assert_eq!(wanted["Error"][0][key], ours["Error"][0][key], "{name}");
        }
    }
}

#[test]
fn tokens_keys_and_user_info_have_the_recorded_shapes() {
    let bench = Bench::sample();
    let (id, secret) =
        bench.world(|world| (world.intuit.client_id.clone(), world.intuit.client_secret.clone()));
    let mut request =
        Request::new(Method::POST, "/intuit/oauth2/v1/tokens/bearer", jiff::Timestamp::UNIX_EPOCH);
    request.body = format!(
        "client_id={id}&client_secret={secret}&grant_type=refresh_token&refresh_token={}",
        bench.refresh
    )
    .into_bytes();
    let tokens = bench.send(&request).to_json();
    let keys =
        bench.send(&Request::new(Method::GET, "/intuit/op/v1/jwks", jiff::Timestamp::UNIX_EPOCH)).to_json();
    let mut request =
        Request::new(Method::GET, "/intuit/v1/openid_connect/userinfo", jiff::Timestamp::UNIX_EPOCH);
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    request.headers.insert("authorization", bearer.parse().unwrap());
    let info = bench.send(&request).to_json();
    for (name, ours) in [("bearer-token", tokens), ("jwkResponse", keys), ("userInfo", info)] {
        let Some(wanted) = recorded(&format!("oauth/{name}.json")) else { return };
        same_shape(&wanted, &ours, &[], name);
    }
}
