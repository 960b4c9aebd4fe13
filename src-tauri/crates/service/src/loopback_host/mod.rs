//! The window in a browser: pages, commands and events over HTTP on this computer, for machines without a display and
//! for tests.
//!
//! Only loopback addresses are listened at, only requests that name them are answered (no other site can stand for
//! them), and only the page that was opened with the one-time token gets a session.

mod answers;
mod code;
mod events;
mod pages;
mod rpc_handler;
mod session;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use contract::{Code, Problem};
use engine::ports::Entropy;
use hyper::service::service_fn;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::loopback;
use crate::runtime::app::App;
use pages::Pages;
use rpc_handler::RpcHandler;
use session::Session;

/// Whether the system tells whose program is at the other end of a connection, so that an address alone is no way in.
pub fn knows_users() -> bool {
    loopback::knows_users()
}

/// A window that is served.
pub struct Served {
    listener: TcpListener,
    handler: Arc<RpcHandler>,
    address: String,
}

impl Served {
    /// Listens there and serves the pages of that folder.
    pub async fn open(
        app: App,
        listen: SocketAddr,
        ui: PathBuf,
        entropy: &dyn Entropy,
    ) -> Result<Self, Problem> {
        if !listen.ip().is_loopback() {
            return Err(Problem::new(
                Code::Usage,
                format!("{listen} can be reached from other computers, so nothing was opened."),
            )
            .hint("Use 127.0.0.1 or ::1."));
        }
        let pages = Pages::open(ui)?;
        let cannot = |error: std::io::Error| {
            Problem::new(Code::Failed, format!("The app cannot listen on {listen}."))
                .hint("Choose another port, or 0 for any free one.")
                .detail("system", Some(error.to_string()))
        };
        let listener = TcpListener::bind(listen).await.map_err(cannot)?;
        let bound = listener.local_addr().map_err(cannot)?;
        let (session, token) = Session::new(entropy);
        let address = format!("http://{bound}/?token={token}");
        let handler = Arc::new(RpcHandler { app, pages, session, port: bound.port() });
        Ok(Self { listener, handler, address })
    }

    /// The address to open; its token works once.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The address without its secret, and a code to type there: for where the browser cannot be given the address unseen.
    /// It works once, for five minutes and five tries.
    pub fn by_code(&self, entropy: &dyn Entropy) -> (String, String) {
        let code = self.handler.session.arm(entropy);
        tokio::spawn(disarm_later(Arc::clone(&self.handler)));
        let plain = self.address.split_once('?').map_or(self.address.as_str(), |(plain, _)| plain);
        (plain.to_owned(), code)
    }

    /// Answers until told to stop.
    pub async fn run(self, stop: impl Future<Output = ()> + Send) {
        let handler = self.handler;
        let service = service_fn(move |request| {
            let handler = Arc::clone(&handler);
            async move { Ok::<_, Infallible>(handler.answer(request).await) }
        });
        let ended = CancellationToken::new();
        let _at_the_end = ended.clone().drop_guard();
        tokio::select! {
            biased;
            () = stop => {}
            () = loopback::serve(self.listener, service, (), ended) => {}
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "no work of a company waits for it")]
async fn disarm_later(handler: Arc<RpcHandler>) {
    tokio::time::sleep(code::LASTS).await;
    handler.session.disarm();
}
