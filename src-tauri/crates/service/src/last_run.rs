//! What the last pass left behind for whoever asks how things stand, in whatever process.

use contract::Problem;
use engine::documents::{Document, DocumentKind, Repair};
use engine::fault::Side;
use engine::ports::{Change, Store};
use engine::side::SideState;
use jiff::Timestamp;
use ledger::CompanyId;
use serde::{Deserialize, Serialize};

use crate::company_runtime::CompanyRuntime;
use crate::host::Host;
use crate::words;

/// Facts of the last pass.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LastRun {
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

impl Document for LastRun {
    const KIND: DocumentKind = DocumentKind::Pass;
    const REPAIR: Repair = Repair::Redo;
}

impl LastRun {
    /// For whoever makes a pass.
    pub(crate) async fn load(host: &Host, company: &CompanyId) -> Result<Self, Problem> {
        host.document(company).await
    }

    /// Takes over what the engine knows now.
    pub(crate) fn note(&mut self, company_runtime: &CompanyRuntime) {
        self.heard_at = company_runtime.engine.side(Side::Alternative).last_good.or(self.heard_at);
        // Otherwise when a side last answered is no news for anybody who asks.
        let seen = |side| SideState { last_good: None, ..company_runtime.engine.side(side) };
        self.quickbooks = seen(Side::Quickbooks);
        self.alternative = seen(Side::Alternative);
        self.keychain = company_runtime.tokens.vault_trouble().map(|trouble| trouble.to_string());
    }

    /// As a whole: who makes a pass holds the claim, so nobody else has anything to tell of it.
    pub(crate) async fn save(&self, host: &Host, company: &CompanyId) -> Result<(), Problem> {
        let from_store = |fault| words::from_store(&fault);
        let change = Change::keep(self).map_err(from_store)?;
        host.store.write(company, vec![change].into()).await.map_err(from_store)
    }
}

#[cfg(test)]
mod tests {
    use engine::fault::{Fault, FaultKind};

    use super::*;

    #[test]
    fn the_note_of_a_pass_keeps_its_form() {
        let at = |text: &str| Some(text.parse().unwrap());
        let facts = LastRun {
            completed_at: at("2026-08-04T12:04:31Z"),
            next_look: at("2026-08-04T12:06:31Z"),
            quickbooks: SideState {
                paused_until: at("2026-08-04T12:05:00Z"),
                failures: 2,
                fault: Some(Fault::new(Side::Quickbooks, FaultKind::Throttled { wait_seconds: Some(30) })),
                failing_since: at("2026-08-04T12:04:00Z"),
                last_good: None,
                doubts: 0,
            },
            alternative: SideState::default(),
            heard_at: at("2026-08-04T12:04:30Z"),
            keychain: Some("the keychain is locked".to_owned()),
            reading: Some(1_203),
        };
        let form = facts.form().unwrap();
        insta::assert_snapshot!(form);
        assert_eq!(LastRun::parsed(&form), Ok(facts));
    }
}
