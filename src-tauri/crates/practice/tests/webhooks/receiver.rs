//! A small server that takes webhooks and answers as it was told to.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// How to answer a delivery.
#[derive(Debug, Clone, Copy)]
pub enum Answer {
    Status(u16),
    /// Not at all: waits until the sender hangs up.
    Never,
}

/// One delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Got {
    pub line: String,
    pub headers: BTreeMap<String, String>,
    pub text: String,
}

impl Got {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(String::as_str).unwrap_or_default()
    }

    /// `type` and `intuitentityid` of every `CloudEvents` event.
    pub fn told(&self) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let events = self.json();
        let events = events.as_array().unwrap_or_else(|| panic!("{}", self.text)).clone();
        events.iter().map(|event| (text(&event["type"]), text(&event["intuitentityid"]))).collect()
    }
}

pub struct Receiver {
    pub url: String,
    got: UnboundedReceiver<Got>,
    script: Arc<Mutex<VecDeque<Answer>>>,
}

impl Receiver {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hooks?from=practice", listener.local_addr().unwrap());
        let (told, got) = unbounded_channel();
        let script: Arc<Mutex<VecDeque<Answer>>> = Arc::default();
        let answers = script.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(take(stream, answers.clone(), told.clone()));
            }
        });
        Self { url, got, script }
    }

    /// Answers to the next deliveries; 200 after that.
    pub fn answers(&self, answers: &[Answer]) {
        self.script.lock().unwrap().extend(answers);
    }

    pub fn fails(&self, times: usize) {
        self.answers(&vec![Answer::Status(500); times]);
    }

    /// The next delivery.
    pub async fn next(&mut self) -> Got {
        let next = tokio::time::timeout(Duration::from_secs(20), self.got.recv()).await;
        next.unwrap_or_else(|_| panic!("nothing was delivered")).unwrap()
    }

    /// Whether nothing has come that was not looked at.
    pub fn is_quiet(&mut self) -> bool {
        self.got.try_recv().is_err()
    }
}

async fn take(mut stream: TcpStream, script: Arc<Mutex<VecDeque<Answer>>>, told: UnboundedSender<Got>) {
    let mut bytes = Vec::new();
    let (head, length) = loop {
        if stream.read_buf(&mut bytes).await.unwrap() == 0 {
            return;
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, _)) = text.split_once("\r\n\r\n") {
            let lower = head.to_lowercase();
            let length = lower.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
            break (head.to_owned(), length.parse::<usize>().unwrap());
        }
    };
    while bytes.len() < head.len() + 4 + length {
        stream.read_buf(&mut bytes).await.unwrap();
    }
    let mut lines = head.lines();
    let line = lines.next().unwrap().to_owned();
    let pairs = lines.map(|line| line.split_once(": ").unwrap());
    let headers = pairs.map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect();
    let text = String::from_utf8(bytes[head.len() + 4..].to_vec()).unwrap();
    let answer = script.lock().unwrap().pop_front().unwrap_or(Answer::Status(200));
    if let Answer::Status(status) = answer {
        let reply = format!("HTTP/1.1 {status} X\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}");
        stream.write_all(reply.as_bytes()).await.unwrap();
    } else {
        let _hung_up = stream.read_buf(&mut bytes).await;
    }
    let _test_over = told.send(Got { line, headers, text });
}
