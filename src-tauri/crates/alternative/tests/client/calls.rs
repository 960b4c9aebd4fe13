//! What goes out for each call, and what is made of the answers.

use std::fmt::Write as _;
use std::time::Duration;

use engine::fault::FaultKind;
use engine::ports::{CustomerBody, Installation, InvoiceBody, InvoiceLineBody, Processor, Version};
use engine::record::Record;
use jiff::civil::date;
use ledger::alternative::{ArchiveReason, LinkState, PaymentReport, PayoutReport};
use ledger::{Currency, MinorUnits, books};
use transport::{HttpRequest, Method, TransportError};

use crate::scripted::scripted;

pub fn customer_body() -> CustomerBody {
    CustomerBody {
        display_name: "Lakeside Vet".to_owned(),
        company_name: None,
        email: Some("pay@lakesidevet.example".to_owned()),
        phone: None,
        billing_address: None,
        active: true,
    }
}

pub fn invoice_body(customer: &books::CustomerId, cents: i64) -> InvoiceBody {
    let line = InvoiceLineBody {
        description: "Monitoring".to_owned(),
        amount: MinorUnits(cents),
        quantity: Some("1".parse().unwrap()),
        unit_price: None,
    };
    InvoiceBody {
        customer: customer.clone(),
        number: Some("2204".to_owned()),
        currency: Currency::USD,
        issued: date(2026, 8, 1),
        due: Some(date(2026, 8, 31)),
        lines: vec![line],
        tax: MinorUnits::ZERO,
        total: MinorUnits(cents),
        balance: MinorUnits(cents),
        memo: Some("August".to_owned()),
    }
}

pub fn payment_report() -> PaymentReport {
    PaymentReport { qbo_payments: vec!["771".into()], state: LinkState::Recorded, detail: None }
}

pub fn payout_report() -> PayoutReport {
    PayoutReport { qbo_deposit: None, state: LinkState::Held, detail: Some("Waiting".to_owned()) }
}

/// Every call of the trait that goes out, once.
async fn call_everything(client: &impl Processor) {
    let (qbo, alt) = ("58", "a-1");
    let version = Version { version: 3, mapping_revision: 1 };
    let installation = Installation { id: "i-1".to_owned(), name: "Front desk".to_owned() };
    let _ = client.integration().await;
    let _ = client.connect(&"4620816365".into(), "Northwind MSP", &installation).await;
    let _ = client.disconnect().await;
    let _ = client.events(Some("gaFp+/9="), 100, 25).await;
    let _ = client.events(None, 1, 0).await;
    let _ = client.customers(None).await;
    let _ = client.invoices(Some("gaFp+/9=")).await;
    let _ = client.all_customers(None).await;
    let _ = client.all_invoices(Some("gaFp+/9=")).await;
    let _ = client.payments(Some("2026-05-01T00:00:00Z".parse().unwrap()), Some("gaFp+/9=")).await;
    let _ = client.payouts(None, None).await;
    let _ = client.customer(&qbo.into()).await;
    let _ = client.invoice(&qbo.into()).await;
    let _ = client.customer_by_id(&alt.into()).await;
    let _ = client.invoice_by_id(&alt.into()).await;
    let _ = client.payment(&alt.into()).await;
    let _ = client.payout(&alt.into()).await;
    let _ = client.put_customer(&qbo.into(), version, &customer_body()).await;
    let _ = client.archive_customer(&qbo.into(), ArchiveReason::Merged).await;
    let _ = client.restore_customer(&qbo.into()).await;
    let _ = client.put_invoice(&qbo.into(), version, &invoice_body(&"58".into(), 48_010)).await;
    let _ = client.archive_invoice(&qbo.into(), ArchiveReason::Voided).await;
    let _ = client.restore_invoice(&qbo.into()).await;
    let _ = client.put_pdf(&qbo.into(), b"%PDF-1.7\n").await;
    let _ = client.report_payment(&alt.into(), &payment_report()).await;
    let _ = client.report_payout(&alt.into(), &payout_report()).await;
}

const CALLS: usize = 26;

