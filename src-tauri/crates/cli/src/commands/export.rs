//! `export`.

use std::path::Path;

use contract::Problem;
use ledger::CompanyId;
use serde::Serialize;
use service::{Host, export};

use crate::args::Table;
use crate::exit::Exit;
use crate::output::Output;

#[derive(Serialize)]
struct Exported {
    file: String,
    rows: u64,
}

pub async fn run(
    host: &Host,
    company: &CompanyId,
    table: Table,
    file: &Path,
    output: Output,
) -> Result<Exit, Problem> {
    let table = match table {
        Table::Activity => service::Table::Activity,
        Table::Payouts => service::Table::Payouts,
        Table::Invoices => service::Table::Invoices,
    };
    let rows = export(host, company, table, file).await?;
    let exported = Exported { file: file.display().to_string(), rows };
    output.result(&exported, |it| format!("{} rows written to {}", it.rows, it.file));
    Ok(Exit::Fine)
}
