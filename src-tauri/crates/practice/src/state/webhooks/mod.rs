//! What QuickBooks owes its one webhook endpoint: events that wait, and notifications on their way.
//!
//! Events are gathered for a moment and sent together in the order in which they happened. While a notification is
//! not acknowledged, everything after it is held back.

mod body;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::books::happened::Happening;
use crate::clock::after;
use crate::entropy::Entropy;
use crate::faults::{FaultRule, FaultRules, Kind, Service};
use crate::switches::Switches;
use crate::table::{Change, Persistent, ReplayError, Table};
use body::{Event, Format, formats, signature, told, write};

/// Seconds to wait after each failed attempt; the last one goes on for ever.
pub const LADDER_SECONDS: [i64; 9] = [10, 20, 30, 300, 1_200, 7_200, 14_400, 21_600, 21_600];
/// How long events are gathered before they are sent together. The real length is not known.
pub const GATHER_SECONDS: i64 = 1;
/// Events in one notification. The real number is not known.
const EVENTS_IN_ONE_MAX: usize = 500;
/// Events that wait while everything is held back; what is older is lost, as it is for real receivers that stay away.
const EVENTS_WAITING_MAX: usize = 10_000;
/// Finished notifications that are remembered.
const FINISHED_MAX: usize = 100;
/// Attempts of one notification that are remembered.
const ATTEMPTS_MAX: usize = 50;

/// What has become of a notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It will be sent, or sent again.
    Pending,
    /// The endpoint answered 200.
    Delivered,
    /// It was never sent, because a fault took it.
    Lost,
}

/// One attempt to deliver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    pub at: Timestamp,
    /// The status answered, or why there was no answer.
    pub answer: String,
}

/// One POST to the endpoint, the same bytes at every attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notification {
    pub format: Format,
    pub body: String,
    pub events: usize,
    /// `intuit-t-id`.
    pub tid: String,
    pub created: Timestamp,
    pub status: Status,
    /// When it is sent next.
    pub next: Timestamp,
    /// Attempts so far; `attempts` holds the last of them.
    pub tries: u32,
    pub attempts: Vec<Attempt>,
    /// How often it is sent once more although it was acknowledged.
    pub again: u32,
}

/// What is to be sent now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    pub number: u64,
    pub tries: u32,
    pub url: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

/// The key of the one row that holds the endpoint.
const ENDPOINT: &str = "endpoint";

/// The endpoint and what it is owed.
#[derive(Debug, Clone, Default)]
pub struct Webhooks {
    endpoint: Table<String, String>,
    waiting: Table<u64, Event>,
    notifications: Table<u64, Notification>,
    /// Counts on when a table has become empty: `waiting`.
    numbers: Table<String, u64>,
}

impl Webhooks {
    /// Where notifications go, when somebody listens.
    pub fn endpoint(&self) -> Option<&str> {
        self.endpoint.get(ENDPOINT).map(|url| url.as_str())
    }

    /// Sets the endpoint. Without one nothing is owed to anybody any more.
    pub fn set_endpoint(&mut self, url: Option<String>) {
        if let Some(url) = url {
            self.endpoint.put(ENDPOINT.to_owned(), url);
            return;
        }
        self.endpoint.remove(&ENDPOINT.to_owned());
        for number in keys(&self.waiting) {
            self.waiting.remove(&number);
        }
        for number in self.pending() {
            self.notifications.remove(&number);
        }
    }

    /// Takes in what happened to the records of a connected company.
    pub fn add(&mut self, realm: &str, happenings: Vec<Happening>, entropy: &mut Entropy, now: Timestamp) {
        for happening in happenings {
            let (entity, id) = happening.place;
            let Some(verb) = told(entity.name(), happening.verb) else { continue };
            let number = self.numbers.get("waiting").map_or(1, |last| **last + 1);
            self.numbers.put("waiting".to_owned(), number);
            let event = Event {
                realm: realm.to_owned(),
                entity: entity.name().to_owned(),
                id,
                verb,
                at: now,
                merged: happening.merged,
                uuid: entropy.uuid(),
            };
            self.waiting.put(number, event);
            if self.waiting.len() > EVENTS_WAITING_MAX {
                let oldest = self.waiting.rows().next().map(|(number, _)| *number);
                oldest.map(|number| self.waiting.remove(&number));
            }
        }
    }