fn lines(requests: &[HttpRequest]) -> String {
    let mut text = String::new();
    for request in requests {
        let (path, query) = (request.url.path(), request.url.query().map(|query| format!("?{query}")));
        writeln!(text, "{} {path}{}", request.method, query.unwrap_or_default()).unwrap();
        for name in ["content-type", "content-digest"] {
            if let Some(value) = request.headers.get(name) {
                writeln!(text, "    {name}: {}", value.to_str().unwrap()).unwrap();
            }
        }
        if !request.body.is_empty() {
            writeln!(text, "    {}", String::from_utf8_lossy(&request.body).trim_end()).unwrap();
        }
    }
    text
}

#[tokio::test]
async fn every_call_as_it_goes_out() {
    let (script, client) = scripted();
    (0..CALLS).for_each(|_| script.answer(500, ""));
    call_everything(&client).await;
    let asked = script.asked();
    assert_eq!(asked.len(), CALLS);
    insta::assert_snapshot!(lines(&asked));
    // The token counts as one read more.
    assert_eq!(client.take_request_counts(), (16, 11));
    assert_eq!(client.take_request_counts(), (0, 0));
}

#[tokio::test]
async fn p14_nothing_that_moves_money_is_called() {
    let (script, client) = scripted();
    (0..CALLS).for_each(|_| script.answer(500, ""));
    call_everything(&client).await;
    for request in script.asked() {
        let contract = request.url.path().starts_with("/alternative/integrations/quickbooks");
        assert!(request.method == Method::GET || contract, "{}", request.summary());
    }
}

