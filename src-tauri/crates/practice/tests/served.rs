//! The real binary over real sockets.

#![expect(clippy::unwrap_used, clippy::panic, reason = "what the tests share is test code too")]

#[path = "described/mod.rs"]
mod described;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use base64::Engine as _;
use serde_json::{Value, json};

use described::Answered;

struct Served {
    child: Child,
    ready: Value,
}

impl Served {
    fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_practice"))
            .args(["serve", "--listen", "127.0.0.1:0", "--clock", "manual", "--no-throttle"])
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { child, ready: serde_json::from_str(&line).unwrap() }
    }

    fn address(&self) -> &str {
        self.ready["base"].as_str().unwrap().strip_prefix("http://").unwrap()
    }

    fn company(&self, name: &str) -> &str {
        self.ready["quickbooks"]["companies"][0][name].as_str().unwrap()
    }

    /// One request on a connection of its own: everything the server sends until it closes.
    fn raw(&self, method: &str, path: &str, token: &str, extra: &str, body: &str) -> Vec<u8> {
        let mut stream = TcpStream::connect(self.address()).unwrap();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n{extra}Content-Length: {}\r\n\r\n{body}",
            self.address(),
            body.len()
        )
        .unwrap();
        let mut answer = Vec::new();
        let _cut = stream.read_to_end(&mut answer);
        answer
    }

    fn call(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let path = format!("/quickbooks/v3/company/{}{path}", self.company("realm_id"));
        let text = if body.is_null() { String::new() } else { body.to_string() };
        let answer = self.raw(method, &path, self.company("access_token"), "", &text);
        let text = String::from_utf8(answer).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, serde_json::from_str(body).unwrap_or_default())
    }
}

/// Somebody who writes until nobody answers.
struct Caller {
    address: String,
    path: String,
    token: String,
}

impl Caller {
    /// Records a payment: its id, when it was answered whole.
    fn write(&self) -> Option<String> {
        let body = json!({"CustomerRef": {"value": "15"}, "TotalAmt": 12}).to_string();
        let mut stream = TcpStream::connect(&self.address).ok()?;
        let Self { address, path, token } = self;
        write!(
            stream,
            "POST {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        let (_, body) = answer.split_once("\r\n\r\n")?;
        let answer: Value = serde_json::from_str(body).ok()?;
        Some(answer["Payment"]["Id"].as_str().unwrap().to_owned())
    }
}

impl Served {
    fn caller(&self) -> Caller {
        Caller {
            address: self.address().to_owned(),
            path: format!("/quickbooks/v3/company/{}/payment", self.company("realm_id")),
            token: self.company("access_token").to_owned(),
        }
    }

    /// The JSON of an answer that is neither late nor cut.
    fn json(&self, method: &str, path: &str, token: &str, body: &Value) -> Value {
        let text = if body.is_null() { String::new() } else { body.to_string() };
        let answer = String::from_utf8(self.raw(method, path, token, "", &text)).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        if let Some(target) = path.strip_prefix("/alternative") {
            let header =
                |name: &str| head.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
            described::check(&Answered {
                method,
                target,
                status: head.split(' ').nth(1).unwrap().parse().unwrap(),
                content_type: header("content-type: "),
                body: body.as_bytes(),
            });
        }
        serde_json::from_str(body).unwrap_or_else(|_| panic!("{method} {path}: {answer}"))
    }

    fn control(&self, method: &str, path: &str, body: &Value) -> Value {
        let token = self.ready["control_token"].as_str().unwrap();
        self.json(method, &format!("/practice{path}"), token, body)
    }

    fn alternative(&self, method: &str, path: &str, token: &str, body: &Value) -> Value {
        self.json(method, &format!("/alternative{path}"), token, body)
    }

