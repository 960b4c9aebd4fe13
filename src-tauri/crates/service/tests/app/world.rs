//! A computer with a companion on it, beside practice services that outlast its restarts.

use std::sync::Arc;
use std::time::Duration;

use contract::Problem;
use contract::command::Command;
use contract::setup::{AlternativeConnected, CompanyRequest};
use contract::tag::Event;
use contract::walk::{AlternativeKeyRequest, PreviewState, SignIn, SignInRequest, StartRequest, Walk};
use contract::{Code, command};
use jiff::tz::TimeZone;
use practice::{CompanyKind, Options, Practice};
use serde_json::{Value, json};
use service::app::{App, AppParts, Looking, PRACTICE_COMPANY, PracticeSource};
use service::{Host, HostParts, KeptUntilQuit, OsEntropy, Pace, SystemClock, VaultFactory};
use tempfile::TempDir;
use tokio::sync::broadcast::Receiver;
use transport::{HttpRequest, InProcess, Method, Transport, Url};

use crate::browser::Browser;

/// What takes longer than this never comes.
pub const PATIENCE: Duration = Duration::from_secs(30);

pub struct World {
    folder: TempDir,
    pub ready: Value,
    pub transport: Arc<dyn Transport>,
    vaults: Arc<dyn VaultFactory>,
    pub app: App,
    /// A window is in front.
    looking: Option<Looking>,
}

impl World {
    /// A computer on which nothing was ever done.
    pub async fn new() -> Self {
        Self::over(Options::quiet(CompanyKind::Msp)).await
    }

    pub async fn over(options: Options) -> Self {
        Self::made(options, |transport| transport).await
    }

    /// Everything that goes to the services goes through this.
    pub async fn heard_by(through: impl FnOnce(Arc<dyn Transport>) -> Arc<dyn Transport>) -> Self {
        Self::made(Options::quiet(CompanyKind::Msp), through).await
    }

    async fn made(options: Options, through: impl FnOnce(Arc<dyn Transport>) -> Arc<dyn Transport>) -> Self {
        let practice = Practice::new(options).unwrap();
        let ready = practice.ready();
        let transport = through(Arc::new(InProcess::new(practice.door())));
        let folder = tempfile::tempdir().unwrap();
        let vaults: Arc<dyn VaultFactory> = Arc::new(KeptUntilQuit::default());
        let app = App::start(parts(&folder, &ready, &transport, &vaults)).await.unwrap();
        let looking = Some(app.look());
        Self { folder, ready, transport, vaults, app, looking }
    }

    /// Another computer beside the same services.
    pub async fn another(&self) -> Self {
        let (ready, transport) = (self.ready.clone(), Arc::clone(&self.transport));
        let folder = tempfile::tempdir().unwrap();
        let vaults: Arc<dyn VaultFactory> = Arc::new(KeptUntilQuit::default());
        let app = App::start(parts(&folder, &ready, &transport, &vaults)).await.unwrap();
        let looking = Some(app.look());
        Self { folder, ready, transport, vaults, app, looking }
    }

    /// A practice company that syncs.
    pub async fn started() -> Self {
        let world = Self::new().await;
        world.connect().await;
        world.start().await;
        world.until_done().await;
        world
    }

    /// The companion is quit and started again.
    pub async fn restart(&mut self) {
        self.app.quit().await;
        let parts = parts(&self.folder, &self.ready, &self.transport, &self.vaults);
        self.app = App::start(parts).await.unwrap();
        self.looking = Some(self.app.look());
    }

    /// The practice services are at another port from the next start on.
    pub fn move_services(&mut self, base: &str) {
        let before = text(&self.ready["base"]);
        self.ready = self.ready.to_string().replace(&before, base).parse().unwrap();
    }

