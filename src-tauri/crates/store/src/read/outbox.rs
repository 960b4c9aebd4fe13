//! The outbox.

use engine::category::SyncCategory;
use engine::intent::Slot;
use engine::outbox::{OutboxItem, OutboxState};
use engine::ports::OutboxQuery;
use ledger::CompanyId;

use super::marks::names;
use crate::codec::{Unpacker, json};
use crate::fault::DbError;
use crate::sqlite::{SqliteStore, column};
use crate::values::{counted, from_code, millis};

impl SqliteStore {
    pub(crate) async fn read_outbox(
        &self,
        company: &CompanyId,
        query: &OutboxQuery,
    ) -> Result<Vec<OutboxItem>, DbError> {
        let rows = match query {
            OutboxQuery::Subjects(subjects) => {
                let wanted = names(subjects)?;
                let sql = "SELECT o.body FROM json_each(?2) AS wanted CROSS JOIN outbox AS o \
                           ON o.company = (SELECT company FROM companies WHERE id = ?1) \
                           AND o.subject = wanted.value ORDER BY o.lane, o.planned_at, o.intent";
                self.rows(sql, |asked| asked.bind(company.to_string()).bind(wanted)).await?
            }
            OutboxQuery::Slots(slots) => {
                let wanted = json::<[Slot]>(slots)?;
                let sql = "SELECT o.body FROM json_each(?2) AS wanted CROSS JOIN outbox AS o \
                           ON o.company = (SELECT company FROM companies WHERE id = ?1) \
                           AND o.slot = wanted.value ORDER BY o.lane, o.planned_at, o.intent";
                self.rows(sql, |asked| asked.bind(company.to_string()).bind(wanted)).await?
            }
            OutboxQuery::Due { now, limit } => {
                // In order until the limit is reached; the other index would find all that are due and sort them, which
                // on a first import is everything there is.
                let sql = "SELECT body FROM outbox INDEXED BY outbox_by_lane \
                           WHERE company = (SELECT company FROM companies WHERE id = ?1) \
                           AND state IN ('ready', 'sent', 'waiting') AND not_before <= ?2 \
                           ORDER BY lane, planned_at, intent LIMIT ?3";
                self.rows(sql, |asked| asked.bind(company.to_string()).bind(millis(*now)).bind(*limit))
                    .await?
            }
            OutboxQuery::Open { limit } => {
                let sql = "SELECT body FROM outbox \
                           WHERE company = (SELECT company FROM companies WHERE id = ?1) \
                           AND state IN ('ready', 'sent', 'waiting') \
                           ORDER BY not_before, lane, planned_at, intent LIMIT ?2";
                self.rows(sql, |asked| asked.bind(company.to_string()).bind(*limit)).await?
            }
        };
        let mut unpacker = Unpacker::new()?;
        rows.iter().map(|row| Ok(unpacker.json(column(row, 0)?)?)).collect()
    }

    pub(crate) async fn read_outbox_counts(
        &self,
        company: &CompanyId,
    ) -> Result<Vec<(SyncCategory, OutboxState, u64)>, DbError> {
        let sql = "SELECT item, state, intents FROM outbox_counts \
                   WHERE company = (SELECT company FROM companies WHERE id = ?1) AND intents > 0";
        let rows = self.rows(sql, |query| query.bind(company.to_string())).await?;
        let mut counts = Vec::with_capacity(rows.len());
        for row in &rows {
            let item = from_code(column(row, 0)?, SyncCategory::from_code)?;
            let state = from_code(column(row, 1)?, OutboxState::from_code)?;
            counts.push((item, state, counted(column(row, 2)?)));
        }
        counts.sort_by_key(|(item, state, _)| (*item, *state));
        Ok(counts)
    }
}
