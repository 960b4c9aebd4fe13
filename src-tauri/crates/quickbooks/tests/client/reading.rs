//! What is asked, with how few requests, and what comes of the answers.

use engine::fault::FaultKind;
use engine::ports::{Books, Entity, Look, Page, PageFilter};
use engine::record::{Record, RecordKind, RecordRef};
use ledger::Currency;
use serde_json::{Value, json};

use crate::stand_in::{Bench, REALM};

fn payment(id: usize) -> Value {
    json!({"Id": id.to_string(), "SyncToken": "0", "MetaData": {"LastUpdatedTime": "2026-11-20T10:00:00-08:00"},
           "TxnDate": "2026-11-20", "CustomerRef": {"value": "15"}, "TotalAmt": 60.0})
}

fn payments(ids: impl IntoIterator<Item = usize>) -> Value {
    json!({"Payment": ids.into_iter().map(payment).collect::<Vec<_>>()})
}

fn company_answer() -> Value {
    json!({"BatchItemResponse": [
        {"bId": "1", "QueryResponse": {"Preferences": [{"AccountingInfoPrefs": {}, "CurrencyPrefs": {"HomeCurrency": {"value": "CAD"}}}]}},
        {"bId": "0", "QueryResponse": {"CompanyInfo": [{"CompanyName": "Northwind MSP", "Country": "CA"}]}},
    ]})
}

#[tokio::test]
async fn a_company_is_one_request_and_tells_the_currency_of_the_rest() {
    let bench = Bench::with_home(None);
    bench.service.answer_json(&company_answer());
    bench.service.answer_json(&json!({"QueryResponse": payments([1])}));
    let page =
        Page { entity: Entity::Payment, filter: PageFilter::All, created_from: None, start: 1, size: 1_000 };
    let read = bench.books.page(&page).await.unwrap();
    assert!(
        matches!(&read.records[0].record, Record::BooksPayment(payment) if payment.currency == Currency::CAD)
    );
    let seen = bench.service.seen();
    assert_eq!(seen.len(), 2);
    assert_eq!(
        (seen[0].method.as_str(), seen[0].target.as_str()),
        ("POST", "/v3/company/9341450000000001/batch?minorversion=75")
    );
    assert_eq!(seen[1].method, "GET");
    assert_eq!(bench.books.take_request_counts(), (2, 0));

    bench.service.answer_json(&json!({"QueryResponse": {}}));
    assert_eq!(bench.books.page(&page).await.unwrap().rows, 0);
    assert_eq!(bench.books.take_request_counts(), (1, 0));
}

#[tokio::test]
async fn spaces_and_signs_are_percent_encoded() {
    let bench = Bench::new();
    bench.service.answer_json(&json!({"QueryResponse": {}}));
    let page = Page {
        entity: Entity::Invoice,
        filter: PageFilter::OpenInvoices,
        created_from: None,
        start: 1,
        size: 500,
    };
    bench.books.page(&page).await.unwrap();
    let seen = &bench.service.seen()[0];
    assert!(!seen.target.contains('+') && seen.target.contains("%20"), "{}", seen.target);
    let text = "SELECT * FROM Invoice WHERE Balance > '0' ORDERBY MetaData.CreateTime STARTPOSITION 1 MAXRESULTS 500";
    assert_eq!(seen.query("query").as_deref(), Some(text));
}

fn created(id: usize, at: &str) -> Value {
    let mut payment = payment(id);
    payment["MetaData"]["CreateTime"] = json!(at);
    payment
}

fn every_payment(start: u64) -> Page {
    Page { entity: Entity::Payment, filter: PageFilter::All, created_from: None, start, size: 2 }
}

#[tokio::test]
async fn f3_a_page_tells_when_its_last_row_was_created_if_the_rows_came_in_that_order() {
    let bench = Bench::new();
    let [early, late] = ["2026-11-01T23:30:00-07:00", "2026-11-02T00:10:00-06:00"];
    for (rows, until) in [
        (json!([created(9, early), created(2, early)]), Some("2026-11-02T06:30:00Z")),
        (json!([created(9, late), created(2, early)]), Some("2026-11-02T06:30:00Z")),
        (json!([created(9, early), created(2, late)]), None),
        (json!([created(9, early), payment(2)]), None),
        (json!([payment(9)]), None),
    ] {
        bench.service.answer_json(&json!({"QueryResponse": {"Payment": rows}}));
        let read = bench.books.page(&every_payment(1)).await.unwrap();
        assert_eq!(read.created_until, until.map(|at| at.parse().unwrap()), "{rows}");
    }
}

