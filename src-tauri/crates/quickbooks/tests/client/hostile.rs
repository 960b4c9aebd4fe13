//! Answers that no honest service gives: no panic, no success made up from nothing.

use engine::fault::FaultKind;
use engine::ports::{Books, Entity, Look, Page, PageFilter};
use engine::record::{RecordKind, RecordRef};
use serde_json::json;

use crate::stand_in::Bench;
use crate::writing::draft;

fn bodies() -> Vec<Vec<u8>> {
    let rows = |row: &str| {
        format!(
            r#"{{"QueryResponse":{{"Payment":[{row}]}},"CDCResponse":[{{"QueryResponse":[{{"Payment":[{row}]}}]}}],"Payment":{row},"time":"2026-11-20T10:00:00Z"}}"#
        )
    };
    let mut bodies: Vec<Vec<u8>> = [
        "",
        " ",
        "null",
        "true",
        "17",
        "\"x\"",
        "[]",
        "[{}]",
        "{}",
        "{",
        "<html><body>Bad gateway</body></html>",
        r#"{"QueryResponse":null,"CDCResponse":null,"BatchItemResponse":null,"Payment":null}"#,
        r#"{"QueryResponse":7,"CDCResponse":7,"BatchItemResponse":7,"Payment":7}"#,
        r#"{"QueryResponse":[[]],"CDCResponse":[[]],"BatchItemResponse":[[]],"Payment":[[]]}"#,
        r#"{"BatchItemResponse":[{"bId":null},{"bId":{}}]}"#,
        r#"{"Payment":{"Id":""}}"#,
        r#"{"Payment":{"Id":{}}}"#,
    ]
    .map(|body| body.as_bytes().to_vec())
    .to_vec();
    for row in [
        r#"{"Id":"1","SyncToken":"99999999999999999999999","TotalAmt":1}"#.to_owned(),
        r#"{"Id":"1","SyncToken":"0","TotalAmt":1e999999999999}"#.to_owned(),
        format!(r#"{{"Id":"1","SyncToken":"0","TotalAmt":{}}}"#, "9".repeat(100_000)),
        r#"{"Id":"1","SyncToken":"0","TotalAmt":"NaN","TxnDate":"2026-02-31"}"#.to_owned(),
        r#"{"Id":"1","Id":"2"}"#.to_owned(),
        r#"{"Id":"1","SyncToken":"0","Line":{"a":1},"MetaData":"x"}"#.to_owned(),
        r#"{"Id":"\ud800"}"#.to_owned(),
        "[".repeat(200_000),
    ] {
        bodies.push(rows(&row).into_bytes());
    }
    bodies.push(b"\x00\xff<!-- not what you asked for -->{\"Payment\":[".to_vec());
    bodies.push(
        format!(r#"{{"QueryResponse":{{"Payment":[{}]}}}}"#, vec!["{}"; 100_000].join(",")).into_bytes(),
    );
    bodies.push(format!(r#"{{"Payment":{{"PrivateNote":"{}"}}}}"#, "x".repeat(10_000_000)).into_bytes());
    bodies
}

#[tokio::test]
async fn hostile_answers_never_become_records_or_writes() {
    let bench = Bench::new();
    let page =
        Page { entity: Entity::Payment, filter: PageFilter::All, created_from: None, start: 1, size: 1_000 };
    let since = "2026-11-20T09:00:00Z".parse().unwrap();
    let looks = [Look::PaymentsByReference("A".into()), Look::PaymentsByReference("B".into())];
    let reference = RecordRef::new(RecordKind::BooksPayment, "1");
    for body in bodies() {
        let shown = String::from_utf8_lossy(&body[..body.len().min(200)]).into_owned();
        let again = || bench.service.answer(200, body.clone());
        again();
        if let Ok(read) = bench.books.page(&page).await {
            assert!(read.records.is_empty() && read.rows == read.unreadable.len(), "{shown}");
        }
        again();
        if let Ok(read) = bench.books.changes(&[Entity::Payment], since).await {
            assert!(read.records.is_empty() && read.gone.is_empty(), "{shown}");
        }
        again();
        assert!(bench.books.look(&looks).await.is_err(), "{shown}");
        again();
        assert_eq!(bench.books.read(&reference).await.unwrap_err().kind, FaultKind::Unreadable, "{shown}");
        again();
        assert!(bench.books.company().await.is_err(), "{shown}");
        again();
        let written = bench.books.create_deposit(&deposit_of_nothing(), "r").await;
        assert_eq!(written.unwrap_err().kind, FaultKind::Unreadable, "{shown}");
    }
}

fn deposit_of_nothing() -> engine::ports::DepositDraft {
    engine::ports::DepositDraft {
        account: "35".into(),
        date: "2026-11-20".parse().unwrap(),
        currency: ledger::Currency::USD,
        multi_currency: false,
        note: String::new(),
        lines: Vec::new(),
    }
}

#[tokio::test]
async fn a_success_with_a_fault_inside_is_a_fault() {
    let bench = Bench::new();
    for body in [
        json!({"Fault": {"Error": [{"code": "6540"}]}, "Payment": {"Id": "1"}}),
        json!({"Payment": {"Id": "1"}, "fault": {"error": [{"code": "6540"}]}}),
    ] {
        bench.service.answer_json(&body);
        assert_eq!(bench.books.create_payment(&draft(), "r").await.unwrap_err().kind, FaultKind::Deposited);
    }
    bench.service.answer_json(
        &json!({"CDCResponse": [{"Fault": {"Error": [{"code": "10000"}]}}], "time": "2026-11-20T10:00:00Z"}),
    );
    let hidden = bench.books.changes(&[Entity::Payment], "2026-11-20T09:00:00Z".parse().unwrap()).await;
    assert_eq!(hidden.unwrap_err().kind, FaultKind::Unavailable);
}

#[tokio::test]
async fn one_bad_record_does_not_take_its_neighbors_along() {
    let bench = Bench::new();
    let good = json!({"Id": "2", "SyncToken": "0", "MetaData": {"LastUpdatedTime": "2026-11-20T10:00:00Z"},
        "TxnDate": "2026-11-20", "CustomerRef": {"value": "15"}, "TotalAmt": 1, "NewThing": {"deep": [1, {"a": null}]}});
    bench
        .service
        .answer_json(&json!({"QueryResponse": {"Payment": [{"Id": "1"}, good], "newKey": {"x": 1}}}));
    let pages = bench.books.look(&[Look::Payments(vec!["1".into(), "2".into()])]).await.unwrap();
    assert_eq!((pages[0].records.len(), pages[0].unreadable.len()), (1, 1));
    assert_eq!(pages[0].unreadable[0].reference, Some(RecordRef::new(RecordKind::BooksPayment, "1")));
}
