//! Payments and deposits of QuickBooks, by their number, by our payment reference or by amount: each leads to what it
//! stands for in Alternative.

use std::collections::BTreeSet;

use contract::Problem;
use contract::rows::{PaymentRow, RowState};
use contract::table::{Found, Hit};
use engine::ports::Store;
use engine::record::{Mirrored, Record, RecordKind, RecordRef};
use engine::subject::Subject;
use ledger::MinorUnits;
use store::read_models::FoundRecord;

use super::{Look, OTHERS, from_store};
use crate::use_cases::rows::payments;
use crate::use_cases::rows::subject_states::SubjectStates;

/// Payments of Alternative that are looked through for those that stand behind what was found.
const BEHIND_MAX: usize = 200;

/// What was found in the books.
#[derive(Default)]
pub(super) struct Books {
    /// Ids of the payments in Alternative.
    pub(super) payments: Vec<String>,
    /// Ids of the payouts in Alternative.
    pub(super) payouts: Vec<String>,
    /// Payments that nothing in Alternative stands behind.
    pub(super) alone: Vec<Hit>,
}

impl Look<'_> {
    pub(super) async fn books(&self) -> Result<Books, Problem> {
        let found = self.find(RecordKind::BooksPayment, RecordKind::BooksCustomer, OTHERS).await?;
        // A customer's name finds what that customer paid through Alternative, not everything that was ever keyed.
        let meant = |it: &FoundRecord| {
            it.label.to_lowercase().contains(&self.text)
                || it.id.contains(&self.text)
                || Some(it.total) == self.minor
        };
        let found: Vec<_> = found.into_iter().filter(meant).collect();
        let deposits = self.find(RecordKind::BooksDeposit, RecordKind::BooksAccount, OTHERS).await?;
        let mut wanted: BTreeSet<_> = self.deposited(&deposits).await?.into_iter().collect();
        let deposited = wanted.clone();
        wanted.extend(found.iter().map(|it| RecordRef::new(RecordKind::BooksPayment, it.id.as_str())));
        if wanted.is_empty() {
            return Ok(Books::default());
        }
        let rows = self.behind(&wanted).await?;
        let mut books = Books::default();
        for payment in &found {
            let behind = behind(&rows, &payment.id);
            if behind.is_empty() {
                books.alone.push(self.alone(payment).await?);
            }
            books.payments.extend(behind);
        }
        for row in &rows {
            let on_it = deposited.iter().any(|payment| stands_for(row, &payment.id));
            books.payouts.extend(row.payout.iter().filter(|_| on_it).cloned());
        }
        books.payments.dedup();
        books.payouts.sort();
        books.payouts.dedup();
        Ok(books)
    }

    /// The payments on these deposits.
    async fn deposited(&self, deposits: &[FoundRecord]) -> Result<Vec<RecordRef>, Problem> {
        let references = deposits.iter().map(|it| RecordRef::new(RecordKind::BooksDeposit, it.id.as_str()));
        let read = self.mirror.records(&references.collect::<Vec<_>>()).await?;
        let touched = read.into_values().flat_map(|read| read.record.touches());
        Ok(touched.filter(|of| of.kind == RecordKind::BooksPayment).collect())
    }

    /// Payments of Alternative that may stand behind these: those of the same invoices.
    async fn behind(&self, payments: &BTreeSet<RecordRef>) -> Result<Vec<PaymentRow>, Problem> {
        let payments: Vec<_> = payments.iter().cloned().collect();
        let read = self.mirror.records(&payments).await?;
        let invoices: Vec<_> = read
            .values()
            .flat_map(|read| read.record.touches())
            .filter(|of| of.kind == RecordKind::BooksInvoice)
            .collect();
        let (store, company) = (&self.mirror.host.store, self.mirror.company);
        let mut named =
            store.naming(company, &invoices, RecordKind::AlternativePayment).await.map_err(from_store)?;
        named.truncate(BEHIND_MAX);
        let subjects: Vec<_> = named.iter().map(|of| Subject::Payment(of.id.as_str().into())).collect();
        let states = SubjectStates::of_subjects(&self.mirror, &subjects).await?;
        let known: Vec<Mirrored> = self.mirror.records(&named).await?.into_values().collect();
        payments::page_rows(&self.mirror, &states, known, self.settings.home_currency()).await
    }

    async fn alone(&self, found: &FoundRecord) -> Result<Hit, Problem> {
        let reference = RecordRef::new(RecordKind::BooksPayment, found.id.as_str());
        let read = self.mirror.records(std::slice::from_ref(&reference)).await?;
        let (customer, date) = match read.get(&reference).map(|read| &read.record) {
            Some(Record::BooksPayment(payment)) => {
                let customer = RecordRef::books_customer(&payment.customer);
                let names = self.mirror.customer_names(std::iter::once(customer)).await?;
                (names.into_values().next(), Some(payment.date))
            }
            _ => (None, None),
        };
        let reference = (found.label != found.id).then(|| found.label.clone());
        Ok(Hit {
            found: Found::BooksPayment { payment: found.id.clone(), reference, customer, date },
            record: format!("payment:{}", found.id),
            amount: Some(MinorUnits(found.total).of(found.currency)),
            state: RowState::InStep,
        })
    }
}

/// Ids of the payments of Alternative that this payment of QuickBooks records.
fn behind(rows: &[PaymentRow], payment: &str) -> Vec<String> {
    rows.iter().filter(|row| stands_for(row, payment)).map(|row| row.id.clone()).collect()
}

fn stands_for(row: &PaymentRow, payment: &str) -> bool {
    row.quickbooks.iter().any(|recorded| recorded.id == payment)
}
