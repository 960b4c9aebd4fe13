//! What a person decides while the companion is at work is never overwritten by what was read before.

use std::collections::BTreeMap;

use engine::hold::HoldState;
use engine::ports::HoldQuery;
use engine::user_actions::UserActions;
use serde_json::json;
use support::World;

use crate::text;

/// Somebody decides on the open hold of this rule in the middle of something else, from another process.
fn decide(
    world: &World,
    rule: &'static str,
    subject: String,
    choice: &'static str,
    arguments: &[(&str, &str)],
) -> impl Future<Output = ()> + Send + 'static {
    let (store, company, now) = (world.store.clone(), world.company.clone(), world.now());
    let arguments: BTreeMap<String, String> =
        arguments.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    async move {
        let holds = store.holds(&company, &HoldQuery::Open).await.unwrap();
        let hold = holds
            .iter()
            .find(|hold| hold.draft.rule().to_string() == rule && hold.draft.subject.to_string() == subject);
        let actions = UserActions { store: store.as_ref(), company: &company };
        actions.decide(now, &hold.unwrap().id, choice, &arguments).await.unwrap();
    }
}

#[tokio::test]
async fn p5_a_decision_taken_while_a_report_waits_for_the_network_stays() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let paid = world.pay(&invoice).await;
    let keyed = world.external_payment(&invoice, "300.00").await;
    // The report that the payment is held was sent, and the invoice is being read, when the person answers the card.
    let subject = format!("payment:{}", text(&paid["id"]));
    let during = decide(&world, "P5", subject, "already_recorded", &[("payment", &keyed)]);
    let (injector, path) = (world.injector.clone(), format!("/invoices/{}", invoice.id));
    world.injector.meanwhile(&format!("/payments/{}/link", text(&paid["id"])), async move {
        injector.meanwhile(&path, during);
    });
    world.sync().await;
    assert!(world.injector.is_alone(), "the decision was taken in the middle");

    assert!(world.holds().await.is_empty(), "it is not asked again: {:#?}", world.holds().await);
    let link = world.payment(&paid).await["link"].clone();
    assert_eq!((text(&link["state"]), &link["qbo_payment_ids"]), ("recorded", &json!([keyed])));
}

#[tokio::test]
async fn i3_check_again_pressed_while_other_records_are_read_is_done() {
    let world = World::started().await;
    let first = world.invoice("Harbor Dental", "300.00").await;
    let second = world.invoice("Copperline Electric", "80.00").await;
    // Both add up to something else than they say, as QuickBooks shows them.
    world.injector.treat("/cdc", "\"TotalAmt\":300.0", "\"TotalAmt\":301.0");
    world.injector.treat("/cdc", "\"TotalAmt\":80.0", "\"TotalAmt\":81.0");
    world.sync().await;
    world.advance(900);
    world.sync().await;
    assert_eq!(world.holds().await.len(), 2, "{:#?}", world.holds().await);

    decide(&world, "I3", format!("invoice:{}", first.id), "check_again", &[]).await;
    let during = decide(&world, "I3", format!("invoice:{}", second.id), "check_again", &[]);
    world.injector.meanwhile("/query", during);
    world.sync().await;
    assert!(world.injector.is_alone(), "the decision was taken in the middle");
    assert!(world.holds().await.is_empty(), "both were read again: {:#?}", world.holds().await);
    let all = world.store.holds(&world.company, &HoldQuery::Open).await.unwrap();
    assert!(all.iter().all(|hold| hold.state != HoldState::Open));
    assert!(world.mirror(&second).await.is_some());
}
