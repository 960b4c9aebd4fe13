//! Why the companion holds a record: the facts, from which every reader makes its own sentences.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use ledger::{Currency, MinorUnits, Money, books};
use serde::{Deserialize, Serialize};

use crate::link::Place;
use crate::plan::{AccountPurpose, AccountTrouble, ArchiveKind, Earlier, Foreign, Listed};
use crate::ports::PaymentLineDraft;
use crate::record::RecordKind;
use crate::rule::Rule;
use crate::said::{InvoiceName, Said};

/// What stopped, and what a decision would be about. The money at stake is [`HoldDraft::amount`](crate::hold::HoldDraft).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldReason {
    /// Alternative refused a customer for good (rule C1).
    CustomerRefused {
        /// Its words.
        said: Said,
        /// Its code.
        code: Option<Said>,
    },
    /// Alternative refused an invoice for good (rule I1).
    InvoiceRefused {
        /// The invoice, under the number that people know.
        invoice: InvoiceName,
        /// Its words.
        said: Said,
        /// Its code.
        code: Option<Said>,
    },
    /// Lines and tax do not come to the total (rule I3).
    InvoiceDoesNotAddUp {
        /// The invoice, under the number that people know.
        invoice: InvoiceName,
        /// Lines and tax together.
        sum: Money,
        /// The invoice's total.
        total: Money,
    },
    /// Edited in QuickBooks after money was collected for it (rule I12).
    InvoiceEdited {
        /// The invoice, under the number that people know.
        invoice: InvoiceName,
        /// The total that the payer saw.
        before: Money,
        /// The total now.
        after: Money,
        /// What was collected.
        collected: Money,
        /// Fingerprint of the edited terms.
        terms: Terms,
    },
    /// Archived in Alternative, and active in QuickBooks again, or changed there since (rules C4, C7).
    CustomerArchived {
        /// Its name.
        name: Said,
        /// A companion archived it, and it is active again; else a person did, and it was changed.
        again: bool,
    },
    /// Archived in Alternative, and in force in QuickBooks again, or changed there since (rule I10). The money at stake is
    /// what is open.
    InvoiceArchived {
        /// The invoice, under the number that people know.
        invoice: InvoiceName,
        /// A companion archived it, and it is in force again; else a person did, and it was changed.
        again: bool,
    },
    /// An invoice owes less than its share of the payment (rule P5).
    BalanceTooSmall {
        /// The invoice, under the number that people know.
        invoice: InvoiceName,
        /// What it owes.
        owed: Money,
        /// Its share of the payment.
        paid: Money,
        /// An external payment of the same amount, which is probably the one that was keyed by hand.
        look_alike: Option<books::PaymentId>,
    },
    /// The invoice is gone from QuickBooks (rule P5).
    InvoiceGone {
        /// The invoice, under the number that people know.
        invoice: InvoiceName,
        /// Voided rather than deleted.
        voided: bool,
    },
    /// An external payment of the same customer, amount and days (rule P5).
    LookAlike {
        /// It.
        payment: books::PaymentId,
        /// Its date.
        date: Date,
    },
    /// Payments of the customer cannot be read, one of which may be this one (rule P5).
    Unsure {
        /// Those whose id is known.
        payments: Vec<books::PaymentId>,
        /// One of them may be ours.
        ours: bool,
    },
    /// QuickBooks made a payment for it before, and people changed it until nothing tells that it is ours (rule P6).
    PaymentAltered {
        /// It.
        payment: books::PaymentId,
        /// The reference by which it would be known again.
        reference: String,
    },
    /// The Payment that a person chose for it and the one that a companion recorded are both in QuickBooks: a create came
    /// late, or was another computer's (rules P5, P6).
    RecordedTwice {
        /// Ours.
        payment: books::PaymentId,
        /// The one that somebody entered.
        entered: books::PaymentId,
        /// It bears the reference of ours: a copy, or another computer's.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        copy: bool,
    },
    /// QuickBooks refused the payment for good (rule P1).
    PaymentRefused {
        /// Its words.
        said: Said,
        /// Its code.
        code: Option<Said>,
    },
    /// The payment is dated in closed books (rule D7).
    PaymentClosed {
        /// Its date.
        date: Date,
        /// The closing date.
        closed: Date,
    },
    /// It is in QuickBooks, but pays less of its invoices than was collected for them (rules P11, P15).
    Unapplied {
        /// The payment in QuickBooks.
        payment: books::PaymentId,
        /// The invoices that are not fully paid by it.
        invoices: Vec<InvoiceName>,
        /// The invoices that it can be applied to again, and how much of each it pays then; nothing while it cannot.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        again: Vec<PaymentLineDraft>,
    },
    /// Our payment was deleted or voided in QuickBooks (rule P9).
    PaymentLost {
        /// The payment that was there.
        payment: books::PaymentId,
        /// The invoices it paid.
        invoices: Vec<InvoiceName>,
    },
    /// A share whose invoice was given to another customer between two parts of a payment (rule P4).
    Latecomers {
        /// The invoices.
        invoices: Vec<InvoiceName>,
    },
    /// Money went back after its payment was recorded (rule P8).
    Returned {
        /// The deposit it is on.
        deposit: Option<books::DepositId>,
        /// Alternative's words.
        said: Option<Said>,
    },
    /// The company gave money back that QuickBooks still shows as received (rule P8). How much of it nobody recorded yet is
    /// the money at stake.
    Refunded {
        /// How much of the payment was given back until now.
        refunded: Money,
        /// What the payment was for.
        of: Money,
        /// The invoices it paid.
        invoices: Vec<InvoiceName>,
    },
    /// QuickBooks refused the entry for what went back (rule P8).
    EntryRefused {
        /// How much went back until then.
        up_to: MinorUnits,
        /// Its words.
        said: Said,
        /// Its code.
        code: Option<Said>,
    },
    /// What is known does not come to the payout's total (rule D3).
    PayoutApart {
        /// What payments and fees come to.
        explained: Money,
        /// What nothing explains; signed.
        missing: Money,
        /// What Alternative names besides payments and fees.
        named: Vec<NamedMoney>,
    },
    /// Some of its payments are deposited already (rule D3).
    AlreadyDeposited {
        /// Number of payments.
        count: usize,
        /// Of how many.
        of: usize,
        /// Where; nothing when they are in several places.
        place: Option<Place>,
        /// All of them are in that one place.
        whole: bool,
    },
    /// A deposit that is there was made for this payout, and holds none of its payments (rule D3).
    AnotherDeposit {
        /// It.
        deposit: books::DepositId,
    },
    /// A deposit of the same amount links none of our payments: probably added from the bank feed (rule D14).
    AddedDeposit {
        /// It.
        deposit: books::DepositId,
        /// Its date.
        date: Date,
        /// What it comes to.
        amount: Money,
    },
    /// QuickBooks refused the deposit for good (rule D3).
    DepositRefused {
        /// Its words.
        said: Said,
        /// Its code.
        code: Option<Said>,
    },
    /// The deposit is dated in closed books (rule D7).
    DepositClosed {
        /// Its date.
        date: Date,
        /// The closing date.
        closed: Date,
    },
    /// Its total is not above zero, or it is in another currency than the books (rule D13).
    NotADeposit,
    /// Our deposit was deleted in QuickBooks (rule D5).
    DepositLost {
        /// The deposit that was there.
        deposit: books::DepositId,
        /// The payout's day.
        arrival: Date,
    },
    /// The payout failed after its deposit was written (rule D4).
    FailedAfterDeposit {
        /// The deposit.
        deposit: books::DepositId,
        /// The payout's day.
        arrival: Date,
    },
    /// Money that moved before the first start (rule P17).
    BeforeStart {
        /// Each payment and payout.
        earlier: Vec<Earlier>,
    },
    /// A chosen account cannot be used any more (rule D9).
    AccountUnusable {
        /// What it was chosen for.
        purpose: AccountPurpose,
        /// It.
        account: books::AccountId,
        /// Its name as last read.
        name: Said,
        /// Why.
        trouble: AccountTrouble,
        /// How many payments or payouts wait for it.
        count: usize,
    },
    /// Many records would be archived at once (rule I16).
    ManyArchives {
        /// Which.
        kind: ArchiveKind,
        /// Of how many that were not archived before.
        of: u64,
        /// Each of those that wait.
        archives: Vec<Listed>,
    },
    /// Invoices in currencies that are not sent (rule I17).
    OtherCurrencies {
        /// The home currency of the books.
        home: Currency,
        /// Each of them.
        invoices: Vec<Foreign>,
    },
    /// A record could not be read for an hour (rule F8).
    NotReadable {
        /// Which kind, which says the side too.
        kind: RecordKind,
        /// Under which name or number it was known, else its id.
        label: Said,
        /// Since when.
        since: Timestamp,
        /// What the service or its answer said.
        said: Said,
    },
    /// Held by version 0.1.0, which kept sentences instead of facts; the next planning says the facts.
    Unworded {
        /// The rule that held it.
        rule: Rule,
        /// The ids that were kept beside the sentences, by their names of then.
        details: BTreeMap<String, String>,
    },
}

