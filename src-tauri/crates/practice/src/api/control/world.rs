//! The whole world: its state, its log, its clock, its snapshots.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use serde_json::{Map, Value, json};

use super::call::Answer;
use crate::api::quickbooks;
use crate::http::Request;
use crate::refusal::Refusal;
use crate::world::World;

/// Snapshots kept at once.
const SNAPSHOTS_MAX: usize = 20;

/// `GET /state`: both sides, or one with `?side=quickbooks` or `?side=alternative`.
pub fn state(world: &World, request: &Request) -> Answer {
    let side = request.param("side");
    if !matches!(side, None | Some("quickbooks" | "alternative")) {
        return Err(Refusal::invalid("side", "must be quickbooks or alternative"));
    }
    let now = world.clock.now();
    let mut state = Map::new();
    state.insert("clock".into(), clock(world));
    if side != Some("alternative") {
        state.insert("quickbooks".into(), quickbooks::state_json(world));
    }
    if side != Some("quickbooks") {
        let partners = world.platforms.iter().map(|(id, platform)| (id.clone(), platform.state(now)));
        state.insert("alternative".into(), Value::Object(partners.collect()));
    }
    Ok(Value::Object(state))
}

/// `GET /requests?since=`: finished requests with a higher number.
pub fn requests(world: &World, request: &Request) -> Answer {
    let since = match request.param("since") {
        None | Some("") => 0,
        Some(text) => text.parse().map_err(|_| Refusal::invalid("since", "must be a number of a request"))?,
    };
    Ok(json!(world.log.since(since).map(|entry| json!(**entry)).collect::<Vec<_>>()))
}

/// `GET /violations`.
pub fn violations(world: &World) -> Value {
    json!(world.violations.values().map(|violation| json!(**violation)).collect::<Vec<_>>())
}

/// `GET /clock`.
pub fn clock(world: &World) -> Value {
    json!({"now": format!("{:.3}", world.clock.now()), "mode": world.clock.mode()})
}

/// `POST /clock`: `{advance: seconds}`, fractions and negative numbers too, or `{at: instant}`.
pub fn move_clock(world: &mut World, body: &Map<String, Value>) -> Answer {
    let known = |name: &String| matches!(name.as_str(), "advance" | "at");
    match (body.get("advance"), body.get("at")) {
        _ if body.keys().any(|name| !known(name)) => {
            return Err(Refusal::invalid("body", "takes advance or at and nothing else"));
        }
        (Some(Value::Number(seconds)), None) => {
            let wrong = || Refusal::invalid("advance", "must be a number of seconds of at most a century");
            let seconds: Decimal = seconds.to_string().parse().map_err(|_| wrong())?;
            let millis = seconds.checked_mul(Decimal::ONE_THOUSAND).and_then(|millis| millis.to_i64());
            let millis = millis.filter(|millis| millis.abs() <= 100 * 366 * 86_400_000).ok_or_else(wrong)?;
            world.clock.advance(SignedDuration::from_millis(millis));
        }
        (None, Some(Value::String(at))) => {
            let at: Timestamp =
                at.parse().map_err(|_| Refusal::invalid("at", "must be an RFC 3339 instant"))?;
            world.clock.set(at);
        }
        _ => return Err(Refusal::invalid("advance", "send advance, in seconds, or at, an instant")),
    }
    world.save_clock();
    Ok(clock(world))
}

/// `GET /snapshots`.
pub fn snapshots(world: &World) -> Value {
    let taken = |(id, kept): (&u64, &Arc<World>)| json!({"id": id, "at": format!("{:.3}", kept.clock.now())});
    Value::Array(world.snapshots.iter().map(taken).collect())
}

/// `POST /snapshots`: remembers the world as it is, in memory only.
pub fn take_snapshot(world: &mut World) -> Answer {
    if world.snapshots.len() >= SNAPSHOTS_MAX {
        return Err(Refusal::unprocessable(format!("There are {SNAPSHOTS_MAX} snapshots already")));
    }
    let id = world.snapshots.keys().next_back().map_or(1, |last| last + 1);
    let earlier = std::mem::take(&mut world.snapshots);
    let kept = Arc::new(world.clone());
    world.snapshots = earlier;
    world.snapshots.insert(id, kept);
    Ok(json!({ "id": id }))
}

/// `POST /snapshots/{id}/restore`: goes back to it; it stays for another time.
pub fn restore_snapshot(world: &mut World, id: &str) -> Answer {
    let number: Option<u64> = id.parse().ok();
    let kept = number.and_then(|number| world.snapshots.get(&number)).cloned();
    let kept = kept.ok_or_else(|| Refusal::not_found().field("id", "is no snapshot"))?;
    world.restore(&kept);
    Ok(json!({"id": number, "clock": clock(world)}))
}
