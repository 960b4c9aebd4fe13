//! Which partner account is spoken for, and where its key rests.

use std::sync::Arc;

use engine::ports::Vault;
use ledger::CompanyId;
use secrecy::SecretString;
use transport::{Url, may_travel};

/// The address of the API cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadAddress {
    /// Not an address at all.
    #[error("`{0}` is not a web address")]
    NotAnAddress(String),
    /// Plain http to another computer would send the key in the open.
    #[error("`{0}` is not an https address")]
    NotSafe(String),
}

/// Where the secret of the API key comes from.
#[derive(Clone)]
pub enum Key {
    /// From the keychain, read again for every new token, so that a new key works at once.
    Kept {
        /// The keychain.
        vault: Arc<dyn Vault>,
        /// Whose secret.
        company: CompanyId,
    },
    /// Given directly, to check it before it is kept.
    Given(SecretString),
}

/// One partner account: where its API is and with which key to speak.
#[derive(Clone)]
pub struct Account {
    pub(crate) api: Url,
    pub(crate) client_id: String,
    pub(crate) key: Key,
}

impl Account {
    /// An account at that address (`https://public-api.alternativepayments.io`, a path before the routes is allowed).
    pub fn new(api: &str, client_id: impl Into<String>, key: Key) -> Result<Self, BadAddress> {
        let mut url = Url::parse(api.trim()).map_err(|_| BadAddress::NotAnAddress(api.to_owned()))?;
        if url.cannot_be_a_base() || !url.has_host() {
            return Err(BadAddress::NotAnAddress(api.to_owned()));
        }
        if !may_travel(&url) {
            return Err(BadAddress::NotSafe(api.to_owned()));
        }
        url.set_query(None);
        url.set_fragment(None);
        Ok(Self { api: url, client_id: client_id.into(), key })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(api: &str) -> Result<Url, BadAddress> {
        Account::new(api, "id", Key::Given("secret".into())).map(|account| account.api)
    }

    #[test]
    fn a_key_only_travels_encrypted_or_within_this_computer() {
        assert!(account("https://public-api.alternativepayments.io").is_ok());
        assert!(account(" http://127.0.0.1:4010/alternative/ ").is_ok());
        assert!(matches!(account("http://public-api.alternativepayments.io"), Err(BadAddress::NotSafe(_))));
        for nonsense in ["", "alternative", "mailto:ap@example.com", "https://"] {
            assert!(matches!(account(nonsense), Err(BadAddress::NotAnAddress(_))), "{nonsense}");
        }
    }
}
