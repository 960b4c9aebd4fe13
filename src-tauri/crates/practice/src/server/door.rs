//! The way of one call: read, handled in the locked world, saved, answered; with the faults put in on purpose.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use http::Response;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Bytes;
use jiff::Timestamp;
use serde_json::json;
use tower::BoxError;

use super::answers;
use super::practice::Practice;
use super::time::{pause, stopwatch};
use crate::api::alternative::{self, Outcome};
use crate::api::{control, desk, intuit, quickbooks};
use crate::clock::ClockMode;
use crate::faults::{FaultRule, Kind, Service};
use crate::http::{Reply, Request};
use crate::idling::IDLE_MAX;
use crate::requests::Entry;
use crate::world::World;

/// The largest body taken.
pub const BODY_BYTES_MAX: usize = 12 * 1024 * 1024;

/// The connection was cut on purpose: the client sees no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the connection was cut on purpose")]
pub struct Cut;

/// The services as a `tower::Service`.
#[derive(Clone)]
pub struct Door(Practice);

impl Door {
    /// Into these services.
    pub(super) fn new(practice: &Practice) -> Self {
        Self(practice.clone())
    }
}

impl<B> tower::Service<http::Request<B>> for Door
where
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = Response<Full<Bytes>>;
    type Error = Cut;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Full<Bytes>>, Cut>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Cut>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        let door = self.clone();
        Box::pin(async move { door.answer(request).await })
    }
}

/// One call on its way through the frame.
struct Call {
    seq: u64,
    service: Service,
    request: Request,
    started: Instant,
    fault: Option<FaultRule>,
    /// The kind of what struck it, before or after it was handled.
    struck: Option<Kind>,
}

impl Door {
    /// Answers one call, or cuts the connection.
    async fn answer<B>(&self, incoming: http::Request<B>) -> Result<Response<Full<Bytes>>, Cut>
    where
        B: http_body::Body<Data = Bytes>,
        B::Error: Into<BoxError>,
    {
        let (parts, body) = incoming.into_parts();
        let Ok(body) = Limited::new(body, BODY_BYTES_MAX).collect().await else {
            return Ok(into_response(Reply::text(413, "the body is larger than 12 MiB or was cut off")));
        };
        let target = parts.uri.path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
        let mut request = Request::new(parts.method, target, Timestamp::UNIX_EPOCH);
        request.headers = parts.headers;
        request.body = body.to_bytes().into();
        let mut call = self.begin(request);

        match call.fault.as_ref().map(|rule| rule.kind) {
            Some(Kind::Refuse | Kind::DropBefore) => return Err(self.file(&call, None)),
            Some(Kind::Delay) => {
                let wait_ms = call.fault.as_ref().and_then(FaultRule::number).unwrap_or_default();
                pause(Duration::from_millis(wait_ms)).await;
            }
            _ => {}
        }
        let reply = match stand_in(&call) {
            Some(reply) => reply,
            None => self.handle(&call).await,
        };
        let lost =
            call.fault.as_ref().is_some_and(|rule| matches!(rule.kind, Kind::DropAfter | Kind::Truncate));
        if lost && call.service == Service::Intuit {
            self.0.with_world(|world| world.intuit.answer_was_lost());
        }
        if call.fault.as_ref().is_some_and(|rule| rule.kind == Kind::DropAfter) {
            return Err(self.file(&call, None));
        }
        let reply = self.alter(&mut call, reply);
        let reply = spoil(&call, reply);
        self.file(&call, Some(&reply));
        Ok(into_response(reply))
    }

    fn begin(&self, mut request: Request) -> Call {
        let mut state = self.0.0.lock();
        let world = &mut state.world;
        world.clock.refresh();
        request.arrived = world.clock.now();
        let service = Service::of(&request.path);
        let target = format!("{}?{}", request.path, request.query_text());
        let fault = world.faults.strike(service, request.method.as_str(), &target);
        request.loops = fault.as_ref().and_then(FaultRule::loops);
        let struck = fault.as_ref().map(|rule| rule.kind);
        Call { seq: world.log.begin(), service, request, started: stopwatch(), fault, struck }
    }

    /// Handles the call; a long-poll is handled again after each change until it answers.
    async fn handle(&self, call: &Call) -> Reply {
        loop {
            let changed = self.0.0.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            let (until, real) = match self.handle_once(call) {
                (Outcome::Reply(reply), _) => return reply,
                (Outcome::Wait { until }, clock) => (until, clock),
            };
            let Some(now) = real else {
                changed.await;
                continue;
            };
            let rest = Duration::try_from(until.duration_since(now)).unwrap_or_default();
            tokio::select! {
                biased;
                () = &mut changed => {}
                () = pause(rest) => {}
            }
        }
    }

