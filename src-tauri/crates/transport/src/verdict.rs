//! What a failed call means for trying again: one table for both services, pinned as a snapshot.

use http::Method;

/// How long to wait after "slow down" when the service does not say how long, in seconds (rule F6; QuickBooks'
/// limits page asks for 60 s).
pub const AGAIN_AFTER_SECONDS_DEFAULT: u64 = 60;

/// What came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal<'a> {
    /// Nothing was sent.
    NotSent,
    /// Sent, and no answer came.
    NoAnswer,
    /// An answer that cannot be read (not JSON, cut off, too large).
    Unreadable,
    /// An answer with this status and, where the body named one, the service's own code.
    Answer {
        /// HTTP status.
        status: u16,
        /// QuickBooks' fault code (`5010`), an OAuth error (`invalid_grant`), or Alternative's error code.
        code: Option<&'a str>,
        /// `Retry-After` in seconds.
        retry_after_seconds: Option<u64>,
    },
}

/// What to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It did nothing, or doing it twice is harmless: the same request may go out again, with growing pauses.
    Again,
    /// The same request may go out again after that many seconds.
    AgainAfter(u64),
    /// It will never succeed as it is; nothing was done.
    Park,
    /// The access token or the sign-in is no longer good: renew once, then ask a person.
    SignIn,
    /// It may have been done, or the record has moved: look before anything else (rules P6, F4).
    LookFirst,
}

/// The table. `idempotent` says that repeating this very request is harmless; `GET` and `HEAD` always are.
pub fn verdict(signal: Signal<'_>, method: &Method, idempotent: bool) -> Verdict {
    let harmless = idempotent || method.is_safe();
    let unknown_outcome = if harmless { Verdict::Again } else { Verdict::LookFirst };
    match signal {
        Signal::NotSent => Verdict::Again,
        Signal::NoAnswer | Signal::Unreadable => unknown_outcome,
        Signal::Answer { status, code, retry_after_seconds } => {
            let later = Verdict::AgainAfter(retry_after_seconds.unwrap_or(AGAIN_AFTER_SECONDS_DEFAULT));
            if let Some(verdict) = code.and_then(|code| by_code(code, later, unknown_outcome)) {
                return verdict;
            }
            match status {
                401 => Verdict::SignIn,
                429 => later,
                // A service that is down on purpose says for how long and has done nothing.
                503 if retry_after_seconds.is_some() => later,
                408 | 425 | 500..=599 => unknown_outcome,
                _ => Verdict::Park,
            }
        }
    }
}

/// The codes whose meaning is stronger than their status.
fn by_code(code: &str, later: Verdict, unknown_outcome: Verdict) -> Option<Verdict> {
    Some(match code {
        // QuickBooks: lost access, wrong company, expired; OAuth: the refresh token is dead (rule N5).
        "120" | "3100" | "3200" | "3202" | "invalid_grant" => Verdict::SignIn,
        // QuickBooks' throttle, once sent with 403; a payment on the invoice that ends by itself (rule I11).
        "3001" | "payment_in_progress" => later,
        // QuickBooks' own trouble, also sent with 400.
        "10000" => unknown_outcome,
        // The record moved (rule F4).
        "5010" | "stale_version" | "version_conflict" => Verdict::LookFirst,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    /// Statuses and codes as either service is known to send them.
    const ANSWERS: [(u16, Option<&str>, Option<u64>); 47] = [
        (200, Some("610"), None),
        (200, Some("10000"), None),
        (301, None, None),
        (302, None, None),
        (400, None, None),
        (400, Some("500"), None),
        (400, Some("610"), None),
        (400, Some("2010"), None),
        (400, Some("2020"), None),
        (400, Some("2050"), None),
        (400, Some("2170"), None),
        (400, Some("2500"), None),
        (400, Some("4000"), None),
        (400, Some("4001"), None),
        (400, Some("5010"), None),
        (400, Some("6000"), None),
        (400, Some("6070"), None),
        (400, Some("6140"), None),
        (400, Some("6190"), None),
        (400, Some("6210"), None),
        (400, Some("6240"), None),
        (400, Some("6540"), None),
        (400, Some("10000"), None),
        (400, Some("invalid_grant"), None),
        (401, None, None),
        (401, Some("120"), None),
        (401, Some("3200"), None),
        (401, Some("3202"), None),
        (401, Some("invalid_client"), None),
        (403, None, None),
        (403, Some("3001"), None),
        (403, Some("3100"), None),
        (404, None, None),
        (408, None, None),
        (409, Some("payment_in_progress"), None),
        (409, Some("stale_version"), None),
        (409, Some("version_conflict"), None),
        (409, Some("other_link_active"), None),
        (410, Some("cursor_expired"), None),
        (422, None, None),
        (429, None, None),
        (429, Some("3001"), Some(7)),
        (500, None, None),
        (500, Some("10000"), None),
        (502, None, None),
        (503, None, None),
        (503, None, Some(30)),
    ];

    #[test]
    fn the_whole_table() {
        let mut signals = vec![Signal::NotSent, Signal::NoAnswer, Signal::Unreadable];
        signals.extend(ANSWERS.iter().map(|&(status, code, retry_after_seconds)| Signal::Answer {
            status,
            code,
            retry_after_seconds,
        }));
        let mut table = format!("{:<34}{:<18}{:<18}{}\n", "signal", "GET", "PUT idempotent", "POST");
        for signal in signals {
            let name = match signal {
                Signal::NotSent => "not sent".to_owned(),
                Signal::NoAnswer => "no answer".to_owned(),
                Signal::Unreadable => "unreadable".to_owned(),
                Signal::Answer { status, code, retry_after_seconds } => {
                    let after =
                        retry_after_seconds.map(|seconds| format!(" (after {seconds})")).unwrap_or_default();
                    format!("{status} {}{after}", code.unwrap_or("-"))
                }
            };
            let row = [(Method::GET, false), (Method::PUT, true), (Method::POST, false)]
                .map(|(method, idempotent)| format!("{:?}", verdict(signal, &method, idempotent)));
            writeln!(table, "{name:<34}{:<18}{:<18}{}", row[0], row[1], row[2]).unwrap();
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn p6_a_write_without_an_answer_is_never_just_repeated() {
        for signal in [Signal::NoAnswer, Signal::Unreadable] {
            assert_eq!(verdict(signal, &Method::POST, false), Verdict::LookFirst);
        }
    }
}
