//! The one line that says it all, and the quiet lines under it.

use contract::status::{State, Sum};
use contract::summary::{Notice, Subject as About, Summary};
use engine::fault::{FaultKind, Side};
use engine::ports::StoreFault;
use engine::side::SideState;
use engine::subject::Subject;

use super::Picture;
use super::sides::is_paused;
use crate::typed;

/// One line.
pub(super) fn summary(picture: &Picture, state: State) -> Summary {
    let settings = &picture.settings;
    if settings.alternative.is_none() && settings.quickbooks.is_some() {
        return Summary::Disconnected { company: company(picture) };
    }
    if settings.alternative.is_none() {
        return Summary::AlternativeMissing;
    }
    if settings.quickbooks.is_none() || !settings.bound {
        return Summary::QuickbooksMissing;
    }
    if let Some(fault) = &picture.unwritable {
        return Summary::NotSaved { read_only: *fault == StoreFault::ReadOnly };
    }
    if let Some(closed) = settings.quickbooks_closed.or(settings.alternative_closed) {
        let (count, minor) = picture.waiting.stuck_payments();
        let payments = Sum { count: count as u64, minor: minor.0, currency: settings.home_currency() };
        return Summary::Closed { closed: typed::closed(closed), company: company(picture), payments };
    }
    if let Some(trouble) = trouble(picture) {
        return trouble;
    }
    match state {
        State::NeedsYou => needs_decision(picture),
        _ if settings.started_at.is_none() => Summary::ReadyToStart { company: company(picture) },
        State::Working => working(picture),
        State::Done => Summary::Agrees { at: picture.facts.completed_at },
        State::Waiting => waits(picture),
    }
}

fn company(picture: &Picture) -> String {
    let access = picture.settings.quickbooks.as_ref();
    access.map_or_else(|| Side::Quickbooks.name().to_owned(), |access| access.company.name.clone())
}

/// A side that does not answer, or in whose name another answers, or a keychain that does not open.
fn trouble(picture: &Picture) -> Option<Summary> {
    for (side, seen) in sides(picture) {
        let Some(fault) = &seen.fault else { continue };
        match &fault.kind {
            FaultKind::Vault => return Some(Summary::KeychainLocked),
            FaultKind::Throttled { .. } => {}
            FaultKind::Untrusted => {
                return Some(Summary::Untrusted { side: typed::side(side), since: seen.failing_since });
            }
            kind => {
                let offline = *kind == FaultKind::Offline;
                return Some(Summary::Silent { side: typed::side(side), offline, since: seen.failing_since });
            }
        }
    }
    None
}

fn sides(picture: &Picture) -> [(Side, &SideState); 2] {
    [(Side::Quickbooks, &picture.facts.quickbooks), (Side::Alternative, &picture.facts.alternative)]
}

fn needs_decision(picture: &Picture) -> Summary {
    let all = |wanted: fn(&Subject) -> bool| picture.holds.iter().all(|hold| wanted(&hold.draft.subject));
    let subject = if all(|subject| matches!(subject, Subject::Payment(_))) {
        About::Payment
    } else if all(|subject| matches!(subject, Subject::Payout(_))) {
        About::Payout
    } else if all(|subject| matches!(subject, Subject::Invoice(_))) {
        About::Invoice
    } else {
        About::Record
    };
    let decisions = Sum { count: picture.holds.len() as u64, ..picture.held() };
    Summary::NeedsDecision { subject, decisions }
}

fn working(picture: &Picture) -> Summary {
    if picture.is_reading() {
        let read = picture.import.as_ref().map_or(0, |import| import.read);
        return Summary::Reading { company: company(picture), read };
    }
    match picture.waiting.in_flight() {
        0 => Summary::Comparing,
        changes => Summary::Sending { changes },
    }
}

fn waits(picture: &Picture) -> Summary {
    let settings = &picture.settings;
    if settings.paused_until.is_some_and(|until| until > picture.now) {
        return Summary::Paused;
    }
    if let Some((side, until)) = slowed(picture).next() {
        return Summary::SlowedDown { side: typed::side(side), until };
    }
    if picture.is_reading() {
        return Summary::NotRead { company: company(picture) };
    }
    match picture.waiting.in_flight() {
        0 if picture.unplanned => return Summary::ChangesPending { changes: None },
        0 => {}
        changes => return Summary::ChangesPending { changes: Some(changes) },
    }
    if picture.facts.completed_at.is_none() {
        return Summary::NotCompared;
    }
    if !picture.is_compared() && picture.tie.apart == 0 && picture.waiting.is_within_time() {
        return picture
            .comparisons
            .compared_at()
            .map_or(Summary::NotCompared, |at| Summary::LastCompared { at });
    }
    if picture.tie.apart > 0 && picture.waiting.is_within_time() {
        return Summary::InvoicesDiffer { invoices: picture.tie.apart };
    }
    let first = picture.waiting.first().map(|wait| typed::awaited(&wait.on));
    Summary::Pending { records: picture.waiting.sum(settings.home_currency()), first }
}

/// Sides that asked to slow down, and until when.
fn slowed(picture: &Picture) -> impl Iterator<Item = (Side, jiff::Timestamp)> {
    paused(picture, |kind| matches!(kind, FaultKind::Throttled { .. }))
}

/// Sides in a pause after such a fault, and its end.
fn paused(
    picture: &Picture,
    wanted: fn(&FaultKind) -> bool,
) -> impl Iterator<Item = (Side, jiff::Timestamp)> {
    sides(picture).into_iter().filter_map(move |(side, seen)| {
        let until = seen.paused_until.filter(|_| is_paused(seen, picture.now))?;
        wanted(&seen.fault.as_ref()?.kind).then_some((side, until))
    })
}

/// Quiet lines.
pub(super) fn notices(picture: &Picture) -> Vec<Notice> {
    let unreadable =
        picture.damaged.iter().map(|kind| Notice::Unreadable { document: typed::document(*kind) });
    let mut notices: Vec<_> = unreadable.collect();
    let slow = slowed(picture).map(|(side, until)| Notice::SlowedDown { side: typed::side(side), until });
    notices.extend(slow);
    let failed = paused(picture, |kind| !matches!(kind, FaultKind::Throttled { .. }));
    notices.extend(failed.map(|(side, at)| Notice::TryingAgain { side: typed::side(side), at }));
    notices.extend(picture.facts.keychain.clone().map(|said| Notice::SignInNotSaved { said }));
    notices.extend(picture.clock.days_off().map(|days| Notice::ClockOff { days }));
    let phone = picture.settings.quickbooks.as_ref().and_then(|access| access.phone_verified);
    if phone == Some(false) {
        notices.push(Notice::PhoneNotVerified);
    }
    if picture.settings.practice {
        notices.push(Notice::Practice);
    }
    notices
}
