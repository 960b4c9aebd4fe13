//! The token endpoint: a code or a refresh token becomes an access token.

use std::pin::Pin;
use std::sync::Arc;

use engine::fault::{Fault, FaultKind};
use oauth2::basic::{BasicClient, BasicErrorResponseType, BasicRequestTokenError, BasicTokenResponse};
use oauth2::{
    AsyncHttpClient, AuthorizationCode, ClientId, ClientSecret, RedirectUrl, RefreshToken, TokenResponse,
    TokenUrl,
};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use transport::{HttpRequest, Method, Transport, Url};

use super::Discovery;
use crate::fault::{RequestContext, RequestTarget, in_answer};

/// How long an access token lasts when Intuit does not say (reference 2.4).
const LIFETIME_SECONDS_DEFAULT: u64 = 3_600;

/// The app as registered with Intuit.
#[derive(Debug, Clone)]
pub struct App {
    /// Client id.
    pub client_id: String,
    /// Client secret; with production keys it stays in the relay.
    pub client_secret: SecretString,
}

/// Tokens as just issued.
#[derive(Debug, Clone)]
pub struct NewTokens {
    /// For the calls.
    pub access: SecretString,
    /// For the next access token; its value changes over time, and the newest is the only one to keep.
    pub refresh: SecretString,
    /// How long the access token lasts, in seconds.
    pub lifetime_seconds: u64,
}

/// Turns the browser's code into tokens. A code works once.
pub async fn exchange_code(
    transport: &Arc<dyn Transport>,
    discovery: &Discovery,
    app: &App,
    redirect: &Url,
    code: &SecretString,
) -> Result<NewTokens, Fault> {
    let wire = Wire::new(transport, discovery);
    let client = BasicClient::new(ClientId::new(app.client_id.clone()))
        .set_client_secret(ClientSecret::new(app.client_secret.expose_secret().to_owned()))
        .set_token_uri(TokenUrl::from_url(discovery.token_endpoint.clone()))
        .set_redirect_uri(RedirectUrl::from_url(redirect.clone()));
    let grant = client.exchange_code(AuthorizationCode::new(code.expose_secret().to_owned()));
    wire.tokens(grant.request_async(&wire).await, None)
}

/// Turns a refresh token into new tokens. Two at once may end the sign-in: [`super::Tokens`] sees to it that
/// there is only one (rule N4).
pub async fn refresh(
    transport: &Arc<dyn Transport>,
    discovery: &Discovery,
    app: &App,
    refresh_token: &SecretString,
) -> Result<NewTokens, Fault> {
    let wire = Wire::new(transport, discovery);
    let client = BasicClient::new(ClientId::new(app.client_id.clone()))
        .set_client_secret(ClientSecret::new(app.client_secret.expose_secret().to_owned()))
        .set_token_uri(TokenUrl::from_url(discovery.token_endpoint.clone()));
    let old = RefreshToken::new(refresh_token.expose_secret().to_owned());
    let grant = client.exchange_refresh_token(&old);
    wire.tokens(grant.request_async(&wire).await, Some(refresh_token))
}

/// Ends the app's access to the company that this refresh token belongs to (rule N6, *Everywhere*).
pub async fn revoke(
    transport: &Arc<dyn Transport>,
    discovery: &Discovery,
    app: &App,
    refresh_token: &SecretString,
) -> Result<(), Fault> {
    let body = json!({ "token": refresh_token.expose_secret() }).to_string();
    let request = HttpRequest::post(discovery.revocation_endpoint.clone()).accept_json().json(body);
    let context = RequestContext::new(&request, RequestTarget::Else);
    let request =
        request.basic(&app.client_id, &app.client_secret).map_err(|error| context.unsendable(&error))?;
    let answer = transport.send(request).await.map_err(|error| context.unanswered(&error))?;
    match in_answer(&context, &answer) {
        Some(fault) => Err(fault),
        None => Ok(()),
    }
}

/// What the `oauth2` crate sends through.
struct Wire {
    transport: Arc<dyn Transport>,
    context: RequestContext,
}

impl<'c> AsyncHttpClient<'c> for Wire {
    type Error = Fault;
    type Future = Pin<Box<dyn Future<Output = Result<oauth2::HttpResponse, Fault>> + Send + 'c>>;

    fn call(&'c self, request: oauth2::HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}

impl Wire {
    fn new(transport: &Arc<dyn Transport>, discovery: &Discovery) -> Self {
        let request = HttpRequest::new(Method::POST, discovery.token_endpoint.clone());
        Self { transport: Arc::clone(transport), context: RequestContext::new(&request, RequestTarget::Else) }
    }

    /// Sends what the crate built. Refusals become faults here, where the status is still known.
    async fn send(&self, built: oauth2::HttpRequest) -> Result<oauth2::HttpResponse, Fault> {
        let (parts, body) = built.into_parts();
        let unsendable =
            |error: &dyn std::fmt::Display| self.context.fault(FaultKind::Offline, error.to_string());
        let url = Url::parse(&parts.uri.to_string()).map_err(|error| unsendable(&error))?;
        let mut request = HttpRequest::new(parts.method, url);
        request.headers = parts.headers;
        request.body = body;
        let answer = self.transport.send(request).await.map_err(|error| self.context.unanswered(&error))?;
        if let Some(mut fault) = in_answer(&self.context, &answer) {
            // A bare 401 may come from anything on the way. Only Intuit's own words end a sign-in.
            if fault.kind == FaultKind::SignInEnded && fault.evidence.code.is_none() {
                fault.kind = FaultKind::Unavailable;
            }
            return Err(fault);
        }
        let mut built = oauth2::HttpResponse::new(answer.body);
        *built.status_mut() = answer.status;
        *built.headers_mut() = answer.headers;
        Ok(built)
    }

    /// The tokens, or the fault. What the crate says of answers it cannot read is left out: it quotes them.
    fn tokens(
        &self,
        answer: Result<BasicTokenResponse, BasicRequestTokenError<Fault>>,
        old: Option<&SecretString>,
    ) -> Result<NewTokens, Fault> {
        use oauth2::RequestTokenError::{Other, Parse, Request, ServerResponse};
        let answer = answer.map_err(|error| match error {
            Request(fault) => fault,
            ServerResponse(refusal) if *refusal.error() == BasicErrorResponseType::InvalidGrant => {
                self.context.fault(FaultKind::SignInEnded, "invalid_grant")
            }
            ServerResponse(refusal) => self.context.fault(FaultKind::Refused, refusal.error().to_string()),
            Parse(..) | Other(_) => self.unreadable(),
        })?;
        // An answer without a refresh token leaves the old one in force.
        let refresh = answer.refresh_token().map(|token| SecretString::from(token.secret().clone()));
        Ok(NewTokens {
            access: SecretString::from(answer.access_token().secret().clone()),
            refresh: refresh.or_else(|| old.cloned()).ok_or_else(|| self.unreadable())?,
            lifetime_seconds: answer.expires_in().map_or(LIFETIME_SECONDS_DEFAULT, |time| time.as_secs()),
        })
    }

    fn unreadable(&self) -> Fault {
        self.context.fault(FaultKind::Unreadable, "the answer holds no tokens")
    }
}
