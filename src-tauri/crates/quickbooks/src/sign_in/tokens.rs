//! One company's tokens: one refresh at a time, and the new refresh token in the keychain before the new access
//! token is used (rule N4).

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use engine::fault::{Fault, FaultKind, Side};
use engine::ports::{Clock, SecretName, Vault, VaultFault};
use jiff::{SignedDuration, Timestamp};
use ledger::CompanyId;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::OwnedMutexGuard;
use transport::{Transport, Url};

use super::{App, Discovery, NewTokens, discover, refresh, revoke};

/// An access token counts as expired this much before its time, in seconds: a call may take a while to arrive.
const SAFETY_SECONDS: i64 = 60;
/// A keychain that refused is asked again after this much time, in seconds; each attempt may open a dialogue.
const VAULT_AGAIN_SECONDS: i64 = 60;

/// Keeps the tokens of one company. Cheap to clone; all clones share the same tokens.
#[derive(Clone)]
pub struct Tokens(Arc<Inner>);

struct Inner {
    transport: Arc<dyn Transport>,
    discovery_url: Url,
    app: App,
    company: CompanyId,
    vault: Arc<dyn Vault>,
    clock: Arc<dyn Clock>,
    /// Held for the whole of a refresh, so that there is only one.
    state: Arc<tokio::sync::Mutex<State>>,
    trouble: Mutex<Option<VaultFault>>,
}

#[derive(Default)]
struct State {
    access: Option<Access>,
    /// A refresh token that the keychain has not taken yet.
    unsaved: Option<Unsaved>,
    /// Intuit refused a refresh token; asking again with the same would be taken for abuse.
    ended: Option<Ended>,
    discovery: Option<Discovery>,
    /// The process is about to end: a refresh that begins now could lose what Intuit answers.
    closed: bool,
}

struct Ended {
    fault: Fault,
    token: SecretString,
}

struct Access {
    token: SecretString,
    good_until: Timestamp,
}

struct Unsaved {
    token: SecretString,
    tried_at: Timestamp,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").field("company", &self.0.company).finish_non_exhaustive()
    }
}

impl Tokens {
    /// A keeper that starts with what the vault holds; nothing is asked of Intuit yet.
    pub fn new(
        transport: Arc<dyn Transport>,
        discovery_url: Url,
        app: App,
        company: CompanyId,
        vault: Arc<dyn Vault>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let state = Arc::default();
        Self(Arc::new(Inner {
            transport,
            discovery_url,
            app,
            company,
            vault,
            clock,
            state,
            trouble: Mutex::default(),
        }))
    }

    /// An access token that is good for now, refreshed if need be.
    pub async fn access(&self) -> Result<SecretString, Fault> {
        self.fresh(None).await
    }

    /// Another access token than the one that was just refused. Of several callers that were refused with the same
    /// token, one refreshes and the others take what it got.
    pub async fn renewed(&self, refused: &SecretString) -> Result<SecretString, Fault> {
        self.fresh(Some(refused)).await
    }

    /// Takes the tokens of a new sign-in. The error says that the keychain did not take the refresh token; the tokens
    /// are in force all the same until the program ends.
    pub async fn set(&self, tokens: NewTokens) -> Result<(), VaultFault> {
        let mut state = self.0.state.lock().await;
        let saved = self.0.save(&mut state, tokens.refresh.clone()).await;
        self.0.take_access(&mut state, tokens);
        saved
    }

    /// The time by which tokens end.
    pub(crate) fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// What the keychain last refused, until it takes the token.
    pub fn vault_trouble(&self) -> Option<VaultFault> {
        self.0.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until a refresh that is under way has kept its new token (rule N4).
    pub async fn settled(&self) {
        drop(self.0.state.lock().await);
    }

    /// The same before the process ends; from now on none begins, for its answer could be lost.
    pub async fn close(&self) {
        self.0.state.lock().await.closed = true;
    }

    /// Ends the sign-in at Intuit and forgets it here (rule N6, *Everywhere*). After a fault the tokens are kept, so
    /// that it can be tried again.
    pub async fn revoke(&self) -> Result<(), Fault> {
        let mut state = self.0.state.lock().await;
        let Some(token) = self.0.refresh_token(&state).await? else { return Ok(()) };
        let discovery = self.0.discovery(&mut state).await?;
        revoke(&self.0.transport, &discovery, &self.0.app, &token).await?;
        self.0.forget(&mut state).await.map_err(|fault| vault_fault(&fault))
    }

    /// Forgets the sign-in on this computer only (rule N6).
    pub async fn forget(&self) -> Result<(), VaultFault> {
        let mut state = self.0.state.lock().await;
        self.0.forget(&mut state).await
    }

    /// Where Intuit's endpoints are; fetched once.
    pub async fn discovery(&self) -> Result<Discovery, Fault> {
        let mut state = self.0.state.lock().await;
        self.0.discovery(&mut state).await
    }

    async fn fresh(&self, refused: Option<&SecretString>) -> Result<SecretString, Fault> {
        let mut state = Arc::clone(&self.0.state).lock_owned().await;
        self.0.save_again(&mut state).await;
        if let Some(token) = self.0.usable(&state, refused) {
            return Ok(token);
        }
        // On a task of its own: a caller that gives up must not lose the token that Intuit has just issued.
        let inner = Arc::clone(&self.0);
        tokio::spawn(async move { inner.refresh(state).await }).await.unwrap_or_else(|_| {
            Err(Fault::new(Side::Quickbooks, FaultKind::Unanswered)
                .saying("the refresh of the sign-in was cut short"))
        })
    }
}

impl Inner {
    fn usable(&self, state: &State, refused: Option<&SecretString>) -> Option<SecretString> {
        let access = state.access.as_ref()?;
        let was_refused =
            refused.is_some_and(|refused| refused.expose_secret() == access.token.expose_secret());
        (!was_refused && self.clock.now() < access.good_until).then(|| access.token.clone())
    }

