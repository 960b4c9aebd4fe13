//! Rule I17: invoices in currencies that cannot be paid through Alternative are asked about once for all.

use engine::choice::{Choice, ChoiceId};
use engine::documents::{Edit, Kept};
use engine::hold::Hold;
use engine::ports::Change;
use engine::reason::HoldReason;
use serde_json::json;
use support::{Invoice, World, minor};

use crate::text;

/// A company with several currencies in use.
async fn several() -> World {
    let world = World::started().await;
    let mut preferences = world.as_user("GET", "/preferences", json!(null)).await["Preferences"].clone();
    preferences["CurrencyPrefs"]["MultiCurrencyEnabled"] = json!(true);
    world.as_user("POST", "/preferences", preferences).await;
    world
}

async fn invoice_in(world: &World, currency: &str, name: &str, amount: &str) -> Invoice {
    let body = json!({ "DisplayName": name, "CurrencyRef": { "value": currency } });
    let made = world.as_user("POST", "/customer", body).await;
    let customer = text(&made["Customer"]["Id"]).to_owned();
    let line = world.line("Managed services", amount).await;
    let fields = json!({ "Line": [line], "CurrencyRef": { "value": currency }, "ExchangeRate": 1.1 });
    world.invoice_of(&customer, fields).await
}

/// The numbers that the card lists, and what is open.
fn listed(hold: &Hold) -> Vec<(String, i64)> {
    let HoldReason::OtherCurrencies { invoices, .. } = &hold.draft.reason else { panic!("{hold:#?}") };
    invoices.iter().map(|one| (one.invoice.number.to_string(), one.open.minor.0)).collect()
}

#[tokio::test]
async fn i17_invoices_in_other_currencies_are_one_card_and_left_out_on_demand() {
    let world = several().await;
    let euros = invoice_in(&world, "EUR", "Praxis Nord", "300.00").await;
    let more = invoice_in(&world, "EUR", "Praxis Ost", "50.00").await;
    let dollars = invoice_in(&world, "USD", "Harbor Dental", "80.00").await;
    world.sync().await;

    let hold = world.hold("I17").await;
    assert_eq!(listed(&hold), [(euros.number.clone(), 30_000), (more.number.clone(), 5_000)]);
    let sum = hold.draft.amount.unwrap();
    assert_eq!((sum.minor.0, sum.currency.code()), (35_000, "EUR"));
    let ways: Vec<_> = hold.draft.choices().iter().map(Choice::id).collect();
    assert_eq!(ways, [ChoiceId::Show, ChoiceId::LeaveOut]);
    for invoice in [&euros, &more] {
        assert_eq!(world.mirror(invoice).await, None, "it is not sent");
    }
    assert_eq!(
        minor(&world.mirror(&dollars).await.unwrap()["outstanding_balance"]),
        8_000,
        "all else goes on"
    );

    let pounds = invoice_in(&world, "GBP", "Thames Clinic", "20.00").await;
    world.sync().await;
    let hold = world.hold("I17").await;
    assert_eq!(listed(&hold).len(), 3, "one card for all of them");
    assert_eq!(hold.draft.amount, None, "money of two currencies comes to no sum");

    world.decide(&hold, "leave_out", &[]).await;
    world.sync().await;
    assert!(world.holds().await.is_empty());
    let mark = world.request_mark().await;
    world.sync_for(60 * 25).await;
    assert!(world.effects(mark).await.is_empty());
    assert!(world.holds().await.is_empty(), "it is remembered");
    assert_eq!(world.mirror(&pounds).await, None);

    invoice_in(&world, "EUR", "Praxis Sued", "10.00").await;
    world.sync().await;
    assert_eq!(listed(&world.hold("I17").await).len(), 1, "what comes later is asked about");
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn i17_paid_or_gone_it_is_listed_no_more() {
    let world = several().await;
    let euros = invoice_in(&world, "EUR", "Praxis Nord", "300.00").await;
    let more = invoice_in(&world, "EUR", "Praxis Ost", "50.00").await;
    world.sync().await;
    assert_eq!(listed(&world.hold("I17").await).len(), 2);
    world.void_invoice(&euros.id).await;
    world.sync().await;
    assert_eq!(listed(&world.hold("I17").await), [(more.number.clone(), 5_000)]);
    world.delete("Invoice", &more.id).await;
    world.sync().await;
    assert!(world.holds().await.is_empty(), "{:#?}", world.holds().await);
    assert!(world.violations().await.is_empty());
}

#[tokio::test]
async fn i17_the_card_is_there_again_after_its_list_was_damaged() {
    let world = several().await;
    let euros = invoice_in(&world, "EUR", "Praxis Nord", "300.00").await;
    world.sync().await;
    let hold = world.hold("I17").await;
    let damage = Edit::Keep(Kept::fixture("other_currencies", Some("[".to_owned())));
    world.store.write(&world.company, vec![Change::edit(damage)].into()).await.unwrap();
    world.sync_for(5).await;
    assert_eq!(world.hold("I17").await.id, hold.id);
    assert_eq!(listed(&world.hold("I17").await), [(euros.number.clone(), 30_000)]);
    assert!(world.violations().await.is_empty());
}
