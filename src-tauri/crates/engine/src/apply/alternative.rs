//! Writes to Alternative: customers, invoices, archives and reports.

use std::collections::BTreeMap;

use ledger::alternative::{ArchiveReason, LinkState, Payment, PaymentReport, PayoutReport};
use ledger::{alternative, books};
use serde_json::json;

use crate::apply::{Applier, ApplyError, Outcome, refusal};
use crate::documents::Edit;
use crate::facts;
use crate::fault::{AfterFault, Fault, FaultKind};
use crate::happened::{Done, Happened, Reported};
use crate::ingest::{Reading, ingest};
use crate::intent::Slot;
use crate::journal::EntryKind;
use crate::link::{CustomerLink, InvoiceLink, Link, Sent};
use crate::link_patch::{CustomerPatch, InvoicePatch, LinkPatch, PaymentPatch, PayoutPatch};
use crate::outbox::{OutboxItem, OutboxState};
use crate::ports::{Change, ChangeSet, CustomerBody, InvoiceBody, StoreFault, Version};
use crate::record::{Mirrored, Read, Record, RecordKind, RecordRef};
use crate::said::Said;
use crate::subject::Subject;

/// Times that QuickBooks may show an older version than before, because not all of its copies have the latest one yet.
const LATE_COPIES: u32 = 6;

