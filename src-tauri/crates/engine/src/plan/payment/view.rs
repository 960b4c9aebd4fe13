//! What planning a payment looks at, and what can be told from it.

use std::collections::BTreeMap;

use ledger::alternative::LinkState;
use ledger::{MinorUnits, alternative, books};

use crate::link::{PartState, PaymentLink, PaymentPart};
use crate::note;
use crate::plan::before_start::EarlierChoice;
use crate::plan::{ArchiveKind, PlanContext, Standing};
use crate::reference::payment_reference;
use crate::subject::Subject;

/// An invoice of QuickBooks that the payment pays.
#[derive(Debug, Clone)]
pub struct PaidInvoice {
    /// As last seen.
    pub invoice: books::Invoice,
    /// Gone from QuickBooks with evidence.
    pub gone: bool,
    /// It has its link to Alternative (rule P13).
    pub linked: bool,
    /// How Alternative's copy compares with its present state (rule P15).
    pub standing: Standing,
    /// How much of the payment's share QuickBooks applies to it.
    pub applied: MinorUnits,
    /// Its archive waits for a person (rule I16).
    pub braked: Option<ArchiveKind>,
}

/// What planning a payment looks at.
#[derive(Debug, Clone)]
pub struct PaymentView {
    /// Alternative's payment.
    pub payment: alternative::Payment,
    /// Its link.
    pub link: PaymentLink,
    /// The QuickBooks invoices it pays, where they were read.
    pub invoices: BTreeMap<books::InvoiceId, PaidInvoice>,
    /// The QuickBooks Payments of its parts as last seen, and whether they are gone.
    pub recorded: BTreeMap<books::PaymentId, (books::Payment, bool)>,
    /// What a person said about payments from before the first start (rule P17).
    pub earlier: Option<EarlierChoice>,
    /// A report of it is in the outbox: whether an earlier one reached Alternative is not known.
    pub reporting: bool,
}

impl PaymentView {
    pub(super) fn subject(&self) -> Subject {
        Subject::Payment(self.payment.id.clone())
    }

    pub(super) fn missing(&self) -> Vec<&books::InvoiceId> {
        let ids = self.payment.allocations.iter().filter_map(|allocation| allocation.qbo_invoice.as_ref());
        ids.filter(|id| !self.invoices.contains_key(id)).collect()
    }

    /// The currency of the invoices it pays; a payment of Alternative names none.
    pub(super) fn currency(&self, context: &PlanContext<'_>) -> ledger::Currency {
        self.invoices.values().next().map_or(context.settings.home_currency(), |paid| paid.invoice.currency)
    }
}

/// Whether a Payment is the one with this reference, alive.
pub(crate) fn is_ours(payment: &books::Payment, reference: &str) -> bool {
    payment.reference.as_deref() == Some(reference) && !payment.voided && payment.total.is_positive()
}

/// The order of ids: QuickBooks counts, so that the one that was made first is the smallest (rule P6).
pub(crate) fn in_order(id: &books::PaymentId) -> (usize, String) {
    let digits = id.as_str().trim_start_matches('0');
    (digits.len(), digits.to_owned())
}

/// Whether a Payment was written for this payment and customer, whatever became of it: people may change the number or the
/// note, hardly both.
pub(crate) fn bears_our_sign(
    seen: &books::Payment,
    payment: &alternative::PaymentId,
    customer: &books::CustomerId,
) -> bool {
    let named = seen.note.as_deref().and_then(note::payment_in);
    named.as_ref() == Some(payment)
        || seen.reference.as_deref() == Some(payment_reference(payment, customer).as_str())
}

/// Whether a part is in QuickBooks now.
pub(super) fn is_recorded(part: &PaymentPart) -> bool {
    matches!(part.state, PartState::Recorded { .. })
}

/// Whether what Alternative was told differs from this state.
pub(super) fn told(view: &PaymentView) -> Option<LinkState> {
    view.link.reported.as_ref().or(view.payment.reported.as_ref()).map(|report| report.state)
}
