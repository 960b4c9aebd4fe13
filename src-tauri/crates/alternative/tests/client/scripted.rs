//! A transport that answers from a script and keeps what it was asked; a clock that stands still.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use alternative::{Account, Alternative, Key};
use async_trait::async_trait;
use engine::ports::Clock;
use jiff::{SignedDuration, Timestamp};
use transport::{HeaderMap, HttpRequest, HttpResponse, Limiter, StatusCode, Transport, TransportError};

/// The address every client here speaks to; the path before the routes is the practice services'.
pub const API: &str = "http://127.0.0.1:4010/alternative";

/// Answers in order; the token is always given and not counted.
#[derive(Default)]
pub struct Scripted {
    answers: Mutex<VecDeque<Result<HttpResponse, TransportError>>>,
    asked: Mutex<Vec<HttpRequest>>,
}

impl Scripted {
    /// The next answer.
    pub fn answer(&self, status: u16, body: impl Into<Vec<u8>>) {
        let status = StatusCode::from_u16(status).unwrap();
        let answer = HttpResponse { status, headers: HeaderMap::new(), body: body.into() };
        self.answers.lock().unwrap().push_back(Ok(answer));
    }

    /// No answer the next time.
    pub fn fail(&self, error: TransportError) {
        self.answers.lock().unwrap().push_back(Err(error));
    }

    /// What was asked since the last time, but for tokens.
    pub fn asked(&self) -> Vec<HttpRequest> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }
}

#[async_trait]
impl Transport for Scripted {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        if request.url.path().ends_with("/oauth/token") {
            let body = br#"{"access_token":"SEC-token","token_type":"Bearer","expires_in":3600}"#.to_vec();
            return Ok(HttpResponse { status: StatusCode::OK, headers: HeaderMap::new(), body });
        }
        self.asked.lock().unwrap().push(request);
        self.answers.lock().unwrap().pop_front().unwrap()
    }
}

/// A clock that moves when told.
pub struct Still(Mutex<Timestamp>);

impl Still {
    /// Stands at an instant.
    pub fn at(instant: &str) -> Arc<Self> {
        Arc::new(Self(Mutex::new(instant.parse().unwrap())))
    }

    /// Moves on.
    pub fn pass(&self, seconds: i64) {
        *self.0.lock().unwrap() += SignedDuration::from_secs(seconds);
    }
}

impl Clock for Still {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

/// A client over any transport with a key given directly, without a limit.
pub fn client(transport: Arc<dyn Transport>, id: &str, secret: &str) -> Alternative {
    let account = Account::new(API, id, Key::Given(secret.into())).unwrap();
    Alternative::new(account, transport, Still::at("2026-08-04T12:00:00Z"), Arc::new(Limiter::unlimited()))
}

/// A client over a script.
pub fn scripted() -> (Arc<Scripted>, Alternative) {
    let script = Arc::new(Scripted::default());
    let client = client(script.clone(), "partner", "SEC-key");
    (script, client)
}
