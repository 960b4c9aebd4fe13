//! An invoice as Alternative gets it (rules I1 to I4).

use ledger::{MinorUnits, books};

use crate::note;
use crate::ports::{InvoiceBody, InvoiceLineBody};

/// The invoice as it is in QuickBooks now.
pub(super) fn body_of(invoice: &books::Invoice) -> InvoiceBody {
    let mut lines: Vec<_> = invoice
        .lines
        .iter()
        .map(|line| InvoiceLineBody {
            description: line.description.clone(),
            amount: line.amount,
            quantity: line.quantity.map(|quantity| quantity.normalize()),
            unit_price: line.unit_price.map(|price| price.normalize()),
        })
        .collect();
    if lines.is_empty() {
        // The contract wants one line at least; a real zero-total invoice may have none that counts.
        lines.push(InvoiceLineBody {
            description: note::only_line(invoice),
            amount: MinorUnits::ZERO,
            quantity: None,
            unit_price: None,
        });
    }
    InvoiceBody {
        customer: invoice.customer.clone(),
        number: invoice.number.clone(),
        currency: invoice.currency,
        issued: invoice.issued,
        due: invoice.due,
        lines,
        tax: invoice.tax,
        total: invoice.total,
        balance: invoice.balance.clamp(MinorUnits::ZERO, invoice.total.max(MinorUnits::ZERO)),
        memo: invoice.memo.clone(),
    }
}

/// What Alternative holds already, with only the balance moved (rules I11, I12: an edit is kept out, money still ties).
pub(super) fn with_balance(held: &InvoiceBody, balance: MinorUnits) -> InvoiceBody {
    InvoiceBody { balance: balance.clamp(MinorUnits::ZERO, held.total.max(MinorUnits::ZERO)), ..held.clone() }
}
