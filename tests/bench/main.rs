//! What the companion asks and stores for what happens in a company of many invoices: `cargo xtask bench sync`.
//!
//! The real engine, clients and store over the practice services, in one process, with a clock that only moves here: the
//! same counts in every run. Prints one row of JSON a scenario.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a benchmark that cannot go on says so by stopping")]

mod comparing;
mod counts;
mod office;
mod scenarios;

use clap::Parser;

use crate::office::Office;

/// Runs every scenario in companies of so many invoices.
#[derive(Debug, Parser)]
struct Arguments {
    /// How many invoices the companies have, one after the other.
    #[arg(required = true)]
    invoices: Vec<u32>,
}

async fn run(invoices: u32) {
    let office = Office::of(invoices).await;
    scenarios::quiet_pass(&office).await;
    scenarios::changed_invoice(&office).await;
    scenarios::payment(&office).await;
    scenarios::payout(&office).await;
    comparing::daily(&office).await;
    comparing::paid_meanwhile(&office).await;
    scenarios::changed_at_once(&office).await;
    office.violated_nothing().await;
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    for invoices in Arguments::parse().invoices {
        run(invoices).await;
    }
}
