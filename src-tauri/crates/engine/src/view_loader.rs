//! Brings the neighborhood of some subjects from the store, in a fixed number of reads, and makes views of it.

mod paying;
mod payouts;
mod unknown;

use std::collections::{BTreeMap, BTreeSet};

use ledger::{CompanyId, MinorUnits, alternative, books};

use crate::documents::{self, Asides, Wanted};
use crate::link::{CustomerLink, InvoiceLink, Link, PaymentLink, PayoutLink};
use crate::note;
use crate::plan::{
    ArchiveLedger, CustomerView, EarlierLedger, ForeignLedger, InvoiceView, PaidInvoice, PayingView,
    PaymentView, PlanContext, Standing, UnreadView, clears, expected_outstanding,
};
use crate::ports::{Store, StoreFault};
use crate::record::{Mirrored, Record, RecordKind, RecordRef};
use crate::subject::Subject;
use crate::voids::asked_for_more;
use unknown::Unknown;

/// What is known around some subjects.
pub(crate) struct ViewLoader<'a> {
    store: &'a dyn Store,
    company: &'a CompanyId,
    takes_pdf: bool,
    unknown: Unknown,
    records: BTreeMap<RecordRef, Mirrored>,
    links: BTreeMap<Subject, Link>,
    asked_links: BTreeSet<Subject>,
    unread: BTreeSet<RecordRef>,
    asides: Asides,
    pub(crate) earlier: EarlierLedger,
    pub(crate) archives: ArchiveLedger,
    pub(crate) foreign: ForeignLedger,
}

impl<'a> ViewLoader<'a> {
    /// Reads the neighborhood of these subjects.
    pub(crate) async fn around(
        store: &'a dyn Store,
        company: &'a CompanyId,
        takes_pdf: bool,
        subjects: &[Subject],
    ) -> Result<Self, StoreFault> {
        let Wanted(unread) = documents::read(store, company).await?;
        let mut views = Self {
            store,
            company,
            takes_pdf,
            unknown: Unknown::default(),
            records: BTreeMap::new(),
            links: BTreeMap::new(),
            asked_links: BTreeSet::new(),
            unread,
            asides: documents::read(store, company).await?,
            earlier: documents::read(store, company).await?,
            archives: documents::read(store, company).await?,
            foreign: documents::read(store, company).await?,
        };
        let mut customers = Vec::new();
        let mut invoices = Vec::new();
        let mut payments = Vec::new();
        let mut payouts = Vec::new();
        let mut unread = Vec::new();
        for subject in subjects {
            match subject {
                Subject::Customer(id) => customers.push(id.clone()),
                Subject::Invoice(id) => invoices.push(id.clone()),
                Subject::Payment(id) => payments.push(id.clone()),
                Subject::Payout(id) => payouts.push(id.clone()),
                Subject::BeforeStart | Subject::Brake(_) | Subject::Currencies | Subject::Account(_) => {}
                Subject::Unread(record) => unread.push(record.clone()),
            }
        }
        views.around_payouts(&payouts).await?;
        invoices.extend(views.around_payments(&payments).await?);
        views.around_invoices(&invoices).await?;
        views.unknown = Unknown::about(&views, &customers, &invoices, &payments).await?;
        views.around_customers(&customers).await?;
        views.want(unread).await?;
        Ok(views)
    }

    async fn around_customers(&mut self, ids: &[books::CustomerId]) -> Result<(), StoreFault> {
        self.want_links(ids.iter().cloned().map(Subject::Customer)).await?;
        let mut wanted: Vec<_> = ids.iter().map(RecordRef::books_customer).collect();
        wanted.extend(
            ids.iter()
                .filter_map(|id| self.customer_link(id).alternative)
                .map(|id| RecordRef::alternative_customer(&id)),
        );
        self.want(wanted).await?;
        let inactive =
            ids.iter().filter(|id| self.books_customer(id).is_some_and(|(customer, _)| !customer.active));
        let inactive: Vec<_> = inactive.map(RecordRef::books_customer).collect();
        let invoices = self.naming(&inactive, RecordKind::BooksInvoice).await?;
        self.want(invoices).await
    }

