//! Looks at what payers are asked for at every moment, not only at the end.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use practice::Practice;
use serde_json::Value;
use support::minor;

/// Watches one company's invoices in Alternative.
pub struct Watch {
    practice: Practice,
    spared: Mutex<BTreeSet<String>>,
    seen: Mutex<BTreeSet<String>>,
}

impl Watch {
    /// Over these services.
    pub fn new(practice: Practice) -> Self {
        Self { practice, spared: Mutex::default(), seen: Mutex::default() }
    }

    /// A person changed what Alternative follows, so that this invoice (QuickBooks id) may ask for what it likes.
    pub fn spare(&self, invoice: &str) {
        self.spared.lock().unwrap_or_else(PoisonError::into_inner).insert(invoice.to_owned());
    }

    /// Looks once. An invoice must never ask for more than its total less what Alternative has collected for it:
    /// somebody would be asked to pay twice (rule P15).
    pub fn look(&self, after: &str) {
        let states: Vec<Value> = self.practice.with_world(|world| {
            let now = world.clock.now();
            world.platforms.values().map(|platform| platform.state(now)).collect()
        });
        let spared = self.spared.lock().unwrap_or_else(PoisonError::into_inner);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        for state in states {
            seen.extend(
                asked_twice(&state, &spared).into_iter().map(|text| format!("{text}, after {after}")),
            );
        }
    }

    /// What was seen.
    pub fn problems(&self) -> Vec<String> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}

fn asked_twice(state: &Value, spared: &BTreeSet<String>) -> Vec<String> {
    let mut collected: BTreeMap<&str, i64> = BTreeMap::new();
    for payment in state["payments"].as_array().into_iter().flatten() {
        if !matches!(payment["status"].as_str(), Some("processing" | "succeeded")) {
            continue;
        }
        for part in payment["allocations"].as_array().into_iter().flatten() {
            *collected.entry(part["invoice_id"].as_str().unwrap_or_default()).or_default() +=
                minor(&part["amount"]);
        }
    }
    let mut problems = Vec::new();
    for invoice in state["invoices"].as_array().into_iter().flatten() {
        let Some(qbo_id) = invoice["qbo_id"].as_str().filter(|id| !spared.contains(*id)) else { continue };
        let paid = collected.get(invoice["id"].as_str().unwrap_or_default()).copied().unwrap_or(0);
        let (total, asked) = (minor(&invoice["total"]), minor(&invoice["outstanding_balance"]));
        if invoice["archived"] == false && asked > (total - paid).max(0) {
            problems.push(format!(
                "P15: invoice {qbo_id} of {total} asks for {asked} although {paid} was collected for it"
            ));
        }
    }
    problems
}
