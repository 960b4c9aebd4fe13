//! Who else may have entered a payment of Alternative in QuickBooks (rule P5): the whole family is looked at, and only what
//! was entered before and pays for something else is left out.

use engine::reason::HoldReason;
use serde_json::{Value, json};
use support::{Invoice, World, minor};

use crate::text;

/// A job of that customer.
async fn job(world: &World, parent: &str, name: &str) -> String {
    let body = json!({ "DisplayName": name, "Job": true, "ParentRef": { "value": parent },
                       "PrimaryEmailAddr": { "Address": "ap@example.com" } });
    text(&world.as_user("POST", "/customer", body).await["Customer"]["Id"]).to_owned()
}

/// A customer, a job of it, and an invoice of 777.00 for the job, all in Alternative.
async fn family() -> (World, String, Invoice) {
    let world = World::started().await;
    let parent = world.customer("Freeman").await;
    let child = job(&world, &parent, "55 Twin Lane").await;
    let invoice = world.invoice_for(&child, &[("Managed services", "777.00")]).await;
    world.sync().await;
    (world, parent, invoice)
}

/// The bookkeeper enters a payment that pays nothing yet.
async fn enter(world: &World, customer: &str, amount: &str, fields: Value) -> String {
    let mut body = fields;
    body["CustomerRef"] = json!({ "value": customer });
    body["TotalAmt"] = json!(amount.parse::<serde_json::Number>().unwrap());
    text(&world.as_user("POST", "/payment", body).await["Payment"]["Id"]).to_owned()
}

async fn asks_about(world: &World, entered: &str) {
    world.sync().await;
    let hold = world.hold("P5").await;
    assert_eq!(
        hold.draft.reason.look_alike().map(ToString::to_string).as_deref(),
        Some(entered),
        "{hold:#?}"
    );
    assert!(!matches!(hold.draft.reason, HoldReason::Unsure { .. }));
}

