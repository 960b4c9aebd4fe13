//! The journal told as changes: one row a change or question, derived from the journal and kept for paging.

use engine::category::SyncCategory;
use engine::ports::StoreFault;
use jiff::Timestamp;
use ledger::{CompanyId, Currency};
use serde::{Deserialize, Serialize};
use sqlx::QueryBuilder;
use sqlx::sqlite::{Sqlite, SqliteRow};

use crate::codec::json;
use crate::fault::DbError;
use crate::sqlite::{SqliteStore, column};
use crate::transaction::Transaction;
use crate::values::{counted, from_code, instant, millis, stored};

/// A change or question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldRow {
    /// Number of its newest journal entry.
    pub seq: u64,
    /// When it happened, by our clock.
    pub at: Timestamp,
    /// Row of the board.
    pub item: Option<SyncCategory>,
    /// `to_quickbooks` or `to_alternative`; nothing: nothing was written.
    pub direction: Option<String>,
    /// What it is about, as `kind:id`.
    pub subject: Option<String>,
    /// The record that opens, as `kind:id`.
    pub record: Option<String>,
    /// The intent, while it is to be written; `unreadable:…`, while a record cannot be read.
    pub slot: Option<String>,
    /// The question that was asked.
    pub hold: Option<String>,
    /// What people call the record.
    pub name: Option<String>,
    /// What it changes, in whatever form the reader gave it; absent in rows of earlier versions.
    pub change: Option<String>,
    /// One sentence.
    pub text: String,
    /// What it is found by, in lower case.
    pub folded: String,
    /// The money it is about, in minor units.
    pub minor: Option<i64>,
    /// The currency of `minor`.
    pub currency: Option<Currency>,
}

/// How a change stands now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToldState {
    /// Over.
    Done,
    /// To be written.
    Working,
    /// To be written later.
    Waiting,
    /// The question is open.
    NeedsYou,
}

impl ToldState {
    fn code(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Working => "working",
            Self::Waiting => "waiting",
            Self::NeedsYou => "needs_you",
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        [Self::Done, Self::Working, Self::Waiting, Self::NeedsYou].into_iter().find(|it| it.code() == code)
    }
}

/// A change and how it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The change.
    pub row: ToldRow,
    /// How it stands.
    pub state: ToldState,
}

/// Which changes.
#[derive(Debug, Clone, Default)]
pub struct ToldQuery {
    /// Part of what they are found by, in lower case.
    pub text: Option<String>,
    /// Only this row of the board.
    pub item: Option<SyncCategory>,
    /// Only this way.
    pub direction: Option<&'static str>,
    /// Only in this state.
    pub state: Option<ToldState>,
    /// Only since then.
    pub since: Option<Timestamp>,
    /// Only before this number.
    pub before: Option<u64>,
    /// What is not tried before then waits.
    pub now: Timestamp,
    /// What goes these ways waits.
    pub resting: Vec<&'static str>,
    /// At most.
    pub limit: u32,
}

const PAGE: &str = "SELECT seq, at, item, direction, subject, record, slot, hold, name, text, folded, minor, \
    currency, state, change FROM (SELECT t.*, CASE \
    WHEN t.hold IS NOT NULL THEN CASE WHEN EXISTS (SELECT 1 FROM holds AS h WHERE h.company = t.company \
        AND h.id = t.hold AND h.open = 1) THEN 'needs_you' ELSE 'done' END \
    WHEN t.slot IS NULL THEN 'done' \
    WHEN t.slot GLOB 'unreadable:*' THEN 'waiting' \
    ELSE coalesce((SELECT CASE WHEN o.state IN ('waiting', 'held') OR o.not_before > ";

const STATE: &str = " THEN 'waiting' ELSE 'working' END \
    FROM outbox AS o WHERE o.company = t.company AND o.slot = t.slot \
    AND o.state IN ('ready', 'sent', 'waiting', 'held')), 'dropped') END AS state FROM told AS t \
    WHERE t.company = (SELECT company FROM companies WHERE id = ";

