//! The simulated QuickBooks Online accounting API.
//!
//! [`handle`] takes one call through the gateway (token, company, limits) to [`answer`], which reads or writes
//! the [`Books`]. Facts come from the project's QuickBooks reference; open questions are switches.

mod attachable;
mod batch;
mod bill;
mod build;
mod cards;
mod changes;
mod checks;
mod credits;
mod currency;
mod deposit;
mod draft;
mod fault;
mod fields;
mod journal;
mod lists;
mod names;
mod opening;
mod operate;
mod payment;
mod pdf;
mod people;
mod query;
mod receipts;
mod recorded;
mod references;
mod render;
mod sale_lines;
mod sales;
mod save;
mod send;
mod single;
mod transfer;
mod upload;
mod wire;

use http::Method;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Value, json};

pub use crate::state::books::Books;
pub use crate::state::books::entity::Entity;
pub use crate::state::books::happened::{Happening, Verb};
pub use crate::state::books::place::Place;
pub use fault::Fault;
pub use fault::{on_purpose as fault_on_purpose, unreadable_record};

use crate::clock::company_zone;
use crate::http::{Reply, Request};
use crate::state::books::entity::{Named, lookup};
use crate::state::books::throttle::Passage;
use crate::switches::Switch;
use crate::world::World;
use draft::{Actor, Context};
use fault::{Gate, gateway};
use operate::{Notes, named, operate, operate_once};
use wire::{Object, clock_text_ms};

const REQUESTID_CHARACTERS_MAX: usize = 50;

/// Handles one call under `/quickbooks`.
pub fn handle(world: &mut World, request: &Request) -> Reply {
    if let Some(reply) = attachable::file(world, &request.path, world.clock.now()) {
        return reply;
    }
    let reply = match at_the_gate(world, request) {
        Ok(realm) => answer(world, &realm, request, Actor::App),
        Err(reply) => reply,
    };
    let tid = format!("1-{}-{}", world.entropy.hex(8), world.entropy.hex(24));
    reply
        .with("intuit_tid", tid)
        .with("qbo-version", "practice")
        .with("cache-control", "max-age=0, no-cache, no-store, must-revalidate, private")
        .with("x-content-type-options", "nosniff")
}

/// The gateway's answer to a token that does not work.
pub fn bad_token(world: &World) -> Reply {
    gateway(&world.options.switches, Gate::BadToken)
}

/// Any accounting call as a person at the screen of the books: no token, no limits. `target` is the path after
/// the company, like `/invoice?operation=delete`.
pub fn as_user(
    world: &mut World,
    realm: &str,
    person: &str,
    method: Method,
    target: &str,
    body: &Value,
) -> Reply {
    let target = format!("/quickbooks/v3/company/{realm}/{}", target.trim_start_matches('/'));
    let request = Request::new(method, &target, world.clock.now()).with_json(body);
    answer(world, realm, &request, Actor::Person(person.to_owned()))
}

/// Closes the books of a company up to and with a date, or opens them all. False when there is no such company.
pub fn close_books(world: &mut World, realm: &str, date: Option<Date>) -> bool {
    let context = context(world, None, Actor::Person("the accountant".into()));
    let effect =
        date.map_or_else(|| "opened the books".to_owned(), |date| format!("closed the books to {date}"));
    let found =
        world.companies.get_mut(realm).map(|books| people::close_books(books, &context, date)).is_some();
    if found {
        world.log.effect(effect);
    }
    found
}

/// Merges two customers of a company.
pub fn merge_customers(world: &mut World, realm: &str, winner: u64, loser: u64) -> Result<(), Fault> {
    let context = context(world, None, Actor::Person("the bookkeeper".into()));
    let Some(books) = world.companies.get_mut(realm) else { return Err(Fault::inactive()) };
    people::merge_customers(books, &context, winner, loser)?;
    books.happened.merge((Entity::Customer, winner), loser);
    world.log.effect(format!("merged Customer {loser} into {winner}"));
    Ok(())
}

