//! The practice desk: who may use it, and that every button of its page does what it says.
//!
//! What the page can send stands in its forms and buttons. The tests read it from there, fill it in as the script
//! does, and send it: a button that nobody tries here fails [`every_button_is_tried`].

#![expect(clippy::unwrap_used, clippy::panic, reason = "what the tests share is test code too")]

#[path = "desk/forms.rs"]
mod forms;
#[path = "desk/play.rs"]
mod play;

use practice::{CompanyKind, Options};
use serde_json::{Value, json};

use play::Player;

const ORIGIN: (&str, &str) = ("origin", "http://127.0.0.1:4010");
/// Headers of a request.
type Headers<'a> = &'a [(&'a str, &'a str)];

const HOST: (&str, &str) = ("host", "127.0.0.1:4010");

#[tokio::test]
async fn the_page_is_open_to_loopback_names_only_and_sets_a_strict_cookie() {
    let player = Player::new(Options::quiet(CompanyKind::Empty));
    for path in ["/practice", "/practice/", "/practice/desk"] {
        let got = player.send("GET", path, &[HOST], None).await;
        assert_eq!(got.status, 200);
        let cookie = got.header("set-cookie");
        assert!(cookie.starts_with("practice_desk_4010="), "{cookie}");
        assert!(cookie.ends_with("; Path=/practice; HttpOnly; SameSite=Strict"), "{cookie}");
        let policy = got.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
    }
    for host in ["localhost:4010", "[::1]:4010"] {
        assert_eq!(player.send("GET", "/practice", &[("host", host)], None).await.status, 200);
    }
    for host in ["rebound.example:4010", "127.0.0.1:4011", "127.0.0.1", ""] {
        let got = player.send("GET", "/practice", &[("host", host)], None).await;
        assert_eq!((got.status, got.header("set-cookie")), (403, String::new()), "{host}");
    }
    assert_eq!(player.send("POST", "/practice", &[HOST], None).await.status, 405);
}

#[tokio::test]
async fn two_runs_have_different_cookies_and_one_run_keeps_its_own() {
    let (one, other) =
        (Player::new(Options::quiet(CompanyKind::Empty)), Player::new(Options::quiet(CompanyKind::Empty)));
    assert_eq!(one.cookie().await, one.cookie().await);
    assert_ne!(one.cookie().await, other.cookie().await);
}

#[tokio::test]
async fn the_control_api_takes_the_token_or_the_desks_own_page_and_nobody_else() {
    let player = Player::new(Options::quiet(CompanyKind::Empty));
    let early = player.send("GET", "/practice/clock", &[HOST, ("cookie", "practice_desk_4010=")], None).await;
    assert_eq!(early.status, 401, "before anybody opened the page there is no cookie to have");
    let cookie = player.cookie().await;
    let bearer = format!("Bearer {}", player.practice.with_world(|world| world.control_token.clone()));
    let (own, token) = (("cookie", cookie.as_str()), ("authorization", bearer.as_str()));
    let foreign = ("origin", "http://127.0.0.1:9999");
    let rebound = ("host", "rebound.example:4010");
    let elsewhere = ("sec-fetch-site", "same-site");
    let guessed = ("cookie", "practice_desk_4010=00");
    let table: &[(Headers, u16, u16)] = &[
        (&[token], 200, 200),
        (&[own, HOST, ORIGIN], 200, 200),
        (&[own, HOST], 200, 403),
        (&[own, HOST, foreign], 403, 403),
        (&[own, HOST, ("origin", "null")], 403, 403),
        (&[own, HOST, ORIGIN, elsewhere], 403, 403),
        (&[own, rebound, ("origin", "http://rebound.example:4010")], 403, 403),
        (&[own, rebound], 403, 403),
        (&[own, ORIGIN], 403, 403),
        (&[guessed, HOST, ORIGIN], 401, 401),
        (&[HOST, ORIGIN], 401, 401),
        (&[], 401, 401),
    ];
    for (headers, read, write) in table {
        let got = player.send("GET", "/practice/clock", headers, None).await;
        assert_eq!(got.status, *read, "GET with {headers:?}");
        let got = player.send("POST", "/practice/clock", headers, Some(&json!({"advance": 1}))).await;
        assert_eq!(got.status, *write, "POST with {headers:?}");
    }
}

