//! The system's keychain as a [`Vault`].

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use engine::ports::{SecretName, Vault, VaultFault};
use keyring::{Entry, Error};
use ledger::CompanyId;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::{Mutex, oneshot};

use crate::platform;

/// Keychain service name of the real companion.
pub const SERVICE: &str = "io.alternativepayments.companion";
/// Keychain service name in practice mode, so that neither ever reads the other's secrets.
pub const PRACTICE_SERVICE: &str = "io.alternativepayments.companion.practice";

/// How long a call may take; a person may be typing the keychain's password meanwhile.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(20);
/// How long the check for `doctor` and the status may take.
const PROBE_TIMEOUT: Duration = Duration::from_secs(5);
/// How long to ask after a time-out whether the keychain is locked.
const LOOK_TIMEOUT: Duration = Duration::from_secs(2);
/// Calls that were given up on but still hang in the system; beyond this no more are started.
const STUCK_CALLS_MAX: usize = 4;

/// Secrets in the system's keychain: Keychain Services, Credential Manager or the Secret Service.
///
/// Entries have the given service name and the user `{installation}/{company}/{secret}`.
///
/// A locked keychain can block a call for minutes, and it cannot be interrupted. So each call runs on a thread of its
/// own with a time-out here. The threads are deliberately not tokio's: its runtime waits for them when the program
/// ends, and a forgotten password prompt would keep the companion from quitting.
#[derive(Debug)]
pub struct KeychainVault {
    service: String,
    installation: String,
    /// One call at a time, so that a locked keychain raises one prompt, not several.
    turn: Mutex<()>,
    under_way: Arc<AtomicUsize>,
}

impl KeychainVault {
    /// With a service name ([`SERVICE`] or [`PRACTICE_SERVICE`]) and the id of this installation.
    pub fn new(service: impl Into<String>, installation: impl Into<String>) -> Self {
        Self {
            service: service.into(),
            installation: installation.into(),
            turn: Mutex::new(()),
            under_way: Arc::new(AtomicUsize::new(0)),
        }
    }

    /// Whether secrets can be kept now, for `doctor` and the status: looks for a lock without raising a prompt, then
    /// writes, reads and removes an entry of its own. Takes at most about five seconds.
    pub async fn probe(&self) -> Result<(), VaultFault> {
        let _turn = self.turn.lock().await;
        let (service, user) = (self.service.clone(), format!("{}/probe", self.installation));
        self.run(PROBE_TIMEOUT, move || {
            platform::look()?;
            let entry = platform::entry(&service, &user)?;
            entry.set_password("probe").map_err(platform::explain)?;
            let read = entry.get_password().map_err(platform::explain)?;
            entry.delete_credential().map_err(platform::explain)?;
            if read == "probe" {
                Ok(())
            } else {
                Err(VaultFault::Missing("it gave back something else than was put in".to_owned()))
            }
        })
        .await?
    }

    /// What the keychain holds under this service name and for none of these companies of this installation: an earlier
    /// installation left it behind, or one in another directory uses it.
    pub async fn left_behind(&self, companies: &[CompanyId]) -> Result<Vec<LeftBehind>, VaultFault> {
        self.others(companies, false).await
    }

    /// Removes all that; what was removed.
    pub async fn forget_left_behind(&self, companies: &[CompanyId]) -> Result<Vec<LeftBehind>, VaultFault> {
        self.others(companies, true).await
    }

    async fn others(&self, companies: &[CompanyId], remove: bool) -> Result<Vec<LeftBehind>, VaultFault> {
        let _turn = self.turn.lock().await;
        let (service, ours, companies) =
            (self.service.clone(), self.installation.clone(), companies.to_vec());
        self.run(ANSWER_TIMEOUT, move || {
            platform::look()?;
            let mut found = Vec::new();
            for (user, entry) in platform::entries(&service)? {
                let Some(left) = LeftBehind::read(&user) else { continue };
                if left.installation == ours && companies.contains(&left.company) {
                    continue;
                }
                if remove {
                    entry.delete_credential().map_err(platform::explain)?;
                }
                found.push(left);
            }
            found.sort();
            Ok(found)
        })
        .await?
    }

