use serde_json::{Value, json};

use crate::bench::Bench;
use crate::receiver::Got;

fn told(rows: &[(&str, &Value)]) -> Vec<(String, String)> {
    let text = |id: &Value| id.as_str().unwrap().to_owned();
    rows.iter().map(|(word, id)| (format!("qbo.{word}.v1"), text(id))).collect()
}

fn stub(record: &Value) -> Value {
    json!({"Id": record["Id"], "SyncToken": record["SyncToken"]})
}

/// One of each: created (told at once), deleted, voided, sent by e-mail.
async fn one_of_each(bench: &mut Bench) -> (Got, [Value; 3]) {
    let [kept, gone, void] = [bench.invoice(10).await, bench.invoice(20).await, bench.invoice(30).await];
    bench.advance(1).await;
    let created = bench.receiver.next().await;
    bench.tried(1).await;
    let sent = format!("/invoice/{}/send?sendTo=ap@harbordental.example", kept["Id"].as_str().unwrap());
    bench.books("/invoice?operation=delete", &stub(&gone)).await;
    bench.books("/invoice?operation=void", &stub(&void)).await;
    bench.books(&sent, &json!({})).await;
    (created, [kept, gone, void].map(|record| record["Id"].clone()))
}

#[tokio::test]
async fn cloud_events_have_exactly_the_keys_and_forms_of_the_reference() {
    let mut bench = Bench::listening().await;
    let customer = bench.customer("Harbor Dental").await;
    bench.advance(1).await;
    let events = bench.receiver.next().await.json();
    let event = events[0].clone();
    let id = event["id"].as_str().unwrap();
    assert_eq!((id.len(), id.as_bytes()[14]), (36, b'4'), "{id}");
    let expected = json!([{
        "specversion": "1.0", "id": id, "source": "intuit.cHJhY3RpY2U=", "type": "qbo.customer.created.v1",
        "datacontenttype": "application/json", "time": "2026-08-04T12:00:00.000000000Z",
        "intuitentityid": customer["Id"], "intuitaccountid": bench.realm(0), "data": {},
    }]);
    assert_eq!(events, expected);
}

#[tokio::test]
async fn every_operation_has_its_cloud_events_word() {
    let mut bench = Bench::listening().await;
    let (created, [kept, gone, void]) = one_of_each(&mut bench).await;
    let created = created.told();
    assert_eq!(
        created,
        told(&[("invoice.created", &kept), ("invoice.created", &gone), ("invoice.created", &void)])
    );
    bench.advance(1).await;
    let rest = bench.receiver.next().await.told();
    assert_eq!(
        rest,
        told(&[("invoice.deleted", &gone), ("invoice.void", &void), ("invoice.emailed", &kept)])
    );
}

#[tokio::test]
async fn s13_voided_and_emailed_may_be_told_as_updated_or_not_at_all() {
    let mut bench = Bench::with(&["webhook-words=updated"]).await;
    let (_, [kept, gone, void]) = one_of_each(&mut bench).await;
    bench.advance(1).await;
    let rest = bench.receiver.next().await.told();
    assert_eq!(
        rest,
        told(&[("invoice.deleted", &gone), ("invoice.updated", &void), ("invoice.updated", &kept)])
    );

    let mut bench = Bench::with(&["S13=emailed-voided"]).await;
    let (_, [kept, gone, void]) = one_of_each(&mut bench).await;
    bench.advance(1).await;
    let rest = bench.receiver.next().await.told();
    assert_eq!(
        rest,
        told(&[("invoice.deleted", &gone), ("invoice.voided", &void), ("invoice.emailed", &kept)])
    );

    let mut bench = Bench::with(&["S13=none"]).await;
    let (_, [_, gone, _]) = one_of_each(&mut bench).await;
    bench.advance(1).await;
    assert_eq!(bench.receiver.next().await.told(), told(&[("invoice.deleted", &gone)]));
}

#[tokio::test]
async fn s12_the_old_body_has_one_part_a_company_with_name_id_operation_and_time() {
    let mut bench = Bench::with(&["webhook-format=old"]).await;
    let (first, [kept, gone, void]) = one_of_each(&mut bench).await;
    let first = first.json();
    assert_eq!(first["eventNotifications"][0]["realmId"], bench.realm(0));
    bench.advance(1).await;
    let at = "2026-08-04T12:00:01.000Z";
    let entity = |id: &Value, operation: &str| json!({"name": "Invoice", "id": id, "operation": operation, "lastUpdated": at});
    assert_eq!(
        bench.receiver.next().await.json(),
        json!({"eventNotifications": [{"realmId": bench.realm(0), "dataChangeEvent": {"entities": [
            entity(&gone, "Delete"), entity(&void, "Void"), entity(&kept, "Emailed")]}}]})
    );
}

