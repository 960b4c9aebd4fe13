//! The mirror and its edges.

use std::collections::{BTreeMap, BTreeSet};

use engine::ports::StoreFault;
use engine::record::{Mirrored, RecordKind, RecordRef};
use jiff::Timestamp;
use sqlx::SqliteConnection;

use crate::codec::{Packer, json};
use crate::fault::DbError;
use crate::figures::Figures;
use crate::sqlite::{SqliteStore, column};
use crate::values::{from_code, millis, stored};

/// One change of the mirror.
pub(super) enum RecordStep {
    Mirror(Box<RecordRow>),
    Gone(RecordRef, i64),
}

/// A record ready to be stored.
pub(super) struct RecordRow {
    reference: RecordRef,
    version: i64,
    listed_at: String,
    label: String,
    read_at: i64,
    gone_at: Option<i64>,
    body: Vec<u8>,
    raw: Option<Vec<u8>>,
    touches: Vec<RecordRef>,
    figures: Figures,
    /// It counts whatever version was mirrored.
    corrects: bool,
}

impl RecordStep {
    pub(super) fn mirror(
        mirrored: &Mirrored,
        raw: Option<&str>,
        packer: &mut Packer,
    ) -> Result<Self, StoreFault> {
        Ok(Self::Mirror(Box::new(RecordRow::new(mirrored, raw, packer)?)))
    }

    pub(super) fn correct(mirrored: &Mirrored, raw: &str, packer: &mut Packer) -> Result<Self, StoreFault> {
        let row = RecordRow::new(mirrored, Some(raw), packer)?;
        Ok(Self::Mirror(Box::new(RecordRow { corrects: true, ..row })))
    }

    pub(super) fn gone(reference: RecordRef, at: Timestamp) -> Self {
        Self::Gone(reference, millis(at))
    }

    fn is_mirror(&self) -> bool {
        matches!(self, Self::Mirror(_))
    }
}

impl RecordRow {
    fn new(mirrored: &Mirrored, raw: Option<&str>, packer: &mut Packer) -> Result<Self, StoreFault> {
        let record = &mirrored.record;
        Ok(Self {
            reference: record.reference(),
            version: stored(record.version()),
            listed_at: record.listed_at(),
            label: record.label(),
            read_at: millis(mirrored.read_at),
            gone_at: mirrored.gone_at.map(millis),
            body: packer.json(record)?,
            raw: raw.map(|raw| packer.text(raw)).transpose()?,
            touches: record.touches(),
            figures: Figures::of(mirrored),
            corrects: false,
        })
    }
}

/// Who names whom: source, target.
type Edge = (RecordRef, RecordRef);

impl SqliteStore {
    pub(super) async fn write_records(
        &self,
        connection: &mut SqliteConnection,
        company: i64,
        steps: &[RecordStep],
    ) -> Result<(), DbError> {
        for run in steps.chunk_by(|one, next| one.is_mirror() == next.is_mirror()) {
            let mut rows = Vec::new();
            let mut gone = Vec::new();
            for step in run {
                match step {
                    RecordStep::Mirror(row) => rows.push(&**row),
                    RecordStep::Gone(reference, at) => {
                        gone.push((reference.kind.code(), reference.id.as_str(), *at));
                    }
                }
            }
            if !rows.is_empty() {
                self.mirror(connection, company, rows).await?;
            }
            if !gone.is_empty() {
                self.mark_gone(connection, company, &gone).await?;
            }
        }
        Ok(())
    }

    async fn mirror(
        &self,
        connection: &mut SqliteConnection,
        company: i64,
        rows: Vec<&RecordRow>,
    ) -> Result<(), DbError> {
        let known = self.versions(connection, company, &rows).await?;
        let mut newest: BTreeMap<&RecordRef, i64> =
            known.iter().map(|(of, version)| (of, *version)).collect();
        let mut accepted = Vec::with_capacity(rows.len());
        let mut touches: BTreeMap<&RecordRef, &[RecordRef]> = BTreeMap::new();
        for row in rows {
            let is_late = newest.get(&row.reference).is_some_and(|version| *version > row.version);
            if is_late && !row.corrects {
                continue;
            }
            newest.insert(&row.reference, row.version);
            touches.insert(&row.reference, &row.touches);
            accepted.push(row);
        }
        self.insert(
            connection,
            "INSERT INTO records \
             (company, kind, id, version, listed_at, label, read_at, gone_at, body, raw) ",
            &accepted,
            " ON CONFLICT (company, kind, id) DO UPDATE SET version = excluded.version, \
             listed_at = excluded.listed_at, label = excluded.label, read_at = excluded.read_at, \
             gone_at = excluded.gone_at, body = excluded.body, raw = coalesce(excluded.raw, records.raw)",
            |values, row| {
                values
                    .bind(company)
                    .bind(row.reference.kind.code())
                    .bind(row.reference.id.clone())
                    .bind(row.version)
                    .bind(row.listed_at.clone())
                    .bind(row.label.clone())
                    .bind(row.read_at)
                    .bind(row.gone_at)
                    .bind(row.body.clone())
                    .bind(row.raw.clone());
            },
        )
        .await?;
        let figures: Vec<&Figures> = accepted.iter().map(|row| &row.figures).collect();
        self.write_figures(connection, company, &figures).await?;
        self.replace_edges(connection, company, &known, &touches).await
    }

