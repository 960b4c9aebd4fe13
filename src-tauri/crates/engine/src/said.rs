//! Text that somebody else wrote: a service's answer, a name or number in the books. It is shown as it is.

use std::fmt;

use ledger::books;
use serde::{Deserialize, Serialize};

/// Text that a service sent. It can be shown and kept, and nothing looks into it: no rule depends on how a service words
/// its answers.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Said(String);

impl Said {
    /// Takes a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl From<&str> for Said {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Said {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A QuickBooks invoice with the number that people know it by, as it was when this was said.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct InvoiceName {
    /// QuickBooks' id.
    pub id: books::InvoiceId,
    /// Its number.
    pub number: Said,
}

impl InvoiceName {
    /// The name of an invoice.
    pub fn of(invoice: &books::Invoice) -> Self {
        Self { id: invoice.id.clone(), number: Said::new(invoice.label()) }
    }

    /// An invoice that was not read: its id stands for its number.
    pub fn unread(id: &books::InvoiceId) -> Self {
        Self { id: id.clone(), number: Said::new(id.as_str()) }
    }
}
