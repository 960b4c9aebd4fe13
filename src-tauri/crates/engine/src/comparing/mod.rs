//! The comparison of both sides (rule F5): every day whatever is open, changed in 35 days or not yet deposited; the rest
//! in slices, each within a month; everything when the place of a look was lost (rule F3).
//!
//! It runs beside the work: a page of each side, stored after each, when nothing is more urgent. What it meets is taken in
//! like any look; what is linked and was not met is read by its id. It never moves the place of a look.

mod steps;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::cursor::PassedCursor;
use crate::fault::Side;
use crate::paging::Place;

/// A comparison that nobody asked for begins at most this often (rule F9).
const APART: SignedDuration = SignedDuration::from_hours(1);
/// From the beginning of one comparison to that of the next.
const DAILY: SignedDuration = SignedDuration::from_hours(24);
/// After one that could not read everything.
const AFTER_GAPS: SignedDuration = SignedDuration::from_hours(6);
/// Both sides agree only as long as they were compared within this time (rule F5).
pub const FRESH: SignedDuration = SignedDuration::from_hours(26);
/// Alternative's lists are read from their beginning this often.
const MONTHLY: SignedDuration = SignedDuration::from_hours(28 * 24);

/// How much is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// What is open, changed lately or not yet deposited.
    Daily,
    /// Everything.
    Whole,
}

/// A comparison that is to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// How much of it.
    pub scope: Scope,
    /// A person asked for it: then it waits for nothing.
    pub by_person: bool,
}

impl Asked {
    /// The place of a look was lost.
    pub const WHOLE: Self = Self { scope: Scope::Whole, by_person: false };
    /// *Compare now*.
    pub const NOW: Self = Self { scope: Scope::Daily, by_person: true };
    /// A person's choice makes more matter than was read so far (rule I14).
    pub const MORE: Self = Self { scope: Scope::Whole, by_person: true };

    fn and(self, other: Option<Self>) -> Self {
        let Some(other) = other else { return self };
        Self { scope: self.scope.max(other.scope), by_person: self.by_person || other.by_person }
    }
}

/// Where QuickBooks' part of a comparison stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BooksStage {
    /// The company and its accounts.
    Company,
    /// All customers.
    Customers,
    /// Invoices that changed lately; all in a whole comparison.
    Invoices,
    /// Open invoices.
    OpenInvoices,
    /// Payments that changed lately.
    Payments,
    /// Payments that a companion recorded.
    OurPayments,
    /// Deposits that changed lately.
    Deposits,
    /// Customers that were not met.
    MissingCustomers,
    /// Invoices that were not met.
    MissingInvoices,
    /// Payments that were not met.
    MissingPayments,
    /// Deposits that were not met.
    MissingDeposits,
    /// All compared.
    Done,
}

impl BooksStage {
    fn next(self, scope: Scope) -> Self {
        match self {
            Self::Company => Self::Customers,
            Self::Customers => Self::Invoices,
            Self::Invoices if scope == Scope::Whole => Self::OurPayments,
            Self::Invoices => Self::OpenInvoices,
            Self::OpenInvoices => Self::Payments,
            Self::Payments => Self::OurPayments,
            Self::OurPayments if scope == Scope::Whole => Self::MissingCustomers,
            Self::OurPayments => Self::Deposits,
            Self::Deposits => Self::MissingCustomers,
            Self::MissingCustomers => Self::MissingInvoices,
            Self::MissingInvoices => Self::MissingPayments,
            Self::MissingPayments => Self::MissingDeposits,
            Self::MissingDeposits | Self::Done => Self::Done,
        }
    }
}

/// Where Alternative's part of a comparison stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlternativeStage {
    /// Customers with an id of QuickBooks.
    Customers,
    /// Invoices with an id of QuickBooks.
    Invoices,
    /// Payments.
    Payments,
    /// Payouts.
    Payouts,
    /// Invoices that exist in Alternative only (rule I9), once a month.
    AlternativeOnly,
    /// All compared.
    Done,
}

impl AlternativeStage {
    fn next(self, scope: Scope) -> Self {
        match self {
            Self::Customers => Self::Invoices,
            Self::Invoices => Self::Payments,
            Self::Payments => Self::Payouts,
            Self::Payouts if scope == Scope::Whole => Self::AlternativeOnly,
            Self::Payouts | Self::AlternativeOnly | Self::Done => Self::Done,
        }
    }
}