    /// Versions of those that are mirrored already.
    async fn versions(
        &self,
        connection: &mut SqliteConnection,
        company: i64,
        rows: &[&RecordRow],
    ) -> Result<BTreeMap<RecordRef, i64>, DbError> {
        let wanted: Vec<_> = rows.iter().map(|row| (row.reference.kind.code(), &row.reference.id)).collect();
        let wanted = json(&wanted)?;
        let sql = "SELECT r.kind, r.id, r.version FROM json_each(?2) AS wanted CROSS JOIN records AS r \
                   ON r.company = ?1 AND r.kind = wanted.value ->> 0 AND r.id = wanted.value ->> 1";
        let rows = self.rows_on(connection, sql, |query| query.bind(company).bind(wanted)).await?;
        let mut known = BTreeMap::new();
        for row in &rows {
            known.insert(reference(column(row, 0)?, column(row, 1)?)?, column(row, 2)?);
        }
        Ok(known)
    }

    /// Most records keep naming the same ones when they change, so only the difference is written.
    async fn replace_edges(
        &self,
        connection: &mut SqliteConnection,
        company: i64,
        known: &BTreeMap<RecordRef, i64>,
        touches: &BTreeMap<&RecordRef, &[RecordRef]>,
    ) -> Result<(), DbError> {
        let wanted: BTreeSet<Edge> = touches
            .iter()
            .flat_map(|(source, targets)| targets.iter().map(|target| ((*source).clone(), target.clone())))
            .collect();
        let sources: Vec<&RecordRef> =
            touches.keys().copied().filter(|source| known.contains_key(*source)).collect();
        let present = self.edges(connection, company, &sources).await?;
        let stale: Vec<_> = present
            .difference(&wanted)
            .map(|(source, target)| (target.kind.code(), &target.id, source.kind.code(), &source.id))
            .collect();
        if !stale.is_empty() {
            let stale = json(&stale)?;
            let sql = "DELETE FROM edges WHERE company = ?1 \
                       AND (target_kind, target_id, source_kind, source_id) IN \
                       (SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?2))";
            self.run(connection, sql, |query| query.bind(company).bind(stale)).await?;
        }
        let new: Vec<&Edge> = wanted.difference(&present).collect();
        self.insert(
            connection,
            "INSERT INTO edges (company, target_kind, target_id, source_kind, source_id) ",
            &new,
            " ON CONFLICT DO NOTHING",
            |values, (source, target)| {
                values
                    .bind(company)
                    .bind(target.kind.code())
                    .bind(target.id.clone())
                    .bind(source.kind.code())
                    .bind(source.id.clone());
            },
        )
        .await
    }

    async fn edges(
        &self,
        connection: &mut SqliteConnection,
        company: i64,
        sources: &[&RecordRef],
    ) -> Result<BTreeSet<Edge>, DbError> {
        if sources.is_empty() {
            return Ok(BTreeSet::new());
        }
        let sources: Vec<_> = sources.iter().map(|source| (source.kind.code(), &source.id)).collect();
        let sources = json(&sources)?;
        let sql = "SELECT e.source_kind, e.source_id, e.target_kind, e.target_id \
                   FROM json_each(?2) AS wanted CROSS JOIN edges AS e ON e.company = ?1 \
                   AND e.source_kind = wanted.value ->> 0 AND e.source_id = wanted.value ->> 1";
        let rows = self.rows_on(connection, sql, |query| query.bind(company).bind(sources)).await?;
        let edge = |row| {
            let source = reference(column(row, 0)?, column(row, 1)?)?;
            Ok((source, reference(column(row, 2)?, column(row, 3)?)?))
        };
        rows.iter().map(edge).collect()
    }

    /// The first evidence counts; a record that is gone already is left as it is.
    async fn mark_gone(
        &self,
        connection: &mut SqliteConnection,
        company: i64,
        gone: &[(&str, &str, i64)],
    ) -> Result<(), DbError> {
        let gone = json(gone)?;
        let sql = "UPDATE records SET gone_at = evidence.at FROM (SELECT value ->> 0 AS kind, value ->> 1 AS id, \
                   min(value ->> 2) AS at FROM json_each(?2) GROUP BY 1, 2) AS evidence \
                   WHERE records.company = ?1 AND records.kind = evidence.kind AND records.id = evidence.id \
                   AND records.gone_at IS NULL";
        let listed = gone.clone();
        self.run(connection, sql, |query| query.bind(company).bind(gone)).await?;
        let sql = "UPDATE figures SET gone = 1 WHERE company = ?1 \
                   AND (kind, id) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?2))";
        self.run(connection, sql, |query| query.bind(company).bind(listed)).await
    }
}

/// A record's name out of its columns.
pub(crate) fn reference(kind: &str, id: &str) -> Result<RecordRef, StoreFault> {
    Ok(RecordRef::new(from_code(kind, RecordKind::from_code)?, id))
}
