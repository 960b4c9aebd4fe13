//! Answers in the shape of the real service's, kept in `tests/golden`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

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
use crate::fault::{RequestContext, RequestTarget, in_answer};
use crate::records::{Kind, Row, company, row};

/// Answers about single records or lists of them. None is a customer, an invoice or a payment.
const ENTITIES: [&str; 9] = [
    "account",
    "attachable",
    "bill",
    "item_query",
    "item_read",
    "preferences_read",
    "sales_receipt_create",
    "sales_receipt_void",
    "vendor",
];
/// Refusals, with what each means and the service's own code.
const FAULTS: [(&str, FaultKind, &str); 4] = [
    ("item_5010", FaultKind::Stale, "5010"),
    ("item_610", FaultKind::NotFound, "610"),
    ("query_parse_4000", FaultKind::Refused, "4000"),
    ("sales_receipt_2020", FaultKind::Refused, "2020"),
];
const OAUTH: [&str; 3] = ["keys", "tokens", "user_info"];

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name)
}

fn golden(folder_name: &str, name: &str) -> String {
    let path = folder(folder_name).join(name).with_extension("json");
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn part(body: &str, name: &str) -> Value {
    serde_json::from_str::<Value>(body).unwrap()[name].clone()
}

#[test]
fn every_golden_answer_is_read_by_a_test() {
    for (name, known) in [
        ("entities", ENTITIES.to_vec()),
        ("faults", FAULTS.map(|(name, ..)| name).to_vec()),
        ("oauth", OAUTH.to_vec()),
    ] {
        let files = std::fs::read_dir(folder(name)).unwrap();
        let stem = |path: PathBuf| path.file_stem().unwrap().to_str().unwrap().to_owned();
        let mut there: Vec<String> = files.map(|file| stem(file.unwrap().path())).collect();
        there.sort_unstable();
        assert_eq!(there, known, "{name}");
    }
}

#[test]
fn golden_faults_mean_what_they_meant() {
    let request = HttpRequest::get(Url::parse("https://quickbooks.example/v3/company/1/item/11").unwrap());
    for (name, kind, code) in FAULTS {
        let body = golden("faults", name).into_bytes();
        let answer = HttpResponse { status: StatusCode::BAD_REQUEST, headers: HeaderMap::new(), body };
        let fault = in_answer(&RequestContext::new(&request, RequestTarget::Record), &answer).unwrap();
        assert_eq!((fault.kind, fault.evidence.code.as_deref()), (kind, Some(code)), "{name}");
        assert!(fault.evidence.message.is_some_and(|words| words.len() > 20), "{name}");
    }
}

#[test]
fn golden_entities_are_read_or_set_aside() {
    let mut records = 0;
    for name in ENTITIES {
        let whole: BTreeMap<String, Value> = serde_json::from_str(&golden("entities", name)).unwrap();
        for (entity, record) in whole.iter().filter(|(_, value)| value.is_object()) {
            records += 1;
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
    }
    assert_eq!(records, ENTITIES.len());
}

#[test]
fn a_list_without_invoices_has_no_rows_of_invoices() {
    let body = golden("entities", "item_query");
    assert_eq!(answer::query(body.as_bytes(), Some(Kind::Invoice), Currency::USD).unwrap().rows, 0);
}

#[test]
fn a_golden_account_is_read() {
    let body = golden("entities", "account");
    let Row::Live(read) =
        row(Kind::Account, answer::single(body.as_bytes(), "Account").unwrap(), Currency::CAD, None)
    else {
        panic!("unreadable")
    };
    let Record::BooksAccount(account) = read.record else { panic!("another record") };
    assert_eq!(
        (account.id.as_str(), account.name.as_str(), account.kind),
        ("112", "Retainers Receivable", AccountKind::Other)
    );
    assert_eq!(
        (account.currency, account.updated_at.to_string().as_str()),
        (Currency::USD, "2025-03-03T16:15:00Z")
    );
}

#[test]
fn golden_voids_are_told_from_zero_totals() {
    for (name, voided) in [("sales_receipt_create", false), ("sales_receipt_void", true)] {
        // A receipt has an invoice's lines and note; what it lacks is whom it is for.
        let mut receipt = part(&golden("entities", name), "SalesReceipt");
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
fn golden_preferences_are_read() {
    let preferences = part(&golden("entities", "preferences_read"), "Preferences").to_string();
    let company = company(&RealmId::from("1"), r#"{"CompanyName":"A"}"#, &preferences).unwrap();
    assert_eq!(
        (company.home_currency, company.multi_currency, company.closed_until),
        (Currency::USD, false, None)
    );
}

#[test]
fn golden_tokens_and_people_are_read() {
    let tokens: BasicTokenResponse = serde_json::from_str(&golden("oauth", "tokens")).unwrap();
    assert_eq!(tokens.expires_in().map(|time| time.as_secs()), Some(3_600));
    assert!(tokens.refresh_token().is_some());
    let person = crate::sign_in::read_person(golden("oauth", "user_info").as_bytes()).unwrap();
    assert_eq!(
        (person.email.as_deref(), person.phone_verified),
        (Some("nora@quillpaper.example"), Some(true))
    );
}
