//! Recording a payment in QuickBooks (rules P1, P3 to P6).

use std::collections::{BTreeMap, BTreeSet};

use ledger::alternative::{LinkState, PaymentReport};
use ledger::{alternative, books};
use serde_json::json;

use crate::affected::commit;
use crate::apply::payment_check::{Seen, around};
use crate::apply::{Check, Hands, Outcome, Stop, check};
use crate::documents::{self, Matched};
use crate::fault::{AfterFault, Fault, FaultKind};
use crate::journal::EntryKind;
use crate::link::{Link, PartState, PaymentFinding, PaymentLink, Refusal};
use crate::link_patch::PartPatch;
use crate::outbox::{OutboxItem, OutboxState};
use crate::plan::is_ours;
use crate::ports::{Change, Gone, Look, PageRead, PaymentDraft};
use crate::record::{Read, Record, RecordKind, RecordRef};
use crate::reference::{payment_reference, request_id};
use crate::subject::Subject;

impl Hands<'_> {
    pub(super) async fn record_payment(
        &self,
        item: &OutboxItem,
        payment: &alternative::PaymentId,
        draft: &PaymentDraft,
        keep_as_credit: bool,
        not_a_look_alike: bool,
    ) -> Result<Outcome, Stop> {
        let (answers, mut learnt) = self.look_before_payment(payment, draft).await?;
        let Matched(matched) = documents::read(self.store, self.company).await?;
        let vanished = self.vanished(payment, draft, &answers.by_report).await?;
        let seen = Seen {
            by_reference: &answers.by_reference,
            of_customer: &answers.of_customer,
            invoices: &answers.invoices,
            vanished: vanished.as_ref(),
            matched: &matched,
        };
        let checked = match check(draft, keep_as_credit, not_a_look_alike, &seen) {
            Check::Found(found) => {
                learnt.extend(self.recorded(item, payment, draft, &found, EntryKind::Found).await?);
                return Ok(Outcome::Done(learnt));
            }
            Check::Hold(finding) => {
                learnt.extend(self.found_in_the_way(item, payment, &draft.customer, finding).await?);
                return Ok(Outcome::Replan(learnt));
            }
            Check::Moved => {
                learnt.push(Change::Dirty(item.intent.subject.clone()));
                learnt.push(Change::Outbox(Box::new(OutboxItem {
                    state: OutboxState::Shelved,
                    ..item.clone()
                })));
                return Ok(Outcome::Replan(learnt));
            }
            Check::Go(checked) => checked,
        };
        if item.state == OutboxState::Sent {
            return Ok(Outcome::Replan(Self::not_there(item, learnt)));
        }
        if self.is_closed(draft.date) {
            learnt.extend(Self::plan_again(item));
            return Ok(Outcome::Replan(learnt));
        }
        commit(self.store, self.company, learnt).await?;
        self.send_payment(item, payment, draft, &checked).await
    }

    async fn send_payment(
        &self,
        item: &OutboxItem,
        payment: &alternative::PaymentId,
        draft: &PaymentDraft,
        checked: &PaymentDraft,
    ) -> Result<Outcome, Stop> {
        let Some(realm) = self.settings.realm() else { return Err(no_company().into()) };
        let key = request_id(realm, &item.slot.0, item.generation);
        let sent = self.mark_sent(item, &key).await?;
        let written = match self.books.create_payment(checked, &key).await {
            Ok(written) => written,
            Err(fault) => return self.payment_not_written(&sent, payment, draft, fault).await,
        };
        // P6: it counts only once it was read back alive. A replay of an old answer may name a deleted record.
        let invoices: Vec<_> = draft.lines.iter().map(|line| line.invoice.clone()).collect();
        let looks = [Look::Payments(vec![written.id.clone()]), Look::Invoices(invoices)];
        let read = match self.books.look(&looks).await {
            Ok(read) => read,
            Err(fault) => return Ok(self.unknown(&sent, fault)),
        };
        let found = payments_of(&read[0]).into_iter().find(|found| found.id == written.id);
        let alive = found.filter(|found| !found.voided && found.total == checked.total);
        let mut changes =
            self.take_in(read.into_iter().flat_map(|page| page.records).collect(), Vec::new()).await?;
        let Some(alive) = alive else {
            let reference = RecordRef::books_payment(&written.id);
            return self.dead_on_arrival(&sent, reference, changes).await;
        };
        changes.extend(self.recorded(&sent, payment, draft, &alive, EntryKind::Written).await?);
        Ok(Outcome::Done(changes))
    }

    /// Everything P5 and P6 look at, in one request, and one direct read for each invoice that is missing from it.
    async fn look_before_payment(
        &self,
        payment: &alternative::PaymentId,
        draft: &PaymentDraft,
    ) -> Result<(Answers, Vec<Change>), Stop> {
        let invoices: Vec<_> = draft.lines.iter().map(|line| line.invoice.clone()).collect();
        let (from, to) = around(draft.date).unwrap_or((draft.date, draft.date));
        let looks = [
            Look::PaymentsByReference(draft.reference.clone()),
            Look::PaymentsOfCustomer { customer: draft.customer.clone(), from, to },
            Look::Invoices(invoices.clone()),
            Look::Payments(self.told(payment).await?.map(|report| report.qbo_payments).unwrap_or_default()),
        ];
        let pages = self.books.look(&looks).await?;
        let [by_reference, of_customer, paid, by_report] = &pages[..] else {
            return Err(Fault::new(crate::fault::Side::Quickbooks, FaultKind::Unreadable).into());
        };
        if pages.iter().any(|page| !page.unreadable.is_empty()) {
            // Half-read answers decide nothing.
            let fault = Fault::new(crate::fault::Side::Quickbooks, FaultKind::Unreadable);
            return Err(fault.saying("QuickBooks answered with a record that cannot be read").into());
        }
        let mut answers = Answers {
            by_reference: payments_of(by_reference),
            of_customer: payments_of(of_customer),
            invoices: invoices_of(paid),
            by_report: payments_of(by_report),
        };
        answers.by_reference.extend(self.recorded_before_a_move(payment, draft, by_report).await?);
        let mut records: Vec<_> =
            pages.iter().flat_map(|page| page.records.clone()).filter(worth_keeping).collect();
        let mut gone = Vec::new();
        for id in
            invoices.iter().filter(|id| !answers.invoices.contains_key(*id)).cloned().collect::<Vec<_>>()
        {
            match self.books.read(&RecordRef::books_invoice(&id)).await {
                Ok(read) => {
                    if let Record::BooksInvoice(invoice) = &read.record {
                        answers.invoices.insert(id, invoice.clone());
                    }
                    records.push(read);
                }
                Err(fault) if fault.kind == FaultKind::NotFound => {
                    gone.push(Gone { reference: RecordRef::books_invoice(&id), at: self.now() });
                }
                Err(fault) => return Err(fault.into()),
            }
        }
        let learnt = self.take_in(records, gone).await?;
        Ok((answers, learnt))
    }

    /// The part is recorded as this Payment.
    async fn recorded(
        &self,
        item: &OutboxItem,
        payment: &alternative::PaymentId,
        draft: &PaymentDraft,
        found: &books::Payment,
        kind: EntryKind,
    ) -> Result<Vec<Change>, Stop> {
        let written = PartPatch::Written {
            payment: found.id.clone(),
            amount: found.total,
            applied: found.applied.iter().map(|applied| applied.amount).sum(),
            invoices: draft.lines.iter().map(|line| line.invoice.clone()).collect(),
        };
        let mut changes = vec![
            Change::part(payment, &draft.customer, written),
            Change::Dirty(Subject::Payment(payment.clone())),
        ];
        changes.extend(draft.lines.iter().map(|line| Change::Dirty(Subject::Invoice(line.invoice.clone()))));
        changes.extend(self.payouts_of(payment).await?);
        let money = found.total.of(found.currency);
        let text = match kind {
            EntryKind::Found => {
                format!("The payment of {money} is in QuickBooks already as payment {}", found.id)
            }
            _ => format!("Recorded a payment of {money} in QuickBooks as payment {}", found.id),
        };
        let details = json!({ "quickbooks_payment": found.id, "reference": draft.reference, "generation": item.generation });
        changes.extend(self.finish(item, kind, text, details));
        Ok(changes)
    }

    async fn found_in_the_way(
        &self,
        item: &OutboxItem,
        payment: &alternative::PaymentId,
        customer: &books::CustomerId,
        finding: PaymentFinding,
    ) -> Result<Vec<Change>, Stop> {
        // Nothing was refused: the generation stays, so that two computers go on sending the same key.
        let state = OutboxState::Shelved;
        Ok(vec![
            self.found(payment, customer, finding).await?,
            Change::Outbox(Box::new(OutboxItem { state, ..item.clone() })),
            Change::Dirty(Subject::Payment(payment.clone())),
        ])
    }

    /// What stands in the way of a part, as long as nobody allows anything else meanwhile.
    pub(super) async fn found(
        &self,
        payment: &alternative::PaymentId,
        customer: &books::CustomerId,
        finding: PaymentFinding,
    ) -> Result<Change, Stop> {
        let link = self.payment_link(payment).await?;
        let known = link.part(customer).map(|part| part.allowance.clone()).unwrap_or_default();
        Ok(Change::part(payment, customer, PartPatch::Found(finding, known)))
    }

    async fn payment_not_written(
        &self,
        sent: &OutboxItem,
        payment: &alternative::PaymentId,
        draft: &PaymentDraft,
        fault: Fault,
    ) -> Result<Outcome, Stop> {
        match fault.kind.after_write() {
            AfterFault::Park | AfterFault::ReadAgain | AfterFault::Gone | AfterFault::Wait => {
                let finding = if fault.kind == FaultKind::PeriodClosed {
                    PaymentFinding::Closed { date: draft.date }
                } else {
                    PaymentFinding::Refused(Refusal {
                        fingerprint: sent.fingerprint.clone(),
                        code: fault.evidence.code.clone(),
                        message: fault.evidence.message.clone().unwrap_or_else(|| fault.to_string()),
                    })
                };
                Ok(Outcome::Replan(vec![
                    self.found(payment, &draft.customer, finding).await?,
                    Self::retire(sent),
                    Change::Dirty(Subject::Payment(payment.clone())),
                    self.failed_entry(sent, &fault),
                ]))
            }
            AfterFault::PauseSide | AfterFault::CloseSide => {
                let ready = self.later(sent, OutboxState::Ready, &fault);
                let changes = vec![Change::Outbox(Box::new(ready)), self.failed_entry(sent, &fault)];
                Ok(Outcome::Failed(fault, changes))
            }
            AfterFault::LookFirst => Ok(self.unknown(sent, fault)),
        }
    }

    /// Looked for and not found: whether it is still wanted is for the plan to say; the generation stays.
    pub(super) fn not_there(item: &OutboxItem, mut changes: Vec<Change>) -> Vec<Change> {
        let shelved = OutboxItem { state: OutboxState::Shelved, ..item.clone() };
        changes.push(Change::Outbox(Box::new(shelved)));
        changes.push(Change::Dirty(item.intent.subject.clone()));
        changes
    }

    /// The outcome is unknown: the same generation is looked for before it is tried again (rule P6).
    pub(super) fn unknown(&self, sent: &OutboxItem, fault: Fault) -> Outcome {
        let changes = vec![
            Change::Outbox(Box::new(self.later(sent, OutboxState::Sent, &fault))),
            self.failed_entry(sent, &fault),
        ];
        Outcome::Failed(fault, changes)
    }

    /// The answer named a record that is not alive: the service replayed an old answer, so a new generation is needed.
    pub(super) async fn dead_on_arrival(
        &self,
        sent: &OutboxItem,
        reference: RecordRef,
        mut changes: Vec<Change>,
    ) -> Result<Outcome, Stop> {
        match self.books.read(&reference).await {
            Err(fault) if fault.kind == FaultKind::NotFound => {
                let again = OutboxItem {
                    state: OutboxState::Ready,
                    generation: sent.generation + 1,
                    attempts: 0,
                    note: Some(format!("QuickBooks answered with {}, which is deleted", reference.id)),
                    ..sent.clone()
                };
                changes.push(Change::Outbox(Box::new(again)));
                changes.push(Change::Dirty(sent.intent.subject.clone()));
                Ok(Outcome::Replan(changes))
            }
            Ok(read) => {
                // Alive but other than sent (somebody changed it at once): the next look finds it by its reference.
                changes.extend(self.take_in(vec![read], Vec::new()).await?);
                changes.push(Change::Outbox(Box::new(sent.clone())));
                changes.push(Change::Dirty(sent.intent.subject.clone()));
                Ok(Outcome::Replan(changes))
            }
            Err(fault) => Ok(self.unknown(sent, fault)),
        }
    }

    pub(super) async fn payment_link(&self, id: &alternative::PaymentId) -> Result<PaymentLink, Stop> {
        Ok(match self.link(&Subject::Payment(id.clone())).await? {
            Some(Link::Payment(link)) => link,
            _ => PaymentLink::default(),
        })
    }

    /// The payouts that name a payment look again. The payment itself may have been read before it was bundled.
    async fn payouts_of(&self, payment: &alternative::PaymentId) -> Result<Vec<Change>, Stop> {
        let target = RecordRef::alternative_payment(payment);
        let payouts = self.store.naming(self.company, &[target], RecordKind::AlternativePayout).await?;
        Ok(payouts.iter().filter_map(Subject::of).map(Change::Dirty).collect())
    }

    /// What Alternative was told, perhaps by another computer.
    async fn told(&self, payment: &alternative::PaymentId) -> Result<Option<PaymentReport>, Stop> {
        Ok(match self.mirror(Some(RecordRef::alternative_payment(payment))).await? {
            Some(Record::AlternativePayment(payment)) => payment.reported,
            _ => None,
        })
    }

    /// P9: recorded once, by whomever, and taken out of QuickBooks by a person: it is asked before it is recorded again.
    async fn vanished(
        &self,
        payment: &alternative::PaymentId,
        draft: &PaymentDraft,
        alive: &[books::Payment],
    ) -> Result<Option<books::PaymentId>, Stop> {
        let told = self.told(payment).await?.filter(|report| report.state != LinkState::Removed);
        let link = self.payment_link(payment).await?;
        let asked = link.part(&draft.customer).is_some_and(|part| part.allowance.again > 0);
        let Some(report) = told.filter(|_| !asked) else { return Ok(None) };
        let is_there = |id: &books::PaymentId| alive.iter().any(|found| found.id == *id && !found.voided);
        let is_anothers = |id: &books::PaymentId| {
            let others = link.parts.iter().filter(|part| part.customer != draft.customer);
            others
                .into_iter()
                .any(|part| matches!(&part.state, PartState::Recorded { payment, .. } if payment == id))
        };
        Ok(report.qbo_payments.into_iter().find(|id| !is_there(id) && !is_anothers(id)))
    }

    /// P6: recorded while the invoice belonged to another customer, for whom the reference was made.
    async fn recorded_before_a_move(
        &self,
        payment: &alternative::PaymentId,
        draft: &PaymentDraft,
        reported: &PageRead,
    ) -> Result<Vec<books::Payment>, Stop> {
        let mut found = payments_of(reported);
        found.retain(|found| {
            found.total == draft.total && is_ours(found, &payment_reference(payment, &found.customer))
        });
        if found.is_empty() {
            return Ok(found);
        }
        let paid: Vec<_> = self.paid_by(payment).await?.iter().map(RecordRef::books_invoice).collect();
        let invoices = self.store.records(self.company, &paid).await?;
        let customers: BTreeSet<_> = invoices
            .into_iter()
            .filter_map(|mirrored| match mirrored.record {
                Record::BooksInvoice(invoice) => Some(invoice.customer),
                _ => None,
            })
            .collect();
        found.retain(|found| !customers.contains(&found.customer));
        Ok(found)
    }
}

