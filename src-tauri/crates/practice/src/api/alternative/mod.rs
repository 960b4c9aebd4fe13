//! The simulated Alternative Payments: the documented partner API, and the integration contract of the QuickBooks
//! companion.
//!
//! [`Platform`] holds the records of one partner account and the actions on them. `documented` and `integration`
//! are the two faces of it on the wire; the control API acts on it as payers, banks and dashboard users do.

pub mod act;

mod asked;
mod call;
mod credentials;
mod cursor;
mod documented;
mod due;
mod dump;
mod fields;
mod files;
mod integration;
mod page;
mod routes;
mod view;

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::clock::ClockMode;
use crate::http::{Reply, Request};
use crate::state::platform::tokens;
use crate::switches::Switch;
use crate::world::World;
use call::{Call, json_reply, refused, unknown_route};

pub use crate::refusal::Refusal;
pub use crate::state::platform::Platform;
pub use crate::state::platform::partner::Partner;
pub use call::Outcome;
pub use due::DueDelivery;

/// What this side answers, as an `OpenAPI` description: served at `/openapi.yaml`, and what the tests hold every answer
/// against.
pub const DESCRIPTION: &str = include_str!("../../../openapi/alternative.yaml");

/// How long a request may have been under way when a 429 left, on a real network of one computer.
const IN_FLIGHT: SignedDuration = SignedDuration::from_millis(50);

/// Handles one call under `/alternative`.
pub fn handle(world: &mut World, request: &Request) -> Outcome {
    let path = request.path.strip_prefix("/alternative").unwrap_or(&request.path);
    let reads = request.method == http::Method::GET;
    match path {
        "/oauth/token" => Outcome::Reply(token(world, request).unwrap_or_else(|refusal| refused(&refusal))),
        "/openapi.yaml" if reads => {
            Outcome::Reply(Reply::bytes(200, "application/yaml", DESCRIPTION.as_bytes().to_vec()))
        }
        _ if reads && path.starts_with("/files/") => Outcome::Reply(files::download(world, request, path)),
        _ => call(world, request, path),
    }
}

/// The error body of a fault put in on purpose: `code` is a status with its usual code (`429`), or a code.
pub fn fault_on_purpose(code: &str) -> Reply {
    let (status, code) = match code {
        "400" | "bad_request" => (400, "bad_request"),
        "401" | "unauthorized" => (401, "unauthorized"),
        "403" | "forbidden" => (403, "forbidden"),
        "404" | "not_found" => (404, "not_found"),
        "422" | "unprocessable_entity" => (422, "unprocessable_entity"),
        "429" | "too_many_requests" => (429, "too_many_requests"),
        "500" | "internal_error" => (500, "internal_error"),
        "410" | "cursor_expired" => (410, "cursor_expired"),
        "already_connected"
        | "other_link_active"
        | "not_connected"
        | "stale_version"
        | "version_conflict"
        | "owned_elsewhere"
        | "payment_in_progress" => (409, code),
        _ => (500, code),
    };
    let reply = json_reply(status, &json!({"code": code, "message": "A fault put in on purpose"}));
    if status == 429 { reply.with("retry-after", "1") } else { reply }
}

fn token(world: &mut World, request: &Request) -> Result<Reply, Refusal> {
    if request.method != http::Method::POST {
        return Ok(unknown_route());
    }
    let refused = || Refusal::forbidden("Invalid client credentials");
    let credentials = credentials::read(request).ok_or_else(refused)?;
    let (partner, _) =
        world.platforms.iter().find(|(_, platform)| platform.knows(&credentials)).ok_or_else(refused)?;
    let partner = partner.clone();
    throttle(world, &partner, request)?;
    let scopes = credentials::scopes(request)?;
    let token = world.entropy.hex(40);
    let now = world.clock.now();
    if let Some(platform) = world.platforms.get_mut(&partner) {
        platform.keep_token(&token, scopes, now);
    }
    Ok(json_reply(
        200,
        &json!({"access_token": token, "token_type": "Bearer", "expires_in": tokens::TOKEN_SECONDS}),
    ))
}