#[tokio::test]
async fn a_long_poll_is_given_longer_than_it_may_wait() {
    let (script, client) = scripted();
    for wait_seconds in [0, 10, 25, 600] {
        script.answer(200, r#"{"data":[],"end_cursor":"c","has_next_page":false}"#);
        let page = client.events(Some("c"), 500, wait_seconds).await.unwrap();
        assert!(page.events.is_empty() && !page.more);
        let request = script.asked().remove(0);
        assert!(request.timeout > Duration::from_secs(wait_seconds.min(25).into()) + Duration::from_secs(20));
        assert!(request.url.query().unwrap().contains("limit=100"));
    }
}

#[tokio::test]
async fn odd_ids_stay_within_their_segment() {
    let (script, client) = scripted();
    script.answer(500, "");
    let _ = client.invoice(&"a/../b?c#d%2F é".into()).await;
    let path = script.asked()[0].url.path().to_owned();
    assert_eq!(path, "/alternative/integrations/quickbooks/invoices/a%2F..%2Fb%3Fc%23d%252F%20%C3%A9");

    for id in ["", ".", ".."] {
        let fault = client.invoice(&id.into()).await.unwrap_err();
        assert_eq!(fault.kind, FaultKind::Refused);
    }
    assert!(script.asked().is_empty(), "nothing was sent");
}

#[tokio::test]
async fn amounts_of_payments_are_in_the_home_currency_as_last_told() {
    let payment = r#"{"id":"p","status":"succeeded","sub_total":900,"total":900,"created_at":"2026-05-04T13:05:00Z",
        "allocations":[{"invoice_id":"i","amount":900}]}"#;
    let total = |record: Record| match record {
        Record::AlternativePayment(payment) => payment.total,
        other => panic!("{other:?}"),
    };
    let (script, client) = scripted();
    script.answer(200, payment);
    assert_eq!(total(client.payment(&"p".into()).await.unwrap().record), MinorUnits(90_000));

    script.answer(200, r#"{"status":"disconnected","home_currency":"JPY"}"#);
    client.integration().await.unwrap();
    script.answer(200, payment);
    assert_eq!(total(client.payment(&"p".into()).await.unwrap().record), MinorUnits(900));

    // "Unknown" is no reason to forget what was known.
    script.answer(200, r#"{"status":"disconnected","home_currency":null}"#);
    client.integration().await.unwrap();
    assert_eq!(client.home_currency().code(), "JPY");
}

#[tokio::test]
async fn the_raw_text_is_kept_as_it_came() {
    let (script, client) = scripted();
    let raw = r#"{ "id": "i-1", "total": 10.50, "loyalty": {"b": 1.10, "a": 2} }"#;
    script.answer(200, raw);
    assert_eq!(client.invoice_by_id(&"i-1".into()).await.unwrap().raw, raw);
    script.answer(200, format!("{{\"data\":[{raw}],\"has_next_page\":false}}"));
    assert_eq!(client.all_invoices(None).await.unwrap().records[0].raw, raw);
}

#[tokio::test]
async fn an_empty_answer_to_a_write_is_looked_up() {
    let (script, client) = scripted();
    script.answer(204, "");
    script.answer(200, r#"{"id":"i-1","qbo_id":"58","total":1,"archived":true}"#);
    let read = client.archive_invoice(&"58".into(), ArchiveReason::Deleted).await.unwrap();
    assert!(matches!(read.record, Record::AlternativeInvoice(invoice) if invoice.archived));
    script.answer(204, "");
    script.answer(200, r#"{"status":"disconnected"}"#);
    assert_eq!(client.disconnect().await.unwrap().realm, None);
    insta::assert_snapshot!(lines(&script.asked()));

    script.answer(204, "");
    client.report_payment(&"p".into(), &payment_report()).await.unwrap();
    script.answer(201, "");
    client.put_pdf(&"58".into(), b"%PDF-1.7\n").await.unwrap();
}

#[tokio::test]
async fn hostile_answers_are_unreadable_and_the_page_goes_on() {
    let (script, client) = scripted();
    let (deep, deep_field) =
        ("[".repeat(200_000), format!("{{\"id\":\"i\",\"lines\":{}", "[".repeat(200_000)));
    for body in [
        deep.as_str(),
        deep_field.as_str(),
        "",
        "null",
        "[]",
        "{",
        "{\"id\":\"i\"",
        "<html>",
        "\u{feff}{}",
        "{\"id\":{}}",
        "{\"id\":\"i\",\"total\":1e999}",
    ] {
        script.answer(200, body);
        let fault = client.invoice(&"58".into()).await.unwrap_err();
        assert_eq!(fault.kind, FaultKind::Unreadable, "{body:.200}");
        assert_eq!(fault.evidence.status, Some(200));
        assert_eq!(
            fault.evidence.request.as_deref(),
            Some("GET /alternative/integrations/quickbooks/invoices/58")
        );
    }
    script.answer(
        200,
        r#"{"data":[{"id":"1","total":1},{"id":"2","total":"much"}],"end_cursor":"c","has_next_page":true}"#,
    );
    let page = client.invoices(None).await.unwrap();
    assert_eq!((page.records.len(), page.end_cursor.as_deref(), page.more), (1, Some("c"), true));
    assert!(page.unreadable[0].starts_with("invoices 2: `much` is not an amount"), "{:?}", page.unreadable);
}

#[tokio::test]
async fn without_an_answer_the_engine_knows_whether_anything_was_sent() {
    let (script, client) = scripted();
    for (error, kind) in [
        (TransportError::NotSent("refused".to_owned()), FaultKind::Offline),
        (TransportError::Untrusted("issuer".to_owned()), FaultKind::Untrusted),
        (TransportError::NoAnswer("reset".to_owned()), FaultKind::Unanswered),
        (TransportError::TooLarge { bytes_max: 1 }, FaultKind::Unreadable),
    ] {
        script.fail(error);
        let fault = client.restore_invoice(&"58".into()).await.unwrap_err();
        assert_eq!((fault.kind, fault.evidence.status), (kind, None));
    }
}

#[tokio::test]
async fn no_fault_shows_the_token() {
    let (script, client) = scripted();
    script.answer(
        422,
        r#"{"code":"SEC-token","message":"you sent SEC-token","validation_errors":{"a":"SEC-token"}}"#,
    );
    script.fail(TransportError::NoAnswer("SEC-token was on the line".to_owned()));
    for _ in 0..2 {
        let fault = client.invoice(&"58".into()).await.unwrap_err();
        assert!(!format!("{fault} {fault:?}").contains("SEC-"), "{fault:?}");
    }
}

#[tokio::test]
async fn f8_an_answer_about_another_record_is_not_taken() {
    let (script, client) = scripted();
    let other = r#"{"id":"other","qbo_id":"59","sub_total":0.00,"total":0.00,"customer_id":"c","status":"succeeded","created_at":"2026-08-04T12:00:00Z","allocations":[]}"#;
    for _ in 0..3 {
        script.answer(200, other);
    }
    let fault = client.payment(&"asked".into()).await.unwrap_err();
    assert_eq!(
        (fault.kind, fault.evidence.message.as_deref()),
        (FaultKind::Unreadable, Some("it is about other"))
    );
    assert_eq!(client.invoice(&"58".into()).await.unwrap_err().kind, FaultKind::Unreadable);
    assert!(client.invoice(&"59".into()).await.is_ok(), "it follows the invoice that was asked for");
}
