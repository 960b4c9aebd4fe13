//! One token for one page, traded once for a session.

use std::sync::{Mutex, PoisonError};

use data_encoding::BASE64URL_NOPAD;
use engine::ports::Entropy;
use subtle::ConstantTimeEq as _;

/// Who may ask.
pub(super) struct Session {
    /// Until it is used.
    token: Mutex<Option<String>>,
    session: String,
}

impl Session {
    /// A session, and the token that gives it once.
    pub(super) fn new(entropy: &dyn Entropy) -> (Self, String) {
        let fresh = || {
            let mut bytes = [0; 32];
            entropy.fill(&mut bytes);
            BASE64URL_NOPAD.encode(&bytes)
        };
        let token = fresh();
        (Self { token: Mutex::new(Some(token.clone())), session: fresh() }, token)
    }

    /// The session, for the right token and for the first one who brings it.
    pub(super) fn trade(&self, token: &str) -> Option<&str> {
        let mut kept = self.token.lock().unwrap_or_else(PoisonError::into_inner);
        let right = kept.as_ref().is_some_and(|kept| same(kept, token));
        right.then(|| {
            *kept = None;
            self.session.as_str()
        })
    }

    /// Whether that is the session.
    pub(super) fn is(&self, session: &str) -> bool {
        same(&self.session, session)
    }
}

/// In constant time, so that a guess learns nothing from how long it takes.
fn same(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::OsEntropy;

    #[test]
    fn a_token_works_once_and_a_wrong_one_spends_nothing() {
        let (session, token) = Session::new(&OsEntropy);
        assert_eq!(session.trade("x"), None);
        assert_eq!(session.trade(""), None);
        let given = session.trade(&token).unwrap().to_owned();
        assert_eq!(session.trade(&token), None);
        assert!(session.is(&given));
        assert!(!session.is(&token));
        assert!(!session.is(""));
    }
}
