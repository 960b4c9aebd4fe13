//! Which keychain keeps the secrets.

use std::sync::Arc;

use async_trait::async_trait;
use engine::ports::{SecretName, Vault, VaultFault};
use ledger::CompanyId;
use secrecy::SecretString;
use vault::{KeychainVault, LeftBehind, MemoryVault, PRACTICE_SERVICE, SERVICE};

/// Makes the vault of an installation.
#[async_trait]
pub trait VaultFactory: Send + Sync {
    /// The vault; practice and real secrets never share one.
    fn vault(&self, practice: bool, installation: &str) -> Arc<dyn Vault>;

    /// Whether secrets can be kept now, without raising a prompt.
    async fn probe(&self, practice: bool, installation: &str) -> Result<(), VaultFault>;

    /// Secrets of the app that belong to none of these companies of this installation. Memory holds none.
    async fn left_behind(
        &self,
        _practice: bool,
        _installation: &str,
        _companies: &[CompanyId],
    ) -> Result<Vec<LeftBehind>, VaultFault> {
        Ok(Vec::new())
    }

    /// Removes them; what was removed.
    async fn forget_left_behind(
        &self,
        _practice: bool,
        _installation: &str,
        _companies: &[CompanyId],
    ) -> Result<Vec<LeftBehind>, VaultFault> {
        Ok(Vec::new())
    }
}

/// The system's keychain.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemKeychain;

impl SystemKeychain {
    fn open(practice: bool, installation: &str) -> KeychainVault {
        KeychainVault::new(if practice { PRACTICE_SERVICE } else { SERVICE }, installation)
    }
}

#[async_trait]
impl VaultFactory for SystemKeychain {
    fn vault(&self, practice: bool, installation: &str) -> Arc<dyn Vault> {
        Arc::new(Self::open(practice, installation))
    }

    async fn probe(&self, practice: bool, installation: &str) -> Result<(), VaultFault> {
        Self::open(practice, installation).probe().await
    }

    async fn left_behind(
        &self,
        practice: bool,
        installation: &str,
        companies: &[CompanyId],
    ) -> Result<Vec<LeftBehind>, VaultFault> {
        Self::open(practice, installation).left_behind(companies).await
    }

    async fn forget_left_behind(
        &self,
        practice: bool,
        installation: &str,
        companies: &[CompanyId],
    ) -> Result<Vec<LeftBehind>, VaultFault> {
        Self::open(practice, installation).forget_left_behind(companies).await
    }
}

/// *Keep until I quit*: secrets live as long as the process.
#[derive(Debug, Clone, Default)]
pub struct KeptUntilQuit {
    real: Arc<MemoryVault>,
    practice: Arc<MemoryVault>,
}

#[async_trait]
impl VaultFactory for KeptUntilQuit {
    fn vault(&self, practice: bool, _installation: &str) -> Arc<dyn Vault> {
        Arc::<MemoryVault>::clone(if practice { &self.practice } else { &self.real })
    }

    async fn probe(&self, _practice: bool, _installation: &str) -> Result<(), VaultFault> {
        Ok(())
    }
}

/// *Keep until I quit*, said while the companion runs: what is kept from then on stays in memory, what the keychain
/// holds already is still read from it.
pub(crate) struct MemoryFirst {
    pub(crate) memory: Arc<MemoryVault>,
    pub(crate) keychain: Arc<dyn Vault>,
}

#[async_trait]
impl Vault for MemoryFirst {
    async fn get(&self, company: &CompanyId, name: SecretName) -> Result<Option<SecretString>, VaultFault> {
        match self.memory.get(company, name).await? {
            Some(secret) => Ok(Some(secret)),
            None => self.keychain.get(company, name).await,
        }
    }

    async fn put(
        &self,
        company: &CompanyId,
        name: SecretName,
        secret: &SecretString,
    ) -> Result<(), VaultFault> {
        self.memory.put(company, name, secret).await
    }

    async fn remove(&self, company: &CompanyId, name: SecretName) -> Result<(), VaultFault> {
        self.memory.remove(company, name).await?;
        self.keychain.remove(company, name).await
    }
}
