//! Follows what is committed about a company and tells what is new: at once when this process wrote it, soon when another
//! one did.

use std::sync::Arc;
use std::time::Duration;

use contract::tag::{Event, Tag};
use engine::journal::Entry;
use engine::ports::{JournalQuery, Store, StoreFault};
use store::{Following, Kind, Touched};
use tokio_util::sync::CancellationToken;

use super::App;
use super::companies::Member;
use super::invalidation::Invalidation;
use crate::runtime::sync::pause;
use crate::use_cases::activity::told;

/// Between two things that are told; what is committed meanwhile is told together.
const PAUSE: Duration = Duration::from_millis(250);
/// How often it is asked whether another process wrote. SQLite tells nobody of another process's commits, and file
/// notifications come on every system in another way and on some file systems not at all, while this question costs one
/// look at a number in shared memory. Everything that this process commits is told by the store itself.
const ELSEWHERE: Duration = Duration::from_secs(2);
/// What is shown somewhere as rows; numbers and the state of the sides come with the status.
const SHOWN: [Kind; 6] = [Kind::Journal, Kind::Links, Kind::Outbox, Kind::Waits, Kind::Holds, Kind::Ties];
/// Entries read at a time.
const PAGE: u32 = 500;
/// With more than that new at once, everything is taken to have changed.
const SINGLE_MAX: usize = 100;

/// What is known of a company; whatever comes after is news.
struct Known {
    following: Following,
    /// As of when other processes had written.
    elsewhere: Option<i64>,
    /// Its newest journal entry.
    last: u64,
}

impl Known {
    async fn of(member: &Member) -> Self {
        let following = member.host.store.follow();
        let elsewhere = member.host.store.version_elsewhere().await.ok();
        Self { following, elsewhere, last: newest(member).await.unwrap_or(0) }
    }
}

impl App {
    pub(super) async fn tell_changes(self, member: Member, stop: CancellationToken) {
        let known = Known::of(&member).await;
        self.tell_from(member, known, stop).await;
    }

    async fn tell_from(self, member: Member, known: Known, stop: CancellationToken) {
        let store = Arc::clone(&member.host.store);
        let Known { mut following, mut elsewhere, mut last } = known;
        let mut ask = Box::pin(pause(ELSEWHERE));
        loop {
            let touched = tokio::select! {
                biased;
                () = stop.cancelled() => return,
                touched = following.next(&member.company) => Some(touched),
                () = &mut ask => {
                    ask.set(pause(ELSEWHERE));
                    let before = elsewhere;
                    elsewhere = store.version_elsewhere().await.ok();
                    if elsewhere == before {
                        continue;
                    }
                    None
                }
            };
            if self.0.events.receiver_count() == 0 {
                // Whoever begins to listen reads everything anyway, and hears what comes after this.
                last = newest(&member).await.unwrap_or(last);
                continue;
            }
            if touched.as_ref().is_some_and(|touched| !touched.is_any_of(&SHOWN)) {
                continue;
            }
            // A store that fails now is told by the run loop.
            if let Ok(entries) = since(&member, last).await {
                last = entries.last().map_or(last, |entry| entry.seq);
                self.tell_news(&member, touched.as_ref(), entries).await;
            }
            tokio::select! {
                biased;
                () = stop.cancelled() => return,
                () = pause(PAUSE) => {}
            }
        }
    }

