//! The mirror.

use engine::ports::{ListQuery, StoreFault};
use engine::record::{Mirrored, RecordKind, RecordRef};
use jiff::Timestamp;
use ledger::CompanyId;
use sqlx::sqlite::SqliteRow;

use crate::codec::{Unpacker, json};
use crate::fault::DbError;
use crate::sqlite::{SqliteStore, column};
use crate::values::{counted, instant, millis, stored};

/// A mirrored record out of its body, `read_at` and `gone_at`.
fn mirrored(row: &SqliteRow, unpacker: &mut Unpacker) -> Result<Mirrored, DbError> {
    let gone_at: Option<i64> = column(row, 2)?;
    Ok(Mirrored {
        record: unpacker.json(column(row, 0)?)?,
        read_at: instant(column(row, 1)?)?,
        gone_at: gone_at.map(instant).transpose()?,
    })
}

pub(super) fn names(references: &[RecordRef]) -> Result<String, StoreFault> {
    let names: Vec<_> = references.iter().map(|of| (of.kind.code(), &of.id)).collect();
    json(&names)
}

impl SqliteStore {
    pub(crate) async fn read_records(
        &self,
        company: &CompanyId,
        references: &[RecordRef],
    ) -> Result<Vec<Mirrored>, DbError> {
        if references.is_empty() {
            return Ok(Vec::new());
        }
        let wanted = names(references)?;
        let sql = "SELECT r.body, r.read_at, r.gone_at FROM json_each(?2) AS wanted CROSS JOIN records AS r \
                   ON r.company = (SELECT company FROM companies WHERE id = ?1) \
                   AND r.kind = wanted.value ->> 0 AND r.id = wanted.value ->> 1";
        let rows = self.rows(sql, |query| query.bind(company.to_string()).bind(wanted)).await?;
        let mut unpacker = Unpacker::new()?;
        rows.iter().map(|row| mirrored(row, &mut unpacker)).collect()
    }

    pub(crate) async fn read_raw(
        &self,
        company: &CompanyId,
        reference: &RecordRef,
    ) -> Result<Option<String>, DbError> {
        let (kind, id) = (reference.kind.code(), reference.id.clone());
        let sql = "SELECT raw FROM records WHERE company = (SELECT company FROM companies WHERE id = ?1) \
                   AND kind = ?2 AND id = ?3";
        let row = self.row(sql, |query| query.bind(company.to_string()).bind(kind).bind(id)).await?;
        let Some(row) = row else { return Ok(None) };
        let raw: Option<&[u8]> = column(&row, 0)?;
        Ok(raw.map(|raw| Unpacker::new()?.text(raw)).transpose()?)
    }

    pub(crate) async fn read_naming(
        &self,
        company: &CompanyId,
        targets: &[RecordRef],
        kind: RecordKind,
    ) -> Result<Vec<RecordRef>, DbError> {
        if targets.is_empty() {
            return Ok(Vec::new());
        }
        let targets = names(targets)?;
        let sql = "SELECT DISTINCT e.source_id FROM json_each(?2) AS wanted CROSS JOIN edges AS e \
                   ON e.company = (SELECT company FROM companies WHERE id = ?1) \
                   AND e.target_kind = wanted.value ->> 0 AND e.target_id = wanted.value ->> 1 \
                   AND e.source_kind = ?3 ORDER BY e.source_id";
        let code = kind.code();
        let rows = self.rows(sql, |query| query.bind(company.to_string()).bind(targets).bind(code)).await?;
        rows.iter().map(|row| Ok(RecordRef::new(kind, column::<String>(row, 0)?))).collect()
    }

    pub(crate) async fn read_ids(
        &self,
        company: &CompanyId,
        kind: RecordKind,
        read_before: Option<Timestamp>,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<String>, DbError> {
        // No id is empty and no instant is later than the last, so these two bounds leave nothing out.
        let after = after.unwrap_or_default().to_owned();
        let read_before = read_before.map_or(i64::MAX, millis);
        let sql = "SELECT id FROM records INDEXED BY records_live \
                   WHERE company = (SELECT company FROM companies WHERE id = ?1) AND kind = ?2 \
                   AND id > ?3 AND read_at < ?4 AND gone_at IS NULL ORDER BY id LIMIT ?5";
        let rows = self
            .rows(sql, |query| {
                query.bind(company.to_string()).bind(kind.code()).bind(after).bind(read_before).bind(limit)
            })
            .await?;
        rows.iter().map(|row| column(row, 0)).collect()
    }

    pub(crate) async fn read_list(
        &self,
        company: &CompanyId,
        query: &ListQuery,
    ) -> Result<Vec<Mirrored>, DbError> {
        let since = query.since.clone().unwrap_or_default();
        // The page is found in the index alone; only its own records are then read.
        let sql = "SELECT r.body, r.read_at, r.gone_at FROM (SELECT record, listed_at, id FROM records \
                   WHERE company = (SELECT company FROM companies WHERE id = ?1) AND kind = ?2 \
                   AND listed_at >= ?3 ORDER BY listed_at DESC, id LIMIT ?4 OFFSET ?5) AS page \
                   CROSS JOIN records AS r ON r.record = page.record ORDER BY page.listed_at DESC, page.id";
        let rows = self
            .rows(sql, |asked| {
                asked
                    .bind(company.to_string())
                    .bind(query.kind.code())
                    .bind(since)
                    .bind(query.limit)
                    .bind(stored(query.offset))
            })
            .await?;
        let mut unpacker = Unpacker::new()?;
        rows.iter().map(|row| mirrored(row, &mut unpacker)).collect()
    }

    pub(crate) async fn read_count(&self, company: &CompanyId, kind: RecordKind) -> Result<u64, DbError> {
        let sql = "SELECT live FROM record_counts \
                   WHERE company = (SELECT company FROM companies WHERE id = ?1) AND kind = ?2";
        let row = self.row(sql, |query| query.bind(company.to_string()).bind(kind.code())).await?;
        row.map_or(Ok(0), |row| Ok(counted(column(&row, 0)?)))
    }

    /// Those of one kind only, by the index of the list.
    pub(crate) async fn read_unarchived_customers(&self, company: &CompanyId) -> Result<u64, DbError> {
        let sql = "SELECT count(*) FROM figures \
                   WHERE company = (SELECT company FROM companies WHERE id = ?1) AND kind = ?2 \
                   AND follows = 1 AND status <> 'archived' AND gone = 0";
        let kind = RecordKind::AlternativeCustomer.code();
        let row = self.row(sql, |query| query.bind(company.to_string()).bind(kind)).await?;
        row.map_or(Ok(0), |row| Ok(counted(column(&row, 0)?)))
    }
}
