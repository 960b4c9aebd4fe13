//! Webhooks of both sides, delivered to loopback addresses.
//!
//! A [`Queue`](queue::Webhooks) belongs to QuickBooks, which has one endpoint for the app; Alternative's subscriptions
//! and deliveries belong to its partner accounts. What is owed is part of the world and is saved with it; [`deliver`]
//! is the task that sends it by the world's clock. It takes down what came of each attempt after the answer, so a
//! process killed in between sends once more: at least once, as the real services promise no more.

mod body;
mod post;
mod queue;

use std::time::Duration;

use tokio::task::JoinSet;

pub use post::{Post, loopback};
pub use queue::{GATHER_SECONDS, LADDER_SECONDS, Webhooks};

use crate::server::Practice;
use crate::world::World;

/// How long QuickBooks waits for an answer.
const QUICKBOOKS_PATIENCE: Duration = Duration::from_secs(3);
/// How long Alternative waits for an answer. The real length is not known.
const ALTERNATIVE_PATIENCE: Duration = Duration::from_secs(5);

/// Takes what happened in the books to the queue: to be called when a request has been handled. Companies whose
/// consent has ended are not told of, nor is anything told while there is no endpoint.
pub fn collect(world: &mut World) {
    let now = world.clock.now();
    for (realm, books) in &mut world.companies {
        let happened = books.take_happened();
        if happened.is_empty() || world.webhooks.endpoint().is_none() {
            continue;
        }
        if world.intuit.is_connected(realm, now) {
            world.webhooks.add(realm, happened, &mut world.entropy, now);
        }
    }
}

/// Sends what is owed, for ever. Both sides go on without waiting for each other.
pub async fn deliver(practice: &Practice) {
    tokio::join!(quickbooks(practice), alternative(practice));
}

async fn quickbooks(practice: &Practice) {
    loop {
        let look = |world: &mut World| {
            let now = world.clock.now();
            let World { webhooks, options, faults, entropy, .. } = world;
            webhooks.gather(&options.switches, faults, entropy, now);
            (webhooks.due(&world.intuit.webhook_verifier, now), webhooks.next_at())
        };
        let due = practice.when_due(look).await;
        let post = Post {
            url: due.url.clone(),
            headers: due.headers.clone(),
            body: due.body.clone(),
            patience: QUICKBOOKS_PATIENCE,
        };
        let answer = post::send(&post).await;
        practice.with_world(|world| {
            let now = world.clock.now();
            world.webhooks.attempted(&due, &answer, now);
        });
    }
}

async fn alternative(practice: &Practice) {
    loop {
        let look = |world: &mut World| {
            let now = world.clock.now();
            let World { platforms, faults, .. } = world;
            let mut due = Vec::new();
            let mut next = None;
            for (partner, platform) in platforms {
                due.extend(
                    platform.due_deliveries(faults, now).into_iter().map(|row| (partner.clone(), row)),
                );
                next = [next, platform.next_delivery()].into_iter().flatten().min();
            }
            ((!due.is_empty()).then_some(due), next)
        };
        let due = practice.when_due(look).await;
        let mut attempts = JoinSet::new();
        for (partner, delivery) in due {
            let headers = delivery.headers.clone();
            let (url, body) = (delivery.url.clone(), delivery.body.clone());
            let post = Post { url, headers, body, patience: ALTERNATIVE_PATIENCE };
            attempts.spawn(async move { (partner, delivery, post::send(&post).await) });
        }
        // Receivers do not wait for each other, and each gets one delivery at a time.
        while let Some(ended) = attempts.join_next().await {
            let Ok((partner, delivery, answer)) = ended else { continue };
            practice.with_world(|world| {
                let now = world.clock.now();
                let switches = &world.options.switches;
                if let Some(platform) = world.platforms.get_mut(&partner) {
                    platform.delivery_attempted(&delivery, &answer, switches, now);
                }
            });
        }
    }
}
