//! Dirty marks, waits, holds and documents.

use std::collections::{BTreeMap, BTreeSet};

use engine::awaited::Wait;
use engine::documents::Edit;
use engine::hold::{Hold, HoldState};
use engine::ports::{Dirty, StoreFault};
use engine::subject::Subject;
use sqlx::SqliteConnection;

use super::Head;
use crate::codec::{Packer, json};
use crate::fault::DbError;
use crate::sqlite::{SqliteStore, column};
use crate::values::millis;

/// One change of the dirty set.
pub(super) enum DirtyStep {
    Mark(String),
    Clean(String, i64),
}

/// What a subject waits for, packed, and whose changes end it.
pub(super) struct Waits {
    bodies: Vec<Vec<u8>>,
    on: BTreeSet<Subject>,
}

impl Waits {
    pub(super) fn pack(waits: &[Wait], packer: &mut Packer) -> Result<Self, StoreFault> {
        let bodies = waits.iter().map(|wait| packer.json(wait)).collect::<Result<_, _>>()?;
        Ok(Self { bodies, on: waits.iter().flat_map(|wait| wait.on.subjects()).collect() })
    }
}

impl DirtyStep {
    pub(super) fn clean(dirty: &Dirty) -> Self {
        Self::Clean(dirty.subject.to_string(), dirty.stamp)
    }

    fn is_mark(&self) -> bool {
        matches!(self, Self::Mark(_))
    }
}

impl SqliteStore {
    pub(super) async fn write_dirty(
        &self,
        connection: &mut SqliteConnection,
        head: &mut Head,
        steps: &[DirtyStep],
    ) -> Result<(), DbError> {
        for run in steps.chunk_by(|one, next| one.is_mark() == next.is_mark()) {
            let mut marks = Vec::new();
            let mut cleaned = Vec::new();
            for step in run {
                match step {
                    DirtyStep::Mark(subject) => {
                        head.stamp += 1;
                        marks.push((subject, head.stamp));
                    }
                    DirtyStep::Clean(subject, stamp) => cleaned.push((subject, stamp)),
                }
            }
            let company = head.company;
            self.insert(
                connection,
                "INSERT INTO dirty (company, subject, stamp) ",
                &marks,
                " ON CONFLICT (company, subject) DO UPDATE SET stamp = excluded.stamp",
                |values, (subject, stamp)| {
                    values.bind(company).bind((*subject).clone()).bind(*stamp);
                },
            )
            .await?;
            if !cleaned.is_empty() {
                let cleaned = json(&cleaned)?;
                let sql = "DELETE FROM dirty WHERE company = ?1 AND (subject, stamp) IN \
                           (SELECT value ->> 0, value ->> 1 FROM json_each(?2))";
                self.run(connection, sql, |query| query.bind(company).bind(cleaned)).await?;
            }
        }
        Ok(())
    }

    pub(super) async fn write_waits(
        &self,
        connection: &mut SqliteConnection,
        company: i64,
        waits: &BTreeMap<String, Waits>,
    ) -> Result<(), DbError> {
        if waits.is_empty() {
            return Ok(());
        }
        let subjects: Vec<&String> = waits.keys().collect();
        let subjects = json(&subjects)?;
        let sql = "DELETE FROM waits WHERE company = ?1 AND subject IN (SELECT value FROM json_each(?2))";
        self.run(connection, sql, |query| query.bind(company).bind(subjects.clone())).await?;
        let sql =
            "DELETE FROM wait_edges WHERE company = ?1 AND subject IN (SELECT value FROM json_each(?2))";
        self.run(connection, sql, |query| query.bind(company).bind(subjects)).await?;
        let rows: Vec<_> = waits
            .iter()
            .flat_map(|(subject, waits)| {
                (0_i64..).zip(&waits.bodies).map(move |(place, body)| (subject, place, body))
            })
            .collect();
        self.insert(
            connection,
            "INSERT INTO waits (company, subject, place, body) ",
            &rows,
            "",
            |values, (subject, place, body)| {
                values.bind(company).bind((*subject).clone()).bind(*place).bind((*body).clone());
            },
        )
        .await?;
        let edges: Vec<_> = waits
            .iter()
            .flat_map(|(subject, waits)| waits.on.iter().map(move |on| (subject, on.to_string())))
            .collect();
        self.insert(
            connection,
            "INSERT INTO wait_edges (company, waits_on, subject) ",
            &edges,
            "",
            |values, (subject, on)| {
                values.bind(company).bind(on.clone()).bind((*subject).clone());
            },
        )
        .await
    }

