//! Payments with what QuickBooks has for them.

use std::collections::BTreeMap;

use contract::Problem;
use contract::change::{Field, FieldChange, FieldValue};
use contract::note::RowNote;
use contract::rows::{PaidInvoice, PaymentRow, RecordedPayment, RowState};
use engine::edited::{Edited, edits};
use engine::link::{Link, PartState, PaymentLink, PaymentPart};
use engine::record::{Mirrored, Record, RecordKind, RecordRef};
use engine::subject::Subject;
use ledger::alternative::{Payment, PaymentStatus};
use ledger::books::{AccountId, InvoiceId};
use ledger::{CompanyId, Currency};

use super::subject_states::SubjectStates;
use super::{Filter, MirrorReader};
use crate::host::Host;
use crate::words;

/// Payments that Alternative processed, newest first.
pub async fn payments(host: &Host, company: &CompanyId, filter: &Filter) -> Result<Vec<PaymentRow>, Problem> {
    let settings = host.settings(company).await?;
    let mirror = MirrorReader { host, company };
    let states = SubjectStates::of_all(&mirror).await?;
    let mut rows = Vec::new();
    let mut offset = 0;
    loop {
        let page = mirror.page(RecordKind::AlternativePayment, filter.since, offset).await?;
        if page.is_empty() {
            break;
        }
        offset += page.len() as u64;
        rows.extend(page_rows(&mirror, &states, page, settings.home_currency()).await?);
    }
    rows.retain(|row| filter.takes(row.state));
    Ok(rows)
}

/// Rows of these records.
pub(crate) async fn page_rows(
    mirror: &MirrorReader<'_>,
    states: &SubjectStates,
    page: Vec<Mirrored>,
    home: Currency,
) -> Result<Vec<PaymentRow>, Problem> {
    let payments: Vec<Payment> = page
        .into_iter()
        .filter_map(|read| match read.record {
            Record::AlternativePayment(payment) => Some(payment),
            _ => None,
        })
        .collect();
    let subjects: Vec<_> = payments.iter().map(|payment| Subject::Payment(payment.id.clone())).collect();
    let links = mirror.links(&subjects).await?;
    let mut wanted = Vec::new();
    for payment in &payments {
        for share in &payment.allocations {
            wanted.push(RecordRef::alternative_invoice(&share.invoice));
            wanted.extend(share.qbo_invoice.iter().map(RecordRef::books_invoice));
        }
    }
    for link in links.values() {
        let Link::Payment(link) = link else { continue };
        wanted.extend(link.parts.iter().filter_map(|part| match &part.state {
            PartState::Recorded { payment, .. } | PartState::Removed { payment } => {
                Some(RecordRef::books_payment(payment))
            }
            PartState::Open | PartState::LeftOut => None,
        }));
    }
    let mut known = mirror.records(&wanted).await?;
    // Accounts, and invoices that a person had paid instead, by the names that people know.
    let mentioned = links.values().flat_map(|link| accounts_and_invoices(link, &known)).collect::<Vec<_>>();
    known.extend(mirror.records(&mentioned).await?);
    let customers = known.values().filter_map(|read| match &read.record {
        Record::BooksInvoice(invoice) => Some(RecordRef::books_customer(&invoice.customer)),
        _ => None,
    });
    let names = mirror.customer_names(customers).await?;
    let row = |(payment, subject): (Payment, Subject)| {
        let link = match links.get(&subject) {
            Some(Link::Payment(link)) => link.clone(),
            _ => PaymentLink::default(),
        };
        let (state, note) = states.of(&subject).unwrap_or_else(|| match edited(&link, &known) {
            Some(note) => (RowState::Differs, Some(note)),
            None => settled(&payment, &link),
        });
        row(payment, &link, &Seen { records: &known, names: &names }, home, (state, note))
    };
    Ok(payments.into_iter().zip(subjects).map(row).collect())
}

