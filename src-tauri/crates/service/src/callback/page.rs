//! What the browser is shown when it comes back, and what it brings.

use engine::connect::{Answer, Page};
use http::{HeaderName, StatusCode, header};
use ledger::RealmId;
use secrecy::SecretString;

/// Nothing is kept, run, framed, or told to the next page.
pub(crate) const HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_TYPE, "text/html; charset=utf-8"),
    (header::CACHE_CONTROL, "no-store"),
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    ),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::CONNECTION, "close"),
];

/// The longest query taken; Intuit's is some 200 bytes.
const QUERY_BYTES_MAX: usize = 4_096;

/// The answer in a query; `None` when it is none: no `state`, neither code nor error, or one of them twice.
pub fn answer(query: &str) -> Option<Answer> {
    if query.len() > QUERY_BYTES_MAX {
        return None;
    }
    let (mut state, mut code, mut realm, mut error) = (None, None, None, None);
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        let place = match &*name {
            "state" => &mut state,
            "code" => &mut code,
            "realmId" => &mut realm,
            "error" => &mut error,
            _ => continue,
        };
        if place.replace(value.into_owned()).is_some() {
            return None;
        }
    }
    let outcome = match (code, error) {
        (Some(code), None) => Ok(SecretString::from(code)),
        (None, Some(error)) => Err(error),
        _ => return None,
    };
    let realm = realm.filter(|realm| is_realm(realm)).map(RealmId::new);
    Some(Answer { state: SecretString::from(state?), realm, outcome })
}

/// Company ids are digits; anything else would end up in addresses.
fn is_realm(text: &str) -> bool {
    !text.is_empty() && text.len() <= 32 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Status, title and text of a page.
pub(crate) fn words(page: Page) -> (StatusCode, &'static str, &'static str) {
    match page {
        Page::Accepted => {
            (StatusCode::OK, "QuickBooks responded", "You can close this page and continue in the app.")
        }
        Page::NotOurs => (
            StatusCode::BAD_REQUEST,
            "This link is not from your sign-in",
            "Nothing was changed. Finish the sign-in on the page that the app opened, or start again in the app.",
        ),
        Page::Again => (
            StatusCode::CONFLICT,
            "This sign-in is already complete",
            "Each link works once, and this one has been used. You can close this page.",
        ),
        Page::Refused => (
            StatusCode::OK,
            "Nothing was connected",
            "You can close this page. The app shows how to try again.",
        ),
        Page::Over => (StatusCode::GONE, "This sign-in is over", "Go back to the app and start again."),
    }
}

/// A plain page.
pub(crate) fn html(title: &str, text: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title}</title>\
         <style>body{{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1.5rem;\
         color-scheme:light dark}}</style></head>\n<body><main><h1>{title}</h1><p>{text}</p></main></body></html>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_names_everything_once() {
        let good = answer("code=c&state=s&realmId=123").unwrap();
        assert_eq!(good.realm, Some(RealmId::new("123")));
        assert!(good.outcome.is_ok());
        assert_eq!(answer("error=access_denied&state=s").unwrap().outcome.unwrap_err(), "access_denied");
        assert_eq!(answer("code=c&state=s&realmId=../1").unwrap().realm, None);
        for bad in ["", "code=c", "state=s", "code=c&error=e&state=s", "code=a&code=b&state=s"] {
            assert!(answer(bad).is_none(), "{bad}");
        }
        assert!(answer(&format!("state=s&code={}", "x".repeat(5_000))).is_none());
    }
}