    /// Marks whoever waits for one of these (rule P18), after this transaction's own marks and cleans.
    pub(super) async fn wake_waiting(
        &self,
        connection: &mut SqliteConnection,
        head: &mut Head,
        touched: &BTreeSet<Subject>,
    ) -> Result<(), DbError> {
        if touched.is_empty() {
            return Ok(());
        }
        let touched = json(touched)?;
        let sql = "SELECT edge.subject FROM json_each(?2) AS wanted CROSS JOIN wait_edges AS edge \
                   ON edge.company = ?1 AND edge.waits_on = wanted.value";
        let company = head.company;
        let rows = self.rows_on(connection, sql, |query| query.bind(company).bind(touched)).await?;
        let waiting = rows.iter().map(|row| column::<String>(row, 0));
        let waiting = waiting.collect::<Result<BTreeSet<_>, _>>()?;
        let marks: Vec<_> = waiting.into_iter().map(DirtyStep::Mark).collect();
        self.write_dirty(connection, head, &marks).await
    }

    pub(super) async fn write_holds(
        &self,
        connection: &mut SqliteConnection,
        company: i64,
        holds: &[(Box<Hold>, Vec<u8>)],
    ) -> Result<(), DbError> {
        self.insert(
            connection,
            "INSERT INTO holds (company, id, subject, open, raised_at, body) ",
            holds,
            " ON CONFLICT (company, id) DO UPDATE SET subject = excluded.subject, open = excluded.open, \
             raised_at = excluded.raised_at, body = excluded.body",
            |values, (hold, body)| {
                values
                    .bind(company)
                    .bind(hold.id.clone())
                    .bind(hold.draft.subject.to_string())
                    .bind(i64::from(hold.state == HoldState::Open))
                    .bind(millis(hold.raised_at))
                    .bind(body.clone());
            },
        )
        .await
    }

    /// Each edit is applied to the document as it is by then.
    pub(super) async fn write_documents(
        &self,
        connection: &mut SqliteConnection,
        company: i64,
        edits: Vec<Edit>,
    ) -> Result<(), DbError> {
        for edit in edits {
            let name = edit.name().to_owned();
            let kept = self.kept(connection, company, &name).await?;
            if let Some(value) = edit.applied_to(kept.as_deref())? {
                let sql = "INSERT INTO cursors (company, name, value) VALUES (?1, ?2, ?3) \
                           ON CONFLICT (company, name) DO UPDATE SET value = excluded.value";
                self.run(connection, sql, |query| query.bind(company).bind(name).bind(value)).await?;
            } else {
                let sql = "DELETE FROM cursors WHERE company = ?1 AND name = ?2";
                self.run(connection, sql, |query| query.bind(company).bind(name)).await?;
            }
        }
        Ok(())
    }

    /// Read within this transaction: what another write kept until now stays.
    async fn kept(
        &self,
        connection: &mut SqliteConnection,
        company: i64,
        name: &str,
    ) -> Result<Option<String>, DbError> {
        let sql = "SELECT value FROM cursors WHERE company = ?1 AND name = ?2";
        let rows = self.rows_on(connection, sql, |query| query.bind(company).bind(name.to_owned())).await?;
        rows.first().map(|row| column(row, 0).map(str::to_owned)).transpose()
    }
}
