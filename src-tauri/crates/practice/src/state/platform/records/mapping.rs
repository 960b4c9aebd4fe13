//! Whose a record is, what it is in QuickBooks, and why it is archived.

use serde::{Deserialize, Serialize};

/// Who owns a customer or an invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// It follows QuickBooks.
    Quickbooks,
    /// It follows another integration, a PSA for example.
    OtherIntegration,
    /// It was made here.
    Alternative,
}

/// Who archived a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ArchivedBy {
    /// An archive call of the integration contract.
    Companion,
    /// Any other way.
    Person,
}

/// Why an archive call archived a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ArchiveReason {
    /// Inactive, deleted or gone in QuickBooks.
    Deleted,
    /// A customer merged into another one.
    Merged,
    /// An invoice voided in QuickBooks.
    Voided,
    /// An invoice settled outside the platform.
    SettledElsewhere,
}

/// The archive mark of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archive {
    /// Who did it first.
    pub by: ArchivedBy,
    /// The last reason an archive call gave.
    pub reason: Option<ArchiveReason>,
}

/// SyncToken and mapping revision, compared in that order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Pair {
    /// QuickBooks SyncToken.
    pub version: i64,
    /// Raised when the companion maps the same version anew.
    pub mapping_revision: i64,
}

/// First half of the SHA-256 of a canonical body: enough to tell two bodies apart.
pub type Digest = [u8; 16];

/// The QuickBooks record a row stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// Number of the company, see [`Company`].
    pub company: u64,
    /// Id in that company.
    pub qbo_id: Box<str>,
    /// The pair of the last upsert taken.
    pub pair: Pair,
    /// The body of that upsert; none when the row never was upserted.
    pub body: Option<Digest>,
}

/// A QuickBooks company that was connected at least once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Company {
    /// Its realm id.
    pub realm_id: String,
    /// Its name as last told.
    pub name: String,
}
