use serde_json::json;

use crate::bench::{Bench, refusal};

#[test]
fn nothing_found_is_an_empty_object_and_a_count_is_a_total() {
    let bench = Bench::sample();
    assert_eq!(bench.query("select * from Invoice where DocNumber = 'no such'"), json!({}));
    assert_eq!(bench.query("SELECT COUNT(*) FROM Customer"), json!({"totalCount": 8}));
}

#[test]
fn keywords_names_and_values_compare_without_case() {
    let bench = Bench::sample();
    assert_eq!(bench.rows("Account", "SELECT * from account WHERE name = 'CHECKING'").len(), 1);
    assert_eq!(bench.rows("Customer", r"select * from Customer where DisplayName = 'Pye\'s Cakes'").len(), 1);
    assert_eq!(bench.rows("Customer", "select * from customer where displayname like '%SPORTING%'").len(), 1);
    let all = "select * from Invoice where Metadata.LastUpdatedTime > '2020-01-01T00:00:00-08:00' order by Metadata.LastUpdatedTime";
    assert_eq!(bench.rows("Invoice", all).len(), 7);
}

#[test]
fn ids_take_equals_and_in_only() {
    let bench = Bench::sample();
    let rows = bench.rows("Customer", "select * from Customer where Id in ('20', '15', '77')");
    assert_eq!(rows.iter().map(|row| row["Id"].as_str().unwrap()).collect::<Vec<_>>(), ["15", "20"]);
    assert_eq!(refusal(&bench.query_reply("select * from Customer where Id > '3'")).code, "4001");
}

#[test]
fn an_id_that_cannot_be_one_is_refused_and_tax_codes_are_found_by_theirs() {
    let bench = Bench::sample();
    for entity in ["Account", "Estimate", "CreditMemo"] {
        for wanted in ["= 'invalid'", "in ('1', 'invalid')"] {
            let reply = bench.query_reply(&format!("select * from {entity} where Id {wanted}"));
            assert_eq!(refusal(&reply).code, "4001", "{entity} {wanted}");
        }
    }
    assert_eq!(bench.query("select * from Account where Id = '7777'"), json!({}));
    let rows = bench.rows("TaxCode", "select * from TaxCode where Id in ('NON', 'tax')");
    assert_eq!(rows.iter().map(|row| row["Id"].as_str().unwrap()).collect::<Vec<_>>(), ["NON", "TAX"]);
}

#[test]
fn inactive_rows_come_only_when_asked_for() {
    let bench = Bench::msp();
    let count = |text: &str| bench.query(text)["totalCount"].as_u64().unwrap();
    assert_eq!(count("select count(*) from Customer"), 119);
    assert_eq!(count("select count(*) from Customer where Active in (true, false)"), 120);
    assert_eq!(count("select count(*) from Customer where Active = false"), 1);
    let mut options = practice::Options::quiet(practice::CompanyKind::Msp);
    options.switches.set("inactive-rows=included").unwrap();
    assert_eq!(Bench::new(options).query("select count(*) from Customer"), json!({"totalCount": 120}));
}

#[test]
fn pages_start_at_one_and_meet_every_row_once() {
    let bench = Bench::msp();
    let mut seen = Vec::new();
    for start in [1, 26, 51] {
        let page =
            bench.query(&format!("select * from Invoice orderby Id startposition {start} maxresults 25"));
        assert_eq!(page["startPosition"], start);
        let rows = page["Invoice"].as_array().unwrap();
        assert_eq!(page["maxResults"], rows.len());
        seen.extend(rows.iter().map(|row| row["Id"].as_str().unwrap().parse::<u64>().unwrap()));
    }
    assert_eq!(seen.len(), 60);
    assert!(seen.is_sorted());
    assert_eq!(bench.query("select * from Invoice startposition 61"), json!({}));
}

