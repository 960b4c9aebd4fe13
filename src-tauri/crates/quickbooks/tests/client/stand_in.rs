//! A stand-in for Intuit and QuickBooks that answers as told and remembers what it was asked.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use engine::ports::{Clock, SecretName, Vault, VaultFault};
use jiff::Timestamp;
use ledger::{CompanyId, Currency, RealmId};
use quickbooks::{App, Limits, NewTokens, QuickBooks, Tokens};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use transport::{HttpRequest, HttpResponse, InProcess, Transport, TransportError, Url};

pub const REALM: &str = "9341450000000001";
/// Stands in every token, so that a search finds any that leaked.
pub const MARK: &str = "S3CRET";

/// One request as it came in.
#[derive(Debug, Clone)]
pub struct Seen {
    pub method: String,
    /// As sent, still encoded.
    pub target: String,
    pub body: String,
}

impl Seen {
    /// The decoded query value of that name.
    pub fn query(&self, name: &str) -> Option<String> {
        let url = Url::parse("http://x").unwrap().join(&self.target).unwrap();
        url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }
}

#[derive(Default)]
struct Script {
    /// The number in the tokens that are good now.
    generation: u32,
    /// Answers of the accounting API, in order; `{}` when there are none left.
    answers: VecDeque<(u16, Vec<u8>)>,
    /// What the token endpoint answers instead of tokens.
    token_answer: Option<(u16, String)>,
    seen: Vec<Seen>,
}

/// The services, the keychain and the clock around one client.
pub struct StandIn {
    script: Mutex<Script>,
    /// What happened, in order, across services and keychain.
    diary: Arc<Mutex<Vec<String>>>,
}

impl StandIn {
    fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap()
    }

    /// The next answer of the accounting API.
    pub fn answer(&self, status: u16, body: impl Into<Vec<u8>>) {
        self.script().answers.push_back((status, body.into()));
    }

    pub fn answer_json(&self, body: &Value) {
        self.answer(200, body.to_string());
    }

    pub fn answer_fault(&self, status: u16, code: &str) {
        let error = json!({"Message": "M", "Detail": "D", "code": code});
        self.answer(status, json!({"Fault": {"Error": [error], "type": "ValidationFault"}}).to_string());
    }

    pub fn refuse_tokens(&self, status: u16, body: &str) {
        self.script().token_answer = Some((status, body.to_owned()));
    }

    pub fn give_tokens_again(&self) {
        self.script().token_answer = None;
    }

    /// Makes the access token that the client holds worthless.
    pub fn expire_access(&self) {
        self.script().generation += 100;
    }

    /// What the accounting API was asked.
    pub fn seen(&self) -> Vec<Seen> {
        self.script().seen.clone()
    }

    pub fn diary(&self) -> Vec<String> {
        self.diary.lock().unwrap().clone()
    }

    pub fn count(&self, entry: &str) -> usize {
        self.diary().iter().filter(|it| *it == entry).count()
    }

    fn note(&self, entry: impl Into<String>) {
        self.diary.lock().unwrap().push(entry.into());
    }

    fn tokens(&self, form: &str) -> Response {
        let mut script = self.script();
        if let Some((status, body)) = script.token_answer.clone() {
            return (StatusCode::from_u16(status).unwrap(), body).into_response();
        }
        let old = format!("refresh-{MARK}-{}", script.generation % 100);
        assert!(form.contains(&format!("refresh_token={old}")), "an old refresh token was used: {form}");
        script.generation += 1;
        let generation = script.generation;
        json_response(&json!({
            "token_type": "bearer", "access_token": format!("access-{MARK}-{generation}"), "expires_in": 3600,
            "refresh_token": format!("refresh-{MARK}-{}", generation % 100), "x_refresh_token_expires_in": 8_726_400,
        }))
    }

    fn api(&self, authorization: &str, seen: Seen) -> Response {
        self.note("api");
        let mut script = self.script();
        script.seen.push(seen);
        if authorization != format!("Bearer access-{MARK}-{}", script.generation) {
            let error = json!({"message": "message=AuthenticationFailed; errorCode=003200; statusCode=401", "code": "3200"});
            let body = json!({"warnings": null, "fault": {"error": [error], "type": "SERVICE"}});
            return (StatusCode::UNAUTHORIZED, body.to_string()).into_response();
        }
        let (status, body) = script.answers.pop_front().unwrap_or((200, b"{}".to_vec()));
        ([("intuit_tid", "1-tid")], (StatusCode::from_u16(status).unwrap(), body)).into_response()
    }
}

fn json_response(body: &Value) -> Response {
    ([("content-type", "application/json;charset=UTF-8")], body.to_string()).into_response()
}

async fn handle(State(stand_in): State<Arc<StandIn>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body: Bytes = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    let body = String::from_utf8(body.to_vec()).unwrap();
    match parts.uri.path() {
        "/discovery" => {
            stand_in.note("discovery");
            let at = |path: &str| format!("http://localhost{path}");
            json_response(&json!({
                "issuer": "practice", "authorization_endpoint": at("/authorize"), "token_endpoint": at("/token"),
                "revocation_endpoint": at("/revoke"), "userinfo_endpoint": at("/userinfo"), "scopes_supported": ["openid"],
            }))
        }
        "/token" => {
            stand_in.note("token");
            // Long enough for a second refresh to start, if anything let it.
            for _ in 0..20 {
                tokio::task::yield_now().await;
            }
            stand_in.tokens(&body)
        }
        "/revoke" => {
            stand_in.note(format!("revoke {body}"));
            StatusCode::OK.into_response()
        }
        "/userinfo" => json_response(&json!({"email": "owner@example.com", "phoneNumberVerified": "true"})),
        _ => {
            let authorization =
                parts.headers.get("authorization").and_then(|it| it.to_str().ok()).unwrap_or_default();
            let seen = Seen { method: parts.method.to_string(), target: parts.uri.to_string(), body };
            stand_in.api(authorization, seen)
        }
    }
}

