//! A long simulation: `cargo run -p acceptance --example long_simulation -- --seeds 5000`.

#![expect(clippy::unwrap_used, reason = "a simulation says so by stopping")]

mod chance;
mod computer;
mod facts;
mod guard;
mod people;
mod ports;
mod run;
mod scene;
mod verdict;
mod weather;

use std::process::ExitCode;

use clap::Parser;

use crate::guard::Guard;
use crate::run::run;

/// Runs many seeds and prints the story of each that fails.
#[derive(Debug, Parser)]
struct Arguments {
    /// How many seeds.
    #[arg(long, default_value_t = 1_000)]
    seeds: u64,
    /// The first of them.
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// Take a guard away: requestid, look-before-write, failed-read, closing-date, sync-token, link-order or
    /// ids-compared.
    #[arg(long)]
    without: Option<Guard>,
    /// Only one line a failed seed.
    #[arg(long)]
    short: bool,
    /// The journals with each story.
    #[arg(long)]
    journal: bool,
    /// The story of good seeds too.
    #[arg(long)]
    tell: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut failed = 0;
    for seed in arguments.from..arguments.from + arguments.seeds {
        let outcome = run(seed, arguments.without);
        if outcome.problems.is_empty() {
            if arguments.tell {
                println!("{}", outcome.report());
            }
            continue;
        }
        failed += 1;
        if arguments.journal {
            println!("{}", outcome.journal.join("\n"));
        }
        if arguments.short {
            println!("seed {seed}: {}", outcome.problems.join(" | "));
        } else {
            println!("{}", outcome.report());
        }
    }
    println!("{} seeds, {failed} failed", arguments.seeds);
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
