//! Money on its way from the payer to the bank, compared with Undeposited Funds.

use std::collections::{BTreeMap, BTreeSet};

use contract::Problem;
use contract::transit::{Station, Transit, TransitPart};
use engine::link::{Link, PartState, PayoutLink, PayoutState};
use engine::ports::StoreFault;
use engine::record::{Record, RecordKind, RecordRef};
use engine::settings::Settings;
use engine::subject::Subject;
use ledger::alternative::{Payout, PayoutLineKind};
use ledger::{CompanyId, MinorUnits};

use crate::host::Host;
use crate::use_cases::activity_page::context::ActivityContext;
use crate::use_cases::rows::MirrorReader;
use crate::words;

/// Invoices that an explanation names.
const NAMED_MAX: usize = 4;

/// Money in transit: what is paid and not in the bank yet.
pub async fn transit(host: &Host, company: &CompanyId) -> Result<Transit, Problem> {
    let settings = host.settings(company).await?;
    let mirror = MirrorReader { host, company };
    let unsettled = host.store.unsettled(company).await.map_err(from_store)?;
    let pending = host.store.pending_payouts(company).await.map_err(from_store)?;
    let last = host.store.last_payout(company).await.map_err(from_store)?;
    let payouts = read_payouts(&mirror, &pending).await?;
    let station = |clearing: bool| {
        let there = || unsettled.iter().filter(move |it| (it.clearing == 1) == clearing);
        let minor: MinorUnits = there().map(|it| MinorUnits(it.minor)).sum();
        Station { minor: minor.0, count: there().count() as u64, ..Station::default() }
    };
    let (clearing, cleared, payout) = (station(true), station(false), on_its_way(&payouts));
    let total = MinorUnits(clearing.minor) + MinorUnits(cleared.minor) + MinorUnits(payout.minor);
    let mut money: BTreeMap<String, MinorUnits> =
        unsettled.iter().map(|it| (it.id.clone(), MinorUnits(it.minor))).collect();
    for (payment, amount) in payouts.iter().flat_map(paid_lines) {
        *money.entry(payment).or_default() += amount;
    }
    let mut transit = Transit {
        currency: settings.home_currency(),
        clearing,
        cleared,
        payout,
        bank: bank(&mirror, last).await?,
        total_minor: total.0,
        undeposited_minor: None,
        apart_minor: 0,
        explained: Vec::new(),
    };
    if settings.preferences.payment_account.is_none() {
        compare(&mirror, &settings, &money, &mut transit).await?;
    }
    Ok(transit)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that `map_err` wants")]
fn from_store(fault: StoreFault) -> Problem {
    words::from_store(&fault)
}

async fn read_payouts(mirror: &MirrorReader<'_>, ids: &[String]) -> Result<Vec<Payout>, Problem> {
    let wanted: Vec<_> = ids.iter().map(|id| RecordRef::new(RecordKind::AlternativePayout, id)).collect();
    let known = mirror.records(&wanted).await?;
    let mut payouts: Vec<_> = known
        .into_values()
        .filter_map(|read| match read.record {
            Record::AlternativePayout(payout) => Some(payout),
            _ => None,
        })
        .collect();
    payouts.sort_by_key(|payout| payout.arrival);
    Ok(payouts)
}

fn lines(payout: &Payout, kind: PayoutLineKind) -> MinorUnits {
    payout.lines.iter().filter(|line| line.kind == kind).map(|line| line.amount).sum()
}

fn paid_lines(payout: &Payout) -> impl Iterator<Item = (String, MinorUnits)> {
    let payments = payout.lines.iter().filter(|line| line.kind == PayoutLineKind::Payment);
    payments.filter_map(|line| Some((line.payment.as_ref()?.to_string(), line.amount)))
}

fn on_its_way(payouts: &[Payout]) -> Station {
    let sum = |kind| payouts.iter().map(|payout| lines(payout, kind)).sum::<MinorUnits>();
    Station {
        minor: sum(PayoutLineKind::Payment).0,
        count: payouts.len() as u64,
        fees_minor: sum(PayoutLineKind::Fee).0,
        arrival: payouts.first().map(|payout| payout.arrival),
        payout: payouts.first().map(|payout| payout.id.to_string()),
        deposit: None,
    }
}

/// The last payout that arrived.
async fn bank(mirror: &MirrorReader<'_>, id: Option<String>) -> Result<Option<Station>, Problem> {
    let Some(payout) = read_payouts(mirror, &id.into_iter().collect::<Vec<_>>()).await?.pop() else {
        return Ok(None);
    };
    let subject = Subject::Payout(payout.id.clone());
    let deposit = match mirror.links(std::slice::from_ref(&subject)).await?.remove(&subject) {
        Some(Link::Payout(PayoutLink { state: PayoutState::Deposited { deposit, .. }, .. })) => {
            Some(deposit.to_string())
        }
        _ => payout.reported.as_ref().and_then(|report| report.qbo_deposit.as_ref()).map(ToString::to_string),
    };
    Ok(Some(Station {
        minor: payout.total.0,
        count: 1,
        fees_minor: lines(&payout, PayoutLineKind::Fee).0,
        arrival: Some(payout.arrival),
        payout: Some(payout.id.to_string()),
        deposit,
    }))
}

/// What rests in Undeposited Funds, and why that is not what is in transit.
async fn compare(
    mirror: &MirrorReader<'_>,
    settings: &Settings,
    money: &BTreeMap<String, MinorUnits>,
    transit: &mut Transit,
) -> Result<(), Problem> {
    let store = &mirror.host.store;
    let undeposited = settings.undeposited_funds.as_ref();
    let resting = store.resting(mirror.company, undeposited).await.map_err(from_store)?;
    let sum: MinorUnits = resting.iter().map(|(_, minor)| MinorUnits(*minor)).sum();
    transit.undeposited_minor = Some(sum.0);
    transit.apart_minor = (MinorUnits(transit.total_minor) - sum).0;
    let mut resting: BTreeMap<_, _> = resting.into_iter().collect();
    let subjects: Vec<_> = money.keys().map(|id| Subject::Payment(id.as_str().into())).collect();
    let links = mirror.links(&subjects).await?;
    let mut apart = Vec::new();
    for (id, expected) in money {
        let mut rests = MinorUnits::ZERO;
        if let Some(Link::Payment(link)) = links.get(&Subject::Payment(id.as_str().into())) {
            for part in &link.parts {
                if let PartState::Recorded { payment, .. } = &part.state {
                    rests += MinorUnits(resting.remove(payment.as_str()).unwrap_or_default());
                }
            }
        }
        if rests != *expected {
            apart.push(Subject::Payment(id.as_str().into()));
        }
    }
    if !apart.is_empty() {
        transit.explained.push(named(mirror, &apart).await?);
    }
    if !resting.is_empty() {
        let sum: MinorUnits = resting.values().map(|minor| MinorUnits(*minor)).sum();
        // Where it is the whole difference, its sum stands before it already.
        let amount = (!apart.is_empty()).then(|| sum.of(transit.currency));
        transit.explained.push(TransitPart::NoDeposit { amount });
    }
    Ok(())
}

/// The invoices of these payments.
async fn named(mirror: &MirrorReader<'_>, payments: &[Subject]) -> Result<TransitPart, Problem> {
    let context =
        ActivityContext::of(&mirror.host.store, mirror.company, payments).await.map_err(from_store)?;
    let mut numbers = BTreeSet::new();
    for payment in payments {
        let Subject::Payment(id) = payment else { continue };
        numbers.extend(context.invoices_of(id.as_str()).into_iter().map(|face| face.label.clone()));
    }
    Ok(listed(numbers.into_iter().collect(), payments.len()))
}

fn listed(mut numbers: Vec<String>, payments: usize) -> TransitPart {
    if numbers.is_empty() {
        return TransitPart::OtherPayments { count: payments as u64 };
    }
    let more = if numbers.len() > NAMED_MAX { numbers.len() - (NAMED_MAX - 1) } else { 0 };
    numbers.truncate(numbers.len() - more);
    TransitPart::Invoices { numbers, more: more as u64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_invoices_are_named_and_many_are_counted() {
        let numbers = |count: usize| (0..count).map(|at| (1039 + at).to_string()).collect::<Vec<_>>();
        let named = |count, more| TransitPart::Invoices { numbers: numbers(count), more };
        assert_eq!(listed(numbers(1), 1), named(1, 0));
        assert_eq!(listed(numbers(4), 4), named(4, 0));
        assert_eq!(listed(numbers(9), 9), named(3, 6));
        assert_eq!(listed(Vec::new(), 2), TransitPart::OtherPayments { count: 2 });
    }
}
