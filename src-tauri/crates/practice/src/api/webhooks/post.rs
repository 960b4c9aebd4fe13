//! One delivery over the network: a POST to a loopback address and nowhere else.
//!
//! The practice services bind loopback addresses only, and so do their webhooks: invented records of an invented
//! company must never reach somebody else's server, and a practice program must not be made to call into a network.

use std::net::SocketAddr;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Bytes;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use url::Url;

use crate::loopback::loopback;

/// How much of an answer is read.
const ANSWER_BYTES_MAX: usize = 64 * 1024;

/// What is to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    pub url: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
    /// An answer that takes longer is none.
    pub patience: Duration,
}

/// Sends it once: the status of the answer, or why there is none.
pub async fn send(post: &Post) -> Result<u16, String> {
    let url = Url::parse(&post.url).map_err(|error| error.to_string())?;
    let addresses = loopback(&url).ok_or("practice services deliver to http on loopback addresses only")?;
    let late = || format!("no answer within {} s", post.patience.as_secs());
    tokio::time::timeout(post.patience, exchange(post, &url, &addresses)).await.map_err(|_| late())?
}

async fn exchange(post: &Post, url: &Url, addresses: &[SocketAddr]) -> Result<u16, String> {
    let stream = TcpStream::connect(addresses).await.map_err(|error| format!("not reached: {error}"))?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .map_err(|error| error.to_string())?;
    let target = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    let host = url[url::Position::BeforeHost..url::Position::AfterPort].to_owned();
    let mut request = http::Request::post(target).header("host", host).header("connection", "close");
    for (name, value) in &post.headers {
        request = request.header(*name, value);
    }
    let request =
        request.body(Full::new(Bytes::from(post.body.clone()))).map_err(|error| error.to_string())?;
    let talk = async {
        let answer = sender.send_request(request).await.map_err(|error| error.to_string())?;
        let status = answer.status().as_u16();
        Limited::new(answer.into_body(), ANSWER_BYTES_MAX)
            .collect()
            .await
            .map_err(|error| error.to_string())?;
        Ok(status)
    };
    tokio::pin!(talk);
    tokio::select! {
        biased;
        answered = &mut talk => answered,
        // The other end may close as soon as it has answered: what it said still counts.
        _ended = connection => talk.await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(text: &str) -> bool {
        loopback(&Url::parse(text).unwrap()).is_some()
    }

    #[test]
    fn only_plain_http_to_this_computer_is_sent_to() {
        for url in ["http://127.0.0.1:9/a", "http://localhost/hook", "http://[::1]:80/", "http://127.9.9.9/"]
        {
            assert!(known(url), "{url}");
        }
        for url in [
            "https://127.0.0.1:9/",
            "http://192.0.2.1/",
            "http://example.org/",
            "http://localhost.example.org/",
            "http://0.0.0.0/",
            "http://[::ffff:192.0.2.1]/",
            "ftp://localhost/",
        ] {
            assert!(!known(url), "{url}");
        }
    }

    #[tokio::test]
    async fn an_address_elsewhere_is_never_called() {
        let post = Post {
            url: "http://192.0.2.1/hook".into(),
            headers: Vec::new(),
            body: "{}".into(),
            patience: Duration::from_hours(1),
        };
        assert!(send(&post).await.unwrap_err().contains("loopback"));
    }
}