/// A comparison under way, as kept between its pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Walk {
    /// How much of QuickBooks is compared.
    pub scope: Scope,
    /// How much of Alternative's lists is read.
    pub lists: Scope,
    /// When it began, by our clock: what was read before that was not met by it.
    pub began_at: Timestamp,
    /// Where QuickBooks' part stands.
    pub books: BooksStage,
    /// The next page of QuickBooks.
    pub place: Place,
    /// The last id that was looked at among those that were not met.
    pub after: Option<String>,
    /// How many of those that are not open this stage has read.
    pub sliced: u64,
    /// Where Alternative's part stands.
    pub alternative: AlternativeStage,
    /// The next page of Alternative.
    pub cursor: Option<String>,
    /// A cursor of the same list that was passed.
    #[serde(default, skip_serializing_if = "PassedCursor::is_none")]
    pub passed: PassedCursor,
    /// Records met so far.
    pub read: u64,
    /// How often in a row the next page of each side was refused for itself.
    pub refused: u32,
    /// A list could not be read to its end, or a record not at all, so that this comparison proves nothing.
    pub gaps: bool,
}

impl Walk {
    /// A comparison from the beginning.
    pub fn begin(scope: Scope, lists: Scope, now: Timestamp) -> Self {
        Self {
            scope,
            lists,
            began_at: now,
            books: BooksStage::Company,
            place: Place::default(),
            after: None,
            sliced: 0,
            alternative: AlternativeStage::Customers,
            cursor: None,
            passed: PassedCursor::default(),
            read: 0,
            refused: 0,
            gaps: false,
        }
    }

    /// Whether a side has nothing left to be compared.
    pub fn is_done(&self, side: Side) -> bool {
        match side {
            Side::Quickbooks => self.books == BooksStage::Done,
            Side::Alternative => self.alternative == AlternativeStage::Done,
        }
    }

    fn is_whole_and_unread(&self) -> bool {
        *self == Self::begin(Scope::Whole, Scope::Whole, self.began_at)
    }

    fn next(&mut self, side: Side) {
        match side {
            Side::Quickbooks => {
                self.books = self.books.next(self.scope);
                (self.place, self.after, self.sliced) = (Place::default(), None, 0);
            }
            Side::Alternative => {
                self.alternative = self.alternative.next(self.lists);
                (self.cursor, self.passed) = (None, PassedCursor::default());
            }
        }
    }
}

/// A comparison that ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// When it began.
    pub began_at: Timestamp,
    /// When it ended.
    pub at: Timestamp,
}

/// The comparisons of a company.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparisons {
    /// The one under way.
    pub walk: Option<Walk>,
    /// The one to come, besides the daily ones.
    pub asked: Option<Asked>,
    /// The last one that met everything; the first read is one.
    pub ended: Option<Ended>,
    /// When the last one began, whatever it met.
    pub tried_at: Option<Timestamp>,
    /// When the last one began that nobody asked for.
    pub unasked_at: Option<Timestamp>,
    /// When Alternative's lists were last read from their beginning.
    pub lists_at: Option<Timestamp>,
    /// The place in Alternative's feed was lost: it goes on from the feed's end, and what came before is compared.
    pub feed_lost: bool,
}

impl Comparisons {
    /// When both sides were last compared.
    pub fn compared_at(&self) -> Option<Timestamp> {
        self.ended.map(|ended| ended.at)
    }

    /// Whether that is recent enough to say that both sides agree (rule F5).
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        self.compared_at().is_some_and(|at| now.duration_since(at) < FRESH)
    }

    /// The comparison whose time has come while none is under way.
    pub(crate) fn due(&self, now: Timestamp) -> Option<Walk> {
        let is_past = |at: Option<Timestamp>, wait| !at.is_some_and(|at| is_within(now, at, wait));
        if !self.asked.is_some_and(|asked| asked.by_person) && !is_past(self.unasked_at, APART) {
            return None;
        }
        let ended = self.ended.map(|ended| ended.began_at);
        let daily = is_past(ended, DAILY) && is_past(self.tried_at, AFTER_GAPS);
        let scope = self.asked.map(|asked| asked.scope).or(daily.then_some(Scope::Daily))?;
        let lists = if is_past(self.lists_at, MONTHLY) { Scope::Whole } else { scope };
        Some(Walk::begin(scope, lists, now))
    }

    pub(crate) fn ask(&mut self, asked: Asked) {
        let runs = self.walk.as_ref();
        // One that runs is what a person asks for, and one that has met nothing yet will meet everything.
        let enough = (asked == Asked::NOW && runs.is_some()) || runs.is_some_and(Walk::is_whole_and_unread);
        if !enough {
            self.asked = Some(asked.and(self.asked));
        }
    }

    /// A page was taken in.
    pub(crate) fn walked(&mut self, to: Walk, now: Timestamp) {
        if self.walk.is_none() {
            let by_person = self.asked.take().is_some_and(|asked| asked.by_person);
            self.tried_at = Some(to.began_at);
            if !by_person {
                self.unasked_at = Some(to.began_at);
            }
        }
        if !to.is_done(Side::Quickbooks) || !to.is_done(Side::Alternative) {
            self.walk = Some(to);
            return;
        }
        self.walk = None;
        if to.gaps {
            return;
        }
        self.ended = Some(Ended { began_at: to.began_at, at: now });
        if to.lists == Scope::Whole {
            self.lists_at = Some(to.began_at);
        }
    }

    /// Everything was read for the first time.
    pub(crate) fn read_whole(&mut self, began_at: Timestamp, at: Timestamp) {
        *self = Self { ended: Some(Ended { began_at, at }), lists_at: Some(began_at), ..Self::default() };
    }
}

