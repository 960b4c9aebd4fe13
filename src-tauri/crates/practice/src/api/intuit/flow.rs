//! One sign-in on its way: sign in, phone, company, consent; Cancel at each.

use url::{Host, Url};

use super::identity::{EMAIL, PASSWORD};
use super::pages;
use crate::clock::after;
use crate::http::{Reply, Request};
use crate::state::intuit::sign_in::{Code, Flow, Step};
use crate::switches::Switch;
use crate::world::World;

const FLOW_SECONDS: i64 = 3_600;
const CODE_SECONDS: i64 = 600;
/// The registered address; every other loopback port is registered with any path.
const REGISTERED: &str = "http://localhost:17823/callback";
const REGISTERED_PORT: u16 = 17_823;

/// Whether an address may be redirected to.
pub fn is_registered(address: &str) -> bool {
    if address == REGISTERED {
        return true;
    }
    let Ok(url) = Url::parse(address) else { return false };
    let loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        _ => false,
    };
    url.scheme() == "http"
        && loopback
        && url.port().is_some_and(|port| port != REGISTERED_PORT)
        && url.fragment().is_none()
        && url.username().is_empty()
}

/// `GET /connect/oauth2`.
pub fn start(world: &mut World, request: &Request) -> Reply {
    let param = |name: &str| request.param(name).filter(|value| !value.is_empty());
    if param("client_id") != Some(world.intuit.client_id.as_str()) {
        return pages::problem(
            400,
            "This app is not registered",
            "The client_id parameter is missing or unknown.",
        );
    }
    let Some(redirect) = param("redirect_uri").filter(|address| is_registered(address)) else {
        return pages::problem(
            400,
            "This redirect address is not registered",
            "The redirect_uri parameter must be one of the addresses registered for the app.",
        );
    };
    let state = param("state").map(str::to_owned);
    let refuse = |error: &str| {
        Reply::redirect(&address(redirect, &[("error", error), ("state", state.as_deref().unwrap_or(""))]))
    };
    if param("response_type") != Some("code") {
        return refuse("unsupported_response_type");
    }
    let Some(scope) = param("scope").filter(|scope| scopes_known(scope)) else {
        return refuse("invalid_scope");
    };
    let flow = Flow {
        redirect: redirect.to_owned(),
        state: state.clone(),
        scope: scope.to_owned(),
        step: Step::SignIn,
        phone_code: format!("{:06}", world.entropy.below(1_000_000)),
        phone_verified: false,
        realm: None,
        started: world.clock.now(),
    };
    let id = world.entropy.hex(32);
    world.intuit.flows.put(id.clone(), flow);
    see(Step::SignIn, &id)
}

fn scopes_known(scope: &str) -> bool {
    const KNOWN: &[&str] = &[
        "com.intuit.quickbooks.accounting",
        "com.intuit.quickbooks.payment",
        "openid",
        "profile",
        "email",
        "phone",
        "address",
    ];
    scope.split(' ').filter(|part| !part.is_empty()).all(|part| KNOWN.contains(&part))
}

fn see(step: Step, id: &str) -> Reply {
    Reply::empty(303).with("location", format!("/intuit/connect/{}?flow={id}", step.path()))
}

fn address(redirect: &str, pairs: &[(&str, &str)]) -> String {
    match Url::parse(redirect) {
        Ok(mut url) => {
            let kept = pairs.iter().filter(|(_, value)| !value.is_empty());
            url.query_pairs_mut().extend_pairs(kept);
            url.into()
        }
        Err(_) => redirect.to_owned(),
    }
}

fn find(world: &World, id: Option<&str>) -> Option<(String, Flow)> {
    let id = id?;
    let flow = world.intuit.flows.get(id)?;
    let alive = after(flow.started, FLOW_SECONDS) > world.clock.now();
    alive.then(|| (id.to_owned(), (**flow).clone()))
}

