//! Money, ids, dates and the records of both sides of the books.
//!
//! No async, no input or output, no foreign formats: everything here is a value. [`books`] is QuickBooks Online,
//! [`alternative`] is Alternative Payments; the same word in both (an invoice, a payment) means what that side
//! means by it.

#![deny(missing_docs)]
#![warn(clippy::float_arithmetic)]

pub mod alternative;
pub mod books;
pub mod ids;
pub mod money;

pub use ids::{CompanyId, RealmId};
pub use money::{Currency, MinorUnits, Money, MoneyError};
