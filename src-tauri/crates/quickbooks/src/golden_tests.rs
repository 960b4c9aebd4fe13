//! Recorded answers of the real service, kept beside the checkout; without them these tests say so and pass.

use std::collections::BTreeMap;
use std::path::Path;

use engine::fault::FaultKind;
use engine::ports::Unreadable;
use engine::record::Record;
use ledger::books::AccountKind;
use ledger::{Currency, RealmId};
use oauth2::TokenResponse;
use oauth2::basic::BasicTokenResponse;
use serde_json::{Value, json};
use transport::{HeaderMap, HttpRequest, HttpResponse, StatusCode, Url};

use crate::answer;
use crate::fault::{Aim, Asked, in_answer};
use crate::records::{Kind, Row, company, row};

/// Every recorded answer by `folder/name`.
fn recorded() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/golden");
    let mut found = BTreeMap::new();
    for folder in ["entities", "faults", "oauth"] {
        let Ok(files) = std::fs::read_dir(root.join(folder)) else { continue };
        for file in files {
            let path = file.unwrap().path();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            found.insert(format!("{folder}/{name}"), std::fs::read_to_string(path).unwrap());
        }
    }
    if found.is_empty() {
        println!("skipped: no recorded answers beside the checkout");
    }
    found
}

fn part(body: &str, name: &str) -> Value {
    serde_json::from_str::<Value>(body).unwrap()[name].clone()
}

#[test]
fn recorded_faults_mean_what_they_meant() {
    let request = HttpRequest::get(Url::parse("https://quickbooks.example/v3/company/1/item/11").unwrap());
    for (name, body) in recorded().iter().filter(|(name, _)| name.starts_with("faults/")) {
        let status = StatusCode::BAD_REQUEST;
        let answer = HttpResponse { status, headers: HeaderMap::new(), body: body.clone().into_bytes() };
        let fault = in_answer(&Asked::new(&request, Aim::Record), &answer).unwrap();
        let (kind, code) = match name.as_str() {
            "faults/item_5010" => (FaultKind::Stale, "5010"),
            "faults/item_610" => (FaultKind::NotFound, "610"),
            "faults/query_parse_4000" => (FaultKind::Refused, "4000"),
            "faults/sales_receipt_2020" => (FaultKind::Refused, "2020"),
            _ => continue,
        };
        assert_eq!((fault.kind, fault.evidence.code.as_deref()), (kind, Some(code)), "{name}");
        assert!(fault.evidence.message.is_some_and(|words| words.len() > 20), "{name}");
    }
}

#[test]
fn recorded_entities_are_read_or_set_aside() {
    for (name, body) in recorded().iter().filter(|(name, _)| name.starts_with("entities/")) {
        let whole: BTreeMap<String, Value> = serde_json::from_str(body).unwrap();
        for (entity, record) in whole.iter().filter(|(_, value)| value.is_object()) {
            // Nothing else must be taken for money owed or received: what decides is missing in it.
            for kind in [Kind::Invoice, Kind::Payment] {
                let read = row(kind, &record.to_string(), Currency::USD, None);
                assert!(matches!(read, Row::Unreadable(_)), "{name} as {kind:?}: {read:?}");
            }
            // A vendor has all that a customer has.
            if entity == "Vendor" {
                let read = row(Kind::Customer, &record.to_string(), Currency::USD, None);
                assert!(matches!(read, Row::Live(_)), "{read:?}");
            }
        }
        if name == "entities/item_query" {
            assert_eq!(answer::query(body.as_bytes(), Kind::Invoice, Currency::USD).unwrap().rows, 0);
        }
    }
}

#[test]
fn a_recorded_account_is_read() {
    let Some(body) = recorded().remove("entities/account") else { return };
    let Row::Live(read) =
        row(Kind::Account, answer::single(body.as_bytes(), "Account").unwrap(), Currency::CAD, None)
    else {
        panic!("unreadable")
    };
    let Record::BooksAccount(account) = read.record else { panic!("another record") };
    assert_eq!(
        (account.id.as_str(), account.name.as_str(), account.kind),
        ("94", "MyJobs", AccountKind::Other)
    );
    assert_eq!(
        (account.currency, account.updated_at.to_string().as_str()),
        (Currency::USD, "2014-12-31T17:29:05Z")
    );
}

#[test]
fn recorded_voids_are_told_from_zero_totals() {
    let recorded = recorded();
    for (name, voided) in [("entities/sales_receipt_create", false), ("entities/sales_receipt_void", true)] {
        let Some(body) = recorded.get(name) else { continue };
        // A receipt has an invoice's lines and note; what it lacks is whom it is for.
        let mut receipt = part(body, "SalesReceipt");
        receipt["CustomerRef"] = json!({ "value": "1" });
        match row(Kind::Invoice, &receipt.to_string(), Currency::USD, None) {
            Row::Live(read) => {
                assert!(matches!(read.record, Record::BooksInvoice(it) if it.voided == voided), "{name}");
            }
            Row::Unreadable(Unreadable { why, .. }) => panic!("{name}: {why}"),
            Row::Gone(_) => panic!("{name}: gone"),
        }
    }
}

#[test]
fn recorded_preferences_are_read() {
    let Some(body) = recorded().remove("entities/preferences_read") else { return };
    let preferences = part(&body, "Preferences").to_string();
    let company = company(&RealmId::from("1"), r#"{"CompanyName":"A"}"#, &preferences).unwrap();
    assert_eq!(
        (company.home_currency, company.multi_currency, company.closed_until),
        (Currency::USD, false, None)
    );
}

#[test]
fn recorded_tokens_and_people_are_read() {
    let recorded = recorded();
    if let Some(body) = recorded.get("oauth/bearer-token") {
        let tokens: BasicTokenResponse = serde_json::from_str(body).unwrap();
        assert_eq!(tokens.expires_in().map(|time| time.as_secs()), Some(3_600));
        assert!(tokens.refresh_token().is_some());
    }
    if let Some(body) = recorded.get("oauth/userInfo") {
        let person = crate::sign_in::read_person(body.as_bytes()).unwrap();
        assert_eq!((person.email.as_deref(), person.phone_verified), (Some("test@example.com"), Some(true)));
    }
}
