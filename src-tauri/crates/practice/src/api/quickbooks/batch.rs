//! Batch: up to 30 writes and queries in one call, each with an outcome of its own.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::draft::Context;
use super::fault::Fault;
use super::fields::Fields;
use super::operate::{Notes, Operation, named, operate, operate_once};
use super::query;
use super::wire::Object;
use crate::state::books::Books;
use crate::state::books::entity::Entity;

const ITEMS_MAX: usize = 30;
const OBJECTS_MAX: usize = 1_000;
const REQUESTID_CHARACTERS_MAX: usize = 36;
const BID_CHARACTERS_MAX: usize = 10;

/// The inner `BatchItemResponse`. An item's fault is its own; only a call that is no batch fails as a whole.
pub fn batch(
    books: &mut Books,
    context: &Context,
    requestid: Option<&str>,
    body: &Object,
    notes: &mut Notes,
) -> Result<Value, Fault> {
    let items =
        Fields::new(body).list("BatchItemRequest")?.ok_or_else(|| Fault::missing("BatchItemRequest"))?;
    if items.len() > ITEMS_MAX {
        return Err(Fault::business(format!("A batch has at most {ITEMS_MAX} items.")));
    }
    if requestid.is_some_and(|id| id.chars().count() > REQUESTID_CHARACTERS_MAX) {
        return Err(Fault::too_long("requestid", REQUESTID_CHARACTERS_MAX));
    }
    let mut seen = BTreeSet::new();
    let mut room = OBJECTS_MAX;
    let mut answers = Vec::with_capacity(items.len());
    for item in items {
        let bid = Fields::new(item).text("bId")?.ok_or_else(|| Fault::missing("BatchItemRequest.bId"))?;
        if requestid.is_some() && bid.chars().count() > BID_CHARACTERS_MAX {
            return Err(Fault::too_long("bId", BID_CHARACTERS_MAX));
        }
        if !seen.insert(bid.clone()) {
            return Err(Fault::unreadable(format!("bId {bid} is used twice")));
        }
        let mut answer = match one(books, context, requestid, &bid, item, notes, &mut room) {
            Ok(Value::Object(map)) => map,
            Ok(_) => Object::new(),
            Err(fault) => Object::from_iter([("Fault".to_owned(), fault.to_value())]),
        };
        answer.insert("bId".into(), json!(bid));
        answers.push(Value::Object(answer));
    }
    Ok(Value::Array(answers))
}

fn one(
    books: &mut Books,
    context: &Context,
    requestid: Option<&str>,
    bid: &str,
    item: &Object,
    notes: &mut Notes,
    room: &mut usize,
) -> Result<Value, Fault> {
    let fields = Fields::new(item);
    if let Some(text) = fields.text("Query")? {
        let clamp = context.clamps_pages();
        let mut query = query::parse(&text, clamp)?;
        query.rows = query.rows.min(*room);
        let found = query::run(books, context, &query)?;
        let rows = found.get("maxResults").and_then(Value::as_u64).unwrap_or(0);
        *room -= usize::try_from(rows).unwrap_or(0).min(*room);
        return Ok(json!({ "QueryResponse": found }));
    }
    let found = item.iter().find_map(|(name, value)| Some((Entity::named(name)?, value.as_object()?)));
    let Some((entity, body)) = found else {
        return Err(Fault::unreadable("The item has neither an entity nor a Query"));
    };
    let mut context = context.clone();
    if let Some(options) = fields.text("optionsData")? {
        context.include = options.split(',').map(|word| word.trim().to_lowercase()).collect();
    }
    let operation = match (fields.text("operation")?, context.includes("void")) {
        (Some(sent), true) if sent.eq_ignore_ascii_case("update") => match entity {
            Entity::Invoice | Entity::CreditMemo | Entity::Payment | Entity::SalesReceipt => Operation::Void,
            _ => named(entity, Some("void"), &context)?,
        },
        (sent, _) => named(entity, sent.as_deref(), &context)?,
    };
    let key = requestid.map(|id| format!("{id}/{bid}"));
    let asked = Value::Object(item.clone()).to_string();
    operate_once(books, &context, key.as_deref(), asked.as_bytes(), |books| {
        operate(books, &context, entity, operation, body.clone(), notes)
    })
}
