//! `/quickbooks/webhooks`: what is set in the developer portal of the real service, where an app has one endpoint for
//! all its companies.

use serde_json::Value;
use url::Url;

use super::call::{Answer, body, no_call};
use crate::http::Request;
use crate::loopback::loopback;
use crate::refusal::Refusal;
use crate::world::World;

/// One call under `/quickbooks/webhooks`.
pub fn quickbooks(world: &mut World, request: &Request, rest: &[&str]) -> Answer {
    let now = world.clock.now();
    match (request.method.as_str(), rest) {
        ("GET", []) => {}
        ("POST", []) => {
            let body = body(request)?;
            let url = match (body.get("url"), body.len()) {
                (Some(Value::Null), 1) => None,
                (Some(Value::String(url)), 1) => Some(endpoint(url)?),
                _ => return Err(Refusal::invalid("url", "is all there is to send: an address, or null")),
            };
            world.log.effect(match &url {
                Some(url) => format!("set the webhook endpoint {url}"),
                None => "took the webhook endpoint away".to_owned(),
            });
            world.webhooks.set_endpoint(url);
        }
        ("POST", ["deliver"]) => world.webhooks.hurry(now),
        _ => return Err(no_call()),
    }
    Ok(world.webhooks.view())
}

/// The real service takes public https addresses only; this one, which stays on this computer, loopback ones only.
fn endpoint(url: &str) -> Result<String, Refusal> {
    let known = Url::parse(url).ok().filter(|url| loopback(url).is_some());
    known.map(String::from).ok_or_else(|| {
        Refusal::invalid("url", "must be http on a loopback address: practice webhooks stay on this computer")
    })
}
