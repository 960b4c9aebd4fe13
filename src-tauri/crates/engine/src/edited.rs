//! What people changed of a Payment of ours since it was recorded (rule P11): listed, and never fought over.

use jiff::civil::Date;
use ledger::{Money, books};
use serde::{Deserialize, Serialize};

use crate::link::{PartState, PaymentPart};

/// A Payment of ours as it was when it was written here, or first met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AsRecorded {
    /// Its date.
    pub date: Date,
    /// The account it was recorded to.
    pub account: Option<books::AccountId>,
}

impl AsRecorded {
    /// Of a Payment as it was read.
    pub(crate) fn of(payment: &books::Payment) -> Self {
        Self { date: payment.date, account: payment.deposit_to.clone() }
    }
}

/// What a person said about what of our Payment pays nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rest {
    /// It is to pay its invoices again.
    ApplyAgain,
    /// It was given back to the customer, of which the books know nothing yet (rule P8).
    GivenBack,
}

/// One thing that differs: before, and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edited {
    /// Its amount.
    Amount(Money, Money),
    /// Its date.
    Date(Date, Date),
    /// Its account; nothing where QuickBooks names none.
    Account(Option<books::AccountId>, Option<books::AccountId>),
    /// The invoices it pays.
    Invoices(Vec<books::InvoiceId>, Vec<books::InvoiceId>),
}

/// What differs of a part's Payment as it was read last; nothing of one that is gone, or that a person linked.
pub fn edits(part: &PaymentPart, seen: &books::Payment) -> Vec<Edited> {
    let PartState::Recorded { payment, amount, ours: true } = &part.state else { return Vec::new() };
    if seen.id != *payment || seen.voided {
        return Vec::new();
    }
    let mut edits = Vec::new();
    if seen.total != *amount {
        edits.push(Edited::Amount(amount.of(seen.currency), seen.total.of(seen.currency)));
    }
    if let Some(recorded) = &part.recorded {
        if seen.date != recorded.date {
            edits.push(Edited::Date(recorded.date, seen.date));
        }
        if seen.deposit_to != recorded.account {
            edits.push(Edited::Account(recorded.account.clone(), seen.deposit_to.clone()));
        }
    }
    let pays: Vec<_> = seen.applied.iter().filter_map(books::Applied::invoice).collect();
    let others = pays.iter().any(|invoice| !part.invoices.contains(invoice));
    if others && !part.invoices.is_empty() {
        edits.push(Edited::Invoices(part.invoices.clone(), pays));
    }
    edits
}
