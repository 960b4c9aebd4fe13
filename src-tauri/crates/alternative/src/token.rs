//! The access token: in memory only, fetched by one call at a time (rule N4).

use engine::fault::{Fault, FaultKind, Side};
use engine::ports::SecretName;
use jiff::{SignedDuration, Timestamp};
use rust_decimal::prelude::ToPrimitive;
use secrecy::SecretString;
use serde::Deserialize;
use tokio::sync::Mutex;
use transport::{HttpRequest, Method};

use crate::account::Key;
use crate::client::Alternative;
use crate::faults::{RequestContext, Route};
use crate::wire::{FieldError, decimal, text};

/// How long before its end a token is no longer used.
const MARGIN_SECONDS: i64 = 60;
/// How long a token is taken to live when the answer does not say.
const LIFE_SECONDS_DEFAULT: i64 = 300;
/// The longest life believed.
const LIFE_SECONDS_MAX: i64 = 86_400;

/// A token that is in use.
#[derive(Clone)]
pub struct Token {
    /// The token itself.
    pub secret: SecretString,
    /// Which one it is, to tell whether a refused token was replaced meanwhile.
    pub serial: u64,
    until: Timestamp,
}

/// The place of the current token.
#[derive(Default)]
pub struct Tokens(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    token: Option<Token>,
    serial: u64,
}

#[derive(Deserialize)]
struct TokenObject {
    #[serde(default, deserialize_with = "text")]
    access_token: Option<String>,
    #[serde(default, deserialize_with = "decimal")]
    expires_in: Option<rust_decimal::Decimal>,
}

impl Alternative {
    /// A token to use, other than the one just refused. Callers that come meanwhile wait and share it.
    pub(crate) async fn token(&self, refused: Option<u64>) -> Result<Token, Fault> {
        let mut kept = self.tokens.0.lock().await;
        let now = self.clock.now();
        if let Some(token) = &kept.token
            && Some(token.serial) != refused
            && now < token.until
        {
            return Ok(token.clone());
        }
        kept.token = None;
        let (secret, life) = self.fetch_token().await?;
        kept.serial += 1;
        let until = now.saturating_add(usable(life)).unwrap_or(now);
        let token = Token { secret, serial: kept.serial, until };
        kept.token = Some(token.clone());
        Ok(token)
    }

    /// Forgets a token that was refused although it was fresh.
    pub(crate) async fn forget_token(&self, serial: u64) {
        let mut kept = self.tokens.0.lock().await;
        if kept.token.as_ref().is_some_and(|token| token.serial == serial) {
            kept.token = None;
        }
    }

    async fn fetch_token(&self) -> Result<(SecretString, i64), Fault> {
        let secret = self.key_secret().await?;
        let request = HttpRequest::new(Method::POST, self.url(&["oauth", "token"])?)
            .accept_json()
            .basic(&self.account.client_id, &secret)
            .map_err(|error| Fault::new(Side::Alternative, FaultKind::KeyRefused).saying(error.to_string()))?
            .form(&[("grant_type", "client_credentials")]);
        let pair =
            request.headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
        let secrets = [secret, SecretString::from(pair.trim_start_matches("Basic ").to_owned())];
        let made = RequestContext { route: Route::Token, summary: request.summary(), secrets: &secrets };
        self.counter.read();
        self.limiter.turn().await;
        let answer = self.transport.send(request).await.map_err(|error| made.unanswered(&error))?;
        if !answer.status.is_success() {
            return Err(made.refused(&answer));
        }
        // What cannot be read is not quoted: it may hold the token.
        let object: TokenObject = serde_json::from_slice(&answer.body)
            .map_err(|_| made.unreadable(&answer, &FieldError("the answer is no token".to_owned())))?;
        let token = object
            .access_token
            .ok_or_else(|| made.unreadable(&answer, &FieldError("`access_token` is missing".to_owned())))?;
        let life = object.expires_in.and_then(|seconds| seconds.to_i64()).unwrap_or(LIFE_SECONDS_DEFAULT);
        Ok((token.into(), life))
    }

    async fn key_secret(&self) -> Result<SecretString, Fault> {
        let fault = |kind| Fault::new(Side::Alternative, kind);
        match &self.account.key {
            Key::Given(secret) => Ok(secret.clone()),
            Key::Kept { vault, company } => {
                match vault.get(company, SecretName::AlternativeSecret).await {
                    Ok(Some(secret)) => Ok(secret),
                    Ok(None) => Err(fault(FaultKind::KeyRefused)
                        .saying("the secret of the API key is not on this computer")),
                    Err(locked) => Err(fault(FaultKind::Vault).saying(locked.to_string())),
                }
            }
        }
    }
}

/// The part of a token's life in which it is used: all but a minute, of a short life the first half.
fn usable(life_seconds: i64) -> SignedDuration {
    let life = life_seconds.clamp(0, LIFE_SECONDS_MAX);
    SignedDuration::from_secs(life - MARGIN_SECONDS.min(life / 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_put_away_before_it_ends() {
        assert_eq!(usable(3_600).as_secs(), 3_540);
        assert_eq!(usable(60).as_secs(), 30);
        assert_eq!(usable(-5).as_secs(), 0);
        assert_eq!(usable(i64::MAX).as_secs(), LIFE_SECONDS_MAX - MARGIN_SECONDS);
    }
}
