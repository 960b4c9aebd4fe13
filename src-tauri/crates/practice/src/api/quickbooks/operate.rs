//! One write: all of it or nothing, replayed when its `requestid` is known.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::draft::{Actor, Context};
use super::fault::Fault;
use super::render::render;
use super::save::{delete, save, void};
use super::wire::Object;
use crate::state::books::entity::Entity;
use crate::state::books::happened::Verb;
use crate::state::books::{Books, Replay};
use crate::switches::Switch;

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    Save,
    Delete,
    Void,
}

/// What goes into the request log and the list of violations.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notes {
    pub effects: Vec<String>,
    pub violations: Vec<(&'static str, String)>,
    /// Payments that were created or changed.
    pub payments: Vec<u64>,
}

/// The operation that `operation=` and `include=` name for an entity.
pub fn named(entity: Entity, operation: Option<&str>, context: &Context) -> Result<Operation, Fault> {
    let operation = operation.unwrap_or_default().to_ascii_lowercase();
    let void_by_include = context.includes("void");
    match operation.as_str() {
        "delete" => Ok(Operation::Delete),
        "void" if matches!(entity, Entity::Invoice | Entity::CreditMemo) => Ok(Operation::Void),
        "void"
            if matches!(entity, Entity::Payment | Entity::SalesReceipt)
                && context.switches.is(Switch::PaymentOperationVoid, "taken") =>
        {
            Ok(Operation::Void)
        }
        "" | "update" | "create"
            if void_by_include && matches!(entity, Entity::Payment | Entity::SalesReceipt) =>
        {
            Ok(Operation::Void)
        }
        "" | "update" | "create" if !void_by_include => Ok(Operation::Save),
        "void" | "" | "update" | "create" => {
            Err(Fault::unsupported_operation(&format!("void on {}", entity.name())))
        }
        other => Err(Fault::unsupported_operation(other)),
    }
}

/// Does the operation and gives the answer's part: `{"Payment": {…}}`.
pub fn operate(
    books: &mut Books,
    context: &Context,
    entity: Entity,
    operation: Operation,
    body: Object,
    notes: &mut Notes,
) -> Result<Value, Fault> {
    let result: Result<_, Fault> = books.attempt(|books| {
        let (place, verb, lost) = match operation {
            Operation::Save => {
                let written = save(books, context, entity, body)?;
                (written.place, if written.created { "created" } else { "updated" }, written.lost)
            }
            Operation::Delete => (delete(books, context, entity, &body)?, "deleted", Vec::new()),
            Operation::Void => {
                let place = void(books, context, entity, &body)?;
                books.happened.call(place, Verb::Void);
                (place, "voided", Vec::new())
            }
        };
        Ok((place, verb, lost))
    });
    let by_app = context.actor == Actor::App;
    match result {
        Ok((place, verb, lost)) => {
            let name = place.0.name();
            if place.0 == Entity::Payment {
                notes.payments.push(place.1);
            }
            notes.effects.push(format!("{verb} {name} {}", place.1));
            if by_app && !lost.is_empty() {
                let detail = format!("{name} {} lost {}", place.1, lost.join(", "));
                notes.violations.push(("full update that drops fields", detail));
            }
            let value = match books.record(place) {
                Some(record) => render(books, context, place, record),
                None => json!({"status": "Deleted", "domain": "QBO", "Id": place.0.id_text(place.1)}),
            };
            Ok(json!({ name: value }))
        }
        Err(fault) => {
            if by_app && fault.code == "6210" && !fault.closed_unseen {
                notes
                    .violations
                    .push(("write into closed books", format!("{operation:?} {}", entity.name())));
            }
            Err(fault)
        }
    }
}

/// The same with a `requestid`: a known one gets its first answer again and nothing happens.
pub fn operate_once(
    books: &mut Books,
    context: &Context,
    requestid: Option<&str>,
    asked: &[u8],
    work: impl FnOnce(&mut Books) -> Result<Value, Fault>,
) -> Result<Value, Fault> {
    let Some(requestid) = requestid else { return work(books) };
    let asked = URL_SAFE_NO_PAD.encode(Sha256::digest(asked));
    let now_ms = context.now.as_millisecond();
    if let Some(replay) = books.replay_of(requestid).filter(|replay| remembered(context, now_ms - replay.at))
    {
        if replay.asked != asked && context.switches.is(Switch::RequestidOtherBody, "reject") {
            return Err(Fault::unreadable(format!("requestid {requestid} was used for another request")));
        }
        return serde_json::from_str(&replay.answer)
            .map_err(|error| Fault::unreadable(format!("the first answer cannot be read back: {error}")));
    }
    let answer = work(books)?;
    books.remember(requestid.to_owned(), Replay { at: now_ms, asked, answer: answer.to_string() });
    Ok(answer)
}

fn remembered(context: &Context, age_ms: i64) -> bool {
    const A_DAY_MS: i64 = 86_400_000;
    match context.switches.get(Switch::RequestidRetention) {
        "1-day" => age_ms < A_DAY_MS,
        "30-days" => age_ms < 30 * A_DAY_MS,
        _ => true,
    }
}
