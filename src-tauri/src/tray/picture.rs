//! What the tray shows of all companies together.

use std::collections::BTreeMap;

use contract::status::{SideState, State, Status};

/// The longest line of the menu.
const LINE_CHARS_MAX: usize = 90;

/// The shape of the icon: the mark, changed so that shape alone tells the states apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// Level bars: both sides agree.
    Done,
    /// Hollow bars: something comes by itself, or nothing is connected yet.
    Waiting,
    /// Shifted bars: being read or written.
    Working,
    /// Upright bars: a person paused it.
    Paused,
    /// Struck bars: a person decides.
    NeedsYou,
}

/// What the menu offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offer {
    /// No company syncs yet.
    Nothing,
    /// Sync now, and two pauses.
    Pause,
    /// Go on.
    Resume,
}

/// What the tray shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    pub shape: Shape,
    /// First line of the menu, and what the icon says.
    pub line: String,
    pub offer: Offer,
    /// The companies the menu acts on.
    pub companies: Vec<String>,
}

impl Picture {
    /// All companies in one picture: the one that needs most decides. The practice company counts only while no real
    /// one is connected: an exercise must not look like trouble. `headline` says what matters first in a snapshot.
    pub fn of(statuses: &BTreeMap<String, Status>, headline: impl Fn(&Status) -> String) -> Self {
        let connected = |practice: bool| -> Vec<&Status> {
            let all = statuses.values().filter(|status| status.practice == practice);
            all.filter(|status| is_connected(status)).collect()
        };
        let real = connected(false);
        let counted = if real.is_empty() { connected(true) } else { real };
        let Some(first) = counted.iter().copied().max_by_key(|status| shape(status)) else {
            return Self::nothing();
        };
        let started: Vec<&&Status> = counted.iter().filter(|status| status.started_at.is_some()).collect();
        let paused = started.iter().all(|status| status.paused.is_some());
        let name = first.quickbooks.company.as_deref().filter(|_| counted.len() > 1);
        Self {
            shape: shape(first),
            line: line(name, &headline(first)),
            offer: match (started.is_empty(), paused) {
                (true, _) => Offer::Nothing,
                (false, true) => Offer::Resume,
                (false, false) => Offer::Pause,
            },
            companies: started.iter().map(|status| status.company.clone()).collect(),
        }
    }

    /// The companion did not start, and nothing syncs.
    pub fn stopped(why: &str) -> Self {
        let first = why.split_once(". ").map_or(why, |(first, _)| first);
        let first = first.strip_suffix('.').unwrap_or(first);
        Self { shape: Shape::NeedsYou, line: line(None, first), ..Self::nothing() }
    }

    /// Before anything is known.
    pub fn nothing() -> Self {
        Self {
            shape: Shape::Waiting,
            line: "Nothing is connected yet".to_owned(),
            offer: Offer::Nothing,
            companies: Vec::new(),
        }
    }
}

fn is_connected(status: &Status) -> bool {
    status.started_at.is_some()
        || (status.quickbooks.realm_id.is_some() && status.quickbooks.state != SideState::NotConnected)
}

fn shape(status: &Status) -> Shape {
    match status.state {
        State::NeedsYou => Shape::NeedsYou,
        _ if status.paused.is_some() => Shape::Paused,
        State::Working => Shape::Working,
        State::Waiting => Shape::Waiting,
        State::Done => Shape::Done,
    }
}

