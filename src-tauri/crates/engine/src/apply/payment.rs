//! Recording a payment in QuickBooks (rules P1, P3 to P6).

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use jiff::civil::Date;
use ledger::alternative::{LinkState, PaymentReport};
use ledger::{alternative, books};
use serde_json::json;

use crate::affected::commit;
use crate::apply::payment_check::{Check, Seen, around, check};
use crate::apply::write_once::{After, Before, Looked, Refused, WriteOnce};
use crate::apply::{Applier, ApplyError, Outcome, refusal};
use crate::edited::AsRecorded;
use crate::fault::{Fault, FaultKind, Side};
use crate::happened::Done;
use crate::journal::EntryKind;
use crate::link::{Link, PartState, PaymentFinding, PaymentLink};
use crate::link_patch::PartPatch;
use crate::note;
use crate::outbox::{OutboxItem, OutboxState};
use crate::plan::is_ours;
use crate::ports::{Change, ChangeSet, Gone, Look, PageRead, PaymentDraft};
use crate::record::{Read, Record, RecordKind, RecordRef};
use crate::reference::payment_reference;
use crate::subject::Subject;
use crate::unreadable::complaints;

/// One part of a payment, on its way into the books.
struct PartWrite<'a> {
    payment: &'a alternative::PaymentId,
    draft: &'a PaymentDraft,
    keep_as_credit: bool,
    not_a_look_alike: bool,
}

#[async_trait]
impl WriteOnce for PartWrite<'_> {
    type Draft = PaymentDraft;
    type Record = Box<books::Payment>;
    type Finding = PaymentFinding;
    type Written = RecordRef;

    // Nothing was refused: the generation stays, so that two computers go on sending the same key.
    const HELD: OutboxState = OutboxState::Shelved;

    fn date(&self) -> Option<Date> {
        Some(self.draft.date)
    }

    async fn look(
        &self,
        applier: &Applier<'_>,
    ) -> Result<Looked<PaymentDraft, Box<books::Payment>, PaymentFinding>, ApplyError> {
        let link = applier.payment_link(self.payment).await?;
        let part = link.part(&self.draft.customer);
        let altered = part.and_then(|part| part.altered.as_ref());
        let (answers, learned) = applier.look_before_payment(self.payment, self.draft, altered).await?;
        let matched = applier.matched(self.payment, self.draft, &answers.around()).await?;
        let asked = part.is_some_and(|part| part.allowance.again > 0);
        let vanished = match applier.vanished(self.payment, self.draft, &answers.by_report).await? {
            None if !asked => answers.voided.clone(),
            told => told,
        };
        let seen = Seen {
            payment: self.payment,
            by_reference: &answers.by_reference,
            before_a_move: &answers.before_a_move,
            of_customer: &answers.of_customer,
            of_family: &answers.of_family,
            invoices: &answers.invoices,
            vanished: vanished.as_ref(),
            matched: &matched,
            made_at: applier.payment(self.payment).await?.map(|payment| payment.created_at),
            unsure: answers.unsure.as_ref(),
        };
        let before = match check(self.draft, self.keep_as_credit, self.not_a_look_alike, &seen) {
            Check::Found(found) => Before::Found(found),
            Check::Hold(finding) => Before::InTheWay(finding),
            Check::Moved => Before::Moved,
            Check::Go(checked) => {
                let there = answers.altered.iter().find(|found| !(found.voided && asked));
                there.and_then(|found| self.altered(found)).map_or(Before::Free(checked), Before::InTheWay)
            }
        };
        Ok(Looked { before, learned, closed_until: answers.closed_until })
    }

    async fn send(
        &self,
        applier: &Applier<'_>,
        draft: &PaymentDraft,
        request_id: &str,
    ) -> Result<RecordRef, Fault> {
        let written = applier.books.create_payment(draft, request_id).await?;
        Ok(RecordRef::books_payment(&written.id))
    }

    async fn read_back(
        &self,
        applier: &Applier<'_>,
        draft: &PaymentDraft,
        written: RecordRef,
    ) -> Result<(After<Box<books::Payment>, PaymentFinding>, ChangeSet), ApplyError> {
        let invoices = self.draft.lines.iter().map(|line| line.invoice.clone()).collect();
        // P6: another computer may have recorded it between the look and the write.
        let looks = [
            Look::Payments(vec![books::PaymentId::new(written.id.clone())]),
            Look::PaymentsByReference(draft.reference.clone()),
            Look::Invoices(invoices),
        ];
        let as_sent = |record: &Record| match record {
            Record::BooksPayment(found) if !found.voided && found.total == draft.total => {
                Some(Box::new(found.clone()))
            }
            _ => None,
        };
        let stranger = |record: &Record| match record {
            Record::BooksPayment(found) => self.altered(found),
            _ => None,
        };
        let (after, learned) = applier.read_created(written, &looks, as_sent, stranger).await?;
        let link = applier.payment_link(self.payment).await?;
        let asked = link.part(&self.draft.customer).is_some_and(|part| part.allowance.again > 0);
        Ok(match after {
            // An old answer, to what a person wants recorded again: only a new generation writes anything.
            After::Stranger(PaymentFinding::Vanished { .. }) if asked => (After::Undone(None), learned),
            after => (after, learned),
        })
    }

    async fn recorded(
        &self,
        applier: &Applier<'_>,
        item: &OutboxItem,
        found: &Box<books::Payment>,
        kind: EntryKind,
    ) -> Result<ChangeSet, ApplyError> {
        applier.recorded(item, self.payment, self.draft, found, kind).await
    }

    async fn found(&self, applier: &Applier<'_>, finding: PaymentFinding) -> Result<Change, ApplyError> {
        applier.found(self.payment, &self.draft.customer, finding).await
    }

    fn refused(&self, sent: &OutboxItem, fault: &Fault) -> Refused<PaymentFinding> {
        Refused::Held(if fault.kind == FaultKind::PeriodClosed {
            PaymentFinding::Closed { date: self.draft.date }
        } else {
            PaymentFinding::Refused(refusal(fault, sent.fingerprint.clone()))
        })
    }
}

