//! What is counted, and how a row of it is told.

use practice::faults::Service;
use practice::requests::Entry;
use serde_json::{Value, json};
use store::Work;

/// What a scenario cost.
#[derive(Debug, Default)]
pub struct Counts {
    /// Steps of the engine.
    ticks: u64,
    quickbooks_reads: u64,
    quickbooks_writes: u64,
    alternative_reads: u64,
    alternative_writes: u64,
    /// Requests about PDFs, of both sides.
    pdfs: u64,
    tokens: u64,
    work: Work,
}

impl Counts {
    /// What so many steps of the engine cost.
    pub fn of(ticks: u64) -> Self {
        Self { ticks, ..Self::default() }
    }

    /// One more request that a service has answered. What people ask is not counted.
    pub fn asked(&mut self, entry: &Entry) {
        let path = entry.path.as_str();
        let reads = entry.method == "GET" || path.ends_with("/batch") || path.ends_with("/query");
        let count = match entry.service {
            Service::Intuit => &mut self.tokens,
            Service::Alternative if path.ends_with("/oauth/token") => &mut self.tokens,
            Service::Quickbooks | Service::Alternative if path.ends_with("/pdf") => &mut self.pdfs,
            Service::Quickbooks if reads => &mut self.quickbooks_reads,
            Service::Quickbooks => &mut self.quickbooks_writes,
            Service::Alternative if reads => &mut self.alternative_reads,
            Service::Alternative => &mut self.alternative_writes,
            Service::Control | Service::QuickbooksWebhooks | Service::AlternativeWebhooks => return,
        };
        *count += 1;
    }

    /// What the store did between these two.
    pub fn stored(&mut self, before: Work, after: Work) {
        self.work = Work {
            statements: after.statements - before.statements,
            rows_read: after.rows_read - before.rows_read,
            rows_changed: after.rows_changed - before.rows_changed,
            steps: after.steps - before.steps,
        };
    }

    /// The columns in their order.
    pub fn columns(&self) -> Value {
        json!([
            ["ticks", self.ticks],
            ["Q reads", self.quickbooks_reads],
            ["Q writes", self.quickbooks_writes],
            ["A reads", self.alternative_reads],
            ["A writes", self.alternative_writes],
            ["PDFs", self.pdfs],
            ["tokens", self.tokens],
            ["statements", self.work.statements],
            ["rows read", self.work.rows_read],
            ["rows changed", self.work.rows_changed],
            ["SQLite steps", self.work.steps],
        ])
    }
}
