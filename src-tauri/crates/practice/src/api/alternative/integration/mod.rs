//! The integration contract of the QuickBooks companion.
//!
//! Records are keyed by company and QuickBooks id. Order of checks everywhere: connected (in the routes), syntax,
//! record, owner, version, rules, payment in progress.

mod customers;
mod events;
mod invoices;
mod links;
mod pdf;
mod state;
mod upsert;

use super::fields;
use super::fields::Fields;
use crate::refusal::Refusal;
use crate::state::platform::Platform;
use crate::state::platform::amount::Amount;
use crate::state::platform::ids::Kind;
use crate::state::platform::records::ArchiveReason;

/// QuickBooks ids are at most this long.
const QBO_ID_CHARS_MAX: usize = 64;

impl Platform {
    /// The customer of a QuickBooks id in a path.
    fn known_customer(&self, qbo_id: &str) -> Result<u64, Refusal> {
        self.mapped_customer(qbo_id).ok_or_else(Refusal::not_found)
    }

    /// The invoice of a QuickBooks id in a path.
    fn known_invoice(&self, qbo_id: &str) -> Result<u64, Refusal> {
        self.mapped_invoice(qbo_id).ok_or_else(Refusal::not_found)
    }

    /// 409 while a payment on the invoice is processing.
    fn no_payment_in_progress(&self, invoice: u64) -> Result<(), Refusal> {
        let Some((payment, _)) = self.processing_payment(invoice) else { return Ok(()) };
        let amount = self.payments.get(&payment).map(|row| {
            let part =
                row.allocations.iter().filter(|part| part.invoice == invoice).map(|part| part.amount).sum();
            Amount(part, row.currency).to_string()
        });
        let text = format!("A payment of {} on this invoice is processing", amount.unwrap_or_default());
        Err(Refusal::conflict("payment_in_progress", text)
            .field("payment_id", self.ids.id(Kind::Payment, payment)))
    }
}

/// The reason of an archive call: syntax first, the rule is for later.
struct Reason {
    reason: Option<ArchiveReason>,
    rules: Result<(), Refusal>,
}

impl Reason {
    /// Reads `{"reason": …}`; `known` are the reasons this call takes, `words` names them.
    fn read(body: &[u8], known: &[(&str, ArchiveReason)], words: &str) -> Result<Self, Refusal> {
        let body = fields::parse(body)?;
        let mut fields = Fields::new(&body);
        let text = fields.text("reason");
        fields.syntax()?;
        let reason = known.iter().find(|(name, _)| *name == text).map(|(_, reason)| *reason);
        if reason.is_none() {
            let refusal = Refusal::unprocessable("Unknown reason").field("reason", words);
            return Ok(Self { reason, rules: Err(refusal) });
        }
        fields.close(&["reason"]);
        Ok(Self { reason, rules: fields.rules() })
    }
}
