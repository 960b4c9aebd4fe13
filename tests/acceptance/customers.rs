//! Rules C1 to C3 and C9: QuickBooks' customers are Alternative's customers.

use engine::awaited::Awaited;
use engine::ports::OutboxQuery;
use engine::reason::HoldReason;
use serde_json::{Value, json};
use support::{World, minor};

use crate::text;

/// A customer with everything that is shared.
async fn whole_customer(world: &World) -> String {
    let body = json!({
        "DisplayName": "Harbor Dental", "CompanyName": "Harbor Dental Group LLC",
        "PrimaryEmailAddr": { "Address": "ap@harbor.example.com" }, "PrimaryPhone": { "FreeFormNumber": "+1 555 0142" },
        "BillAddr": { "Line1": "12 Pier Street", "City": "Portsmouth", "CountrySubDivisionCode": "NH", "PostalCode": "03801" },
    });
    text(&world.as_user("POST", "/customer", body).await["Customer"]["Id"]).to_owned()
}

async fn make_inactive(world: &World, id: &str) {
    world.edit("Customer", id, json!({ "Active": false })).await;
}

#[tokio::test]
async fn c1_an_active_customer_appears_with_all_that_is_shared() {
    let world = World::started().await;
    let id = whole_customer(&world).await;
    world.sync().await;

    let shown = world.mirror_of("customers", &id).await.unwrap();
    assert_eq!(text(&shown["name"]), "Harbor Dental");
    assert_eq!(text(&shown["legal_name"]), "Harbor Dental Group LLC");
    assert_eq!(text(&shown["email"]), "ap@harbor.example.com");
    assert_eq!(text(&shown["phone"]), "+1 555 0142");
    assert_eq!(text(&shown["street_address"]), "12 Pier Street");
    assert_eq!(text(&shown["city"]), "Portsmouth");
    assert_eq!(text(&shown["state"]), "NH");
    assert_eq!(text(&shown["postal_code"]), "03801");
    assert_eq!(shown["archived"], json!(false));
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn c1_the_first_valid_address_of_whatever_people_type_is_sent_and_none_where_none_is_valid() {
    let world = World::started().await;
    let forms = [
        ("a@x.com, b@y.com", "a@x.com"),
        (" ;a@x.com;b@y.com", "a@x.com"),
        ("a@x.com b@y.com", "a@x.com"),
        ("Ann <a@x.com>", "a@x.com"),
        ("a@x.com,", "a@x.com"),
        ("ann@x. com", ""),
    ];
    let mut made = Vec::new();
    for (number, (typed, _)) in forms.iter().enumerate() {
        let body =
            json!({ "DisplayName": format!("Customer {number}"), "PrimaryEmailAddr": { "Address": typed } });
        made.push(text(&world.as_user("POST", "/customer", body).await["Customer"]["Id"]).to_owned());
    }
    world.sync().await;
    for ((typed, sent), id) in forms.iter().zip(&made) {
        let shown = world.mirror_of("customers", id).await.unwrap();
        assert_eq!(shown["email"].as_str().unwrap_or_default(), *sent, "{typed}");
    }
    let in_books = world.books("Customer", &made[3]).await.unwrap();
    assert_eq!(text(&in_books["PrimaryEmailAddr"]["Address"]), "Ann <a@x.com>", "QuickBooks is untouched");

    world.edit("Customer", &made[0], json!({ "PrimaryEmailAddr": { "Address": "ask Ann@ the.desk" } })).await;
    world.sync().await;
    let shown = world.mirror_of("customers", &made[0]).await.unwrap();
    assert_eq!(shown["email"].as_str().unwrap_or_default(), "", "the old address is not kept");
    assert!(world.holds().await.is_empty());
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn c1_an_inactive_customer_is_left_out_unless_an_open_invoice_needs_it() {
    let world = World::started().await;
    let idle = world.customer("Gone Fishing").await;
    make_inactive(&world, &idle).await;
    let owing = world.invoice("Harbor Dental", "80.00").await;
    make_inactive(&world, &owing.customer).await;
    world.sync().await;

    assert_eq!(world.mirror_of("customers", &idle).await, None);
    let written = world.mirror_of("customers", &owing.customer).await.unwrap();
    assert_eq!(written["archived"], json!(true), "written and archived in the same pass: {written:#}");
    assert_eq!(text(&written["name"]), "Harbor Dental");
    let invoice = world.mirror(&owing).await.unwrap();
    assert_eq!(minor(&invoice["outstanding_balance"]), 8_000);
    assert!(world.holds().await.is_empty());
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn c1_a_recent_paid_invoice_needs_its_inactive_customer_too() {
    let world = World::started().await;
    let paid = world.invoice("Harbor Dental", "80.00").await;
    world.external_payment(&paid, "80.00").await;
    make_inactive(&world, &paid.customer).await;
    world.sync().await;

    let customer = world.mirror_of("customers", &paid.customer).await.unwrap();
    assert_eq!(customer["archived"], json!(true), "{customer:#}");
    assert_eq!(text(&world.mirror(&paid).await.unwrap()["status"]), "PAID");
    assert!(world.holds().await.is_empty(), "{:#?}", world.holds().await);
}

#[tokio::test]
async fn c1_a_customer_that_alternative_refuses_is_asked_about_and_the_rest_goes_on() {
    let world = World::started().await;
    let waiting = world.invoice("Harbor Dental", "25.00").await;
    let refused = waiting.customer.clone();
    world
        .fault(json!({ "service": "alternative", "method": "PUT", "path": format!("/customers/{refused}"),
            "kind": "fault", "value": "unprocessable_entity", "times": 1 }))
        .await;
    let other = world.invoice("Copperline Electric", "10.00").await;
    world.sync().await;

    let hold = world.hold("C1").await;
    assert!(matches!(hold.draft.reason, HoldReason::CustomerRefused { .. }), "{hold:#?}");
    assert!(world.mirror(&other).await.is_some(), "the rest goes on");
    assert_eq!(world.mirror(&waiting).await, None);
    let waits = world.store.waits(&world.company, 10).await.unwrap();
    assert_eq!(waits[0].1.on, Awaited::CustomerTaken(refused.as_str().into()));

    world.decide(&hold, "try_again", &[]).await;
    world.sync().await;
    assert!(world.mirror_of("customers", &refused).await.is_some());
    assert!(world.mirror(&waiting).await.is_some(), "its invoices follow");
    assert!(world.holds().await.is_empty());
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn c2_every_shared_field_follows_quickbooks() {
    let world = World::started().await;
    let id = whole_customer(&world).await;
    world.sync().await;
    let steps: [(Value, &str, Value); 6] = [
        (json!({ "DisplayName": "Harbor Dental" }), "name", json!("Harbor Dental")),
        (json!({ "CompanyName": "Harbor Holdings" }), "legal_name", json!("Harbor Holdings")),
        (
            json!({ "PrimaryEmailAddr": { "Address": "money@harbor.example.com" } }),
            "email",
            json!("money@harbor.example.com"),
        ),
        (json!({ "PrimaryPhone": { "FreeFormNumber": "+1 555 0199" } }), "phone", json!("+1 555 0199")),
        (
            json!({ "BillAddr": { "Line1": "14 Pier Street", "City": "Portsmouth" } }),
            "street_address",
            json!("14 Pier Street"),
        ),
        (json!({ "PrimaryPhone": { "FreeFormNumber": "" } }), "phone", Value::Null),
    ];
    for (change, field, expected) in steps {
        world.edit("Customer", &id, change.clone()).await;
        world.sync().await;
        let shown = world.mirror_of("customers", &id).await.unwrap();
        assert_eq!(shown[field], expected, "after {change}");
    }
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn c2_an_edit_in_alternative_never_reaches_quickbooks_and_the_next_change_there_wins() {
    let world = World::started().await;
    let id = whole_customer(&world).await;
    world.sync().await;
    let before = world.books("Customer", &id).await;
    world
        .dashboard(
            "customer",
            json!({ "action": "edit", "qbo_id": id, "name": "Edited here", "email": "x@example.com" }),
        )
        .await;
    world.sync().await;
    assert_eq!(world.books("Customer", &id).await, before, "QuickBooks is untouched");
    assert!(world.holds().await.is_empty());

    world.edit("Customer", &id, json!({ "PrimaryPhone": { "FreeFormNumber": "+1 555 0100" } })).await;
    world.sync().await;
    let shown = world.mirror_of("customers", &id).await.unwrap();
    assert_eq!((text(&shown["name"]), text(&shown["email"])), ("Harbor Dental", "ap@harbor.example.com"));
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn c3_made_inactive_is_archived_under_its_own_name_and_its_open_invoices_stay() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "120.00").await;
    world.sync().await;
    make_inactive(&world, &invoice.customer).await;
    let in_books = world.query("select * from Customer where Active = false").await;
    assert_eq!(text(&in_books[0]["DisplayName"]), "Harbor Dental (deleted)");
    world.sync().await;

    let shown = world.mirror_of("customers", &invoice.customer).await.unwrap();
    assert_eq!(shown["archived"], json!(true));
    assert_eq!(text(&shown["name"]), "Harbor Dental", "the suffix is QuickBooks' own");
    let open = world.mirror(&invoice).await.unwrap();
    assert_eq!((&open["archived"], minor(&open["outstanding_balance"])), (&json!(false), 12_000));

    let mark = world.request_mark().await;
    world.sync().await;
    assert!(world.effects(mark).await.is_empty());
    assert!(world.violations().await.is_empty());
}

/// The answer to the first send of a customer does not come: was it taken before, or not?
async fn sent_without_an_answer(world: &World, kind: &str) -> String {
    world.sync().await;
    let id = world.customer("Old Mill Bakery").await;
    let path = format!("/customers/{id}");
    world
        .fault(json!({ "service": "alternative", "method": "PUT", "path": path, "kind": kind, "times": 1 }))
        .await;
    world.sync().await;
    make_inactive(world, &id).await;
    world.sync_for(5).await;
    let open = world.store.outbox(&world.company, &OutboxQuery::Open { limit: 10 }).await.unwrap();
    assert!(open.is_empty(), "{open:#?}");
    id
}

#[tokio::test]
async fn c3_made_inactive_while_its_first_send_has_no_answer_is_archived() {
    let world = World::started().await;
    let id = sent_without_an_answer(&world, "truncate").await;

    let shown = world.mirror_of("customers", &id).await.unwrap();
    assert_eq!(shown["archived"], json!(true), "{shown:#}");
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn c3_made_inactive_before_its_first_send_came_is_left_out() {
    let world = World::started().await;
    let id = sent_without_an_answer(&world, "drop_before").await;

    assert_eq!(world.mirror_of("customers", &id).await, None);
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn c3_merged_away_is_archived_and_nothing_appears_twice() {
    let world = World::started().await;
    let loser = world.invoice("Harbor Dental Inc", "90.00").await;
    let winner = world.customer("Harbor Dental").await;
    world.sync().await;
    let body = json!({ "winner": winner, "loser": loser.customer });
    world.control("POST", &format!("/quickbooks/{}/merge-customers", world.realm()), body).await;
    world.sync().await;

    assert_eq!(world.mirror_of("customers", &loser.customer).await.unwrap()["archived"], json!(true));
    assert_eq!(world.mirror_of("customers", &winner).await.unwrap()["archived"], json!(false));
    let moved = world.mirror(&loser).await.unwrap();
    assert_eq!(text(&moved["customer_qbo_id"]), winner);
    assert_eq!(minor(&moved["outstanding_balance"]), 9_000);
    assert_eq!(world.kept("customers").await.len(), 2);
    assert_eq!(world.kept("invoices").await.len(), 1);
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn c9_a_namesake_in_alternative_is_another_customer() {
    let world = World::started().await;
    world
        .dashboard(
            "customer",
            json!({ "action": "create", "name": "Harbor Dental", "email": "me@example.com" }),
        )
        .await;
    let id = world.customer("Harbor Dental").await;
    world.sync().await;

    let customers = world.kept("customers").await;
    assert_eq!(customers.len(), 2, "{customers:#?}");
    let own = customers.iter().find(|customer| customer["qbo_id"].is_null()).unwrap();
    assert_eq!(text(&own["email"]), "me@example.com", "the one made in Alternative is as it was");
    assert_eq!(text(&world.mirror_of("customers", &id).await.unwrap()["email"]), "ap@example.com");
    assert_eq!(world.all("Customer").await.len(), 1, "nothing is written to QuickBooks");
}

#[tokio::test]
async fn c9_after_a_reinstall_customers_are_found_by_their_quickbooks_id() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "90.00").await;
    world.sync().await;
    world.edit("Customer", &invoice.customer, json!({ "DisplayName": "Harbor Dental" })).await;

    let again = world.another().await;
    again.start().await;
    again.sync().await;
    assert_eq!(again.kept("customers").await.len(), 1);
    assert_eq!(again.kept("invoices").await.len(), 1);
    assert_eq!(
        text(&again.mirror_of("customers", &invoice.customer).await.unwrap()["name"]),
        "Harbor Dental"
    );
    assert!(again.violations().await.is_empty());
}

#[tokio::test]
async fn first_import_of_the_practice_company_ends_in_agreement() {
    let world = World::msp().await;
    world.sync().await;
    let holds = world.holds().await;
    assert!(holds.is_empty(), "{holds:#?}");
    let tie = world.store.tie(&world.company).await.unwrap();
    assert!(tie.invoices > 10, "{tie:?}");
    assert_eq!(tie.apart, 0, "{tie:?}");
    assert_eq!(tie.quickbooks, tie.alternative, "{tie:?}");
    assert!(world.violations().await.is_empty(), "{:#?}", world.violations().await);
}
