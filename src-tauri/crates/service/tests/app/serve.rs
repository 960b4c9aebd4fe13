//! The window in a browser: who gets in, and that no secret gets out.

use std::fmt::Write as _;

use contract::command::COMMANDS;
use serde_json::{Value, json};
use service::OsEntropy;
use service::app::PRACTICE_COMPANY;
use service::loopback_host::Served;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use transport::Url;

use crate::world::{World, text};

/// A served window.
pub struct Window {
    port: u16,
    pub token: String,
    task: JoinHandle<()>,
    _ui: tempfile::TempDir,
}

impl Window {
    pub async fn open(world: &World) -> Self {
        let ui = tempfile::tempdir().unwrap();
        std::fs::write(ui.path().join("index.html"), "<!doctype html><title>Companion</title>").unwrap();
        let listen = "127.0.0.1:0".parse().unwrap();
        let served = Served::open(world.app.clone(), listen, ui.path().to_owned(), &OsEntropy).await.unwrap();
        let address = Url::parse(served.address()).unwrap();
        let token = address.query_pairs().find(|(name, _)| name == "token").unwrap().1.into_owned();
        let task = tokio::spawn(served.run(std::future::pending()));
        Self { port: address.port().unwrap(), token, task, _ui: ui }
    }

    /// A request as its bytes; status, head and body of the answer.
    async fn send(&self, line: &str, headers: &[(&str, &str)], body: &str) -> (u16, String, String) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).await.unwrap();
        let mut request =
            format!("{line} HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
        if !headers.iter().any(|(name, _)| *name == "Host") {
            write!(request, "Host: 127.0.0.1:{}\r\n", self.port).unwrap();
        }
        for (name, value) in headers {
            write!(request, "{name}: {value}\r\n").unwrap();
        }
        stream.write_all(format!("{request}\r\n{body}").as_bytes()).await.unwrap();
        let mut answer = String::new();
        // A server that answers before it took all of the body may cut the rest off.
        let _read = stream.read_to_string(&mut answer).await;
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), head.to_lowercase(), body.to_owned())
    }

    async fn trade(&self, token: &str) -> (u16, String) {
        let body = json!({ "token": token }).to_string();
        let (status, _, body) = self.send("POST /session", &[JSON], &body).await;
        (status, body)
    }

    pub async fn session(&self) -> String {
        let (status, body) = self.trade(&self.token).await;
        assert_eq!(status, 200);
        let given: Value = serde_json::from_str(&body).unwrap();
        format!("Bearer {}", text(&given["session"]))
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        self.task.abort();
    }
}

