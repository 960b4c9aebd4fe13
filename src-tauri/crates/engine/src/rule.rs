//! Ids of the rules that stop for a person's decision.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A rule that can hold a record. Its text is part of a hold's identity and never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Rule {
    /// Alternative refuses a customer.
    C1,
    /// A customer is active in QuickBooks again.
    C4,
    /// A customer that a person archived in Alternative was changed in QuickBooks.
    C7,
    /// A payout cannot be deposited as it is.
    D3,
    /// A payout failed after its deposit was written.
    D4,
    /// Our deposit was deleted in QuickBooks.
    D5,
    /// The books are closed at the date.
    D7,
    /// A chosen account cannot be used any more.
    D9,
    /// A payout that is no deposit.
    D13,
    /// A deposit of the payout's amount was added from the bank feed.
    D14,
    /// A record cannot be read.
    F8,
    /// Alternative refuses an invoice.
    I1,
    /// An invoice that is archived in Alternative was changed in QuickBooks.
    I10,
    /// An invoice was edited after money was collected for it.
    I12,
    /// Many records would be archived at once.
    I16,
    /// Invoices in currencies that are not sent.
    I17,
    /// An invoice does not add up.
    I3,
    /// QuickBooks refuses a payment.
    P1,
    /// A payment of several customers whose invoice changed hands.
    P4,
    /// QuickBooks shows something else than the payment expects.
    P5,
    /// Money went back.
    P8,
    /// Our payment was deleted in QuickBooks.
    P9,
    /// A payment in QuickBooks pays less of its invoices than was collected.
    P11,
    /// Money that moved before the first start.
    P17,
}

impl Rule {
    /// All of them.
    pub const ALL: [Self; 24] = [
        Self::C1,
        Self::C4,
        Self::C7,
        Self::D3,
        Self::D4,
        Self::D5,
        Self::D7,
        Self::D9,
        Self::D13,
        Self::D14,
        Self::F8,
        Self::I1,
        Self::I3,
        Self::I10,
        Self::I12,
        Self::I16,
        Self::I17,
        Self::P1,
        Self::P4,
        Self::P5,
        Self::P8,
        Self::P9,
        Self::P11,
        Self::P17,
    ];
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}
