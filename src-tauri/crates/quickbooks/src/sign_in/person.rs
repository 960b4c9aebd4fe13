//! Who signed in (rule N2).

use std::sync::Arc;

use engine::fault::Fault;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use transport::{HttpRequest, Transport};

use super::Discovery;
use crate::fault::{RequestContext, RequestTarget, in_answer};
use crate::field::Text;

/// The person behind the sign-in, as far as the scopes and Intuit tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// E-mail address.
    pub email: Option<String>,
    /// First name.
    pub given_name: Option<String>,
    /// Last name.
    pub family_name: Option<String>,
    /// Whether the phone step was done; `None` when Intuit does not say.
    pub phone_verified: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Wire {
    email: Text,
    given_name: Text,
    family_name: Text,
    phone_number_verified: Text,
}

/// Asks Intuit who signed in; the access token must carry the `openid` scope.
pub async fn userinfo(
    transport: &Arc<dyn Transport>,
    discovery: &Discovery,
    access_token: &SecretString,
) -> Result<Person, Fault> {
    let request = HttpRequest::get(discovery.userinfo_endpoint.clone()).accept_json();
    let context = RequestContext::new(&request, RequestTarget::Else);
    let request = request.bearer(access_token).map_err(|error| context.unsendable(&error))?;
    let answer = transport.send(request).await.map_err(|error| context.unanswered(&error))?;
    if let Some(fault) = in_answer(&context, &answer) {
        return Err(fault);
    }
    read(&answer.body).map_err(|error| context.unreadable(&answer, format!("not a person: {error}")))
}

pub(crate) fn read(body: &[u8]) -> Result<Person, serde_json::Error> {
    let wire: Wire = serde_json::from_slice(body)?;
    Ok(Person {
        email: wire.email.owned(),
        given_name: wire.given_name.owned(),
        family_name: wire.family_name.owned(),
        phone_verified: wire.phone_number_verified.get().map(|text| text.eq_ignore_ascii_case("true")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn n2_a_person_is_read_with_or_without_a_phone() {
        let person = read(
            br#"{"sub":"b0","email":"owner@example.com","emailVerified":true,"givenName":"Ada",
            "familyName":"Owner","phoneNumber":"+1 5550100","phoneNumberVerified":false}"#,
        )
        .unwrap();
        assert_eq!(person.phone_verified, Some(false));
        assert_eq!(person.email.as_deref(), Some("owner@example.com"));
        assert_eq!(read(b"{}").unwrap().phone_verified, None);
    }
}
