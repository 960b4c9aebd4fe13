//! Fills the columns of a file from before they were kept, out of its bodies.

use engine::link::Link;
use engine::record::{Mirrored, Record, RecordKind};
use engine::subject::Subject;
use sqlx::{Row as _, SqliteConnection};

use crate::codec::Unpacker;
use crate::fault::DbError;
use crate::figures::{Figures, InvoiceLinkFigures};
use crate::values::instant;

/// Bodies unpacked at a time.
const PAGE: i64 = 1_000;

pub(crate) async fn refill(connection: &mut SqliteConnection) -> Result<(), DbError> {
    refill_records(connection).await?;
    refill_links(connection).await
}

async fn refill_records(connection: &mut SqliteConnection) -> Result<(), DbError> {
    const READ: &str = "SELECT record, company, body, read_at, gone_at FROM records WHERE record > ?1 \
                        ORDER BY record LIMIT ?2";
    const KEEP: &str = "INSERT INTO figures (company, kind, id, folded, label, dated, due, party, bundle, \
                        account, currency, total, rest, status, follows, gone) \
                        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)";
    let mut unpacker = Unpacker::new()?;
    let mut after = 0_i64;
    loop {
        let rows = sqlx::query(READ).bind(after).bind(PAGE).fetch_all(&mut *connection).await?;
        if rows.is_empty() {
            return Ok(());
        }
        for row in rows {
            after = row.try_get(0)?;
            let company: i64 = row.try_get(1)?;
            let record: Record = unpacker.json(row.try_get(2)?)?;
            let gone: Option<i64> = row.try_get(4)?;
            let read_at = instant(row.try_get(3)?)?;
            let it = Figures::of(&Mirrored { record, read_at, gone_at: gone.map(instant).transpose()? });
            let keep = sqlx::query(KEEP).bind(company).bind(it.kind).bind(it.id).bind(it.folded);
            let keep = keep.bind(it.label).bind(it.dated).bind(it.due).bind(it.party).bind(it.bundle);
            let keep = keep.bind(it.account).bind(it.currency).bind(it.total).bind(it.rest);
            keep.bind(it.status).bind(it.follows).bind(it.gone).execute(&mut *connection).await?;
        }
    }
}

async fn refill_links(connection: &mut SqliteConnection) -> Result<(), DbError> {
    const READ: &str =
        "SELECT link, company, subject, body FROM links WHERE link > ?1 ORDER BY link LIMIT ?2";
    const KEEP: &str = "INSERT INTO invoice_links (company, id, alternative, refused, drift, kept_out, pdf) \
                        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let mut unpacker = Unpacker::new()?;
    let mut after = 0_i64;
    loop {
        let rows = sqlx::query(READ).bind(after).bind(PAGE).fetch_all(&mut *connection).await?;
        if rows.is_empty() {
            return Ok(());
        }
        for row in rows {
            after = row.try_get(0)?;
            let company: i64 = row.try_get(1)?;
            let subject: String = row.try_get(2)?;
            let Ok(subject @ Subject::Invoice(_)) = subject.parse() else { continue };
            let link: Link = unpacker.json(row.try_get(3)?)?;
            let Some(it) = InvoiceLinkFigures::of(&subject, &link) else { continue };
            let keep = sqlx::query(KEEP).bind(company).bind(it.id).bind(it.alternative).bind(it.refused);
            keep.bind(it.drift).bind(it.kept_out).bind(it.pdf).execute(&mut *connection).await?;
        }
    }
}

/// Fills in which records links name.
pub(crate) async fn refill_link_edges(connection: &mut SqliteConnection) -> Result<(), DbError> {
    const READ: &str =
        "SELECT link, company, subject, body FROM links WHERE link > ?1 ORDER BY link LIMIT ?2";
    const KEEP: &str = "INSERT INTO link_edges (company, target_kind, target_id, subject) \
                        VALUES (?1, ?2, ?3, ?4)";
    let mut unpacker = Unpacker::new()?;
    let mut after = 0_i64;
    loop {
        let rows = sqlx::query(READ).bind(after).bind(PAGE).fetch_all(&mut *connection).await?;
        if rows.is_empty() {
            return Ok(());
        }
        for row in rows {
            after = row.try_get(0)?;
            let company: i64 = row.try_get(1)?;
            let subject: String = row.try_get(2)?;
            if !matches!(subject.parse(), Ok(Subject::Payment(_) | Subject::Payout(_))) {
                continue;
            }
            let link: Link = unpacker.json(row.try_get(3)?)?;
            for named in link.names() {
                let keep = sqlx::query(KEEP).bind(company).bind(named.kind.code()).bind(named.id);
                keep.bind(&subject).execute(&mut *connection).await?;
            }
        }
    }
}

/// Fills in which payments of Alternative the notes of QuickBooks' Payments name.
pub(crate) async fn refill_note_edges(connection: &mut SqliteConnection) -> Result<(), DbError> {
    const READ: &str = "SELECT record, company, body FROM records WHERE kind = ?1 AND record > ?2 \
                        ORDER BY record LIMIT ?3";
    const KEEP: &str = "INSERT OR IGNORE INTO edges (company, source_kind, source_id, target_kind, target_id) \
                        VALUES (?1, ?2, ?3, ?4, ?5)";
    let kind = RecordKind::BooksPayment.code();
    let mut unpacker = Unpacker::new()?;
    let mut after = 0_i64;
    loop {
        let rows = sqlx::query(READ).bind(kind).bind(after).bind(PAGE).fetch_all(&mut *connection).await?;
        if rows.is_empty() {
            return Ok(());
        }
        for row in rows {
            after = row.try_get(0)?;
            let company: i64 = row.try_get(1)?;
            let record: Record = unpacker.json(row.try_get(2)?)?;
            for named in
                record.touches().into_iter().filter(|named| named.kind == RecordKind::AlternativePayment)
            {
                let keep = sqlx::query(KEEP).bind(company).bind(kind).bind(record.reference().id);
                keep.bind(named.kind.code()).bind(named.id).execute(&mut *connection).await?;
            }
        }
    }
}
