//! Payouts as statements.

use std::collections::BTreeMap;

use contract::Problem;
use contract::note::RowNote;
use contract::rows::{PayoutLine, PayoutRow, RecordedDeposit, RowState};
use engine::link::{Link, PayoutLink, PayoutState};
use engine::record::{Mirrored, Record, RecordKind, RecordRef};
use engine::subject::Subject;
use ledger::alternative::{LinkState, Payout, PayoutLineKind, PayoutStatus};
use ledger::{CompanyId, MinorUnits};

use super::subject_states::SubjectStates;
use super::{Filter, MirrorReader};
use crate::host::Host;
use crate::words;

/// Payouts by arrival, latest first.
pub async fn payouts(host: &Host, company: &CompanyId, filter: &Filter) -> Result<Vec<PayoutRow>, Problem> {
    host.settings(company).await?;
    let mirror = MirrorReader { host, company };
    let states = SubjectStates::of_all(&mirror).await?;
    let mut rows = Vec::new();
    let mut offset = 0;
    loop {
        let page = mirror.page(RecordKind::AlternativePayout, filter.since, offset).await?;
        if page.is_empty() {
            break;
        }
        offset += page.len() as u64;
        rows.extend(page_rows(&mirror, &states, page).await?);
    }
    rows.retain(|row| filter.takes(row.state));
    Ok(rows)
}

/// Rows of these records.
pub(crate) async fn page_rows(
    mirror: &MirrorReader<'_>,
    states: &SubjectStates,
    page: Vec<Mirrored>,
) -> Result<Vec<PayoutRow>, Problem> {
    let payouts: Vec<Payout> = page
        .into_iter()
        .filter_map(|read| match read.record {
            Record::AlternativePayout(payout) => Some(payout),
            _ => None,
        })
        .collect();
    let subjects: Vec<_> = payouts.iter().map(|payout| Subject::Payout(payout.id.clone())).collect();
    let links = mirror.links(&subjects).await?;
    let deposits = links.values().filter_map(|link| match link {
        Link::Payout(PayoutLink { state: PayoutState::Deposited { deposit, .. }, .. }) => {
            Some(RecordRef::books_deposit(deposit))
        }
        _ => None,
    });
    let deposits = mirror.records(&deposits.collect::<Vec<_>>()).await?;
    let accounts = deposits.values().filter_map(|read| match &read.record {
        Record::BooksDeposit(deposit) => {
            Some(RecordRef::new(RecordKind::BooksAccount, deposit.account.as_str()))
        }
        _ => None,
    });
    let accounts = mirror.records(&accounts.collect::<Vec<_>>()).await?;
    let row = |(payout, subject): (Payout, Subject)| {
        let link = match links.get(&subject) {
            Some(Link::Payout(link)) => link.clone(),
            _ => PayoutLink::default(),
        };
        let (state, note) = states.of(&subject).unwrap_or_else(|| settled(&payout, &link));
        let deposit = deposit(&link, &deposits, &accounts);
        row(&payout, deposit, state, note)
    };
    Ok(payouts.into_iter().zip(subjects).map(row).collect())
}

fn row(
    payout: &Payout,
    deposit: Option<RecordedDeposit>,
    state: RowState,
    note: Option<RowNote>,
) -> PayoutRow {
    let sum = |wanted: fn(PayoutLineKind) -> bool| -> MinorUnits {
        payout.lines.iter().filter(|line| wanted(line.kind)).map(|line| line.amount).sum()
    };
    let payments = sum(|kind| kind == PayoutLineKind::Payment);
    let fees = sum(|kind| kind == PayoutLineKind::Fee);
    let other = sum(|kind| !matches!(kind, PayoutLineKind::Payment | PayoutLineKind::Fee));
    let lines = payout.lines.iter().map(|line| PayoutLine {
        kind: kind_word(line.kind).to_owned(),
        payment: line.payment.as_ref().map(ToString::to_string),
        minor: line.amount.0,
        description: line.description.clone(),
    });
    PayoutRow {
        id: payout.id.to_string(),
        status: status_word(payout.status).to_owned(),
        arrival: payout.arrival,
        currency: payout.currency,
        payments_minor: payments.0,
        fees_minor: fees.0,
        other_minor: other.0,
        total_minor: payout.total.0,
        missing_minor: (payout.total - payments - fees - other).0,
        lines: lines.collect(),
        deposit,
        state,
        note: note.as_ref().map(words::rows::note),
        why: note,
    }
}

fn deposit(
    link: &PayoutLink,
    deposits: &BTreeMap<RecordRef, Mirrored>,
    accounts: &BTreeMap<RecordRef, Mirrored>,
) -> Option<RecordedDeposit> {
    let PayoutState::Deposited { deposit: id, amount } = &link.state else { return None };
    let read = deposits.get(&RecordRef::books_deposit(id));
    let seen = match read.map(|read| &read.record) {
        Some(Record::BooksDeposit(seen)) => Some(seen),
        _ => None,
    };
    let account = seen.map(|seen| {
        let reference = RecordRef::new(RecordKind::BooksAccount, seen.account.as_str());
        accounts.get(&reference).map_or_else(|| seen.account.to_string(), |read| read.record.label())
    });
    Some(RecordedDeposit {
        id: id.to_string(),
        account,
        date: seen.map(|seen| seen.date),
        minor: seen.map_or(amount.0, |seen| seen.total.0),
        gone: read.is_some_and(|read| read.gone_at.is_some()),
    })
}

/// How a payout stands that nothing is pending about.
fn settled(payout: &Payout, link: &PayoutLink) -> (RowState, Option<RowNote>) {
    let elsewhere = payout.reported.as_ref().filter(|report| report.state == LinkState::Recorded);
    if let (PayoutState::LeftToBookkeeper | PayoutState::Open, Some(report)) = (&link.state, elsewhere) {
        let deposit = report.qbo_deposit.as_ref().map(ToString::to_string);
        return (RowState::Recorded, Some(RowNote::RecordedBefore { deposit }));
    }
    match (&link.state, payout.status) {
        (PayoutState::Deposited { .. }, _) => (RowState::Recorded, None),
        (PayoutState::LeftToBookkeeper, _) => (RowState::LeftOut, Some(RowNote::DepositsOff)),
        (PayoutState::Handled, _) => (RowState::LeftOut, Some(RowNote::Handled)),
        (PayoutState::Open, PayoutStatus::Pending) => (RowState::Waiting, Some(RowNote::ToTheBank)),
        (PayoutState::Open, PayoutStatus::Failed | PayoutStatus::Canceled) => (RowState::Removed, None),
        (PayoutState::Open, PayoutStatus::Succeeded) => (RowState::LeftOut, Some(RowNote::BeforeStart)),
        (PayoutState::Open, PayoutStatus::Unknown) => (RowState::Waiting, None),
    }
}

pub(crate) fn kind_word(kind: PayoutLineKind) -> &'static str {
    match kind {
        PayoutLineKind::Payment => "payment",
        PayoutLineKind::Fee => "fee",
        PayoutLineKind::Refund => "refund",
        PayoutLineKind::Chargeback => "chargeback",
        PayoutLineKind::Adjustment => "adjustment",
        PayoutLineKind::Unknown => "unknown",
    }
}

fn status_word(status: PayoutStatus) -> &'static str {
    match status {
        PayoutStatus::Pending => "pending",
        PayoutStatus::Succeeded => "succeeded",
        PayoutStatus::Failed => "failed",
        PayoutStatus::Canceled => "canceled",
        PayoutStatus::Unknown => "unknown",
    }
}
