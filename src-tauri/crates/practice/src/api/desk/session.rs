//! Who may use the control API from the desk's page.
//!
//! The page cannot carry the control token: an address with a secret in it ends up in histories and logs. Instead
//! the page sets a cookie with a fresh random value that lives as long as this process: `HttpOnly`, so no script
//! reads it, and `SameSite=Strict`, so no other site sends it. Cookies do not tell ports apart, so the cookie's name
//! holds the port, and every call that comes with it must name this server in `Host` (against a foreign name that
//! resolves to this computer) and, when it changes anything, come from a page of this server by `Origin` (against
//! posts from pages of other ports). Whoever can open the page at all can reach a loopback port of this computer and
//! may play: the books behind it are simulated, and no real secret is near.

use http::Method;
use sha2::{Digest as _, Sha256};

use crate::http::Request;
use crate::options::Options;
use crate::refusal::Refusal;
use crate::world::World;

/// Port of the address that own links start with.
fn port(options: &Options) -> u16 {
    url::Url::parse(&options.base).ok().and_then(|base| base.port_or_known_default()).unwrap_or(80)
}

/// The name of the desk's cookie.
pub fn cookie_name(options: &Options) -> String {
    format!("practice_desk_{}", port(options))
}

/// Whether `Host` names this server by a loopback name.
pub fn host_is_ours(options: &Options, request: &Request) -> bool {
    let port = port(options);
    let host = request.header("host").unwrap_or_default();
    ["127.0.0.1", "localhost", "[::1]"].iter().any(|name| host == format!("{name}:{port}"))
}

/// Whether the request carries the desk's cookie.
fn has_cookie(world: &World, request: &Request) -> bool {
    let Some(value) = world.desk.known() else { return false };
    let name = cookie_name(&world.options);
    let mut pairs =
        request.header("cookie").unwrap_or_default().split(';').filter_map(|p| p.trim().split_once('='));
    // Digests are compared, so that the time it takes tells nothing about the value.
    pairs.any(|(key, sent)| key == name && Sha256::digest(sent) == Sha256::digest(value))
}

/// Lets a call of the desk's page pass; the refusal says what is missing.
pub fn admit(world: &World, request: &Request) -> Result<(), Refusal> {
    if !has_cookie(world, request) {
        let text = "must be Bearer with the control token, or the call must come from the practice desk";
        return Err(Refusal::unauthorized().field("authorization", text));
    }
    if !host_is_ours(&world.options, request) {
        return Err(Refusal::forbidden("The practice desk answers to loopback names only"));
    }
    let own = format!("http://{}", request.header("host").unwrap_or_default());
    let reads = request.method == Method::GET;
    let foreign = match request.header("origin") {
        Some(origin) => origin != own,
        None => !reads,
    };
    let elsewhere = request.header("sec-fetch-site").is_some_and(|site| site != "same-origin");
    if foreign || elsewhere {
        return Err(Refusal::forbidden("Only the practice desk's own page may do this"));
    }
    Ok(())
}
