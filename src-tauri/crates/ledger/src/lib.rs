//! Money, ids, dates and the records of both sides of the books.
//!
//! No async, no input or output, no foreign formats: everything here is a value.

#![deny(missing_docs)]
#![warn(clippy::float_arithmetic)]

pub mod money;

pub use money::{Currency, Minor, Money, MoneyError};
