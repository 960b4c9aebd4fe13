//! What a change changed, and where.

use contract::Problem;
use contract::table::FieldChange;
use engine::journal::{Entry, EntryKind};
use engine::ports::{JournalQuery, Store};
use engine::record::RecordKind;
use engine::subject::Subject;
use ledger::{CompanyId, MinorUnits};
use serde_json::Value;

use crate::host::Host;
use crate::use_cases::activity_page::context::ActivityContext;
use crate::use_cases::activity_page::projection::slot;
use crate::use_cases::differences::{self, bare};
use crate::words;

const QUICKBOOKS: &str = "QuickBooks";
const ALTERNATIVE: &str = "Alternative";
/// Entries of one transaction before a write: the records it read back.
const READ_BACK: u32 = 100;

/// Before and after of a change that was written.
pub(super) async fn changes(
    host: &Host,
    company: &CompanyId,
    context: &ActivityContext,
    around: &[Entry],
    entry: &Entry,
) -> Result<(Option<String>, Vec<FieldChange>), Problem> {
    if entry.draft.kind != EntryKind::Written {
        return Ok((None, Vec::new()));
    }
    let details = &entry.draft.details;
    let kind = slot(entry).and_then(|slot| slot.split(':').next()).unwrap_or_default();
    let (place, changes) = match kind {
        "upsert_invoice" => (ALTERNATIVE, differences::invoice(details).map(|sent| sent.fields)),
        "upsert_customer" => (ALTERNATIVE, differences::customer(details).map(|sent| sent.fields)),
        "archive_invoice" | "archive_customer" => {
            (ALTERNATIVE, Some(vec![change("archived", Some("no"), Some("yes"))]))
        }
        "attach_pdf" => (ALTERNATIVE, pdf(details)),
        "record_payment" | "remove_payment" => {
            (QUICKBOOKS, Some(owed(host, company, context, around, entry).await?))
        }
        "record_deposit" => (QUICKBOOKS, deposit(context, entry)),
        _ => return Ok((None, Vec::new())),
    };
    let changes: Vec<_> = changes.unwrap_or_default().into_iter().map(titled).collect();
    Ok(((!changes.is_empty()).then(|| place.to_owned()), changes))
}

fn change(name: &str, before: Option<&str>, after: Option<&str>) -> FieldChange {
    FieldChange { name: name.to_owned(), before: before.map(str::to_owned), after: after.map(str::to_owned) }
}

fn titled(field: FieldChange) -> FieldChange {
    let mut letters = field.name.chars();
    let name = letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default();
    FieldChange { name, ..field }
}

fn pdf(details: &Value) -> Option<Vec<FieldChange>> {
    let bytes = details.get("bytes").and_then(Value::as_u64)?;
    let size = format!("{} KB", bytes.div_ceil(1_024));
    Some(vec![change("PDF", None, Some(&size))])
}

fn deposit(context: &ActivityContext, entry: &Entry) -> Option<Vec<FieldChange>> {
    let id = entry.draft.details.get("quickbooks_deposit").and_then(Value::as_str)?;
    let Some(Subject::Payout(payout)) = &entry.draft.subject else { return None };
    let face = context.face(RecordKind::AlternativePayout, payout.as_str())?;
    let amount = bare(MinorUnits(face.total), face.currency);
    Some(vec![change(&format!("deposit {id}"), None, Some(&amount))])
}

/// What the invoices owed before and after: read back in the transaction that says so.
async fn owed(
    host: &Host,
    company: &CompanyId,
    context: &ActivityContext,
    around: &[Entry],
    entry: &Entry,
) -> Result<Vec<FieldChange>, Problem> {
    let Some(Subject::Payment(payment)) = &entry.draft.subject else { return Ok(Vec::new()) };
    let attempt = around.iter().rev().find(|it| it.draft.kind == EntryKind::Attempt && it.seq < entry.seq);
    let begin = attempt.map_or(0, |attempt| attempt.seq).max(entry.seq.saturating_sub(u64::from(READ_BACK)));
    let query = JournalQuery { after: Some(begin), limit: READ_BACK, ..JournalQuery::default() };
    let read = host.store.journal(company, &query).await.map_err(|fault| words::from_store(&fault))?;
    let mut changes = Vec::new();
    for invoice in context.invoices_of(payment.as_str()) {
        let of_invoice = read.iter().filter(|it| it.seq < entry.seq).find(|it| {
            let record = it.draft.record.as_ref();
            record.is_some_and(|record| record.kind == RecordKind::BooksInvoice && record.id == invoice.id)
        });
        let Some(of_invoice) = of_invoice else { continue };
        let balance = |when: &str| of_invoice.draft.details.get(when)?.get("balance_minor")?.as_i64();
        let (before, after) = (balance("before"), balance("after"));
        let money = |minor: Option<i64>| minor.map(|minor| bare(MinorUnits(minor), invoice.currency));
        changes.push(FieldChange {
            name: format!("balance of invoice {}", invoice.label),
            before: money(before),
            after: money(after),
        });
        let status = |minor: Option<i64>| minor.map(|minor| if minor == 0 { "Paid" } else { "Open" });
        if status(before) != status(after) {
            let name = format!("status of invoice {}", invoice.label);
            changes.push(change(&name, status(before), status(after)));
        }
    }
    Ok(changes)
}
