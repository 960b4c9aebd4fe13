//! The books of one company: records, their indexes and balances, and going back when an operation fails.

pub mod account_kind;
pub mod closing;
pub mod entity;
pub mod happened;
pub mod history;
pub mod index;
pub mod kept;
pub mod metering;
pub mod place;
pub mod posting;
pub mod properties;
pub mod rates;
pub mod record;
pub mod seed;
pub mod throttle;
pub mod totals;
pub mod voids;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use ledger::MinorUnits;
use serde::{Deserialize, Serialize};

use crate::table::{Change, Persistent, ReplayError, Table};
use account_kind::AccountKind;
use closing::Told;
use entity::Entity;
use happened::{Happened, Happening};
use history::History;
use index::Index;
use metering::Meter;
use place::Place;
use posting::Fixed;
use record::{Account, Customer, Item, Meta, NameSpace, Payment, Record, Sale};
use throttle::Traffic;

/// A write that succeeded under a `requestid`, to be answered the same way for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replay {
    pub at: i64,
    /// SHA-256 of the body that was sent.
    pub asked: String,
    /// The answer's body, or a batch item's part of it.
    pub answer: String,
}

/// Everything about one company.
#[derive(Debug, Clone)]
pub struct Books {
    realm_id: String,
    records: Table<Place, Record>,
    /// When each deleted record went, in milliseconds since 1970.
    deleted: Table<Place, i64>,
    replays: Table<String, Replay>,
    /// `next-transaction`, `next-list`, `next-number`.
    numbers: Table<String, u64>,
    closed: Table<String, Date>,
    /// What the app was last told of the closing date, by consent; in memory only.
    told: BTreeMap<u64, Told>,
    /// Invoices as they were before; in memory only.
    history: History,
    /// What each Payment came to when an app made it: people may change it later. In memory only.
    pub(crate) made: BTreeMap<u64, MinorUnits>,
    index: Index,
    fixed: Fixed,
    undo: Vec<Undo>,
    pub(crate) happened: Happened,
    pub(crate) traffic: Traffic,
    pub(crate) meter: Meter,
}

#[derive(Debug, Clone)]
enum Undo {
    Record(Place, Option<Arc<Record>>),
    Deleted(Place),
}

impl Books {
    /// Empty books of a realm.
    pub fn empty(realm_id: String) -> Self {
        Self {
            realm_id,
            records: Table::default(),
            deleted: Table::default(),
            replays: Table::default(),
            numbers: Table::default(),
            closed: Table::default(),
            told: BTreeMap::new(),
            history: History::default(),
            made: BTreeMap::new(),
            index: Index::default(),
            fixed: Fixed::default(),
            undo: Vec::new(),
            happened: Happened::default(),
            traffic: Traffic::default(),
            meter: Meter::default(),
        }
    }

    /// The company id.
    pub fn realm_id(&self) -> &str {
        &self.realm_id
    }

