//! The PDF of an invoice (rule I13).

use jiff::{SignedDuration, Timestamp};
use ledger::books;
use serde_json::json;

use crate::apply::{Applier, ApplyError, Outcome};
use crate::awaited::PutOff;
use crate::fault::{Fault, FaultKind, Misanswer, Side};
use crate::happened::Done;
use crate::journal::EntryKind;
use crate::link::PdfSent;
use crate::link_patch::InvoicePatch;
use crate::outbox::OutboxItem;
use crate::ports::{Change, ChangeSet, Gone};
use crate::record::RecordRef;
use crate::reference::sha256_hex;

/// What a PDF begins with; anything else is refused.
const PDF_MARK: &[u8] = b"%PDF-";
/// The contract's limit.
const PDF_BYTES_MAX: usize = 10 * 1024 * 1024;
/// The longest pause between two attempts is 2^9 minutes, some eight hours.
const RETRY_DOUBLINGS_MAX: u32 = 9;

/// Faults of the one answer: the rest of that side may well be in order (rule I13).
pub(crate) fn own_trouble(kind: &FaultKind) -> bool {
    matches!(
        kind,
        FaultKind::Unanswered | FaultKind::Unavailable | FaultKind::Unreadable | FaultKind::Refused
    )
}

impl Applier<'_> {
    pub(super) async fn attach_pdf(
        &self,
        item: &OutboxItem,
        invoice: &books::InvoiceId,
        content: &str,
    ) -> Result<Outcome, ApplyError> {
        let link = self.invoice_link(invoice).await?;
        let pdf = match self.books.invoice_pdf(invoice).await {
            Ok(pdf) => pdf,
            Err(fault) if fault.kind == FaultKind::NotFound => {
                return self.without_invoice(item, invoice).await;
            }
            Err(fault) => return Ok(self.later_pdf(item, fault)),
        };
        if !pdf.starts_with(PDF_MARK) || pdf.len() > PDF_BYTES_MAX {
            let fault =
                Fault::new(Side::Quickbooks, FaultKind::Refused).saying(Misanswer::NotAPdf.to_string());
            return Ok(self.later_pdf(item, fault));
        }
        let sha256 = sha256_hex(&pdf);
        let same = link.pdf.as_ref().is_some_and(|known| known.sha256 == sha256);
        if !same && let Err(fault) = self.processor.put_pdf(invoice, &pdf).await {
            return Ok(self.later_pdf(item, fault));
        }
        let sent = PdfSent { sha256: sha256.clone(), content: content.to_owned() };
        let mut changes = ChangeSet::from([Change::invoice(invoice, InvoicePatch::Pdf(sent))]);
        let kind = if same { EntryKind::Found } else { EntryKind::Written };
        let done = Done::PdfCopied { invoice: invoice.clone(), unchanged: same };
        changes.extend(self.finish(item, kind, done, json!({ "sha256": sha256, "bytes": pdf.len() })));
        Ok(Outcome::Done(changes))
    }

    /// QuickBooks knows of no such PDF. The invoice itself is read: where it is gone, its own rules say what follows; without
    /// that the same would be planned again at once, and for ever.
    async fn without_invoice(
        &self,
        item: &OutboxItem,
        invoice: &books::InvoiceId,
    ) -> Result<Outcome, ApplyError> {
        let reference = RecordRef::books_invoice(invoice);
        match self.books.read(&reference).await {
            Ok(read) => {
                let learned = self.take_in(vec![read], Vec::new()).await?;
                let fault =
                    Fault::new(Side::Quickbooks, FaultKind::Refused).saying(Misanswer::NoPdf.to_string());
                Ok(match self.later_pdf(item, fault) {
                    Outcome::Failed(fault, changes) => {
                        Outcome::Failed(fault, learned.into_iter().chain(changes).collect())
                    }
                    other => other,
                })
            }
            Err(fault) if fault.kind == FaultKind::NotFound => {
                let mut changes = self.take_in(Vec::new(), vec![Gone { reference, at: self.now() }]).await?;
                changes.push(Change::DropOutbox(item.slot.clone()));
                changes.push(Change::Dirty(item.intent.subject.clone()));
                Ok(Outcome::Replan(changes))
            }
            Err(fault) => Ok(self.later_pdf(item, fault)),
        }
    }

    /// The PDF's own retry: after a minute, then twice as long each time, so that one that never comes costs few reads.
    fn later_pdf(&self, item: &OutboxItem, fault: Fault) -> Outcome {
        if !own_trouble(&fault.kind) {
            return self.put_off(item, fault);
        }
        let attempts = item.attempts + 1;
        let minutes = 1_i64 << item.attempts.min(RETRY_DOUBLINGS_MAX);
        let not_before = self.now().checked_add(SignedDuration::from_mins(minutes)).unwrap_or(Timestamp::MAX);
        let again = OutboxItem {
            attempts,
            not_before,
            put_off: Some(PutOff::Fault(Box::new(fault.clone()))),
            ..item.clone()
        };
        let changes = ChangeSet::from([Change::Outbox(Box::new(again)), self.failed_entry(item, &fault)]);
        Outcome::Failed(fault, changes)
    }
}