    fn pending(&self) -> Vec<u64> {
        let pending = self.notifications.rows().filter(|(_, row)| row.status == Status::Pending);
        pending.map(|(number, _)| *number).collect()
    }

    fn head(&self) -> Option<(u64, &Notification)> {
        let mut rows = self.notifications.rows();
        rows.find(|(_, row)| row.status == Status::Pending).map(|(number, row)| (*number, &**row))
    }

    /// When the next thing is to be done.
    pub fn next_at(&self) -> Option<Timestamp> {
        self.endpoint()?;
        match self.head() {
            Some((_, head)) => Some(head.next),
            None => self.waiting.values().next().map(|first| after(first.at, GATHER_SECONDS)),
        }
    }

    /// Gathers waiting events into notifications, when their time has come and nothing is on its way.
    pub fn gather(
        &mut self,
        switches: &Switches,
        faults: &mut FaultRules,
        entropy: &mut Entropy,
        now: Timestamp,
    ) {
        if self.head().is_some() || self.next_at().is_none_or(|at| at > now) {
            return;
        }
        let numbers: Vec<u64> =
            self.waiting.rows().take(EVENTS_IN_ONE_MAX).map(|(number, _)| *number).collect();
        let mut events: Vec<Event> = Vec::with_capacity(numbers.len());
        for number in numbers {
            events.extend(self.waiting.remove(&number).map(|event| (*event).clone()));
        }
        for format in formats(switches) {
            let target: Vec<String> = events
                .iter()
                .map(|event| format!("{} {:?} {}", event.entity, event.verb, event.id))
                .collect();
            let fault = faults.strike(Service::QuickbooksWebhooks, "POST", &target.join(", "));
            let kind = fault.as_ref().map(|rule| rule.kind);
            if kind == Some(Kind::Reorder) {
                events.reverse();
            }
            let Some(body) = write(*format, &events, switches) else { continue };
            let late_ms = fault.as_ref().filter(|rule| rule.kind == Kind::Delay).and_then(FaultRule::number);
            let late =
                SignedDuration::from_millis(late_ms.and_then(|ms| i64::try_from(ms).ok()).unwrap_or(0));
            let notification = Notification {
                format: *format,
                body,
                events: events.len(),
                tid: entropy.uuid(),
                created: now,
                status: if kind == Some(Kind::Lose) { Status::Lost } else { Status::Pending },
                next: now.saturating_add(late).unwrap_or(Timestamp::MAX),
                tries: 0,
                attempts: Vec::new(),
                again: u32::from(kind == Some(Kind::Duplicate)),
            };
            let number = self.notifications.rows().next_back().map_or(1, |(last, _)| last + 1);
            self.notifications.put(number, notification);
        }
    }

    /// What is to be sent now: the first unacknowledged notification, when its time has come.
    pub fn due(&self, verifier: &str, now: Timestamp) -> Option<Due> {
        let url = self.endpoint()?.to_owned();
        let (number, head) = self.head().filter(|(_, head)| head.next <= now)?;
        let headers = vec![
            ("content-type", "application/json; charset=utf-8".to_owned()),
            ("user-agent", "intuit_notification_server/0.1".to_owned()),
            ("intuit-signature", signature(head.body.as_bytes(), verifier)),
            ("intuit-created-time", format!("{:.3}", head.created)),
            ("intuit-t-id", head.tid.clone()),
            ("intuit-notification-schema-version", "0.1".to_owned()),
        ];
        Some(Due { number, tries: head.tries, url, headers, body: head.body.clone() })
    }

