//! Invoices.

use contract::Problem;
use contract::note::RowNote;
use contract::rows::{AlternativeInvoice, InvoiceRow, QuickbooksInvoice, RowState};
use engine::link::{InvoiceLink, Link};
use engine::record::{Mirrored, Record, RecordKind, RecordRef};
use engine::subject::Subject;
use ledger::{CompanyId, Currency, MinorUnits, alternative, books};

use super::subject_states::SubjectStates;
use super::{Filter, MirrorReader};
use crate::host::Host;
use crate::words;

/// Invoices, newest first; those that exist in Alternative only come last.
pub async fn invoices(host: &Host, company: &CompanyId, filter: &Filter) -> Result<Vec<InvoiceRow>, Problem> {
    host.settings(company).await?;
    let mirror = MirrorReader { host, company };
    let states = SubjectStates::of_all(&mirror).await?;
    let mut rows = Vec::new();
    let mut offset = 0;
    loop {
        let page = mirror.page(RecordKind::BooksInvoice, filter.since, offset).await?;
        if page.is_empty() {
            break;
        }
        offset += page.len() as u64;
        rows.extend(linked(&mirror, &states, page).await?);
    }
    if filter.since.is_none() {
        rows.extend(alternative_only(&mirror).await?);
    }
    rows.retain(|row| filter.takes(row.state));
    Ok(rows)
}

async fn linked(
    mirror: &MirrorReader<'_>,
    states: &SubjectStates,
    page: Vec<Mirrored>,
) -> Result<Vec<InvoiceRow>, Problem> {
    let subjects: Vec<_> =
        page.iter().map(|read| Subject::Invoice(read.record.reference().id.into())).collect();
    let links = mirror.links(&subjects).await?;
    let mirrors = links.values().filter_map(|link| match link {
        Link::Invoice(link) => link.alternative.as_ref().map(RecordRef::alternative_invoice),
        _ => None,
    });
    let mirrors = mirror.records(&mirrors.collect::<Vec<_>>()).await?;
    let customers = page.iter().filter_map(|read| match &read.record {
        Record::BooksInvoice(invoice) => Some(RecordRef::books_customer(&invoice.customer)),
        _ => None,
    });
    let names = mirror.customer_names(customers).await?;
    let mut rows = Vec::new();
    for (read, subject) in page.into_iter().zip(subjects) {
        let Record::BooksInvoice(invoice) = read.record else { continue };
        let link = match links.get(&subject) {
            Some(Link::Invoice(link)) => link.clone(),
            _ => InvoiceLink::default(),
        };
        let mirror = link.alternative.as_ref().map(RecordRef::alternative_invoice);
        let mirror =
            mirror.and_then(|reference| mirrors.get(&reference)).and_then(|read| match &read.record {
                Record::AlternativeInvoice(mirror) => Some(mirror.clone()),
                _ => None,
            });
        let gone = read.gone_at.is_some();
        let (state, note) =
            states.of(&subject).unwrap_or_else(|| compare(&invoice, gone, mirror.as_ref(), &link));
        rows.push(InvoiceRow {
            number: invoice.label().to_owned(),
            customer: names.get(invoice.customer.as_str()).cloned(),
            issued: Some(invoice.issued),
            currency: invoice.currency,
            quickbooks: Some(quickbooks_side(&invoice, gone)),
            alternative: mirror.as_ref().map(alternative_side),
            pdf: link.pdf.is_some(),
            state,
            note: note.as_ref().map(words::rows::note),
            why: note,
        });
    }
    Ok(rows)
}

fn quickbooks_side(invoice: &books::Invoice, gone: bool) -> QuickbooksInvoice {
    QuickbooksInvoice {
        id: invoice.id.to_string(),
        version: invoice.version,
        total_minor: invoice.total.0,
        balance_minor: invoice.balance.0,
        due: invoice.due,
        voided: invoice.voided,
        gone,
    }
}

fn alternative_side(invoice: &alternative::Invoice) -> AlternativeInvoice {
    AlternativeInvoice {
        id: invoice.id.to_string(),
        status: invoice.status.clone(),
        total_minor: invoice.total.0,
        outstanding_minor: invoice.outstanding.map(|minor| minor.0),
        archived: invoice.archived,
    }
}

