//! Pages of lists: `limit`, `after`, `before`, and the envelope around the rows.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::Serialize;

use super::cursor;
use super::cursor::List;
use crate::faults::Loop;
use crate::http::Request;
use crate::refusal::Refusal;
use crate::state::platform::ids::Ids;
use crate::table::Table;

/// Rows a page holds at most, and when nothing is asked.
pub const LIMIT: usize = 100;

/// Which page is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask {
    pub limit: usize,
    pub after: Option<u64>,
    pub before: Option<u64>,
    /// Put in on purpose: the list never ends.
    pub loops: Option<Loop>,
}

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Documented lists.
    NewestFirst,
    /// Integration lists, so that a record added during a walk comes at its end.
    OldestFirst,
}

impl Ask {
    /// Documented lists clamp the limit.
    pub fn clamped(request: &Request, ids: &Ids, list: List) -> Result<Self, Refusal> {
        let limit = match request.param("limit") {
            None => LIMIT,
            Some(text) => match integer(text) {
                Some(number) => usize::try_from(number.clamp(1, 100)).unwrap_or(LIMIT),
                None => return Err(Refusal::invalid("limit", "must be a number")),
            },
        };
        let after = position(request, ids, list, "after")?;
        let before = position(request, ids, list, "before")?;
        if after.is_some() && before.is_some() {
            return Err(Refusal::invalid("before", "cannot be used together with after"));
        }
        Ok(Self { limit, after, before, loops: request.loops })
    }

    /// Integration lists refuse a limit outside 1 to 100 and only walk forwards.
    pub fn strict(request: &Request, ids: &Ids, list: List) -> Result<Self, Refusal> {
        let limit =
            whole(request, "limit", 1, 100)?.map_or(LIMIT, |number| usize::try_from(number).unwrap_or(LIMIT));
        let after = position(request, ids, list, "after")?;
        Ok(Self { limit, after, before: None, loops: request.loops })
    }
}

fn position(request: &Request, ids: &Ids, list: List, name: &str) -> Result<Option<u64>, Refusal> {
    match request.param(name) {
        None | Some("") => Ok(None),
        Some(text) => {
            let position = cursor::decode(ids, list, text);
            position.map(Some).ok_or_else(|| Refusal::invalid(name, "is not a cursor of this list"))
        }
    }
}

/// A whole number between two limits, when sent.
pub fn whole(request: &Request, name: &str, least: u64, most: u64) -> Result<Option<u64>, Refusal> {
    let Some(text) = request.param(name) else { return Ok(None) };
    let number = integer(text).ok_or_else(|| Refusal::invalid(name, "must be a number"))?;
    let fits = u64::try_from(number).ok().filter(|number| (least..=most).contains(number));
    fits.map(Some).ok_or_else(|| Refusal::invalid(name, format!("must be between {least} and {most}")))
}

/// An integer of any size; what 64 bits do not hold is the largest or smallest that they do.
fn integer(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(text.parse().unwrap_or(if text.starts_with('-') { i64::MIN } else { i64::MAX }))
}

/// An RFC 3339 instant, when sent.
pub fn instant(request: &Request, name: &str) -> Result<Option<Timestamp>, Refusal> {
    match request.param(name) {
        None | Some("") => Ok(None),
        Some(text) => {
            text.parse().map(Some).map_err(|_| Refusal::invalid(name, "must be an RFC 3339 instant"))
        }
    }
}

/// The same where the description has a format: nothing is none.
pub fn strict_instant(request: &Request, name: &str) -> Result<Option<Timestamp>, Refusal> {
    match request.param(name) {
        Some("") => Err(Refusal::invalid(name, "must be an RFC 3339 instant")),
        _ => instant(request, name),
    }
}

/// Row numbers in order, from any point in both directions.
pub trait Source {
    /// Numbers above `number`, rising.
    fn above(&self, number: u64) -> Box<dyn Iterator<Item = u64> + '_>;
    /// Numbers below `number`, falling.
    fn below(&self, number: u64) -> Box<dyn Iterator<Item = u64> + '_>;
}