    fn form(&self, path: &str, id: &Value, secret: &Value, form: &str) -> Value {
        let pair = format!("{}:{}", id.as_str().unwrap(), secret.as_str().unwrap());
        let basic = base64::engine::general_purpose::STANDARD.encode(pair);
        let mut stream = TcpStream::connect(self.address()).unwrap();
        write!(
            stream,
            "POST {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: Basic {basic}\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
            self.address(),
            form.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
    }

    fn alternative_token(&self) -> String {
        let partner = &self.ready["alternative"]["partners"][0];
        let (id, secret) = (&partner["client_id"], &partner["client_secret"]);
        let answer = self.form("/alternative/oauth/token", id, secret, "grant_type=client_credentials");
        answer["access_token"].as_str().unwrap().to_owned()
    }

    fn refresh(&self, value: &str) -> Value {
        let (id, secret) =
            (&self.ready["quickbooks"]["client_id"], &self.ready["quickbooks"]["client_secret"]);
        let form = format!("grant_type=refresh_token&refresh_token={value}");
        self.form("/intuit/oauth2/v1/tokens/bearer", id, secret, &form)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _reaped = self.child.wait();
    }
}

fn invoice(dollars: u32) -> Value {
    json!({"CustomerRef": {"value": "15"}, "Line": [{"Amount": dollars, "DetailType": "SalesItemLineDetail",
           "SalesItemLineDetail": {"ItemRef": {"value": "4"}}}]})
}

#[test]
fn the_ready_line_has_every_field_and_its_tokens_work() {
    let served = Served::start(&["--company", "sample"]);
    let ready = &served.ready;
    for name in ["base", "control", "control_token"] {
        assert!(ready[name].is_string(), "{name}");
    }
    for name in ["api", "discovery", "client_id", "client_secret", "webhook_verifier"] {
        assert!(ready["quickbooks"][name].is_string(), "{name}");
    }
    for name in ["name", "client_id", "client_secret", "webhook_secret"] {
        assert!(ready["alternative"]["partners"][0][name].is_string(), "{name}");
    }
    let base = ready["base"].as_str().unwrap();
    assert_eq!(ready["quickbooks"]["api"], format!("{base}/quickbooks"));
    assert_eq!(ready["alternative"]["api"], format!("{base}/alternative"));
    assert_eq!(ready["control"], format!("{base}/practice"));
    let (status, answer) =
        served.call("GET", &format!("/companyinfo/{}", served.company("realm_id")), &Value::Null);
    assert_eq!(status, 200);
    assert_eq!(answer["CompanyInfo"]["CompanyName"], served.company("name"));
}

#[test]
fn whoever_has_the_data_directory_finds_the_ready_line_and_nobody_else_does() {
    let directory = tempfile::tempdir().unwrap();
    let served = Served::start(&["--company", "sample", "--data", directory.path().to_str().unwrap()]);
    let note = directory.path().join("ready.json");
    let kept: Value = serde_json::from_str(&std::fs::read_to_string(&note).unwrap()).unwrap();
    assert_eq!(kept, served.ready);
    #[cfg(unix)]
    {
        let permissions = note.metadata().unwrap().permissions();
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&permissions) & 0o777, 0o600);
    }
}

#[test]
fn an_answered_write_survives_sigkill() {
    let directory = tempfile::tempdir().unwrap();
    let arguments = ["--company", "sample", "--data", directory.path().to_str().unwrap()];
    let mut ids = Vec::new();
    for round in 1..4 {
        let mut served = Served::start(&arguments);
        for id in &ids {
            let (status, _) = served.call("GET", &format!("/invoice/{id}"), &Value::Null);
            assert_eq!(status, 200, "{id} is lost");
        }
        for dollars in 1..=round * 3 {
            let (status, answer) = served.call("POST", "/invoice", &invoice(dollars));
            assert_eq!(status, 200);
            ids.push(answer["Invoice"]["Id"].as_str().unwrap().to_owned());
        }
        // `kill` is SIGKILL on Unix.
        served.child.kill().unwrap();
        served.child.wait().unwrap();
    }
    let mut unique = ids.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), ids.len(), "no id was given out twice");
}

