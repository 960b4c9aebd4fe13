//! The equation that must hold for every linked open invoice (rules I4, F5).

use ledger::alternative::{LinkState, PaymentStatus};
use ledger::{MinorUnits, books};

use crate::plan::InvoiceView;
use crate::ports::TieRow;

/// What a payment takes off what is asked for, as Alternative computes it: its share while it lives and is not reported
/// `recorded`; one that failed and is still reported so adds it again.
pub(crate) fn clears(status: PaymentStatus, reported: Option<LinkState>, share: MinorUnits) -> MinorUnits {
    let recorded = reported == Some(LinkState::Recorded);
    match status {
        status if status.is_live() && !recorded => share,
        PaymentStatus::Failed if recorded => -share,
        _ => MinorUnits::ZERO,
    }
}

fn clearing(view: &InvoiceView) -> MinorUnits {
    view.paying.iter().map(|paying| clears(paying.status, paying.reported, paying.share)).sum()
}

/// What Alternative should ask the payer for: QuickBooks' balance less payments on their way, within 0 and the total.
pub fn expected_outstanding(balance: MinorUnits, clearing: MinorUnits, total: MinorUnits) -> MinorUnits {
    (balance - clearing).clamp(MinorUnits::ZERO, total.max(MinorUnits::ZERO))
}

/// The tie-out row of an invoice that Alternative holds and that is open on either side.
pub(super) fn tie_row(
    view: &InvoiceView,
    invoice: &books::Invoice,
    explained_otherwise: bool,
) -> Option<TieRow> {
    let mirror = view.mirror.as_ref().filter(|mirror| !mirror.archived)?;
    let outstanding = mirror.outstanding?;
    if view.gone || invoice.voided || (invoice.balance.is_zero() && outstanding.is_zero()) {
        return None;
    }
    let expected = expected_outstanding(invoice.balance, clearing(view), invoice.total);
    let apart = expected - outstanding;
    // P15: nothing explains that a payer is asked for more than QuickBooks says.
    let explained = explained_otherwise && outstanding <= invoice.balance;
    Some(TieRow {
        invoice: invoice.id.clone(),
        quickbooks: invoice.balance,
        alternative: outstanding,
        clearing: invoice.balance - expected,
        drift: if explained { apart } else { MinorUnits::ZERO },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn i4_the_payer_is_never_asked_below_zero_or_above_the_total() {
        let total = MinorUnits(50_000);
        assert_eq!(expected_outstanding(MinorUnits(50_000), MinorUnits(20_000), total), MinorUnits(30_000));
        assert_eq!(expected_outstanding(MinorUnits::ZERO, MinorUnits(20_000), total), MinorUnits::ZERO);
        assert_eq!(expected_outstanding(MinorUnits(40_000), MinorUnits(-20_000), total), total);
    }
}