impl<T> Source for Table<u64, T> {
    fn above(&self, number: u64) -> Box<dyn Iterator<Item = u64> + '_> {
        Box::new(self.range(number.saturating_add(1)..).map(|(key, _)| *key))
    }
    fn below(&self, number: u64) -> Box<dyn Iterator<Item = u64> + '_> {
        Box::new(self.range(..number).rev().map(|(key, _)| *key))
    }
}

/// The rows that an index lists for one owner.
pub struct Of<'a>(pub &'a BTreeSet<(u64, u64)>, pub u64);

impl Source for Of<'_> {
    fn above(&self, number: u64) -> Box<dyn Iterator<Item = u64> + '_> {
        let range = (self.1, number.saturating_add(1))..=(self.1, u64::MAX);
        Box::new(self.0.range(range).map(|(_, row)| *row))
    }
    fn below(&self, number: u64) -> Box<dyn Iterator<Item = u64> + '_> {
        Box::new(self.0.range((self.1, 0)..(self.1, number)).rev().map(|(_, row)| *row))
    }
}

/// A short list of rows, rising.
pub struct Listed(pub Vec<u64>);

impl Source for Listed {
    fn above(&self, number: u64) -> Box<dyn Iterator<Item = u64> + '_> {
        Box::new(self.0.iter().copied().filter(move |row| *row > number))
    }
    fn below(&self, number: u64) -> Box<dyn Iterator<Item = u64> + '_> {
        Box::new(self.0.iter().rev().copied().filter(move |row| *row < number))
    }
}

/// The row numbers of one page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    pub rows: Vec<u64>,
    pub has_next: bool,
    pub has_previous: bool,
    /// Where an empty page of a list without an end leads to.
    pub beyond: Option<u64>,
}

/// Cuts a page out of a list.
pub fn window(ask: &Ask, order: Order, source: &dyn Source, keep: &dyn Fn(u64) -> bool) -> Window {
    let Some(loops) = ask.loops else { return cut(ask, order, source, keep) };
    let from_the_start = Ask { after: None, before: None, ..*ask };
    let mut window = cut(if loops == Loop::Pages { &from_the_start } else { ask }, order, source, keep);
    if window.rows.is_empty() && loops == Loop::Cycle {
        window = cut(&from_the_start, order, source, keep);
    }
    if window.rows.is_empty() && loops == Loop::Endless {
        window.beyond = Some(match order {
            Order::NewestFirst => ask.after.unwrap_or(0).saturating_sub(1),
            Order::OldestFirst => ask.after.unwrap_or(0).saturating_add(1),
        });
    }
    window.has_next = true;
    window
}

fn cut(ask: &Ask, order: Order, source: &dyn Source, keep: &dyn Fn(u64) -> bool) -> Window {
    let ahead = |from: u64| match order {
        Order::NewestFirst => source.below(from),
        Order::OldestFirst => source.above(from),
    };
    let behind = |from: u64| match order {
        Order::NewestFirst => source.above(from),
        Order::OldestFirst => source.below(from),
    };
    let page = |rows: &mut dyn Iterator<Item = u64>| {
        let mut rows: Vec<u64> = rows.filter(|row| keep(*row)).take(ask.limit + 1).collect();
        let more = rows.len() > ask.limit;
        rows.truncate(ask.limit);
        (rows, more)
    };
    // The row a cursor points at lies on the other side of it.
    let (step_back, step_on) = match order {
        Order::NewestFirst => (-1, 1),
        Order::OldestFirst => (1, -1),
    };
    if let Some(before) = ask.before {
        let (mut rows, has_previous) = page(&mut behind(before));
        rows.reverse();
        let has_next = ahead(before.saturating_add_signed(step_on)).any(keep);
        return Window { rows, has_next, has_previous, beyond: None };
    }
    let start = match order {
        Order::NewestFirst => u64::MAX,
        Order::OldestFirst => 0,
    };
    let (rows, has_next) = page(&mut ahead(ask.after.unwrap_or(start)));
    let has_previous =
        ask.after.is_some_and(|after| behind(after.saturating_add_signed(step_back)).any(keep));
    Window { rows, has_next, has_previous, beyond: None }
}

