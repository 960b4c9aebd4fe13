//! The snapshot the Overview shows, computed from the store alone: any process may ask while another one syncs.

mod board;
mod sides;
mod summary;
mod waiting;

use contract::Problem;
use contract::status::{Because, Connection, Differing, Explained, Pause, State, Status, Sum, TieOut};
use engine::books_clock::BooksClock;
use engine::comparing::Comparisons;
use engine::documents::DocumentKind;
use engine::hold::Hold;
use engine::importing::Import;
use engine::ports::{Clock, HoldQuery, Store, StoreFault, TieTotals};
use engine::settings::Settings;
use engine::subject::Subject;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use ledger::{CompanyId, MinorUnits};

use crate::host::Host;
use crate::last_run::LastRun;
use crate::words::{self, summary::Moment};

pub(crate) use board::{held_row, named};
use waiting::Waiting;

/// Invoices that a snapshot names.
const DIFFERING: u32 = 5;

/// Everything the snapshot is made of.
pub(crate) struct Picture {
    pub(crate) settings: Settings,
    pub(crate) facts: LastRun,
    pub(crate) import: Option<Import>,
    pub(crate) comparisons: Comparisons,
    pub(crate) clock: BooksClock,
    pub(crate) tie: TieTotals,
    /// The invoices that are farthest apart.
    pub(crate) differing: Vec<Differing>,
    pub(crate) holds: Vec<Hold>,
    pub(crate) waiting: Waiting,
    /// A process is syncing.
    pub(crate) running: bool,
    /// Subjects that must be planned.
    pub(crate) unplanned: bool,
    /// Why nothing can be saved now, so that all this may be out of date.
    pub(crate) unwritable: Option<StoreFault>,
    /// What cannot be read.
    pub(crate) damaged: Vec<DocumentKind>,
    pub(crate) now: Timestamp,
    pub(crate) zone: TimeZone,
}

impl Picture {
    /// Everything of both sides is still to be read.
    pub(crate) fn is_reading(&self) -> bool {
        self.import.as_ref().is_none_or(|import| !import.has_ended())
    }

    /// Both sides were compared in full lately (rule F5).
    pub(crate) fn is_compared(&self) -> bool {
        self.comparisons.is_fresh(self.now)
    }

    /// Every row ties, by a comparison that is recent enough.
    pub(crate) fn agrees(&self) -> bool {
        self.tie.apart == 0
            && self.unwritable.is_none()
            && self.facts.completed_at.is_some()
            && !self.is_reading()
            && !self.any_unread()
            && self.is_compared()
    }

    /// Whether there are records that are not known now (rule F8).
    fn any_unread(&self) -> bool {
        let held = self.holds.iter().any(|hold| matches!(hold.draft.subject, Subject::Unread(_)));
        held || self.waiting.any_unread()
    }

    /// Money in open questions.
    pub(crate) fn held(&self) -> Sum {
        let currency = self.settings.home_currency();
        let minor: MinorUnits =
            self.holds.iter().filter_map(|hold| hold.draft.amount).map(|money| money.minor).sum();
        let count = self.holds.iter().filter(|hold| hold.draft.amount.is_some()).count();
        Sum { count: count as u64, minor: minor.0, currency }
    }
}

/// One company's snapshot.
pub async fn status(host: &Host, company: &CompanyId) -> Result<Status, Problem> {
    let settings = host.settings(company).await?;
    let picture = picture(host, settings).await?;
    let items = board::items(host, &picture).await.map_err(|fault| words::from_store(&fault))?;
    let month = picture.now.strftime("%Y-%m").to_string();
    let requests = host.store.requests(company, &month).await;
    let (reads, _) = requests.map_err(|fault| words::from_store(&fault))?;
    let connection = sides::connection(&picture);
    let state = state(&picture, connection);
    let summary = summary::summary(&picture, state);
    let notices = summary::notices(&picture);
    let moment = Moment { now: picture.now, zone: &picture.zone };
    Ok(Status {
        company: company.to_string(),
        practice: picture.settings.practice,
        state,
        connection,
        sentence: words::summary::sentence(&summary, &moment),
        summary,
        as_of: picture.facts.completed_at,
        started_at: picture.settings.started_at,
        tie_out: tie_out(&picture),
        quickbooks: sides::quickbooks(&picture),
        alternative: sides::alternative(&picture),
        items,
        waiting: picture.waiting.sum(picture.settings.home_currency()),
        holds: picture.holds.len() as u64,
        held: picture.held(),
        paused: pause(&picture),
        next_look: picture.facts.next_look.filter(|_| connection == Connection::Ok),
        reads_this_month: reads,
        read_budget: engine::pace::READ_BUDGET,
        notes: notices.iter().map(|notice| words::summary::notice(notice, &moment)).collect(),
        notices,
    })
}

