//! Creating and changing records: what all entities have in common.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;

use super::books::{Books, Place};
use super::build::build;
use super::entity::Entity;
use super::fault::Fault;
use super::record::{Meta, Record};
use super::render::render;
use super::wire::{Fields, Object, without_blanks};
use super::{deposit, opening, payment, receipts, sales, single};
use crate::switches::Switches;

/// Who writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// An app with a token.
    App,
    /// A person at the screen of the books.
    Person(String),
}

/// What an operation needs to know besides the books and the body.
#[derive(Debug, Clone)]
pub struct Context {
    pub now: Timestamp,
    /// The company's date, which transactions without one get.
    pub today: Date,
    pub switches: Switches,
    pub actor: Actor,
    /// The values of `include=` in lower case.
    pub include: Vec<String>,
    /// The address that own links start with, without a slash at the end.
    pub base: String,
    /// What addresses of files are sealed with.
    pub seal: String,
}

impl Context {
    /// Whether `include=` has this word.
    pub fn includes(&self, word: &str) -> bool {
        self.include.iter().any(|sent| sent == word)
    }
}

/// A change of one record, read from a body.
pub struct Draft<'a, T> {
    pub id: u64,
    pub fields: Fields<'a>,
    /// The record as it stands; `None` on create.
    pub old: Option<&'a T>,
    /// The record whose values stay where nothing was sent: only in a sparse update.
    pub keep: Option<&'a T>,
    pub context: &'a Context,
}

impl<'a, T> Draft<'a, T> {
    /// What was sent, else what stays.
    pub fn sent_or<V>(&self, sent: Option<V>, kept: impl FnOnce(&'a T) -> Option<V>) -> Option<V> {
        sent.or_else(|| self.keep.and_then(kept))
    }
}

/// What a write did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    pub place: Place,
    pub created: bool,
    /// Properties that a full update lost by leaving them out.
    pub lost: Vec<String>,
}

/// `POST /{entity}`: creates, or updates when the body has an `Id`.
pub fn save(
    books: &mut Books,
    context: &Context,
    entity: Entity,
    mut body: Object,
) -> Result<Written, Fault> {
    if entity.is_read_only() {
        return Err(Fault::unsupported_operation(&format!("create or update on {}", entity.name())));
    }
    body.values_mut().for_each(without_blanks);
    body.retain(|_, value| !value.is_null() && value.as_str() != Some(""));
    if let Some(unknown) = body.keys().find(|name| !entity.knows(name)) {
        return Err(Fault::property(unknown));
    }
    let fields = Fields::new(&body);
    if entity.is_single() {
        return single::save(books, context, entity, &body);
    }
    let Some(id) = fields.text("Id")? else {
        return create(books, context, entity, fields);
    };
    let place = find(books, entity, &id)?;
    check_version(books, context, place, fields)?;
    let sparse = fields.flag("sparse")?.unwrap_or(false);
    update(books, context, place, fields, sparse)
}

/// The place of an id that a body or path names.
pub fn find(books: &Books, entity: Entity, id: &str) -> Result<Place, Fault> {
    let place = (entity, entity.id_of(id).ok_or_else(Fault::inactive)?);
    if books.record(place).is_some() {
        Ok(place)
    } else if books.was_deleted(place) {
        Err(Fault::deleted())
    } else {
        Err(Fault::inactive())
    }
}

/// Update, delete and void must carry the latest `SyncToken`.
pub fn check_version(
    books: &Books,
    context: &Context,
    place: Place,
    fields: Fields<'_>,
) -> Result<(), Fault> {
    let token = fields.text("SyncToken")?.ok_or_else(|| Fault::missing("SyncToken"))?;
    let current = books.record(place).map_or(0, |record| record.meta().version);
    if token.trim().parse() == Ok(current) {
        return Ok(());
    }
    let other = match &context.actor {
        Actor::App => "Ada Owner",
        Actor::Person(_) => "an app",
    };
    Err(Fault::stale(other, place.0.name()))
}

/// No write on or before the closing date.
pub fn check_open(books: &Books, dates: impl IntoIterator<Item = Option<Date>>) -> Result<(), Fault> {
    match books.closing_date() {
        Some(closed) if dates.into_iter().flatten().any(|date| date <= closed) => Err(Fault::closed(closed)),
        _ => Ok(()),
    }
}

fn create(
    books: &mut Books,
    context: &Context,
    entity: Entity,
    fields: Fields<'_>,
) -> Result<Written, Fault> {
    let id = books.next_id(entity);
    let record = build(books, context, id, fields, entity, None, false)?;
    store(books, context, (entity, id), record, None)?;
    if entity == Entity::Customer {
        opening::balance(books, context, id, fields)?;
    }
    Ok(Written { place: (entity, id), created: true, lost: Vec::new() })
}

