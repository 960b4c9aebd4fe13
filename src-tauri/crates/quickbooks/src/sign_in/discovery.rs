//! Intuit's discovery document and the address of its sign-in pages.

use std::sync::Arc;
use std::time::Duration;

use engine::fault::Fault;
use oauth2::basic::BasicClient;
use oauth2::{AuthUrl, ClientId, CsrfToken, RedirectUrl, Scope};
use serde::{Deserialize, Serialize};
use transport::{HttpRequest, Transport, Url, may_travel};

use crate::fault::{RequestContext, RequestTarget, in_answer};

/// What the companion asks a person to allow: the books, and who signed in.
pub const SCOPES: [&str; 5] = ["com.intuit.quickbooks.accounting", "openid", "profile", "email", "phone"];

/// People wait for the sign-in; a document this small comes quickly or not at all.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Where Intuit's endpoints are; they differ between production, sandbox and practice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discovery {
    /// Pages for the browser.
    pub authorization_endpoint: Url,
    /// Codes and refresh tokens become access tokens here.
    pub token_endpoint: Url,
    /// Tokens end here.
    pub revocation_endpoint: Url,
    /// Who signed in.
    pub userinfo_endpoint: Url,
}

/// Fetches the discovery document. Endpoints that secrets could be overheard at make it unreadable.
pub async fn discover(transport: &Arc<dyn Transport>, url: &Url) -> Result<Discovery, Fault> {
    let request = HttpRequest::get(url.clone()).accept_json().timeout(TIMEOUT);
    let context = RequestContext::new(&request, RequestTarget::Else);
    let answer = transport.send(request).await.map_err(|error| context.unanswered(&error))?;
    if let Some(fault) = in_answer(&context, &answer) {
        return Err(fault);
    }
    let discovery: Discovery = serde_json::from_slice(&answer.body)
        .map_err(|error| context.unreadable(&answer, format!("not a discovery document: {error}")))?;
    let endpoints = [
        &discovery.authorization_endpoint,
        &discovery.token_endpoint,
        &discovery.revocation_endpoint,
        &discovery.userinfo_endpoint,
    ];
    if endpoints.into_iter().all(may_travel) {
        Ok(discovery)
    } else {
        Err(context.unreadable(&answer, "the discovery document names an address that is not https"))
    }
}

/// The address for the system browser. `state` must be unguessable and is compared when the browser comes back;
/// `redirect` must be registered with Intuit exactly as it is written here.
pub fn authorize_url(
    discovery: &Discovery,
    client_id: &str,
    redirect: &Url,
    scopes: &[&str],
    state: &str,
) -> Url {
    let client = BasicClient::new(ClientId::new(client_id.to_owned()))
        .set_auth_uri(AuthUrl::from_url(discovery.authorization_endpoint.clone()))
        .set_redirect_uri(RedirectUrl::from_url(redirect.clone()));
    let request = client
        .authorize_url(|| CsrfToken::new(state.to_owned()))
        .add_scopes(scopes.iter().map(|scope| Scope::new((*scope).to_owned())));
    request.url().0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_is_sent_with_all_that_intuit_asks_for() {
        let url = |path: &str| Url::parse(&format!("https://appcenter.example/{path}")).unwrap();
        let discovery = Discovery {
            authorization_endpoint: url("connect/oauth2"),
            token_endpoint: url("token"),
            revocation_endpoint: url("revoke"),
            userinfo_endpoint: url("userinfo"),
        };
        let redirect = Url::parse("http://localhost:17823/callback").unwrap();
        let sent = authorize_url(&discovery, "client", &redirect, &SCOPES, "state-1");
        insta::assert_snapshot!(sent.as_str().replace('&', "\n&"));
    }
}
