//! Taking our payment out of QuickBooks because it failed before any payout (rule P7).

use ledger::{alternative, books};
use serde_json::json;

use crate::affected::commit;
use crate::apply::write_once::no_company;
use crate::apply::{Applier, ApplyError, Outcome};
use crate::fault::{AfterFault, FaultKind};
use crate::happened::Done;
use crate::journal::EntryKind;
use crate::link::PaymentFinding;
use crate::link_patch::PartPatch;
use crate::outbox::{OutboxItem, OutboxState};
use crate::ports::{Change, ChangeSet, Gone, Look};
use crate::record::{Record, RecordRef};
use crate::reference::request_id;
use crate::subject::Subject;

impl Applier<'_> {
    pub(super) async fn remove_payment(
        &self,
        item: &OutboxItem,
        payment: &alternative::PaymentId,
        customer: &books::CustomerId,
        books_payment: &books::PaymentId,
    ) -> Result<Outcome, ApplyError> {
        let reference = RecordRef::books_payment(books_payment);
        let read = match self.books.read(&reference).await {
            Ok(read) => read,
            Err(fault) if fault.kind == FaultKind::NotFound => {
                return self.removed(item, payment, customer, books_payment, EntryKind::Found).await;
            }
            Err(fault) => return Err(fault.into()),
        };
        let Record::BooksPayment(seen) = read.record.clone() else { return Err(no_company().into()) };
        let learned = self.take_in(vec![read], Vec::new()).await?;
        if seen.deposit.is_some() || self.is_closed(seen.date) {
            return self.stays(item, payment, customer, seen.deposit, learned).await;
        }
        if item.state == OutboxState::Sent {
            return Ok(Outcome::Replan(Self::not_there(item, learned)));
        }
        commit(self.store, self.company, learned).await?;
        let Some(realm) = self.settings.realm() else { return Err(no_company().into()) };
        let key = request_id(realm, &format!("{}:{}", item.slot, seen.version), item.generation);
        let sent = self.mark_sent(item, &key).await?;
        match self.books.delete_payment(books_payment, seen.version, &key).await {
            Ok(_) => {}
            Err(fault) => {
                return match fault.kind.after_write() {
                    AfterFault::LookFirst => Ok(self.unknown(&sent, fault)),
                    AfterFault::ReadAgain | AfterFault::Gone => {
                        let again = OutboxItem { state: OutboxState::Ready, ..sent };
                        Ok(Outcome::Replan(ChangeSet::from([Change::Outbox(Box::new(again))])))
                    }
                    AfterFault::Park | AfterFault::Wait => {
                        let learned = ChangeSet::from([self.failed_entry(&sent, &fault)]);
                        self.stays(&sent, payment, customer, None, learned).await
                    }
                    AfterFault::PauseSide | AfterFault::CloseSide => {
                        let ready = self.later(&sent, OutboxState::Ready, &fault);
                        Ok(Outcome::Failed(fault, ChangeSet::from([Change::Outbox(Box::new(ready))])))
                    }
                };
            }
        }
        // A delete counts, like a create, once a direct read says so.
        match self.books.read(&reference).await {
            Err(fault) if fault.kind == FaultKind::NotFound => {
                self.removed(&sent, payment, customer, books_payment, EntryKind::Written).await
            }
            Err(fault) => Ok(self.unknown(&sent, fault)),
            Ok(read) => {
                let mut changes = self.take_in(vec![read], Vec::new()).await?;
                let again = OutboxItem { state: OutboxState::Ready, generation: sent.generation + 1, ..sent };
                changes.push(Change::Outbox(Box::new(again)));
                Ok(Outcome::Replan(changes))
            }
        }
    }

    async fn stays(
        &self,
        item: &OutboxItem,
        payment: &alternative::PaymentId,
        customer: &books::CustomerId,
        deposit: Option<books::DepositId>,
        mut changes: ChangeSet,
    ) -> Result<Outcome, ApplyError> {
        changes.push(self.found(payment, customer, PaymentFinding::CannotRemove { deposit }).await?);
        changes.push(Self::retire(item));
        changes.push(Change::Dirty(Subject::Payment(payment.clone())));
        Ok(Outcome::Replan(changes))
    }

    async fn removed(
        &self,
        item: &OutboxItem,
        payment: &alternative::PaymentId,
        customer: &books::CustomerId,
        books_payment: &books::PaymentId,
        kind: EntryKind,
    ) -> Result<Outcome, ApplyError> {
        let invoices = match self.mirror(Some(RecordRef::alternative_payment(payment))).await? {
            Some(Record::AlternativePayment(payment)) => {
                payment.allocations.into_iter().filter_map(|allocation| allocation.qbo_invoice).collect()
            }
            _ => Vec::new(),
        };
        let mut read = Vec::new();
        if !invoices.is_empty() {
            match self.books.look(&[Look::Invoices(invoices.clone())]).await {
                Ok(pages) => read = pages.into_iter().flat_map(|page| page.records).collect(),
                Err(fault) => return Ok(self.unknown(item, fault)),
            }
        }
        let gone = vec![Gone { reference: RecordRef::books_payment(books_payment), at: self.now() }];
        let mut changes = self.take_in(read, gone).await?;
        changes.push(Change::part(payment, customer, PartPatch::Removed(books_payment.clone())));
        changes.push(Change::Dirty(Subject::Payment(payment.clone())));
        changes.extend(invoices.into_iter().map(|invoice| Change::Dirty(Subject::Invoice(invoice))));
        let done = Done::PaymentRemoved { payment: books_payment.clone() };
        changes.extend(self.finish(item, kind, done, json!({ "quickbooks_payment": books_payment })));
        Ok(Outcome::Done(changes))
    }
}