fn over() -> Reply {
    pages::problem(400, "This sign-in is over", "Go back to the app and start again.")
}

/// `GET /connect/{step}?flow=…`: the page of the step the sign-in stands at.
pub fn show(world: &mut World, step: &str, request: &Request) -> Reply {
    let Some((id, flow)) = find(world, request.param("flow")) else { return over() };
    if flow.step.path() != step {
        return see(flow.step, &id);
    }
    pages::page(world, &id, &flow, None)
}

/// `POST /connect/{form}`: one of the forms was sent.
pub fn advance(world: &mut World, form: &str, request: &Request) -> Reply {
    let fields = request.form();
    let field = |name: &str| fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let Some((id, mut flow)) = find(world, field("flow")) else { return over() };
    let problem = match (form, flow.step) {
        ("cancel", _) => return cancel(world, &id, &flow),
        ("sign-in", Step::SignIn) => {
            let right = field("email").is_some_and(|email| email.trim().eq_ignore_ascii_case(EMAIL))
                && field("password") == Some(PASSWORD);
            (!right).then_some("That e-mail address and password do not go together.")
        }
        ("google", Step::SignIn) | ("skip-phone", Step::Phone) => None,
        ("phone", Step::Phone) => {
            flow.phone_verified = field("code").map(str::trim) == Some(flow.phone_code.as_str());
            (!flow.phone_verified).then_some("That is not the code we sent.")
        }
        ("company", Step::Company) => {
            flow.realm =
                field("realm_id").filter(|realm| world.companies.contains_key(*realm)).map(str::to_owned);
            flow.realm.is_none().then_some("Choose one of your companies.")
        }
        ("consent", Step::Consent) => return finish(world, &id, &flow),
        _ => return see(flow.step, &id),
    };
    if problem.is_some() {
        return pages::page(world, &id, &flow, problem);
    }
    next(world, &mut flow);
    let step = flow.step;
    world.intuit.flows.put(id.clone(), flow);
    see(step, &id)
}

fn next(world: &World, flow: &mut Flow) {
    let phone_page = world.options.switches.is(Switch::PhonePage, "on");
    flow.step = match flow.step {
        Step::SignIn if phone_page => Step::Phone,
        Step::SignIn => {
            flow.phone_verified = true;
            if flow.wants_company() { Step::Company } else { Step::Consent }
        }
        Step::Phone if flow.wants_company() => Step::Company,
        Step::Phone | Step::Company | Step::Consent => Step::Consent,
    };
}

fn cancel(world: &mut World, id: &String, flow: &Flow) -> Reply {
    world.intuit.flows.remove(id);
    world.log.effect("cancelled a sign-in".to_owned());
    let state = flow.state.as_deref().unwrap_or("");
    let some = world.options.switches.is(Switch::DeniedConsentExtras, "some");
    let extra = if some { "The user did not consent." } else { "" };
    let pairs = [("error", "access_denied"), ("error_description", extra), ("state", state)];
    Reply::empty(303).with("location", address(&flow.redirect, &pairs))
}

fn finish(world: &mut World, id: &String, flow: &Flow) -> Reply {
    let value = format!("AB11{}{}", world.clock.now().as_second(), world.entropy.word(36));
    let code = Code {
        redirect: flow.redirect.clone(),
        scope: flow.scope.clone(),
        realm: flow.realm.clone(),
        phone_verified: flow.phone_verified,
        expires: after(world.clock.now(), CODE_SECONDS),
        used: false,
    };
    world.intuit.codes.put(value.clone(), code);
    world.intuit.flows.remove(id);
    world.log.effect("consented".to_owned());
    let state = flow.state.as_deref().unwrap_or("");
    let realm = flow.realm.as_deref().unwrap_or("");
    let pairs = [("code", value.as_str()), ("state", state), ("realmId", realm)];
    Reply::empty(303).with("location", address(&flow.redirect, &pairs))
}
