//! The tie-out, tallies and requests.

use engine::category::SyncCategory;
use engine::ports::{TallyRow, TieRow, TieTotals};
use jiff::Timestamp;
use ledger::{CompanyId, MinorUnits, books};
use sqlx::sqlite::SqliteRow;

use crate::fault::DbError;
use crate::sqlite::{SqliteStore, column};
use crate::values::{counted, from_code, hour_of, instant, millis};

/// A sum out of its two halves, saturating as amounts do.
fn sum(row: &SqliteRow, high: usize) -> Result<MinorUnits, DbError> {
    let (high, low): (i64, i64) = (column(row, high)?, column(row, high + 1)?);
    let whole = (i128::from(high) << 32) + i128::from(low);
    let limit = if whole < 0 { i64::MIN } else { i64::MAX };
    Ok(MinorUnits(i64::try_from(whole).unwrap_or(limit)))
}

impl SqliteStore {
    pub(crate) async fn read_tie(&self, company: &CompanyId) -> Result<TieTotals, DbError> {
        let sql = "SELECT invoices, apart, quickbooks_high, quickbooks_low, alternative_high, alternative_low, \
                   clearing_high, clearing_low, drift_high, drift_low FROM tie_totals \
                   WHERE company = (SELECT company FROM companies WHERE id = ?1)";
        let Some(row) = self.row(sql, |query| query.bind(company.to_string())).await? else {
            return Ok(TieTotals::default());
        };
        Ok(TieTotals {
            invoices: counted(column(&row, 0)?),
            apart: counted(column(&row, 1)?),
            quickbooks: sum(&row, 2)?,
            alternative: sum(&row, 4)?,
            clearing: sum(&row, 6)?,
            drift: sum(&row, 8)?,
        })
    }

    pub(crate) async fn read_tied(
        &self,
        company: &CompanyId,
        limit: u32,
    ) -> Result<Vec<books::InvoiceId>, DbError> {
        let sql = "SELECT invoice FROM ties \
                   WHERE company = (SELECT company FROM companies WHERE id = ?1) ORDER BY invoice LIMIT ?2";
        let rows = self.rows(sql, |query| query.bind(company.to_string()).bind(limit)).await?;
        rows.iter().map(|row| Ok(column::<String>(row, 0)?.into())).collect()
    }

    pub(crate) async fn read_differing_ties(
        &self,
        company: &CompanyId,
        limit: u32,
    ) -> Result<Vec<TieRow>, DbError> {
        let sql = "SELECT invoice, quickbooks, alternative, clearing, drift FROM ties INDEXED BY ties_apart \
                   WHERE company = (SELECT company FROM companies WHERE id = ?1) AND apart <> 0 \
                   ORDER BY invoice LIMIT ?2";
        let rows = self.rows(sql, |query| query.bind(company.to_string()).bind(limit)).await?;
        let tie_row = |row| {
            Ok(TieRow {
                invoice: column::<String>(row, 0)?.into(),
                quickbooks: MinorUnits(column(row, 1)?),
                alternative: MinorUnits(column(row, 2)?),
                clearing: MinorUnits(column(row, 3)?),
                drift: MinorUnits(column(row, 4)?),
            })
        };
        rows.iter().map(tie_row).collect()
    }

    /// The hour that `since` falls in is told where something was counted in it at or after `since`.
    pub(crate) async fn read_tallies(
        &self,
        company: &CompanyId,
        since: Timestamp,
    ) -> Result<Vec<TallyRow>, DbError> {
        let since = millis(since);
        let sql = "SELECT item, hour, count, last FROM tallies \
                   WHERE company = (SELECT company FROM companies WHERE id = ?1) AND hour >= ?2 \
                   AND last >= ?3 ORDER BY hour, item";
        let rows =
            self.rows(sql, |query| query.bind(company.to_string()).bind(hour_of(since)).bind(since)).await?;
        let tally_row = |row| {
            Ok(TallyRow {
                item: from_code(column(row, 0)?, SyncCategory::from_code)?,
                hour: instant(column(row, 1)?)?,
                count: counted(column(row, 2)?),
                last: instant(column(row, 3)?)?,
            })
        };
        rows.iter().map(tally_row).collect()
    }

    pub(crate) async fn read_requests(
        &self,
        company: &CompanyId,
        month: &str,
    ) -> Result<(u64, u64), DbError> {
        let sql = "SELECT reads, writes FROM requests \
                   WHERE company = (SELECT company FROM companies WHERE id = ?1) AND month = ?2";
        let row = self.row(sql, |query| query.bind(company.to_string()).bind(month.to_owned())).await?;
        row.map_or(Ok((0, 0)), |row| Ok((counted(column(&row, 0)?), counted(column(&row, 1)?))))
    }
}
