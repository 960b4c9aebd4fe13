//! The line that says how a company stands, and the quiet lines under it, in plain words.

use contract::side::Closed;
use contract::status::{Because, Sum};
use contract::summary::{Notice, Subject, Summary};
use contract::walk::Setback;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use ledger::MinorUnits;

use super::{clock_time, documents, in_sentence, short_time, waits};

/// When and where a sentence is read: times of another day carry their day.
pub(crate) struct Moment<'a> {
    pub(crate) now: Timestamp,
    pub(crate) zone: &'a TimeZone,
}

/// The whole line.
pub(crate) fn sentence(summary: &Summary, moment: &Moment<'_>) -> String {
    let title = title(summary, moment);
    match (summary, explanation(summary)) {
        (Summary::Agrees { .. } | Summary::NeedsDecision { .. }, _) => title,
        (_, None) => format!("{title}."),
        (_, Some(rest)) => format!("{title}. {rest}"),
    }
}

/// What matters first, without its full stop, as it is read at that time in that zone.
pub fn headline(summary: &Summary, now: Timestamp, zone: &TimeZone) -> String {
    title(summary, &Moment { now, zone })
}

fn title(summary: &Summary, moment: &Moment<'_>) -> String {
    let clock = |at: Timestamp| clock_time(at, moment.now, moment.zone);
    let short = |at: Timestamp| short_time(at, moment.now, moment.zone);
    match summary {
        Summary::Disconnected { company } => format!("Disconnected from {company} on this computer"),
        Summary::AlternativeMissing => "Alternative is not connected yet".to_owned(),
        Summary::QuickbooksMissing => "QuickBooks is not connected yet".to_owned(),
        Summary::Closed { closed, .. } => is_closed(*closed).to_owned(),
        Summary::NotSaved { read_only } => {
            let why = if *read_only { "its data folder is read-only" } else { "the disk is full" };
            format!("The app cannot save its records because {why}")
        }
        Summary::KeychainLocked => "The system keychain is locked, so the sign-in cannot be saved".to_owned(),
        Summary::Silent { side, offline, since } => {
            let since = since.map_or_else(String::new, |since| format!(" since {}", short(since)));
            let what = if *offline { "cannot be reached" } else { "has not answered" };
            format!("{} {what}{since}", side.name())
        }
        Summary::Untrusted { side, since } => {
            let since = since.map_or_else(String::new, |since| format!(" since {}", short(since)));
            format!("The certificate of {} has not been trusted on this computer{since}", side.name())
        }
        Summary::NeedsDecision { subject, decisions } => needs_decision(*subject, decisions),
        Summary::ReadyToStart { company } => format!("Connected to {company}"),
        Summary::Reading { company, read } => format!("Reading {company}: {read} records so far"),
        Summary::Comparing => "Comparing QuickBooks and Alternative".to_owned(),
        Summary::Sending { changes: 1 } => "Sending 1 change".to_owned(),
        Summary::Sending { changes } => format!("Sending {changes} changes"),
        Summary::Agrees { at: Some(at) } => format!("Everything agrees as of {}", clock(*at)),
        Summary::Agrees { at: None } => "Everything agrees".to_owned(),
        Summary::Paused => "Paused".to_owned(),
        Summary::SlowedDown { side, until } => {
            format!("{} asked us to slow down; resuming at {}", side.name(), short(*until))
        }
        Summary::NotRead { company } => format!("{company} has not been read completely yet"),
        Summary::ChangesPending { changes: None } => "Changes are pending until the next sync".to_owned(),
        Summary::ChangesPending { changes: Some(1) } => "1 change is pending until the next sync".to_owned(),
        Summary::ChangesPending { changes: Some(changes) } => {
            format!("{changes} changes are pending until the next sync")
        }
        Summary::NotCompared => "QuickBooks and Alternative have not been compared yet".to_owned(),
        Summary::LastCompared { at } => {
            format!("QuickBooks and Alternative were last compared in full at {}", short(*at))
        }
        Summary::InvoicesDiffer { invoices: 1 } => {
            "1 open invoice does not agree yet; it is compared again at the next check".to_owned()
        }
        Summary::InvoicesDiffer { invoices } => {
            format!("{invoices} open invoices do not agree yet; they are compared again at the next check")
        }
        Summary::Pending { records, first } => {
            let what = counted(records, "record is pending", "records are pending");
            let first = first.as_ref().map_or_else(String::new, |first| format!(": {}", waits::wait(first)));
            format!("{what}{first}")
        }
    }
}

/// What it means, in whole sentences.
pub fn explanation(summary: &Summary) -> Option<String> {
    const TWICE: &str = "Two links would post everything twice.";
    Some(match summary {
        Summary::Disconnected { .. } => "The history stays.".to_owned(),
        Summary::Closed { closed, company, payments } => {
            let means = match closed {
                Closed::SignInEnded => Some(format!("Only an administrator of {company} can renew it.")),
                Closed::OtherLinkActive | Closed::AlreadyConnected => Some(TWICE.to_owned()),
                Closed::KeyRefused | Closed::SubscriptionLapsed | Closed::Disconnected => None,
            };
            let lines: Vec<_> = means.into_iter().chain(pending(payments)).collect();
            return Some(lines.join(" ")).filter(|lines| !lines.is_empty());
        }
        Summary::NotSaved { read_only } => {
            let what = if *read_only {
                "Allow the app to write to its data folder and the disk it is on"
            } else {
                "Free up disk space"
            };
            format!(
                "Syncing is paused and nothing is lost. What is shown is the last state that was saved. {what}; syncing then resumes automatically."
            )
        }
        Summary::Silent { .. } => "Nothing is lost.".to_owned(),
        Summary::Untrusted { side, .. } => {
            format!("Nothing was sent and nothing is lost. {}", trust_hint(side.name()))
        }
        Summary::ReadyToStart { .. } => "Nothing is written until you start syncing.".to_owned(),
        Summary::Paused => "Pending changes are kept.".to_owned(),
        Summary::LastCompared { .. } => "Changes since then may be missing.".to_owned(),
        _ => return None,
    })
}

