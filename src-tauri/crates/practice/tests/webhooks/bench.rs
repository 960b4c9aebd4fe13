//! Practice services on a loopback port, with a receiver of webhooks beside them.

use std::time::Duration;

use base64::Engine as _;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use practice::{CompanyKind, Options, Practice};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tower::ServiceExt as _;

use crate::described::{self, Answered};
use crate::receiver::Receiver;

pub struct Bench {
    pub practice: Practice,
    pub receiver: Receiver,
    pub ready: Value,
    server: JoinHandle<()>,
    token: String,
}

impl Drop for Bench {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Bench {
    /// The sample company, and somebody who listens to QuickBooks.
    pub async fn listening() -> Self {
        Self::with(&[]).await
    }

    pub async fn with(switches: &[&str]) -> Self {
        let mut options = Options::quiet(CompanyKind::Sample);
        for switch in switches {
            options.switches.set(switch).unwrap();
        }
        let bench = Self::open(options, Receiver::open().await).await;
        bench.listen().await;
        bench
    }

    pub async fn open(options: Options, receiver: Receiver) -> Self {
        let practice = Practice::new(options).unwrap();
        let ready = practice.ready();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let serving = practice.clone();
        let server = tokio::spawn(async move { serving.serve(listener).await.unwrap() });
        let mut bench = Self { practice, receiver, ready, server, token: String::new() };
        bench.renew().await;
        bench
    }

    /// Ends the services and hands the receiver on.
    pub async fn end(mut self) -> Receiver {
        self.server.abort();
        let _ended = (&mut self.server).await;
        std::mem::replace(&mut self.receiver, Receiver::open().await)
    }

    /// Names the receiver as QuickBooks' endpoint.
    pub async fn listen(&self) {
        let body = json!({"url": self.receiver.url});
        assert_eq!(self.control("POST", "/quickbooks/webhooks", &body).await["url"], self.receiver.url);
    }

    pub async fn send(&self, method: &str, path: &str, authorization: &str, body: &str) -> (u16, Value) {
        let request = http::Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", authorization)
            .header(
                "content-type",
                if body.starts_with('{') { "application/json" } else { "application/x-www-form-urlencoded" },
            )
            .body(Full::<Bytes>::from(body.to_owned()))
            .unwrap();
        let answer = self.practice.door().oneshot(request).await.unwrap();
        let status = answer.status().as_u16();
        let content_type = answer.headers()["content-type"].to_str().unwrap().to_owned();
        let bytes = answer.into_body().collect().await.unwrap().to_bytes();
        if let Some(target) = path.strip_prefix("/alternative") {
            described::check(&Answered { method, target, status, content_type: &content_type, body: &bytes });
        }
        (status, serde_json::from_slice(&bytes).unwrap_or_default())
    }

    /// A control call that is taken.
    pub async fn control(&self, method: &str, path: &str, body: &Value) -> Value {
        let (status, answer) = self.ask(method, path, body).await;
        assert_eq!(status, 200, "{path}: {answer}");
        answer
    }

    /// A control call.
    pub async fn ask(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let bearer = format!("Bearer {}", self.ready["control_token"].as_str().unwrap());
        let text = if body.is_null() { String::new() } else { body.to_string() };
        self.send(method, &format!("/practice{path}"), &bearer, &text).await
    }

    pub async fn advance(&self, seconds: i64) {
        self.control("POST", "/clock", &json!({"advance": seconds})).await;
    }

    /// A fault of what a side sends.
    pub async fn fault(&self, service: &str, kind: &str, more: &Value) {
        let mut rule = json!({"service": service, "kind": kind, "times": 1});
        rule.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.control("POST", "/faults", &rule).await;
    }

    /// Looks until what it sees fits.
    pub async fn until(&self, path: &str, fits: impl Fn(&Value) -> bool) -> Value {
        let look = async {
            loop {
                let seen = self.control("GET", path, &Value::Null).await;
                if fits(&seen) {
                    return seen;
                }
                tokio::task::yield_now().await;
            }
        };
        let seen = tokio::time::timeout(Duration::from_secs(20), look).await;
        seen.unwrap_or_else(|_| panic!("{path} never came to what was waited for"))
    }

    /// QuickBooks' queue once its newest notification was tried that often.
    pub async fn tried(&self, times: usize) -> Value {
        let tried = |view: &Value| {
            let attempts = view["notifications"][0]["attempts"].as_array();
            attempts.is_some_and(|attempts| attempts.len() == times)
        };
        self.until("/quickbooks/webhooks", tried).await
    }