#[tokio::test]
async fn s12_both_bodies_may_come_one_after_the_other() {
    let mut bench = Bench::with(&["S12=both"]).await;
    let customer = bench.customer("Harbor Dental").await;
    bench.advance(1).await;
    let (new, old) = (bench.receiver.next().await, bench.receiver.next().await);
    assert_eq!(new.told(), told(&[("customer.created", &customer["Id"])]));
    let entity = &old.json()["eventNotifications"][0]["dataChangeEvent"]["entities"][0];
    assert_eq!((&entity["name"], &entity["id"]), (&json!("Customer"), &customer["Id"]));
}

#[tokio::test]
async fn a_merge_names_the_customer_that_is_no_more() {
    for (switch, merged) in [("S12=cloudevents", "deletedid"), ("S12=old", "deletedID")] {
        let mut bench = Bench::with(&[switch]).await;
        let (winner, loser) =
            (bench.customer("Winner").await["Id"].clone(), bench.customer("Loser").await["Id"].clone());
        bench.advance(1).await;
        bench.receiver.next().await;
        let body = json!({"winner": winner, "loser": loser});
        bench.control("POST", &format!("/quickbooks/{}/merge-customers", bench.realm(0)), &body).await;
        bench.advance(1).await;
        let got = bench.receiver.next().await.json();
        if merged == "deletedid" {
            let event = got.as_array().unwrap().iter().find(|row| row["type"] == "qbo.customer.merged.v1");
            let event = event.unwrap();
            assert_eq!((&event["intuitentityid"], &event["data"][merged]), (&winner, &loser));
        } else {
            let entities = got["eventNotifications"][0]["dataChangeEvent"]["entities"].as_array().unwrap();
            let entity = entities.iter().find(|row| row["operation"] == "Merge").unwrap();
            assert_eq!((&entity["id"], &entity[merged]), (&winner, &loser));
        }
    }
}

#[tokio::test]
async fn a_payment_also_updates_the_invoice_it_pays() {
    let mut bench = Bench::listening().await;
    let invoice = bench.invoice(10).await;
    bench.advance(1).await;
    bench.receiver.next().await;
    let payment = bench.payment(&invoice).await;
    bench.advance(1).await;
    let mut got = bench.receiver.next().await.told();
    got.sort();
    assert_eq!(got, told(&[("invoice.updated", &invoice["Id"]), ("payment.created", &payment["Id"])]));
}

#[tokio::test]
async fn s10_a_deposit_tells_of_its_payments_or_only_raises_them_or_neither() {
    for (value, token, topics) in [
        ("both", "1", &["deposit.created", "payment.updated"][..]),
        ("token-only", "1", &["deposit.created"]),
        ("neither", "0", &["deposit.created"]),
    ] {
        let mut bench = Bench::with(&[&format!("S10={value}")]).await;
        let payment = bench.payment(&bench.invoice(10).await).await;
        bench.advance(1).await;
        bench.receiver.next().await;
        let line = json!({"Amount": 10, "LinkedTxn": [{"TxnId": payment["Id"], "TxnType": "Payment", "TxnLineId": "0"}]});
        bench.books("/deposit", &json!({"DepositToAccountRef": {"value": "35"}, "Line": [line]})).await;
        bench.advance(1).await;
        let mut got: Vec<String> =
            bench.receiver.next().await.told().into_iter().map(|(word, _)| word).collect();
        got.sort();
        let expected: Vec<String> = topics.iter().map(|topic| format!("qbo.{topic}.v1")).collect();
        assert_eq!(got, expected, "{value}");
        let found = json!({"method": "GET", "path": format!("/payment/{}", payment["Id"].as_str().unwrap())});
        let found = bench.control("POST", &format!("/quickbooks/{}/as-user", bench.realm(0)), &found).await;
        assert_eq!(found["Payment"]["SyncToken"], token, "{value}");
    }
}

#[tokio::test]
async fn preferences_are_only_ever_updated() {
    let mut bench = Bench::listening().await;
    let path = format!("/quickbooks/{}/close-books", bench.realm(0));
    bench.control("POST", &path, &json!({"date": "2020-01-31"})).await;
    bench.advance(1).await;
    assert_eq!(bench.receiver.next().await.told(), told(&[("preferences.updated", &json!("1"))]));
}

