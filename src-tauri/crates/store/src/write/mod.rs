//! A change set as one transaction.
//!
//! A change set comes in the order in which it is applied; changes of different tables do not touch each other, and every run
//! of like changes becomes one statement instead of hundreds.

mod figures;
mod journal;
mod links;
mod marks;
mod numbers;
mod outbox;
pub(crate) mod records;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use engine::documents::Edit;
use engine::hold::Hold;
use engine::journal::EntryDraft;
use engine::ports::{Change, ChangeSet, StoreFault};
use engine::settings::{Patch, Settings};
use engine::subject::Subject;
use ledger::CompanyId;
use sqlx::sqlite::{Sqlite, SqliteConnection};
use sqlx::{QueryBuilder, SqlSafeStr as _};

use crate::codec::{Packer, from_json, json};
use crate::fault::DbError;
use crate::sqlite::{SqliteStore, column};
use crate::touched::Touched;
use crate::transaction::Transaction;
use links::LinkStep;
use marks::{DirtyStep, Waits};
use numbers::{Counts, TieStep};
use outbox::OutboxStep;
use records::RecordStep;

/// Rows in one statement; times the columns of the widest table this stays far below SQLite's 32,766 parameters.
const ROWS_A_STATEMENT: usize = 256;

/// What one transaction does, in order.
enum Step {
    Apply(Box<Batch>),
    Forget,
}

/// Changes sorted by table, with their bodies packed.
#[derive(Default)]
struct Batch {
    settings: Option<Box<Settings>>,
    /// What changes in the stored settings; none when all of them are kept anew.
    patches: Vec<Patch>,
    records: Vec<RecordStep>,
    links: Vec<(Subject, LinkStep)>,
    dirty: Vec<DirtyStep>,
    outbox: Vec<OutboxStep>,
    /// By subject; the last word about a subject counts.
    waits: BTreeMap<String, Waits>,
    /// What others may wait for (rule P18).
    touched: BTreeSet<Subject>,
    holds: Vec<(Box<Hold>, Vec<u8>)>,
    documents: Vec<Edit>,
    journal: Vec<EntryDraft>,
    ties: Vec<TieStep>,
    counts: Counts,
}

/// The company's row: its number, and what is numbered within it.
struct Head {
    company: i64,
    stamp: i64,
    journal_seq: u64,
    journal_hash: Vec<u8>,
}

/// Packs and sorts before the write lock is taken.
fn steps(company: &CompanyId, changes: Vec<Change>) -> Result<Vec<Step>, StoreFault> {
    let mut packer = Packer::new()?;
    let mut steps = Vec::new();
    let mut batch: Option<Box<Batch>> = None;
    for change in changes {
        if matches!(change, Change::ForgetCompany) {
            steps.extend(batch.take().map(Step::Apply));
            steps.push(Step::Forget);
        } else {
            batch.get_or_insert_default().add(company, change, &mut packer)?;
        }
    }
    steps.extend(batch.map(Step::Apply));
    Ok(steps)
}

