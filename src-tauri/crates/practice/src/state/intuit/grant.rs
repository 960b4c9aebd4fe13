//! Families of tokens: what one consent gave out.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// How long an access token works.
pub const ACCESS_SECONDS: i64 = 3_600;
/// How long a refresh token works since its last use: 101 days, as recorded.
pub const REFRESH_SECONDS: i64 = 8_726_400;
/// How long a consent lasts in all: five years.
pub const CONSENT_SECONDS: i64 = 5 * 365 * 86_400;
/// One consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "four facts that do not depend on each other")]
pub struct Family {
    /// The company; none when only OpenID scopes were asked for.
    pub realm: Option<String>,
    pub scope: String,
    pub phone_verified: bool,
    pub consented: Timestamp,
    pub revoked: bool,
    /// The refresh value in force.
    pub refresh: String,
    /// When that value was given out first.
    pub refresh_since: Timestamp,
    pub refresh_expires: Timestamp,
    /// The value before, and how long it still works.
    pub previous: Option<(String, Timestamp)>,
    /// When a value was last replaced.
    pub rotated: Option<Timestamp>,
    /// The last answer never reached the client: coming back with the old value is no fault of its own.
    pub answer_lost: bool,
    /// The consent that the ready line's tokens belong to.
    pub founding: bool,
}

/// An access token's family and end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    pub family: u64,
    pub expires: Timestamp,
}

/// That a refresh value was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    pub times: u32,
}

/// What the control API does to a company's tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TokenChange {
    /// Access tokens end now; refresh tokens go on.
    Expire,
    /// Everything ends, as when the app is disconnected inside QuickBooks.
    Revoke,
    /// The refresh value is replaced without anybody being told.
    Rotate,
}

/// What a refresh comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refreshed {
    Granted(u64),
    /// `invalid_grant`, with what a good client would not have done.
    Refused(Option<&'static str>),
}

/// The first six bytes of a secret's SHA-256, as text.
pub fn fingerprint(secret: &str) -> String {
    let digest = Sha256::digest(secret.as_bytes());
    URL_SAFE_NO_PAD.encode(digest.get(..6).unwrap_or_default())
}
