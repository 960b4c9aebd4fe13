//! Bearer tokens, their scopes, and the limit of five requests a second for an API key.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::ids::hex;
use super::platform::Platform;
use super::refusal::Refusal;
use crate::http::Request;

/// Lifetime of a token, seconds.
pub const TOKEN_SECONDS: i64 = 3600;

/// Requests that may come at once, and how many come back in a second.
pub const BURST: i32 = 5;

/// Between two requests at a steady pace.
const SPACING_MS: i64 = 200;

/// The scopes a key can have.
const SCOPES: [&str; 11] = [
    "read",
    "write",
    "customers:read",
    "customers:write",
    "invoices:read",
    "invoices:write",
    "payments:read",
    "payments:write",
    "payouts:read",
    "webhooks:read",
    "webhooks:write",
];

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

/// What the token endpoint was asked.
#[derive(Debug, PartialEq, Eq)]
pub struct Credentials {
    pub client_id: String,
    pub client_secret: String,
}

/// Reads `Authorization: Basic …`; whatever is wrong with it counts as wrong credentials.
pub fn credentials(request: &Request) -> Option<Credentials> {
    let (scheme, encoded) = request.header("authorization")?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (client_id, client_secret) = text.split_once(':')?;
    Some(Credentials { client_id: client_id.to_owned(), client_secret: client_secret.to_owned() })
}

/// The scopes asked for in a form or (accepted once, live) JSON body.
pub fn grant(request: &Request) -> Result<Option<Vec<String>>, Refusal> {
    let json = request.header("content-type").is_some_and(|kind| kind.contains("json"));
    let fields: Vec<(String, String)> = if json {
        let body = super::fields::parse(&request.body)?;
        body.iter().filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect()
    } else {
        request.form()
    };
    let field = |name: &str| fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    match field("grant_type") {
        Some("client_credentials") => {}
        Some(_) => return Err(Refusal::invalid("grant_type", "must be client_credentials")),
        None => return Err(Refusal::invalid("grant_type", "is required")),
    }
    let Some(scope) = field("scope").filter(|text| !text.trim().is_empty()) else { return Ok(None) };
    let scopes: Vec<String> = scope.split_whitespace().map(str::to_owned).collect();
    match scopes.iter().find(|scope| !SCOPES.contains(&scope.as_str())) {
        Some(unknown) => Err(Refusal::invalid("scope", format!("{unknown} is not a scope"))),
        None => Ok(Some(scopes)),
    }
}

impl Platform {
    /// Whether these are this partner's credentials.
    pub(super) fn knows(&self, credentials: &Credentials) -> bool {
        let known = fingerprint(&format!("{}:{}", self.partner.client_id, self.partner.client_secret));
        known == fingerprint(&format!("{}:{}", credentials.client_id, credentials.client_secret))
    }

