//! Delivers webhooks when their time has come.

use tokio::task::JoinSet;

use super::practice::Practice;
use crate::api::webhooks::{alternative, quickbooks, send};

/// Sends what is owed, for ever. Both sides go on without waiting for each other.
pub async fn deliver(practice: &Practice) {
    tokio::join!(of_quickbooks(practice), of_alternative(practice));
}

async fn of_quickbooks(practice: &Practice) {
    loop {
        let due = practice.when_due(quickbooks::due).await;
        let answer = send(&quickbooks::post(&due)).await;
        practice.with_world(|world| quickbooks::attempted(world, &due, &answer));
    }
}

async fn of_alternative(practice: &Practice) {
    loop {
        let due = practice.when_due(alternative::due).await;
        let mut attempts = JoinSet::new();
        for (partner, delivery) in due {
            let post = alternative::post(&delivery);
            attempts.spawn(async move { (partner, delivery, send(&post).await) });
        }
        // Receivers do not wait for each other, and each gets one delivery at a time.
        while let Some(ended) = attempts.join_next().await {
            let Ok((partner, delivery, answer)) = ended else { continue };
            practice.with_world(|world| alternative::attempted(world, &partner, &delivery, &answer));
        }
    }
}
