//! Creating and changing records: what all entities have in common.

use std::sync::Arc;

use serde_json::Value;

use super::build::build;
use super::checks::{check_open, check_version, find, next_meta};
use super::draft::{Context, Written};
use super::fault::Fault;
use super::fields::Fields;
use super::render::render;
use super::wire::{Object, without_blanks};
use super::{attachable, credits, deposit, opening, payment, receipts, sales, single};
use crate::state::books::Books;
use crate::state::books::entity::Entity;
use crate::state::books::place::Place;
use crate::state::books::record::{NameSpace, Record};
use crate::switches::Switch;

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
    if entity == Entity::Attachable && context.switches.is(Switch::AttachableEcho, "taken") {
        body.retain(|name, _| !attachable::SET_BY_THE_SERVER.contains(&name.as_str()));
    }
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
        open_with_balance(books, context, id, fields)?;
    }
    credits::apply_automatically(books, context, (entity, id))?;
    Ok(Written { place: (entity, id), created: true, lost: Vec::new() })
}

/// A payment that only links credit to what is owed.
pub fn create_linking(books: &mut Books, context: &Context, body: &Object) -> Result<(), Fault> {
    let id = books.next_id(Entity::Payment);
    let record = build(books, context, id, Fields::new(body), Entity::Payment, None, false)?;
    store(books, context, (Entity::Payment, id), record, None)
}

/// A new customer's opening balance is an invoice of its own.
fn open_with_balance(
    books: &mut Books,
    context: &Context,
    customer: u64,
    fields: Fields<'_>,
) -> Result<(), Fault> {
    let Some((id, sale)) = opening::balance(books, context, customer, fields)? else { return Ok(()) };
    store(books, context, (Entity::Invoice, id), Record::Invoice(sale), None)
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
fn store(
    books: &mut Books,
    context: &Context,
    place: Place,
    mut record: Record,
    old: Option<&Arc<Record>>,
) -> Result<(), Fault> {
    check_open(books, context, [record.date(), old.and_then(|old| old.date())])?;
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
fn has_name(books: &Books, place: Place, name: &(NameSpace, String)) -> bool {
    books.record(place).and_then(|record| record.unique_name()).as_ref() == Some(name)
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
    check_open(books, context, [record.date()])?;
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
        Record::Invoice(sale) => Record::Invoice(sales::voided(sale, entity, context)?),
        Record::CreditMemo(sale) => Record::CreditMemo(sales::voided(sale, entity, context)?),
        Record::Payment(payment) => Record::Payment(payment::voided(payment)?),
        Record::SalesReceipt(receipt) => Record::SalesReceipt(receipts::voided(receipt)),
        _ => return Err(Fault::unsupported_operation(&format!("void on {}", entity.name()))),
    };
    store(books, context, place, record, Some(&old))?;
    Ok(place)
}
