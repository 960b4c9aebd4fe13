//! The address on this computer that the browser comes back to after signing in.
//!
//! It is bound to the loopback addresses only, takes nothing but its own path from a browser that asked for its own
//! name (so that no other site can be made to stand for it), and lives no longer than the sign-in.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use contract::{Code, Problem};
use engine::connect::{Answer, Page};
use http::{Method, Request, Response, StatusCode, header};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use url::{Host, Url};

use super::page;
use crate::loopback;

/// Registered with Intuit for development keys; Intuit matches it exactly.
pub const REDIRECT: &str = "http://localhost:17823/callback";

/// Answers that wait to be looked at; a page that reloads itself must not fill the memory.
const QUEUE: usize = 16;

/// A browser that came back.
pub(crate) struct Callback {
    pub(crate) answer: Answer,
    /// What to show it.
    pub(crate) reply: oneshot::Sender<Page>,
}

/// How long the last page may take to reach the browser.
const LAST_PAGE_TIME: Duration = Duration::from_secs(1);

/// How long a link that is opened once more is answered with words instead of an error of the browser.
const AFTER_TIME: Duration = Duration::from_mins(2);

/// The listening address; closed when dropped.
pub(crate) struct Loopback {
    /// The address to register, with its real port.
    pub(crate) redirect: Url,
    callbacks: mpsc::Receiver<Callback>,
    /// Ends when the last open connection does.
    open: mpsc::Receiver<()>,
    listeners: JoinSet<()>,
}

impl Loopback {
    /// Listens at that address; port 0 picks a free one.
    pub(crate) async fn open(wanted: &str) -> Result<Self, Problem> {
        let mut redirect = parse(wanted)?;
        let port = redirect.port_or_known_default().unwrap_or(80);
        let (first, second) = addresses(&redirect);
        let listener = bind(first, port).await.map_err(|error| taken(&redirect, &error))?;
        let port = listener.local_addr().map_err(|error| taken(&redirect, &error))?.port();
        // Refused only for addresses without a host, and this one has one.
        let _set = redirect.set_port(Some(port));
        let (send, callbacks) = mpsc::channel(QUEUE);
        let (ticket, open) = mpsc::channel(1);
        let server = Arc::new(CallbackServer { redirect: redirect.clone(), send });
        let mut listeners = JoinSet::new();
        listeners.spawn(serve(listener, Arc::clone(&server), ticket.clone()));
        if let Some(second) = second {
            // `localhost` may mean either family. A computer without the other one goes without.
            match bind(second, port).await {
                Ok(listener) => {
                    listeners.spawn(serve(listener, server, ticket));
                }
                Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
                    return Err(taken(&redirect, &error));
                }
                Err(_) => {}
            }
        }
        Ok(Self { redirect, callbacks, open, listeners })
    }

    /// The next browser that comes back.
    pub(crate) async fn next(&mut self) -> Option<Callback> {
        self.callbacks.recv().await
    }

    /// Stops listening and lets pages that are on their way arrive.
    pub(crate) async fn close(mut self) {
        self.listeners.shutdown().await;
        drop(self.callbacks);
        // Nothing is ever sent: it ends when all connections have.
        let _arrived = tokio::time::timeout(LAST_PAGE_TIME, self.open.recv()).await;
    }
}

/// The same address after a sign-in that is over: it takes nothing, and says so. Closed when dropped.
pub(crate) struct LateCallbackPage(JoinSet<()>);

impl LateCallbackPage {
    /// Shows that page to whoever comes back late; an address that is taken meanwhile is left alone.
    pub(crate) async fn open(redirect: &Url, page: Page) -> Option<Self> {
        let mut loopback = Loopback::open(redirect.as_str()).await.ok()?;
        let mut task = JoinSet::new();
        task.spawn(async move {
            let late = async {
                while let Some(Callback { reply, .. }) = loopback.next().await {
                    // The browser may have gone away.
                    let _gone = reply.send(page);
                }
            };
            let _time_is_up = tokio::time::timeout(AFTER_TIME, late).await;
        });
        Some(Self(task))
    }

    /// Frees the address.
    pub(crate) async fn close(mut self) {
        self.0.shutdown().await;
    }
}

fn parse(wanted: &str) -> Result<Url, Problem> {
    let usage = || {
        Problem::new(Code::Usage, format!("`{wanted}` cannot be used as the redirect address."))
            .hint(format!("Use an http address on this computer, such as {REDIRECT}"))
    };
    let url = Url::parse(wanted).map_err(|_| usage())?;
    let here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address == Ipv4Addr::LOCALHOST,
        Some(Host::Ipv6(address)) => address == Ipv6Addr::LOCALHOST,
        None => false,
    };
    let plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    if url.scheme() == "http" && here && plain { Ok(url) } else { Err(usage()) }
}

fn addresses(redirect: &Url) -> (IpAddr, Option<IpAddr>) {
    match redirect.host() {
        Some(Host::Ipv6(_)) => (Ipv6Addr::LOCALHOST.into(), None),
        Some(Host::Ipv4(_)) => (Ipv4Addr::LOCALHOST.into(), None),
        _ => (Ipv4Addr::LOCALHOST.into(), Some(Ipv6Addr::LOCALHOST.into())),
    }
}

async fn bind(address: IpAddr, port: u16) -> std::io::Result<TcpListener> {
    TcpListener::bind(SocketAddr::new(address, port)).await
}

fn taken(redirect: &Url, error: &std::io::Error) -> Problem {
    Problem::new(
        Code::Failed,
        format!("The sign-in response cannot be received because the app cannot listen on {redirect}."),
    )
    .hint("Another program, perhaps another sign-in, is using it. Stop that program, or register another address and use it with --redirect.")
    .detail("system", Some(error.to_string()))
}

