//! Invoices in currencies that cannot be paid through Alternative: listed, and asked about once for all (rule I17).

use std::collections::{BTreeMap, BTreeSet};

use ledger::{Currency, MinorUnits, Money, books};
use serde::{Deserialize, Serialize};

use crate::hold::HoldDraft;
use crate::reason::HoldReason;
use crate::reference::fingerprint;
use crate::said::InvoiceName;
use crate::settings::Settings;
use crate::subject::Subject;

/// What Alternative takes from every account, by its own client library.
const ALWAYS_TAKEN: [Currency; 2] = [Currency::USD, Currency::CAD];

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Foreign {
    /// The invoice, under the number that people know.
    pub invoice: InvoiceName,
    /// What is open, in its own currency.
    pub open: Money,
}

/// All that wait for a person; kept as one value in the store.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForeignLedger {
    /// By QuickBooks' id.
    pub waiting: BTreeMap<books::InvoiceId, Foreign>,
}

impl ForeignLedger {
    /// What planning found of these invoices.
    pub(crate) fn take(&mut self, found: BTreeMap<books::InvoiceId, Option<Foreign>>) {
        for (invoice, foreign) in found {
            match foreign {
                Some(foreign) => self.waiting.insert(invoice, foreign),
                None => self.waiting.remove(&invoice),
            };
        }
    }
}

impl Settings {
    /// Whether invoices in this currency are sent: only those in the home currency of the books, and only where Alternative
    /// takes that, as far as is known (rule I17).
    pub fn sends(&self, currency: Currency) -> bool {
        let own = self.alternative.as_ref().and_then(|access| access.home_currency);
        let taken = own.is_none_or(|own| own == currency) || ALWAYS_TAKEN.contains(&currency);
        currency == self.home_currency() && taken
    }
}

/// One hold for all that wait.
pub fn plan_currencies(settings: &Settings, ledger: &ForeignLedger) -> Option<HoldDraft> {
    let currencies: BTreeSet<_> =
        ledger.waiting.values().map(|foreign| foreign.open.currency.code()).collect();
    let first = ledger.waiting.values().next()?.open.currency;
    // Money of several currencies comes to no sum.
    let sum: MinorUnits = ledger.waiting.values().map(|foreign| foreign.open.minor).sum();
    Some(HoldDraft {
        subject: Subject::Currencies,
        part: None,
        fingerprint: fingerprint(&ledger.waiting.keys().collect::<Vec<_>>()),
        amount: (currencies.len() == 1).then(|| sum.of(first)),
        reason: HoldReason::OtherCurrencies {
            home: settings.home_currency(),
            invoices: ledger.waiting.values().cloned().collect(),
        },
    })
}
