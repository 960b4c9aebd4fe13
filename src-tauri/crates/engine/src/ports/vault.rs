//! The keychain: the only place where secrets rest (rule N4).

use async_trait::async_trait;
use ledger::CompanyId;
use secrecy::SecretString;

/// Which secret of a company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SecretName {
    /// QuickBooks' refresh token.
    RefreshToken,
    /// The secret of Alternative's API key.
    AlternativeSecret,
    /// The client secret of development keys; production keys have theirs in the relay.
    QuickbooksClientSecret,
}

impl SecretName {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::RefreshToken, Self::AlternativeSecret, Self::QuickbooksClientSecret];

    /// Stable text for the keychain entry.
    pub fn code(self) -> &'static str {
        match self {
            Self::RefreshToken => "quickbooks-refresh-token",
            Self::AlternativeSecret => "alternative-api-secret",
            Self::QuickbooksClientSecret => "quickbooks-client-secret",
        }
    }
}

/// Why the keychain did not do it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultFault {
    /// Locked, and nobody unlocked it.
    #[error("the system keychain is locked")]
    Locked,
    /// No keychain service is running, or it did not answer in time.
    #[error("the system keychain does not answer: {0}")]
    Missing(String),
}

/// Keeps secrets.
#[async_trait]
pub trait Vault: Send + Sync {
    /// The secret, if it is kept.
    async fn get(&self, company: &CompanyId, name: SecretName) -> Result<Option<SecretString>, VaultFault>;
    /// Keeps the secret; once this returns it survives a power cut as far as the system's keychain does.
    async fn put(
        &self,
        company: &CompanyId,
        name: SecretName,
        secret: &SecretString,
    ) -> Result<(), VaultFault>;
    /// Forgets the secret; forgetting what is not there is fine.
    async fn remove(&self, company: &CompanyId, name: SecretName) -> Result<(), VaultFault>;
}