    /// `CompanyInfo.CompanyName`.
    pub fn company_name(&self) -> String {
        let info = self.record((Entity::CompanyInfo, 1));
        let name = info.and_then(|record| record.kept().value("CompanyName"));
        name.and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// The accounts that transactions post to without naming them.
    pub fn fixed(&self) -> &Fixed {
        &self.fixed
    }

    /// Names those accounts; before any transaction is put in.
    pub(super) fn set_fixed(&mut self, fixed: Fixed) {
        self.fixed = fixed;
    }

    /// The record in a place.
    pub fn record(&self, place: Place) -> Option<&Arc<Record>> {
        self.records.get(&place)
    }

    /// Puts a record in its place, with all indexes and balances.
    pub fn put(&mut self, place: Place, record: Record) {
        let record = Arc::new(record);
        let before = self.set(place, Some(record.clone()));
        self.happened.put(place, before.as_deref(), &record);
        self.history.keep(place, before.as_ref());
        self.undo.push(Undo::Record(place, before));
    }

    /// Puts a record in while the books are being founded: there is nothing to go back to.
    pub(super) fn lay(&mut self, place: Place, record: Record) {
        self.set(place, Some(Arc::new(record)));
    }

    /// Ends the founding: what was laid is made again at every start and need not be saved.
    pub(super) fn settle(&mut self) {
        self.records.settle();
        self.numbers.settle();
        self.closed.settle();
    }

    /// Deletes a transaction and remembers that it existed.
    pub fn delete(&mut self, place: Place, now: Timestamp) {
        let before = self.set(place, None);
        self.history.keep(place, before.as_ref());
        self.undo.push(Undo::Record(place, before));
        self.deleted.put(place, now.as_millisecond());
        self.index.deleted.insert((place.0, now.as_millisecond(), place.1));
        self.undo.push(Undo::Deleted(place));
        self.happened.deleted(place);
    }

    /// Does all of the work or none of it.
    pub fn attempt<R, E>(&mut self, work: impl FnOnce(&mut Self) -> Result<R, E>) -> Result<R, E> {
        self.undo.clear();
        let mark = self.happened.mark();
        let result = work(self);
        if result.is_err() {
            self.happened.go_back(mark);
            for step in std::mem::take(&mut self.undo).into_iter().rev() {
                match step {
                    Undo::Record(place, before) => {
                        self.set(place, before);
                    }
                    Undo::Deleted(place) => {
                        if let Some(at) = self.deleted.remove(&place) {
                            self.index.deleted.remove(&(place.0, *at, place.1));
                        }
                    }
                }
            }
        }
        self.undo.clear();
        result
    }

    /// What happened to records since the last call.
    pub fn take_happened(&mut self) -> Vec<Happening> {
        self.happened.take()
    }

    /// Raises a record's version because something linked to it changed.
    pub fn bump(&mut self, place: Place, now: Timestamp, edit: impl FnOnce(&mut Record)) {
        if let Some(record) = self.record(place) {
            let mut record = (**record).clone();
            let meta = record.meta();
            edit(&mut record);
            record.set_meta(Meta { version: meta.version + 1, updated: now.as_millisecond(), ..meta });
            self.put(place, record);
        }
    }

    fn set(&mut self, place: Place, record: Option<Arc<Record>>) -> Option<Arc<Record>> {
        let before = self.records.get(&place).cloned();
        if let Some(old) = &before {
            self.index.enter(place, old, &self.fixed, false);
        }
        if let Some(new) = record {
            self.index.enter(place, &new, &self.fixed, true);
            if before.is_none() {
                self.index.enter_id(place);
            }
            return self.records.put(place, new);
        }
        self.index.remove_id(place);
        self.records.remove(&place)
    }

    /// The ids of an entity in order.
    pub fn ids(&self, entity: Entity) -> &[u64] {
        self.index.ids.get(&entity).map_or(&[], Vec::as_slice)
    }

    /// All records of an entity in order of their ids.
    pub fn all(&self, entity: Entity) -> impl Iterator<Item = (u64, &Arc<Record>)> {
        self.records.range((entity, 0)..=(entity, u64::MAX)).map(|((_, id), record)| (*id, record))
    }

    /// Records of an entity by last update, from an instant on: `(updated, id)`.
    pub fn updated_since(
        &self,
        entity: Entity,
        since_ms: i64,
    ) -> impl DoubleEndedIterator<Item = (i64, u64)> {
        let range = (entity, since_ms, 0)..=(entity, i64::MAX, u64::MAX);
        self.index.updated.range(range).map(|(_, at, id)| (*at, *id))
    }

    /// Deleted records of an entity by the time they went, from an instant on.
    pub fn deleted_since(&self, entity: Entity, since_ms: i64) -> impl Iterator<Item = (i64, u64)> {
        let range = (entity, since_ms, 0)..=(entity, i64::MAX, u64::MAX);
        self.index.deleted.range(range).map(|(_, at, id)| (*at, *id))
    }

    /// A customer's transactions of one entity.
    pub fn of_customer(&self, customer: u64, entity: Entity) -> impl Iterator<Item = u64> {
        let range = (customer, entity, 0)..=(customer, entity, u64::MAX);
        self.index.customers.range(range).map(|(_, _, id)| *id)
    }

    /// The transactions of an entity with that document number, letter case aside.
    pub fn numbered(&self, entity: Entity, number: &str) -> impl Iterator<Item = u64> {
        let wanted: Box<str> = number.to_lowercase().into();
        let range = (entity, wanted.clone(), 0)..=(entity, wanted, u64::MAX);
        self.index.numbers.range(range).map(|(_, _, id)| *id)
    }

    /// Who has a unique name.
    pub fn owner_of(&self, name: &(NameSpace, String)) -> Option<u64> {
        self.index.names.get(name).copied()
    }

    /// Records whose parent this is.
    pub fn children(&self, entity: Entity, parent: u64) -> Vec<u64> {
        let range = (entity, parent, 0)..=(entity, parent, u64::MAX);
        self.index.children.range(range).map(|(_, _, id)| *id).collect()
    }

    /// Whether a record of that place once existed and was deleted.
    pub fn was_deleted(&self, place: Place) -> bool {
        self.deleted.contains(&place)
    }

    /// An account's balance, debits positive.
    pub fn balance(&self, account: u64) -> MinorUnits {
        self.index.balances.get(&account).copied().unwrap_or_default()
    }

    /// What a customer owes, jobs not included.
    pub fn receivable(&self, customer: u64) -> MinorUnits {
        self.index.parties.get(&(Entity::Customer, customer)).copied().unwrap_or_default()
    }

    /// What a vendor is owed.
    pub fn payable(&self, vendor: u64) -> MinorUnits {
        -self.index.parties.get(&(Entity::Vendor, vendor)).copied().unwrap_or_default()
    }

    /// The sum of all balances: zero, always.
    pub fn trial_balance(&self) -> MinorUnits {
        self.index.balances.values().copied().sum()
    }

    /// An id for a new record.
    pub fn next_id(&mut self, entity: Entity) -> u64 {
        let numbers = number_space(entity);
        let taken = self.numbers.get(numbers).map_or(0, |last| **last);
        self.numbers.put(numbers.to_owned(), taken + 1);
        taken + 1
    }

    /// Makes sure that no new record gets an id up to this one.
    pub(super) fn reserve_id(&mut self, entity: Entity, id: u64) {
        let numbers = number_space(entity);
        let taken = self.numbers.get(numbers).map_or(0, |last| **last);
        self.numbers.put(numbers.to_owned(), taken.max(id));
    }

    /// The next document number, or one above a number just used.
    pub fn next_number(&mut self) -> u64 {
        let next = self.numbers.get("numbers").map_or(1001, |last| **last + 1);
        self.numbers.put("numbers".to_owned(), next);
        next
    }

    /// The server numbers on from a number that was sent.
    pub fn number_used(&mut self, number: &str) {
        if let Ok(used) = number.parse::<u64>()
            && used < 1_000_000_000
            && self.numbers.get("numbers").is_none_or(|last| **last < used)
        {
            self.numbers.put("numbers".to_owned(), used);
        }
    }

    /// The answer given to a `requestid` before.
    pub fn replay_of(&self, requestid: &str) -> Option<&Arc<Replay>> {
        self.replays.get(requestid)
    }

    /// Remembers an answer under its `requestid`.
    pub fn remember(&mut self, requestid: String, replay: Replay) {
        self.replays.put(requestid, replay);
    }

    /// Goes back to an earlier state of the same company.
    pub fn revert_to(&mut self, earlier: &Self) {
        self.records.revert_to(&earlier.records);
        self.deleted.revert_to(&earlier.deleted);
        self.replays.revert_to(&earlier.replays);
        self.numbers.revert_to(&earlier.numbers);
        self.closed.revert_to(&earlier.closed);
        self.told.clear();
        self.history = earlier.history.clone();
        self.index = earlier.index.clone();
        self.traffic = Traffic::default();
        self.undo.clear();
    }

    /// An account.
    pub fn account(&self, id: u64) -> Option<&Account> {
        match self.record((Entity::Account, id)).map(|record| &**record) {
            Some(Record::Account(account)) => Some(account),
            _ => None,
        }
    }

    /// A customer.
    pub fn customer(&self, id: u64) -> Option<&Customer> {
        match self.record((Entity::Customer, id)).map(|record| &**record) {
            Some(Record::Customer(customer)) => Some(customer),
            _ => None,
        }
    }

    /// An item.
    pub fn item(&self, id: u64) -> Option<&Item> {
        match self.record((Entity::Item, id)).map(|record| &**record) {
            Some(Record::Item(item)) => Some(item),
            _ => None,
        }
    }

    /// The sales form of that place.
    pub fn sale(&self, place: Place) -> Option<&Sale> {
        self.record(place).and_then(|record| record.sale())
    }

    /// A payment.
    pub fn payment(&self, id: u64) -> Option<&Payment> {
        match self.record((Entity::Payment, id)).map(|record| &**record) {
            Some(Record::Payment(payment)) => Some(payment),
            _ => None,
        }
    }

    /// The first active account of a kind and subtype.
    pub fn account_of(&self, kind: AccountKind, subtype: Option<&str>) -> Option<u64> {
        self.all(Entity::Account).find_map(|(id, record)| match &**record {
            Record::Account(account)
                if account.kind == kind
                    && account.active
                    && subtype.is_none_or(|wanted| *account.subtype == *wanted) =>
            {
                Some(id)
            }
            _ => None,
        })
    }
}

/// Transactions share one number space; every list has its own.
fn number_space(entity: Entity) -> &'static str {
    if entity.is_transaction() { "transactions" } else { entity.name() }
}

impl Persistent for Books {
    fn drain(&mut self, prefix: &str, changes: &mut Vec<Change>) {
        self.records.drain(&format!("{prefix}records"), changes);
        self.deleted.drain(&format!("{prefix}deleted"), changes);
        self.replays.drain(&format!("{prefix}replays"), changes);
        self.numbers.drain(&format!("{prefix}numbers"), changes);
        self.closed.drain(&format!("{prefix}closed"), changes);
    }

    fn replay(&mut self, table: &str, key: &str, value: Option<&str>) -> Result<(), ReplayError> {
        match table {
            "records" => {
                let (place, record) = Table::<Place, Record>::decode(table, key, value)?;
                self.set(place, record.map(Arc::new));
                self.records.settle();
                Ok(())
            }
            "deleted" => {
                let (place, at) = Table::<Place, i64>::decode(table, key, value)?;
                if let Some(at) = at {
                    self.index.deleted.insert((place.0, at, place.1));
                }
                self.deleted.replay(table, key, value)
            }
            "replays" => self.replays.replay(table, key, value),
            "numbers" => self.numbers.replay(table, key, value),
            "closed" => self.closed.replay(table, key, value),
            _ => Err(ReplayError::Table(table.to_owned())),
        }
    }
}
