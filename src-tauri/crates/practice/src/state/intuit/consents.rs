//! What becomes of families of tokens: given, refreshed, refused, revoked.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::Intuit;
use super::grant::{
    ACCESS_SECONDS, Access, CONSENT_SECONDS, Family, REFRESH_SECONDS, Refreshed, Refusal, TokenChange,
    fingerprint,
};
use super::sign_in::Code;
use crate::clock::after;
use crate::entropy::Entropy;
use crate::switches::{Switch, Switches};

const A_DAY_SECONDS: i64 = 86_400;
/// A retired value that comes back this soon was a second refresh at the same time.
const PARALLEL_SECONDS: i64 = 60;

/// What every founding consent covers.
const FOUNDING_SCOPE: &str = "com.intuit.quickbooks.accounting openid profile email phone address";

impl Intuit {
    /// Opens a family and gives its number.
    pub fn consent(
        &mut self,
        realm: Option<String>,
        scope: &str,
        phone_verified: bool,
        entropy: &mut Entropy,
        now: Timestamp,
    ) -> u64 {
        let number = self.families.len() as u64 + 1;
        let refresh = refresh_value(entropy, now);
        self.refresh_values.put(refresh.clone(), number);
        let family = Family {
            realm,
            scope: scope.to_owned(),
            phone_verified,
            consented: now,
            revoked: false,
            refresh,
            refresh_since: now,
            refresh_expires: after(now, REFRESH_SECONDS),
            previous: None,
            rotated: None,
            answer_lost: false,
            founding: false,
        };
        self.families.put(number, family);
        number
    }

    /// The consent a company starts with; the same at every start, so its time comes from the founding.
    pub fn grant_at_founding(&mut self, realm: &str, entropy: &mut Entropy, now: Timestamp) {
        let number = self.consent(Some(realm.to_owned()), FOUNDING_SCOPE, true, entropy, now);
        self.families.edit(&number, |family| family.founding = true);
    }

    /// Takes a code: once, in time, and with the redirect address it was made for.
    pub fn take_code(&mut self, value: &str, redirect: Option<&str>, now: Timestamp) -> Option<Code> {
        let code = self.codes.get(value)?;
        if code.used || code.expires <= now || redirect != Some(code.redirect.as_str()) {
            return None;
        }
        let code = (**code).clone();
        self.codes.edit(&value.to_owned(), |code| code.used = true);
        Some(code)
    }

    /// Whether the app may still speak for a company.
    pub fn is_connected(&self, realm: &str, now: Timestamp) -> bool {
        self.families.values().any(|family| {
            family.realm.as_deref() == Some(realm) && !family.revoked && family.refresh_expires > now
        })
    }

    /// Tokens of a company that work now: those of its founding consent, or of a new one when that has ended.
    pub fn ready_tokens(&mut self, realm: &str, entropy: &mut Entropy, now: Timestamp) -> (String, String) {
        let alive = self
            .families
            .rows()
            .find(|(_, family)| {
                family.founding
                    && !family.revoked
                    && family.realm.as_deref() == Some(realm)
                    && family.refresh_expires > now
            })
            .map(|(number, _)| *number);
        let number = alive.unwrap_or_else(|| {
            let number = self.consent(Some(realm.to_owned()), FOUNDING_SCOPE, true, entropy, now);
            self.families.edit(&number, |family| family.founding = true);
            number
        });
        let valid =
            self.access_tokens.rows().find(|(_, access)| access.family == number && access.expires > now);
        let access = match valid.map(|(token, _)| token.clone()) {
            Some(token) => token,
            None => self.issue_access(number, entropy, now),
        };
        let refresh = self.families.get(&number).map(|family| family.refresh.clone()).unwrap_or_default();
        (access, refresh)
    }

    /// A new access token of a family.
    pub fn issue_access(&mut self, family: u64, entropy: &mut Entropy, now: Timestamp) -> String {
        let old: Vec<String> = self
            .access_tokens
            .rows()
            .filter(|(_, access)| after(access.expires, A_DAY_SECONDS) < now)
            .map(|(token, _)| token.clone())
            .collect();
        for token in old {
            self.access_tokens.remove(&token);
        }
        let token = format!(
            "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0..{}.{}.{}",
            entropy.word(22),
            entropy.word(320),
            entropy.word(22)
        );
        let expires = after(now, ACCESS_SECONDS);
        self.access_tokens.put(token.clone(), Access { family, expires });
        token
    }

    /// The family of an access token that works.
    pub fn family_of_access(&self, token: &str, now: Timestamp) -> Option<&Family> {
        let access = self.access_tokens.get(token).filter(|access| access.expires > now)?;
        self.families.get(&access.family).map(|family| &**family).filter(|family| !family.revoked)
    }

    /// The number of the consent that an access token came of: each computer that signed in has its own.
    pub fn consent_of_access(&self, token: &str) -> Option<u64> {
        self.access_tokens.get(token).map(|access| access.family)
    }

    /// The company an access token works for.
    pub fn realm_of_access(&self, token: &str, now: Timestamp) -> Option<&str> {
        let family = self.family_of_access(token, now)?;
        family.scope.contains("com.intuit.quickbooks.accounting").then_some(())?;
        family.realm.as_deref()
    }

    /// One family.
    pub fn family(&self, number: u64) -> Option<&Family> {
        self.families.get(&number).map(|family| &**family)
    }