    async fn on_entry<T: Send + 'static>(
        &self,
        company: &CompanyId,
        name: SecretName,
        work: impl FnOnce(&Entry) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, VaultFault> {
        let _turn = self.turn.lock().await;
        let (service, user) =
            (self.service.clone(), format!("{}/{company}/{}", self.installation, name.code()));
        let answer = self.run(ANSWER_TIMEOUT, move || {
            let entry = platform::entry(&service, &user)?;
            work(&entry).map_err(platform::explain)
        });
        match answer.await {
            Ok(answer) => answer,
            // Most calls that time out wait for a password prompt; then "locked" is the helpful word.
            Err(timed_out) => match self.run(LOOK_TIMEOUT, platform::look).await {
                Ok(Err(VaultFault::Locked)) => Err(VaultFault::Locked),
                _ => Err(timed_out),
            },
        }
    }

    /// Runs the work on a thread of its own and waits for it until the time-out.
    async fn run<T: Send + 'static>(
        &self,
        timeout: Duration,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, VaultFault> {
        if self.under_way.load(Ordering::Acquire) >= STUCK_CALLS_MAX {
            return Err(VaultFault::Missing(
                "earlier calls still wait for it; unlock it, or restart the companion".to_owned(),
            ));
        }
        let (give, take) = oneshot::channel();
        let ticket = Ticket::take(&self.under_way);
        std::thread::Builder::new()
            .name("keychain".to_owned())
            .spawn(move || {
                let answer = work();
                drop(ticket);
                // Nobody listens any more after a time-out; the answer is dropped then.
                drop(give.send(answer));
            })
            .map_err(|cause| VaultFault::Missing(cause.to_string()))?;
        match tokio::time::timeout(timeout, take).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(_)) => Err(VaultFault::Missing("the call ended without an answer".to_owned())),
            Err(_) => Err(VaultFault::Missing(format!(
                "no answer within {} seconds; unlock it, or restart the companion",
                timeout.as_secs()
            ))),
        }
    }
}

/// A secret of a company that this installation does not know; the secret itself is not read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftBehind {
    /// Whose it is.
    pub installation: String,
    /// Of which company.
    pub company: CompanyId,
    /// Which.
    pub name: SecretName,
}

impl LeftBehind {
    /// From the user of an entry; other entries are none of ours.
    fn read(user: &str) -> Option<Self> {
        let mut parts = user.splitn(3, '/');
        let (installation, company, code) = (parts.next()?, parts.next()?, parts.next()?);
        let name = SecretName::ALL.into_iter().find(|name| name.code() == code)?;
        Some(Self { installation: installation.to_owned(), company: company.into(), name })
    }
}

/// Counts a call as under way until it is dropped.
struct Ticket(Arc<AtomicUsize>);

impl Ticket {
    fn take(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::AcqRel);
        Self(Arc::clone(count))
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

#[async_trait]
impl Vault for KeychainVault {
    async fn get(&self, company: &CompanyId, name: SecretName) -> Result<Option<SecretString>, VaultFault> {
        self.on_entry(company, name, |entry| match entry.get_password() {
            Ok(secret) => Ok(Some(SecretString::from(secret))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(error),
        })
        .await
    }

    async fn put(
        &self,
        company: &CompanyId,
        name: SecretName,
        secret: &SecretString,
    ) -> Result<(), VaultFault> {
        let secret = secret.clone();
        self.on_entry(company, name, move |entry| entry.set_password(secret.expose_secret())).await
    }

    async fn remove(&self, company: &CompanyId, name: SecretName) -> Result<(), VaultFault> {
        self.on_entry(company, name, |entry| match entry.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(error),
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn calls_that_hang_are_given_up_on_and_counted() {
        let vault = KeychainVault::new(PRACTICE_SERVICE, "test");
        let mut hanging = Vec::new();
        for _ in 0..STUCK_CALLS_MAX {
            let (release, held) = mpsc::channel::<()>();
            hanging.push(release);
            let fault = vault.run(Duration::from_millis(1), move || held.recv().is_ok()).await.unwrap_err();
            assert!(fault.to_string().contains("restart the companion"));
        }
        let refused = vault.run(Duration::from_secs(20), || ()).await.unwrap_err();
        assert!(refused.to_string().contains("earlier calls still wait"));

        drop(hanging);
        while vault.under_way.load(Ordering::Acquire) > 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(vault.run(Duration::from_secs(20), || 7).await, Ok(7));
    }

    #[tokio::test]
    async fn a_call_that_breaks_is_a_fault_not_a_crash() {
        let vault = KeychainVault::new(PRACTICE_SERVICE, "test");
        let fault = vault.run::<()>(Duration::from_secs(20), || panic!("broken")).await.unwrap_err();
        assert!(matches!(fault, VaultFault::Missing(_)));
        assert_eq!(vault.under_way.load(Ordering::Acquire), 0);
    }
}
