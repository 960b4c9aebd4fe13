//! Payouts, with their payments and deposits.

use std::collections::{BTreeMap, BTreeSet};

use ledger::{alternative, books};

use super::{ViewLoader, books_payments_of};
use crate::link::{PartState, PaymentLink};
use crate::plan::{CollectedView, PayoutView, is_our_deposit, is_ours};
use crate::ports::StoreFault;
use crate::record::{Record, RecordKind, RecordRef};
use crate::reference::payment_reference;
use crate::subject::Subject;

impl ViewLoader<'_> {
    pub(super) async fn around_payouts(&mut self, ids: &[alternative::PayoutId]) -> Result<(), StoreFault> {
        self.want(ids.iter().map(RecordRef::alternative_payout)).await?;
        self.want_links(ids.iter().cloned().map(Subject::Payout)).await?;
        let lines = ids.iter().filter_map(|id| self.payout(id)).flat_map(|payout| payout.lines);
        let payments: BTreeSet<_> = lines.filter_map(|line| line.payment).collect();
        self.want(payments.iter().map(RecordRef::alternative_payment)).await?;
        self.want_links(payments.iter().cloned().map(Subject::Payment)).await?;
        let recorded: Vec<_> =
            payments.iter().flat_map(|id| books_payments_of(&self.payment_link(id))).collect();
        self.want(recorded.clone()).await?;
        let by_note: Vec<_> = payments.iter().map(RecordRef::alternative_payment).collect();
        let ours = self.naming(&by_note, RecordKind::BooksPayment).await?;
        self.want(ours).await?;
        let on = recorded.iter().filter_map(|reference| self.records.get(reference)).filter_map(|mirrored| {
            match &mirrored.record {
                Record::BooksPayment(payment) => payment.deposit.as_ref().map(RecordRef::books_deposit),
                _ => None,
            }
        });
        let mut deposits: Vec<_> = on.collect();
        for id in ids {
            deposits.extend(self.payout_link(id).deposits().map(RecordRef::books_deposit));
        }
        let payouts: Vec<_> = ids.iter().map(RecordRef::alternative_payout).collect();
        deposits.extend(self.naming(&payouts, RecordKind::BooksDeposit).await?);
        self.want(deposits).await
    }

    /// The view of a payout; `None` while it was not read.
    pub(crate) fn payout_view(&self, id: &alternative::PayoutId) -> Option<PayoutView> {
        let payout = self.payout(id)?;
        let link = self.payout_link(id);
        let ids = payout.lines.iter().filter_map(|line| line.payment.as_ref());
        let payments: BTreeMap<_, _> = ids
            .filter_map(|id| {
                let (payment, link) = (self.payment(id)?, self.payment_link(id));
                let twice = self.stands_twice(&link, id);
                Some((id.clone(), CollectedView { payment, link, twice }))
            })
            .collect();
        let parts: BTreeSet<_> =
            payments.values().flat_map(|it: &CollectedView| books_payments_of(&it.link)).collect();
        let recorded = self.books_payments(|payment| parts.contains(&RecordRef::books_payment(&payment.id)));
        let on = recorded.values().filter_map(|(payment, _)| payment.deposit.as_ref());
        let on = on.chain(link.deposits()).filter_map(|id| self.books_deposit(id));
        let deposits = on.chain(self.deposits_of(&payout.id));
        let deposits = deposits.map(|(deposit, gone)| (deposit.id.clone(), (deposit, gone))).collect();
        let earlier = self.earlier.choice(&Subject::Payout(id.clone()));
        Some(PayoutView { payout, link, payments, recorded, deposits, earlier })
    }

    /// Whether a Payment of ours is there for a part for which a person chose another.
    fn stands_twice(&self, link: &PaymentLink, id: &alternative::PaymentId) -> bool {
        let chosen = link.parts.iter().filter_map(|part| match &part.state {
            PartState::Recorded { payment, ours: false, .. } => Some((payment, &part.customer)),
            _ => None,
        });
        let mut chosen = chosen.map(|(payment, customer)| (payment, payment_reference(id, customer)));
        chosen.any(|(chosen, reference)| {
            let ours = self.books_payments(|payment| is_ours(payment, &reference) && payment.id != *chosen);
            ours.values().any(|(_, gone)| !gone)
        })
    }

    /// The deposits whose note says that they are this payout's, as last seen, and whether they are gone.
    fn deposits_of(&self, payout: &alternative::PayoutId) -> impl Iterator<Item = (books::Deposit, bool)> {
        self.records.values().filter_map(move |mirrored| match &mirrored.record {
            Record::BooksDeposit(deposit) if is_our_deposit(deposit, payout.as_str()) => {
                Some((deposit.clone(), mirrored.gone_at.is_some()))
            }
            _ => None,
        })
    }
}