impl Batch {
    fn add(&mut self, company: &CompanyId, change: Change, packer: &mut Packer) -> Result<(), StoreFault> {
        match change {
            Change::Settings(settings) if settings.company != *company => {
                return Err(StoreFault::Other(format!(
                    "settings of company {} cannot be kept for company {company}",
                    settings.company
                )));
            }
            Change::Settings(settings) => {
                self.settings = Some(settings);
                self.patches.clear();
            }
            Change::Patch(patch) => match &mut self.settings {
                Some(settings) => settings.patch(patch),
                None => self.patches.push(patch),
            },
            // Split off by `steps`.
            Change::ForgetCompany => {}
            Change::Mirror { mirrored, raw } => {
                self.touched.extend(Subject::of_record(&mirrored.record));
                self.records.push(RecordStep::mirror(&mirrored, raw.as_deref(), packer)?);
            }
            Change::Correct { mirrored, raw } => {
                self.touched.extend(Subject::of_record(&mirrored.record));
                self.records.push(RecordStep::correct(&mirrored, &raw, packer)?);
            }
            Change::Gone { reference, at } => {
                self.touched.extend(Subject::of(&reference));
                self.records.push(RecordStep::gone(reference, at));
            }
            Change::Link { subject, link } => {
                self.touched.insert(subject.clone());
                self.links.push((subject, LinkStep::Keep(link)));
            }
            Change::PatchLink { subject, patch } => {
                self.touched.insert(subject.clone());
                self.links.push((subject, LinkStep::Patch(patch)));
            }
            Change::Dirty(subject) => self.dirty.push(DirtyStep::Mark(subject.to_string())),
            Change::Clean(dirty) => self.dirty.push(DirtyStep::clean(&dirty)),
            Change::Outbox(item) => self.outbox.push(OutboxStep::put(&item, packer)?),
            Change::DropOutbox(slot) => self.outbox.push(OutboxStep::Drop(slot.0)),
            Change::Waits { subject, waits } => {
                self.waits.insert(subject.to_string(), Waits::pack(&waits, packer)?);
            }
            Change::Hold(hold) => {
                self.touched.insert(hold.draft.subject.clone());
                let body = packer.json(&hold)?;
                self.holds.push((hold, body));
            }
            Change::Edit(edit) => self.documents.push(*edit),
            Change::Journal(draft) => self.journal.push(*draft),
            Change::Tie(row) => self.ties.push(TieStep::Tie(row)),
            Change::Untie(invoice) => self.ties.push(TieStep::Untie(invoice)),
            Change::Tally { item, at } => self.counts.tally(item, at),
            Change::Requests { month, reads, writes } => self.counts.requests(month, reads, writes),
        }
        Ok(())
    }
}

fn unknown(company: &CompanyId) -> DbError {
    StoreFault::Other(format!("company {company} is not known here")).into()
}

impl SqliteStore {
    /// Applies all changes or none.
    pub(crate) async fn apply(&self, company: &CompanyId, changes: ChangeSet) -> Result<(), DbError> {
        let changes: Vec<Change> = changes.into_iter().collect();
        let touched = Arc::new(Touched::by(company, &changes));
        let steps = steps(company, changes)?;
        if steps.is_empty() {
            return Ok(());
        }
        let forgets = steps.iter().any(|step| matches!(step, Step::Forget));
        self.open_wholly().await?;
        let mut writer = self.writer().await;
        let mut transaction = Transaction::begin(&mut writer).await?;
        for step in steps {
            match step {
                Step::Apply(batch) => self.apply_batch(transaction.connection(), company, *batch).await?,
                Step::Forget => {
                    let sql = "DELETE FROM companies WHERE id = ?1";
                    self.run(transaction.connection(), sql, |query| query.bind(company.to_string())).await?;
                }
            }
        }
        transaction.commit().await?;
        self.note(None);
        // An error only says that nobody follows.
        let _heard = self.touched.send(touched);
        if forgets {
            // The log still holds what was forgotten, until it is folded in and cut. Another process that is reading at
            // this moment keeps it, at the latest until the last process closes the file.
            self.rows_on(&mut writer, "PRAGMA wal_checkpoint(TRUNCATE)", |query| query).await?;
        }
        Ok(())
    }

    async fn apply_batch(
        &self,
        connection: &mut SqliteConnection,
        company: &CompanyId,
        batch: Batch,
    ) -> Result<(), DbError> {
        if let Some(settings) = &batch.settings {
            self.keep_settings(connection, settings).await?;
        }
        if !batch.patches.is_empty() {
            self.patch_settings(connection, company, batch.patches).await?;
        }
        let mut head = self.head(connection, company).await?;
        let before = (head.stamp, head.journal_seq);
        self.write_records(connection, head.company, &batch.records).await?;
        self.write_links(connection, head.company, batch.links).await?;
        self.write_outbox(connection, head.company, &batch.outbox).await?;
        self.write_waits(connection, head.company, &batch.waits).await?;
        self.write_holds(connection, head.company, &batch.holds).await?;
        self.write_documents(connection, head.company, batch.documents).await?;
        self.write_ties(connection, head.company, &batch.ties).await?;
        self.write_counts(connection, head.company, batch.counts).await?;
        self.write_dirty(connection, &mut head, &batch.dirty).await?;
        self.wake_waiting(connection, &mut head, &batch.touched).await?;
        self.write_journal(connection, &mut head, &batch.journal).await?;
        if before != (head.stamp, head.journal_seq) {
            self.keep_head(connection, head).await?;
        }
        Ok(())
    }