#[tokio::test]
async fn f3_where_quickbooks_refuses_to_sort_it_is_asked_without_and_not_again() {
    let bench = Bench::new();
    let orders = || -> Vec<bool> {
        let seen = bench.service.seen();
        seen.iter().map(|seen| seen.query("query").unwrap_or_default().contains("ORDERBY")).collect()
    };
    bench.service.answer_fault(400, "4000");
    bench.service.answer_fault(400, "4000");
    let refused = bench.books.page(&every_payment(1)).await.unwrap_err();
    assert_eq!(refused.kind, FaultKind::Refused, "it was not the order");
    bench.service.answer_fault(400, "4000");
    let rows = json!({"Payment": [created(9, "2026-11-02T06:30:00Z")]});
    bench.service.answer_json(&json!({"QueryResponse": rows}));
    let read = bench.books.page(&every_payment(1)).await.unwrap();
    assert_eq!((read.rows, read.created_until), (1, None));
    bench.service.answer_json(&json!({"QueryResponse": {}}));
    bench.books.page(&every_payment(3)).await.unwrap();
    assert_eq!(orders(), [true, false, true, false, false]);
}

#[tokio::test]
async fn f9_what_is_refused_after_a_sorted_answer_is_not_asked_for_twice() {
    let bench = Bench::new();
    bench.service.answer_json(&json!({"QueryResponse": {}}));
    bench.books.page(&every_payment(1)).await.unwrap();
    bench.service.answer_fault(400, "4002");
    bench.books.page(&every_payment(1)).await.unwrap_err();
    assert_eq!(bench.service.seen().len(), 2);
}

#[tokio::test]
async fn f3_change_data_is_asked_with_an_offset() {
    let bench = Bench::new();
    bench.service.answer_json(&json!({"CDCResponse": [{"QueryResponse": [
        {"Payment": [payment(151), {"Id": "149", "status": "Deleted", "MetaData": {"LastUpdatedTime": "2026-11-19T16:30:02-08:00"}}]},
    ]}], "time": "2026-11-20T10:06:00.412-08:00"}));
    let since = "2026-11-20T09:00:00.5Z".parse().unwrap();
    let changes =
        bench.books.changes(&[Entity::Invoice, Entity::Payment, Entity::Company], since).await.unwrap();
    assert_eq!((changes.records.len(), changes.gone.len(), changes.objects), (1, 1, 2));
    let seen = &bench.service.seen()[0];
    assert!(seen.target.contains("changedSince=2026-11-20T09%3A00%3A00%2B00%3A00"), "{}", seen.target);
    assert_eq!(seen.query("entities").as_deref(), Some("Invoice,Payment,CompanyInfo,Preferences"));
}

#[tokio::test]
async fn one_look_is_a_query_and_several_are_one_batch() {
    let bench = Bench::new();
    bench.service.answer_json(&json!({"QueryResponse": payments([1, 2])}));
    let one = bench.books.look(&[Look::Payments(vec!["1".into(), "2".into()])]).await.unwrap();
    assert_eq!(one[0].rows, 2);
    assert_eq!(bench.service.seen()[0].method, "GET");

    bench.service.answer_json(&json!({"BatchItemResponse": [
        {"bId": "1", "QueryResponse": payments([8])}, {"bId": "0", "QueryResponse": {}},
    ]}));
    let reference = Look::PaymentsByReference("AP-X".into());
    let both = bench
        .books
        .look(&[reference, Look::Invoices(Vec::new()), Look::Payments(vec!["8".into()])])
        .await
        .unwrap();
    assert_eq!(both.iter().map(|page| page.rows).collect::<Vec<_>>(), [0, 0, 1]);
    assert_eq!(bench.service.seen().len(), 2);
    assert_eq!(bench.books.take_request_counts(), (2, 0));

    assert_eq!(bench.books.look(&[]).await.unwrap(), []);
    assert_eq!(bench.service.seen().len(), 2);
}

#[tokio::test]
async fn f8_a_record_that_was_not_asked_for_is_not_taken() {
    let bench = Bench::new();
    bench.service.answer_json(&json!({"BatchItemResponse": [
        {"bId": "0", "QueryResponse": payments([7, 8])}, {"bId": "1", "QueryResponse": payments([9])},
    ]}));
    let day = "2026-11-20".parse().unwrap();
    let of_another = Look::PaymentsOfCustomer { customer: "16".into(), from: day, to: day };
    let pages = bench.books.look(&[Look::Payments(vec!["8".into()]), of_another]).await.unwrap();
    let ids: Vec<_> = pages[0].records.iter().map(|read| read.record.reference().id).collect();
    assert_eq!(ids, ["8"]);
    assert_eq!((pages[0].unreadable.len(), pages[1].records.len(), pages[1].unreadable.len()), (1, 0, 1));
}

