//! One partner account: addresses, the token on every call, one answer or one fault.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use engine::fault::{Fault, FaultKind, Side};
use engine::ports::{Clock, PlatformPage, Processor};
use engine::record::{Read, Record, RecordRef};
use ledger::Currency;
use ledger::alternative::Integration;
use secrecy::SecretString;
use serde::Serialize;
use transport::{HttpRequest, HttpResponse, Limiter, Method, RequestCounter, Transport, Url};

use crate::account::{Account, Key};
use crate::faults::{RequestContext, Route};
use crate::token::Tokens;
use crate::wire::{self, Decode, FieldError};

/// Records a page; the platform's own default and the contract's largest.
pub const PAGE_RECORDS: &str = "100";

/// Alternative Payments, one partner account.
pub struct Alternative {
    pub(crate) account: Account,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) limiter: Arc<Limiter>,
    pub(crate) tokens: Tokens,
    pub(crate) counter: RequestCounter,
    home: Mutex<Currency>,
}

impl Alternative {
    /// A client for that account. Every client of one API key must share its limiter.
    pub fn new(
        account: Account,
        transport: Arc<dyn Transport>,
        clock: Arc<dyn Clock>,
        limiter: Arc<Limiter>,
    ) -> Self {
        Self {
            account,
            transport,
            clock,
            limiter,
            tokens: Tokens::default(),
            counter: RequestCounter::default(),
            home: Mutex::new(Currency::USD),
        }
    }

