//! Faults in plain words: what happened, what it means for the books, what to do.

pub(crate) mod changes;
pub(crate) mod choices;
pub(crate) mod doctor;
pub(crate) mod documents;
pub(crate) mod holds;
pub(crate) mod journal;
pub(crate) mod known;
mod records;
pub(crate) mod rows;
pub(crate) mod setup;
pub(crate) mod summary;
pub(crate) mod waits;

use contract::problem::Step;
use contract::{Code, Problem};
use engine::connect::Ending;
use engine::fault::{Fault, FaultKind, Side};
use engine::ports::{StoreFault, VaultFault};
use engine::settings::Closed;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use ledger::Money;

use crate::typed;

/// A keychain that is locked.
pub(crate) const KEYCHAIN_LOCKED: &str = "The system keychain is locked, so the sign-in cannot be saved.";
/// A keychain that is not there or does not answer.
const KEYCHAIN_MISSING: &str = "The system keychain is locked or missing, so the sign-in cannot be saved.";
/// What a person can do about it.
const KEYCHAIN_HINT: &str = "Unlock it and try again, or keep the sign-in until you quit.";
const OTHER_LINK: &str = "Alternative is still connected to QuickBooks by its own link. Two links would post everything twice, so nothing is written.";
const OTHER_COMPANY: &str = "Alternative is still connected to another QuickBooks company. Two links would post everything twice, so nothing is written.";
const KEY_HINT: &str = "Make a new key in Partner Dashboard › Team Preferences › API Keys, and enter it.";

/// A service's failure.
pub(crate) fn from_fault(fault: &Fault) -> Problem {
    let name = fault.side.name();
    let problem = match &fault.kind {
        FaultKind::Offline => Problem::new(
            Code::Unreachable,
            format!("{name} cannot be reached from this computer. Nothing was changed."),
        )
        .hint("Check the network, then try again."),
        FaultKind::Untrusted => Problem::new(
            Code::Unreachable,
            format!("The certificate of {name} is not trusted on this computer, so nothing was sent. Nothing is lost."),
        )
        .hint(summary::trust_hint(name)),
        FaultKind::Unanswered | FaultKind::Unavailable => {
            Problem::new(Code::Unreachable, format!("{name} did not answer. Nothing is lost."))
                .hint("Try again in a few minutes.")
        }
        FaultKind::Unreadable => Problem::new(
            Code::Unreachable,
            format!("{name} sent a response that cannot be read, so it was not used."),
        )
        .hint("Check the address, then try again in a few minutes."),
        FaultKind::Throttled { .. } => {
            Problem::new(Code::Unreachable, format!("{name} asked us to slow down. Nothing is lost."))
                .hint("Try again in a minute.")
        }
        FaultKind::Vault => from_vault_words(fault.evidence.message.as_deref()),
        FaultKind::SignInEnded | FaultKind::SignInMissing => closed(Closed::SignInEnded),
        FaultKind::KeyRefused => closed(Closed::KeyRefused),
        FaultKind::SubscriptionLapsed => closed(Closed::SubscriptionLapsed),
        FaultKind::OtherLinkActive => closed(Closed::OtherLinkActive),
        FaultKind::AlreadyConnected => closed(Closed::AlreadyConnected),
        FaultKind::NotConnected => closed(Closed::Disconnected),
        FaultKind::NotOffered => documented_only(),
        _ => Problem::new(Code::Refused, format!("{name} refused the request: {}", said(fault))),
    };
    with_evidence(problem, fault)
}

/// A side that is closed until a person does something.
pub(crate) fn closed(closed: Closed) -> Problem {
    match closed {
        Closed::SignInEnded => Problem::new(
            Code::SignInNeeded,
            "The QuickBooks sign-in has ended. Changes for QuickBooks are pending until you sign in again.",
        )
        .hint("Sign in again.")
        .step(Step::ConnectQuickbooks),
        Closed::KeyRefused => Problem::new(
            Code::KeyRefused,
            "Alternative no longer accepts the API key. Changes for Alternative are pending until you enter a new key.",
        )
        .hint(KEY_HINT)
        .step(Step::ConnectAlternative),
        Closed::SubscriptionLapsed => Problem::new(
            Code::Refused,
            "This QuickBooks subscription is not active, so nothing can be recorded.",
        )
        .hint("Renew it in QuickBooks; syncing then resumes where it stopped."),
        Closed::OtherLinkActive => Problem::new(Code::OtherLinkActive, OTHER_LINK)
            .hint("Disconnect it in the Partner Dashboard under Integrations, then try again."),
        Closed::AlreadyConnected => Problem::new(Code::AlreadyConnected, OTHER_COMPANY)
            .hint("Disconnect it in the Partner Dashboard, or choose that company in the sign-in."),
        Closed::Disconnected => Problem::new(
            Code::NotConnected,
            "The link was disconnected in Alternative, so nothing is written.",
        )
        .hint("Connect again.")
        .step(Step::ConnectQuickbooks),
    }
}

