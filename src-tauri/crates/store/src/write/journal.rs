//! The journal: numbered and chained inside the transaction that writes it.

use engine::journal::{EntryDraft, chain_hash};
use sqlx::SqliteConnection;

use super::Head;
use crate::codec::{Packer, json};
use crate::fault::DbError;
use crate::sqlite::SqliteStore;
use crate::values::{hash_bytes, hash_text, stored};

/// An entry ready to be stored.
struct EntryRow<'d> {
    draft: &'d EntryDraft,
    seq: u64,
    previous: Vec<u8>,
    hash: Vec<u8>,
    body: Vec<u8>,
}

impl SqliteStore {
    pub(super) async fn write_journal(
        &self,
        connection: &mut SqliteConnection,
        head: &mut Head,
        drafts: &[EntryDraft],
    ) -> Result<(), DbError> {
        if drafts.is_empty() {
            return Ok(());
        }
        let mut packer = Packer::new()?;
        let mut entries = Vec::with_capacity(drafts.len());
        for draft in drafts {
            // Hashed as the text that is stored, byte for byte.
            let text = json(draft)?;
            let seq = head.journal_seq + 1;
            let hash = hash_bytes(&chain_hash(&hash_text(&head.journal_hash), seq, &text))?;
            let previous = std::mem::replace(&mut head.journal_hash, hash.clone());
            head.journal_seq = seq;
            entries.push(EntryRow { draft, seq, previous, hash, body: packer.text(&text)? });
        }
        let company = head.company;
        self.insert(
            connection,
            "INSERT INTO journal (company, seq, subject, record_kind, record_id, previous, hash, body) ",
            &entries,
            "",
            |values, entry| {
                values
                    .bind(company)
                    .bind(stored(entry.seq))
                    .bind(entry.draft.subject.as_ref().map(ToString::to_string))
                    .bind(entry.draft.record.as_ref().map(|record| record.kind.code()))
                    .bind(entry.draft.record.as_ref().map(|record| record.id.clone()))
                    .bind(entry.previous.clone())
                    .bind(entry.hash.clone())
                    .bind(entry.body.clone());
            },
        )
        .await
    }
}
