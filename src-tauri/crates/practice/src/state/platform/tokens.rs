//! Bearer tokens and their scopes.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::ids::hex;

/// Lifetime of a token, seconds.
pub const TOKEN_SECONDS: i64 = 3600;

/// A token given out, filed under its fingerprint: the token itself is never kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    pub expires_at: Timestamp,
    /// What it was asked for; none = everything the key may do.
    pub scopes: Option<Vec<String>>,
}

impl Token {
    /// Whether a call that needs `scope` (`customers:read`) is allowed.
    pub fn allows(&self, scope: &str) -> bool {
        let Some(scopes) = &self.scopes else { return true };
        let broad = scope.split_once(':').map_or(scope, |(_, verb)| verb);
        scopes.iter().any(|held| held == scope || held == broad)
    }
}

/// The SHA-256 of a secret, for comparing and filing it without keeping it. Comparing fingerprints instead of the
/// secrets themselves gives nothing away by its timing.
pub fn fingerprint(secret: &str) -> String {
    hex(&Sha256::digest(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broad_scope_covers_every_resource() {
        let token = |scopes: &[&str]| Token {
            expires_at: Timestamp::UNIX_EPOCH,
            scopes: Some(scopes.iter().map(|&scope| scope.to_owned()).collect()),
        };
        assert!(token(&["read"]).allows("invoices:read"));
        assert!(!token(&["read"]).allows("invoices:write"));
        assert!(token(&["invoices:write"]).allows("invoices:write"));
        assert!(!token(&["customers:read"]).allows("invoices:read"));
        assert!(Token { expires_at: Timestamp::UNIX_EPOCH, scopes: None }.allows("payments:write"));
    }
}
