//! What led to a change: from the read or decision that began it up to its check.

mod links;
mod values;

use contract::table::Chain;
use contract::{Code, Problem};
use engine::fault::Side;
use engine::journal::{Entry, EntryKind};
use engine::ports::{JournalQuery, Store};
use engine::subject::Subject;
use ledger::CompanyId;

use crate::details::{Details, Slot, Write};
use crate::host::Host;
use crate::use_cases::activity_page::context::{ActivityContext, main_record};
use crate::words;

/// Entries brought at a time.
const PAGE: u32 = 1_000;

/// The links of the change with this number, oldest first, and what it changed.
pub async fn chain(host: &Host, company: &CompanyId, seq: u64) -> Result<Chain, Problem> {
    host.settings(company).await?;
    let query = JournalQuery { after: seq.checked_sub(1), limit: 1, ..JournalQuery::default() };
    let entries = host.store.journal(company, &query).await.map_err(|fault| words::from_store(&fault))?;
    let Some(entry) = entries.into_iter().find(|entry| entry.seq == seq) else {
        return Err(Problem::new(Code::Usage, format!("There is no change {seq}."))
            .hint("Use a number from the list of changes."));
    };
    let story = match &entry.draft.subject {
        Some(subject) => story(host, company, subject).await?,
        None => vec![entry.clone()],
    };
    let around = around(&story, &entry);
    let context = ActivityContext::of_entries(&host.store, company, &around).await;
    let context = context.map_err(|fault| words::from_store(&fault))?;
    let (place, changes) = values::changes(host, company, &context, &around, &entry).await?;
    let record = entry.draft.subject.as_ref().map(ToString::to_string);
    let methods = links::methods(host, company, &around).await?;
    Ok(Chain { record, links: links::links(&context, &methods, &around), place, changes })
}

/// All that the journal says about a subject and the record it is named after, oldest first.
async fn story(host: &Host, company: &CompanyId, subject: &Subject) -> Result<Vec<Entry>, Problem> {
    let about = JournalQuery { subject: Some(subject.clone()), ..JournalQuery::default() };
    let mut story = entries(host, company, about).await?;
    if let Some(record) = main_record(subject) {
        // That a record was deleted is told of the record alone.
        let about = JournalQuery { record: Some(record), ..JournalQuery::default() };
        story.extend(entries(host, company, about).await?);
        story.sort_by_key(|entry| entry.seq);
        story.dedup_by_key(|entry| entry.seq);
    }
    Ok(story)
}

async fn entries(host: &Host, company: &CompanyId, about: JournalQuery) -> Result<Vec<Entry>, Problem> {
    let mut story: Vec<Entry> = Vec::new();
    loop {
        let after = Some(story.last().map_or(0, |entry| entry.seq));
        let query = JournalQuery { after, limit: PAGE, ..about.clone() };
        let page = host.store.journal(company, &query).await.map_err(|fault| words::from_store(&fault))?;
        let full = page.len() >= PAGE as usize;
        story.extend(page);
        if !full {
            return Ok(story);
        }
    }
}

fn hold(entry: &Entry) -> Option<String> {
    Details::of(entry).hold
}

/// The intent that an entry is about.
fn slot(entry: &Entry) -> Option<Slot> {
    Details::of(entry).slot
}

fn is(entry: &Entry, kind: EntryKind) -> bool {
    entry.draft.kind == kind
}

/// The part of a story that belongs to one change.
fn around(story: &[Entry], target: &Entry) -> Vec<Entry> {
    let mut chosen: Vec<&Entry> = Vec::new();
    let before = |seq: u64| story.iter().rev().filter(move |entry| entry.seq < seq);
    if let Some(own) = slot(target) {
        // Back to the decision on this intent, and no further than its previous end.
        let ended = |entry: &Entry| matches!(entry.draft.kind, EntryKind::Written | EntryKind::Found);
        let earlier = before(target.seq).filter(|entry| slot(entry).as_ref() == Some(&own));
        let mut own_entries: Vec<_> = earlier.take_while(|entry| !ended(entry)).collect();
        if let Some(at) = own_entries.iter().position(|entry| is(entry, EntryKind::Decided)) {
            own_entries.truncate(at + 1);
        }
        let begin = own_entries.last().map_or(target.seq, |entry| entry.seq);
        let previous_end = before(begin).find(|entry| slot(entry).as_ref() == Some(&own) && ended(entry));
        let previous_end = previous_end.map_or(0, |entry| entry.seq);
        let from = source(&own);
        let read = before(begin).find(|entry| is_read_from(entry, from));
        let person = before(begin)
            .find(|entry| is(entry, EntryKind::UserAction) && hold(entry).is_some())
            .filter(|person| person.seq > previous_end);
        let asked = person.and_then(|person| before(person.seq).find(|entry| is_question(entry, person)));
        let read =
            asked.and_then(|asked| before(asked.seq).find(|entry| is(entry, EntryKind::Read))).or(read);
        chosen.extend(read.into_iter().chain(asked).chain(person));
        chosen.extend(own_entries);
    } else if let Some(id) = hold(target) {
        let same = |entry: &&Entry| hold(entry).as_ref() == Some(&id) && entry.seq != target.seq;
        chosen.extend(story.iter().filter(same));
        let first = chosen.iter().map(|entry| entry.seq).min().unwrap_or(target.seq).min(target.seq);
        chosen.extend(before(first).find(|entry| is(entry, EntryKind::Read)));
    }
    chosen.push(target);
    let mut chosen: Vec<_> = chosen.into_iter().cloned().collect();
    chosen.sort_by_key(|entry| entry.seq);
    chosen.dedup_by_key(|entry| entry.seq);
    chosen
}

/// The side whose news lead to an intent: the other one than it writes to.
fn source(slot: &Slot) -> Side {
    let into_books = slot.write.is_some_and(Write::is_into_books);
    if into_books { Side::Alternative } else { Side::Quickbooks }
}

fn is_read_from(entry: &Entry, side: Side) -> bool {
    let record = entry.draft.record.as_ref();
    is(entry, EntryKind::Read) && record.is_some_and(|record| record.kind.side() == side)
}

fn is_question(entry: &Entry, person: &Entry) -> bool {
    is(entry, EntryKind::Held) && hold(entry) == hold(person)
}
