//! The asynchronous frame: reads a request, locks the world, handles, saves, answers.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tower_http::compression::CompressionLayer;

use crate::alternative::{self, Outcome};
use crate::clock::ClockMode;
use crate::faults::{FaultRule, Kind, Service};
use crate::http::{Reply, Request};
use crate::options::Options;
use crate::requests::Entry;
use crate::storage::{Storage, StorageError};
use crate::table::{Change, ReplayError};
use crate::world::World;
use crate::{control, desk, intuit, quickbooks, webhooks};

/// The largest body taken.
pub const BODY_BYTES_MAX: usize = 12 * 1024 * 1024;

/// The connection was cut on purpose: the client sees no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the connection was cut on purpose")]
pub struct Cut;

/// Why the practice services cannot start.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Replay(#[from] ReplayError),
}

struct Shared {
    state: Mutex<State>,
    changed: Notify,
}

struct State {
    world: World,
    storage: Option<Storage>,
    /// Changes that could not be saved yet: they go with the next ones.
    unsaved: Vec<Change>,
}

impl State {
    /// Saves what changed. Practice state that cannot be saved must not be answered for: the call fails.
    fn save(&mut self) -> Result<bool, StorageError> {
        self.unsaved.extend(self.world.changes());
        if let Some(storage) = &mut self.storage {
            storage.append(&self.unsaved)?;
        }
        let changed = !self.unsaved.is_empty();
        self.unsaved.clear();
        Ok(changed)
    }
}

/// The running practice services; cheap to clone.
#[derive(Clone)]
pub struct Practice(Arc<Shared>);

impl Practice {
    /// Makes the companies, or takes them up again from the data directory.
    pub fn new(mut options: Options) -> Result<Self, OpenError> {
        let mut storage = None;
        let mut changes = Vec::new();
        if let Some(directory) = options.data.clone() {
            let opened = Storage::open(&directory, &options.founding)?;
            options.founding = opened.founding;
            changes = opened.changes;
            storage = Some(opened.storage);
        }
        let mut world = World::new(options);
        if storage.is_some() {
            world.resume(&changes)?;
        }
        let mut state = State { world, storage, unsaved: Vec::new() };
        state.save()?;
        Ok(Self(Arc::new(Shared { state: Mutex::new(state), changed: Notify::new() })))
    }

    /// Looks at the world or changes it from outside a request; what changed is saved and wakes long-polls.
    pub fn with_world<R>(&self, work: impl FnOnce(&mut World) -> R) -> R {
        let mut state = self.0.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.world.clock.refresh();
        let result = work(&mut state.world);
        if let Err(error) = state.save() {
            eprintln!("practice: {error}");
        }
        drop(state);
        self.0.changed.notify_waiters();
        result
    }

    /// Waits until `look` finds something to do. It looks again after each change and at the time it names; what it
    /// changes itself is saved.
    pub(crate) async fn when_due<T>(&self, look: impl Fn(&mut World) -> (Option<T>, Option<Timestamp>)) -> T {
        loop {
            let changed = self.0.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            let (found, rest) = self.look(&look);
            if let Some(found) = found {
                return found;
            }
            match rest {
                Some(rest) => tokio::select! {
                    () = &mut changed => {}
                    () = pause(rest) => {}
                },
                None => changed.await,
            }
        }
    }

    /// One look, and how long until the next one by a real clock.
    fn look<T>(
        &self,
        look: impl Fn(&mut World) -> (Option<T>, Option<Timestamp>),
    ) -> (Option<T>, Option<Duration>) {
        /// Whatever was found to be due and is not: never look again at once, for ever.
        const REST_MIN: Duration = Duration::from_millis(20);
        let mut state = self.0.state.lock().unwrap_or_else(PoisonError::into_inner);
        let world = &mut state.world;
        world.clock.refresh();
        let (found, next) = look(world);
        let now = (world.clock.mode() == ClockMode::Real).then(|| world.clock.now());
        let rest = now.zip(next).map(|(now, next)| Duration::try_from(next.duration_since(now)));
        match state.save() {
            Ok(_) => (found, rest.map(|rest| rest.unwrap_or_default().max(REST_MIN))),
            Err(error) => {
                // What is not saved must not be acted on; it may have gone through by the next change.
                eprintln!("practice: {error}");
                (None, None)
            }
        }
    }

    /// The services as a `tower` service whose only error is a connection cut on purpose.
    pub fn door(&self) -> Door {
        Door(self.0.clone())
    }

    /// The services as an `axum` router without sockets. A cut connection is an empty 502 here; use
    /// [`Self::door`] where it must be told from an answer.
    pub fn router(&self) -> axum::Router {
        let door = self.door();
        axum::Router::new().fallback(move |request: http::Request<Body>| {
            let door = door.clone();
            async move {
                let answer: Result<Response, Infallible> = Ok(door
                    .answer(request)
                    .await
                    .unwrap_or_else(|Cut| http::StatusCode::BAD_GATEWAY.into_response()));
                answer
            }
        })
    }

    /// Serves on a listener, and delivers webhooks, until the task is dropped.
    pub async fn serve(&self, listener: TcpListener) -> std::io::Result<()> {
        tokio::select! {
            ended = self.accept(listener) => ended,
            () = webhooks::deliver(self) => Ok(()),
        }
    }