    /// What came of an attempt. Nothing happens when the notification was taken away or sent again meanwhile.
    pub fn attempted(&mut self, due: &Due, answer: &Result<u16, String>, now: Timestamp) {
        let ours = |row: &Notification| row.status == Status::Pending && row.tries == due.tries;
        if !self.notifications.get(&due.number).is_some_and(|row| ours(row)) {
            return;
        }
        self.notifications.edit(&due.number, |row| {
            let wait = LADDER_SECONDS.get(row.tries as usize).copied().unwrap_or(21_600);
            row.tries += 1;
            if row.attempts.len() == ATTEMPTS_MAX {
                row.attempts.remove(0);
            }
            let answer_text = answer.as_ref().map_or_else(Clone::clone, u16::to_string);
            row.attempts.push(Attempt { at: now, answer: answer_text });
            match answer {
                Ok(200) if row.again > 0 => row.again -= 1,
                Ok(200) => row.status = Status::Delivered,
                _ => row.next = after(now, wait),
            }
        });
        self.forget_finished();
    }

    /// Does now what would be done later: the next attempt, or sending what is being gathered.
    pub fn hurry(&mut self, now: Timestamp) {
        if let Some(number) = self.head().map(|(number, _)| number) {
            self.notifications.edit(&number, |row| row.next = row.next.min(now));
        } else if let Some(first) = self.waiting.rows().next().map(|(number, _)| *number) {
            let gathered = after(now, -GATHER_SECONDS);
            self.waiting.edit(&first, |event| event.at = event.at.min(gathered));
        }
    }

    fn forget_finished(&mut self) {
        let finished = self.notifications.rows().filter(|(_, row)| row.status != Status::Pending);
        let finished: Vec<u64> = finished.map(|(number, _)| *number).collect();
        for number in finished.iter().rev().skip(FINISHED_MAX) {
            self.notifications.remove(number);
        }
    }

    /// The endpoint and what it is owed, newest notification first.
    pub fn view(&self) -> Value {
        let notifications = self.notifications.rows().rev().map(|(number, row)| {
            let next = (row.status == Status::Pending).then(|| format!("{:.3}", row.next));
            let attempts: Vec<Value> = row
                .attempts
                .iter()
                .map(|attempt| json!({"at": format!("{:.3}", attempt.at), "answer": attempt.answer}))
                .collect();
            json!({"id": number, "status": row.status, "format": row.format, "events": row.events,
                   "created": format!("{:.3}", row.created), "next_attempt": next, "attempts": attempts,
                   "t_id": row.tid, "body": row.body})
        });
        json!({"url": self.endpoint(), "waiting": self.waiting.len(),
               "notifications": notifications.collect::<Vec<_>>()})
    }

    /// Goes back to an earlier state.
    pub fn revert_to(&mut self, earlier: &Self) {
        self.endpoint.revert_to(&earlier.endpoint);
        self.waiting.revert_to(&earlier.waiting);
        self.notifications.revert_to(&earlier.notifications);
        self.numbers.revert_to(&earlier.numbers);
    }
}

fn keys<T>(table: &Table<u64, T>) -> Vec<u64> {
    table.rows().map(|(number, _)| *number).collect()
}

impl Persistent for Webhooks {
    fn drain(&mut self, prefix: &str, changes: &mut Vec<Change>) {
        self.endpoint.drain(&format!("{prefix}endpoint"), changes);
        self.waiting.drain(&format!("{prefix}waiting"), changes);
        self.notifications.drain(&format!("{prefix}notifications"), changes);
        self.numbers.drain(&format!("{prefix}numbers"), changes);
    }

    fn replay(&mut self, table: &str, key: &str, value: Option<&str>) -> Result<(), ReplayError> {
        match table {
            "endpoint" => self.endpoint.replay(table, key, value),
            "waiting" => self.waiting.replay(table, key, value),
            "notifications" => self.notifications.replay(table, key, value),
            "numbers" => self.numbers.replay(table, key, value),
            _ => Err(ReplayError::Table(table.to_owned())),
        }
    }
}
