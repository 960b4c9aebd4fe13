//! The simulated Alternative Payments.

use jiff::Timestamp;

use crate::http::{Reply, Request};
use crate::table::{Change, Persistent, ReplayError};
use crate::world::{Partner, World};

/// What a call comes to: an answer now, or a long-poll that is handled again after each change and at the
/// latest when the clock reaches `until`.
#[derive(Debug)]
pub enum Outcome {
    Reply(Reply),
    Wait { until: Timestamp },
}

/// The records of one partner account.
#[derive(Debug, Clone)]
pub struct Platform {
    partner: Partner,
}

impl Platform {
    /// A new partner account.
    pub fn open(partner: &Partner) -> Self {
        Self { partner: partner.clone() }
    }

    /// Whose account this is.
    pub fn partner(&self) -> &Partner {
        &self.partner
    }

    /// Goes back to an earlier state of the same account.
    pub fn revert_to(&mut self, earlier: &Self) {
        self.partner = earlier.partner.clone();
    }
}

impl Persistent for Platform {
    fn drain(&mut self, _prefix: &str, _changes: &mut Vec<Change>) {}

    fn replay(&mut self, table: &str, _key: &str, _value: Option<&str>) -> Result<(), ReplayError> {
        Err(ReplayError::Table(table.to_owned()))
    }
}

/// Handles one call under `/alternative`.
pub fn handle(_world: &mut World, _request: &Request) -> Outcome {
    Outcome::Reply(Reply::text(404, "not found"))
}

/// The error body of a fault put in on purpose.
pub fn fault_on_purpose(code: &str) -> Reply {
    Reply::json(500, &serde_json::json!({ "code": code, "message": "a fault put in on purpose" }))
}
