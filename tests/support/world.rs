//! The world and what people in it do.

use std::collections::BTreeMap;
use std::sync::Arc;

use alternative::{Account, Alternative, Key};
use engine::happened::Happened;
use engine::hold::Hold;
use engine::journal::{EntryDraft, EntryKind};
use engine::ports::{Books, Change, Clock, HoldQuery, Processor, SecretName, Store, Vault};
use engine::settings::Settings;
use engine::tick::{Engine, Tick};
use engine::user_actions::UserActions;
use jiff::{SignedDuration, Timestamp};
use ledger::{CompanyId, RealmId};
use practice::{CompanyKind, Options, Practice};
use quickbooks::{App, Limits, NewTokens, QuickBooks, Tokens};
use secrecy::SecretString;
use serde_json::{Value, json};
use store::SqliteStore;
use transport::{HttpRequest, InProcess, Limiter, Method, Transport, Url};
use vault::MemoryVault;

use crate::connected::connect;
use crate::{FaultInjector, PracticeClock};

/// Steps a sync may take before it counts as never ending.
const STEPS_MAX: usize = 2_000;

/// A company on both sides, and a companion for it.
pub struct World {
    /// The simulated services.
    pub practice: Practice,
    /// What the practice server would print when ready.
    pub ready: Value,
    /// The companion's engine.
    pub engine: Arc<Engine>,
    /// Its store.
    pub store: Arc<dyn Store>,
    /// Its keychain.
    pub vault: Arc<MemoryVault>,
    /// Its company.
    pub company: CompanyId,
    /// Its sign-in at QuickBooks.
    pub tokens: Tokens,
    /// Spoils what the services answer to the companion.
    pub injector: Arc<FaultInjector>,
    pub(crate) books: Arc<dyn Books>,
    pub(crate) processor: Arc<dyn Processor>,
    pub(crate) clock: Arc<PracticeClock>,
    transport: Arc<dyn Transport>,
    place: usize,
}

/// Where a companion keeps its things, and which of the simulated companies is its own.
struct Installation<'a> {
    store: Arc<dyn Store>,
    vault: Arc<MemoryVault>,
    company: &'a str,
    place: usize,
}

impl Installation<'_> {
    async fn fresh() -> Self {
        let store: Arc<dyn Store> = Arc::new(SqliteStore::in_memory().await.unwrap());
        Self { store, vault: Arc::new(MemoryVault::new()), company: "main", place: 0 }
    }
}

impl World {
    /// A connected companion over an empty company that has not started syncing.
    pub async fn empty() -> Self {
        Self::connected(Options::quiet(CompanyKind::Empty)).await
    }

    /// An empty company, syncing since a minute ago.
    pub async fn started() -> Self {
        let world = Self::empty().await;
        world.start().await;
        world.advance(60);
        world
    }

    /// The practice company of a managed-service provider, syncing since a minute ago.
    pub async fn msp() -> Self {
        let world = Self::connected(Options::quiet(CompanyKind::Msp)).await;
        world.start().await;
        world.advance(60);
        world
    }

    /// A connected companion over these services.
    pub async fn connected(options: Options) -> Self {
        let practice = Practice::new(options).unwrap();
        Self::companion(practice, Installation::fresh().await).await
    }

    /// A companion over this store. One that knows the company already goes on with it; else it is connected.
    pub async fn over(practice: Practice, store: Arc<dyn Store>) -> Self {
        Self::companion(practice, Installation { store, ..Installation::fresh().await }).await
    }

