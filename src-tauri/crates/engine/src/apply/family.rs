//! Whose Payments may be one that people keyed for a payment of Alternative, and which of them other payments of Alternative
//! are recorded as (rule P5).

use std::collections::BTreeSet;

use ledger::{alternative, books};

use crate::apply::{Applier, ApplyError};
use crate::claimed::claimed;
use crate::documents::{self, Matched};
use crate::note;
use crate::plan::bears_our_sign;
use crate::ports::PaymentDraft;
use crate::record::{Record, RecordKind, RecordRef};
use crate::reference::{PAYMENT_REFERENCE_PREFIX, payment_reference};

/// How far up and down a family goes: QuickBooks has four levels of jobs below a customer.
const LEVELS_MAX: usize = 4;

impl Applier<'_> {
    /// The customers a customer is a job of, and its jobs, without it.
    pub(super) async fn family(
        &self,
        customer: &books::CustomerId,
    ) -> Result<Vec<books::CustomerId>, ApplyError> {
        let mut family = BTreeSet::new();
        let mut above = customer.clone();
        for _ in 0..LEVELS_MAX {
            let known = self.mirror(Some(RecordRef::books_customer(&above))).await?;
            let Some(Record::BooksCustomer(books::Customer { parent: Some(parent), .. })) = known else {
                break;
            };
            family.insert(parent.clone());
            above = parent;
        }
        let mut below = vec![RecordRef::books_customer(customer)];
        for _ in 0..LEVELS_MAX {
            below = self.store.naming(self.company, &below, RecordKind::BooksCustomer).await?;
            if below.is_empty() {
                break;
            }
            family.extend(below.iter().map(|job| books::CustomerId::new(job.id.as_str())));
        }
        family.remove(customer);
        Ok(family.into_iter().collect())
    }

    /// Those of these Payments that stand for other payments of Alternative, or for another part of this one (rules P4, P5).
    pub(super) async fn matched(
        &self,
        payment: &alternative::PaymentId,
        draft: &PaymentDraft,
        around: &[&books::Payment],
    ) -> Result<BTreeSet<books::PaymentId>, ApplyError> {
        let Matched(mut matched) = documents::read(self.store, self.company).await?;
        let ids: Vec<_> = around.iter().map(|found| found.id.clone()).collect();
        // What a person matched on another computer, Alternative was told of.
        matched.extend(claimed(self.store, self.company, &ids, payment).await?.into_keys());
        let alike: Vec<_> = around.iter().copied().filter(|found| found.total == draft.total).collect();
        matched.extend(self.of_other_payments(&alike, payment).await?);
        let parts = alike.into_iter().filter(|found| is_another_part(found, payment, &draft.customer));
        matched.extend(parts.map(|found| found.id.clone()));
        Ok(matched)
    }

    /// Those of these Payments that are recorded for another payment of Alternative, whoever wrote them: they bear its whole
    /// reference, or its id in their note. Another text that begins like a reference of ours is a stranger's.
    async fn of_other_payments(
        &self,
        found: &[&books::Payment],
        payment: &alternative::PaymentId,
    ) -> Result<BTreeSet<books::PaymentId>, ApplyError> {
        let mut others = BTreeSet::new();
        for found in found {
            if self.is_of_another(found, payment).await? {
                others.insert(found.id.clone());
            }
        }
        Ok(others)
    }

    async fn is_of_another(
        &self,
        found: &books::Payment,
        payment: &alternative::PaymentId,
    ) -> Result<bool, ApplyError> {
        let named = found.note.as_deref().and_then(note::payment_in).filter(|named| named != payment);
        let bears = |reference: &str| found.reference.as_deref() == Some(reference);
        if let Some(named) = named {
            let is_known = self.mirror(Some(RecordRef::alternative_payment(&named))).await?.is_some();
            return Ok(is_known || bears(&payment_reference(&named, &found.customer)));
        }
        if !found.reference.as_deref().is_some_and(|text| text.starts_with(PAYMENT_REFERENCE_PREFIX)) {
            return Ok(false);
        }
        // Somebody took its note away: the payments of the invoices that it pays say which references are ours.
        let invoices: Vec<_> = found.applied.iter().filter_map(books::Applied::invoice).collect();
        let invoices: Vec<_> = invoices.iter().map(RecordRef::books_invoice).collect();
        let paying = self.store.naming(self.company, &invoices, RecordKind::AlternativePayment).await?;
        let mut paying = paying.iter().map(|it| alternative::PaymentId::new(it.id.as_str()));
        Ok(paying.any(|other| other != *payment && bears(&payment_reference(&other, &found.customer))))
    }
}

/// Whether a Payment of another customer is another part of this payment (rule P4).
fn is_another_part(
    found: &books::Payment,
    payment: &alternative::PaymentId,
    customer: &books::CustomerId,
) -> bool {
    found.customer != *customer && bears_our_sign(found, payment, &found.customer)
}
