//! The journal for people, and the chain of reasons behind one record.

use contract::activity::{ActivityEntry, EntryKind as Kind};
use contract::{Code, Problem};
use engine::journal::{Entry, EntryKind};
use engine::ports::{JournalQuery, Store};
use engine::subject::Subject;
use ledger::CompanyId;

use crate::host::Host;
use crate::use_cases::explain::{Found, find};
use crate::use_cases::status::named;
use crate::{typed, words};

/// Entries brought at a time.
const PAGE: u32 = 1_000;

/// Which entries.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Only after this number, oldest first.
    pub since: Option<u64>,
    /// Only about this record, as `kind:id`.
    pub record: Option<String>,
    /// At most.
    pub limit: u32,
}

/// What happened: newest first, or oldest first after a number.
pub async fn activity(
    host: &Host,
    company: &CompanyId,
    wanted: &Wanted,
) -> Result<Vec<ActivityEntry>, Problem> {
    host.settings(company).await?;
    let limit = wanted.limit.clamp(1, PAGE * 100);
    let Some(record) = &wanted.record else {
        let query = JournalQuery { after: wanted.since, limit, ..JournalQuery::default() };
        let entries = host.store.journal(company, &query).await;
        return Ok(entries.map_err(|fault| words::from_store(&fault))?.into_iter().map(told).collect());
    };
    let found = find(host, company, record).await?;
    let mut entries = chain(host, company, &found, wanted.since.unwrap_or(0)).await?;
    if wanted.since.is_none() {
        entries.reverse();
    }
    entries.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(entries.into_iter().map(told).collect())
}

/// Everything the journal says about a record and its mirror, oldest first.
pub(crate) async fn chain(
    host: &Host,
    company: &CompanyId,
    found: &Found,
    after: u64,
) -> Result<Vec<Entry>, Problem> {
    let about =
        |subject: &Subject| JournalQuery { subject: Some(subject.clone()), ..JournalQuery::default() };
    let mut queries: Vec<_> = found.subjects.iter().map(about).collect();
    queries.extend(
        found
            .records
            .iter()
            .map(|record| JournalQuery { record: Some(record.clone()), ..JournalQuery::default() }),
    );
    let mut entries = Vec::new();
    for mut query in queries {
        query.limit = PAGE;
        query.after = Some(after);
        loop {
            let page = host.store.journal(company, &query).await;
            let page = page.map_err(|fault| words::from_store(&fault))?;
            let full = page.len() >= PAGE as usize;
            query.after = page.last().map(|entry| entry.seq).or(query.after);
            entries.extend(page);
            if !full {
                break;
            }
        }
    }
    entries.sort_by_key(|entry: &Entry| entry.seq);
    entries.dedup_by_key(|entry| entry.seq);
    Ok(entries)
}

/// A journal entry in the contract's words.
pub(crate) fn told(entry: Entry) -> ActivityEntry {
    let draft = entry.draft;
    let happened = typed::happened(&draft.happened);
    let record = draft.subject.map(|subject| subject.to_string());
    ActivityEntry {
        seq: entry.seq,
        at: draft.at,
        kind: match draft.kind {
            EntryKind::Read => Kind::Read,
            EntryKind::Decided => Kind::Decided,
            EntryKind::Attempt => Kind::Attempt,
            EntryKind::Written => Kind::Written,
            EntryKind::Found => Kind::Found,
            EntryKind::Failed => Kind::Failed,
            EntryKind::Held => Kind::Held,
            EntryKind::Withdrawn => Kind::Withdrawn,
            EntryKind::UserAction => Kind::Person,
            EntryKind::Connection => Kind::Connection,
            EntryKind::Drift => Kind::Drift,
        },
        record: record.or_else(|| draft.record.map(|record| format!("{}:{}", record.kind.code(), record.id))),
        item: draft.item.map(named),
        text: words::journal::entry(&happened),
        happened,
        details: draft.details,
    }
}

/// A record that cannot be found.
pub(crate) fn unknown(record: &str) -> Problem {
    Problem::new(Code::Usage, format!("There is no record {record}."))
        .hint("Write it as customer:ID, invoice:ID, payment:ID, or payout:ID.")
}
