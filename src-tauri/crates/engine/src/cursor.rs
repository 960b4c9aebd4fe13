//! Whether a cursor of Alternative leads on (rule F9): no list is trusted to end.

use serde::{Deserialize, Serialize};

use crate::ports::PlatformPage;

/// A place that was passed, which moves on ever more slowly: whatever circle the cursors go in, they come by it in the end.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassedCursor {
    cursor: Option<String>,
    pages: u64,
}

impl PassedCursor {
    pub(crate) fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// Whether there is something behind this page, which was asked for by the cursor `after`: it says so, it brought
    /// something, and its own cursor was not passed.
    pub(crate) fn leads_on(&mut self, after: Option<&str>, page: &PlatformPage) -> bool {
        let brings_nothing = page.records.is_empty() && page.unreadable.is_empty();
        let end = page.end_cursor.as_deref();
        if !page.more || brings_nothing || end.is_none() || end == after || end == self.cursor.as_deref() {
            return false;
        }
        self.pages += 1;
        if self.pages.is_power_of_two() {
            self.cursor.clone_from(&page.end_cursor);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(cursor: &str) -> PlatformPage {
        let (end_cursor, unreadable) = (Some(cursor.to_owned()), vec!["a row".to_owned()]);
        PlatformPage { end_cursor, unreadable, more: true, ..PlatformPage::default() }
    }

    #[test]
    fn f9_cursors_that_go_in_a_circle_end_and_others_do_not() {
        for circle in 1..40_u32 {
            let mut passed = PassedCursor::default();
            let pages = (0..).take_while(|number: &u32| {
                let cursor =
                    if *number < 7 { format!("start {number}") } else { (number % circle).to_string() };
                passed.leads_on(None, &page(&cursor))
            });
            assert!(pages.take(500).count() < 500, "{circle}");
        }
        let mut passed = PassedCursor::default();
        assert!((0..10_000).all(|number| passed.leads_on(None, &page(&number.to_string()))));
    }

    #[test]
    fn f9_an_empty_page_that_promises_more_leads_nowhere() {
        let empty = PlatformPage { unreadable: Vec::new(), ..page("a") };
        assert!(!PassedCursor::default().leads_on(None, &empty));
    }

    #[test]
    fn f9_a_page_that_leads_back_to_itself_or_does_not_say_where_ends_the_list() {
        assert!(!PassedCursor::default().leads_on(Some("a"), &page("a")));
        let nowhere = PlatformPage { end_cursor: None, ..page("a") };
        assert!(!PassedCursor::default().leads_on(None, &nowhere));
    }
}