/// This server has no integration contract.
pub(crate) fn documented_only() -> Problem {
    Problem::new(
        Code::NotOffered,
        "This Alternative account offers only the documented API. Without the QuickBooks integration it cannot accept changes, outside payments, or PDFs, so this version does not sync with it.",
    )
    .hint("Ask Alternative to turn on the QuickBooks integration for this account.")
}

/// The keychain's failure.
pub(crate) fn from_vault(fault: &VaultFault) -> Problem {
    tracing::warn!(error = %fault, "keychain_failed");
    let words = match fault {
        VaultFault::Locked => KEYCHAIN_LOCKED,
        VaultFault::Missing(_) => KEYCHAIN_MISSING,
    };
    Problem::new(Code::Keychain, words)
        .hint(KEYCHAIN_HINT)
        .step(Step::KeepUntilQuit)
        .detail("keychain", Some(fault.to_string()))
}

fn from_vault_words(words: Option<&str>) -> Problem {
    let locked = words.is_some_and(|words| words == VaultFault::Locked.to_string());
    from_vault(&if locked {
        VaultFault::Locked
    } else {
        VaultFault::Missing(words.unwrap_or("no reason given").to_owned())
    })
}

/// The database's failure.
pub(crate) fn from_store(fault: &StoreFault) -> Problem {
    let detail = fault.to_string();
    tracing::error!(error = %fault, "store_failed");
    let problem = match fault {
        StoreFault::Full => Problem::new(
            Code::DiskFull,
            "The app cannot save its records (disk full). Syncing is paused; nothing is lost.",
        )
        .hint("Free up disk space, then try again."),
        StoreFault::ReadOnly => Problem::new(
            Code::ReadOnly,
            "The app cannot save its records (the data folder is read-only). Syncing is paused; nothing is lost.",
        )
        .hint("Allow the app to write to its data folder and the disk it is on, then try again."),
        StoreFault::Damaged(_) => Problem::new(
            Code::Damaged,
            "The app cannot save its records (the database is damaged). Syncing is paused; nothing is lost in QuickBooks or Alternative.",
        )
        .hint("Rebuild the database: in the app with Settings › Check everything, or without it with `companion-cli doctor --rebuild`. It is read again from QuickBooks and Alternative, and what is already recorded there is found again."),
        StoreFault::Document(damage) => Problem::new(
            Code::Database,
            format!("{} cannot be read, so nothing was done. Nothing is lost in QuickBooks or Alternative.", documents::name(typed::document(damage.kind))),
        )
        .hint("Sync now to repair it. Activity shows what was done."),
        StoreFault::Moved => Problem::new(
            Code::Database,
            "Another window or command changed the same thing at the same time, so nothing was done.",
        )
        .hint("Try again."),
        StoreFault::Newer { .. } => Problem::new(
            Code::NewerDatabase,
            "The records were written by a newer version of the app, so this version does not open them.",
        )
        .hint("Use the newer version."),
        StoreFault::InUse => Problem::new(
            Code::InUse,
            "Another copy of the app is syncing this data directory. Only one can, so that nothing is written twice.",
        )
        .hint("Quit the other one first. Commands that only read, such as status, work in the meantime."),
        StoreFault::Shared(folder) => Problem::new(
            Code::Database,
            format!(
                "Other users of this computer can open the data directory {folder}. Names and amounts would not be private there, so nothing was opened."
            ),
        )
        .hint("Choose a directory of its own for the app."),
        StoreFault::Other(_) => Problem::new(
            Code::Database,
            "The app cannot read or save its records. Syncing is paused; nothing is lost.",
        )
        .hint("See the details, then try again."),
    };
    problem.detail("database", Some(detail))
}

/// The same for a company of which it is known whether it is the practice company: beside that, no other is set up.
pub(crate) fn ending_in(ended: &Ending, practice: bool) -> Problem {
    match ended {
        Ending::WrongCompany { bound, .. } if practice => ending(ended).hint(format!(
            "Sign in again and choose {bound}. There is one practice company, and it stays linked."
        )),
        _ => ending(ended),
    }
}

