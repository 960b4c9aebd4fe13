use super::*;

const META: &str = r#""MetaData":{"LastUpdatedTime":"2026-11-20T10:04:11-08:00"}"#;

fn payment(id: u32) -> String {
    format!(
        r#"{{"Id":"{id}","SyncToken":"0",{META},"TxnDate":"2026-11-20","CustomerRef":{{"value":"15"}},"TotalAmt":60.0}}"#
    )
}

fn read(body: &str) -> Result<PageRead, ParseError> {
    query(body.as_bytes(), Some(Kind::Payment), Currency::USD)
}

fn cdc(body: &str) -> Result<Changes, ParseError> {
    changes(body.as_bytes(), Currency::USD).map(Result::unwrap)
}

#[test]
fn rows_keep_their_order_and_bad_ones_do_not_spoil_the_page() {
    let page = read(&format!(
        r#"{{"QueryResponse":{{"Payment":[{},{{"Id":"8","TotalAmt":"x"}},17,{}],"maxResults":4}}}}"#,
        payment(2),
        payment(1)
    ));
    let page = page.unwrap();
    let ids: Vec<String> = page.records.iter().map(|read| read.record.reference().id).collect();
    assert_eq!((ids, page.unreadable.len(), page.rows), (vec!["2".to_owned(), "1".to_owned()], 2, 4));
}

#[test]
fn nothing_found_is_an_empty_page() {
    for body in [
        r#"{"QueryResponse":{},"time":"x"}"#,
        r#"{"QueryResponse":{"Payment":null}}"#,
        r#"{"QueryResponse":{"totalCount":0}}"#,
    ] {
        assert_eq!(read(body), Ok(PageRead::default()), "{body}");
    }
    assert_eq!(read(&format!(r#"{{"QueryResponse":{{"Payment":{}}}}}"#, payment(1))).unwrap().rows, 1);
}

#[test]
fn a_count_is_a_number_or_nothing() {
    assert_eq!(count(br#"{"QueryResponse":{"totalCount":1560},"time":"x"}"#), Ok(1_560));
    for body in [r#"{"QueryResponse":{}}"#, r#"{"QueryResponse":{"totalCount":-1}}"#, "{}"] {
        assert!(count(body.as_bytes()).is_err(), "{body}");
    }
}

#[test]
fn answers_that_are_cut_or_something_else_are_no_pages() {
    let whole = format!(r#"{{"QueryResponse":{{"Payment":[{}]}}}}"#, payment(1));
    for end in 0..whole.len() {
        assert!(read(&whole[..end]).is_err(), "{}", &whole[..end]);
    }
    for body in [
        "<html></html>",
        "[]",
        "null",
        "{}",
        r#"{"QueryResponse":[]}"#,
        r#"{"QueryResponse":{"Payment":"x"}}"#,
    ] {
        assert!(read(body).is_err(), "{body}");
    }
    assert!(query(b"\x00\xff{", Some(Kind::Payment), Currency::USD).is_err());
}

#[test]
fn f3_change_data_tells_the_living_from_the_deleted() {
    let body = format!(
        r#"{{"CDCResponse":[{{"QueryResponse":[
            {{"Payment":[{},{{"domain":"QBO","status":"Deleted","Id":"149","MetaData":{{"LastUpdatedTime":"2026-11-19T16:30:02-08:00"}}}}],"startPosition":1,"maxResults":2}},
            {{"Preferences":[{{"Id":"1"}}]}},
            {{"Unheard":[{{"Id":"1"}},{{"Id":"2"}}],"maxResults":2}},
            {{}}
        ]}}],"time":"2026-11-20T10:06:00.412-08:00"}}"#,
        payment(151)
    );
    let changes = cdc(&body).unwrap();
    assert_eq!(changes.records.len(), 1);
    assert_eq!(changes.gone[0].reference.id, "149");
    assert_eq!((changes.company_changed, changes.objects), (true, 5));
    assert_eq!(changes.answered_at.to_string(), "2026-11-20T18:06:00.412Z");
}

#[test]
fn f3_without_a_time_there_is_no_good_point() {
    assert!(cdc(r#"{"CDCResponse":[{"QueryResponse":[{}]}]}"#).is_err());
    assert!(cdc(r#"{"CDCResponse":[{"QueryResponse":[{}]}],"time":"2026-11-20"}"#).is_err());
    let none = cdc(r#"{"CDCResponse":[{"QueryResponse":[{}]}],"time":"2026-11-20T10:06:00Z"}"#).unwrap();
    assert_eq!((none.objects, none.company_changed), (0, false));
}

#[test]
fn f3_a_fault_inside_change_data_is_not_taken_for_silence() {
    let body = br#"{"CDCResponse":[{"Fault":{"Error":[{"code":"10000"}]}}],"time":"2026-11-20T10:06:00Z"}"#;
    assert!(changes(body, Currency::USD).unwrap().is_err());
}

#[test]
fn batches_come_in_any_order() {
    let body = br#"{"BatchItemResponse":[{"bId":"1","Fault":{"Error":[{"code":"4000"}]}},{"bId":0,"QueryResponse":{}}]}"#;
    let items = batch(body, 2).unwrap();
    assert!(matches!(items.as_slice(), [Item::Found(_), Item::Refused(_)]));
    assert!(batch(body, 3).is_err(), "an item without an answer is no empty answer");
    assert!(batch(br#"{"BatchItemResponse":[{"bId":"0"}]}"#, 1).is_err());
}

#[test]
fn d7_books_of_which_nothing_is_told_are_not_taken_for_open_ones() {
    let told = |preferences: &str| {
        let body = format!(
            r#"{{"QueryResponse":{{"Preferences":[{preferences}]}},"time":"2026-08-04T05:00:00-07:00"}}"#
        );
        query(body.as_bytes(), None, Currency::USD).map(|page| page.closed_until)
    };
    assert_eq!(
        told(r#"{"AccountingInfoPrefs":{"BookCloseDate":"2026-06-30"}}"#),
        Ok(Some("2026-06-30".parse().unwrap()))
    );
    assert_eq!(told(r#"{"AccountingInfoPrefs":{}}"#), Ok(None));
    assert!(told("{}").is_err());
    assert!(told("").is_err());
}
