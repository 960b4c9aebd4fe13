//! What is counted and summed: the tie-out, tallies, requests.

use std::collections::BTreeMap;

use engine::category::SyncCategory;
use engine::ports::TieRow;
use jiff::Timestamp;
use ledger::books;
use sqlx::SqliteConnection;

use crate::codec::json;
use crate::fault::DbError;
use crate::sqlite::SqliteStore;
use crate::values::{hour_of, millis, stored};

/// One change of the tie-out. Its totals follow by triggers.
pub(super) enum TieStep {
    Tie(TieRow),
    Untie(books::InvoiceId),
}

impl TieStep {
    fn is_tie(&self) -> bool {
        matches!(self, Self::Tie(_))
    }
}

/// Counts of one list of changes, added up before they are written.
#[derive(Default)]
pub(super) struct Counts {
    /// By start of the hour and row of the board: how many, and the last.
    tallies: BTreeMap<(i64, &'static str), (u64, i64)>,
    /// By month: reads, writes.
    requests: BTreeMap<String, (u64, u64)>,
}

impl Counts {
    pub(super) fn tally(&mut self, item: SyncCategory, at: Timestamp) {
        let at = millis(at);
        let (count, last) = self.tallies.entry((hour_of(at), item.code())).or_insert((0, at));
        *count += 1;
        *last = at.max(*last);
    }

    pub(super) fn requests(&mut self, month: String, reads: u64, writes: u64) {
        let counted = self.requests.entry(month).or_default();
        counted.0 = counted.0.saturating_add(reads);
        counted.1 = counted.1.saturating_add(writes);
    }
}

impl SqliteStore {
    pub(super) async fn write_ties(
        &self,
        connection: &mut SqliteConnection,
        company: i64,
        steps: &[TieStep],
    ) -> Result<(), DbError> {
        for run in steps.chunk_by(|one, next| one.is_tie() == next.is_tie()) {
            let mut rows = Vec::new();
            let mut untied = Vec::new();
            for step in run {
                match step {
                    TieStep::Tie(row) => rows.push(row),
                    TieStep::Untie(invoice) => untied.push(invoice.as_str()),
                }
            }
            self.tie_rows(connection, company, &rows).await?;
            if !untied.is_empty() {
                let untied = json(&untied)?;
                let sql =
                    "DELETE FROM ties WHERE company = ?1 AND invoice IN (SELECT value FROM json_each(?2))";
                self.run(connection, sql, |query| query.bind(company).bind(untied)).await?;
            }
        }
        Ok(())
    }

    async fn tie_rows(
        &self,
        connection: &mut SqliteConnection,
        company: i64,
        rows: &[&TieRow],
    ) -> Result<(), DbError> {
        self.insert(
            connection,
            "INSERT INTO ties (company, invoice, quickbooks, alternative, clearing, drift, apart) ",
            rows,
            " ON CONFLICT (company, invoice) DO UPDATE SET quickbooks = excluded.quickbooks, \
             alternative = excluded.alternative, clearing = excluded.clearing, drift = excluded.drift, \
             apart = excluded.apart",
            |values, row| {
                values
                    .bind(company)
                    .bind(row.invoice.to_string())
                    .bind(row.quickbooks.0)
                    .bind(row.alternative.0)
                    .bind(row.clearing.0)
                    .bind(row.drift.0)
                    .bind(row.difference().0);
            },
        )
        .await
    }

    pub(super) async fn write_counts(
        &self,
        connection: &mut SqliteConnection,
        company: i64,
        counts: Counts,
    ) -> Result<(), DbError> {
        let tallies: Vec<_> = counts.tallies.into_iter().collect();
        self.insert(
            connection,
            "INSERT INTO tallies (company, hour, item, count, last) ",
            &tallies,
            " ON CONFLICT (company, hour, item) DO UPDATE SET count = count + excluded.count, \
             last = max(last, excluded.last)",
            |values, ((hour, item), (count, last))| {
                values.bind(company).bind(*hour).bind(*item).bind(stored(*count)).bind(*last);
            },
        )
        .await?;
        let requests: Vec<_> = counts.requests.into_iter().collect();
        self.insert(
            connection,
            "INSERT INTO requests (company, month, reads, writes) ",
            &requests,
            " ON CONFLICT (company, month) DO UPDATE SET reads = reads + excluded.reads, \
             writes = writes + excluded.writes",
            |values, (month, (reads, writes))| {
                values.bind(company).bind(month.clone()).bind(stored(*reads)).bind(stored(*writes));
            },
        )
        .await
    }
}
