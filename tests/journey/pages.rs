//! Walking the sign-in pages over HTTP, as a browser would without scripts.

use transport::{HttpRequest, Method, Url};

use crate::services::Services;

/// What the person does at the consent page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    /// Connect.
    Give,
    /// Cancel.
    Refuse,
}

/// Walks from the address the companion printed to the address the pages send the browser back to.
pub async fn walk(services: &Services, open: &str, consent: Consent) -> Url {
    let mut page = get(services, open).await;
    page = submit(services, &page, "sign-in", &[("email", "owner@example.com"), ("password", "practice")])
        .await
        .unwrap();
    page = submit(services, &page, "skip-phone", &[]).await.unwrap();
    let realm = services.realm().to_owned();
    page = submit(services, &page, "company", &[("realm_id", &realm)]).await.unwrap();
    let last = if consent == Consent::Give { "consent" } else { "cancel" };
    match submit(services, &page, last, &[]).await {
        Err(back) => back,
        Ok(page) => panic!("the pages did not send the browser back: {page}"),
    }
}

/// Brings the answer to the companion, as the browser does; returns the page the person sees then.
pub async fn deliver(services: &Services, back: &Url) -> String {
    let answer = services.fetch(HttpRequest::get(back.clone())).await;
    String::from_utf8_lossy(&answer.body).into_owned()
}

async fn get(services: &Services, address: &str) -> String {
    let request = HttpRequest::get(Url::parse(address).unwrap());
    follow(services, request)
        .await
        .unwrap_or_else(|back| panic!("{address} sends the browser away to {back}"))
}

/// Sends a form of the page: the next page, or the address outside the pages that the browser is sent to.
async fn submit(services: &Services, page: &str, form: &str, fields: &[(&str, &str)]) -> Result<String, Url> {
    let at = page.find(&format!("<form id=\"{form}\"")).unwrap_or_else(|| panic!("no form {form} in {page}"));
    let action = between(&page[at..], "action=\"", "\"");
    let flow = between(&page[at..], "name=\"flow\" value=\"", "\"");
    let url = Url::parse(services.base()).unwrap().join(action).unwrap();
    let mut all = vec![("flow", flow)];
    all.extend_from_slice(fields);
    follow(services, HttpRequest::new(Method::POST, url).form(&all)).await
}

/// Follows the pages' own redirects, as a browser does; `Err` is where they send the browser in the end.
async fn follow(services: &Services, mut request: HttpRequest) -> Result<String, Url> {
    loop {
        let url = request.url.clone();
        let answer = services.fetch(request).await;
        if !answer.status.is_redirection() {
            let page = String::from_utf8(answer.body).unwrap();
            assert!(answer.status.is_success(), "{url}: {} {page}", answer.status);
            return Ok(page);
        }
        let next = url.join(answer.header("location").unwrap()).unwrap();
        if !next.as_str().starts_with(services.base()) {
            return Err(next);
        }
        request = HttpRequest::get(next);
    }
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let from = text.find(before).unwrap_or_else(|| panic!("no {before} in {text}")) + before.len();
    let length = text[from..].find(after).unwrap();
    &text[from..from + length]
}