/// Whatever was answered is there again: books, both sides' tokens, violations, the clock, and what webhooks are owed.
#[test]
fn everything_that_was_answered_survives_sigkill() {
    let directory = tempfile::tempdir().unwrap();
    let arguments = ["--company", "sample", "--data", directory.path().to_str().unwrap()];
    let mut served = Served::start(&arguments);
    let receiver = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let hook = json!({"url": format!("http://{}/hooks", receiver.local_addr().unwrap())});
    served.control("POST", "/quickbooks/webhooks", &hook);
    served.control("POST", "/clock", &json!({"advance": 100}));
    let token = served.alternative_token();
    let customer = json!({"name": "Harbor Dental", "email": "ap@harbordental.example"});
    let made = served.alternative("POST", "/customers", &token, &customer);
    served.alternative("POST", "/payments", &token, &json!({"amount": "1.00"}));
    let refreshed = served.refresh(served.company("refresh_token"));
    let (status, invoice) = served.call("POST", "/invoice", &invoice(7));
    assert_eq!(status, 200);
    let before = ["/state", "/violations", "/quickbooks/webhooks"]
        .map(|path| served.control("GET", path, &Value::Null));
    served.child.kill().unwrap();
    served.child.wait().unwrap();

    let served = Served::start(&arguments);
    let after = ["/state", "/violations", "/quickbooks/webhooks"]
        .map(|path| served.control("GET", path, &Value::Null));
    assert_eq!(after, before);
    assert_eq!(after[1][0]["kind"], "charge");
    let id = made["id"].as_str().unwrap();
    assert_eq!(served.alternative("GET", &format!("/customers/{id}"), &token, &Value::Null), made);
    assert_eq!(served.refresh(refreshed["refresh_token"].as_str().unwrap())["token_type"], "bearer");
    served.control("POST", "/clock", &json!({"advance": 1}));
    let (mut stream, _) = receiver.accept().unwrap();
    let mut got = [0; 4096];
    let length = stream.read(&mut got).unwrap();
    let head = String::from_utf8_lossy(&got[..length]).into_owned();
    assert!(head.starts_with("POST /hooks HTTP/1.1"), "{head}");
    let (status, again) =
        served.call("GET", &format!("/invoice/{}", invoice["Invoice"]["Id"].as_str().unwrap()), &Value::Null);
    assert_eq!((status, &again["Invoice"]), (200, &invoice["Invoice"]));
}

/// Killed in the middle of many writes at once: each one that was answered is there, none is there by half.
#[test]
fn killed_among_writes_nothing_answered_is_lost_and_nothing_is_half_there() {
    let directory = tempfile::tempdir().unwrap();
    let arguments = ["--company", "sample", "--data", directory.path().to_str().unwrap()];
    let mut ids: Vec<String> = Vec::new();
    for _round in 0..3 {
        let mut served = Served::start(&arguments);
        let (answered, told) = std::sync::mpsc::channel();
        std::thread::scope(|scope| {
            for _writer in 0..4 {
                let (served, answered) = (served.caller(), answered.clone());
                // A writer ends with the first call that is not answered.
                scope.spawn(move || {
                    while let Some(id) = served.write() {
                        let _over = answered.send(id);
                    }
                });
            }
            ids.extend(told.iter().take(25));
            served.child.kill().unwrap();
        });
        served.child.wait().unwrap();
        drop(answered);
        ids.extend(told.try_iter());
    }
    let served = Served::start(&arguments);
    for id in &ids {
        assert_eq!(served.call("GET", &format!("/payment/{id}"), &Value::Null).0, 200, "{id} is lost");
    }
    let state = served.control("GET", "/state?side=quickbooks", &Value::Null);
    assert_eq!(state["quickbooks"]["companies"][0]["trial_balance"].to_string(), "0");
}