    async fn keep_settings(
        &self,
        connection: &mut SqliteConnection,
        settings: &Settings,
    ) -> Result<(), DbError> {
        let text = json(settings)?;
        let sql = "INSERT INTO companies (id, settings) VALUES (?1, ?2) \
                   ON CONFLICT (id) DO UPDATE SET settings = excluded.settings";
        self.run(connection, sql, |query| query.bind(settings.company.to_string()).bind(text)).await
    }

    /// Read within this transaction: what another process kept until now stays.
    async fn patch_settings(
        &self,
        connection: &mut SqliteConnection,
        company: &CompanyId,
        patches: Vec<Patch>,
    ) -> Result<(), DbError> {
        let sql = "SELECT settings FROM companies WHERE id = ?1";
        let rows = self.rows_on(connection, sql, |query| query.bind(company.to_string())).await?;
        let Some(row) = rows.first() else { return Err(unknown(company)) };
        let mut settings: Settings = from_json(column(row, 0)?)?;
        for patch in patches {
            settings.patch(patch);
        }
        self.keep_settings(connection, &settings).await
    }

    async fn head(&self, connection: &mut SqliteConnection, company: &CompanyId) -> Result<Head, DbError> {
        let sql = "SELECT company, stamp, journal_seq, journal_hash FROM companies WHERE id = ?1";
        let rows = self.rows_on(connection, sql, |query| query.bind(company.to_string())).await?;
        let Some(row) = rows.first() else {
            return Err(unknown(company));
        };
        Ok(Head {
            company: column(row, 0)?,
            stamp: column(row, 1)?,
            journal_seq: crate::values::counted(column(row, 2)?),
            journal_hash: column(row, 3)?,
        })
    }

    async fn keep_head(&self, connection: &mut SqliteConnection, head: Head) -> Result<(), DbError> {
        let sql = "UPDATE companies SET stamp = ?2, journal_seq = ?3, journal_hash = ?4 WHERE company = ?1";
        self.run(connection, sql, |query| {
            query
                .bind(head.company)
                .bind(head.stamp)
                .bind(crate::values::stored(head.journal_seq))
                .bind(head.journal_hash)
        })
        .await
    }

    /// `head (columns) VALUES rows tail`, some hundred rows a statement.
    async fn insert<R>(
        &self,
        connection: &mut SqliteConnection,
        into: &'static str,
        rows: &[R],
        tail: &'static str,
        bind: impl Fn(&mut Values<'_>, &R),
    ) -> Result<(), DbError> {
        for rows in rows.chunks(ROWS_A_STATEMENT) {
            let mut builder = QueryBuilder::<Sqlite>::new(into);
            builder.push_values(rows, |values, row| bind(&mut Values { values }, row));
            builder.push(tail);
            self.counted(builder.sql().into_sql_str());
            // A lone row is the everyday case and worth keeping prepared; other lengths are not.
            builder.build().persistent(rows.len() == 1).execute(&mut *connection).await?;
        }
        Ok(())
    }
}

/// The values of one row.
struct Values<'b> {
    values: sqlx::query_builder::Separated<'b, Sqlite, &'static str>,
}

impl Values<'_> {
    fn bind<T>(&mut self, value: T) -> &mut Self
    where
        T: for<'t> sqlx::Encode<'t, Sqlite> + sqlx::Type<Sqlite>,
    {
        self.values.push_bind(value);
        self
    }
}
