//! Secrets that live as long as the process.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use engine::ports::{SecretName, Vault, VaultFault};
use ledger::CompanyId;
use secrecy::SecretString;

/// Keeps secrets in memory: for *Keep until I quit*, and for tests, which can make it fail.
#[derive(Debug, Default)]
pub struct MemoryVault {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    secrets: BTreeMap<(CompanyId, SecretName), SecretString>,
    fault: Option<VaultFault>,
}

impl MemoryVault {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// Every call answers with this fault until [`recover`](Self::recover); what is kept stays kept.
    pub fn fail_with(&self, fault: VaultFault) {
        self.inner().fault = Some(fault);
    }

    /// Ends what [`fail_with`](Self::fail_with) began.
    pub fn recover(&self) {
        self.inner().fault = None;
    }

    /// How many secrets are kept.
    pub fn len(&self) -> usize {
        self.inner().secrets.len()
    }

    /// Nothing is kept.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn usable(&self) -> Result<MutexGuard<'_, Inner>, VaultFault> {
        let inner = self.inner();
        match &inner.fault {
            Some(fault) => Err(fault.clone()),
            None => Ok(inner),
        }
    }
}

#[async_trait]
impl Vault for MemoryVault {
    async fn get(&self, company: &CompanyId, name: SecretName) -> Result<Option<SecretString>, VaultFault> {
        Ok(self.usable()?.secrets.get(&(company.clone(), name)).cloned())
    }

    async fn put(
        &self,
        company: &CompanyId,
        name: SecretName,
        secret: &SecretString,
    ) -> Result<(), VaultFault> {
        self.usable()?.secrets.insert((company.clone(), name), secret.clone());
        Ok(())
    }

    async fn remove(&self, company: &CompanyId, name: SecretName) -> Result<(), VaultFault> {
        self.usable()?.secrets.remove(&(company.clone(), name));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    fn text(secret: Option<SecretString>) -> Option<String> {
        secret.map(|secret| secret.expose_secret().to_owned())
    }

    #[tokio::test]
    async fn n1_companies_share_no_secret() {
        let vault = MemoryVault::new();
        let (first, second) = (CompanyId::from("c1"), CompanyId::from("c2"));
        vault.put(&first, SecretName::RefreshToken, &"r1".into()).await.unwrap();
        vault.put(&second, SecretName::RefreshToken, &"r2".into()).await.unwrap();
        vault.put(&first, SecretName::RefreshToken, &"r3".into()).await.unwrap();
        assert_eq!(text(vault.get(&first, SecretName::RefreshToken).await.unwrap()).as_deref(), Some("r3"));
        assert_eq!(text(vault.get(&second, SecretName::RefreshToken).await.unwrap()).as_deref(), Some("r2"));
        assert_eq!(text(vault.get(&first, SecretName::AlternativeSecret).await.unwrap()), None);

        vault.remove(&first, SecretName::RefreshToken).await.unwrap();
        vault.remove(&first, SecretName::RefreshToken).await.unwrap();
        assert_eq!(text(vault.get(&first, SecretName::RefreshToken).await.unwrap()), None);
        assert_eq!(vault.len(), 1);
    }

    #[tokio::test]
    async fn a_failing_vault_keeps_what_it_had() {
        let vault = MemoryVault::new();
        let company = CompanyId::from("c1");
        vault.put(&company, SecretName::AlternativeSecret, &"kept".into()).await.unwrap();

        vault.fail_with(VaultFault::Locked);
        assert_eq!(vault.get(&company, SecretName::AlternativeSecret).await.unwrap_err(), VaultFault::Locked);
        let refused = vault.put(&company, SecretName::AlternativeSecret, &"lost".into()).await;
        assert_eq!(refused.unwrap_err(), VaultFault::Locked);
        assert_eq!(
            vault.remove(&company, SecretName::AlternativeSecret).await.unwrap_err(),
            VaultFault::Locked
        );

        vault.recover();
        assert_eq!(
            text(vault.get(&company, SecretName::AlternativeSecret).await.unwrap()).as_deref(),
            Some("kept")
        );
    }

    #[tokio::test]
    async fn secrets_do_not_show_in_debug_output() {
        let vault = MemoryVault::new();
        vault.put(&CompanyId::from("c1"), SecretName::RefreshToken, &"hush-hush".into()).await.unwrap();
        assert!(!format!("{vault:?}").contains("hush-hush"));
    }
}
