//! The one sentence that says it all, and the quiet lines under it.

use contract::status::State;
use engine::fault::{Fault, FaultKind, Side};
use engine::settings::Closed;
use engine::side::SideState;
use engine::subject::Subject;
use ledger::MinorUnits;

use super::Picture;
use super::sides::is_paused;
use crate::words::{self, KEYCHAIN_LOCKED, clock_time, in_sentence, short_time};

/// One sentence.
pub(super) fn sentence(picture: &Picture, state: State) -> String {
    let settings = &picture.settings;
    if settings.alternative.is_none() && settings.quickbooks.is_some() {
        return format!("Disconnected from {} on this computer. The history stays.", company(picture));
    }
    if settings.alternative.is_none() {
        return "Alternative is not connected yet.".to_owned();
    }
    if settings.quickbooks.is_none() || !settings.bound {
        return "QuickBooks is not connected yet.".to_owned();
    }
    if let Some(closed) = settings.quickbooks_closed.or(settings.alternative_closed) {
        return closed_sentence(picture, closed);
    }
    if let Some(words) = trouble(picture) {
        return words;
    }
    match state {
        State::NeedsYou => needs_you(picture),
        _ if settings.started_at.is_none() => {
            format!("Connected to {}. Nothing is written until you start syncing.", company(picture))
        }
        State::Working => working(picture),
        State::Done => match picture.facts.completed_at {
            Some(at) => format!("Everything agrees as of {}", clock_time(at, picture.now, &picture.zone)),
            None => "Everything agrees".to_owned(),
        },
        State::Waiting => waits(picture),
    }
}

fn company(picture: &Picture) -> &str {
    picture.settings.quickbooks.as_ref().map_or("QuickBooks", |access| access.company.name.as_str())
}

fn closed_sentence(picture: &Picture, closed: Closed) -> String {
    let name = company(picture);
    let what = match closed {
        Closed::SignInEnded => {
            format!("The QuickBooks sign-in has ended. Only an administrator of {name} can renew it.")
        }
        Closed::KeyRefused => "Alternative no longer accepts the API key.".to_owned(),
        Closed::SubscriptionLapsed => {
            "This QuickBooks subscription is not active, so nothing can be recorded.".to_owned()
        }
        Closed::OtherLinkActive => {
            "Alternative is still connected to QuickBooks by its own link. Two links would post everything twice.".to_owned()
        }
        Closed::AlreadyConnected => {
            "Alternative is still connected to another QuickBooks company. Two links would post everything twice.".to_owned()
        }
        Closed::Disconnected => "The link was disconnected in Alternative.".to_owned(),
    };
    let (count, minor) = picture.waiting.stuck_payments();
    match count {
        0 => what,
        1 => format!("{what} 1 payment ({}) is pending.", money(picture, minor)),
        count => format!("{what} {count} payments ({}) are pending.", money(picture, minor)),
    }
}

fn money(picture: &Picture, minor: MinorUnits) -> String {
    in_sentence(minor.of(picture.settings.home_currency()))
}

/// A side that does not answer, or a keychain that does not open.
fn trouble(picture: &Picture) -> Option<String> {
    for (side, seen) in sides(picture) {
        let Some(fault) = &seen.fault else { continue };
        match &fault.kind {
            FaultKind::Vault => return Some(KEYCHAIN_LOCKED.to_owned()),
            FaultKind::Throttled { .. } => {}
            _ => return Some(silent(picture, side, seen, fault)),
        }
    }
    None
}

fn silent(picture: &Picture, side: Side, seen: &SideState, fault: &Fault) -> String {
    let since = seen.failing_since.map(|at| short_time(at, picture.now, &picture.zone));
    let since = since.map_or_else(String::new, |since| format!(" since {since}"));
    let name = side.name();
    if fault.kind == FaultKind::Offline {
        format!("{name} cannot be reached{since}. Nothing is lost.")
    } else {
        format!("{name} has not answered{since}. Nothing is lost.")
    }
}

fn sides(picture: &Picture) -> [(Side, &SideState); 2] {
    [(Side::Quickbooks, &picture.facts.quickbooks), (Side::Alternative, &picture.facts.alternative)]
}

