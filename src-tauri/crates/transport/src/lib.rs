//! The one way out: requests to QuickBooks and to Alternative go through a [`Transport`].
//!
//! [`Online`] speaks HTTP over the network, [`InProcess`] calls a `tower` service directly, so that a whole
//! company can be simulated without a socket. What belongs to every client and to neither service lives here
//! too: requests that print themselves without their secrets ([`SafeUrl`]), the pace that keeps clear of a
//! service's limits ([`Limiter`]), what a failure means for trying again ([`verdict`]), and request counts.

#![deny(missing_docs)]

mod count;
mod in_process;
mod log;
mod message;
mod online;
mod pace;
mod redact;
mod verdict;

use async_trait::async_trait;

pub use count::RequestCounter;
pub use in_process::InProcess;
pub use message::{BODY_BYTES_MAX, BadRequest, HttpRequest, HttpResponse, TIMEOUT_DEFAULT, TransportError};
pub use online::{CannotStart, Online, install_crypto, may_travel};
pub use pace::{Limiter, Quota};
pub use redact::{SafeHeaders, SafeUrl, is_secret_name};
pub use verdict::{AGAIN_AFTER_SECONDS_DEFAULT, Signal, Verdict, verdict};

pub use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
pub use url::Url;

/// Sends one request and brings back one answer. No retries, no redirects, no cookies.
#[async_trait]
pub trait Transport: Send + Sync {
    /// Sends the request. Any status is an answer; an error means that there is none.
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError>;
}

#[async_trait]
impl<T: Transport + ?Sized> Transport for std::sync::Arc<T> {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        (**self).send(request).await
    }
}
