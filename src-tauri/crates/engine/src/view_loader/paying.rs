//! What payments pay of an invoice, as far as it is known here.

use std::collections::{BTreeMap, BTreeSet};

use ledger::{MinorUnits, alternative, books};

use super::ViewLoader;
use crate::link::{PartState, PaymentFinding, PaymentLink, PaymentPart};
use crate::plan::{PayingView, credit_when_told};
use crate::record::Record;

impl ViewLoader<'_> {
    /// The payments that Alternative took for an invoice.
    pub(super) fn paying(&self, invoice: &books::InvoiceId) -> Vec<PayingView> {
        let mut paying = Vec::new();
        // What QuickBooks applies to the invoice without anything that is known here saying how.
        let mut unexplained = self.applied_in_all(invoice);
        unexplained -= self.applied_by_payments(invoice).into_values().sum();
        // What QuickBooks applies to the invoice, less what earlier payments of this list account for already.
        let mut rest: BTreeMap<books::PaymentId, MinorUnits> = BTreeMap::new();
        for mirrored in self.records.values() {
            let Record::AlternativePayment(payment) = &mirrored.record else { continue };
            let shares = payment
                .allocations
                .iter()
                .filter(|allocation| allocation.qbo_invoice.as_ref() == Some(invoice));
            let share: MinorUnits = shares.clone().map(|allocation| allocation.amount).sum();
            if shares.count() == 0 {
                continue;
            }
            let link = self.payment_link(&payment.id);
            // Alternative's own word, which may be another computer's.
            let reported = payment.reported.as_ref().or(link.reported.as_ref()).map(|report| report.state);
            let told = payment.reported.iter().flat_map(|report| report.qbo_payments.iter().cloned());
            let recorded = link.parts.iter().filter_map(|part| match &part.state {
                PartState::Recorded { payment, .. } => Some(payment.clone()),
                _ => None,
            });
            let stand_for_it: BTreeSet<_> = told.chain(recorded).collect();
            let mut applied = MinorUnits::ZERO;
            for id in &stand_for_it {
                let rest = rest.entry(id.clone()).or_insert_with(|| self.applied_to(id, invoice));
                let taken = (*rest).min(share - applied);
                *rest -= taken;
                applied += taken;
            }
            let own = link.parts.iter().find(|part| part.invoices.contains(invoice));
            // Another computer's word is about its Payments as they were then: each pays another customer's invoices, so
            // that it counts for none of them once one is gone (rules P4, P15).
            let elsewhere = link.is_recorded_elsewhere(payment.reported.as_ref())
                && !own.is_some_and(|part| part.seen_whole)
                && self.stands(payment, &link, (invoice, share - applied), &mut unexplained);
            let kept_as_credit = elsewhere
                || own.is_some_and(|part| part.handled.contains(invoice) || self.keeps_credit(part));
            paying.push(PayingView {
                payment: payment.id.clone(),
                status: payment.status,
                share,
                reported,
                applied,
                kept_as_credit,
                recorded: own.is_some_and(|part| matches!(part.state, PartState::Recorded { .. })),
                told_is_gone: self.is_told_of_gone(payment, &link),
            });
        }
        paying
    }

    /// Whether the Payments that Alternative was told of may all be there. One that was never seen here may be, as long as
    /// QuickBooks applies enough to the invoice for it to pay what is `missing` of the share: else it was deleted, or is read
    /// yet, and the look before the payment is recorded finds out (rules P9, P15). Where all were seen, what is missing of the
    /// share is there as a credit of the invoice's customer, or the word is about what people changed since.
    fn stands(
        &self,
        payment: &alternative::Payment,
        link: &PaymentLink,
        (invoice, missing): (&books::InvoiceId, MinorUnits),
        unexplained: &mut MinorUnits,
    ) -> bool {
        let vanished = |id: &books::PaymentId| {
            let mut findings = link.parts.iter().filter_map(|part| part.finding.as_ref());
            let found =
                findings.any(|found| matches!(found, PaymentFinding::Vanished { payment } if payment == id));
            found || link.never_seen.contains(id)
        };
        let customer = self.books_invoice(invoice).map(|(invoice, _)| invoice.customer);
        let (mut unseen, mut credit) = (false, MinorUnits::ZERO);
        for id in payment.reported.iter().flat_map(|report| &report.qbo_payments) {
            match self.books_payment(id) {
                Some((payment, gone)) if gone || payment.voided => return false,
                Some((books, _)) if Some(&books.customer) == customer.as_ref() => {
                    credit += credit_when_told(payment, &books);
                }
                Some(_) => {}
                None if vanished(id) => return false,
                None => unseen = true,
            }
        }
        if !unseen {
            return missing <= credit;
        }
        *unexplained -= missing;
        !unexplained.is_negative()
    }

    /// Whether Alternative was told of another Payment than the one that stands for it here, and that is gone: what was paid
    /// by it is asked for again (rule P15).
    fn is_told_of_gone(&self, payment: &alternative::Payment, link: &PaymentLink) -> bool {
        let others = link.told_otherwise(payment.reported.as_ref());
        let gone = |(seen, gone): (books::Payment, bool)| gone || seen.voided;
        others.into_iter().any(|id| link.never_seen.contains(id) || self.books_payment(id).is_some_and(gone))
    }

    /// What QuickBooks applies to an invoice in all, credits too, as last seen.
    fn applied_in_all(&self, invoice: &books::InvoiceId) -> MinorUnits {
        self.books_invoice(invoice).map_or(MinorUnits::ZERO, |(invoice, _)| invoice.total - invoice.balance)
    }

    /// What each Payment of QuickBooks that is known here applies to an invoice, as last seen.
    pub(super) fn applied_by_payments(
        &self,
        invoice: &books::InvoiceId,
    ) -> BTreeMap<books::PaymentId, MinorUnits> {
        let known = self.records.values().filter_map(|mirrored| match &mirrored.record {
            Record::BooksPayment(payment) => {
                Some((payment.id.clone(), self.applied_to(&payment.id, invoice)))
            }
            _ => None,
        });
        known.filter(|(_, applied)| applied.is_positive()).collect()
    }

    /// A person keeps as credit what is not applied of a part, and no less is applied than when that was said.
    fn keeps_credit(&self, part: &PaymentPart) -> bool {
        let PartState::Recorded { payment, .. } = &part.state else { return false };
        let applied: MinorUnits = part.invoices.iter().map(|invoice| self.applied_to(payment, invoice)).sum();
        part.allowance.keep_as_credit && part.credited.is_none_or(|credited| applied >= credited)
    }

    /// How much of a Payment QuickBooks applies to an invoice, as last seen; nothing once it is gone or voided.
    fn applied_to(&self, payment: &books::PaymentId, invoice: &books::InvoiceId) -> MinorUnits {
        let Some((payment, false)) = self.books_payment(payment) else { return MinorUnits::ZERO };
        payment.applied_to(invoice)
    }
}
