//! A syncing companion, and a window over the same data directory.

use std::sync::Arc;

use contract::status::State;
use contract::table::{ActivityPageRequest, ActivityRow, Chain};
use jiff::tz::TimeZone;
use ledger::CompanyId;
use serde_json::{Value, json};
use service::{Host, HostParts, KeptUntilQuit, OsEntropy, Pace};
use support::{Invoice, PracticeClock, World};
use tempfile::TempDir;
use transport::InProcess;

/// Both over one data directory.
pub struct Office {
    /// What syncs.
    pub world: World,
    /// What the window asks.
    pub host: Host,
    /// Where files go.
    pub directory: TempDir,
}

impl Office {
    /// An empty company, syncing since a minute ago.
    pub async fn open() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let world = World::in_file(&service::paths::database(directory.path())).await;
        let parts = HostParts {
            data: directory.path().to_owned(),
            transport: Arc::new(InProcess::new(world.practice.door())),
            vaults: Arc::new(KeptUntilQuit::default()),
            clock: Arc::new(PracticeClock(world.practice.clone())),
            entropy: Arc::new(OsEntropy),
            pace: Pace::Unlimited,
            zone: TimeZone::UTC,
        };
        let host = Host::open(parts).await.unwrap();
        Self { world, host, directory }
    }

    /// The company.
    pub fn company(&self) -> &CompanyId {
        &self.world.company
    }

    /// An invoice that is in step on both sides.
    pub async fn invoice(&self, name: &str, amount: &str) -> Invoice {
        let invoice = self.world.invoice(name, amount).await;
        self.world.sync().await;
        invoice
    }

    /// The payer pays by card, all of it; the fee is absorbed. The companion looks a minute later.
    pub async fn paid(&self, invoice: &Invoice, outcome: &str, fee: &str) -> Value {
        let fee: serde_json::Number = fee.parse().unwrap();
        let payment = self
            .world
            .pay_with(json!({
                "allocations": [{ "qbo_invoice_id": invoice.id }], "method": "card", "outcome": outcome,
                "fee": { "amount": fee, "covered_by_customer": false },
            }))
            .await;
        self.world.advance(60);
        self.world.sync().await;
        payment
    }

    /// Changes, newest first, with what the test narrows.
    pub async fn page(&self, narrow: impl FnOnce(&mut ActivityPageRequest)) -> Vec<ActivityRow> {
        let mut wanted = ActivityPageRequest {
            company: self.company().to_string(),
            limit: 100,
            ..ActivityPageRequest::default()
        };
        narrow(&mut wanted);
        service::activity_page(&self.host, self.company(), &wanted).await.unwrap().rows
    }

    /// The newest change whose sentence holds this.
    pub async fn change(&self, part: &str) -> ActivityRow {
        let rows = self.page(|_| {}).await;
        let found = rows.iter().find(|row| row.text.contains(part)).cloned();
        found.unwrap_or_else(|| panic!("no change with {part}: {rows:#?}"))
    }

    /// What led to it.
    pub async fn chain(&self, row: &ActivityRow) -> Chain {
        service::chain(&self.host, self.company(), row.seq).await.unwrap()
    }
}

/// Sentence and state of some rows.
pub fn told(rows: &[ActivityRow]) -> Vec<(&str, State)> {
    rows.iter().map(|row| (row.text.as_str(), row.state)).collect()
}
