//! A host for tests that need no service.

use std::path::Path;
use std::sync::Arc;

use transport::{HttpRequest, HttpResponse, Transport, TransportError};

use crate::{Host, HostParts, KeptUntilQuit, OsEntropy, Pace, SystemClock};

/// No request leaves the computer.
struct Unplugged;

#[async_trait::async_trait]
impl Transport for Unplugged {
    async fn send(&self, _: HttpRequest) -> Result<HttpResponse, TransportError> {
        Err(TransportError::NotSent("unplugged".to_owned()))
    }
}

/// What it is made of: no network, secrets in memory, this computer's clock.
pub(crate) fn parts(data: &Path) -> HostParts {
    HostParts {
        data: data.to_owned(),
        transport: Arc::new(Unplugged),
        vaults: Arc::new(KeptUntilQuit::default()),
        clock: Arc::new(SystemClock),
        entropy: Arc::new(OsEntropy),
        pace: Pace::Unlimited,
        zone: jiff::tz::TimeZone::UTC,
    }
}

/// A host over that directory.
pub(crate) async fn open(data: &Path) -> Host {
    Host::open(parts(data)).await.unwrap()
}
