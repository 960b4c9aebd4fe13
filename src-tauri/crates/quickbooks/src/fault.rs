//! From refusals to [`Fault`]s. QuickBooks speaks two dialects (the data service's `Fault`, the gateway's `fault`),
//! its sign-in a third; every key in them may be missing, and a fault may come with status 200 (reference 9).

use std::collections::BTreeMap;

use engine::fault::{Evidence, Fault, FaultKind, Side};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use transport::{BadRequest, HttpRequest, HttpResponse, Method, Signal, TransportError, Verdict, verdict};

/// Longest text kept of what a service says.
const MESSAGE_CHARS_MAX: usize = 1_000;
/// Longest path and query kept.
const REQUEST_CHARS_MAX: usize = 300;

/// What a call names, because "not found" (610) means different things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RequestTarget {
    /// Exactly one record, by its id: 610 says that it is gone.
    Record,
    /// A search, or a record to be made: 610 says that something it refers to is inactive or gone.
    Else,
}

/// What is known of a request when its answer is judged.
#[derive(Debug, Clone)]
pub(crate) struct RequestContext {
    pub method: Method,
    pub summary: String,
    pub target: RequestTarget,
}

impl RequestContext {
    pub(crate) fn new(request: &HttpRequest, target: RequestTarget) -> Self {
        let summary = clipped(&request.summary(), REQUEST_CHARS_MAX);
        Self { method: request.method.clone(), summary, target }
    }

    /// A fault of this request.
    pub(crate) fn fault(&self, kind: FaultKind, message: impl Into<String>) -> Fault {
        let request = Some(self.summary.clone());
        Fault::new(Side::Quickbooks, kind).with(Evidence { request, ..Evidence::default() }).saying(message)
    }

    /// An answer that cannot be used.
    pub(crate) fn unreadable(&self, answer: &HttpResponse, why: impl Into<String>) -> Fault {
        Fault::new(Side::Quickbooks, FaultKind::Unreadable).with(Evidence {
            status: Some(answer.status.as_u16()),
            code: None,
            message: Some(why.into()),
            trace: trace(answer),
            request: Some(self.summary.clone()),
        })
    }

    /// A request that cannot be put into HTTP: a token or id with line ends in it.
    pub(crate) fn unsendable(&self, error: &BadRequest) -> Fault {
        self.fault(FaultKind::Refused, error.to_string())
    }

    /// No answer at all.
    pub(crate) fn unanswered(&self, error: &TransportError) -> Fault {
        let kind = match error {
            TransportError::NotSent(_) => FaultKind::Offline,
            TransportError::Untrusted(_) => FaultKind::Untrusted,
            TransportError::NoAnswer(_) => FaultKind::Unanswered,
            TransportError::TooLarge { .. } => FaultKind::Unreadable,
        };
        self.fault(kind, error.to_string())
    }
}

/// `intuit_tid`.
pub(crate) fn trace(answer: &HttpResponse) -> Option<String> {
    answer.header("intuit_tid").map(str::to_owned)
}

/// What a service said about its refusal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Said {
    pub code: Option<String>,
    pub message: Option<String>,
}

impl Said {
    /// Finds the fault in a whole answer: `Fault`, `fault`, or an OAuth `error`. Only its own part is decoded, since
    /// most answers hold none and some are large.
    fn find(body: &[u8]) -> Option<Self> {
        let answer: BTreeMap<String, &RawValue> = serde_json::from_slice(body).ok()?;
        let part = |name: &str| {
            let (_, raw) = answer.iter().find(|(key, _)| key.eq_ignore_ascii_case(name))?;
            serde_json::from_str::<Value>(raw.get()).ok()
        };
        if let Some(Value::Object(fault)) = part("fault") {
            return Some(Self::from_fault(&fault));
        }
        let code = text(part("error").as_ref())?;
        let message = text(part("error_description").as_ref()).or_else(|| Some(code.clone()));
        Some(Self { message, code: Some(code) })
    }

    /// From the object under `Fault`.
    pub(crate) fn from_fault(fault: &Map<String, Value>) -> Self {
        let none = Map::new();
        let error = match key(fault, "error") {
            Some(Value::Array(errors)) => errors.first().and_then(Value::as_object),
            Some(Value::Object(error)) => Some(error),
            _ => None,
        };
        let error = error.unwrap_or(&none);
        let message = text(key(error, "message"));
        let code = text(key(error, "code")).or_else(|| message.as_deref().and_then(code_in_message));
        let detail = text(key(error, "detail"));
        let words = match (message, detail) {
            (Some(message), Some(detail)) if detail.starts_with(&message) => Some(detail),
            (Some(message), Some(detail)) => Some(format!("{message}: {detail}")),
            (message, detail) => message.or(detail),
        };
        Self {
            code: code.map(|code| plain_code(&code)),
            message: words
                .or_else(|| text(key(fault, "type")))
                .map(|words| clipped(&words, MESSAGE_CHARS_MAX)),
        }
    }
}

