//! Takes archives in Alternative back, as a person wants it (rules C4, C7, I10). What changed in QuickBooks meanwhile is sent
//! by the plan that follows.

use ledger::books;
use serde_json::json;

use crate::apply::{Applier, ApplyError, Outcome};
use crate::happened::Done;
use crate::journal::EntryKind;
use crate::link_patch::{CustomerPatch, InvoicePatch};
use crate::outbox::OutboxItem;
use crate::ports::Change;
use crate::said::Said;

impl Applier<'_> {
    pub(super) async fn restore_customer(
        &self,
        item: &OutboxItem,
        id: &books::CustomerId,
    ) -> Result<Outcome, ApplyError> {
        let read = match self.processor.restore_customer(id).await {
            Ok(read) => read,
            Err(fault) => return Ok(self.put_off(item, fault)),
        };
        let mut changes = self.take_in(vec![read], Vec::new()).await?;
        changes.push(Change::customer(id, CustomerPatch::Restored));
        changes.push(Change::Dirty(item.intent.subject.clone()));
        let done = Done::CustomerRestored { customer: id.clone() };
        changes.extend(self.finish(item, EntryKind::Written, done, json!({})));
        Ok(Outcome::Done(changes))
    }

    pub(super) async fn restore_invoice(
        &self,
        item: &OutboxItem,
        id: &books::InvoiceId,
    ) -> Result<Outcome, ApplyError> {
        let read = match self.processor.restore_invoice(id).await {
            Ok(read) => read,
            Err(fault) => return Ok(self.put_off(item, fault)),
        };
        let number = read.record.label().clone();
        let mut changes = self.take_in(vec![read], Vec::new()).await?;
        changes.push(Change::invoice(id, InvoicePatch::Restored));
        changes.push(Change::Dirty(item.intent.subject.clone()));
        // Its payments may be reported only while payers are asked for the right amount (rule P15).
        changes.extend(self.paying(id).await?.into_iter().map(Change::Dirty));
        let done = Done::InvoiceRestored { number: Said::new(number) };
        changes.extend(self.finish(item, EntryKind::Written, done, json!({})));
        Ok(Outcome::Done(changes))
    }
}
