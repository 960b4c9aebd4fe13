//! HTTP over the network with `reqwest`.

use std::error::Error;
use std::io;
use std::sync::Once;
use std::time::Duration;

use async_trait::async_trait;
use reqwest::redirect::Policy;
use url::{Host, Url};

use crate::Transport;
use crate::log::logged;
use crate::message::{HttpRequest, HttpResponse, TransportError};

/// How long making a connection (DNS, TCP, TLS) may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Makes ring the cryptography of every TLS connection in this process. [`Online::new`] does it by itself;
/// programs that open TLS connections elsewhere call it first thing. Calling it again does nothing.
pub fn install_crypto() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // Refused only when a provider is installed already, which serves as well.
        let _already_there = rustls::crypto::ring::default_provider().install_default();
    });
}

/// Whether requests may go there: https anywhere, plain http only to this computer.
pub fn may_travel(url: &Url) -> bool {
    match url.scheme() {
        "https" => true,
        "http" => is_this_computer(url),
        _ => false,
    }
}

fn is_this_computer(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// The HTTP client could not be built (no certificate store, for example).
#[derive(Debug, thiserror::Error)]
#[error("HTTP cannot be used on this computer: {0}")]
pub struct CannotStart(String);

/// The transport of the shipped program.
#[derive(Debug, Clone)]
pub struct Online {
    /// For everything that leaves this computer; follows the system's proxy settings.
    outside: reqwest::Client,
    /// For services on this computer: a proxy must never see these.
    inside: reqwest::Client,
}

impl Online {
    /// Builds the clients, introducing themselves as `user_agent` (`companion/0.1.0`).
    pub fn new(user_agent: &str) -> Result<Self, CannotStart> {
        install_crypto();
        let build =
            |builder: reqwest::ClientBuilder| builder.build().map_err(|error| CannotStart(chain(&error)));
        Ok(Self {
            outside: build(builder(user_agent).https_only(true))?,
            inside: build(builder(user_agent).no_proxy())?,
        })
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place where HTTP clients are built")]
fn builder(user_agent: &str) -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .user_agent(user_agent)
        .connect_timeout(CONNECT_TIMEOUT)
        .redirect(Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .gzip(true)
}

#[async_trait]
impl Transport for Online {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        if !may_travel(&request.url) {
            return Err(TransportError::NotSent("only https may leave this computer".to_owned()));
        }
        logged(request, |request| self.answer(request)).await
    }
}

impl Online {
    async fn answer(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let client = if is_this_computer(&request.url) { &self.inside } else { &self.outside };
        let answer = client
            .request(request.method, request.url)
            .headers(request.headers)
            .timeout(request.timeout)
            .body(request.body)
            .send()
            .await
            .map_err(|error| failure(&error))?;
        collect(answer, request.body_bytes_max).await
    }
}

/// Reads the body piece by piece, so that a huge or endless one is given up early.
async fn collect(mut answer: reqwest::Response, bytes_max: usize) -> Result<HttpResponse, TransportError> {
    let status = answer.status();
    let headers = std::mem::take(answer.headers_mut());
    let mut body = Vec::new();
    while let Some(piece) = answer.chunk().await.map_err(|error| TransportError::NoAnswer(chain(&error)))? {
        if body.len() + piece.len() > bytes_max {
            return Err(TransportError::TooLarge { bytes_max });
        }
        body.extend_from_slice(&piece);
    }
    Ok(HttpResponse { status, headers, body })
}

/// A request that failed before its answer began. Connecting covers DNS, TCP, TLS and their time-out; everything
/// after may have reached the other side.
fn failure(error: &reqwest::Error) -> TransportError {
    if is_distrust(error) {
        TransportError::Untrusted(chain(error))
    } else if error.is_connect() || error.is_builder() {
        TransportError::NotSent(chain(error))
    } else {
        TransportError::NoAnswer(chain(error))
    }
}

/// Whether the certificate was the reason. What failed in TLS travels inside an error of reading and writing, which
/// names what it holds not as its source.
fn is_distrust(error: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        let held = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        let tls = error
            .downcast_ref::<rustls::Error>()
            .or_else(|| held.and_then(|held| held.downcast_ref::<rustls::Error>()));
        if matches!(tls, Some(rustls::Error::InvalidCertificate(_))) {
            return true;
        }
        cause = error.source().or(held.map(|held| held as &(dyn Error + 'static)));
    }
    false
}

/// The error's causes in words, innermost last. The outermost text is left out: it holds the whole address.
fn chain(error: &reqwest::Error) -> String {
    let mut words = Vec::new();
    let mut cause = error.source();
    while let Some(error) = cause {
        words.push(error.to_string());
        cause = error.source();
    }
    if error.is_timeout() && words.is_empty() {
        words.push("time ran out".to_owned());
    }
    if words.is_empty() { "no reason given".to_owned() } else { words.join(": ") }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::{TcpListener, TcpStream};

    use super::*;

    /// A server on this computer that takes one connection, reads what comes first, and does this with it.
    async fn one_connection<F>(then: impl FnOnce(TcpStream) -> F + Send + 'static) -> Url
    where
        F: Future<Output = ()> + Send,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}/x?code=SEC", listener.local_addr().unwrap())).unwrap();
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut first = [0; 4096];
            let _read = stream.read(&mut first).await;
            then(stream).await;
        });
        url
    }

    async fn answering(answer: &'static [u8]) -> Url {
        one_connection(async move |mut stream| stream.write_all(answer).await.unwrap()).await
    }

    async fn send(request: HttpRequest) -> Result<HttpResponse, TransportError> {
        Online::new("companion/test").unwrap().send(request).await
    }

    #[tokio::test]
    async fn an_answer_comes_back_whole_whatever_its_status() {
        let url = answering(b"HTTP/1.1 400 Bad\r\nintuit_tid: 1-a\r\ncontent-length: 2\r\n\r\n{}").await;
        let answer = send(HttpRequest::get(url)).await.unwrap();
        assert_eq!((answer.status.as_u16(), answer.header("intuit_tid")), (400, Some("1-a")));
        assert_eq!(answer.body, b"{}");
    }

    #[tokio::test]
    async fn a_redirect_is_an_answer_and_not_followed() {
        let url =
            answering(b"HTTP/1.1 302 F\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n").await;
        assert_eq!(send(HttpRequest::get(url)).await.unwrap().status, 302);
    }

    #[tokio::test]
    async fn a_refused_connection_was_not_sent() {
        let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}/?code=SEC", free.local_addr().unwrap())).unwrap();
        drop(free);
        match send(HttpRequest::post(url)).await {
            Err(TransportError::NotSent(why)) => assert!(!why.contains("SEC"), "{why}"),
            other => panic!("{other:?}"),
        }
    }

    #[tokio::test]
    async fn a_cut_connection_is_an_unknown_outcome() {
        let before = one_connection(async |stream| drop(stream)).await;
        let within = answering(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{").await;
        for url in [before, within] {
            match send(HttpRequest::post(url)).await {
                Err(TransportError::NoAnswer(why)) => assert!(!why.contains("SEC"), "{why}"),
                other => panic!("{other:?}"),
            }
        }
    }

    #[tokio::test]
    async fn silence_ends_with_the_time_out_and_an_unknown_outcome() {
        let url = one_connection(async |_stream| std::future::pending().await).await;
        let outcome = send(HttpRequest::post(url).timeout(Duration::from_millis(50))).await;
        assert!(matches!(outcome, Err(TransportError::NoAnswer(_))), "{outcome:?}");
    }

    #[tokio::test]
    async fn an_endless_body_is_given_up() {
        let url = one_connection(async |mut stream| {
            let _gone = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
            while stream.write_all(&[b' '; 4096]).await.is_ok() {}
        })
        .await;
        let outcome = send(HttpRequest::get(url).body_bytes_max(100_000)).await;
        assert_eq!(outcome, Err(TransportError::TooLarge { bytes_max: 100_000 }));
    }

    #[tokio::test]
    async fn plain_http_stays_on_this_computer() {
        for (address, allowed) in [
            ("https://quickbooks.api.intuit.com/", true),
            ("http://localhost:4010/", true),
            ("http://127.0.0.1/", true),
            ("http://[::1]:9/", true),
            ("http://quickbooks.api.intuit.com/", false),
            ("http://localhost.example.com/", false),
            ("http://10.0.0.1/", false),
            ("ftp://localhost/", false),
        ] {
            assert_eq!(may_travel(&Url::parse(address).unwrap()), allowed, "{address}");
        }
        let outcome = send(HttpRequest::get(Url::parse("http://example.com/").unwrap())).await;
        assert!(matches!(outcome, Err(TransportError::NotSent(_))));
    }
}
