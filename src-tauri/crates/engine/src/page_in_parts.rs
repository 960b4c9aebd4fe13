//! Pages that QuickBooks refuses because of one row (rule F8): they are read in halves until that row is alone, and then
//! its id is found, so that not known is a state of that record and of no other.

use std::collections::BTreeSet;

use crate::budget::Budget;
use crate::fault::{Blame, Fault, FaultKind};
use crate::ports::{Books, Page, PageRead, Unreadable};
use crate::record::RecordRef;
use crate::unreadable::kind_of;

/// Requests that naming a row takes at most.
const NAMING: u32 = 13;
/// Ids among which one is looked for: a hundred of them fit into a request.
const CANDIDATES_MAX: usize = 400;
/// How far from its neighbors the id of a row at the edge of everything is looked for.
const REACH: u64 = 300;

/// One page of a query, or as much of it as one step can read in parts (rule F9).
pub(crate) async fn read_page(source: &dyn Books, budget: &Budget, page: &Page) -> Result<PageRead, Fault> {
    match source.page(page).await {
        Err(fault)
            if fault.kind.blame() != Blame::Side && page.size > 1 && kind_of(page.entity).is_some() =>
        {
            let read = PageRead::default();
            Parts { source, budget, page, read, refused: Vec::new() }.read(fault).await
        }
        read => read,
    }
}

/// A row that cannot be read.
struct Refused {
    /// Rows of the page before it.
    rows: usize,
    /// Records that could be read before it.
    records: usize,
    why: Fault,
}

/// A page that is read in parts.
struct Parts<'a> {
    source: &'a dyn Books,
    budget: &'a Budget,
    page: &'a Page,
    read: PageRead,
    refused: Vec<Refused>,
}

impl Parts<'_> {
    async fn read(mut self, whole: Fault) -> Result<PageRead, Fault> {
        let all = self.count(&[]).await?;
        let rows = all.saturating_sub(self.page.start - 1).min(u64::from(self.page.size));
        let rows = u32::try_from(rows).unwrap_or(self.page.size);
        // The last on top.
        let mut parts = vec![(0, rows)];
        while let Some((skip, size)) = parts.pop() {
            if self.has_enough(size) {
                self.read.cut = true;
                break;
            }
            let part = Page { start: self.page.start + u64::from(skip), size, ..self.page.clone() };
            match self.source.page(&part).await {
                Ok(read) => {
                    self.read.rows += read.rows;
                    self.read.records.extend(read.records);
                    self.read.unreadable.extend(read.unreadable);
                }
                Err(fault) if fault.kind.blame() == Blame::Side => return Err(fault),
                Err(fault) if size <= 1 => {
                    let (rows, records) = (self.read.rows, self.read.records.len());
                    self.refused.push(Refused { rows, records, why: fault });
                    self.read.rows += 1;
                }
                Err(_) => {
                    let half = size / 2;
                    parts.extend([(skip + half, size - half), (skip, half)]);
                }
            }
        }
        // Not one row could be read, and not for what is in it: that is no row's fault as far as anybody can tell.
        let unclear = |row: &Refused| row.why.kind.blame() != Blame::Record;
        if self.read.records.is_empty() && self.refused.len() > 1 && self.refused.iter().any(unclear) {
            return Err(whole);
        }
        for (at, row) in std::mem::take(&mut self.refused).into_iter().enumerate() {
            if at > 0 && self.budget.lacks(NAMING) {
                self.read.records.truncate(row.records);
                (self.read.rows, self.read.cut) = (row.rows, true);
                break;
            }
            let reference = self.name(row.records).await?;
            let why = row.why.said().to_string();
            self.read.unreadable.push(Unreadable { reference, why, definite: false });
        }
        Ok(self.read)
    }

    /// Whether the rest of the page, of which the next part has so many rows, is for the next step: behind a row that
    /// could be read, which tells where the one before it belongs, or behind two that could not.
    fn has_enough(&self, size: u32) -> bool {
        let behind_one = self.refused.last().is_some_and(|row| row.rows + 1 < self.read.rows);
        let found = u32::try_from(self.refused.len()).unwrap_or(u32::MAX);
        // The next row that cannot be read is found in halves, and then named.
        let next = 2 * size.next_power_of_two().ilog2() + 2 + NAMING.saturating_mul(found + 1);
        (behind_one || found > 1) && self.budget.lacks(next)
    }

    /// The record behind a row that cannot be read: an id between those of its neighbors that is there. Nothing where it
    /// cannot be told.
    async fn name(&mut self, before: usize) -> Result<Option<RecordRef>, Fault> {
        let known: BTreeSet<_> = self.ids().collect();
        let place = |place: Option<usize>| place.and_then(|place| self.ids().nth(place));
        let (left, right) = (place(before.checked_sub(1)), place(Some(before)));
        let (from, to) = match (left, right) {
            (Some(left), Some(right)) => (left.min(right) + 1, left.max(right)),
            (Some(left), None) => (left + 1, left + REACH),
            (None, Some(right)) => (right.saturating_sub(REACH).max(1), right),
            (None, None) => (1, REACH),
        };
        let named: BTreeSet<_> = self.named().collect();
        let mut open: Vec<String> =
            (from..to).filter(|id| !known.contains(id)).map(|id| id.to_string()).collect();
        open.retain(|id| !named.contains(id));
        // The nearest to the neighbor that is known come first: farther ones may be of another page.
        if left.is_none() {
            open.reverse();
        }
        open.truncate(CANDIDATES_MAX);
        while open.len() > 1 {
            let other = open.split_off(open.len() / 2);
            if self.count(&open).await? == 0 {
                open = other;
            }
        }
        let Some(id) = open.pop() else { return Ok(None) };
        let Some(kind) = kind_of(self.page.entity) else { return Ok(None) };
        let found = RecordRef::new(kind, id);
        // Only one that cannot be read is the one.
        let refused = match self.source.read(&found).await {
            Ok(_) => false,
            Err(fault) if fault.kind.blame() == Blame::Side => return Err(fault),
            Err(fault) => fault.kind != FaultKind::NotFound,
        };
        Ok(refused.then_some(found))
    }

    async fn count(&self, ids: &[String]) -> Result<u64, Fault> {
        self.source.count(self.page.entity, &self.page.filter, ids).await
    }

    /// The ids that could be read, in the order of their rows; QuickBooks' ids are numbers.
    fn ids(&self) -> impl Iterator<Item = u64> {
        self.read.records.iter().filter_map(|read| read.record.reference().id.parse().ok())
    }

    /// The ids of rows that cannot be read, as far as they are known.
    fn named(&self) -> impl Iterator<Item = String> {
        let named = self.read.unreadable.iter().filter_map(|broken| broken.reference.as_ref());
        named.map(|reference| reference.id.clone())
    }
}
