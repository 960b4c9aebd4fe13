//! `/alternative/…`: payers, banks and dashboard users of a partner account.

use serde_json::{Map, Value};

use super::call::{Answer, no_call};
use crate::refusal::Refusal;
use crate::state::platform::Platform;
use crate::world::World;

type Body = Map<String, Value>;

/// One call under `/alternative`.
pub fn route(world: &mut World, parts: &[&str], body: &Body) -> Answer {
    let now = world.clock.now();
    match parts {
        ["pay"] => on_partner(world, body, |platform| platform.pay(body, now)),
        ["payments", id, action] => {
            on_owner(world, id, |platform| platform.act_on_payment(id, action, body, now))
        }
        ["payouts"] => on_partner(world, body, |platform| platform.bundle(body, now)),
        ["payouts", id, action] => {
            on_owner(world, id, |platform| platform.act_on_payout(id, action, body, now))
        }
        ["records", kind] => on_partner(world, body, |platform| platform.act(kind, body, now)),
        ["tokens"] => on_partner(world, body, |platform| expire_tokens(platform, body)),
        _ => Err(no_call()),
    }
}

/// Acts on the partner a body names by id, client id or name; on the only one when it names none.
fn on_partner(world: &mut World, body: &Body, act: impl FnOnce(&mut Platform) -> Answer) -> Answer {
    let wanted = match body.get("partner") {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text.as_str()),
        Some(_) => return Err(Refusal::invalid("partner", "must be a string")),
    };
    let fits = |platform: &Platform| {
        let partner = platform.partner();
        wanted.is_none_or(|text| {
            [&partner.id, &partner.client_id, &partner.name].iter().any(|known| *known == text)
        })
    };
    let found: Vec<String> =
        world.platforms.iter().filter(|(_, platform)| fits(platform)).map(|(id, _)| id.clone()).collect();
    match &found[..] {
        [one] => act_on(world, one, act),
        [] => Err(Refusal::not_found().field("partner", "is not known")),
        _ => Err(Refusal::invalid("partner", "is required, there are several: its id or client id")),
    }
}

/// Acts on the partner that owns a payment or payout.
fn on_owner(world: &mut World, id: &str, act: impl FnOnce(&mut Platform) -> Answer) -> Answer {
    let owner =
        world.platforms.iter().find(|(_, platform)| platform.has(id)).map(|(partner, _)| partner.clone());
    let owner = owner.ok_or_else(|| Refusal::not_found().field("id", "is not known"))?;
    act_on(world, &owner, act)
}

fn act_on(world: &mut World, partner: &str, act: impl FnOnce(&mut Platform) -> Answer) -> Answer {
    let platform = world.platforms.get_mut(partner).ok_or_else(Refusal::not_found)?;
    let answer = act(platform);
    for effect in platform.take_effects() {
        world.log.effect(effect);
    }
    answer
}

/// `{"expire": true}`: every token of the key ends at once.
fn expire_tokens(platform: &mut Platform, body: &Body) -> Answer {
    if body.get("expire") != Some(&Value::Bool(true)) {
        return Err(Refusal::invalid("expire", "must be true"));
    }
    Ok(serde_json::json!({ "expired": platform.expire_tokens() }))
}
