//! `/integrations/quickbooks/events`: the change feed, waited for.

use jiff::SignedDuration;

use crate::api::alternative::call::{Answer, Call, Outcome, json_reply};
use crate::api::alternative::cursor;
use crate::api::alternative::cursor::List;
use crate::api::alternative::page::{Ask, Page, whole};
use crate::state::platform::Platform;

impl Platform {
    pub(crate) fn events(&mut self, call: &Call) -> Answer {
        let ask = Ask::strict(call.request, &self.ids, List::Feed)?;
        let wait_seconds = whole(call.request, "wait_seconds", 0, 25)?.unwrap_or(0);
        self.forget_old_events(call.now);
        let (rows, has_next_page, has_previous_page) = self.events_after(ask.after, ask.limit, call.now)?;
        let wait = SignedDuration::from_secs(i64::try_from(wait_seconds).unwrap_or(0));
        let until = call.request.arrived.saturating_add(wait).unwrap_or(call.now);
        if rows.is_empty() && call.now < until {
            return Ok(Outcome::Wait { until });
        }
        // An empty page repeats the cursor given.
        let cursor = |row: Option<&u64>| {
            row.copied().or(ask.after).map(|position| cursor::encode(&self.ids, List::Feed, position))
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
}
