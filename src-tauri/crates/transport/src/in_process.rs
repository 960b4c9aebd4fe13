//! Calls a `tower` service in this process: no socket, no timer, the same order of events every time.

use async_trait::async_trait;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use tower::{Service, ServiceExt};

use crate::Transport;
use crate::log::logged;
use crate::message::{HttpRequest, HttpResponse, TransportError};

/// The body type that services are called with.
pub type RequestBody = Full<bytes::Bytes>;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A transport over a `tower` service, for example an `axum` router. The host of an address is passed on as the
/// `Host` header and otherwise ignored. An error of the service is a connection that broke: [`TransportError::NoAnswer`].
/// Time-outs do not exist here, since timers would make a simulation depend on the machine.
#[derive(Debug, Clone)]
pub struct InProcess<S>(S);

impl<S> InProcess<S> {
    /// A transport that calls clones of this service.
    pub fn new(service: S) -> Self {
        Self(service)
    }
}

#[async_trait]
impl<S, B> Transport for InProcess<S>
where
    S: Service<http::Request<RequestBody>, Response = http::Response<B>> + Clone + Send + Sync + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
    B: http_body::Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<BoxError>,
{
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        logged(request, |request| self.answer(request)).await
    }
}

impl<S, B> InProcess<S>
where
    S: Service<http::Request<RequestBody>, Response = http::Response<B>> + Clone,
    S::Error: Into<BoxError>,
    B: http_body::Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<BoxError>,
{
    async fn answer(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let bytes_max = request.body_bytes_max;
        let request = into_http(request)?;
        let answer = self.0.clone().oneshot(request).await.map_err(|error| no_answer(error.into()))?;
        let (parts, body) = answer.into_parts();
        match Limited::new(body, bytes_max).collect().await {
            Ok(whole) => Ok(HttpResponse {
                status: parts.status,
                headers: parts.headers,
                body: whole.to_bytes().to_vec(),
            }),
            Err(error) if error.is::<LengthLimitError>() => Err(TransportError::TooLarge { bytes_max }),
            Err(error) => Err(no_answer(error)),
        }
    }
}

fn into_http(request: HttpRequest) -> Result<http::Request<RequestBody>, TransportError> {
    let not_sent = |error: http::Error| TransportError::NotSent(error.to_string());
    let target = &request.url[url::Position::BeforePath..url::Position::AfterQuery];
    let host = &request.url[url::Position::BeforeHost..url::Position::AfterPort];
    let mut built = http::Request::builder()
        .method(request.method)
        .uri(target)
        .header(http::header::HOST, host)
        .body(Full::from(request.body))
        .map_err(not_sent)?;
    built.headers_mut().extend(request.headers);
    Ok(built)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that `map_err` wants")]
fn no_answer(error: BoxError) -> TransportError {
    TransportError::NoAnswer(error.to_string())
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Bytes;
    use axum::extract::Request;
    use axum::routing::{any, post};
    use url::Url;

    use super::*;

    fn url(path: &str) -> Url {
        Url::parse("http://localhost:4010").unwrap().join(path).unwrap()
    }

    #[tokio::test]
    async fn an_axum_router_answers_without_a_socket() {
        let echo = |request: Request| async move {
            format!("{} {} {:?}", request.method(), request.uri(), request.headers().get("host"))
        };
        let app = Router::new().route("/v3/{*rest}", any(echo));
        let answer = InProcess::new(app).send(HttpRequest::get(url("/v3/x?query=a%20b"))).await.unwrap();
        assert_eq!(answer.status, 200);
        assert_eq!(answer.body, br#"GET /v3/x?query=a%20b Some("localhost:4010")"#);
    }

    #[tokio::test]
    async fn bodies_travel_and_large_ones_are_refused() {
        let app = Router::new().route("/echo", post(|body: Bytes| async move { body }));
        let transport = InProcess::new(app);
        let request = HttpRequest::post(url("/echo")).json(*b"{\"a\":1}");
        assert_eq!(transport.send(request.clone()).await.unwrap().body, b"{\"a\":1}");
        let refused = transport.send(request.body_bytes_max(6)).await;
        assert_eq!(refused, Err(TransportError::TooLarge { bytes_max: 6 }));
    }

    #[tokio::test]
    async fn a_service_that_fails_is_an_unknown_outcome() {
        let cut = tower::service_fn(|_: http::Request<RequestBody>| async {
            Err::<http::Response<RequestBody>, _>(std::io::Error::other("cut"))
        });
        let outcome = InProcess::new(cut).send(HttpRequest::get(url("/"))).await;
        assert_eq!(outcome, Err(TransportError::NoAnswer("cut".to_owned())));
    }
}
