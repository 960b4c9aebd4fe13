//! Applying our payment to its invoices again, because a person wants it (rule P11): what it pays changes, and nothing else.

use async_trait::async_trait;
use jiff::civil::Date;
use ledger::{MinorUnits, alternative, books};
use serde_json::json;

use crate::apply::write_once::{After, Before, Looked, Refused, WriteOnce, no_company};
use crate::apply::{Applier, ApplyError, Outcome};
use crate::fault::{AfterFault, Fault, FaultKind};
use crate::happened::Done;
use crate::journal::EntryKind;
use crate::link_patch::PartPatch;
use crate::outbox::{OutboxItem, OutboxState};
use crate::plan::{bears_our_sign, may_pay_again};
use crate::ports::{ApplyDraft, Change, ChangeSet, Gone, Look, PaymentLineDraft};
use crate::record::{Record, RecordRef};
use crate::subject::Subject;

/// A Payment of ours that is to pay its invoices again.
struct Reapplication<'a> {
    payment: &'a alternative::PaymentId,
    customer: &'a books::CustomerId,
    books_payment: &'a books::PaymentId,
    lines: &'a [PaymentLineDraft],
}

/// It cannot pay them any more: the hold says how things are.
struct Cannot;

/// Evidence that it pays them.
struct Applied;

#[async_trait]
impl WriteOnce for Reapplication<'_> {
    type Draft = ApplyDraft;
    type Record = Applied;
    type Written = RecordRef;
    type Finding = Cannot;

    const HELD: OutboxState = OutboxState::Done;

    fn date(&self) -> Option<Date> {
        // In closed books it stays as it is, and a person decides: the look says so.
        None
    }

    async fn look(&self, applier: &Applier<'_>) -> Result<Looked<ApplyDraft, Applied, Cannot>, ApplyError> {
        let mut pages = applier.look(&self.looks(&[Look::ClosingDate])).await?;
        let closed_until = pages.pop().and_then(|page| page.closed_until);
        let mut read: Vec<_> = pages.into_iter().flat_map(|page| page.records).collect();
        let is_it = |record: &Record| record.reference() == self.reference();
        if !read.iter().any(|read| is_it(&read.record)) {
            // Missing from an answer is no evidence that it is gone.
            match applier.books.read(&self.reference()).await {
                Ok(found) => read.push(found),
                Err(fault) if fault.kind == FaultKind::NotFound => {
                    let gone = vec![Gone { reference: self.reference(), at: applier.now() }];
                    let learned = applier.take_in(read, gone).await?;
                    return Ok(Looked { before: Before::InTheWay(Cannot), learned, closed_until });
                }
                Err(fault) => return Err(fault.into()),
            }
        }
        let records: Vec<_> = read.iter().map(|read| read.record.clone()).collect();
        let learned = applier.take_in(read, Vec::new()).await?;
        let seen = records.iter().find_map(|record| match record {
            Record::BooksPayment(seen) if is_it(record) => Some(seen),
            _ => None,
        });
        let Some(seen) = seen else { return Err(no_company().into()) };
        let before = if self.is_applied(seen) {
            Before::Found(Applied)
        } else if self.may_pay(seen, &records) && closed_until.is_none_or(|closed| seen.date > closed) {
            Before::Free(ApplyDraft { payment: seen.clone(), applied: self.applied(seen) })
        } else {
            Before::InTheWay(Cannot)
        };
        Ok(Looked { before, learned, closed_until })
    }

    fn key(&self, item: &OutboxItem, draft: &ApplyDraft) -> String {
        format!("{}:{}", item.slot, draft.payment.version)
    }

    async fn send(
        &self,
        applier: &Applier<'_>,
        draft: &ApplyDraft,
        request_id: &str,
    ) -> Result<RecordRef, Fault> {
        applier.books.apply_payment(draft, request_id).await?;
        Ok(self.reference())
    }

    async fn read_back(
        &self,
        applier: &Applier<'_>,
        _: &ApplyDraft,
        written: RecordRef,
    ) -> Result<(After<Applied, Cannot>, ChangeSet), ApplyError> {
        let as_sent = |record: &Record| match record {
            Record::BooksPayment(seen) if self.is_applied(seen) => Some(Applied),
            _ => None,
        };
        applier.read_created(written, &self.looks(&[]), as_sent, |_| None).await
    }

    async fn recorded(
        &self,
        applier: &Applier<'_>,
        item: &OutboxItem,
        _: &Applied,
        kind: EntryKind,
    ) -> Result<ChangeSet, ApplyError> {
        let mut changes = ChangeSet::from([
            Change::part(self.payment, self.customer, PartPatch::ApplyEnded),
            Change::Dirty(Subject::Payment(self.payment.clone())),
        ]);
        let invoices = self.lines.iter().map(|line| Subject::Invoice(line.invoice.clone()));
        changes.extend(invoices.map(Change::Dirty));
        let done = Done::PaymentApplied { payment: self.books_payment.clone() };
        let details = json!({ "quickbooks_payment": self.books_payment });
        changes.extend(applier.finish(item, kind, done, details));
        Ok(changes)
    }

    async fn found(&self, _: &Applier<'_>, _: Cannot) -> Result<Change, ApplyError> {
        Ok(Change::part(self.payment, self.customer, PartPatch::ApplyEnded))
    }

    fn refused(&self, _: &OutboxItem, fault: &Fault) -> Refused<Cannot> {
        match fault.kind.after_write() {
            AfterFault::ReadAgain | AfterFault::Gone => Refused::LookAgain,
            _ => Refused::Held(Cannot),
        }
    }
}