/// All companies as JSON: records, balances, trial balance, tokens by fingerprint only.
pub fn state_json(world: &World) -> Value {
    let context = context(world, None, Actor::Person("control".into()));
    let companies: Vec<Value> =
        world.companies.values().map(|books| people::state(books, &context)).collect();
    json!({"companies": companies, "tokens": world.intuit.fingerprints()})
}

/// The calls of this month as the partner programme would count them, by company.
pub fn metering_json(world: &World) -> Value {
    let rows = world.companies.values().map(|books| (books.realm_id().to_owned(), books.meter.state()));
    Value::Object(rows.collect())
}

fn context(world: &World, request: Option<&Request>, actor: Actor) -> Context {
    let now = world.clock.now();
    let token = request.and_then(Request::bearer);
    let include = request.and_then(|request| request.param("include")).unwrap_or_default();
    Context {
        now,
        today: now.to_zoned(company_zone()).date(),
        switches: world.options.switches.clone(),
        actor,
        consent: token.and_then(|token| world.intuit.consent_of_access(token)),
        include: include
            .split(',')
            .map(|word| word.trim().to_lowercase())
            .filter(|word| !word.is_empty())
            .collect(),
        base: world.options.base.clone(),
        seal: world.intuit.client_secret.clone(),
        loops: request.is_some_and(|request| request.loops.is_some()),
    }
}

/// The company of a path `/quickbooks/v3/company/{realm}/…`.
fn realm_of(path: &str) -> Option<&str> {
    let rest = path.strip_prefix("/quickbooks/v3/company/")?;
    rest.split('/').next().filter(|realm| !realm.is_empty())
}

/// Token, company, limits: the realm when the call may pass.
fn at_the_gate(world: &mut World, request: &Request) -> Result<String, Reply> {
    let Some(realm) = realm_of(&request.path) else {
        return Err(Reply::text(404, "There is nothing at this address."));
    };
    let switches = &world.options.switches;
    let now = world.clock.now();
    let granted = request.bearer().and_then(|token| world.intuit.realm_of_access(token, now));
    match granted {
        None => return Err(gateway(switches, Gate::BadToken)),
        Some(granted) if granted != realm || !world.companies.contains_key(realm) => {
            return Err(gateway(switches, Gate::OtherCompany));
        }
        Some(_) => {}
    }
    let realm = realm.to_owned();
    if world.options.throttle {
        let batch = request.path.trim_end_matches('/').ends_with("/batch");
        let passage = world.companies.get_mut(&realm).map(|books| books.traffic.pass(now, batch));
        let detail = || format!("{} {} within a minute of a 429", request.method, request.path);
        match passage {
            Some(Passage::Throttled { ignored }) => {
                if ignored {
                    world.violate("ignored 429", detail());
                }
                return Err(gateway(&world.options.switches, Gate::Throttled));
            }
            Some(Passage::Impatient) => world.violate("ignored 429", detail()),
            Some(Passage::Open) | None => {}
        }
    }
    Ok(realm)
}

/// Answers a call that passed the gate.
fn answer(world: &mut World, realm: &str, request: &Request, actor: Actor) -> Reply {
    let context = context(world, Some(request), actor);
    let Some(books) = world.companies.get_mut(realm) else {
        return Reply::text(404, "There is no such company.");
    };
    let by_app = context.actor == Actor::App;
    if by_app {
        let (writes, reads) = metered(&context, request);
        books.meter.count(context.now, writes, reads);
    }
    let mut notes = Notes::default();
    let reply =
        route(books, &context, request, &mut notes).unwrap_or_else(|fault| fault.to_reply(context.now));
    if let Some(consent) = context.consent.filter(|_| reply.status == 200 && asks_for_preferences(request)) {
        books.tell_closing_date(consent, context.now);
    }
    for effect in notes.effects {
        world.log.effect(effect);
    }
    for (kind, detail) in notes.violations {
        world.violate(kind, detail);
    }
    if by_app {
        notes.payments.iter().for_each(|id| recorded::check(world, realm, *id));
    }
    reply
}

