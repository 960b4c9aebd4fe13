//! Printing addresses and headers without what must not be printed.

use std::fmt;

use http::HeaderMap;
use url::Url;

/// What stands in the place of a secret.
const HIDDEN: &str = "[hidden]";

/// Parts of names whose values are secrets, in lower case.
const SECRET_PARTS: [&str; 12] = [
    "token",
    "secret",
    "password",
    "authorization",
    "cookie",
    "signature",
    "verifier",
    "ticket",
    "apikey",
    "api-key",
    "api_key",
    "credential",
];

/// Whole names whose values are secrets, in lower case: too short to look for inside others.
const SECRET_NAMES: [&str; 6] = ["code", "state", "key", "sig", "assertion", "nonce"];

/// Whether the value of a header, query parameter or form field of this name is a secret.
pub fn is_secret_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SECRET_NAMES.contains(&name.as_str()) || SECRET_PARTS.iter().any(|part| name.contains(part))
}

/// Prints an address without user names, passwords, secret query values, and its fragment.
#[derive(Clone, Copy)]
pub struct SafeUrl<'a>(pub &'a Url);

impl<'a> SafeUrl<'a> {
    /// Path only.
    pub fn path_only(self) -> &'a str {
        self.0.path()
    }

    /// Path and query only.
    pub fn path_and_query(self) -> String {
        let mut text = self.0.path().to_owned();
        let mut separator = '?';
        for (name, value) in self.0.query_pairs() {
            let shown = if is_secret_name(&name) { HIDDEN } else { &value };
            text.push(separator);
            text.push_str(&name);
            text.push('=');
            text.push_str(shown);
            separator = '&';
        }
        text
    }
}

impl fmt::Display for SafeUrl<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.0.scheme(), self.0.host_str().unwrap_or_default())?;
        if let Some(port) = self.0.port() {
            write!(f, ":{port}")?;
        }
        f.write_str(&self.path_and_query())
    }
}

impl fmt::Debug for SafeUrl<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Prints headers without their secrets.
#[derive(Clone, Copy)]
pub struct SafeHeaders<'a>(pub &'a HeaderMap);

impl fmt::Debug for SafeHeaders<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        for (name, value) in self.0 {
            let hidden = value.is_sensitive() || is_secret_name(name.as_str());
            // Where an answer sends the browser holds codes and states in its query.
            let address = (name == http::header::LOCATION)
                .then(|| value.to_str().ok().and_then(|text| Url::parse(text).ok()))
                .flatten();
            match (hidden, &address) {
                (true, _) => map.entry(&name.as_str(), &HIDDEN),
                (_, Some(url)) => map.entry(&name.as_str(), &SafeUrl(url)),
                (_, None) if name == http::header::LOCATION => map.entry(&name.as_str(), &HIDDEN),
                _ => map.entry(&name.as_str(), value),
            };
        }
        map.finish()
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use secrecy::SecretString;

    use super::*;
    use crate::{HttpRequest, HttpResponse};

    const SECRETS: [&str; 7] = ["SEC-one", "SEC-two", "SEC-three", "SEC-four", "SEC-five", "SEC-six", "U0VD"];

    fn assert_clean(text: &str) {
        for secret in SECRETS {
            assert!(!text.contains(secret), "{secret} shows in {text}");
        }
    }

    #[test]
    fn a_request_never_shows_its_secrets() {
        let url = Url::parse(
            "https://user:SEC-one@example.com/token?code=SEC-two&State=SEC-three&realmId=77&access_token=SEC-four#SEC-five",
        )
        .unwrap();
        let request = HttpRequest::post(url)
            .basic("client", &SecretString::from("SEC-six"))
            .unwrap()
            .with(http::header::COOKIE, "session=SEC-one")
            .form(&[("code", "SEC-two"), ("refresh_token", "SEC-three"), ("client_secret", "SEC-four")]);
        let shown = format!("{request:?} {request:#?} {}", request.summary());
        assert_clean(&shown);
        assert!(shown.contains("realmId=77") && shown.contains("code=[hidden]"), "{shown}");

        let bearer = request.bearer(&SecretString::from("SEC-five")).unwrap();
        assert_clean(&format!("{bearer:?}"));
    }

    #[test]
    fn an_answer_never_shows_its_secrets() {
        let mut headers = HeaderMap::new();
        headers.insert("set-cookie", HeaderValue::from_static("id=SEC-one"));
        headers.insert(
            "location",
            HeaderValue::from_static("http://localhost/callback?code=SEC-two&state=SEC-three"),
        );
        headers.insert("intuit_tid", HeaderValue::from_static("1-abc"));
        let answer = HttpResponse { status: http::StatusCode::FOUND, headers, body: b"SEC-four".to_vec() };
        let shown = format!("{answer:?}");
        assert_clean(&shown);
        assert!(shown.contains("1-abc"));

        let mut relative = HeaderMap::new();
        relative.insert("location", HeaderValue::from_static("/next?code=SEC-five"));
        assert_clean(&format!("{:?}", SafeHeaders(&relative)));
    }

    #[test]
    fn ordinary_names_are_shown() {
        for name in
            ["query", "minorversion", "requestid", "changedSince", "limit", "postal_code_like", "host"]
        {
            assert!(!is_secret_name(name), "{name}");
        }
        for name in ["Authorization", "X-Api-Key", "id_token", "client_secret", "intuit-signature", "CODE"] {
            assert!(is_secret_name(name), "{name}");
        }
    }
}
