//! The share of a payment that goes to one QuickBooks customer: what it is at first, and what can be told from it.

use ledger::{MinorUnits, alternative, books};

use super::{Allowance, PartState, PaymentPart};
use crate::edited::Rest;

impl PaymentPart {
    /// Not yet recorded.
    pub fn new(customer: books::CustomerId) -> Self {
        Self {
            customer,
            state: PartState::Open,
            finding: None,
            allowance: Allowance::default(),
            invoices: Vec::new(),
            handled: Vec::new(),
            credited: None,
            altered: None,
            seen_whole: false,
            adopted: false,
            returns: Vec::new(),
            wrote: Vec::new(),
            beside: Vec::new(),
            recorded: None,
            rest: None,
        }
    }

    /// What a person said was given back of it, and the customer's credit in the books still shows: the amount of the entry
    /// that rule P8 proposes.
    pub fn given_back(&self) -> Option<MinorUnits> {
        let PartState::Recorded { amount, .. } = &self.state else { return None };
        (self.rest == Some(Rest::GivenBack)).then(|| *amount - self.credited.unwrap_or_default())
    }

    /// Version 0.1.0 noted what a person handled by hand only behind the invoices that our Payment was made for: those that
    /// its amount has no room for.
    pub(crate) fn infer_handled(&mut self, allocations: &[alternative::Allocation]) {
        let (PartState::Recorded { amount, ours: true, .. }, false) = (&self.state, self.adopted) else {
            return;
        };
        let mut room = *amount;
        for invoice in &self.invoices {
            let shares = allocations.iter().filter(|share| share.qbo_invoice.as_ref() == Some(invoice));
            let share: MinorUnits = shares.map(|share| share.amount).sum();
            if share > room && !self.handled.contains(invoice) {
                self.handled.push(invoice.clone());
            }
            room = if share > room { room } else { room - share };
        }
    }
}