impl Reapplication<'_> {
    fn reference(&self) -> RecordRef {
        RecordRef::books_payment(self.books_payment)
    }

    fn looks(&self, more: &[Look]) -> Vec<Look> {
        let invoices = self.lines.iter().map(|line| line.invoice.clone()).collect();
        let mut looks = vec![Look::Payments(vec![self.books_payment.clone()]), Look::Invoices(invoices)];
        looks.extend_from_slice(more);
        looks
    }

    fn is_applied(&self, seen: &books::Payment) -> bool {
        !seen.voided && self.lines.iter().all(|line| seen.applied_to(&line.invoice) >= line.amount)
    }

    fn may_pay(&self, seen: &books::Payment, records: &[Record]) -> bool {
        let invoice = |id: &books::InvoiceId| {
            records.iter().find_map(|record| match record {
                Record::BooksInvoice(invoice) if invoice.id == *id => Some(invoice),
                _ => None,
            })
        };
        let short: Vec<_> = self.short(seen).cloned().collect();
        bears_our_sign(seen, self.payment, self.customer) && may_pay_again(seen, &short, invoice)
    }

    fn short<'a>(&'a self, seen: &'a books::Payment) -> impl Iterator<Item = &'a PaymentLineDraft> {
        self.lines.iter().filter(|line| seen.applied_to(&line.invoice) < line.amount)
    }

    /// Everything that it pays then.
    fn applied(&self, seen: &books::Payment) -> Vec<books::Applied> {
        let mut applied = seen.applied.clone();
        for line in self.short(seen) {
            let missing: MinorUnits = line.amount - seen.applied_to(&line.invoice);
            match applied.iter_mut().find(|applied| applied.pays(&line.invoice)) {
                Some(there) => there.amount += missing,
                None => applied.push(books::Applied {
                    kind: books::Applied::INVOICE.to_owned(),
                    id: books::TransactionId::new(line.invoice.as_str()),
                    amount: missing,
                }),
            }
        }
        applied
    }
}

impl Applier<'_> {
    pub(super) async fn apply_payment(
        &self,
        item: &OutboxItem,
        payment: &alternative::PaymentId,
        customer: &books::CustomerId,
        books_payment: &books::PaymentId,
        lines: &[PaymentLineDraft],
    ) -> Result<Outcome, ApplyError> {
        self.write_once(item, &Reapplication { payment, customer, books_payment, lines }).await
    }
}
