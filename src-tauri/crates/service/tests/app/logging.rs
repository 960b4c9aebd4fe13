//! The log after a whole journey: it tells what happened and holds no secret.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use contract::command;
use contract::setup::AccountsRequest;
use contract::setup::{DisconnectRequest, SetPreferences, Setting};
use serde_json::{Value, json};
use service::app::PRACTICE_COMPANY;
use service::log::{Filter, Log, Verbosity};
use transport::{HttpRequest, HttpResponse, Transport, TransportError, Url, is_secret_name};

use crate::serve::Window;
use crate::world::{PATIENCE, World, breathe, company, text};

/// Shorter values are words of a protocol.
const SECRET_LETTERS_MIN: usize = 16;

/// Passes everything on and notes each secret that goes by.
struct Eavesdropper {
    inner: Arc<dyn Transport>,
    heard: Arc<Mutex<BTreeSet<String>>>,
}

#[async_trait]
impl Transport for Eavesdropper {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let mut heard = of_address(&request.url);
        let bearing = request.headers.get("authorization").and_then(|value| value.to_str().ok());
        heard.extend(bearing.map(of_authorization).unwrap_or_default());
        heard.extend(of_body(&request.body));
        let answer = self.inner.send(request).await?;
        heard.extend(of_body(&answer.body));
        let next = answer.header("location").and_then(|address| Url::parse(address).ok());
        heard.extend(next.as_ref().map(of_address).unwrap_or_default());
        self.heard.lock().unwrap().extend(heard);
        Ok(answer)
    }
}

/// Codes and states.
fn of_address(url: &Url) -> Vec<String> {
    of_fields(url.query_pairs())
}

fn of_fields<'a>(
    fields: impl Iterator<Item = (std::borrow::Cow<'a, str>, std::borrow::Cow<'a, str>)>,
) -> Vec<String> {
    fields.filter(|(name, _)| is_secret_name(name)).map(|(_, value)| value.into_owned()).collect()
}

/// Access tokens; client secrets in both forms.
fn of_authorization(value: &str) -> Vec<String> {
    let value = value.split_once(' ').unwrap().1;
    let pair = STANDARD.decode(value).ok().and_then(|pair| String::from_utf8(pair).ok());
    let secret = pair.and_then(|pair| Some(pair.split_once(':')?.1.to_owned()));
    [value.to_owned()].into_iter().chain(secret).collect()
}

/// Tokens and secrets of JSON; all secrets of a form.
fn of_body(body: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    match serde_json::from_slice::<Value>(body) {
        Ok(json) => of_json(&json, &mut found),
        Err(_) => found.extend(of_fields(url::form_urlencoded::parse(body))),
    }
    found
}

fn of_json(json: &Value, found: &mut Vec<String>) {
    for (name, value) in json.as_object().into_iter().flatten() {
        let name = name.to_lowercase();
        found.extend(
            value.as_str().filter(|_| name.contains("token") || name.contains("secret")).map(str::to_owned),
        );
    }
    let inner = json.as_object().into_iter().flat_map(|fields| fields.values());
    for value in inner.chain(json.as_array().into_iter().flatten()) {
        of_json(value, found);
    }
}

/// All files of the log, one after the other.
fn whole_log(data: &Path) -> String {
    let files = std::fs::read_dir(data.join("logs")).unwrap();
    files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect()
}

/// Waits until the log tells that an intent whose slot begins so has ended well.
async fn until_done_of(world: &World, data: &Path, slot: &str) {
    for _ in 0..PATIENCE.as_millis() / 20 {
        let log = whole_log(data);
        let of_slot =
            |line: &&str| line.contains("intent_ended") && line.contains(&format!("\"slot\":\"{slot}"));
        if log.lines().filter(of_slot).any(|line| line.contains("\"outcome\":\"done\"")) {
            return;
        }
        world.advance(30).await;
        breathe().await;
    }
    panic!("no {slot} was ever done");
}

async fn pay_out(world: &World) {
    let payout = world.control("POST", "/alternative/payouts", json!({})).await;
    world.control("POST", &format!("/alternative/payouts/{}/pay", text(&payout["id"])), json!({})).await;
}

