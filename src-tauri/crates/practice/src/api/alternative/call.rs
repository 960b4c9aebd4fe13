//! One call of the partner API, and what it is answered with.

use jiff::Timestamp;
use serde::Serialize;

use crate::http::{Reply, Request};
use crate::refusal::Refusal;
use crate::switches::Switches;

/// What a call comes to: an answer now, or a long-poll that is handled again after each change and at the
/// latest when the clock reaches `until`.
#[derive(Debug)]
pub enum Outcome {
    Reply(Reply),
    Wait { until: Timestamp },
}

/// One call with what it must know of the world around the partner account.
pub struct Call<'a> {
    pub request: &'a Request,
    /// Number of the request; a long-poll keeps it while it is handled again and again.
    pub seq: u64,
    pub now: Timestamp,
    pub base: &'a str,
    pub documented_only: bool,
    pub switches: &'a Switches,
}

/// What a request gets that is answered at all.
pub type Answer = Result<Outcome, Refusal>;

/// A refusal as it is sent.
pub fn refused(refusal: &Refusal) -> Reply {
    let reply = json_reply(refusal.status, &refusal.body());
    match refusal.retry_after {
        Some(seconds) => reply.with("retry-after", seconds.to_string()),
        None => reply,
    }
}

/// Any value as it is sent.
pub fn json_reply(status: u16, value: &impl Serialize) -> Reply {
    match serde_json::to_vec(value) {
        Ok(body) => Reply::bytes(status, "application/json", body),
        Err(error) => Reply::text(500, &format!("this answer cannot be written as JSON: {error}")),
    }
}

/// There is no such call.
pub fn unknown_route() -> Reply {
    Reply::text(404, "404 page not found")
}
