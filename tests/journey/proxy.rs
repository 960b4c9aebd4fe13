//! A proxy between the companion and the services that kills the companion at a chosen request.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use transport::{HttpRequest, Transport, Url};

/// When the companion is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kill {
    /// Before the request reaches the service.
    Before(usize),
    /// After the service carried it out, before its answer is heard.
    After(usize),
}

/// The proxy.
#[derive(Clone)]
pub struct Proxy(Arc<Inner>);

struct Inner {
    upstream: String,
    http: Arc<dyn Transport>,
    victim: AtomicU32,
    kill: Mutex<Option<Kill>>,
    counted: AtomicUsize,
    only_writes: bool,
}

impl Proxy {
    /// Starts one before the services; only writes count when `only_writes`.
    pub async fn start(upstream: &str, http: Arc<dyn Transport>, only_writes: bool) -> (Self, String) {
        let inner = Inner {
            upstream: upstream.to_owned(),
            http,
            victim: AtomicU32::new(0),
            kill: Mutex::new(None),
            counted: AtomicUsize::new(0),
            only_writes,
        };
        let proxy = Self(Arc::new(inner));
        let app = axum::Router::new().fallback(pass).with_state(proxy.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address: SocketAddr = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, app).await });
        (proxy, format!("http://{address}"))
    }

    /// From now on this process dies at that request, counted from 0 from now.
    pub fn aim(&self, victim: u32, kill: Option<Kill>) {
        self.0.counted.store(0, Ordering::SeqCst);
        self.0.victim.store(victim, Ordering::SeqCst);
        *self.0.kill.lock().unwrap() = kill;
    }

    /// Requests counted since the last aim.
    pub fn counted(&self) -> usize {
        self.0.counted.load(Ordering::SeqCst)
    }

    fn strike(&self) {
        *self.0.kill.lock().unwrap() = None;
        let victim = self.0.victim.load(Ordering::SeqCst).to_string();
        let killed = std::process::Command::new("kill").args(["-9", &victim]).status().unwrap();
        assert!(killed.success(), "the companion was not there to be killed");
    }

    fn counts(&self, request: &Request) -> bool {
        let path = request.uri().path();
        let write = matches!(request.method().as_str(), "POST" | "PUT" | "PATCH" | "DELETE");
        let read_by_post = path.ends_with("/batch") || path.ends_with("/query") || path.contains("/oauth");
        !self.0.only_writes || (write && !read_by_post)
    }
}

async fn pass(State(proxy): State<Proxy>, request: Request) -> Response {
    let number =
        if proxy.counts(&request) { Some(proxy.0.counted.fetch_add(1, Ordering::SeqCst)) } else { None };
    let kill = *proxy.0.kill.lock().unwrap();
    if kill.is_some() && kill == number.map(Kill::Before) {
        proxy.strike();
        return Response::new(Body::empty());
    }
    let answer = forward(&proxy, request).await;
    if kill.is_some() && kill == number.map(Kill::After) {
        proxy.strike();
    }
    answer
}

async fn forward(proxy: &Proxy, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let url = Url::parse(&format!("{}{path}", proxy.0.upstream)).unwrap();
    let mut sent = HttpRequest::new(parts.method, url);
    for (name, value) in &parts.headers {
        if !matches!(name.as_str(), "host" | "content-length" | "connection" | "accept-encoding") {
            sent.headers.insert(name.clone(), value.clone());
        }
    }
    sent.body = axum::body::to_bytes(body, 16 << 20).await.unwrap().to_vec();
    let answer = proxy.0.http.send(sent).await.unwrap();
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = answer.status;
    for (name, value) in &answer.headers {
        if !matches!(
            name.as_str(),
            "content-length" | "transfer-encoding" | "connection" | "content-encoding"
        ) {
            response.headers_mut().insert(name.clone(), value.clone());
        }
    }
    response
}
