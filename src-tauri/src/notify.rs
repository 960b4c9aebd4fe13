//! What is worth a notification: decisions with money at stake, an ended sign-in; one for many, each once.
//!
//! Only decides. Time is the time since the program started; what was there at the first look is taken for known, since
//! the tray and the window show it anyway.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use contract::hold::HoldCard;
use contract::status::{SideState, Status};
use contract::summary::Summary;
use ledger::{Currency, MinorUnits};
use service::in_sentence;

use crate::deep_link::Page;

/// Questions seldom come alone: so long the others are waited for.
const SETTLE: Duration = Duration::from_secs(3);
/// A company speaks of its questions at most this often; what comes in between is told together.
const PAUSE: Duration = Duration::from_mins(5);

/// A notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What happened.
    pub title: String,
    /// What it means.
    pub body: String,
    /// Where a click leads.
    pub page: Page,
}

/// What was told of every company.
#[derive(Debug, Default)]
pub struct Notices {
    companies: BTreeMap<String, Told>,
}

#[derive(Debug, Default)]
struct Told {
    practice: bool,
    /// How the sides were at the last look; nothing before the first.
    ended: Option<Ended>,
    /// Questions that were told or known at the first look; nothing before it.
    known: Option<BTreeSet<String>>,
    /// Questions that nobody was told of yet.
    fresh: Vec<HoldCard>,
    /// When the first of them came.
    since: Duration,
    /// When questions were last told.
    last: Option<Duration>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Ended {
    quickbooks: bool,
    alternative: bool,
}

impl Notices {
    /// A new snapshot: tells of a sign-in that has ended since the one before.
    pub fn status(&mut self, status: &Status) -> Option<Notice> {
        let told = self.companies.entry(status.company.clone()).or_default();
        told.practice = status.practice;
        let now = Ended {
            quickbooks: status.quickbooks.state == SideState::SignInEnded,
            alternative: status.alternative.state == SideState::KeyRefused,
        };
        let before = told.ended.replace(now)?;
        let title = if now.quickbooks && !before.quickbooks {
            "The QuickBooks sign-in has ended"
        } else if now.alternative && !before.alternative {
            "Alternative no longer accepts the API key"
        } else {
            return None;
        };
        // The title has said the rest of the sentence.
        let is_told = matches!(status.summary, Summary::Closed { .. });
        let explained = service::explanation(&status.summary).filter(|_| is_told);
        let body = explained.unwrap_or_else(|| status.sentence.clone());
        Some(told.notice(title.to_owned(), body, Page::integrations(&status.company)))
    }

    /// The open questions of a company, as they are now.
    pub fn questions(&mut self, company: &str, cards: &[HoldCard], now: Duration) {
        let told = self.companies.entry(company.to_owned()).or_default();
        let open: BTreeSet<String> = cards.iter().map(|card| card.id.clone()).collect();
        let Some(known) = &mut told.known else {
            told.known = Some(open);
            return;
        };
        // A question that was answered and comes again is a new one.
        known.retain(|id| open.contains(id));
        let was_quiet = told.fresh.is_empty();
        let fresh = cards.iter().filter(|card| !known.contains(&card.id) && is_worth_it(card));
        told.fresh = fresh.cloned().collect();
        if was_quiet {
            told.since = now;
        }
    }

    /// When [`Self::take`] has something to say, if nothing else happens.
    pub fn due(&self) -> Option<Duration> {
        self.companies.values().filter_map(Told::due).min()
    }

    /// What is to be said of the questions now, one notice a company.
    pub fn take(&mut self, now: Duration) -> Vec<Notice> {
        let due = self.companies.iter_mut().filter(|(_, told)| told.due().is_some_and(|due| due <= now));
        due.map(|(company, told)| told.take(company, now)).collect()
    }

    /// Forgets companies that are there no more.
    pub fn keep(&mut self, companies: &BTreeSet<String>) {
        self.companies.retain(|company, _| companies.contains(company));
    }
}

impl Told {
    fn due(&self) -> Option<Duration> {
        if self.fresh.is_empty() {
            return None;
        }
        let settled = self.since + SETTLE;
        Some(self.last.map_or(settled, |last| settled.max(last + PAUSE)))
    }

    fn take(&mut self, company: &str, now: Duration) -> Notice {
        let fresh = std::mem::take(&mut self.fresh);
        self.known.get_or_insert_default().extend(fresh.iter().map(|card| card.id.clone()));
        self.last = Some(now);
        match &fresh[..] {
            [card] => {
                self.notice(card.title.clone(), if_left(card), Page::needs_you(company, Some(&card.id)))
            }
            all => {
                let body = "Nothing is written for them until you decide.".to_owned();
                self.notice(wait(all), body, Page::needs_you(company, None))
            }
        }
    }

    fn notice(&self, title: String, body: String, page: Page) -> Notice {
        let title = if self.practice { format!("Practice company: {title}") } else { title };
        Notice { title, body, page }
    }
}

fn is_worth_it(card: &HoldCard) -> bool {
    card.amount.is_some_and(|amount| amount.minor.0 != 0)
}

fn if_left(card: &HoldCard) -> String {
    match card.consequence.as_str() {
        "" => card.cause.clone(),
        consequence => format!("If you leave it: {consequence}"),
    }
}

/// "3 payments, $2,310.00, need your decision"
fn wait(cards: &[HoldCard]) -> String {
    let all = |kind: &str| cards.iter().all(|card| card.record.split(':').next() == Some(kind));
    let what = ["payment", "payout", "invoice"].into_iter().find(|kind| all(kind)).unwrap_or("record");
    let (plural, verb) = if cards.len() == 1 { ("", "needs") } else { ("s", "need") };
    let mut sums: BTreeMap<Currency, i64> = BTreeMap::new();
    for amount in cards.iter().filter_map(|card| card.amount) {
        let sum = sums.entry(amount.currency).or_default();
        *sum = sum.saturating_add(amount.minor.0);
    }
    let sums: Vec<String> =
        sums.into_iter().map(|(currency, sum)| in_sentence(MinorUnits(sum).of(currency))).collect();
    match sums.join(" and ").as_str() {
        "" => format!("{} {what}{plural} {verb} your decision", cards.len()),
        sums => format!("{} {what}{plural}, {sums}, {verb} your decision", cards.len()),
    }
}

#[cfg(test)]
mod tests;
