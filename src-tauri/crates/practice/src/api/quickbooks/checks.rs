//! What every write checks first: the record is there, in the version that the client saw, and its day is open.

use jiff::Timestamp;
use jiff::civil::Date;

use super::draft::{Actor, Context};
use super::fault::Fault;
use super::fields::Fields;
use super::lists;
use crate::state::books::Books;
use crate::state::books::entity::Entity;
use crate::state::books::place::Place;
use crate::state::books::record::Meta;
use crate::switches::Switch;

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
pub fn check_open(
    books: &Books,
    context: &Context,
    dates: impl IntoIterator<Item = Option<Date>>,
) -> Result<(), Fault> {
    let Some(closed) = books.closing_date() else { return Ok(()) };
    match dates.into_iter().flatten().filter(|date| *date <= closed).min() {
        Some(date) => {
            let unseen =
                context.consent.is_some_and(|consent| books.closed_unseen(consent, date, context.now));
            Err(Fault { closed_unseen: unseen, ..Fault::closed(closed) })
        }
        None => Ok(()),
    }
}

/// A form that the service took and cannot write out again: its address is none. The switch has it.
pub fn check_readable(books: &Books, context: &Context, place: Place) -> Result<(), Fault> {
    let refuses =
        context.actor == Actor::App && context.switches.is(Switch::UnreadableEmail, "refuses-reads");
    let form = books.record(place).filter(|_| refuses).and_then(|record| record.sale());
    match form.and_then(|form| form.email.as_deref()) {
        Some(sent)
            if !sent
                .split([',', ';'])
                .map(str::trim)
                .all(|one| lists::is_address(one) && !one.contains(' ')) =>
        {
            Err(Fault::query_processing())
        }
        _ => Ok(()),
    }
}

/// Version 0 for a new record, one more for a changed one.
pub fn next_meta(old: Option<Meta>, now: Timestamp) -> Meta {
    let now_ms = now.as_millisecond();
    match old {
        None => Meta { version: 0, created: now_ms, updated: now_ms },
        Some(old) => Meta { version: old.version + 1, updated: now_ms, ..old },
    }
}
