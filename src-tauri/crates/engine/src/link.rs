//! What the companion itself knows of a subject: what it sent, what it wrote, what it found just before writing.

mod part;
mod payout;
mod sent;

use std::collections::BTreeSet;

use jiff::civil::Date;
use ledger::alternative::{LinkState, PaymentReport};
use ledger::{MinorUnits, books};
use serde::{Deserialize, Serialize};

pub use crate::allowance::Allowance;
use crate::edited::{AsRecorded, Rest};
use crate::record::RecordRef;
pub use crate::returns::ReturnOrder;

pub use payout::{ExtraLine, PayoutFinding, PayoutLink, PayoutState, Place};
pub use sent::{CustomerLink, InvoiceLink, LeftArchived, PdfSent, Sent};

/// Something refused for good, with the words it was refused with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Fingerprint of what was refused: the same is not sent again.
    pub fingerprint: String,
    /// The service's code.
    pub code: Option<String>,
    /// The service's words.
    pub message: String,
}

/// A payment's link: one part a QuickBooks customer (rule P4).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentLink {
    /// Its parts.
    pub parts: Vec<PaymentPart>,
    /// What Alternative was last told (rule P15).
    pub reported: Option<PaymentReport>,
    /// Payments that another computer told of, that were never seen here, and that QuickBooks has no more (rule P15).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub never_seen: Vec<books::PaymentId>,
    /// A report went out since, and no answer came (rule P15).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unanswered: bool,
}

impl PaymentLink {
    /// Another computer reported it as recorded since this one said something else: what is known there counts (rule P15).
    pub fn is_recorded_elsewhere(&self, told: Option<&PaymentReport>) -> bool {
        let recorded = |report: &PaymentReport| report.state == LinkState::Recorded;
        told.is_some_and(recorded) && !self.reported.as_ref().is_some_and(recorded)
    }

    /// The Payments that another computer reported to stand for it, where others do here (rule P15).
    pub fn told_otherwise<'t>(&self, told: Option<&'t PaymentReport>) -> Vec<&'t books::PaymentId> {
        let recorded = |part: &PaymentPart| match &part.state {
            PartState::Recorded { payment, .. } => Some(payment.clone()),
            _ => None,
        };
        let here: Vec<_> = self.parts.iter().filter_map(recorded).collect();
        let ours = self.reported.as_ref();
        let is_ours = |told: &PaymentReport| ours.is_some_and(|ours| ours.qbo_payments == told.qbo_payments);
        let told = told.filter(|told| told.state == LinkState::Recorded && !is_ours(told));
        let told = told.filter(|_| !here.is_empty());
        told.into_iter().flat_map(|told| &told.qbo_payments).filter(|id| !here.contains(id)).collect()
    }

    /// The part of a customer.
    pub fn part(&self, customer: &books::CustomerId) -> Option<&PaymentPart> {
        self.parts.iter().find(|part| part.customer == *customer)
    }

    /// The part of a customer, made when absent.
    pub fn part_mut(&mut self, customer: &books::CustomerId) -> &mut PaymentPart {
        let at = self.parts.iter().position(|part| part.customer == *customer).unwrap_or_else(|| {
            self.parts.push(PaymentPart::new(customer.clone()));
            self.parts.len() - 1
        });
        &mut self.parts[at]
    }
}

/// The share of a payment that goes to one QuickBooks customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentPart {
    /// Whose.
    pub customer: books::CustomerId,
    /// Where it stands.
    pub state: PartState,
    /// What was found just before writing and stands in the way (rule P5).
    pub finding: Option<PaymentFinding>,
    /// What a person allowed.
    pub allowance: Allowance,
    /// The invoices it covers, noted once it is settled, whomever they belong to later.
    #[serde(default)]
    pub invoices: Vec<books::InvoiceId>,
    /// Those of them whose share a person handled by hand (rule P4).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub handled: Vec<books::InvoiceId>,
    /// How much of it QuickBooks applied to its invoices, where a person keeps the rest as credit (rules P5, P11).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credited: Option<MinorUnits>,
    /// What QuickBooks made for it before and people changed since: while it is there, nothing is made in its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub altered: Option<books::PaymentId>,
    /// It was seen applied as a whole under another computer's word, which is about this and no credit then (rule P15).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub seen_whole: bool,
    /// Its Payment was found in QuickBooks: what that has no room for nobody handled by hand.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub adopted: bool,
    /// Entries for what went back of it (rule P8), in the order in which they were decided.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub returns: Vec<ReturnOrder>,
    /// The Payments that were written for it here (rule P6).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wrote: Vec<books::PaymentId>,
    /// Payments with the same reference that a person lets stand beside its own (rule P6).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub beside: Vec<books::PaymentId>,
    /// How its Payment was when it was written here, or first met (rule P11).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded: Option<AsRecorded>,
    /// What a person said about what of it pays nothing (rule P11).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rest: Option<Rest>,
}