/// Whether `at` is less than that long ago. What is ahead of a clock that was moved is past.
fn is_within(now: Timestamp, at: Timestamp, wait: SignedDuration) -> bool {
    let passed = now.duration_since(at);
    !passed.is_negative() && passed < wait
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + hours * 3_600).unwrap()
    }

    fn done(walk: Walk) -> Walk {
        Walk { books: BooksStage::Done, alternative: AlternativeStage::Done, ..walk }
    }

    fn compared(comparisons: &mut Comparisons, hour: i64) {
        let walk = comparisons.due(at(hour)).expect("a comparison is due");
        comparisons.walked(walk.clone(), at(hour));
        comparisons.walked(done(walk), at(hour + 1));
    }

    #[test]
    fn f5_one_is_due_a_day_after_the_last_began_and_counts_for_26_hours() {
        let mut comparisons = Comparisons::default();
        comparisons.read_whole(at(0), at(2));
        assert_eq!(comparisons.due(at(23)), None);
        assert_eq!(comparisons.due(at(24)).unwrap().scope, Scope::Daily);
        assert!(comparisons.is_fresh(at(27)) && !comparisons.is_fresh(at(28)));
        compared(&mut comparisons, 24);
        assert_eq!(comparisons.compared_at(), Some(at(25)));
        assert_eq!(comparisons.due(at(47)), None);
    }

    #[test]
    fn f5_without_any_one_is_due_at_once() {
        let walk = Comparisons::default().due(at(0)).unwrap();
        assert_eq!((walk.scope, walk.lists), (Scope::Daily, Scope::Whole));
    }

    #[test]
    fn f5_alternative_s_lists_are_read_from_their_beginning_once_a_month() {
        let mut comparisons = Comparisons::default();
        comparisons.read_whole(at(0), at(1));
        let mut whole = Vec::new();
        for day in 1..=60 {
            if comparisons.due(at(day * 24)).unwrap().lists == Scope::Whole {
                whole.push(day);
            }
            compared(&mut comparisons, day * 24);
        }
        assert_eq!(whole, [28, 56]);
    }

    #[test]
    fn f9_one_that_nobody_asked_for_waits_for_an_hour_and_one_that_a_person_asks_for_does_not() {
        let mut comparisons = Comparisons::default();
        comparisons.read_whole(at(0), at(0));
        comparisons.ask(Asked::WHOLE);
        compared(&mut comparisons, 0);
        comparisons.ask(Asked::WHOLE);
        assert_eq!(comparisons.due(at(0)), None);
        assert_eq!(comparisons.due(at(1)).unwrap().scope, Scope::Whole);
        comparisons.ask(Asked::NOW);
        assert_eq!(
            comparisons.due(at(0)).unwrap().scope,
            Scope::Whole,
            "nothing that was asked for is forgotten"
        );
    }

    #[test]
    fn f5_what_is_asked_for_while_one_runs_comes_after_it_unless_it_is_that_one() {
        let mut comparisons = Comparisons::default();
        let walk = comparisons.due(at(0)).unwrap();
        comparisons.walked(Walk { read: 1, ..walk.clone() }, at(0));
        comparisons.ask(Asked::NOW);
        assert_eq!(comparisons.asked, None);
        comparisons.ask(Asked::WHOLE);
        assert_eq!(comparisons.asked, Some(Asked::WHOLE));
        comparisons.walked(done(walk), at(1));
        assert_eq!(comparisons.asked, Some(Asked::WHOLE));
    }

    #[test]
    fn f8_one_with_gaps_proves_nothing_and_is_tried_again_some_hours_later() {
        let mut comparisons = Comparisons::default();
        comparisons.read_whole(at(0), at(0));
        let walk = comparisons.due(at(24)).unwrap();
        comparisons.walked(Walk { gaps: true, ..done(walk) }, at(25));
        assert_eq!(comparisons.compared_at(), Some(at(0)));
        assert_eq!(comparisons.due(at(29)), None);
        assert!(comparisons.due(at(30)).is_some());
    }

    #[test]
    fn f7_a_clock_that_was_moved_back_keeps_no_comparison_waiting() {
        let mut comparisons = Comparisons::default();
        comparisons.read_whole(at(1_000), at(1_000));
        assert!(comparisons.due(at(0)).is_some());
    }
}