async fn records_without_asking(world: &World, cents: i64) {
    world.sync().await;
    assert!(world.holds().await.is_empty(), "{:#?}", world.holds().await);
    assert_eq!(world.recorded().await, [cents]);
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn p5_a_payment_of_the_same_amount_keyed_on_the_parent_is_asked_about() {
    let (world, parent, invoice) = family().await;
    world.pay(&invoice).await;
    let entered = enter(&world, &parent, "777.00", json!({ "PaymentRefNum": "1201" })).await;
    asks_about(&world, &entered).await;
    assert_eq!(world.all("Payment").await.len(), 1);

    let hold = world.hold("P5").await;
    world.decide(&hold, "record_ours_too", &[]).await;
    records_without_asking(&world, 77_700).await;
}

#[tokio::test]
async fn p5_a_payment_of_the_same_amount_keyed_on_a_job_is_asked_about() {
    let world = World::started().await;
    let parent = world.customer("Freeman").await;
    let child = job(&world, &parent, "55 Twin Lane").await;
    let invoice = world.invoice_for(&parent, &[("Managed services", "777.00")]).await;
    world.sync().await;
    world.pay(&invoice).await;
    let entered = enter(&world, &child, "777.00", json!({})).await;
    asks_about(&world, &entered).await;
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn p5_a_payment_of_another_amount_on_the_parent_is_not_taken_for_ours() {
    let (world, parent, invoice) = family().await;
    let paid = world.pay(&invoice).await;
    enter(&world, &parent, "500.00", json!({ "PaymentRefNum": "1201" })).await;
    records_without_asking(&world, 77_700).await;
    let ours = &world.our_payments().await[0];
    assert_eq!(text(&ours["CustomerRef"]["value"]), invoice.customer);
    let link = world.payment(&paid).await["link"].clone();
    assert_eq!((text(&link["state"]), &link["qbo_payment_ids"]), ("recorded", &json!([ours["Id"]])));
    assert_eq!(world.books("Invoice", &invoice.id).await.unwrap()["Balance"], json!(0));
}

#[tokio::test]
async fn p5_a_payment_of_a_customer_of_another_family_is_no_look_alike() {
    let (world, _, invoice) = family().await;
    let stranger = world.customer("Somebody else").await;
    world.pay(&invoice).await;
    enter(&world, &stranger, "777.00", json!({})).await;
    records_without_asking(&world, 77_700).await;
}

#[tokio::test]
async fn p5_a_reference_that_merely_begins_like_ours_is_a_strangers() {
    for reference in ["AP-20417", "AP-AAAAAAAAAAAAAAAA"] {
        let world = World::started().await;
        let invoice = world.invoice("Acme", "777.00").await;
        world.sync().await;
        world.pay(&invoice).await;
        let entered = enter(&world, &invoice.customer, "777.00", json!({ "PaymentRefNum": reference })).await;
        asks_about(&world, &entered).await;
        assert_eq!(world.all("Payment").await.len(), 1);
        assert!(world.violations().await.is_empty());
    }
}

/// Two open invoices of 450.00; the newer one is paid through Alternative.
async fn twins() -> (World, [Invoice; 2]) {
    let world = World::started().await;
    let first = world.invoice("Acme", "450.00").await;
    let second = world.invoice_for(&first.customer, &[("Managed services", "450.00")]).await;
    world.sync().await;
    (world, [first, second])
}

#[tokio::test]
async fn p5_what_was_entered_before_and_pays_another_invoice_is_no_look_alike() {
    let (world, [first, second]) = twins().await;
    world.external_payment(&first, "450.00").await;
    world.advance(1);
    world.pay(&second).await;
    records_without_asking(&world, 45_000).await;
    assert_eq!(world.all("Payment").await.len(), 2);
    for invoice in [first, second] {
        assert_eq!(minor(&world.mirror(&invoice).await.unwrap()["outstanding_balance"]), 0);
    }
}

#[tokio::test]
async fn p5_what_was_entered_in_the_same_second_or_after_is_asked_about() {
    for later in [0, 2] {
        let (world, [first, second]) = twins().await;
        world.pay(&second).await;
        world.advance(later);
        let entered = world.external_payment(&first, "450.00").await;
        asks_about(&world, &entered).await;
        assert_eq!(world.all("Payment").await.len(), 1);
        assert!(world.violations().await.is_empty());
    }
}

#[tokio::test]
async fn p5_what_was_entered_before_and_is_not_wholly_applied_is_asked_about() {
    let (world, [first, second]) = twins().await;
    let line = json!([{ "Amount": 449.99, "LinkedTxn": [{ "TxnId": first.id, "TxnType": "Invoice" }] }]);
    let entered = enter(&world, &first.customer, "450.00", json!({ "Line": line })).await;
    world.advance(60);
    world.pay(&second).await;
    asks_about(&world, &entered).await;
    assert!(world.violations().await.is_empty());
}

/// Another computer recorded the payment for the other invoice; this one, which knows nothing yet, does not ask about it.
#[tokio::test]
async fn p5_our_payment_for_another_payment_of_the_family_is_no_look_alike() {
    let (world, parent, invoice) = family().await;
    let other = world.invoice_for(&parent, &[("Backup", "777.00")]).await;
    world.sync().await;
    world.pay(&invoice).await;
    world.pay(&other).await;
    world.sync().await;
    assert!(world.holds().await.is_empty(), "{:#?}", world.holds().await);
    assert_eq!(world.recorded().await, [77_700, 77_700]);

    // The number of one was changed by hand; its note still says whose it is.
    let changed = world.our_payments().await[0]["Id"].clone();
    world.edit("Payment", text(&changed), json!({ "PaymentRefNum": "1204" })).await;
    let third = world.invoice_for(&parent, &[("Extra", "777.00")]).await;
    world.sync().await;
    world.pay(&third).await;
    world.sync().await;
    assert!(world.holds().await.is_empty(), "{:#?}", world.holds().await);
    assert_eq!(world.all("Payment").await.len(), 3);
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn p5_one_payment_over_a_customer_and_its_job_is_recorded_for_each_without_asking() {
    let (world, parent, invoice) = family().await;
    let other = world.invoice_for(&parent, &[("Backup", "777.00")]).await;
    world.sync().await;
    let allocations = json!([{ "qbo_invoice_id": invoice.id }, { "qbo_invoice_id": other.id }]);
    world.pay_with(json!({ "allocations": allocations, "outcome": "succeed" })).await;
    world.sync().await;
    assert!(world.holds().await.is_empty(), "{:#?}", world.holds().await);
    assert_eq!(world.recorded().await, [77_700, 77_700]);
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn p5_a_payment_of_a_job_costs_no_more_requests() {
    let (world, _, invoice) = family().await;
    world.sync().await;
    let mark = world.request_mark().await;
    world.pay(&invoice).await;
    world.sync().await;
    let to_books = |(what, _): &&(String, Value)| what.starts_with("quickbooks");
    let asked = world.asked(mark).await;
    let asked: Vec<_> = asked.iter().filter(to_books).map(|(what, _)| what.as_str()).collect();
    let writes = asked.iter().filter(|what| **what == "quickbooks POST payment").count();
    assert_eq!(writes, 1, "{asked:?}");
    assert!(asked.len() - writes <= 3, "{asked:?}");
}
