//! What a void leaves of a transaction: the record, without its amounts.

use ledger::MinorUnits;
use rust_decimal::Decimal;

use super::properties::SENT_AMOUNT;
use super::record::{Sale, SaleDetail, SaleLine};

/// What a void leaves: every amount and quantity zero, the word in the note.
pub fn zeroed_sale(sale: &Sale) -> Sale {
    Sale {
        lines: sale.lines.iter().map(zeroed).collect(),
        tax: MinorUnits::ZERO,
        tax_detail: None,
        total: MinorUnits::ZERO,
        deposit: MinorUnits::ZERO,
        note: Some(void_note(sale.note.as_deref())),
        voided: true,
        ..sale.clone()
    }
}

fn zeroed(line: &SaleLine) -> SaleLine {
    let zero = Decimal::ZERO;
    let detail = match line.detail.clone() {
        SaleDetail::Sale { sold, account, taxed, mut kept, .. } => {
            kept.remove(SENT_AMOUNT);
            SaleDetail::Sale { sold, account, quantity: Some(zero), price: Some(zero), taxed, kept }
        }
        SaleDetail::Discount { account, .. } => SaleDetail::Discount { percent: None, account },
        SaleDetail::Bundle { item, lines, .. } => {
            SaleDetail::Bundle { item, quantity: zero, lines: lines.iter().map(zeroed).collect() }
        }
        SaleDetail::Description => SaleDetail::Description,
    };
    SaleLine { amount: MinorUnits::ZERO, detail, ..line.clone() }
}

/// The note of a voided transaction: the word is put before what was there.
pub fn void_note(note: Option<&str>) -> Box<str> {
    match note {
        Some(text) if text.starts_with("Voided") => text.into(),
        Some(text) => format!("Voided - {text}").into(),
        None => "Voided".into(),
    }
}
