//! What a person lets the companion write about money that went back (rules P8, D15).

use jiff::civil::Date;
use ledger::{Currency, MinorUnits, books};
use serde::{Deserialize, Serialize};

use crate::link::{PaymentPart, Refusal};

/// A journal entry for a part of a payment that went back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnOrder {
    /// How much of the part went back until then: several returns are several entries.
    pub up_to: MinorUnits,
    /// How much of that is in this entry.
    pub amount: MinorUnits,
    /// Its currency.
    pub currency: Currency,
    /// When it was decided, in the company's time zone.
    pub date: Date,
    /// Where it is debited: the customer owes it again, unless another account was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub debit: Option<books::AccountId>,
    /// The entry, once it is written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<books::JournalEntryId>,
    /// QuickBooks refused it for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<Refusal>,
}

impl PaymentPart {
    /// How much of `gone_back` nobody took care of yet: neither by hand nor by an entry.
    pub(crate) fn still_open(&self, gone_back: MinorUnits) -> MinorUnits {
        if self.allowance.return_handled {
            return MinorUnits::ZERO;
        }
        let ordered = self.returns.iter().map(|order| order.up_to);
        let covered = ordered.chain(self.allowance.refund_handled).max().unwrap_or_default();
        (gone_back - covered).max(MinorUnits::ZERO)
    }

    /// The entry for what went back until then is in QuickBooks.
    pub(crate) fn entry_written(&mut self, up_to: MinorUnits, entry: books::JournalEntryId) {
        if let Some(order) = self.order_mut(up_to) {
            (order.entry, order.refused) = (Some(entry), None);
        }
    }

    /// QuickBooks refused it.
    pub(crate) fn entry_refused(&mut self, up_to: MinorUnits, refusal: Refusal) {
        if let Some(order) = self.order_mut(up_to).filter(|order| order.entry.is_none()) {
            order.refused = Some(refusal);
        }
    }

    pub(crate) fn order_mut(&mut self, up_to: MinorUnits) -> Option<&mut ReturnOrder> {
        self.returns.iter_mut().find(|order| order.up_to == up_to)
    }
}
