//! Holds deliveries of webhooks against the description.

use serde_json::Value;

use crate::described::{description, misfit};

/// Fails when a delivery to a subscriber is not as described.
#[track_caller]
pub fn check_delivery(body: &Value) {
    let schema = &description()["webhooks"]["topicDelivery"]["post"]["requestBody"]["content"];
    if let Some(why) = misfit(&schema["application/json"]["schema"], body) {
        panic!("a delivery is not as described: {why}\n{body}");
    }
}
