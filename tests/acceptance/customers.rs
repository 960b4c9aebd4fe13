//! Rules C1 to C3, C9.

use support::World;

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