/// How a sign-in ended without a connection.
pub(crate) fn ending(ending: &Ending) -> Problem {
    const NOTHING: &str = "Nothing was changed.";
    let again = "Start the sign-in again when you are ready.";
    match ending {
        Ending::Refused => Problem::new(
            Code::Cancelled,
            format!(
                "The connection was not allowed in the browser, so QuickBooks is not connected. {NOTHING}"
            ),
        )
        .hint(again),
        Ending::Error(error) => {
            Problem::new(Code::Refused, format!("QuickBooks ended the sign-in with an error. {NOTHING}"))
                .hint(again)
                .detail("error", Some(error.as_str()))
        }
        Ending::TimedOut => {
            Problem::new(Code::TimedOut, format!("The browser did not respond within 10 minutes. {NOTHING}"))
                .hint(again)
        }
        Ending::Cancelled => {
            Problem::new(Code::Cancelled, format!("The sign-in was canceled. {NOTHING}")).hint(again)
        }
        Ending::NoCompany => Problem::new(
            Code::Refused,
            format!("QuickBooks did not name a company in its response. {NOTHING}"),
        )
        .hint(again),
        Ending::WrongCompany { signed_in, bound } => Problem::new(
            Code::WrongCompany,
            format!("You signed in to {signed_in}. This link belongs to {bound}. {NOTHING}"),
        )
        .hint(format!("Sign in again and choose {bound}, or set up {signed_in} separately."))
        .detail("signed_in", Some(signed_in.as_str()))
        .detail("bound", Some(bound.as_str())),
        Ending::Fault(fault) => match fault.kind {
            // The code was used up: only a new sign-in helps.
            FaultKind::SignInEnded => {
                Problem::new(Code::Refused, format!("QuickBooks did not accept the sign-in. {NOTHING}"))
                    .hint(again)
            }
            FaultKind::Refused if fault.side == Side::Quickbooks => Problem::new(
                Code::Refused,
                format!("QuickBooks did not accept the development keys: {}. {NOTHING}", said(fault)),
            )
            .hint("Check the client ID and secret on Intuit's developer pages."),
            _ => from_fault(fault),
        },
    }
}

/// Signs that stand before an amount in a sentence; other currencies keep their code behind it.
const SIGNS: [(&str, &str); 6] =
    [("USD", "$"), ("CAD", "CA$"), ("EUR", "€"), ("GBP", "£"), ("AUD", "A$"), ("JPY", "¥")];

/// An amount as it stands in a sentence: `$2,310.00`.
pub fn in_sentence(money: Money) -> String {
    with_signs(&money.to_string())
}

/// A sentence whose amounts (`2,310.00 USD`) carry their sign (`$2,310.00`).
pub(crate) fn with_signs(sentence: &str) -> String {
    let mut text = sentence.to_owned();
    for (code, sign) in SIGNS {
        let code = format!(" {code}");
        let mut from = 0;
        while let Some(at) = text.get(from..).and_then(|rest| rest.find(&code)).map(|at| at + from) {
            let end = at + code.len();
            let number =
                text[..at].trim_end_matches(|letter: char| letter.is_ascii_digit() || ",.".contains(letter));
            let start = number.len();
            let is_whole_word = !text[end..].starts_with(|letter: char| letter.is_alphanumeric());
            from = if is_whole_word && text[start..at].starts_with(|letter: char| letter.is_ascii_digit()) {
                let amount = text[start..at].to_owned();
                text.replace_range(start..end, &format!("{sign}{amount}"));
                start + sign.len() + amount.len()
            } else {
                end
            };
        }
    }
    text
}

/// A clock time for people, with the day where it is not today.
pub(crate) fn clock_time(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let (at, now) = (at.to_zoned(zone.clone()), now.to_zoned(zone.clone()));
    let form = if at.date() == now.date() { "%H:%M:%S" } else { "%b %-d %H:%M" };
    at.strftime(form).to_string()
}

/// The same without seconds.
pub(crate) fn short_time(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let (at, now) = (at.to_zoned(zone.clone()), now.to_zoned(zone.clone()));
    let form = if at.date() == now.date() { "%H:%M" } else { "%b %-d %H:%M" };
    at.strftime(form).to_string()
}

fn said(fault: &Fault) -> &str {
    fault.evidence.message.as_deref().unwrap_or("no reason given")
}