const JSON: (&str, &str) = ("Content-Type", "application/json");

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_token_works_once_and_nothing_works_without_it() {
    let world = World::new().await;
    let window = Window::open(&world).await;
    assert_eq!(window.trade("guess").await.0, 401);
    assert_eq!(window.send("POST /rpc/app", &[JSON], "null").await.0, 401);
    assert_eq!(window.send("GET /events", &[], "").await.0, 401);
    let token = format!("Bearer {}", window.token);
    assert_eq!(window.send("POST /rpc/app", &[JSON, ("Authorization", &token)], "null").await.0, 401);
    let session = window.session().await;
    assert_eq!(window.trade(&window.token).await.0, 401, "only once");
    let (status, _, body) = window.send("POST /rpc/app", &[JSON, ("Authorization", &session)], "null").await;
    assert_eq!(status, 200, "{body}");
    let app: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(app["has_desktop"], false);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_to_type_gives_the_session_once_and_the_address_has_no_secret_then() {
    let world = World::new().await;
    let ui = tempfile::tempdir().unwrap();
    std::fs::write(ui.path().join("index.html"), "<!doctype html>").unwrap();
    let listen = "127.0.0.1:0".parse().unwrap();
    let served = Served::open(world.app.clone(), listen, ui.path().to_owned(), &OsEntropy).await.unwrap();
    let token = Url::parse(served.address()).unwrap().query_pairs().next().unwrap().1.into_owned();
    let (plain, code) = served.by_code(&OsEntropy);
    let plain = Url::parse(&plain).unwrap();
    assert_eq!((plain.query(), plain.path()), (None, "/"));
    let task = tokio::spawn(served.run(std::future::pending()));
    let window = Window { port: plain.port().unwrap(), token, task, _ui: ui };
    assert_eq!(window.trade(&window.token).await.0, 401, "the address that was given up");
    let typed = |code: &str| json!({ "code": code }).to_string();
    assert_eq!(window.send("POST /session", &[JSON], &typed("AAAA-AAAA")).await.0, 401);
    let (status, _, body) = window.send("POST /session", &[JSON], &typed(&code.to_lowercase())).await;
    assert_eq!(status, 200, "{body}");
    let given: Value = serde_json::from_str(&body).unwrap();
    let session = format!("Bearer {}", text(&given["session"]));
    assert_eq!(window.send("POST /rpc/app", &[JSON, ("Authorization", &session)], "null").await.0, 200);
    assert_eq!(window.send("POST /session", &[JSON], &typed(&code)).await.0, 401, "only once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_sites_are_not_answered() {
    let world = World::new().await;
    let window = Window::open(&world).await;
    let session = window.session().await;
    let known = ("Authorization", session.as_str());
    let own = format!("http://127.0.0.1:{}", window.port);
    let rebound = format!("rebound.example:{}", window.port);
    let elsewhere = "127.0.0.1:1";
    assert_eq!(window.send("GET /", &[("Host", &rebound)], "").await.0, 421);
    assert_eq!(window.send("GET /", &[("Host", elsewhere)], "").await.0, 421);
    for origin in ["https://evil.example", "null", "http://127.0.0.1:1"] {
        let headers = [JSON, known, ("Origin", origin)];
        assert_eq!(window.send("POST /rpc/app", &headers, "null").await.0, 403, "{origin}");
    }
    let crossed = [JSON, known, ("Sec-Fetch-Site", "cross-site")];
    assert_eq!(window.send("POST /rpc/app", &crossed, "null").await.0, 403);
    // A link from elsewhere opens the page, as the file does that the browser is given; it asks for nothing.
    let led = [known, ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate")];
    assert_eq!(window.send("GET /?token=x", &led, "").await.0, 200);
    for line in ["GET /events", "GET /rpc/app", "POST /rpc/app", "POST /session"] {
        assert_eq!(window.send(line, &led, "null").await.0, 403, "{line}");
    }
    let twice = [known, ("Host", rebound.as_str()), ("Host", own.trim_start_matches("http://"))];
    assert_eq!(window.send("GET /", &twice, "").await.0, 421);
    let origins = [JSON, known, ("Origin", own.as_str()), ("Origin", "https://evil.example")];
    assert_eq!(window.send("POST /rpc/app", &origins, "null").await.0, 403);
    let form = [("Content-Type", "text/plain"), known];
    assert_eq!(window.send("POST /rpc/app", &form, "null").await.0, 400);
    let fine = [JSON, known, ("Origin", own.as_str()), ("Sec-Fetch-Site", "same-origin")];
    assert_eq!(window.send("POST /rpc/app", &fine, "null").await.0, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_what_is_there_is_answered() {
    let world = World::new().await;
    let window = Window::open(&world).await;
    let session = window.session().await;
    let known = ("Authorization", session.as_str());
    let (status, head, body) = window.send("GET /", &[], "").await;
    assert_eq!(status, 200);
    assert!(body.contains("Companion"));
    for header in ["content-security-policy: default-src 'self'", "cache-control: no-store", "nosniff"] {
        assert!(head.contains(header), "{head}");
    }
    assert!(!head.contains("unsafe-inline"), "{head}");
    for (line, status) in [
        ("GET /nothing", 404),
        ("GET /../Cargo.toml", 404),
        ("GET /%2e%2e/Cargo.toml", 404),
        ("GET /rpc/app", 405),
        ("GET /session", 405),
        ("DELETE /", 405),
    ] {
        assert_eq!(window.send(line, &[known], "").await.0, status, "{line}");
    }
    let (status, _, body) = window.send("POST /rpc/none", &[JSON, known], "null").await;
    assert_eq!(status, 400);
    assert_eq!(serde_json::from_str::<Value>(&body).unwrap()["code"], "usage");
    let long = format!("\"{}\"", "x".repeat(2 << 20));
    assert_eq!(window.send("POST /rpc/app", &[JSON, known], &long).await.0, 400);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn events_arrive_as_lines() {
    let world = World::new().await;
    let window = Window::open(&world).await;
    let session = window.session().await;
    let mut stream = TcpStream::connect(("127.0.0.1", window.port)).await.unwrap();
    let request = format!(
        "GET /events HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nAuthorization: {session}\r\n\r\n",
        window.port
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut heard = String::new();
    let mut bytes = [0; 4096];
    while !heard.contains("\r\n\r\n1\r\n\n") {
        let read = stream.read(&mut bytes).await.unwrap();
        heard.push_str(std::str::from_utf8(&bytes[..read]).unwrap());
    }
    world.begin_practice().await;
    while !heard.contains("\"invalidated\"") {
        let read = stream.read(&mut bytes).await.unwrap();
        assert!(read > 0, "{heard}");
        heard.push_str(std::str::from_utf8(&bytes[..read]).unwrap());
    }
    assert!(heard.contains("practice"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_secret_is_in_any_answer() {
    let world = World::started().await;
    let window = Window::open(&world).await;
    let session = window.session().await;
    let known = ("Authorization", session.as_str());
    let mut secrets = vec![
        text(&world.ready["alternative"]["partners"][0]["client_secret"]),
        text(&world.ready["quickbooks"]["client_secret"]),
        text(&world.ready["control_token"]),
    ];
    let tokens = &world.ready["quickbooks"]["companies"][0];
    secrets.extend([text(&tokens["access_token"]), text(&tokens["refresh_token"])]);
    let mut answered = 0;
    for (name, provides, _) in COMMANDS {
        if provides.is_empty() {
            continue;
        }
        let mut request = json!({ "company": PRACTICE_COMPANY, "limit": 1000 });
        if *name == "explain" {
            request["record"] = json!("invoice:1");
        }
        let request =
            if matches!(*name, "status_all" | "app" | "window_settings") { Value::Null } else { request };
        let line = format!("POST /rpc/{name}");
        let (status, head, body) = window.send(&line, &[JSON, known], &request.to_string()).await;
        answered += usize::from(status == 200);
        for secret in &secrets {
            assert!(!head.contains(secret) && !body.contains(secret), "{name} tells a secret");
        }
    }
    assert!(answered >= 12, "only {answered} were answered");
    world.app.quit().await;
}
