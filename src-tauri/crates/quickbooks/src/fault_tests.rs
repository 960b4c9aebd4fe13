use std::fmt::Write as _;

use transport::{HeaderMap, HeaderValue, StatusCode, Url};

use super::*;

fn context(target: RequestTarget) -> RequestContext {
    let url =
        Url::parse("https://x.example/v3/company/1/payment?minorversion=75&access_token=SECRET").unwrap();
    RequestContext::new(&HttpRequest::post(url), target)
}

fn answer(status: u16, body: &str) -> HttpResponse {
    let mut headers = HeaderMap::new();
    headers.insert("intuit_tid", HeaderValue::from_static("1-6541"));
    HttpResponse { status: StatusCode::from_u16(status).unwrap(), headers, body: body.into() }
}

fn data_fault(code: &str) -> String {
    format!(
        r#"{{"Fault":{{"Error":[{{"Message":"M","Detail":"D","code":"{code}","element":""}}],"type":"ValidationFault"}}}}"#
    )
}

fn kind_of(status: u16, body: &str) -> Option<FaultKind> {
    in_answer(&context(RequestTarget::Else), &answer(status, body)).map(|fault| fault.kind)
}

#[test]
fn the_data_service_is_understood_with_all_its_evidence() {
    let body = r#"{"Fault":{"Error":[{"Message":"Stale Object Error","code":"5010","element":"",
        "Detail":"Stale Object Error : You and Ada Owner were working on this at the same time."}],"type":"ValidationFault"}}"#;
    let fault = in_answer(&context(RequestTarget::Else), &answer(400, body)).unwrap();
    insta::assert_json_snapshot!(fault);
}

#[test]
fn the_gateway_is_understood() {
    let body = r#"{"warnings":null,"intuitObject":null,"fault":{"error":[{"message":"message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403","detail":null,"code":"3100","element":null}],"type":"SERVICE"}}"#;
    let fault = in_answer(&context(RequestTarget::Else), &answer(403, body)).unwrap();
    assert_eq!((fault.kind.clone(), fault.evidence.code.as_deref()), (FaultKind::SignInEnded, Some("3100")));
    let without_code = body.replace(r#""code":"3100","#, "");
    let fault = in_answer(&context(RequestTarget::Else), &answer(403, &without_code)).unwrap();
    assert_eq!(fault.evidence.code.as_deref(), Some("3100"));
}

#[test]
fn every_key_may_be_missing() {
    for body in [
        r#"{"Fault":{}}"#,
        r#"{"fault":{"error":null}}"#,
        r#"{"Fault":{"Error":[]}}"#,
        r#"{"Fault":{"Error":[null]}}"#,
        r#"{"Fault":{"Error":{"code":6000}}}"#,
    ] {
        assert_eq!(kind_of(400, body), Some(FaultKind::Refused), "{body}");
    }
    let number =
        in_answer(&context(RequestTarget::Else), &answer(400, r#"{"Fault":{"Error":{"Code":6210}}}"#))
            .unwrap();
    assert_eq!(number.kind, FaultKind::PeriodClosed);
}

#[test]
fn a_fault_counts_whatever_its_status() {
    assert_eq!(kind_of(200, &data_fault("6540")), Some(FaultKind::Deposited));
    assert_eq!(kind_of(200, r#"{"QueryResponse":{}}"#), None);
}

#[test]
fn not_found_is_evidence_only_where_one_record_was_named() {
    let gone = |target| in_answer(&context(target), &answer(400, &data_fault("610"))).unwrap().kind;
    assert_eq!(gone(RequestTarget::Record), FaultKind::NotFound);
    assert_eq!(gone(RequestTarget::Else), FaultKind::InvalidReference);
    // Nothing but the code says so.
    for (status, body) in [(404, ""), (404, "{}"), (404, "<html>"), (400, "")] {
        let fault = in_answer(&context(RequestTarget::Record), &answer(status, body)).unwrap();
        assert_ne!(fault.kind, FaultKind::NotFound, "{status} {body}");
    }
}

#[test]
fn the_table_of_codes_and_statuses() {
    let mut table = String::new();
    for code in [
        "120", "500", "610", "2010", "2020", "2050", "2170", "2500", "3001", "3100", "3200", "3202", "4000",
        "4001", "5010", "6000", "6070", "6140", "6190", "6210", "6240", "6540", "10000", "99999",
    ] {
        writeln!(table, "400 {code}: {:?}", kind_of(400, &data_fault(code)).unwrap()).unwrap();
    }
    for status in [302, 400, 401, 403, 404, 408, 409, 429, 500, 502, 503, 504] {
        let empty = kind_of(status, "").unwrap();
        let page = kind_of(status, "<html>Bad gateway</html>").unwrap();
        writeln!(table, "{status} empty: {empty:?}, a page: {page:?}").unwrap();
    }
    insta::assert_snapshot!(table);
}

#[test]
fn f6_a_throttle_says_how_long_where_it_does() {
    let mut slow = answer(429, r#"{"fault":{"error":[{"code":"003001"}],"type":"SERVICE"}}"#);
    let wait = |answer: &HttpResponse| in_answer(&context(RequestTarget::Else), answer).unwrap().kind;
    assert_eq!(wait(&slow), FaultKind::Throttled { wait_seconds: None });
    slow.headers.insert("retry-after", HeaderValue::from_static("7"));
    assert_eq!(wait(&slow), FaultKind::Throttled { wait_seconds: Some(7) });
}

#[test]
fn oauth_errors_are_understood() {
    let body = r#"{"error_description":"Token invalid","error":"invalid_grant"}"#;
    let fault = in_answer(&context(RequestTarget::Else), &answer(400, body)).unwrap();
    assert_eq!(fault.kind, FaultKind::SignInEnded);
    assert_eq!(fault.evidence.message.as_deref(), Some("Token invalid"));
}

#[test]
fn n5_a_person_who_lost_access_is_not_helped_by_a_new_token() {
    let lost = in_answer(&context(RequestTarget::Else), &answer(401, &data_fault("120"))).unwrap();
    assert!(lost.kind == FaultKind::SignInEnded && !wants_new_token(&lost));
    let expired = in_answer(&context(RequestTarget::Else), &answer(401, &data_fault("3200"))).unwrap();
    assert!(wants_new_token(&expired));
}

#[test]
fn long_words_are_cut_and_secrets_stay_out() {
    let body = format!(r#"{{"Fault":{{"Error":[{{"Message":"{}"}}]}}}}"#, "ü".repeat(5_000_000));
    let fault = in_answer(&context(RequestTarget::Else), &answer(400, &body)).unwrap();
    assert_eq!(
        fault.evidence.message.as_ref().map(|words| words.chars().count()),
        Some(MESSAGE_CHARS_MAX + 1)
    );
    assert!(!format!("{fault:?}").contains("SECRET"), "{fault:?}");
}

#[test]
fn the_three_ways_of_getting_no_answer_stay_apart() {
    let kind = |error| context(RequestTarget::Else).unanswered(&error).kind;
    assert_eq!(kind(TransportError::NotSent(String::new())), FaultKind::Offline);
    assert_eq!(kind(TransportError::Untrusted(String::new())), FaultKind::Untrusted);
    assert_eq!(kind(TransportError::NoAnswer(String::new())), FaultKind::Unanswered);
    assert_eq!(kind(TransportError::TooLarge { bytes_max: 1 }), FaultKind::Unreadable);
}