/// Short enough for a menu.
fn line(company: Option<&str>, first: &str) -> String {
    let line = company.map_or_else(|| first.to_owned(), |company| format!("{company}: {first}"));
    if line.chars().count() <= LINE_CHARS_MAX {
        return line;
    }
    let mut short: String = line.chars().take(LINE_CHARS_MAX - 1).collect();
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use contract::status::{Pause, Sum};
    use contract::summary::{Subject, Summary};
    use jiff::Timestamp;
    use jiff::tz::TimeZone;
    use ledger::Currency;

    use super::*;
    use crate::sample;

    fn picture(statuses: Vec<Status>) -> Picture {
        let now: Timestamp = "2026-08-04T12:05:00Z".parse().unwrap();
        let headline = |status: &Status| service::headline(&status.summary, now, &TimeZone::UTC);
        Picture::of(&statuses.into_iter().map(|status| (status.company.clone(), status)).collect(), headline)
    }

    fn with(company: &str, state: State, summary: Summary) -> Status {
        Status { state, summary, ..sample::status(company) }
    }

    fn needs_decision(count: u64, minor: i64) -> Summary {
        let decisions = Sum { count, minor, currency: Currency::USD };
        Summary::NeedsDecision { subject: Subject::Payment, decisions }
    }

    fn connected_to(name: &str) -> Status {
        let mut status = with("main", State::Waiting, Summary::ReadyToStart { company: name.to_owned() });
        status.started_at = None;
        status
    }

    #[test]
    fn nothing_connected_offers_nothing() {
        assert_eq!(picture(Vec::new()), Picture::nothing());
        let mut fresh = with("main", State::NeedsYou, Summary::AlternativeMissing);
        fresh.started_at = None;
        fresh.quickbooks.realm_id = None;
        assert_eq!(picture(vec![fresh]), Picture::nothing());
    }

    #[test]
    fn a_companion_that_did_not_start_says_why() {
        let shown = Picture::stopped("The app cannot open its records (disk full). Nothing is lost.");
        assert_eq!(shown.shape, Shape::NeedsYou);
        assert_eq!(shown.line, "The app cannot open its records (disk full)");
        assert_eq!(shown.offer, Offer::Nothing);
    }

    #[test]
    fn a_company_that_agrees_has_level_bars_and_can_be_paused() {
        let shown = picture(vec![sample::status("main")]);
        assert_eq!(shown.shape, Shape::Done);
        assert_eq!(shown.line, "Everything agrees as of 12:04:31");
        assert_eq!(shown.offer, Offer::Pause);
        assert_eq!(shown.companies, ["main"]);
    }

    #[test]
    fn each_state_has_its_shape() {
        for (state, expected) in [
            (State::Done, Shape::Done),
            (State::Working, Shape::Working),
            (State::Waiting, Shape::Waiting),
            (State::NeedsYou, Shape::NeedsYou),
        ] {
            assert_eq!(picture(vec![with("main", state, Summary::Comparing)]).shape, expected);
        }
    }

    #[test]
    fn a_pause_shows_unless_somebody_has_to_decide() {
        let mut paused = with("main", State::Waiting, Summary::Paused);
        paused.paused = Some(Pause { until: None });
        let shown = picture(vec![paused.clone()]);
        assert_eq!((shown.shape, shown.offer), (Shape::Paused, Offer::Resume));
        assert_eq!(shown.line, "Paused");
        paused.state = State::NeedsYou;
        let shown = picture(vec![paused]);
        assert_eq!((shown.shape, shown.offer), (Shape::NeedsYou, Offer::Resume));
    }

    #[test]
    fn the_company_that_needs_most_speaks_under_its_name() {
        let mut other = with("second", State::NeedsYou, needs_decision(2, 84_000));
        other.quickbooks.company = Some("Contour IT".to_owned());
        let shown = picture(vec![sample::status("main"), other]);
        assert_eq!(shown.shape, Shape::NeedsYou);
        assert_eq!(shown.line, "Contour IT: 2 payments, $840.00, need your decision");
        assert_eq!(shown.companies, ["main", "second"]);
    }

    #[test]
    fn one_company_that_runs_is_enough_to_offer_a_pause() {
        let mut paused = sample::status("second");
        paused.paused = Some(Pause { until: None });
        assert_eq!(picture(vec![sample::status("main"), paused]).offer, Offer::Pause);
    }

    #[test]
    fn practice_counts_only_by_itself() {
        let mut practice = with("practice", State::NeedsYou, needs_decision(1, 500));
        practice.practice = true;
        assert_eq!(picture(vec![practice.clone()]).shape, Shape::NeedsYou);
        let shown = picture(vec![practice, sample::status("main")]);
        assert_eq!((shown.shape, shown.companies), (Shape::Done, vec!["main".to_owned()]));
    }

    #[test]
    fn before_the_start_there_is_nothing_to_pause() {
        let shown = picture(vec![connected_to("Northwind MSP")]);
        assert_eq!((shown.offer, shown.line.as_str()), (Offer::Nothing, "Connected to Northwind MSP"));
    }

    #[test]
    fn a_name_with_a_full_stop_is_shown_whole() {
        let shown = picture(vec![connected_to("St. Paul Inc. Services")]);
        assert_eq!(shown.line, "Connected to St. Paul Inc. Services");
    }

    #[test]
    fn a_long_line_is_cut() {
        let shown = picture(vec![connected_to(&"long ".repeat(60))]);
        assert_eq!(shown.line.chars().count(), LINE_CHARS_MAX);
        assert!(shown.line.ends_with('…'));
    }
}
