//! Requests, answers, and the three ways of getting no answer.

use std::fmt;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http::{Method, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::redact::{SafeHeaders, SafeUrl};

/// The largest body taken unless a request says otherwise: 16 MiB. QuickBooks' largest answers (1,000 invoices
/// with many lines) stay well below.
pub const BODY_BYTES_MAX: usize = 16 * 1024 * 1024;

/// How long a request may take from connecting to the last byte; QuickBooks itself gives up after 120 s.
pub const TIMEOUT_DEFAULT: Duration = Duration::from_mins(1);

/// A value cannot stand in a header (control characters or line ends).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the value of header `{0}` holds characters that headers cannot carry")]
pub struct BadRequest(pub String);

/// One request. Its `Debug` and its errors never show secrets.
#[derive(Clone)]
pub struct HttpRequest {
    /// Method.
    pub method: Method,
    /// Whole address with query.
    pub url: Url,
    /// Headers.
    pub headers: HeaderMap,
    /// Body; empty for none.
    pub body: Vec<u8>,
    /// From connecting to the last byte of the answer. In-process services have no time-out.
    pub timeout: Duration,
    /// Largest answer body taken, in bytes after decompression.
    pub body_bytes_max: usize,
}

impl HttpRequest {
    /// A request without headers or body.
    pub fn new(method: Method, url: Url) -> Self {
        Self {
            method,
            url,
            headers: HeaderMap::new(),
            body: Vec::new(),
            timeout: TIMEOUT_DEFAULT,
            body_bytes_max: BODY_BYTES_MAX,
        }
    }

    /// `GET`.
    pub fn get(url: Url) -> Self {
        Self::new(Method::GET, url)
    }

    /// `POST`.
    pub fn post(url: Url) -> Self {
        Self::new(Method::POST, url)
    }

    /// With a header of known good text.
    #[must_use]
    pub fn with(mut self, name: HeaderName, value: &'static str) -> Self {
        self.headers.insert(name, HeaderValue::from_static(value));
        self
    }

    /// With a header whose text comes from outside.
    pub fn with_text(mut self, name: HeaderName, value: &str) -> Result<Self, BadRequest> {
        let value = HeaderValue::from_str(value).map_err(|_| BadRequest(name.to_string()))?;
        self.headers.insert(name, value);
        Ok(self)
    }

    /// With `Accept: application/json`.
    #[must_use]
    pub fn accept_json(self) -> Self {
        self.with(header::ACCEPT, "application/json")
    }

    /// With `Authorization: Bearer …`.
    pub fn bearer(self, token: &SecretString) -> Result<Self, BadRequest> {
        self.authorization(&format!("Bearer {}", token.expose_secret()))
    }

    /// With `Authorization: Basic …`.
    pub fn basic(self, name: &str, secret: &SecretString) -> Result<Self, BadRequest> {
        let pair = STANDARD.encode(format!("{name}:{}", secret.expose_secret()));
        self.authorization(&format!("Basic {pair}"))
    }

    fn authorization(mut self, text: &str) -> Result<Self, BadRequest> {
        let mut value = HeaderValue::from_str(text).map_err(|_| BadRequest("authorization".to_owned()))?;
        value.set_sensitive(true);
        self.headers.insert(header::AUTHORIZATION, value);
        Ok(self)
    }

    /// With a JSON body.
    #[must_use]
    pub fn json(self, body: impl Into<Vec<u8>>) -> Self {
        let mut request = self.with(header::CONTENT_TYPE, "application/json");
        request.body = body.into();
        request
    }

    /// With form fields as body.
    #[must_use]
    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        let mut request = self.with(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        request.body =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish().into_bytes();
        request
    }

    /// With another time-out.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// With another largest answer.
    #[must_use]
    pub fn body_bytes_max(mut self, bytes: usize) -> Self {
        self.body_bytes_max = bytes;
        self
    }

    /// Method and path with query, secrets left out: what people find under *Details*.
    pub fn summary(&self) -> String {
        format!("{} {}", self.method, SafeUrl(&self.url).path_and_query())
    }
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpRequest")
            .field("method", &self.method)
            .field("url", &format_args!("{}", SafeUrl(&self.url)))
            .field("headers", &SafeHeaders(&self.headers))
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// One answer, its body complete and decompressed. Its `Debug` shows no secret and no body.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpResponse {
    /// Status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
    pub body: Vec<u8>,
}

impl HttpResponse {
    /// A header's value, where it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Seconds to wait as told by `Retry-After`. The form with a date is not understood, since that would need
    /// the other side's clock; callers then wait their default time.
    pub fn retry_after_seconds(&self) -> Option<u64> {
        self.header("retry-after").and_then(|text| text.trim().parse().ok())
    }
}

impl fmt::Debug for HttpResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpResponse")
            .field("status", &self.status.as_u16())
            .field("headers", &SafeHeaders(&self.headers))
            .field("body_bytes", &self.body.len())
            .finish()
    }
}

/// Why there is no answer. The line that matters for money runs between [`Self::NotSent`] and
/// [`Self::Untrusted`] on one side and the others.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// No connection (refused, DNS, TLS) or no permission to send: the other side has seen nothing.
    #[error("nothing was sent: {0}")]
    NotSent(String),
    /// The certificate that came is not trusted on this computer: the other side, if it was that, has seen nothing.
    #[error("nothing was sent, because the certificate is not trusted: {0}")]
    Untrusted(String),
    /// It was sent, at least in part, and then the connection broke or time ran out: the outcome is unknown.
    #[error("no answer came: {0}")]
    NoAnswer(String),
    /// The answer is larger than the request allows; whatever was asked for may have been done.
    #[error("the answer is larger than {bytes_max} bytes")]
    TooLarge {
        /// What was allowed.
        bytes_max: usize,
    },
}

impl TransportError {
    /// A word for it, for logs.
    pub fn name(&self) -> &'static str {
        match self {
            Self::NotSent(_) => "not_sent",
            Self::Untrusted(_) => "untrusted",
            Self::NoAnswer(_) => "no_answer",
            Self::TooLarge { .. } => "too_large",
        }
    }
}
