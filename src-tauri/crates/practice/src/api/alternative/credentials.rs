//! What the token endpoint is asked: who, and for which scopes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::fields::parse;
use crate::http::Request;
use crate::refusal::Refusal;
use crate::state::platform::access::Credentials;

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

/// Reads `Authorization: Basic …`; whatever is wrong with it counts as wrong credentials.
pub fn read(request: &Request) -> Option<Credentials> {
    let (scheme, encoded) = request.header("authorization")?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (client_id, client_secret) = text.split_once(':')?;
    Some(Credentials { client_id: client_id.to_owned(), client_secret: client_secret.to_owned() })
}

/// The scopes asked for in a form or (accepted once, live) JSON body.
pub fn scopes(request: &Request) -> Result<Option<Vec<String>>, Refusal> {
    let json = request.header("content-type").is_some_and(|kind| kind.contains("json"));
    let fields: Vec<(String, String)> = if json {
        let body = parse(&request.body)?;
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