    pub fn realm(&self, index: usize) -> &str {
        self.ready["quickbooks"]["companies"][index]["realm_id"].as_str().unwrap()
    }

    /// An accounting call that succeeds: the record of its answer.
    pub async fn books(&self, path: &str, body: &Value) -> Value {
        self.books_of(0, path, body).await
    }

    pub async fn books_of(&self, index: usize, path: &str, body: &Value) -> Value {
        let company = &self.ready["quickbooks"]["companies"][index];
        let bearer = format!("Bearer {}", company["access_token"].as_str().unwrap());
        let path = format!("/quickbooks/v3/company/{}{path}", company["realm_id"].as_str().unwrap());
        let (status, answer) = self.send("POST", &path, &bearer, &body.to_string()).await;
        assert_eq!(status, 200, "{path}: {answer}");
        let record = answer.as_object().unwrap().iter().find(|(name, _)| *name != "time");
        record.unwrap().1.clone()
    }

    pub async fn customer(&self, name: &str) -> Value {
        self.books("/customer", &json!({"DisplayName": name})).await
    }

    /// An invoice over some dollars.
    pub async fn invoice(&self, dollars: u32) -> Value {
        let line = json!({"Amount": dollars, "DetailType": "SalesItemLineDetail",
                          "SalesItemLineDetail": {"ItemRef": {"value": "4"}}});
        self.books("/invoice", &json!({"CustomerRef": {"value": "15"}, "Line": [line]})).await
    }

    /// A payment of an invoice into Undeposited Funds.
    pub async fn payment(&self, invoice: &Value) -> Value {
        let line = json!({"Amount": invoice["TotalAmt"],
                          "LinkedTxn": [{"TxnId": invoice["Id"], "TxnType": "Invoice"}]});
        let body =
            json!({"CustomerRef": invoice["CustomerRef"], "TotalAmt": invoice["TotalAmt"], "Line": [line]});
        self.books("/payment", &body).await
    }

    /// A new token of Alternative.
    pub async fn renew(&mut self) {
        let partner = &self.ready["alternative"]["partners"][0];
        let pair = format!(
            "{}:{}",
            partner["client_id"].as_str().unwrap(),
            partner["client_secret"].as_str().unwrap()
        );
        let basic = format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair));
        let (status, answer) =
            self.send("POST", "/alternative/oauth/token", &basic, "grant_type=client_credentials").await;
        assert_eq!(status, 200);
        self.token = format!("Bearer {}", answer["access_token"].as_str().unwrap());
    }

    /// A call of Alternative with this status.
    pub async fn alternative(&self, method: &str, path: &str, body: &Value, status: u16) -> Value {
        let text = if body.is_null() { String::new() } else { body.to_string() };
        let (got, answer) = self.send(method, &format!("/alternative{path}"), &self.token, &text).await;
        assert_eq!(got, status, "{path}: {answer}");
        answer
    }

    /// Subscribes the receiver to a topic: the subscription's id.
    pub async fn subscribe(&self, topic: &str, secret: Option<&str>) -> String {
        self.subscribe_at(&self.receiver.url, topic, secret).await
    }

    pub async fn subscribe_at(&self, url: &str, topic: &str, secret: Option<&str>) -> String {
        let mut body = json!({"endpoint_url": url, "topic": topic});
        if let Some(secret) = secret {
            body["secret_key"] = json!(secret);
        }
        let made = self.alternative("POST", "/webhooks", &body, 201).await;
        made["id"].as_str().unwrap().to_owned()
    }

    /// A customer of Alternative: an event of the topic `customer_created`.
    pub async fn payer(&self, name: &str) -> String {
        let body = json!({"name": name, "email": "ap@payer.example"});
        let made = self.alternative("POST", "/customers", &body, 201).await;
        made["id"].as_str().unwrap().to_owned()
    }

    /// Alternative's deliveries once they fit.
    pub async fn deliveries(&self, fits: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        let rows = |state: &Value| {
            let partner = state["alternative"].as_object().unwrap().values().next().unwrap().clone();
            partner["webhooks"].as_array().unwrap().clone()
        };
        rows(&self.until("/state?side=alternative", |state| fits(&rows(state))).await)
    }
}