/// What the state of a pair is judged by.
pub(crate) struct InvoiceComparison<'a> {
    pub(crate) currency: Currency,
    pub(crate) total: MinorUnits,
    pub(crate) balance: MinorUnits,
    pub(crate) voided: bool,
    pub(crate) gone: bool,
    pub(crate) mirror: Option<MirrorPart>,
    pub(crate) refused: Option<&'a str>,
    pub(crate) drift: Option<&'a str>,
    pub(crate) kept_out: bool,
}

/// Alternative's part of it.
#[derive(Clone, Copy)]
pub(crate) struct MirrorPart {
    pub(crate) total: MinorUnits,
    pub(crate) outstanding: Option<MinorUnits>,
    pub(crate) archived: bool,
}

fn compare(
    invoice: &books::Invoice,
    gone: bool,
    mirror: Option<&alternative::Invoice>,
    link: &InvoiceLink,
) -> (RowState, Option<RowNote>) {
    let drift = link.drift.as_ref().map(ToString::to_string);
    judge(&InvoiceComparison {
        currency: invoice.currency,
        total: invoice.total,
        balance: invoice.balance,
        voided: invoice.voided,
        gone,
        mirror: mirror.map(|mirror| MirrorPart {
            total: mirror.total,
            outstanding: mirror.outstanding,
            archived: mirror.archived,
        }),
        refused: link.refused.as_ref().map(|refusal| refusal.message.as_str()),
        drift: drift.as_deref(),
        kept_out: link.kept_out.is_some(),
    })
}

/// Alternative has another version of a record, and says so.
pub(crate) fn other_body(said: &str) -> RowNote {
    RowNote::OtherBody { said: Some(said.to_owned()).filter(|said| !said.is_empty()) }
}

/// How a pair stands that nothing is pending about.
pub(crate) fn judge(pair: &InvoiceComparison<'_>) -> (RowState, Option<RowNote>) {
    let Some(mirror) = &pair.mirror else {
        let note = match pair.refused {
            Some(refusal) => Some(RowNote::Refused { said: refusal.to_owned() }),
            None if pair.balance.is_zero() => Some(RowNote::PaidBeforeStart),
            None => None,
        };
        return (RowState::NotSent, note);
    };
    if mirror.archived {
        let why = if pair.gone {
            RowNote::Deleted
        } else if pair.voided {
            RowNote::Voided
        } else {
            RowNote::ArchivedOutside
        };
        return (RowState::Archived, Some(why));
    }
    if let Some(said) = pair.drift {
        return (RowState::Differs, Some(other_body(said)));
    }
    if pair.kept_out && mirror.total != pair.total {
        return (RowState::Differs, Some(RowNote::Kept));
    }
    if mirror.total != pair.total {
        return (RowState::Differs, Some(RowNote::TotalsDiffer));
    }
    let apart = pair.balance - mirror.outstanding.unwrap_or(pair.balance);
    if apart.is_positive() {
        (RowState::Waiting, Some(RowNote::NotYetRecorded { amount: apart.of(pair.currency) }))
    } else if apart.is_negative() {
        (RowState::Differs, Some(RowNote::HigherBalance))
    } else {
        (RowState::InStep, None)
    }
}

/// I9: never written to QuickBooks.
async fn alternative_only(mirror: &MirrorReader<'_>) -> Result<Vec<InvoiceRow>, Problem> {
    let mut rows = Vec::new();
    let mut offset = 0;
    loop {
        let page = mirror.page(RecordKind::AlternativeInvoice, None, offset).await?;
        if page.is_empty() {
            return Ok(rows);
        }
        offset += page.len() as u64;
        for read in page {
            let Record::AlternativeInvoice(invoice) = read.record else { continue };
            if invoice.qbo_id.is_some() {
                continue;
            }
            rows.push(InvoiceRow {
                number: invoice.label().to_owned(),
                customer: None,
                issued: None,
                currency: invoice.currency,
                quickbooks: None,
                alternative: Some(alternative_side(&invoice)),
                pdf: false,
                state: RowState::AlternativeOnly,
                note: Some(words::rows::note(&RowNote::CreatedInAlternative)),
                why: Some(RowNote::CreatedInAlternative),
            });
        }
    }
}