/// What to do about a certificate that is not trusted.
pub(crate) fn trust_hint(name: &str) -> String {
    format!(
        "Check this computer's date and time. If they are right, a proxy or a security product answers in place of {name}: have it let {name} through, or have its certificate installed on this computer."
    )
}

/// Why a service is not synced with.
pub(crate) fn is_closed(closed: Closed) -> &'static str {
    match closed {
        Closed::SignInEnded => "The QuickBooks sign-in has ended",
        Closed::KeyRefused => "Alternative no longer accepts the API key",
        Closed::SubscriptionLapsed => {
            "This QuickBooks subscription is not active, so nothing can be recorded"
        }
        Closed::OtherLinkActive => "Alternative is still connected to QuickBooks by its own link",
        Closed::AlreadyConnected => "Alternative is still connected to another QuickBooks company",
        Closed::Disconnected => "The link was disconnected in Alternative",
    }
}

fn pending(payments: &Sum) -> Option<String> {
    let amount = amount(payments);
    match payments.count {
        0 => None,
        1 => Some(format!("1 payment ({amount}) is pending.")),
        count => Some(format!("{count} payments ({amount}) are pending.")),
    }
}

/// `3 payments, $2,310.00, need your decision`
fn needs_decision(subject: Subject, decisions: &Sum) -> String {
    let (one, many) = match subject {
        Subject::Payment => ("payment", "payments"),
        Subject::Payout => ("payout", "payouts"),
        Subject::Invoice => ("invoice", "invoices"),
        Subject::Record => ("record", "records"),
    };
    let need = if decisions.count == 1 { "needs" } else { "need" };
    let comma = if decisions.minor == 0 { "" } else { "," };
    format!("{}{comma} {need} your decision", counted(decisions, one, many))
}

/// A count with its noun, and the amount where there is one.
fn counted(sum: &Sum, one: &str, many: &str) -> String {
    let noun = if sum.count == 1 { one } else { many };
    if sum.minor == 0 {
        format!("{} {noun}", sum.count)
    } else {
        format!("{} {noun}, {}", sum.count, amount(sum))
    }
}

fn amount(sum: &Sum) -> String {
    in_sentence(MinorUnits(sum.minor).of(sum.currency))
}

/// A quiet line.
pub(crate) fn notice(notice: &Notice, moment: &Moment<'_>) -> String {
    let short = |at: Timestamp| short_time(at, moment.now, moment.zone);
    match notice {
        Notice::Unreadable { document } => format!(
            "{} cannot be read. The next sync repairs it; nothing is lost in QuickBooks or Alternative.",
            documents::name(*document)
        ),
        Notice::SlowedDown { side, until } => {
            format!("{} asked us to slow down; resuming at {}.", side.name(), short(*until))
        }
        Notice::TryingAgain { side, at } => format!("Trying {} again at {}.", side.name(), short(*at)),
        Notice::SignInNotSaved { said } => {
            format!("The new sign-in is kept in memory only because {said}.")
        }
        Notice::ClockOff { days } => {
            let count = days.unsigned_abs();
            let noun = if count == 1 { "day" } else { "days" };
            let side = if *days < 0 { "behind" } else { "ahead of" };
            format!(
                "This computer's clock is {count} {noun} {side} QuickBooks'. Set it right; the dates of new entries do not depend on it."
            )
        }
        Notice::PhoneNotVerified => {
            "The phone number of the sign-in is not verified; syncing is not affected.".to_owned()
        }
        Notice::Practice => "Practice company: no real books.".to_owned(),
        Notice::Stopped { problem } => match &problem.hint {
            Some(hint) => format!("{} {hint}", problem.message),
            None => problem.message.clone(),
        },
        Notice::PracticeStarting => "The practice services are starting.".to_owned(),
        // In a note there is no button to try again with: it names the one that helps.
        Notice::PracticeStopped => {
            "The practice services have stopped. Nothing is lost. Sync now restarts them where they stopped."
                .to_owned()
        }
    }
}

/// A service that is tried again at that time: one sentence without its full stop.
pub(crate) fn retrying(service: &str, setback: Setback, time: &str) -> String {
    match setback {
        Setback::SlowDown => format!("waiting until {time} because {service} asked for a pause"),
        Setback::Offline => format!("{service} cannot be reached; trying again at {time}"),
        Setback::Untrusted => format!("the certificate of {service} is not trusted; trying again at {time}"),
        Setback::NoResponse => format!("{service} did not respond; trying again at {time}"),
    }
}

/// Where a part of the difference between both sums comes from.
pub(crate) fn because(because: Because) -> &'static str {
    match because {
        Because::Clearing => "Payments not yet recorded in QuickBooks",
        Because::Listed => "Known differences and open decisions",
        Because::Unexplained => "Not explained",
    }
}
