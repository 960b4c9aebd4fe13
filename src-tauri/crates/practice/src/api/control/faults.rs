//! `/faults`: what goes wrong on purpose.

use serde_json::{Map, Value, json};

use super::call::Answer;
use crate::faults::{Armed, FOR_EVER, FaultRule, Kind, Service, Target};
use crate::refusal::Refusal;
use crate::state::books::entity::Entity;
use crate::switches::Switch;
use crate::world::World;

/// Records of Alternative that a rule can name.
const OF_ALTERNATIVE: [&str; 4] = ["customer", "invoice", "payment", "payout"];

/// `GET /faults`. `left` is null for a rule that strikes until it is taken away.
pub fn faults(world: &World) -> Value {
    Value::Array(world.faults.list().map(|(id, armed)| row(id, armed)).collect())
}

fn row(id: u64, armed: &Armed) -> Value {
    let mut rule = json!(armed.rule);
    if let (Some(target), Some(rule)) = (&armed.target, rule.as_object_mut()) {
        rule.extend(json!(target).as_object().cloned().unwrap_or_default());
    }
    json!({"id": id, "left": (armed.left != FOR_EVER).then_some(armed.left), "rule": rule})
}

/// `POST /faults`: a rule, with `entity`, `id` and perhaps `alone` when it is about one record.
pub fn add_fault(world: &mut World, mut body: Map<String, Value>) -> Answer {
    let target = target(&mut body)?;
    let rule: FaultRule = serde_json::from_value(Value::Object(body))
        .map_err(|error| Refusal::unprocessable(format!("That is not a fault rule: {error}")))?;
    rule.check().map_err(Refusal::unprocessable)?;
    if let Some(target) = &target {
        rule.check_target().map_err(Refusal::unprocessable)?;
        check_name(rule.service, target)?;
    }
    let on_demand = world.options.switches.is(Switch::Code3202, "on-demand");
    if rule.kind == Kind::Fault && rule.code().as_deref() == Some("3202") && !on_demand {
        return Err(Refusal::unprocessable(
            "Code 3202 is never answered here; start with --switch code-3202=on-demand".to_owned(),
        ));
    }
    Ok(json!({ "id": world.faults.add_for(rule, target) }))
}

/// Takes the names of one record out of a rule's body.
fn target(body: &mut Map<String, Value>) -> Result<Option<Target>, Refusal> {
    let taken = ["entity", "id", "alone"].iter().filter_map(|name| body.remove_entry(*name));
    let record: Map<String, Value> = taken.collect();
    if record.is_empty() {
        return Ok(None);
    }
    serde_json::from_value(Value::Object(record))
        .map(Some)
        .map_err(|error| Refusal::unprocessable(format!("One record is an `entity` and an `id`: {error}")))
}

fn check_name(service: Service, target: &Target) -> Result<(), Refusal> {
    let known = match service {
        Service::Quickbooks => Entity::named(&target.entity).is_some(),
        _ => OF_ALTERNATIVE.contains(&target.entity.as_str()),
    };
    if !known {
        let text = match service {
            Service::Quickbooks => "must be an entity of QuickBooks, like Invoice",
            _ => "must be customer, invoice, payment or payout",
        };
        return Err(Refusal::unprocessable("No such record").field("entity", text));
    }
    if target.id.is_empty() {
        return Err(Refusal::unprocessable("No such record").field("id", "must not be empty"));
    }
    Ok(())
}

/// `DELETE /faults/{id}`, or `all`.
pub fn remove_fault(world: &mut World, id: &str) -> Answer {
    if id == "all" {
        world.faults.clear();
        return Ok(json!({ "removed": "all" }));
    }
    let number: u64 = id.parse().map_err(|_| Refusal::not_found().field("id", "must be a number or all"))?;
    if world.faults.remove(number) {
        Ok(json!({ "removed": number }))
    } else {
        Err(Refusal::not_found().field("id", "is no fault in force; a spent one is gone"))
    }
}
