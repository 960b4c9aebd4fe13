//! The journal.

use engine::journal::{Entry, chain_hash};
use engine::ports::JournalQuery;
use ledger::CompanyId;
use sqlx::QueryBuilder;
use sqlx::sqlite::{Sqlite, SqliteRow};

use crate::codec::Unpacker;
use crate::fault::DbError;
use crate::sqlite::{SqliteStore, column};
use crate::values::{counted, hash_text, stored};

/// Entries checked at a time, so that a long chain takes little memory.
const ENTRIES_A_PAGE: i64 = 1000;

/// One stored link of the chain.
struct Stored {
    seq: u64,
    previous: String,
    hash: String,
    text: String,
}

fn stored_entry(row: &SqliteRow, unpacker: &mut Unpacker) -> Result<Stored, DbError> {
    Ok(Stored {
        seq: counted(column(row, 0)?),
        previous: hash_text(column(row, 1)?),
        hash: hash_text(column(row, 2)?),
        text: unpacker.text(column(row, 3)?)?,
    })
}

impl SqliteStore {
    pub(crate) async fn read_journal(
        &self,
        company: &CompanyId,
        query: &JournalQuery,
    ) -> Result<Vec<Entry>, DbError> {
        let mut builder = QueryBuilder::<Sqlite>::new(
            "SELECT seq, previous, hash, body FROM journal \
             WHERE company = (SELECT company FROM companies WHERE id = ",
        );
        builder.push_bind(company.to_string()).push(")");
        if let Some(subject) = &query.subject {
            builder.push(" AND subject = ").push_bind(subject.to_string());
        }
        if let Some(record) = &query.record {
            builder.push(" AND record_kind = ").push_bind(record.kind.code());
            builder.push(" AND record_id = ").push_bind(record.id.clone());
        }
        match query.after {
            Some(after) => {
                builder.push(" AND seq > ").push_bind(stored(after)).push(" ORDER BY seq LIMIT ");
            }
            None => {
                builder.push(" ORDER BY seq DESC LIMIT ");
            }
        }
        builder.push_bind(query.limit);
        let rows = self.built_rows(builder).await?;
        let mut unpacker = Unpacker::new()?;
        let mut entries = Vec::with_capacity(rows.len());
        for row in &rows {
            let Stored { seq, previous, hash, text } = stored_entry(row, &mut unpacker)?;
            entries.push(Entry { seq, draft: crate::codec::from_json(&text)?, previous, hash });
        }
        Ok(entries)
    }

    /// Follows the chain from its first entry. A missing entry counts as the one that does not fit, at the end too: the
    /// company's row knows how many there are.
    pub(crate) async fn walk_journal(&self, company: &CompanyId) -> Result<Option<u64>, DbError> {
        let sql = "SELECT company, journal_seq, journal_hash FROM companies WHERE id = ?1";
        let Some(head) = self.row(sql, |query| query.bind(company.to_string())).await? else {
            return Ok(None);
        };
        let number: i64 = column(&head, 0)?;
        let last = counted(column(&head, 1)?);
        let (mut seq, mut hash) = (0, String::new());
        let mut unpacker = Unpacker::new()?;
        while seq < last {
            let sql = "SELECT seq, previous, hash, body FROM journal WHERE company = ?1 AND seq > ?2 \
                       ORDER BY seq LIMIT ?3";
            let rows =
                self.rows(sql, |query| query.bind(number).bind(stored(seq)).bind(ENTRIES_A_PAGE)).await?;
            if rows.is_empty() {
                return Ok(Some(seq + 1));
            }
            for row in &rows {
                // A body that cannot be unpacked any more does not fit either.
                let entry = stored_entry(row, &mut unpacker).ok().filter(|entry| {
                    entry.seq == seq + 1
                        && entry.previous == hash
                        && entry.hash == chain_hash(&hash, entry.seq, &entry.text)
                });
                let Some(entry) = entry else { return Ok(Some(seq + 1)) };
                (seq, hash) = (entry.seq, entry.hash);
            }
        }
        // Entries written since the head was read are walked by the next call.
        let ends_well = seq > last || hash == hash_text(column(&head, 2)?);
        Ok((!ends_well).then_some(last))
    }
}