fn update(
    books: &mut Books,
    context: &Context,
    place: Place,
    fields: Fields<'_>,
    sparse: bool,
) -> Result<Written, Fault> {
    let old = books.record(place).cloned().ok_or_else(Fault::deleted)?;
    if old.deposit().is_some() {
        return Err(Fault::deposited());
    }
    // Updates of attachments are full, whatever the body says.
    let sparse = sparse && place.0 != Entity::Attachable;
    let before = if sparse { Object::new() } else { object(render(books, context, place, &old)) };
    let record = build(books, context, place.1, fields, place.0, Some(&old), sparse)?;
    store(books, context, place, record, Some(&old))?;
    let mut lost = Vec::new();
    if !sparse && let Some(new) = books.record(place).cloned() {
        let after = object(render(books, context, place, &new));
        lost = before
            .iter()
            .filter(|(name, value)| {
                place.0.writes(name) && !fields.has(name) && after.get(*name) != Some(value)
            })
            .map(|(name, _)| name.clone())
            .collect();
    }
    Ok(Written { place, created: false, lost })
}

fn object(value: Value) -> Object {
    match value {
        Value::Object(map) => map,
        _ => Object::new(),
    }
}

/// Checks what concerns other records, gives the record its new version, puts it in, and moves what hangs on it.
pub(super) fn store(
    books: &mut Books,
    context: &Context,
    place: Place,
    mut record: Record,
    old: Option<&Arc<Record>>,
) -> Result<(), Fault> {
    check_open(books, [record.date(), old.and_then(|old| old.date())])?;
    if let Some(name) = record.unique_name()
        && books.owner_of(&name).is_some_and(|owner| owner != place.1 || !has_name(books, place, &name))
    {
        return Err(Fault::duplicate_name());
    }
    record.set_meta(next_meta(old.map(|old| old.meta()), context.now));
    books.put(place, record);
    let old = old.map(|old| &**old);
    match place.0 {
        Entity::Payment => payment::settle(books, context, place.1, old),
        Entity::Deposit => deposit::link(books, context, place.1, old),
        Entity::Invoice | Entity::CreditMemo => sales::shrink_settlements(books, context, place)?,
        _ => {}
    }
    Ok(())
}

/// Customers and vendors share names but not ids: the same number may be two people.
fn has_name(books: &Books, place: Place, name: &(super::record::NameSpace, String)) -> bool {
    books.record(place).and_then(|record| record.unique_name()).as_ref() == Some(name)
}

/// Version 0 for a new record, one more for a changed one.
pub fn next_meta(old: Option<Meta>, now: Timestamp) -> Meta {
    let now_ms = now.as_millisecond();
    match old {
        None => Meta { version: 0, created: now_ms, updated: now_ms },
        Some(old) => Meta { version: old.version + 1, updated: now_ms, ..old },
    }
}

/// `POST /{entity}?operation=delete`.
pub fn delete(books: &mut Books, context: &Context, entity: Entity, body: &Object) -> Result<Place, Fault> {
    if !entity.can_be_deleted() {
        return Err(Fault::unsupported_operation(&format!("delete on {}", entity.name())));
    }
    let fields = Fields::new(body);
    let id = fields.text("Id")?.ok_or_else(|| Fault::missing("Id"))?;
    let place = find(books, entity, &id)?;
    check_version(books, context, place, fields)?;
    let record = books.record(place).cloned().ok_or_else(Fault::deleted)?;
    check_open(books, [record.date()])?;
    deposit::before_delete(books, context, place)?;
    match &*record {
        Record::Payment(_) => payment::before_delete(books, context, place.1),
        Record::Deposit(deposit) => deposit::unlink_all(books, context, deposit, place.1),
        _ => sales::before_delete(books, context, place)?,
    }
    books.delete(place, context.now);
    Ok(place)
}

/// Voids an invoice, credit memo, payment or sales receipt: amounts become zero, the record stays.
pub fn void(books: &mut Books, context: &Context, entity: Entity, body: &Object) -> Result<Place, Fault> {
    let fields = Fields::new(body);
    let id = fields.text("Id")?.ok_or_else(|| Fault::missing("Id"))?;
    let place = find(books, entity, &id)?;
    check_version(books, context, place, fields)?;
    let old = books.record(place).cloned().ok_or_else(Fault::deleted)?;
    if old.deposit().is_some() {
        return Err(Fault::deposited());
    }
    let record = match &*old {
        Record::Invoice(sale) => Record::Invoice(sales::voided(sale, context)?),
        Record::CreditMemo(sale) => Record::CreditMemo(sales::voided(sale, context)?),
        Record::Payment(payment) => Record::Payment(payment::voided(payment)?),
        Record::SalesReceipt(receipt) => Record::SalesReceipt(receipts::voided(receipt)),
        _ => return Err(Fault::unsupported_operation(&format!("void on {}", entity.name()))),
    };
    store(books, context, place, record, Some(&old))?;
    Ok(place)
}

/// The note of a voided transaction: the word is put before what was there.
pub fn void_note(note: Option<&str>) -> Box<str> {
    match note {
        Some(text) if text.starts_with("Voided") => text.into(),
        Some(text) => format!("Voided - {text}").into(),
        None => "Voided".into(),
    }
}
