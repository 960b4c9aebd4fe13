//! What the records of some journal entries are called, looked up at once.

use std::collections::{BTreeMap, BTreeSet};

use engine::hold::Hold;
use engine::journal::Entry;
use engine::ports::{HoldQuery, Store, StoreFault};
use engine::record::{RecordKind, RecordRef};
use engine::subject::Subject;
use ledger::CompanyId;
use store::SqliteStore;
use store::read_models::Face;

use crate::details::Details;

/// Names, owners and amounts.
#[derive(Debug, Default)]
pub(crate) struct ActivityContext {
    faces: BTreeMap<RecordRef, Face>,
    /// Invoices of payments.
    paid: BTreeMap<String, Vec<String>>,
    holds: BTreeMap<String, Hold>,
}

impl ActivityContext {
    /// Of everything that the entries are about.
    pub(crate) async fn of_entries(
        store: &SqliteStore,
        company: &CompanyId,
        entries: &[Entry],
    ) -> Result<Self, StoreFault> {
        let subjects: BTreeSet<_> = entries.iter().filter_map(|entry| entry.draft.subject.clone()).collect();
        let subjects: Vec<_> = subjects.into_iter().collect();
        let mut context = Self::of(store, company, &subjects).await?;
        let written = entries.iter().filter_map(|entry| {
            let id = Details::of(entry).quickbooks_payment?;
            Some(RecordRef::new(RecordKind::BooksPayment, id))
        });
        context.add(store.faces(company, &written.collect::<Vec<_>>()).await?);
        let asked: BTreeSet<_> = entries
            .iter()
            .filter(|entry| Details::of(entry).hold.is_some())
            .filter_map(|entry| entry.draft.subject.clone())
            .collect();
        let asked = HoldQuery::Subjects(asked.into_iter().collect());
        let holds = store.holds(company, &asked).await?;
        context.holds = holds.into_iter().map(|hold| (hold.id.clone(), hold)).collect();
        Ok(context)
    }

    /// Of these subjects.
    pub(crate) async fn of(
        store: &SqliteStore,
        company: &CompanyId,
        subjects: &[Subject],
    ) -> Result<Self, StoreFault> {
        let mut context = Self::default();
        // A payout names a payment twice: with its amount and with its fee.
        let payments: BTreeSet<_> = subjects
            .iter()
            .filter_map(|subject| match subject {
                Subject::Payment(id) => Some(id.to_string()),
                _ => None,
            })
            .collect();
        let payments: Vec<_> = payments.into_iter().collect();
        for (payment, invoice) in store.paid_invoices(company, &payments).await? {
            context.paid.entry(payment).or_default().push(invoice);
        }
        let mut wanted: BTreeSet<_> = subjects.iter().filter_map(main_record).collect();
        wanted.extend(context.paid.values().flatten().map(|id| RecordRef::new(RecordKind::BooksInvoice, id)));
        let faces = store.faces(company, &wanted.into_iter().collect::<Vec<_>>()).await?;
        let owners: BTreeSet<_> = faces.iter().filter_map(owner).collect();
        context.add(faces);
        context.add(store.faces(company, &owners.into_iter().collect::<Vec<_>>()).await?);
        Ok(context)
    }

    fn add(&mut self, faces: Vec<Face>) {
        for face in faces {
            if let Some(kind) = RecordKind::from_code(&face.kind) {
                self.faces.insert(RecordRef::new(kind, face.id.as_str()), face);
            }
        }
    }

    /// A record.
    pub(crate) fn face(&self, kind: RecordKind, id: &str) -> Option<&Face> {
        self.faces.get(&RecordRef::new(kind, id))
    }

    /// A question.
    pub(crate) fn hold(&self, id: &str) -> Option<&Hold> {
        self.holds.get(id)
    }

    /// The invoices that a payment pays.
    pub(crate) fn invoices_of(&self, payment: &str) -> Vec<&Face> {
        let ids = self.paid.get(payment).into_iter().flatten();
        let mut faces: Vec<_> = ids.filter_map(|id| self.face(RecordKind::BooksInvoice, id)).collect();
        faces.sort_by(|one, other| one.label.cmp(&other.label));
        faces
    }

    /// Name of a record's customer.
    pub(crate) fn customer_of(&self, face: &Face) -> Option<&str> {
        self.faces.get(&owner(face)?).map(|owner| owner.label.as_str())
    }

    /// Numbers of the invoices that a payment pays: `1050, 1051`.
    pub(crate) fn numbers(&self, payment: &str) -> String {
        self.numbers_of(payment).join(", ")
    }

    /// The same, one by one.
    pub(crate) fn numbers_of(&self, payment: &str) -> Vec<String> {
        self.invoices_of(payment).into_iter().map(|face| face.label.clone()).collect()
    }

    /// Who paid, as QuickBooks calls them, else as Alternative does.
    pub(crate) fn payer(&self, payment: &str) -> Option<&str> {
        let by_invoice = self.invoices_of(payment).into_iter().find_map(|face| self.customer_of(face));
        by_invoice.or_else(|| self.customer_of(self.face(RecordKind::AlternativePayment, payment)?))
    }

    /// Whose record a subject is.
    pub(crate) fn whose(&self, subject: &Subject) -> Option<&str> {
        match subject {
            Subject::Customer(id) => Some(self.face(RecordKind::BooksCustomer, id.as_str())?.label.as_str()),
            Subject::Invoice(id) => self.customer_of(self.face(RecordKind::BooksInvoice, id.as_str())?),
            Subject::Payment(id) => self.payer(id.as_str()),
            Subject::Payout(_)
            | Subject::BeforeStart
            | Subject::Brake(_)
            | Subject::Currencies
            | Subject::Account(_)
            | Subject::Unread(_) => None,
        }
    }

    /// What people call a subject: an invoice's number, a customer's name, the invoices that a payment pays.
    pub(crate) fn name(&self, subject: &Subject) -> Option<String> {
        let label = |kind, id: &str| self.face(kind, id).map(|face| face.label.clone());
        match subject {
            Subject::Customer(id) => label(RecordKind::BooksCustomer, id.as_str()),
            Subject::Invoice(id) => label(RecordKind::BooksInvoice, id.as_str()),
            Subject::Payment(id) => Some(self.numbers(id.as_str())).filter(|numbers| !numbers.is_empty()),
            Subject::Unread(record) => label(record.kind, record.id.as_str()),
            Subject::Payout(_)
            | Subject::BeforeStart
            | Subject::Brake(_)
            | Subject::Currencies
            | Subject::Account(_) => None,
        }
    }
}

/// The record that a subject is named after.
pub(crate) fn main_record(subject: &Subject) -> Option<RecordRef> {
    Some(match subject {
        Subject::Customer(id) => RecordRef::books_customer(id),
        Subject::Invoice(id) => RecordRef::books_invoice(id),
        Subject::Payment(id) => RecordRef::alternative_payment(id),
        Subject::Payout(id) => RecordRef::alternative_payout(id),
        Subject::Unread(record) => record.clone(),
        Subject::BeforeStart | Subject::Brake(_) | Subject::Currencies | Subject::Account(_) => return None,
    })
}

fn owner(face: &Face) -> Option<RecordRef> {
    let kind = match RecordKind::from_code(&face.kind)? {
        RecordKind::AlternativePayment | RecordKind::AlternativeInvoice => RecordKind::AlternativeCustomer,
        _ => RecordKind::BooksCustomer,
    };
    Some(RecordRef::new(kind, face.party.as_deref()?))
}
