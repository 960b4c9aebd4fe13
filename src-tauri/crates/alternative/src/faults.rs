//! From what came back to a fault the engine can decide on.

use engine::fault::{Evidence, Fault, FaultKind, Side};
use secrecy::{ExposeSecret, SecretString};
use transport::{HttpResponse, TransportError};

use crate::wire::{FieldError, Problem};

/// Which call it was, as far as a refusal's meaning depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// `POST /oauth/token`.
    Token,
    /// `GET /integrations/quickbooks`: 404 means that the server has documented calls only, whatever the body.
    Link,
    /// One record: 404 means that the record is not there.
    Record,
    /// Anything else: 404 means that the server does not offer the call.
    Other,
}

/// A call that was made: what its faults are about.
pub struct RequestContext<'a> {
    /// Which call.
    pub route: Route,
    /// Method, path and query without secrets.
    pub summary: String,
    /// What was sent as credential, in every form; it is struck out of anything the other side says.
    pub secrets: &'a [SecretString],
}

impl RequestContext<'_> {
    /// No answer at all.
    pub fn unanswered(&self, error: &TransportError) -> Fault {
        let kind = match error {
            TransportError::NotSent(_) => FaultKind::Offline,
            TransportError::Untrusted(_) => FaultKind::Untrusted,
            TransportError::NoAnswer(_) => FaultKind::Unanswered,
            TransportError::TooLarge { .. } => FaultKind::Unreadable,
        };
        let message = Some(self.clean(&error.to_string()));
        self.fault(kind, Evidence { message, ..Evidence::default() })
    }

    /// An answer with a good status that makes no sense.
    pub fn unreadable(&self, answer: &HttpResponse, error: &FieldError) -> Fault {
        let message = Some(self.clean(&error.0));
        self.fault(FaultKind::Unreadable, Evidence { message, ..evidence(answer) })
    }

    /// An answer that refuses.
    pub fn refused(&self, answer: &HttpResponse) -> Fault {
        let problem = Problem::read(&answer.body);
        let kind = self.kind(answer, problem.as_ref());
        let Problem { code, words } = problem.unwrap_or_default();
        let words = words.map(|words| self.clean(&words)).or_else(|| self.own_words(answer));
        self.fault(
            kind,
            Evidence { code: code.map(|code| self.clean(&code)), message: words, ..evidence(answer) },
        )
    }

    fn kind(&self, answer: &HttpResponse, problem: Option<&Problem>) -> FaultKind {
        let status = answer.status.as_u16();
        match status {
            404 if self.route == Route::Link => return FaultKind::NotOffered,
            429 => return FaultKind::Throttled { wait_seconds: answer.retry_after_seconds() },
            408 | 425 | 500..=599 => return FaultKind::Unavailable,
            // A page made for people comes from something in between and says nothing about the call.
            _ if is_page_for_people(answer) => return FaultKind::Unreadable,
            300..=399 => return FaultKind::Unreadable,
            _ => {}
        }
        match (self.route, status) {
            (Route::Token, 400 | 401 | 403) | (_, 401) => FaultKind::KeyRefused,
            // No route is known to be missing there: the address is wrong or the service half up. Not a verdict on
            // the record or the key that the token was wanted for.
            (Route::Token, _) => FaultKind::Unavailable,
            (Route::Record, 404) if problem.is_some() => FaultKind::NotFound,
            (_, 404 | 405) => FaultKind::NotOffered,
            (_, 409) => conflict(problem.and_then(|problem| problem.code.as_deref())),
            (_, 410) => FaultKind::CursorExpired,
            _ => FaultKind::Refused,
        }
    }

    /// Our words where the other side has none.
    fn own_words(&self, answer: &HttpResponse) -> Option<String> {
        match (self.route, answer.status.as_u16()) {
            (Route::Token, 404) => {
                Some("there is no sign-in at this address; check the API's address".to_owned())
            }
            _ if is_page_for_people(answer) => Some("a web page came back instead of data".to_owned()),
            _ => None,
        }
    }

    fn fault(&self, kind: FaultKind, evidence: Evidence) -> Fault {
        Fault::new(Side::Alternative, kind).with(Evidence { request: Some(self.summary.clone()), ..evidence })
    }

    fn clean(&self, text: &str) -> String {
        let secrets =
            self.secrets.iter().map(ExposeSecret::expose_secret).filter(|secret| !secret.is_empty());
        secrets.fold(text.to_owned(), |text, secret| text.replace(secret, "[hidden]"))
    }
}

fn evidence(answer: &HttpResponse) -> Evidence {
    Evidence {
        status: Some(answer.status.as_u16()),
        trace: answer.header("x-request-id").map(str::to_owned),
        ..Evidence::default()
    }
}

/// The codes of the integration contract.
fn conflict(code: Option<&str>) -> FaultKind {
    match code {
        Some("stale_version") => FaultKind::Stale,
        Some("version_conflict") => FaultKind::VersionConflict,
        Some("owned_elsewhere") => FaultKind::OwnedElsewhere,
        Some("payment_in_progress") => FaultKind::PaymentInProgress,
        Some("already_connected") => FaultKind::AlreadyConnected,
        Some("other_link_active") => FaultKind::OtherLinkActive,
        Some("not_connected") => FaultKind::NotConnected,
        _ => FaultKind::Refused,
    }
}