    /// One look at the world; with a real clock also the time of it.
    fn handle_once(&self, call: &Call) -> (Outcome, Option<Timestamp>) {
        let mut state = self.0.0.lock();
        let world = &mut state.world;
        world.clock.refresh();
        world.log.resume(call.seq);
        let outcome = route(world, call.service, &call.request);
        let now = (world.clock.mode() == ClockMode::Real).then(|| world.clock.now());
        world.log.handled();
        match state.save() {
            Ok(false) => (outcome, now),
            Ok(true) => {
                drop(state);
                self.0.0.changed.notify_waiters();
                (outcome, now)
            }
            Err(error) => (Outcome::Reply(Reply::text(507, &format!("not saved: {error}"))), now),
        }
    }

    /// What the rules make of an answer that look at answers.
    fn alter(&self, call: &mut Call, reply: Reply) -> Reply {
        let mut state = self.0.0.lock();
        let (reply, struck) = answers::strike(&mut state.world.faults, call.service, &call.request, reply);
        call.struck = call.struck.or(struck);
        reply
    }

    /// Writes the call into the log; hands back the cut for callers that cut.
    fn file(&self, call: &Call, reply: Option<&Reply>) -> Cut {
        let mut state = self.0.0.lock();
        let world = &mut state.world;
        let effect = world.log.take_effect(call.seq);
        watch(world, call, effect.is_some(), reply);
        if call.request.path == desk::VIEW_PATH {
            return Cut;
        }
        let entry = Entry {
            seq: call.seq,
            at: call.request.arrived,
            service: call.service,
            method: call.request.method.to_string(),
            path: call.request.path.clone(),
            query: call.request.query_text(),
            status: reply.map(|reply| reply.status),
            requestid: call.request.param("requestid").map(str::to_owned),
            bytes: reply.map_or(0, |reply| reply.body.len()),
            ms: u64::try_from(call.started.elapsed().as_millis()).unwrap_or(u64::MAX),
            effect,
            fault: call.struck,
        };
        world.log.file(entry);
        Cut
    }
}

/// Counts what the app asks without anything changing. Being told to wait is another matter, and a new token no question.
fn watch(world: &mut World, call: &Call, changed: bool, reply: Option<&Reply>) {
    if changed {
        world.idling.begin_again();
        return;
    }
    let asks = matches!(call.service, Service::Quickbooks | Service::Alternative);
    let path = &call.request.path;
    if !asks || path.ends_with("/oauth/token") || reply.is_some_and(|reply| reply.status == 429) {
        return;
    }
    let now = world.clock.now();
    if world.idling.is_too_much(&call.request, reply, now) {
        world.log.resume(call.seq);
        let text = format!("the last of more than {IDLE_MAX} was {} {path}", call.request.method);
        world.violate("requests without an end", text);
    }
}

fn route(world: &mut World, service: Service, request: &Request) -> Outcome {
    Outcome::Reply(match service {
        Service::Quickbooks => quickbooks::handle(world, request),
        Service::Intuit => intuit::handle(world, request),
        Service::Alternative => return alternative::handle(world, request),
        Service::Control if request.path == "/practice/time" => {
            Reply::json(200, &json!({"practice": true, "now": format!("{:.3}", world.clock.now())}))
        }
        _ => desk::page(world, request).unwrap_or_else(|| control::handle(world, request)),
    })
}

/// The answer of a fault that stands in for the service.
fn stand_in(call: &Call) -> Option<Reply> {
    let rule = call.fault.as_ref()?;
    match rule.kind {
        Kind::Status => {
            let status = rule.number().and_then(|number| u16::try_from(number).ok()).unwrap_or(500);
            Some(Reply::empty(status))
        }
        Kind::Html => {
            let status = rule.number().and_then(|number| u16::try_from(number).ok()).unwrap_or(200);
            let page =
                "<!doctype html>\n<title>One moment</title>\n<p>This service is not available now.</p>\n";
            Some(Reply::html(status, page.to_owned()))
        }
        Kind::Garbage => {
            let bytes = b"\x00\xff<!-- not what you asked for -->{\"Invoice\":[".to_vec();
            Some(Reply::bytes(200, "application/json;charset=UTF-8", bytes))
        }
        Kind::Fault => {
            let code = rule.code().unwrap_or_default();
            Some(match call.service {
                Service::Quickbooks => quickbooks::fault_on_purpose(&code, call.request.arrived),
                Service::Alternative => alternative::fault_on_purpose(&code),
                _ => Reply::json(400, &json!({ "error": code })),
            })
        }
        _ => None,
    }
}

fn spoil(call: &Call, mut reply: Reply) -> Reply {
    if call.fault.as_ref().is_some_and(|rule| rule.kind == Kind::Truncate) {
        reply.body.truncate(reply.body.len() / 2);
    }
    reply
}

fn into_response(reply: Reply) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from(reply.body));
    *response.status_mut() =
        http::StatusCode::from_u16(reply.status).unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in reply.headers {
        if let Ok(value) = http::HeaderValue::from_str(&value) {
            response.headers_mut().append(name, value);
        }
    }
    response
}