    /// The currency of amounts that name none, payments above all; the one last told by the platform, USD before.
    pub fn home_currency(&self) -> Currency {
        *self.home.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets that currency from what was known at the last start; the platform's word replaces it.
    pub fn set_home_currency(&self, currency: Currency) {
        *self.home.lock().unwrap_or_else(PoisonError::into_inner) = currency;
    }

    /// The address of a route, each segment encoded.
    pub(crate) fn url(&self, segments: &[&str]) -> Result<Url, Fault> {
        // `.` and `..` would be folded away and lead to another route.
        if segments.iter().any(|segment| matches!(*segment, "" | "." | "..")) {
            return Err(refused_here("an id is empty or made of dots"));
        }
        let mut url = self.account.api.clone();
        match url.path_segments_mut() {
            Ok(mut path) => path.pop_if_empty().extend(segments),
            Err(()) => return Err(refused_here("the address of the API has no path")),
        };
        Ok(url)
    }

    /// A request without a body.
    pub(crate) fn request(&self, method: Method, segments: &[&str]) -> Result<HttpRequest, Fault> {
        Ok(HttpRequest::new(method, self.url(segments)?).accept_json())
    }

    /// A request with a JSON body.
    pub(crate) fn request_with(
        &self,
        method: Method,
        segments: &[&str],
        body: &impl Serialize,
    ) -> Result<HttpRequest, Fault> {
        let body = serde_json::to_vec(body).map_err(|error| refused_here(&error.to_string()))?;
        Ok(self.request(method, segments)?.json(body))
    }

    /// Sends a request with the token. A token that is refused is renewed once and the request sent again, which is
    /// harmless: a request that was not let in did nothing.
    pub(crate) async fn send(&self, route: Route, request: HttpRequest) -> Result<HttpResponse, Fault> {
        let token = self.token(None).await?;
        match self.send_once(route, request.clone(), &token.secret).await {
            Err(fault) if fault.kind == FaultKind::KeyRefused => {
                let fresh = self.token(Some(token.serial)).await?;
                let answer = self.send_once(route, request, &fresh.secret).await;
                if matches!(&answer, Err(fault) if fault.kind == FaultKind::KeyRefused) {
                    self.forget_token(fresh.serial).await;
                }
                answer
            }
            answer => answer,
        }
    }

    async fn send_once(
        &self,
        route: Route,
        request: HttpRequest,
        token: &SecretString,
    ) -> Result<HttpResponse, Fault> {
        let made = RequestContext { route, summary: request.summary(), secrets: std::slice::from_ref(token) };
        let write = request.method != Method::GET;
        let request = request.bearer(token).map_err(|error| {
            Fault::new(Side::Alternative, FaultKind::Unavailable).saying(format!("unusable token: {error}"))
        })?;
        self.limiter.turn().await;
        if write {
            self.counter.write();
        } else {
            self.counter.read();
        }
        let answer = self.transport.send(request).await.map_err(|error| made.unanswered(&error))?;
        if answer.status.is_success() { Ok(answer) } else { Err(made.refused(&answer)) }
    }

    /// One record, read.
    pub(crate) async fn read_record(
        &self,
        segments: &[&str],
        asked: &RecordRef,
        decode: Decode,
    ) -> Result<Read<Record>, Fault> {
        let request = self.request(Method::GET, segments)?;
        let summary = request.summary();
        let answer = self.send(Route::Record, request).await?;
        self.decode(&answer, summary, asked, decode)
    }

    /// A write that answers with the record; where it answers with nothing, the record is read.
    pub(crate) async fn write_record(
        &self,
        request: HttpRequest,
        record: &[&str],
        asked: &RecordRef,
        decode: Decode,
    ) -> Result<Read<Record>, Fault> {
        let summary = request.summary();
        let answer = self.send(Route::Record, request).await?;
        if answer.body.trim_ascii().is_empty() {
            return self.read_record(record, asked, decode).await;
        }
        self.decode(&answer, summary, asked, decode)
    }

    /// A write whose answer says nothing new. It must still be Alternative's: a page that something in between put in
    /// its place is no proof that anything was kept.
    pub(crate) async fn write(&self, request: HttpRequest) -> Result<(), Fault> {
        let summary = request.summary();
        let answer = self.send(Route::Record, request).await?;
        let body = answer.body.trim_ascii();
        if body.is_empty() {
            return Ok(());
        }
        let object = serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(body);
        object.map(drop).map_err(|error| unreadable(&answer, summary, &error.into()))
    }

    /// An answer about another record than the one that was asked for is not taken (rule F8).
    fn decode(
        &self,
        answer: &HttpResponse,
        summary: String,
        asked: &RecordRef,
        decode: Decode,
    ) -> Result<Read<Record>, Fault> {
        let read = std::str::from_utf8(&answer.body)
            .map_err(|error| FieldError(error.to_string()))
            .and_then(|raw| Ok(Read { record: decode(raw, self.home_currency())?, raw: raw.to_owned() }))
            .and_then(|read| {
                let error = || FieldError(format!("it is about {}", read.record.reference().id));
                if read.record.answers(asked) { Ok(read) } else { Err(error()) }
            });
        read.map_err(|error| unreadable(answer, summary, &error))
    }

    /// One page of a list.
    pub(crate) async fn read_page(
        &self,
        segments: &[&str],
        query: &[(&str, &str)],
        after: Option<&str>,
        kind: &str,
        decode: Decode,
    ) -> Result<PlatformPage, Fault> {
        let mut request = self.request(Method::GET, segments)?;
        request.url.query_pairs_mut().append_pair("limit", PAGE_RECORDS).extend_pairs(query);
        if let Some(after) = after {
            request.url.query_pairs_mut().append_pair("after", after);
        }
        let summary = request.summary();
        let answer = self.send(Route::Other, request).await?;
        let page = wire::page(&answer.body).map_err(|error| unreadable(&answer, summary, &error))?;
        Ok(page.read(kind, decode, self.home_currency()))
    }

    /// The state of the link as answered; remembers the partner account's currency.
    pub(crate) async fn read_state(&self, route: Route, request: HttpRequest) -> Result<Integration, Fault> {
        let mut summary = request.summary();
        let mut answer = self.send(route, request).await?;
        if answer.body.trim_ascii().is_empty() {
            let request = self.request(Method::GET, &LINK)?;
            summary = request.summary();
            answer = self.send(Route::Link, request).await?;
        }
        let state = wire::integration(&answer.body).map_err(|error| unreadable(&answer, summary, &error))?;
        if let Some(currency) = state.home_currency {
            self.set_home_currency(currency);
        }
        Ok(state)
    }
}

/// The route of the link itself; the other routes of the contract lie below.
pub const LINK: [&str; 2] = ["integrations", "quickbooks"];

/// How long a PDF may take to travel.
pub const PDF_TIMEOUT: Duration = Duration::from_mins(3);

/// Tries an API key before it is kept: gets a token with it and asks for the state of the link.
///
/// `Ok(None)` means that the key is good and the server has the documented calls only.
pub async fn check_key(
    api: &str,
    client_id: &str,
    secret: &SecretString,
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
) -> Result<Option<Integration>, Fault> {
    let account = Account::new(api, client_id, Key::Given(secret.clone()))
        .map_err(|error| refused_here(&error.to_string()))?;
    let client = Alternative::new(account, transport, clock, Arc::new(Limiter::unlimited()));
    match client.integration().await {
        Ok(state) => Ok(Some(state)),
        Err(fault) if fault.kind == FaultKind::NotOffered => Ok(None),
        Err(fault) => Err(fault),
    }
}

/// A good answer that makes no sense. Its text is not quoted in full anywhere, only what is wrong with it.
pub fn unreadable(answer: &HttpResponse, summary: String, error: &FieldError) -> Fault {
    RequestContext { route: Route::Other, summary, secrets: &[] }.unreadable(answer, error)
}

/// Refused before anything was sent.
pub fn refused_here(words: &str) -> Fault {
    Fault::new(Side::Alternative, FaultKind::Refused).saying(words)
}
