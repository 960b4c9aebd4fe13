//! One event for each request, within a span that names it.

use std::time::Instant;

use tracing::Instrument as _;

use crate::message::{HttpRequest, HttpResponse, TransportError};
use crate::redact::SafeUrl;

/// Logs a request while it is sent: method and path, then status, size and milliseconds, or why there is no answer.
/// Query, headers and bodies stay out: they hold names, amounts and secrets.
pub(crate) async fn logged<F>(
    request: HttpRequest,
    send: impl FnOnce(HttpRequest) -> F,
) -> Result<HttpResponse, TransportError>
where
    F: Future<Output = Result<HttpResponse, TransportError>>,
{
    let span =
        tracing::info_span!("request", method = %request.method, path = SafeUrl(&request.url).path_only());
    let answer = async {
        let started = stopwatch();
        let answer = send(request).await;
        let ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        match &answer {
            Ok(answer) => {
                let (status, bytes) = (answer.status.as_u16(), answer.body.len());
                tracing::debug!(status, bytes, ms, "request_answered");
            }
            Err(error) => tracing::warn!(fault = error.name(), %error, ms, "request_failed"),
        }
        answer
    };
    answer.instrument(span).await
}

#[expect(clippy::disallowed_methods, reason = "how long a request took is logged, nothing depends on it")]
fn stopwatch() -> Instant {
    Instant::now()
}