impl Applier<'_> {
    pub(super) async fn upsert_customer(
        &self,
        item: &OutboxItem,
        id: &books::CustomerId,
        version: u64,
        body: &CustomerBody,
    ) -> Result<Outcome, ApplyError> {
        let link = self.customer_link(id).await?;
        let held = match self.mirror(link.alternative.as_ref().map(RecordRef::alternative_customer)).await? {
            Some(Record::AlternativeCustomer(held)) => {
                Some(Version { version: held.version, mapping_revision: held.mapping_revision })
            }
            _ => None,
        };
        let pair = next_version(version, link.sent.as_ref().map(|sent| sent.version), held);
        match self.processor.put_customer(id, pair, body).await {
            Ok(read) => {
                let alternative = match &read.record {
                    Record::AlternativeCustomer(customer) => Some(customer.id.clone()),
                    _ => None,
                };
                let mut changes = self.take_in(vec![read], Vec::new()).await?;
                let was_refused = link.refused.is_some();
                let before = link.sent.map(|sent| sent.body);
                let sent = Sent { version: pair, body: body.clone() };
                changes.extend(alternative.map(|known| Change::customer(id, CustomerPatch::Known(known))));
                changes.push(Change::customer(id, CustomerPatch::Taken(Box::new(sent))));
                let done = Done::CustomerSent { name: Said::new(body.display_name.as_str()) };
                if was_refused {
                    changes.extend(self.invoices_of(id).await?.into_iter().map(Change::Dirty));
                }
                changes.extend(self.finish(
                    item,
                    EntryKind::Written,
                    done,
                    json!({ "version": pair, "before": before, "after": body }),
                ));
                Ok(Outcome::Done(changes))
            }
            Err(fault) => {
                let refusal = refusal(&fault, facts::of_customer(body));
                let drift = (fault.kind == FaultKind::VersionConflict).then(|| said(&fault));
                let refused = LinkPatch::Customer(CustomerPatch::Refused(refusal));
                let drifting = LinkPatch::Customer(CustomerPatch::Conflict(version, drift));
                self.not_taken(item, fault, (refused, drifting), RecordRef::books_customer(id)).await
            }
        }
    }

    pub(super) async fn archive_customer(
        &self,
        item: &OutboxItem,
        id: &books::CustomerId,
        reason: ArchiveReason,
    ) -> Result<Outcome, ApplyError> {
        if let Some(read) = self.stands_otherwise(RecordRef::books_customer(id)).await? {
            return self.looked_otherwise(item, read).await;
        }
        // Whatever became of a version that was on its way, it ends here.
        let sent = Change::DropOutbox(Slot::upsert_customer(id));
        let read = match self.processor.archive_customer(id, reason).await {
            Ok(read) => read,
            // The write that may have brought it there never did.
            Err(fault)
                if fault.kind == FaultKind::NotFound
                    && self.customer_link(id).await?.alternative.is_none() =>
            {
                let dropped = ChangeSet::from([Change::DropOutbox(item.slot.clone()), sent]);
                return Ok(Outcome::Replan(dropped));
            }
            Err(fault) => return Ok(self.put_off(item, fault)),
        };
        let mut changes = self.take_in(vec![read], Vec::new()).await?;
        changes.push(sent);
        changes.push(Change::customer(id, CustomerPatch::Archived(reason)));
        changes.push(Change::edit(Edit::Archived(item.intent.subject.clone(), self.now())));
        let done = Done::CustomerArchived { customer: id.clone() };
        changes.extend(self.finish(item, EntryKind::Written, done, json!({ "reason": reason })));
        Ok(Outcome::Done(changes))
    }

    /// What was read once more is another thing than this was planned for.
    async fn looked_otherwise(&self, item: &OutboxItem, read: Read<Record>) -> Result<Outcome, ApplyError> {
        let insists = item.replans >= LATE_COPIES;
        let reading = Reading { records: vec![read], insists, ..Reading::default() };
        let (mut changes, _) = ingest(self.store, self.company, self.now(), reading).await?;
        // It is dropped where it is not planned any more, and keeps its pause where it still is.
        changes.push(Change::Outbox(Box::new(self.paused(item))));
        changes.push(Change::Dirty(item.intent.subject.clone()));
        Ok(Outcome::Replan(changes))
    }

    pub(super) async fn upsert_invoice(
        &self,
        item: &OutboxItem,
        id: &books::InvoiceId,
        version: u64,
        body: &InvoiceBody,
    ) -> Result<Outcome, ApplyError> {
        let link = self.invoice_link(id).await?;
        let held = match self.mirror(link.alternative.as_ref().map(RecordRef::alternative_invoice)).await? {
            Some(Record::AlternativeInvoice(held)) => {
                Some(Version { version: held.version, mapping_revision: held.mapping_revision })
            }
            _ => None,
        };
        let pair = next_version(version, link.sent.as_ref().map(|sent| sent.version), held);
        let Some((told, vanished)) = self.told_elsewhere(item, id, body).await? else {
            return Ok(Outcome::NextStep);
        };
        if !(told.is_empty() && vanished.is_empty()) {
            let mut changes = self.take_in(told, Vec::new()).await?;
            changes.extend(vanished);
            changes.push(Change::Dirty(item.intent.subject.clone()));
            changes.extend(self.paying(id).await?.into_iter().map(Change::Dirty));
            return Ok(Outcome::Replan(changes));
        }
        match self.processor.put_invoice(id, pair, body).await {
            Ok(read) => {
                let mut reads = Vec::new();
                let alternative = match &read.record {
                    Record::AlternativeInvoice(invoice) => {
                        reads = self.reported_since(item, id, body, invoice.outstanding).await?;
                        Some(invoice.id.clone())
                    }
                    _ => None,
                };
                reads.push(read);
                let mut changes = self.take_in(reads, Vec::new()).await?;
                let before = link.sent.map(|sent| sent.body);
                let sent = Sent { version: pair, body: body.clone() };
                changes.extend(alternative.map(|known| Change::invoice(id, InvoicePatch::Known(known))));
                changes.push(Change::invoice(id, InvoicePatch::Taken(Box::new(sent))));
                changes.push(Change::Dirty(item.intent.subject.clone()));
                changes.extend(self.paying(id).await?.into_iter().map(Change::Dirty));
                let number = Said::new(body.number.as_deref().unwrap_or(id.as_str()));
                let done = Done::InvoiceSent { number };
                let details = json!({ "version": pair, "before": before, "after": body });
                changes.extend(self.finish(item, EntryKind::Written, done, details));
                Ok(Outcome::Done(changes))
            }
            // I11: another computer sent it, and it is being paid. What Alternative has of it is not known here yet.
            Err(fault) if fault.kind == FaultKind::PaymentInProgress && link.alternative.is_none() => {
                self.met_at_last(item, id, &fault).await
            }
            Err(fault) => {
                let refusal = refusal(&fault, facts::of_invoice(body));
                let drift = (fault.kind == FaultKind::VersionConflict).then(|| said(&fault));
                let refused = LinkPatch::Invoice(InvoicePatch::Refused(refusal));
                let drifting = LinkPatch::Invoice(InvoicePatch::Conflict(version, drift));
                self.not_taken(item, fault, (refused, drifting), RecordRef::books_invoice(id)).await
            }
        }
    }

    /// What Alternative has of an invoice, which is planned again with that.
    async fn met_at_last(
        &self,
        item: &OutboxItem,
        id: &books::InvoiceId,
        fault: &Fault,
    ) -> Result<Outcome, ApplyError> {
        let read = self.processor.invoice(id).await?;
        let known = match &read.record {
            Record::AlternativeInvoice(invoice) => Some(InvoicePatch::Known(invoice.id.clone())),
            _ => None,
        };
        let mut changes = self.take_in(vec![read], Vec::new()).await?;
        changes.extend(known.map(|known| Change::invoice(id, known)));
        // It is dropped where it is not planned any more, and keeps its pause where it still is.
        changes.push(Change::Outbox(Box::new(self.paused(item))));
        changes.push(Change::Dirty(item.intent.subject.clone()));
        changes.push(self.failed_entry(item, fault));
        Ok(Outcome::Replan(changes))
    }

    pub(super) async fn archive_invoice(
        &self,
        item: &OutboxItem,
        id: &books::InvoiceId,
        reason: ArchiveReason,
    ) -> Result<Outcome, ApplyError> {
        if let Some(read) = self.stands_otherwise(RecordRef::books_invoice(id)).await? {
            return self.looked_otherwise(item, read).await;
        }
        let link = self.invoice_link(id).await?;
        // Whatever became of a version that was on its way, it ends here.
        let sent = Change::DropOutbox(Slot::upsert_invoice(id));
        let read = match self.processor.archive_invoice(id, reason).await {
            Ok(read) => read,
            // The write that may have brought it there never did.
            Err(fault) if fault.kind == FaultKind::NotFound && link.alternative.is_none() => {
                let dropped = ChangeSet::from([Change::DropOutbox(item.slot.clone()), sent]);
                return Ok(Outcome::Replan(dropped));
            }
            Err(fault) => return Ok(self.put_off(item, fault)),
        };
        let mut changes = self.take_in(vec![read], Vec::new()).await?;
        changes.push(sent);
        let number =
            link.sent.as_ref().and_then(|sent| sent.body.number.clone()).unwrap_or_else(|| id.to_string());
        changes.push(Change::invoice(id, InvoicePatch::Archived(reason)));
        changes.push(Change::edit(Edit::Archived(item.intent.subject.clone(), self.now())));
        // A payment of it may have waited with its report until nobody can be asked for more (rule P15).
        changes.extend(self.paying(id).await?.into_iter().map(Change::Dirty));
        let done = Done::InvoiceArchived { number: Said::new(number), reason };
        changes.extend(self.finish(item, EntryKind::Written, done, json!({ "reason": reason })));
        Ok(Outcome::Done(changes))
    }

    pub(super) async fn report_payment(
        &self,
        item: &OutboxItem,
        id: &alternative::PaymentId,
        report: &PaymentReport,
        why: Option<&Reported>,
    ) -> Result<Outcome, ApplyError> {
        let detail = why.and_then(|why| self.wording.reported(why)).or_else(|| report.detail.clone());
        let report = &PaymentReport { detail, ..report.clone() };
        if report.state == LinkState::Recorded {
            let mut moved = self.moved_credits(id).await?;
            if !moved.is_empty() {
                moved.push(Change::Dirty(item.intent.subject.clone()));
                return Ok(Outcome::Replan(moved));
            }
        }
        let unanswered = Change::payment(id, PaymentPatch::Unanswered);
        // Where something else was told before: this may arrive, and this process not live to note it.
        if self.payment_link(id).await?.reported.is_some_and(|told| told.state != report.state) {
            self.store.write(self.company, ChangeSet::from([unanswered.clone()])).await?;
        }
        if let Err(fault) = self.processor.report_payment(id, report).await {
            return Ok(self.put_off(item, fault).and(unanswered));
        }
        let mut changes = ChangeSet::from([
            Change::payment(id, PaymentPatch::Reported(report.clone())),
            Change::Dirty(Subject::Payment(id.clone())),
        ]);
        changes.extend(self.now_reported(id, report).await?);
        // What the payer is asked for follows from the report: read the invoices it changes (rules I4, F5).
        let invoices = self.paid_by(id).await?;
        let mut reads = Vec::new();
        for invoice in &invoices {
            match self.processor.invoice(invoice).await {
                Ok(read) => reads.push(read),
                Err(fault) if fault.kind == FaultKind::NotFound => {}
                // The report itself stands; it is repeated with this read, which changes nothing.
                Err(fault) => return Ok(self.put_off(item, fault).and(unanswered)),
            }
        }
        changes.extend(self.take_in(reads, Vec::new()).await?);
        changes.extend(invoices.into_iter().map(|invoice| Change::Dirty(Subject::Invoice(invoice))));
        let done = Done::PaymentReported { payment: id.clone() };
        changes.extend(self.finish(item, EntryKind::Written, done, json!({ "report": report })));
        Ok(Outcome::Done(changes))
    }

    /// The mirror always has Alternative's latest word, whichever computer gave it.
    async fn now_reported(
        &self,
        id: &alternative::PaymentId,
        report: &PaymentReport,
    ) -> Result<Option<Change>, StoreFault> {
        let Some(Record::AlternativePayment(payment)) =
            self.mirror(Some(RecordRef::alternative_payment(id))).await?
        else {
            return Ok(None);
        };
        let payment = Payment { reported: Some(report.clone()), reported_at: Some(self.now()), ..payment };
        let record = Record::AlternativePayment(payment);
        let mirrored = Box::new(Mirrored { record, read_at: self.now(), gone_at: None });
        Ok(Some(Change::Mirror { mirrored, raw: None }))
    }

    pub(super) async fn report_payout(
        &self,
        item: &OutboxItem,
        id: &alternative::PayoutId,
        report: &PayoutReport,
        why: Option<&Reported>,
    ) -> Result<Outcome, ApplyError> {
        let detail = why.and_then(|why| self.wording.reported(why)).or_else(|| report.detail.clone());
        let report = &PayoutReport { detail, ..report.clone() };
        let unanswered = Change::payout(id, PayoutPatch::Unanswered);
        let told = match self.link(&item.intent.subject).await? {
            Some(Link::Payout(link)) => link.reported,
            _ => None,
        };
        if told.is_some_and(|told| told.state != report.state) {
            self.store.write(self.company, ChangeSet::from([unanswered.clone()])).await?;
        }
        if let Err(fault) = self.processor.report_payout(id, report).await {
            return Ok(self.put_off(item, fault).and(unanswered));
        }
        let mut changes = ChangeSet::from([Change::payout(id, PayoutPatch::Reported(report.clone()))]);
        let done = Done::PayoutReported { payout: id.clone() };
        changes.extend(self.finish(item, EntryKind::Written, done, json!({ "report": report })));
        Ok(Outcome::Done(changes))
    }

    /// An upsert that was not taken: later, again from QuickBooks' newest version, or never (a hold asks).
    async fn not_taken(
        &self,
        item: &OutboxItem,
        fault: Fault,
        (refused, drifting): (LinkPatch, LinkPatch),
        source: RecordRef,
    ) -> Result<Outcome, ApplyError> {
        let subject = item.intent.subject.clone();
        match fault.kind.after_write() {
            AfterFault::ReadAgain | AfterFault::Gone => {
                // F4: read again, plan again, never force. Nothing new in QuickBooks → drift until its next version.
                let read = self.books.read(&source).await?;
                let newer = self
                    .mirror(Some(source))
                    .await?
                    .is_none_or(|known| known.version() < read.record.version());
                let mut changes = self.take_in(vec![read], Vec::new()).await?;
                changes.push(Change::DropOutbox(item.slot.clone()));
                changes.push(Change::Dirty(subject.clone()));
                changes.push(self.failed_entry(item, &fault));
                if !newer && fault.kind != FaultKind::NotFound {
                    let entry = self.entry(&item.intent, EntryKind::Drift, Happened::OtherBody(said(&fault)));
                    changes.push(Change::patch(subject, drifting));
                    changes.push(Change::Journal(Box::new(entry)));
                }
                Ok(Outcome::Replan(changes))
            }
            AfterFault::Park => {
                let mut changes = ChangeSet::from([
                    Change::patch(subject.clone(), refused),
                    Change::DropOutbox(item.slot.clone()),
                    self.failed_entry(item, &fault),
                ]);
                if let Subject::Customer(id) = &subject {
                    // They wait for it rather than being refused on its account.
                    changes.extend(self.invoices_of(id).await?.into_iter().map(Change::Dirty));
                }
                changes.push(Change::Dirty(subject));
                Ok(Outcome::Replan(changes))
            }
            _ => Ok(self.put_off(item, fault)),
        }
    }

    /// Later, as the fault wants it; all these calls may be repeated.
    pub(super) fn put_off(&self, item: &OutboxItem, fault: Fault) -> Outcome {
        let state = if fault.kind.after_write() == AfterFault::Wait {
            OutboxState::Waiting
        } else {
            OutboxState::Ready
        };
        let again = OutboxItem { attempts: item.attempts + 1, ..self.later(item, state, &fault) };
        let changes = ChangeSet::from([Change::Outbox(Box::new(again)), self.failed_entry(item, &fault)]);
        Outcome::Failed(fault, changes)
    }

    pub(super) async fn link(&self, subject: &Subject) -> Result<Option<Link>, StoreFault> {
        let links: BTreeMap<_, _> =
            self.store.links(self.company, std::slice::from_ref(subject)).await?.into_iter().collect();
        Ok(links.into_values().next())
    }

    async fn customer_link(&self, id: &books::CustomerId) -> Result<CustomerLink, StoreFault> {
        Ok(match self.link(&Subject::Customer(id.clone())).await? {
            Some(Link::Customer(link)) => link,
            _ => CustomerLink::default(),
        })
    }

    pub(super) async fn invoice_link(&self, id: &books::InvoiceId) -> Result<InvoiceLink, StoreFault> {
        Ok(match self.link(&Subject::Invoice(id.clone())).await? {
            Some(Link::Invoice(link)) => link,
            _ => InvoiceLink::default(),
        })
    }

    pub(super) async fn mirror(&self, reference: Option<RecordRef>) -> Result<Option<Record>, StoreFault> {
        let Some(reference) = reference else { return Ok(None) };
        let found = self.store.records(self.company, &[reference]).await?;
        Ok(found.into_iter().next().map(|mirrored| mirrored.record))
    }

    async fn invoices_of(&self, customer: &books::CustomerId) -> Result<Vec<Subject>, StoreFault> {
        let target = RecordRef::books_customer(customer);
        let invoices = self.store.naming(self.company, &[target], RecordKind::BooksInvoice).await?;
        Ok(invoices.iter().filter_map(Subject::of).collect())
    }

    /// Subjects of the payments that pay an invoice.
    pub(super) async fn paying(&self, invoice: &books::InvoiceId) -> Result<Vec<Subject>, StoreFault> {
        let target = RecordRef::books_invoice(invoice);
        let payments = self.store.naming(self.company, &[target], RecordKind::AlternativePayment).await?;
        Ok(payments.iter().filter_map(Subject::of).collect())
    }

    pub(super) async fn paid_by(
        &self,
        payment: &alternative::PaymentId,
    ) -> Result<Vec<books::InvoiceId>, StoreFault> {
        let Some(Record::AlternativePayment(payment)) =
            self.mirror(Some(RecordRef::alternative_payment(payment))).await?
        else {
            return Ok(Vec::new());
        };
        let mut ids: Vec<_> =
            payment.allocations.into_iter().filter_map(|allocation| allocation.qbo_invoice).collect();
        ids.sort();
        ids.dedup();
        Ok(ids)
    }
}

/// The pair to send: QuickBooks' version, with a revision above what was already taken under that version (rule F4). What
/// another companion sent under it is met with its own pair: an equal body is then no news.
fn next_version(version: u64, sent: Option<Version>, held: Option<Version>) -> Version {
    let mapping_revision = match (sent, held) {
        (Some(sent), _) if sent.version == version => sent.mapping_revision + 1,
        (_, Some(held)) if held.version == version => held.mapping_revision,
        _ => 0,
    };
    Version { version, mapping_revision }
}

fn said(fault: &Fault) -> Said {
    Said::new(fault.evidence.message.as_deref().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f4_a_changed_body_of_the_same_version_raises_the_revision() {
        let at = |version, mapping_revision| Version { version, mapping_revision };
        assert_eq!(next_version(3, None, None), at(3, 0));
        assert_eq!(next_version(3, Some(at(3, 0)), Some(at(3, 0))), at(3, 1));
        assert_eq!(next_version(4, Some(at(3, 7)), Some(at(3, 7))), at(4, 0));
        assert_eq!(next_version(3, None, Some(at(3, 2))), at(3, 2));
    }
}
