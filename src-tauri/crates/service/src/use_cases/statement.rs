//! One payout as a statement.

use std::collections::BTreeMap;

use contract::rows::PayoutRow;
use contract::table::{Method, PaidBy, Statement, StatementLine};
use contract::{Code, Problem};
use engine::ports::StoreFault;
use engine::record::{Record, RecordKind, RecordRef};
use engine::settings::Settings;
use engine::subject::Subject;
use ledger::CompanyId;
use ledger::alternative::{Payment, Payout};

use crate::host::Host;
use crate::use_cases::activity_page::context::ActivityContext;
use crate::use_cases::rows::MirrorReader;
use crate::use_cases::rows::payouts::page_rows;
use crate::use_cases::rows::subject_states::SubjectStates;
use crate::words;

/// A payout: payments first, then fees, then everything else.
pub async fn statement(host: &Host, company: &CompanyId, id: &str) -> Result<Statement, Problem> {
    let settings = host.settings(company).await?;
    let mirror = MirrorReader { host, company };
    let reference = RecordRef::new(RecordKind::AlternativePayout, id);
    let Some(read) = mirror.records(std::slice::from_ref(&reference)).await?.remove(&reference) else {
        return Err(unknown(id));
    };
    let lines = match &read.record {
        Record::AlternativePayout(payout) => lines(&mirror, payout).await?,
        _ => Vec::new(),
    };
    let states = SubjectStates::of_subjects(&mirror, &[Subject::Payout(id.into())]).await?;
    let Some(row) = page_rows(&mirror, &states, vec![read]).await?.pop() else { return Err(unknown(id)) };
    let account = account(&mirror, &settings, &row).await?;
    let fee_account = match &settings.preferences.fee_account {
        Some(id) => account_name(&mirror, id.as_str()).await?,
        None => None,
    };
    Ok(Statement { payout: row, lines, account, fee_account })
}

fn unknown(id: &str) -> Problem {
    Problem::new(Code::Usage, format!("There is no payout {id} in these records."))
        .hint("It may not have been read yet.")
}

async fn lines(mirror: &MirrorReader<'_>, payout: &Payout) -> Result<Vec<StatementLine>, Problem> {
    let ids: Vec<_> = payout.lines.iter().filter_map(|line| line.payment.clone()).collect();
    let records: Vec<_> = ids.iter().map(RecordRef::alternative_payment).collect();
    let payments = mirror.records(&records).await?;
    let payments: BTreeMap<_, _> = payments
        .into_values()
        .filter_map(|read| match read.record {
            Record::AlternativePayment(payment) => Some((payment.id.to_string(), payment)),
            _ => None,
        })
        .collect();
    let subjects: Vec<_> = ids.into_iter().map(Subject::Payment).collect();
    let context =
        ActivityContext::of(&mirror.host.store, mirror.company, &subjects).await.map_err(from_store)?;
    let others = payout.lines.iter().filter_map(|line| line.customer.as_ref());
    let others = mirror.records(&others.map(RecordRef::alternative_customer).collect::<Vec<_>>()).await?;
    let mut lines: Vec<_> = payout
        .lines
        .iter()
        .map(|line| {
            let payment = line.payment.as_ref().map(ToString::to_string);
            let own = line.customer.as_ref().and_then(|id| others.get(&RecordRef::alternative_customer(id)));
            let paid = payment.as_deref();
            let kind = crate::use_cases::rows::payouts::kind_word(line.kind);
            StatementLine {
                kind: kind.to_owned(),
                customer: paid
                    .and_then(|id| context.payer(id).map(str::to_owned))
                    .or_else(|| own.map(|read| read.record.label())),
                invoices: paid
                    .map(|id| context.invoices_of(id))
                    .unwrap_or_default()
                    .into_iter()
                    .map(|face| face.label.clone())
                    .collect(),
                method: paid.and_then(|id| payments.get(id)).filter(|_| kind == "payment").and_then(paid_by),
                description: line.description.clone(),
                minor: line.amount.0,
            }
        })
        .collect();
    lines.sort_by_key(|line| match line.kind.as_str() {
        "payment" => 0,
        "fee" => 1,
        _ => 2,
    });
    Ok(lines)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that `map_err` wants")]
fn from_store(fault: StoreFault) -> Problem {
    words::from_store(&fault)
}

/// How a payment was made, and who bears its fee. Alternative's words for its methods are many.
pub(crate) fn paid_by(payment: &Payment) -> Option<PaidBy> {
    let said = payment.method.as_deref().filter(|said| !said.is_empty())?;
    let is = |part: &str| said.contains(part);
    let method = if is("ach") || is("bank") || is("debit") {
        Method::BankDebit
    } else if is("card") {
        Method::Card
    } else {
        Method::Other { said: said.to_owned() }
    };
    Some(PaidBy { method, fee_passed_on: payment.total > payment.sub_total })
}

/// The bank account: where its deposit is, else where deposits go, else what Alternative calls it.
async fn account(
    mirror: &MirrorReader<'_>,
    settings: &Settings,
    row: &PayoutRow,
) -> Result<Option<String>, Problem> {
    let bank = settings.alternative.as_ref().and_then(|access| access.payout_bank.as_ref());
    let mut name = row.deposit.as_ref().and_then(|deposit| deposit.account.clone());
    if let (None, Some(id)) = (&name, &settings.preferences.deposit_account) {
        name = account_name(mirror, id.as_str()).await?;
    }
    let name = name.or_else(|| bank.map(|bank| bank.name.clone()));
    Ok(name.map(|name| match bank {
        Some(bank) if !name.contains(&bank.last4) => format!("{name} ··{}", bank.last4),
        _ => name,
    }))
}

async fn account_name(mirror: &MirrorReader<'_>, id: &str) -> Result<Option<String>, Problem> {
    let known = mirror.records(&[RecordRef::new(RecordKind::BooksAccount, id)]).await?;
    Ok(known.into_values().next().map(|read| read.record.label()))
}
