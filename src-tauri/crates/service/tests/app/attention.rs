//! Rule F2: how often QuickBooks is looked at follows whether somebody looks at the companion.

use contract::command;
use jiff::SignedDuration;

use crate::world::{World, breathe, company};

/// The time between two looks, once it is as wanted.
async fn paced(world: &World, wanted: impl Fn(SignedDuration) -> bool) {
    let mut last = None;
    for _ in 0..500 {
        let status = world.ask::<command::GetStatus>(company()).await.unwrap();
        if let (Some(next), Some(as_of)) = (status.next_look, status.as_of) {
            let pause = next.duration_since(as_of);
            if wanted(pause) {
                return;
            }
            last = Some(pause);
        }
        world.advance(5).await;
        breathe().await;
    }
    panic!("the pace never changed: {last:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f2_a_companion_in_the_tray_looks_less_often_than_one_in_front() {
    let mut world = World::started().await;
    paced(&world, |pause| pause <= SignedDuration::from_secs(12)).await;
    world.in_front(false);
    paced(&world, |pause| pause >= SignedDuration::from_secs(100)).await;
    world.in_front(true);
    paced(&world, |pause| pause <= SignedDuration::from_secs(12)).await;
    world.app.quit().await;
}
