//! Invoices as they were in earlier versions, so that what was made from one can be held against it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Books;
use super::entity::Entity;
use super::place::Place;
use super::record::{Record, Sale};

/// Earlier versions of invoices, by id and version. Whatever changes what is settled of an invoice raises its version.
#[derive(Debug, Clone, Default)]
pub(super) struct History(BTreeMap<(u64, u32), Arc<Record>>);

impl History {
    /// Keeps what was in a place until now.
    pub(super) fn keep(&mut self, place: Place, before: Option<&Arc<Record>>) {
        if let (Entity::Invoice, Some(before)) = (place.0, before) {
            self.0.insert((place.1, before.meta().version), before.clone());
        }
    }
}

impl Books {
    /// An invoice as it was in that version; `None` where no such version is known.
    pub fn invoice_at(&self, id: u64, version: u32) -> Option<&Sale> {
        let now = self.record((Entity::Invoice, id)).filter(|record| record.meta().version == version);
        now.or_else(|| self.history.0.get(&(id, version))).and_then(|record| record.sale())
    }
}
