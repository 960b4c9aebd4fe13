//! Signing in to QuickBooks: carries out what the state machine of [`engine::connect`] asks for (rules N2 to N4, N8).

use std::sync::Arc;
use std::time::Duration;

use contract::problem::Step;
use contract::setup::QuickbooksConnected;
use contract::{Code, Problem};
use data_encoding::BASE64URL_NOPAD;
use engine::connect::{Attempt, ConnectEvent, ConnectState, Page, SIGN_IN_TIME, SignedIn, Todo, step};
use engine::documents::Edit;
use engine::fault::{Fault, FaultKind, Side};
use engine::happened::Happened;
use engine::journal::{EntryDraft, EntryKind};
use engine::ports::{Books, Change, Clock, Installation, Processor, SecretName, Store, VaultFault};
use engine::said::Said;
use engine::settings::{AlternativeAccess, QuickbooksAccess, Settings};
use ledger::alternative::Integration;
use ledger::{CompanyId, RealmId, books};
use quickbooks::{
    App, Discovery, Limits, QuickBooks, SCOPES, Tokens, authorize_url, discover, exchange_code, userinfo,
};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use transport::Url;
use vault::MemoryVault;

use crate::callback::{Callback, LateCallbackPage, Loopback, REDIRECT};
use crate::company_runtime::{address, processor};
use crate::host::Host;
use crate::use_cases::qbo_app_keys::{Keys, check_place, keys};
use crate::words;

/// A sign-in.
pub struct SignIn {
    /// Which company of this installation.
    pub company: CompanyId,
    /// The keys; without them those of the sign-in before.
    pub keys: Option<Keys>,
    /// The registered address that the browser comes back to, [`REDIRECT`] by default; port 0 picks a free one.
    pub redirect: Option<String>,
}

/// How a sign-in gets on, as far as the companion can see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignInNews {
    /// The page may be opened; its address works once.
    Page(Url),
    /// The browser brought the answer, or an earlier one goes on.
    Answered,
}

/// Walks a person through the sign-in. `told` is given the address of the page once it may be opened; `cancel` ends the
/// wait. What was left at the last step goes on there without another sign-in.
pub async fn connect_quickbooks(
    host: &Host,
    sign_in: SignIn,
    told: impl FnMut(SignInNews) + Send,
    cancel: impl Future<Output = ()> + Send,
) -> Result<QuickbooksConnected, Problem> {
    let settings = host.settings(&sign_in.company).await?;
    let Some(alternative) = settings.alternative.clone() else {
        return Err(Problem::new(
            Code::NotConnected,
            "Alternative is not connected yet, and it comes first.",
        )
        .hint("Connect Alternative first.")
        .step(Step::ConnectAlternative));
    };
    if !alternative.integration {
        return Err(words::documented_only());
    }
    let keys = keys(host, &settings, sign_in.keys).await?;
    check_place(host, &settings, &keys).await?;
    let walk = Walk {
        host,
        bound: settings.quickbooks.as_ref().map(|access| access.company.clone()),
        company: sign_in.company,
        settings,
        alternative,
        keys,
        temporary: None,
        integration: None,
        stands: ConnectState::Idle,
    };
    let redirect = sign_in.redirect.unwrap_or_else(|| REDIRECT.to_owned());
    walk.run(&redirect, told, cancel).await
}

/// A sign-in under way.
struct Walk<'a> {
    host: &'a Host,
    company: CompanyId,
    settings: Settings,
    alternative: AlternativeAccess,
    /// The company that this Alternative account is connected to already (rule N3).
    bound: Option<books::Company>,
    keys: Keys,
    /// The tokens of the answer, in memory until it is known whose they are.
    temporary: Option<Temporary>,
    integration: Option<Integration>,
    /// Where this sign-in stands, as it was kept.
    stands: ConnectState,
}

struct Temporary {
    vault: Arc<MemoryVault>,
    tokens: Tokens,
    discovery: Discovery,
}