#[tokio::test]
async fn a_refused_write_and_a_replayed_one_tell_nothing() {
    let mut bench = Bench::listening().await;
    let invoice = bench.invoice(10).await;
    let body = json!({"DisplayName": "Once"});
    let one = bench.books("/customer?requestid=r1", &body).await;
    assert_eq!(bench.books("/customer?requestid=r1", &body).await["Id"], one["Id"]);
    let stale = json!({"method": "POST", "path": "/invoice?operation=void",
                       "body": {"Id": invoice["Id"], "SyncToken": "9"}});
    let path = format!("/quickbooks/{}/as-user", bench.realm(0));
    assert_eq!(bench.ask("POST", &path, &stale).await.0, 400);
    bench.advance(1).await;
    let got = bench.receiver.next().await.told();
    assert_eq!(got, told(&[("invoice.created", &invoice["Id"]), ("customer.created", &one["Id"])]));
}

#[tokio::test]
async fn a_write_that_is_undone_half_way_tells_nothing() {
    let mut bench = Bench::listening().await;
    let line = |dollars: u32| {
        json!([{"Amount": dollars, "DetailType": "SalesItemLineDetail",
                "SalesItemLineDetail": {"ItemRef": {"value": "4"}}}])
    };
    let invoice = bench.invoice(10).await;
    let memo = json!({"CustomerRef": {"value": "15"}, "Line": line(10)});
    let memo = bench.books("/creditmemo", &memo).await;
    let linked = |record: &Value, kind: &str| json!({"Amount": 10, "LinkedTxn": [{"TxnId": record["Id"], "TxnType": kind}]});
    let lines = [linked(&invoice, "Invoice"), linked(&memo, "CreditMemo")];
    bench.books("/payment", &json!({"CustomerRef": {"value": "15"}, "TotalAmt": 0, "Line": lines})).await;
    bench.advance(1).await;
    bench.receiver.next().await;
    // The credit is used: it cannot become less, which is found when it has already been put in its place.
    let less = json!({"Id": memo["Id"], "SyncToken": "1", "sparse": true, "Line": line(5)});
    let body = json!({"method": "POST", "path": "/creditmemo", "body": less});
    let (status, answer) = bench.ask("POST", &format!("/quickbooks/{}/as-user", bench.realm(0)), &body).await;
    assert_eq!((status, &answer["Fault"]["Error"][0]["code"]), (400, &json!("6000")), "{answer}");
    let after = bench.customer("After").await;
    bench.advance(1).await;
    assert_eq!(bench.receiver.next().await.told(), told(&[("customer.created", &after["Id"])]));
}

#[tokio::test]
async fn all_sales_can_be_voided_and_estimates_sent_but_a_transfer_is_only_made_changed_and_deleted() {
    let mut bench = Bench::listening().await;
    let line = json!([{"Amount": 10, "DetailType": "SalesItemLineDetail",
                       "SalesItemLineDetail": {"ItemRef": {"value": "4"}}}]);
    let sale = json!({"CustomerRef": {"value": "15"}, "Line": line});
    let receipt = bench.books("/salesreceipt", &sale).await;
    let estimate = bench.books("/estimate", &sale).await;
    let transfer = json!({"FromAccountRef": {"value": "35"}, "ToAccountRef": {"value": "4"}, "Amount": 5});
    let transfer = bench.books("/transfer", &transfer).await;
    bench.advance(1).await;
    let made = bench.receiver.next().await.told();
    let rows = [
        ("salesreceipt.created", &receipt["Id"]),
        ("estimate.created", &estimate["Id"]),
        ("transfer.created", &transfer["Id"]),
    ];
    assert_eq!(made, told(&rows));
    bench.books("/salesreceipt?operation=update&include=void", &stub(&receipt)).await;
    let sent = format!("/estimate/{}/send?sendTo=ap@harbordental.example", estimate["Id"].as_str().unwrap());
    bench.books(&sent, &json!({})).await;
    bench.books("/transfer?operation=delete", &stub(&transfer)).await;
    bench.advance(1).await;
    let rows = [
        ("salesreceipt.void", &receipt["Id"]),
        ("estimate.emailed", &estimate["Id"]),
        ("transfer.deleted", &transfer["Id"]),
    ];
    assert_eq!(bench.receiver.next().await.told(), told(&rows));
}
