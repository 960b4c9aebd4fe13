//! Customers.

use contract::Problem;
use contract::note::RowNote;
use contract::rows::{CustomerRow, CustomerSide, RowState};
use engine::link::{CustomerLink, Link};
use engine::record::{Mirrored, Record, RecordKind, RecordRef};
use engine::subject::Subject;
use ledger::{CompanyId, alternative, books};

use super::invoices::other_body;
use super::subject_states::SubjectStates;
use super::{Filter, MirrorReader};
use crate::host::Host;
use crate::words;

/// Customers, last changed first; those that exist in Alternative only come last.
pub async fn customers(
    host: &Host,
    company: &CompanyId,
    filter: &Filter,
) -> Result<Vec<CustomerRow>, Problem> {
    host.settings(company).await?;
    let mirror = MirrorReader { host, company };
    let states = SubjectStates::of_all(&mirror).await?;
    let mut rows = Vec::new();
    let mut offset = 0;
    loop {
        let page = mirror.page(RecordKind::BooksCustomer, filter.since, offset).await?;
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

/// Rows of these records.
pub(crate) async fn linked(
    mirror: &MirrorReader<'_>,
    states: &SubjectStates,
    page: Vec<Mirrored>,
) -> Result<Vec<CustomerRow>, Problem> {
    let subjects: Vec<_> =
        page.iter().map(|read| Subject::Customer(read.record.reference().id.into())).collect();
    let links = mirror.links(&subjects).await?;
    let mirrors = links.values().filter_map(|link| match link {
        Link::Customer(link) => link.alternative.as_ref().map(RecordRef::alternative_customer),
        _ => None,
    });
    let mirrors = mirror.records(&mirrors.collect::<Vec<_>>()).await?;
    let mut rows = Vec::new();
    for (read, subject) in page.into_iter().zip(subjects) {
        let Record::BooksCustomer(customer) = read.record else { continue };
        let link = match links.get(&subject) {
            Some(Link::Customer(link)) => link.clone(),
            _ => CustomerLink::default(),
        };
        let mirror = link.alternative.as_ref().map(RecordRef::alternative_customer);
        let mirror =
            mirror.and_then(|reference| mirrors.get(&reference)).and_then(|read| match &read.record {
                Record::AlternativeCustomer(mirror) => Some(mirror.clone()),
                _ => None,
            });
        let (state, note) = states.of(&subject).unwrap_or_else(|| compare(&customer, mirror.as_ref(), &link));
        rows.push(CustomerRow {
            name: customer.name.clone(),
            quickbooks: Some(CustomerSide {
                id: customer.id.to_string(),
                name: customer.name,
                email: customer.email,
                active: customer.active && read.gone_at.is_none(),
            }),
            alternative: mirror.map(alternative_side),
            state,
            note: note.as_ref().map(words::rows::note),
            why: note,
        });
    }
    Ok(rows)
}

fn alternative_side(customer: alternative::Customer) -> CustomerSide {
    CustomerSide {
        id: customer.id.to_string(),
        name: customer.name,
        email: customer.email,
        active: !customer.archived,
    }
}

fn compare(
    customer: &books::Customer,
    mirror: Option<&alternative::Customer>,
    link: &CustomerLink,
) -> (RowState, Option<RowNote>) {
    if let Some(refusal) = &link.refused {
        return (RowState::Differs, Some(RowNote::Refused { said: refusal.message.clone() }));
    }
    let Some(mirror) = mirror else { return (RowState::NotSent, None) };
    if mirror.archived {
        let why = if customer.active { RowNote::ArchivedInAlternative } else { RowNote::Inactive };
        return (RowState::Archived, Some(why));
    }
    if let Some(drift) = &link.drift {
        return (RowState::Differs, Some(other_body(&drift.to_string())));
    }
    if customer.email.is_none() {
        return (RowState::InStep, Some(RowNote::NoEmail));
    }
    (RowState::InStep, None)
}

/// C6: never written to QuickBooks.
async fn alternative_only(mirror: &MirrorReader<'_>) -> Result<Vec<CustomerRow>, Problem> {
    let mut rows = Vec::new();
    let mut offset = 0;
    loop {
        let page = mirror.page(RecordKind::AlternativeCustomer, None, offset).await?;
        if page.is_empty() {
            return Ok(rows);
        }
        offset += page.len() as u64;
        for read in page {
            let Record::AlternativeCustomer(customer) = read.record else { continue };
            if customer.qbo_id.is_some() {
                continue;
            }
            rows.push(CustomerRow {
                name: customer.name.clone(),
                quickbooks: None,
                alternative: Some(alternative_side(customer)),
                state: RowState::AlternativeOnly,
                note: Some(words::rows::note(&RowNote::CreatedInAlternative)),
                why: Some(RowNote::CreatedInAlternative),
            });
        }
    }
}