impl SqliteStore {
    /// Up to which journal entry changes were told, and which is the last entry.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn told_upto(&self, company: &CompanyId) -> Result<(u64, u64), StoreFault> {
        let sql = "SELECT told_seq, journal_seq FROM companies WHERE id = ?1";
        let read = async {
            let row = self.row(sql, |query| query.bind(company.to_string())).await?;
            row.map_or(Ok((0, 0)), |row| Ok((counted(column(&row, 0)?), counted(column(&row, 1)?))))
        };
        read.await.map_err(|error: DbError| self.fault(error))
    }

    /// Keeps what the journal's entries after `from`, up to `upto`, tell: these intents are settled or planned anew,
    /// these changes are new. Nothing is kept when another process was faster.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tell(
        &self,
        company: &CompanyId,
        (from, upto): (u64, u64),
        settled: &[String],
        rows: &[ToldRow],
    ) -> Result<(), StoreFault> {
        self.keep_told(company, (from, upto), settled, rows).await.map_err(|error| self.fault(error))
    }

    async fn keep_told(
        &self,
        company: &CompanyId,
        (from, upto): (u64, u64),
        settled: &[String],
        rows: &[ToldRow],
    ) -> Result<(), DbError> {
        let mut writer = self.writer().await;
        let mut transaction = Transaction::begin(&mut writer).await?;
        let sql = "SELECT company FROM companies WHERE id = ?1 AND told_seq = ?2";
        let head = self
            .rows_on(transaction.connection(), sql, |query| {
                query.bind(company.to_string()).bind(stored(from))
            })
            .await?;
        let Some(head) = head.first() else { return Ok(()) };
        let number: i64 = column(head, 0)?;
        let settled = json(settled)?;
        let sql = "DELETE FROM told INDEXED BY told_to_come WHERE company = ?1 \
                   AND slot IS NOT NULL AND slot IN (SELECT value FROM json_each(?2))";
        self.run(transaction.connection(), sql, |query| query.bind(number).bind(settled)).await?;
        let rows: Vec<_> = rows.iter().map(|row| (row, millis(row.at))).collect();
        let rows = json(&rows)?;
        let sql = "INSERT INTO told (company, seq, at, item, direction, subject, record, slot, hold, name, text, \
                   folded, minor, currency, change) SELECT ?1, value ->> '$[0].seq', value ->> '$[1]', \
                   value ->> '$[0].item', value ->> '$[0].direction', value ->> '$[0].subject', \
                   value ->> '$[0].record', value ->> '$[0].slot', value ->> '$[0].hold', \
                   value ->> '$[0].name', value ->> '$[0].text', value ->> '$[0].folded', \
                   value ->> '$[0].minor', value ->> '$[0].currency', value ->> '$[0].change' FROM json_each(?2)";
        self.run(transaction.connection(), sql, |query| query.bind(number).bind(rows)).await?;
        let sql = "UPDATE companies SET told_seq = ?2 WHERE company = ?1";
        self.run(transaction.connection(), sql, |query| query.bind(number).bind(stored(upto))).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// A page of changes, newest first; intents that were dropped are left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn told(&self, company: &CompanyId, query: &ToldQuery) -> Result<Vec<Told>, StoreFault> {
        let read = async {
            let rows = self.built_rows(page(company, query)).await?;
            rows.iter().map(told).collect::<Result<Vec<_>, DbError>>()
        };
        read.await.map_err(|error: DbError| self.fault(error))
    }

    /// The change with this number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn told_one(
        &self,
        company: &CompanyId,
        seq: u64,
        now: Timestamp,
    ) -> Result<Option<Told>, StoreFault> {
        let query = ToldQuery { before: Some(seq.saturating_add(1)), limit: 1, now, ..ToldQuery::default() };
        let found = self.told(company, &query).await?;
        Ok(found.into_iter().find(|told| told.row.seq == seq))
    }

    /// What the record is called that each row of the board changed last.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn last_names(
        &self,
        company: &CompanyId,
    ) -> Result<Vec<(SyncCategory, Option<String>)>, StoreFault> {
        let items: Vec<_> = SyncCategory::ALL.iter().map(|item| item.code()).collect();
        let items = json(&items)?;
        let sql = "SELECT json_group_array(json_array(wanted.value, (SELECT t.name FROM told AS t \
                   INDEXED BY told_of_item WHERE t.company = (SELECT company FROM companies WHERE id = ?1) \
                   AND t.item = wanted.value AND t.direction IS NOT NULL AND t.slot IS NULL AND t.hold IS NULL \
                   ORDER BY t.seq DESC LIMIT 1))) FROM json_each(?2) AS wanted";
        self.bulk(sql, |query| query.bind(company.to_string()).bind(items)).await
    }
}

fn page(company: &CompanyId, query: &ToldQuery) -> QueryBuilder<Sqlite> {
    let mut builder = QueryBuilder::<Sqlite>::new(PAGE);
    builder.push_bind(millis(query.now));
    for direction in &query.resting {
        builder.push(" OR t.direction = ").push_bind(*direction);
    }
    builder.push(STATE);
    builder.push_bind(company.to_string()).push(")");
    if let Some(before) = query.before {
        builder.push(" AND t.seq < ").push_bind(stored(before));
    }
    if let Some(item) = query.item {
        builder.push(" AND t.item = ").push_bind(item.code());
    }
    if let Some(direction) = query.direction {
        builder.push(" AND t.direction = ").push_bind(direction);
    }
    if let Some(since) = query.since {
        builder.push(" AND t.at >= ").push_bind(millis(since));
    }
    if let Some(text) = &query.text {
        builder.push(" AND instr(t.folded, ").push_bind(text.clone()).push(") > 0");
    }
    match query.state {
        Some(ToldState::NeedsYou) => {
            builder.push(" AND t.hold IS NOT NULL");
        }
        Some(ToldState::Working | ToldState::Waiting) => {
            builder.push(" AND t.slot IS NOT NULL");
        }
        Some(ToldState::Done) | None => {}
    }
    builder.push(" ORDER BY t.seq DESC) WHERE ");
    match query.state {
        Some(state) => builder.push("state = ").push_bind(state.code()),
        None => builder.push("state <> 'dropped'"),
    };
    builder.push(" ORDER BY seq DESC LIMIT ").push_bind(query.limit);
    builder
}

fn told(row: &SqliteRow) -> Result<Told, DbError> {
    let item: Option<&str> = column(row, 2)?;
    let currency: Option<&str> = column(row, 12)?;
    Ok(Told {
        row: ToldRow {
            seq: counted(column(row, 0)?),
            at: instant(column(row, 1)?)?,
            item: item.map(|code| from_code(code, SyncCategory::from_code)).transpose()?,
            direction: column(row, 3)?,
            subject: column(row, 4)?,
            record: column(row, 5)?,
            slot: column(row, 6)?,
            hold: column(row, 7)?,
            name: column(row, 8)?,
            change: column(row, 14)?,
            text: column(row, 9)?,
            folded: column(row, 10)?,
            minor: column(row, 11)?,
            currency: currency.map(|code| from_code(code, |code| code.parse().ok())).transpose()?,
        },
        state: from_code(column(row, 13)?, ToldState::from_code)?,
    })
}