/// The value of a key, whatever its case.
fn key<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    object.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

fn text(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The gateway repeats its code as `errorCode=003100` inside the message.
fn code_in_message(message: &str) -> Option<String> {
    let digits: String =
        message.split_once("errorCode=")?.1.chars().take_while(char::is_ascii_digit).collect();
    (!digits.is_empty()).then_some(digits)
}

/// `003100` and `3100` are the same code.
fn plain_code(code: &str) -> String {
    let plain = code.trim_start_matches('0');
    if plain.is_empty() { code.to_owned() } else { plain.to_owned() }
}

fn clipped(text: &str, chars_max: usize) -> String {
    if text.chars().count() <= chars_max {
        text.to_owned()
    } else {
        text.chars().take(chars_max).chain(['…']).collect()
    }
}

/// The fault that an answer is, if it is one.
pub(crate) fn in_answer(context: &RequestContext, answer: &HttpResponse) -> Option<Fault> {
    let status = answer.status.as_u16();
    let said = Said::find(&answer.body);
    if (200..300).contains(&status) && said.is_none() {
        return None;
    }
    // A refusal that is not QuickBooks' own words (a proxy's page, a redirect) says nothing about the request.
    let foreign = said.is_none()
        && !answer.body.is_empty()
        && serde_json::from_slice::<&RawValue>(&answer.body).is_err();
    if (300..400).contains(&status) || (foreign && !matches!(status, 401 | 408 | 429 | 500..)) {
        return Some(context.unreadable(answer, "the answer is not from QuickBooks or was cut off"));
    }
    Some(refusal(context, answer, said.unwrap_or_default()))
}

/// The fault that one item of a batch is.
pub(crate) fn in_item(context: &RequestContext, answer: &HttpResponse, fault: &Map<String, Value>) -> Fault {
    refusal(context, answer, Said::from_fault(fault))
}

fn refusal(context: &RequestContext, answer: &HttpResponse, said: Said) -> Fault {
    let status = answer.status.as_u16();
    let retry_after_seconds = answer.retry_after_seconds();
    let kind = kind(context, status, said.code.as_deref(), retry_after_seconds);
    Fault::new(Side::Quickbooks, kind).with(Evidence {
        status: Some(status),
        code: said.code,
        message: said.message,
        trace: trace(answer),
        request: Some(context.summary.clone()),
    })
}

/// What a refusal means: by its code where that says more, else by the retry table.
fn kind(
    context: &RequestContext,
    status: u16,
    code: Option<&str>,
    retry_after_seconds: Option<u64>,
) -> FaultKind {
    match (code, context.target) {
        (Some("610"), RequestTarget::Record) => return FaultKind::NotFound,
        (Some("610" | "2500"), _) => return FaultKind::InvalidReference,
        (Some("5010"), _) => return FaultKind::Stale,
        (Some("6140" | "6240"), _) => return FaultKind::Duplicate,
        (Some("6190"), _) => return FaultKind::SubscriptionLapsed,
        (Some("6210"), _) => return FaultKind::PeriodClosed,
        (Some("6540"), _) => return FaultKind::Deposited,
        _ => {}
    }
    match verdict(Signal::Answer { status, code, retry_after_seconds }, &context.method, false) {
        Verdict::AgainAfter(_) => FaultKind::Throttled { wait_seconds: retry_after_seconds },
        Verdict::SignIn => FaultKind::SignInEnded,
        Verdict::Again | Verdict::LookFirst => FaultKind::Unavailable,
        Verdict::Park if status == 404 && code.is_none() => FaultKind::NotOffered,
        Verdict::Park => FaultKind::Refused,
    }
}

/// Whether a new access token may help: the table says so, and it is not the person who lost access (120).
pub(crate) fn wants_new_token(fault: &Fault) -> bool {
    fault.kind == FaultKind::SignInEnded && fault.evidence.code.as_deref() != Some("120")
}

#[cfg(test)]
#[path = "fault_tests.rs"]
mod tests;