    async fn accept(&self, listener: TcpListener) -> std::io::Result<()> {
        let service = tower::ServiceBuilder::new().layer(CompressionLayer::new()).service(self.door());
        loop {
            let (stream, _) = listener.accept().await?;
            stream.set_nodelay(true)?;
            let service = TowerToHyperService::new(service.clone());
            tokio::spawn(async move {
                // An error here is a client that went away, or a cut on purpose.
                let _gone = hyper::server::conn::http1::Builder::new()
                    .serve_connection(TokioIo::new(stream), service)
                    .await;
            });
        }
    }

    /// The line printed when the server is ready.
    pub fn ready(&self) -> Value {
        self.with_world(ready)
    }
}

/// What a client needs to know to start.
fn ready(world: &mut World) -> Value {
    let now = world.clock.now();
    let World { intuit, entropy, .. } = world;
    let tokens: Vec<(String, String)> =
        world.companies.keys().map(|realm| intuit.ready_tokens(realm, entropy, now)).collect();
    let base = &world.options.base;
    let companies: Vec<Value> = world
        .companies
        .values()
        .zip(tokens)
        .map(|(books, (access_token, refresh_token))| {
            json!({"realm_id": books.realm_id(), "name": books.company_name(),
                   "access_token": access_token, "refresh_token": refresh_token})
        })
        .collect();
    let partners: Vec<Value> = world
        .partners()
        .map(|partner| {
            json!({"name": partner.name, "client_id": partner.client_id,
                   "client_secret": partner.client_secret, "webhook_secret": partner.webhook_secret})
        })
        .collect();
    json!({
        "base": base,
        "quickbooks": {
            "api": format!("{base}/quickbooks"),
            "discovery": format!("{base}/intuit/.well-known/openid_sandbox_configuration"),
            "client_id": world.intuit.client_id,
            "client_secret": world.intuit.client_secret,
            "webhook_verifier": world.intuit.webhook_verifier,
            "companies": companies,
        },
        "alternative": {"api": format!("{base}/alternative"), "partners": partners},
        "control": format!("{base}/practice"),
        "control_token": world.control_token,
    })
}

/// The services as a `tower::Service`.
#[derive(Clone)]
pub struct Door(Arc<Shared>);

impl<B> tower::Service<http::Request<B>> for Door
where
    B: http_body::Body<Data = axum::body::Bytes> + Send + 'static,
    B::Error: Into<axum::BoxError>,
{
    type Response = Response;
    type Error = Cut;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Cut>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Cut>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        let door = self.clone();
        Box::pin(async move { door.answer(request.map(Body::new)).await })
    }
}

/// One call on its way through the frame.
struct Call {
    seq: u64,
    service: Service,
    request: Request,
    started: Instant,
    fault: Option<FaultRule>,
}

impl Door {
    async fn answer(&self, incoming: http::Request<Body>) -> Result<Response, Cut> {
        let (parts, body) = incoming.into_parts();
        let Ok(body) = axum::body::to_bytes(body, BODY_BYTES_MAX).await else {
            return Ok(into_response(Reply::text(413, "the body is larger than 12 MiB or was cut off")));
        };
        let target = parts.uri.path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
        let mut request = Request::new(parts.method, target, Timestamp::UNIX_EPOCH);
        request.headers = parts.headers;
        request.body = body.into();
        let call = self.begin(request);

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
            Practice(self.0.clone()).with_world(|world| world.intuit.answer_was_lost());
        }
        if call.fault.as_ref().is_some_and(|rule| rule.kind == Kind::DropAfter) {
            return Err(self.file(&call, None));
        }
        let reply = spoil(&call, reply);
        self.file(&call, Some(&reply));
        Ok(into_response(reply))
    }

    fn begin(&self, mut request: Request) -> Call {
        let mut state = self.0.state.lock().unwrap_or_else(PoisonError::into_inner);
        let world = &mut state.world;
        world.clock.refresh();
        request.arrived = world.clock.now();
        let service = Service::of(&request.path);
        let target = format!("{}?{}", request.path, request.query_text());
        let fault = world.faults.strike(service, request.method.as_str(), &target);
        Call { seq: world.log.begin(), service, request, started: stopwatch(), fault }
    }

    /// Handles the call; a long-poll is handled again after each change until it answers.
    async fn handle(&self, call: &Call) -> Reply {
        loop {
            let changed = self.0.changed.notified();
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
        let mut state = self.0.state.lock().unwrap_or_else(PoisonError::into_inner);
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
                self.0.changed.notify_waiters();
                (outcome, now)
            }
            Err(error) => (Outcome::Reply(Reply::text(507, &format!("not saved: {error}"))), now),
        }
    }

    /// Writes the call into the log; hands back the cut for callers that cut.
    fn file(&self, call: &Call, reply: Option<&Reply>) -> Cut {
        let mut state = self.0.state.lock().unwrap_or_else(PoisonError::into_inner);
        let world = &mut state.world;
        let effect = world.log.take_effect(call.seq);
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
            fault: call.fault.as_ref().map(|rule| rule.kind),
        };
        world.log.file(entry);
        Cut
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

fn into_response(reply: Reply) -> Response {
    let mut response = Response::new(Body::from(reply.body));
    *response.status_mut() =
        http::StatusCode::from_u16(reply.status).unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in reply.headers {
        if let Ok(value) = http::HeaderValue::from_str(&value) {
            response.headers_mut().append(name, value);
        }
    }
    response
}

#[expect(
    clippy::disallowed_methods,
    reason = "delays put in on purpose and long-polls are what this server is for"
)]
async fn pause(duration: Duration) {
    tokio::time::sleep(duration).await;
}

#[expect(clippy::disallowed_methods, reason = "how long a call really took is part of the request log")]
fn stopwatch() -> Instant {
    Instant::now()
}
