//! One file an operation.

mod connect;
mod status;
mod sync;

use contract::Problem;

use crate::args::{Cli, Command, Connect};
use crate::exit::Exit;
use crate::output::Output;
use crate::place;

/// Runs the command.
pub async fn run(cli: Cli, output: &Output) -> Result<Exit, Problem> {
    match &cli.command {
        Command::Connect(Connect::Alternative { api, client_id }) => {
            connect::alternative(&cli, api, client_id, *output).await
        }
        Command::Connect(Connect::Quickbooks(asked)) => connect::quickbooks(&cli, asked, *output).await,
        Command::Status { all } => {
            let host = place::open(&cli).await?;
            status::run(&host, cli.company.as_deref(), *all, *output).await
        }
        Command::Sync(asked) => {
            let host = place::open(&cli).await?;
            sync::run(&host, cli.company.as_deref(), asked, *output).await
        }
        _ => Ok(Exit::Failed),
    }
}
