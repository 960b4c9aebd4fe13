//! A Payment of ours that a person deleted or voided in QuickBooks (rule P9): the money still moved, so that it is asked about
//! on every computer, and recorded again only where a person says so.

use engine::choice::{Choice, ChoiceId};
use engine::hold::Hold;
use engine::reason::HoldReason;
use serde_json::{Value, json};
use support::{Invoice, World, minor};

use crate::text;

/// What a person does to our Payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Taken {
    Deleted,
    Voided,
}

const BOTH: [Taken; 2] = [Taken::Deleted, Taken::Voided];

/// 300.00 that a customer paid through Alternative, recorded.
async fn recorded() -> (World, Invoice, Value, Value) {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let paid = world.pay(&invoice).await;
    world.sync().await;
    let ours = world.our_payments().await.remove(0);
    (world, invoice, paid, ours)
}

async fn take(world: &World, ours: &Value, taken: Taken) {
    let id = text(&ours["Id"]);
    let now = world.books("Payment", id).await.unwrap();
    match taken {
        Taken::Deleted => world.delete("Payment", id).await,
        Taken::Voided => {
            let body = json!({ "Id": id, "SyncToken": now["SyncToken"], "sparse": true });
            world.as_user("POST", "/payment?operation=update&include=void", body).await;
        }
    }
}

/// The question, while nothing of the money is in QuickBooks.
async fn asks(world: &World, ours: &Value) -> Hold {
    let hold = world.hold("P9").await;
    let HoldReason::PaymentLost { payment, .. } = &hold.draft.reason else { panic!("{hold:#?}") };
    assert_eq!(payment.as_str(), text(&ours["Id"]));
    let choices: Vec<_> = hold.draft.choices().iter().map(Choice::id).collect();
    assert_eq!(choices, [ChoiceId::RecordAgain, ChoiceId::Accept]);
    assert_eq!(alive(world).await, 0, "nothing is recorded before it is asked");
    hold
}

/// How many Payments of ours move money.
async fn alive(world: &World) -> usize {
    world.our_payments().await.iter().filter(|payment| minor(&payment["TotalAmt"]) > 0).count()
}

async fn asked(world: &World, invoice: &Invoice) -> i64 {
    minor(&world.mirror(invoice).await.unwrap()["outstanding_balance"])
}

async fn is_recorded_once(world: &World, invoice: &Invoice, paid: &Value) {
    assert!(world.holds().await.is_empty(), "{:#?}", world.holds().await);
    assert_eq!(alive(world).await, 1);
    assert_eq!(minor(&world.books("Invoice", &invoice.id).await.unwrap()["Balance"]), 0);
    assert_eq!(asked(world, invoice).await, 0);
    assert_eq!(text(&world.payment(paid).await["link"]["state"]), "recorded");
    assert!(world.violations().await.is_empty(), "{:#?}", world.violations().await);
}

#[tokio::test]
async fn p9_what_was_taken_out_is_recorded_again_once_where_a_person_says_so() {
    for taken in BOTH {
        let (world, invoice, paid, ours) = recorded().await;
        take(&world, &ours, taken).await;
        world.sync_for(120).await;
        let hold = asks(&world, &ours).await;
        assert_eq!(asked(&world, &invoice).await, 0, "the payer paid: {taken:?}");
        world.decide(&hold, "record_again", &[]).await;
        world.sync_for(10).await;
        is_recorded_once(&world, &invoice, &paid).await;

        // And a second time.
        let again = world.our_payments().await.into_iter().find(|it| minor(&it["TotalAmt"]) > 0).unwrap();
        assert_ne!(again["Id"], ours["Id"]);
        take(&world, &again, taken).await;
        world.sync_for(10).await;
        let hold = asks(&world, &again).await;
        world.decide(&hold, "record_again", &[]).await;
        world.sync_for(10).await;
        is_recorded_once(&world, &invoice, &paid).await;
    }
}

#[tokio::test]
async fn p9_what_was_taken_out_and_accepted_stays_out() {
    for taken in BOTH {
        let (world, _, paid, ours) = recorded().await;
        take(&world, &ours, taken).await;
        world.sync().await;
        let hold = asks(&world, &ours).await;
        world.decide(&hold, "accept", &[]).await;
        world.sync_for(120).await;
        assert!(world.holds().await.is_empty(), "{:#?}", world.holds().await);
        assert_eq!(alive(&world).await, 0);
        let link = world.payment(&paid).await["link"].clone();
        assert_eq!(
            (text(&link["state"]), &link["qbo_payment_ids"]),
            ("held", &json!([ours["Id"]])),
            "{taken:?}"
        );
        assert!(world.violations().await.is_empty());
    }
}