/// Cuts the connection before or after the service has handled a request.
#[derive(Default)]
pub struct Wire {
    service: Option<InProcess<Router>>,
    cut: Mutex<Option<TransportError>>,
}

impl Wire {
    /// The next request to the accounting API is answered with this.
    pub fn cut(&self, error: TransportError) {
        *self.cut.lock().unwrap() = Some(error);
    }
}

#[async_trait]
impl Transport for Wire {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let is_api = request.url.path().starts_with("/v3/");
        let cut = if is_api { self.cut.lock().unwrap().take() } else { None };
        if let Some(TransportError::NotSent(why)) = cut {
            return Err(TransportError::NotSent(why));
        }
        let answer = self.service.as_ref().unwrap().send(request).await;
        cut.map_or(answer, Err)
    }
}

#[derive(Default)]
pub struct Keychain {
    refresh: Mutex<Option<SecretString>>,
    fault: Mutex<Option<VaultFault>>,
    diary: Arc<Mutex<Vec<String>>>,
}

impl Keychain {
    pub fn lock(&self) {
        *self.fault.lock().unwrap() = Some(VaultFault::Locked);
    }

    pub fn unlock(&self) {
        *self.fault.lock().unwrap() = None;
    }

    pub fn keep(&self, token: &str) {
        *self.refresh.lock().unwrap() = Some(SecretString::from(token));
    }

    pub fn token(&self) -> Option<String> {
        self.refresh.lock().unwrap().as_ref().map(|token| token.expose_secret().to_owned())
    }

    fn usable(&self) -> Result<(), VaultFault> {
        self.fault.lock().unwrap().clone().map_or(Ok(()), Err)
    }
}

#[async_trait]
impl Vault for Keychain {
    async fn get(&self, _: &CompanyId, _: SecretName) -> Result<Option<SecretString>, VaultFault> {
        self.usable()?;
        Ok(self.refresh.lock().unwrap().clone())
    }

    async fn put(&self, _: &CompanyId, name: SecretName, secret: &SecretString) -> Result<(), VaultFault> {
        assert_eq!(name, SecretName::RefreshToken);
        // A keychain takes its time.
        tokio::task::yield_now().await;
        self.diary.lock().unwrap().push("vault".to_owned());
        self.usable()?;
        *self.refresh.lock().unwrap() = Some(secret.clone());
        Ok(())
    }

    async fn remove(&self, _: &CompanyId, _: SecretName) -> Result<(), VaultFault> {
        self.usable()?;
        *self.refresh.lock().unwrap() = None;
        Ok(())
    }
}

/// Stands still until it is moved.
pub struct Wound(AtomicI64);

impl Wound {
    pub fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::Relaxed);
    }
}

impl Clock for Wound {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.0.load(Ordering::Relaxed)).unwrap()
    }
}

/// A client and all that it touches.
pub struct Bench {
    pub books: Arc<QuickBooks>,
    pub tokens: Tokens,
    pub service: Arc<StandIn>,
    pub wire: Arc<Wire>,
    pub keychain: Arc<Keychain>,
    pub clock: Arc<Wound>,
}

impl Bench {
    /// Signed in earlier: the keychain holds a refresh token, no access token is at hand. The home currency is known.
    pub fn new() -> Self {
        Self::with_home(Some(Currency::USD))
    }

    pub fn with_home(home: Option<Currency>) -> Self {
        let diary = Arc::default();
        let service = Arc::new(StandIn { script: Mutex::default(), diary: Arc::clone(&diary) });
        let router = Router::new().fallback(handle).with_state(Arc::clone(&service));
        let wire = Arc::new(Wire { service: Some(InProcess::new(router)), cut: Mutex::default() });
        let keychain = Arc::new(Keychain { diary, ..Keychain::default() });
        keychain.keep(&format!("refresh-{MARK}-0"));
        let clock = Arc::new(Wound(AtomicI64::new(1_800_000_000)));
        let url = |text: &str| Url::parse(text).unwrap();
        let app =
            App { client_id: "client".into(), client_secret: SecretString::from(format!("client-{MARK}")) };
        let tokens = Tokens::new(
            wire.clone(),
            url("http://localhost/discovery"),
            app,
            CompanyId::from("company"),
            keychain.clone(),
            clock.clone(),
        );
        let limits = Arc::new(Limits::unlimited());
        let realm = RealmId::from(REALM);
        let books =
            QuickBooks::new(wire.clone(), url("http://localhost"), realm, tokens.clone(), limits, home);
        Self { books: Arc::new(books), tokens, service, wire, keychain, clock }
    }

    /// The tokens of a new sign-in with that number.
    pub fn signed_in(&self, generation: u32) -> NewTokens {
        self.service.script().generation = generation;
        NewTokens {
            access: SecretString::from(format!("access-{MARK}-{generation}")),
            refresh: SecretString::from(format!("refresh-{MARK}-{generation}")),
            lifetime_seconds: 3_600,
        }
    }
}
