//! Keyed records that remember which keys were touched, so that only changes are written to disk.

use std::collections::{BTreeMap, BTreeSet, btree_map};
use std::ops::RangeBounds;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// What a table can be keyed by: text that reads back.
pub trait Key: Ord + Clone {
    /// The key as text.
    fn to_text(&self) -> String;
    /// The key from its text.
    fn from_text(text: &str) -> Option<Self>;
}

impl Key for u64 {
    fn to_text(&self) -> String {
        self.to_string()
    }
    fn from_text(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl Key for String {
    fn to_text(&self) -> String {
        self.clone()
    }
    fn from_text(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }
}

/// One changed record: its table's full name, its key, and its JSON (`None` when removed).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub table: String,
    pub key: String,
    pub value: Option<String>,
}

/// Why saved changes cannot be taken back into memory.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    #[error("saved records name a table `{0}` that this company does not have")]
    Table(String),
    #[error("saved record `{1}` of table `{0}` has a bad key")]
    Key(String, String),
    #[error("saved record `{key}` of table `{table}` cannot be read: {error}")]
    Value { table: String, key: String, error: serde_json::Error },
}

/// Something that keeps tables: it hands out what changed, and takes it back after a restart.
pub trait Persistent {
    /// Moves the changes since the last call into `changes`, each table's name after `prefix`.
    fn drain(&mut self, prefix: &str, changes: &mut Vec<Change>);

    /// Puts one saved record back. `table` is the name without the prefix.
    fn replay(&mut self, table: &str, key: &str, value: Option<&str>) -> Result<(), ReplayError>;
}

/// Records by key. Cloning shares the records, so that a snapshot of a large company is cheap.
#[derive(Debug, Clone)]
pub struct Table<K, T> {
    rows: BTreeMap<K, Arc<T>>,
    touched: BTreeSet<K>,
}

impl<K, T> Default for Table<K, T> {
    fn default() -> Self {
        Self { rows: BTreeMap::new(), touched: BTreeSet::new() }
    }
}

impl<K: Key, T> Table<K, T> {
    /// The record of that key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&Arc<T>>
    where
        K: std::borrow::Borrow<Q>,
    {
        self.rows.get(key)
    }

    /// Adds or replaces a record; returns the one before.
    pub fn put(&mut self, key: K, record: impl Into<Arc<T>>) -> Option<Arc<T>> {
        self.touched.insert(key.clone());
        self.rows.insert(key, record.into())
    }

    /// Removes a record and returns it.
    pub fn remove(&mut self, key: &K) -> Option<Arc<T>> {
        let removed = self.rows.remove(key);
        if removed.is_some() {
            self.touched.insert(key.clone());
        }
        removed
    }

    /// Changes a record in place; false when there is none.
    pub fn edit(&mut self, key: &K, edit: impl FnOnce(&mut T)) -> bool
    where
        T: Clone,
    {
        let Some(row) = self.rows.get_mut(key) else { return false };
        edit(Arc::make_mut(row));
        self.touched.insert(key.clone());
        true
    }

    /// All records with their keys, in key order.
    pub fn rows(&self) -> btree_map::Iter<'_, K, Arc<T>> {
        self.rows.iter()
    }

    /// The records in a range of keys, in order.
    pub fn range(&self, range: impl RangeBounds<K>) -> btree_map::Range<'_, K, Arc<T>> {
        self.rows.range(range)
    }

    /// All records in key order.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &Arc<T>> {
        self.rows.values()
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// No record at all.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Whether there is a record of that key.
    pub fn contains(&self, key: &K) -> bool {
        self.rows.contains_key(key)
    }

    /// Forgets what was touched: for records that are made again at every start.
    pub fn settle(&mut self) {
        self.touched.clear();
    }

    /// Makes `earlier` the content again, remembering every key that differs from now, so that going back
    /// to a snapshot is saved like any other change.
    pub fn revert_to(&mut self, earlier: &Self) {
        let now = std::mem::replace(&mut self.rows, earlier.rows.clone());
        for (key, row) in &now {
            if self.rows.get(key).is_none_or(|kept| !Arc::ptr_eq(kept, row)) {
                self.touched.insert(key.clone());
            }
        }
        self.touched.extend(self.rows.keys().filter(|key| !now.contains_key(*key)).cloned());
    }
}

impl<K: Key, T: Serialize + DeserializeOwned> Table<K, T> {
    /// Hands out the touched records.
    pub fn drain(&mut self, name: &str, changes: &mut Vec<Change>) {
        for key in std::mem::take(&mut self.touched) {
            let value = self.rows.get(&key).and_then(|row| serde_json::to_string(&**row).ok());
            changes.push(Change { table: name.to_owned(), key: key.to_text(), value });
        }
    }

    /// Puts a saved record back.
    pub fn replay(&mut self, name: &str, key: &str, value: Option<&str>) -> Result<(), ReplayError> {
        let (key, row) = Self::decode(name, key, value)?;
        match row {
            Some(row) => self.rows.insert(key, Arc::new(row)),
            None => self.rows.remove(&key),
        };
        Ok(())
    }

    /// Reads a saved record without storing it.
    pub fn decode(name: &str, key: &str, value: Option<&str>) -> Result<(K, Option<T>), ReplayError> {
        let parsed = K::from_text(key).ok_or_else(|| ReplayError::Key(name.to_owned(), key.to_owned()))?;
        let row = value.map(serde_json::from_str).transpose().map_err(|error| ReplayError::Value {
            table: name.to_owned(),
            key: key.to_owned(),
            error,
        })?;
        Ok((parsed, row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_touched_records_are_handed_out_once() {
        let mut table: Table<u64, String> = Table::default();
        table.put(1, "one".to_owned());
        table.put(2, "two".to_owned());
        table.settle();
        table.edit(&2, |row| row.push('!'));
        table.remove(&1);
        let mut changes = Vec::new();
        table.drain("t", &mut changes);
        let told: Vec<_> = changes.iter().map(|c| (c.key.as_str(), c.value.as_deref())).collect();
        assert_eq!(told, [("1", None), ("2", Some("\"two!\""))]);
        changes.clear();
        table.drain("t", &mut changes);
        assert!(changes.is_empty());
    }

    #[test]
    fn going_back_to_a_snapshot_touches_what_differs() {
        let mut table: Table<u64, String> = Table::default();
        table.put(1, "one".to_owned());
        table.put(2, "two".to_owned());
        table.settle();
        let snapshot = table.clone();
        table.edit(&2, |row| row.push('!'));
        table.put(3, "three".to_owned());
        table.remove(&1);
        table.settle();
        table.revert_to(&snapshot);
        let mut changes = Vec::new();
        table.drain("t", &mut changes);
        let told: Vec<_> = changes.iter().map(|c| (c.key.as_str(), c.value.as_deref())).collect();
        assert_eq!(told, [("1", Some("\"one\"")), ("2", Some("\"two\"")), ("3", None)]);
    }
}
