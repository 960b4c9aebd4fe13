//! Who may call: credentials, and the tokens given out for them.

use jiff::{SignedDuration, Timestamp};

use super::Platform;
use super::tokens::{TOKEN_SECONDS, Token, fingerprint};

/// What the token endpoint was asked.
#[derive(Debug, PartialEq, Eq)]
pub struct Credentials {
    pub client_id: String,
    pub client_secret: String,
}

impl Platform {
    /// Whether these are this partner's credentials.
    pub(crate) fn knows(&self, credentials: &Credentials) -> bool {
        let known = fingerprint(&format!("{}:{}", self.partner.client_id, self.partner.client_secret));
        known == fingerprint(&format!("{}:{}", credentials.client_id, credentials.client_secret))
    }

    /// Files a new token and forgets the ones that ran out.
    pub(crate) fn keep_token(&mut self, token: &str, scopes: Option<Vec<String>>, now: Timestamp) {
        let stale: Vec<String> =
            self.tokens.rows().filter(|(_, row)| row.expires_at <= now).map(|(key, _)| key.clone()).collect();
        for key in &stale {
            self.tokens.remove(key);
        }
        let expires_at =
            now.saturating_add(SignedDuration::from_secs(TOKEN_SECONDS)).unwrap_or(Timestamp::MAX);
        self.tokens.put(fingerprint(token), Token { expires_at, scopes });
    }

    /// The token of that fingerprint while it lasts.
    pub(crate) fn token(&self, fingerprint: &str, now: Timestamp) -> Option<&Token> {
        self.tokens.get(fingerprint).filter(|token| token.expires_at > now).map(|row| &**row)
    }

    /// Makes every token run out at once.
    pub fn expire_tokens(&mut self) -> usize {
        let keys: Vec<String> = self.tokens.rows().map(|(key, _)| key.clone()).collect();
        for key in &keys {
            self.tokens.remove(key);
        }
        keys.len()
    }
}