fn with_evidence(problem: Problem, fault: &Fault) -> Problem {
    let evidence = &fault.evidence;
    problem
        .detail("service", Some(fault.side.name()))
        .detail("status", evidence.status.map(|status| status.to_string()))
        .detail("code", evidence.code.as_deref())
        .detail("said", evidence.message.as_deref())
        .detail("trace", evidence.trace.as_deref())
        .detail("request", evidence.request.as_deref())
}

#[cfg(test)]
mod tests {
    use engine::documents::{Damage, DocumentKind, Repair};
    use std::fmt::Write as _;

    use super::*;

    fn shown(problem: &Problem) -> String {
        let hint = problem.hint.as_deref().unwrap_or("–");
        format!("{:?}: {}\n    {hint}\n", problem.code, problem.message)
    }

    #[test]
    fn every_fault_has_its_words() {
        let kinds = [
            FaultKind::Offline,
            FaultKind::Untrusted,
            FaultKind::Unanswered,
            FaultKind::Throttled { wait_seconds: Some(5) },
            FaultKind::Unavailable,
            FaultKind::Unreadable,
            FaultKind::SignInEnded,
            FaultKind::KeyRefused,
            FaultKind::SubscriptionLapsed,
            FaultKind::AlreadyConnected,
            FaultKind::OtherLinkActive,
            FaultKind::NotConnected,
            FaultKind::NotOffered,
            FaultKind::Refused,
            FaultKind::SignInMissing,
        ];
        let mut all = String::new();
        for kind in kinds {
            let _written =
                write!(all, "{kind:?} {}", shown(&from_fault(&Fault::new(Side::Alternative, kind.clone()))));
        }
        for fault in [VaultFault::Locked, VaultFault::Missing("no service".to_owned())] {
            let _written = write!(all, "{fault:?} {}", shown(&from_vault(&fault)));
        }
        let stores = [
            StoreFault::Full,
            StoreFault::ReadOnly,
            StoreFault::Damaged("page 3".to_owned()),
            StoreFault::Document(Box::new(Damage {
                kind: DocumentKind::GoodPoint,
                repair: Repair::Compare,
                why: "premature end of input".to_owned(),
                text: String::new(),
            })),
            StoreFault::Moved,
            StoreFault::Newer { found: 9, known: 1 },
            StoreFault::InUse,
            StoreFault::Shared("/srv/books".to_owned()),
            StoreFault::Other("locked".to_owned()),
        ];
        for fault in stores {
            let _written = write!(all, "{fault:?} {}", shown(&from_store(&fault)));
        }
        insta::assert_snapshot!(all);
    }

    #[test]
    fn every_end_of_a_sign_in_has_its_words() {
        let endings = [
            Ending::Refused,
            Ending::Error("server_error".to_owned()),
            Ending::TimedOut,
            Ending::Cancelled,
            Ending::NoCompany,
            Ending::WrongCompany { signed_in: "B Ltd".to_owned(), bound: "A Ltd".to_owned() },
            Ending::Fault(Fault::new(Side::Quickbooks, FaultKind::SignInEnded)),
            Ending::Fault(Fault::new(Side::Quickbooks, FaultKind::Refused).saying("invalid_client")),
            Ending::Fault(
                Fault::new(Side::Quickbooks, FaultKind::Vault).saying(VaultFault::Locked.to_string()),
            ),
        ];
        let all: Vec<_> = endings.iter().map(|it| shown(&ending(it))).collect();
        insta::assert_snapshot!(all.join(""));
    }

    #[test]
    fn amounts_in_sentences_carry_their_sign() {
        let told = with_signs("Invoice 1042 owes 0.00 USD, but −1,300.00 USD (5.00 CAD) USDA 7 CHF.");
        assert_eq!(told, "Invoice 1042 owes $0.00, but −$1,300.00 (CA$5.00) USDA 7 CHF.");
    }

    #[test]
    fn times_are_told_with_their_day_when_it_is_another() {
        let now: Timestamp = "2026-08-04T12:04:31Z".parse().unwrap();
        let earlier: Timestamp = "2026-08-03T09:00:00Z".parse().unwrap();
        assert_eq!(clock_time(now, now, &TimeZone::UTC), "12:04:31");
        assert_eq!(short_time(now, now, &TimeZone::UTC), "12:04");
        assert_eq!(short_time(earlier, now, &TimeZone::UTC), "Aug 3 09:00");
    }
}