    /// Files a new token and forgets the ones that ran out.
    pub(super) fn keep_token(&mut self, token: &str, scopes: Option<Vec<String>>, now: Timestamp) {
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
    pub(super) fn token(&self, fingerprint: &str, now: Timestamp) -> Option<&Token> {
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

/// What the limit says to one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// False = 429.
    pub allowed: bool,
    /// The key had been told to wait and did not.
    pub ignored_wait: bool,
}

/// The bucket of one API key: full at the start, refilled all the time.
#[derive(Debug, Clone, Default)]
pub struct Bucket {
    /// When the bucket is full again.
    full_at: Option<Timestamp>,
    /// Set by a 429: when it was answered, and until when the key was told to wait.
    told: Option<(Timestamp, Timestamp)>,
}

impl Bucket {
    /// Whether a request that arrived at `arrived` and is handled at `now` may pass. Requests that were already on
    /// their way when a 429 left (`in_flight` before it is known) do not count as ignoring it.
    pub fn take(&mut self, arrived: Timestamp, now: Timestamp, in_flight: SignedDuration) -> Verdict {
        let spacing = SignedDuration::from_millis(SPACING_MS);
        let depth = spacing * BURST;
        let latest = now.saturating_add(depth).unwrap_or(Timestamp::MAX);
        // A clock set back must not leave the key locked out for as long.
        let full_at = self.full_at.unwrap_or(now).clamp(now, latest);
        let ignored_wait = self.told.is_some_and(|(at, until)| {
            let knew = at.saturating_add(in_flight).unwrap_or(Timestamp::MAX);
            arrived >= knew && arrived < until
        });
        let next = full_at.saturating_add(spacing).unwrap_or(Timestamp::MAX);
        let allowed = next <= latest;
        self.full_at = Some(if allowed { next } else { full_at });
        Verdict { allowed, ignored_wait }
    }

    /// Tells the key to wait; returns the whole seconds it is told.
    pub fn tell_to_wait(&mut self, now: Timestamp) -> u64 {
        let until = now.saturating_add(SignedDuration::from_secs(1)).unwrap_or(Timestamp::MAX);
        if self.told.is_none_or(|(_, told)| told <= now) {
            self.told = Some((now, until));
        }
        1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millisecond(1_000_000 + ms).unwrap()
    }

    #[test]
    fn five_at_once_then_five_a_second() {
        let mut bucket = Bucket::default();
        let mut take = |ms| bucket.take(at(ms), at(ms), SignedDuration::ZERO).allowed;
        assert_eq!([0, 0, 0, 0, 0, 0].map(&mut take), [true, true, true, true, true, false]);
        assert!(!take(199));
        assert!(take(200));
        assert!(!take(200));
        let in_a_second = (0..1000).filter(|step| take(10_000 + step)).count();
        assert_eq!(in_a_second, 9, "the burst of five and four refills within the second");
    }

    #[test]
    fn a_clock_set_back_does_not_lock_the_key_out() {
        let mut bucket = Bucket::default();
        for _ in 0..5 {
            bucket.take(at(100_000), at(100_000), SignedDuration::ZERO);
        }
        assert!(!bucket.take(at(0), at(0), SignedDuration::ZERO).allowed);
        assert!(bucket.take(at(200), at(200), SignedDuration::ZERO).allowed);
    }

    #[test]
    fn asking_again_before_the_told_time_is_noticed() {
        let mut bucket = Bucket::default();
        let none = SignedDuration::ZERO;
        for _ in 0..5 {
            assert!(!bucket.take(at(0), at(0), none).ignored_wait);
        }
        assert!(!bucket.take(at(0), at(0), none).allowed);
        assert_eq!(bucket.tell_to_wait(at(0)), 1);
        assert!(bucket.take(at(0), at(0), none).ignored_wait);
        assert!(bucket.take(at(999), at(999), none).ignored_wait);
        assert!(!bucket.take(at(1000), at(1000), none).ignored_wait);
    }

    #[test]
    fn a_request_already_under_way_ignores_nothing() {
        let mut bucket = Bucket::default();
        let grace = SignedDuration::from_millis(50);
        bucket.tell_to_wait(at(100));
        assert!(!bucket.take(at(90), at(101), grace).ignored_wait);
        assert!(!bucket.take(at(149), at(149), grace).ignored_wait);
        assert!(bucket.take(at(150), at(150), grace).ignored_wait);
    }

    #[test]
    fn a_broad_scope_covers_every_resource() {
        let token = |scopes: &[&str]| Token {
            expires_at: at(0),
            scopes: Some(scopes.iter().map(|&scope| scope.to_owned()).collect()),
        };
        assert!(token(&["read"]).allows("invoices:read"));
        assert!(!token(&["read"]).allows("invoices:write"));
        assert!(token(&["invoices:write"]).allows("invoices:write"));
        assert!(!token(&["customers:read"]).allows("invoices:read"));
        assert!(Token { expires_at: at(0), scopes: None }.allows("payments:write"));
    }
}
