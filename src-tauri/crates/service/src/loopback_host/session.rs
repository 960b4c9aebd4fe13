//! One token for one page, traded once for a session.

use std::sync::{Mutex, PoisonError};

use data_encoding::BASE64URL_NOPAD;
use engine::ports::Entropy;
use subtle::ConstantTimeEq as _;

use super::code::Code;

/// Who may ask.
pub(super) struct Session {
    /// Until it is used.
    token: Mutex<Option<String>>,
    /// Until it is used, or its time or its tries are over. There is none unless it was asked for.
    code: Mutex<Option<Code>>,
    /// What a page shows from then on.
    secret: String,
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
        (Self { token: Mutex::new(Some(token.clone())), code: Mutex::default(), secret: fresh() }, token)
    }

    /// The session, for the right token and for the first one who brings it.
    pub(super) fn trade(&self, token: &str) -> Option<&str> {
        let mut kept = self.token.lock().unwrap_or_else(PoisonError::into_inner);
        let right = kept.as_ref().is_some_and(|kept| same(kept, token));
        right.then(|| {
            *kept = None;
            self.secret.as_str()
        })
    }

    /// From now on a code gives the session, once, and the token does not any more.
    pub(super) fn arm(&self, entropy: &dyn Entropy) -> String {
        let code = Code::new(entropy);
        let shown = code.shown();
        *self.token.lock().unwrap_or_else(PoisonError::into_inner) = None;
        *self.code.lock().unwrap_or_else(PoisonError::into_inner) = Some(code);
        shown
    }

    /// No code gives the session any more.
    pub(super) fn disarm(&self) {
        *self.code.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// The session, for the right code and for the first one who types it.
    pub(super) fn trade_code(&self, typed: &str) -> Option<&str> {
        let mut kept = self.code.lock().unwrap_or_else(PoisonError::into_inner);
        let right = kept.as_mut().is_some_and(|code| code.is(typed));
        right.then(|| {
            *kept = None;
            self.secret.as_str()
        })
    }

    /// Whether that is the session.
    pub(super) fn is(&self, session: &str) -> bool {
        same(&self.secret, session)
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

    #[test]
    fn a_code_works_once_however_it_is_typed_and_the_token_not_beside_it() {
        let (session, token) = Session::new(&OsEntropy);
        assert_eq!(session.trade_code(""), None, "none was asked for");
        let code = session.arm(&OsEntropy);
        assert_eq!(code.len(), 9);
        assert_eq!(session.trade(&token), None);
        let typed = format!(" {} ", code.to_lowercase().replace('-', " "));
        let given = session.trade_code(&typed).unwrap().to_owned();
        assert!(session.is(&given));
        assert_eq!(session.trade_code(&code), None, "only once");
    }

    #[test]
    fn a_code_is_over_after_a_few_tries_or_its_time() {
        let (session, _) = Session::new(&OsEntropy);
        let code = session.arm(&OsEntropy);
        for _ in 0..5 {
            assert_eq!(session.trade_code("AAAA-AAA1"), None);
        }
        assert_eq!(session.trade_code(&code), None);
        let code = session.arm(&OsEntropy);
        session.disarm();
        assert_eq!(session.trade_code(&code), None);
    }
}