    /// Uses a refresh value: rotates it as the switches say, or refuses.
    pub fn refresh(
        &mut self,
        value: &str,
        switches: &Switches,
        entropy: &mut Entropy,
        now: Timestamp,
    ) -> Refreshed {
        let number = self.refresh_values.get(value).map(|number| **number);
        let Some((number, family)) =
            number.and_then(|number| Some((number, self.families.get(&number)?.clone())))
        else {
            return Refreshed::Refused(self.refuse(value, None));
        };
        if family.revoked || family.refresh_expires <= now {
            return Refreshed::Refused(self.refuse(value, None));
        }
        let still = family.previous.as_ref().is_some_and(|(old, until)| old == value && *until > now);
        if family.refresh != value && !still {
            let soon = family.rotated.is_some_and(|at| now.as_second() - at.as_second() < PARALLEL_SECONDS);
            if switches.is(Switch::RefreshTwice, "revoke-family") {
                self.families.edit(&number, |family| family.revoked = true);
            }
            let parallel = (soon && !family.answer_lost).then_some("second token refresh in parallel");
            return Refreshed::Refused(self.refuse(value, parallel));
        }
        let rotation = switches.get(Switch::RefreshRotation);
        let young = now.as_second() - family.refresh_since.as_second() < A_DAY_SECONDS;
        let same = rotation == "same-within-24h" && young;
        let overlap_seconds = if rotation == "new-old-valid-24h" { A_DAY_SECONDS } else { 0 };
        let fresh = if same { family.refresh.clone() } else { refresh_value(entropy, now) };
        self.refresh_values.put(fresh.clone(), number);
        self.families.edit(&number, |family| {
            if !same {
                let old = std::mem::replace(&mut family.refresh, fresh);
                family.previous = Some((old, after(now, overlap_seconds)));
                family.refresh_since = now;
                family.rotated = Some(now);
            }
            family.answer_lost = false;
            family.refresh_expires =
                after(now, REFRESH_SECONDS).min(after(family.consented, CONSENT_SECONDS));
        });
        Refreshed::Granted(number)
    }

    fn refuse(&mut self, value: &str, violation: Option<&'static str>) -> Option<&'static str> {
        let before = self.refused.get(value).map_or(0, |refusal| refusal.times);
        self.refused.put(value.to_owned(), Refusal { times: before + 1 });
        if before > 0 { Some("retry after invalid_grant") } else { violation }
    }

    /// The answer to the last refresh was lost on purpose.
    pub fn answer_was_lost(&mut self) {
        let newest = self
            .families
            .rows()
            .filter_map(|(number, family)| Some((family.rotated?, *number)))
            .max()
            .map(|(_, number)| number);
        if let Some(number) = newest {
            self.families.edit(&number, |family| family.answer_lost = true);
        }
    }

    /// Ends the family that a token belongs to; false when the token is unknown.
    pub fn revoke_by_token(&mut self, token: &str) -> bool {
        let by_refresh = self.refresh_values.get(token).map(|number| **number);
        let by_access = || self.access_tokens.get(token).map(|access| access.family);
        match by_refresh.or_else(by_access) {
            Some(number) => self.families.edit(&number, |family| family.revoked = true),
            None => false,
        }
    }

    /// Changes all tokens of a company; gives how many families it met.
    pub fn change_tokens(
        &mut self,
        realm: &str,
        change: TokenChange,
        entropy: &mut Entropy,
        now: Timestamp,
    ) -> usize {
        let numbers: Vec<u64> = self
            .families
            .rows()
            .filter(|(_, family)| family.realm.as_deref() == Some(realm) && !family.revoked)
            .map(|(number, _)| *number)
            .collect();
        for number in &numbers {
            match change {
                TokenChange::Expire => self.expire_access(*number, now),
                TokenChange::Revoke => {
                    self.families.edit(number, |family| family.revoked = true);
                }
                TokenChange::Rotate => {
                    let fresh = refresh_value(entropy, now);
                    self.refresh_values.put(fresh.clone(), *number);
                    self.families.edit(number, |family| {
                        family.refresh = fresh;
                        family.refresh_since = now;
                        family.previous = None;
                    });
                }
            }
        }
        numbers.len()
    }

    fn expire_access(&mut self, family: u64, now: Timestamp) {
        let tokens: Vec<String> = self
            .access_tokens
            .rows()
            .filter(|(_, access)| access.family == family)
            .map(|(token, _)| token.clone())
            .collect();
        for token in tokens {
            self.access_tokens.edit(&token, |access| access.expires = now);
        }
    }

    /// Every token by the first bytes of its hash, with its company and end.
    pub fn fingerprints(&self) -> Value {
        let refresh = self.families.values().map(|family| {
            json!({"kind": "refresh", "fingerprint": fingerprint(&family.refresh), "realm_id": family.realm,
                   "expires": family.refresh_expires, "revoked": family.revoked})
        });
        let access = self.access_tokens.rows().map(|(token, access)| {
            let family = self.families.get(&access.family);
            json!({"kind": "access", "fingerprint": fingerprint(token), "expires": access.expires,
                   "realm_id": family.and_then(|family| family.realm.clone()),
                   "revoked": family.is_none_or(|family| family.revoked)})
        });
        Value::Array(refresh.chain(access).collect())
    }
}

fn refresh_value(entropy: &mut Entropy, now: Timestamp) -> String {
    let shard = entropy.below(90) + 10;
    format!("RT1-{shard}-H0-{}{}", now.as_second() + REFRESH_SECONDS, entropy.word(20).to_lowercase())
}
