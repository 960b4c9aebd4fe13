//! When to look next (rule F2): as often as it helps, as rarely as the read budget asks.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};

/// QuickBooks reads a company may use in a month; the vendor's allowance is shared by all its customers.
pub const READ_BUDGET: u64 = 15_000;

/// What the pace depends on.
#[derive(Debug, Clone, Copy)]
pub struct Attention {
    /// Somebody is looking: the window is in focus and was used within 10 minutes.
    pub watched: bool,
    /// Something is owed to either side.
    pub owing: bool,
    /// QuickBooks' webhook reaches this computer.
    pub bell: bool,
    /// When something last changed on either side.
    pub last_news: Option<Timestamp>,
    /// Reads used this month.
    pub reads: u64,
}

/// How long to wait between two looks at QuickBooks.
pub fn look_interval(attention: &Attention, now: Timestamp) -> SignedDuration {
    let silent = attention.last_news.is_none_or(|at| now.duration_since(at) > SignedDuration::from_hours(1));
    let wished = if attention.bell {
        SignedDuration::from_mins(10)
    } else if attention.watched || attention.owing {
        SignedDuration::from_secs(10)
    } else if silent {
        SignedDuration::from_mins(10)
    } else {
        SignedDuration::from_mins(2)
    };
    wished.max(affordable(attention.reads, now))
}

/// How long to wait between two pages of a comparison of QuickBooks: no time while the budget is not short.
pub(crate) fn page_interval(reads: u64, now: Timestamp) -> SignedDuration {
    affordable(reads, now)
}

/// The shortest interval that leaves a look every ten minutes, half as many again in reserve, for the rest of the month.
fn affordable(reads: u64, now: Timestamp) -> SignedDuration {
    let left = seconds_left_in_month(now);
    let remaining = i64::try_from(READ_BUDGET.saturating_sub(reads)).unwrap_or(0);
    let reserve = left / 600 * 3 / 2;
    if remaining > reserve {
        return SignedDuration::ZERO;
    }
    SignedDuration::from_secs((left / remaining.max(1)).clamp(10, 24 * 3600))
}

fn seconds_left_in_month(now: Timestamp) -> i64 {
    let today = now.to_zoned(TimeZone::UTC);
    let next = today.last_of_month().and_then(|last| last.tomorrow()).and_then(|first| first.start_of_day());
    next.map_or(0, |end| end.timestamp().as_second() - now.as_second()).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUIET: Attention =
        Attention { watched: false, owing: false, bell: false, last_news: None, reads: 0 };

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn f2_the_pace_follows_attention() {
        let now = at("2026-08-04T12:00:00Z");
        let news = Some(at("2026-08-04T11:30:00Z"));
        let seconds = |attention: &Attention| look_interval(attention, now).as_secs();
        assert_eq!(seconds(&Attention { watched: true, ..QUIET }), 10);
        assert_eq!(seconds(&Attention { owing: true, ..QUIET }), 10);
        assert_eq!(seconds(&Attention { last_news: news, ..QUIET }), 120);
        assert_eq!(seconds(&QUIET), 600);
        assert_eq!(seconds(&Attention { bell: true, watched: true, ..QUIET }), 600);
    }

    #[test]
    fn f2_the_pace_stretches_before_the_budget_breaks() {
        let now = at("2026-08-16T00:00:00Z");
        let nearly_used = Attention { watched: true, reads: READ_BUDGET - 100, ..QUIET };
        assert_eq!(look_interval(&nearly_used, now).as_secs(), 16 * 24 * 3600 / 100);
        let half_used = Attention { watched: true, reads: READ_BUDGET / 2, ..QUIET };
        assert_eq!(look_interval(&half_used, now).as_secs(), 10);
    }
}
