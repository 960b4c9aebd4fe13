//! Events: what happened, in order, kept for thirty days.

use jiff::{SignedDuration, Timestamp};

use super::ids::Kind;
use super::records::{Event, Subscription, Topic};
use super::{Platform, next};
use crate::refusal::Refusal;

/// How long events are kept.
pub const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

impl Platform {
    /// Adds an event, and owes it to every subscription of its topic.
    pub(crate) fn tell(&mut self, topic: Topic, entity: u64, payment: Option<u64>, now: Timestamp) {
        self.forget_old_events(now);
        let number = next(&self.events);
        let qbo_id = self.qbo_id_of(topic.entity(), entity);
        let event = Event { topic, entity, at: now, payment, qbo_id };
        self.owe(number, &event);
        self.events.put(number, event);
    }

    /// Subscriptions that were not deleted.
    pub(crate) fn live_subscriptions(&self) -> impl Iterator<Item = (u64, &Subscription)> {
        self.subscriptions.rows().filter(|(_, row)| !row.removed).map(|(number, row)| (*number, &**row))
    }

    fn qbo_id_of(&self, kind: Kind, entity: u64) -> Option<Box<str>> {
        let mapping = match kind {
            Kind::Invoice => self.invoices.get(&entity)?.mapping.as_ref()?,
            Kind::Customer => self.customers.get(&entity)?.mapping.as_ref()?,
            _ => return None,
        };
        (Some(mapping.company) == self.connected()).then(|| mapping.qbo_id.clone())
    }

    /// Drops events that are past keeping. The newest stays, because the numbers go on from it.
    pub(crate) fn forget_old_events(&mut self, now: Timestamp) {
        let Some(newest) = self.events.rows().next_back().map(|(number, _)| *number) else { return };
        let old = |event: &Event| now.duration_since(event.at) > KEPT;
        let past: Vec<u64> = self
            .events
            .rows()
            .take_while(|(number, event)| **number < newest && old(event))
            .map(|(number, _)| *number)
            .collect();
        for number in past {
            self.drop_deliveries_of(number);
            self.events.remove(&number);
        }
    }

    /// The events after a position, oldest first: their numbers, whether there are more, and whether kept ones
    /// come before them.
    pub(crate) fn events_after(
        &self,
        after: Option<u64>,
        limit: usize,
        now: Timestamp,
    ) -> Result<(Vec<u64>, bool, bool), Refusal> {
        let kept = |event: &Event| now.duration_since(event.at) <= KEPT;
        let oldest = self.events.rows().find(|(_, event)| kept(event)).map(|(number, _)| *number);
        let last = self.events.rows().next_back().map_or(0, |(number, _)| *number);
        // What follows the cursor is gone when the first kept event is further on than its neighbor.
        let follows = oldest.unwrap_or(last + 1);
        if after.is_some_and(|after| after < last && after + 1 < follows) {
            let first_kept = now.saturating_sub(KEPT).unwrap_or(Timestamp::MIN);
            return Err(Refusal::cursor_expired(&self.today(first_kept).to_string()));
        }
        let from = after.unwrap_or(0).max(follows.saturating_sub(1));
        let mut numbers: Vec<u64> =
            self.events.range(from + 1..).map(|(number, _)| *number).take(limit + 1).collect();
        let more = numbers.len() > limit;
        numbers.truncate(limit);
        let earlier =
            numbers.first().copied().or(after.map(|after| after + 1)).is_some_and(|first| first > follows);
        Ok((numbers, more, earlier))
    }
}
