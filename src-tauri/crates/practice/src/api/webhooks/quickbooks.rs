//! What QuickBooks sends to the app's one endpoint.

use std::time::Duration;

use jiff::Timestamp;

use super::post::Post;
use crate::state::webhooks::Due;
use crate::world::World;

/// How long QuickBooks waits for an answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// What is to be sent now, and when there may be something else.
pub fn due(world: &mut World) -> (Option<Due>, Option<Timestamp>) {
    let now = world.clock.now();
    let World { webhooks, options, faults, entropy, .. } = world;
    webhooks.gather(&options.switches, faults, entropy, now);
    (webhooks.due(&world.intuit.webhook_verifier, now), webhooks.next_at())
}

/// The delivery over the network.
pub fn post(due: &Due) -> Post {
    Post { url: due.url.clone(), headers: due.headers.clone(), body: due.body.clone(), patience: PATIENCE }
}

/// What came of it.
pub fn attempted(world: &mut World, due: &Due, answer: &Result<u16, String>) {
    let now = world.clock.now();
    world.webhooks.attempted(due, answer, now);
}