    async fn around_invoices(&mut self, ids: &[books::InvoiceId]) -> Result<(), StoreFault> {
        self.want(ids.iter().map(RecordRef::books_invoice)).await?;
        self.want_links(ids.iter().cloned().map(Subject::Invoice)).await?;
        let mut wanted = Vec::new();
        let mut customers = Vec::new();
        for id in ids {
            if let Some((invoice, _)) = self.books_invoice(id) {
                wanted.push(RecordRef::books_customer(&invoice.customer));
                customers.push(Subject::Customer(invoice.customer.clone()));
                if let Some(former) = former_customer(&invoice, &self.invoice_link(id)) {
                    wanted.push(RecordRef::books_customer(&former));
                    customers.push(Subject::Customer(former));
                }
            }
            wanted.extend(self.invoice_link(id).ids().map(RecordRef::alternative_invoice));
        }
        self.want_links(customers).await?;
        let targets: Vec<_> = ids.iter().map(RecordRef::books_invoice).collect();
        let paying = self.naming(&targets, RecordKind::AlternativePayment).await?;
        let payments: Vec<_> =
            paying.iter().map(|reference| alternative::PaymentId::new(reference.id.as_str())).collect();
        self.want_links(payments.iter().cloned().map(Subject::Payment)).await?;
        wanted.extend(payments.iter().flat_map(|id| books_payments_of(&self.payment_link(id))));
        wanted.extend(paying);
        self.want(wanted).await?;
        // What Alternative was told of them, perhaps by another computer.
        let payments = payments.iter().filter_map(|id| self.payment(id)?.reported);
        let told: Vec<_> = payments.flat_map(|report| report.qbo_payments).collect();
        self.want(told.iter().map(RecordRef::books_payment)).await
    }

    /// Returns the invoices the payments pay, whose own neighborhood is needed too.
    async fn around_payments(
        &mut self,
        ids: &[alternative::PaymentId],
    ) -> Result<Vec<books::InvoiceId>, StoreFault> {
        self.want(ids.iter().map(RecordRef::alternative_payment)).await?;
        self.want_links(ids.iter().cloned().map(Subject::Payment)).await?;
        let mut invoices = Vec::new();
        let mut wanted = Vec::new();
        for id in ids {
            if let Some(payment) = self.payment(id) {
                invoices.extend(
                    payment.allocations.iter().filter_map(|allocation| allocation.qbo_invoice.clone()),
                );
            }
            wanted.extend(books_payments_of(&self.payment_link(id)));
        }
        let own = ids.iter().map(RecordRef::alternative_payment);
        let targets: Vec<_> = invoices.iter().map(RecordRef::books_invoice).chain(own).collect();
        wanted.extend(self.naming(&targets, RecordKind::BooksPayment).await?);
        self.want(wanted).await?;
        Ok(invoices)
    }

    async fn want(&mut self, references: impl IntoIterator<Item = RecordRef>) -> Result<(), StoreFault> {
        let missing: BTreeSet<_> =
            references.into_iter().filter(|reference| !self.records.contains_key(reference)).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let missing: Vec<_> = missing.into_iter().collect();
        for mirrored in self.store.records(self.company, &missing).await? {
            self.records.insert(mirrored.record.reference(), mirrored);
        }
        Ok(())
    }

    async fn want_links(&mut self, subjects: impl IntoIterator<Item = Subject>) -> Result<(), StoreFault> {
        let missing: Vec<_> =
            subjects.into_iter().filter(|subject| self.asked_links.insert(subject.clone())).collect();
        if !missing.is_empty() {
            self.links.extend(self.store.links(self.company, &missing).await?);
        }
        Ok(())
    }

    async fn naming(&self, targets: &[RecordRef], kind: RecordKind) -> Result<Vec<RecordRef>, StoreFault> {
        if targets.is_empty() { Ok(Vec::new()) } else { self.store.naming(self.company, targets, kind).await }
    }