#[test]
fn an_order_may_fall_and_have_several_keys() {
    let bench = Bench::msp();
    let rows = bench.rows("Invoice", "select * from Invoice orderby CustomerRef, TotalAmt desc");
    let keys: Vec<_> = rows
        .iter()
        .map(|row| {
            (
                row["CustomerRef"]["value"].as_str().unwrap().parse::<u64>().unwrap(),
                -crate::bench::number(&row["TotalAmt"]),
            )
        })
        .collect();
    assert!(keys.is_sorted());
}

#[test]
fn updated_since_comes_in_the_order_asked_for() {
    let bench = Bench::msp_open();
    let invoice = bench.rows("Invoice", "select * from Invoice maxresults 1").remove(0);
    bench.advance(10);
    bench.post("/invoice", json!({"Id": invoice["Id"], "SyncToken": invoice["SyncToken"], "sparse": true, "DueDate": "2026-12-01"}));
    let since = "select * from Invoice where MetaData.LastUpdatedTime >= '2026-05-01T00:00:00Z'";
    let newest =
        bench.rows("Invoice", &format!("{since} orderby MetaData.LastUpdatedTime desc maxresults 1"));
    assert_eq!(newest[0]["Id"], invoice["Id"]);
    let by_id = bench.rows("Invoice", since);
    assert_eq!(by_id[0]["Id"], invoice["Id"], "lowest id, although it changed last");
    let by_time = bench.rows("Invoice", &format!("{since} orderby MetaData.LastUpdatedTime"));
    assert_eq!(by_time.last().unwrap()["Id"], invoice["Id"]);
    assert_eq!(by_id.len(), by_time.len());
}

#[test]
fn dates_numbers_and_current_date_compare() {
    let bench = Bench::sample();
    bench.invoice("15", 1_000);
    assert_eq!(bench.rows("Invoice", "select * from Invoice where TotalAmt = '1000.00'").len(), 1);
    assert_eq!(
        bench
            .rows("Invoice", "select * from Invoice where TotalAmt > '999.99' and TxnDate = CURRENT_DATE")
            .len(),
        1
    );
    assert_eq!(
        bench.rows("Invoice", "select * from Invoice where TxnDate < '2026-08-04' and Balance != '0'").len(),
        2
    );
    assert_eq!(bench.rows("Payment", "select * from Payment where PaymentRefNum = ' '").len(), 0);
}

#[test]
fn the_errors_are_the_recorded_ones() {
    let bench = Bench::sample();
    let error = |text: &str| {
        let refusal = refusal(&bench.query_reply(text));
        (refusal.code, refusal.detail)
    };
    let (code, detail) = error("select * from NULL");
    assert_eq!(code, "4000");
    assert_eq!(
        detail,
        "QueryParserError: Encountered \" \"null\" \"NULL \"\" at line 1, column 15.\nWas expecting:\n    <IDENTIFIER> ...\n    "
    );
    for (text, code, detail) in [
        (
            "select * from Invoice maxresults 0",
            "4001",
            "QueryValidationError: value 0 is too small. Min allowed value is 1",
        ),
        (
            "select * from Invoice startposition 0",
            "4001",
            "QueryValidationError: value 0 is too small. Min allowed value is 1",
        ),
        (
            "select * from Deposit where DepartmentRef = '1'",
            "4001",
            "QueryValidationError: property 'DepartmentRef' is not queryable",
        ),
        (
            "select * from Deposit where AccountRef = '1'",
            "4001",
            "QueryValidationError: Property AccountRef not found for Entity Deposit",
        ),
        (
            "select * from Payment where PrivateNote = 'x'",
            "4001",
            "QueryValidationError: property 'PrivateNote' is not queryable",
        ),
        (
            "select * from Invoice where DocNumber = 'x' or DocNumber = 'y'",
            "4000",
            "QueryParserError: Encountered \" \"or\" \"or \"\" at line 1, column 45.\nWas expecting:\n    <EOF> ...\n    ",
        ),
        (
            "select * from Invoice maxresults 1001",
            "4001",
            "QueryValidationError: value 1001 is too large. Max allowed value is 1000",
        ),
    ] {
        assert_eq!(error(text), (code.to_owned(), detail.to_owned()));
    }
    assert_eq!(error("select Id from Invoice").0, "4000");
    assert_eq!(error("").0, "4000");
    assert_eq!(error("select * from Invoice where DocNumber = 'x").0, "4000");
    assert_eq!(
        Bench::with_switch("S6=clamp").rows("Invoice", "select * from Invoice maxresults 5000").len(),
        7
    );
}

