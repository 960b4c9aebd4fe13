//! The token endpoint and revocation.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::identity;
use crate::http::{Reply, Request};
use crate::state::intuit::grant::{ACCESS_SECONDS, CONSENT_SECONDS, Refreshed, fingerprint};
use crate::switches::Switch;
use crate::world::World;

/// `POST /oauth2/v1/tokens/bearer`.
pub fn exchange(world: &mut World, request: &Request) -> Reply {
    let form = request.form();
    if !is_our_client(world, request, &form) {
        return Reply::json(401, &json!({"error": "invalid_client"}));
    }
    let reply = match field(&form, "grant_type") {
        Some("authorization_code") => by_code(world, &form),
        Some("refresh_token") => by_refresh(world, &form),
        Some(_) => Err(Reply::json(400, &json!({"error": "unsupported_grant_type"}))),
        None => Err(Reply::json(400, &json!({"error": "invalid_request"}))),
    };
    let reply = match reply {
        Ok(family) => grant(world, request, family),
        Err(reply) => reply,
    };
    let tid = format!("1-{}-{}", world.entropy.hex(8), world.entropy.hex(24));
    reply.with("intuit_tid", tid).with("cache-control", "no-cache, no-store").with("pragma", "no-cache")
}

/// `POST /v2/oauth2/tokens/revoke`: the token as JSON or as a form field.
pub fn revoke(world: &mut World, request: &Request) -> Reply {
    let form = request.form();
    if !is_our_client(world, request, &form) {
        return Reply::json(401, &json!({"error": "invalid_client"}));
    }
    let in_json = request.json().ok().and_then(|body| body.get("token")?.as_str().map(str::to_owned));
    let token = in_json.or_else(|| field(&form, "token").map(str::to_owned));
    if token.is_some_and(|token| world.intuit.revoke_by_token(&token)) {
        world.log.effect("revoked a consent".to_owned());
        Reply::empty(200)
    } else {
        Reply::json(400, &json!({"error": "invalid_request"}))
    }
}

fn field<'a>(form: &'a [(String, String)], name: &str) -> Option<&'a str> {
    form.iter()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.as_str())
        .filter(|value| !value.is_empty())
}

/// Both ways to show the secret: Basic, or in the form.
fn is_our_client(world: &World, request: &Request, form: &[(String, String)]) -> bool {
    let basic = request.header("authorization").and_then(|value| {
        let (scheme, encoded) = value.split_once(' ')?;
        let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
        let (id, secret) = text.split_once(':')?;
        scheme.eq_ignore_ascii_case("basic").then(|| (id.to_owned(), secret.to_owned()))
    });
    let posted = || Some((field(form, "client_id")?.to_owned(), field(form, "client_secret")?.to_owned()));
    basic
        .or_else(posted)
        .is_some_and(|(id, secret)| id == world.intuit.client_id && secret == world.intuit.client_secret)
}

fn invalid_grant(world: &World) -> Reply {
    Reply::json(
        400,
        &if world.options.switches.is(Switch::InvalidGrantText, "none") {
            json!({"error": "invalid_grant"})
        } else {
            json!({"error_description": "Token invalid", "error": "invalid_grant"})
        },
    )
}

fn by_code(world: &mut World, form: &[(String, String)]) -> Result<u64, Reply> {
    let now = world.clock.now();
    let code =
        field(form, "code").and_then(|code| world.intuit.take_code(code, field(form, "redirect_uri"), now));
    let Some(code) = code else { return Err(invalid_grant(world)) };
    let World { intuit, entropy, .. } = world;
    let family = intuit.consent(code.realm.clone(), &code.scope, code.phone_verified, entropy, now);
    let company = code.realm.as_deref().unwrap_or("no company");
    world.log.effect(format!("connected {company}"));
    Ok(family)
}

fn by_refresh(world: &mut World, form: &[(String, String)]) -> Result<u64, Reply> {
    let now = world.clock.now();
    let Some(value) = field(form, "refresh_token") else {
        return Err(Reply::json(400, &json!({"error": "invalid_request"})));
    };
    let World { intuit, entropy, options, .. } = world;
    match intuit.refresh(value, &options.switches, entropy, now) {
        Refreshed::Granted(family) => Ok(family),
        Refreshed::Refused(violation) => {
            if let Some(kind) = violation {
                world.violate(kind, format!("refresh token {}", fingerprint(value)));
            }
            Err(invalid_grant(world))
        }
    }
}

fn grant(world: &mut World, request: &Request, number: u64) -> Reply {
    let now = world.clock.now();
    let World { intuit, entropy, .. } = world;
    let access = intuit.issue_access(number, entropy, now);
    let Some(family) = intuit.family(number) else { return invalid_grant(world) };
    let mut answer = json!({
        "token_type": "bearer",
        "access_token": access,
        "expires_in": ACCESS_SECONDS,
        "refresh_token": family.refresh,
        "x_refresh_token_expires_in": family.refresh_expires.as_second() - now.as_second(),
    });
    if request
        .header("x-include-refresh-token-hard-expires-in")
        .is_some_and(|value| value.eq_ignore_ascii_case("true"))
    {
        let left = CONSENT_SECONDS - (now.as_second() - family.consented.as_second());
        answer["x_refresh_token_hard_expires_in"] = json!(left.max(0));
    }
    if family.scope.split(' ').any(|scope| scope == "openid") {
        match identity::id_token(intuit, family, now) {
            Some(token) => answer["id_token"] = Value::String(token),
            None => return Reply::json(500, &json!({"error": "server_error"})),
        }
    }
    Reply::json(200, &answer)
}