    fn books_customer(&self, id: &books::CustomerId) -> Option<(books::Customer, bool)> {
        match self.records.get(&RecordRef::books_customer(id)) {
            Some(Mirrored { record: Record::BooksCustomer(customer), gone_at, .. }) => {
                Some((customer.clone(), gone_at.is_some()))
            }
            _ => None,
        }
    }

    fn books_invoice(&self, id: &books::InvoiceId) -> Option<(books::Invoice, bool)> {
        match self.records.get(&RecordRef::books_invoice(id)) {
            Some(Mirrored { record: Record::BooksInvoice(invoice), gone_at, .. }) => {
                Some((invoice.clone(), gone_at.is_some()))
            }
            _ => None,
        }
    }

    fn books_payment(&self, id: &books::PaymentId) -> Option<(books::Payment, bool)> {
        match self.records.get(&RecordRef::books_payment(id)) {
            Some(Mirrored { record: Record::BooksPayment(payment), gone_at, .. }) => {
                Some((payment.clone(), gone_at.is_some()))
            }
            _ => None,
        }
    }

    fn books_deposit(&self, id: &books::DepositId) -> Option<(books::Deposit, bool)> {
        match self.records.get(&RecordRef::books_deposit(id)) {
            Some(Mirrored { record: Record::BooksDeposit(deposit), gone_at, .. }) => {
                Some((deposit.clone(), gone_at.is_some()))
            }
            _ => None,
        }
    }

    fn payment(&self, id: &alternative::PaymentId) -> Option<alternative::Payment> {
        match self.records.get(&RecordRef::alternative_payment(id)) {
            Some(Mirrored { record: Record::AlternativePayment(payment), .. }) => Some(payment.clone()),
            _ => None,
        }
    }

    fn payout(&self, id: &alternative::PayoutId) -> Option<alternative::Payout> {
        match self.records.get(&RecordRef::alternative_payout(id)) {
            Some(Mirrored { record: Record::AlternativePayout(payout), .. }) => Some(payout.clone()),
            _ => None,
        }
    }

    pub(crate) fn customer_link(&self, id: &books::CustomerId) -> CustomerLink {
        match self.links.get(&Subject::Customer(id.clone())) {
            Some(Link::Customer(link)) => link.clone(),
            _ => CustomerLink::default(),
        }
    }

    pub(crate) fn invoice_link(&self, id: &books::InvoiceId) -> InvoiceLink {
        match self.links.get(&Subject::Invoice(id.clone())) {
            Some(Link::Invoice(link)) => link.clone(),
            _ => InvoiceLink::default(),
        }
    }

    pub(crate) fn payment_link(&self, id: &alternative::PaymentId) -> PaymentLink {
        match self.links.get(&Subject::Payment(id.clone())) {
            Some(Link::Payment(link)) => {
                let mut link = link.clone();
                if let Some(payment) = self.payment(id) {
                    link.parts.iter_mut().for_each(|part| part.infer_handled(&payment.allocations));
                }
                link
            }
            _ => PaymentLink::default(),
        }
    }

    pub(crate) fn payout_link(&self, id: &alternative::PayoutId) -> PayoutLink {
        match self.links.get(&Subject::Payout(id.clone())) {
            Some(Link::Payout(link)) => link.clone(),
            _ => PayoutLink::default(),
        }
    }

    /// The view of a record that could not be read; `None` once it could.
    pub(crate) fn unread_view(&self, reference: &RecordRef) -> Option<UnreadView> {
        let trouble = self.asides.trouble(reference)?.clone();
        let known = self.records.get(reference).map(|mirrored| mirrored.record.clone());
        Some(UnreadView { reference: reference.clone(), known, trouble })
    }