#[test]
fn sku_must_be_asked_for() {
    let bench = Bench::sample();
    assert_eq!(bench.rows("Item", "select * from Item")[0].get("Sku"), None);
    assert_eq!(bench.rows("Item", "select *, Sku from Item")[0]["Sku"], "SKU-001");
}

#[test]
fn a_query_may_be_in_the_address_or_in_the_body() {
    let bench = Bench::sample();
    let reply = bench.get_reply("/query?query=select%20count(*)%20from%20Term&minorversion=75&format=json");
    assert_eq!(reply.to_json()["QueryResponse"], json!({"totalCount": 4}));
}

#[test]
fn no_text_makes_the_parser_fall_over() {
    let bench = Bench::sample();
    for text in [
        "select",
        "select * from Invoice where",
        "((((",
        "select * from Invoice where Id in (",
        "\u{0}",
        "select * from Ünvoice",
        "'",
        "select * from Invoice where TotalAmt > '1e99999'",
        "select * from Invoice startposition 99999999999999999999",
    ] {
        assert!(bench.query_reply(text).status >= 400, "{text}");
    }
}

type Wanted<'a> = Box<dyn Fn(&serde_json::Value) -> bool + 'a>;

#[test]
fn every_index_finds_what_looking_at_each_record_finds() {
    let bench = Bench::msp_open();
    for invoice in bench.rows("Invoice", "select * from Invoice startposition 3 maxresults 3") {
        bench.advance(3);
        let mut change = crate::bench::stub(&invoice);
        change["sparse"] = json!(true);
        change["PrivateNote"] = json!("moved up");
        bench.post("/invoice", change);
    }
    let all = bench.rows("Invoice", "select * from Invoice maxresults 1000");
    let since = "2026-06-01T00:00:00-07:00";
    let updated = |row: &serde_json::Value| row["MetaData"]["LastUpdatedTime"].as_str().unwrap() >= since;
    let is = |row: &serde_json::Value, name: &str, value: &str| row[name]["value"] == value;
    let cases: Vec<(String, Wanted<'_>)> = vec![
        ("CustomerRef = '12'".into(), Box::new(|row| is(row, "CustomerRef", "12"))),
        (format!("MetaData.LastUpdatedTime >= '{since}'"), Box::new(updated)),
        (
            format!("MetaData.LastUpdatedTime >= '{since}' and Balance > '0'"),
            Box::new(|row| updated(row) && crate::bench::number(&row["Balance"]) > 0.into()),
        ),
        (
            "DocNumber in ('1001', '1002', '9999')".into(),
            Box::new(|row| row["DocNumber"] == "1001" || row["DocNumber"] == "1002"),
        ),
    ];
    for (condition, wanted) in cases {
        let expected: Vec<&serde_json::Value> = all.iter().filter(|row| wanted(row)).collect();
        assert!(!expected.is_empty(), "{condition}");
        for order in ["", "orderby Id", "orderby MetaData.LastUpdatedTime", "orderby TotalAmt desc"] {
            let mut found = bench
                .rows("Invoice", &format!("select * from Invoice where {condition} {order} maxresults 1000"));
            found.sort_by_key(|row| row["Id"].as_str().unwrap().parse::<u64>().unwrap());
            assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{condition} {order}");
        }
        let count = bench.query(&format!("select count(*) from Invoice where {condition}"));
        assert_eq!(count, json!({"totalCount": expected.len()}));
    }
}
