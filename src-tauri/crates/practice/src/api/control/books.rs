//! `/quickbooks/{realm}/…`: other people at work in the books of a company.

use http::Method;
use jiff::civil::Date;
use serde_json::{Map, Value, json};
use url::form_urlencoded;

use super::acts;
use super::call::{body, no_call};
use crate::api::quickbooks;
use crate::http::{Reply, Request};
use crate::refusal::Refusal;
use crate::state::intuit::grant::TokenChange;
use crate::world::World;

type Body = Map<String, Value>;

/// Who works in the books unless a call says otherwise.
const PERSON: &str = "Pat Bookkeeper";

/// One call under `/quickbooks/{realm}`.
pub fn route(world: &mut World, request: &Request, realm: &str, rest: &[&str]) -> Result<Reply, Refusal> {
    if !world.companies.contains_key(realm) {
        return Err(Refusal::not_found().field("realm", "is no practice company"));
    }
    if let ["as-user", path @ ..] = rest
        && !path.is_empty()
    {
        return as_user_by_path(world, request, realm, path);
    }
    let body = body(request)?;
    match (request.method.as_str(), rest) {
        ("POST", ["as-user"]) => as_user(world, realm, &body),
        ("POST", ["close-books"]) => close_books(world, realm, &body),
        ("POST", ["merge-customers"]) => merge_customers(world, realm, &body),
        ("POST", ["tokens"]) => change_tokens(world, realm, &body),
        _ => Err(no_call()),
    }
}

/// `as-user/{rest of the REST path}?{query}` with the REST call's own method and body.
fn as_user_by_path(
    world: &mut World,
    request: &Request,
    realm: &str,
    path: &[&str],
) -> Result<Reply, Refusal> {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(&request.query).finish();
    let target = format!("{}?{query}", path.join("/"));
    let body = Value::Object(body(request)?);
    Ok(quickbooks::as_user(world, realm, PERSON, request.method.clone(), &target, &body))
}

/// `{method, path, body?, person?}`: the same as one body. `{do, …}`: what people do with one click.
fn as_user(world: &mut World, realm: &str, body: &Body) -> Result<Reply, Refusal> {
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    if body.contains_key("do") {
        return acts::act(world, realm, text("person").unwrap_or(PERSON), body);
    }
    if let Some(name) =
        body.keys().find(|name| !["method", "path", "body", "person"].contains(&name.as_str()))
    {
        return Err(Refusal::invalid(name.clone(), "is not a known field"));
    }
    let method = text("method").and_then(|method| Method::from_bytes(method.as_bytes()).ok());
    let method = method.ok_or_else(|| Refusal::invalid("method", "must be GET or POST"))?;
    let path = text("path").filter(|path| path.starts_with('/'));
    let path =
        path.ok_or_else(|| Refusal::invalid("path", "must be the path after the company, like /invoice"))?;
    let sent = body.get("body").cloned().unwrap_or_else(|| json!({}));
    Ok(quickbooks::as_user(world, realm, text("person").unwrap_or(PERSON), method, path, &sent))
}

/// `{date}`: the last closed day; null opens the books.
fn close_books(world: &mut World, realm: &str, body: &Body) -> Result<Reply, Refusal> {
    let date: Option<Date> = match body.get("date") {
        Some(Value::Null) => None,
        Some(Value::String(text)) => {
            Some(text.parse().map_err(|_| Refusal::invalid("date", "must be a day, YYYY-MM-DD"))?)
        }
        _ => return Err(Refusal::invalid("date", "is required: a day, or null to open the books")),
    };
    if !quickbooks::close_books(world, realm, date) {
        return Err(Refusal::not_found());
    }
    Ok(Reply::json(200, &json!({ "closed_to": date })))
}

/// `{winner, loser}`: ids of customers.
pub(super) fn merge_customers(world: &mut World, realm: &str, body: &Body) -> Result<Reply, Refusal> {
    let id = |name: &str| {
        let number = match body.get(name) {
            Some(Value::String(text)) => text.parse().ok(),
            Some(Value::Number(number)) => number.as_u64(),
            _ => None,
        };
        number.ok_or_else(|| Refusal::invalid(name, "must be the id of a customer"))
    };
    let (winner, loser): (u64, u64) = (id("winner")?, id("loser")?);
    let now = world.clock.now();
    Ok(match quickbooks::merge_customers(world, realm, winner, loser) {
        Ok(()) => Reply::json(200, &json!({"winner": winner.to_string(), "loser": loser.to_string()})),
        Err(fault) => fault.to_reply(now),
    })
}

/// `{action: expire | revoke | rotate}`, or the action's name with true: `{expire: true}`.
fn change_tokens(world: &mut World, realm: &str, body: &Body) -> Result<Reply, Refusal> {
    let named = |action: &str| {
        body.get("action").and_then(Value::as_str) == Some(action)
            || body.get(action) == Some(&Value::Bool(true))
    };
    let changes =
        [("expire", TokenChange::Expire), ("revoke", TokenChange::Revoke), ("rotate", TokenChange::Rotate)];
    let mut asked = changes.into_iter().filter(|(name, _)| named(name));
    let (Some((name, change)), None) = (asked.next(), asked.next()) else {
        return Err(Refusal::invalid("action", "must be one of expire, revoke and rotate"));
    };
    let now = world.clock.now();
    let met = world.intuit.change_tokens(realm, change, &mut world.entropy, now);
    world.log.effect(format!("{name}d tokens of {realm}"));
    Ok(Reply::json(200, &json!({"action": name, "grants": met})))
}
