//! What the details of a journal entry hold, read by type. In the journal they are JSON, byte for byte as they were
//! written, because each entry's hash covers them; what a version does not know, or wrote in another form, is left out.

use contract::change::ArchivedAs;
use engine::journal::Entry;
use engine::ports::{CustomerBody, InvoiceBody};
use ledger::MinorUnits;
use ledger::alternative::{ArchiveReason, PaymentStatus};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// Details of an entry.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Details {
    /// The intent it is about.
    #[serde(deserialize_with = "known")]
    pub(crate) slot: Option<Slot>,
    /// The hold it is about.
    #[serde(deserialize_with = "known")]
    pub(crate) hold: Option<String>,
    /// The rule that wanted or stopped it.
    #[serde(deserialize_with = "known")]
    pub(crate) rule: Option<String>,
    /// QuickBooks' key of a request.
    #[serde(deserialize_with = "known")]
    pub(crate) request_id: Option<String>,
    /// Our reference on a payment.
    #[serde(deserialize_with = "known")]
    pub(crate) reference: Option<String>,
    /// The payment that was written or found.
    #[serde(deserialize_with = "known")]
    pub(crate) quickbooks_payment: Option<String>,
    /// The deposit that was written or found.
    #[serde(deserialize_with = "known")]
    pub(crate) quickbooks_deposit: Option<String>,
    /// Why something was archived; why it was decided, as version 0.1.0 wrote it.
    #[serde(deserialize_with = "known")]
    pub(crate) reason: Option<String>,
    /// Why it was held, as version 0.1.0 wrote it.
    #[serde(deserialize_with = "known")]
    pub(crate) cause: Option<String>,
    /// The size of a PDF.
    #[serde(deserialize_with = "known")]
    pub(crate) bytes: Option<u64>,
    /// How a service failed.
    #[serde(deserialize_with = "known")]
    pub(crate) fault: Option<FaultDetails>,
    before: Option<Value>,
    after: Option<Value>,
}

impl Details {
    /// Of an entry.
    pub(crate) fn of(entry: &Entry) -> Self {
        Self::read(&entry.draft.details)
    }

    pub(crate) fn read(details: &Value) -> Self {
        Self::deserialize(details).unwrap_or_default()
    }

    /// An invoice before and after, as it was sent to Alternative.
    pub(crate) fn invoices(&self) -> (Option<InvoiceBody>, Option<InvoiceBody>) {
        (typed(self.before.as_ref()), typed(self.after.as_ref()))
    }

    /// A customer before and after, as it was sent to Alternative.
    pub(crate) fn customers(&self) -> (Option<CustomerBody>, Option<CustomerBody>) {
        (typed(self.before.as_ref()), typed(self.after.as_ref()))
    }

    /// A record before and after it was read.
    pub(crate) fn records(&self) -> (RecordDetails, RecordDetails) {
        let read = |value| typed(value).unwrap_or_default();
        (read(self.before.as_ref()), read(self.after.as_ref()))
    }

    /// Why something was archived.
    pub(crate) fn archived(&self) -> ArchivedAs {
        match self.reason.as_deref().and_then(|reason| typed(Some(&Value::from(reason)))) {
            Some(ArchiveReason::Voided) => ArchivedAs::Voided,
            Some(ArchiveReason::Deleted) => ArchivedAs::Deleted,
            _ => ArchivedAs::Unknown,
        }
    }

    /// What the intent writes.
    pub(crate) fn write(&self) -> Option<Write> {
        self.slot.as_ref()?.write
    }
}

/// What an entry keeps of a record that was read.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct RecordDetails {
    /// What an invoice owes.
    #[serde(deserialize_with = "known")]
    pub(crate) balance_minor: Option<MinorUnits>,
    /// What a payment pays.
    #[serde(deserialize_with = "known")]
    pub(crate) sub_total_minor: Option<MinorUnits>,
    /// A payment's status.
    #[serde(deserialize_with = "known")]
    pub(crate) status: Option<PaymentStatus>,
}

/// How a service failed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct FaultDetails {
    pub(crate) kind: Value,
    pub(crate) evidence: Evidence,
}

/// What the service said.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Evidence {
    #[serde(deserialize_with = "known")]
    pub(crate) status: Option<u16>,
    #[serde(deserialize_with = "known")]
    pub(crate) code: Option<String>,
    #[serde(deserialize_with = "known")]
    pub(crate) message: Option<String>,
    #[serde(deserialize_with = "known")]
    pub(crate) trace: Option<String>,
    #[serde(deserialize_with = "known")]
    pub(crate) request: Option<String>,
}

/// Names an intent.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub(crate) struct Slot {
    /// As the outbox has it.
    pub(crate) text: String,
    /// What it writes; nothing: this version does not know it.
    pub(crate) write: Option<Write>,
    /// Of which record.
    pub(crate) record: String,
}

impl From<String> for Slot {
    fn from(text: String) -> Self {
        let (kind, record) = text.split_once(':').unwrap_or((&text, ""));
        let (write, record) = (typed(Some(&Value::from(kind))), record.to_owned());
        Self { text, write, record }
    }
}

/// A kind of write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Write {
    UpsertCustomer,
    ArchiveCustomer,
    UpsertInvoice,
    ArchiveInvoice,
    RestoreCustomer,
    RestoreInvoice,
    AttachPdf,
    RecordPayment,
    RemovePayment,
    ApplyPayment,
    ReportPayment,
    RecordDeposit,
    RemoveDeposit,
    ReportPayout,
    EnsureFeeAccount,
    #[serde(rename = "write_entry")]
    JournalEntry,
    EnsureReturnsAccount,
}

impl Write {
    /// Whether it writes into QuickBooks.
    pub(crate) fn is_into_books(self) -> bool {
        matches!(
            self,
            Self::RecordPayment
                | Self::RemovePayment
                | Self::ApplyPayment
                | Self::RecordDeposit
                | Self::EnsureFeeAccount
                | Self::JournalEntry
                | Self::EnsureReturnsAccount
                | Self::RemoveDeposit
        )
    }
}

/// A value of this type; anything else is nothing.
fn typed<T: DeserializeOwned>(value: Option<&Value>) -> Option<T> {
    T::deserialize(value?).ok()
}

fn known<'de, D: Deserializer<'de>, T: DeserializeOwned>(from: D) -> Result<Option<T>, D::Error> {
    Ok(typed(Some(&Value::deserialize(from)?)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_known_is_read_and_anything_else_is_left_out() {
        let details = Details::read(&json!({
            "slot": "record_payment:pay-1:15", "hold": 7, "reason": "voided", "another": [1, 2],
            "before": { "balance_minor": 5_000 }, "after": { "balance_minor": 0, "status": "nonsense" },
        }));
        let slot = details.slot.clone().unwrap();
        assert_eq!((slot.write, slot.record.as_str()), (Some(Write::RecordPayment), "pay-1:15"));
        assert_eq!((details.hold.as_deref(), details.archived()), (None, ArchivedAs::Voided));
        let (before, after) = details.records();
        assert_eq!(
            (before.balance_minor, after.balance_minor),
            (Some(MinorUnits(5_000)), Some(MinorUnits(0)))
        );
        assert_eq!(after.status, None);
        assert_eq!(Details::read(&json!({ "slot": "dig:1" })).write(), None);
        assert!(Details::read(&Value::Null).slot.is_none());
    }
}
