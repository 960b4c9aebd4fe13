//! The simulated QuickBooks Online accounting API.

use crate::http::{Reply, Request};
use crate::options::Founding;
use crate::table::{Change, Persistent, ReplayError};
use crate::world::World;

/// The books of one company.
#[derive(Debug, Clone)]
pub struct Books {
    realm_id: String,
    name: String,
}

impl Books {
    /// The company of that index, as the founding describes it.
    pub fn found(_founding: &Founding, index: u32) -> Self {
        Self { realm_id: format!("93414500000{:05}", index + 1), name: "Northwind MSP".to_owned() }
    }
    pub fn realm_id(&self) -> &str {
        &self.realm_id
    }
    pub fn company_name(&self) -> &str {
        &self.name
    }
    pub fn revert_to(&mut self, earlier: &Self) {
        *self = earlier.clone();
    }
}

impl Persistent for Books {
    fn drain(&mut self, _prefix: &str, _changes: &mut Vec<Change>) {}
    fn replay(&mut self, table: &str, _key: &str, _value: Option<&str>) -> Result<(), ReplayError> {
        Err(ReplayError::Table(table.to_owned()))
    }
}

/// Handles one call under `/quickbooks`.
pub fn handle(_world: &mut World, _request: &Request) -> Reply {
    Reply::text(404, "not found")
}

/// The fault body of a fault put in on purpose.
pub fn fault_on_purpose(code: &str, now: jiff::Timestamp) -> Reply {
    Reply::json(400, &serde_json::json!({"Fault": {"Error": [{"code": code}]}, "time": now.to_string()}))
}