struct CallbackServer {
    redirect: Url,
    send: mpsc::Sender<Callback>,
}

async fn serve(listener: TcpListener, server: Arc<CallbackServer>, ticket: mpsc::Sender<()>) {
    let service = service_fn(move |request| {
        let server = Arc::clone(&server);
        async move { Ok::<_, Infallible>(server.answer(&request).await) }
    });
    // The last page is waited for, and only so long.
    loopback::serve(listener, service, ticket, CancellationToken::new()).await;
}

impl CallbackServer {
    async fn answer(&self, request: &Request<Incoming>) -> Response<Full<Bytes>> {
        let port = self.redirect.port_or_known_default().unwrap_or(80);
        let headers = request.headers();
        if !loopback::is_addressed(headers, port) || !loopback::is_from_here(headers, port) {
            return response(
                StatusCode::MISDIRECTED_REQUEST,
                "Nothing here",
                "This is not the app's address.",
            );
        }
        if request.uri().path() != self.redirect.path() {
            return response(
                StatusCode::NOT_FOUND,
                "Nothing here",
                "This page only accepts the response of a sign-in.",
            );
        }
        if request.method() != Method::GET {
            return response(
                StatusCode::METHOD_NOT_ALLOWED,
                "Nothing here",
                "This page only accepts the response of a sign-in.",
            );
        }
        let Some(answer) = page::answer(request.uri().query().unwrap_or_default()) else {
            return shown(Page::NotOurs);
        };
        let (reply, told) = oneshot::channel();
        if self.send.send(Callback { answer, reply }).await.is_err() {
            return shown(Page::Over);
        }
        shown(told.await.unwrap_or(Page::Over))
    }
}

fn shown(shown: Page) -> Response<Full<Bytes>> {
    let (status, title, text) = page::words(shown);
    response(status, title, text)
}

fn response(status: StatusCode, title: &str, text: &str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from(page::html(title, text)));
    *response.status_mut() = status;
    for (name, value) in page::HEADERS {
        response.headers_mut().insert(name, header::HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_this_computer_are_listened_at() {
        for good in
            [REDIRECT, "http://127.0.0.1:0/callback", "http://[::1]:9/x", "http://localhost:0/callback"]
        {
            assert!(parse(good).is_ok(), "{good}");
        }
        for bad in [
            "https://localhost/cb",
            "http://example.com/cb",
            "http://10.0.0.1/cb",
            "x",
            "http://localhost/?a=1",
        ] {
            assert_eq!(parse(bad).unwrap_err().code, Code::Usage, "{bad}");
        }
    }

    #[tokio::test]
    async fn port_zero_becomes_a_real_port_and_a_taken_one_is_told() {
        let open = Loopback::open("http://localhost:0/callback").await.unwrap();
        let port = open.redirect.port().unwrap();
        assert_ne!(port, 0);
        let second = Loopback::open(open.redirect.as_str()).await.err().unwrap();
        assert!(second.message.contains(&port.to_string()), "{}", second.message);
    }

    #[tokio::test]
    async fn an_old_link_is_told_and_gives_way_to_the_next_sign_in() {
        let open = Loopback::open("http://localhost:0/callback").await.unwrap();
        let redirect = open.redirect.clone();
        let name = format!("localhost:{}", redirect.port().unwrap());
        open.close().await;
        let after = LateCallbackPage::open(&redirect, Page::Again).await.unwrap();
        let (status, page) = ask(&redirect, "GET /callback?code=c&state=s&realmId=1", &name).await;
        assert_eq!(status, 409);
        assert!(page.contains("this one has been used"), "{page}");
        after.close().await;
        assert!(Loopback::open(redirect.as_str()).await.is_ok());
    }

    /// Asks as a browser does; the status of the answer and its text.
    async fn ask(redirect: &Url, line: &str, host: &str) -> (u16, String) {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        let port = redirect.port().unwrap();
        let mut stream = tokio::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.unwrap();
        let request = format!("{line} HTTP/1.1\r\nHost: {host}\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        (answer.split(' ').nth(1).unwrap().parse().unwrap(), answer)
    }

    #[tokio::test]
    async fn only_an_answer_under_our_own_name_is_taken() {
        let mut open = Loopback::open("http://localhost:0/callback").await.unwrap();
        let redirect = open.redirect.clone();
        let name = format!("localhost:{}", redirect.port().unwrap());
        let wrong = [
            ("GET /callback?code=c&state=s&realmId=1", "rebound.example", 421),
            ("GET /callback?code=c&state=s&realmId=1", "localhost:1", 421),
            ("GET /other?code=c&state=s&realmId=1", name.as_str(), 404),
            ("POST /callback?code=c&state=s&realmId=1", name.as_str(), 405),
            ("GET /callback?code=c", name.as_str(), 400),
        ];
        for (line, host, status) in wrong {
            assert_eq!(ask(&redirect, line, host).await.0, status, "{line} as {host}");
        }
        let browser = {
            let redirect = redirect.clone();
            tokio::spawn(async move { ask(&redirect, "GET /callback?code=c&state=s&realmId=1", &name).await })
        };
        let callback = open.next().await.unwrap();
        assert!(callback.answer.outcome.is_ok());
        callback.reply.send(Page::Accepted).unwrap();
        let (status, page) = browser.await.unwrap();
        assert_eq!(status, 200);
        for part in ["no-store", "no-referrer", "QuickBooks responded"] {
            assert!(page.contains(part), "{part} is missing in {page}");
        }
        assert!(!page.contains("code=c"));
        open.close().await;
        assert!(
            tokio::net::TcpStream::connect((Ipv4Addr::LOCALHOST, redirect.port().unwrap())).await.is_err()
        );
    }
}
