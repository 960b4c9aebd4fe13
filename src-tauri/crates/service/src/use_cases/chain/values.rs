//! What a change changed, and where.

use contract::Problem;
use contract::change::{Field, FieldChange, FieldValue};
use contract::side::Side;
use engine::journal::{Entry, EntryKind};
use engine::ports::{JournalQuery, Store};
use engine::record::RecordKind;
use engine::subject::Subject;
use ledger::{CompanyId, MinorUnits};

use crate::details::{Details, Write};
use crate::host::Host;
use crate::use_cases::activity_page::context::ActivityContext;
use crate::use_cases::differences;
use crate::words;

/// Entries of one transaction before a write: the records it read back.
const READ_BACK: u32 = 100;

/// Before and after of a change that was written.
pub(super) async fn changes(
    host: &Host,
    company: &CompanyId,
    context: &ActivityContext,
    around: &[Entry],
    entry: &Entry,
) -> Result<(Option<Side>, Vec<FieldChange>), Problem> {
    if entry.draft.kind != EntryKind::Written {
        return Ok((None, Vec::new()));
    }
    let details = Details::of(entry);
    let Some(write) = details.write() else { return Ok((None, Vec::new())) };
    let (place, changes) = match write {
        Write::UpsertInvoice => (Side::Alternative, differences::invoice(&details).map(|sent| sent.fields)),
        Write::UpsertCustomer => (Side::Alternative, differences::customer(&details).map(|sent| sent.fields)),
        Write::ArchiveInvoice | Write::ArchiveCustomer => {
            (Side::Alternative, Some(vec![flag(Field::Archived, true)]))
        }
        Write::RestoreInvoice | Write::RestoreCustomer => {
            (Side::Alternative, Some(vec![flag(Field::Archived, false)]))
        }
        Write::AttachPdf => (Side::Alternative, pdf(&details)),
        Write::RecordPayment | Write::RemovePayment | Write::ApplyPayment => {
            (Side::Quickbooks, Some(owed(host, company, context, around, entry).await?))
        }
        Write::RecordDeposit => (Side::Quickbooks, deposit(context, entry, &details)),
        Write::RemoveDeposit
        | Write::ReportPayment
        | Write::ReportPayout
        | Write::EnsureFeeAccount
        | Write::JournalEntry
        | Write::EnsureReturnsAccount => {
            return Ok((None, Vec::new()));
        }
    };
    let changes = changes.unwrap_or_default();
    Ok(((!changes.is_empty()).then_some(place), changes))
}

/// From no to yes, or back.
fn flag(field: Field, to: bool) -> FieldChange {
    let is = |is| Some(FieldValue::Flag { is });
    FieldChange { field, before: is(!to), after: is(to) }
}

fn new(field: Field, value: FieldValue) -> FieldChange {
    FieldChange { field, before: None, after: Some(value) }
}

fn pdf(details: &Details) -> Option<Vec<FieldChange>> {
    let bytes = details.bytes?;
    Some(vec![new(Field::Pdf, FieldValue::Size { bytes })])
}

fn deposit(context: &ActivityContext, entry: &Entry, details: &Details) -> Option<Vec<FieldChange>> {
    let id = details.quickbooks_deposit.clone()?;
    let Some(Subject::Payout(payout)) = &entry.draft.subject else { return None };
    let face = context.face(RecordKind::AlternativePayout, payout.as_str())?;
    let amount = MinorUnits(face.total).of(face.currency);
    Some(vec![new(Field::Deposit { deposit: id }, FieldValue::Amount { amount })])
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
        let (before, after) = Details::of(of_invoice).records();
        let (before, after) = (before.balance_minor, after.balance_minor);
        let money = |minor: Option<MinorUnits>| {
            minor.map(|minor| FieldValue::Amount { amount: minor.of(invoice.currency) })
        };
        let number = || invoice.label.clone();
        let field = Field::BalanceOf { invoice: number() };
        changes.push(FieldChange { field, before: money(before), after: money(after) });
        let paid = |minor: Option<MinorUnits>| minor.map(|minor| FieldValue::Paid { is: minor.is_zero() });
        let (before, after) = (paid(before), paid(after));
        if before != after {
            changes.push(FieldChange { field: Field::StatusOf { invoice: number() }, before, after });
        }
    }
    Ok(changes)
}
