//! The simulated sign-in of QuickBooks: OAuth 2.0 and OpenID Connect.

use jiff::Timestamp;

use crate::entropy::Entropy;
use crate::http::{Reply, Request};
use crate::table::{Change, Persistent, ReplayError};
use crate::world::World;

/// The registered app, and every token given out.
#[derive(Debug, Clone)]
pub struct Intuit {
    pub client_id: String,
    pub client_secret: String,
    pub webhook_verifier: String,
}

impl Intuit {
    /// A new app registration.
    pub fn found(entropy: &mut Entropy) -> Self {
        Self {
            client_id: format!("AB{}", entropy.word(48)),
            client_secret: entropy.word(40),
            webhook_verifier: entropy.uuid(),
        }
    }
    pub fn grant_at_founding(&mut self, _realm_id: &str, _entropy: &mut Entropy, _now: Timestamp) {}
    pub fn revert_to(&mut self, earlier: &Self) {
        *self = earlier.clone();
    }
    pub fn realm_of_access(&self, _token: &str, _now: Timestamp) -> Option<&str> {
        None
    }
    pub fn fingerprints(&self) -> serde_json::Value {
        serde_json::Value::Null
    }
    /// The access and refresh token a company was founded with.
    pub fn founding_tokens(&self, _realm_id: &str) -> (String, String) {
        (String::new(), String::new())
    }
}

impl Persistent for Intuit {
    fn drain(&mut self, _prefix: &str, _changes: &mut Vec<Change>) {}
    fn replay(&mut self, table: &str, _key: &str, _value: Option<&str>) -> Result<(), ReplayError> {
        Err(ReplayError::Table(table.to_owned()))
    }
}

/// Handles one call under `/intuit`.
pub fn handle(_world: &mut World, _request: &Request) -> Reply {
    Reply::text(404, "not found")
}
