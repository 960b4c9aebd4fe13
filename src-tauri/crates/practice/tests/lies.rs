//! Answers that lie: one record that no read gets past, one field that is wrong, lists that never end.

#![expect(clippy::unwrap_used, clippy::panic, reason = "what the tests share is test code too")]

#[path = "door/account.rs"]
mod account;
#[path = "described/mod.rs"]
mod described;
mod door;

use serde_json::{Value, json};

use door::World;

/// Reads something and gives status and body.
async fn read(world: &World, target: &str) -> (u16, Value) {
    let (status, _, bytes) = world.send("GET", target, &world.token, &Value::Null).await.unwrap();
    (status, serde_json::from_slice(&bytes).unwrap_or_default())
}

async fn arm(world: &World, rule: Value) {
    let (status, answer) = world.control("POST", "/faults", &rule).await;
    assert_eq!(status, 200, "{rule}: {answer}");
}

fn books(world: &World, path: &str) -> String {
    format!("/quickbooks/v3/company/{}{path}", world.realm)
}

fn query(world: &World, text: &str) -> String {
    let query: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
    books(world, &format!("/query?query={query}"))
}

fn code(body: &Value) -> &Value {
    &body["Fault"]["Error"][0]["code"]
}

/// Two invoices, the first of which is to be the bad one.
async fn two_invoices(world: &World) -> (Value, Value) {
    let mut made = Vec::new();
    for amount in [70, 30] {
        let body = json!({"CustomerRef": {"value": "15"}, "Line": [
            {"Amount": amount, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": {"ItemRef": {"value": "4"}}}]});
        let (_, _, bytes) = world.send("POST", &books(world, "/invoice"), &world.token, &body).await.unwrap();
        made.push(serde_json::from_slice::<Value>(&bytes).unwrap()["Invoice"].clone());
    }
    (made[0].clone(), made[1].clone())
}

#[tokio::test]
async fn one_poisoned_record_spoils_every_read_of_quickbooks_that_holds_it() {
    let world = World::open();
    let (bad, good) = two_invoices(&world).await;
    let bad_id = bad["Id"].as_str().unwrap();
    let good_id = good["Id"].as_str().unwrap();
    arm(
        &world,
        json!({"service": "quickbooks", "entity": "Invoice", "id": bad_id, "kind": "fault", "value": 4002}),
    )
    .await;
    let by_id = |id: &str| query(&world, &format!("select * from Invoice where Id = '{id}'"));
    for target in [
        books(&world, &format!("/invoice/{bad_id}")),
        books(&world, &format!("/invoice/{bad_id}/pdf")),
        query(&world, "select * from Invoice maxresults 1000"),
        by_id(bad_id),
        books(&world, "/cdc?entities=Customer,Invoice&changedSince=2026-08-01"),
    ] {
        let (status, body) = read(&world, &target).await;
        assert_eq!((status, code(&body)), (400, &json!("4002")), "{target}");
        assert_eq!(body["Fault"]["type"], "ValidationFault");
        assert_eq!(
            body["Fault"]["Error"][0]["Detail"],
            "QueryProcessingError: To email address entered is invalid"
        );
    }
    for target in [
        books(&world, &format!("/invoice/{good_id}")),
        by_id(good_id),
        query(&world, "select count(*) from Invoice"),
        books(&world, "/cdc?entities=Customer&changedSince=2026-08-01"),
    ] {
        assert_eq!(read(&world, &target).await.0, 200, "{target}");
    }
    // A batch answers, and only the query that holds the record fails.
    let batch = json!({"BatchItemRequest": [
        {"bId": "1", "Query": "select * from Invoice"}, {"bId": "2", "Query": "select * from Term"}]});
    let (status, _, bytes) =
        world.send("POST", &books(&world, "/batch"), &world.token, &batch).await.unwrap();
    let answer: Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!((status, code(&answer["BatchItemResponse"][0])), (200, &json!("4002")), "{answer}");
    assert_eq!(answer["BatchItemResponse"][0]["bId"], "1");
    assert!(answer["BatchItemResponse"][1]["QueryResponse"]["Term"].is_array());
}

#[tokio::test]
async fn a_poisoned_record_can_be_healed_by_ending_the_fault_and_is_told_in_the_list() {
    let world = World::open();
    let (bad, _) = two_invoices(&world).await;
    let id = bad["Id"].as_str().unwrap();
    let rule = json!({"service": "quickbooks", "entity": "invoice", "id": id, "alone": true,
                      "kind": "fault", "value": 10000});
    arm(&world, rule.clone()).await;
    let (status, body) = read(&world, &books(&world, &format!("/invoice/{id}"))).await;
    assert_eq!((status, code(&body)), (400, &json!("10000")));
    assert_eq!(read(&world, &query(&world, "select * from Invoice")).await.0, 200, "only alone");
    let (_, list) = world.control("GET", "/faults", &Value::Null).await;
    assert_eq!(list, json!([{"id": 1, "left": null, "rule": rule}]));
    world.control("DELETE", "/faults/1", &Value::Null).await;
    assert_eq!(read(&world, &books(&world, &format!("/invoice/{id}"))).await.0, 200);
}

#[tokio::test]
async fn names_of_records_that_there_cannot_be_are_refused() {
    let world = World::open();
    for rule in [
        json!({"service": "quickbooks", "entity": "Invoic", "id": "1", "kind": "fault", "value": 4002}),
        json!({"service": "quickbooks", "entity": "Invoice", "kind": "fault", "value": 4002}),
        json!({"service": "quickbooks", "entity": "Invoice", "id": "1", "kind": "refuse"}),
        json!({"service": "intuit", "entity": "Invoice", "id": "1", "kind": "status", "value": 500}),
        json!({"service": "alternative", "entity": "event", "id": "1", "kind": "status", "value": 500}),
        json!({"service": "quickbooks", "kind": "rewrite", "value": {"field": "time"}}),
        json!({"service": "quickbooks", "kind": "loop", "value": "cycle"}),
        json!({"service": "intuit", "kind": "loop"}),
    ] {
        assert_eq!(world.control("POST", "/faults", &rule).await.0, 422, "{rule}");
    }
}

#[tokio::test]
async fn a_field_of_quickbooks_lies_in_one_record_or_in_the_answer() {
    let world = World::open();
    let (bad, good) = two_invoices(&world).await;
    let id = bad["Id"].as_str().unwrap();
    let lie = |field: &str, to: Value| {
        json!({"service": "quickbooks", "entity": "Invoice", "id": id, "kind": "rewrite",
               "value": {"field": field, "to": to}})
    };
    arm(&world, lie("Line.*.Amount", json!(33.3333))).await;
    let rows = read(&world, &query(&world, "select * from Invoice where TotalAmt < '71'")).await.1;
    let row = |wanted: &Value| {
        let rows = rows["QueryResponse"]["Invoice"].as_array().unwrap();
        rows.iter().find(|row| row["Id"] == wanted["Id"]).unwrap().clone()
    };
    assert_eq!(row(&bad)["Line"][0]["Amount"], json!(33.3333));
    assert_eq!(row(&good)["Line"][0]["Amount"], good["Line"][0]["Amount"]);
    let (_, alone) = read(&world, &books(&world, &format!("/invoice/{id}"))).await;
    assert_eq!(alone["Invoice"]["Line"][1]["Amount"], json!(33.3333));
    world.control("DELETE", "/faults/all", &Value::Null).await;
    // Another id than the one that was asked for.
    arm(&world, lie("Id", good["Id"].clone())).await;
    let (_, other) = read(&world, &books(&world, &format!("/invoice/{id}"))).await;
    assert_eq!(other["Invoice"]["Id"], good["Id"]);
    // The time of change data, a day ahead.
    let cdc = books(&world, "/cdc?entities=Invoice&changedSince=2026-08-01");
    let (_, honest) = read(&world, &cdc).await;
    let ahead = json!({"service": "quickbooks", "path": "/cdc", "kind": "rewrite", "times": 1,
                       "value": {"field": "time", "ahead_seconds": 86_400}});
    arm(&world, ahead).await;
    let (_, lying) = read(&world, &cdc).await;
    let at = |body: &Value| body["time"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    assert_eq!(at(&lying).duration_since(at(&honest)).as_hours(), 24);
    assert_eq!(at(&read(&world, &cdc).await.1), at(&honest), "it struck once");
}

#[tokio::test]
async fn pages_of_quickbooks_repeat_for_ever_however_they_are_asked_for() {
    let world = World::open();
    two_invoices(&world).await;
    let (_, first) = read(&world, &query(&world, "select * from Invoice maxresults 2")).await;
    arm(&world, json!({"service": "quickbooks", "path": "from Invoice", "kind": "loop"})).await;
    for paging in [
        "startposition 3 maxresults 2",
        "where MetaData.CreateTime >= '2027-01-01T00:00:00Z' maxresults 2",
        "startposition 9000 maxresults 2",
    ] {
        let (_, page) = read(&world, &query(&world, &format!("select * from Invoice {paging}"))).await;
        assert_eq!(page["QueryResponse"]["Invoice"], first["QueryResponse"]["Invoice"], "{paging}");
    }
    let (_, page) = read(&world, &query(&world, "select * from Invoice maxresults 1000")).await;
    assert_eq!(page["QueryResponse"]["maxResults"], 1000, "a page that repeats is full");
    arm(&world, json!({"service": "quickbooks", "path": "/pdf", "kind": "fault", "value": 610})).await;
    for _ in 0..3 {
        let (status, body) = read(&world, &books(&world, "/invoice/1/pdf")).await;
        assert_eq!((status, code(&body)), (400, &json!("610")));
    }
}

/// Alternative's side with three payments, and a key in hand.
async fn paid() -> (World, String) {
    let world = World::of_alternative().await;
    let mut last = String::new();
    for _ in 0..3 {
        last = world.pay(10).await;
    }
    (world, last)
}

const MAPPED: &str = "/alternative/integrations/quickbooks";

#[tokio::test]
async fn one_record_of_alternative_answers_500_403_or_422() {
    let (world, id) = paid().await;
    let alone = format!("{MAPPED}/payments/{id}");
    let page = format!("{MAPPED}/payments");
    for (status, only) in [(500, false), (403, true), (422, false)] {
        arm(
            &world,
            json!({"service": "alternative", "entity": "payment", "id": id, "alone": only,
                           "kind": "fault", "value": status}),
        )
        .await;
        assert_eq!(read(&world, &alone).await.0, status);
        assert_eq!(read(&world, &page).await.0, if only { 200 } else { status });
        assert_eq!(read(&world, &format!("{MAPPED}/events")).await.0, 200, "an event only names it");
        assert_eq!(read(&world, "/alternative/invoices").await.0, 200);
        world.control("DELETE", "/faults/all", &Value::Null).await;
    }
    assert_eq!(read(&world, &alone).await.0, 200);
}

#[tokio::test]
async fn a_field_of_alternative_lies() {
    let (world, id) = paid().await;
    for (field, to) in [("id", json!("another")), ("status", json!("settling")), ("sub_total", json!(9.9999))]
    {
        arm(
            &world,
            json!({"service": "alternative", "entity": "payment", "id": id, "kind": "rewrite",
                           "value": {"field": field, "to": to}}),
        )
        .await;
        assert_eq!(read(&world, &format!("{MAPPED}/payments/{id}")).await.1[field], to);
        let (_, page) = read(&world, &format!("{MAPPED}/payments")).await;
        let rows = page["data"].as_array().unwrap();
        assert_eq!(rows.iter().filter(|row| row[field] == to).count(), 1, "{page}");
        world.control("DELETE", "/faults/all", &Value::Null).await;
    }
    let event = json!({"service": "alternative", "path": "/events", "kind": "rewrite",
                       "value": {"field": "data.0.entity_id", "to": ".."}});
    arm(&world, event).await;
    assert_eq!(read(&world, &format!("{MAPPED}/events")).await.1["data"][0]["entity_id"], "..");
    let lost = json!({"service": "alternative", "path": "/events", "kind": "rewrite",
                      "value": {"field": "data.0", "remove": true}});
    let (_, before) = read(&world, &format!("{MAPPED}/events")).await;
    arm(&world, lost).await;
    let (_, after) = read(&world, &format!("{MAPPED}/events")).await;
    assert_eq!(before["data"].as_array().unwrap().len(), after["data"].as_array().unwrap().len() + 1);
}

/// The page after a cursor.
async fn next(world: &World, list: &str, page: &Value) -> Value {
    let after: String =
        url::form_urlencoded::byte_serialize(page["end_cursor"].as_str().unwrap().as_bytes()).collect();
    let target = format!("{list}?limit=2&after={after}");
    let (status, content_type, bytes) = world.send("GET", &target, &world.token, &Value::Null).await.unwrap();
    // A list without an end has the shape of an honest one.
    described::check(&described::Answered {
        method: "GET",
        target: target.trim_start_matches("/alternative"),
        status,
        content_type: &content_type,
        body: &bytes,
    });
    serde_json::from_slice(&bytes).unwrap()
}

#[tokio::test]
async fn cursors_of_alternative_repeat_cycle_or_never_end() {
    let (world, _) = paid().await;
    for list in [format!("{MAPPED}/events"), format!("{MAPPED}/payments"), "/alternative/payments".to_owned()]
    {
        let (_, first) = read(&world, &format!("{list}?limit=2")).await;
        let rule =
            |value: &str| json!({"service": "alternative", "path": list, "kind": "loop", "value": value});
        arm(&world, rule("pages")).await;
        let mut page = first.clone();
        for _ in 0..5 {
            page = next(&world, &list, &page).await;
            assert_eq!((&page["data"], &page["has_next_page"]), (&first["data"], &json!(true)));
        }
        world.control("DELETE", "/faults/all", &Value::Null).await;

        arm(&world, rule("cycle")).await;
        let mut seen = 0;
        for _ in 0..20 {
            page = next(&world, &list, &page).await;
            assert_eq!(page["has_next_page"], true);
            seen += usize::from(page["data"] == first["data"]);
        }
        assert!(seen >= 2, "{list}: the first page came back {seen} times");
        world.control("DELETE", "/faults/all", &Value::Null).await;

        arm(&world, rule("endless")).await;
        let mut cursors = std::collections::BTreeSet::new();
        for _ in 0..20 {
            page = next(&world, &list, &page).await;
            assert_eq!(page["has_next_page"], true);
            cursors.insert(page["end_cursor"].to_string());
        }
        assert_eq!(page["data"], json!([]));
        assert!(cursors.len() == 20 || list == "/alternative/payments", "{list}: {}", cursors.len());
        world.control("DELETE", "/faults/all", &Value::Null).await;
    }
}
