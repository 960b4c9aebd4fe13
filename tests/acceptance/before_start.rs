//! Money that moved before the first start (rule P17).

use engine::hold::Hold;
use engine::reason::HoldReason;
use support::{World, minor};

use crate::text;

/// Amounts of the payments from before the start that a hold lists, the smallest first.
fn earlier(hold: &Hold) -> Vec<i64> {
    let HoldReason::BeforeStart { earlier } = &hold.draft.reason else { panic!("{hold:#?}") };
    let mut amounts: Vec<_> = earlier.iter().map(|one| one.amount.minor.0).collect();
    amounts.sort_unstable();
    amounts
}

#[tokio::test]
async fn p17_payments_from_before_the_first_start_are_listed_and_posted_only_when_ticked() {
    let first = World::started().await;
    let invoice = first.invoice("Harbor Dental", "300.00").await;
    let other = first.invoice("Copperline Electric", "80.00").await;
    first.sync().await;
    let ticked = first.pay(&invoice).await;
    first.pay(&other).await;

    // A computer that starts only now: the first one never looked again.
    first.advance(60);
    let world = first.another().await;
    world.start().await;
    world.sync().await;
    assert!(world.our_payments().await.is_empty());
    let hold = world.hold("P17").await;
    assert_eq!(earlier(&hold), [8_000, 30_000]);

    world.decide(&hold, "post", &[("payments", text(&ticked["id"]))]).await;
    world.sync().await;
    let ours = world.our_payments().await;
    assert_eq!(ours.len(), 1);
    assert_eq!(minor(&ours[0]["TotalAmt"]), 30_000);
    let left = world.hold("P17").await;
    assert_eq!(earlier(&left), [8_000]);
    world.decide(&left, "leave", &[]).await;
    world.sync().await;
    assert_eq!(world.our_payments().await.len(), 1);
    assert!(world.holds().await.is_empty());
}