    /// The view of a customer; `None` while QuickBooks' record was not read.
    pub(crate) fn customer_view(
        &self,
        context: &PlanContext<'_>,
        id: &books::CustomerId,
    ) -> Option<CustomerView> {
        let (customer, gone) = self.books_customer(id)?;
        let link = self.customer_link(id);
        // F8: an answer may have given it the id of another customer, and that one's record is not its own.
        let mirror = link.alternative.as_ref().and_then(|known| {
            match self.records.get(&RecordRef::alternative_customer(known)) {
                Some(Mirrored { record: Record::AlternativeCustomer(mirror), .. }) => Some(mirror.clone()),
                _ => None,
            }
        });
        let mirror = mirror.filter(|mirror| mirror.qbo_id.as_ref().is_none_or(|follows| follows == id));
        let needed = self.records.values().any(|mirrored| match &mirrored.record {
            Record::BooksInvoice(invoice) => {
                let lives = mirrored.gone_at.is_none() && !invoice.voided;
                invoice.customer == *id && lives && context.wants(invoice)
            }
            _ => false,
        });
        let is_of_it = |mirrored: &Mirrored| match &mirrored.record {
            Record::BooksInvoice(invoice) => invoice.customer == *id && mirrored.gone_at.is_none(),
            _ => false,
        };
        let left = !customer.active && !self.records.values().any(is_of_it);
        let merged = link.moved_to.clone().filter(|_| left);
        let braked = self.archives.would_wait(&Subject::Customer(id.clone()));
        let underway = self.unknown.is_underway(&Subject::Customer(id.clone()));
        Some(CustomerView { customer, gone, mirror, link, needed, underway, merged, braked })
    }

    /// The view of an invoice; `None` while QuickBooks' record was not read.
    pub(crate) fn invoice_view(&self, id: &books::InvoiceId) -> Option<InvoiceView> {
        let (mut invoice, gone) = self.books_invoice(id)?;
        let link = self.invoice_link(id);
        let mirror = self.mirror_of(id, &link);
        // I7: what Alternative shows may have come later than the invoice.
        invoice.voided |= invoice.is_zeroed() && asked_for_more(&link, mirror.as_ref());
        let customer = self.books_customer(&invoice.customer).map(|(customer, _)| customer);
        let customer_link = self.customer_link(&invoice.customer);
        let merged = former_customer(&invoice, &link).filter(|former| {
            let inactive = self.books_customer(former).is_some_and(|(former, gone)| gone || !former.active);
            inactive && self.customer_link(former).moved_to.as_ref() == Some(&invoice.customer)
        });
        let paying = self.paying(id);
        let asks_less = asks_less(&invoice, &link, mirror.as_ref(), &paying);
        let unread = self.unknown.payments_of(&invoice, &paying, asks_less);
        Some(InvoiceView {
            invoice,
            gone,
            mirror,
            link,
            customer,
            customer_link,
            merged,
            paying,
            unread,
            takes_pdf: self.takes_pdf,
            underway: self.unknown.is_underway(&Subject::Invoice(id.clone())),
            braked: self.archives.would_wait(&Subject::Invoice(id.clone())),
            applied: self.applied_by_payments(id),
        })
    }

    /// What Alternative has of it under the newest of its ids. An answer may have given it the id of another invoice: that
    /// one's record is not its own, which is then the one before (rule F8).
    fn mirror_of(&self, id: &books::InvoiceId, link: &InvoiceLink) -> Option<alternative::Invoice> {
        let is_own =
            |mirror: &alternative::Invoice| mirror.qbo_id.as_ref().is_none_or(|follows| follows == id);
        let newest = self.alternative_invoice(link.alternative.as_ref()?)?;
        if is_own(newest) {
            return Some(newest.clone());
        }
        let mut before = link.former.iter().rev().filter_map(|former| self.alternative_invoice(former));
        before.find(|mirror| is_own(mirror)).cloned()
    }

    fn alternative_invoice(&self, id: &alternative::InvoiceId) -> Option<&alternative::Invoice> {
        match &self.records.get(&RecordRef::alternative_invoice(id))?.record {
            Record::AlternativeInvoice(mirror) => Some(mirror),
            _ => None,
        }
    }

