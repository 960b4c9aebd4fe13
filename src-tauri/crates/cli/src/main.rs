//! `companion-cli`: the companion's commands without a window.

mod args;
mod commands;
mod exit;
mod output;
mod place;
mod secret;
mod text;

use std::process::ExitCode;

use clap::Parser as _;

use crate::args::Cli;
use crate::output::Output;

fn main() -> ExitCode {
    transport::install_crypto();
    let cli = Cli::parse();
    place::begin_log(&cli);
    let output = Output { json: cli.json };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("companion-cli cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    let ended = runtime.block_on(commands::run(cli, output));
    match ended {
        Ok(code) => code.into(),
        Err(problem) => {
            output.problem(&problem);
            exit::of(&problem).into()
        }
    }
}
