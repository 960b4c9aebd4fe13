//! What a Payment of QuickBooks stands for already: one that people keyed is taken for as much as it comes to, and once
//! (rule P5).

use std::collections::BTreeMap;

use ledger::alternative::LinkState;
use ledger::{CompanyId, MinorUnits, alternative, books};

use crate::link::{Link, PartState};
use crate::ports::{Store, StoreFault};
use crate::record::{Record, RecordKind, RecordRef};
use crate::subject::Subject;

/// How much of these Payments stands for other payments of Alternative than this one, as far as it is recorded here, or
/// another computer told Alternative so. Payments that stand for nothing else are left out.
pub(crate) async fn claimed(
    store: &dyn Store,
    company: &CompanyId,
    payments: &[books::PaymentId],
    other_than: &alternative::PaymentId,
) -> Result<BTreeMap<books::PaymentId, MinorUnits>, StoreFault> {
    let mut claims = Claims::default();
    let targets: Vec<_> = payments.iter().map(RecordRef::books_payment).collect();
    let linked = store.linked(company, &targets).await?;
    for (subject, link) in store.links(company, &linked).await? {
        let (Subject::Payment(payment), Link::Payment(link)) = (subject, link) else { continue };
        for part in &link.parts {
            if let PartState::Recorded { payment: stands, amount, .. } = &part.state {
                claims.add(stands, &payment, *amount);
            }
        }
    }
    let told = store.naming(company, &targets, RecordKind::AlternativePayment).await?;
    for mirrored in store.records(company, &told).await? {
        let Record::AlternativePayment(payment) = mirrored.record else { continue };
        let report = payment.reported.iter().filter(|report| report.state != LinkState::Removed);
        for stands in report.flat_map(|report| &report.qbo_payments) {
            claims.told(stands, &payment.id, payment.sub_total);
        }
    }
    Ok(claims.of(payments, other_than))
}

/// By Payment of QuickBooks and payment of Alternative.
#[derive(Default)]
struct Claims(BTreeMap<(books::PaymentId, alternative::PaymentId), MinorUnits>);

impl Claims {
    fn add(&mut self, stands: &books::PaymentId, payment: &alternative::PaymentId, amount: MinorUnits) {
        *self.0.entry((stands.clone(), payment.clone())).or_default() += amount;
    }

    /// Another computer's word, which tells no amount: at most the whole payment, where nothing is known here.
    fn told(&mut self, stands: &books::PaymentId, payment: &alternative::PaymentId, whole: MinorUnits) {
        self.0.entry((stands.clone(), payment.clone())).or_insert(whole);
    }

    fn of(
        self,
        payments: &[books::PaymentId],
        other_than: &alternative::PaymentId,
    ) -> BTreeMap<books::PaymentId, MinorUnits> {
        let mut claimed = BTreeMap::new();
        for ((stands, payment), amount) in self.0 {
            if payment != *other_than && payments.contains(&stands) {
                *claimed.entry(stands).or_default() += amount;
            }
        }
        claimed
    }
}