/// What a note about an edited payment names.
fn accounts_and_invoices(link: &Link, known: &BTreeMap<RecordRef, Mirrored>) -> Vec<RecordRef> {
    let Link::Payment(link) = link else { return Vec::new() };
    let mut named = Vec::new();
    for part in &link.parts {
        let read = part.state.payment().and_then(|id| known.get(&RecordRef::books_payment(id)));
        let Some(Record::BooksPayment(seen)) = read.map(|read| &read.record) else { continue };
        for edit in edits(part, seen) {
            match edit {
                Edited::Account(before, after) => named.extend(
                    before
                        .iter()
                        .chain(&after)
                        .map(|id| RecordRef::new(RecordKind::BooksAccount, id.as_str())),
                ),
                Edited::Invoices(before, after) => {
                    named.extend(before.iter().chain(&after).map(RecordRef::books_invoice));
                }
                Edited::Amount(..) | Edited::Date(..) => {}
            }
        }
    }
    named
}

/// What was read beside the payments.
struct Seen<'a> {
    records: &'a BTreeMap<RecordRef, Mirrored>,
    /// QuickBooks' customers by id.
    names: &'a BTreeMap<String, String>,
}

fn row(
    payment: Payment,
    link: &PaymentLink,
    seen: &Seen<'_>,
    home: Currency,
    (state, note): (RowState, Option<RowNote>),
) -> PaymentRow {
    let known = seen.records;
    let mut currency = home;
    let mut pays = Vec::new();
    let mut customers: Vec<String> = Vec::new();
    for share in &payment.allocations {
        let books = share.qbo_invoice.as_ref().and_then(|id| known.get(&RecordRef::books_invoice(id)));
        let mirror = known.get(&RecordRef::alternative_invoice(&share.invoice));
        if let Some(Record::BooksInvoice(invoice)) = books.map(|read| &read.record) {
            currency = invoice.currency;
            let name = seen.names.get(invoice.customer.as_str());
            customers.extend(name.filter(|name| !customers.contains(name)).cloned());
        }
        let number = books.or(mirror).map_or_else(|| share.invoice.to_string(), |read| read.record.label());
        pays.push(PaidInvoice {
            number,
            quickbooks: share.qbo_invoice.as_ref().map(ToString::to_string),
            minor: share.amount.0,
        });
    }
    PaymentRow {
        id: payment.id.to_string(),
        customers,
        created_at: payment.created_at,
        method: payment.method,
        status: word(payment.status).to_owned(),
        clearing: payment.status == PaymentStatus::Processing,
        currency,
        minor: payment.sub_total.0,
        total_minor: payment.total.0,
        pays,
        quickbooks: link.parts.iter().filter_map(|part| recorded(&part.state, known)).collect(),
        payout: payment.payout.map(|id| id.to_string()),
        state,
        note: note.as_ref().map(words::rows::note),
        why: note,
    }
}

fn recorded(state: &PartState, known: &BTreeMap<RecordRef, Mirrored>) -> Option<RecordedPayment> {
    let (id, amount, ours) = match state {
        PartState::Recorded { payment, amount, ours } => (payment, amount.0, *ours),
        PartState::Removed { payment } => (payment, 0, true),
        PartState::Open | PartState::LeftOut => return None,
    };
    let read = known.get(&RecordRef::books_payment(id));
    let seen = match read.map(|read| &read.record) {
        Some(Record::BooksPayment(seen)) => Some(seen),
        _ => None,
    };
    let gone = read.is_some_and(|read| read.gone_at.is_some()) || matches!(state, PartState::Removed { .. });
    Some(RecordedPayment {
        id: id.to_string(),
        reference: seen.and_then(|seen| seen.reference.clone()),
        minor: seen.map_or(amount, |seen| seen.total.0),
        date: seen.map(|seen| seen.date),
        ours,
        deposit: seen.and_then(|seen| seen.deposit.as_ref()).map(ToString::to_string),
        gone: gone || seen.is_some_and(|seen| seen.voided),
    })
}

