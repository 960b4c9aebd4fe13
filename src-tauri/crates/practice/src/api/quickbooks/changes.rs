//! Change data capture: what changed since an instant, at most 30 days back and 1,000 objects in all.

use serde_json::{Value, json};

use super::checks::check_readable;
use super::draft::Context;
use super::fault::Fault;
use super::query;
use super::render::render;
use super::wire::{Object, clock_text};
use crate::clock::after;
use crate::state::books::Books;
use crate::state::books::entity::{Entity, NOT_IN_CHANGE_DATA, Named, lookup};
use crate::switches::Switch;

const LOOK_BACK_DAYS: i64 = 30;
const OBJECTS_MAX: usize = 1_000;

/// The inner `CDCResponse`.
pub fn changes(books: &Books, context: &Context, entities: &str, since: &str) -> Result<Value, Fault> {
    let mut since_ms = query::instant(since).ok_or_else(|| {
        Fault::query_invalid(format!("Invalid value '{since}' for property 'changedSince'"))
    })?;
    let oldest = after(context.now, -LOOK_BACK_DAYS * 86_400).as_millisecond();
    if since_ms < oldest {
        if context.switches.is(Switch::CdcBeyond30Days, "error") {
            return Err(Fault::query_invalid("changedSince is more than 30 days ago"));
        }
        since_ms = oldest;
    }
    let mut room = OBJECTS_MAX;
    let mut groups = Vec::new();
    for name in entities.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        let named = lookup(name);
        let known = match named {
            Named::Kept(entity) => entity.name(),
            Named::Empty(known) => known,
            Named::Unknown => "",
        };
        if NOT_IN_CHANGE_DATA.contains(&known) {
            return Err(Fault::unsupported_operation(&format!("change data capture of {known}")));
        }
        match named {
            Named::Kept(entity) => groups.push(group(books, context, entity, since_ms, &mut room)?),
            Named::Empty(_) => groups.push(Value::Object(Object::new())),
            Named::Unknown => {
                return Err(Fault::query_invalid(format!("Invalid context declaration: {name}")));
            }
        }
    }
    if groups.is_empty() {
        return Err(Fault::missing("entities"));
    }
    if groups.iter().all(|group| group.as_object().is_some_and(Object::is_empty)) {
        groups.truncate(1);
    }
    Ok(json!([{ "QueryResponse": groups }]))
}

/// Live objects by update time, then what was deleted; cut without a word when there is no room.
fn group(
    books: &Books,
    context: &Context,
    entity: Entity,
    since_ms: i64,
    room: &mut usize,
) -> Result<Value, Fault> {
    let changed = books.updated_since(entity, since_ms).take(*room);
    changed.into_iter().try_for_each(|(_, id)| check_readable(books, context, (entity, id)))?;
    let mut rows: Vec<Value> = books
        .updated_since(entity, since_ms)
        .take(*room)
        .filter_map(|(_, id)| Some(render(books, context, (entity, id), books.record((entity, id))?)))
        .collect();
    let left = *room - rows.len().min(*room);
    rows.extend(books.deleted_since(entity, since_ms).take(left).map(|(at, id)| {
        json!({"domain": "QBO", "status": "Deleted", "Id": entity.id_text(id),
               "MetaData": {"LastUpdatedTime": clock_text(at)}})
    }));
    *room -= rows.len().min(*room);
    let mut group = Object::new();
    if !rows.is_empty() {
        group.insert("startPosition".into(), json!(1));
        group.insert("maxResults".into(), json!(rows.len()));
        group.insert("totalCount".into(), json!(rows.len()));
        group.insert(entity.name().into(), Value::Array(rows));
    }
    Ok(Value::Object(group))
}
