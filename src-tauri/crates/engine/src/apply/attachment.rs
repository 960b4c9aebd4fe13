//! The PDF of an invoice (rule I13).

use ledger::QboId;
use serde_json::json;

use crate::apply::{Hands, Outcome, Stop};
use crate::fault::{Fault, FaultKind, Side};
use crate::journal::EntryKind;
use crate::link::{InvoiceLink, Link, PdfSent};
use crate::outbox::OutboxItem;
use crate::ports::Change;
use crate::reference::sha256_hex;

/// What a PDF begins with; anything else is refused.
const PDF_MARK: &[u8] = b"%PDF-";
/// The contract's limit.
const PDF_BYTES_MAX: usize = 10 * 1024 * 1024;

impl Hands<'_> {
    pub(super) async fn attach_pdf(
        &self,
        item: &OutboxItem,
        invoice: &QboId,
        content: &str,
    ) -> Result<Outcome, Stop> {
        let link = self.invoice_link(invoice).await?;
        let pdf = match self.books.invoice_pdf(invoice).await {
            Ok(pdf) => pdf,
            Err(fault) if fault.kind == FaultKind::NotFound => {
                // The invoice went away meanwhile: its own rules say what follows.
                let changes =
                    vec![Change::DropOutbox(item.slot.clone()), Change::Dirty(item.intent.subject.clone())];
                return Ok(Outcome::Replan(changes));
            }
            Err(fault) => return Ok(self.put_off(item, fault)),
        };
        if !pdf.starts_with(PDF_MARK) || pdf.len() > PDF_BYTES_MAX {
            let fault =
                Fault::new(Side::Quickbooks, FaultKind::Unreadable).saying("QuickBooks' answer is not a PDF");
            return Ok(self.put_off(item, fault));
        }
        let sha256 = sha256_hex(&pdf);
        let same = link.pdf.as_ref().is_some_and(|known| known.sha256 == sha256);
        if !same && let Err(fault) = self.processor.put_pdf(invoice, &pdf).await {
            return Ok(self.put_off(item, fault));
        }
        let sent = PdfSent { sha256: sha256.clone(), content: content.to_owned() };
        let link = InvoiceLink { pdf: Some(sent), ..link };
        let mut changes =
            vec![Change::Link { subject: item.intent.subject.clone(), link: Box::new(Link::Invoice(link)) }];
        let (kind, text) = if same {
            (EntryKind::Found, format!("The PDF of invoice {invoice} is unchanged"))
        } else {
            (EntryKind::Written, format!("Copied the PDF of invoice {invoice} to Alternative"))
        };
        changes.extend(self.finish(item, kind, text, json!({ "sha256": sha256, "bytes": pdf.len() })));
        Ok(Outcome::Done(changes))
    }
}
