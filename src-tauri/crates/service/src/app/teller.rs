//! Follows the journal of a company and tells what is new: whoever wrote it, in whatever process.

use std::time::Duration;

use contract::tag::{Event, Tag};
use engine::journal::Entry;
use engine::ports::{JournalQuery, Store, StoreFault};

use super::App;
use super::companies::Member;
use super::stale::Stale;
use crate::activity::told;
use crate::run::{Stop, pause};

/// How often the journal is looked at.
const LOOK: Duration = Duration::from_millis(300);
/// Entries read at a time.
const PAGE: u32 = 500;
/// With more than that new at once, everything is taken to have changed.
const SINGLE_MAX: usize = 100;

impl App {
    pub(super) async fn tell_changes(self, member: Member, mut stop: Stop) {
        let mut last = newest(&member).await.unwrap_or(0);
        loop {
            tokio::select! {
                biased;
                () = stop.given() => return,
                () = pause(LOOK) => {}
            }
            if self.0.events.receiver_count() == 0 {
                // Whoever begins to listen reads everything anyway, and hears what comes after this.
                last = newest(&member).await.unwrap_or(last);
                continue;
            }
            // A store that fails now is told by the run loop.
            if let Ok(entries) = since(&member, last).await
                && let Some(newest) = entries.last().map(|entry| entry.seq)
            {
                last = newest;
                self.tell_entries(&member, entries).await;
            }
        }
    }

    async fn tell_entries(&self, member: &Member, entries: Vec<Entry>) {
        let company = member.company.to_string();
        let many = entries.len() > SINGLE_MAX;
        let stale = if many { None } else { Stale::by(member, &entries).await.ok() };
        let stale = stale.unwrap_or_else(Stale::all);
        if !many {
            for entry in entries {
                self.tell(Event::Activity { company: company.clone(), entry: told(entry) });
            }
        }
        let tags: Vec<Tag> = stale.tags.iter().copied().collect();
        if !tags.is_empty() {
            self.tell(Event::Invalidated { company, tags, records: stale.records() });
        }
    }
}

/// The number of the newest entry.
async fn newest(member: &Member) -> Option<u64> {
    let query = JournalQuery { limit: 1, ..JournalQuery::default() };
    let entries = member.host.store.journal(&member.company, &query).await.ok()?;
    Some(entries.first().map_or(0, |entry| entry.seq))
}

/// Everything after that entry.
async fn since(member: &Member, after: u64) -> Result<Vec<Entry>, StoreFault> {
    let mut entries: Vec<Entry> = Vec::new();
    loop {
        let after = entries.last().map_or(after, |entry| entry.seq);
        let query = JournalQuery { after: Some(after), limit: PAGE, ..JournalQuery::default() };
        let page = member.host.store.journal(&member.company, &query).await?;
        let full = page.len() >= PAGE as usize;
        entries.extend(page);
        if !full {
            return Ok(entries);
        }
    }
}