#[tokio::test]
async fn a_batch_that_may_have_been_cut_is_asked_again_one_by_one() {
    let bench = Bench::new();
    bench.service.answer_json(&json!({"BatchItemResponse": [
        {"bId": "0", "QueryResponse": payments(0..999)}, {"bId": "1", "QueryResponse": payments([5_000])},
    ]}));
    bench.service.answer_json(&json!({"QueryResponse": payments(0..1_000)}));
    bench.service.answer_json(&json!({"QueryResponse": payments(1_000..1_003)}));
    bench.service.answer_json(&json!({"QueryResponse": payments([5_000, 5_001])}));
    let day = "2026-11-20".parse().unwrap();
    let of = |customer: &str| Look::PaymentsOfCustomer { customer: customer.into(), from: day, to: day };
    let pages = bench.books.look(&[of("15"), of("15")]).await.unwrap();
    assert_eq!(
        pages.iter().map(|page| (page.rows, page.records.len())).collect::<Vec<_>>(),
        [(1_003, 1_003), (2, 2)]
    );
    let starts: Vec<bool> = bench
        .service
        .seen()
        .iter()
        .map(|seen| seen.query("query").unwrap_or_default().contains("STARTPOSITION 1001 "))
        .collect();
    assert_eq!(starts, [false, false, true, false]);
}

#[tokio::test]
async fn f8_a_refused_item_leaves_the_others_of_the_look() {
    let bench = Bench::new();
    let fault = json!({"Error": [{"Message": "QueryValidationError", "code": "4001"}]});
    bench.service.answer_json(&json!({"BatchItemResponse": [
        {"bId": "0", "QueryResponse": {"Payment": [payment(7)]}}, {"bId": "1", "Fault": fault},
    ]}));
    let looks = [Look::PaymentsByReference("A".into()), Look::PaymentsByReference("B".into())];
    let pages = bench.books.look(&looks).await.unwrap();
    assert_eq!((pages[0].rows, pages[0].refused.is_none()), (1, true));
    let refused = pages[1].refused.clone().unwrap();
    assert_eq!((refused.kind, refused.evidence.code.as_deref()), (FaultKind::Refused, Some("4001")));

    bench.service.answer_json(&json!({"BatchItemResponse": [{"bId": "0", "QueryResponse": {}}]}));
    assert_eq!(
        bench.books.look(&looks).await.unwrap_err().kind,
        FaultKind::Unreadable,
        "no answer is not an empty one"
    );
}

#[tokio::test]
async fn i6_a_direct_read_tells_gone_from_every_other_failure() {
    let bench = Bench::new();
    let reference = RecordRef::new(RecordKind::BooksPayment, "7");
    bench.service.answer_json(&json!({"Payment": payment(7), "time": "2026-11-20T10:00:00Z"}));
    assert_eq!(bench.books.read(&reference).await.unwrap().record.reference(), reference);
    assert_eq!(bench.service.seen()[0].target, format!("/v3/company/{REALM}/payment/7?minorversion=75"));

    let mut kinds = Vec::new();
    bench.service.answer_fault(400, "610");
    bench.service.answer(404, "");
    bench.service.answer_json(&json!({"Payment": payment(8)}));
    bench.service.answer_json(&json!({}));
    bench.service.answer_json(&json!({"Payment": {"Id": "7", "status": "Deleted", "MetaData": {"LastUpdatedTime": "2026-11-20T10:00:00Z"}}}));
    for _ in 0..5 {
        kinds.push(bench.books.read(&reference).await.unwrap_err().kind);
    }
    assert_eq!(
        kinds,
        [
            FaultKind::NotFound,
            FaultKind::NotOffered,
            FaultKind::Unreadable,
            FaultKind::Unreadable,
            FaultKind::NotFound
        ]
    );
}

#[tokio::test]
async fn i13_a_pdf_is_handed_on_as_it_came() {
    let bench = Bench::new();
    bench.service.answer(200, b"%PDF-1.7\x00\xff".to_vec());
    assert_eq!(bench.books.invoice_pdf(&"14/5".into()).await.unwrap(), b"%PDF-1.7\x00\xff");
    let target = bench.service.seen()[0].target.clone();
    assert_eq!(target, format!("/v3/company/{REALM}/invoice/14%2F5/pdf?minorversion=75"));
    bench.service.answer(200, "too many requests");
    assert_eq!(bench.books.invoice_pdf(&"1".into()).await.unwrap(), b"too many requests");
}

#[tokio::test]
async fn what_makes_no_sense_is_not_sent() {
    let bench = Bench::new();
    let page =
        Page { entity: Entity::Company, filter: PageFilter::All, created_from: None, start: 1, size: 1 };
    assert_eq!(bench.books.page(&page).await.unwrap_err().kind, FaultKind::Refused);
    let other_side = RecordRef::new(RecordKind::AlternativeInvoice, "1");
    assert_eq!(bench.books.read(&other_side).await.unwrap_err().kind, FaultKind::Refused);
    assert!(bench.service.diary().is_empty());
}