impl Walk<'_> {
    async fn run(
        mut self,
        redirect: &str,
        mut told: impl FnMut(SignInNews) + Send,
        cancel: impl Future<Output = ()> + Send,
    ) -> Result<QuickbooksConnected, Problem> {
        let stored = self.host.sign_in(&self.company).await?;
        self.stands.clone_from(&stored);
        let resumed = step(stored, ConnectEvent::Resume, self.bound.as_ref());
        let (state, todo) = match resumed.todo {
            Todo::Bind if self.token_is_kept().await => (resumed.state, Todo::Bind),
            _ => self.sign_in(redirect, &mut told, cancel).await?,
        };
        if matches!(todo, Todo::Bind) {
            told(SignInNews::Answered);
        }
        let ended = self.carry_out(state, todo).await;
        let (host, company) = (self.host, self.company.clone());
        host.drop_company_runtime(&company).await;
        ended
    }

    async fn token_is_kept(&self) -> bool {
        let vault = self.host.vault(self.settings.practice);
        matches!(vault.get(&self.company, SecretName::RefreshToken).await, Ok(Some(_)))
    }

    /// The part that happens in the browser: from the address of the page to the answer's code.
    async fn sign_in(
        &mut self,
        redirect: &str,
        told: &mut (impl FnMut(SignInNews) + Send),
        cancel: impl Future<Output = ()> + Send,
    ) -> Result<(ConnectState, Todo), Problem> {
        let discovery_url = address(&self.keys.discovery)?;
        let discovery = discover(&self.host.transport, &discovery_url).await;
        let discovery = discovery.map_err(|fault| words::from_fault(&fault))?;
        if let Some(before) = self.host.late_callback_page.lock().await.take() {
            before.close().await;
        }
        let mut loopback = Loopback::open(redirect).await?;
        let state = self.fresh_state();
        let redirect = loopback.redirect.clone();
        let page = authorize_url(&discovery, &self.keys.client_id, &redirect, &SCOPES, state.expose_secret());
        let attempt = Attempt::new(&state, redirect.as_str(), self.host.now());
        let begun = step(ConnectState::Idle, ConnectEvent::Begin(attempt), None);
        self.save(&begun.state).await?;
        told(SignInNews::Page(page));
        let opened = step(begun.state, ConnectEvent::PageOpened, None);
        self.save(&opened.state).await?;
        let answered = wait(&mut loopback, opened.state, cancel).await;
        loopback.close().await;
        let late = if matches!(answered.1, Todo::Exchange { .. }) { Page::Again } else { Page::Over };
        *self.host.late_callback_page.lock().await = LateCallbackPage::open(&redirect, late).await;
        self.save(&answered.0).await?;
        if let Todo::Exchange { code } = answered.1 {
            told(SignInNews::Answered);
            let exchanged = self.exchange(&discovery, discovery_url, &redirect, &code).await;
            let event = exchanged.map_or_else(ConnectEvent::Fault, |()| ConnectEvent::Exchanged);
            let next = step(answered.0, event, self.bound.as_ref());
            return Ok((next.state, next.todo));
        }
        Ok(answered)
    }

    /// The `state` parameter: 32 random bytes.
    fn fresh_state(&self) -> SecretString {
        let mut bytes = [0; 32];
        self.host.entropy.fill(&mut bytes);
        SecretString::from(BASE64URL_NOPAD.encode(&bytes))
    }

    /// The part after the answer, step by step, each stored before it is done.
    async fn carry_out(
        &mut self,
        mut state: ConnectState,
        mut todo: Todo,
    ) -> Result<QuickbooksConnected, Problem> {
        loop {
            self.save(&state).await?;
            let event = match &todo {
                Todo::ReadCompany { realm } => self.read_company(realm).await.map(ConnectEvent::CompanyRead),
                Todo::ReadPerson => self.read_person().await.map(ConnectEvent::PersonRead),
                Todo::Keep => self.keep().await.map(|()| ConnectEvent::Kept),
                Todo::Bind => self.bind(&state).await.map(|()| ConnectEvent::Bound),
                Todo::Stop | Todo::Wait | Todo::OpenPage | Todo::Exchange { .. } => {
                    return self.end(state).await;
                }
            };
            let next = step(state, event.unwrap_or_else(ConnectEvent::Fault), self.bound.as_ref());
            (state, todo) = (next.state, next.todo);
        }
    }

    async fn end(&mut self, state: ConnectState) -> Result<QuickbooksConnected, Problem> {
        match state {
            ConnectState::Connected { company, person } => self.settle(company, person).await,
            ConnectState::Binding { fault: Some(fault), .. } => Err(words::from_fault(&fault)),
            ConnectState::Ended(ending) => {
                self.forget_unused().await;
                Err(words::ending_in(&ending, self.settings.practice))
            }
            _ => Err(words::ending(&engine::connect::Ending::Cancelled)),
        }
    }

    /// A first sign-in that came to nothing leaves no secret behind.
    async fn forget_unused(&self) {
        if self.temporary.is_none() || self.settings.quickbooks.is_some() {
            return;
        }
        let vault = self.host.vault(self.settings.practice);
        for name in [SecretName::RefreshToken, SecretName::QuickbooksClientSecret] {
            // A keychain that does not open now did not take them either.
            let _gone = vault.remove(&self.company, name).await;
        }
    }

    async fn exchange(
        &mut self,
        discovery: &Discovery,
        discovery_url: Url,
        redirect: &Url,
        code: &SecretString,
    ) -> Result<(), Fault> {
        let app =
            App { client_id: self.keys.client_id.clone(), client_secret: self.keys.client_secret.clone() };
        let new = exchange_code(&self.host.transport, discovery, &app, redirect, code).await?;
        let vault = Arc::new(MemoryVault::new());
        let tokens = Tokens::new(
            Arc::clone(&self.host.transport),
            discovery_url,
            app,
            self.company.clone(),
            Arc::clone(&vault) as Arc<dyn engine::ports::Vault>,
            Arc::clone(&self.host.clock) as Arc<dyn Clock>,
        );
        tokens.set(new).await.map_err(|fault| vault_fault(&fault))?;
        self.temporary = Some(Temporary { vault, tokens, discovery: discovery.clone() });
        Ok(())
    }

    fn temporary(&self) -> Result<&Temporary, Fault> {
        let missing = || Fault::new(Side::Quickbooks, FaultKind::SignInMissing);
        self.temporary.as_ref().ok_or_else(missing)
    }

    async fn read_company(&self, realm: &RealmId) -> Result<books::Company, Fault> {
        let api = Url::parse(self.keys.api.trim())
            .map_err(|error| Fault::new(Side::Quickbooks, FaultKind::Refused).saying(error.to_string()))?;
        let client = QuickBooks::new(
            Arc::clone(&self.host.transport),
            api,
            realm.clone(),
            self.temporary()?.tokens.clone(),
            Arc::new(Limits::unlimited()),
            None,
        );
        client.company().await
    }

    async fn read_person(&self) -> Result<SignedIn, Fault> {
        let temporary = self.temporary()?;
        let access = temporary.tokens.access().await?;
        let person = userinfo(&self.host.transport, &temporary.discovery, &access).await?;
        Ok(SignedIn { email: person.email, phone_verified: person.phone_verified })
    }

    /// N4: in the keychain before anything depends on it.
    async fn keep(&self) -> Result<(), Fault> {
        let from_vault = |fault: VaultFault| vault_fault(&fault);
        let temporary = &self.temporary()?.vault;
        let newest = engine::ports::Vault::get(temporary.as_ref(), &self.company, SecretName::RefreshToken);
        let newest = newest.await.map_err(from_vault)?;
        let newest = newest.ok_or_else(|| Fault::new(Side::Quickbooks, FaultKind::SignInMissing))?;
        let vault = self.host.vault(self.settings.practice);
        vault.put(&self.company, SecretName::RefreshToken, &newest).await.map_err(from_vault)?;
        let secret = &self.keys.client_secret;
        vault.put(&self.company, SecretName::QuickbooksClientSecret, secret).await.map_err(from_vault)
    }

    async fn bind(&mut self, state: &ConnectState) -> Result<(), Fault> {
        let ConnectState::Binding { company, .. } = state else {
            return Err(Fault::new(Side::Alternative, FaultKind::NotConnected));
        };
        let client = processor(self.host, &self.company, self.settings.practice, &self.alternative);
        let client = client
            .map_err(|problem| Fault::new(Side::Alternative, FaultKind::Refused).saying(problem.message))?;
        let name = gethostname::gethostname().to_string_lossy().into_owned();
        let installation = Installation { id: self.host.installation.clone(), name };
        self.integration = Some(client.connect(&company.realm, &company.name, &installation).await?);
        Ok(())
    }

    /// Remembers the connection; from here on both sides may be read.
    async fn settle(
        &mut self,
        company: books::Company,
        person: SignedIn,
    ) -> Result<QuickbooksConnected, Problem> {
        let from_store = |fault| words::from_store(&fault);
        let known = self.host.store.settings(&self.company).await.map_err(from_store)?;
        let mut settings = known.unwrap_or_else(|| self.settings.clone());
        let again = settings.quickbooks.is_some();
        settings.quickbooks = Some(QuickbooksAccess {
            api: self.keys.api.trim().to_owned(),
            discovery: self.keys.discovery.trim().to_owned(),
            client_id: self.keys.client_id.clone(),
            company: company.clone(),
            email: person.email.clone(),
            phone_verified: person.phone_verified,
        });
        settings.bound = true;
        settings.quickbooks_closed = None;
        settings.alternative_closed = None;
        if let (Some(access), Some(told)) = (&mut settings.alternative, self.integration.take()) {
            access.payout_bank = told.payout_bank;
            access.time_zone = told.time_zone;
            access.home_currency = told.home_currency;
        }
        let happened = Happened::SignedIn { company: Said::new(company.name.as_str()), again };
        let entry = EntryDraft::new(self.host.now(), EntryKind::Connection, happened)
            .with(json!({ "realm": company.realm, "phone_verified": person.phone_verified }));
        self.host.user_actions(&self.company).set(settings, entry).await.map_err(from_store)?;
        let mut notes = Vec::new();
        if person.phone_verified == Some(false) {
            notes.push("The phone number is not verified; syncing is not affected.".to_owned());
        }
        Ok(QuickbooksConnected {
            company: self.company.to_string(),
            realm_id: company.realm.to_string(),
            name: company.name,
            currency: company.home_currency,
            closed_until: company.closed_until,
            email: person.email,
            phone_verified: person.phone_verified,
            again,
            notes,
        })
    }

    async fn save(&mut self, state: &ConnectState) -> Result<(), Problem> {
        tracing::info!(company = %self.company, step = name(state), "sign_in_step");
        let from = std::mem::replace(&mut self.stands, state.clone());
        let change = Change::edit(Edit::SignIn { from: Box::new(from), to: Box::new(state.clone()) });
        self.host
            .store
            .write(&self.company, vec![change].into())
            .await
            .map_err(|fault| words::from_store(&fault))
    }
}

