//! Which subjects are held, waited for, or being written.

use std::collections::BTreeMap;

use contract::Problem;
use contract::note::RowNote;
use contract::rows::RowState;
use engine::awaited::{PutOff, Wait};
use engine::happened::{Question, Task};
use engine::hold::{HoldDraft, HoldState};
use engine::outbox::{OutboxItem, OutboxState};
use engine::ports::{HoldQuery, OutboxQuery, Store};
use engine::subject::Subject;
use jiff::Timestamp;

use super::{MirrorReader, from_store};
use crate::use_cases::pause_state::PauseState;
use crate::{typed, words};

/// Outbox items that are read at once.
const MARKS_MAX: u32 = 100_000;

/// The mark of each subject that has one, the gravest first: a question, a wait, a write.
pub(crate) struct SubjectStates(BTreeMap<Subject, (RowState, Option<RowNote>)>);

impl SubjectStates {
    /// Those of all subjects.
    pub(crate) async fn of_all(mirror: &MirrorReader<'_>) -> Result<Self, Problem> {
        let mut states = Self::written(mirror, OutboxQuery::Open { limit: MARKS_MAX }).await?;
        states.mark_resting(mirror, HoldQuery::Open, |_| true).await?;
        Ok(states)
    }

    /// Those of a few subjects.
    pub(crate) async fn of_subjects(
        mirror: &MirrorReader<'_>,
        subjects: &[Subject],
    ) -> Result<Self, Problem> {
        let mut states = Self::written(mirror, OutboxQuery::Subjects(subjects.to_vec())).await?;
        let holds = HoldQuery::Subjects(subjects.to_vec());
        states.mark_resting(mirror, holds, |subject| subjects.contains(subject)).await?;
        Ok(states)
    }

    /// Those of all subjects, without the words of what is being written: cheap among however many writes.
    pub(crate) async fn without_words(mirror: &MirrorReader<'_>) -> Result<Self, Problem> {
        let (store, company) = (&mirror.host.store, mirror.company);
        let still = PauseStates::now(mirror).await?;
        let mut states = Self(BTreeMap::new());
        for (subject, state) in store.open_subjects(company, still.now).await.map_err(from_store)? {
            let Ok(subject) = subject.parse() else { continue };
            if let Some(state) = pending(state, still.resting.is_about(&subject)) {
                states.0.insert(subject, (state, None));
            }
        }
        states.mark_resting(mirror, HoldQuery::Open, |_| true).await?;
        Ok(states)
    }

    /// What is being written of these.
    async fn written(mirror: &MirrorReader<'_>, items: OutboxQuery) -> Result<Self, Problem> {
        let still = PauseStates::now(mirror).await?;
        let mut states = BTreeMap::new();
        for item in mirror.host.store.outbox(mirror.company, &items).await.map_err(from_store)? {
            let Some(state) = still.pending(&item) else { continue };
            let note = note(&item);
            states.insert(item.intent.subject, (state, Some(note)));
        }
        Ok(Self(states))
    }

    /// Waits are graver than writes, and open questions than waits.
    async fn mark_resting(
        &mut self,
        mirror: &MirrorReader<'_>,
        holds: HoldQuery,
        is_wanted: impl Fn(&Subject) -> bool,
    ) -> Result<(), Problem> {
        let (store, company) = (&mirror.host.store, mirror.company);
        for (subject, wait) in store.waits(company, MARKS_MAX).await.map_err(from_store)? {
            if is_wanted(&subject) {
                self.0.insert(subject, (RowState::Waiting, Some(waits(&wait))));
            }
        }
        for hold in store.holds(company, &holds).await.map_err(from_store)? {
            if hold.state == HoldState::Open {
                let note = held(&hold.draft);
                self.0.insert(hold.draft.subject, (RowState::Held, Some(note)));
            }
        }
        Ok(())
    }

    pub(crate) fn of(&self, subject: &Subject) -> Option<(RowState, Option<RowNote>)> {
        self.0.get(subject).cloned()
    }
}

/// What is being written, or why that was put off.
fn note(item: &OutboxItem) -> RowNote {
    match &item.put_off {
        None => RowNote::Writing { task: typed::task(&Task::of(&item.intent.action)) },
        Some(PutOff::Fault(fault)) => RowNote::PutOff { problem: Box::new(words::from_fault(fault)) },
        Some(PutOff::AnsweredDeleted(record)) => RowNote::AnsweredDeleted { record: record.id.clone() },
    }
}

fn waits(wait: &Wait) -> RowNote {
    RowNote::Waits { awaited: typed::awaited(&wait.on) }
}

fn held(draft: &HoldDraft) -> RowNote {
    RowNote::Held { question: typed::question(&Question::of(draft)) }
}

/// What keeps a write that is ready from being written now.
struct PauseStates {
    resting: PauseState,
    now: Timestamp,
}

impl PauseStates {
    async fn now(mirror: &MirrorReader<'_>) -> Result<Self, Problem> {
        let settings = mirror.host.settings(mirror.company).await?;
        Ok(Self { resting: PauseState::now(mirror.host, &settings).await?, now: mirror.host.now() })
    }

    /// How the subject of this intent stands.
    fn pending(&self, item: &OutboxItem) -> Option<RowState> {
        let rests = item.not_before > self.now || self.resting.is(item.intent.action.side());
        pending(item.state, rests)
    }
}

/// How a subject stands that an intent in this state is about, which may not be tried now.
fn pending(state: OutboxState, rests: bool) -> Option<RowState> {
    match state {
        OutboxState::Waiting | OutboxState::Held => Some(RowState::Waiting),
        OutboxState::Ready | OutboxState::Sent if rests => Some(RowState::Waiting),
        OutboxState::Ready | OutboxState::Sent => Some(RowState::Working),
        OutboxState::Shelved | OutboxState::Done => None,
    }
}
