//! The token: fetched once, renewed when refused, never asked for twice at a time.

use std::sync::{Arc, Mutex};

use alternative::{Account, Alternative, Key, check_key};
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, post};
use engine::fault::FaultKind;
use engine::ports::{Processor, SecretName, Vault, VaultFault};
use futures::future::join_all;
use ledger::CompanyId;
use secrecy::SecretString;
use transport::{InProcess, Limiter, Transport};
use vault::MemoryVault;

use crate::scripted::{API, Still, client};

/// A small partner API: one key, numbered tokens.
#[derive(Default)]
struct Server {
    /// `Basic` pair taken; none refuses every key.
    pair: Option<&'static str>,
    tokens: u32,
    /// Tokens up to this number are refused.
    refused_up_to: u32,
    calls: u32,
    expires_in: &'static str,
    documented_only: bool,
}

type Shared = Arc<Mutex<Server>>;

/// `partner:right` and `partner:new`, as they travel.
const RIGHT: &str = "Basic cGFydG5lcjpyaWdodA==";
const NEW: &str = "Basic cGFydG5lcjpuZXc=";

async fn give_token(State(server): State<Shared>, headers: HeaderMap, body: String) -> Response {
    // Lets the other callers of a test come in before the answer.
    for _ in 0..5 {
        tokio::task::yield_now().await;
    }
    let mut server = server.lock().unwrap();
    server.tokens += 1;
    assert_eq!(body, "grant_type=client_credentials");
    let pair = headers.get("authorization").and_then(|value| value.to_str().ok());
    if pair.is_none() || pair != server.pair {
        let words = r#"{"code":"forbidden","message":"No right here, nor cGFydG5lcjpyaWdodA=="}"#;
        return (StatusCode::FORBIDDEN, words).into_response();
    }
    let (number, life) = (server.tokens, server.expires_in);
    format!(r#"{{"access_token":"token-{number}","token_type":"bearer"{life}}}"#).into_response()
}

async fn answer(State(server): State<Shared>, headers: HeaderMap) -> Response {
    let mut server = server.lock().unwrap();
    server.calls += 1;
    let token = headers.get("authorization").and_then(|value| value.to_str().ok());
    let number: u32 = token.and_then(|text| text.strip_prefix("Bearer token-")).unwrap().parse().unwrap();
    if number <= server.refused_up_to {
        return (StatusCode::UNAUTHORIZED, r#"{"code":"unauthorized","message":"expired"}"#).into_response();
    }
    if server.documented_only {
        return (StatusCode::NOT_FOUND, "404 page not found").into_response();
    }
    r#"{"status":"disconnected","capabilities":[]}"#.into_response()
}

fn serve(server: Server) -> (Shared, Arc<dyn Transport>) {
    let shared = Arc::new(Mutex::new(server));
    let app = Router::new()
        .route("/alternative/oauth/token", post(give_token))
        .fallback(any(answer))
        .with_state(shared.clone());
    (shared, Arc::new(InProcess::new(app)))
}

fn good() -> Server {
    Server { pair: Some(RIGHT), expires_in: r#","expires_in":3600"#, ..Server::default() }
}

#[tokio::test]
async fn n4_one_token_serves_callers_that_come_together() {
    let (server, transport) = serve(good());
    let client = client(transport, "partner", "right");
    let answers = join_all((0..20).map(|_| client.integration())).await;
    assert!(answers.iter().all(Result::is_ok));
    let server = server.lock().unwrap();
    assert_eq!((server.tokens, server.calls), (1, 20));
}

#[tokio::test]
async fn a_refused_token_is_renewed_once_for_all() {
    let (server, transport) = serve(good());
    let client = client(transport, "partner", "right");
    client.integration().await.unwrap();
    server.lock().unwrap().refused_up_to = 1;
    let answers = join_all((0..10).map(|_| client.integration())).await;
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!(server.lock().unwrap().tokens, 2);
}

#[tokio::test]
async fn a_fresh_token_that_is_refused_too_means_the_key_is_no_longer_good() {
    let (server, transport) = serve(Server { refused_up_to: u32::MAX, ..good() });
    let client = client(transport, "partner", "right");
    let fault = client.integration().await.unwrap_err();
    assert_eq!((fault.kind, fault.evidence.status), (FaultKind::KeyRefused, Some(401)));
    {
        let mut server = server.lock().unwrap();
        assert_eq!((server.tokens, server.calls), (2, 2));
        server.refused_up_to = 2;
    }
    // Once the platform takes the key again, the next call works at once.
    client.integration().await.unwrap();
    assert_eq!(server.lock().unwrap().tokens, 3);
}

#[tokio::test]
async fn a_token_is_renewed_before_it_ends() {
    for (told, seconds_used) in [(r#","expires_in":3600"#, 3_540), (r#","expires_in":"100""#, 50), ("", 240)]
    {
        let (server, transport) = serve(Server { expires_in: told, ..good() });
        let clock = Still::at("2026-08-04T12:00:00Z");
        let account = Account::new(API, "partner", Key::Given("right".into())).unwrap();
        let client = Alternative::new(account, transport, clock.clone(), Arc::new(Limiter::unlimited()));
        client.integration().await.unwrap();
        clock.pass(seconds_used - 1);
        client.integration().await.unwrap();
        assert_eq!(server.lock().unwrap().tokens, 1, "{told}");
        clock.pass(1);
        client.integration().await.unwrap();
        assert_eq!(server.lock().unwrap().tokens, 2, "{told}");
    }
}

#[tokio::test]
async fn a_wrong_key_is_said_without_showing_it() {
    let (server, transport) = serve(good());
    let fault = client(transport.clone(), "partner", "wrong").integration().await.unwrap_err();
    assert_eq!((fault.kind.clone(), fault.evidence.status), (FaultKind::KeyRefused, Some(403)));
    assert_eq!(fault.evidence.request.as_deref(), Some("POST /alternative/oauth/token"));
    assert_eq!(server.lock().unwrap().calls, 0, "no call goes out without a token");

    server.lock().unwrap().pair = None;
    let fault = client(transport, "partner", "right").integration().await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::KeyRefused);
    let shown = format!("{fault:?}");
    assert!(!shown.contains("right") && !shown.contains("cGFydG5lcjpyaWdodA"), "{shown}");
}

#[tokio::test]
async fn the_secret_comes_from_the_keychain_and_a_new_one_works_at_once() {
    let (server, transport) = serve(good());
    let (vault, company) = (Arc::new(MemoryVault::new()), CompanyId::from("c1"));
    let key = Key::Kept { vault: vault.clone(), company: company.clone() };
    let account = Account::new(API, "partner", key).unwrap();
    let clock = Still::at("2026-08-04T12:00:00Z");
    let client = Alternative::new(account, transport, clock.clone(), Arc::new(Limiter::unlimited()));

    let missing = client.integration().await.unwrap_err();
    assert_eq!((missing.kind, missing.evidence.status), (FaultKind::KeyRefused, None));

    vault.fail_with(VaultFault::Locked);
    let locked = client.integration().await.unwrap_err();
    assert_eq!(locked.kind, FaultKind::Vault);
    assert_eq!(locked.evidence.message.as_deref(), Some("the system keychain is locked"));
    vault.recover();

    let keep = |secret: &str| SecretString::from(secret.to_owned());
    vault.put(&company, SecretName::AlternativeSecret, &keep("right")).await.unwrap();
    client.integration().await.unwrap();

    // While the token lasts, a locked keychain stops nothing.
    vault.fail_with(VaultFault::Locked);
    client.integration().await.unwrap();
    vault.recover();

    vault.put(&company, SecretName::AlternativeSecret, &keep("new")).await.unwrap();
    server.lock().unwrap().pair = Some(NEW);
    clock.pass(3_600);
    client.integration().await.unwrap();
}

#[tokio::test]
async fn a_key_is_checked_before_it_is_kept() {
    let check = async |server: Server, api: &str, secret: &str| {
        let (_, transport) = serve(server);
        let secret = SecretString::from(secret.to_owned());
        check_key(api, "partner", &secret, transport, Still::at("2026-08-04T12:00:00Z")).await
    };
    assert_eq!(check(good(), API, "right").await.unwrap().unwrap().realm, None);
    assert_eq!(check(Server { documented_only: true, ..good() }, API, "right").await, Ok(None));
    assert_eq!(check(good(), API, "wrong").await.unwrap_err().kind, FaultKind::KeyRefused);
    assert_eq!(check(good(), "http://example.com", "right").await.unwrap_err().kind, FaultKind::Refused);
}

#[tokio::test]
async fn a_wrong_address_is_not_taken_for_a_missing_contract() {
    let nothing = Router::new().fallback(any(|| async { (StatusCode::NOT_FOUND, "404 page not found") }));
    let transport: Arc<dyn Transport> = Arc::new(InProcess::new(nothing));
    let fault = client(transport, "partner", "right").integration().await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Unavailable);
    assert!(fault.evidence.message.unwrap().contains("check the API's address"));
}
