//! What a commit touched, told to whoever follows the store in this process.
//!
//! The writer knows what changed, so nobody has to look for it. Only another process that has the file open writes without
//! being heard here; that it did is told by [`SqliteStore::version_elsewhere`].

use std::collections::BTreeSet;
use std::sync::Arc;

use engine::ports::{Change, StoreFault};
use engine::subject::Subject;
use ledger::CompanyId;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};

use crate::fault::DbError;
use crate::sqlite::{SqliteStore, column};

/// Commits that may wait for a slow follower; one that falls further behind is told that it missed some.
pub(crate) const COMMITS: usize = 256;

/// What changed about a company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Its settings, or that it exists.
    Settings,
    /// Mirrored records.
    Records,
    /// What the companion knows of subjects.
    Links,
    /// Which subjects must be planned.
    Planning,
    /// Intents.
    Outbox,
    /// What waits by itself.
    Waits,
    /// Questions.
    Holds,
    /// Documents.
    Documents,
    /// The journal grew.
    Journal,
    /// The tie-out.
    Ties,
    /// Numbers of the board and of the read budget.
    Counts,
}

/// What one commit, or several in a row, touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    /// Whose.
    pub company: CompanyId,
    /// Subjects whose link, intents, waits, questions or tie-out changed. That a subject was only marked to be planned is
    /// told by its kind alone.
    pub subjects: BTreeSet<Subject>,
    /// What changed.
    pub kinds: BTreeSet<Kind>,
    /// Commits were missed: anything may have changed.
    pub missed: bool,
}

impl Touched {
    fn nothing(company: CompanyId) -> Self {
        Self { company, subjects: BTreeSet::new(), kinds: BTreeSet::new(), missed: false }
    }

    /// What these changes touch.
    pub(crate) fn by(company: &CompanyId, changes: &[Change]) -> Self {
        let mut touched = Self::nothing(company.clone());
        for change in changes {
            touched.note(change);
        }
        touched
    }

    fn note(&mut self, change: &Change) {
        let (kind, subject) = match change {
            Change::Settings(_) | Change::Patch(_) | Change::ForgetCompany => (Kind::Settings, None),
            Change::Mirror { .. } | Change::Correct { .. } | Change::Gone { .. } => (Kind::Records, None),
            Change::Link { subject, .. } | Change::PatchLink { subject, .. } => {
                (Kind::Links, Some(subject.clone()))
            }
            Change::Dirty(_) | Change::Clean(_) => (Kind::Planning, None),
            Change::Outbox(item) => (Kind::Outbox, Some(item.intent.subject.clone())),
            Change::DropOutbox(_) => (Kind::Outbox, None),
            Change::Waits { subject, .. } => (Kind::Waits, Some(subject.clone())),
            Change::Hold(hold) => (Kind::Holds, Some(hold.draft.subject.clone())),
            Change::Edit(_) => (Kind::Documents, None),
            Change::Journal(_) => (Kind::Journal, None),
            Change::Tie(row) => (Kind::Ties, Some(Subject::Invoice(row.invoice.clone()))),
            Change::Untie(invoice) => (Kind::Ties, Some(Subject::Invoice(invoice.clone()))),
            Change::Tally { .. } | Change::Requests { .. } => (Kind::Counts, None),
        };
        self.kinds.insert(kind);
        self.subjects.extend(subject);
    }

    fn and(&mut self, later: &Self) {
        self.subjects.extend(later.subjects.iter().cloned());
        self.kinds.extend(later.kinds.iter().copied());
        self.missed |= later.missed;
    }

    /// Whether anything of these kinds may have changed.
    pub fn is_any_of(&self, kinds: &[Kind]) -> bool {
        self.missed || kinds.iter().any(|kind| self.kinds.contains(kind))
    }
}

/// Hears of every commit from the moment it was made.
#[derive(Debug)]
pub struct Following(Receiver<Arc<Touched>>);

impl Following {
    /// What the next commits about this company touch; those that came since the last time are told as one.
    pub async fn next(&mut self, company: &CompanyId) -> Touched {
        loop {
            let touched = self.0.recv().await;
            if let Some(touched) = of(company, touched.map_err(|error| error == RecvError::Closed)) {
                return self.with_waiting(touched);
            }
            if self.0.is_closed() && self.0.is_empty() {
                // The store is gone: nothing is ever committed again.
                std::future::pending::<()>().await;
            }
        }
    }

    /// What was committed about this company since the last time, if anything.
    pub fn so_far(&mut self, company: &CompanyId) -> Option<Touched> {
        let touched = self.with_waiting(Touched::nothing(company.clone()));
        (touched.missed || !touched.kinds.is_empty()).then_some(touched)
    }

    fn with_waiting(&mut self, mut touched: Touched) -> Touched {
        loop {
            let more = match self.0.try_recv() {
                Err(TryRecvError::Empty | TryRecvError::Closed) => return touched,
                Err(TryRecvError::Lagged(_)) => of(&touched.company, Err(false)),
                Ok(more) => of(&touched.company, Ok(more)),
            };
            if let Some(more) = more {
                touched.and(&more);
            }
        }
    }
}

/// What was heard, if it is about this company; an error says whether it is the end, else some was missed.
fn of(company: &CompanyId, heard: Result<Arc<Touched>, bool>) -> Option<Touched> {
    match heard {
        Ok(touched) => (touched.company == *company).then(|| Touched::clone(&touched)),
        Err(true) => None,
        Err(false) => Some(Touched { missed: true, ..Touched::nothing(company.clone()) }),
    }
}

impl SqliteStore {
    /// Hears of what is committed through this store from now on, as soon as it is durable.
    pub fn follow(&self) -> Following {
        Following(self.touched.subscribe())
    }

    /// A number that changes when, and only when, another process has written since it was last asked for.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn version_elsewhere(&self) -> Result<i64, StoreFault> {
        let read = async {
            // What its own connection commits does not count for SQLite, and all writes of this process are made on this
            // one.
            let mut writer = self.writer().await;
            let rows = self.rows_on(&mut writer, "PRAGMA data_version", |query| query).await?;
            rows.first().map_or(Ok(0), |row| column(row, 0))
        };
        read.await.map_err(|error: DbError| self.fault(error))
    }
}
