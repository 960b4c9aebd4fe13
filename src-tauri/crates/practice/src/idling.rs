//! Work without an end: requests that tell nothing new, one after the other.
//!
//! A *run* is what an app asks without a rest, as long as nothing changes in the practice world. In a run a request is
//! *idle* when it was sent before, word for word; from the time on at which the run is suspiciously long also when its
//! answer was given before at that address, and when it is an empty page that says there are more. More than
//! [`IDLE_MAX`] idle requests in one run are a violation. So reading a large company page by page is none, nor is looking
//! every few seconds for days; the same question asked without end is one, also when only its cursor moves.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::http::{Reply, Request};

/// How many idle requests a run may have.
pub const IDLE_MAX: u32 = 60;
/// A pause that ends a run: the next request is another look.
const REST: SignedDuration = SignedDuration::from_secs(2);
/// Different requests of a run that are remembered.
const SEEN_MAX: usize = 20_000;
/// What of an answer differs each time although it tells nothing.
const ALWAYS_NEW: [&str; 6] =
    ["time", "startPosition", "start_cursor", "end_cursor", "has_next_page", "has_previous_page"];

type Mark = [u8; 32];

/// The run that is under way.
#[derive(Debug, Clone, Default)]
pub struct Idling {
    requests: u32,
    idle: u32,
    last: Option<Timestamp>,
    seen: BTreeSet<Mark>,
}

impl Idling {
    /// Something changed: what is asked from now on may tell something new.
    pub fn begin_again(&mut self) {
        *self = Self { last: self.last, ..Self::default() };
    }

    /// Counts a request that changed nothing, with its answer when there was one. True when it is the first too many.
    pub fn is_too_much(&mut self, request: &Request, reply: Option<&Reply>, now: Timestamp) -> bool {
        if self.last.is_some_and(|last| now.duration_since(last).abs() >= REST) {
            self.begin_again();
        }
        self.last = Some(now);
        self.requests += 1;
        let mut idle = self.was_seen(asked(request));
        if self.requests > IDLE_MAX {
            idle |= reply.is_some_and(|reply| match told(request, reply) {
                Told::Something(mark) => self.was_seen(mark),
                Told::EmptyPageOfMore => true,
                Told::Nothing => false,
            });
        }
        self.idle += u32::from(idle);
        idle && self.idle == IDLE_MAX + 1
    }

    fn was_seen(&mut self, mark: Mark) -> bool {
        self.seen.contains(&mark) || (self.seen.len() < SEEN_MAX && !self.seen.insert(mark))
    }
}

fn asked(request: &Request) -> Mark {
    let mut hash = Sha256::new();
    for part in [request.method.as_str(), &request.path, &request.query_text()] {
        hash.update(part);
        hash.update([0]);
    }
    hash.update(&request.body);
    hash.finalize().into()
}

/// What an answer tells.
enum Told {
    Something(Mark),
    EmptyPageOfMore,
    /// An empty list, or a body that is no object.
    Nothing,
}

fn told(request: &Request, reply: &Reply) -> Told {
    let Value::Object(mut body) = reply.to_json() else { return Told::Nothing };
    let rows = body.get("data").and_then(Value::as_array);
    if rows.is_some_and(Vec::is_empty) {
        let more = body.get("has_next_page") == Some(&Value::Bool(true));
        return if more { Told::EmptyPageOfMore } else { Told::Nothing };
    }
    if body.get("QueryResponse").and_then(Value::as_object).is_some_and(serde_json::Map::is_empty) {
        return Told::Nothing;
    }
    body.retain(|name, _| !ALWAYS_NEW.contains(&name.as_str()));
    if let Some(found) = body.get_mut("QueryResponse").and_then(Value::as_object_mut) {
        found.retain(|name, _| !ALWAYS_NEW.contains(&name.as_str()));
    }
    let mut hash = Sha256::new();
    hash.update(&request.path);
    hash.update([0]);
    hash.update(Value::Object(body).to_string());
    Told::Something(hash.finalize().into())
}