/// A word for the step, for the log: the state itself holds who signs in.
fn name(state: &ConnectState) -> &'static str {
    match state {
        ConnectState::Idle => "idle",
        ConnectState::Opening(_) => "opening",
        ConnectState::Waiting(_) => "waiting",
        ConnectState::Exchanging { .. } => "exchanging",
        ConnectState::ReadingCompany { .. } => "reading_company",
        ConnectState::ReadingPerson { .. } => "reading_person",
        ConnectState::Keeping { .. } => "keeping",
        ConnectState::Binding { .. } => "binding",
        ConnectState::Connected { .. } => "connected",
        ConnectState::Ended(_) => "ended",
    }
}

/// Waits for the right answer; wrong ones are shown the door.
async fn wait(
    loopback: &mut Loopback,
    mut state: ConnectState,
    cancel: impl Future<Output = ()> + Send,
) -> (ConnectState, Todo) {
    let patience = Duration::try_from(SIGN_IN_TIME).unwrap_or(Duration::from_mins(10));
    let expired = tokio::time::timeout(patience, std::future::pending::<()>());
    tokio::pin!(expired, cancel);
    loop {
        let mut reply = None;
        let event = tokio::select! {
            biased;
            () = &mut cancel => ConnectEvent::Cancel,
            Some(Callback { answer, reply: told }) = loopback.next() => {
                reply = Some(told);
                ConnectEvent::Answer(answer)
            }
            _ = &mut expired => ConnectEvent::Expired,
        };
        let next = step(state, event, None);
        if let (Some(reply), Some(page)) = (reply, next.page) {
            // The browser may have gone away; the answer counts all the same.
            let _gone = reply.send(page);
        }
        if !matches!(next.todo, Todo::Wait) {
            return (next.state, next.todo);
        }
        state = next.state;
    }
}

fn vault_fault(fault: &VaultFault) -> Fault {
    Fault::new(Side::Quickbooks, FaultKind::Vault).saying(fault.to_string())
}