/// Whether the answer says how far the books are closed: the preferences themselves, a query of them, or change data
/// that would name them.
fn asks_for_preferences(request: &Request) -> bool {
    let names = |text: &str| text.to_ascii_lowercase().contains("preferences");
    let path = request.path.trim_end_matches('/');
    let asks = path.ends_with("/query") || path.ends_with("/batch") || path.ends_with("/cdc");
    names(path)
        || asks
            && (request.query.iter().any(|(_, value)| names(value))
                || names(&String::from_utf8_lossy(&request.body)))
}

/// How many writes and reads a call counts as. How a batch counts is a switch.
fn metered(context: &Context, request: &Request) -> (u64, u64) {
    let path = request.path.trim_end_matches('/');
    if path.ends_with("/batch") {
        let body = request.json().unwrap_or_default();
        let items = body["BatchItemRequest"].as_array().map_or(&[][..], Vec::as_slice);
        let reads = items.iter().filter(|item| item.get("Query").is_some()).count() as u64;
        let writes = items.len() as u64 - reads;
        return match (context.switches.is(Switch::BatchMetering, "one-per-item"), reads) {
            (true, _) => (writes, reads),
            (false, 0) => (1, 0),
            (false, _) => (0, 1),
        };
    }
    let reads = request.method == Method::GET || path.ends_with("/query");
    if reads { (0, 1) } else { (1, 0) }
}

fn route(books: &mut Books, context: &Context, request: &Request, notes: &mut Notes) -> Result<Reply, Fault> {
    let prefix = format!("/quickbooks/v3/company/{}", books.realm_id());
    let rest = request.path.strip_prefix(&prefix).unwrap_or_default();
    let parts: Vec<&str> = rest.split('/').filter(|part| !part.is_empty()).collect();
    let get = request.method == Method::GET;
    let post = request.method == Method::POST;
    match parts.as_slice() {
        ["query"] if get || post => {
            let text = match request.param("query") {
                Some(text) => text.to_owned(),
                None => String::from_utf8_lossy(&request.body).into_owned(),
            };
            let query = query::parse(text.trim(), context.clamps_pages())?;
            let found = query::run(books, context, &query)?;
            Ok(timed(context.now, "QueryResponse", &found))
        }
        ["cdc"] if get => {
            let entities = request.param("entities").ok_or_else(|| Fault::missing("entities"))?;
            let since = request.param("changedSince").ok_or_else(|| Fault::missing("changedSince"))?;
            Ok(timed(context.now, "CDCResponse", &changes::changes(books, context, entities, since)?))
        }
        ["batch"] if post => {
            let body = body(request)?;
            let items = batch::batch(books, context, requestid(request)?, &body, notes)?;
            Ok(timed(context.now, "BatchItemResponse", &items))
        }
        ["upload"] if post => {
            let asked = &request.body;
            let answer = operate_once(books, context, requestid(request)?, asked, |books| {
                let files = upload::upload(books, context, request, notes)?;
                Ok(json!({"AttachableResponse": files, "time": clock_text_ms(context.now)}))
            })?;
            Ok(Reply::json(200, &answer))
        }
        ["download", id] if get => {
            let place = checks::find(books, Entity::Attachable, id)?;
            Ok(Reply::text(200, &attachable::address(books, context, place.1)))
        }
        ["exchangerate"] if get => exchange_rate(books, context, request),
        ["preferences"] if get => read(books, context, (Entity::Preferences, 1)),
        ["companyinfo", id] if get && (*id == books.realm_id() || *id == "1") => {
            read(books, context, (Entity::CompanyInfo, 1))
        }
        [name, id, "pdf"] if get => {
            let entity = known(name)?;
            let place = checks::find(books, entity, id)?;
            let record = books.record(place).ok_or_else(Fault::deleted)?;
            let bytes = pdf::page(books, place, record);
            let bytes =
                bytes.ok_or_else(|| Fault::unsupported_operation(&format!("pdf of {}", entity.name())))?;
            Ok(Reply::bytes(200, "application/pdf", bytes))
        }
        [name, id, "send"] if post => {
            let place = checks::find(books, known(name)?, id)?;
            let value = send::send(books, context, place, request.param("sendTo"))?;
            books.happened.call(place, Verb::Emailed);
            notes.effects.push(format!("sent {} {}", place.0.name(), place.1));
            Ok(timed(context.now, place.0.name(), &value))
        }
        [name, id] if get => {
            let place = checks::find(books, known(name)?, id)?;
            read(books, context, place)
        }
        [name] if post => write_one(books, context, request, name, notes),
        _ => Ok(Reply::text(404, "There is nothing at this address.")),
    }
}