    /// `touched` is what this process committed; nothing: another one did, and only the journal says what.
    async fn tell_news(&self, member: &Member, touched: Option<&Touched>, entries: Vec<Entry>) {
        let company = member.company.to_string();
        let subjects = touched.map_or(0, |touched| touched.subjects.len());
        let missed = touched.is_some_and(|touched| touched.missed);
        let many = entries.len() > SINGLE_MAX;
        let stale = if many || missed || subjects > SINGLE_MAX {
            None
        } else {
            Invalidation::by(member, touched, &entries).await.ok()
        };
        let stale = stale.unwrap_or_else(Invalidation::all);
        if !many {
            for entry in entries {
                self.tell(Event::Activity { company: company.clone(), entry: Box::new(told(entry)) });
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

#[cfg(test)]
mod tests {
    use engine::happened::Happened;
    use engine::journal::{EntryDraft, EntryKind};
    use engine::ports::Change;
    use engine::settings::Settings;
    use engine::subject::Subject;
    use jiff::Timestamp;
    use ledger::CompanyId;
    use store::SqliteStore;
    use tempfile::TempDir;
    use tokio::sync::broadcast::Receiver;

    use super::*;
    use crate::runtime::app::{AppParts, PracticeSource};
    use crate::test_host;

    /// A companion with one company, whose changes are told.
    async fn told(folder: &TempDir) -> (App, Member, Receiver<Event>, CancellationToken) {
        let host = test_host::parts(&folder.path().join("real"));
        let app = App::start(AppParts {
            host,
            practice_data: folder.path().join("practice"),
            practice: PracticeSource::Missing,
            has_desktop: false,
            open_page: None,
        })
        .await
        .unwrap();
        let member = Member { host: Arc::clone(&app.0.real), company: CompanyId::from("main") };
        let settings = Change::Settings(Box::new(Settings::new(member.company.clone(), false)));
        member.host.store.write(&member.company, vec![settings].into()).await.unwrap();
        let events = app.events();
        let stop = CancellationToken::new();
        let known = Known::of(&member).await;
        tokio::spawn(app.clone().tell_from(member.clone(), known, stop.clone()));
        (app, member, events, stop)
    }

    fn entry(text: &str) -> Change {
        let draft =
            EntryDraft::new(Timestamp::UNIX_EPOCH, EntryKind::Written, Happened::Sentence(text.into()));
        Change::Journal(Box::new(draft.about(&Subject::Invoice("145".into()))))
    }

    /// The next entry that is told, and which invoices are out of date by it.
    async fn next(events: &mut Receiver<Event>) -> (String, Vec<String>) {
        let Event::Activity { entry, .. } = events.recv().await.unwrap() else { panic!("an entry") };
        let Event::Invalidated { tags, records, .. } = events.recv().await.unwrap() else { panic!("tags") };
        assert!(tags.contains(&Tag::Invoices), "{tags:?}");
        (entry.text, records)
    }

    #[tokio::test]
    async fn a_commit_is_told_by_the_writer() {
        let folder = tempfile::tempdir().unwrap();
        let (_app, member, mut events, _stop) = told(&folder).await;
        let store = &member.host.store;
        let version = store.version_elsewhere().await.unwrap();
        store.write(&member.company, vec![entry("written")].into()).await.unwrap();
        assert_eq!(next(&mut events).await, ("written".to_owned(), vec!["invoice:145".to_owned()]));
        // What the timer asks for never told of it.
        assert_eq!(store.version_elsewhere().await.unwrap(), version);
        // What no journal tells puts its rows out of date too.
        let waits = Change::Waits { subject: Subject::Invoice("146".into()), waits: Vec::new() };
        store.write(&member.company, vec![waits].into()).await.unwrap();
        let event = events.recv().await.unwrap();
        assert!(
            matches!(&event, Event::Invalidated { records, .. } if *records == ["invoice:146"]),
            "{event:?}"
        );
    }

    #[tokio::test]
    async fn what_another_process_writes_is_told_too() {
        let folder = tempfile::tempdir().unwrap();
        let (_app, member, mut events, _stop) = told(&folder).await;
        let beside = SqliteStore::open(crate::paths::database(&member.host.data)).await.unwrap();
        beside.write(&member.company, vec![entry("beside")].into()).await.unwrap();
        assert_eq!(next(&mut events).await, ("beside".to_owned(), vec!["invoice:145".to_owned()]));
    }
}
