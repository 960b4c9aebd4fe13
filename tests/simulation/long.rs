//! A long simulation: `cargo run -p acceptance --example long_simulation -- --seeds 5000`.

#![expect(clippy::unwrap_used, reason = "a simulation says so by stopping")]

mod chance;
mod computer;
mod facts;
mod fault_schedule;
mod guard;
mod lies;
mod people;
mod ports;
mod run;
mod scene;
mod verdict;

use std::collections::BTreeMap;
use std::panic::catch_unwind;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;

use clap::Parser;

use crate::guard::Guard;
use crate::run::{Outcome, run};

/// Runs many seeds and prints the story of each that fails, in the order of the seeds.
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
#[derive(Debug, Parser)]
struct Arguments {
    /// How many seeds.
    #[arg(long, default_value_t = 1_000)]
    seeds: u64,
    /// The first of them.
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// Seeds that run at once.
    #[arg(long, default_value_t = 1)]
    jobs: u16,
    /// Take a guard away: requestid, look-before-write, failed-read, closing-date, sync-token, link-order, ids-compared,
    /// brake or daily-comparison.
    #[arg(long)]
    without: Option<Guard>,
    /// End with the first seed that fails.
    #[arg(long)]
    first: bool,
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

impl Arguments {
    fn print(&self, outcome: &Outcome) {
        let good = outcome.problems.is_empty();
        if good && !self.tell {
            return;
        }
        if self.journal && !outcome.journal.is_empty() {
            println!("{}", outcome.journal.join("\n"));
        }
        if self.short && !good {
            println!("seed {}: {}", outcome.seed, outcome.problems.join(" | "));
        } else {
            println!("{}", outcome.report());
        }
    }
}

/// A run that stops in the middle has failed, and the others go on.
fn outcome_of(seed: u64, without: Option<Guard>) -> Outcome {
    catch_unwind(|| run(seed, without)).unwrap_or_else(|stopped| {
        let words = stopped.downcast_ref::<String>().map(String::as_str);
        let words = words.or_else(|| stopped.downcast_ref::<&str>().copied()).unwrap_or("without a word");
        Outcome {
            seed,
            hashes: Vec::new(),
            journal: Vec::new(),
            story: Vec::new(),
            problems: vec![format!("the run stopped: {words}")],
        }
    })
}

/// Runs the seeds on as many threads as there are jobs, and hands their outcomes over in the order of the seeds, until
/// `next` has seen enough.
fn in_order(arguments: &Arguments, mut next: impl FnMut(Outcome) -> bool) {
    let end = arguments.from + arguments.seeds;
    let seed = AtomicU64::new(arguments.from);
    let (done, outcomes) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..arguments.jobs.max(1) {
            let (seed, done) = (&seed, done.clone());
            scope.spawn(move || {
                loop {
                    let mine = seed.fetch_add(1, Ordering::Relaxed);
                    if mine >= end || done.send(outcome_of(mine, arguments.without)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(done);
        let mut early = BTreeMap::new();
        let mut due = arguments.from;
        for outcome in outcomes {
            early.insert(outcome.seed, outcome);
            while let Some(outcome) = early.remove(&due) {
                due += 1;
                if !next(outcome) {
                    return;
                }
            }
        }
    });
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut count = 0;
    let mut failed = Vec::new();
    in_order(&arguments, |outcome| {
        count += 1;
        arguments.print(&outcome);
        if !outcome.problems.is_empty() {
            failed.push(outcome.seed);
        }
        failed.is_empty() || !arguments.first
    });
    println!("{count} seeds, {} failed: {failed:?}", failed.len());
    if failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