struct Answers {
    by_reference: Vec<books::Payment>,
    of_customer: Vec<books::Payment>,
    invoices: BTreeMap<books::InvoiceId, books::Invoice>,
    /// Those that Alternative was told of.
    by_report: Vec<books::Payment>,
}

/// External payments of the customer are only looked at; what is mirrored is what rules follow.
fn worth_keeping(read: &Read<Record>) -> bool {
    match &read.record {
        Record::BooksPayment(payment) => payment
            .reference
            .as_deref()
            .is_some_and(|text| text.starts_with(crate::reference::PAYMENT_REFERENCE_PREFIX)),
        _ => true,
    }
}

pub(super) fn payments_of(page: &PageRead) -> Vec<books::Payment> {
    let payments = page.records.iter().filter_map(|read| match &read.record {
        Record::BooksPayment(payment) => Some(payment.clone()),
        _ => None,
    });
    payments.collect()
}

fn invoices_of(page: &PageRead) -> BTreeMap<books::InvoiceId, books::Invoice> {
    let invoices = page.records.iter().filter_map(|read| match &read.record {
        Record::BooksInvoice(invoice) => Some((invoice.id.clone(), invoice.clone())),
        _ => None,
    });
    invoices.collect()
}

pub(super) fn no_company() -> Fault {
    Fault::new(crate::fault::Side::Quickbooks, FaultKind::SignInMissing)
}
