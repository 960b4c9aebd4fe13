//! `invoices`, `customers`, `payments`, `payouts`.

use contract::rows::RowState;
use contract::{Code, Problem};
use ledger::CompanyId;
use service::{Filter, Host};

use crate::args::Rows;
use crate::exit::Exit;
use crate::output::Output;
use crate::text;

fn filter(asked: &Rows) -> Result<Filter, Problem> {
    let state = asked.state.as_deref().map(|named| {
        RowState::ALL.into_iter().find(|state| state.code() == named).ok_or_else(|| {
            let all: Vec<_> = RowState::ALL.iter().map(|state| state.code()).collect();
            Problem::new(Code::Usage, format!("There is no state `{named}`."))
                .hint(format!("Available: {}", all.join(", ")))
        })
    });
    Ok(Filter { since: asked.since, state: state.transpose()? })
}

pub async fn invoices(
    host: &Host,
    company: &CompanyId,
    asked: &Rows,
    output: Output,
) -> Result<Exit, Problem> {
    let rows = service::invoices(host, company, &filter(asked)?).await?;
    output.result(&rows, |rows| text::rows::invoices(rows));
    Ok(Exit::Fine)
}

pub async fn customers(
    host: &Host,
    company: &CompanyId,
    asked: &Rows,
    output: Output,
) -> Result<Exit, Problem> {
    let rows = service::customers(host, company, &filter(asked)?).await?;
    output.result(&rows, |rows| text::rows::customers(rows));
    Ok(Exit::Fine)
}

pub async fn payments(
    host: &Host,
    company: &CompanyId,
    asked: &Rows,
    output: Output,
) -> Result<Exit, Problem> {
    let rows = service::payments(host, company, &filter(asked)?).await?;
    output.result(&rows, |rows| text::rows::payments(rows));
    Ok(Exit::Fine)
}

pub async fn payouts(
    host: &Host,
    company: &CompanyId,
    asked: &Rows,
    output: Output,
) -> Result<Exit, Problem> {
    let rows = service::payouts(host, company, &filter(asked)?).await?;
    output.result(&rows, |rows| text::rows::payouts(rows));
    Ok(Exit::Fine)
}