/// Where a part of a payment stands in QuickBooks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartState {
    /// Not recorded.
    Open,
    /// Recorded as this Payment, read back alive.
    Recorded {
        /// Its id.
        payment: books::PaymentId,
        /// Its amount.
        amount: MinorUnits,
        /// Written by a companion (false: linked by a person's *Already recorded*).
        ours: bool,
    },
    /// Was recorded, then removed by us because the payment failed (rule P7).
    Removed {
        /// Its id.
        payment: books::PaymentId,
    },
    /// A person decided that nothing is recorded.
    LeftOut,
}

impl PartState {
    /// The Payment that it is, or was.
    pub fn payment(&self) -> Option<&books::PaymentId> {
        match self {
            Self::Recorded { payment, .. } | Self::Removed { payment } => Some(payment),
            Self::Open | Self::LeftOut => None,
        }
    }
}

/// What stands in the way of recording a payment (rules P5, D7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentFinding {
    /// An invoice owes less than its share.
    BalanceTooSmall {
        /// Its id in QuickBooks.
        invoice: books::InvoiceId,
        /// What it owes.
        balance: MinorUnits,
        /// Its share of the payment.
        share: MinorUnits,
        /// An external Payment of the same amount within 7 days: probably the one somebody keyed.
        look_alike: Option<books::PaymentId>,
    },
    /// An invoice is gone or voided.
    InvoiceGone {
        /// Its id in QuickBooks.
        invoice: books::InvoiceId,
        /// Voided rather than deleted.
        voided: bool,
    },
    /// Somebody seems to have keyed it by hand.
    LookAlike {
        /// The external Payment.
        payment: books::PaymentId,
        /// Its date.
        date: Date,
    },
    /// Alternative was told that it is recorded, perhaps by another computer, but that Payment is no more (rule P9).
    Vanished {
        /// The Payment that was told.
        payment: books::PaymentId,
    },
    /// QuickBooks made a Payment for it before, and people changed it until nothing tells that it is ours (rule P6).
    Altered {
        /// It.
        payment: books::PaymentId,
        /// The reference by which it would be known again.
        reference: String,
    },
    /// Payments of the customer cannot be read, one of which may be this one (rule P5).
    Unsure {
        /// Those whose id is known.
        payments: Vec<books::PaymentId>,
        /// One of them may be ours.
        ours: bool,
    },
    /// QuickBooks refused it for good.
    Refused(Refusal),
    /// QuickBooks' books are closed at its date although we did not know.
    Closed {
        /// The date that was refused.
        date: Date,
    },
    /// Our Payment cannot be removed: it is on a deposit or in closed books (rule P8).
    CannotRemove {
        /// The deposit it is on.
        deposit: Option<books::DepositId>,
    },
}

/// The link of any subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Link {
    /// A customer's.
    Customer(CustomerLink),
    /// An invoice's.
    Invoice(InvoiceLink),
    /// A payment's.
    Payment(PaymentLink),
    /// A payout's.
    Payout(PayoutLink),
}

impl Link {
    /// The records of QuickBooks that it names. They may name nothing by which its subject would be found (rule P18).
    pub fn names(&self) -> BTreeSet<RecordRef> {
        match self {
            Self::Payment(link) => {
                let told = link.reported.iter().flat_map(|report| report.qbo_payments.iter());
                let parts = link.parts.iter().filter_map(|part| part.state.payment());
                parts.chain(told).map(RecordRef::books_payment).collect()
            }
            Self::Payout(link) => link.deposits().map(RecordRef::books_deposit).collect(),
            Self::Customer(_) | Self::Invoice(_) => BTreeSet::new(),
        }
    }
}