/// What people changed of our Payments in QuickBooks (rule P11).
fn edited(link: &PaymentLink, known: &BTreeMap<RecordRef, Mirrored>) -> Option<RowNote> {
    let name = |reference: RecordRef, id: &str| {
        Some(FieldValue::Text {
            text: known.get(&reference).map_or_else(|| id.to_owned(), |it| it.record.label()),
        })
    };
    let account = |id: Option<AccountId>| {
        let id = id?;
        name(RecordRef::new(RecordKind::BooksAccount, id.as_str()), id.as_str())
    };
    let invoices = |ids: Vec<InvoiceId>| {
        let label = |id: &InvoiceId| {
            known.get(&RecordRef::books_invoice(id)).map_or_else(|| id.to_string(), |it| it.record.label())
        };
        Some(FieldValue::Text { text: ids.iter().map(label).collect::<Vec<_>>().join(", ") })
    };
    let change = |edit| match edit {
        Edited::Amount(before, after) => {
            let amount = |amount| Some(FieldValue::Amount { amount });
            FieldChange { field: Field::Amount, before: amount(before), after: amount(after) }
        }
        Edited::Date(before, after) => {
            let day = |day| Some(FieldValue::Day { day });
            FieldChange { field: Field::Date, before: day(before), after: day(after) }
        }
        Edited::Account(before, after) => {
            FieldChange { field: Field::Account, before: account(before), after: account(after) }
        }
        Edited::Invoices(before, after) => {
            FieldChange { field: Field::Pays, before: invoices(before), after: invoices(after) }
        }
    };
    let of_part = |part: &PaymentPart| {
        let read = part.state.payment().and_then(|id| known.get(&RecordRef::books_payment(id)));
        match read {
            Some(Mirrored { record: Record::BooksPayment(seen), gone_at: None, .. }) => edits(part, seen),
            _ => Vec::new(),
        }
    };
    let changes: Vec<_> = link.parts.iter().flat_map(of_part).map(change).collect();
    (!changes.is_empty()).then_some(RowNote::Edited { changes })
}

/// How a payment stands that nothing is pending about.
fn settled(payment: &Payment, link: &PaymentLink) -> (RowState, Option<RowNote>) {
    let failed = || payment.failure_reason.clone().map(|said| RowNote::Failed { said });
    let any = |wanted: fn(&PartState) -> bool| link.parts.iter().any(|part| wanted(&part.state));
    if any(|state| matches!(state, PartState::Recorded { .. })) {
        let clearing = (payment.status == PaymentStatus::Processing).then_some(RowNote::Clearing);
        return (RowState::Recorded, clearing);
    }
    if any(|state| matches!(state, PartState::Removed { .. })) {
        return (RowState::Removed, failed());
    }
    if any(|state| matches!(state, PartState::LeftOut)) {
        return (RowState::LeftOut, Some(RowNote::LeftOut));
    }
    if payment.allocations.iter().all(|share| share.qbo_invoice.is_none()) {
        return (RowState::AlternativeOnly, Some(RowNote::PaysOthers));
    }
    match payment.status {
        PaymentStatus::Processing | PaymentStatus::Succeeded => {
            (RowState::LeftOut, Some(RowNote::BeforeStart))
        }
        PaymentStatus::Unknown => (RowState::Waiting, None),
        PaymentStatus::Failed | PaymentStatus::Refunded | PaymentStatus::ChargedBack => {
            (RowState::Removed, failed())
        }
    }
}

fn word(status: PaymentStatus) -> &'static str {
    match status {
        PaymentStatus::Processing => "processing",
        PaymentStatus::Succeeded => "succeeded",
        PaymentStatus::Failed => "failed",
        PaymentStatus::Refunded => "refunded",
        PaymentStatus::ChargedBack => "charged_back",
        PaymentStatus::Unknown => "unknown",
    }
}
