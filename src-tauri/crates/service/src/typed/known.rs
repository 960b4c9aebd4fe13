//! What is known of a record, in the contract's types.

use contract::known::{Known, PayoutStanding};
use contract::table::PaymentStanding;
use engine::record::Record;
use ledger::alternative::{PaymentStatus, PayoutStatus};

/// One side's look at a record.
pub(crate) fn known(record: &Record) -> Known {
    match record {
        Record::BooksInvoice(it) => Known::QuickbooksInvoice {
            number: it.label().to_owned(),
            total: it.total.of(it.currency),
            balance: it.balance.of(it.currency),
            version: it.version,
            voided: it.voided,
        },
        Record::BooksCustomer(it) => Known::QuickbooksCustomer { name: it.name.clone(), active: it.active },
        Record::BooksPayment(it) => Known::QuickbooksPayment {
            payment: it.id.to_string(),
            amount: it.total.of(it.currency),
            date: it.date,
            reference: it.reference.clone(),
            deposit: it.deposit.as_ref().map(ToString::to_string),
        },
        Record::BooksDeposit(it) => Known::QuickbooksDeposit {
            deposit: it.id.to_string(),
            amount: it.total.of(it.currency),
            date: it.date,
        },
        Record::BooksAccount(it) => Known::QuickbooksAccount { name: it.name.clone() },
        Record::AlternativeInvoice(it) => Known::AlternativeInvoice {
            number: it.label().to_owned(),
            status: it.status.clone(),
            total: it.total.of(it.currency),
            balance: it.outstanding.map(|left| left.of(it.currency)),
        },
        Record::AlternativeCustomer(it) => {
            Known::AlternativeCustomer { name: it.name.clone(), archived: it.archived }
        }
        Record::AlternativePayment(it) => Known::AlternativePayment {
            payment: it.id.to_string(),
            minor: it.sub_total.0,
            standing: payment_standing(it.status),
        },
        Record::AlternativePayout(it) => Known::AlternativePayout {
            total: it.total.of(it.currency),
            standing: payout_standing(it.status),
            arrival: it.arrival,
        },
    }
}

/// How a payment stands; nothing: this version does not know the status.
pub(crate) fn payment_standing(status: PaymentStatus) -> Option<PaymentStanding> {
    Some(match status {
        PaymentStatus::Processing => PaymentStanding::Clearing,
        PaymentStatus::Succeeded => PaymentStanding::Captured,
        PaymentStatus::Failed => PaymentStanding::Failed,
        PaymentStatus::Refunded => PaymentStanding::Refunded,
        PaymentStatus::ChargedBack => PaymentStanding::ChargedBack,
        PaymentStatus::Unknown => return None,
    })
}

fn payout_standing(status: PayoutStatus) -> Option<PayoutStanding> {
    Some(match status {
        PayoutStatus::Pending => PayoutStanding::Pending,
        PayoutStatus::Succeeded => PayoutStanding::Succeeded,
        PayoutStatus::Failed => PayoutStanding::Failed,
        PayoutStatus::Canceled => PayoutStanding::Canceled,
        PayoutStatus::Unknown => return None,
    })
}