/// One page as sent.
#[derive(Debug, Serialize)]
#[expect(clippy::struct_field_names, reason = "these are the names on the wire")]
pub struct Page<T> {
    pub data: Vec<T>,
    pub start_cursor: Option<String>,
    pub end_cursor: Option<String>,
    pub has_next_page: bool,
    pub has_previous_page: bool,
}

impl Window {
    /// The page with each row as `view` shows it. An empty page has null cursors.
    pub fn page<T>(&self, ids: &Ids, list: List, view: impl Fn(u64) -> Option<T>) -> Page<T> {
        let cursor = |row: &u64| cursor::encode(ids, list, *row);
        Page {
            data: self.rows.iter().filter_map(|row| view(*row)).collect(),
            start_cursor: self.rows.first().or(self.beyond.as_ref()).map(cursor),
            end_cursor: self.rows.last().or(self.beyond.as_ref()).map(cursor),
            has_next_page: self.has_next,
            has_previous_page: self.has_previous,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ask(limit: usize, after: Option<u64>, before: Option<u64>) -> Ask {
        Ask { limit, after, before, loops: None }
    }

    #[test]
    fn newest_first_walks_down_and_back_up() {
        let list = Listed((1..=5).collect());
        let all = |_: u64| true;
        let first = window(&ask(2, None, None), Order::NewestFirst, &list, &all);
        assert_eq!(first, Window { rows: vec![5, 4], has_next: true, has_previous: false, beyond: None });
        let second = window(&ask(2, Some(4), None), Order::NewestFirst, &list, &all);
        assert_eq!(second, Window { rows: vec![3, 2], has_next: true, has_previous: true, beyond: None });
        let third = window(&ask(2, Some(2), None), Order::NewestFirst, &list, &all);
        assert_eq!(third, Window { rows: vec![1], has_next: false, has_previous: true, beyond: None });
        let back = window(&ask(2, None, Some(1)), Order::NewestFirst, &list, &all);
        assert_eq!(back, Window { rows: vec![3, 2], has_next: true, has_previous: true, beyond: None });
    }

    #[test]
    fn a_row_added_during_an_oldest_first_walk_comes_at_its_end() {
        let all = |_: u64| true;
        let first = window(&ask(2, None, None), Order::OldestFirst, &Listed(vec![1, 2, 3]), &all);
        assert_eq!(first.rows, [1, 2]);
        let rest = window(&ask(9, Some(2), None), Order::OldestFirst, &Listed(vec![1, 2, 3, 4]), &all);
        assert_eq!(rest, Window { rows: vec![3, 4], has_next: false, has_previous: true, beyond: None });
        let end = window(&ask(9, Some(4), None), Order::OldestFirst, &Listed(vec![1, 2, 3, 4]), &all);
        assert_eq!(end, Window { rows: vec![], has_next: false, has_previous: true, beyond: None });
    }

    proptest! {
        #[test]
        fn pages_in_a_row_are_the_whole_list_once(count in 0_u64..60, limit in 1_usize..9, newest: bool, odd: bool) {
            let list = Listed((1..=count).collect());
            let keep = |row: u64| !odd || row % 2 == 1;
            let order = if newest { Order::NewestFirst } else { Order::OldestFirst };
            let mut seen: Vec<u64> = Vec::new();
            let mut after = None;
            loop {
                let page = window(&ask(limit, after, None), order, &list, &keep);
                seen.extend(&page.rows);
                if !page.has_next {
                    break;
                }
                after = page.rows.last().copied();
            }
            let mut expected: Vec<u64> = (1..=count).filter(|row| keep(*row)).collect();
            if newest {
                expected.reverse();
            }
            prop_assert_eq!(seen, expected);
        }
    }
}