/// Takes a request out of the key's bucket; not keeping to an earlier 429 is a violation.
fn throttle(world: &mut World, partner: &str, request: &Request) -> Result<(), Refusal> {
    if !world.options.throttle {
        return Ok(());
    }
    let now = world.clock.now();
    let in_flight = if world.clock.mode() == ClockMode::Real { IN_FLIGHT } else { SignedDuration::ZERO };
    let Some(platform) = world.platforms.get_mut(partner) else { return Ok(()) };
    let verdict = platform.bucket.take(request.arrived, now, in_flight);
    // Without the header nobody was told how long to wait, so nothing can be ignored.
    let names_seconds = world.options.switches.is(Switch::AlternativeRetryAfter, "on");
    let refused = (!verdict.allowed).then(|| names_seconds.then(|| platform.bucket.tell_to_wait(now)));
    if verdict.ignored_wait {
        let text = format!("{} {} although told to wait", request.method, request.path);
        world.violate("ignored 429", text);
    }
    refused.map_or(Ok(()), |seconds| Err(Refusal::too_many_requests(seconds)))
}

fn call(world: &mut World, request: &Request, path: &str) -> Outcome {
    let now = world.clock.now();
    let seq = world.log.current();
    let waiting = world.platforms.iter().find(|(_, platform)| platform.waiting.contains(&seq));
    let admitted = waiting.map(|(partner, _)| partner.clone());
    let first = admitted.is_none();
    let partner = match admitted.map_or_else(|| authorize(world, request, now), Ok) {
        Ok(partner) => partner,
        Err(refusal) => return Outcome::Reply(refused(&refusal)),
    };
    if first && let Err(refusal) = throttle(world, &partner, request) {
        return Outcome::Reply(refused(&refusal));
    }
    let call = Call {
        request,
        seq,
        now,
        base: &world.options.base,
        documented_only: world.options.documented_only,
        switches: &world.options.switches,
    };
    let Some(platform) = world.platforms.get_mut(&partner) else { return Outcome::Reply(unknown_route()) };
    let outcome = platform.answer(&call, path);
    let charged = platform.charged.take();
    let (asks, reported) = (std::mem::take(&mut platform.asks), platform.reported.take());
    for effect in platform.take_effects() {
        world.log.effect(effect);
    }
    if let Some(text) = charged {
        world.violate("charge", text);
    }
    if let Some(payment) = reported {
        asked::note_credit(world, &partner, payment);
    }
    let write = if reported.is_some() { asked::Write::Report } else { asked::Write::Invoice };
    for (invoice, before) in asks {
        asked::check(world, &partner, (write, invoice, before));
    }
    outcome
}

/// The partner whose token this is.
fn authorize(world: &World, request: &Request, now: Timestamp) -> Result<String, Refusal> {
    let bearer = request.bearer().ok_or_else(Refusal::unauthorized)?;
    let fingerprint = tokens::fingerprint(bearer);
    let mut platforms = world.platforms.iter();
    let found = platforms.find(|(_, platform)| platform.token(&fingerprint, now).is_some());
    found.map(|(partner, _)| partner.clone()).ok_or_else(Refusal::unauthorized)
}

impl Platform {
    /// Answers one call of an authorized key, or asks to be handled again.
    fn answer(&mut self, call: &Call, path: &str) -> Outcome {
        let answer = self.dispatch(call, path);
        if matches!(answer, Ok(Outcome::Wait { .. })) {
            // A client that went away never comes back for its number: keep a bounded few.
            while self.waiting.len() >= 1000 {
                self.waiting.pop_first();
            }
            self.waiting.insert(call.seq);
        } else {
            self.waiting.remove(&call.seq);
        }
        match answer {
            Ok(outcome) => outcome,
            Err(refusal) => Outcome::Reply(refused(&refusal)),
        }
    }
}
