//! Money between JSON decimals in major units and whole minor units; never through a binary fraction.

use ledger::{Currency, MinorUnits};
use rust_decimal::Decimal;
use serde::{Serialize, Serializer};
use serde_json::{Number, Value};

/// An amount as it is sent: a JSON number with the currency's decimals (`324.50`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount(pub MinorUnits, pub Currency);

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        rust_decimal::serde::arbitrary_precision::serialize(&self.0.to_major(self.1), serializer)
    }
}

impl std::fmt::Display for Amount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.to_major(self.1).fmt(f)
    }
}

/// A JSON number as an exact decimal; nothing when it is no number or has more digits than a decimal holds.
pub fn decimal(value: &Value) -> Option<Decimal> {
    let Value::Number(number) = value else { return None };
    decimal_of(number)
}

/// A number's exact value.
pub fn decimal_of(number: &Number) -> Option<Decimal> {
    let text = number.to_string();
    if text.contains(['e', 'E']) {
        Decimal::from_scientific(&text).ok()
    } else {
        Decimal::from_str_exact(&text).ok()
    }
}

/// A number in one canonical form, so that `25`, `25.00` and `2.5e1` are the same text.
pub fn canonical(number: &Number) -> String {
    decimal_of(number).map_or_else(|| number.to_string(), |decimal| decimal.normalize().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn an_amount_is_a_number_with_its_cents() {
        assert_eq!(serde_json::to_string(&Amount(MinorUnits(32_450), Currency::USD)).unwrap(), "324.50");
        assert_eq!(serde_json::to_string(&Amount(MinorUnits(-5), Currency::CAD)).unwrap(), "-0.05");
        assert_eq!(
            serde_json::to_value(Amount(MinorUnits(32_450), Currency::USD)).unwrap().to_string(),
            "324.50"
        );
    }

    #[test]
    fn numbers_are_compared_by_value() {
        for same in ["25", "25.0", "25.00", "2.5e1", "250E-1"] {
            assert_eq!(canonical(&number(same)), "25", "{same}");
        }
        assert_eq!(canonical(&number("-0.0")), canonical(&number("0")));
        assert_ne!(canonical(&number("0.1")), canonical(&number("0.10000000000000000001")));
    }

    #[test]
    fn a_number_beyond_decimals_is_none_and_still_has_a_form() {
        assert_eq!(decimal_of(&number("1e400")), None);
        assert_eq!(canonical(&number("1e400")), "1e+400");
    }
}
