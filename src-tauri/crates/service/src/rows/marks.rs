//! Which subjects are held, waited for, or being written.

use std::collections::BTreeMap;

use contract::Problem;
use contract::rows::RowState;
use engine::outbox::OutboxState;
use engine::ports::{HoldQuery, OutboxQuery, Store};
use engine::subject::Subject;

use super::{Shelf, from_store};

/// Marks brought at once.
const MARKS_MAX: u32 = 100_000;

/// The mark of each subject that has one, the gravest first: a question, a wait, a write.
pub(super) struct Marks(BTreeMap<Subject, (RowState, Option<String>)>);

impl Marks {
    pub(super) async fn gather(shelf: &Shelf<'_>) -> Result<Self, Problem> {
        let (store, company) = (&shelf.host.store, shelf.company);
        let mut marks = BTreeMap::new();
        for item in
            store.outbox(company, &OutboxQuery::Open { limit: MARKS_MAX }).await.map_err(from_store)?
        {
            let state =
                if item.state == OutboxState::Waiting { RowState::Waiting } else { RowState::Working };
            let note = item.note.clone().unwrap_or_else(|| item.intent.action.words());
            marks.insert(item.intent.subject, (state, Some(note)));
        }
        for (subject, wait) in store.waits(company, MARKS_MAX).await.map_err(from_store)? {
            marks.insert(subject, (RowState::Waiting, Some(wait.text)));
        }
        for hold in store.holds(company, &HoldQuery::Open).await.map_err(from_store)? {
            marks.insert(hold.draft.subject, (RowState::Held, Some(hold.draft.title)));
        }
        Ok(Self(marks))
    }

    pub(super) fn of(&self, subject: &Subject) -> Option<(RowState, Option<String>)> {
        self.0.get(subject).cloned()
    }
}