    /// The view of a payment; `None` while it was not read.
    pub(crate) fn payment_view(
        &self,
        context: &PlanContext<'_>,
        id: &alternative::PaymentId,
    ) -> Option<PaymentView> {
        let payment = self.payment(id)?;
        let link = self.payment_link(id);
        let paid = payment.allocations.iter().filter_map(|allocation| allocation.qbo_invoice.as_ref());
        let invoices: BTreeMap<_, _> = paid
            .filter_map(|id| self.invoice_view(id).map(|view| (id.clone(), view)))
            .map(|(id, view)| {
                // What is still to be read again may have changed (rule P15).
                let unread = self.unread.contains(&RecordRef::books_invoice(&id));
                let standing = if unread { Standing::Coming } else { view.standing(context) };
                let linked = view.mirror.is_some() || view.link.alternative.is_some();
                let own = view.paying.iter().find(|paying| paying.payment == payment.id);
                let applied = own.map_or(MinorUnits::ZERO, |own| own.applied);
                let InvoiceView { invoice, gone, .. } = view;
                let braked = self.archives.waits(&Subject::Invoice(id.clone()));
                (id, PaidInvoice { invoice, gone, linked, standing, applied, braked })
            })
            .collect();
        let told = payment.reported.iter().flat_map(|report| &report.qbo_payments);
        let known: BTreeSet<_> = told.map(RecordRef::books_payment).chain(books_payments_of(&link)).collect();
        let recorded = self.books_payments(|books| {
            let made_for = books.note.as_deref().and_then(note::payment_in);
            let stands_for_it =
                known.contains(&RecordRef::books_payment(&books.id)) || made_for.as_ref() == Some(id);
            let pays = books.applied.iter().filter_map(books::Applied::invoice);
            stands_for_it || pays.into_iter().any(|invoice| invoices.contains_key(&invoice))
        });
        Some(PaymentView {
            payment,
            link,
            invoices,
            recorded,
            earlier: self.earlier.choice(&Subject::Payment(id.clone())),
            reporting: self.unknown.is_reporting(id),
        })
    }

    /// The Payments of QuickBooks that belong to a view, as last seen, and whether they are gone.
    fn books_payments(
        &self,
        belongs: impl Fn(&books::Payment) -> bool,
    ) -> BTreeMap<books::PaymentId, (books::Payment, bool)> {
        let mirrored = self.records.values().filter_map(|mirrored| match &mirrored.record {
            Record::BooksPayment(payment) => Some((payment, mirrored.gone_at.is_some())),
            _ => None,
        });
        let own = mirrored.filter(|(payment, _)| belongs(payment));
        own.map(|(payment, gone)| (payment.id.clone(), (payment.clone(), gone))).collect()
    }
}

/// Whether Alternative asks for less than what was sent last, or is to be sent first, and the payments that are known explain.
fn asks_less(
    invoice: &books::Invoice,
    link: &InvoiceLink,
    mirror: Option<&alternative::Invoice>,
    paying: &[PayingView],
) -> bool {
    let sent = link.sent.as_ref().map(|sent| (sent.body.balance, sent.body.total));
    let (balance, total) = sent.unwrap_or((invoice.balance, invoice.total));
    let clearing = paying.iter().map(|paying| clears(paying.status, paying.reported, paying.share)).sum();
    let asked = mirror.and_then(|mirror| mirror.outstanding);
    asked.is_some_and(|asked| asked < expected_outstanding(balance, clearing, total))
}

/// The customer under whom Alternative has an invoice, where QuickBooks has another one by now.
fn former_customer(invoice: &books::Invoice, link: &InvoiceLink) -> Option<books::CustomerId> {
    let sent = link.sent.as_ref().map(|sent| &sent.body.customer);
    sent.filter(|sent| **sent != invoice.customer).cloned()
}

fn books_payments_of(link: &PaymentLink) -> Vec<RecordRef> {
    link.parts.iter().filter_map(|part| part.state.payment()).map(RecordRef::books_payment).collect()
}