#[test]
fn drop_after_cuts_the_connection_after_the_write() {
    let served = Served::start(&["--company", "sample"]);
    let control = served.ready["control_token"].as_str().unwrap().to_owned();
    let rule = |kind: &str| json!({"service": "quickbooks", "method": "POST", "path": "/invoice", "kind": kind, "times": 1});
    let path = format!("/quickbooks/v3/company/{}/invoice", served.company("realm_id"));
    let mut count = 7;
    for (kind, more) in [("drop_before", 0), ("refuse", 0), ("drop_after", 1)] {
        let made = served.raw("POST", "/practice/faults", &control, "", &rule(kind).to_string());
        assert!(made.starts_with(b"HTTP/1.1 20"), "{}", String::from_utf8_lossy(&made));
        let answer = served.raw("POST", &path, served.company("access_token"), "", &invoice(5).to_string());
        assert!(answer.is_empty(), "{kind}: {}", String::from_utf8_lossy(&answer));
        count += more;
        let (_, found) = served.call("GET", "/query?query=select%20count(*)%20from%20Invoice", &Value::Null);
        assert_eq!(found["QueryResponse"]["totalCount"], count, "{kind}");
    }
}

#[test]
fn a_data_directory_has_one_owner() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().to_str().unwrap();
    let _first = Served::start(&["--company", "sample", "--data", path]);
    let second = serve(&["--data", path, "--listen", "127.0.0.1:0"]);
    assert!(!second.status.success());
    assert!(String::from_utf8_lossy(&second.stderr).contains("in use"));
    assert!(second.stdout.is_empty());
}

fn serve(arguments: &[&str]) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_practice")).arg("serve").args(arguments).output().unwrap()
}

#[test]
fn only_loopback_addresses_are_taken() {
    let refused = serve(&["--listen", "0.0.0.0:0"]);
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("loopback"));
    assert!(refused.stdout.is_empty());
    assert!(!serve(&["--switch", "color=red", "--listen", "127.0.0.1:0"]).status.success());
}

#[cfg(unix)]
#[test]
fn terminate_ends_it_cleanly() {
    let mut served = Served::start(&["--company", "empty"]);
    let id = served.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    assert!(served.child.wait().unwrap().success());
}

#[test]
fn switches_are_listed() {
    let listed = Command::new(env!("CARGO_BIN_EXE_practice")).arg("switches").output().unwrap();
    let text = String::from_utf8(listed.stdout).unwrap();
    assert!(text.contains("deposit-part") && text.contains("S7"));
}

#[test]
fn a_reader_of_the_switches_may_leave_early() {
    let mut listing = Command::new(env!("CARGO_BIN_EXE_practice"));
    let mut child = listing.arg("switches").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert!(ended.status.success(), "{ended:?}");
    assert_eq!(String::from_utf8_lossy(&ended.stderr), "");
}

#[test]
fn gzip_comes_when_it_is_taken() {
    let served = Served::start(&["--company", "sample"]);
    let path = format!("/quickbooks/v3/company/{}/preferences", served.company("realm_id"));
    let plain = served.raw("GET", &path, served.company("access_token"), "", "");
    let packed = served.raw("GET", &path, served.company("access_token"), "Accept-Encoding: gzip\r\n", "");
    assert!(packed.len() < plain.len());
    assert!(String::from_utf8_lossy(&packed).to_lowercase().contains("content-encoding: gzip"));
}

#[test]
fn the_files_of_a_company_hold_only_whole_lines() {
    let directory = tempfile::tempdir().unwrap();
    let served = Served::start(&["--company", "sample", "--data", directory.path().to_str().unwrap()]);
    served.call("POST", "/invoice", &invoice(5));
    drop(served);
    let text = std::fs::read_to_string(Path::new(directory.path()).join("changes.log")).unwrap();
    for line in text.lines() {
        let rows: Value = serde_json::from_str(line).unwrap();
        assert!(rows.as_array().unwrap().iter().all(|row| row.as_array().unwrap().len() == 3));
    }
}