/// Money with a name that Alternative gave it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedMoney {
    /// The name.
    pub said: Said,
    /// How much; signed.
    pub amount: Money,
}

/// Fingerprint of the terms of an edited invoice ([`facts::of_terms`](crate::facts)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Terms(String);

impl Terms {
    pub(crate) fn new(fingerprint: String) -> Self {
        Self(fingerprint)
    }

    /// The fingerprint.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl HoldReason {
    /// The Payment of QuickBooks that may be the one a person keyed (rule P5).
    pub fn look_alike(&self) -> Option<&books::PaymentId> {
        match self {
            Self::LookAlike { payment, .. } => Some(payment),
            Self::BalanceTooSmall { look_alike, .. } => look_alike.as_ref(),
            _ => None,
        }
    }

    /// The rule that stops.
    pub fn rule(&self) -> Rule {
        match self {
            Self::CustomerRefused { .. } => Rule::C1,
            Self::InvoiceRefused { .. } => Rule::I1,
            Self::InvoiceDoesNotAddUp { .. } => Rule::I3,
            Self::InvoiceEdited { .. } => Rule::I12,
            Self::CustomerArchived { again: true, .. } => Rule::C4,
            Self::CustomerArchived { again: false, .. } => Rule::C7,
            Self::InvoiceArchived { .. } => Rule::I10,
            Self::BalanceTooSmall { .. }
            | Self::InvoiceGone { .. }
            | Self::LookAlike { .. }
            | Self::Unsure { .. }
            | Self::RecordedTwice { .. }
            | Self::PaymentAltered { .. } => Rule::P5,
            Self::PaymentRefused { .. } => Rule::P1,
            Self::PaymentClosed { .. } | Self::DepositClosed { .. } => Rule::D7,
            Self::Unapplied { .. } => Rule::P11,
            Self::PaymentLost { .. } => Rule::P9,
            Self::Latecomers { .. } => Rule::P4,
            Self::Returned { .. } | Self::Refunded { .. } | Self::EntryRefused { .. } => Rule::P8,
            Self::PayoutApart { .. }
            | Self::AlreadyDeposited { .. }
            | Self::AnotherDeposit { .. }
            | Self::DepositRefused { .. } => Rule::D3,
            Self::AddedDeposit { .. } => Rule::D14,
            Self::AccountUnusable { .. } => Rule::D9,
            Self::NotADeposit => Rule::D13,
            Self::DepositLost { .. } => Rule::D5,
            Self::FailedAfterDeposit { .. } => Rule::D4,
            Self::BeforeStart { .. } => Rule::P17,
            Self::ManyArchives { .. } => Rule::I16,
            Self::OtherCurrencies { .. } => Rule::I17,
            Self::NotReadable { .. } => Rule::F8,
            Self::Unworded { rule, .. } => *rule,
        }
    }
}
