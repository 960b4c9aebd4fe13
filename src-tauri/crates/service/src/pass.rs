//! What the last pass left behind for whoever asks how things stand, in whatever process.

use contract::Problem;
use engine::fault::Side;
use engine::ports::{Change, Store};
use engine::side::SideState;
use jiff::Timestamp;
use ledger::CompanyId;
use serde::{Deserialize, Serialize};

use crate::host::Host;
use crate::pair::Pair;
use crate::words;

/// Cursor under which it is kept.
const PASS_CURSOR: &str = "pass";

/// Facts of the last pass.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PassFacts {
    /// When the last pass that met both sides looked at them.
    pub(crate) completed_at: Option<Timestamp>,
    /// The next look at QuickBooks.
    pub(crate) next_look: Option<Timestamp>,
    /// How QuickBooks is doing.
    pub(crate) quickbooks: SideState,
    /// How Alternative is doing.
    pub(crate) alternative: SideState,
    /// When Alternative last answered.
    #[serde(default)]
    pub(crate) heard_at: Option<Timestamp>,
    /// What the keychain last refused.
    pub(crate) keychain: Option<String>,
    /// Records read so far, while everything is read.
    pub(crate) reading: Option<u64>,
}

impl PassFacts {
    pub(crate) async fn load(host: &Host, company: &CompanyId) -> Result<Self, Problem> {
        Ok(host.cursor(company, PASS_CURSOR).await?.unwrap_or_default())
    }

    /// Takes over what the engine knows now.
    pub(crate) fn note(&mut self, pair: &Pair) {
        self.heard_at = pair.engine.side(Side::Alternative).last_good.or(self.heard_at);
        // Otherwise when a side last answered is no news for anybody who asks.
        let seen = |side| SideState { last_good: None, ..pair.engine.side(side) };
        self.quickbooks = seen(Side::Quickbooks);
        self.alternative = seen(Side::Alternative);
        self.keychain = pair.tokens.vault_trouble().map(|trouble| trouble.to_string());
    }

    pub(crate) async fn save(&self, host: &Host, company: &CompanyId) -> Result<(), Problem> {
        let change = Change::Cursor { name: PASS_CURSOR.to_owned(), value: serde_json::to_string(self).ok() };
        host.store.write(company, vec![change]).await.map_err(|fault| words::from_store(&fault))
    }
}
