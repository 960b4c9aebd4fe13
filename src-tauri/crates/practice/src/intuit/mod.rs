//! The simulated sign-in of QuickBooks: OAuth 2.0 and OpenID Connect.
//!
//! `authorize` leads through pages in plain HTML ([`pages`]) to a code; [`tokens`] exchanges and refreshes;
//! one consent is one *family* of tokens, bound to one company.

mod consents;
mod flow;
mod grant;
mod identity;
mod key;
mod pages;
mod sign_in;
mod tokens;

use std::sync::Arc;
use std::sync::OnceLock;

use http::Method;
use rsa::RsaPrivateKey;
use serde_json::{Value, json};

pub use grant::TokenChange;
pub use identity::ISSUER;

use crate::entropy::Entropy;
use crate::http::{Reply, Request};
use crate::table::{Change, Persistent, ReplayError, Table};
use crate::world::World;
use grant::{Access, Family, Refusal};
use sign_in::{Code, Flow};

/// The registered app, the people who can sign in, and every token given out.
#[derive(Debug, Clone)]
pub struct Intuit {
    pub client_id: String,
    pub client_secret: String,
    pub webhook_verifier: String,
    /// Makes the signing key, once, when it is first needed.
    key_seed: u64,
    key: Arc<OnceLock<Option<RsaPrivateKey>>>,
    flows: Table<String, Flow>,
    codes: Table<String, Code>,
    families: Table<u64, Family>,
    /// Every refresh value ever given out, with its family.
    refresh_values: Table<String, u64>,
    access_tokens: Table<String, Access>,
    /// Refresh values that were answered with `invalid_grant`.
    refused: Table<String, Refusal>,
}

impl Intuit {
    /// A new app registration.
    pub fn found(entropy: &mut Entropy) -> Self {
        Self {
            client_id: format!("AB{}", entropy.word(48)),
            client_secret: entropy.word(40),
            webhook_verifier: entropy.uuid(),
            key_seed: entropy.below(u64::MAX),
            key: Arc::default(),
            flows: Table::default(),
            codes: Table::default(),
            families: Table::default(),
            refresh_values: Table::default(),
            access_tokens: Table::default(),
            refused: Table::default(),
        }
    }

    /// Goes back to an earlier state of the same registration.
    pub fn revert_to(&mut self, earlier: &Self) {
        self.flows.revert_to(&earlier.flows);
        self.codes.revert_to(&earlier.codes);
        self.families.revert_to(&earlier.families);
        self.refresh_values.revert_to(&earlier.refresh_values);
        self.access_tokens.revert_to(&earlier.access_tokens);
        self.refused.revert_to(&earlier.refused);
    }
}

impl Persistent for Intuit {
    fn drain(&mut self, prefix: &str, changes: &mut Vec<Change>) {
        self.flows.drain(&format!("{prefix}flows"), changes);
        self.codes.drain(&format!("{prefix}codes"), changes);
        self.families.drain(&format!("{prefix}families"), changes);
        self.refresh_values.drain(&format!("{prefix}refresh"), changes);
        self.access_tokens.drain(&format!("{prefix}access"), changes);
        self.refused.drain(&format!("{prefix}refused"), changes);
    }

    fn replay(&mut self, table: &str, key: &str, value: Option<&str>) -> Result<(), ReplayError> {
        match table {
            "flows" => self.flows.replay(table, key, value),
            "codes" => self.codes.replay(table, key, value),
            "families" => self.families.replay(table, key, value),
            "refresh" => self.refresh_values.replay(table, key, value),
            "access" => self.access_tokens.replay(table, key, value),
            "refused" => self.refused.replay(table, key, value),
            _ => Err(ReplayError::Table(table.to_owned())),
        }
    }
}

/// Handles one call under `/intuit`.
pub fn handle(world: &mut World, request: &Request) -> Reply {
    let path = request.path.strip_prefix("/intuit").unwrap_or_default().trim_end_matches('/').to_owned();
    let get = request.method == Method::GET;
    let post = request.method == Method::POST;
    match path.as_str() {
        "/.well-known/openid_sandbox_configuration" | "/.well-known/openid_configuration" if get => {
            Reply::json(200, &discovery(&world.options.base))
        }
        "/op/v1/jwks" if get => Reply::json(200, &identity::key_set(&world.intuit)),
        "/oauth2/v1/tokens/bearer" if post => tokens::exchange(world, request),
        "/v2/oauth2/tokens/revoke" if post => tokens::revoke(world, request),
        "/v1/openid_connect/userinfo" if get => identity::user_info(world, request),
        "/pages.css" if get => Reply::bytes(200, "text/css; charset=utf-8", pages::STYLE.as_bytes().to_vec()),
        "/connect/oauth2" if get => flow::start(world, request),
        path => match path.strip_prefix("/connect/") {
            Some(step) if get => flow::show(world, step, request),
            Some(step) if post => flow::advance(world, step, request),
            _ => Reply::text(404, "There is nothing at this address."),
        },
    }
}

/// The discovery document, key by key as recorded.
fn discovery(base: &str) -> Value {
    let at = format!("{base}/intuit");
    json!({
        "issuer": ISSUER,
        "authorization_endpoint": format!("{at}/connect/oauth2"),
        "token_endpoint": format!("{at}/oauth2/v1/tokens/bearer"),
        "userinfo_endpoint": format!("{at}/v1/openid_connect/userinfo"),
        "revocation_endpoint": format!("{at}/v2/oauth2/tokens/revoke"),
        "jwks_uri": format!("{at}/op/v1/jwks"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "email", "profile", "address", "phone"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "claims_supported": ["aud", "exp", "iat", "iss", "realmid", "sub"],
    })
}
