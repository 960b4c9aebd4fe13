//! Where a list of QuickBooks is read on: by the time of creation, which no change of a record moves, so that no page
//! has to be read again because a row moved. `STARTPOSITION` only leads on within one instant, and where QuickBooks does
//! not sort.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ports::{Entity, Page, PageFilter, PageRead};
use crate::reference::sha256_hex;

/// Rows a page; QuickBooks' ceiling.
pub(crate) const PAGE_ROWS: u32 = 1000;

/// Where the next page begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Records that were created then or later are still to be read.
    pub created_from: Option<Timestamp>,
    /// Which of those is the first of the page, from 1.
    pub start: u64,
    /// The page before: when it comes again, nothing leads on.
    pub before: Option<String>,
}

impl Default for Place {
    fn default() -> Self {
        Self { created_from: None, start: 1, before: None }
    }
}

impl Place {
    pub(crate) fn page(&self, entity: Entity, filter: PageFilter) -> Page {
        Page { entity, filter, created_from: self.created_from, start: self.start, size: PAGE_ROWS }
    }

    /// Where to go on after the page that was read here; `None` when that was the last one. Pages overlap: by the rows of
    /// their last instant, or by a row. What comes twice is taken in once.
    pub(crate) fn after(&self, read: &PageRead) -> Option<Self> {
        let met = fingerprint(read);
        if read.cut {
            // Behind what was read, or with its last row once more; always further than before.
            let read_on = (read.rows as u64).saturating_sub(1).max(1);
            return Some(Self { start: self.start + read_on, before: Some(met), ..self.clone() });
        }
        let comes_again = self.before.as_ref() == Some(&met);
        // The first page from an instant may be the page before, when one instant fills it.
        if read.rows < PAGE_ROWS as usize || (comes_again && self.start > 1) {
            return None;
        }
        // Instants are asked for in whole seconds.
        let until = read.created_until.and_then(|at| Timestamp::from_second(at.as_second()).ok());
        let before = Some(met);
        Some(match until {
            Some(until) if self.created_from.is_none_or(|from| until > from) => {
                Self { created_from: Some(until), start: 1, before }
            }
            _ => Self { created_from: self.created_from, start: self.start + read.rows as u64 - 1, before },
        })
    }
}

fn fingerprint(read: &PageRead) -> String {
    let ids = read.records.iter().map(|read| read.record.reference().id);
    let broken = read.unreadable.iter().filter_map(|it| Some(it.reference.as_ref()?.id.clone()));
    let ids: Vec<_> = ids.chain(broken).collect();
    sha256_hex(ids.join("/").as_bytes())
}

#[cfg(test)]
mod tests {
    use ledger::{Currency, MinorUnits, books};

    use super::*;
    use crate::record::{Read, Record};

    /// A service that keeps payments, by id, as they were created; it may not sort.
    struct Books {
        rows: Vec<(u64, i64)>,
        sorts: bool,
    }

    impl Books {
        fn read(&self, place: &Place) -> PageRead {
            let page = place.page(Entity::Payment, PageFilter::All);
            let from = page.created_from.map_or(i64::MIN, Timestamp::as_second);
            let mut rows: Vec<_> = self.rows.iter().filter(|(_, at)| *at >= from).collect();
            if self.sorts {
                rows.sort_by_key(|(_, at)| *at);
            }
            let skipped = usize::try_from(page.start - 1).unwrap();
            let rows: Vec<_> = rows.into_iter().skip(skipped).take(page.size as usize).collect();
            let until =
                rows.last().filter(|_| self.sorts).map(|(_, at)| Timestamp::from_second(*at).unwrap());
            PageRead {
                records: rows.iter().map(|(id, _)| payment(*id)).collect(),
                rows: rows.len(),
                created_until: until,
                ..PageRead::default()
            }
        }

        /// Ids of all pages, and how many pages that took; `between` happens before each page but the first.
        fn walk(&mut self, mut between: impl FnMut(&mut Self)) -> (Vec<u64>, usize) {
            let (mut ids, mut pages, mut place) = (Vec::new(), 0, Some(Place::default()));
            while let Some(at) = place {
                if pages > 0 {
                    between(self);
                }
                let read = self.read(&at);
                ids.extend(
                    read.records.iter().map(|read| read.record.reference().id.parse::<u64>().unwrap()),
                );
                place = at.after(&read);
                pages += 1;
                assert!(pages < 100, "it never ends");
            }
            ids.sort_unstable();
            ids.dedup();
            (ids, pages)
        }
    }

    fn payment(id: u64) -> Read<Record> {
        let payment = books::Payment {
            id: id.to_string().into(),
            version: 0,
            customer: "1".into(),
            currency: Currency::USD,
            date: jiff::civil::date(2026, 8, 1),
            total: MinorUnits(100),
            reference: None,
            note: None,
            deposit_to: None,
            applied: Vec::new(),
            deposit: None,
            voided: false,
            created_at: None,
            updated_at: Timestamp::UNIX_EPOCH,
        };
        Read { record: Record::BooksPayment(payment), raw: String::new() }
    }

    fn all(count: u64) -> Vec<u64> {
        (1..=count).collect()
    }

    #[test]
    fn f3_pages_meet_every_row_whether_created_at_once_or_not_sorted_or_not() {
        for sorts in [true, false] {
            for each in [1, 7, 600, 999, 1_000, 1_001, 5_000] {
                let rows = all(4_321).into_iter().map(|id| (id, i64::try_from(id / each).unwrap())).collect();
                let (ids, pages) = Books { rows, sorts }.walk(|_| ());
                assert_eq!(ids, all(4_321), "{each} an instant, sorted: {sorts}");
                assert!(pages <= 9, "{pages} pages, {each} an instant, sorted: {sorts}");
            }
        }
    }

    #[test]
    fn f5_rows_that_leave_and_come_meanwhile_begin_nothing_anew_and_hide_no_other() {
        let rows = all(5_000).into_iter().map(|id| (id, i64::try_from(id).unwrap())).collect();
        let mut next = 5_001;
        let (ids, pages) = Books { rows, sorts: true }.walk(|books| {
            // Each time one of the first rows stops to fit, and another one is created.
            books.rows.remove(0);
            books.rows.push((next, i64::try_from(next).unwrap()));
            next += 1;
        });
        assert!(all(5_000).iter().all(|id| ids.contains(id)));
        assert_eq!(pages, 6);
    }

    #[test]
    fn f9_a_page_that_comes_again_and_again_leads_nowhere() {
        let rows = all(1_000).into_iter().map(|id| (id, 5)).collect();
        let books = Books { rows, sorts: true };
        let stuck = books.read(&Place::default());
        let mut place = Place::default();
        for page in 0.. {
            match place.after(&stuck) {
                Some(next) => place = next,
                None => return,
            }
            assert!(page < 5, "{place:?}");
        }
    }
}