    /// The same with practice services that never get ready; nobody waits for them.
    #[cfg(unix)]
    pub async fn restart_with_silent_services(&mut self) {
        use std::os::unix::fs::PermissionsExt as _;
        self.app.quit().await;
        let program = self.folder.path().join("silent");
        std::fs::write(&program, "#!/bin/sh\nexec sleep 600\n").unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700)).unwrap();
        let parts = parts(&self.folder, &self.ready, &self.transport, &self.vaults);
        let parts = AppParts { practice: PracticeSource::Program(program), ..parts };
        self.app = tokio::time::timeout(PATIENCE, App::start(parts)).await.expect("it waited").unwrap();
    }

    /// The window goes into the tray, or comes back.
    pub fn in_front(&mut self, in_front: bool) {
        self.looking = in_front.then(|| self.app.look());
    }

    /// What was kept until a quit is gone with the next one.
    pub fn forget_secrets(&mut self) {
        self.vaults = Arc::new(KeptUntilQuit::default());
    }

    /// The keychain is another one from the next start on.
    pub fn take_keychain(&mut self, vaults: Arc<dyn VaultFactory>) {
        self.vaults = vaults;
    }

    /// The database of the practice company is overwritten.
    pub fn damage_practice(&self) {
        let database = service::paths::database(&self.folder.path().join("practice"));
        for ending in ["-wal", "-shm"] {
            let mut beside = database.clone().into_os_string();
            beside.push(ending);
            let _absent = std::fs::remove_file(beside);
        }
        // A connection that is still being closed writes into the file it knows, not into the new one.
        std::fs::remove_file(&database).unwrap();
        std::fs::write(database, vec![b'x'; 8_192]).unwrap();
    }

    /// What another program on the same directory is made of.
    pub fn practice_parts(&self) -> HostParts {
        let parts = parts(&self.folder, &self.ready, &self.transport, &self.vaults);
        HostParts { data: parts.practice_data, ..parts.host }
    }

    /// Another program on the same directory.
    pub async fn practice_host(&self) -> Host {
        Host::open(self.practice_parts()).await.unwrap()
    }

    /// Asks by type.
    pub async fn ask<C: Command>(&self, request: C::Request) -> Result<C::Response, Problem> {
        let answer = self.app.rpc(C::NAME, serde_json::to_value(request).unwrap()).await?;
        Ok(serde_json::from_value(answer).unwrap())
    }

    pub async fn walk(&self) -> Walk {
        self.ask::<command::GetWalk>(company()).await.unwrap()
    }

    pub async fn begin_practice(&self) -> Walk {
        self.ask::<command::BeginPractice>(()).await.unwrap()
    }

    /// The practice key, as the walk fills it in.
    pub async fn give_key(&self) {
        self.key().await.unwrap();
    }

    /// The same, or why it was not kept.
    pub async fn key(&self) -> Result<AlternativeConnected, Problem> {
        let client_id = self.walk().await.practice_client_id.unwrap();
        let key = AlternativeKeyRequest {
            company: PRACTICE_COMPANY.to_owned(),
            api: None,
            client_id,
            client_secret: None,
        };
        self.ask::<command::ConnectAlternative>(key).await
    }

    /// The address of the page that a new sign-in opens.
    pub async fn begin_sign_in(&self) -> String {
        let request = SignInRequest { company: PRACTICE_COMPANY.to_owned(), keys: None };
        self.ask::<command::BeginSignIn>(request).await.unwrap();
        self.until(|walk| match walk.sign_in {
            SignIn::PageOpened { address, .. } => Some(address),
            _ => None,
        })
        .await
    }

    pub fn browser(&self) -> Browser {
        Browser { transport: Arc::clone(&self.transport), base: text(&self.ready["base"]) }
    }

    /// From nothing to the question whether it is the right company.
    pub async fn connect(&self) {
        self.begin_practice().await;
        self.give_key().await;
        let page = self.begin_sign_in().await;
        let back = self.browser().allow(&page, None).await;
        self.browser().deliver(&back).await;
        self.until(|walk| (walk.sign_in == SignIn::Connected).then_some(())).await;
    }

    pub async fn preview(&self) {
        self.ask::<command::BeginPreview>(company()).await.unwrap();
        self.until(|walk| matches!(walk.preview, PreviewState::Ready(_)).then_some(())).await;
    }

    pub async fn start(&self) -> Walk {
        let request = StartRequest { company: PRACTICE_COMPANY.to_owned(), earlier: Vec::new() };
        self.ask::<command::StartSyncing>(request).await.unwrap()
    }

    /// Waits until the walk is so.
    pub async fn until<T>(&self, wanted: impl Fn(Walk) -> Option<T>) -> T {
        let mut last = None;
        for _ in 0..PATIENCE.as_millis() / 20 {
            let walk = self.walk().await;
            if let Some(found) = wanted(walk.clone()) {
                return found;
            }
            last = Some(walk);
            breathe().await;
        }
        panic!("the walk never came there: {last:#?}");
    }

    /// Waits until both sides agree and nothing is left.
    pub async fn until_done(&self) {
        let mut last = None;
        for _ in 0..PATIENCE.as_millis() / 20 {
            let status = self.ask::<command::GetStatus>(company()).await.unwrap();
            if status.as_of.is_some() && status.waiting.count == 0 && status.tie_out.agrees {
                return;
            }
            last = Some(status);
            self.advance(1).await;
            breathe().await;
        }
        panic!("it never came to rest: {last:#?}");
    }

    /// Time passes for both services and the companion.
    pub async fn advance(&self, seconds: u32) {
        self.control("POST", "/clock", json!({ "advance": seconds })).await;
    }

    /// A call of the control API.
    pub async fn control(&self, method: &str, path: &str, body: Value) -> Value {
        let url = Url::parse(&format!("{}{path}", text(&self.ready["control"]))).unwrap();
        let mut request = HttpRequest::new(Method::from_bytes(method.as_bytes()).unwrap(), url)
            .bearer(&text(&self.ready["control_token"]).into())
            .unwrap();
        if !body.is_null() {
            request = request.json(body.to_string());
        }
        let answer = self.transport.send(request).await.unwrap();
        let words = String::from_utf8_lossy(&answer.body).into_owned();
        assert!(answer.status.is_success(), "{method} {path}: {} {words}", answer.status);
        serde_json::from_str(&words).unwrap_or(Value::Null)
    }

    /// An accounting call as the bookkeeper.
    pub async fn as_user(&self, method: &str, path: &str, body: Value) -> Value {
        let realm = text(&self.ready["quickbooks"]["companies"][0]["realm_id"]);
        let call = json!({ "method": method, "path": path, "body": body });
        self.control("POST", &format!("/quickbooks/{realm}/as-user"), call).await
    }

    /// The bookkeeper changes the memo of an open invoice; its id.
    pub async fn edit_an_invoice(&self) -> String {
        // The books are closed before July.
        let mut invoice = self.invoices("TxnDate > '2026-07-01'").await.remove(0);
        let id = text(&invoice["Id"]);
        invoice["CustomerMemo"] = json!({ "value": "Edited" });
        invoice["DueDate"] = json!("2031-01-31");
        self.as_user("POST", "/invoice", invoice).await;
        id
    }

    /// Invoices of the books for which that holds.
    pub async fn invoices(&self, condition: &str) -> Vec<Value> {
        let query = format!("select * from Invoice where {condition} orderby Id maxresults 50");
        let query = query.replace(' ', "%20").replace('>', "%3E");
        let found = self.as_user("GET", &format!("/query?query={query}"), Value::Null).await;
        found["QueryResponse"]["Invoice"].as_array().unwrap().clone()
    }

    /// A customer pays an invoice of QuickBooks in full; the id of the payment.
    pub async fn pay(&self, invoice: &Value) -> String {
        let allocations = json!([{ "qbo_invoice_id": invoice["Id"] }]);
        let body = json!({ "allocations": allocations, "method": "card", "outcome": "succeed" });
        text(&self.control("POST", "/alternative/pay", body).await["id"])
    }

    /// How many requests of the companion the services have seen.
    pub async fn requests(&self) -> usize {
        let all = self.control("GET", "/requests?since=0", Value::Null).await;
        let theirs = |entry: &&Value| entry["service"] != "control" && entry["service"] != "intuit";
        all.as_array().unwrap().iter().filter(theirs).count()
    }
}

