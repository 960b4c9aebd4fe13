//! `as-user` with `do`: what people do in the pages of the books with one click.
//!
//! | `do` | with | what comes of it |
//! |---|---|---|
//! | `void` | `invoice` | the invoice is zero, its payments come back unapplied |
//! | `unapply` | `payment`, `invoice?` | the payment pays that invoice no more, or none |
//! | `add_from_bank_feed` | `account`, `amount`, `income_account?`, `customer?`, `date?`, `memo?` | a deposit with an income line |
//! | `change_deposit_to` | `payment`, `account` | the payment's money lies elsewhere |
//! | `merge` | `winner`, `loser` | one customer of two |
//! | `apply_credits_automatically` | `on` | the company's setting; it acts when a form or payment is made |
//!
//! The answer is that of the accounting call behind it, its faults included.

use http::Method;
use serde_json::{Map, Value, json};

use crate::api::quickbooks;
use crate::http::Reply;
use crate::refusal::Refusal;
use crate::state::books::account_kind::AccountKind;
use crate::world::World;

type Body = Map<String, Value>;

/// Does what `do` names. `person` is who does it.
pub fn act(world: &mut World, realm: &str, person: &str, body: &Body) -> Result<Reply, Refusal> {
    let name = body.get("do").and_then(Value::as_str).unwrap_or_default();
    let known: &[&str] = match name {
        "void" => &["invoice"],
        "unapply" => &["payment", "invoice"],
        "add_from_bank_feed" => &["account", "amount", "income_account", "customer", "date", "memo"],
        "change_deposit_to" => &["payment", "account"],
        "merge" => &["winner", "loser"],
        "apply_credits_automatically" => &["on"],
        _ => return Err(Refusal::invalid("do", "is not one of the acts of people")),
    };
    if let Some(other) =
        body.keys().find(|key| !known.contains(&key.as_str()) && !["do", "person"].contains(&key.as_str()))
    {
        return Err(Refusal::invalid(other.clone(), "is not a known field of this act"));
    }
    let mut desk = Desk { world, realm, person };
    match name {
        "void" => desk.change("invoice", &id(body, "invoice")?, "?operation=void", |_| Body::new()),
        "unapply" => unapply(&mut desk, body),
        "add_from_bank_feed" => add_from_bank_feed(&mut desk, body),
        "change_deposit_to" => {
            let account = json!({"value": id(body, "account")?});
            desk.change("payment", &id(body, "payment")?, "", |_| sparse([("DepositToAccountRef", account)]))
        }
        "merge" => super::books::merge_customers(desk.world, realm, body),
        _ => {
            let on = body.get("on").and_then(Value::as_bool);
            let on = on.ok_or_else(|| Refusal::invalid("on", "must be true or false"))?;
            desk.change("preferences", "", "", |_| {
                sparse([("SalesFormsPrefs", json!({"AutoApplyCredit": on}))])
            })
        }
    }
}

/// A person at the pages of one company.
struct Desk<'a> {
    world: &'a mut World,
    realm: &'a str,
    person: &'a str,
}

impl Desk<'_> {
    fn call(&mut self, method: Method, target: &str, body: &Value) -> Reply {
        quickbooks::as_user(self.world, self.realm, self.person, method, target, body)
    }

    /// Changes a record as it stands: what is to be sent is made of it, its id and version are added.
    fn change(
        &mut self,
        name: &str,
        id: &str,
        query: &str,
        make: impl FnOnce(&Value) -> Body,
    ) -> Result<Reply, Refusal> {
        let read = self.call(Method::GET, &format!("/{name}/{id}"), &json!({}));
        if !read.is_fine() {
            return Ok(read);
        }
        let answer = read.to_json();
        let record = answer.as_object().and_then(|map| map.values().find(|value| value.is_object()));
        let record = record.ok_or_else(Refusal::not_found)?;
        let mut body = make(record);
        body.insert("Id".into(), record["Id"].clone());
        body.insert("SyncToken".into(), record["SyncToken"].clone());
        Ok(self.call(Method::POST, &format!("/{name}{query}"), &Value::Object(body)))
    }
}

/// A sparse body with one property.
fn sparse<const N: usize>(properties: [(&str, Value); N]) -> Body {
    let mut body: Body = properties.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    body.insert("sparse".into(), json!(true));
    body
}

/// The id of a record: text or number.
fn id(body: &Body, name: &str) -> Result<String, Refusal> {
    optional_id(body, name)?.ok_or_else(|| Refusal::invalid(name, "is required: an id"))
}

fn optional_id(body: &Body, name: &str) -> Result<Option<String>, Refusal> {
    match body.get(name) {
        None => Ok(None),
        Some(Value::String(text)) if text.bytes().all(|byte| byte.is_ascii_digit()) && !text.is_empty() => {
            Ok(Some(text.clone()))
        }
        Some(Value::Number(number)) if number.is_u64() => Ok(Some(number.to_string())),
        Some(_) => Err(Refusal::invalid(name, "must be an id")),
    }
}

/// The payment keeps its lines but for one invoice, or keeps none.
fn unapply(desk: &mut Desk<'_>, body: &Body) -> Result<Reply, Refusal> {
    let invoice = optional_id(body, "invoice")?;
    desk.change("payment", &id(body, "payment")?, "", |payment| {
        let lines = payment["Line"].as_array().cloned().unwrap_or_default();
        let stays = |line: &Value| {
            let link = &line["LinkedTxn"][0];
            invoice.as_ref().is_some_and(|id| link["TxnType"] != "Invoice" || link["TxnId"] != json!(id))
        };
        let kept = lines.iter().filter(|line| stays(line));
        let kept: Vec<Value> =
            kept.map(|line| json!({"Amount": line["Amount"], "LinkedTxn": line["LinkedTxn"]})).collect();
        sparse([("Line", Value::Array(kept))])
    })
}

/// *Add* instead of *Match*: the bank's line becomes a deposit of its own, against income.
fn add_from_bank_feed(desk: &mut Desk<'_>, body: &Body) -> Result<Reply, Refusal> {
    let bank = id(body, "account")?;
    let amount = body.get("amount").filter(|amount| amount.is_number()).cloned();
    let amount = amount.ok_or_else(|| Refusal::invalid("amount", "is required: a number"))?;
    let books = desk.world.companies.get(desk.realm).ok_or_else(Refusal::not_found)?;
    let usual = || books.account_of(AccountKind::Income, None).map(|account| account.to_string());
    let income = optional_id(body, "income_account")?.or_else(usual);
    let income = income
        .ok_or_else(|| Refusal::invalid("income_account", "is required: there is no income account"))?;
    let mut detail = json!({"AccountRef": {"value": income}});
    if let Some(customer) = optional_id(body, "customer")? {
        detail["Entity"] = json!({"value": customer, "type": "CUSTOMER"});
    }
    let mut deposit = json!({"DepositToAccountRef": {"value": bank},
        "Line": [{"Amount": amount, "DetailType": "DepositLineDetail", "DepositLineDetail": detail}]});
    for (from, to) in [("date", "TxnDate"), ("memo", "PrivateNote")] {
        if let Some(value) = body.get(from) {
            deposit[to] = value.clone();
        }
    }
    Ok(desk.call(Method::POST, "/deposit", &deposit))
}
