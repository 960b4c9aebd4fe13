//! Links of what is sent to Alternative: customers and invoices.

use ledger::alternative::ArchiveReason;
use ledger::{Currency, MinorUnits, alternative, books};
use serde::{Deserialize, Serialize};

use crate::link::Refusal;
use crate::ports::{CustomerBody, InvoiceBody, Version};
use crate::said::Said;

/// Last body that Alternative took for a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent<T> {
    /// Under which version pair.
    pub version: Version,
    /// The body as Alternative took it.
    pub body: T,
}

/// A customer's link.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerLink {
    /// Id in Alternative, once created there.
    pub alternative: Option<alternative::CustomerId>,
    /// Last body taken.
    pub sent: Option<Sent<CustomerBody>>,
    /// Archived by the companion, with this reason.
    pub archived: Option<ArchiveReason>,
    /// Drift: a listed difference with its explanation.
    pub drift: Option<Said>,
    /// Version that Alternative refused for good; nothing is sent again until QuickBooks has a newer one.
    pub refused: Option<Refusal>,
    /// QuickBooks' version that Alternative refused by version: it holds another body under it (rule F4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conflict: Option<u64>,
    /// Where the last of its invoices went that changed hands in QuickBooks (rule C5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_to: Option<books::CustomerId>,
    /// Fingerprint of what a person chose to leave archived (rules C4, C7, *Leave archived*).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_archived: Option<String>,
    /// A person has it restored, and that was not done yet (rules C4, C7).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub restoring: bool,
}

/// An invoice's link.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceLink {
    /// Id in Alternative that is written to, once created there: the newest of all it ever had.
    pub alternative: Option<alternative::InvoiceId>,
    /// Ids it had there before that one, oldest first: payments may have been made under any of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<alternative::InvoiceId>,
    /// Last body taken.
    pub sent: Option<Sent<InvoiceBody>>,
    /// Archived by the companion, with this reason.
    pub archived: Option<ArchiveReason>,
    /// PDF as last uploaded.
    pub pdf: Option<PdfSent>,
    /// Drift: a listed difference with its explanation.
    pub drift: Option<Said>,
    /// What Alternative refused for good.
    pub refused: Option<Refusal>,
    /// QuickBooks' version that Alternative refused by version: it holds another body under it (rule F4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conflict: Option<u64>,
    /// Fingerprint of an edited content that a person chose to keep out of Alternative (rule I12, *Keep as it was*).
    pub kept_out: Option<String>,
    /// Fingerprint of an edited content that a person chose to send (rule I12, *Send the new amount*).
    pub let_through: Option<String>,
    /// A person leaves it out for as long as it is in this currency (rule I17, *Leave them out*).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_out: Option<Currency>,
    /// What a person chose to leave archived (rule I10, *Leave archived*).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_archived: Option<LeftArchived>,
    /// A person has it restored, and that was not done yet (rule I10).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub restoring: bool,
}

/// An invoice as it was when a person left it archived: until it changes again, nobody is asked (rule I10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftArchived {
    /// Fingerprint of everything but the balance.
    pub content: String,
    /// What was open.
    pub balance: MinorUnits,
}

impl InvoiceLink {
    /// All ids it ever had in Alternative, oldest first.
    pub fn ids(&self) -> impl Iterator<Item = &alternative::InvoiceId> {
        self.former.iter().chain(&self.alternative)
    }

    /// Whether that is one of them.
    pub fn is_known_as(&self, id: &alternative::InvoiceId) -> bool {
        self.ids().any(|known| known == id)
    }

    /// From now on it is written to under this id.
    pub(crate) fn under(mut self, id: alternative::InvoiceId) -> Self {
        self.former.retain(|former| *former != id);
        self.former.extend(self.alternative.take().filter(|before| *before != id));
        self.alternative = Some(id);
        self
    }

    /// It was read under this id. One that is new and lives took the place of the one before.
    pub(crate) fn met_under(mut self, id: alternative::InvoiceId, archived: bool) -> Self {
        if self.is_known_as(&id) {
            return self;
        }
        if archived && self.alternative.is_some() {
            self.former.push(id);
            return self;
        }
        self.under(id)
    }
}

/// A PDF as uploaded (rule I13).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PdfSent {
    /// SHA-256 of the bytes.
    pub sha256: String,
    /// Fingerprint of the invoice's content it was made for; fetched again when that changes.
    pub content: String,
}