fn needs_you(picture: &Picture) -> String {
    let count = picture.holds.len();
    let held = picture.held();
    let all = |wanted: fn(&Subject) -> bool| picture.holds.iter().all(|hold| wanted(&hold.draft.subject));
    let what = if all(|subject| matches!(subject, Subject::Payment(_))) {
        "payment"
    } else if all(|subject| matches!(subject, Subject::Payout(_))) {
        "payout"
    } else if all(|subject| matches!(subject, Subject::Invoice(_))) {
        "invoice"
    } else {
        "record"
    };
    let (what, need) = if count == 1 { (what.to_owned(), "needs") } else { (format!("{what}s"), "need") };
    if held.minor == 0 {
        format!("{count} {what} {need} your decision")
    } else {
        format!("{count} {what}, {}, {need} your decision", money(picture, MinorUnits(held.minor)))
    }
}

fn working(picture: &Picture) -> String {
    if picture.is_reading() {
        let read = picture.import.as_ref().map_or(0, |import| import.read);
        return format!("Reading {}: {read} records so far.", company(picture));
    }
    match picture.waiting.in_flight() {
        0 => "Comparing QuickBooks and Alternative.".to_owned(),
        1 => "Sending 1 change.".to_owned(),
        count => format!("Sending {count} changes."),
    }
}

fn waits(picture: &Picture) -> String {
    let settings = &picture.settings;
    if settings.paused_until.is_some_and(|until| until > picture.now) {
        return "Paused. Pending changes are kept.".to_owned();
    }
    if let Some(line) = sides(picture).into_iter().find_map(|(side, seen)| slowed(picture, side, seen)) {
        return line;
    }
    if picture.is_reading() {
        return format!("{} has not been read completely yet.", company(picture));
    }
    match picture.waiting.in_flight() {
        0 if picture.unplanned => return "Changes are pending until the next sync.".to_owned(),
        0 => {}
        1 => return "1 change is pending until the next sync.".to_owned(),
        count => return format!("{count} changes are pending until the next sync."),
    }
    if picture.facts.completed_at.is_none() {
        return "QuickBooks and Alternative have not been compared yet.".to_owned();
    }
    if picture.tie.apart > 0 && picture.waiting.is_within_time() {
        return match picture.tie.apart {
            1 => "1 open invoice does not agree yet; it is compared again at the next check.".to_owned(),
            count => {
                format!("{count} open invoices do not agree yet; they are compared again at the next check.")
            }
        };
    }
    let sum = picture.waiting.sum(settings.home_currency());
    let first = picture.waiting.first().map(words::waits::wait).unwrap_or_default();
    let wait = if sum.count == 1 {
        "1 record is pending".to_owned()
    } else {
        format!("{} records are pending", sum.count)
    };
    match (sum.minor, first.is_empty()) {
        (0, true) => format!("{wait}."),
        (0, false) => format!("{wait}: {first}."),
        (minor, _) => format!("{wait}, {}: {first}.", money(picture, MinorUnits(minor))),
    }
}

fn slowed(picture: &Picture, side: Side, seen: &SideState) -> Option<String> {
    let throttled = matches!(seen.fault.as_ref()?.kind, FaultKind::Throttled { .. });
    (throttled && is_paused(seen, picture.now)).then(|| {
        let until = seen.paused_until.map(|at| short_time(at, picture.now, &picture.zone));
        format!("{} asked us to slow down; resuming at {}.", side.name(), until.unwrap_or_default())
    })
}

/// Quiet lines.
pub(super) fn notes(picture: &Picture) -> Vec<String> {
    let mut notes = picture.damaged.clone();
    notes.extend(sides(picture).into_iter().filter_map(|(side, seen)| slowed(picture, side, seen)));
    for (side, seen) in sides(picture) {
        let Some(until) = seen.paused_until.filter(|_| is_paused(seen, picture.now)) else { continue };
        if seen.fault.as_ref().is_some_and(|fault| !matches!(fault.kind, FaultKind::Throttled { .. })) {
            notes.push(format!(
                "Trying {} again at {}.",
                side.name(),
                short_time(until, picture.now, &picture.zone)
            ));
        }
    }
    if let Some(words) = &picture.facts.keychain {
        notes.push(format!("The new sign-in is kept in memory only because {words}."));
    }
    let phone = picture.settings.quickbooks.as_ref().and_then(|access| access.phone_verified);
    if phone == Some(false) {
        notes.push("The phone number of the sign-in is not verified; syncing is not affected.".to_owned());
    }
    if picture.settings.practice {
        notes.push("Practice company: no real books.".to_owned());
    }
    notes
}
