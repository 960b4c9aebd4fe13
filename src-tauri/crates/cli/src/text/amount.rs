//! Amounts for people.

use ledger::{Currency, MinorUnits};

/// `2,310.00`, without its currency, for columns.
pub fn bare(minor: i64, currency: Currency) -> String {
    let whole = MinorUnits(minor).of(currency).to_string();
    whole.rsplit_once(' ').map_or(whole.clone(), |(amount, _)| amount.to_owned())
}

/// `2,310.00 USD`.
pub fn full(minor: i64, currency: Currency) -> String {
    MinorUnits(minor).of(currency).to_string()
}