async fn create_deposits(world: &World) {
    let accounts = world
        .ask::<command::ListAccounts>(AccountsRequest { company: company().company, purpose: None })
        .await
        .unwrap();
    let account = accounts.iter().find(|account| account.suggested).unwrap();
    let set = [("deposit_account", account.id.as_str()), ("create_deposits", "on")];
    let set = set.map(|(key, value)| Setting { key: key.to_owned(), value: value.to_owned() });
    let request = SetPreferences { company: PRACTICE_COMPANY.to_owned(), set: set.to_vec() };
    world.ask::<command::ChangePreferences>(request).await.unwrap();
}

/// The support bundle.
async fn bundle(world: &World) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bundle.json");
    service::doctor(&world.practice_host().await, Some(&file)).await.unwrap();
    std::fs::read_to_string(file).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_of_a_whole_journey_tells_it_and_holds_no_secret() {
    let data = tempfile::tempdir().unwrap();
    let log = Log {
        data: Some(data.path()),
        file: Filter::Exactly(Verbosity::Trace),
        terminal: Filter::Exactly(Verbosity::Quiet),
    };
    assert!(log.begin());

    let heard = Arc::new(Mutex::new(BTreeSet::new()));
    let world = World::heard_by(|inner| Arc::new(Eavesdropper { inner, heard: Arc::clone(&heard) })).await;
    let window = Window::open(&world).await;
    let session = window.session().await;
    world.connect().await;
    world.start().await;
    world.until_done().await;
    create_deposits(&world).await;
    let open = world.invoices("Balance > '0' and TxnDate > '2026-07-01'").await;
    world.pay(&open[0]).await;
    until_done_of(&world, data.path(), "record_payment:").await;
    pay_out(&world).await;
    until_done_of(&world, data.path(), "record_deposit:").await;
    let bundle = bundle(&world).await;
    let company = PRACTICE_COMPANY.to_owned();
    let ended = DisconnectRequest { company, everywhere: true, forget: false };
    world.ask::<command::Disconnect>(ended).await.unwrap();
    world.app.quit().await;

    let log = whole_log(data.path());
    for event in [
        "data_opened",
        "alternative_connected",
        "sign_in_step",
        "sync_started",
        "request_answered",
        "tick_planned",
        "tick_worked",
        "intent_ended",
        "disconnected",
        "/v3/company/",
    ] {
        assert!(log.contains(event), "the log does not tell of {event}");
    }
    let quickbooks = &world.ready["quickbooks"]["companies"][0];
    let mut secrets = heard.lock().unwrap().clone();
    secrets.extend([session.strip_prefix("Bearer ").unwrap().to_owned(), window.token.clone()]);
    secrets.extend(["access_token", "refresh_token"].map(|name| text(&quickbooks[name])));
    secrets.retain(|secret| secret.len() >= SECRET_LETTERS_MIN);
    // Both clients' secrets, the codes and states of sign-ins, tokens of both sides, old and new.
    assert!(secrets.len() >= 12, "only {} secrets went by", secrets.len());
    for secret in secrets {
        assert!(!log.contains(&secret), "a secret of {} letters is in the log", secret.len());
        assert!(!bundle.contains(&secret), "a secret of {} letters is in the bundle", secret.len());
    }
    assert!(bundle.contains("intent_ended"), "the bundle has no log");
    assert!(!bundle.contains(&text(&quickbooks["realm_id"])), "the bundle names the company");
}

#[test]
fn the_eavesdropper_hears_every_kind_of_secret() {
    let back = Url::parse("http://localhost/callback?code=the-code&state=the-state&realmId=1").unwrap();
    assert_eq!(of_address(&back), ["the-code", "the-state"]);
    assert_eq!(of_authorization("Bearer abc.def"), ["abc.def"]);
    assert_eq!(of_authorization("Basic aWQ6aHVzaA=="), ["aWQ6aHVzaA==", "hush"]);
    assert_eq!(of_body(b"grant_type=refresh_token&refresh_token=RT1&client_secret=CS"), ["RT1", "CS"]);
    let answer = br#"{"access_token":"AT1","expires_in":3600,"inner":[{"refresh_token":"RT2"}]}"#;
    assert_eq!(of_body(answer), ["AT1", "RT2"]);
}
