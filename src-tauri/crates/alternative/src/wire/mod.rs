//! What travels: JSON as Alternative writes and reads it, and its translation to and from the ledger.

mod bodies;
mod customer;
mod event;
mod invoice;
mod lenient;
mod page;
mod payment;
mod payout;
mod problem;
mod state;

use engine::record::Record;
use ledger::Currency;

pub use bodies::{Archive, Connect, CustomerUpsert, InvoiceUpsert, PaymentLinkPut, PayoutLinkPut};
pub use event::event_page;
pub use lenient::{decimal, text};
pub use page::page;
pub use problem::Problem;
pub use state::integration;

pub use customer::customer;
pub use invoice::invoice;
pub use payment::payment;
pub use payout::payout;

/// Why a record cannot be read, in a few words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct FieldError(pub String);

impl From<serde_json::Error> for FieldError {
    fn from(error: serde_json::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<ledger::MoneyError> for FieldError {
    fn from(error: ledger::MoneyError) -> Self {
        Self(error.to_string())
    }
}

/// Reads the JSON text of one record; amounts without a currency are in the given one.
pub type Decode = fn(&str, Currency) -> Result<Record, FieldError>;

/// What must be there.
fn needed<T>(field: Option<T>, name: &str) -> Result<T, FieldError> {
    field.ok_or_else(|| FieldError(format!("`{name}` is missing")))
}
