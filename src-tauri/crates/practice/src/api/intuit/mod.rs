//! The simulated sign-in of QuickBooks: OAuth 2.0 and OpenID Connect.
//!
//! `authorize` leads through pages in plain HTML ([`pages`]) to a code; [`tokens`] exchanges and refreshes;
//! one consent is one *family* of tokens, bound to one company.

mod flow;
mod identity;
mod pages;
mod tokens;

use http::Method;
use serde_json::{Value, json};

pub use crate::state::intuit::Intuit;
pub use crate::state::intuit::grant::TokenChange;
pub use identity::ISSUER;

use crate::http::{Reply, Request};
use crate::world::World;

/// Handles one call under `/intuit`.
pub fn handle(world: &mut World, request: &Request) -> Reply {
    let path = request.path.strip_prefix("/intuit").unwrap_or_default().trim_end_matches('/').to_owned();
    let get = request.method == Method::GET;
    let post = request.method == Method::POST;
    match path.as_str() {
        "/.well-known/openid_sandbox_configuration" | "/.well-known/openid_configuration" if get => {
            Reply::json(200, &discovery(&world.options.base))
        }
        "/op/v1/jwks" if get => Reply::json(200, &identity::key_set()),
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
        "issuer": identity::ISSUER,
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
