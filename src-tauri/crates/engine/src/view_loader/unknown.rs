//! What nobody knows at present, and must not be taken for nothing: writes without an answer, payments that could not be read.

use std::collections::{BTreeMap, BTreeSet};

use ledger::{alternative, books};

use super::ViewLoader;
use crate::intent::Action;
use crate::note;
use crate::plan::PayingView;
use crate::ports::{OutboxQuery, StoreFault};
use crate::record::{Record, RecordKind, RecordRef};
use crate::subject::Subject;

/// About some customers and invoices.
#[derive(Default)]
pub(super) struct Unknown {
    /// Those with a write in the outbox, whatever its state: an answer takes it out.
    underway: BTreeSet<Subject>,
    /// Payments with a report in the outbox.
    reporting: BTreeSet<Subject>,
    /// Payments that Alternative's feed named and that could not be read, with what their Payments in QuickBooks touch.
    aside: BTreeMap<alternative::PaymentId, BTreeSet<RecordRef>>,
    /// Those of them that were never read.
    never_read: BTreeSet<alternative::PaymentId>,
}

impl Unknown {
    pub(super) async fn about(
        views: &ViewLoader<'_>,
        customers: &[books::CustomerId],
        invoices: &[books::InvoiceId],
        payments: &[alternative::PaymentId],
    ) -> Result<Self, StoreFault> {
        let customers = customers.iter().cloned().map(Subject::Customer);
        let subjects = customers.chain(invoices.iter().cloned().map(Subject::Invoice));
        let subjects: Vec<_> = subjects.chain(payments.iter().cloned().map(Subject::Payment)).collect();
        if subjects.is_empty() {
            return Ok(Self::default());
        }
        let outbox = views.store.outbox(views.company, &OutboxQuery::Subjects(subjects)).await?;
        let (mut underway, mut reporting) = (BTreeSet::new(), BTreeSet::new());
        for item in outbox {
            match item.intent.action {
                Action::UpsertCustomer { .. }
                | Action::ArchiveCustomer { .. }
                | Action::UpsertInvoice { .. }
                | Action::ArchiveInvoice { .. } => {
                    underway.insert(item.intent.subject);
                }
                Action::ReportPayment { .. } => _ = reporting.insert(item.intent.subject),
                _ => {}
            }
        }
        let aside = aside(views, invoices).await?;
        let set_aside: Vec<_> = aside.keys().map(RecordRef::alternative_payment).collect();
        let mut never_read: BTreeSet<_> = aside.keys().cloned().collect();
        if !set_aside.is_empty() {
            for mirrored in views.store.records(views.company, &set_aside).await? {
                never_read.remove(&alternative::PaymentId::new(mirrored.record.reference().id));
            }
        }
        Ok(Self { underway, reporting, aside, never_read })
    }

    pub(super) fn is_reporting(&self, payment: &alternative::PaymentId) -> bool {
        self.reporting.contains(&Subject::Payment(payment.clone()))
    }

    pub(super) fn is_underway(&self, subject: &Subject) -> bool {
        self.underway.contains(subject)
    }

    /// Payments that could not be read and may pay this invoice: they did when they were read last, or QuickBooks has, or had,
    /// a Payment for them that pays it or is of its customer, or they were never read and Alternative asks for less than is
    /// explained.
    pub(super) fn payments_of(
        &self,
        invoice: &books::Invoice,
        paying: &[PayingView],
        asks_less: bool,
    ) -> Vec<alternative::PaymentId> {
        let paid = RecordRef::books_invoice(&invoice.id);
        let customer = RecordRef::books_customer(&invoice.customer);
        let may_pay = self.aside.iter().filter(|(id, touched)| {
            let pays = paying.iter().any(|paying| paying.payment == **id);
            let may_explain = asks_less && self.never_read.contains(*id);
            pays || touched.contains(&paid) || touched.contains(&customer) || may_explain
        });
        may_pay.map(|(id, _)| id.clone()).collect()
    }
}

async fn aside(
    views: &ViewLoader<'_>,
    invoices: &[books::InvoiceId],
) -> Result<BTreeMap<alternative::PaymentId, BTreeSet<RecordRef>>, StoreFault> {
    let asides = views.asides.0.iter().map(|aside| &aside.reference);
    let payments = asides.filter(|reference| reference.kind == RecordKind::AlternativePayment);
    let mut aside: BTreeMap<_, BTreeSet<_>> = payments
        .map(|reference| (alternative::PaymentId::new(reference.id.as_str()), BTreeSet::new()))
        .collect();
    if aside.is_empty() {
        return Ok(aside);
    }
    let mut targets: BTreeSet<_> = invoices.iter().map(RecordRef::books_invoice).collect();
    let read = invoices.iter().filter_map(|id| views.books_invoice(id));
    targets.extend(read.map(|(invoice, _)| RecordRef::books_customer(&invoice.customer)));
    let targets: Vec<_> = targets.into_iter().collect();
    let named = views.naming(&targets, RecordKind::BooksPayment).await?;
    for mirrored in views.store.records(views.company, &named).await? {
        let Record::BooksPayment(payment) = &mirrored.record else { continue };
        let of = payment.note.as_deref().and_then(note::payment_in);
        if let Some(touched) = of.and_then(|id| aside.get_mut(&id)) {
            touched.extend(mirrored.record.touches());
        }
    }
    Ok(aside)
}