    async fn refresh(&self, mut state: OwnedMutexGuard<State>) -> Result<SecretString, Fault> {
        if state.closed {
            return Err(Fault::new(Side::Quickbooks, FaultKind::Unanswered).saying("the companion is ending"));
        }
        let Some(old) = self.refresh_token(&state).await? else {
            return Err(Fault::new(Side::Quickbooks, FaultKind::SignInMissing)
                .saying("there is no QuickBooks sign-in on this computer"));
        };
        // Another process may have signed in again meanwhile: then the keychain holds another token.
        let same = |ended: &&Ended| ended.token.expose_secret() == old.expose_secret();
        if let Some(ended) = state.ended.as_ref().filter(same) {
            return Err(ended.fault.clone());
        }
        let discovery = self.discovery(&mut state).await?;
        state.access = None;
        let tokens = match refresh(&self.transport, &discovery, &self.app, &old).await {
            Ok(tokens) => tokens,
            Err(fault) => {
                if fault.kind == FaultKind::SignInEnded {
                    state.ended = Some(Ended { fault: fault.clone(), token: old });
                }
                return Err(fault);
            }
        };
        if tokens.refresh.expose_secret() != old.expose_secret() {
            // Its failure is kept for `vault_trouble`; the work goes on with the token in memory.
            let _told_elsewhere = self.save(&mut state, tokens.refresh.clone()).await;
        }
        Ok(self.take_access(&mut state, tokens))
    }

    fn take_access(&self, state: &mut State, tokens: NewTokens) -> SecretString {
        state.ended = None;
        let lifetime =
            i64::try_from(tokens.lifetime_seconds).unwrap_or(i64::MAX).saturating_sub(SAFETY_SECONDS);
        let now = self.clock.now();
        let good_until = now.saturating_add(SignedDuration::from_secs(lifetime.max(0))).unwrap_or(now);
        state.access = Some(Access { token: tokens.access.clone(), good_until });
        tokens.access
    }

    async fn discovery(&self, state: &mut State) -> Result<Discovery, Fault> {
        if let Some(known) = &state.discovery {
            return Ok(known.clone());
        }
        let found = discover(&self.transport, &self.discovery_url).await?;
        state.discovery = Some(found.clone());
        Ok(found)
    }

    /// The newest refresh token: one that the keychain has not taken yet, else the keychain's.
    async fn refresh_token(&self, state: &State) -> Result<Option<SecretString>, Fault> {
        if let Some(unsaved) = &state.unsaved {
            return Ok(Some(unsaved.token.clone()));
        }
        self.vault.get(&self.company, SecretName::RefreshToken).await.map_err(|fault| {
            self.note_trouble(Some(fault.clone()));
            vault_fault(&fault)
        })
    }

    async fn save(&self, state: &mut State, token: SecretString) -> Result<(), VaultFault> {
        let saved = self.vault.put(&self.company, SecretName::RefreshToken, &token).await;
        self.note_trouble(saved.clone().err());
        state.unsaved = saved.is_err().then(|| Unsaved { token, tried_at: self.clock.now() });
        saved
    }

    async fn save_again(&self, state: &mut State) {
        let now = self.clock.now();
        let due = state.unsaved.take_if(|unsaved| {
            now.duration_since(unsaved.tried_at) >= SignedDuration::from_secs(VAULT_AGAIN_SECONDS)
        });
        if let Some(unsaved) = due {
            let _told_elsewhere = self.save(state, unsaved.token).await;
        }
    }

    async fn forget(&self, state: &mut State) -> Result<(), VaultFault> {
        state.access = None;
        state.unsaved = None;
        state.ended = None;
        let removed = self.vault.remove(&self.company, SecretName::RefreshToken).await;
        self.note_trouble(removed.clone().err());
        removed
    }

    fn note_trouble(&self, trouble: Option<VaultFault>) {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
    }
}

fn vault_fault(fault: &VaultFault) -> Fault {
    Fault::new(Side::Quickbooks, FaultKind::Vault).saying(fault.to_string())
}
