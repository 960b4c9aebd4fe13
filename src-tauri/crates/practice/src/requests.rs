//! What was asked of the services, and what a good client never does.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;

use crate::faults::Service;

/// How many requests are remembered; the oldest go first.
pub const ENTRIES_MAX: usize = 200_000;

/// One request and its outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    pub seq: u64,
    pub at: Timestamp,
    pub service: Service,
    pub method: String,
    pub path: String,
    pub query: String,
    /// The answer's status; absent when the connection was cut.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requestid: Option<String>,
    /// Size of the answer's body.
    pub bytes: usize,
    pub ms: u64,
    /// What it changed, like `created Payment 12`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effect: Option<String>,
    /// The fault put in on purpose, if one struck.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<crate::faults::Kind>,
}

/// The log of requests.
#[derive(Debug, Clone, Default)]
pub struct RequestLog {
    last: u64,
    entries: VecDeque<Arc<Entry>>,
    /// The request being handled.
    current: u64,
    effects: Vec<String>,
    /// Effects of requests that are handled but not filed yet.
    pending: BTreeMap<u64, String>,
}

impl RequestLog {
    /// Gives a request its number.
    pub fn begin(&mut self) -> u64 {
        self.last += 1;
        self.last
    }

    /// Effects and violations from now on belong to this request.
    pub fn resume(&mut self, seq: u64) {
        self.current = seq;
        self.effects.clear();
    }

    /// The number of the request being handled.
    pub fn current(&self) -> u64 {
        self.current
    }

    /// Notes what the request being handled changes, like `created Payment 12`.
    pub fn effect(&mut self, effect: String) {
        self.effects.push(effect);
    }

    /// Ends the handling: the effects stay with the request until it is filed.
    pub fn handled(&mut self) {
        if !self.effects.is_empty() {
            let effects = std::mem::take(&mut self.effects).join(", ");
            self.pending.insert(self.current, effects);
        }
    }

    /// The effects of a handled request, for its entry.
    pub fn take_effect(&mut self, seq: u64) -> Option<String> {
        self.pending.remove(&seq)
    }

    /// Files a finished request.
    pub fn file(&mut self, entry: Entry) {
        if self.entries.len() == ENTRIES_MAX {
            self.entries.pop_front();
        }
        self.entries.push_back(Arc::new(entry));
    }

    /// Finished requests, the last to finish first.
    pub fn newest(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.entries.iter().rev()
    }

    /// Finished requests with a number above `seq`, oldest first by the time they finished.
    pub fn since(&self, seq: u64) -> impl Iterator<Item = &Arc<Entry>> {
        self.entries.iter().filter(move |entry| entry.seq > seq)
    }
}

/// Something a good client never does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Violation {
    pub at: Timestamp,
    /// A fixed text, like `ignored 429`.
    pub kind: String,
    pub detail: String,
    /// Number of the request that did it.
    pub request: u64,
}