/// One snapshot a company, by name.
pub async fn status_all(host: &Host) -> Result<Vec<Status>, Problem> {
    let mut all = Vec::new();
    for settings in host.companies().await? {
        all.push(status(host, &settings.company).await?);
    }
    Ok(all)
}

async fn picture(host: &Host, settings: Settings) -> Result<Picture, Problem> {
    let company = settings.company.clone();
    let (facts, unread_facts) = host.shown::<LastRun>(&company).await?;
    let (import, unread_import) = host.shown::<Option<Import>>(&company).await?;
    let (comparisons, unread_comparisons) = host.shown::<Comparisons>(&company).await?;
    let (clock, unread_clock) = host.shown::<BooksClock>(&company).await?;
    let unread = [unread_facts, unread_import, unread_comparisons, unread_clock];
    let damaged = unread.into_iter().flatten().collect();
    let from_store = |fault: StoreFault| words::from_store(&fault);
    let store = host.store.as_ref();
    let tie = store.tie(&company).await.map_err(from_store)?;
    let differing = differing(host, &company, &tie).await.map_err(from_store)?;
    let holds = store.holds(&company, &HoldQuery::Open).await.map_err(from_store)?;
    let unplanned = !store.dirty(&company, 1).await.map_err(from_store)?.is_empty();
    let now = host.clock.now();
    let waiting = Waiting::gather(store, &settings, &facts, now).await.map_err(from_store)?;
    let zone = host.zone.clone();
    // The one that syncs holds the claim, in whatever process.
    let running = matches!(store.claim(), Err(StoreFault::InUse));
    Ok(Picture {
        settings,
        facts,
        import,
        comparisons,
        clock,
        tie,
        differing,
        holds,
        waiting,
        running,
        unplanned,
        unwritable: store.unwritable(),
        damaged,
        now,
        zone,
    })
}

/// A pause that a person asked for; the end of time stands for *until resumed*.
fn pause(picture: &Picture) -> Option<Pause> {
    let until = picture.settings.paused_until.filter(|until| *until > picture.now)?;
    Some(Pause { until: Some(until).filter(|until| *until < Timestamp::MAX) })
}

/// F5: done means that the last tie-out agreed and nothing waits longer than its time.
fn state(picture: &Picture, connection: Connection) -> State {
    if picture.unwritable.is_some() {
        return State::NeedsYou;
    }
    if !picture.holds.is_empty() || connection == Connection::SignInEnded || sides::needs_person(picture) {
        return State::NeedsYou;
    }
    if picture.settings.started_at.is_none() || connection != Connection::Ok {
        return State::Waiting;
    }
    let slowed = sides::is_paused(&picture.facts.quickbooks, picture.now)
        || sides::is_paused(&picture.facts.alternative, picture.now);
    if slowed {
        return State::Waiting;
    }
    if picture.is_reading() || picture.unplanned || picture.waiting.in_flight() > 0 {
        return if picture.running { State::Working } else { State::Waiting };
    }
    if picture.running && (picture.facts.completed_at.is_none() || picture.comparisons.walk.is_some()) {
        return State::Working;
    }
    if picture.agrees() && picture.waiting.is_within_time() { State::Done } else { State::Waiting }
}

fn tie_out(picture: &Picture) -> TieOut {
    let tie = &picture.tie;
    let mut explained = Vec::new();
    for (because, minor) in [(Because::Clearing, tie.clearing), (Because::Listed, tie.drift)] {
        if !minor.is_zero() {
            let reason = words::summary::because(because).to_owned();
            explained.push(Explained { because, reason, minor: minor.0 });
        }
    }
    TieOut {
        agrees: picture.agrees(),
        at: picture.facts.completed_at,
        compared_at: picture.comparisons.compared_at(),
        comparing: picture.running && picture.comparisons.walk.is_some(),
        invoices: tie.invoices,
        apart: tie.apart,
        quickbooks_minor: tie.quickbooks.0,
        alternative_minor: tie.alternative.0,
        explained,
        differing: picture.differing.clone(),
    }
}

/// The invoices that the difference between both sums is made of.
async fn differing(host: &Host, company: &CompanyId, tie: &TieTotals) -> Result<Vec<Differing>, StoreFault> {
    if tie.invoices == 0 {
        return Ok(Vec::new());
    }
    let found = host.store.differing(company, DIFFERING).await?;
    let named = found.into_iter().map(|one| {
        let minor = one.quickbooks.saturating_sub(one.alternative);
        let rest = minor.saturating_sub(one.clearing).saturating_sub(one.drift);
        let because = if rest != 0 {
            Because::Unexplained
        } else if one.clearing.unsigned_abs() >= one.drift.unsigned_abs() {
            Because::Clearing
        } else {
            Because::Listed
        };
        let number = one.number.unwrap_or_else(|| one.id.clone());
        Differing { record: format!("invoice:{}", one.id), number, minor, because }
    });
    Ok(named.collect())
}

#[cfg(test)]
mod tests;
