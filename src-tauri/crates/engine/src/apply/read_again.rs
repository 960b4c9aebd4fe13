//! What is read once more before or after Alternative is told something: another computer, or a person, may have changed
//! what it is made from (rules I4, P15).

use ledger::alternative::{LinkState, Payment};
use ledger::{MinorUnits, alternative, books};

use crate::apply::{Applier, ApplyError};
use crate::fault::FaultKind;
use crate::link::PartState;
use crate::link_patch::PaymentPatch;
use crate::outbox::OutboxItem;
use crate::plan::{clears, expected_outstanding};
use crate::ports::{Change, ChangeSet, Gone, InvoiceBody, StoreFault};
use crate::record::{Read, Record, RecordKind, RecordRef};

/// Payments of one invoice that are read again at a time.
const READ_AGAIN: usize = 15;

impl Applier<'_> {
    /// Payments of which another computer may have told something that makes Alternative ask for more: one that was told to
    /// be held, or is not recorded here yet, is taken off no more once it is recorded, and one that failed is asked for
    /// again. A version that does not count on it asks for too much (rule P15). One that asks for nothing cannot. Nothing
    /// where the requests of this step do not reach.
    pub(super) async fn told_elsewhere(
        &self,
        item: &OutboxItem,
        id: &books::InvoiceId,
        body: &InvoiceBody,
    ) -> Result<Option<(Vec<Read<Record>>, ChangeSet)>, ApplyError> {
        let (mut told, mut vanished) = (Vec::new(), ChangeSet::new());
        if !body.balance.is_positive() {
            return Ok(Some((told, vanished)));
        }
        let (mut doubtful, mut unseen) = (Vec::new(), Vec::new());
        for (payment, share) in self.payments_of(id).await? {
            unseen.extend(self.unseen(&payment).await?);
            let reported = payment.reported.as_ref().map(|report| report.state);
            // What becomes of one that is recorded here is planned here; what was taken out is told once and for all.
            let known = match reported {
                None if payment.status.is_live() => self.is_recorded(&payment.id, id).await?,
                reported => reported == Some(LinkState::Removed) && !payment.status.is_live(),
            };
            let at_worst = clears(payment.status, Some(LinkState::Recorded), share);
            if !known && at_worst < clears(payment.status, reported, share) {
                doubtful.push((payment.id, reported));
            }
        }
        for (payment, reported) in doubtful.into_iter().take(READ_AGAIN) {
            if !self.may_read(item) {
                return Ok(None);
            }
            let read = self.processor.payment(&payment).await?;
            let now = match &read.record {
                Record::AlternativePayment(payment) => payment.reported.as_ref().map(|report| report.state),
                _ => None,
            };
            if now != reported {
                told.push(read);
            }
        }
        for (payment, books_payment) in unseen.into_iter().take(READ_AGAIN) {
            if !self.may_read(item) {
                return Ok(None);
            }
            match self.books.read(&RecordRef::books_payment(&books_payment)).await {
                Ok(read) => told.push(read),
                Err(fault) if fault.kind == FaultKind::NotFound => {
                    vanished.push(Change::payment(&payment, PaymentPatch::NeverSeen(books_payment)));
                }
                Err(fault) => return Err(fault.into()),
            }
        }
        Ok(Some((told, vanished)))
    }

    /// The Payments that another computer told of, other than what stands for the payment here, and that were never seen:
    /// what they pay is taken off nothing once they are gone.
    async fn unseen(
        &self,
        payment: &Payment,
    ) -> Result<Vec<(alternative::PaymentId, books::PaymentId)>, ApplyError> {
        let link = self.payment_link(&payment.id).await?;
        let told = payment.reported.as_ref().filter(|_| payment.status.is_live());
        let told = if link.is_recorded_elsewhere(told) {
            told.into_iter().flat_map(|report| &report.qbo_payments).collect()
        } else {
            link.told_otherwise(told)
        };
        let mut unseen = Vec::new();
        for id in told.into_iter().filter(|id| !link.never_seen.contains(id)) {
            if self.mirror(Some(RecordRef::books_payment(id))).await?.is_none() {
                unseen.push((payment.id.clone(), id.clone()));
            }
        }
        Ok(unseen)
    }

    /// Whether a payment's part for an invoice is in QuickBooks, as far as is known here.
    async fn is_recorded(
        &self,
        payment: &alternative::PaymentId,
        invoice: &books::InvoiceId,
    ) -> Result<bool, ApplyError> {
        let link = self.payment_link(payment).await?;
        let mut parts = link.parts.iter().filter(|part| part.invoices.contains(invoice));
        Ok(parts.any(|part| matches!(part.state, PartState::Recorded { .. })))
    }

    /// What Alternative showed last of the payments of an invoice, and how much of each is for it.
    async fn payments_of(&self, id: &books::InvoiceId) -> Result<Vec<(Payment, MinorUnits)>, StoreFault> {
        let target = RecordRef::books_invoice(id);
        let named = self.store.naming(self.company, &[target], RecordKind::AlternativePayment).await?;
        let known = self.store.records(self.company, &named).await?;
        let payments = known.into_iter().filter_map(|mirrored| match mirrored.record {
            Record::AlternativePayment(payment) => Some(payment),
            _ => None,
        });
        let shared = payments.map(|payment| {
            let shares = payment.allocations.iter().filter(|share| share.qbo_invoice.as_ref() == Some(id));
            let share = shares.map(|share| share.amount).sum();
            (payment, share)
        });
        Ok(shared.collect())
    }

    /// Payments of an invoice, read again where what is known of them does not explain what Alternative asks for: another
    /// computer may have reported one since, and where nothing was asked for either way Alternative told nobody (rule I4).
    /// One that cannot be read now, or not within this step, is left to the next comparison.
    pub(super) async fn reported_since(
        &self,
        item: &OutboxItem,
        id: &books::InvoiceId,
        body: &InvoiceBody,
        outstanding: Option<MinorUnits>,
    ) -> Result<Vec<Read<Record>>, StoreFault> {
        let payments = self.payments_of(id).await?;
        let clears = |(payment, share): &(Payment, MinorUnits)| {
            clears(payment.status, payment.reported.as_ref().map(|report| report.state), *share)
        };
        let clearing: MinorUnits = payments.iter().map(clears).sum();
        let expected = expected_outstanding(body.balance, clearing, body.total);
        let mut reads = Vec::new();
        if outstanding.is_some_and(|outstanding| outstanding != expected) {
            let reported = payments.iter().filter(|(payment, _)| payment.reported.is_some());
            for (payment, _) in reported.take(READ_AGAIN).take_while(|_| self.may_read(item)) {
                reads.extend(self.processor.payment(&payment.id).await);
            }
        }
        Ok(reads)
    }

    /// Payments of which a person leaves something as credit, as far as they changed since they were seen: once Alternative is
    /// told that one is recorded, the payer is asked for that part again, so that it has to be there (rule P15).
    pub(super) async fn moved_credits(&self, id: &alternative::PaymentId) -> Result<ChangeSet, ApplyError> {
        let link = self.payment_link(id).await?;
        let credits =
            link.parts.iter().filter(|part| part.allowance.keep_as_credit || !part.handled.is_empty());
        let (mut moved, mut gone) = (Vec::new(), Vec::new());
        for payment in credits.filter_map(|part| part.state.payment()) {
            let reference = RecordRef::books_payment(payment);
            match self.books.read(&reference).await {
                Ok(read) if self.mirror(Some(reference.clone())).await?.as_ref() == Some(&read.record) => {}
                Ok(read) => moved.push(read),
                Err(fault) if fault.kind == FaultKind::NotFound => {
                    gone.push(Gone { reference, at: self.now() });
                }
                Err(fault) => return Err(fault.into()),
            }
        }
        Ok(self.take_in(moved, gone).await?)
    }

    /// Whether what is to be archived stands in QuickBooks otherwise than it was seen: one answer that was about something
    /// else takes nobody's invoice away (rules F8, I16). What is gone, or inactive, or void, as it was seen, is archived.
    pub(super) async fn stands_otherwise(
        &self,
        reference: RecordRef,
    ) -> Result<Option<Read<Record>>, ApplyError> {
        match self.books.read(&reference).await {
            Ok(read) => {
                let known = self.store.records(self.company, &[reference]).await?.into_iter().next();
                let same = known.is_some_and(|known| known.gone_at.is_none() && known.record == read.record);
                Ok((!same).then_some(read))
            }
            Err(fault) if fault.kind == FaultKind::NotFound => Ok(None),
            Err(fault) => Err(fault.into()),
        }
    }
}
