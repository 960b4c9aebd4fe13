//! Deliveries of webhooks: which event is owed to which subscription, when it is tried, and what became of it.

use jiff::{SignedDuration, Timestamp};

use super::records::{Delivery, DeliveryStatus, Event};
use super::{Platform, next};
use crate::clock::after;
use crate::faults::{FaultRule, FaultRules, Kind as FaultKind, Service};
use crate::switches::{Switch, Switches};

/// Seconds to wait after each failed attempt; when they are used up the delivery has failed. The real ones are not
/// known, so they are a switch.
fn ladder_seconds(switches: &Switches) -> &'static [i64] {
    match switches.get(Switch::AlternativeWebhookRetries) {
        "3-in-a-minute" => &[5, 15, 40],
        "none" => &[],
        _ => &[60, 300, 1_800, 7_200, 57_600],
    }
}

impl Platform {
    /// Owes an event to every subscription of its topic.
    pub(crate) fn owe(&mut self, event: u64, row: &Event) {
        let owed: Vec<u64> = self
            .live_subscriptions()
            .filter(|(_, subscription)| subscription.topic == row.topic && !subscription.switched_off)
            .map(|(number, _)| number)
            .collect();
        for subscription in owed {
            let number = next(&self.deliveries);
            self.deliveries.put(number, Delivery::new(subscription, event, row.topic, row.at));
            self.index_delivery(number);
        }
    }

    fn pending(&self) -> impl DoubleEndedIterator<Item = (u64, &Delivery)> {
        let rows = self.index.pending_deliveries.iter();
        rows.filter_map(|number| Some((*number, &**self.deliveries.get(number)?)))
    }

    /// When the next delivery is tried.
    pub fn next_delivery(&self) -> Option<Timestamp> {
        self.pending().map(|(_, row)| row.next).min()
    }

    /// The numbers of the deliveries whose time has come: the first one of each subscription, oldest event first.
    pub(crate) fn due_numbers(&mut self, faults: &mut FaultRules, now: Timestamp) -> Vec<u64> {
        self.strike_new(faults, now);
        let mut firsts: Vec<(u64, u64, bool)> = Vec::new();
        let due = self.pending().filter(|(_, row)| row.next <= now);
        for (number, row) in due {
            match firsts.iter_mut().find(|(subscription, ..)| *subscription == row.subscription) {
                // Put in the wrong order on purpose: the one after it goes first.
                Some((_, first, reordered)) if *reordered => (*first, *reordered) = (number, row.reordered),
                Some(_) => {}
                None => firsts.push((row.subscription, number, row.reordered)),
            }
        }
        firsts.into_iter().map(|(_, number, _)| number).collect()
    }

    /// Lets faults strike the deliveries that were never tried.
    fn strike_new(&mut self, faults: &mut FaultRules, now: Timestamp) {
        let fresh: Vec<(u64, String)> = self
            .pending()
            .filter(|(_, row)| !row.released && row.next <= now)
            .map(|(number, row)| (number, row.topic.name()))
            .collect();
        for (number, topic) in fresh {
            let fault = faults.strike(Service::AlternativeWebhooks, "POST", &topic);
            let late_ms = fault.as_ref().and_then(FaultRule::number).and_then(|ms| i64::try_from(ms).ok());
            self.change_delivery(number, |row| {
                row.released = true;
                match fault.map(|rule| rule.kind) {
                    Some(FaultKind::Duplicate) => row.again = 1,
                    Some(FaultKind::Reorder) => row.reordered = true,
                    Some(FaultKind::Lose) => row.status = DeliveryStatus::Delivered,
                    Some(FaultKind::Delay) => {
                        let late = SignedDuration::from_millis(late_ms.unwrap_or(0));
                        row.next = now.saturating_add(late).unwrap_or(Timestamp::MAX);
                    }
                    _ => {}
                }
            });
        }
    }

    /// What came of an attempt after that many tries. Nothing happens when the delivery was taken away or tried again
    /// meanwhile.
    pub(crate) fn note_attempt(
        &mut self,
        number: u64,
        tries: u32,
        answer: &Result<u16, String>,
        switches: &Switches,
        now: Timestamp,
    ) {
        let ours = |row: &Delivery| row.status == DeliveryStatus::Pending && row.tries == tries;
        if !self.deliveries.get(&number).is_some_and(|row| ours(row)) {
            return;
        }
        let mut used_up = None;
        self.change_delivery(number, |row| {
            row.tries += 1;
            row.answer = Some(answer.as_ref().map_or_else(Clone::clone, u16::to_string));
            let retry = usize::try_from(row.retries).unwrap_or(usize::MAX);
            match answer {
                Ok(200..=299) if row.again > 0 => row.again -= 1,
                Ok(200..=299) => row.status = DeliveryStatus::Delivered,
                _ => {
                    if let Some(seconds) = ladder_seconds(switches).get(retry) {
                        row.retries += 1;
                        row.next = after(now, *seconds);
                    } else {
                        row.status = DeliveryStatus::Failed;
                        used_up = Some(row.subscription);
                    }
                }
            }
        });
        if let Some(subscription) = used_up
            && switches.is(Switch::AlternativeWebhookOff, "when-used-up")
        {
            self.subscriptions.edit(&subscription, |row| {
                row.switched_off = true;
                row.updated_at = now;
            });
        }
    }

    /// Tries pending and failed deliveries again now, with all retries before them: how many.
    pub(crate) fn retry_deliveries(&mut self, now: Timestamp) -> usize {
        let open: Vec<u64> = self
            .deliveries
            .rows()
            .filter(|(_, row)| row.status != DeliveryStatus::Delivered && self.events.contains(&row.event))
            .filter(|(_, row)| self.subscriptions.get(&row.subscription).is_some_and(|row| !row.removed))
            .map(|(number, _)| *number)
            .collect();
        for number in &open {
            self.change_delivery(*number, |row| {
                row.status = DeliveryStatus::Pending;
                row.retries = 0;
                row.next = now;
            });
        }
        open.len()
    }

    /// Gives up what is owed to a subscription that was deleted.
    pub(crate) fn drop_deliveries(&mut self, subscription: u64) {
        let owed: Vec<u64> = self
            .pending()
            .filter(|(_, row)| row.subscription == subscription)
            .map(|(number, _)| number)
            .collect();
        for number in owed {
            self.change_delivery(number, |row| row.status = DeliveryStatus::Failed);
        }
    }

    /// Gives up what is owed of events that are no longer kept.
    pub(crate) fn drop_deliveries_of(&mut self, event: u64) {
        let owed: Vec<u64> =
            self.pending().filter(|(_, row)| row.event == event).map(|(number, _)| number).collect();
        for number in owed {
            self.change_delivery(number, |row| row.status = DeliveryStatus::Failed);
        }
    }

    fn change_delivery(&mut self, number: u64, edit: impl FnOnce(&mut Delivery)) {
        self.deliveries.edit(&number, edit);
        self.index_delivery(number);
    }

    /// Keeps the list of pending deliveries in step with a row.
    pub(crate) fn index_delivery(&mut self, number: u64) {
        let pending = self.deliveries.get(&number).is_some_and(|row| row.status == DeliveryStatus::Pending);
        if pending {
            self.index.pending_deliveries.insert(number);
        } else {
            self.index.pending_deliveries.remove(&number);
        }
    }
}
