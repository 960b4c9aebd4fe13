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
    /// one is connected: an exercise must not look like trouble.
    pub fn of(statuses: &BTreeMap<String, Status>) -> Self {
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
            line: line(name, &first.sentence),
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
        Self { shape: Shape::NeedsYou, line: line(None, why), ..Self::nothing() }
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

/// The first sentence, short enough for a menu.
fn line(company: Option<&str>, sentence: &str) -> String {
    let first = sentence.split_once(". ").map_or(sentence, |(first, _)| first);
    let first = first.strip_suffix('.').unwrap_or(first);
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
    use contract::status::Pause;

    use super::*;
    use crate::sample;

    fn picture(statuses: Vec<Status>) -> Picture {
        Picture::of(&statuses.into_iter().map(|status| (status.company.clone(), status)).collect())
    }

    fn with(company: &str, state: State, sentence: &str) -> Status {
        Status { state, sentence: sentence.to_owned(), ..sample::status(company) }
    }

    #[test]
    fn nothing_connected_offers_nothing() {
        assert_eq!(picture(Vec::new()), Picture::nothing());
        let mut fresh = with("main", State::NeedsYou, "Alternative is not connected yet.");
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
            assert_eq!(picture(vec![with("main", state, "")]).shape, expected);
        }
    }

    #[test]
    fn a_pause_shows_unless_somebody_has_to_decide() {
        let mut paused = with("main", State::Waiting, "Paused. Pending changes are kept.");
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
        let mut other = with("second", State::NeedsYou, "2 payments, 840.00 USD, need your decision.");
        other.quickbooks.company = Some("Contour IT".to_owned());
        let shown = picture(vec![sample::status("main"), other]);
        assert_eq!(shown.shape, Shape::NeedsYou);
        assert_eq!(shown.line, "Contour IT: 2 payments, 840.00 USD, need your decision");
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
        let mut practice = with("practice", State::NeedsYou, "1 payment, 5.00 USD, needs your decision.");
        practice.practice = true;
        assert_eq!(picture(vec![practice.clone()]).shape, Shape::NeedsYou);
        let shown = picture(vec![practice, sample::status("main")]);
        assert_eq!((shown.shape, shown.companies), (Shape::Done, vec!["main".to_owned()]));
    }

    #[test]
    fn before_the_start_there_is_nothing_to_pause() {
        let mut connected =
            with("main", State::Waiting, "Connected to Northwind MSP. Nothing is written yet.");
        connected.started_at = None;
        let shown = picture(vec![connected]);
        assert_eq!((shown.offer, shown.line.as_str()), (Offer::Nothing, "Connected to Northwind MSP"));
    }

    #[test]
    fn a_long_sentence_is_cut() {
        let shown = picture(vec![with("main", State::Waiting, &"long ".repeat(60))]);
        assert_eq!(shown.line.chars().count(), LINE_CHARS_MAX);
        assert!(shown.line.ends_with('…'));
    }
}
