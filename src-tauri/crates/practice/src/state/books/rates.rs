//! What an amount in another currency is at home.

use ledger::{Currency, MinorUnits};
use rust_decimal::Decimal;

use super::record::Record;

/// The code of the home currency.
pub const HOME: &str = "USD";

/// The currency of a record when it is not the home currency.
pub fn foreign(record: &Record) -> Option<String> {
    let kept = record.kept().value("CurrencyRef")?;
    let code = kept["value"].as_str()?;
    (code != HOME).then(|| code.to_owned())
}

/// Home units for one unit of the record's own currency; `None` in the home currency.
pub fn foreign_rate(record: &Record) -> Option<Decimal> {
    foreign(record)?;
    let sent = record.kept().text("ExchangeRate").and_then(|text| text.trim_matches('"').parse().ok());
    Some(sent.filter(|rate: &Decimal| rate.is_sign_positive() && !rate.is_zero()).unwrap_or(Decimal::ONE))
}

/// An amount at a rate, rounded to cents.
pub fn at_rate(amount: MinorUnits, rate: Decimal) -> MinorUnits {
    amount.to_major(Currency::USD).checked_mul(rate).and_then(to_cents).unwrap_or(amount)
}

/// A decimal in dollars, rounded half away from zero, as cents.
pub fn to_cents(value: Decimal) -> Option<MinorUnits> {
    use rust_decimal::RoundingStrategy::MidpointAwayFromZero;
    MinorUnits::from_major(value.round_dp_with_strategy(2, MidpointAwayFromZero), Currency::USD).ok()
}
