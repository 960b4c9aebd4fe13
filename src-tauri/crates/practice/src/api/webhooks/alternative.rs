//! What Alternative sends to the subscriptions of its partner accounts.

use std::time::Duration;

use jiff::Timestamp;

use super::post::Post;
use crate::api::alternative::DueDelivery;
use crate::world::World;

/// How long Alternative waits for an answer. The real length is not known.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is to be sent now, with its partner account, and when there may be something else.
pub fn due(world: &mut World) -> (Option<Vec<(String, DueDelivery)>>, Option<Timestamp>) {
    let now = world.clock.now();
    let World { platforms, faults, .. } = world;
    let mut due = Vec::new();
    let mut next = None;
    for (partner, platform) in platforms {
        due.extend(platform.due_deliveries(faults, now).into_iter().map(|row| (partner.clone(), row)));
        next = [next, platform.next_delivery()].into_iter().flatten().min();
    }
    ((!due.is_empty()).then_some(due), next)
}

/// The delivery over the network.
pub fn post(delivery: &DueDelivery) -> Post {
    let headers = delivery.headers.clone();
    let (url, body) = (delivery.url.clone(), delivery.body.clone());
    Post { url, headers, body, patience: PATIENCE }
}

/// What came of it.
pub fn attempted(world: &mut World, partner: &str, delivery: &DueDelivery, answer: &Result<u16, String>) {
    let now = world.clock.now();
    let switches = &world.options.switches;
    if let Some(platform) = world.platforms.get_mut(partner) {
        platform.delivery_attempted(delivery, answer, switches, now);
    }
}
