//! Customers, their users, invoices and their PDFs.

use jiff::Timestamp;
use jiff::civil::Date;
use ledger::{Currency, MinorUnits};
use serde::{Deserialize, Serialize};

use super::mapping::{Archive, Digest, Mapping, Owner};

/// A postal address; empty text where nothing is known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_field_names, reason = "`street_address` is the field's own name")]
pub struct Address {
    pub street_address: Box<str>,
    pub sub_premise: Box<str>,
    pub city: Box<str>,
    pub state: Box<str>,
    pub postal_code: Box<str>,
    pub country: Box<str>,
}

/// A customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    pub name: Box<str>,
    pub legal_name: Box<str>,
    /// Empty = cannot be invited.
    pub email: Box<str>,
    pub phone: Option<Box<str>>,
    pub ein: Box<str>,
    /// Unique for the partner when not empty.
    pub external_id: Box<str>,
    /// The id another integration gave it; empty when none did.
    pub other_integration_id: Box<str>,
    pub address: Address,
    /// QuickBooks' Active flag, for display.
    pub active: bool,
    pub owner: Owner,
    pub archived: Option<Archive>,
    pub mapping: Option<Mapping>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// A person who may sign in for a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    pub customer: u64,
    pub email: Box<str>,
    pub first_name: Box<str>,
    pub last_name: Box<str>,
}

/// One line of an invoice in the documented view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub description: Box<str>,
    /// Amount of one unit.
    pub amount: MinorUnits,
    /// Units; always 1 on an invoice that came from QuickBooks.
    pub quantity: i64,
}

impl Line {
    /// What the line comes to.
    pub fn total(&self) -> MinorUnits {
        MinorUnits(self.amount.0.saturating_mul(self.quantity))
    }
}

/// An invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoice {
    pub customer: u64,
    /// A label, not unique.
    pub number: Option<Box<str>>,
    pub memo: Option<Box<str>>,
    pub currency: Currency,
    pub issue_date: Date,
    pub due_date: Date,
    pub lines: Box<[Line]>,
    pub sub_total: MinorUnits,
    pub total: MinorUnits,
    /// What QuickBooks says is open; the total for an invoice that exists here only.
    pub balance: MinorUnits,
    /// False = the payer sees it but cannot pay it here.
    pub payable: bool,
    pub exclude_from_autopay: bool,
    /// Set by hand in the dashboard; the next upsert taken clears it.
    pub marked_paid: bool,
    pub owner: Owner,
    pub archived: Option<Archive>,
    pub mapping: Option<Mapping>,
    /// Customer, currency, lines and totals of the last upsert; none after an edit here.
    pub amounts: Option<Digest>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// An uploaded PDF.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pdf {
    #[serde(with = "base64_bytes")]
    pub bytes: Vec<u8>,
    /// `sha-256=:…:` of the bytes.
    pub content_digest: String,
    pub updated_at: Timestamp,
}

mod base64_bytes {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(bytes))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        STANDARD.decode(text).map_err(D::Error::custom)
    }
}