fn parts(
    folder: &TempDir,
    ready: &Value,
    transport: &Arc<dyn Transport>,
    vaults: &Arc<dyn VaultFactory>,
) -> AppParts {
    AppParts {
        host: HostParts {
            data: folder.path().join("data"),
            transport: Arc::clone(transport),
            vaults: Arc::clone(vaults),
            clock: Arc::new(SystemClock),
            entropy: Arc::new(OsEntropy),
            pace: Pace::Unlimited,
            zone: TimeZone::UTC,
        },
        practice_data: folder.path().join("practice"),
        practice: PracticeSource::Running(Box::new(ready.clone())),
        has_desktop: false,
        open_page: None,
    }
}

/// Names the practice company.
pub fn company() -> CompanyRequest {
    CompanyRequest { company: PRACTICE_COMPANY.to_owned() }
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("a text, not {value}")).to_owned()
}

/// The next event that is so.
pub async fn next<T>(events: &mut Receiver<Event>, wanted: impl Fn(&Event) -> Option<T>) -> T {
    let found = async {
        loop {
            let event = events.recv().await.unwrap();
            if let Some(found) = wanted(&event) {
                return found;
            }
        }
    };
    tokio::time::timeout(PATIENCE, found).await.expect("the event came")
}

/// A refusal of that kind.
pub fn refused<T: std::fmt::Debug>(answer: Result<T, Problem>, code: Code) -> Problem {
    let problem = answer.unwrap_err();
    assert_eq!(problem.code, code, "{problem:?}");
    problem
}

#[expect(clippy::disallowed_methods, reason = "the companion works in the background meanwhile")]
pub async fn breathe() {
    tokio::time::sleep(Duration::from_millis(20)).await;
}