impl PartWrite<'_> {
    /// A Payment of an old answer that people changed since. With its reference and an amount the next look finds it;
    /// else no look would, and the same answer or a second Payment would come: a person decides (rules P6, P9).
    fn altered(&self, found: &books::Payment) -> Option<PaymentFinding> {
        if is_ours(found, &self.draft.reference) {
            return None;
        }
        if found.voided {
            return Some(PaymentFinding::Vanished { payment: found.id.clone() });
        }
        let (payment, reference) = (found.id.clone(), self.draft.reference.clone());
        Some(PaymentFinding::Altered { payment, reference })
    }
}

/// Why a page does not tell all that it was asked for.
fn half_read(page: &PageRead) -> Option<Fault> {
    let broken = || {
        let broken = page.unreadable.first()?;
        Some(Fault::new(Side::Quickbooks, FaultKind::Unreadable).saying(broken.why.as_str()))
    };
    page.refused.clone().or_else(broken)
}

fn unreadable_payments(page: &PageRead) -> Vec<books::PaymentId> {
    let named = page.unreadable.iter().filter_map(|broken| broken.reference.as_ref());
    named.map(|reference| books::PaymentId::new(reference.id.as_str())).collect()
}

impl Applier<'_> {
    /// What of these pages could not be read is set aside (rule F8).
    async fn not_known(&self, pages: &[PageRead]) -> Result<ChangeSet, ApplyError> {
        let broken = pages.iter().flat_map(|page| page.unreadable.clone()).collect();
        Ok(complaints(self.store, self.company, self.now(), Side::Quickbooks, broken).await?)
    }

    pub(super) async fn record_payment(
        &self,
        item: &OutboxItem,
        payment: &alternative::PaymentId,
        draft: &PaymentDraft,
        keep_as_credit: bool,
        not_a_look_alike: bool,
    ) -> Result<Outcome, ApplyError> {
        self.write_once(item, &PartWrite { payment, draft, keep_as_credit, not_a_look_alike }).await
    }

    /// Everything P5 and P6 look at, in one request, and one direct read for each invoice that is missing from it.
    async fn look_before_payment(
        &self,
        payment: &alternative::PaymentId,
        draft: &PaymentDraft,
        altered: Option<&books::PaymentId>,
    ) -> Result<(Answers, ChangeSet), ApplyError> {
        let told = self.told(payment).await?.map(|report| report.qbo_payments).unwrap_or_default();
        let by_id = told.iter().chain(altered.filter(|id| !told.contains(id))).cloned().collect();
        let invoices: Vec<_> = draft.lines.iter().map(|line| line.invoice.clone()).collect();
        let (from, to) = around(draft.date).unwrap_or((draft.date, draft.date));
        let former = self.former_references(payment, draft).await?;
        let family = self.family(&draft.customer).await?;
        let mut looks = vec![
            Look::PaymentsByReference(draft.reference.clone()),
            Look::PaymentsOfCustomer { customer: draft.customer.clone(), from, to },
            Look::PaymentsOfFamily {
                customers: family,
                total: draft.total,
                currency: draft.currency,
                from,
                to,
            },
            Look::Invoices(invoices.clone()),
            Look::Payments(by_id),
            Look::ClosingDate,
        ];
        looks.extend(former.into_iter().map(Look::PaymentsByReference));
        let pages = self.books.look(&looks).await?;
        let [by_reference, of_customer, of_family, paid, by_report, closing, before_a_move @ ..] = &pages[..]
        else {
            return Err(Fault::new(crate::fault::Side::Quickbooks, FaultKind::Unreadable).into());
        };
        for page in [paid, by_report, closing].into_iter().chain(before_a_move) {
            // Half-read answers decide nothing.
            if let Some(fault) = half_read(page) {
                commit(self.store, self.company, self.not_known(&pages).await?).await?;
                return Err(fault.into());
            }
        }
        let searched = [by_reference, of_customer, of_family];
        let blind = searched.iter().any(|page| half_read(page).is_some());
        let unsure = blind.then(|| PaymentFinding::Unsure {
            payments: searched.iter().flat_map(|page| unreadable_payments(page)).collect(),
            ours: half_read(by_reference).is_some(),
        });
        let reported = before_a_move.iter().chain([by_report]).flat_map(payments_of).collect();
        let former = self.recorded_before_a_move(payment, draft, reported).await?;
        let by_reference = payments_of(by_reference);
        let is_void = |it: &&books::Payment| {
            it.reference.as_deref() == Some(draft.reference.as_str()) && !is_ours(it, &draft.reference)
        };
        let mut answers = Answers {
            voided: by_reference.iter().find(is_void).map(|found| found.id.clone()),
            by_reference,
            before_a_move: former,
            of_customer: payments_of(of_customer),
            of_family: payments_of(of_family),
            invoices: invoices_of(paid),
            by_report: payments_of(by_report).into_iter().filter(|found| told.contains(&found.id)).collect(),
            altered: payments_of(by_report).into_iter().find(|found| Some(&found.id) == altered),
            closed_until: closing.closed_until,
            unsure,
        };
        let mut records: Vec<_> =
            pages.iter().flat_map(|page| page.records.clone()).filter(worth_keeping).collect();
        let gone = self.read_missing(&invoices, &mut answers, &mut records).await?;
        let mut learned = self.take_in(records, gone).await?;
        learned.extend(self.not_known(&pages).await?);
        Ok((answers, learned))
    }

    /// Invoices that are missing from the answer are read one by one; those that are gone, with evidence.
    async fn read_missing(
        &self,
        invoices: &[books::InvoiceId],
        answers: &mut Answers,
        records: &mut Vec<Read<Record>>,
    ) -> Result<Vec<Gone>, ApplyError> {
        let mut gone = Vec::new();
        for id in invoices {
            if answers.invoices.contains_key(id) {
                continue;
            }
            match self.books.read(&RecordRef::books_invoice(id)).await {
                Ok(read) => {
                    if let Record::BooksInvoice(invoice) = &read.record {
                        answers.invoices.insert(id.clone(), invoice.clone());
                    }
                    records.push(read);
                }
                Err(fault) if fault.kind == FaultKind::NotFound => {
                    gone.push(Gone { reference: RecordRef::books_invoice(id), at: self.now() });
                }
                Err(fault) => return Err(fault.into()),
            }
        }
        Ok(gone)
    }

    /// The part is recorded as this Payment.
    async fn recorded(
        &self,
        item: &OutboxItem,
        payment: &alternative::PaymentId,
        draft: &PaymentDraft,
        found: &books::Payment,
        kind: EntryKind,
    ) -> Result<ChangeSet, ApplyError> {
        let written = PartPatch::Written {
            payment: found.id.clone(),
            amount: found.total,
            applied: found.applied.iter().map(|applied| applied.amount).sum(),
            invoices: draft.lines.iter().map(|line| line.invoice.clone()).collect(),
        };
        let mut changes = ChangeSet::from([
            Change::part(payment, &draft.customer, written),
            Change::part(payment, &draft.customer, PartPatch::AsRecorded(AsRecorded::of(found))),
            Change::Dirty(Subject::Payment(payment.clone())),
        ]);
        if kind == EntryKind::Written {
            changes.push(Change::part(payment, &draft.customer, PartPatch::Wrote(found.id.clone())));
        }
        changes.extend(draft.lines.iter().map(|line| Change::Dirty(Subject::Invoice(line.invoice.clone()))));
        changes.extend(self.payouts_of(payment).await?);
        let money = found.total.of(found.currency);
        let (recorded, known) = (found.id.clone(), kind == EntryKind::Found);
        let done = Done::PaymentRecorded { payment: recorded, amount: money, found: known };
        let details = json!({ "quickbooks_payment": found.id, "reference": draft.reference, "generation": item.generation });
        changes.extend(self.finish(item, kind, done, details));
        Ok(changes)
    }

    /// What stands in the way of a part, as long as nobody allows anything else meanwhile.
    pub(super) async fn found(
        &self,
        payment: &alternative::PaymentId,
        customer: &books::CustomerId,
        finding: PaymentFinding,
    ) -> Result<Change, ApplyError> {
        let link = self.payment_link(payment).await?;
        let known = link.part(customer).map(|part| part.allowance.clone()).unwrap_or_default();
        Ok(Change::part(payment, customer, PartPatch::Found(finding, known)))
    }

    pub(super) async fn payment_link(&self, id: &alternative::PaymentId) -> Result<PaymentLink, ApplyError> {
        Ok(match self.link(&Subject::Payment(id.clone())).await? {
            Some(Link::Payment(link)) => link,
            _ => PaymentLink::default(),
        })
    }

    /// The payouts that name a payment look again. The payment itself may have been read before it was bundled.
    async fn payouts_of(&self, payment: &alternative::PaymentId) -> Result<ChangeSet, ApplyError> {
        let target = RecordRef::alternative_payment(payment);
        let payouts = self.store.naming(self.company, &[target], RecordKind::AlternativePayout).await?;
        Ok(payouts.iter().filter_map(Subject::of).map(Change::Dirty).collect())
    }

    /// Alternative's payment, as last seen.
    async fn payment(
        &self,
        payment: &alternative::PaymentId,
    ) -> Result<Option<alternative::Payment>, ApplyError> {
        Ok(match self.mirror(Some(RecordRef::alternative_payment(payment))).await? {
            Some(Record::AlternativePayment(payment)) => Some(payment),
            _ => None,
        })
    }

    /// What Alternative was told, perhaps by another computer.
    async fn told(&self, payment: &alternative::PaymentId) -> Result<Option<PaymentReport>, ApplyError> {
        Ok(self.payment(payment).await?.and_then(|payment| payment.reported))
    }

    /// P9: recorded once, by whomever, and taken out of QuickBooks by a person: it is asked before it is recorded again.
    async fn vanished(
        &self,
        payment: &alternative::PaymentId,
        draft: &PaymentDraft,
        alive: &[books::Payment],
    ) -> Result<Option<books::PaymentId>, ApplyError> {
        let told = self.told(payment).await?.filter(|report| report.state != LinkState::Removed);
        let link = self.payment_link(payment).await?;
        let asked = link.part(&draft.customer).is_some_and(|part| part.allowance.again > 0);
        let Some(report) = told.filter(|_| !asked) else { return Ok(None) };
        let is_there = |id: &books::PaymentId| alive.iter().any(|found| found.id == *id && !found.voided);
        let is_of_another = |id: &books::PaymentId| {
            let others = link.parts.iter().filter(|part| part.customer != draft.customer);
            others
                .into_iter()
                .any(|part| matches!(&part.state, PartState::Recorded { payment, .. } if payment == id))
        };
        Ok(report.qbo_payments.into_iter().find(|id| !is_there(id) && !is_of_another(id)))
    }

    /// P6: the references under which another computer may have recorded it, for the customers to whom Alternative was told
    /// last that its invoices belong, and who are not theirs any more.
    async fn former_references(
        &self,
        payment: &alternative::PaymentId,
        draft: &PaymentDraft,
    ) -> Result<BTreeSet<String>, ApplyError> {
        let mut references = BTreeSet::new();
        for line in &draft.lines {
            let link = self.invoice_link(&line.invoice).await?;
            let former = link.sent.map(|sent| sent.body.customer).filter(|former| *former != draft.customer);
            references.extend(former.map(|former| payment_reference(payment, &former)));
        }
        Ok(references)
    }

    /// P6: recorded while the invoice belonged to another customer, for whom the reference was made.
    async fn recorded_before_a_move(
        &self,
        payment: &alternative::PaymentId,
        draft: &PaymentDraft,
        mut found: Vec<books::Payment>,
    ) -> Result<Vec<books::Payment>, ApplyError> {
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
    /// One with our whole reference that moves no money any more (rule P9).
    voided: Option<books::PaymentId>,
    before_a_move: Vec<books::Payment>,
    of_customer: Vec<books::Payment>,
    of_family: Vec<books::Payment>,
    invoices: BTreeMap<books::InvoiceId, books::Invoice>,
    /// Those that Alternative was told of.
    by_report: Vec<books::Payment>,
    /// What an earlier answer named, and people changed since.
    altered: Option<books::Payment>,
    /// Not all payments could be read that may be this one.
    unsure: Option<PaymentFinding>,
    closed_until: Option<Date>,
}

impl Answers {
    /// The Payments of the family that may have been keyed for this one.
    fn around(&self) -> Vec<&books::Payment> {
        self.of_customer.iter().chain(&self.of_family).collect()
    }
}

/// External payments of the customer are only looked at; what is mirrored is what rules follow.
fn worth_keeping(read: &Read<Record>) -> bool {
    match &read.record {
        Record::BooksPayment(payment) => {
            let bears = |text: &str| text.starts_with(crate::reference::PAYMENT_REFERENCE_PREFIX);
            payment.reference.as_deref().is_some_and(bears)
                || payment.note.as_deref().and_then(note::payment_in).is_some()
        }
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
