//! Taking our payment out of QuickBooks because it failed before any payout (rule P7), or because it is there twice (rule P6).

use async_trait::async_trait;
use jiff::civil::Date;
use ledger::{alternative, books};
use serde_json::json;

use crate::apply::write_once::{After, Before, Looked, Refused, WriteOnce, no_company};
use crate::apply::{Applier, ApplyError, Outcome};
use crate::fault::{AfterFault, Fault, FaultKind};
use crate::happened::Done;
use crate::journal::EntryKind;
use crate::link::PaymentFinding;
use crate::link_patch::PartPatch;
use crate::outbox::{OutboxItem, OutboxState};
use crate::plan::{bears_our_sign, is_ours};
use crate::ports::{Change, ChangeSet, Gone, Look};
use crate::record::{Read, Record, RecordRef};
use crate::reference::payment_reference;
use crate::subject::Subject;

/// A Payment of ours, on its way out of the books.
struct Removal<'a> {
    payment: &'a alternative::PaymentId,
    customer: &'a books::CustomerId,
    books_payment: &'a books::PaymentId,
    /// The one that stays, where two were recorded for the same (rule P6).
    beside: Option<&'a books::PaymentId>,
}

/// Evidence that it is gone.
struct Removed;

#[async_trait]
impl WriteOnce for Removal<'_> {
    /// The version that is deleted.
    type Draft = u64;
    type Record = Removed;
    type Finding = PaymentFinding;
    type Written = RecordRef;

    const HELD: OutboxState = OutboxState::Done;

    fn date(&self) -> Option<Date> {
        // In closed books it stays, and a person decides: the look says so.
        None
    }

    async fn look(&self, applier: &Applier<'_>) -> Result<Looked<u64, Removed, PaymentFinding>, ApplyError> {
        let looks = [
            Look::Payments(vec![self.books_payment.clone()]),
            Look::Payments(self.beside.into_iter().cloned().collect()),
            Look::ClosingDate,
        ];
        let mut pages = applier.look(&looks).await?;
        let closed_until = pages.last().and_then(|page| page.closed_until);
        let beside = std::mem::take(&mut pages[1].records);
        let stays = |read: &Read<Record>| match &read.record {
            Record::BooksPayment(seen) => is_ours(seen, &payment_reference(self.payment, self.customer)),
            _ => false,
        };
        if self.beside.is_some() && !beside.iter().any(stays) {
            // Without the other one this is the only one.
            let learned = applier.take_in(beside, Vec::new()).await?;
            return Ok(Looked { before: Before::Moved, learned, closed_until });
        }
        let read = match pages.first_mut().and_then(|page| page.records.pop()) {
            Some(read) => read,
            // Missing from an answer is no evidence that it is gone.
            None => match applier.books.read(&self.reference()).await {
                Ok(read) => read,
                Err(fault) if fault.kind == FaultKind::NotFound => {
                    return Ok(Looked {
                        before: Before::Found(Removed),
                        learned: ChangeSet::new(),
                        closed_until,
                    });
                }
                Err(fault) => return Err(fault.into()),
            },
        };
        let Record::BooksPayment(seen) = read.record.clone() else { return Err(no_company().into()) };
        let learned = applier.take_in(vec![read], Vec::new()).await?;
        // F8: an answer may have given ours the id of somebody else's, which nobody here may delete.
        let stays = !bears_our_sign(&seen, self.payment, self.customer)
            || seen.deposit.is_some()
            || closed_until.is_some_and(|closed| seen.date <= closed);
        let before = if stays {
            Before::InTheWay(PaymentFinding::CannotRemove { deposit: seen.deposit })
        } else {
            Before::Free(seen.version)
        };
        Ok(Looked { before, learned, closed_until })
    }

    fn key(&self, item: &OutboxItem, version: &u64) -> String {
        format!("{}:{version}", item.slot)
    }

    async fn send(&self, applier: &Applier<'_>, version: &u64, request_id: &str) -> Result<RecordRef, Fault> {
        applier.books.delete_payment(self.books_payment, *version, request_id).await?;
        Ok(self.reference())
    }

    /// A delete counts, like a create, once a direct read says so.
    async fn read_back(
        &self,
        applier: &Applier<'_>,
        _: &u64,
        written: RecordRef,
    ) -> Result<(After<Removed, PaymentFinding>, ChangeSet), ApplyError> {
        match applier.books.read(&written).await {
            Err(fault) if fault.kind == FaultKind::NotFound => Ok((After::AsSent(Removed), ChangeSet::new())),
            Err(fault) => Err(fault.into()),
            Ok(read) => Ok((After::Undone(None), applier.take_in(vec![read], Vec::new()).await?)),
        }
    }

    async fn recorded(
        &self,
        applier: &Applier<'_>,
        item: &OutboxItem,
        _: &Removed,
        kind: EntryKind,
    ) -> Result<ChangeSet, ApplyError> {
        let invoices = applier.paid_in_books(self.payment).await?;
        let mut read = Vec::new();
        if !invoices.is_empty() {
            let pages = applier.look(&[Look::Invoices(invoices.clone())]).await?;
            read = pages.into_iter().flat_map(|page| page.records).collect();
        }
        let gone = vec![Gone { reference: self.reference(), at: applier.now() }];
        let mut changes = applier.take_in(read, gone).await?;
        let removed = PartPatch::Removed(self.books_payment.clone());
        changes.push(Change::part(self.payment, self.customer, removed));
        changes.push(Change::Dirty(Subject::Payment(self.payment.clone())));
        changes.extend(invoices.into_iter().map(|invoice| Change::Dirty(Subject::Invoice(invoice))));
        let payment = self.books_payment.clone();
        let done = match self.beside {
            Some(_) => Done::DuplicateRemoved { payment },
            None => Done::PaymentRemoved { payment },
        };
        let details = json!({ "quickbooks_payment": self.books_payment });
        changes.extend(applier.finish(item, kind, done, details));
        Ok(changes)
    }

    async fn found(&self, applier: &Applier<'_>, finding: PaymentFinding) -> Result<Change, ApplyError> {
        applier.found(self.payment, self.customer, finding).await
    }

    fn refused(&self, _: &OutboxItem, fault: &Fault) -> Refused<PaymentFinding> {
        match fault.kind.after_write() {
            AfterFault::ReadAgain | AfterFault::Gone => Refused::LookAgain,
            _ => Refused::Held(PaymentFinding::CannotRemove { deposit: None }),
        }
    }
}

impl Removal<'_> {
    fn reference(&self) -> RecordRef {
        RecordRef::books_payment(self.books_payment)
    }
}

impl Applier<'_> {
    pub(super) async fn remove_payment(
        &self,
        item: &OutboxItem,
        payment: &alternative::PaymentId,
        customer: &books::CustomerId,
        (books_payment, beside): (&books::PaymentId, Option<&books::PaymentId>),
    ) -> Result<Outcome, ApplyError> {
        self.write_once(item, &Removal { payment, customer, books_payment, beside }).await
    }

    /// The invoices of QuickBooks that a payment pays, as last seen.
    async fn paid_in_books(
        &self,
        payment: &alternative::PaymentId,
    ) -> Result<Vec<books::InvoiceId>, ApplyError> {
        Ok(match self.mirror(Some(RecordRef::alternative_payment(payment))).await? {
            Some(Record::AlternativePayment(payment)) => {
                payment.allocations.into_iter().filter_map(|allocation| allocation.qbo_invoice).collect()
            }
            _ => Vec::new(),
        })
    }
}
