//! Events as lines of JSON, with an empty line now and then so that a line that went dead is noticed.

use std::convert::Infallible;
use std::time::Duration;

use contract::tag::Event;
use futures::StreamExt as _;
use futures::stream::unfold;
use http_body_util::{BodyExt as _, StreamBody};
use hyper::body::{Bytes, Frame};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use super::answers::Body;
use crate::runtime::app::Looking;

/// Between two signs of life.
const HEARTBEAT: Duration = Duration::from_secs(10);

/// All events from now on. It ends when the reader is so slow that some were lost: who begins anew reads everything.
/// The page that reads them is seen for as long.
pub(super) fn lines(events: Receiver<Event>, looking: Looking) -> Body {
    // The first empty line tells at once that the way is open.
    let begun = futures::stream::once(async { Ok(Frame::data(Bytes::from_static(b"\n"))) });
    let rest = unfold((events, looking), |(mut events, looking)| async {
        let line = match tokio::time::timeout(HEARTBEAT, events.recv()).await {
            Err(_quiet) => Bytes::from_static(b"\n"),
            Ok(Ok(event)) => line(&event),
            Ok(Err(RecvError::Lagged(_) | RecvError::Closed)) => return None,
        };
        Some((Ok::<_, Infallible>(Frame::data(line)), (events, looking)))
    });
    StreamBody::new(begun.chain(rest)).boxed_unsync()
}

fn line(event: &Event) -> Bytes {
    let mut bytes = serde_json::to_vec(event).unwrap_or_default();
    bytes.push(b'\n');
    Bytes::from(bytes)
}
