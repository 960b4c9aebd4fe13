//! What a person allowed, or took over.

use jiff::civil::Date;
use ledger::MinorUnits;
use serde::{Deserialize, Serialize};

/// What a person allowed for one part of a payment, or for a payout.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Allowance {
    /// What exceeds the balances is kept as the customer's credit (rule P5).
    pub keep_as_credit: bool,
    /// A look-alike is another payment (rule P5).
    pub not_a_look_alike: bool,
    /// Post on this day instead, because the books are closed at the real one (rule D7).
    pub date: Option<Date>,
    /// Wait for the accountant for as long as the books are closed until this day (rule D7).
    pub wait_while_closed_until: Option<Date>,
    /// How often a person said *Record again*: each raises the generation (rule P6).
    pub again: u32,
    /// A person handles the return by hand (rule P8).
    pub return_handled: bool,
    /// So much of what was refunded a person recorded by hand (rule P8).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refund_handled: Option<MinorUnits>,
}
