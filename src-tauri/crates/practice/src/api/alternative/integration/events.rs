//! `/integrations/quickbooks/events`: the change feed, waited for.

use jiff::{SignedDuration, Timestamp};

use crate::api::alternative::call::{Answer, Call, Outcome, json_reply};
use crate::api::alternative::cursor;
use crate::api::alternative::cursor::List;
use crate::api::alternative::page::{Ask, Page, whole};
use crate::faults::Loop;
use crate::refusal::Refusal;
use crate::state::platform::Platform;

impl Platform {
    pub(crate) fn events(&mut self, call: &Call) -> Answer {
        let ask = Ask::strict(call.request, &self.ids, List::Feed)?;
        let wait_seconds = whole(call.request, "wait_seconds", 0, 25)?.unwrap_or(0);
        self.forget_old_events(call.now);
        let (rows, has_next_page, has_previous_page) = self.rows_after(&ask, call.now)?;
        let wait = SignedDuration::from_secs(i64::try_from(wait_seconds).unwrap_or(0));
        let until = call.request.arrived.saturating_add(wait).unwrap_or(call.now);
        if rows.is_empty() && call.now < until && ask.loops.is_none() {
            return Ok(Outcome::Wait { until });
        }
        // An empty page repeats the cursor given.
        let after =
            if ask.loops == Some(Loop::Endless) { ask.after.or(Some(0)).map(|at| at + 1) } else { ask.after };
        let cursor = |row: Option<&u64>| {
            row.copied().or(after).map(|position| cursor::encode(&self.ids, List::Feed, position))
        };
        let page = Page {
            start_cursor: cursor(rows.first()),
            end_cursor: cursor(rows.last()),
            data: rows.iter().filter_map(|row| self.event_view(*row)).collect(),
            has_next_page,
            has_previous_page,
        };
        Ok(Outcome::Reply(json_reply(200, &page)))
    }

    /// The events of one page, whether there are more, and whether there are earlier ones.
    fn rows_after(&self, ask: &Ask, now: Timestamp) -> Result<(Vec<u64>, bool, bool), Refusal> {
        let after = ask.after.filter(|_| ask.loops != Some(Loop::Pages));
        let (rows, more, earlier) = self.events_after(after, ask.limit, now)?;
        if rows.is_empty() && ask.loops == Some(Loop::Cycle) {
            let (rows, _, _) = self.events_after(None, ask.limit, now)?;
            return Ok((rows, true, true));
        }
        Ok((rows, more || ask.loops.is_some(), earlier))
    }
}
