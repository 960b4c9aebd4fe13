//! The outbox.

use engine::intent::Lane;
use engine::outbox::{OutboxItem, OutboxState};
use engine::ports::StoreFault;
use sqlx::SqliteConnection;

use crate::codec::{Packer, json};
use crate::fault::DbError;
use crate::sqlite::SqliteStore;
use crate::values::millis;

/// One change of the outbox.
pub(super) enum OutboxStep {
    Put(Box<OutboxRow>),
    Drop(String),
}

/// An intent ready to be stored.
pub(super) struct OutboxRow {
    slot: String,
    subject: String,
    item: &'static str,
    state: OutboxState,
    lane: i64,
    planned_at: i64,
    not_before: i64,
    body: Vec<u8>,
}

impl OutboxStep {
    pub(super) fn put(item: &OutboxItem, packer: &mut Packer) -> Result<Self, StoreFault> {
        Ok(Self::Put(Box::new(OutboxRow {
            slot: item.slot.0.clone(),
            subject: item.intent.subject.to_string(),
            item: item.intent.action.item().code(),
            state: item.state,
            lane: rank(item.intent.lane),
            planned_at: millis(item.planned_at),
            not_before: millis(item.not_before),
            body: packer.json(item)?,
        })))
    }

    fn is_put(&self) -> bool {
        matches!(self, Self::Put(_))
    }
}

/// Rule F6: money writes go before changes, changes before history, history before PDFs.
fn rank(lane: Lane) -> i64 {
    match lane {
        Lane::Money => 0,
        Lane::Changes => 1,
        Lane::History => 2,
        Lane::Pdfs => 3,
    }
}

impl SqliteStore {
    pub(super) async fn write_outbox(
        &self,
        connection: &mut SqliteConnection,
        company: i64,
        steps: &[OutboxStep],
    ) -> Result<(), DbError> {
        for run in steps.chunk_by(|one, next| one.is_put() == next.is_put()) {
            let mut rows = Vec::new();
            let mut dropped = Vec::new();
            for step in run {
                match step {
                    OutboxStep::Put(row) => rows.push(&**row),
                    OutboxStep::Drop(slot) => dropped.push(slot),
                }
            }
            self.put(connection, company, &rows).await?;
            if !dropped.is_empty() {
                let dropped = json(&dropped)?;
                let sql =
                    "DELETE FROM outbox WHERE company = ?1 AND slot IN (SELECT value FROM json_each(?2))";
                self.run(connection, sql, |query| query.bind(company).bind(dropped)).await?;
            }
        }
        Ok(())
    }

    async fn put(
        &self,
        connection: &mut SqliteConnection,
        company: i64,
        rows: &[&OutboxRow],
    ) -> Result<(), DbError> {
        self.insert(
            connection,
            "INSERT INTO outbox \
             (company, slot, subject, item, state, lane, planned_at, not_before, body) ",
            rows,
            " ON CONFLICT (company, slot) DO UPDATE SET subject = excluded.subject, item = excluded.item, \
             state = excluded.state, lane = excluded.lane, planned_at = excluded.planned_at, \
             not_before = excluded.not_before, body = excluded.body",
            |values, row| {
                values
                    .bind(company)
                    .bind(row.slot.clone())
                    .bind(row.subject.clone())
                    .bind(row.item)
                    .bind(row.state.code())
                    .bind(row.lane)
                    .bind(row.planned_at)
                    .bind(row.not_before)
                    .bind(row.body.clone());
            },
        )
        .await
    }
}
