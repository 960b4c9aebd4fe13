//! A practice company in this process, reached only as the real services are: over requests.

use std::sync::Arc;

use engine::ports::{Clock, Entity, Page, PageFilter};
use jiff::Timestamp;
use ledger::{CompanyId, RealmId};
use practice::{CompanyKind, Options, Practice};
use quickbooks::{App, Discovery, Limits, QuickBooks, Tokens, discover};
use secrecy::SecretString;
use serde_json::{Value, json};
use transport::{HttpRequest, HttpResponse, InProcess, Method, Transport, Url};

use crate::stand_in::Keychain;

/// Where the browser is sent back to.
pub const REDIRECT: &str = "http://localhost:17823/callback";

struct PracticeTime(Practice);

impl Clock for PracticeTime {
    fn now(&self) -> Timestamp {
        self.0.with_world(|world| world.clock.now())
    }
}

pub struct Office {
    pub practice: Practice,
    pub transport: Arc<dyn Transport>,
    /// What the server prints when it is ready.
    pub ready: Value,
    pub realm: RealmId,
    pub keychain: Arc<Keychain>,
    pub tokens: Tokens,
    pub books: Arc<QuickBooks>,
}

impl Office {
    /// A company that nobody has signed in to yet.
    pub fn new(kind: CompanyKind) -> Self {
        let practice = Practice::new(Options::quiet(kind)).unwrap();
        let transport: Arc<dyn Transport> = Arc::new(InProcess::new(practice.door()));
        let ready = practice.ready();
        let text = |pointer: &str| ready.pointer(pointer).and_then(Value::as_str).unwrap().to_owned();
        let app = App {
            client_id: text("/quickbooks/client_id"),
            client_secret: SecretString::from(text("/quickbooks/client_secret")),
        };
        let keychain = Arc::new(Keychain::default());
        let realm = RealmId::from(text("/quickbooks/companies/0/realm_id"));
        let tokens = Tokens::new(
            Arc::clone(&transport),
            Url::parse(&text("/quickbooks/discovery")).unwrap(),
            app,
            CompanyId::from("practice"),
            keychain.clone(),
            Arc::new(PracticeTime(practice.clone())),
        );
        let books = Arc::new(QuickBooks::new(
            Arc::clone(&transport),
            Url::parse(&text("/quickbooks/api")).unwrap(),
            realm.clone(),
            tokens.clone(),
            Arc::new(Limits::unlimited()),
            None,
        ));
        Self { practice, transport, ready, realm, keychain, tokens, books }
    }

    /// The same, signed in with the tokens that the services print at their start.
    pub fn signed_in(kind: CompanyKind) -> Self {
        let office = Self::new(kind);
        office.keychain.keep(&office.text("/quickbooks/companies/0/refresh_token"));
        office
    }

    pub fn text(&self, pointer: &str) -> String {
        self.ready.pointer(pointer).and_then(Value::as_str).unwrap().to_owned()
    }

    pub fn app(&self) -> App {
        App {
            client_id: self.text("/quickbooks/client_id"),
            client_secret: SecretString::from(self.text("/quickbooks/client_secret")),
        }
    }

    pub async fn discovery(&self) -> Discovery {
        discover(&self.transport, &Url::parse(&self.text("/quickbooks/discovery")).unwrap()).await.unwrap()
    }

    /// A call of the control API.
    pub async fn control(&self, method: Method, path: &str, body: &Value) -> Value {
        let url = Url::parse(&format!("{}{path}", self.text("/control"))).unwrap();
        let token = SecretString::from(self.text("/control_token"));
        let mut request = HttpRequest::new(method, url).bearer(&token).unwrap();
        if !body.is_null() {
            request = request.json(body.to_string());
        }
        let answer = self.transport.send(request).await.unwrap();
        let text = String::from_utf8(answer.body).unwrap();
        assert!(answer.status.is_success(), "{path}: {text}");
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// A bookkeeper at work in the books.
    pub async fn bookkeeper(&self, path: &str, body: &Value) -> Value {
        let body = json!({"method": "POST", "path": path, "body": body});
        self.control(Method::POST, &format!("/quickbooks/{}/as-user", self.realm), &body).await
    }

    /// The next `times` matching calls to the accounting API go wrong.
    pub async fn fault(&self, method: &str, path: &str, kind: &str, value: Value) {
        let mut rule =
            json!({"service": "quickbooks", "method": method, "path": path, "kind": kind, "times": 1});
        if !value.is_null() {
            rule["value"] = value;
        }
        self.control(Method::POST, "/faults", &rule).await;
    }

    /// How often the log holds a call like this.
    pub async fn requests(&self, holds: &str) -> usize {
        let log = self.control(Method::GET, "/requests", &Value::Null).await;
        let entries = log.as_array().or_else(|| log["requests"].as_array()).unwrap();
        entries.iter().filter(|entry| entry["path"].as_str().is_some_and(|path| path.contains(holds))).count()
    }

    /// A good client never does any of this.
    pub async fn assert_no_violations(&self) {
        assert_eq!(self.control(Method::GET, "/violations", &Value::Null).await, json!([]));
    }

    /// Follows the sign-in pages as a browser does, sending these forms one after another; hands back the address
    /// that the browser ends at, and the pages seen.
    pub async fn browse(&self, start: Url, forms: &[(&str, &[(&str, &str)])]) -> (Url, Vec<String>) {
        let mut pages = Vec::new();
        let (mut at, answer) = self.follow(HttpRequest::get(start)).await;
        pages.push(String::from_utf8(answer.map(|it| it.body).unwrap_or_default()).unwrap());
        for (form, fields) in forms {
            let flow = at.query_pairs().find(|(name, _)| name == "flow").unwrap().1.into_owned();
            let mut fields = fields.to_vec();
            fields.push(("flow", &flow));
            let target = at.join(&format!("/intuit/connect/{form}")).unwrap();
            let (next, answer) = self.follow(HttpRequest::post(target).form(&fields)).await;
            at = next;
            let Some(answer) = answer else { break };
            pages.push(String::from_utf8(answer.body).unwrap());
        }
        (at, pages)
    }

    /// Follows redirects until there is a page, or until they lead to the app.
    async fn follow(&self, request: HttpRequest) -> (Url, Option<HttpResponse>) {
        let mut request = request;
        loop {
            let at = request.url.clone();
            let answer = self.transport.send(request).await.unwrap();
            let Some(location) = answer.header("location") else { return (at, Some(answer)) };
            let next = at.join(location).unwrap();
            if next.as_str().starts_with(REDIRECT) {
                return (next, None);
            }
            request = HttpRequest::get(next);
        }
    }
}

/// All records of an entity.
pub fn all(entity: Entity) -> Page {
    Page { entity, filter: PageFilter::All, created_from: None, start: 1, size: 1_000 }
}
