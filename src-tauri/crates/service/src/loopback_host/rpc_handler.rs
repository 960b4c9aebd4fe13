//! Who may ask what.

use contract::{Code, Problem};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::{BodyExt as _, Limited};
use hyper::body::{Bytes, Incoming};
use serde::{Deserialize, Serialize};

use super::answers::{self, Body, answer, json, not_that_way, plain};
use super::events;
use super::pages::Pages;
use super::session::Session;
use crate::loopback;
use crate::runtime::app::App;

/// The longest request; the longest of ours is some kilobytes.
const BODY_BYTES_MAX: usize = 1 << 20;
/// The longest token.
const TOKEN_BYTES_MAX: usize = 4_096;

pub(super) struct RpcHandler {
    pub(super) app: App,
    pub(super) pages: Pages,
    pub(super) session: Session,
    pub(super) port: u16,
}

/// What gives the session.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Key {
    /// From the one-time address.
    Token(String),
    /// Typed by the user.
    Code(String),
}

#[derive(Serialize)]
struct Given<'a> {
    session: &'a str,
}

impl RpcHandler {
    pub(super) async fn answer(&self, request: Request<Incoming>) -> Response<Body> {
        if !loopback::is_addressed(request.headers(), self.port) {
            return plain(StatusCode::MISDIRECTED_REQUEST, "This is not the app's address.\n");
        }
        if !self.is_own_page(&request) {
            return plain(StatusCode::FORBIDDEN, "Requests from other sites are not allowed.\n");
        }
        let path = request.uri().path().to_owned();
        let method = request.method().clone();
        match (path.as_str(), method) {
            ("/session", Method::POST) => self.trade(request).await,
            ("/events", Method::GET) => self.listen(request.headers()),
            (path, Method::POST) if path.starts_with("/rpc/") => self.rpc(&path[5..], request).await,
            ("/session", _) => not_that_way("POST"),
            (path, _) if path.starts_with("/rpc/") => not_that_way("POST"),
            ("/events", _) => not_that_way("GET"),
            (path, Method::GET) => self.pages.file(path).await,
            _ => not_that_way("GET"),
        }
    }

    async fn trade(&self, request: Request<Incoming>) -> Response<Body> {
        let asked = read(request, TOKEN_BYTES_MAX).await;
        let Ok(asked) = asked.and_then(|bytes| parse::<Key>(&bytes)) else {
            return plain(StatusCode::BAD_REQUEST, "A token or a code is required.\n");
        };
        let (given, refused) = match &asked {
            Key::Token(token) => {
                (self.session.trade(token), "This address has already been used, or is an old one.")
            }
            Key::Code(code) => (
                self.session.trade_code(code),
                "This code is wrong or no longer works. After five wrong codes, or five minutes, none does.",
            ),
        };
        given.map_or_else(|| stranger(refused), |session| json(StatusCode::OK, &Given { session }))
    }

    fn listen(&self, headers: &HeaderMap) -> Response<Body> {
        if !self.is_known(headers) {
            return stranger("This page was opened without its one-time address.");
        }
        answer(StatusCode::OK, "application/x-ndjson", events::lines(self.app.events(), self.app.look()))
    }

    async fn rpc(&self, name: &str, request: Request<Incoming>) -> Response<Body> {
        if !self.is_known(request.headers()) {
            return stranger("This page was opened without its one-time address.");
        }
        let asked = read(request, BODY_BYTES_MAX).await.and_then(|bytes| parse(&bytes));
        let answered = match asked {
            Ok(value) => self.app.rpc(name, value).await,
            Err(problem) => Err(problem),
        };
        match answered {
            Ok(value) => json(StatusCode::OK, &value),
            Err(problem) => answers::problem(&problem),
        }
    }

    /// A page of another site tells where it comes from. It may lead here, as the file does that opens the window in the
    /// browser, but not ask for anything.
    fn is_own_page(&self, request: &Request<Incoming>) -> bool {
        let headers = request.headers();
        let told = |name: &str| headers.get(name).map(HeaderValue::as_bytes);
        let leads_here = request.method() == Method::GET
            && told("sec-fetch-mode") == Some(b"navigate")
            && is_page(request.uri().path());
        let is_own = matches!(told("sec-fetch-site"), None | Some(b"same-origin" | b"none"));
        (is_own || leads_here) && loopback::is_from_here(headers, self.port)
    }

    fn is_known(&self, headers: &HeaderMap) -> bool {
        let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        given.and_then(|value| value.strip_prefix("Bearer ")).is_some_and(|session| self.session.is(session))
    }
}

/// Neither a command nor the events.
fn is_page(path: &str) -> bool {
    !path.starts_with("/rpc/") && !matches!(path, "/session" | "/events")
}

/// Whoever has no session.
fn stranger(message: &str) -> Response<Body> {
    let problem =
        Problem::new(Code::Refused, message).hint("Start the app again and open the address that it prints.");
    json(StatusCode::UNAUTHORIZED, &problem)
}

/// A body of JSON. Forms of other sites cannot send that kind without asking first.
async fn read(request: Request<Incoming>, limit: usize) -> Result<Bytes, Problem> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if kind.and_then(|kind| kind.split(';').next()) != Some("application/json") {
        return Err(Problem::new(Code::Usage, "Only JSON is accepted."));
    }
    match Limited::new(request.into_body(), limit).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(_) => Err(Problem::new(Code::Usage, "The request is too large.")),
    }
}

fn parse<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(bytes).map_err(|error| {
        Problem::new(Code::Usage, "This is not JSON of the expected form.")
            .detail("form", Some(error.to_string()))
    })
}
