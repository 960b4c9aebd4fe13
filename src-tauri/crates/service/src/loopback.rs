//! What both servers at this computer's own addresses share: whose connections are taken, how many and for how long, and
//! which requests are meant for us.

mod peer;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, Request, Response, header};
use hyper::body::{Body, Incoming};
use hyper::service::Service;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use url::Url;

/// Connections at one time. A browser opens six.
const CONNECTIONS_MAX: usize = 64;
/// How long a request's head may take: a connection that is opened and left must not hold a place.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// After an accept that failed, as when the process has no file handle left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// Names of this computer.
const NAMES: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// Answers this user's connections. Those that are open outlive it, each with a `guest` that is dropped when it ends, until
/// `ended` is cancelled.
pub(crate) async fn serve<S, B, G>(listener: TcpListener, service: S, guest: G, ended: CancellationToken)
where
    S: Service<Request<Incoming>, Response = Response<B>> + Clone + Send + Sync + 'static,
    S::Future: Send,
    S::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    G: Clone + Send + 'static,
{
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let Ok(here) = listener.local_addr() else { return };
    loop {
        // The semaphore is never closed.
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        let Ok((stream, from)) = listener.accept().await else {
            catch_breath().await;
            continue;
        };
        let (service, guest, ended) = (service.clone(), guest.clone(), ended.clone());
        tokio::spawn(async move {
            if is_of_this_user(&stream, from, here).await {
                let connection = hyper::server::conn::http1::Builder::new()
                    .timer(TokioTimer::new())
                    .header_read_timeout(HEAD_TIME)
                    .serve_connection(TokioIo::new(stream), service);
                // An error here is a browser that went away.
                let _gone = ended.run_until_cancelled(connection).await;
            }
            drop((place, guest));
        });
    }
}

#[expect(clippy::disallowed_methods, reason = "no work of a company waits for it")]
async fn catch_breath() {
    tokio::time::sleep(ACCEPT_PAUSE).await;
}

/// Whether the other end is a program of this user, where the system tells. Other users of the computer get no answer at
/// all: addresses with secrets are not theirs to try.
async fn is_of_this_user(stream: &TcpStream, from: SocketAddr, here: SocketAddr) -> bool {
    let here = stream.local_addr().unwrap_or(here);
    let told = tokio::task::spawn_blocking(move || peer::user(from, here)).await.ok().flatten();
    let is = told.is_none_or(|user| peer::ours() == Some(user));
    if !is {
        tracing::warn!("stranger_refused");
    }
    is
}

/// Whether the system tells whose connections these are.
pub(crate) fn knows_users() -> bool {
    peer::ours().is_some()
}

/// Whether a request names this computer and this port, once. A page of another site that resolves its own name to this
/// computer names itself here.
pub(crate) fn is_addressed(headers: &HeaderMap, port: u16) -> bool {
    let mut named = headers.get_all(header::HOST).iter();
    let (Some(host), None) = (named.next(), named.next()) else { return false };
    host.to_str().is_ok_and(|host| is_here(&format!("http://{host}/"), port))
}

/// Whether a request tells no origin, or ours, once.
pub(crate) fn is_from_here(headers: &HeaderMap, port: u16) -> bool {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    match (origins.next(), origins.next()) {
        (None, _) => true,
        (Some(origin), None) => origin.to_str().is_ok_and(|origin| is_here(&format!("{origin}/"), port)),
        (Some(_), Some(_)) => false,
    }
}

fn is_here(address: &str, port: u16) -> bool {
    Url::parse(address).is_ok_and(|url| {
        url.scheme() == "http"
            && url.port_or_known_default() == Some(port)
            && url.username().is_empty()
            && url.path() == "/"
            && url.host_str().is_some_and(|host| NAMES.contains(&host))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn headers(name: &header::HeaderName, values: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(name, HeaderValue::from_str(value).unwrap());
        }
        headers
    }

    /// A server that says its name to everybody whom it answers.
    async fn named() -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let answer = hyper::service::service_fn(async |_| {
            Ok::<_, std::convert::Infallible>(Response::new(
                http_body_util::Full::<hyper::body::Bytes>::from("companion"),
            ))
        });
        tokio::spawn(serve(listener, answer, (), CancellationToken::new()));
        address
    }

    async fn ask(address: SocketAddr, request: &str) -> String {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        let _cut = stream.read_to_string(&mut answer).await;
        answer
    }

    const WHOLE: &str = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    #[tokio::test]
    async fn connections_that_are_opened_and_left_keep_nobody_out() {
        let address = named().await;
        let mut left = Vec::new();
        for _ in 0..CONNECTIONS_MAX {
            left.push(TcpStream::connect(address).await.unwrap());
        }
        let at_once = tokio::time::timeout(HEAD_TIME / 10, ask(address, WHOLE)).await;
        assert!(at_once.is_err(), "all places are taken");
        assert!(ask(address, WHOLE).await.ends_with("companion"), "in the end");
        assert!(!ask(address, "GET / HTTP/1.1\r\nHo").await.contains("companion"));
    }

    /// Only who may become another user can try: CI does.
    #[cfg(target_os = "linux")]
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn another_user_of_the_computer_is_not_answered() {
        const NOBODY: u32 = 65_534;
        let address = named().await;
        let script = format!(
            "exec 3<>/dev/tcp/127.0.0.1/{}; printf '{}' >&3; cat <&3",
            address.port(),
            WHOLE.escape_default()
        );
        let asked_by = |user: Option<u32>| {
            let mut bash = tokio::process::Command::new("bash");
            bash.args(["-c", &script]);
            if let Some(user) = user {
                bash.uid(user);
            }
            bash.output()
        };
        let ours = asked_by(None).await.unwrap();
        assert!(String::from_utf8_lossy(&ours.stdout).ends_with("companion"), "{ours:?}");
        if peer::ours() == Some(0) {
            let theirs = asked_by(Some(NOBODY)).await.unwrap();
            assert_eq!(String::from_utf8_lossy(&theirs.stdout), "", "{theirs:?}");
        }
    }

    #[test]
    fn a_request_names_this_computer_once() {
        let addressed = |values: &[&str]| is_addressed(&headers(&header::HOST, values), 17823);
        for good in ["localhost:17823", "127.0.0.1:17823", "[::1]:17823"] {
            assert!(addressed(&[good]), "{good}");
        }
        for bad in ["rebound.example:17823", "localhost:1", "localhost", "a@localhost:17823", ""] {
            assert!(!addressed(&[bad]), "{bad}");
        }
        assert!(!addressed(&[]));
        assert!(
            !addressed(&["localhost:17823", "rebound.example"]),
            "which of the two counts is left to nobody"
        );
    }

    #[test]
    fn an_origin_is_ours_and_told_once() {
        let ours = |values: &[&str]| is_from_here(&headers(&header::ORIGIN, values), 80);
        assert!(ours(&[]));
        assert!(ours(&["http://localhost"]));
        for bad in [&["null"][..], &["https://localhost"], &["http://localhost", "http://rebound.example"]] {
            assert!(!ours(bad), "{bad:?}");
        }
    }
}