    /// An empty company, syncing since a minute ago, whose store is this file.
    pub async fn in_file(path: &std::path::Path) -> Self {
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open(path).await.unwrap());
        let practice = Practice::new(Options::quiet(CompanyKind::Empty)).unwrap();
        let world = Self::over(practice, store).await;
        world.start().await;
        world.advance(60);
        world
    }

    /// Two companies, each with its own partner account, in one installation: one store, one keychain. Both are syncing
    /// since a minute ago.
    pub async fn pair() -> (Self, Self) {
        let mut options = Options::quiet(CompanyKind::Empty);
        options.founding.companies = 2;
        let practice = Practice::new(options).unwrap();
        let Installation { store, vault, .. } = Installation::fresh().await;
        let first = Installation { store: store.clone(), vault: vault.clone(), company: "first", place: 0 };
        let first = Self::companion(practice.clone(), first).await;
        let second = Installation { store, vault, company: "second", place: 1 };
        let second = Self::companion(practice, second).await;
        first.start().await;
        second.start().await;
        first.advance(60);
        (first, second)
    }

    /// Another companion for the same company: a second computer, or a re-install with an empty database.
    pub async fn another(&self) -> Self {
        let installation = Installation { place: self.place, ..Installation::fresh().await };
        Self::companion(self.practice.clone(), installation).await
    }

    async fn companion(practice: Practice, installation: Installation<'_>) -> Self {
        let Installation { store, vault, company, place } = installation;
        let company = CompanyId::from(company);
        let ready = practice.ready();
        let transport: Arc<dyn Transport> = Arc::new(InProcess::new(practice.door()));
        let injector = Arc::new(FaultInjector::new(transport.clone()));
        let way_out: Arc<dyn Transport> = injector.clone();
        let clock = Arc::new(PracticeClock(practice.clone()));
        let of_company = &ready["quickbooks"]["companies"][place];
        let refresh: SecretString = text(&of_company["refresh_token"]).into();
        vault.put(&company, SecretName::RefreshToken, &refresh).await.unwrap();
        let partner = partner_of(&ready, place);
        let secret: SecretString = text(&partner["client_secret"]).into();
        vault.put(&company, SecretName::AlternativeSecret, &secret).await.unwrap();

        let realm = RealmId::new(text(&of_company["realm_id"]));
        let app = App {
            client_id: text(&ready["quickbooks"]["client_id"]),
            client_secret: text(&ready["quickbooks"]["client_secret"]).into(),
        };
        let discovery = Url::parse(&text(&ready["quickbooks"]["discovery"])).unwrap();
        let tokens =
            Tokens::new(way_out.clone(), discovery, app, company.clone(), vault.clone(), clock.clone());
        let api = Url::parse(&text(&ready["quickbooks"]["api"])).unwrap();
        let books = QuickBooks::new(
            way_out.clone(),
            api,
            realm.clone(),
            tokens.clone(),
            Arc::new(Limits::unlimited()),
            None,
        );
        let key = Key::Kept { vault: vault.clone(), company: company.clone() };
        let account =
            Account::new(&text(&ready["alternative"]["api"]), text(&partner["client_id"]), key).unwrap();
        let processor = Alternative::new(account, way_out, clock.clone(), Arc::new(Limiter::unlimited()));

        let books: Arc<dyn Books> = Arc::new(books);
        let processor: Arc<dyn Processor> = Arc::new(processor);
        if store.settings(&company).await.unwrap().is_none() {
            let settings = connect(&*store, &*books, &*processor, &company, &ready, place).await;
            store.write(&company, vec![Change::Settings(Box::new(settings))].into()).await.unwrap();
        }
        let engine =
            Engine::new(company.clone(), store.clone(), books.clone(), processor.clone(), clock.clone());
        let engine = Arc::new(engine);
        Self {
            practice,
            ready,
            engine,
            store,
            vault,
            company,
            tokens,
            injector,
            books,
            processor,
            clock,
            transport,
            place,
        }
    }

    /// The process starts anew over this store, which may be the old one or one that will die.
    pub fn restart_over(&mut self, store: Arc<dyn Store>) {
        let (books, processor) = (self.books.clone(), self.processor.clone());
        let engine = Engine::new(self.company.clone(), store, books, processor, self.clock.clone());
        self.engine = Arc::new(engine);
    }

    /// Now, as everybody here has it.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Time passes for both services and the companion.
    pub fn advance(&self, seconds: i64) {
        self.practice.with_world(|world| world.clock.advance(SignedDuration::from_secs(seconds)));
    }

    /// *Start syncing*.
    pub async fn start(&self) {
        self.engine.start(self.now()).await.unwrap();
    }

    /// One step of the engine.
    pub async fn tick(&self) -> Tick {
        self.engine.tick(self.now()).await.unwrap()
    }

    /// Looks at both sides and works until nothing is left; a second later by the clock.
    pub async fn sync(&self) {
        self.advance(1);
        self.engine.ask_to_look();
        for _ in 0..STEPS_MAX {
            if !self.tick().await.busy {
                return;
            }
        }
        panic!("the companion never comes to rest");
    }

    /// Syncs, with time passing over pauses and waits, until nothing is due within `minutes`.
    pub async fn sync_for(&self, minutes: i64) {
        let end = self.now().checked_add(SignedDuration::from_mins(minutes)).unwrap();
        self.sync().await;
        while self.now() < end {
            let tick = self.tick().await;
            if !tick.busy {
                let wait = tick.next_wake.duration_since(self.now()).as_secs().max(1);
                self.advance(wait);
            }
        }
        self.sync().await;
    }

    /// The company's settings.
    pub async fn settings(&self) -> Settings {
        self.store.settings(&self.company).await.unwrap().unwrap()
    }

    /// Changes preferences as a person: whose process dies meanwhile does it again.
    pub async fn set(&self, change: impl FnOnce(&mut Settings)) {
        let mut settings = self.settings().await;
        change(&mut settings);
        let entry = EntryDraft::new(self.now(), EntryKind::UserAction, Happened::PreferencesChanged);
        let actions = UserActions { store: &*self.store, company: &self.company };
        actions.set(settings, entry).await.unwrap();
    }

    /// Turns Create Deposits on for the account of this name.
    pub async fn create_deposits(&self, account: &str) {
        let id = self.account(account);
        let now = self.now();
        self.set(|settings| {
            settings.preferences.create_deposits = true;
            settings.preferences.deposit_account = Some(id.as_str().into());
            settings.preferences.deposits_since = Some(now);
        })
        .await;
    }

    /// Open holds.
    pub async fn holds(&self) -> Vec<Hold> {
        self.store.holds(&self.company, &HoldQuery::Open).await.unwrap()
    }

    /// The one open hold, which must be of this rule.
    pub async fn hold(&self, rule: &str) -> Hold {
        let holds = self.holds().await;
        assert_eq!(holds.len(), 1, "one hold expected: {holds:#?}");
        assert_eq!(holds[0].draft.rule().to_string(), rule, "{:#?}", holds[0]);
        holds[0].clone()
    }

    /// A person decides.
    pub async fn decide(&self, hold: &Hold, choice: &str, arguments: &[(&str, &str)]) {
        let arguments: BTreeMap<_, _> =
            arguments.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        self.engine.decide(self.now(), &hold.id, choice, &arguments).await.unwrap();
    }

    /// A call of the control API; the answer must be good.
    pub async fn control(&self, method: &str, path: &str, body: Value) -> Value {
        let (status, answer) = self.try_control(method, path, body).await;
        assert!((200..300).contains(&status), "{method} {path}: {status} {answer}");
        answer
    }

    /// A call of the control API.
    pub async fn try_control(&self, method: &str, path: &str, body: Value) -> (u16, Value) {
        let url = Url::parse(&format!("{}{path}", text(&self.ready["control"]))).unwrap();
        let mut request = HttpRequest::new(Method::from_bytes(method.as_bytes()).unwrap(), url)
            .bearer(&text(&self.ready["control_token"]).into())
            .unwrap();
        if !body.is_null() {
            request = request.json(body.to_string());
        }
        let answer = self.transport.send(request).await.unwrap();
        let value = serde_json::from_slice(&answer.body).unwrap_or(Value::Null);
        (answer.status.as_u16(), value)
    }

    /// A read of the partner's own API with a token of its own, as another client of the same key.
    pub async fn partner(&self, method: &str, path: &str) -> Result<Value, u16> {
        self.partner_with(method, path, Value::Null).await
    }

    /// A call of the partner's own API, as another client of the same key.
    pub async fn partner_with(&self, method: &str, path: &str, body: Value) -> Result<Value, u16> {
        let api = text(&self.ready["alternative"]["api"]);
        let partner = partner_of(&self.ready, self.place);
        let url = Url::parse(&format!("{api}/oauth/token")).unwrap();
        let secret = text(&partner["client_secret"]).into();
        let request = HttpRequest::new(Method::POST, url)
            .basic(&text(&partner["client_id"]), &secret)
            .unwrap()
            .form(&[("grant_type", "client_credentials")]);
        let answer = self.transport.send(request).await.unwrap();
        let token: Value = serde_json::from_slice(&answer.body).unwrap();
        let url = Url::parse(&format!("{api}{path}")).unwrap();
        let mut request = HttpRequest::new(Method::from_bytes(method.as_bytes()).unwrap(), url)
            .bearer(&text(&token["access_token"]).into())
            .unwrap();
        if !body.is_null() {
            request = request.json(body.to_string());
        }
        let answer = self.transport.send(request).await.unwrap();
        if answer.status.is_success() {
            Ok(serde_json::from_slice(&answer.body).unwrap())
        } else {
            Err(answer.status.as_u16())
        }
    }

    /// An accounting call as the bookkeeper: `("POST", "/invoice?operation=delete", {…})`.
    pub async fn as_user(&self, method: &str, path: &str, body: Value) -> Value {
        let realm = self.realm();
        let call = json!({ "method": method, "path": path, "body": body });
        self.control("POST", &format!("/quickbooks/{realm}/as-user"), call).await
    }

    /// Id of the company in QuickBooks.
    pub fn realm(&self) -> String {
        text(&self.ready["quickbooks"]["companies"][self.place]["realm_id"])
    }

    /// Names the partner account in calls of the control API.
    pub fn partner_id(&self) -> Value {
        partner_of(&self.ready, self.place)["client_id"].clone()
    }

    /// Somebody signs in to QuickBooks again: the companion gets new tokens and tries again.
    pub async fn sign_in_again(&self) {
        let ready = self.practice.ready();
        let of_company = &ready["quickbooks"]["companies"][self.place];
        let tokens = NewTokens {
            access: text(&of_company["access_token"]).into(),
            refresh: text(&of_company["refresh_token"]).into(),
            lifetime_seconds: 3_600,
        };
        self.tokens.set(tokens).await.unwrap();
        self.engine.reopen().await.unwrap();
    }

    /// What a good client never does and this one did.
    pub async fn violations(&self) -> Vec<Value> {
        self.control("GET", "/violations", Value::Null).await.as_array().unwrap().clone()
    }

    /// Everything of both sides.
    pub async fn state(&self) -> Value {
        self.control("GET", "/state", Value::Null).await
    }

    /// Requests since a number; the highest number is the mark for the next call.
    pub async fn requests(&self, since: u64) -> Vec<Value> {
        self.control("GET", &format!("/requests?since={since}"), Value::Null)
            .await
            .as_array()
            .unwrap()
            .clone()
    }

    /// The number of the latest request.
    pub async fn request_mark(&self) -> u64 {
        self.requests(0).await.last().map_or(0, |entry| entry["seq"].as_u64().unwrap())
    }

    /// What the companion asked of both services since then: `("quickbooks GET cdc", entry)`.
    pub async fn asked(&self, since: u64) -> Vec<(String, Value)> {
        let entries = self.requests(since).await.into_iter();
        entries
            .filter(|entry| entry["service"] != "control" && entry["service"] != "intuit")
            .map(|entry| {
                let path = text(&entry["path"]);
                let short = path.split(&format!("/v3/company/{}/", self.realm())).last().unwrap_or(&path);
                let short =
                    short.trim_start_matches("/alternative/").trim_start_matches("integrations/quickbooks/");
                (format!("{} {} {short}", text(&entry["service"]), text(&entry["method"])), entry.clone())
            })
            .collect()
    }

    /// What was changed on either side since then, in the words of the services' log.
    pub async fn effects(&self, since: u64) -> Vec<String> {
        let entries = self.requests(since).await.into_iter().filter(|entry| entry["service"] != "control");
        entries.filter_map(|entry| entry["effect"].as_str().map(str::to_owned)).collect()
    }

    /// Takes all faults away.
    pub async fn heal(&self) {
        self.control("DELETE", "/faults/all", Value::Null).await;
    }

    /// A dashboard user at Alternative acts on a record (`"customer"`, `"invoice"`, `"integration"`).
    pub async fn dashboard(&self, kind: &str, body: Value) -> Value {
        let mut body = body;
        body["partner"] = self.partner_id();
        self.control("POST", &format!("/alternative/records/{kind}"), body).await
    }

    /// Puts a fault into the services.
    pub async fn fault(&self, rule: Value) {
        self.control("POST", "/faults", rule).await;
    }

    /// The books are closed up to this day.
    pub async fn close_books(&self, date: &str) {
        let realm = self.realm();
        self.control("POST", &format!("/quickbooks/{realm}/close-books"), json!({ "date": date })).await;
    }
}

/// The partner account that goes with a company.
pub(crate) fn partner_of(ready: &Value, place: usize) -> &Value {
    let name = &ready["quickbooks"]["companies"][place]["name"];
    let partners = ready["alternative"]["partners"].as_array().unwrap();
    partners.iter().find(|partner| partner["name"] == *name).expect("a partner account of this name")
}

/// Text of a JSON string.
pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("a text, not {value}")).to_owned()
}

/// Minor units of a JSON amount in major units.
pub fn minor(value: &Value) -> i64 {
    let number = value.as_number().unwrap_or_else(|| panic!("a number, not {value}")).to_string();
    let (whole, fraction) = number.split_once('.').unwrap_or((&number, ""));
    let cents = format!("{fraction:0<2}");
    let sign = if whole.starts_with('-') { -1 } else { 1 };
    whole.parse::<i64>().unwrap() * 100 + sign * cents[..2].parse::<i64>().unwrap()
}
