//! The names of list entries, alone and with the names above them.

use serde_json::Value;

use super::wire::reference;
use crate::state::books::Books;
use crate::state::books::entity::Entity;
use crate::state::books::record::Record;

/// What an inactive name shows; the name itself is free again.
pub const DELETED_SUFFIX: &str = " (deleted)";
/// How deep list entries go below the top.
pub const LEVELS_BELOW_MAX: usize = 4;

/// A name as it is shown: an inactive one with its mark.
pub fn shown(name: &str, active: bool) -> String {
    if active { name.to_owned() } else { format!("{name}{DELETED_SUFFIX}") }
}

/// A name with the names above it, `A:B:C`.
pub fn qualified_name(books: &Books, entity: Entity, id: u64) -> String {
    let name = |id: u64| books.record((entity, id)).and_then(|record| own_name(record)).unwrap_or_default();
    let mut names: Vec<String> = ancestors(books, entity, id).into_iter().rev().map(name).collect();
    names.push(name(id));
    names.join(":")
}

/// The name a list entry shows.
pub fn own_name(record: &Record) -> Option<String> {
    let name = match record {
        Record::Account(list) => &list.name,
        Record::Customer(list) => &list.display_name,
        Record::Employee(list) | Record::Vendor(list) => &list.display_name,
        Record::Item(list) => &list.name,
        Record::Term(list) => &list.name,
        Record::Class(list) | Record::Department(list) | Record::PaymentMethod(list) => &list.name,
        Record::Card(card) => {
            let name = card.kept.value("Name").or_else(|| card.kept.value("DisplayName"));
            return name.and_then(|name| name.as_str().map(str::to_owned));
        }
        _ => return None,
    };
    Some(shown(name, record.is_active()))
}

/// A reference to a list entry with its name.
pub fn named_reference(books: &Books, entity: Entity, id: u64) -> Value {
    let name = match entity {
        Entity::Account | Entity::Item => Some(qualified_name(books, entity, id)),
        _ => books.record((entity, id)).and_then(|record| own_name(record)),
    };
    reference(entity.id_text(id), name.as_deref())
}

/// The records above one, nearest first.
pub fn ancestors(books: &Books, entity: Entity, id: u64) -> Vec<u64> {
    let up = |id: u64| match books.record((entity, id)).map(|record| &**record) {
        Some(Record::Customer(list)) => list.parent,
        Some(Record::Account(list)) => list.parent,
        Some(Record::Item(list)) => list.parent,
        Some(Record::Class(list) | Record::Department(list)) => {
            list.kept.value("ParentRef").and_then(|parent| parent["value"].as_str()?.parse().ok())
        }
        _ => None,
    };
    std::iter::successors(up(id), |id| up(*id)).take(LEVELS_BELOW_MAX + 1).collect()
}