/// Taken out while no companion runs, and one is installed anew with an empty database.
async fn installed_anew(taken: Taken) -> (World, Invoice, Value, Value) {
    let (world, invoice, paid, ours) = recorded().await;
    take(&world, &ours, taken).await;
    let again = world.another().await;
    again.start().await;
    again.sync_for(5).await;
    if again.holds().await.iter().any(|hold| hold.draft.rule().to_string() == "P17") {
        let hold = again.hold("P17").await;
        again.decide(&hold, "post", &[("payments", "all")]).await;
        again.sync_for(5).await;
    }
    (again, invoice, paid, ours)
}

#[tokio::test]
async fn p9_after_a_reinstall_both_choices_are_asked_and_done() {
    for taken in BOTH {
        let (world, invoice, paid, ours) = installed_anew(taken).await;
        let hold = asks(&world, &ours).await;
        world.decide(&hold, "record_again", &[]).await;
        world.sync_for(10).await;
        is_recorded_once(&world, &invoice, &paid).await;

        let (world, _, _, ours) = installed_anew(taken).await;
        let hold = asks(&world, &ours).await;
        world.decide(&hold, "accept", &[]).await;
        world.sync_for(120).await;
        assert!(world.holds().await.is_empty(), "{:#?}", world.holds().await);
        assert_eq!(alive(&world).await, 0);
        assert!(world.violations().await.is_empty());
    }
}

#[tokio::test]
async fn p9_a_second_computer_asks_too_and_what_one_records_again_the_other_takes_for_ours() {
    for taken in BOTH {
        let (world, invoice, paid, ours) = recorded().await;
        let other = world.another().await;
        other.start().await;
        other.sync_for(5).await;
        take(&world, &ours, taken).await;
        world.sync().await;
        other.sync().await;
        let hold = asks(&world, &ours).await;
        if other.holds().await.iter().any(|hold| hold.draft.rule().to_string() == "P17") {
            other.decide(&other.hold("P17").await, "post", &[("payments", "all")]).await;
            other.sync_for(5).await;
        }
        asks(&other, &ours).await;
        world.decide(&hold, "record_again", &[]).await;
        world.sync_for(5).await;
        other.sync_for(5).await;
        world.sync_for(5).await;
        is_recorded_once(&world, &invoice, &paid).await;
        is_recorded_once(&other, &invoice, &paid).await;
    }
}

#[tokio::test]
async fn p9_a_second_computer_that_records_it_again_first_asks_nobody_twice() {
    for taken in BOTH {
        let (world, invoice, paid, ours) = recorded().await;
        take(&world, &ours, taken).await;
        let other = world.another().await;
        other.start().await;
        other.sync_for(5).await;
        other.decide(&other.hold("P17").await, "post", &[("payments", "all")]).await;
        other.sync_for(5).await;
        let hold = asks(&other, &ours).await;
        other.decide(&hold, "record_again", &[]).await;
        other.sync_for(5).await;
        world.sync_for(5).await;
        is_recorded_once(&world, &invoice, &paid).await;
        is_recorded_once(&other, &invoice, &paid).await;
    }
}

/// It was recorded, and Alternative was never told; then it was voided: only its reference in QuickBooks tells.
#[tokio::test]
async fn p9_a_voided_payment_that_alternative_was_never_told_of_is_found_by_its_reference() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let other = world.another().await;
    other.start().await;
    other.sync_for(5).await;
    let paid = world.pay(&invoice).await;
    let rule = json!({ "service": "alternative", "method": "PUT", "path": "/link", "kind": "drop_before", "times": 9 });
    world.fault(rule).await;
    world.sync().await;
    let ours = world.our_payments().await.remove(0);
    assert!(world.payment(&paid).await["link"].is_null(), "{}", world.payment(&paid).await);
    take(&world, &ours, Taken::Voided).await;
    world.heal().await;

    other.sync_for(5).await;
    let hold = asks(&other, &ours).await;
    other.decide(&hold, "record_again", &[]).await;
    other.sync_for(10).await;
    is_recorded_once(&other, &invoice, &paid).await;
}