fn write_one(
    books: &mut Books,
    context: &Context,
    request: &Request,
    name: &str,
    notes: &mut Notes,
) -> Result<Reply, Fault> {
    let entity = known(name)?;
    let operation = named(entity, request.param("operation"), context)?;
    let body = body(request)?;
    let requestid = requestid(request)?;
    let answer = operate_once(books, context, requestid, &request.body, |books| {
        let mut answer = operate(books, context, entity, operation, body, notes)?;
        answer["time"] = json!(clock_text_ms(context.now));
        Ok(answer)
    })?;
    Ok(Reply::json(200, &answer))
}

fn known(name: &str) -> Result<Entity, Fault> {
    match lookup(name) {
        Named::Kept(entity) => Ok(entity),
        Named::Empty(known) => Err(Fault::unsupported_operation(&format!("this on {known}"))),
        Named::Unknown => Err(Fault::unsupported_operation(name)),
    }
}

fn read(books: &Books, context: &Context, place: Place) -> Result<Reply, Fault> {
    let record = books.record(place).ok_or_else(Fault::inactive)?;
    checks::check_readable(books, context, place)?;
    Ok(timed(context.now, place.0.name(), &render::render(books, context, place, record)))
}

/// The rate of a currency, asked for by its code.
fn exchange_rate(books: &Books, context: &Context, request: &Request) -> Result<Reply, Fault> {
    let code = request.param("sourcecurrencycode").ok_or_else(|| Fault::missing("sourcecurrencycode"))?;
    let found = books.all(Entity::ExchangeRate).find(|(_, record)| {
        record.kept().value("SourceCurrencyCode").is_some_and(|own| own.as_str() == Some(code))
    });
    let (id, _) = found.ok_or_else(Fault::inactive)?;
    read(books, context, (Entity::ExchangeRate, id))
}

fn timed(now: Timestamp, name: &str, value: &Value) -> Reply {
    Reply::json(200, &json!({name: value, "time": clock_text_ms(now)}))
}

/// The body as an object. A bad byte is an "unsupported operation", as the real service has it.
fn body(request: &Request) -> Result<Object, Fault> {
    let text =
        std::str::from_utf8(&request.body).map_err(|_| Fault::unsupported_operation("with this encoding"))?;
    match serde_json::from_str(text) {
        Ok(Value::Object(map)) => Ok(map),
        Ok(_) => Err(Fault::unreadable("The body must be a JSON object")),
        Err(error) => Err(Fault::unreadable(format!("failed to parse json object; {error}"))),
    }
}

fn requestid(request: &Request) -> Result<Option<&str>, Fault> {
    match request.param("requestid").filter(|id| !id.is_empty()) {
        Some(id) if id.chars().count() > REQUESTID_CHARACTERS_MAX => {
            Err(Fault::too_long("requestid", REQUESTID_CHARACTERS_MAX))
        }
        id => Ok(id),
    }
}
