//! What finds records without a walk over them, and what they come to: follows from the records and is never saved.

use std::collections::{BTreeMap, BTreeSet};

use ledger::MinorUnits;

use super::entity::Entity;
use super::place::Place;
use super::posting::{Fixed, postings};
use super::record::{NameSpace, Record};

/// The records by id, time, name, number, customer and parent, and the balances of accounts and parties.
#[derive(Debug, Clone, Default)]
pub struct Index {
    pub ids: BTreeMap<Entity, Vec<u64>>,
    pub updated: BTreeSet<(Entity, i64, u64)>,
    pub deleted: BTreeSet<(Entity, i64, u64)>,
    pub names: BTreeMap<(NameSpace, String), u64>,
    pub numbers: BTreeSet<(Entity, Box<str>, u64)>,
    pub customers: BTreeSet<(u64, Entity, u64)>,
    pub children: BTreeSet<(Entity, u64, u64)>,
    pub balances: BTreeMap<u64, MinorUnits>,
    /// What customers owe and vendors are owed (negative), in their own currencies.
    pub parties: BTreeMap<(Entity, u64), MinorUnits>,
}

impl Index {
    /// Enters a record, or takes it out.
    pub fn enter(&mut self, (entity, id): Place, record: &Record, fixed: &Fixed, add: bool) {
        toggle(&mut self.updated, (entity, record.meta().updated, id), add);
        if let Some(customer) = record.customer() {
            toggle(&mut self.customers, (customer, entity, id), add);
        }
        if let Some(number) = record.number() {
            toggle(&mut self.numbers, (entity, number.to_lowercase().into(), id), add);
        }
        if let Some(parent) = parent_of(record) {
            toggle(&mut self.children, (entity, parent, id), add);
        }
        if let Some(name) = record.unique_name() {
            if add {
                self.names.insert(name, id);
            } else if self.names.get(&name) == Some(&id) {
                self.names.remove(&name);
            }
        }
        for posting in postings(record, fixed) {
            let debit = if add { posting.debit } else { -posting.debit };
            *self.balances.entry(posting.account).or_default() += debit;
            if let Some(party) = posting.party {
                let own = if add { posting.own } else { -posting.own };
                *self.parties.entry((party.entity, party.id)).or_default() += own;
            }
        }
    }

    /// Enters the id of a new record.
    pub fn enter_id(&mut self, (entity, id): Place) {
        insert_sorted(self.ids.entry(entity).or_default(), id);
    }

    /// Takes an id out.
    pub fn remove_id(&mut self, (entity, id): Place) {
        if let Some(ids) = self.ids.get_mut(&entity)
            && let Ok(at) = ids.binary_search(&id)
        {
            ids.remove(at);
        }
    }
}

fn parent_of(record: &Record) -> Option<u64> {
    match record {
        Record::Account(list) => list.parent,
        Record::Customer(list) => list.parent,
        Record::Item(list) => list.parent,
        _ => None,
    }
}

fn toggle<T: Ord>(set: &mut BTreeSet<T>, entry: T, add: bool) {
    if add {
        set.insert(entry);
    } else {
        set.remove(&entry);
    }
}

fn insert_sorted(ids: &mut Vec<u64>, id: u64) {
    if ids.last().is_none_or(|last| *last < id) {
        ids.push(id);
    } else if let Err(at) = ids.binary_search(&id) {
        ids.insert(at, id);
    }
}
