//! One file an operation.

mod choose;
mod connect;
mod decide;
mod disconnect;
mod doctor;
mod export;
mod history;
mod host;
mod plan;
mod rows;
mod status;
mod sync;

use contract::{Code, Problem};

use crate::args::{Cli, Command, Connect};
use crate::exit::Exit;
use crate::output::Output;
use crate::place;

/// Runs the command.
pub async fn run(cli: Cli, output: Output) -> Result<Exit, Problem> {
    let named = cli.company.as_deref();
    match &cli.command {
        Command::Connect(Connect::Alternative { api, client_id }) => {
            connect::alternative(&cli, api, client_id, output).await
        }
        Command::Connect(Connect::Quickbooks(asked)) => connect::quickbooks(&cli, asked, output).await,
        Command::Doctor { bundle, rebuild, forget_earlier } => {
            let first = doctor::First { rebuild: *rebuild, forget_earlier: *forget_earlier };
            doctor::run(place::parts(&cli)?, bundle.as_deref(), first, output).await
        }
        Command::Host(asked) => host::run(&cli, asked, output).await,
        Command::Sync(asked) if asked.keep_until_quit => sync::until_quit(&cli, asked, output).await,
        command => {
            let host = place::open(&cli).await?;
            if let Command::Status { all } = command {
                return status::run(&host, named, *all, output).await;
            }
            let company = host.choose(named).await?;
            on_company(&host, &company, command, output).await
        }
    }
}

/// Commands about one company that exists.
async fn on_company(
    host: &service::Host,
    company: &ledger::CompanyId,
    command: &Command,
    output: Output,
) -> Result<Exit, Problem> {
    match command {
        Command::Disconnect(asked) => disconnect::run(host, company, asked, output).await,
        Command::Accounts { purpose } => choose::accounts(host, company, *purpose, output).await,
        Command::Preferences { change } => choose::preferences(host, company, change.as_ref(), output).await,
        Command::Plan => plan::run(host, company, output).await,
        Command::Sync(asked) => sync::run(host, company, asked, output).await,
        Command::Holds => decide::holds(host, company, output).await,
        Command::Decide { hold, choice, arguments } => {
            decide::decide(host, company, hold, choice, arguments, output).await
        }
        Command::Invoices(asked) => rows::invoices(host, company, asked, output).await,
        Command::Customers(asked) => rows::customers(host, company, asked, output).await,
        Command::Payments(asked) => rows::payments(host, company, asked, output).await,
        Command::Payouts(asked) => rows::payouts(host, company, asked, output).await,
        Command::Activity { since, record, limit } => {
            history::activity(host, company, *since, record.as_deref(), *limit, output).await
        }
        Command::Explain { record } => history::explain(host, company, record, output).await,
        Command::Export { table, file } => export::run(host, company, *table, file, output).await,
        Command::Connect(_) | Command::Status { .. } | Command::Host(_) | Command::Doctor { .. } => {
            Err(Problem::new(Code::Failed, "This command is not about a single company."))
        }
    }
}

/// `KEY=VALUE`, cut in two.
fn pair(text: &str) -> Result<(String, String), Problem> {
    match text.split_once('=') {
        Some((key, value)) if !key.trim().is_empty() => Ok((key.trim().to_owned(), value.to_owned())),
        _ => Err(Problem::new(Code::Usage, format!("`{text}` is not KEY=VALUE."))),
    }
}