fn is_page_for_people(answer: &HttpResponse) -> bool {
    let html = answer.header("content-type").is_some_and(|kind| kind.trim_start().starts_with("text/html"));
    html || answer.body.trim_ascii_start().starts_with(b"<")
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use transport::{HeaderMap, StatusCode};

    use super::*;

    fn answer(status: u16, kind: &'static str, body: &str) -> HttpResponse {
        let mut headers = HeaderMap::new();
        headers.insert("content-type", kind.parse().unwrap());
        HttpResponse {
            status: StatusCode::from_u16(status).unwrap(),
            headers,
            body: body.as_bytes().to_vec(),
        }
    }

    fn json(status: u16, code: &str) -> HttpResponse {
        answer(status, "application/json", &format!(r#"{{"code":"{code}","message":"why"}}"#))
    }

    fn made(route: Route, secret: &SecretString) -> RequestContext<'_> {
        RequestContext { route, summary: "GET /x".to_owned(), secrets: std::slice::from_ref(secret) }
    }

    #[test]
    fn the_whole_table() {
        let secret = SecretString::from("hush-hush");
        let answers = [
            ("300 found elsewhere", answer(302, "text/plain", "")),
            ("400", json(400, "bad_request")),
            ("400 without a body", answer(400, "text/plain", "")),
            ("401", json(401, "unauthorized")),
            ("403", json(403, "forbidden")),
            ("403 page", answer(403, "text/html", "<html>blocked</html>")),
            ("404", json(404, "not_found")),
            ("404 text", answer(404, "text/plain", "404 page not found")),
            ("404 page", answer(404, "text/html; charset=utf-8", "Not here")),
            ("405", answer(405, "text/plain", "")),
            ("408", answer(408, "text/plain", "")),
            ("409 stale_version", json(409, "stale_version")),
            ("409 version_conflict", json(409, "version_conflict")),
            ("409 owned_elsewhere", json(409, "owned_elsewhere")),
            ("409 payment_in_progress", json(409, "payment_in_progress")),
            ("409 already_connected", json(409, "already_connected")),
            ("409 other_link_active", json(409, "other_link_active")),
            ("409 not_connected", json(409, "not_connected")),
            ("409 another", json(409, "busy_elsewhere")),
            ("410", json(410, "cursor_expired")),
            ("413", json(413, "payload_too_large")),
            ("415", json(415, "unsupported_media_type")),
            ("422", json(422, "unprocessable_entity")),
            ("429", json(429, "too_many_requests")),
            ("500", json(500, "internal_error")),
            ("502 page", answer(502, "text/html", "<html>")),
            ("503", answer(503, "text/plain", "")),
        ];
        let mut table = format!("{:<26}{:<34}{:<34}{:<34}{}\n", "answer", "token", "link", "record", "other");
        for (name, answer) in &answers {
            let kinds = [Route::Token, Route::Link, Route::Record, Route::Other]
                .map(|route| format!("{:?}", made(route, &secret).refused(answer).kind));
            writeln!(table, "{name:<26}{:<34}{:<34}{:<34}{}", kinds[0], kinds[1], kinds[2], kinds[3])
                .unwrap();
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn f6_it_waits_as_long_as_it_is_told() {
        let secret = SecretString::from("");
        let mut told = json(429, "too_many_requests");
        told.headers.insert("retry-after", "7".parse().unwrap());
        assert_eq!(
            made(Route::Other, &secret).refused(&told).kind,
            FaultKind::Throttled { wait_seconds: Some(7) }
        );
    }

    #[test]
    fn no_answer_is_not_the_same_as_nothing_sent() {
        let secret = SecretString::from("hush-hush");
        let kind = |error: TransportError| made(Route::Record, &secret).unanswered(&error).kind;
        assert_eq!(kind(TransportError::NotSent("dns".to_owned())), FaultKind::Offline);
        assert_eq!(kind(TransportError::Untrusted("issuer".to_owned())), FaultKind::Untrusted);
        assert_eq!(kind(TransportError::NoAnswer("reset".to_owned())), FaultKind::Unanswered);
        assert_eq!(kind(TransportError::TooLarge { bytes_max: 9 }), FaultKind::Unreadable);
    }

    #[test]
    fn evidence_has_the_words_and_no_secret() {
        let secret = SecretString::from("hush-hush");
        let echo = answer(
            422,
            "application/json",
            r#"{"code":"unprocessable_entity","message":"No hush-hush here","validation_errors":{"total":"is 1"}}"#,
        );
        let fault = made(Route::Record, &secret).refused(&echo);
        assert_eq!(fault.evidence.status, Some(422));
        assert_eq!(fault.evidence.code.as_deref(), Some("unprocessable_entity"));
        assert_eq!(fault.evidence.message.as_deref(), Some("No [hidden] here (total: is 1)"));
        assert_eq!(fault.evidence.request.as_deref(), Some("GET /x"));
    }
}
