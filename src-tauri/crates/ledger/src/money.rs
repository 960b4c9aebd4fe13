//! Amounts of money: whole minor units with their currency, exact to the cent.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};
use std::str::FromStr;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};

/// An ISO 4217 currency code, three upper-case letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

impl Currency {
    /// United States dollar, what both sides assume when they name no currency.
    pub const USD: Self = Self(*b"USD");
    /// Canadian dollar, the other currency Alternative Payments takes.
    pub const CAD: Self = Self(*b"CAD");

    /// The code as text, for example `USD`.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("???")
    }

    /// How many decimals the currency has (ISO 4217).
    pub fn decimals(self) -> u32 {
        match &self.0 {
            b"JPY" | b"KRW" | b"VND" | b"CLP" | b"ISK" | b"XAF" | b"XOF" | b"XPF" => 0,
            b"BHD" | b"KWD" | b"OMR" | b"TND" | b"JOD" => 3,
            _ => 2,
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Currency {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let upper = text.trim().to_ascii_uppercase();
        match <[u8; 3]>::try_from(upper.as_bytes()) {
            Ok(code) if code.iter().all(u8::is_ascii_uppercase) => Ok(Self(code)),
            _ => Err(MoneyError::Currency(text.to_owned())),
        }
    }
}

impl TryFrom<String> for Currency {
    type Error = MoneyError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

/// Why a number is not an amount of money.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// The text is not a three-letter currency code.
    #[error("`{0}` is not a currency code")]
    Currency(String),
    /// The number has more decimals than the currency.
    #[error("{0} has fractions of the smallest unit of {1}")]
    Fraction(Decimal, Currency),
    /// The number does not fit in 64 bits of minor units.
    #[error("{0} is too large an amount")]
    TooLarge(Decimal),
}

/// A signed amount in minor units (cents for USD) without its currency: what is stored and summed.
///
/// Arithmetic saturates, so that a hostile answer can neither wrap an amount round nor stop the program;
/// amounts that large never tie with anything and end on hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MinorUnits(pub i64);

impl MinorUnits {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// Reads a decimal in major units (`324.5` dollars), exactly.
    ///
    /// # Errors
    /// When the number has more decimals than the currency or does not fit.
    pub fn from_major(major: Decimal, currency: Currency) -> Result<Self, MoneyError> {
        let scale = Decimal::from(10_i64.pow(currency.decimals()));
        let minor = major.checked_mul(scale).ok_or(MoneyError::TooLarge(major))?;
        if minor.fract() != Decimal::ZERO {
            return Err(MoneyError::Fraction(major, currency));
        }
        minor.to_i64().map(Self).ok_or(MoneyError::TooLarge(major))
    }

    /// The decimal in major units, with the currency's number of decimals.
    pub fn to_major(self, currency: Currency) -> Decimal {
        Decimal::new(self.0, currency.decimals())
    }

    /// With its currency.
    pub fn of(self, currency: Currency) -> Money {
        Money { minor: self, currency }
    }

    /// Without its sign.
    #[must_use]
    pub fn abs(self) -> Self {
        Self(self.0.saturating_abs())
    }

    /// Exactly zero.
    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Above zero.
    pub fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// Below zero.
    pub fn is_negative(self) -> bool {
        self.0 < 0
    }
}

impl Add for MinorUnits {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for MinorUnits {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for MinorUnits {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl SubAssign for MinorUnits {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

impl Neg for MinorUnits {
    type Output = Self;
    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl Sum for MinorUnits {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

/// An amount with its currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Minor units.
    pub minor: MinorUnits,
    /// The currency they are in.
    pub currency: Currency,
}

impl fmt::Display for Money {
    /// Plain form for people, `2,310.00 USD`; local formats are the window's business.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = self.currency.decimals() as usize;
        let digits = format!("{:0>width$}", self.minor.0.unsigned_abs(), width = decimals + 1);
        let (whole, fraction) = digits.split_at(digits.len() - decimals);
        if self.minor.is_negative() {
            f.write_str("\u{2212}")?;
        }
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at) % 3 == 0 {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        if decimals > 0 {
            write!(f, ".{fraction}")?;
        }
        write!(f, " {}", self.currency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn major_units_are_read_to_the_cent() {
        let read = |text: &str| MinorUnits::from_major(text.parse().unwrap(), Currency::USD);
        assert_eq!(read("324.5"), Ok(MinorUnits(32_450)));
        assert_eq!(read("-0.01"), Ok(MinorUnits(-1)));
        assert_eq!(read("25.000"), Ok(MinorUnits(2_500)));
        assert!(matches!(read("0.001"), Err(MoneyError::Fraction(..))));
        assert!(matches!(read("999999999999999999999"), Err(MoneyError::TooLarge(_))));
    }

    #[test]
    fn amounts_read_well() {
        assert_eq!(MinorUnits(231_000).of(Currency::USD).to_string(), "2,310.00 USD");
        assert_eq!(MinorUnits(-784).of(Currency::USD).to_string(), "\u{2212}7.84 USD");
        assert_eq!(MinorUnits(5).of(Currency::CAD).to_string(), "0.05 CAD");
        assert_eq!(MinorUnits(1_234_567).of("JPY".parse().unwrap()).to_string(), "1,234,567 JPY");
    }

    #[test]
    fn currencies_are_three_letters() {
        assert_eq!("usd".parse::<Currency>(), Ok(Currency::USD));
        assert!("US".parse::<Currency>().is_err());
        assert!("U5D".parse::<Currency>().is_err());
        assert!("dollars".parse::<Currency>().is_err());
    }

    proptest! {
        #[test]
        fn major_and_minor_are_inverse(minor in -1_000_000_000_000_i64..1_000_000_000_000) {
            let amount = MinorUnits(minor);
            prop_assert_eq!(MinorUnits::from_major(amount.to_major(Currency::USD), Currency::USD), Ok(amount));
        }

        #[test]
        fn a_sum_does_not_depend_on_order(mut amounts in proptest::collection::vec(-1_000_000_000_i64..1_000_000_000, 0..40)) {
            let forward: MinorUnits = amounts.iter().copied().map(MinorUnits).sum();
            amounts.reverse();
            let backward: MinorUnits = amounts.into_iter().map(MinorUnits).sum();
            prop_assert_eq!(forward, backward);
        }
    }
}
