//! What the lines of a sales form come to.

use ledger::MinorUnits;

use super::record::{SaleDetail, SaleLine, Sold};

/// The sum of all lines, discounts taken off; tax stands beside it.
pub fn total(lines: &[SaleLine]) -> MinorUnits {
    lines
        .iter()
        .map(|line| match line.detail {
            SaleDetail::Discount { .. } => -line.amount,
            _ => line.amount,
        })
        .sum()
}

/// What the sub-total line shows: everything sold, before discount and shipping.
pub fn sub_total(lines: &[SaleLine]) -> MinorUnits {
    lines.iter().filter(|line| counts_in_sub_total(line)).map(|line| line.amount).sum()
}

/// Whether a line stands above the sub-total.
pub fn counts_in_sub_total(line: &SaleLine) -> bool {
    match &line.detail {
        SaleDetail::Sale { sold, .. } => matches!(sold, Sold::Item(_)),
        SaleDetail::Bundle { .. } | SaleDetail::Description => true,
        SaleDetail::Discount { .. } => false,
    }
}
