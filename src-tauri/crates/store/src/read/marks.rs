//! Settings, links, dirty marks, waits, holds and documents.

use engine::awaited::Wait;
use engine::hold::Hold;
use engine::link::Link;
use engine::ports::{Dirty, HoldQuery, StoreFault};
use engine::record::RecordRef;
use engine::settings::Settings;
use engine::subject::{NoSubject, Subject};
use ledger::CompanyId;

use crate::codec::{Unpacker, from_json, json};
use crate::fault::DbError;
use crate::sqlite::{SqliteStore, column};
use crate::values::hash_text;

/// Subjects as a JSON array of their texts.
pub(super) fn names(subjects: &[Subject]) -> Result<String, StoreFault> {
    json(subjects)
}

pub(crate) fn subject(text: &str) -> Result<Subject, StoreFault> {
    text.parse().map_err(|error: NoSubject| StoreFault::Damaged(error.to_string()))
}

impl SqliteStore {
    pub(crate) async fn read_companies(&self) -> Result<Vec<Settings>, DbError> {
        let rows = self.rows("SELECT settings FROM companies ORDER BY id", |query| query).await?;
        rows.iter().map(|row| Ok(from_json(column(row, 0)?)?)).collect()
    }

    pub(crate) async fn read_settings(&self, company: &CompanyId) -> Result<Option<Settings>, DbError> {
        let sql = "SELECT settings FROM companies WHERE id = ?1";
        let row = self.row(sql, |query| query.bind(company.to_string())).await?;
        row.map(|row| Ok(from_json(column(&row, 0)?)?)).transpose()
    }

    pub(crate) async fn read_links(
        &self,
        company: &CompanyId,
        subjects: &[Subject],
    ) -> Result<Vec<(Subject, Link)>, DbError> {
        if subjects.is_empty() {
            return Ok(Vec::new());
        }
        let wanted = names(subjects)?;
        let sql = "SELECT l.subject, l.body FROM json_each(?2) AS wanted CROSS JOIN links AS l \
                   ON l.company = (SELECT company FROM companies WHERE id = ?1) AND l.subject = wanted.value";
        let rows = self.rows(sql, |query| query.bind(company.to_string()).bind(wanted)).await?;
        let mut unpacker = Unpacker::new()?;
        rows.iter().map(|row| Ok((subject(column(row, 0)?)?, unpacker.json(column(row, 1)?)?))).collect()
    }

    pub(crate) async fn read_linked(
        &self,
        company: &CompanyId,
        targets: &[RecordRef],
    ) -> Result<Vec<Subject>, DbError> {
        if targets.is_empty() {
            return Ok(Vec::new());
        }
        let targets = super::records::names(targets)?;
        let sql = "SELECT DISTINCT e.subject FROM json_each(?2) AS wanted CROSS JOIN link_edges AS e \
                   ON e.company = (SELECT company FROM companies WHERE id = ?1) \
                   AND e.target_kind = wanted.value ->> 0 AND e.target_id = wanted.value ->> 1 ORDER BY e.subject";
        let rows = self.rows(sql, |query| query.bind(company.to_string()).bind(targets)).await?;
        rows.iter().map(|row| Ok(subject(column(row, 0)?)?)).collect()
    }

    pub(crate) async fn read_dirty(&self, company: &CompanyId, limit: u32) -> Result<Vec<Dirty>, DbError> {
        let sql = "SELECT subject, stamp FROM dirty \
                   WHERE company = (SELECT company FROM companies WHERE id = ?1) ORDER BY stamp LIMIT ?2";
        let rows = self.rows(sql, |query| query.bind(company.to_string()).bind(limit)).await?;
        rows.iter()
            .map(|row| Ok(Dirty { subject: subject(column(row, 0)?)?, stamp: column(row, 1)? }))
            .collect()
    }

    pub(crate) async fn read_holds(
        &self,
        company: &CompanyId,
        query: &HoldQuery,
    ) -> Result<Vec<Hold>, DbError> {
        let rows = match query {
            HoldQuery::Open => {
                let sql = "SELECT body FROM holds WHERE company = (SELECT company FROM companies WHERE id = ?1) \
                           AND open = 1 ORDER BY raised_at, hold";
                self.rows(sql, |asked| asked.bind(company.to_string())).await?
            }
            HoldQuery::Subjects(subjects) => {
                let wanted = names(subjects)?;
                let sql = "SELECT h.body FROM json_each(?2) AS wanted CROSS JOIN holds AS h \
                           ON h.company = (SELECT company FROM companies WHERE id = ?1) \
                           AND h.subject = wanted.value ORDER BY h.raised_at, h.hold";
                self.rows(sql, |asked| asked.bind(company.to_string()).bind(wanted)).await?
            }
            HoldQuery::Id(id) => {
                let sql = "SELECT body FROM holds WHERE company = (SELECT company FROM companies WHERE id = ?1) \
                           AND id = ?2";
                self.rows(sql, |asked| asked.bind(company.to_string()).bind(id.clone())).await?
            }
        };
        let mut unpacker = Unpacker::new()?;
        rows.iter().map(|row| Ok(unpacker.json(column(row, 0)?)?)).collect()
    }

    pub(crate) async fn read_waits(
        &self,
        company: &CompanyId,
        limit: u32,
    ) -> Result<Vec<(Subject, Wait)>, DbError> {
        let sql = "SELECT subject, body FROM waits \
                   WHERE company = (SELECT company FROM companies WHERE id = ?1) \
                   ORDER BY subject, place LIMIT ?2";
        let rows = self.rows(sql, |query| query.bind(company.to_string()).bind(limit)).await?;
        let mut unpacker = Unpacker::new()?;
        rows.iter().map(|row| Ok((subject(column(row, 0)?)?, unpacker.json(column(row, 1)?)?))).collect()
    }

    pub(crate) async fn read_cursor(
        &self,
        company: &CompanyId,
        name: &str,
    ) -> Result<Option<String>, DbError> {
        let sql = "SELECT value FROM cursors WHERE company = (SELECT company FROM companies WHERE id = ?1) \
                   AND name = ?2";
        let row = self.row(sql, |query| query.bind(company.to_string()).bind(name.to_owned())).await?;
        row.map(|row| column(&row, 0)).transpose()
    }

    /// The first bytes ever given stay; of several processes starting at once, one wins for all.
    pub(crate) async fn read_installation(&self, fresh: [u8; 16]) -> Result<String, DbError> {
        const KEPT: &str = "SELECT id FROM installation WHERE only = 1";
        if let Some(row) = self.row(KEPT, |query| query).await? {
            return column(&row, 0);
        }
        let mut writer = self.writer().await;
        let sql = "INSERT INTO installation (only, id) VALUES (1, ?1) ON CONFLICT DO NOTHING";
        self.run(&mut writer, sql, |query| query.bind(hash_text(&fresh))).await?;
        let rows = self.rows_on(&mut writer, KEPT, |query| query).await?;
        let row = rows.first().ok_or_else(|| StoreFault::Damaged("the installation has no id".to_owned()))?;
        column(row, 0)
    }
}