#[tokio::test]
async fn the_page_has_nothing_inline_and_names_every_field() {
    let page = practice::desk::PAGE;
    for banned in ["<style", " style=", " onclick", " onsubmit", "javascript:"] {
        assert!(!page.contains(banned), "{banned}");
    }
    for script in page.split("<script").skip(1) {
        assert!(script.starts_with(" type=\"module\" src="), "{script}");
    }
    for form in forms::forms() {
        for control in &form.controls {
            let id = &control["id"];
            assert!(page.contains(&format!("<label for=\"{id}\">")), "{id} has no label");
        }
    }
}

#[tokio::test]
async fn every_button_is_tried() {
    let mut player = Player::new(Options::quiet(CompanyKind::Msp));
    player.open().await;
    player.send_invoice_to_alternative().await;
    play::story(&mut player).await;
    let untried: Vec<String> = forms::forms()
        .iter()
        .flat_map(|form| form.buttons.iter().map(move |button| format!("{}: {}", form.id, button.words)))
        .filter(|name| !player.tried.contains(name))
        .collect();
    assert!(untried.is_empty(), "{untried:?}");
}

#[tokio::test]
async fn a_refused_action_changes_nothing_and_names_its_field() {
    let mut player = Player::new(Options::quiet(CompanyKind::Msp));
    player.open().await;
    player.send_invoice_to_alternative().await;
    let before = player.view("").await;
    let got = player.press("pay", "Pay", &[("invoice", "@payable"), ("amount", "99999")]).await;
    assert_eq!(got.status, 422);
    assert!(got.body["validation_errors"]["allocations[0].amount"].is_string(), "{}", got.body);
    let got = player.press("payment", "Delete", &[("payment", "@book_payments:deposited")]).await;
    assert_eq!(got.status, 400);
    assert_eq!(got.body["Fault"]["Error"][0]["code"], "6210", "{}", got.body);
    assert_eq!(player.view("").await["lists"], before["lists"]);
}

#[tokio::test]
async fn the_view_searches_and_stays_short_and_out_of_the_log() {
    let mut options = Options::quiet(CompanyKind::Msp);
    options.founding.invoices = 300;
    let mut player = Player::new(options);
    player.open().await;
    let view = player.view("").await;
    assert_eq!(view["lists"]["invoices"].as_array().unwrap().len(), practice::desk::ROWS_MAX);
    let number = view["lists"]["invoices"][7]["number"].as_str().unwrap();
    let found = player.view(&format!("?invoices={number}")).await;
    assert_eq!(found["lists"]["invoices"][0]["number"], number);
    assert_eq!(player.view("?customers=zzz").await["lists"]["customers"], json!([]));
    let got = player.ask("GET", "/desk/view?company=1", None).await;
    assert_eq!(got.status, 404);
    let log = player.ask("GET", "/requests", None).await.body;
    let own = |entry: &&Value| entry["path"] == "/practice/desk/view";
    assert_eq!(log.as_array().unwrap().iter().filter(own).count(), 0);
}

#[tokio::test]
async fn an_html_page_can_stand_in_for_json() {
    let mut player = Player::new(Options::quiet(CompanyKind::Empty));
    player.open().await;
    let odd = json!({"service": "quickbooks", "kind": "html", "value": 700, "times": 1});
    assert_eq!(player.ask("POST", "/faults", Some(&odd)).await.status, 422);
    for (value, status) in [(Value::Null, 200), (json!(503), 503)] {
        let mut rule = json!({"service": "quickbooks", "kind": "html", "times": 1});
        if !value.is_null() {
            rule["value"] = value;
        }
        assert_eq!(player.ask("POST", "/faults", Some(&rule)).await.status, 200);
        let got = player.send("GET", "/quickbooks/v3/company/1/query", &[], None).await;
        assert_eq!((got.status, got.header("content-type")), (status, "text/html; charset=utf-8".to_owned()));
    }
}
