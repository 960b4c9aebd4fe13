//! Which companies this process syncs; nobody else does meanwhile.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use engine::ports::StoreFault;
use ledger::CompanyId;
use store::Claim;

use crate::host::Host;

/// Who syncs in this process: one claim on the data directory, and the companies under it.
#[derive(Debug, Default)]
pub(crate) struct Claimed {
    claim: Weak<Claim>,
    companies: BTreeSet<CompanyId>,
}

/// The right to sync one company; given back when dropped.
#[derive(Debug)]
#[must_use = "the right ends when it is dropped"]
pub(crate) struct Syncing {
    pub(crate) claim: Arc<Claim>,
    company: CompanyId,
    claimed: Arc<Mutex<Claimed>>,
}

impl Drop for Syncing {
    fn drop(&mut self) {
        let mut claimed = self.claimed.lock().unwrap_or_else(PoisonError::into_inner);
        claimed.companies.remove(&self.company);
    }
}

/// Tries once; the data directory is one process's at a time.
pub(crate) fn claim_once(host: &Host, company: &CompanyId) -> Result<Syncing, StoreFault> {
    let mut claimed = host.claimed.lock().unwrap_or_else(PoisonError::into_inner);
    if claimed.companies.contains(company) {
        return Err(StoreFault::InUse);
    }
    let claim = match claimed.claim.upgrade() {
        Some(claim) => claim,
        None => Arc::new(host.store.claim()?),
    };
    claimed.claim = Arc::downgrade(&claim);
    claimed.companies.insert(company.clone());
    let claimed = Arc::clone(&host.claimed);
    Ok(Syncing { claim, company: company.clone(), claimed })
}
